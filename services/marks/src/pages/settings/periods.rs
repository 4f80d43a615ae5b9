//! « Paramétrages → Périodes »: where trimestres and semestres end, and which programmes have which.

use super::{conflict, saved};
use axum::{extract::State, http::StatusCode, response::Response};
use chrono::NaiveDate;
use db::in_write;
use frame::Page;
use identity::{At, MarksSettings};
use maud::{Markup, html};
use timetable::{Cut, Periods, PeriodsError};
use ui::{
    Button, Column, Empty, ErrorSummary, Field, Form, Select, Table, Width, button_bar, columns,
    fr, section,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/notes/periodes";

/// The fields of the days.
const ENDS: [(&str, &str); 3] = [
    ("trimestre1", "Fin du 1er trimestre"),
    ("trimestre2", "Fin du 2e trimestre"),
    ("semestre1", "Fin du 1er semestre"),
];

/// The field of a programme.
fn field_of(mef: &str) -> String {
    format!("f.{mef}")
}

struct Known {
    periods: Periods,
    /// Code, words.
    programs: Vec<(String, String)>,
}

impl Known {
    async fn of(at: &At<MarksSettings>, context: &Context) -> Result<Self> {
        let today = at.today(context.clock.now());
        let mut read = context.db.read().await?;
        Ok(Self {
            periods: timetable::periods(&mut read, at, today).await?,
            programs: records::programs(&mut read, at, today).await?,
        })
    }

    /// As the form holds what is kept.
    fn filled(&self) -> Input {
        let [first, second] = self.periods.trimester_ends();
        let ends = [first, second, self.periods.semester_end()];
        let days = ENDS.iter().zip(ends);
        let mut fields: Vec<(String, String)> = days
            .map(|((field, _), day)| ((*field).to_owned(), day.to_string()))
            .collect();
        for (mef, _) in &self.programs {
            let cut = self.periods.cut_of(Some(mef)).code().to_owned();
            fields.push((field_of(mef), cut));
        }
        fields.push(("version".to_owned(), self.periods.version.to_string()));
        Input::of(fields)
    }

    fn parse(&self, input: &Input) -> std::result::Result<Periods, Invalid> {
        let mut invalid = Invalid::default();
        let year = self.periods.year();
        let mut day = |field: &'static str| {
            let day = input.text(field).parse::<NaiveDate>();
            let day = invalid.check(field, day.map_err(|_| "Indiquez une date."))?;
            let held = education::school_year_of(day) == year;
            let of_year = held.then_some(day).ok_or(PeriodsError::OutOfYear(year));
            invalid.check(field, of_year)
        };
        let [first, second, half] = ENDS.map(|(field, _)| day(field));
        let ends = first.zip(second).zip(half);
        let ending = |((first, second), half)| Periods::ending(year, [first, second], half);
        // Each day is of the year: what is left to be wrong is their order, or a last day.
        let periods = ends.and_then(|ends| invalid.check("trimestre2", ending(ends)));
        let Some(mut periods) = periods else {
            return Err(invalid);
        };
        periods.version = input.text("version").parse().unwrap_or(0);
        let in_semesters = self.programs.iter().map(|(mef, _)| mef).filter(|mef| {
            let field = field_of(mef);
            let sent = input.fields().iter().find(|(name, _)| *name == field);
            match sent.map(|(_, cut)| cut.as_str()) {
                Some(cut) => cut == Cut::Semesters.code(),
                // A form that is silent changes nothing.
                None => self.periods.cut_of(Some(mef)) == Cut::Semesters,
            }
        });
        Ok(periods.with_semesters(in_semesters.cloned().collect::<Vec<_>>()))
    }

    async fn page(
        &self,
        at: &At<MarksSettings>,
        context: &Context,
        (input, query): (&Input, &Input),
        invalid: &Invalid,
        status: StatusCode,
    ) -> Result<Response> {
        let year = self.periods.year();
        let body = html! {
            @if status == StatusCode::CONFLICT { (conflict(self.told())) }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (self.form(input, invalid))
        };
        Page::new(at, "Périodes")
            .under("marks", HREF)
            .intro(format!(
                "Comment l'année {year}-{} se partage. Une évaluation compte dans la période de son jour, \
                 sauf si l'enseignant en choisit une autre.",
                year + 1
            ))
            .notice(saved(query, "Les périodes sont enregistrées."))
            .status(status)
            .show(context, body)
            .await
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        let [first, second] = self.periods.trimester_ends();
        let ends = [first, second, self.periods.semester_end()];
        let days = ENDS.iter().zip(ends);
        let mut told: Vec<_> = days
            .map(|((_, label), day)| (*label, fr::date_long(day)))
            .collect();
        let in_semesters = self.programs.iter();
        let labels: Vec<&str> = in_semesters
            .filter(|(mef, _)| self.periods.cut_of(Some(mef)) == Cut::Semesters)
            .map(|(_, label)| label.as_str())
            .collect();
        let labels = match labels.is_empty() {
            true => "aucune".to_owned(),
            false => labels.join(", "),
        };
        told.push(("Formations en semestres", labels));
        told
    }

    fn form(&self, input: &Input, invalid: &Invalid) -> Markup {
        let day = |(field, label): (&'static str, &'static str)| {
            html! {
                (Field::date(field, label).value(input.text(field)).required().width(Width::Short)
                    .error(invalid.on(field)))
            }
        };
        html! {
            (Form::post(HREF, html! {
                (section("Dernier jour de chaque période", html! {
                    (columns(ENDS.map(day)))
                }))
                (section("Trimestres ou semestres", html! {
                    (Table::new("Formations")
                        .columns([Column::new("Formation"), Column::new("Année partagée en")])
                        .empty(Empty::new("Aucun élève n'a de formation")
                            .why("Elles viennent de la base élèves. En attendant, l'année est en trimestres."))
                        .rows(&self.programs, |row, (mef, label)| {
                            let field = field_of(mef);
                            row.head(label.as_str());
                            row.cell(html! {
                                (Select::new(&field, &format!("Année de {label}")).label_hidden().width(Width::Short)
                                    .options(Cut::ALL.map(|cut| (cut.code(), cut.label())))
                                    .selected(input.text(&field)))
                            });
                        }))
                }))
                (button_bar(html! { (Button::primary("Valider")) }))
            }).hidden("version", input.text("version")))
        }
    }
}

pub(crate) async fn show(
    at: At<MarksSettings>,
    State(context): State<Context>,
    query: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context).await?;
    let (filled, none) = (known.filled(), Invalid::default());
    known
        .page(&at, &context, (&filled, &query), &none, StatusCode::OK)
        .await
}

pub(crate) async fn save(
    at: At<MarksSettings>,
    State(context): State<Context>,
    mut input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context).await?;
    let none = Input::default();
    let wanted = match known.parse(&input) {
        Ok(wanted) => wanted,
        Err(invalid) => {
            return known
                .page(&at, &context, (&input, &none), &invalid, Invalid::STATUS)
                .await;
        }
    };
    let now = context.clock.now();
    let saved = in_write!(context.db, Error, |tx| {
        Ok(timetable::save_periods(tx, &at, &wanted, now).await?)
    })?;
    let known = Known::of(&at, &context).await?;
    // Whoever wrote the same has no quarrel, this form sent twice for one.
    if saved || known.periods.is_cut_as(&wanted) {
        return Ok(see_other(format!("{HREF}?fait=oui")));
    }
    input.set("version", &known.periods.version.to_string());
    let invalid = Invalid::default();
    known
        .page(
            &at,
            &context,
            (&input, &none),
            &invalid,
            StatusCode::CONFLICT,
        )
        .await
}
