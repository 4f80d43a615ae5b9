//! The persons who have a present pupil: names, telephones, address, consent.

use super::{
    Comparison, Export, PIECE,
    pupils::{parse, usable_mobile},
    rows::{GuardianRow, Rows, compare},
    write,
};
use crate::{
    guardian::ConsentSource,
    import::{
        Anomaly, AnomalyKind,
        staged::{Batch, StagedPerson},
        workbook::hex,
    },
};
use chrono::{DateTime, Utc};
use db::{Result, scratch, sql};
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
        let mut after = 0;
        loop {
            let read = self.read_persons(after).await?;
            let Some(last) = read.last() else {
                return Ok(());
            };
            after = last.personne_id;
            self.progress.compared(read.len());
            let stored = self.stored_guardians(&read).await?;
            let mut rows = Rows::default();
            let mut kept = Vec::with_capacity(read.len());
            for row in &read {
                let known = stored.get(&row.personne_id);
                let mut wanted = self.guardian(row, known, export.as_of);
                if let Some(known) = known.filter(|_| !has_addresses) {
                    wanted.address.clone_from(&known.address);
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
            if let Some(tx) = self.hand.write() {
                write::guardians(tx, &rows).await?;
                write::guardians_consents(tx, &rows, &stored).await?;
            }
            self.put_aside().await?;
        }
    }

    async fn read_persons(&mut self, after: i64) -> Result<Vec<Read>> {
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
        .all::<Row>(&mut self.files.workbook.scratch)
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

    /// The person's row as it should be. An export older than what is stored, of another
    /// school, changes nothing.
    fn guardian(
        &mut self,
        row: &Read,
        stored: Option<&GuardianRow>,
        as_of: DateTime<Utc>,
    ) -> GuardianRow {
        let mobile = self.mobile_of(row);
        if let Some(newer) = stored.filter(|stored| stored.as_of > as_of) {
            return newer.clone();
        }
        let person = &row.person;
        let mut wanted = GuardianRow {
            id: stored.map_or(row.new_id, |stored| stored.id),
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
            consent_source: ConsentSource::Export.code().to_owned(),
            consent_at: as_of,
            as_of,
            updated_at: self.rules.now,
        };
        if let Some(stored) = stored {
            self.keep_consent(row, stored, &mut wanted);
            (wanted.as_of, wanted.updated_at) = (stored.as_of, stored.updated_at);
            if wanted != *stored {
                (wanted.as_of, wanted.updated_at) = (as_of, self.rules.now);
            }
        }
        wanted
    }

    /// What an import may overwrite: a consent that an export gave. What somebody typed since
    /// stays, and the contradiction is told.
    fn keep_consent(&mut self, row: &Read, stored: &GuardianRow, wanted: &mut GuardianRow) {
        let typed = ConsentSource::from_code(&stored.consent_source) == ConsentSource::Typed;
        let said = row.person.accepts_sms;
        if typed && said.is_some_and(|said| said != stored.accepts_sms) {
            let sentence = format!(
                "L'export dit « {} les SMS » ; la réponse saisie le {}, « {} », est gardée.",
                if stored.accepts_sms {
                    "refuse"
                } else {
                    "accepte"
                },
                stored.consent_at.format("%d/%m/%Y"),
                if stored.accepts_sms {
                    "accepte"
                } else {
                    "refuse"
                },
            );
            let told = Anomaly::new(AnomalyKind::Consent, row.line, row.what(), sentence);
            self.anomalies.push(told);
        }
        if typed || wanted.accepts_sms == stored.accepts_sms {
            wanted.accepts_sms = stored.accepts_sms;
            wanted.consent_source.clone_from(&stored.consent_source);
            wanted.consent_at = stored.consent_at;
        }
    }

    fn mobile_of(&mut self, row: &Read) -> Option<String> {
        let typed = row.person.mobile.as_deref()?;
        let found = usable_mobile(typed, self.rules);
        if let Err(sentence) = &found {
            let told = Anomaly::new(AnomalyKind::Mobile, row.line, row.what(), sentence.clone());
            self.anomalies.push(told);
        }
        found.ok()
    }
}

impl Read {
    fn what(&self) -> String {
        let name = format!("{} {}", self.person.surname, self.person.first_name);
        format!("responsable {} (n° {})", name.trim_end(), self.personne_id)
    }
}
