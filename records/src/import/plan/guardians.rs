//! The persons who have a present pupil: names, telephones, consent.

use super::{Plan, Rules, compare};
use crate::{
    guardian::ConsentSource,
    import::{Anomaly, AnomalyKind, rows::GuardianRow, state::State},
};
use chrono::{DateTime, Utc};
use education::{Guardian, Id};
use siecle::{GuardiansFile, Person, Role, roles};
use sms::MobileNumber;
use std::collections::{HashMap, HashSet};

impl Plan {
    pub(super) fn guardians_and_links(
        &mut self,
        file: &GuardiansFile,
        state: &State,
        rules: Rules,
    ) {
        let as_of = state.school.instant(file.header.timestamp);
        let roles: Vec<Role> = roles(&file.links);
        let has_present_pupil: HashSet<i64> = roles
            .iter()
            .filter(|role| self.present.contains_key(&role.pupil_id))
            .map(|role| role.person_id)
            .collect();
        let legal: HashSet<i64> = roles
            .iter()
            .filter(|role| self.present.contains_key(&role.pupil_id) && role.legal_rank.is_some())
            .map(|role| role.person_id)
            .collect();
        let mut ids: HashMap<i64, Id<Guardian>> = HashMap::new();
        for person in &file.persons {
            if !has_present_pupil.contains(&person.id) {
                self.counts.guardians_without_present_pupil += 1;
                continue;
            }
            let stored = state.guardians.get(&person.id);
            let wanted = self.guardian(person, stored, as_of, rules);
            let reachable = wanted.accepts_sms && wanted.mobile.is_some();
            self.counts.guardians_linked += 1;
            self.counts.legal_guardians_with_consent_and_mobile +=
                u64::from(reachable && legal.contains(&person.id));
            ids.insert(person.id, wanted.id);
            let change = &mut self.differences.guardians;
            compare(&mut self.guardians, change, stored, wanted);
        }
        self.links(file, &roles, &ids, state, as_of);
    }

    /// The person's row as it should be. An export older than what is stored, of another
    /// school, changes nothing.
    fn guardian(
        &mut self,
        person: &Person,
        stored: Option<&GuardianRow>,
        as_of: DateTime<Utc>,
        rules: Rules,
    ) -> GuardianRow {
        let mobile = self.usable_mobile(person, rules);
        if let Some(newer) = stored.filter(|row| row.as_of > as_of) {
            return newer.clone();
        }
        let mut wanted = GuardianRow {
            id: stored.map_or_else(Id::new, |row| row.id),
            personne_id: person.id,
            civility: person.civility.clone(),
            surname: person.display_name().to_owned(),
            first_name: person.first_name.clone().unwrap_or_default(),
            mobile_typed: person.mobile_phone.clone(),
            mobile: mobile.map(|number| number.e164()),
            home_phone: person.home_phone.clone(),
            work_phone: person.work_phone.clone(),
            email: person.email.clone(),
            accepts_sms: person.accepts_sms.unwrap_or(false),
            consent_source: ConsentSource::Export.code().to_owned(),
            consent_at: as_of,
            as_of,
            updated_at: rules.now,
        };
        if let Some(row) = stored {
            self.keep_consent(person, row, &mut wanted);
            (wanted.as_of, wanted.updated_at) = (row.as_of, row.updated_at);
            if wanted != *row {
                (wanted.as_of, wanted.updated_at) = (as_of, rules.now);
            }
        }
        wanted
    }

    /// What an import may overwrite: a consent that an export gave. What somebody typed since
    /// stays, and the contradiction is told.
    fn keep_consent(&mut self, person: &Person, row: &GuardianRow, wanted: &mut GuardianRow) {
        let typed = ConsentSource::from_code(&row.consent_source) == ConsentSource::Typed;
        let contradicted = person
            .accepts_sms
            .is_some_and(|said| said != row.accepts_sms);
        if typed && contradicted {
            let sentence = format!(
                "L'export dit « {} les SMS » ; la réponse saisie le {}, « {} », est gardée.",
                if row.accepts_sms { "refuse" } else { "accepte" },
                row.consent_at.format("%d/%m/%Y"),
                if row.accepts_sms { "accepte" } else { "refuse" },
            );
            let told = Anomaly::new(AnomalyKind::Consent, describe(person), sentence);
            self.anomalies.push(told);
        }
        if typed || wanted.accepts_sms == row.accepts_sms {
            wanted.accepts_sms = row.accepts_sms;
            wanted.consent_source.clone_from(&row.consent_source);
            wanted.consent_at = row.consent_at;
        }
    }

    fn usable_mobile(&mut self, person: &Person, rules: Rules) -> Option<MobileNumber> {
        let typed = person.mobile_phone.as_deref()?;
        match MobileNumber::parse(typed, rules.numbers) {
            Ok(number) => Some(number),
            Err(error) => {
                let sentence = format!("Mobile « {typed} » : {error} Aucun SMS n'y sera envoyé.");
                let told = Anomaly::new(AnomalyKind::Mobile, describe(person), sentence);
                self.anomalies.push(told);
                None
            }
        }
    }
}

fn describe(person: &Person) -> String {
    let first_name = person.first_name.as_deref().unwrap_or_default();
    format!(
        "responsable {} {first_name} (n° {})",
        person.display_name(),
        person.id
    )
}
