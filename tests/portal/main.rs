//! The tests of the whole portal, one binary.

mod harness {
    pub mod eml;
    pub mod smtp;
}
mod mail_notices;
mod mail_transport;
