//! What holds the house together, tried on the whole of it.

mod access_matrix;
mod arrows;
mod centre;
mod command_line;
mod configuration;
mod crash;
mod crash_codes;
mod full;
mod hostile;
mod house;
mod licences;
mod machine;
mod machines;
mod menus;
mod office;
mod outage;
mod postgres;
mod quiet;
mod retention;
mod served;
mod slow;
mod terminal;
mod visits;
