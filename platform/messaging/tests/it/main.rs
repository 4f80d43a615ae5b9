//! What the outbox promises, on each engine, against real message centres over TCP.

mod backlog;
mod burst;
mod centre;
mod clocks;
mod contracts;
mod database;
mod doubt;
mod faults;
mod gateway;
mod house;
mod http;
mod life;
mod lists;
mod mails;
mod receipts;
mod replies;
mod retention;
mod rules;
mod secrets;
