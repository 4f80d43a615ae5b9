//! education
