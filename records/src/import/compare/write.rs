//! Writes the rows of a piece, in the transaction of its import.

use super::rows::{EnrolmentRow, GuardianRow, LinkRow, PupilRow, Rows};
use crate::guardian::ConsentSource;
use chrono::{DateTime, Utc};
use db::{Result, Write, built, sql};
use education::{Id, School};
use sea_query::{Expr, Query, Value};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of one statement: 200 rows of 18 columns stay far below what engines bind.
const BATCH: usize = 200;

/// Many rows at once. Changed rows are few: each has its statement.
async fn insert<T>(
    tx: &mut Write,
    table: &'static str,
    columns: &[&'static str],
    rows: &[T],
    values: impl Fn(&T) -> Vec<Value>,
) -> Result<()> {
    let statement = |batch: &[T]| {
        let mut query = Query::insert();
        query.into_table(table).columns(columns.iter().copied());
        for row in batch {
            query.values_panic(values(row).into_iter().map(Expr::value));
        }
        built!(query)
    };
    let mut batches = rows.chunks(BATCH);
    let mut next = batches.next().map(statement);
    while let Some(this) = next {
        // The next statement is made while the engine runs this one.
        let following = async { batches.next().map(statement) };
        let done;
        (done, next) = tokio::join!(this.run(tx), following);
        done?;
    }
    Ok(())
}

pub(super) async fn pupils(tx: &mut Write, rows: &Rows<PupilRow>) -> Result<()> {
    let columns = [
        "id",
        "eleve_id",
        "ine",
        "family_name",
        "usage_name",
        "first_name",
        "other_first_names",
        "born_on",
        "sex",
        "first_key",
        "address",
        "mobile_typed",
        "mobile",
        "home_phone",
        "email",
        "accepts_sms",
        "as_of",
        "updated_at",
    ];
    insert(tx, "pupil", &columns, &rows.insert, |row| {
        vec![
            row.id.uuid().into(),
            row.eleve_id.into(),
            row.ine.clone().into(),
            row.family_name.as_str().into(),
            row.usage_name.clone().into(),
            row.first_name.as_str().into(),
            row.other_first_names.as_str().into(),
            row.born_on.into(),
            row.sex.clone().into(),
            row.first_key.as_str().into(),
            row.address.clone().into(),
            row.mobile_typed.clone().into(),
            row.mobile.clone().into(),
            row.home_phone.clone().into(),
            row.email.clone().into(),
            row.accepts_sms.into(),
            row.as_of.into(),
            row.updated_at.into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE pupil SET ine = $2, family_name = $3, usage_name = $4, first_name = $5, \
             other_first_names = $6, born_on = $7, sex = $8, first_key = $9, address = $10, \
             mobile_typed = $11, mobile = $12, home_phone = $13, email = $14, accepts_sms = \
             $15, as_of = $16, updated_at = $17 WHERE id = $1"
        )
        .bind(row.id)
        .bind(row.ine.clone())
        .bind(&row.family_name)
        .bind(row.usage_name.clone())
        .bind(&row.first_name)
        .bind(&row.other_first_names)
        .bind(row.born_on)
        .bind(row.sex.clone())
        .bind(&row.first_key)
        .bind(row.address.clone())
        .bind(row.mobile_typed.clone())
        .bind(row.mobile.clone())
        .bind(row.home_phone.clone())
        .bind(row.email.clone())
        .bind(row.accepts_sms)
        .bind(row.as_of)
        .bind(row.updated_at)
        .run(tx)
        .await?;
    }
    Ok(())
}

pub(super) async fn enrolments(
    tx: &mut Write,
    school: Id<School>,
    rows: &Rows<EnrolmentRow>,
) -> Result<()> {
    let columns = [
        "id",
        "pupil",
        "school",
        "school_year",
        "division",
        "mef",
        "entered_on",
        "left_on",
        "name_key",
        "school_number",
        "status",
        "regime",
        "leaving_reason",
        "repeats",
        "previous",
        "options",
    ];
    insert(tx, "enrolment", &columns, &rows.insert, |row| {
        vec![
            row.id.into(),
            row.pupil.uuid().into(),
            school.uuid().into(),
            row.school_year.into(),
            row.division.into(),
            row.mef.clone().into(),
            row.entered_on.into(),
            row.left_on.into(),
            row.name_key.as_str().into(),
            row.school_number.clone().into(),
            row.status.clone().into(),
            row.regime.clone().into(),
            row.leaving_reason.clone().into(),
            row.repeats.into(),
            row.previous.clone().into(),
            row.options.clone().into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE enrolment SET division = $2, mef = $3, entered_on = $4, left_on = $5, \
             name_key = $6, school_number = $7, status = $8, regime = $9, leaving_reason = \
             $10, repeats = $11, previous = $12, options = $13 WHERE id = $1 AND school = \
             $14"
        )
        .bind(row.id)
        .bind(row.division)
        .bind(row.mef.clone())
        .bind(row.entered_on)
        .bind(row.left_on)
        .bind(&row.name_key)
        .bind(row.school_number.clone())
        .bind(row.status.clone())
        .bind(row.regime.clone())
        .bind(row.leaving_reason.clone())
        .bind(row.repeats)
        .bind(row.previous.clone())
        .bind(row.options.clone())
        .bind(school)
        .run(tx)
        .await?;
    }
    Ok(())
}

pub(super) async fn guardians(tx: &mut Write, rows: &Rows<GuardianRow>) -> Result<()> {
    let columns = [
        "id",
        "personne_id",
        "civility",
        "surname",
        "first_name",
        "mobile_typed",
        "mobile",
        "home_phone",
        "work_phone",
        "email",
        "address",
        "shares_contact",
        "accepts_sms",
        "consent_source",
        "consent_at",
        "as_of",
        "updated_at",
    ];
    insert(tx, "guardian", &columns, &rows.insert, |row| {
        vec![
            row.id.uuid().into(),
            row.personne_id.into(),
            row.civility.clone().into(),
            row.surname.as_str().into(),
            row.first_name.as_str().into(),
            row.mobile_typed.clone().into(),
            row.mobile.clone().into(),
            row.home_phone.clone().into(),
            row.work_phone.clone().into(),
            row.email.clone().into(),
            row.address.clone().into(),
            row.shares_contact.into(),
            row.accepts_sms.into(),
            row.consent_source.as_str().into(),
            row.consent_at.into(),
            row.as_of.into(),
            row.updated_at.into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE guardian SET civility = $2, surname = $3, first_name = $4, mobile_typed \
             = $5, mobile = $6, home_phone = $7, work_phone = $8, email = $9, address = \
             $10, shares_contact = $11, accepts_sms = $12, consent_source = $13, consent_at \
             = $14, as_of = $15, updated_at = $16 WHERE id = $1"
        )
        .bind(row.id)
        .bind(row.civility.clone())
        .bind(&row.surname)
        .bind(&row.first_name)
        .bind(row.mobile_typed.clone())
        .bind(row.mobile.clone())
        .bind(row.home_phone.clone())
        .bind(row.work_phone.clone())
        .bind(row.email.clone())
        .bind(row.address.clone())
        .bind(row.shares_contact)
        .bind(row.accepts_sms)
        .bind(&row.consent_source)
        .bind(row.consent_at)
        .bind(row.as_of)
        .bind(row.updated_at)
        .run(tx)
        .await?;
    }
    Ok(())
}

pub(super) async fn links(tx: &mut Write, rows: &Rows<LinkRow>, now: DateTime<Utc>) -> Result<()> {
    let columns = [
        "id",
        "pupil",
        "guardian",
        "legal_rank",
        "kinship",
        "financial",
        "correspondent",
        "houses_pupil",
        "since",
        "ended_on",
        "as_of",
        "source",
    ];
    insert(tx, "guardianship", &columns, &rows.insert, |row| {
        vec![
            row.id.into(),
            row.pupil.uuid().into(),
            row.guardian.uuid().into(),
            row.legal_rank.into(),
            row.kinship.into(),
            row.financial.into(),
            row.correspondent.into(),
            row.houses_pupil.into(),
            row.since.into(),
            row.ended_on.into(),
            row.as_of.into(),
            row.source.as_str().into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE guardianship SET legal_rank = $2, kinship = $3, financial = $4, \
             correspondent = $5, houses_pupil = $6, ended_on = $7, as_of = $8 WHERE id = $1"
        )
        .bind(row.id)
        .bind(row.legal_rank)
        .bind(row.kinship)
        .bind(row.financial)
        .bind(row.correspondent)
        .bind(row.houses_pupil)
        .bind(row.ended_on)
        .bind(row.as_of)
        .run(tx)
        .await?;
        // Who is no guardian any more reads nothing from this transaction on.
        if row.ended_on.is_some() {
            identity::end_guardian_links(tx, row.pupil, row.guardian, now).await?;
        }
    }
    Ok(())
}

pub(super) async fn group_members(
    tx: &mut Write,
    joins: &[(Uuid, Uuid)],
    leaves: &[(Uuid, Uuid)],
) -> Result<()> {
    let columns = ["teaching_group", "enrolment"];
    insert(tx, "group_member", &columns, joins, |(group, enrolment)| {
        vec![(*group).into(), (*enrolment).into()]
    })
    .await?;
    for (group, enrolment) in leaves {
        sql!("DELETE FROM group_member WHERE teaching_group = $1 AND enrolment = $2")
            .bind(*group)
            .bind(*enrolment)
            .run(tx)
            .await?;
    }
    Ok(())
}

const CONSENT: [&str; 6] = ["id", "guardian", "pupil", "accepts_sms", "source", "at"];

/// The first answer of each new guardian, and each later one that an export changed.
pub(super) async fn guardians_consents(
    tx: &mut Write,
    rows: &Rows<GuardianRow>,
    stored: &HashMap<i64, GuardianRow>,
) -> Result<()> {
    let changed = rows.update.iter().filter(|row| {
        let known = stored.get(&row.personne_id);
        known.is_some_and(|known| known.accepts_sms != row.accepts_sms)
    });
    let asked = |row: &&GuardianRow| row.consent_source != ConsentSource::NeverAsked.code();
    let answers = rows.insert.iter().chain(changed).filter(asked);
    let answers: Vec<&GuardianRow> = answers.collect();
    insert(tx, "consent", &CONSENT, &answers, |row| {
        vec![
            Uuid::now_v7().into(),
            row.id.uuid().into(),
            None::<Uuid>.into(),
            row.accepts_sms.into(),
            ConsentSource::Export.code().into(),
            row.consent_at.into(),
        ]
    })
    .await
}

/// The answer of each new pupil who accepts text messages on a mobile of their own.
pub(super) async fn pupils_consents(tx: &mut Write, rows: &[PupilRow]) -> Result<()> {
    let accept = rows
        .iter()
        .filter(|row| row.accepts_sms && row.mobile.is_some());
    let answers: Vec<&PupilRow> = accept.collect();
    insert(tx, "consent", &CONSENT, &answers, |row| {
        vec![
            Uuid::now_v7().into(),
            None::<Uuid>.into(),
            row.id.uuid().into(),
            row.accepts_sms.into(),
            ConsentSource::Export.code().into(),
            row.as_of.into(),
        ]
    })
    .await
}
