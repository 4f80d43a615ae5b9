//! What marks promise, through their pages, on both engines.

mod assessments;
mod bulletins;
mod family;
mod family_bulletins;
mod family_news;
mod family_preview;
mod publication;
mod school;
mod settings;
mod texts;
mod typing;
