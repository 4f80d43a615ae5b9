//! One lesson: changed from today on, ended, held again; what it collides with is told.

use super::{
    HREF,
    form::{Around, LessonForm, filled, first_day, parse},
    week::detail,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use db::in_write;
use education::Id;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use records::Staff;
use std::collections::HashMap;
use timetable::{Lesson, LessonChange, day_name};
use ui::{
    Alert, Button, Field, Form, Notice, button_bar, definitions, fr, list, p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

/// A lesson with what its page needs.
struct Known {
    lesson: Lesson,
    form: LessonForm,
    today: NaiveDate,
    /// Lessons that ask for the same people at the same time.
    collisions: Vec<Lesson>,
}

impl Known {
    async fn of(at: &At<SchoolLifeSettings>, context: &Context, id: Id<Lesson>) -> Result<Self> {
        let today = at.today(context.clock.now());
        let mut read = context.db.read().await?;
        let lesson = timetable::lesson(&mut read, at, id).await?;
        let lesson = lesson.ok_or(Error::NotFound)?;
        let from = today.max(lesson.since);
        let mut collisions =
            timetable::lessons(&mut read, at, from, Some(lesson.terms.day)).await?;
        drop(read);
        collisions.retain(|other| {
            other.id != id
                && lesson
                    .until
                    .is_none_or(|until| until > other.since.max(from))
                && lesson.terms.collides(&other.terms)
        });
        let form = LessonForm::of(at, context, &format!("{HREF}/{id}")).await?;
        Ok(Self {
            lesson,
            form,
            today,
            collisions,
        })
    }

    fn names(&self) -> HashMap<Id<Staff>, &str> {
        let staff = self.form.staff.iter();
        staff.map(|(id, name)| (*id, name.as_str())).collect()
    }

    /// « lundi, 8 h 30 : Latin · 5B · jusqu'à 9 h 25 ».
    fn said(&self, lesson: &Lesson) -> String {
        let terms = &lesson.terms;
        format!(
            "{}, {} : {} · {}",
            day_name(terms.day),
            fr::time(terms.from),
            terms.subject,
            detail(lesson, &self.names(), self.today),
        )
    }

    fn collisions(&self) -> Markup {
        html! {
            @if !self.collisions.is_empty() {
                (Alert::warning("Ce cours en croise d'autres").body(html! {
                    (p("La même classe entière, ou la même personne, y est attendue à la même heure. \
                        C'est permis ; vérifiez que c'est voulu."))
                    (list(self.collisions.iter().map(|other| self.said(other))))
                }))
            }
        }
    }

    /// How it ends, or comes back.
    fn ending(&self, input: &Input, invalid: &Invalid) -> Markup {
        // A day that is refused comes back as it was typed, were it empty.
        let day = match (input.raw("du"), invalid.on("du")) {
            ("", None) => self.today.to_string(),
            (typed, _) => typed.to_owned(),
        };
        let href = format!("{HREF}/{}", self.lesson.id);
        match self.lesson.until {
            Some(until) => html! {
                (section("Ce cours n'a plus lieu", html! {
                    (p(format!("À partir du {}.", fr::date_long(until))))
                    (post_button(&format!("{href}/reprise"),
                        Button::secondary("Le remettre à l'emploi du temps"), &[]))
                }))
            },
            None => html! {
                (section("Ce cours n'a plus lieu", Form::post(&format!("{href}/fin"), html! {
                    (Field::date("du", "À partir du").required().value(day)
                        .error(invalid.on("du")))
                    (button_bar(Button::danger("Terminer le cours")))
                })))
            },
        }
    }

    async fn page(
        &self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
        notice: Option<Notice>,
    ) -> Result<Response> {
        let above = html! {
            @if status == StatusCode::CONFLICT {
                (Alert::warning("Ce cours a été modifié entre-temps").body(html! {
                    (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée \
                        ci-dessous : validez-la pour le remplacer."))
                    (definitions([("Cours", self.said(&self.lesson))]))
                }))
            }
            (self.collisions())
        };
        let around = Around {
            title: "Modifier un cours",
            notice,
            above,
            below: self.ending(input, invalid),
        };
        self.form
            .page(at, context, input, invalid, status, around)
            .await
    }
}

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<Lesson>>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context, id).await?;
    let notice = match input.text("fait") {
        "ajout" => Some(Notice::success("Le cours est ajouté.")),
        "modification" => Some(Notice::success(
            "Le cours est modifié à partir d'aujourd'hui ; ce qui était avant reste.",
        )),
        "fin" => Some(Notice::success("Ce cours n'a plus lieu.")),
        "reprise" => Some(Notice::success("Ce cours a lieu de nouveau.")),
        _ => None,
    };
    let (filled, none) = (filled(&known.lesson), Invalid::default());
    let status = StatusCode::OK;
    known
        .page(&at, &context, &filled, &none, status, notice)
        .await
}

pub(crate) async fn change(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<Lesson>>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context, id).await?;
    let now = context.clock.now();
    let terms = match parse(&known.form, &input, known.today) {
        Ok((terms, _)) => terms,
        Err(invalid) => {
            let status = Invalid::STATUS;
            return known
                .page(&at, &context, &input, &invalid, status, None)
                .await;
        }
    };
    let version = input.text("version").parse().unwrap_or(0);
    let form = FormId::of(&input);
    let changed = in_write!(context.db, Error, |tx| {
        let (which, said) = ((id, version), (form, &terms));
        Ok(timetable::change_lesson(tx, &at, which, said, known.today, now).await?)
    })?;
    match changed {
        LessonChange::Done(lesson) => Ok(see_other(format!("{HREF}/{lesson}?fait=modification"))),
        LessonChange::Conflict => {
            let known = Known::of(&at, &context, id).await?;
            let mut input = input;
            input.set("version", &known.lesson.version.to_string());
            let (none, status) = (Invalid::default(), StatusCode::CONFLICT);
            known.page(&at, &context, &input, &none, status, None).await
        }
    }
}

pub(crate) async fn end(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<Lesson>>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context, id).await?;
    let now = context.clock.now();
    match first_day(input.text("du"), known.today) {
        Ok(day) => {
            in_write!(context.db, Error, |tx| {
                Ok(timetable::end_lesson(tx, &at, id, day, now).await?)
            })?;
            Ok(see_other(format!("{HREF}/{id}?fait=fin")))
        }
        Err(why) => {
            let mut invalid = Invalid::default();
            invalid.add("du", why);
            let (mut filled, status) = (filled(&known.lesson), Invalid::STATUS);
            filled.set("du", input.raw("du"));
            known
                .page(&at, &context, &filled, &invalid, status, None)
                .await
        }
    }
}

pub(crate) async fn resume(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<Lesson>>,
) -> Result<Response> {
    let now = context.clock.now();
    // One that nobody ended is held already.
    let known = Known::of(&at, &context, id).await?;
    if known.lesson.until.is_some() {
        in_write!(context.db, Error, |tx| {
            Ok(timetable::resume_lesson(tx, &at, id, now).await?)
        })?;
    }
    Ok(see_other(format!("{HREF}/{id}?fait=reprise")))
}
