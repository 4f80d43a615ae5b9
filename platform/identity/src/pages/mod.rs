//! Signing in and out, the home page, « Mon compte ».

pub(crate) mod account;
pub(crate) mod home;
pub(crate) mod own_account;
pub(crate) mod password;
pub(crate) mod place;
pub(crate) mod sign_in;
