//! What the outbox promises, on each engine, against real message centres over TCP.

mod burst;
mod centre;
mod contracts;
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
