//! The whole portal, tried from outside, against the real parts. One binary, so that it links once.

mod database;
mod harness;
mod migrations;
mod outbox;
mod people_and_papers;
mod queues;
mod whole;
