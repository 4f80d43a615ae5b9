//! What stands around every request: forms, headers, errors, static files.

mod errors;
mod forms;
mod headers;
mod pages;
mod static_files;
