//! What holds the house together, tried on the whole of it.

mod access_matrix;
mod arrows;
mod command_line;
mod configuration;
mod crash;
mod house;
mod licences;
mod menus;
mod retention;
mod served;
mod terminal;
