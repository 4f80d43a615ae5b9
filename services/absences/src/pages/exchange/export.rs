//! « Exporter »: the entries of the school year, or of a part of it, week by week into a file.

use super::{page, register::register};
use crate::{
    model::exchange::{Exported, Facts, Register, Secrets, TITLES, row},
    pages::division::{Divisions, takes},
    store::exchange::export::{self, Told},
};
use audit::Line;
use axum::{extract::State, response::Response};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};
use education::{Account, Id, Pupil};
use identity::{At, SchoolLifeSettings};
use records::IdentityCard;
use std::collections::HashMap;
use web::{Context, Error, Input, Invalid, Result, csv_download, csv_file};

/// Days whose entries are held at once.
const PIECE: Days = Days::new(6);

/// What is asked for.
struct Asked {
    from: NaiveDate,
    /// None: to the last.
    to: Option<NaiveDate>,
    /// The divisions; none for all.
    codes: Vec<String>,
    secrets: Secrets,
}

impl Asked {
    /// The whole school year, unless something else is asked for.
    fn of(
        input: &Input,
        divisions: &Divisions,
        first_day: NaiveDate,
    ) -> std::result::Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let mut day = |field: &'static str| {
            let text = input.text(field);
            let read = text
                .parse()
                .map_err(|_| "Indiquez une date, par exemple 24/11/2026.");
            (!text.is_empty())
                .then(|| invalid.check(field, read))
                .flatten()
        };
        let (from, to): (Option<NaiveDate>, Option<NaiveDate>) = (day("du"), day("au"));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            invalid.add("au", "La fin doit venir après le début.");
        }
        if !invalid.is_empty() {
            return Err(invalid);
        }
        Ok(Self {
            // What is older is not kept.
            from: from.unwrap_or(first_day).max(first_day),
            to,
            codes: divisions.codes(input.text("classe")),
            secrets: match input.is_ticked("secrets") {
                true => Secrets::Told,
                false => Secrets::Kept,
            },
        })
    }

    /// As the audit keeps it.
    fn words(&self, class: &str, to: NaiveDate, count: usize) -> String {
        let secrets = match self.secrets {
            Secrets::Told => ", avec les motifs de santé et confidentiels",
            Secrets::Kept => "",
        };
        format!(
            "du {} au {to}, {class}, {count} saisies{secrets}",
            self.from
        )
    }
}

pub(crate) async fn download(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let register = register(&mut read, &at, now).await?;
    let divisions = Divisions::of(&mut read, &at).await?;
    let asked = match Asked::of(&input, &divisions, register.first_day) {
        Ok(asked) => asked,
        Err(invalid) => {
            drop(read);
            return page(&at, &context, (&input, None), &invalid, Invalid::STATUS).await;
        }
    };
    let last = export::last_day(&mut read, &at)
        .await?
        .unwrap_or(asked.from);
    let last = asked.to.map_or(last, |to| to.min(last));
    let cards: HashMap<Id<Pupil>, &IdentityCard> = register
        .pupils
        .cards()
        .filter(|card| takes(&asked.codes, card.division.as_deref()))
        .map(|card| (card.id, card))
        .collect();
    let mut csv = csv_file()?;
    csv.row(TITLES).map_err(Error::of_file)?;
    let (mut from, mut count) = (asked.from, 0);
    while from <= last {
        let to = (from + PIECE).min(last);
        let told = export::beginning(&mut read, &at, from, to).await?;
        let people: Vec<Id<Account>> = told.iter().flat_map(Told::people).collect();
        let names = identity::names_of(&mut read, &people).await?;
        let rows = rows(&at, &told, &cards, &names, &register, asked.secrets);
        count += rows.len();
        for row in rows {
            csv.row(row).map_err(Error::of_file)?;
        }
        from = to + Days::new(1);
    }
    drop(read);
    // Before the first octet leaves: an export without a trace does not happen.
    let words = asked.words(divisions.known(input.text("classe")), last, count);
    let line = Line::new(at.actor(), "absences.exported").detail(words);
    context.audit.look(now, line).await?;
    csv_download(&format!("absences-{}.csv", at.today(now)), csv)
}

/// The rows of some days, in an order that only what they say decides: two programs that hold the
/// same entries write the same file.
fn rows(
    at: &At<SchoolLifeSettings>,
    told: &[Told],
    cards: &HashMap<Id<Pupil>, &IdentityCard>,
    names: &HashMap<Id<Account>, String>,
    register: &Register,
    secrets: Secrets,
) -> Vec<[String; TITLES.len()]> {
    let mut rows: Vec<(NaiveDateTime, [String; TITLES.len()])> = told
        .iter()
        .filter_map(|told| {
            let entry = Exported {
                card: cards.get(&told.pupil)?,
                terms: told.terms,
                taught: told.taught.clone(),
                noon: told.noon,
                facts: facts(at, told, names),
            };
            Some((told.terms.period.from(), row(&entry, register, secrets)))
        })
        .collect();
    rows.sort();
    rows.into_iter().map(|(_, row)| row).collect()
}

impl Told {
    fn people(&self) -> impl Iterator<Item = Id<Account>> {
        let cancelled = self.cancelled.map(|(_, who)| who);
        std::iter::once(self.recorded.1).chain(cancelled)
    }
}

/// Who typed it and took it back: where it comes from, or else here.
fn facts(at: &At<SchoolLifeSettings>, told: &Told, names: &HashMap<Id<Account>, String>) -> Facts {
    let here = |(when, who): (DateTime<Utc>, Id<Account>)| {
        let local = when.with_timezone(&at.school_place().zone.0).naive_local();
        (Some(local), names.get(&who).cloned().unwrap_or_default())
    };
    let mut facts = told.imported.clone().unwrap_or_default();
    if facts.typed_at.is_none() && facts.typed_by.is_empty() {
        (facts.typed_at, facts.typed_by) = here(told.recorded);
    }
    if facts.withdrawn_at.is_none()
        && let Some(cancelled) = told.cancelled
    {
        (facts.withdrawn_at, facts.withdrawn_by) = here(cancelled);
    }
    facts.by_roll |= told.by_roll;
    facts
}
