//! « Paramétrages → Publication »: when families see marks.

use super::conflict;
use crate::{
    model::publication::{MODES, Pair, Publication, has_shown, label, mode},
    store::publication::{self, Change},
};
use axum::{extract::State, http::StatusCode, response::Response};
use chrono::NaiveDate;
use db::in_write;
use education::{school_year_of, sort_key};
use frame::Page;
use grading::Mode;
use identity::{At, MarksSettings};
use maud::{Markup, html};
use std::collections::{BTreeMap, HashMap};
use ui::{
    Alert, Button, Choices, Column, Confirm, Empty, ErrorSummary, Field, Form, Icon, Notice, Table,
    Width, button_bar, fr, list, p, section, selection_count,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/notes/publication";

/// What the page says.
struct Known {
    publication: Publication,
    /// Each pair that has pupils, or dates, with what its programme is called and how many pupils it has.
    pairs: Vec<(Pair, String, usize)>,
    changes: Vec<Change>,
    /// Who made them.
    names: HashMap<education::Id<education::Account>, String>,
    today: NaiveDate,
}

impl Known {
    async fn of(at: &At<MarksSettings>, context: &Context) -> Result<Self> {
        let today = at.today(context.clock.now());
        let mut read = context.db.read().await?;
        let publication = publication::publication(&mut read, at, today).await?;
        let changes = publication::changes(&mut read, at).await?;
        let people: Vec<_> = changes.iter().map(|change| change.by).collect();
        let names = identity::names_of(&mut read, &people).await?;
        let programs = records::program_of_each(&mut read, at, today).await?;
        let labels: HashMap<String, String> = records::programs(&mut read, at, today)
            .await?
            .into_iter()
            .collect();
        let roster = records::roster(&mut read, at, today).await?;
        drop(read);
        let mut counts: BTreeMap<Pair, usize> = BTreeMap::new();
        for (pupil, division) in roster {
            // Who has no class is marked in none.
            let Some(division) = division else { continue };
            let mef = programs.get(&pupil).cloned().unwrap_or_default();
            *counts.entry(Pair { mef, division }).or_default() += 1;
        }
        for pair in publication.dates.keys() {
            counts.entry(pair.clone()).or_default();
        }
        let mut pairs: Vec<(Pair, String, usize)> = counts
            .into_iter()
            .map(|(pair, count)| {
                let label = match pair.mef.as_str() {
                    "" => "Sans formation".to_owned(),
                    mef => labels.get(mef).cloned().unwrap_or_else(|| mef.to_owned()),
                };
                (pair, label, count)
            })
            .collect();
        pairs.sort_by_cached_key(|(pair, label, _)| (sort_key(label), sort_key(&pair.division)));
        Ok(Self {
            publication,
            pairs,
            changes,
            names,
            today,
        })
    }

    /// The pairs that are ticked, among those that are there.
    fn ticked(&self, input: &Input) -> Vec<Pair> {
        let wanted: Vec<&str> = input.all(PAIR).collect();
        let pairs = self.pairs.iter().map(|(pair, ..)| pair);
        let ticked = pairs.filter(|pair| wanted.contains(&pair.value().as_str()));
        ticked.cloned().collect()
    }
}

const PAIR: &str = "couple";

/// What a form said that is not kept yet.
#[derive(Default)]
struct Typed {
    input: Input,
    invalid: Invalid,
    /// It is the form of dates: shown with what was typed, though somebody chose another mode meanwhile.
    of_dates: bool,
}

pub(crate) async fn show(
    at: At<MarksSettings>,
    State(context): State<Context>,
    query: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context).await?;
    let status = StatusCode::OK;
    page(&at, &context, &known, (&Typed::default(), &query), status).await
}

/// Chooses a mode.
pub(crate) async fn choose(
    at: At<MarksSettings>,
    State(context): State<Context>,
    mut input: Input,
) -> Result<Response> {
    let none = Input::default();
    let Some(wanted) = mode(input.text("mode")) else {
        let known = Known::of(&at, &context).await?;
        let mut invalid = Invalid::default();
        invalid.add("mode", "Choisissez comment les notes sont publiées.");
        let typed = Typed {
            input,
            invalid,
            of_dates: false,
        };
        return page(&at, &context, &known, (&typed, &none), Invalid::STATUS).await;
    };
    let (now, version) = (context.clock.now(), input.text("version"));
    let over = (wanted, version.parse().unwrap_or_default());
    let chosen = in_write!(context.db, Error, |tx| {
        Ok(publication::choose(tx, &at, over, now).await?)
    })?;
    if chosen {
        return Ok(see_other(format!("{HREF}?fait=mode")));
    }
    let known = Known::of(&at, &context).await?;
    input.set("version", &known.publication.version.to_string());
    let typed = Typed {
        input,
        ..Typed::default()
    };
    page(&at, &context, &known, (&typed, &none), StatusCode::CONFLICT).await
}

/// Sets a day for classes, or takes it away from them.
pub(crate) async fn set_date(
    at: At<MarksSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context).await?;
    let (mut invalid, pairs) = (Invalid::default(), known.ticked(&input));
    let adding = input.text("acte") != "retirer";
    let day = invalid.check("jour", judge(input.text("jour"), known.today));
    if pairs.is_empty() {
        // The summary leads to the first class, or to the date where there is none.
        let field = if known.pairs.is_empty() { "jour" } else { PAIR };
        invalid.add(field, "Cochez au moins une classe.");
    }
    let (Some(day), true) = (day, invalid.is_empty()) else {
        let typed = Typed {
            input,
            invalid,
            of_dates: true,
        };
        let told = (&typed, &Input::default());
        return page(&at, &context, &known, told, Invalid::STATUS).await;
    };
    if !adding && has_shown(day, known.today) && input.text("confirme") != "oui" {
        return confirm(&at, &context, &known, (day, &pairs)).await;
    }
    let now = context.clock.now();
    let done = in_write!(context.db, Error, |tx| {
        Ok(publication::set_date(tx, &at, (day, adding), &pairs, now).await?)
    })?;
    let word = if adding { "ajout" } else { "retrait" };
    Ok(see_other(format!(
        "{HREF}?fait={word}&classes={}",
        done.len()
    )))
}

/// A day of the school year that has begun.
fn judge(typed: &str, today: NaiveDate) -> std::result::Result<NaiveDate, String> {
    let year = school_year_of(today);
    let day: Option<NaiveDate> = typed.parse().ok();
    let day = day.filter(|day| school_year_of(*day) == year);
    day.ok_or_else(|| {
        format!(
            "Choisissez un jour de l'année scolaire {year}-{}.",
            year + 1
        )
    })
}

/// What families see would be hidden: asked once.
async fn confirm(
    at: &At<MarksSettings>,
    context: &Context,
    known: &Known,
    (day, pairs): (NaiveDate, &[Pair]),
) -> Result<Response> {
    let values: Vec<String> = pairs.iter().map(Pair::value).collect();
    let typed = day.to_string();
    let classes = known.pairs.iter().filter(|(pair, ..)| pairs.contains(pair));
    let classes = classes.map(|(pair, label, _)| format!("{} – {label}", pair.division));
    let loss = format!(
        "Les familles de ces classes voient déjà les notes publiées jusqu'au {}. Elles ne verront plus \
         celles qu'aucune autre date ne montre.",
        fr::date_long(day)
    );
    let action = format!("{HREF}/dates");
    let confirm = Confirm::new(&loss, "Retirer cette date", &action, HREF)
        .body(list(classes))
        .hidden("acte", "retirer")
        .hidden("jour", &typed)
        .hidden("confirme", "oui");
    let fields = values.iter().map(|value| (PAIR, value.as_str()));
    let confirm = fields.fold(confirm, |confirm, (name, value)| {
        confirm.hidden(name, value)
    });
    Page::new(at, "Retirer une date")
        .under("marks", HREF)
        .from("Publication", HREF)
        .show(context, html! { (confirm) })
        .await
}

async fn page(
    at: &At<MarksSettings>,
    context: &Context,
    known: &Known,
    (typed, query): (&Typed, &Input),
    status: StatusCode,
) -> Result<Response> {
    let errors = typed.invalid.all().iter();
    let errors = errors.map(|(field, text)| (*field, text.as_str()));
    let body = html! {
        (ErrorSummary::new(errors))
        @if status == StatusCode::CONFLICT {
            (conflict(vec![("Publication", known.publication.mode.map_or("rien n'est choisi", label).to_owned())]))
        }
        @if known.publication.mode.is_none() {
            (Alert::info("Les familles ne voient encore aucune note").body(p("Choisissez d'abord comment elles sont publiées.")))
        }
        (section("Comment les notes sont publiées", known.modes(typed)))
        @if known.publication.mode == Some(Mode::AtTerm) || typed.of_dates { (section("Dates par formation et par classe", known.dates(typed))) }
        (section("Historique", known.history(at)))
    };
    Page::new(at, "Publication des notes")
        .under("marks", HREF)
        .intro("Ce que les familles ont vu reste visible quand ce choix change. Une note corrigée se voit aussitôt.")
        .notice(done(query))
        .status(status)
        .show(context, body)
        .await
}

fn done(query: &Input) -> Option<Notice> {
    let count: u64 = query.text("classes").parse().unwrap_or_default();
    let classes = fr::plural(count, "classe", "classes");
    let words = match query.text("fait") {
        "mode" => "C'est enregistré : les notes se publient ainsi dès maintenant.".to_owned(),
        "ajout" if count > 0 => format!("La date est ajoutée pour {classes}."),
        "retrait" if count > 0 => format!("La date est retirée pour {classes}."),
        "ajout" => "Ces classes avaient déjà cette date.".to_owned(),
        "retrait" => "Aucune de ces classes n'avait cette date.".to_owned(),
        _ => return None,
    };
    Some(Notice::success(words))
}

impl Known {
    fn modes(&self, typed: &Typed) -> Markup {
        let kept = self
            .publication
            .mode
            .map_or("", crate::model::publication::code);
        let selected = match typed.input.text("mode") {
            "" => kept,
            mode => mode,
        };
        let version = match typed.input.text("version") {
            "" => self.publication.version.to_string(),
            version => version.to_owned(),
        };
        let choices = Choices::one("mode", "Les familles voient les notes")
            .selected(selected)
            .error(typed.invalid.on("mode"));
        let choices = MODES
            .iter()
            .fold(choices, |choices, (_, code, label, does)| {
                choices.option_described(*code, *label, *does)
            });
        html! {
            (Form::post(HREF, html! {
                (choices)
                (button_bar(html! { (Button::primary("Valider")) }))
            }).hidden("version", &version))
        }
    }

    fn dates(&self, typed: &Typed) -> Markup {
        let ticked = self.ticked(&typed.input);
        let table = Table::new("Dates de publication")
            .columns([
                Column::new("Classe"),
                Column::new("Formation"),
                Column::number("Élèves"),
                Column::new("Dates"),
            ])
            .select(PAIR)
            .empty(
                Empty::new("Aucune classe")
                    .icon(Icon::NotebookPen)
                    .why("Importez la base élèves : elle dit qui est dans quelle classe."),
            )
            .rows(&self.pairs, |row, (pair, label, count)| {
                let about = format!("{} – {label}", pair.division);
                if self.pairs.first().is_some_and(|(first, ..)| first == pair) {
                    row.id(PAIR);
                }
                row.select(&pair.value(), &about, ticked.contains(pair));
                row.head(pair.division.as_str());
                row.cell(label.as_str());
                row.cell(fr::number(*count as u64));
                let dates = self.publication.dates.get(pair);
                let dates: Vec<String> = dates
                    .into_iter()
                    .flatten()
                    .map(|day| match has_shown(*day, self.today) {
                        true => format!("{} (passée)", fr::date_long(*day)),
                        false => fr::date_long(*day),
                    })
                    .collect();
                row.cell(match dates.is_empty() {
                    true => html! { "aucune : rien n'est visible" },
                    false => list(dates),
                });
            });
        let action = format!("{HREF}/dates");
        let count = ticked.len() as u64;
        html! {
            (p("Cochez des classes, ou toutes, puis choisissez une date : leurs notes publiées jusqu'à elle sont visibles le lendemain, et le restent."))
            (Form::post(&action, html! {
                (Field::date("jour", "Date").value(typed.input.text("jour")).width(Width::Short).error(typed.invalid.on("jour")))
                (button_bar(html! {
                    (Button::primary("Ajouter cette date").name_value("acte", "ajouter"))
                    (Button::secondary("Retirer cette date").name_value("acte", "retirer"))
                    (selection_count(PAIR, count, "classe cochée", "classes cochées"))
                }))
                (table)
            }))
        }
    }

    fn history(&self, at: &At<MarksSettings>) -> Markup {
        let zone = at.school_place().zone.0;
        html! {
            (Table::new("Changements")
                .columns([Column::new("Quand"), Column::new("Quoi"), Column::new("Par")])
                .empty(Empty::new("Rien n'a encore changé").why("Chaque choix et chaque date seront notés ici."))
                .rows(&self.changes, |row, change| {
                    row.head(fr::moment(change.at.with_timezone(&zone).naive_local()));
                    row.cell(change.what.as_str());
                    row.cell(self.names.get(&change.by).cloned().unwrap_or_default());
                }))
        }
    }
}
