//! One of each thing that the routes name, for the access matrix.

use admission::Function;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, Utc};
use db::in_write;
use education::{Guardian, Id, Pupil, School, school_year_of};
use identity::{At, PupilFilesWriting, RegisterImport};
use manifest::Examples;
use records::{
    GuardianData, GuardianForm,
    draft::{self, Draft},
    photo::{self, fiction},
};
use std::{future::Future, io::Write as _, pin::Pin};
use web::{Context, Error, FormId, Result};

/// See [`manifest::Manifest::examples`].
pub(crate) fn examples(
    context: Context,
    school: Id<School>,
) -> Pin<Box<dyn Future<Output = Result<Examples>> + Send>> {
    Box::pin(async move {
        let example = records::demo::example(&context, school).await?;
        let mut read = context.db.read().await?;
        let known = records::school(&mut read, school)
            .await?
            .ok_or(Error::NotFound)?;
        drop(read);
        let upload = nomenclature(known.uai.as_str(), context.clock.now());
        let draft = deposit(&context, school, &upload).await?;
        let people = people(&context, school, example.pupil).await?;
        let deposit = photograph(&context, school, example.pupil).await?;
        let base64 = |bytes: Vec<u8>| format!("base64:{}", BASE64_STANDARD.encode(bytes));
        Ok(vec![
            ("pupil", example.pupil.to_string()),
            ("pupil_version", people.pupil_version),
            ("guardian", people.guardian),
            ("guardian_version", people.guardian_version),
            ("detached", people.detached),
            ("draft", draft.to_string()),
            ("upload", upload),
            ("deposit", deposit.to_string()),
            ("picture", base64(fiction::portrait(1)?)),
            ("archive", base64(fiction::archive([1])?)),
        ])
    })
}

/// A guardian who was added here, another who was detached, and what forms about them carry.
struct People {
    pupil_version: String,
    guardian: String,
    guardian_version: String,
    detached: String,
}

async fn people(context: &Context, school: Id<School>, pupil: Id<Pupil>) -> Result<People> {
    let now = context.clock.now();
    let account = identity::example_account(context, "base", Function::Secretary, school).await?;
    let mut read = context.db.read().await?;
    let at = At::<PupilFilesWriting>::admit(&mut read, account, Some(school), now).await?;
    let known = records::guardian_files(&mut read, &at, pupil).await?;
    drop(read);
    let held = |detached: bool| {
        let mut example = known
            .iter()
            .filter(|file| file.data.surname == EXAMPLE && file.detached.is_some() == detached);
        example.next().map(|file| file.of.guardian)
    };
    let guardian = match held(false) {
        Some(guardian) => guardian,
        None => add(context, &at, pupil, now).await?,
    };
    let detached = match held(true) {
        Some(guardian) => guardian,
        None => {
            let added = add(context, &at, pupil, now).await?;
            in_write!(context.db, Error, |tx| {
                records::detach(tx, context, &at, pupil, added, now).await
            })?;
            added
        }
    };
    let mut read = context.db.read().await?;
    let record = records::pupil_record(&mut read, &at, pupil).await?;
    let file = records::guardian_file(&mut read, &at, pupil, guardian).await?;
    Ok(People {
        pupil_version: record.ok_or(Error::NotFound)?.stamp.to_string(),
        guardian: guardian.to_string(),
        guardian_version: file.ok_or(Error::NotFound)?.stamp.to_string(),
        detached: detached.to_string(),
    })
}

/// The surname of the guardians who are added for the examples.
const EXAMPLE: &str = "Exemple";

async fn add(
    context: &Context,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
    now: DateTime<Utc>,
) -> Result<Id<Guardian>> {
    let form = GuardianForm {
        data: GuardianData {
            surname: EXAMPLE.into(),
            first_name: "Dominique".into(),
            ..GuardianData::default()
        },
        ..GuardianForm::default()
    };
    let added = in_write!(context.db, Error, |tx| {
        Ok(records::add_guardian(tx, at, FormId::new(), pupil, &form, now).await?)
    })?;
    added.ok_or(Error::NotFound)
}

/// The smallest export: a nomenclature without a programme.
fn nomenclature(uai: &str, now: DateTime<Utc>) -> String {
    let year = school_year_of(now.date_naive());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BEE_NOMENCLATURES VERSION=\"2.1\">\n\
         <PARAMETRES><UAJ>{uai}</UAJ><ANNEE_SCOLAIRE>{year}</ANNEE_SCOLAIRE>\
         <DATE_EXPORT>{}</DATE_EXPORT><HORODATAGE>{}</HORODATAGE></PARAMETRES>\n\
         <DONNEES><MEFS></MEFS></DONNEES>\n</BEE_NOMENCLATURES>\n",
        now.format("%d/%m/%Y"),
        now.format("%d/%m/%Y %H:%M:%S"),
    )
}

async fn deposit(context: &Context, school: Id<School>, export: &str) -> Result<Id<Draft>> {
    let now = context.clock.now();
    let account = identity::example_account(context, "base", Function::Secretary, school).await?;
    let mut read = context.db.read().await?;
    let at = At::<RegisterImport>::admit(&mut read, account, Some(school), now).await?;
    drop(read);
    in_write!(context.db, Error, |tx| {
        let mut file = tempfile::tempfile().map_err(Error::internal)?;
        file.write_all(export.as_bytes()).map_err(Error::internal)?;
        let name = "Nomenclature.xml".to_owned();
        draft::keep(tx, &at, now, &mut [(name, file)]).await
    })
}

/// A photograph of the pupil, and an archive that waits to be read.
async fn photograph(context: &Context, school: Id<School>, pupil: Id<Pupil>) -> Result<Id<Draft>> {
    let now = context.clock.now();
    let account = identity::example_account(context, "base", Function::Secretary, school).await?;
    let mut read = context.db.read().await?;
    let writing = At::<PupilFilesWriting>::admit(&mut read, account, Some(school), now).await?;
    let importing = At::<RegisterImport>::admit(&mut read, account, Some(school), now).await?;
    drop(read);
    let picture = fiction::small(1)?;
    let archive = fiction::archive([1])?;
    in_write!(context.db, Error, |tx| {
        photo::save(tx, &writing, pupil, &picture, now).await?;
        let mut file = tempfile::tempfile().map_err(Error::internal)?;
        file.write_all(&archive).map_err(Error::internal)?;
        let name = "photographies.zip".to_owned();
        photo::keep(tx, &importing, now, &mut [(name, file)]).await
    })
}
