//! Reads a school's weekly timetable from the files that schools have, and writes fictitious ones.
//!
//! Four kinds of files are read, told apart by their contents ([`recognise`]):
//! - [`Format::Csv`], ours, for whoever has none of the others: one row a lesson, columns by title
//!   in any order: `Jour;Début;Fin;Semaine;Matière;Code matière;Enseignant;Classe;Groupe;Salle`.
//!   `docs/formats/emploi-du-temps-csv.md` tells schools;
//! - [`Format::Edt`], the text and XML exports of courses of EDT (`EXP_COURS.txt`, `.csv`, `.xml`);
//! - [`Format::Udt`], the text export of courses of UnDeuxTEMPS;
//! - [`Format::ICalendar`], the dated calendars of PRONOTE and EDT, and weekly rules (`RRULE`) of
//!   other programs.
//!
//! ```
//! use lessons::{Format, Limits, Setting};
//!
//! let file = "Jour;Début;Fin;Matière;Enseignant;Classe\nlundi;08:30;09:25;Latin;VERNOY Claire;5B\n";
//! assert_eq!(lessons::recognise(file.as_bytes()), Some(Format::Csv));
//! let setting = Setting { bells: &[], zone: chrono_tz::Europe::Paris, limits: Limits::default() };
//! let reading = lessons::read(Format::Csv, file.as_bytes(), &setting)?;
//! assert_eq!(reading.lessons[0].teachers[0].surname, "VERNOY");
//! assert!(reading.misfits.is_empty());
//! # Ok::<(), lessons::Refusal>(())
//! ```
//!
//! Four promises:
//! - **a wrong row never refuses the file**: it comes as a [`Misfit`], with its line and a reason;
//! - **a file of another kind, or cut, is refused**: see [`Refusal`]. A file that stops between two
//!   rows is told by nothing in it;
//! - **a hostile file costs little**: bounded sizes ([`Limits`]), no entity, no document type;
//! - **no clock, no network, no database**, and the same bytes always give the same lessons.
//!
//! None of the editors publishes its format. The facts come from what public programs read: GEPI
//! (`edt_organisation/`, `init_xml2/`, `groupes/`), GRR (`admin_import_xml_edt.php`), Chocolat
//! (`importfromedt.php`, `administration/edt.php`), from Index Éducation's page on the syntax of
//! imported data, and from RFC 5545.
//!
//! iCalendar is read by code of our own, some hundred lines: `calcard` and `icalendar` take text,
//! while a fold may cut a character; neither says on which line an event stands, nor that a file
//! stops before its end, and we need eleven properties only.

mod bells;
mod cells;
mod classes;
mod edt;
pub mod generate;
mod ical;
mod lesson;
mod own;
mod refusal;
mod udt;

use chrono::NaiveTime;
use chrono_tz::Tz;

pub use lesson::{ClassPart, Lesson, Reading, Subject, Teacher, Weeks};
pub use refusal::{Misfit, Reason, Refusal};
pub use sheet::Limits;

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Our own: one row a lesson, with its end.
    Csv,
    /// Courses of EDT (Index Éducation), as text or XML.
    Edt,
    /// Courses of UnDeuxTEMPS (UDT), as text.
    Udt,
    /// Events, dated one by one or repeated every week or two.
    ICalendar,
}

impl Format {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Edt, Self::Udt, Self::ICalendar];

    /// As schools call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "tableau CSV",
            Self::Edt => "EDT",
            Self::Udt => "UnDeuxTEMPS (UDT)",
            Self::ICalendar => "iCalendar",
        }
    }
}

/// What a file does not say of the school.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The hours between which lessons lie, in order. A period is between two neighbours; between
    /// neighbours of less than 25 minutes lies a break. They tell when a lesson ends of which a file
    /// says only how many periods it takes (« 1h00 » in EDT is one period, were it of 55 minutes).
    pub bells: &'a [NaiveTime],
    /// The school's own zone: calendars are in UTC.
    pub zone: Tz,
    /// How much the file may cost.
    pub limits: Limits,
}

/// What kind of file this is; nothing if it is none that [`read`] knows.
pub fn recognise(bytes: &[u8]) -> Option<Format> {
    const ENOUGH: usize = 64 * 1024;
    let head = bytes.get(..ENOUGH).map_or(bytes, |head| {
        // Never half a character.
        let line = head.iter().rposition(|byte| *byte == b'\n');
        &head[..line.unwrap_or(ENOUGH)]
    });
    let text = sheet::decode(head).ok()?;
    let start = text.trim_start();
    if ical::is(start) {
        return Some(Format::ICalendar);
    }
    if start.starts_with('<') {
        return edt::is_xml(start).then_some(Format::Edt);
    }
    let header = sheet::header(&text);
    [
        (edt::is_header as fn(&[String]) -> bool, Format::Edt),
        (udt::is_header, Format::Udt),
        (own::is_header, Format::Csv),
    ]
    .into_iter()
    .find(|(is, _)| is(&header))
    .map(|(_, format)| format)
}

/// Reads one file. What does not fit in a week is told beside what does.
pub fn read(format: Format, bytes: &[u8], setting: &Setting<'_>) -> Result<Reading, Refusal> {
    if bytes.len() > setting.limits.bytes {
        return Err(Refusal::TooLarge(setting.limits.bytes));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Empty);
    }
    let reading = match format {
        Format::ICalendar => ical::read(bytes, setting)?,
        Format::Csv => own::read(&sheet::decode(bytes)?, setting)?,
        Format::Edt => edt::read(&sheet::decode(bytes)?, setting)?,
        Format::Udt => udt::read(&sheet::decode(bytes)?, setting)?,
    };
    Ok(reading.tidy())
}
