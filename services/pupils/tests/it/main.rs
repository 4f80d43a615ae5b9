//! What « Base élèves » promises, through its pages, on each engine.

mod changes;
mod conflicts;
mod detached;
mod extras;
mod files;
mod guardians;
mod imports;
mod photos;
mod rights;
mod search;

use admission::Function;
use chrono::NaiveDate;
use db::sql;
use education::{Id, Pupil, School, SchoolKind, Uai, UaiPolicy};
use siecle::generate::{self, Plan};
use std::io::Cursor;
use testkit::{Browser, Portal, Which};

const HERE: &str = "0990001N";
const THERE: &str = "0990002P";

async fn portal(which: Which) -> Portal {
    Portal::start(
        which,
        vec![jobs::manifest(), records::manifest(), pupils::manifest()],
    )
    .await
}

async fn declare(portal: &Portal, text: &str) -> Id<School> {
    let uai = Uai::parse(text, UaiPolicy::Demo).expect("a UAI");
    let now = portal.now();
    db::in_write!(portal.db(), db::Error, |tx| {
        records::declare_school(tx, &uai, "Collège Les Tilleuls", SchoolKind::College, now).await
    })
    .expect("a school")
}

/// Four files of a small school: 60 pupils, of whom the known ones are in 5B.
fn export(uai: &str, day: u32) -> generate::Files {
    let at = NaiveDate::from_ymd_opt(2026, 11, day).and_then(|day| day.and_hms_opt(7, 30, 0));
    let mut plan = Plan::college(uai, 2026, at.expect("a moment"));
    plan.pupils = 60;
    plan.id_offset = if uai == HERE { 0 } else { 100_000 };
    generate::files(&plan)
}

/// A school with its register, and somebody who reads it.
async fn school(portal: &Portal, uai: &str) -> Id<School> {
    let school = declare(portal, uai).await;
    let export = export(uai, 20);
    let named = export
        .named()
        .map(|(name, bytes)| (name.to_owned(), Cursor::new(bytes.to_vec())));
    let options = records::import::Options::default();
    let done = records::import::files_for_program(&portal.context, named.into(), &options).await;
    assert!(
        matches!(done, Ok(records::import::Outcome::Applied(_))),
        "{done:?}"
    );
    school
}

/// The known pupil of 5B with separated parents.
async fn ines(portal: &Portal, school: Id<School>) -> Id<Pupil> {
    let mut read = portal.db().read().await.expect("a connection");
    let (id,) = sql!(
        "SELECT p.id FROM pupil p JOIN enrolment e ON e.pupil = p.id \
         WHERE e.school = $1 AND p.family_name = 'ABOU'"
    )
    .bind(school)
    .one::<(Id<Pupil>,)>(&mut read)
    .await
    .expect("the known pupil");
    id
}

async fn lines(portal: &Portal, act: &str) -> Vec<(Option<uuid::Uuid>, String)> {
    let mut read = portal.db().read().await.expect("a connection");
    sql!("SELECT object, detail FROM audit_line WHERE act = $1 ORDER BY at, id")
        .bind(act)
        .all(&mut read)
        .await
        .expect("lines")
}

async fn secretary(portal: &Portal, school: Id<School>) -> Browser {
    portal.signed_in_as(Function::Secretary, Some(school)).await
}

/// What happens behind the pages, until nothing is left to do.
async fn work(portal: &Portal) {
    let worker = jobs::Worker::new(portal.context.clone(), records::jobs());
    while worker.pass().await.expect("a pass") > 0 {}
}

/// A guardian of a pupil, by first name.
async fn guardian(portal: &Portal, pupil: Id<Pupil>, first_name: &str) -> Id<education::Guardian> {
    let mut read = portal.db().read().await.expect("a connection");
    let (id,) = sql!(
        "SELECT g.id FROM guardian g JOIN guardianship l ON l.guardian = g.id \
         WHERE l.pupil = $1 AND g.first_name = $2"
    )
    .bind(pupil)
    .bind(first_name)
    .one::<(Id<education::Guardian>,)>(&mut read)
    .await
    .expect("a guardian");
    id
}

/// The fields of the form on a page as a browser would send them back, with changes; `None`
/// leaves a field out, as an unticked box.
fn sent_back(page: &str, changes: &[(&str, Option<&str>)]) -> String {
    let mut fields: Vec<(String, String)> = Vec::new();
    let form = page.split("<main").nth(1).expect("a page");
    let attribute = |tag: &str, name: &str| {
        let mark = format!(" {name}=\"");
        let value = tag.split(&mark).nth(1)?.split('"').next()?;
        Some(
            value
                .replace("&#39;", "'")
                .replace("&quot;", "\"")
                .replace("&amp;", "&"),
        )
    };
    for (n, tag) in form.split('<').enumerate() {
        let Some(name) = attribute(tag, "name").filter(|_| !tag.starts_with("button")) else {
            continue;
        };
        let ticks = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
        if tag.starts_with("input") && (!ticks || tag.contains(" checked")) {
            fields.push((name, attribute(tag, "value").unwrap_or_default()));
        } else if tag.starts_with("select") {
            let options = form
                .split('<')
                .skip(n + 1)
                .take_while(|t| !t.starts_with("/select"));
            let options: Vec<&str> = options.filter(|t| t.starts_with("option")).collect();
            let chosen = options
                .iter()
                .find(|t| t.contains(" selected"))
                .or(options.first());
            let value = chosen
                .and_then(|t| attribute(t, "value"))
                .unwrap_or_default();
            fields.push((name, value));
        } else if tag.starts_with("textarea") {
            let text = tag.split_once('>').map_or("", |(_, text)| text).trim();
            fields.push((name, text.to_owned()));
        }
    }
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.extend(value.map(|value| ((*name).to_owned(), value.to_owned())));
    }
    serde_html_form::to_string(fields).expect("a form")
}
