//! Dates of providers, in the forms that are met.

use chrono::{DateTime, NaiveDateTime};

/// RFC 3339 (as it is written there, offset apart), `2026-11-23 08:05:00`, seconds or milliseconds
/// since 1970 (UTC), or the digits of SMPP receipts.
pub(super) fn read(text: &str) -> Option<NaiveDateTime> {
    if let Ok(date) = DateTime::parse_from_rfc3339(text) {
        return Some(date.naive_local());
    }
    for form in [
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%d/%m/%Y %H:%M:%S",
    ] {
        if let Ok(date) = NaiveDateTime::parse_from_str(text, form) {
            return Some(date);
        }
    }
    if let Some(date) = crate::receipt::dates::read(text)
        // Ten digits may be either: a receipt's then have a month.
        && text.len() != 10
    {
        return Some(date);
    }
    let number: i64 = text.parse().ok()?;
    let date = match text.len() {
        10 => DateTime::from_timestamp(number, 0),
        13 => DateTime::from_timestamp_millis(number),
        _ => None,
    };
    date.map(|date| date.naive_utc())
}
