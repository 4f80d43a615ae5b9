//! What « Aide » and « Quoi de neuf » promise, through their pages, on both engines.

mod guides;
mod news;
