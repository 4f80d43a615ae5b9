//! The audit as a file, for the question that a list does not answer.

use super::audit_query::{Names, Query};
use crate::acts;
use audit::{Found, Line};
use axum::{extract::State, response::Response};
use identity::{At, AuditReading};
use web::{Context, Csv, Error, Input, Result, attachment};

/// Lines read at once.
const PIECE: i64 = 1_000;
/// Lines of a file, at most: beyond, filters are needed.
const MOST: usize = 100_000;

pub(crate) async fn download(
    person: At<AuditReading>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let mut query = Query::read(&mut read, &context, &input).await?;
    if let Some((_, sentence)) = query.invalid.all().first() {
        return Err(Error::BadRequest(sentence.clone()));
    }
    let (scope, now) = (query.scope(), context.clock.now());
    let mut file = Csv::new(Vec::new());
    file.row(COLUMNS).map_err(Error::internal)?;
    let mut written = 0;
    while written < MOST {
        let lines = audit::latest(&mut read, &query.filter, PIECE).await?;
        let names = Names::of(&mut read, &lines).await?;
        for line in &lines {
            file.row(cells(line, &names)).map_err(Error::internal)?;
        }
        written += lines.len();
        query.filter.before = lines.last().map(|last| (last.at, last.id));
        if (lines.len() as i64) < PIECE {
            break;
        }
    }
    drop(read);
    let look =
        Line::new(person.actor(), "audit.exported").detail(format!("{scope} ; {written} lignes"));
    context.audit.look(now, look).await?;
    let name = format!("journal-audit-{}.csv", person.today(now));
    Ok(attachment(
        &name,
        "text/csv; charset=utf-8",
        file.finish().map_err(Error::internal)?,
    ))
}

const COLUMNS: [&str; 10] = [
    "Heure (UTC)",
    "Personne",
    "Compte",
    "Établissement",
    "Acte",
    "Code de l'acte",
    "Objet",
    "Identifiant de l'objet",
    "Précision",
    "Lot",
];

fn cells(line: &Found, names: &Names) -> [String; 10] {
    let id = |id: Option<uuid::Uuid>| id.map_or(String::new(), |id| id.to_string());
    [
        line.at.format("%Y-%m-%d %H:%M:%S%.3f").to_string(),
        names.actor(line),
        id(line.account),
        id(line.school),
        acts::words(&line.act).to_owned(),
        line.act.clone(),
        names.object(line),
        id(line.object),
        line.detail.clone(),
        line.seal.map_or(String::new(), |seal| seal.to_string()),
    ]
}
