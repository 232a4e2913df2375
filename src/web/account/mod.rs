//! Signing in, one's own account and one's own orders.

pub mod overview;
pub mod password;
pub mod register;
pub mod sign_in;
