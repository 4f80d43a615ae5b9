//! The persons who have a present pupil: names, telephones, address, consent.

use super::{
    Comparison, Export, PIECE,
    rows::{GuardianRow, Rows, compare},
    typed::{Note, TypedHere, write_notes},
    write,
};
use crate::{
    guardian::ConsentSource,
    import::{
        Anomaly, AnomalyKind,
        staged::{Batch, StagedPerson},
        workbook::{hex, parse},
    },
    typed::Kind,
};
use chrono::{DateTime, Utc};
use db::{Result, Scratch, scratch, sql};
use education::{Guardian, Id};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use uuid::Uuid;

/// A person of the file.
struct Read {
    personne_id: i64,
    line: i64,
    /// For whom is not known yet.
    new_id: Id<Guardian>,
    person: StagedPerson,
    address: Option<Json>,
    /// Whether a present pupil has them as a legal guardian.
    legal: bool,
}

impl Comparison<'_> {
    pub(super) async fn guardians(&mut self, export: Export) -> Result<()> {
        let (has_addresses, others) = scratch!(
            "SELECT EXISTS (SELECT 1 FROM address WHERE file = 'responsables'), \
             (SELECT COUNT(*) FROM person p WHERE NOT EXISTS \
              (SELECT 1 FROM role r JOIN present n ON n.eleve_id = r.eleve_id \
               WHERE r.person_id = p.person_id))"
        )
        .one::<(bool, i64)>(&mut self.files.workbook.scratch)
        .await?;
        self.counts.guardians_without_present_pupil = others.unsigned_abs();
        let mut read = read_persons(&mut self.files.workbook.scratch, i64::MIN).await?;
        loop {
            let Some(last) = read.last() else {
                return Ok(());
            };
            let after = last.personne_id;
            self.progress.compared(read.len());
            let stored = self.stored_guardians(&read).await?;
            let ids: Vec<Uuid> = stored.values().map(|row| row.id.uuid()).collect();
            let typed = self.typed_here(Kind::Guardian, &ids).await?;
            let mut notes = Vec::new();
            let mut rows = Rows::default();
            let mut kept = Vec::with_capacity(read.len());
            for row in &read {
                let known = stored.get(&row.personne_id);
                let mut wanted = self.guardian(row, export.as_of);
                if let Some(known) = known {
                    if !has_addresses {
                        wanted.address.clone_from(&known.address);
                    }
                    self.settle_guardian(row, known, &mut wanted, &typed, &mut notes);
                }
                let reachable = wanted.accepts_sms && wanted.mobile.is_some();
                self.counts.guardians_linked += 1;
                self.counts.legal_guardians_with_consent_and_mobile +=
                    u64::from(reachable && row.legal);
                kept.push(json!([row.personne_id, hex(wanted.id)]));
                compare(&mut rows, &mut self.differences.guardians, known, wanted);
            }
            let batch = Batch {
                table: "guardian",
                rows: kept,
            };
            self.files.workbook.put(batch).await?;
            self.put_aside().await?;
            // The next piece is read while this one is written: they are two databases.
            let hand = &mut self.hand;
            let written = async move {
                let Some(tx) = hand.write() else {
                    return Ok(());
                };
                write::guardians(tx, &rows).await?;
                write::guardians_consents(tx, &rows, &stored).await?;
                write_notes(tx, notes, export).await
            };
            (read, ()) = tokio::try_join!(
                read_persons(&mut self.files.workbook.scratch, after),
                written
            )?;
        }
    }

    async fn stored_guardians(&mut self, read: &[Read]) -> Result<HashMap<i64, GuardianRow>> {
        let named: Vec<i64> = read.iter().map(|row| row.personne_id).collect();
        let rows = sql!(
            sqlite: "SELECT id, personne_id, civility, surname, first_name, mobile_typed, mobile, \
                     home_phone, work_phone, email, address, shares_contact, accepts_sms, \
                     consent_source, consent_at, as_of, updated_at FROM guardian \
                     WHERE personne_id IN (SELECT value FROM json_each($1))",
            postgres: "SELECT id, personne_id, civility, surname, first_name, mobile_typed, mobile, \
                       home_phone, work_phone, email, address, shares_contact, accepts_sms, \
                       consent_source, consent_at, as_of, updated_at FROM guardian \
                       WHERE personne_id IN (SELECT jsonb_array_elements_text($1)::bigint)",
        )
        .bind(Json::from(named))
        .all::<GuardianRow>(self.hand.read())
        .await?;
        Ok(rows.into_iter().map(|row| (row.personne_id, row)).collect())
    }

    /// The person's row as the export says it.
    fn guardian(&mut self, row: &Read, as_of: DateTime<Utc>) -> GuardianRow {
        let mobile = self.mobile_of(row);
        let person = &row.person;
        GuardianRow {
            id: row.new_id,
            personne_id: row.personne_id,
            civility: person.civility.clone(),
            surname: person.surname.clone(),
            first_name: person.first_name.clone(),
            mobile_typed: person.mobile.clone(),
            mobile,
            home_phone: person.home_phone.clone(),
            work_phone: person.work_phone.clone(),
            email: person.email.clone(),
            address: row.address.clone(),
            shares_contact: person.shares_contact,
            accepts_sms: person.accepts_sms.unwrap_or(false),
            consent_source: match person.accepts_sms {
                Some(_) => ConsentSource::Export.code().to_owned(),
                None => ConsentSource::NeverAsked.code().to_owned(),
            },
            consent_at: as_of,
            as_of,
            updated_at: self.rules.now,
        }
    }

    /// The row of somebody who is known, as it should be: what was typed stays, and an export
    /// older than what is stored, of another school, changes nothing.
    fn settle_guardian(
        &mut self,
        row: &Read,
        known: &GuardianRow,
        wanted: &mut GuardianRow,
        typed: &TypedHere,
        notes: &mut Vec<Note>,
    ) {
        if known.as_of > wanted.as_of {
            wanted.clone_from(known);
            return;
        }
        wanted.id = known.id;
        if wanted.accepts_sms == known.accepts_sms {
            // The same answer, given when it was given.
            wanted.consent_source.clone_from(&known.consent_source);
            wanted.consent_at = known.consent_at;
        }
        let of = (known.id.uuid(), row.line, row.what());
        self.leave_typed(of, typed, known, wanted, notes);
        let (as_of, now) = (wanted.as_of, wanted.updated_at);
        (wanted.as_of, wanted.updated_at) = (known.as_of, known.updated_at);
        if *wanted != *known {
            (wanted.as_of, wanted.updated_at) = (as_of, now);
        }
    }

    fn mobile_of(&mut self, row: &Read) -> Option<String> {
        let typed = row.person.mobile.as_deref()?;
        let found = self.rules.usable_mobile(typed);
        if let Err(sentence) = &found {
            let told = Anomaly::new(AnomalyKind::Mobile, row.line, row.what(), sentence.clone());
            self.anomalies.push(told);
        }
        found.ok()
    }
}

async fn read_persons(workbook: &mut Scratch, after: i64) -> Result<Vec<Read>> {
    type Row = (i64, i64, Uuid, String, Option<String>, bool);
    let rows = scratch!(
        "SELECT p.person_id, p.line, p.id, p.body, (SELECT a.body FROM address a \
             WHERE a.file = 'responsables' AND a.address_id = p.address_id), \
             EXISTS (SELECT 1 FROM role r JOIN present n ON n.eleve_id = r.eleve_id \
                     WHERE r.person_id = p.person_id AND r.legal_rank IS NOT NULL) \
             FROM person p WHERE p.person_id > $1 \
             AND EXISTS (SELECT 1 FROM role r JOIN present n ON n.eleve_id = r.eleve_id \
                         WHERE r.person_id = p.person_id) \
             ORDER BY p.person_id LIMIT $2"
    )
    .bind(after)
    .bind(PIECE)
    .all::<Row>(workbook)
    .await?;
    rows.into_iter()
        .map(|(personne_id, line, id, body, address, legal)| {
            Ok(Read {
                personne_id,
                line,
                new_id: Id::from(id),
                person: parse(&body)?,
                address: address.map(|body| parse(&body)).transpose()?,
                legal,
            })
        })
        .collect()
}

impl Read {
    fn what(&self) -> String {
        let name = format!("{} {}", self.person.surname, self.person.first_name);
        format!("responsable {} (n° {})", name.trim_end(), self.personne_id)
    }
}
