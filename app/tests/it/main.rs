//! What holds the house together, tried on the whole of it.

mod arrows;
mod licences;
