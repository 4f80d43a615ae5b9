//! What identity promises, through its pages, on both engines.

mod account;
mod family;
mod home;
mod house;
mod opening;
mod own_account;
mod password_link;
mod place;
mod retention;
mod right;
mod rights;
mod session;
mod sign_in;
