//! The form of a lesson, added or changed.

use super::{HREF, week::class_label};
use axum::{http::StatusCode, response::Response};
use chrono::{NaiveDate, NaiveTime, Weekday};
use education::{Id, school_year_of};
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, Render as _, html};
use records::Staff;
use timetable::{
    Class, LONGEST, Lesson, LessonError, LessonTerms, Week, Weeks, day_code, day_name,
};
use ui::{Button, Choices, ErrorSummary, Field, Form, Notice, Select, Width, button_bar, columns};
use web::{Context, FormId, Input, Invalid, Result};

/// Teachers of one lesson that the form offers to choose, at least.
const TEACHERS: usize = 3;

/// What the form offers, and where it is sent.
pub(super) struct LessonForm {
    to: String,
    classes: Vec<Class>,
    pub(super) staff: Vec<(Id<Staff>, String)>,
    pub(super) week: Week,
}

/// What stands around the form.
pub(super) struct Around {
    pub(super) title: &'static str,
    pub(super) notice: Option<Notice>,
    pub(super) above: Markup,
    pub(super) below: Markup,
}

impl LessonForm {
    pub(super) async fn of(
        at: &At<SchoolLifeSettings>,
        context: &Context,
        to: &str,
    ) -> Result<Self> {
        let mut read = context.db.read().await?;
        let divisions = records::divisions(&mut read, at).await?;
        let groups = records::groups(&mut read, at).await?;
        let staff = records::staff(&mut read, at, at.today(context.clock.now())).await?;
        let week = timetable::week(&mut read, at).await?;
        let divisions = divisions.into_iter().map(|one| Class::Division(one.code));
        let groups = groups.into_iter().map(|one| Class::Group(one.code));
        Ok(Self {
            to: to.to_owned(),
            classes: divisions.chain(groups).collect(),
            staff: staff
                .into_iter()
                .map(|person| (person.id, person.list_name()))
                .collect(),
            week,
        })
    }

    pub(super) async fn page(
        &self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
        around: Around,
    ) -> Result<Response> {
        let body = html! {
            (around.above)
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (self.form(input, invalid))
            (around.below)
        };
        Page::new(at, around.title)
            .under("absences", HREF)
            .from("Emplois du temps", HREF)
            .notice(around.notice)
            .status(status)
            .show(context, body)
            .await
    }

    fn form(&self, input: &Input, invalid: &Invalid) -> Markup {
        let days = Week::days().filter(|day| self.week.end_of(*day).is_some());
        let days = days.filter_map(|day| Some((day_code(day)?, day_name(day))));
        let mut classes = Choices::many("classes", "Classes et groupes")
            .inline()
            .required()
            .error(invalid.on("classes"));
        for class in &self.classes {
            classes = classes.option(class.value(), class_label(class));
        }
        for class in input.all("classes") {
            classes = classes.selected(class);
        }
        Form::post(
            &self.to,
            html! {
                (columns([
                    html! { (Select::new("jour", "Jour").options(days).selected(input.text("jour"))
                        .error(invalid.on("jour"))) },
                    html! { (Field::time("debut", "Début").required().value(input.text("debut"))
                        .error(invalid.on("debut"))) },
                    html! { (Field::time("fin", "Fin").required().value(input.text("fin"))
                        .error(invalid.on("fin"))) },
                    html! { (Select::new("semaines", "Semaines")
                        .options(Weeks::ALL.map(|weeks| (weeks.code(), weeks.label())))
                        .selected(input.text("semaines")).error(invalid.on("semaines"))) },
                ]))
                (Field::text("matiere", "Matière").required().maxlength(LONGEST as u32)
                    .value(input.text("matiere")).error(invalid.on("matiere")))
                (classes)
                (self.teachers(input, invalid))
                (Field::text("salle", "Salle").maxlength(LONGEST as u32).width(Width::Medium)
                    .value(input.text("salle")).error(invalid.on("salle")))
                @if input.text("version").is_empty() {
                    (Field::date("du", "À partir du").required().value(input.text("du"))
                        .error(invalid.on("du")))
                }
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Annuler").href(HREF))
                }))
            },
        )
        .hidden(FormId::FIELD, &FormId::of(input).0.to_string())
        .hidden("version", input.text("version"))
        .render()
    }

    /// One list a teacher, and one more.
    fn teachers(&self, input: &Input, invalid: &Invalid) -> Markup {
        let chosen: Vec<&str> = input
            .all("enseignants")
            .filter(|id| !id.is_empty())
            .collect();
        let lists = (chosen.len() + 1).max(TEACHERS);
        let options: Vec<(String, &str)> = self
            .staff
            .iter()
            .map(|(id, name)| (id.to_string(), name.as_str()))
            .collect();
        html! {
            @for place in 0..lists {
                @let id = match place { 0 => "enseignants".to_owned(), _ => format!("enseignants-{}", place + 1) };
                @let label = match place { 0 => "Enseignant".to_owned(), _ => format!("Enseignant {}", place + 1) };
                (Select::new("enseignants", &label).id(&id).option("", "Aucun")
                    .options(options.iter().map(|(id, name)| (id.as_str(), *name)))
                    .selected(chosen.get(place).copied().unwrap_or_default())
                    .error(invalid.on("enseignants").filter(|_| place == 0)))
            }
        }
    }
}

/// What a form says, or what is wrong with it. Of whom the school does not know, nothing is taken.
pub(super) fn parse(
    form: &LessonForm,
    input: &Input,
    today: NaiveDate,
) -> std::result::Result<(LessonTerms, NaiveDate), Invalid> {
    let mut invalid = Invalid::default();
    let mut hour = |field: &'static str| {
        let hour = NaiveTime::parse_from_str(input.text(field), "%H:%M");
        invalid.check(
            field,
            hour.map_err(|_| "Indiquez une heure, par exemple 08:30."),
        )
    };
    let (from, to) = (hour("debut"), hour("fin"));
    let day = Week::days().find(|day| day_code(*day) == Some(input.text("jour")));
    let day = invalid.check("jour", day.ok_or("Choisissez un jour."));
    let weeks = Weeks::from_code(input.text("semaines"));
    let weeks = invalid.check("semaines", weeks.ok_or("Choisissez les semaines du cours."));
    let mut classes = Vec::new();
    for value in input.all("classes") {
        match Class::parse(value).filter(|class| form.classes.contains(class)) {
            Some(class) => classes.push(class),
            None => invalid.add(
                "classes",
                "Choisissez des classes et des groupes de la liste.",
            ),
        }
    }
    let mut teachers = Vec::new();
    for value in input.all("enseignants").filter(|value| !value.is_empty()) {
        let known = |id: &Id<Staff>| form.staff.iter().any(|(known, _)| known == id);
        match value.parse().ok().filter(known) {
            Some(id) => teachers.push(id),
            None => invalid.add("enseignants", "Choisissez des personnes de la liste."),
        }
    }
    let since = match input.text("version") {
        "" => invalid.check("du", first_day(input.text("du"), today)),
        _ => Some(today),
    };
    let (Some(from), Some(to), Some(day), Some(weeks), Some(since), true) =
        (from, to, day, weeks, since, invalid.is_empty())
    else {
        return Err(invalid);
    };
    let terms = LessonTerms {
        day,
        from,
        to,
        weeks,
        subject: input.text("matiere").to_owned(),
        room: input.text("salle").to_owned(),
        classes,
        teachers,
    };
    let long = |text: &str| text.chars().count() > LONGEST;
    match terms.clone().judged(&form.week) {
        Ok(terms) => Ok((terms, since)),
        Err(error) => {
            let field = match &error {
                LessonError::Day(_) => "jour",
                LessonError::Hours => "fin",
                LessonError::NoSubject => "matiere",
                LessonError::TooLong if long(&terms.subject) => "matiere",
                LessonError::TooLong => "salle",
                LessonError::NoClass => "classes",
            };
            invalid.add(field, error);
            Err(invalid)
        }
    }
}

/// The first day of something: of this school year, or of the next one that is prepared.
pub(super) fn first_day(
    typed: &str,
    today: NaiveDate,
) -> std::result::Result<NaiveDate, &'static str> {
    let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(typed, "%d/%m/%Y"));
    let day = day.map_err(|_| "Indiquez une date, par exemple 01/09/2026.")?;
    match school_year_of(day) - school_year_of(today) {
        0 | 1 => Ok(day),
        _ => Err("Indiquez un jour de cette année scolaire ou de la suivante."),
    }
}

/// The fields of a lesson, as its form shows them first.
pub(super) fn filled(lesson: &Lesson) -> Input {
    let terms = &lesson.terms;
    let day: Weekday = terms.day;
    let own = [
        ("version", lesson.version.to_string()),
        ("jour", day_code(day).unwrap_or_default().to_owned()),
        ("debut", terms.from.format("%H:%M").to_string()),
        ("fin", terms.to.format("%H:%M").to_string()),
        ("semaines", terms.weeks.code().to_owned()),
        ("matiere", terms.subject.clone()),
        ("salle", terms.room.clone()),
    ];
    let classes = terms.classes.iter().map(|class| ("classes", class.value()));
    let teachers = terms
        .teachers
        .iter()
        .map(|id| ("enseignants", id.to_string()));
    Input::of(own.into_iter().chain(classes).chain(teachers))
}
