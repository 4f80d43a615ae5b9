//! Rolls that are not called a quarter of an hour after the beginning, and those that do not say
//! what the office says.

use super::{HREF, who::Shown};
use crate::{
    model::roll::EXPECTED_WITHIN,
    pages::roll::{
        self,
        lesson::{Day, slot_of},
        words::contradiction,
    },
    store::{entries::Listed, roll::marks_of_day, roll_call::Slot},
};
use chrono::{DateTime, Utc};
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::Staff;
use std::collections::HashMap;
use timetable::{Class, Lesson};
use ui::{Button, Column, Form, Link, Table, fr, list, p, section};
use web::{Context, Result};

/// Rolls that a page shows.
pub(crate) const SHOWN: usize = 50;

/// A roll that should have been called.
pub(super) struct Missing {
    lesson: Lesson,
    slot: Slot,
    reminded_at: Option<DateTime<Utc>>,
}

/// What there is to say of the rolls of a day.
pub(super) struct Rolls {
    pub(super) missing: Vec<Missing>,
    contradictions: Vec<String>,
    has_timetable: bool,
    called: u64,
    /// Whether only the rolls of some divisions are shown.
    of_divisions: bool,
    teachers: HashMap<Id<Staff>, String>,
    zone: education::Zone,
}

/// The lessons of a day whose roll should have been called by now, and is not.
pub(crate) fn late(day: &Day) -> Vec<(Lesson, Slot)> {
    let slots = day
        .lessons
        .iter()
        .map(|lesson| (lesson, slot_of(lesson, day.date)));
    slots
        .filter(|(_, slot)| {
            day.now >= slot.period.from() + EXPECTED_WITHIN && !day.has_called(&slot.key)
        })
        .map(|(lesson, slot)| (lesson.clone(), slot))
        .collect()
}

impl Rolls {
    pub(super) async fn of(
        at: &At<SchoolLife>,
        context: &Context,
        day: &Day,
        entries: &[Listed],
        wanted: Vec<String>,
    ) -> Result<Self> {
        let mut read = context.db.read().await?;
        let marks = marks_of_day(&mut read, at, day.date).await?;
        let has_timetable = timetable::has_lessons(&mut read, at, day.date).await?;
        // Nobody knows here which groups the pupils of a class are in.
        let asked_for = |(lesson, _): &(Lesson, Slot)| {
            let mut divisions = lesson.terms.classes.iter().filter_map(|class| match class {
                Class::Division(code) => Some(code),
                Class::Group(_) => None,
            });
            wanted.is_empty() || divisions.any(|code| wanted.contains(code))
        };
        let missing: Vec<Missing> = late(day)
            .into_iter()
            .filter(asked_for)
            .map(|(lesson, slot)| Missing {
                reminded_at: day.reminded.get(&slot.key).copied(),
                lesson,
                slot,
            })
            .collect();
        let teachers = match missing.is_empty() {
            true => HashMap::new(),
            false => records::staff_names(&mut read, at).await?,
        };
        let pupils: Vec<Id<Pupil>> = marks.iter().map(|mark| mark.pupil).collect();
        let pupils = records::pupils_of(&mut read, at, &pupils).await?;
        drop(read);
        let contradictions = marks
            .iter()
            .filter_map(|mark| {
                let entry = entries.iter().find(|entry| Some(entry.id) == mark.absence);
                let roll = day.called.iter().find(|roll| roll.id == mark.roll)?;
                let name = pupils.get(&mark.pupil)?.list_name();
                let said = contradiction(&name, mark, entry)?;
                Some(format!(
                    "{} ({}) : {said}",
                    fr::time(roll.from_time),
                    roll.label
                ))
            })
            .collect();
        Ok(Self {
            missing,
            contradictions,
            has_timetable,
            called: day.called.len() as u64,
            of_divisions: !wanted.is_empty(),
            teachers,
            zone: at.school_place().zone,
        })
    }

    pub(super) fn shown(&self, shown: &Shown) -> Markup {
        html! {
            @if !self.contradictions.is_empty() {
                (section("L'appel et la vie scolaire ne disent pas la même chose", html! {
                    (list(self.contradictions.iter()))
                    (p("Ouvrez la saisie de l'élève pour dire ce qu'il en est."))
                }))
            }
            (section("Appels", html! {
                (p(fr::plural(self.called, "appel fait.", "appels faits.")))
                @if self.has_timetable {
                    (self.table(shown))
                    @if self.of_divisions {
                        (p("Seuls les appels de cette classe sont affichés ; ceux des groupes où sont ses \
                            élèves ne le sont pas."))
                    }
                } @else {
                    (p("Sans emploi du temps, les appels attendus ne sont pas connus : chaque \
                        enseignant choisit sa classe et son heure."))
                }
            }))
        }
    }

    fn table(&self, shown: &Shown) -> Markup {
        let table = Table::new("Appels non faits")
            .columns([
                Column::new("Heure"),
                Column::new("Classe"),
                Column::new("Cours"),
                Column::new("Enseignant"),
                Column::actions("Gestes"),
            ])
            .empty(p(match self.called {
                0 => "Aucun appel n'est encore attendu : chacun l'est un quart d'heure après le début du cours.",
                _ => "Tous les appels attendus jusqu'ici sont faits.",
            }))
            .rows(self.missing.iter().take(SHOWN), |row, missing| {
                let (lesson, key) = (&missing.lesson, missing.slot.key.as_str());
                row.id(format!("appel-{key}"));
                row.cell(fr::time(lesson.terms.from));
                row.head(lesson.to_whom());
                row.cell(&lesson.terms.subject);
                row.cell(self.names(lesson));
                row.cell(html! {
                    (Link::new(&format!("{}?cours={key}&jour={}", roll::HREF, missing.slot.day),
                        "Faire l'appel").about(&missing.slot.label))
                    @match missing.reminded_at {
                        Some(at) => {
                            " Rappelé à "
                            (fr::time(at.with_timezone(&self.zone.0).time()))
                        }
                        // Nobody would read it.
                        None if lesson.terms.teachers.is_empty() => {}
                        None => {
                            (Button::tertiary("Rappeler").about(&missing.slot.label).small()
                                .name_value("rappeler", key))
                        }
                    }
                });
            });
        let fields = shown.fields();
        let form = fields
            .iter()
            .fold(Form::post(HREF, table), |form, (name, value)| {
                form.hidden(name, value)
            });
        html! {
            (form)
            @if self.missing.len() > SHOWN {
                (p(format!("Seuls les {SHOWN} premiers sont affichés, sur {}.",
                    fr::number(self.missing.len() as u64))))
            }
        }
    }

    fn names(&self, lesson: &Lesson) -> String {
        let teachers = lesson.terms.teachers.iter();
        let names: Vec<&str> = teachers
            .filter_map(|id| self.teachers.get(id).map(String::as_str))
            .collect();
        match names.is_empty() {
            true => "pas d'enseignant indiqué".to_owned(),
            false => names.join(", "),
        }
    }
}
