//! What a person typed here and what the register says of the same thing: who wins, and what is
//! told. The rules stand in `docs/decisions/0007-what-is-typed-here-stays.md`.
//!
//! A field whose value differs from the register's has a row in `typed_field`. Values are compared,
//! and kept in that row, as texts ([`Field::same`], [`Typed::text`]), so that the page and the
//! import judge alike.

mod fields;
mod store;

pub use fields::{Field, Kind, guardian, link, pupil};
pub(crate) use fields::{filled, flag, is_flagged};
pub use store::{TypedField, forget, register_says, typed_fields};
pub(crate) use store::{keep, note_changes, register_value};

use sms::NumberPolicy;

/// What an import does with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Leave what is stored.
    Keep,
    /// Write what the export says; a field that had been typed is the register's again
    /// ([`forget`]).
    Take,
    /// Leave what is stored, and show the contradiction ([`register_says`]).
    KeepAndTell,
}

/// The rule. `stored` is what is shown today; `typed` is, for a field that somebody typed, what
/// the register said the last time; `exported` is what it says now.
pub fn judge(stored: &str, typed: Option<&str>, exported: &str) -> Verdict {
    match typed {
        None if stored == exported => Verdict::Keep,
        None => Verdict::Take,
        // Both say the same: there is nothing left to protect.
        Some(_) if stored == exported => Verdict::Take,
        // The register repeats what the person knew when they typed.
        Some(said) if said == exported => Verdict::Keep,
        Some(_) => Verdict::KeepAndTell,
    }
}

impl Field {
    /// [`judge`] for this field: its texts are compared as [`Field::same`] does, and an answer
    /// that a person gave is not the register's again because the register agrees for once.
    pub fn judge(self, stored: &str, typed: Option<&str>, exported: &str) -> Verdict {
        let (stored, exported) = (self.canonical(stored), self.canonical(exported));
        let typed = typed.map(|text| self.canonical(text));
        match judge(&stored, typed.as_deref(), &exported) {
            Verdict::Take if typed.is_some() && self.is_an_answer() => Verdict::Keep,
            verdict => verdict,
        }
    }
}

/// What has fields that may be typed.
pub trait Typed {
    /// Those of them that the register says too.
    const FIELDS: &'static [Field];
    /// A field's value as text; empty for none.
    fn text(&self, field: Field) -> String;
    /// Gives a field the value of a text.
    fn put(&mut self, field: Field, text: &str, numbers: NumberPolicy);
}

/// A field that has another value than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which field.
    pub field: Field,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// The fields that differ.
pub fn changes<T: Typed>(before: &T, after: &T) -> Vec<Change> {
    let differ = |field: &Field| {
        let (before, after) = (before.text(*field), after.text(*field));
        (before != after).then_some(Change {
            field: *field,
            before,
            after,
        })
    };
    T::FIELDS.iter().filter_map(differ).collect()
}

/// The names of fields, for a line of the audit: which ones, never their values.
pub(crate) fn names(changes: &[Change]) -> String {
    let names: Vec<&str> = changes.iter().map(|change| change.field.label()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: what nobody typed follows the register.
    #[test]
    fn an_untyped_field_is_the_register_s() {
        assert_eq!(judge("a", None, "b"), Verdict::Take);
        assert_eq!(judge("a", None, "a"), Verdict::Keep);
    }

    /// Invariant: what was typed stays; it is told only when the register says something new.
    #[test]
    fn a_typed_field_stays_and_news_are_told() {
        assert_eq!(judge("typed", Some("old"), "old"), Verdict::Keep);
        assert_eq!(judge("typed", Some("old"), "new"), Verdict::KeepAndTell);
        assert_eq!(judge("typed", Some("old"), ""), Verdict::KeepAndTell);
    }

    /// Invariant: a field on which both agree is the register's again, but for an answer.
    #[test]
    fn agreement_ends_what_was_typed_but_not_an_answer() {
        assert_eq!(judge("new", Some("old"), "new"), Verdict::Take);
        let email = guardian::EMAIL.judge("new", Some("old"), "new");
        assert_eq!(email, Verdict::Take);
        let consent = guardian::ACCEPTS_SMS.judge("non", Some("oui"), "non");
        assert_eq!(consent, Verdict::Keep);
        let later = guardian::ACCEPTS_SMS.judge("non", Some("non"), "oui");
        assert_eq!(later, Verdict::KeepAndTell);
    }

    /// Invariant: one number written two ways is one number.
    #[test]
    fn a_number_is_not_its_spaces() {
        let mobile = guardian::MOBILE;
        assert!(mobile.same("06 39 98 00 12", "+33639980012"));
        assert_eq!(
            mobile.judge("06.39.98.00.12", Some("06 39 98 00 13"), "0639980013"),
            Verdict::Keep
        );
        assert!(!guardian::EMAIL.same("a b", "ab"));
    }
}
