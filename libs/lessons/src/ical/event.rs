//! The events of a calendar, those of its properties that tell a lesson.

use super::lines::{self, Property};
use crate::{Limits, refusal::Refusal};

/// Components in components: an alarm in an event in a calendar is three.
const DEEPEST: usize = 16;

/// One event.
#[derive(Debug, Default)]
pub(super) struct Event {
    /// Where it begins in the file, from 1.
    pub(super) line: u64,
    properties: Vec<Property>,
}

/// What is kept of an event; the first of each.
const KEPT: [&str; 11] = [
    "UID",
    "DTSTART",
    "DTEND",
    "DURATION",
    "SUMMARY",
    "LOCATION",
    "DESCRIPTION",
    "CATEGORIES",
    "STATUS",
    "RRULE",
    "RECURRENCE-ID",
];

impl Event {
    pub(super) fn get(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    /// Not unescaped; empty if it is not there.
    pub(super) fn value(&self, name: &str) -> &str {
        self.get(name).map_or("", |property| &property.value)
    }
}

/// The name of a calendar, as most programs write it.
const NAME: &str = "X-WR-CALNAME";

/// A whole calendar.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    pub(super) events: Vec<Event>,
    /// Not unescaped.
    pub(super) name: Option<String>,
}

/// Every event of a whole calendar.
pub(super) fn all(bytes: &[u8], limits: &Limits) -> Result<Calendar, Refusal> {
    let mut calendar = Calendar::default();
    let events = &mut calendar.events;
    let mut open: Vec<(u64, String)> = Vec::new();
    for (at, line) in lines::unfold(bytes) {
        let in_event = matches!(&open[..], [_, (_, name)] if name == "VEVENT");
        // What is long and not kept costs nothing but its bytes.
        if line.len() > limits.cell && !is(&line, &["BEGIN", "END"]) {
            if in_event && is(&line, &KEPT) {
                let limit = limits.cell;
                return Err(Refusal::CellTooLong { line: at, limit });
            }
            continue;
        }
        let Some(property) = lines::parse(&line) else {
            continue;
        };
        match property.name.as_str() {
            "BEGIN" => {
                let name = property.value.trim().to_ascii_uppercase();
                if open.len() >= DEEPEST {
                    return Err(Refusal::Malformed(at));
                }
                if open.len() == 1 && name == "VEVENT" {
                    if events.len() >= limits.rows {
                        return Err(Refusal::TooManyRows(limits.rows));
                    }
                    events.push(Event {
                        line: at,
                        properties: Vec::new(),
                    });
                }
                open.push((at, name));
            }
            "END" => match open.pop() {
                Some((_, name)) if property.value.trim().eq_ignore_ascii_case(&name) => {}
                _ => return Err(Refusal::Malformed(at)),
            },
            NAME if open.len() == 1 && calendar.name.is_none() => {
                calendar.name = Some(property.value);
            }
            name if in_event && KEPT.contains(&name) => {
                if let Some(event) = events.last_mut()
                    && event.get(name).is_none()
                {
                    event.properties.push(property);
                }
            }
            _ => {}
        }
    }
    match open.last() {
        None => Ok(calendar),
        Some((line, _)) => Err(Refusal::Cut(*line)),
    }
}

/// Whether it is one of these properties.
fn is(line: &[u8], names: &[&str]) -> bool {
    let end = line.iter().position(|byte| matches!(byte, b':' | b';'));
    let name = &line[..end.unwrap_or(0)];
    names
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}
