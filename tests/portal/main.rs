//! The whole portal, tried from outside, against the real parts. One binary, so that it links once.

mod calendar;
mod database;
mod harness;
mod mail_notices;
mod mail_transport;
mod migrations;
mod outbox;
mod people_and_papers;
mod queues;
mod search_engines;
mod whole;
