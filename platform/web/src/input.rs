//! What a person typed, kept as it was typed until it is right.

use crate::Error;
use axum::{
    extract::{FromRequest, Request},
    http::StatusCode,
};
use http_body_util::LengthLimitError;
use std::{fmt::Display, time::Duration};
use uuid::Uuid;

/// The fields of a form, or of an address, in order, as they came.
#[derive(Debug, Clone, Default)]
pub struct Input {
    fields: Vec<(String, String)>,
}

impl Input {
    /// Reads fields from `a=b&c=d`. What nobody can see is left out: see [`seen`].
    pub fn parse(text: &str) -> Self {
        let fields: Vec<(String, String)> = serde_html_form::from_str(text).unwrap_or_default();
        let fields = fields.into_iter().map(|(name, value)| (name, seen(value)));
        Self {
            fields: fields.collect(),
        }
    }

    /// Fields given by the program: the first showing of a form, or a test.
    pub fn of<K: Into<String>, V: Into<String>>(fields: impl IntoIterator<Item = (K, V)>) -> Self {
        Self {
            fields: fields
                .into_iter()
                .map(|(k, v)| (k.into(), v.into()))
                .collect(),
        }
    }

    /// What was typed in a field, trimmed; empty when it is not there.
    pub fn text(&self, field: &str) -> &str {
        self.fields
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value.trim())
    }

    /// What was typed, untouched: for passwords.
    pub fn raw(&self, field: &str) -> &str {
        self.fields
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }

    /// Whether a box was ticked.
    pub fn is_ticked(&self, field: &str) -> bool {
        self.fields.iter().any(|(name, _)| name == field)
    }

    /// All the values of a field that may come several times.
    pub fn all<'i>(&'i self, field: &'i str) -> impl Iterator<Item = &'i str> {
        self.fields
            .iter()
            .filter(move |(name, _)| name == field)
            .map(|(_, value)| value.trim())
    }

    /// Gives a field another value than the one that came: a version, after a conflict.
    pub fn set(&mut self, field: &str, value: &str) {
        self.fields.retain(|(name, _)| name != field);
        self.fields.push((field.to_owned(), value.to_owned()));
    }

    /// The fields as an address says them: `a=b&c=d`.
    pub fn encoded(&self) -> String {
        serde_html_form::to_string(&self.fields).unwrap_or_default()
    }

    /// The fields, for keeping filters in an address.
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

/// A text without what cannot be seen and does harm: the controls that come along with what is
/// pasted (PostgreSQL takes no NUL), and what turns the order in which a line is read. Ends of
/// lines and tabs stay.
pub(crate) fn seen(text: String) -> String {
    let unseen = |c: char| match c {
        '\n' | '\r' | '\t' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control(),
    };
    match text.contains(unseen) {
        true => text.replace(unseen, ""),
        false => text,
    }
}

/// A form is at most this long: 5,000 selected rows of 36 characters and their names.
const LONGEST_FORM: usize = 512 * 1024;
/// It comes whole in this time, by the slowest line of a school.
const FORM_WITHIN: Duration = Duration::from_secs(20);

const LONG: &str = "Le formulaire est trop long : rien n'a été enregistré. Revenez en arrière : ce \
                    que vous avez saisi y est encore.";
const SLOW: &str = "Le formulaire n'est pas arrivé en entier : la connexion est trop lente. Rien n'a \
                    été enregistré. Revenez en arrière et recommencez.";
const CUT: &str = "La connexion a été coupée. Revenez en arrière : ce que vous avez saisi y est \
                   encore.";

fn is_too_long(error: &axum::Error) -> bool {
    let source = std::error::Error::source(error);
    source.is_some_and(|source| source.is::<LengthLimitError>())
}

impl<S: Send + Sync> FromRequest<S> for Input {
    type Rejection = Error;

    /// Fields of the address for GET and HEAD, of the body for others.
    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        if matches!(
            *request.method(),
            axum::http::Method::GET | axum::http::Method::HEAD
        ) {
            return Ok(Self::parse(request.uri().query().unwrap_or_default()));
        }
        let bytes = axum::body::to_bytes(request.into_body(), LONGEST_FORM);
        let bytes = tokio::time::timeout(FORM_WITHIN, bytes)
            .await
            .map_err(|_| Error::TooSlow(SLOW.into()))?
            .map_err(|error| match is_too_long(&error) {
                true => Error::TooLarge(LONG.into()),
                false => Error::BadRequest(CUT.into()),
            })?;
        Ok(Self::parse(&String::from_utf8_lossy(&bytes)))
    }
}

/// What is wrong in a form: a field, and a sentence that says what to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invalid {
    problems: Vec<(&'static str, String)>,
}

impl Invalid {
    /// The status of a page that shows a form again.
    pub const STATUS: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

    /// Adds a problem.
    pub fn add(&mut self, field: &'static str, sentence: impl Display) {
        self.problems.push((field, sentence.to_string()));
    }

    /// The value, or its problem on the field.
    pub fn check<T, E: Display>(&mut self, field: &'static str, judged: Result<T, E>) -> Option<T> {
        judged.map_err(|sentence| self.add(field, sentence)).ok()
    }

    /// What is typed in a field that may not be empty.
    pub fn required(&mut self, input: &Input, field: &'static str, sentence: &str) -> String {
        let text = input.text(field);
        if text.is_empty() {
            self.add(field, sentence);
        }
        text.to_owned()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// The sentence on a field.
    pub fn on(&self, field: &str) -> Option<&str> {
        self.problems
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, sentence)| sentence.as_str())
    }

    /// All, for the summary above the form.
    pub fn all(&self) -> &[(&'static str, String)] {
        &self.problems
    }
}

/// The key that a creating form carries, so that a double click or a resend changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormId(pub Uuid);

impl FormId {
    /// The name of the hidden field.
    pub const FIELD: &'static str = "form_id";

    /// For a form shown for the first time.
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }

    /// The one that came back; a new one when it was lost, which only loses the protection.
    pub fn of(input: &Input) -> Self {
        Uuid::parse_str(input.text(Self::FIELD))
            .map(Self)
            .unwrap_or_default()
    }
}

impl Default for FormId {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_in_order() {
        let input = Input::parse("nom=+B%C3%A9rang%C3%A8re+&sms=1&sms=2&vide=");
        assert_eq!(input.text("nom"), "Bérangère");
        assert_eq!(input.raw("nom"), " Bérangère ");
        assert_eq!(input.all("sms").collect::<Vec<_>>(), ["1", "2"]);
        assert!(input.is_ticked("vide") && !input.is_ticked("absent"));
    }

    /// Invariant: no field holds what nobody can see: a NUL, which PostgreSQL refuses, another
    /// control, or what makes a name read backwards. Lines stay lines, and letters letters.
    #[test]
    fn what_nobody_sees_is_left_out() {
        let input = Input::parse(
            "nom=a%00b%1B%7F%C2%85c&sens=%E2%80%AEab%E2%80%AC%E2%81%A7%E2%81%A9&texte=a%0D%0Ab%09c&ecran=%F0%9F%91%A8%E2%80%8D%F0%9F%91%A7&moitie=%ED%A0%80x",
        );
        assert_eq!(input.raw("nom"), "abc");
        assert_eq!(input.raw("sens"), "ab");
        assert_eq!(input.raw("texte"), "a\r\nb\tc");
        assert_eq!(input.raw("ecran"), "👨\u{200d}👧");
        assert!(input.raw("moitie").ends_with('x'));
    }

    /// Invariant: a field that must be filled is a problem when nothing but spaces came in it.
    #[test]
    fn an_empty_field_is_a_problem() {
        let input = Input::of([("nom", " Bérangère "), ("vide", "  ")]);
        let mut invalid = Invalid::default();
        assert_eq!(
            invalid.required(&input, "nom", "Indiquez un nom."),
            "Bérangère"
        );
        assert!(invalid.is_empty());
        invalid.required(&input, "vide", "Indiquez-le.");
        invalid.required(&input, "absent", "Indiquez-le aussi.");
        assert_eq!(invalid.on("vide"), Some("Indiquez-le."));
        assert_eq!(invalid.on("absent"), Some("Indiquez-le aussi."));
        assert_eq!((invalid.on("nom"), invalid.all().len()), (None, 2));
    }

    /// Invariant: the key of a form comes back as it went; one that was lost is a new one.
    #[test]
    fn the_key_of_a_form_comes_back() {
        let form = FormId::new();
        let sent = Input::of([(FormId::FIELD, form.0.to_string())]);
        assert_eq!(FormId::of(&sent), form);
        let lost = Input::of([(FormId::FIELD, "xyz")]);
        assert_ne!(FormId::of(&lost), FormId::of(&lost));
        assert!(!FormId::of(&lost).0.is_nil());
    }

    #[test]
    fn each_problem_is_on_its_field() {
        let mut invalid = Invalid::default();
        assert_eq!(invalid.check("jour", "x".parse::<u8>()), None);
        assert_eq!(invalid.check("heure", "8".parse::<u8>()), Some(8));
        assert!(invalid.on("jour").is_some() && invalid.on("heure").is_none());
    }
}
