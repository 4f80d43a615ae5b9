//! An assessment: added to a class, changed, withdrawn.

use super::courses::{HREF, Shown, to_choose, visible};
use crate::{
    model::{Assessment, AssessmentRow, LONGEST},
    store::assessment::{self, Changed, Stored},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, Marks};
use maud::{Markup, html};
use timetable::{Cut, Periods};
use ui::{
    Alert, Button, ErrorSummary, Field, Form, Select, Width, button_bar, columns, definitions, fr,
    p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

const NEW: &str = "/notes/evaluations/nouvelle";

/// The course that a person may see, by its key.
async fn course(at: &At<Marks>, context: &Context, key: &str) -> Result<Shown> {
    let today = at.today(context.clock.now());
    let mut read = context.db.read().await?;
    let courses = visible(&mut read, at, today).await?;
    drop(read);
    let mut courses = courses
        .into_iter()
        .filter(|course| course.key.value() == key);
    courses.next().ok_or(Error::NotFound)
}

pub(crate) async fn new(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    if let Some(choice) = to_choose(&input) {
        return Ok(choice);
    }
    let course = course(&at, &context, input.text("cours")).await?;
    let today = at.today(context.clock.now()).to_string();
    let first = Input::of([
        ("jour", today.clone()),
        ("publication", today),
        ("coefficient", "1".to_owned()),
        ("sur", "20".to_owned()),
    ]);
    let form = Shape::new(&course, None);
    form.show(&at, &context, &first, &Invalid::default(), StatusCode::OK)
        .await
}

pub(crate) async fn add(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let course = course(&at, &context, input.text("cours")).await?;
    let now = context.clock.now();
    let today = at.today(now);
    let periods = timetable::periods(&mut context.db.read().await?, &at, today).await?;
    match Assessment::parse(&input, today, &periods) {
        Ok(new) => {
            let form = FormId::of(&input);
            in_write!(context.db, Error, |tx| {
                Ok(assessment::add(tx, &at, form, (&course.key, &new), now).await?)
            })?;
            Ok(see_other(course.href_of(&new, "ajout")))
        }
        Err(invalid) => {
            let form = Shape::new(&course, None);
            form.show(&at, &context, &input, &invalid, Invalid::STATUS)
                .await
        }
    }
}

/// An assessment of a course that the person may see.
async fn stored(
    at: &At<Marks>,
    context: &Context,
    id: Id<AssessmentRow>,
) -> Result<(Shown, Stored)> {
    let stored = assessment::one(&mut context.db.read().await?, at, id).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    Ok((course(at, context, &stored.course.value()).await?, stored))
}

pub(crate) async fn edit(
    at: At<Marks>,
    State(context): State<Context>,
    Path(id): Path<Id<AssessmentRow>>,
) -> Result<Response> {
    let (course, stored) = stored(&at, &context, id).await?;
    let version = ("version", stored.version.to_string());
    let input = Input::of(stored.assessment.typed().into_iter().chain([version]));
    let form = Shape::new(&course, Some(&stored));
    form.show(&at, &context, &input, &Invalid::default(), StatusCode::OK)
        .await
}

pub(crate) async fn change(
    at: At<Marks>,
    State(context): State<Context>,
    Path(id): Path<Id<AssessmentRow>>,
    mut input: Input,
) -> Result<Response> {
    let (course, before) = stored(&at, &context, id).await?;
    let now = context.clock.now();
    let today = at.today(now);
    let periods = timetable::periods(&mut context.db.read().await?, &at, today).await?;
    let mut invalid = match Assessment::parse(&input, today, &periods) {
        Ok(wanted) if wanted == before.assessment => {
            return Ok(see_other(course.href_of(&wanted, "modification")));
        }
        Ok(wanted) => {
            let version = input.text("version").parse().unwrap_or(0);
            let changed = in_write!(context.db, Error, |tx| {
                Ok(assessment::change(tx, &at, (id, version), &wanted, now).await?)
            })?;
            match changed {
                Changed::Done => {
                    return Ok(see_other(course.href_of(&wanted, "modification")));
                }
                Changed::Conflict => Invalid::default(),
                Changed::Above(pupils) => {
                    let mut invalid = Invalid::default();
                    let of = fr::plural(pupils, "élève a une note", "élèves ont une note");
                    invalid.add(
                        "sur",
                        format!("{of} au-dessus de {} : corrigez d'abord.", wanted.out_of),
                    );
                    invalid
                }
            }
        }
        Err(invalid) => invalid,
    };
    let status = match invalid.is_empty() {
        true => StatusCode::CONFLICT,
        false => Invalid::STATUS,
    };
    let (course, latest) = stored(&at, &context, id).await?;
    let mut form = Shape::new(&course, Some(&latest));
    if status == StatusCode::CONFLICT {
        input.set("version", &latest.version.to_string());
        form.conflict = true;
        invalid = Invalid::default();
    }
    form.show(&at, &context, &input, &invalid, status).await
}

/// Withdraws an assessment, or puts it back.
pub(crate) async fn offer(
    at: At<Marks>,
    State(context): State<Context>,
    Path(id): Path<Id<AssessmentRow>>,
    input: Input,
) -> Result<Response> {
    let (course, stored) = stored(&at, &context, id).await?;
    let (offered, now) = (input.text("offert") == "oui", context.clock.now());
    in_write!(context.db, Error, |tx| {
        Ok(assessment::offer(tx, &at, id, offered, now).await?)
    })?;
    let done = if offered { "retour" } else { "retrait" };
    Ok(see_other(course.href_of(&stored.assessment, done)))
}

/// The form of an assessment.
struct Shape<'s> {
    course: &'s Shown,
    stored: Option<&'s Stored>,
    /// Somebody else changed it since it was shown.
    conflict: bool,
}

impl<'s> Shape<'s> {
    fn new(course: &'s Shown, stored: Option<&'s Stored>) -> Self {
        Self {
            course,
            stored,
            conflict: false,
        }
    }

    async fn show(
        &self,
        at: &At<Marks>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
    ) -> Result<Response> {
        let (title, to) = match self.stored {
            Some(stored) => (
                "Modifier une évaluation",
                format!("/notes/evaluations/{}", stored.id),
            ),
            None => ("Ajouter une évaluation", NEW.to_owned()),
        };
        let today = at.today(context.clock.now());
        let periods = timetable::periods(&mut context.db.read().await?, at, today).await?;
        let stored = self.stored.filter(|_| self.conflict);
        let body = html! {
            @if let Some(stored) = stored { (conflict(&stored.assessment, &periods)) }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (Form::post(&to, self.fields(input, invalid, &periods))
                .hidden(FormId::FIELD, &FormId::of(input).0.to_string())
                .hidden("cours", &self.course.key.value())
                .hidden("version", input.text("version")))
            @if let Some(stored) = self.stored { (withdrawal(stored)) }
        };
        let href = self.course.href();
        Page::new(at, title)
            .under("marks", HREF)
            .from("Mes classes", HREF)
            .intro(self.course.title())
            .status(status)
            .actions(html! { (Button::secondary("Voir les notes").href(&href)) })
            .show(context, body)
            .await
    }

    fn fields(&self, input: &Input, invalid: &Invalid, periods: &Periods) -> Markup {
        let offered = Cut::ALL.into_iter().flat_map(|cut| periods.of(cut));
        let offered = offered.map(|period| (period.code(), period.label()));
        html! {
            (Field::text("titre", "Titre").value(input.text("titre")).required()
                .maxlength(u32::from(LONGEST)).error(invalid.on("titre")))
            (columns([
                html! { (Field::date("jour", "Date").value(input.text("jour")).required()
                    .error(invalid.on("jour"))) },
                html! { (Field::date("publication", "Date de publication").value(input.text("publication"))
                    .required().description("Les familles voient la note au plus tôt le lendemain.")
                    .error(invalid.on("publication"))) },
            ]))
            (columns([
                html! { (Field::text("coefficient", "Coefficient").value(input.text("coefficient")).required()
                    .width(Width::Short).description("0 : la note se lit et ne compte pas.")
                    .error(invalid.on("coefficient"))) },
                html! { (Field::text("sur", "Notée sur").value(input.text("sur")).required()
                    .width(Width::Short).error(invalid.on("sur"))) },
            ]))
            (Select::new("periode", "Période").option("", OF_ITS_DAY).options(offered)
                .selected(input.text("periode")).error(invalid.on("periode"))
                .description("Celle dont la moyenne compte cette évaluation."))
            (button_bar(html! {
                (Button::primary("Valider"))
                (Button::secondary("Annuler").href(&self.course.href()))
            }))
        }
    }
}

/// What counts where its day is.
const OF_ITS_DAY: &str = "Celle de sa date";

fn conflict(latest: &Assessment, periods: &Periods) -> Markup {
    let period = latest
        .period
        .as_deref()
        .and_then(|code| periods.coded(code));
    let period = period.map_or(OF_ITS_DAY.to_owned(), |period| period.label());
    html! {
        (Alert::warning("Cette évaluation a été modifiée entre-temps").body(html! {
            (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée ci-dessous : \
                validez-la pour le remplacer."))
            (definitions([
                ("Titre", latest.title.clone()),
                ("Date", fr::date_long(latest.on)),
                ("Date de publication", fr::date_long(latest.publication)),
                ("Période", period),
                ("Coefficient", latest.coefficient.to_string()),
                ("Notée sur", latest.out_of.to_string()),
            ]))
        }))
    }
}

fn withdrawal(stored: &Stored) -> Markup {
    let act = format!("/notes/evaluations/{}/offre", stored.id);
    match stored.withdrawn {
        true => section(
            "Remettre cette évaluation",
            html! {
                (p("Elle est retirée : ses notes ne comptent pas, et sont gardées."))
                (post_button(&act, Button::secondary("Remettre cette évaluation"), &[("offert", "oui")]))
            },
        ),
        false => section(
            "Retirer cette évaluation",
            html! {
                (p("Ses notes ne compteront plus. Elles sont gardées : on peut la remettre."))
                (post_button(&act, Button::secondary("Retirer cette évaluation"), &[("offert", "non")]))
            },
        ),
    }
}
