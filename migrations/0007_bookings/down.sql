DROP TABLE waiting;
DROP TABLE claims;
DROP TABLE bookings;
DROP TABLE days_off;
DROP TABLE lecturers;
