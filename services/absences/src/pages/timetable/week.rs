//! « Emplois du temps »: the week of a class, a group, somebody or a room.

use super::{HREF, import::IMPORT, new::NEW};
use axum::{extract::State, response::Response};
use chrono::{NaiveDate, NaiveTime, Weekday};
use education::Id;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use records::Staff;
use std::collections::{BTreeSet, HashMap};
use timetable::{Class, Lesson, Week, Weeks};
use ui::{Button, Column, Empty, Filters, Icon, Link, Notice, Select, Table, button_bar, fr, p};
use web::{Context, Input, Result};

/// The people of the school, by name.
pub(super) type Names = Vec<(Id<Staff>, String)>;

/// Whose week.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Whose {
    Class(Class),
    Teacher(Id<Staff>),
    Room(String),
}

impl Whose {
    fn parse(value: &str) -> Option<Self> {
        match value.split_once(':')? {
            ("enseignant", id) => id.parse().ok().map(Self::Teacher),
            ("salle", room) => Some(Self::Room(room.to_owned())),
            _ => Class::parse(value).map(Self::Class),
        }
    }

    fn has(&self, lesson: &Lesson) -> bool {
        let terms = &lesson.terms;
        match self {
            Self::Class(class) => terms.classes.contains(class),
            Self::Teacher(id) => terms.teachers.contains(id),
            Self::Room(room) => terms.room == *room,
        }
    }
}

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let today = at.today(context.clock.now());
    let mut read = context.db.read().await?;
    let lessons = timetable::lessons(&mut read, &at, today, None).await?;
    let divisions = records::divisions(&mut read, &at).await?;
    let groups = records::groups(&mut read, &at).await?;
    let staff = records::staff(&mut read, &at, today).await?;
    let week = timetable::week(&mut read, &at).await?;
    drop(read);
    let names: Names = staff
        .into_iter()
        .map(|person| (person.id, person.list_name()))
        .collect();
    let divisions = divisions.into_iter().map(|one| Class::Division(one.code));
    let groups = groups.into_iter().map(|one| Class::Group(one.code));
    let classes: Vec<Class> = divisions.chain(groups).collect();
    let asked = input.text("de");
    let options = options(&classes, &names, &lessons);
    let label = options.iter().find(|(value, _)| value == asked);
    let shown = Whose::parse(asked).zip(label.map(|(_, label)| label.as_str()));
    let body = html! {
        @if lessons.is_empty() {
            (Empty::new("Aucun emploi du temps")
                .why("Sans emploi du temps, chaque enseignant choisit sa classe et son heure pour \
                      faire l'appel.")
                .action(Button::primary("Importer un emploi du temps").href(IMPORT)))
        } @else {
            (Filters::new(HREF, Select::new("de", "Classe, groupe, enseignant ou salle")
                .option("", "Choisissez")
                .options(options.iter().map(|(value, label)| (value.as_str(), label.as_str())))
                .selected(asked)))
            @if let Some((whose, label)) = shown { (table(label, &whose, &lessons, &names, today, &week)) }
        }
        (button_bar(html! {
            (Button::secondary("Ajouter un cours").href(&format!("{NEW}?{}",
                Input::of([("de", asked)]).encoded())))
            @if !lessons.is_empty() {
                (Button::secondary("Importer").icon(Icon::Upload).href(IMPORT))
                (Button::secondary("Télécharger le tableau (CSV)").icon(Icon::Download)
                    .href("/absences/emplois-du-temps/export"))
            }
        }))
    };
    Page::new(&at, "Emplois du temps")
        .under("absences", HREF)
        .intro(intro(&lessons, today, &week))
        .notice(done(&input))
        .show(&context, body)
        .await
}

fn intro(lessons: &[Lesson], today: NaiveDate, week: &Week) -> String {
    let count = fr::plural(lessons.len() as u64, "cours", "cours");
    format!(
        "{count} à l'emploi du temps. Cette semaine est une {}.",
        match week.week_a.weeks_of(today) {
            Weeks::B => "semaine B",
            _ => "semaine A",
        }
    )
}

/// Whose week may be asked for: every class and group, who teaches, where.
fn options(classes: &[Class], names: &Names, lessons: &[Lesson]) -> Vec<(String, String)> {
    let classes = classes
        .iter()
        .map(|class| (class.value(), class_label(class)));
    let teaches = |id: &Id<Staff>| lessons.iter().any(|one| one.terms.teachers.contains(id));
    let teachers = names.iter().filter(|(id, _)| teaches(id));
    let teachers = teachers.map(|(id, name)| (format!("enseignant:{id}"), name.clone()));
    let rooms: BTreeSet<&str> = lessons.iter().map(|one| one.terms.room.as_str()).collect();
    let rooms = rooms.into_iter().filter(|room| !room.is_empty());
    let rooms = rooms.map(|room| (format!("salle:{room}"), format!("Salle {room}")));
    classes.chain(teachers).chain(rooms).collect()
}

pub(super) fn class_label(class: &Class) -> String {
    match class {
        Class::Division(code) => code.clone(),
        Class::Group(code) => format!("Groupe {code}"),
    }
}

fn table(
    label: &str,
    whose: &Whose,
    lessons: &[Lesson],
    names: &Names,
    today: NaiveDate,
    week: &Week,
) -> Markup {
    let mine: Vec<&Lesson> = lessons.iter().filter(|one| whose.has(one)).collect();
    let hours: BTreeSet<NaiveTime> = mine.iter().map(|one| one.terms.from).collect();
    let hours: Vec<NaiveTime> = hours.into_iter().collect();
    let held = |day: &Weekday| {
        week.end_of(*day).is_some() || mine.iter().any(|lesson| lesson.terms.day == *day)
    };
    let days: Vec<Weekday> = Week::days().filter(held).collect();
    let titles = days.iter().map(|day| Column::new(capital(*day)));
    let names: HashMap<Id<Staff>, &str> = names
        .iter()
        .map(|(id, name)| (*id, name.as_str()))
        .collect();
    let caption = format!("Semaine : {label}");
    Table::new(&caption)
        .caption_shown()
        .columns([Column::new("Heure")].into_iter().chain(titles))
        .empty(Empty::new("Aucun cours").why("Personne n'a saisi ni importé de cours ici."))
        .rows(&hours, |row, from| {
            row.head(fr::time(*from).to_string());
            for day in &days {
                let then = mine
                    .iter()
                    .filter(|one| one.terms.day == *day && one.terms.from == *from);
                row.cell(html! { @for lesson in then { (cell(lesson, &names, today)) } });
            }
        })
}

fn capital(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Lundi",
        Weekday::Tue => "Mardi",
        Weekday::Wed => "Mercredi",
        Weekday::Thu => "Jeudi",
        Weekday::Fri => "Vendredi",
        Weekday::Sat => "Samedi",
        Weekday::Sun => "Dimanche",
    }
}

fn cell(lesson: &Lesson, names: &HashMap<Id<Staff>, &str>, today: NaiveDate) -> Markup {
    let href = format!("{HREF}/{}", lesson.id);
    html! {
        (p(Link::new(&href, &lesson.terms.subject)))
        (p(detail(lesson, names, today)))
    }
}

/// « 5B · DUPONT Jeanne · B12 · jusqu'à 9 h 25 · semaines A ».
pub(super) fn detail(
    lesson: &Lesson,
    names: &HashMap<Id<Staff>, &str>,
    today: NaiveDate,
) -> String {
    let terms = &lesson.terms;
    let teachers = terms
        .teachers
        .iter()
        .filter_map(|id| names.get(id).copied());
    let teachers = teachers.collect::<Vec<_>>().join(", ");
    let mut said = vec![lesson.to_whom(), teachers, terms.room.clone()];
    said.push(format!("jusqu'à {}", fr::time(terms.to)));
    if terms.weeks != Weeks::Every {
        said.push(terms.weeks.label().replacen('S', "s", 1));
    }
    if lesson.since > today {
        said.push(format!("à partir du {}", fr::date_short(lesson.since)));
    }
    if let Some(until) = lesson.until {
        said.push(format!("n'a plus lieu le {}", fr::date_short(until)));
    }
    said.retain(|text| !text.is_empty());
    said.join(" · ")
}

fn done(input: &Input) -> Option<Notice> {
    let count = |name: &str| input.text(name).parse::<u64>().unwrap_or(0);
    Some(match input.text("fait") {
        "import" => Notice::success(format!(
            "L'emploi du temps est importé : {}, {}, {}.",
            fr::plural(count("nouveaux"), "nouveau cours", "nouveaux cours"),
            fr::plural(count("termines"), "terminé", "terminés"),
            fr::plural(count("inchanges"), "inchangé", "inchangés"),
        )),
        "fin" => Notice::success("Ce cours n'a plus lieu."),
        "reprise" => Notice::success("Ce cours a lieu de nouveau."),
        _ => return None,
    })
}
