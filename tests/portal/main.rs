//! The whole portal, tried from outside, against the real parts. One binary, so that it links once.

mod harness;
mod mail_notices;
mod mail_transport;
mod search_engines;
