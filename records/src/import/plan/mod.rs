//! What the files change: every row to write, compared with what is stored. No I/O.

mod classes;
mod guardians;
mod links;
mod pupils;

use super::{
    Anomaly, AnomalyKind, Change, Counts, Differences, FileTaken, Files, Report,
    rows::{DivisionRow, EnrolmentRow, GuardianRow, LinkRow, MefRow, PupilRow, Rows},
    state::State,
};
use chrono::{DateTime, NaiveDate, Utc};
use education::{Id, Pupil};
use siecle::RejectedRow;
use sms::NumberPolicy;
use std::collections::HashMap;

/// Rows to write, and what is told of them.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) mefs: Rows<MefRow>,
    pub(super) divisions: Rows<DivisionRow>,
    pub(super) pupils: Rows<PupilRow>,
    pub(super) enrolments: Rows<EnrolmentRow>,
    pub(super) guardians: Rows<GuardianRow>,
    pub(super) links: Rows<LinkRow>,
    differences: Differences,
    counts: Counts,
    anomalies: Vec<Anomaly>,
    /// By ELEVE_ID, who is at the school once this is written.
    present: HashMap<i64, Id<Pupil>>,
}

/// What the rules need besides the files and the rows.
#[derive(Debug, Clone, Copy)]
struct Rules {
    now: DateTime<Utc>,
    today: NaiveDate,
    numbers: NumberPolicy,
}

pub(super) fn of(files: &Files, state: &State, now: DateTime<Utc>, numbers: NumberPolicy) -> Plan {
    let rules = Rules {
        now,
        today: now.with_timezone(&state.school.zone.0).date_naive(),
        numbers,
    };
    let mut plan = Plan::default();
    if let Some(file) = &files.nomenclature {
        plan.mefs(file, state);
        plan.tell(&file.rejected, &file.anomalies);
    }
    let divisions = plan.divisions(files, state);
    if let Some(file) = &files.structures {
        plan.tell(&file.rejected, &file.anomalies);
    }
    match &files.pupils {
        Some(file) => {
            plan.pupils(file, state, &divisions, rules);
            plan.tell(&file.rejected, &file.anomalies);
        }
        None => plan.pupils_as_they_are(state, rules),
    }
    if let Some(file) = &files.guardians {
        plan.guardians_and_links(file, state, rules);
        plan.tell(&file.rejected, &file.anomalies);
    }
    plan.anomalies.sort_by_key(|anomaly| anomaly.kind);
    plan
}

impl Plan {
    /// What is told of the plan; a dry run until it is written.
    pub(super) fn report(&self, files: &Files, state: &State) -> Report {
        let taken = files
            .taken()
            .map(|(kind, exported_at)| FileTaken { kind, exported_at });
        Report {
            uai: files.uai.to_string(),
            school: state.school.name.clone(),
            new_school: !state.school.is_known(),
            school_year: files.school_year,
            files: taken.collect(),
            unused: files.unused.clone(),
            dry_run: true,
            differences: self.differences,
            counts: self.counts,
            anomalies: self.anomalies.clone(),
        }
    }

    /// Tells what the reader of a file found.
    fn tell(&mut self, rejected: &[RejectedRow], doubts: &[siecle::Anomaly]) {
        let at = |line: u64, reason: &str| format!("{reason} (ligne {line})");
        self.anomalies.extend(rejected.iter().map(|row| {
            let sentence = at(row.line, &row.reason);
            Anomaly::new(AnomalyKind::Rejected, row.what.clone(), sentence)
        }));
        self.anomalies.extend(doubts.iter().map(|row| {
            let sentence = at(row.line, &row.reason);
            Anomaly::new(AnomalyKind::Doubtful, row.what.clone(), sentence)
        }));
    }
}

/// Puts a row where it belongs, when it is new or differs; says which.
fn compare<T: PartialEq + Clone>(
    rows: &mut Rows<T>,
    change: &mut Change,
    stored: Option<&T>,
    wanted: T,
) {
    match stored {
        None => {
            change.added += 1;
            rows.insert.push(wanted);
        }
        Some(stored) if *stored != wanted => {
            change.changed += 1;
            rows.update.push(wanted);
        }
        Some(_) => {}
    }
}

/// The keys that the reader names in a rejected row (« élève DUPONT Léo (n° 1000012) »): a row
/// that could not be read is no proof that somebody left.
fn keys_in(what: &str) -> Vec<i64> {
    let after = what.split("n° ").skip(1);
    let digits = after.map(|text| text.split(|c: char| !c.is_ascii_digit()).next());
    digits
        .flatten()
        .filter_map(|key| key.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::keys_in;

    #[test]
    fn the_keys_of_a_rejected_row_are_found() {
        assert_eq!(keys_in("élève DUPONT Léo (n° 1000012)"), [1_000_012]);
        let link = "lien de l’élève n° 12 avec la personne n° 34";
        assert_eq!(keys_in(link), [12, 34]);
        assert_eq!(keys_in("élève (n° ?)"), [0i64; 0]);
    }
}
