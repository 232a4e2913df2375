DROP TABLE second_matters;
