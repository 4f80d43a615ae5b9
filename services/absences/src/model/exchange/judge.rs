//! What would become of each line of a file, against what the school has already.

use super::{
    line::{Facts, Line, subject},
    pupils::Directory,
    reading::File,
    remark::{Remark, RemarkKind},
    slots::Slots,
    teachers::Teachers,
    wordings::Wordings,
};
use crate::model::{
    period::Period,
    scope::Scope,
    taught::Taught,
    terms::{LATEST, Terms},
    wording::Flag,
};
use chrono::{Duration, NaiveDate, NaiveTime};
use education::{Id, Pupil};
use records::IdentityCard;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use timetable::Week;

/// Lines of one pupil: more than a school year has hours.
const MOST_OF_ONE: usize = 2_000;

/// What the school knows, by which lines are judged.
#[derive(Debug)]
pub(crate) struct Register {
    pub(crate) pupils: Directory,
    pub(crate) reasons: Wordings,
    pub(crate) proofs: Wordings,
    pub(crate) teachers: Teachers,
    /// The bells of the school's day, and where its halves part.
    pub(crate) week: Week,
    /// What ended before is not kept any more (Code de l'éducation, art. R131-6).
    pub(crate) first_day: NaiveDate,
    pub(crate) today: NaiveDate,
}

/// An entry to write.
#[derive(Debug, Clone)]
pub(crate) struct NewEntry {
    pub(crate) line: u64,
    pub(crate) pupil: Id<Pupil>,
    pub(crate) terms: Terms,
    pub(crate) taught: Taught,
    pub(crate) noon: NaiveTime,
    pub(crate) facts: Facts,
}

/// An entry that the school has.
#[derive(Debug, Clone)]
pub(crate) struct Present {
    pub(crate) pupil: Id<Pupil>,
    pub(crate) terms: Terms,
    pub(crate) taught: Taught,
    pub(crate) withdrawn: bool,
}

/// A file, judged.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    pub(crate) add: Vec<NewEntry>,
    /// Lines that say what the school has already.
    pub(crate) present: usize,
    /// Lines that are left out.
    pub(crate) refused: usize,
    /// By line.
    pub(crate) remarks: Vec<Remark>,
}

impl Judged {
    /// What a person has seen and accepts: each line that would be added, with all that it says, and
    /// how many would not.
    pub(crate) fn print(&self) -> String {
        let mut hash = Sha256::new();
        for entry in &self.add {
            hash.update(format!("{entry:?}\n"));
        }
        hash.update(format!("{} {}", self.present, self.refused));
        let digest = hash.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Judges the lines of a file, in their order.
pub(crate) fn judge(file: &File, register: &Register, present: &[Present]) -> Judged {
    let mut slots: HashMap<Id<Pupil>, Slots> = HashMap::new();
    for entry in present {
        let taught = Taught {
            teacher: entry.taught.teacher,
            // As its own export would say it.
            subject: entry.taught.subject.as_deref().and_then(subject),
        };
        let of = slots.entry(entry.pupil).or_default();
        of.know(entry.terms, taught, entry.withdrawn);
    }
    let mut judged = Judged {
        refused: file.misfits.len(),
        remarks: file.misfits.clone(),
        ..Judged::default()
    };
    for line in &file.lines {
        let (number, who) = (line.line, line.who.name());
        let mut remark = |kind, what| {
            judged.remarks.push(Remark {
                line: number,
                kind,
                who: who.clone(),
                what,
            });
        };
        match register.one(line, &mut slots) {
            Ok(None) => judged.present += 1,
            Ok(Some((new, doubts))) => {
                judged.add.push(new);
                for (kind, what) in doubts {
                    remark(kind, what.to_owned());
                }
            }
            Err((kind, what)) => {
                judged.refused += 1;
                remark(kind, what);
            }
        }
    }
    judged.remarks.sort_by_key(|remark| remark.line);
    judged
}

/// Why a line is left out.
type Refused = (RemarkKind, String);
/// What is worth a look, though the line is taken.
type Doubts = Vec<(RemarkKind, &'static str)>;

impl Register {
    /// What one line adds; nothing when it is there already.
    fn one(
        &self,
        line: &Line,
        slots: &mut HashMap<Id<Pupil>, Slots>,
    ) -> Result<Option<(NewEntry, Doubts)>, Refused> {
        let day = line.from.date();
        let card = self.pupils.find(&line.who, day);
        let card = card.map_err(|what| (RemarkKind::Pupil, what))?;
        let terms = self.terms(line)?;
        let taught = self.taught(line)?;
        let slots = slots.entry(card.id).or_default();
        let withdrawn = line.facts.withdrawn_at.is_some();
        if slots.tell(&terms, &taught, withdrawn) {
            return Ok(None);
        }
        if slots.count() >= MOST_OF_ONE {
            let what = format!("Cet élève a plus de {MOST_OF_ONE} saisies : est-ce le bon ?");
            return Err((RemarkKind::Pupil, what));
        }
        if !withdrawn {
            in_the_way(&terms, slots)?;
        }
        let doubts = self.doubts(&terms, withdrawn, card);
        slots.bring(terms, withdrawn, line.line);
        let new = NewEntry {
            line: line.line,
            pupil: card.id,
            terms,
            taught,
            noon: line.noon.unwrap_or(self.week.noon()),
            facts: line.facts.clone(),
        };
        Ok(Some((new, doubts)))
    }

    fn terms(&self, line: &Line) -> Result<Terms, Refused> {
        let (period, minutes) = self
            .hours(line)
            .map_err(|what| (RemarkKind::Unreadable, what))?;
        let latest = self.today.checked_add_signed(Duration::days(366));
        let year = |what: &str| Err((RemarkKind::Year, what.to_owned()));
        if period.to().date() < self.first_day {
            return year(
                "Le dossier d'absences n'est tenu que pour l'année scolaire en cours (Code de \
                 l'éducation, art. R131-6).",
            );
        }
        if latest.is_none_or(|latest| period.from().date() > latest) {
            return year("Cette date est trop loin de l'année scolaire : vérifiez-la.");
        }
        let unknown = |kind, page: &str, label: &str| {
            let what = format!(
                "« {label} » n'est pas dans Paramétrages → {page} : ajoutez-le, puis déposez de \
                 nouveau le fichier."
            );
            (kind, what)
        };
        let reason = self.reasons.find(&line.reason);
        let reason = reason.ok_or_else(|| unknown(RemarkKind::Reason, "Motifs", &line.reason))?;
        let proof = self.proofs.find(&line.proof);
        let proof =
            proof.ok_or_else(|| unknown(RemarkKind::Proof, "Justificatifs", &line.proof))?;
        let flagged = |flag| {
            let wording = self.reasons.line(reason);
            wording.is_some_and(|wording| wording.flags.has(flag))
        };
        Ok(Terms {
            kind: line.kind,
            scope: line.scope,
            period,
            open_end: line.scope == Scope::Lessons && line.to.is_none() && minutes.is_none(),
            minutes,
            reason,
            proof,
            legitimate: line.legitimate.unwrap_or_else(|| flagged(Flag::Legitimate)),
            informed: line.informed,
            observed: line.observed,
            closed: line.closed.unwrap_or_else(|| flagged(Flag::Settled)),
        })
    }

    /// Of the lesson, where it is about one.
    fn taught(&self, line: &Line) -> Result<Taught, Refused> {
        let taught = Taught {
            teacher: self
                .teachers
                .find(&line.teacher)
                .map_err(|what| (RemarkKind::Teacher, what))?,
            subject: line.subject.clone(),
        };
        if line.scope != Scope::Lessons && taught != Taught::default() {
            let what = "Personne n'enseigne pendant un repas ou une nuit : videz les cases \
                        « Enseignant » et « Discipline ».";
            return Err((RemarkKind::Unreadable, what.to_owned()));
        }
        Ok(taught)
    }

    /// From when to when, and the minutes of a lateness.
    fn hours(&self, line: &Line) -> Result<(Period, Option<i64>), String> {
        match line.scope.period(&self.week, line.from.date()) {
            None => hours(line),
            Some(_) if line.minutes.is_some() => Err(NO_MINUTES.to_owned()),
            Some(usual) => Ok((written_hours(line, usual), None)),
        }
    }

    fn doubts(&self, terms: &Terms, withdrawn: bool, card: &IdentityCard) -> Doubts {
        let mut doubts = Vec::new();
        if withdrawn {
            return doubts;
        }
        let (from, to) = (terms.period.from(), terms.period.to());
        if terms.open_end {
            doubts.push((
                RemarkKind::OpenEnd,
                "La saisie dira « fin inconnue » : l'élève est absent jusqu'à ce que vous donniez \
                 une fin.",
            ));
        }
        if card.left_on.is_some_and(|left| left <= from.date()) {
            doubts.push((
                RemarkKind::Left,
                "D'après la base élèves, l'élève avait déjà quitté l'établissement.",
            ));
        }
        // A meal and a night have their own.
        if terms.scope != Scope::Lessons {
            return doubts;
        }
        let (first, last) = (self.week.bells().first(), self.week.bells().last());
        let late = last.is_some_and(|last| from.time() >= *last);
        let early = first.is_some_and(|first| to.time() <= *first) && !terms.open_end;
        if late || early {
            doubts.push((
                RemarkKind::Hours,
                "Ces heures sont hors de celles de Paramétrages → Horaires.",
            ));
        }
        doubts
    }
}

/// Of a meal or a night, only the day counts. One that was recorded keeps the hours that the bells
/// of then gave it, so those that a file has are kept where they may be its own: a meal is of one
/// day, a night of two.
fn written_hours(line: &Line, usual: Period) -> Period {
    let length = usual.to().date() - usual.from().date();
    let own = line
        .to
        .and_then(|to| Period::new(line.from, to).ok())
        .filter(|own| own.to().date() - own.from().date() == length);
    own.unwrap_or(usual)
}

const NO_MINUTES: &str = "Seul un retard a des minutes : videz la case.";

/// The same, of lessons.
fn hours(line: &Line) -> Result<(Period, Option<i64>), String> {
    use crate::model::terms::Kind;
    let period = |to| Period::new(line.from, to).map_err(|error| error.to_string());
    match (line.kind, line.to, line.minutes) {
        (Kind::Lateness, to, minutes) => {
            let length = to.map(|to| (to - line.from).num_minutes());
            let minutes = minutes.or(length);
            let minutes = minutes.filter(|minutes| (1..=LATEST).contains(minutes));
            let minutes = minutes.ok_or_else(|| {
                format!("Un retard dure de 1 à {LATEST} minutes ; au-delà, c'est une absence.")
            })?;
            let end = line.from.checked_add_signed(Duration::minutes(minutes));
            Ok((period(to.or(end).unwrap_or(line.from))?, Some(minutes)))
        }
        (_, _, Some(_)) => Err(NO_MINUTES.to_owned()),
        (_, Some(to), None) => Ok((period(to)?, None)),
        (_, None, None) => Ok((Period::open(line.from), None)),
    }
}

/// What the same pupil has at that time.
fn in_the_way(terms: &Terms, slots: &Slots) -> Result<(), Refused> {
    if slots.has_otherwise(terms) {
        let what = "Cette saisie existe déjà, avec un autre motif, un autre enseignant, une autre \
                    discipline ou une autre suite : elle reste telle qu'elle est.";
        return Err((RemarkKind::Otherwise, what.to_owned()));
    }
    if !terms.kind.excludes_others() {
        return Ok(());
    }
    match slots.in_the_way(terms) {
        None => Ok(()),
        Some(other) => {
            let place = other.line.map(|line| format!(" (ligne {line})"));
            let what = format!(
                "L'élève a déjà une saisie à ce moment : {}{}.",
                other.terms.event(),
                place.unwrap_or_default(),
            );
            Err((RemarkKind::Overlap, what))
        }
    }
}
