DROP TABLE invitations;
DROP TABLE school_events;
DROP TABLE schools;
