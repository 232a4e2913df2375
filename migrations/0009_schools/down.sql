DROP TABLE invitations;
DROP TABLE schools;
