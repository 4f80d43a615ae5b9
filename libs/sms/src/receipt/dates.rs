//! Dates of receipts: digits whose number tells the form, more or less.

use chrono::{NaiveDate, NaiveDateTime};

/// `YYMMDDhhmm`, `YYMMDDhhmmss`, `YYYYMMDDhhmm`, `YYYYMMDDhhmmss`.
pub(crate) fn read(text: &str) -> Option<NaiveDateTime> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        10 => at(text, 2),
        // Twelve digits that begin by 20 and make a date with a whole year are that.
        12 if text.starts_with("20") => at(text, 4).or_else(|| at(text, 2)),
        12 => at(text, 2),
        14 => at(text, 4),
        _ => None,
    }
}

fn at(text: &str, year_digits: usize) -> Option<NaiveDateTime> {
    let (year, rest) = text.split_at_checked(year_digits)?;
    let pair = |index: usize| -> Option<u32> { rest.get(index * 2..index * 2 + 2)?.parse().ok() };
    let year: i32 = year.parse().ok()?;
    let year = if year_digits == 2 { 2000 + year } else { year };
    let second = if rest.len() > 8 { pair(4)? } else { 0 };
    NaiveDate::from_ymd_opt(year, pair(0)?, pair(1)?)?.and_hms_opt(pair(2)?, pair(3)?, second)
}
