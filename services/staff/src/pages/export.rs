//! The list, as a file.

use super::everybody;
use crate::model::person::{View, opened, principal, taught};
use audit::Line;
use axum::{extract::State, response::Response};
use identity::{At, StaffAccounts};
use web::{Context, Csv, Error, Input, Result, attachment};

const COLUMNS: [&str; 9] = [
    "Civilité",
    "Nom",
    "Prénom",
    "Fonction",
    "Enseigne",
    "Professeur principal",
    "Compte",
    "Identifiant",
    "Ouvre ici",
];

pub(crate) async fn download(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let people = everybody(&context, &at).await?;
    let view = View::of(&input);
    let shown = view.apply(&people, now);
    let mut csv = Csv::new(Vec::new());
    csv.row(COLUMNS).map_err(Error::internal)?;
    for person in &shown {
        let (surname, first_name) = person.names();
        let (staff, account) = (person.staff.as_ref(), person.account.as_ref());
        let civility = staff.and_then(|staff| staff.civility.clone());
        let teaches = staff.map(|staff| staff.teaches.iter().map(taught).collect::<Vec<_>>());
        csv.row([
            civility.unwrap_or_default(),
            surname.to_owned(),
            first_name.to_owned(),
            person.functions(),
            teaches.unwrap_or_default().join(" ; "),
            staff.and_then(principal).unwrap_or_default(),
            person.state(now).label().0.to_owned(),
            account.map_or_else(String::new, |account| account.login.clone()),
            account.map_or_else(String::new, |account| opened(&account.here)),
        ])
        .map_err(Error::internal)?;
    }
    let line = Line::new(at.actor(), "staff.exported").detail(format!("{} personnes", shown.len()));
    context.audit.look(now, line).await?;
    Ok(attachment(
        &format!("personnels-{}.csv", at.today(now)),
        "text/csv; charset=utf-8",
        csv.finish().map_err(Error::internal)?,
    ))
}
