//! Pupils, guardians, and what ties them to the school and to each other.

use super::insert;
use crate::import::rows::{EnrolmentRow, GuardianRow, LinkRow, PupilRow, Rows};
use db::{Write, sql};
use education::{Id, School};

pub(super) async fn pupils(tx: &mut Write, rows: &Rows<PupilRow>) -> db::Result<()> {
    let columns = [
        "id",
        "eleve_id",
        "ine",
        "family_name",
        "usage_name",
        "first_name",
        "born_on",
        "sex",
        "first_key",
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
            row.born_on.into(),
            row.sex.clone().into(),
            row.first_key.as_str().into(),
            row.as_of.into(),
            row.updated_at.into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE pupil SET ine = $2, family_name = $3, usage_name = $4, first_name = $5, \
             born_on = $6, sex = $7, first_key = $8, as_of = $9, updated_at = $10 WHERE id = $1"
        )
        .bind(row.id)
        .bind(row.ine.clone())
        .bind(&row.family_name)
        .bind(row.usage_name.clone())
        .bind(&row.first_name)
        .bind(row.born_on)
        .bind(row.sex.clone())
        .bind(&row.first_key)
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
) -> db::Result<()> {
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
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE enrolment SET division = $3, mef = $4, entered_on = $5, left_on = $6, \
             name_key = $7 WHERE id = $1 AND school = $2"
        )
        .bind(row.id)
        .bind(school)
        .bind(row.division)
        .bind(row.mef.clone())
        .bind(row.entered_on)
        .bind(row.left_on)
        .bind(&row.name_key)
        .run(tx)
        .await?;
    }
    Ok(())
}

pub(super) async fn guardians(tx: &mut Write, rows: &Rows<GuardianRow>) -> db::Result<()> {
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
            "UPDATE guardian SET civility = $2, surname = $3, first_name = $4, mobile_typed = $5, \
             mobile = $6, home_phone = $7, work_phone = $8, email = $9, accepts_sms = $10, \
             consent_source = $11, consent_at = $12, as_of = $13, updated_at = $14 WHERE id = $1"
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

pub(super) async fn links(tx: &mut Write, rows: &Rows<LinkRow>) -> db::Result<()> {
    let columns = [
        "id",
        "pupil",
        "guardian",
        "legal_rank",
        "kinship",
        "financial",
        "correspondent",
        "since",
        "ended_on",
        "as_of",
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
            row.since.into(),
            row.ended_on.into(),
            row.as_of.into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE guardianship SET legal_rank = $2, kinship = $3, financial = $4, \
             correspondent = $5, ended_on = $6, as_of = $7 WHERE id = $1"
        )
        .bind(row.id)
        .bind(row.legal_rank)
        .bind(row.kinship)
        .bind(row.financial)
        .bind(row.correspondent)
        .bind(row.ended_on)
        .bind(row.as_of)
        .run(tx)
        .await?;
    }
    Ok(())
}
