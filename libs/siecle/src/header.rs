//! `PARAMETRES`: whose file it is, and of when.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::{error::ReadError, fields, xml::Node};

/// Whose file it is, and of when. A caller should refuse another school's file, and one whose
/// `timestamp` is older than the last that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `UAJ`: the school's identifier, in capitals, otherwise as written.
    pub uai: String,
    /// `ANNEE_SCOLAIRE`: the year in which the school year begins.
    pub school_year: i32,
    /// `DATE_EXPORT`.
    pub exported_on: NaiveDate,
    /// `HORODATAGE`, or the beginning of `exported_on` when the file has none. Local time of the
    /// academy.
    pub timestamp: NaiveDateTime,
}

pub(crate) fn read(node: Option<&Node>) -> Result<Header, ReadError> {
    let node = node.ok_or(ReadError::Header("PARAMETRES manque"))?;
    let uai = node
        .field("UAJ")
        .or_else(|| node.child("UAJ")?.attribute("CODE"))
        .ok_or(ReadError::Header("UAJ manque"))?
        .to_uppercase();
    let school_year = node
        .field("ANNEE_SCOLAIRE")
        .and_then(|year| year.get(..4)?.parse().ok())
        .filter(|year| (1990..2200).contains(year))
        .ok_or(ReadError::Header("ANNEE_SCOLAIRE"))?;
    let day = node
        .field("DATE_EXPORT")
        .and_then(|value| fields::date(&value));
    let timestamp = node
        .field("HORODATAGE")
        .and_then(|value| fields::timestamp(&value));
    let exported_on = day
        .or_else(|| timestamp.map(|at| at.date()))
        .ok_or(ReadError::Header("DATE_EXPORT"))?;
    let timestamp = timestamp.unwrap_or_else(|| exported_on.and_time(NaiveTime::MIN));
    Ok(Header {
        uai,
        school_year,
        exported_on,
        timestamp,
    })
}
