//! pupils
