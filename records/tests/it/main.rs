//! What the register promises, on each engine.

mod changes;
mod doubts;
mod drafts;
mod endings;
mod export;
mod files;
mod onde;
mod pupils;
mod refusals;
mod retention;
mod speed;
mod staff;
mod typed;
mod whole;

use admission::Function;
use db::{Read, sql};
use education::{Id, School, SchoolKind, Uai, UaiPolicy};
use identity::{At, PupilFiles, RegisterImport};
use records::import::{self, Options, Outcome, Refusal, Report};
use std::io::Cursor;
use testkit::{Portal, Which};

const HERE: &str = "0990001N";
const THERE: &str = "0990002P";

fn uai(text: &str) -> Uai {
    Uai::parse(text, UaiPolicy::Demo).expect("a UAI of the tests")
}

async fn portal(which: Which) -> Portal {
    Portal::start(which, vec![jobs::manifest(), records::manifest()]).await
}

async fn declare(portal: &Portal, text: &str) -> Id<School> {
    let (uai, now) = (uai(text), portal.now());
    db::in_write!(portal.db(), db::Error, |tx| {
        records::declare_school(tx, &uai, "Collège Les Tilleuls", SchoolKind::College, now).await
    })
    .expect("a school")
}

fn named(files: &[&[u8]]) -> Vec<(String, Cursor<Vec<u8>>)> {
    let named = files.iter().enumerate();
    let named = named.map(|(n, bytes)| (format!("fichier{n}.xml"), Cursor::new(bytes.to_vec())));
    named.collect()
}

/// Reads and imports as the command line does.
async fn import(portal: &Portal, files: &[&[u8]], options: &Options) -> Outcome {
    import::files_for_program(&portal.context, named(files), options)
        .await
        .expect("the import runs")
}

fn create() -> Options {
    Options {
        create_school: true,
        allow_endings: true,
        ..Options::default()
    }
}

/// Imports what must be taken.
async fn take(portal: &Portal, files: &[&[u8]]) -> Report {
    match import(portal, files, &create()).await {
        Outcome::Applied(report) => report,
        other => panic!("not applied: {other:?}"),
    }
}

#[track_caller]
fn refused(outcome: Outcome) -> Refusal {
    match outcome {
        Outcome::Refused(refusal) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

async fn reader(portal: &Portal) -> Read {
    portal.db().read().await.expect("a connection")
}

async fn at_files(portal: &Portal, school: Id<School>) -> At<PupilFiles> {
    let login = format!("cpe-{}", &school.to_string()[24..]);
    let account = portal.account(&login, &[Function::Cpe], Some(school)).await;
    let mut read = reader(portal).await;
    At::admit(&mut read, account, Some(school), portal.now())
        .await
        .expect("admitted")
}

async fn at_import(portal: &Portal, school: Id<School>) -> At<RegisterImport> {
    let login = format!("sec-{}", &school.to_string()[24..]);
    let held = [Function::Secretary];
    let account = portal.account(&login, &held, Some(school)).await;
    let mut read = reader(portal).await;
    At::admit(&mut read, account, Some(school), portal.now())
        .await
        .expect("admitted")
}

async fn school(portal: &Portal, text: &str) -> Id<School> {
    let mut read = reader(portal).await;
    let found = records::school_by_uai(&mut read, &uai(text)).await;
    found.expect("a read").expect("a known school").id
}

/// How many rows each table about people has, and when they last changed.
async fn rows(portal: &Portal) -> Vec<i64> {
    let mut read = reader(portal).await;
    let counts = sql!(
        "SELECT (SELECT COUNT(*) FROM school), (SELECT COUNT(*) FROM division), \
                (SELECT COUNT(*) FROM pupil), (SELECT COUNT(*) FROM enrolment), \
                (SELECT COUNT(*) FROM guardian), (SELECT COUNT(*) FROM guardianship), \
                (SELECT COUNT(*) FROM import_run), \
                (SELECT COUNT(*) FROM enrolment WHERE left_on IS NOT NULL), \
                (SELECT COUNT(*) FROM guardianship WHERE ended_on IS NOT NULL)"
    );
    type Counts = (i64, i64, i64, i64, i64, i64, i64, i64, i64);
    let c = counts.one::<Counts>(&mut read).await.expect("counts");
    vec![c.0, c.1, c.2, c.3, c.4, c.5, c.6, c.7, c.8]
}
