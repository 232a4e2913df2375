//! The whole portal, tried from outside, against the real parts. One binary, so that it links once.

mod database;
mod harness;
mod migrations;
mod people_and_papers;
mod whole;
