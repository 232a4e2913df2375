DROP TABLE idempotency;
DROP TABLE drafts;
DROP TABLE documents;
DROP TABLE contacts;
