//! Entries that wait for something: an answer that is late, a reason, a proof.

use super::{Asked, HREF};
use crate::{
    model::{
        family::Told,
        terms::Kind,
        wording::{Flag, List},
    },
    pages::entry::terms_words,
    store::{
        absence::Absence,
        awaited,
        entries::{self, Listed},
        pupil_notice, wording,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use education::{Id, Pupil, school_year_of, sort_key};
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::PupilRow;
use std::collections::{HashMap, HashSet};
use ui::{Button, Column, Empty, Form, Icon, Link, Table, fr, p};
use uuid::Uuid;
use web::{Context, Result};

/// What an entry waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
    /// An answer: the delay of the action has passed.
    Late,
    NoReason,
    NoProof,
}

/// Rows that a page shows.
const SHOWN: usize = 300;

struct Open {
    entry: Listed,
    pupil: PupilRow,
    /// What it waits for; the day since when an answer is late.
    matters: Vec<Matter>,
    late_since: Option<NaiveDate>,
}

/// The open matters of a school, the oldest first.
pub(super) struct Matters {
    open: Vec<Open>,
}

impl Matters {
    pub(super) async fn of(
        at: &At<SchoolLife>,
        context: &Context,
        asked: &Asked,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let reasons = wording::begun(context, at, List::Reasons).await?;
        let calendar = timetable::calendar(context, at, school_year_of(asked.today)).await?;
        let zone = at.school_place().zone.0;
        let mut read = context.db.read().await?;
        let entries = entries::standing_between(&mut read, at, asked.since, asked.today).await?;
        let awaited = awaited::awaited(&mut read, at).await?;
        let subjects: Vec<Uuid> = awaited.iter().map(|one| one.absence.uuid()).collect();
        let left: HashSet<Uuid> = pupil_notice::states_for_families(&mut read, at, &subjects)
            .await?
            .into_iter()
            .filter(|(_, medium, state)| Told::has_left(*medium, *state))
            .map(|(subject, ..)| subject)
            .collect();
        let pupils: Vec<Id<Pupil>> = entries.iter().map(|entry| entry.pupil).collect();
        let pupils = records::pupils_of(&mut read, at, &pupils).await?;
        drop(read);
        // The delay runs once something has left.
        let deadlines: HashMap<Id<Absence>, NaiveDate> = awaited
            .into_iter()
            .filter(|one| left.contains(&one.absence.uuid()))
            .map(|one| {
                let asked = one.asked_at.with_timezone(&zone).date_naive();
                let days = u32::try_from(one.response_days).unwrap_or(0);
                (one.absence, calendar.after(asked, days))
            })
            .collect();
        let needs_proof = |entry: &Listed| {
            let reason = reasons
                .iter()
                .find(|line| Some(line.id) == entry.terms.reason);
            reason.is_some_and(|line| line.wording.flags.has(Flag::NeedsProof))
        };
        let local = now.with_timezone(&zone).naive_local();
        let open = entries
            .into_iter()
            .filter(|entry| !entry.terms.closed && entry.terms.period.from() <= local)
            .filter_map(|entry| {
                let pupil = pupils.get(&entry.pupil)?.clone();
                if !asked.takes(pupil.division.as_deref()) {
                    return None;
                }
                let late_since = deadlines.get(&entry.id).copied();
                let late_since = late_since.filter(|deadline| *deadline < asked.today);
                let expects = !matches!(entry.terms.kind, Kind::Exemption | Kind::Infirmary);
                let matters = [
                    late_since.map(|_| Matter::Late),
                    (entry.terms.reason.is_none() && expects).then_some(Matter::NoReason),
                    (entry.terms.proof.is_none() && needs_proof(&entry)).then_some(Matter::NoProof),
                ];
                let matters: Vec<Matter> = matters.into_iter().flatten().collect();
                (!matters.is_empty()).then_some(Open {
                    entry,
                    pupil,
                    matters,
                    late_since,
                })
            });
        let mut open: Vec<Open> = open.collect();
        open.sort_by_cached_key(|open| {
            let class = open.pupil.division.as_deref().unwrap_or_default();
            let from = open.entry.terms.period.from();
            (
                open.late_since,
                from,
                sort_key(class),
                open.pupil.sort_key().to_owned(),
            )
        });
        Ok(Self { open })
    }

    pub(super) fn count(&self, matter: Matter) -> u64 {
        let of = self
            .open
            .iter()
            .filter(|open| open.matters.contains(&matter));
        of.count() as u64
    }

    pub(super) fn table(&self, matter: Matter, asked: &Asked) -> Markup {
        let rows = self
            .open
            .iter()
            .filter(|open| open.matters.contains(&matter));
        let total = self.count(matter);
        let (caption, empty) = match matter {
            Matter::Late => (
                "Familles qui n'ont pas répondu",
                "Aucune famille n'est en retard pour répondre",
            ),
            Matter::NoReason => ("Saisies sans motif", "Toutes les saisies ont un motif"),
            Matter::NoProof => ("Justificatifs attendus", "Aucun justificatif n'est attendu"),
        };
        let why = format!("Depuis le {}.", fr::date_long(asked.since));
        let table = Table::new(caption)
            .columns([
                Column::new("Élève"),
                Column::new("Classe"),
                Column::new("Saisie"),
                Column::new("En retard depuis"),
                Column::actions("Gestes"),
            ])
            .empty(Empty::new(empty).icon(Icon::CircleCheck).why(&why))
            .rows(rows.take(SHOWN), |row, open| {
                let (id, name) = (open.entry.id.to_string(), open.pupil.list_name());
                row.id(format!("suivi-{id}"));
                row.head(Link::new(
                    &format!("/absences/saisie?eleve={}", open.pupil.id),
                    &name,
                ));
                row.cell(open.pupil.division.as_deref().unwrap_or("sans classe"));
                row.cell(Link::new(
                    &format!("/absences/{id}"),
                    &terms_words(&open.entry.terms),
                ));
                row.cell(open.late_since.map_or(String::new(), fr::date_long));
                row.cell(html! {
                    @if !open.entry.terms.informed {
                        (Button::tertiary("La famille a appelé").about(&name).small()
                            .name_value("appele", &id))
                    }
                });
            });
        html! {
            (Form::post(HREF, table).hidden("onglet", asked.tab.code()).hidden("classe", &asked.class)
                .hidden("depuis", &asked.since.to_string()))
            @if total > SHOWN as u64 {
                (p(format!("Seules les {SHOWN} plus anciennes sont affichées, sur {} : choisissez une \
                    classe.", fr::number(total))))
            }
        }
    }
}
