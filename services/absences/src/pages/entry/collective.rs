//! « Saisie collective »: a trip, a strike, an exam: one entry each for a class or a group, minus
//! some. Nobody is told by it; each entry is then one like any other.

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
        absence::{self, NewAbsence, Recorded},
        wording,
    },
};
use audit::Line;
use axum::{extract::State, http::StatusCode, response::Response};
use chrono::{Datelike as _, NaiveDate};
use db::in_write;
use education::{Id, Pupil, school_year_of};
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::PupilRow;
use timetable::{Calendar, Class};
use ui::{
    Button, Choices, Empty, ErrorSummary, Filters, Form, Notice, Select, button_bar, fr, section,
};
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
    classes: Vec<Class>,
    class: Option<Class>,
    pupils: Vec<PupilRow>,
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
        let divisions = records::divisions(&mut read, at).await?;
        let groups = records::groups(&mut read, at).await?;
        let divisions = divisions.into_iter().map(|d| Class::Division(d.code));
        let groups = groups.into_iter().map(|g| Class::Group(g.code));
        let classes: Vec<Class> = divisions.chain(groups).collect();
        let asked = Class::parse(input.text("classe"));
        let class = asked.filter(|class| classes.contains(class));
        let pupils = match &class {
            Some(Class::Division(code)) => {
                records::pupils_in_division(&mut read, at, today, code).await?
            }
            Some(Class::Group(code)) => {
                records::pupils_in_group(&mut read, at, today, code).await?
            }
            None => Vec::new(),
        };
        Ok(Self {
            class,
            classes,
            pupils,
            reasons,
            calendar,
            today,
        })
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
            .pupils
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
            .pupils
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

    fn form(&self, class: &Class, input: &Input, invalid: &Invalid) -> Markup {
        let pupils = self.pupils.iter().fold(
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
            }).hidden("classe", &class.value())
                .hidden(FormId::FIELD, &FormId::of(input).0.to_string()))
        }
    }

    async fn page(
        &self,
        at: &At<SchoolLife>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        (status, notice): (StatusCode, Option<Notice>),
    ) -> Result<Response> {
        let options = self.classes.iter().map(|class| {
            let label = match class {
                Class::Division(code) => code.clone(),
                Class::Group(code) => format!("Groupe {code}"),
            };
            (class.value(), label)
        });
        let chosen = self.class.as_ref().map_or(String::new(), Class::value);
        let body = html! {
            (Filters::new(HREF, Select::new("classe", "Classe ou groupe").option("", "Choisissez")
                .options(options).selected(chosen.as_str())).search("Choisir"))
            @if let Some(class) = &self.class {
                @if self.pupils.is_empty() {
                    (Empty::new("Cette liste n'a pas d'élève"))
                } @else {
                    (section(class.code(), self.form(class, input, invalid)))
                }
            }
        };
        Page::new(at, "Saisie collective")
            .under("absences", HREF)
            .intro("Une sortie, une grève, un examen : une saisie pour chaque élève coché. Aucun message ne part.")
            .notice(notice)
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
    if let Some(class) = &known.class {
        let line = Line::new(at.actor(), "class.listed").detail(class.value());
        context.audit.look(context.clock.now(), line).await?;
    }
    let first = known.first_showing();
    let none = Invalid::default();
    let shown = (StatusCode::OK, done(&input));
    known.page(&at, &context, &first, &none, shown).await
}

pub(crate) async fn record(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context, &input).await?;
    let Some(class) = &known.class else {
        return Err(Error::NotFound);
    };
    let (terms, pupils) = match known.parse(&input) {
        Ok(typed) => typed,
        Err(invalid) => {
            let refused = (Invalid::STATUS, None);
            return known.page(&at, &context, &input, &invalid, refused).await;
        }
    };
    let (form, now) = (FormId::of(&input), context.clock.now());
    let mut read = context.db.read().await?;
    let mut files = Vec::with_capacity(pupils.len());
    for pupil in pupils {
        files.extend(records::pupil(&mut read, &at, known.today, pupil).await?);
    }
    drop(read);
    let (recorded, left_out) = in_write!(context.db, Error, |tx| {
        let (mut recorded, mut left_out) = (0, 0);
        for pupil in &files {
            let new = NewAbsence {
                form: of_pupil(form, pupil.id),
                pupil,
                terms,
                // Those of a trip have each their own.
                taught: Taught::default(),
                notify: None,
            };
            match absence::record(tx, &at, &new, now).await? {
                Recorded::Done { .. } | Recorded::Already => recorded += 1,
                Recorded::Overlap(_) => left_out += 1,
            }
        }
        Ok((recorded, left_out))
    })?;
    let class = Input::of([("classe", class.value())]).encoded();
    Ok(see_other(format!(
        "{HREF}?{class}&fait={recorded}&sautes={left_out}"
    )))
}

/// One number for each pupil of one form, so that the form sent twice adds nothing.
fn of_pupil(form: FormId, pupil: Id<Pupil>) -> FormId {
    FormId(Uuid::from_u128(
        form.0.as_u128() ^ pupil.uuid().as_u128().rotate_left(64),
    ))
}

fn done(input: &Input) -> Option<Notice> {
    let count = |name| input.text(name).parse::<u64>().ok();
    let recorded = fr::plural(count("fait")?, "saisie enregistrée", "saisies enregistrées");
    Some(match count("sautes").unwrap_or(0) {
        0 => Notice::success(format!("{recorded}.")),
        n => Notice::warning(format!(
            "{recorded}. {} : une autre saisie couvre déjà une partie de cette période.",
            fr::plural(n, "élève est laissé de côté", "élèves sont laissés de côté")
        )),
    })
}
