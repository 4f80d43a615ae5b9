//! What the demo begins with: three schools, read through the real imports; people; contracts and
//! actions, made through the public functions; an archive of photographs.

use crate::{
    demo::{accounts, progress, providers, timetables},
    house,
};
use anyhow::{Result, bail};
use chrono::NaiveDateTime;
use db::in_write;
use education::{Id, School, SchoolKind, Uai, UaiPolicy, school_year_of};
use identity::{At, RegisterImport};
use records::{
    import::{self, Options, Outcome},
    photo,
};
use siecle::{
    Kind,
    generate::{self, Plan, SharedFamilies},
};
use std::io::{Cursor, Write as _};
use web::Context;

/// The primary school.
const PRIMARY: &str = "0990003R";

/// Brothers and sisters of the demo's schools have one family.
pub(super) const SHARED: SharedFamilies = SharedFamilies {
    seed: 7,
    families: 300,
};

const SEEDED: &str = "demo_seeded";

/// Those that send text messages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schools {
    pub(super) college: Id<School>,
    pub(super) lycee: Id<School>,
}

/// Fills an empty base, but for what needs the providers.
pub(super) async fn fill(context: &Context, password: &str) -> Result<Option<Schools>> {
    if house::value(&mut context.db.read().await?, SEEDED)
        .await?
        .is_some()
    {
        return Ok(None);
    }
    println!("Préparation de l'académie fictive (une seule fois) :");
    let college = school(
        context,
        "0990001N",
        "Collège Les Tilleuls",
        SchoolKind::College,
    )
    .await?;
    let lycee = school(
        context,
        "0990002P",
        "Lycée Joséphine-Baker",
        SchoolKind::Lycee,
    )
    .await?;
    school(context, PRIMARY, "École Les Marronniers", SchoolKind::Ecole).await?;
    let (year, exported_at) = yesterday_evening(context);
    let mut plan = Plan::college("0990001N", year, exported_at).of_size(600);
    plan.known_staff = accounts::known_staff();
    register(context, plan).await?;
    let mut plan = Plan::lycee("0990002P", year, exported_at).of_size(1_100);
    plan.id_offset = 100_000;
    register(context, plan).await?;
    primary(context, year).await?;
    accounts::open(context, college, lycee, PRIMARY, password).await?;
    progress("comptes ouverts");
    photographs(context, college).await?;
    let schools = Schools { college, lycee };
    timetables::import(context, schools).await?;
    Ok(Some(schools))
}

/// The contracts with the providers, which are declared now; then the base is as it should be.
pub(super) async fn finish(context: &Context, schools: Schools) -> Result<()> {
    providers::subscribe(context, schools.college, schools.lycee).await?;
    Ok(in_write!(context.db, db::Error, |tx| {
        house::set(tx, SEEDED, "oui").await
    })?)
}

async fn school(context: &Context, uai: &str, name: &str, kind: SchoolKind) -> Result<Id<School>> {
    let uai = Uai::parse(uai, UaiPolicy::Demo)?;
    let now = context.clock.now();
    Ok(in_write!(context.db, db::Error, |tx| {
        records::declare_school(tx, &uai, name, kind, now).await
    })?)
}

/// The school year, and when the exports were made.
fn yesterday_evening(context: &Context) -> (i32, NaiveDateTime) {
    let now = context.clock.now();
    let today = now.with_timezone(&chrono_tz::Europe::Paris).date_naive();
    let yesterday = today - chrono::Days::new(1);
    let evening = yesterday.and_hms_opt(18, 2, 11).unwrap_or_default();
    (school_year_of(today), evening)
}

/// Writes the exports of SIECLE and STS, and imports them as a secretary would.
async fn register(context: &Context, mut plan: Plan) -> Result<()> {
    plan.shared = Some(SHARED);
    let mut files = Vec::new();
    for kind in Kind::ALL {
        let mut file = Cursor::new(Vec::new());
        generate::write_zipped(&plan, kind, &mut file)?;
        file.set_position(0);
        files.push((generate::file_name(&plan, kind), file));
    }
    import(context, files, Options::default()).await
}

/// The primary school's, from ONDE.
async fn primary(context: &Context, year: i32) -> Result<()> {
    let onde::generate::Files { pupils, guardians } =
        onde::generate::files(&onde::generate::Plan::school(year));
    let files = [pupils, guardians].map(|file| ("CSVExtraction.csv".to_owned(), Cursor::new(file)));
    let options = Options {
        only_school: Some(Uai::parse(PRIMARY, UaiPolicy::Demo)?),
        create_school: true,
        name: Some("École Les Marronniers".to_owned()),
        ..Options::default()
    };
    import(context, files.into(), options).await
}

async fn import(
    context: &Context,
    files: Vec<(String, Cursor<Vec<u8>>)>,
    options: Options,
) -> Result<()> {
    let options = Options {
        allow_endings: true,
        ..options
    };
    match import::files_for_program(context, files, &options).await? {
        Outcome::Applied(report) => {
            progress(&format!(
                "{} : {} élèves présents",
                report.school, report.counts.present
            ));
            Ok(())
        }
        Outcome::Refused(refusal) => bail!("l'export fictif est refusé : {refusal}"),
        Outcome::NeedsConfirmation(_) | Outcome::DryRun(_) => bail!("rien n'a été importé"),
    }
}

/// Drawn portraits of a class, given as the photographer's archive; placed once pages are served.
async fn photographs(context: &Context, college: Id<School>) -> Result<()> {
    let now = context.clock.now();
    let account = accounts::account(context, accounts::SECRETARY).await?;
    let mut read = context.db.read().await?;
    let at = At::<RegisterImport>::admit(&mut read, account, Some(college), now).await?;
    let mut numbers = Vec::new();
    for pupil in records::pupils_in_division(&mut read, &at, at.today(now), "5B").await? {
        let schoolings = records::schoolings(&mut read, &at, pupil.id).await?;
        let here = schoolings.into_iter().find(|s| s.school == college);
        let number = here.and_then(|schooling| schooling.school_number);
        numbers.extend(number.and_then(|number| number.parse::<u64>().ok()));
    }
    drop(read);
    let archive = photo::fiction::archive(numbers)?;
    in_write!(context.db, web::Error, |tx| {
        let mut file = tempfile::tempfile().map_err(web::Error::internal)?;
        file.write_all(&archive).map_err(web::Error::internal)?;
        let name = "Photographies 5B.zip".to_owned();
        photo::keep(tx, &at, now, &mut [(name, file)]).await
    })?;
    progress("photographies d'une classe");
    Ok(())
}
