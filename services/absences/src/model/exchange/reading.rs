//! From the bytes of a file to its lines: by whatever program it was saved, and however its columns
//! are called.

use super::{
    columns::{COLUMNS, Column},
    line::{Facts, LONGEST_SUBJECT, Line, Who, moment},
    remark::{Remark, RemarkKind},
};
use crate::model::{scope::Scope, terms::Kind};
use chrono::{NaiveDateTime, NaiveTime};
use education::search_key;
use sheet::{Columns, Limits, Row, clean};

/// Signs of the name of whoever typed or withdrew an entry.
pub(super) const LONGEST_NAME: usize = 120;

/// What cannot be done without: each a column of these, and how it is called.
const REQUIRED: [(&[Column], &str); 4] = [
    (&[Column::Ine, Column::Number, Column::Surname], "Nom"),
    (&[Column::FromDay], "Date de début"),
    (&[Column::FromHour], "Heure de début"),
    (&[Column::ToHour], "Heure de fin"),
];

/// A file, read.
#[derive(Debug, Default)]
pub(crate) struct File {
    /// Those that can be read.
    pub(crate) lines: Vec<Line>,
    /// Those that cannot, and why.
    pub(crate) misfits: Vec<Remark>,
}

/// Reads a file; a sentence when it is none of ours, or cut.
pub(crate) fn read(bytes: &[u8]) -> Result<File, String> {
    let refused = |refusal: sheet::Refusal| refusal.to_string();
    let rows = sheet::read(bytes, &Limits::default()).map_err(refused)?;
    let Some((header, rows)) = rows.split_first() else {
        return Err(refused(sheet::Refusal::Empty));
    };
    let titles: Vec<String> = header.cells.iter().map(|title| clean(title)).collect();
    let columns = Columns::titled(&titles, &COLUMNS);
    if !COLUMNS.iter().any(|(column, _)| columns.has(*column)) {
        return Err(
            "ce fichier n'est pas un tableau d'absences : sa première ligne ne donne \
                    aucun des titres attendus"
                .to_owned(),
        );
    }
    for (any, title) in REQUIRED {
        if !any.iter().any(|column| columns.has(*column)) {
            return Err(format!("la colonne « {title} » manque"));
        }
    }
    let mut file = File::default();
    for row in rows {
        let cells = Cells {
            row,
            columns: &columns,
        };
        let line = match columns.whole(row).map_err(refused)? {
            true => cells.line(),
            false => Err("La ligne est incomplète.".to_owned()),
        };
        match line {
            Ok(line) => file.lines.push(line),
            Err(what) => file.misfits.push(Remark {
                line: row.line,
                kind: RemarkKind::Unreadable,
                who: cells.name(),
                what,
            }),
        }
    }
    Ok(file)
}

/// The cells of a row.
struct Cells<'c> {
    row: &'c Row,
    columns: &'c Columns<Column>,
}

/// As it was before [`super::writing::cell`].
fn unguarded(cell: &str) -> String {
    let text = clean(cell);
    match text.strip_prefix('\'') {
        Some(rest) if super::writing::is_guarded(rest) => rest.to_owned(),
        _ => text,
    }
}

impl Cells<'_> {
    fn text(&self, column: Column) -> String {
        unguarded(self.columns.cell(self.row, column))
    }

    fn name(&self) -> String {
        let who = Who {
            ine: self.text(Column::Ine),
            surname: self.text(Column::Surname),
            first_name: self.text(Column::FirstName),
            ..Who::default()
        };
        who.name()
    }

    fn line(&self) -> Result<Line, String> {
        let kind = kind(&self.text(Column::Kind))?;
        let scope = scope(&self.text(Column::Scope), kind)?;
        let (from, to) = match scope {
            Scope::Lessons => {
                let from = self.from()?;
                (from, self.to(from)?)
            }
            Scope::Meal | Scope::Night => self.of_day()?,
        };
        Ok(Line {
            line: self.row.line,
            who: self.who()?,
            kind,
            scope,
            from,
            to,
            minutes: self.minutes()?,
            teacher: self.text(Column::Teacher),
            subject: self.subject()?,
            reason: self.text(Column::Reason),
            legitimate: self.truth(Column::Legitimate)?,
            proof: self.text(Column::Proof),
            informed: self.truth(Column::Informed)? == Some(true),
            observed: self.truth(Column::Observed)? == Some(true),
            closed: self.truth(Column::Closed)?,
            noon: self.hour(Column::Noon)?,
            facts: self.facts()?,
        })
    }

    fn who(&self) -> Result<Who, String> {
        let number = self.text(Column::Number);
        let born_on = self.text(Column::BornOn);
        Ok(Who {
            ine: self.text(Column::Ine).replace(' ', "").to_uppercase(),
            number: some(&number)
                .map(|text| {
                    let read = text.parse().ok();
                    read.ok_or_else(|| format!("Numéro SIECLE illisible : « {text} »."))
                })
                .transpose()?,
            surname: self.text(Column::Surname),
            first_name: self.text(Column::FirstName),
            born_on: some(&born_on).map(day).transpose()?,
        })
    }

    /// When it begins: a day and an hour, or both in the column of days.
    fn from(&self) -> Result<NaiveDateTime, String> {
        let written = self.text(Column::FromDay);
        let hour = self.hour(Column::FromHour)?;
        match (hour, moment(&written)) {
            (Some(hour), _) => Ok(day(&written)?.and_time(hour)),
            (None, Some(both)) => Ok(both),
            (None, None) if written.is_empty() => Err("La date de début manque.".to_owned()),
            (None, None) => Err("L'heure de début manque.".to_owned()),
        }
    }

    /// When it ends; on the same day, when only an hour is given.
    fn to(&self, from: NaiveDateTime) -> Result<Option<NaiveDateTime>, String> {
        let written = self.text(Column::ToDay);
        let hour = self.hour(Column::ToHour)?;
        match (some(&written), hour, moment(&written)) {
            (None, None, _) => Ok(None),
            (None, Some(hour), _) => Ok(Some(from.date().and_time(hour))),
            (Some(written), Some(hour), _) => Ok(Some(day(written)?.and_time(hour))),
            (Some(_), None, Some(both)) => Ok(Some(both)),
            (Some(_), None, None) => Err("L'heure de fin manque.".to_owned()),
        }
    }

    /// A meal or a night has its day: its hours are those of the file where it has both, as an export
    /// writes them, and those of the school otherwise.
    fn of_day(&self) -> Result<(NaiveDateTime, Option<NaiveDateTime>), String> {
        let written = self.text(Column::FromDay);
        let hour = self.hour(Column::FromHour)?;
        if hour.is_none() && moment(&written).is_none() {
            return Ok((day(&written)?.and_time(NaiveTime::MIN), None));
        }
        let from = self.from()?;
        let whole =
            self.hour(Column::ToHour)?.is_some() || moment(&self.text(Column::ToDay)).is_some();
        let to = whole.then(|| self.to(from)).transpose()?;
        Ok((from, to.flatten()))
    }

    fn subject(&self) -> Result<Option<String>, String> {
        let text = self.text(Column::Subject);
        match text.chars().count() <= LONGEST_SUBJECT {
            true => Ok(super::line::subject(&text)),
            false => Err(format!(
                "La discipline est trop longue : {LONGEST_SUBJECT} caractères au plus."
            )),
        }
    }

    fn hour(&self, column: Column) -> Result<Option<NaiveTime>, String> {
        let text = self.text(column);
        some(&text)
            .map(|text| sheet::hour(text).ok_or_else(|| format!("Heure illisible : « {text} ».")))
            .transpose()
    }

    fn minutes(&self) -> Result<Option<i64>, String> {
        let text = self.text(Column::Minutes);
        let minutes = some(&text).map(|text| text.parse::<u16>());
        let minutes = minutes.transpose();
        let minutes = minutes.map_err(|_| format!("Minutes illisibles : « {text} »."))?;
        // A table of another program has a zero wherever nothing is late.
        Ok(minutes.filter(|minutes| *minutes > 0).map(i64::from))
    }

    fn truth(&self, column: Column) -> Result<Option<bool>, String> {
        let text = self.text(column);
        match search_key(&text).as_str() {
            "" if text.is_empty() => Ok(None),
            "oui" | "o" | "x" | "1" | "vrai" | "true" => Ok(Some(true)),
            "non" | "n" | "0" | "faux" | "false" => Ok(Some(false)),
            _ => Err(format!("Ni « oui » ni « non » : « {text} ».")),
        }
    }

    fn facts(&self) -> Result<Facts, String> {
        let at = |column| {
            let text = self.text(column);
            let read = some(&text).map(|text| {
                let day = || sheet::date(text).map(|day| day.and_time(NaiveTime::MIN));
                let moment = moment(text).or_else(day);
                moment.ok_or_else(|| format!("Date illisible : « {text} »."))
            });
            read.transpose()
        };
        let name = |column| {
            let name = self.text(column);
            match name.chars().count() <= LONGEST_NAME {
                true => Ok(name),
                false => Err(format!(
                    "Un nom est trop long : {LONGEST_NAME} caractères au plus."
                )),
            }
        };
        let origin = self.text(Column::Origin);
        let facts = Facts {
            by_roll: search_key(&origin) == "appel",
            typed_at: at(Column::TypedAt)?,
            typed_by: name(Column::TypedBy)?,
            withdrawn_at: at(Column::WithdrawnAt)?,
            withdrawn_by: name(Column::WithdrawnBy)?,
        };
        match facts.withdrawn_at {
            None if !facts.withdrawn_by.is_empty() => {
                Err("La colonne « Annulée par » est remplie sans date d'annulation.".to_owned())
            }
            _ => Ok(facts),
        }
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// A day, also where a spreadsheet has put midnight behind it.
fn day(text: &str) -> Result<chrono::NaiveDate, String> {
    let alone = sheet::date(text).or_else(|| moment(text).map(|both| both.date()));
    alone.ok_or_else(|| match text {
        "" => "La date de début manque.".to_owned(),
        _ => format!("Date illisible : « {text} ». Écrivez-la 24/11/2026."),
    })
}

/// The kind of an entry: the absence, when nothing is said.
fn kind(text: &str) -> Result<Kind, String> {
    let key = search_key(text);
    let known = |kind: &Kind| search_key(kind.label()) == key || search_key(kind.noun()) == key;
    match key.as_str() {
        "" if text.is_empty() => Ok(Kind::Absence),
        "departanticipe" | "sortieanticipee" => Ok(Kind::Departure),
        "exclusiondecours" => Ok(Kind::Exclusion),
        _ => Kind::ALL.into_iter().find(known).ok_or_else(|| {
            let labels: Vec<&str> = Kind::ALL.into_iter().map(Kind::label).collect();
            format!(
                "Nature inconnue : « {text} ». Écrivez {}.",
                labels.join(", ")
            )
        }),
    }
}

/// What an entry of that kind is about: lessons, when nothing is said.
fn scope(text: &str, kind: Kind) -> Result<Scope, String> {
    let key = search_key(text);
    let known = |scope: &Scope| search_key(scope.label()) == key;
    let scope = match text {
        "" => Scope::Lessons,
        _ => Scope::ALL.into_iter().find(known).ok_or_else(|| {
            let labels = Scope::ALL.map(Scope::label).join(", ");
            format!("« Porte sur » ne peut pas être « {text} ». Écrivez {labels}.")
        })?,
    };
    match scope.takes(kind) {
        true => Ok(scope),
        false => Err(
            "D'un repas ou d'une nuit, on est absent ou exclu : écrivez « Absence » ou « Exclusion »."
                .to_owned(),
        ),
    }
}
