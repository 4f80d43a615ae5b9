//! `PARAMETRES`: whose file it is, and of when.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::{error::ReadError, fields, node::Node, rows::Kind};

/// Whose file it is, and of when. A caller should refuse another school's file, and one that is
/// `dated` and whose `timestamp` is older than the last that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `UAJ`: the school's identifier, in capitals, otherwise as written.
    pub uai: String,
    /// `ANNEE_SCOLAIRE`: the year in which the school year begins.
    pub school_year: i32,
    /// `DATE_EXPORT`; when nothing is `dated`, the first day of the school year.
    pub exported_on: NaiveDate,
    /// `HORODATAGE`, or the beginning of `exported_on` when the file has none. Local time of the
    /// academy.
    pub timestamp: NaiveDateTime,
    /// Whether the file says when it was exported. Those of STS-web do not: all of one year then
    /// have one `timestamp`.
    pub dated: bool,
}

/// Reads `PARAMETRES` of a file that must say when it was exported, unless it is of that kind
/// which never does.
pub(crate) fn read(kind: Kind, node: Option<&Node>) -> Result<Header, ReadError> {
    let node = node.ok_or(ReadError::Header("PARAMETRES manque"))?;
    let uai = node
        .field("UAJ")
        .or_else(|| node.child("UAJ")?.attribute("CODE"))
        .ok_or(ReadError::Header("UAJ manque"))?
        .to_uppercase();
    let school_year = node
        .field("ANNEE_SCOLAIRE")
        .or_else(|| node.child("ANNEE_SCOLAIRE")?.attribute("ANNEE"))
        .and_then(|year| year.get(..4)?.parse().ok())
        .filter(|year| (1990..2200).contains(year))
        .ok_or(ReadError::Header("ANNEE_SCOLAIRE"))?;
    let day = node
        .field("DATE_EXPORT")
        .and_then(|value| fields::date(&value));
    let timestamp = node
        .field("HORODATAGE")
        .and_then(|value| fields::timestamp(&value));
    let said = day.or_else(|| timestamp.map(|at| at.date()));
    let exported_on = match (said, kind) {
        (Some(day), _) => day,
        (None, Kind::Staff) => {
            first_day(node, school_year).ok_or(ReadError::Header("ANNEE_SCOLAIRE"))?
        }
        (None, _) => return Err(ReadError::Header("DATE_EXPORT")),
    };
    let timestamp = timestamp.unwrap_or_else(|| exported_on.and_time(NaiveTime::MIN));
    Ok(Header {
        uai,
        school_year,
        exported_on,
        timestamp,
        dated: said.is_some(),
    })
}

/// As STS-web says it, else as everywhere.
fn first_day(node: &Node, school_year: i32) -> Option<NaiveDate> {
    node.child("ANNEE_SCOLAIRE")?
        .field("DATE_DEBUT")
        .and_then(|value| fields::date(&value))
        .or_else(|| NaiveDate::from_ymd_opt(school_year, 9, 1))
}
