//! Activation codes: drawn at random, read aloud or off paper, typed by a person.
//!
//! ```
//! use activation::{Code, TypedError};
//!
//! let code = Code::generate(&mut rand::rng());
//! let typed = code.grouped().to_lowercase().replace('-', " ");
//! assert_eq!(Code::parse(&typed)?, code);
//! assert_eq!(Code::parse("K7PM 2QRD"), Err(TypedError::Length(8)));
//! # Ok::<(), TypedError>(())
//! ```
//!
//! Three promises:
//! - **nobody guesses one**: eleven characters of thirty-one, from the caller's generator, some 54 bits;
//! - **no character looks like another**: neither 0 and O, nor 1, I and L are in a code;
//! - **a slip is seen before it counts**: one wrong character, or two that changed places, wherever they
//!   stand, and the twelfth character does not fit.

mod code;
mod error;

pub use code::{Code, LENGTH};
pub use error::TypedError;
