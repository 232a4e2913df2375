//! The whole portal, tried from outside, against the real parts. One binary, so that it links once.

mod calendar;
mod database;
mod harness;
mod mail_notices;
mod mail_transport;
mod migrations;
mod people_and_papers;
mod search_engines;
mod whole;
