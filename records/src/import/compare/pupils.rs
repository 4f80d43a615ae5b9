//! The pupils of the file: who is at the school, who left by their date.

use super::{
    Comparison, Export, Hand, PIECE, Rules,
    rows::{EnrolmentRow, PupilRow, Rows},
    typed::{Note, TypedHere, write_notes},
    write,
};
use crate::{
    import::{
        Anomaly, AnomalyKind,
        staged::{Batch, StagedPupil},
        workbook::hex,
    },
    typed::Kind,
};
use chrono::NaiveDate;
use db::{Error, Result, Scratch, scratch, sql};
use education::{Id, Ine, Pupil, School, search_key};
use serde_json::{Value as Json, json};
use sms::MobileNumber;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A pupil of the file, with what the other sections say of them.
struct Read {
    eleve_id: i64,
    line: i64,
    /// For whom is not known yet.
    new_id: Id<Pupil>,
    pupil: StagedPupil,
    address: Option<Json>,
    divisions: Vec<String>,
    groups: Vec<String>,
    options: Option<Json>,
}

/// What is stored of the pupils of a piece.
struct Stored {
    /// By ELEVE_ID.
    pupils: HashMap<i64, PupilRow>,
    /// At this school, all years.
    enrolments: HashMap<Id<Pupil>, Vec<EnrolmentRow>>,
    /// Groups by enrolment.
    groups: HashMap<Uuid, HashSet<Uuid>>,
    typed: TypedHere,
}

/// What a piece writes.
#[derive(Default)]
struct Piece {
    pupils: Rows<PupilRow>,
    enrolments: Rows<EnrolmentRow>,
    joins: Vec<(Uuid, Uuid)>,
    leaves: Vec<(Uuid, Uuid)>,
    present: Vec<Json>,
    notes: Vec<Note>,
}

/// The file as a whole.
#[derive(Clone, Copy)]
struct File {
    export: Export,
    has_addresses: bool,
}

impl Comparison<'_> {
    pub(super) async fn pupils(&mut self, export: Export) -> Result<()> {
        let (has_addresses,) =
            scratch!("SELECT EXISTS (SELECT 1 FROM address WHERE file = 'eleves')")
                .one::<(bool,)>(&mut self.files.workbook.scratch)
                .await?;
        let file = File {
            export,
            has_addresses,
        };
        let mut read = read_pupils(&mut self.files.workbook.scratch, i64::MIN).await?;
        loop {
            let Some(last) = read.last() else {
                return Ok(());
            };
            let after = last.eleve_id;
            self.progress.compared(read.len());
            let mut stored = self.stored_pupils(&read).await?;
            let ids: Vec<Uuid> = stored.pupils.values().map(|row| row.id.uuid()).collect();
            stored.typed = self.typed_here(Kind::Pupil, &ids).await?;
            let mut piece = Piece::default();
            for row in read {
                self.one_class(&row);
                let known = stored.pupils.get(&row.eleve_id);
                if row.pupil.left_on.is_none_or(|left| left > self.rules.today) {
                    self.present(row, known, &stored, file, &mut piece);
                } else {
                    self.counts.left += 1;
                    let here = of(&stored, known);
                    self.leaves(here, row.pupil.left_on, &mut piece.enrolments);
                }
            }
            let batch = Batch {
                table: "present",
                rows: std::mem::take(&mut piece.present),
            };
            self.files.workbook.put(batch).await?;
            self.put_aside().await?;
            // The next piece is read while this one is written: they are two databases.
            let school = self.school.id;
            (read, ()) = tokio::try_join!(
                read_pupils(&mut self.files.workbook.scratch, after),
                write_pupils(&mut self.hand, school, piece, export),
            )?;
        }
    }

    async fn stored_pupils(&mut self, read: &[Read]) -> Result<Stored> {
        let named: Vec<i64> = read.iter().map(|row| row.eleve_id).collect();
        let pupils = sql!(
            sqlite: "SELECT id, eleve_id, ine, family_name, usage_name, first_name, \
                     other_first_names, born_on, sex, first_key, address, mobile_typed, mobile, \
                     home_phone, email, accepts_sms, as_of, updated_at FROM pupil \
                     WHERE eleve_id IN (SELECT value FROM json_each($1))",
            postgres: "SELECT id, eleve_id, ine, family_name, usage_name, first_name, \
                       other_first_names, born_on, sex, first_key, address, mobile_typed, mobile, \
                       home_phone, email, accepts_sms, as_of, updated_at FROM pupil \
                       WHERE eleve_id IN (SELECT jsonb_array_elements_text($1)::bigint)",
        )
        .bind(Json::from(named))
        .all::<PupilRow>(self.hand.read())
        .await?;
        let ids: Vec<Id<Pupil>> = pupils.iter().map(|row| row.id).collect();
        let rows = self.stored_enrolments(&ids).await?;
        let held: Vec<Id<EnrolmentRow>> = rows.iter().map(|row| Id::from(row.id)).collect();
        let members = sql!(
            sqlite: "SELECT enrolment, teaching_group FROM group_member \
                     WHERE enrolment IN (SELECT unhex(value) FROM json_each($1))",
            postgres: "SELECT enrolment, teaching_group FROM group_member \
                       WHERE enrolment = ANY($1)",
        )
        .bind(&held[..])
        .all::<(Uuid, Uuid)>(self.hand.read())
        .await?;
        let mut stored = Stored {
            pupils: pupils.into_iter().map(|row| (row.eleve_id, row)).collect(),
            enrolments: HashMap::new(),
            groups: HashMap::new(),
            typed: TypedHere::new(),
        };
        for row in rows {
            stored.enrolments.entry(row.pupil).or_default().push(row);
        }
        for (enrolment, group) in members {
            stored.groups.entry(enrolment).or_default().insert(group);
        }
        Ok(stored)
    }

    async fn stored_enrolments(&mut self, pupils: &[Id<Pupil>]) -> Result<Vec<EnrolmentRow>> {
        sql!(
            sqlite: "SELECT id, pupil, school_year, division, mef, entered_on, left_on, name_key, \
                     school_number, status, regime, leaving_reason, repeats, previous, options \
                     FROM enrolment WHERE school = $1 \
                     AND pupil IN (SELECT unhex(value) FROM json_each($2))",
            postgres: "SELECT id, pupil, school_year, division, mef, entered_on, left_on, name_key, \
                       school_number, status, regime, leaving_reason, repeats, previous, options \
                       FROM enrolment WHERE school = $1 AND pupil = ANY($2)",
        )
        .bind(self.school.id)
        .bind(pupils)
        .all::<EnrolmentRow>(self.hand.read())
        .await
    }

    fn one_class(&mut self, row: &Read) {
        if let [kept, other, ..] = row.divisions.as_slice() {
            let sentence =
                format!("L’élève est dans deux classes, {kept} et {other} : {kept} est gardée.");
            let told = Anomaly::new(AnomalyKind::Doubtful, row.line, row.what(), sentence);
            self.anomalies.push(told);
        }
    }

    fn present(
        &mut self,
        row: Read,
        known: Option<&PupilRow>,
        stored: &Stored,
        file: File,
        piece: &mut Piece,
    ) {
        let mut wanted = self.wanted(&row, known, file);
        if let Some(known) = known {
            self.settle_pupil(&row, known, &mut wanted, stored, &mut piece.notes);
        }
        let here = of(stored, known);
        let this_year = here
            .iter()
            .find(|e| e.school_year == self.files.school_year);
        let groups: HashSet<Uuid> = row
            .groups
            .iter()
            .filter_map(|code| self.groups.get(code).copied())
            .collect();
        let enrolment = self.enrolment(row, &wanted, this_year);
        self.counts.present += 1;
        self.counts.without_class += u64::from(enrolment.division.is_none());
        piece.present.push(json!([wanted.eleve_id, hex(wanted.id)]));
        let was_here = here.iter().any(|e| e.is_open(self.rules.today));
        let none = HashSet::new();
        let held = this_year.and_then(|e| stored.groups.get(&e.id));
        let held = held.unwrap_or(&none);
        let same = this_year == Some(&enrolment) && known == Some(&wanted) && *held == groups;
        match (was_here, same) {
            (false, _) => self.differences.pupils.added += 1,
            (true, false) => self.differences.pupils.changed += 1,
            (true, true) => {}
        }
        let id = enrolment.id;
        piece
            .joins
            .extend(groups.difference(held).map(|group| (*group, id)));
        piece
            .leaves
            .extend(held.difference(&groups).map(|group| (*group, id)));
        match known {
            None => piece.pupils.insert.push(wanted),
            Some(known) if *known != wanted => piece.pupils.update.push(wanted),
            Some(_) => {}
        }
        match this_year {
            None => piece.enrolments.insert.push(enrolment),
            Some(stored) if *stored != enrolment => piece.enrolments.update.push(enrolment),
            Some(_) => {}
        }
        // A new school year closes the ones before.
        let earlier = here
            .iter()
            .filter(|e| e.school_year < self.files.school_year);
        for earlier in earlier.filter(|e| e.is_open(file.export.day)) {
            piece.enrolments.update.push(EnrolmentRow {
                left_on: Some(file.export.day),
                ..earlier.clone()
            });
        }
    }

    fn enrolment(
        &self,
        row: Read,
        pupil: &PupilRow,
        this_year: Option<&EnrolmentRow>,
    ) -> EnrolmentRow {
        let division = row.divisions.first();
        EnrolmentRow {
            id: this_year.map_or_else(Uuid::now_v7, |e| e.id),
            pupil: pupil.id,
            school_year: self.files.school_year,
            division: division.and_then(|code| self.divisions.get(code).copied()),
            name_key: pupil.name_key(),
            mef: row.pupil.mef,
            entered_on: row.pupil.entered_on,
            left_on: row.pupil.left_on,
            school_number: row.pupil.school_number,
            status: row.pupil.status,
            regime: row.pupil.regime,
            leaving_reason: row.pupil.leaving_reason,
            repeats: row.pupil.repeats,
            previous: row.pupil.previous,
            options: row.options,
        }
    }

    /// The pupil's row as the export says it.
    fn wanted(&mut self, row: &Read, known: Option<&PupilRow>, file: File) -> PupilRow {
        let ine = self.right_ine(row);
        let mobile = self.right_mobile(row);
        let pupil = &row.pupil;
        let address = if file.has_addresses {
            row.address.clone()
        } else {
            known.and_then(|known| known.address.clone())
        };
        PupilRow {
            id: row.new_id,
            eleve_id: row.eleve_id,
            ine,
            family_name: pupil.family_name.clone(),
            usage_name: pupil.usage_name.clone(),
            first_name: pupil.first_name.clone(),
            other_first_names: pupil.other_first_names.clone(),
            born_on: pupil.born_on,
            sex: pupil.sex.clone(),
            first_key: search_key(&pupil.first_name),
            address,
            mobile_typed: pupil.mobile.clone(),
            mobile,
            home_phone: pupil.home_phone.clone(),
            email: pupil.email.clone(),
            accepts_sms: pupil.accepts_sms,
            as_of: file.export.as_of,
            updated_at: self.rules.now,
        }
    }

    /// The row of a pupil who is known, as it should be: what was typed stays, and an export
    /// older than what is stored, of another school, changes nothing of the person.
    fn settle_pupil(
        &mut self,
        row: &Read,
        known: &PupilRow,
        wanted: &mut PupilRow,
        stored: &Stored,
        notes: &mut Vec<Note>,
    ) {
        if known.as_of > wanted.as_of {
            wanted.clone_from(known);
            return;
        }
        wanted.id = known.id;
        let of = (known.id.uuid(), row.line, row.what());
        self.leave_typed(of, &stored.typed, known, wanted, notes);
        let (as_of, now) = (wanted.as_of, wanted.updated_at);
        (wanted.as_of, wanted.updated_at) = (known.as_of, known.updated_at);
        if *wanted != *known {
            (wanted.as_of, wanted.updated_at) = (as_of, now);
        }
    }

    fn right_ine(&mut self, row: &Read) -> Option<String> {
        match Ine::parse(row.pupil.ine.as_deref()?) {
            Ok(ine) => Some(ine.as_str().to_owned()),
            Err(error) => {
                let sentence = format!("{error} Il est laissé vide.");
                let told = Anomaly::new(AnomalyKind::Ine, row.line, row.what(), sentence);
                self.anomalies.push(told);
                None
            }
        }
    }

    fn right_mobile(&mut self, row: &Read) -> Option<String> {
        let typed = row.pupil.mobile.as_deref()?;
        let found = usable_mobile(typed, self.rules);
        if let Err(sentence) = &found {
            let told = Anomaly::new(AnomalyKind::Mobile, row.line, row.what(), sentence.clone());
            self.anomalies.push(told);
        }
        found.ok()
    }

    /// Ends what is open of these enrolments, on that day; corrects the day of one that had ended.
    pub(super) fn leaves(
        &mut self,
        here: &[EnrolmentRow],
        left_on: Option<NaiveDate>,
        rows: &mut Rows<EnrolmentRow>,
    ) {
        let was_here = here.iter().any(|row| row.is_open(self.rules.today));
        let mut corrected = false;
        for row in here {
            let of_this_year = row.school_year == self.files.school_year;
            if row.is_open(self.rules.today) || of_this_year && row.left_on != left_on {
                corrected = true;
                rows.update.push(EnrolmentRow {
                    left_on,
                    ..row.clone()
                });
            }
        }
        self.differences.pupils.ended += u64::from(was_here);
        self.differences.pupils.changed += u64::from(corrected && !was_here);
    }

    /// Writes enrolments that end.
    pub(super) async fn write_endings(&mut self, rows: &Rows<EnrolmentRow>) -> Result<()> {
        let school = self.school.id;
        match (self.hand.write(), school) {
            (Some(tx), Some(school)) => write::enrolments(tx, school, rows).await,
            _ => Ok(()),
        }
    }
}

async fn read_pupils(workbook: &mut Scratch, after: i64) -> Result<Vec<Read>> {
    type Row = (i64, i64, Uuid, String, Option<String>);
    let rows = scratch!(
        "SELECT eleve_id, line, id, body, (SELECT a.body FROM address a \
             WHERE a.file = 'eleves' AND a.address_id = pupil.address_id) \
             FROM pupil WHERE eleve_id > $1 ORDER BY eleve_id LIMIT $2"
    )
    .bind(after)
    .bind(PIECE)
    .all::<Row>(workbook)
    .await?;
    let last = rows.last().map_or(after, |row| row.0);
    let placed = scratch!(
        "SELECT eleve_id, divisions, groups FROM placement \
             WHERE eleve_id > $1 AND eleve_id <= $2 ORDER BY eleve_id, rowid"
    )
    .bind(after)
    .bind(last)
    .all::<(i64, String, String)>(workbook)
    .await?;
    let chosen = scratch!(
        "SELECT eleve_id, options FROM choice \
             WHERE eleve_id > $1 AND eleve_id <= $2 ORDER BY eleve_id, rowid"
    )
    .bind(after)
    .bind(last)
    .all::<(i64, String)>(workbook)
    .await?;
    let mut places: HashMap<i64, (Vec<String>, Vec<String>)> = HashMap::new();
    for (id, divisions, groups) in placed {
        let place = places.entry(id).or_default();
        append(&mut place.0, parse(&divisions)?);
        append(&mut place.1, parse(&groups)?);
    }
    let mut options: HashMap<i64, Vec<Json>> = HashMap::new();
    for (id, more) in chosen {
        options
            .entry(id)
            .or_default()
            .extend(parse::<Vec<Json>>(&more)?);
    }
    rows.into_iter()
        .map(|(eleve_id, line, id, body, address)| {
            let (divisions, groups) = places.remove(&eleve_id).unwrap_or_default();
            Ok(Read {
                eleve_id,
                line,
                new_id: Id::from(id),
                pupil: parse(&body)?,
                address: address.map(|body| parse(&body)).transpose()?,
                divisions,
                groups,
                options: options.remove(&eleve_id).map(Json::Array),
            })
        })
        .collect()
}

async fn write_pupils(
    hand: &mut Hand<'_>,
    school: Option<Id<School>>,
    piece: Piece,
    export: Export,
) -> Result<()> {
    let (Some(tx), Some(school)) = (hand.write(), school) else {
        return Ok(());
    };
    write::pupils(tx, &piece.pupils).await?;
    write::enrolments(tx, school, &piece.enrolments).await?;
    write::pupils_consents(tx, &piece.pupils.insert).await?;
    write::group_members(tx, &piece.joins, &piece.leaves).await?;
    write_notes(tx, piece.notes, export).await
}

impl Read {
    fn what(&self) -> String {
        let surname = self.pupil.usage_name.as_ref();
        let surname = surname.unwrap_or(&self.pupil.family_name);
        let (first_name, id) = (&self.pupil.first_name, self.eleve_id);
        format!("élève {surname} {first_name} (n° {id})")
    }
}

/// A mobile to which something can be sent; a sentence when nothing can.
pub(super) fn usable_mobile(typed: &str, rules: Rules) -> std::result::Result<String, String> {
    match MobileNumber::parse(typed, rules.numbers) {
        Ok(number) => Ok(number.e164()),
        Err(error) => Err(format!(
            "Mobile « {typed} » : {error} Aucun SMS n'y sera envoyé."
        )),
    }
}

fn of<'s>(stored: &'s Stored, known: Option<&PupilRow>) -> &'s [EnrolmentRow] {
    let rows = known.and_then(|known| stored.enrolments.get(&known.id));
    rows.map_or(&[], Vec::as_slice)
}

fn append(list: &mut Vec<String>, more: Vec<String>) {
    for code in more {
        if !list.contains(&code) {
            list.push(code);
        }
    }
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::unreadable)
}
