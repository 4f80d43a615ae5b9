//! « Statistiques »: half-days, latenesses, by class, pupil, level, reason or month; as a table, as
//! bars, as a file for spreadsheets.

use crate::{
    model::{
        half_days::Rule,
        statistics::{By, Entry, Figures, Key, figures},
        wording::{List, Secrets, WordingRow},
    },
    pages::{division::Divisions, reports},
    store::{entries, school_time::SchoolTime, wording},
};
use audit::Line;
use axum::{extract::State, response::Response};
use chrono::{DateTime, NaiveDate, Utc};
use education::{Id, Pupil, school_year_of, sort_key};
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::PupilRow;
use std::collections::HashMap;
use ui::{
    Bars, Button, Column, Empty, Field, Filters, Icon, Link, Select, Table, button_bar, fr, p,
    section,
};
use web::{Cell, Context, FileForm, Input, Result, TableFile};

pub(crate) const HREF: &str = "/absences/statistiques";
const FILE: &str = "/absences/statistiques/fichier";

/// Bars that a chart shows.
const BARS: usize = 20;

/// What is asked for.
struct Asked {
    by: By,
    rule: Rule,
    class: String,
    codes: Vec<String>,
    from: NaiveDate,
    to: NaiveDate,
}

impl Asked {
    /// The school year until today, by class, unless something else is asked for.
    fn of(input: &Input, divisions: &Divisions, today: NaiveDate) -> Self {
        let year = school_year_of(today);
        let first = NaiveDate::from_ymd_opt(year, 9, 1).unwrap_or(today);
        let day = |name: &str| input.text(name).parse::<NaiveDate>().ok();
        // Entries of another school year are not kept.
        let of_year = |day: &NaiveDate| school_year_of(*day) == year;
        let from = day("du").filter(of_year).unwrap_or(first.min(today));
        let to = day("au").filter(of_year).unwrap_or(today);
        Self {
            by: By::of(input.text("par")),
            rule: match input.text("calcul") {
                "calcule" => Rule::Computed,
                _ => Rule::Gross,
            },
            class: input.text("classe").to_owned(),
            codes: divisions.codes(input.text("classe")),
            from: from.min(to),
            to: to.max(from),
        }
    }

    fn rule_code(&self) -> &'static str {
        match self.rule {
            Rule::Gross => "brut",
            Rule::Computed => "calcule",
        }
    }

    fn query(&self) -> String {
        Input::of([
            ("par", self.by.code().to_owned()),
            ("calcul", self.rule_code().to_owned()),
            ("classe", self.class.clone()),
            ("du", self.from.to_string()),
            ("au", self.to.to_string()),
        ])
        .encoded()
    }
}

/// The figures of a row, with its words.
struct Row {
    key: Key,
    label: String,
    href: Option<String>,
    figures: Figures,
}

/// The rows, in order.
struct Shown {
    rows: Vec<Row>,
}

impl Shown {
    async fn of(
        at: &At<SchoolLife>,
        context: &Context,
        asked: &Asked,
        secrets: Secrets,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let reasons = wording::begun(context, at, List::Reasons).await?;
        let time = SchoolTime::of(at, context, asked.from).await?;
        let mut read = context.db.read().await?;
        let mut listed = entries::standing_between(&mut read, at, asked.from, asked.to).await?;
        listed.retain(|entry| !wording::with_the_school(&reasons, entry.terms.reason));
        let pupils: Vec<Id<Pupil>> = listed.iter().map(|entry| entry.pupil).collect();
        let pupils = records::pupils_of(&mut read, at, &pupils).await?;
        drop(read);
        // Those that a file does not name are one line each way.
        let stands_for = |id: Option<Id<WordingRow>>| {
            let known = |id| reasons.iter().find(|line| Some(line.id) == id);
            let withheld = known(id).and_then(|line| line.wording.withheld());
            match withheld.filter(|_| secrets == Secrets::Kept) {
                Some(words) => {
                    let same = |line: &&wording::Stored| line.wording.withheld() == Some(words);
                    reasons.iter().find(same).map(|line| line.id)
                }
                None => id,
            }
        };
        let takes = |division: &Option<String>| {
            let known = |code: &String| Some(code) == division.as_ref();
            asked.codes.is_empty() || asked.codes.iter().any(known)
        };
        let entries: Vec<Entry> = listed
            .into_iter()
            .filter_map(|mut entry| {
                let division = pupils.get(&entry.pupil)?.division.clone();
                entry.terms.reason = stands_for(entry.terms.reason);
                takes(&division).then_some(Entry {
                    pupil: entry.pupil,
                    division,
                    terms: entry.terms,
                    noon: entry.noon,
                })
            })
            .collect();
        let local = now.with_timezone(&at.school_place().zone.0).naive_local();
        let lessons = |pupil, day| time.lessons_of(pupil, day);
        let days = (asked.from, asked.to);
        let figures = figures(&entries, asked.by, days, &lessons, asked.rule, local);
        let mut rows: Vec<Row> = figures
            .into_iter()
            .map(|(key, figures)| {
                let (label, href) = words(&key, &pupils, &reasons, secrets);
                Row {
                    key,
                    label,
                    href,
                    figures,
                }
            })
            .collect();
        // Months are in order already.
        if asked.by != By::Month {
            rows.sort_by_cached_key(|row| sort_key(&row.label));
        }
        Ok(Self { rows })
    }

    fn total(&self) -> Figures {
        let rows = self.rows.iter().map(|row| &row.figures);
        rows.fold(Figures::default(), |sum, row| Figures {
            pupils: sum.pupils + row.pupils,
            half_days: sum.half_days + row.half_days,
            unjustified: sum.unjustified + row.unjustified,
            latenesses: sum.latenesses + row.latenesses,
            minutes: sum.minutes + row.minutes,
        })
    }

    fn table(&self, asked: &Asked) -> Markup {
        let caption = format!("Absences par {}", asked.by.label().to_lowercase());
        Table::new(&caption)
            .columns([
                Column::new(asked.by.label()),
                Column::number("Élèves"),
                Column::number("Demi-journées"),
                Column::number("Sans motif légitime"),
                Column::number("Retards"),
                Column::number("Minutes de retard"),
            ])
            .empty(
                Empty::new("Rien à compter")
                    .icon(Icon::ChartColumn)
                    .why("Aucune absence ni aucun retard sur cette période."),
            )
            .rows(&self.rows, |row, counted| {
                match &counted.href {
                    Some(href) => row.head(Link::new(href, &counted.label)),
                    None => row.head(&counted.label),
                }
                for value in cells(&counted.figures) {
                    row.cell(ui::number(value));
                }
            })
    }

    fn bars(&self, asked: &Asked) -> Markup {
        let mut longest: Vec<&Row> = self.rows.iter().collect();
        if asked.by != By::Month {
            longest.sort_by_key(|row| std::cmp::Reverse(row.figures.half_days));
        }
        let caption = match self.rows.len() > BARS {
            true => format!("Demi-journées d'absence : les {BARS} premières lignes"),
            false => "Demi-journées d'absence".to_owned(),
        };
        let bars = longest.into_iter().take(BARS);
        let chart = bars.fold(Bars::new(&caption), |chart, row| {
            chart.bar(row.label.as_str(), row.figures.half_days)
        });
        html! { (chart) }
    }
}

fn cells(figures: &Figures) -> [u64; 5] {
    [
        figures.pupils,
        figures.half_days,
        figures.unjustified,
        figures.latenesses,
        figures.minutes,
    ]
}

fn words(
    key: &Key,
    pupils: &HashMap<Id<Pupil>, PupilRow>,
    reasons: &[wording::Stored],
    secrets: Secrets,
) -> (String, Option<String>) {
    match key {
        Key::Pupil(id) => {
            let href = format!("/absences/saisie?eleve={id}");
            let name = pupils.get(id).map(|pupil| {
                let division = pupil.division.as_deref().unwrap_or("sans classe");
                format!("{} ({division})", pupil.list_name())
            });
            (name.unwrap_or_default(), Some(href))
        }
        Key::Class(code) => (code.clone().unwrap_or_else(|| "Sans classe".into()), None),
        Key::Level(Some(level)) => (format!("Divisions en {level}"), None),
        Key::Level(None) => ("Sans classe".into(), None),
        Key::Reason(id) => {
            let line = reasons.iter().find(|line| Some(line.id) == *id);
            let label = line.map_or("Sans motif", |line| match secrets {
                Secrets::Told => line.wording.label.as_str(),
                Secrets::Kept => line.wording.outside(),
            });
            let mut letters = label.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string());
            let label = first.unwrap_or_default() + letters.as_str();
            (label, None)
        }
        Key::Month(day) => (fr::month_year(*day), None),
    }
}

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let divisions = Divisions::of(&mut context.db.read().await?, &at).await?;
    let asked = Asked::of(&input, &divisions, at.today(now));
    let shown = Shown::of(&at, &context, &asked, Secrets::Told, now).await?;
    let line = Line::new(at.actor(), "statistics.seen").detail(asked.by.code());
    context.audit.look(now, line).await?;
    let total = shown.total();
    let ways = By::ALL.map(|by| (by.code(), by.label()));
    let said = format!(
        "{}, dont {} sans motif légitime ; {}.",
        fr::plural(
            total.half_days,
            "demi-journée d'absence",
            "demi-journées d'absence"
        ),
        fr::number(total.unjustified),
        fr::plural(total.latenesses, "retard", "retards")
    );
    let how = match asked.rule {
        Rule::Gross => {
            "Brut : une demi-journée compte dès qu'un cours de l'élève y est manqué, même en partie."
        }
        Rule::Computed => {
            "Calculé : une demi-journée compte quand la moitié au moins du temps de cours est manquée."
        }
    };
    let body = html! {
        (Filters::new(HREF, html! {
            (Select::new("par", "Par").options(ways).selected(asked.by.code()))
            (divisions.select("classe", "Classe", &asked.class))
            (Field::date("du", "Du").value(asked.from.to_string()))
            (Field::date("au", "Au").value(asked.to.to_string()))
            (Select::new("calcul", "Demi-journées").option("brut", "Brutes")
                .option("calcule", "Calculées").selected(asked.rule_code()))
        }))
        (p(said))
        @if !shown.rows.is_empty() { (section("Demi-journées", shown.bars(&asked))) }
        (shown.table(&asked))
        (p(format!("{how} Un retard ne compte jamais ; une demi-journée sans cours non plus. \
            Les motifs « Sous la responsabilité de l'établissement » (sorties, voyages) ne sont pas des \
            absences.")))
        (button_bar(html! {
            @for form in FileForm::ALL {
                (Button::secondary(form.label()).icon(Icon::Download).download()
                    .href(&format!("{FILE}?{}&{}={}", asked.query(), FileForm::FIELD, form.code())))
            }
            (Button::secondary("Bilans à imprimer").icon(Icon::FileText).href(reports::HREF))
        }))
    };
    Page::new(&at, "Statistiques")
        .under("absences", HREF)
        .intro(format!(
            "Du {} au {}.",
            fr::date_full(asked.from),
            fr::date_full(asked.to)
        ))
        .show(&context, body)
        .await
}

/// The same figures, for a spreadsheet.
pub(crate) async fn file(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let divisions = Divisions::of(&mut context.db.read().await?, &at).await?;
    let asked = Asked::of(&input, &divisions, at.today(now));
    let shown = Shown::of(&at, &context, &asked, Secrets::Kept, now).await?;
    let columns = [
        asked.by.label(),
        "Élèves",
        "Demi-journées",
        "Sans motif légitime",
        "Retards",
        "Minutes de retard",
    ];
    let by = asked.by.label().to_lowercase();
    let form = FileForm::of(input.text(FileForm::FIELD));
    let mut file = TableFile::new(form, &format!("Absences par {by}"), &columns)?;
    for row in &shown.rows {
        let first = match row.key {
            Key::Month(day) => Cell::Month(day),
            _ => Cell::text(row.label.as_str()),
        };
        file.row(std::iter::once(first).chain(cells(&row.figures).map(Cell::count)))?;
    }
    let line = Line::new(at.actor(), "statistics.exported").detail(asked.by.code());
    context.audit.look(now, line).await?;
    file.answer(&format!(
        "absences-par-{}-{}",
        asked.by.code(),
        at.today(now)
    ))
}
