//! Calendars: events dated one by one, as PRONOTE and EDT write them, or repeated every week or two.

mod event;
mod lines;
mod moment;
mod parity;
mod rule;
mod text;
mod weekly;

use std::borrow::Cow;

use crate::{Format, Setting, cells::some, lesson::Reading, refusal::Refusal};

/// Whether a text that begins so is a calendar.
pub(crate) fn is(start: &str) -> bool {
    const MARK: &str = "BEGIN:VCALENDAR";
    let first = start.trim_start_matches('\u{feff}').get(..MARK.len());
    first.is_some_and(|first| first.eq_ignore_ascii_case(MARK))
}

pub(crate) fn read(bytes: &[u8], setting: &Setting<'_>) -> Result<Reading, Refusal> {
    let bytes = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Cow::Owned(sheet::decode(bytes)?.into_bytes()),
        [0xef, 0xbb, 0xbf, bytes @ ..] | bytes => Cow::Borrowed(bytes),
    };
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    if !is(start.trim_start()) {
        return Err(Refusal::Other(Format::ICalendar));
    }
    let calendar = event::all(&bytes, &setting.limits)?;
    let mut reading = weekly::read(&calendar.events, setting.zone);
    reading.calendar = calendar.name.and_then(|name| some(&text::unescape(&name)));
    Ok(reading)
}
