//! Marks as French schools write them: read from what a person types, weighed into averages, shown to
//! families by the school's rule.
//!
//! ```
//! use grading::{Coefficient, Counted, Mark, OutOf, Rounding, Weighing, average};
//!
//! let twenty = OutOf::parse("20")?;
//! let Some(Mark::Points(points)) = Mark::parse("12,5", twenty)? else { unreachable!() };
//! let counted = Counted { points, out_of: twenty, coefficient: Coefficient::ONE };
//! let average = average(&[counted], Weighing::Twenty).expect("one mark counts");
//! assert_eq!(average.rounded(Rounding::HUNDREDTH).to_string(), "12,5");
//! # Ok::<(), grading::TypedError>(())
//! ```
//!
//! Three promises:
//! - **averages are exact**: fractions, rounded once, when they are shown;
//! - **what is not a mark is no zero**: « abs », « disp » and « N.not » are in no average;
//! - **no clock, no database**: whoever asks says what time it is.

mod average;
mod decimal;
mod explained;
mod mark;
mod publication;

pub use average::{Average, Counted, Rounded, Rounding, Step, Weighing, average, average_of};
pub use decimal::{Coefficient, OutOf, Points, TypedError};
pub use explained::{Explained, Term, explained};
pub use mark::Mark;
pub use publication::{Assessment, Mode, PublicationRule};
