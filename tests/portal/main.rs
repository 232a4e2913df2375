//! The whole portal, tried from outside, against the real parts. One binary, so that it links once.

mod access_walk;
mod account;
mod api;
mod api_actions;
mod api_orders;
mod ask;
mod calendar;
mod counter;
mod database;
mod desk;
mod harness;
mod health;
mod locales;
mod mail_notices;
mod mail_transport;
mod migrations;
mod outbox;
mod outbox_mail;
mod pages;
mod people_and_papers;
mod queues;
mod search_engines;
mod source_rules;
mod start;
mod track;
mod whole;
