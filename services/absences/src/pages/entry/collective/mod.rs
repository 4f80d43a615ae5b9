//! « Saisie collective »: a trip, a strike, an exam: one entry each for a class or a group, minus
//! some. Nobody is told by it; each entry is then one like any other.

mod chosen;
mod done;

use super::{
    fields::{hours, lines},
    typed,
};
use crate::{
    model::{
        period::held,
        taught::Taught,
        terms::{Kind, Terms},
        wording::{Flag, List},
    },
    store::{
        absence::{self, NewAbsence},
        collective, wording,
    },
};
use audit::Line;
use axum::{extract::State, http::StatusCode, response::Response};
use chosen::{Chosen, Lists};
use chrono::{Datelike as _, NaiveDate};
use db::in_write;
pub(crate) use done::{show as show_done, undo};
use education::{Id, Pupil, school_year_of};
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::PupilRow;
use timetable::Calendar;
use ui::{Button, Choices, Empty, ErrorSummary, Filters, Form, Select, button_bar, section};
use uuid::Uuid;
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/collective";

/// What a class may be typed for at once: who is late is late alone.
const KINDS: [Kind; 4] = [
    Kind::Absence,
    Kind::Exemption,
    Kind::Departure,
    Kind::Exclusion,
];

/// What the form knows.
struct Known {
    lists: Lists,
    chosen: Option<Chosen>,
    reasons: Vec<wording::Stored>,
    calendar: Calendar,
    today: NaiveDate,
}

impl Known {
    async fn of(at: &At<SchoolLife>, context: &Context, input: &Input) -> Result<Self> {
        let reasons = wording::begun(context, at, List::Reasons).await?;
        let today = at.today(context.clock.now());
        let calendar = timetable::calendar(context, at, school_year_of(today)).await?;
        let mut read = context.db.read().await?;
        let lists = Lists::of(&mut read, at).await?;
        let asked = input.text("classe");
        Ok(Self {
            chosen: lists.chosen(&mut read, at, today, asked).await?,
            lists,
            reasons,
            calendar,
            today,
        })
    }

    fn pupils(&self) -> &[PupilRow] {
        self.chosen.as_ref().map_or(&[], |chosen| &chosen.pupils)
    }

    /// Everybody is ticked, for the whole of today.
    fn first_showing(&self) -> Input {
        let bells = self.calendar.week.bells();
        let hour = |bell: Option<&chrono::NaiveTime>| {
            bell.map_or(String::new(), |bell| bell.format("%H:%M").to_string())
        };
        let ends = self.calendar.week.end_of(self.today.weekday());
        let own = [
            ("du", self.today.to_string()),
            ("du_heure", hour(bells.first())),
            ("au", self.today.to_string()),
            ("au_heure", hour(ends.as_ref().or(bells.last()))),
        ];
        let pupils = self
            .pupils()
            .iter()
            .map(|pupil| ("eleves", pupil.id.to_string()));
        Input::of(own.into_iter().chain(pupils))
    }

    /// What was typed: the terms, and for whom.
    fn parse(&self, input: &Input) -> std::result::Result<(Terms, Vec<Id<Pupil>>), Invalid> {
        let mut invalid = Invalid::default();
        let kind = match input.text("nature") {
            "" => Some(Kind::Absence),
            code => invalid.check(
                "nature",
                KINDS
                    .into_iter()
                    .find(|kind| kind.code() == code)
                    .ok_or("Choisissez une nature de la liste."),
            ),
        };
        let period = typed::period(&mut invalid, input, self.calendar.week.bells(), self.today);
        if let Some(period) = period {
            let calendar = Some(&self.calendar);
            invalid.check("du", held(period, calendar, self.today));
        }
        let reason = typed::chosen(&mut invalid, input, "motif", &self.reasons, None);
        let flagged = |flag| reason.is_some_and(|line| line.wording.flags.has(flag));
        let ticked = |pupil: &&PupilRow| {
            let id = pupil.id.to_string();
            input.all("eleves").any(|value| value == id)
        };
        let pupils: Vec<Id<Pupil>> = self
            .pupils()
            .iter()
            .filter(ticked)
            .map(|pupil| pupil.id)
            .collect();
        if pupils.is_empty() {
            invalid.add("eleves", "Cochez au moins un élève.");
        }
        match (kind, period, invalid.is_empty()) {
            (Some(kind), Some(period), true) => {
                let terms = Terms {
                    kind,
                    reason: reason.map(|line| line.id),
                    legitimate: flagged(Flag::Legitimate),
                    closed: flagged(Flag::Settled),
                    ..Terms::absence(period)
                };
                Ok((terms, pupils))
            }
            _ => Err(invalid),
        }
    }

    fn form(&self, chosen: &Chosen, input: &Input, invalid: &Invalid) -> Markup {
        let pupils = chosen.pupils.iter().fold(
            Choices::many("eleves", "Élèves")
                .description("Décochez ceux qui ne sont pas concernés.")
                .error(invalid.on("eleves")),
            |choices, pupil| choices.option(pupil.id.to_string(), pupil.list_name()),
        );
        let ticked = input.all("eleves").map(str::to_owned);
        let pupils = ticked.fold(pupils, Choices::selected);
        let kinds = KINDS.map(|kind| (kind.code(), kind.label()));
        let errors = invalid.all();
        html! {
            (ErrorSummary::new(errors.iter().map(|(field, text)| (*field, text.as_str()))))
            (Form::post(HREF, html! {
                (Select::new("nature", "Nature").options(kinds).selected(input.text("nature"))
                    .error(invalid.on("nature")))
                (hours(self.calendar.week.bells(), input, invalid))
                (lines("motif", "Motif", &self.reasons, None, input, invalid))
                (pupils)
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Annuler").href(HREF))
                }))
            }).hidden("classe", &chosen.value)
                .hidden(FormId::FIELD, &FormId::of(input).0.to_string()))
        }
    }

    async fn page(
        &self,
        at: &At<SchoolLife>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
    ) -> Result<Response> {
        let value = self.chosen.as_ref().map_or("", |chosen| &chosen.value);
        let before = match self.chosen {
            Some(_) => None,
            None => Some(done::latest(at, context).await?),
        };
        let body = html! {
            (Filters::new(HREF, self.lists.select(value)).search("Choisir"))
            @if let Some(chosen) = &self.chosen {
                @if chosen.pupils.is_empty() {
                    (Empty::new("Cette liste n'a pas d'élève"))
                } @else {
                    (section(chosen.label.as_str(), self.form(chosen, input, invalid)))
                }
            }
            @if let Some(before) = before { (before) }
        };
        Page::new(at, "Saisie collective")
            .under("absences", HREF)
            .intro("Une sortie, une grève, un examen : une saisie pour chaque élève coché. Aucun message ne part.")
            .status(status)
            .show(context, body)
            .await
    }
}

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context, &input).await?;
    if let Some(chosen) = &known.chosen {
        let line = Line::new(at.actor(), "class.listed").detail(chosen.label.clone());
        context.audit.look(context.clock.now(), line).await?;
    }
    let first = known.first_showing();
    let none = Invalid::default();
    known
        .page(&at, &context, &first, &none, StatusCode::OK)
        .await
}

pub(crate) async fn record(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context, &input).await?;
    let Some(chosen) = &known.chosen else {
        return Err(Error::NotFound);
    };
    let (terms, pupils) = match known.parse(&input) {
        Ok(typed) => typed,
        Err(invalid) => {
            return known
                .page(&at, &context, &input, &invalid, Invalid::STATUS)
                .await;
        }
    };
    let (form, now) = (FormId::of(&input), context.clock.now());
    let mut read = context.db.read().await?;
    let mut files = Vec::with_capacity(pupils.len());
    for pupil in pupils {
        files.extend(records::pupil(&mut read, &at, known.today, pupil).await?);
    }
    drop(read);
    in_write!(context.db, Error, |tx| {
        if !collective::begin(tx, &at, form, &chosen.label, now).await? {
            return Ok(());
        }
        for pupil in &files {
            let own = of_pupil(form, pupil.id);
            let new = NewAbsence {
                form: own,
                pupil,
                terms,
                // Those of a trip have each their own.
                taught: Taught::default(),
                notify: None,
            };
            // Who has another entry at that time is left out, and the next page names them.
            absence::record(tx, &at, &new, now).await?;
            collective::ticked(tx, form, (pupil.id, own)).await?;
        }
        Ok(())
    })?;
    Ok(see_other(format!("{HREF}/{}?fait=saisie", form.0)))
}

/// One number for each pupil of one form, so that the form sent twice adds nothing.
fn of_pupil(form: FormId, pupil: Id<Pupil>) -> FormId {
    FormId(Uuid::from_u128(
        form.0.as_u128() ^ pupil.uuid().as_u128().rotate_left(64),
    ))
}
