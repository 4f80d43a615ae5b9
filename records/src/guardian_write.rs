//! A guardian's record, written by a page; a guardian added to a pupil.

use crate::{
    consent::{self, Before, Origin, Whose},
    extra::{self, Extras},
    guardian::ConsentSource,
    guardian_data::{GuardianData, LinkData},
    guardian_file::{GuardianFile, Stamp, guardian_file},
    pupil_file::is_here,
    pupil_write::Saved,
    typed::{self, changes, names},
};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Write, sql};
use education::{Guardian, Id, Pupil};
use identity::{At, PupilFilesWriting};
use web::FormId;

/// A guardian's record as it should be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GuardianForm {
    /// The person.
    pub data: GuardianData,
    /// What they are to the pupil.
    pub link: LinkData,
    /// Answers to what the school asks.
    pub extras: Extras,
}

/// Changes a guardian of a pupil; what differs from the register is kept as typed here.
pub async fn change_guardian(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
    guardian: Id<Guardian>,
    stamp: Stamp,
    form: &GuardianForm,
    now: DateTime<Utc>,
) -> db::Result<Saved> {
    let stored = guardian_file(write, at, pupil, guardian).await?;
    let Some(stored) = stored.filter(|stored| stored.detached.is_none()) else {
        return Ok(Saved::Gone);
    };
    if !is_here(write, at, at.today(now), pupil).await? {
        return Ok(Saved::Gone);
    }
    if stored.stamp != stamp {
        return Ok(Saved::Stale);
    }
    let person = changes(&stored.data, &form.data);
    let link = changes(&stored.link, &form.link);
    let extras = form
        .extras
        .clone()
        .limited_to(&extra::asked(write, at).await?);
    let answered = extras != stored.extras;
    if person.is_empty() && link.is_empty() && !answered {
        return Ok(Saved::Done);
    }
    save_person(write, at, &stored, &form.data, Origin::Record, now).await?;
    save_link(write, &stored, &form.link).await?;
    if answered {
        save_extras(write, at, guardian, &extras).await?;
    }
    if stored.in_register {
        typed::note_changes(write, at, guardian.uuid(), &person, now).await?;
    }
    if stored.link_in_register {
        typed::note_changes(write, at, stored.link_id, &link, now).await?;
    }
    let mut fields = vec![names(&person), names(&link)];
    fields.extend(answered.then(|| "données demandées par l'établissement".to_owned()));
    fields.retain(|names| !names.is_empty());
    note(
        write,
        at,
        "guardian.changed",
        pupil,
        guardian,
        &fields.join(", "),
        now,
    )
    .await?;
    Ok(Saved::Done)
}

/// « pour l'élève … : nom, courriel ».
pub(crate) async fn note(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    act: audit::Act,
    pupil: Id<Pupil>,
    guardian: Id<Guardian>,
    fields: &str,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let detail = match fields {
        "" => format!("élève {pupil}"),
        fields => format!("élève {pupil} : {fields}"),
    };
    let line = Line::new(at.actor(), act).on("guardian", guardian);
    audit::note(write, now, &line.detail(detail)).await
}

/// Writes the person's row, and the consent with its history.
pub(crate) async fn save_person(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    stored: &GuardianFile,
    data: &GuardianData,
    origin: Origin,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let changed = data.accepts_sms != stored.data.accepts_sms;
    let (source, at_instant) = if changed {
        (origin.source(), now)
    } else {
        (stored.of.consent_source, stored.of.consent_at)
    };
    let guardian = stored.of.guardian;
    sql!(
        "UPDATE guardian SET civility = $2, surname = $3, first_name = $4, shares_contact = $5, \
         address = $6, home_phone = $7, work_phone = $8, mobile_typed = $9, mobile = $10, \
         email = $11, accepts_sms = $12, consent_source = $13, consent_at = $14, \
         version = version + 1, updated_at = $15 WHERE id = $1"
    )
    .bind(guardian)
    .bind(data.civility.clone())
    .bind(&data.surname)
    .bind(&data.first_name)
    .bind(data.shares_contact)
    .bind(data.address.as_ref().and_then(|address| address.json()))
    .bind(data.home_phone.clone())
    .bind(data.work_phone.clone())
    .bind(data.mobile_typed.clone())
    .bind(data.mobile.map(|number| number.e164()))
    .bind(data.email.clone())
    .bind(data.accepts_sms)
    .bind(source.code())
    .bind(at_instant)
    .bind(now)
    .run(write)
    .await?;
    if changed {
        let from_export = stored.of.consent_source == ConsentSource::Export;
        let before = from_export.then_some(Before {
            accepts: stored.data.accepts_sms,
            at: stored.of.consent_at,
        });
        let whose = Whose::Guardian(guardian);
        consent::answered(write, at, whose, before, data.accepts_sms, origin, now).await?;
    }
    Ok(())
}

pub(crate) async fn save_link(
    write: &mut Write,
    stored: &GuardianFile,
    link: &LinkData,
) -> db::Result<()> {
    sql!(
        "UPDATE guardianship SET legal_rank = $2, kinship = $3, financial = $4, \
         correspondent = $5 WHERE id = $1"
    )
    .bind(stored.link_id)
    .bind(link.legal_rank)
    .bind(link.kinship.map(|kinship| kinship.0))
    .bind(link.financial)
    .bind(link.correspondent)
    .run(write)
    .await?;
    Ok(())
}

/// Only what the school asks: the answers that another school asked stay.
async fn save_extras(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    guardian: Id<Guardian>,
    extras: &Extras,
) -> db::Result<()> {
    let asked = extra::asked(write, at).await?;
    let is_asked = |extra| asked.iter().any(|asked| asked.extra == extra);
    sql!(
        "UPDATE guardian SET employment = CASE WHEN $2 THEN $3 ELSE employment END, \
         occupation = CASE WHEN $4 THEN $5 ELSE occupation END, \
         children = CASE WHEN $6 THEN $7 ELSE children END, \
         children_in_secondary = CASE WHEN $6 THEN $8 ELSE children_in_secondary END WHERE id = $1"
    )
    .bind(guardian)
    .bind(is_asked(extra::Extra::Employment))
    .bind(extras.employment.clone())
    .bind(is_asked(extra::Extra::Occupation))
    .bind(extras.occupation.clone())
    .bind(is_asked(extra::Extra::Children))
    .bind(extras.children)
    .bind(extras.children_in_secondary)
    .run(write)
    .await?;
    Ok(())
}

/// « Ajouter un responsable »: a person whom the register does not know, tied to the pupil. The
/// same form sent twice adds one. `None` when the pupil is not this school's to write.
pub async fn add_guardian(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    form_id: FormId,
    pupil: Id<Pupil>,
    form: &GuardianForm,
    now: DateTime<Utc>,
) -> db::Result<Option<Id<Guardian>>> {
    let today = at.today(now);
    if !is_here(write, at, today, pupil).await? {
        return Ok(None);
    }
    // The form's key is the link's: the second sending finds it.
    let known = sql!("SELECT guardian FROM guardianship WHERE id = $1 AND pupil = $2")
        .bind(form_id.0)
        .bind(pupil)
        .optional::<(Id<Guardian>,)>(write)
        .await?;
    if let Some((guardian,)) = known {
        return Ok(Some(guardian));
    }
    let guardian: Id<Guardian> = Id::new();
    let data = &form.data;
    sql!(
        "INSERT INTO guardian (id, surname, first_name, accepts_sms, consent_source, consent_at, \
         as_of, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(guardian)
    .bind(&data.surname)
    .bind(&data.first_name)
    .bind(data.accepts_sms)
    .bind(ConsentSource::Typed.code())
    .bind(now)
    .bind(now)
    .bind(now)
    .run(write)
    .await?;
    sql!(
        "INSERT INTO guardianship (id, pupil, guardian, financial, correspondent, since, as_of, \
         source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(form_id.0)
    .bind(pupil)
    .bind(guardian)
    .bind(form.link.financial)
    .bind(form.link.correspondent)
    .bind(today)
    .bind(now)
    .bind("saisie")
    .run(write)
    .await?;
    let stored = guardian_file(write, at, pupil, guardian).await?;
    if let Some(stored) = stored {
        save_person(write, at, &stored, data, Origin::Record, now).await?;
        save_link(write, &stored, &form.link).await?;
        save_extras(write, at, guardian, &form.extras).await?;
    }
    let whose = Whose::Guardian(guardian);
    consent::answered(
        write,
        at,
        whose,
        None,
        data.accepts_sms,
        Origin::Record,
        now,
    )
    .await?;
    note(write, at, "guardian.added", pupil, guardian, "", now).await?;
    Ok(Some(guardian))
}
