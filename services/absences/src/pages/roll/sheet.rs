//! The sheet of a roll: who should be there, what is known of each, what was said.

use super::{
    HREF,
    choice::links_of_day,
    lesson::{Day, Found, Refused},
    words::{contradiction, is_away},
};
use crate::{
    model::{roll::Said, scope::Scope, terms::Kind},
    store::{
        entries::{self, Listed},
        roll::{self, Mark, Roll},
    },
};
use axum::{http::StatusCode, response::Response};
use education::{Id, Pupil};
use frame::Page;
use identity::{At, RollCall};
use maud::html;
use std::collections::HashMap;
use ui::{Alert, Link, Notice, Presence, RollEntry, RollSheet, fr, list, p};
use web::{Context, FormId, Input, Invalid, Result};

pub(super) struct Sheet {
    pub(super) found: Found,
    roll: Option<(Roll, String)>,
    marks: HashMap<Id<Pupil>, Mark>,
    entries: HashMap<Id<Pupil>, Vec<Listed>>,
}

impl Sheet {
    pub(super) async fn of(at: &At<RollCall>, context: &Context, found: Found) -> Result<Self> {
        let mut read = context.db.read().await?;
        let day = found.slot.day;
        let roll = roll::one(&mut read, at, day, &found.slot.key).await?;
        let marks = match &roll {
            Some(roll) => roll::marks(&mut read, roll.id).await?,
            None => Vec::new(),
        };
        let mut entries: HashMap<Id<Pupil>, Vec<Listed>> = HashMap::new();
        let touching = entries::touching(&mut read, at, day).await?.into_iter();
        // Who is not at lunch is no less in the lesson.
        for entry in touching.filter(|entry| entry.terms.scope == Scope::Lessons) {
            entries.entry(entry.pupil).or_default().push(entry);
        }
        let roll = match roll {
            Some(roll) => {
                let names = identity::names_of(&mut read, &[roll.called_by]).await?;
                let by = names.get(&roll.called_by).cloned().unwrap_or_default();
                Some((roll, by))
            }
            None => None,
        };
        Ok(Self {
            found,
            roll,
            marks: marks.into_iter().map(|mark| (mark.pupil, mark)).collect(),
            entries,
        })
    }

    /// What was typed, of those who were shown and are still there.
    pub(super) fn said(
        &self,
        input: &Input,
    ) -> std::result::Result<Vec<(Id<Pupil>, Said)>, Refused> {
        let mut said = Vec::new();
        for pupil in &self.found.pupils {
            let id = pupil.id.to_string();
            let has = |field: &str| input.all(field).any(|value| value == id);
            if !has("eleves") {
                continue;
            }
            let code = match (has("retards"), has("absents")) {
                (true, _) => "retard",
                (false, true) => "absent",
                (false, false) => "present",
            };
            let minutes = input.text(&format!("minutes-{id}")).parse().ok();
            let one = Said::of(code, minutes, self.found.slot.period);
            said.push((
                pupil.id,
                one.ok_or_else(|| Refused::Minutes(pupil.list_name()))?,
            ));
        }
        // Nobody of those who were shown is on the list any more.
        if said.is_empty() {
            return Err(Refused::Changed);
        }
        Ok(said)
    }

    /// The entries by which somebody is elsewhere during the lesson.
    fn elsewhere(&self, pupil: Id<Pupil>) -> impl Iterator<Item = &Listed> {
        let lesson = self.found.slot.period;
        let entries = self.entries.get(&pupil).into_iter().flatten();
        entries.filter(move |entry| {
            let period = entry.terms.period;
            entry.cancelled_at.is_none()
                && period.from() < lesson.to()
                && lesson.from() < period.to()
        })
    }

    /// What the roll says of somebody; before it is called, what the office knows.
    fn presence(&self, pupil: Id<Pupil>, input: Option<&Input>) -> Presence {
        if let Some(input) = input {
            let id = pupil.to_string();
            let has = |field: &str| input.all(field).any(|value| value == id);
            let minutes = input.text(&format!("minutes-{id}")).parse();
            return match (has("retards"), has("absents")) {
                (true, _) => Presence::Late(minutes.unwrap_or(5)),
                (false, true) => Presence::Absent,
                (false, false) => Presence::Present,
            };
        }
        match (self.marks.get(&pupil), &self.roll) {
            (Some(mark), _) => match (mark.state.as_str(), mark.minutes) {
                ("absent", _) => Presence::Absent,
                ("retard", minutes) => {
                    let minutes = minutes.and_then(|minutes| u16::try_from(minutes).ok());
                    Presence::Late(minutes.unwrap_or(5))
                }
                _ => Presence::Present,
            },
            (None, Some(_)) => Presence::Present,
            (None, None) => match self.elsewhere(pupil).any(|entry| is_away(&entry.terms)) {
                true => Presence::Absent,
                false => Presence::Present,
            },
        }
    }

    fn notes(&self, pupil: Id<Pupil>) -> Vec<String> {
        let own = self.marks.get(&pupil).filter(|mark| mark.own);
        let own = own.and_then(|mark| mark.absence);
        let foreign = self.elsewhere(pupil).filter(|entry| Some(entry.id) != own);
        let mut notes: Vec<String> = foreign
            .map(|entry| {
                let until = match entry.terms.open_end {
                    true => String::new(),
                    false => format!(" jusqu'à {}", fr::time(entry.terms.period.to().time())),
                };
                let hour = fr::time(entry.terms.period.from().time());
                let kind = entry.terms.kind.label();
                format!("{kind} depuis {hour}{until}, dit la vie scolaire.")
            })
            .collect();
        let before = self.entries.get(&pupil).into_iter().flatten().any(|entry| {
            entry.cancelled_at.is_none()
                && entry.terms.kind == Kind::Absence
                && entry.terms.period.to().date() == self.found.slot.day
                && entry.terms.period.to() <= self.found.slot.period.from()
        });
        if before && notes.is_empty() && self.roll.is_none() {
            notes.push("Absent plus tôt dans la journée.".to_owned());
        }
        notes
    }

    /// Where the roll and the office do not say the same: both, in a sentence each.
    pub(super) fn contradictions(&self) -> Vec<String> {
        let pupils = self.found.pupils.iter();
        pupils
            .filter_map(|pupil| {
                let mark = self.marks.get(&pupil.id)?;
                let known = self.entries.get(&pupil.id)?;
                let entry = known.iter().find(|entry| Some(entry.id) == mark.absence);
                contradiction(&pupil.list_name(), mark, entry)
            })
            .collect()
    }

    /// « Appel enregistré à 9 h 28 par Jeanne Dupont : 3 absents, 1 en retard. »
    pub(super) fn done(&self, at: &At<RollCall>) -> Option<String> {
        let (roll, by) = self.roll.as_ref()?;
        let zone = at.school_place().zone.0;
        let hour = roll.called_at.with_timezone(&zone).time();
        let count = |state| {
            self.marks
                .values()
                .filter(|mark| mark.state == state)
                .count() as u64
        };
        let (absent, late) = (count("absent"), count("retard"));
        let missing = match (absent, late) {
            (0, 0) => "tout le monde est là".to_owned(),
            (absent, 0) => fr::plural(absent, "absent", "absents"),
            (0, late) => format!("{late} en retard"),
            (absent, late) => format!(
                "{}, {late} en retard",
                fr::plural(absent, "absent", "absents")
            ),
        };
        let hour = fr::time(hour);
        Some(format!("Appel enregistré à {hour} par {by} : {missing}."))
    }

    pub(super) async fn page(
        &self,
        at: &At<RollCall>,
        context: &Context,
        day: &Day,
        input: &Input,
        refused: Option<Refused>,
    ) -> Result<Response> {
        let typed = refused.as_ref().map(|_| input);
        let slot = &self.found.slot;
        let account = at.person().account.to_string();
        let zone = at.school_place().zone.0;
        let begins = slot.period.from().and_local_timezone(zone).earliest();
        let begins = begins.map_or(String::new(), |begins| begins.to_rfc3339());
        let form_id = FormId::new().0.to_string();
        let mut sheet = RollSheet::new(HREF, HREF)
            .begins_at(&begins)
            .hidden("form_id", form_id)
            .hidden("pour", account);
        for (name, value) in self.found.asked.fields(slot.day) {
            sheet = sheet.hidden(name, value);
        }
        for pupil in &self.found.pupils {
            let entry = RollEntry::new(pupil.id.to_string(), pupil.list_name());
            let entry = entry.presence(self.presence(pupil.id, typed));
            sheet = sheet.entry(
                self.notes(pupil.id)
                    .into_iter()
                    .fold(entry, RollEntry::note),
            );
        }
        let contradictions = self.contradictions();
        let status = match refused {
            Some(_) => Invalid::STATUS,
            None => StatusCode::OK,
        };
        let done = self.done(at);
        let saved = input.text("fait") == "oui" && refused.is_none();
        let body = html! {
            @if let Some(refused) = &refused {
                (Alert::warning("L'appel n'est pas enregistré").body(p(refused.to_string())))
            }
            @if !contradictions.is_empty() {
                (Alert::warning("L'appel et la vie scolaire ne disent pas la même chose").body(html! {
                    (list(contradictions.iter()))
                    (p("Les deux sont gardés : la vie scolaire voit la différence dans « La journée »."))
                }))
            }
            @if let Some(done) = done.as_ref().filter(|_| !saved) { (p(done)) }
            (sheet)
            (links_of_day(day, Some(&self.found.slot.key)))
            (p(Link::new("/absences/appel?autre=oui", "Faire l'appel d'une autre classe")))
        };
        let hours = format!(
            "{}, de {} à {} · {}",
            fr::date_long(slot.day),
            fr::time(slot.period.from().time()),
            fr::time(slot.period.to().time()),
            fr::plural(self.found.pupils.len() as u64, "élève", "élèves")
        );
        Page::new(at, format!("Appel · {}", slot.label))
            .under("absences", HREF)
            .intro(hours)
            .notice(done.filter(|_| saved).map(Notice::success))
            .status(status)
            .show(context, body)
            .await
    }
}
