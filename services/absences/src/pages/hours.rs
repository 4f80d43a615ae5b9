//! « Paramétrages → Horaires »: the bells, the days of lessons, where the halves of a day part.

use axum::{extract::State, http::StatusCode, response::Response};
use chrono::{NaiveTime, Weekday};
use db::in_write;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use timetable::{Week, WeekA, WeekError, day_code, day_name};
use ui::{
    Alert, Button, ErrorSummary, Field, Form, Link, Notice, Select, button_bar, definitions,
    fieldset, fr, p,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/horaires";

/// The field by which a day says when it ends.
fn field_of(day: Weekday) -> &'static str {
    match day_code(day) {
        Some("lu") => "fin_lu",
        Some("ma") => "fin_ma",
        Some("me") => "fin_me",
        Some("je") => "fin_je",
        Some("ve") => "fin_ve",
        _ => "fin_sa",
    }
}

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let week = timetable::week(&mut context.db.read().await?, &at).await?;
    let saved = (input.text("fait") == "oui").then(|| Notice::success("C'est enregistré."));
    let (filled, none) = (filled(&week), Invalid::default());
    page(&at, &context, &week, &filled, &none, StatusCode::OK, saved).await
}

pub(crate) async fn save(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let (typed, invalid) = parse(&input);
    let mut input = input;
    let status = match &typed {
        None => Invalid::STATUS,
        Some(typed) => {
            let now = context.clock.now();
            let saved = in_write!(context.db, Error, |tx| {
                Ok(timetable::save_week(tx, &at, typed, now).await?)
            })?;
            if saved {
                return Ok(see_other(format!("{HREF}?fait=oui")));
            }
            StatusCode::CONFLICT
        }
    };
    let latest = timetable::week(&mut context.db.read().await?, &at).await?;
    // Whoever wrote the same has no quarrel, this form sent twice for one.
    if typed.is_some_and(|typed| typed.same_hours(&latest)) {
        return Ok(see_other(format!("{HREF}?fait=oui")));
    }
    if status == StatusCode::CONFLICT {
        input.set("version", &latest.version.to_string());
    }
    page(&at, &context, &latest, &input, &invalid, status, None).await
}

async fn page(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    week: &Week,
    input: &Input,
    invalid: &Invalid,
    status: StatusCode,
    notice: Option<Notice>,
) -> Result<Response> {
    let body = html! {
        @if status == StatusCode::CONFLICT {
            (Alert::warning("Ces horaires ont été modifiés entre-temps").body(html! {
                (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée \
                    ci-dessous : validez-la pour le remplacer."))
                (definitions(told(week)))
            }))
        }
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(HREF, html! {
            (Field::textarea("sonneries", "Sonneries").rows(3).required()
                .value(input.raw("sonneries").to_owned())
                .description("Les heures entre lesquelles se placent les cours, séparées par des \
                    espaces : 08:30 09:25 10:40…")
                .error(invalid.on("sonneries")))
            (Field::time("midi", "Les demi-journées se séparent à").required()
                .value(input.text("midi").to_owned())
                .description("Ce qui est déjà saisi garde les demi-journées de ce moment-là.")
                .error(invalid.on("midi")))
            (Select::new("semaine_a", "Semaines A")
                .options([WeekA::Odd, WeekA::Even].map(|week_a| (week_a.code(), week_a_label(week_a))))
                .description("Pour les cours d'une semaine sur deux.")
                .selected(input.text("semaine_a")).error(invalid.on("semaine_a")))
            (fieldset("Fin des cours, jour par jour", ends(week, input, invalid)))
            (button_bar(Button::primary("Valider")))
        }).hidden("version", input.text("version")))
        (p(Link::new(super::closures::HREF, "Jours fermés : vacances, jours fériés, fermetures")))
    };
    Page::new(at, "Horaires")
        .under("absences", HREF)
        .intro("Les sonneries de l'établissement : la saisie des absences les propose.")
        .notice(notice)
        .status(status)
        .show(context, body)
        .await
}

/// One list a day: the bells that are kept, and what was typed.
fn ends(week: &Week, input: &Input, invalid: &Invalid) -> Markup {
    let typed = Week::parse_bells(input.raw("sonneries")).ok();
    let mut bells = typed.filter(|bells| bells.len() <= 60).unwrap_or_default();
    bells.extend(week.bells());
    bells.sort_unstable();
    bells.dedup();
    let options: Vec<(String, String)> = bells
        .iter()
        .map(|bell| {
            (
                bell.format("%H:%M").to_string(),
                fr::time(*bell).to_string(),
            )
        })
        .collect();
    html! {
        @for day in Week::days() {
            @let name = field_of(day);
            (Select::new(name, day_label(day)).option("", "Pas de cours")
                .options(options.iter().map(|(value, label)| (value.as_str(), label.as_str())))
                .selected(input.text(name)).error(invalid.on(name)))
        }
    }
}

fn day_label(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Lundi",
        Weekday::Tue => "Mardi",
        Weekday::Wed => "Mercredi",
        Weekday::Thu => "Jeudi",
        Weekday::Fri => "Vendredi",
        _ => "Samedi",
    }
}

fn week_a_label(week_a: WeekA) -> &'static str {
    match week_a {
        WeekA::Odd => "Celles de numéro impair dans l'année",
        WeekA::Even => "Celles de numéro pair dans l'année",
    }
}

fn written(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

fn bells_of(week: &Week) -> String {
    let bells: Vec<String> = week.bells().iter().copied().map(written).collect();
    bells.join(" ")
}

fn filled(week: &Week) -> Input {
    let own = [
        ("sonneries", bells_of(week)),
        ("midi", written(week.noon())),
        ("semaine_a", week.week_a.code().to_owned()),
        ("version", week.version.to_string()),
    ];
    let ends = Week::days().map(|day| {
        (
            field_of(day),
            week.end_of(day).map_or(String::new(), written),
        )
    });
    Input::of(own.into_iter().chain(ends))
}

fn told(week: &Week) -> Vec<(&'static str, String)> {
    let ends = Week::days().map(|day| match week.end_of(day) {
        Some(end) => format!("{} {}", day_name(day), fr::time(end)),
        None => format!("{} sans cours", day_name(day)),
    });
    vec![
        ("Sonneries", bells_of(week)),
        (
            "Les demi-journées se séparent à",
            fr::time(week.noon()).to_string(),
        ),
        ("Semaines A", week_a_label(week.week_a).to_owned()),
        ("Fin des cours", ends.collect::<Vec<_>>().join(", ")),
    ]
}

fn parse(input: &Input) -> (Option<Week>, Invalid) {
    let mut invalid = Invalid::default();
    let bells = invalid.check("sonneries", Week::parse_bells(input.raw("sonneries")));
    let noon = NaiveTime::parse_from_str(input.text("midi"), "%H:%M");
    let noon = invalid.check(
        "midi",
        noon.map_err(|_| "Saisissez une heure, par exemple 13:00."),
    );
    let mut ends = Vec::new();
    for day in Week::days() {
        let field = field_of(day);
        match input.text(field) {
            "" => {}
            typed => {
                let end = NaiveTime::parse_from_str(typed, "%H:%M");
                let end = end.map_err(|_| WeekError::End(day_name(day).to_owned()));
                ends.extend(invalid.check(field, end).map(|end| (day, end)));
            }
        }
    }
    let (Some(bells), Some(noon), true) = (bells, noon, invalid.is_empty()) else {
        return (None, invalid);
    };
    let version = input.text("version").parse().unwrap_or(0);
    match Week::new(bells, ends, noon, version) {
        Ok(week) => {
            let week_a = WeekA::of_code(input.text("semaine_a"));
            (Some(week.with_week_a(week_a)), invalid)
        }
        Err(error) => {
            let field = match &error {
                WeekError::Hour(_) | WeekError::Bells => "sonneries",
                WeekError::NoDay => "fin_lu",
                WeekError::Noon => "midi",
                WeekError::End(name) => Week::days()
                    .find(|day| day_name(*day) == name)
                    .map_or("fin_lu", field_of),
            };
            invalid.add(field, error);
            (None, invalid)
        }
    }
}
