//! Texts that the font can show and a line can hold. Every string of a document passes here.

use crate::qr;
use print::{Document, Fault, window};
use serde_json::{Value, json};
use typst::text::Coverage;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Stands for a character that the font does not have. PDF/UA forbids to print none.
const MISSING: char = '□';
/// Where a line may end, without a sign.
const BREAK: char = '\u{200b}';
/// A longer word is cut…
const LONG: usize = 30;
/// … after as many characters, were it on an odd place.
const PIECE: usize = 12;
/// Accents on one letter: more of them climb over the lines above.
const ACCENTS: usize = 2;

/// The document as the template reads it, and how many characters the font lacks.
pub(crate) fn data(document: &Document, coverage: &Coverage) -> Result<(Vec<u8>, usize), Fault> {
    let refused = |error: serde_json::Error| Fault::Refused(error.to_string());
    let mut value = serde_json::to_value(document).map_err(refused)?;
    qr::draw(&mut value)?;
    let mut missing = 0;
    each_string(&mut value, &mut |text| clean(text, coverage, &mut missing));
    entitle(&mut value);
    let geometry = json!({
        "shown": window::SHOWN, "reached": window::REACHED, "folds": window::FOLDS,
    });
    let whole = json!({ "document": value, "geometry": geometry });
    Ok((serde_json::to_vec(&whole).map_err(refused)?, missing))
}

/// PDF/UA wants a title, and a report begins with one.
fn entitle(document: &mut Value) {
    let blank = |title: &Value| title.as_str().is_none_or(|title| title.trim().is_empty());
    if blank(&document["title"]) {
        document["title"] = "Document".into();
    }
    let title = document["title"].clone();
    let titles = |report: &mut Value| {
        if blank(&report["title"]) {
            report["title"] = title.clone();
        }
    };
    if let Some(report) = document.pointer_mut("/body/report") {
        titles(report);
    }
    if let Some(Value::Array(reports)) = document.pointer_mut("/body/reports") {
        reports.iter_mut().for_each(titles);
    }
}

fn each_string(value: &mut Value, change: &mut impl FnMut(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| each_string(value, change)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|value| each_string(value, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// One text: composed, without signs that are not seen (they turn lines around, or hide), each
/// blank an ordinary one but for those that do not break, each word short enough.
fn clean(text: &str, coverage: &Coverage, missing: &mut usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut accents = 0;
    for c in text.nfc() {
        if is_combining_mark(c) {
            accents += 1;
            if accents > ACCENTS || !coverage.contains(u32::from(c)) {
                continue;
            }
        } else {
            accents = 0;
        }
        match c {
            '\u{a0}' | '\u{202f}' => out.push(c),
            c if c.is_whitespace() || c.is_control() => out.push(' '),
            c if unseen(c) => {}
            c if coverage.contains(u32::from(c)) => out.push(c),
            _ => {
                *missing += 1;
                out.push(MISSING);
            }
        }
    }
    cut_long_words(&out)
}

/// Signs without a shape of their own: joiners, marks of direction, variation selectors, tags.
fn unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn cut_long_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(' ') {
        let length = word.chars().count();
        for (i, c) in word.chars().enumerate() {
            if length > LONG && i > 0 && i % PIECE == 0 && c != ' ' {
                out.push(BREAK);
            }
            out.push(c);
        }
    }
    out
}
