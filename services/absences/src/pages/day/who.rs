//! Who is missing: by class and by hour, with what each family knows.

use super::HREF;
use crate::{
    model::{
        family::Told,
        scope::Scope,
        terms::{Kind, Terms},
        wording::List,
    },
    pages::{
        division::{Divisions, takes},
        roll::lesson::{Day, hours},
    },
    store::{entries::Listed, pupil_notice, wording},
};
use chrono::{NaiveDateTime, NaiveTime};
use education::{Id, Pupil, sort_key};
use identity::{At, SchoolLife};
use maud::{Markup, html};
use messaging::{Medium, State};
use records::PupilRow;
use std::collections::HashMap;
use ui::{
    Button, Column, Empty, Field, Filters, Form, Icon, Link, Select, Table, Tag, Tone, button_bar,
    fr, selection_count,
};
use uuid::Uuid;
use web::{Context, FormId, Input, Result};

/// Which part of a day is shown.
pub(super) struct Shown {
    day: chrono::NaiveDate,
    class: String,
    /// « maintenant », « jour », or an hour.
    when: String,
    /// What that stands for.
    from: NaiveDateTime,
    to: NaiveDateTime,
}

const NOW: &str = "maintenant";
const ALL_DAY: &str = "jour";

impl Shown {
    /// Now, while there are lessons; otherwise the whole day.
    pub(super) fn of(input: &Input, day: &Day) -> Self {
        let whole = (
            day.date.and_time(NaiveTime::MIN),
            day.date.and_hms_opt(23, 59, 59).unwrap_or(day.now),
        );
        let hours = hours(day);
        let asked = input.text("heure");
        let hour = hours
            .iter()
            .find(|(_, from, _)| from.format("%H:%M").to_string() == asked);
        let opens = hours.first().map(|(_, from, _)| *from);
        let closes = hours.last().map(|(.., to)| *to);
        let time = day.now.time();
        let open = day.now.date() == day.date
            && opens.is_some_and(|opens| opens <= time)
            && closes.is_some_and(|closes| time < closes);
        let (when, (from, to)) = match (hour, asked) {
            (Some((_, from, to)), _) => (
                asked.to_owned(),
                (day.date.and_time(*from), day.date.and_time(*to)),
            ),
            (None, "" | NOW) if open => {
                let moment = day.now + chrono::Duration::seconds(1);
                (NOW.to_owned(), (day.now, moment))
            }
            _ => (ALL_DAY.to_owned(), whole),
        };
        Self {
            day: day.date,
            class: input.text("classe").to_owned(),
            when,
            from,
            to,
        }
    }

    /// The address of what is shown.
    pub(super) fn href(&self) -> String {
        let query = Input::of(self.fields()).encoded();
        format!("{HREF}?{query}")
    }

    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("jour", self.day.to_string()),
            ("classe", self.class.clone()),
            ("heure", self.when.clone()),
        ]
    }

    /// « élèves absents en ce moment ».
    pub(super) fn when_words(&self, count: u64) -> &'static str {
        match (self.when.as_str(), count < 2) {
            (NOW, true) => "absent en ce moment",
            (NOW, false) => "absents en ce moment",
            (ALL_DAY, true) => "absent dans la journée",
            (ALL_DAY, false) => "absents dans la journée",
            (_, true) => "absent à cette heure",
            (_, false) => "absents à cette heure",
        }
    }
}

/// Somebody who is missing.
pub(super) struct Away {
    pub(super) entry: Listed,
    pub(super) pupil: PupilRow,
    told: Told,
    /// Not in lessons, and with the school all the same: an outing, a trip.
    with_the_school: bool,
}

/// Those who are missing, by class and name.
pub(super) struct Who {
    pub(super) away: Vec<Away>,
    divisions: Divisions,
    /// Whether something can be sent.
    pub(super) can_tell: bool,
}

/// Whether an action of this means can leave at one gesture: a letter is printed first.
pub(super) fn leaves_at_once(medium: Medium, can_send_sms: bool) -> bool {
    match medium {
        Medium::Sms => can_send_sms,
        Medium::Mail => true,
        Medium::Letter => false,
    }
}

/// What is counted.
pub(super) struct Counts {
    /// Pupils.
    pub(super) away: u64,
    /// Families of whom nobody knows that they know.
    pub(super) not_told: u64,
    /// Families for whom something waits to leave.
    pub(super) waiting: u64,
}

impl Who {
    pub(super) async fn of(
        at: &At<SchoolLife>,
        context: &Context,
        shown: &Shown,
        entries: &[Listed],
    ) -> Result<Self> {
        let reasons = wording::begun(context, at, List::Reasons).await?;
        let mut read = context.db.read().await?;
        let missing = entries.iter().filter(|entry| {
            let period = entry.terms.period;
            entry.cancelled_at.is_none()
                && is_missing(&entry.terms)
                && period.from() < shown.to
                && shown.from < period.to()
        });
        let entries: Vec<Listed> = missing.cloned().collect();
        let pupils: Vec<Id<Pupil>> = entries.iter().map(|entry| entry.pupil).collect();
        let pupils = records::pupils_of(&mut read, at, &pupils).await?;
        let subjects: Vec<Uuid> = entries.iter().map(|entry| entry.id.uuid()).collect();
        let mut states: HashMap<Uuid, Vec<(Medium, State)>> = HashMap::new();
        for (subject, medium, state) in
            pupil_notice::states_for_families(&mut read, at, &subjects).await?
        {
            states.entry(subject).or_default().push((medium, state));
        }
        let divisions = Divisions::of(&mut read, at).await?;
        let wanted = divisions.codes(&shown.class);
        let actions = crate::store::action::all(&mut read, at).await?;
        let can_send = messaging::can_send(&mut read, at.school()).await?;
        drop(read);
        let mut away: Vec<Away> = entries
            .into_iter()
            .filter_map(|entry| {
                let pupil = pupils.get(&entry.pupil)?.clone();
                let states = states.remove(&entry.id.uuid()).unwrap_or_default();
                let told = Told::of(&entry.terms, states);
                let with_the_school = wording::with_the_school(&reasons, entry.terms.reason);
                Some(Away {
                    entry,
                    pupil,
                    told,
                    with_the_school,
                })
            })
            .filter(|away| takes(&wanted, away.pupil.division.as_deref()))
            .collect();
        away.sort_by_cached_key(|away| {
            let class = away.pupil.division.as_deref().unwrap_or_default();
            (
                sort_key(class),
                away.pupil.sort_key().to_owned(),
                away.entry.terms.period.from(),
            )
        });
        Ok(Self {
            away,
            divisions,
            can_tell: actions
                .iter()
                .any(|stored| leaves_at_once(stored.action.medium, can_send)),
        })
    }

    pub(super) fn counts(&self) -> Counts {
        // Who missed a meal or a night was there.
        let missing = self.away.iter().filter(|away| !away.with_the_school);
        let missing = missing.filter(|away| away.entry.terms.scope == Scope::Lessons);
        let mut pupils: Vec<Uuid> = missing.map(|away| away.pupil.id.uuid()).collect();
        pupils.sort_unstable();
        pupils.dedup();
        let waits = |away: &&Away| away.told == Told::Waiting && !away.entry.terms.closed;
        Counts {
            away: pupils.len() as u64,
            not_told: self.away.iter().filter(|away| away.must_be_told()).count() as u64,
            waiting: self.away.iter().filter(waits).count() as u64,
        }
    }

    /// The divisions that are asked for; none for all of them.
    pub(super) fn wanted(&self, shown: &Shown) -> Vec<String> {
        self.divisions.codes(&shown.class)
    }

    pub(super) fn filters(&self, day: &Day, shown: &Shown) -> Markup {
        let hours: Vec<(String, String)> = hours(day)
            .into_iter()
            .map(|(label, from, _)| (from.format("%H:%M").to_string(), label))
            .collect();
        let today = day.now.date() == day.date;
        html! {
            (Filters::new(HREF, html! {
                (Field::date("jour", "Jour").value(shown.day.to_string()))
                (self.divisions.select("classe", "Classe", &shown.class))
                (Select::new("heure", "Heure")
                    .options(today.then_some((NOW, "En ce moment")))
                    .option(ALL_DAY, "Toute la journée")
                    .options(hours.iter().map(|(value, label)| (value.as_str(), label.as_str())))
                    .selected(shown.when.as_str()))
            }).clear((!shown.class.is_empty()).then_some(HREF)))
        }
    }

    pub(super) fn table(&self, shown: &Shown) -> Markup {
        let (empty, fields) = (self.away.is_empty(), shown.fields());
        let form = html! {
            (Table::new("Élèves absents")
                .columns([Column::new("Élève"), Column::new("Classe"), Column::new("Ce qui est saisi"),
                    Column::new("Famille"), Column::actions("Gestes")])
                .select("absences")
                .empty(Empty::new("Aucun absent noté").icon(Icon::CalendarCheck)
                    .why("Ni l'appel ni la vie scolaire n'ont noté d'absence."))
                .rows(&self.away, |row, away| self.row(row, away, shown)))
            @if !empty {
                (selection_count("absences", 0, "élève sélectionné", "élèves sélectionnés"))
                (button_bar(html! {
                    @if self.can_tell {
                        (Button::primary("Prévenir les familles").about("des élèves sélectionnés")
                            .icon(Icon::Send).name_value("geste", "prevenir"))
                    }
                    (Button::secondary("La famille a appelé").about("pour les élèves sélectionnés")
                        .name_value("geste", "appele"))
                }))
            }
        };
        let form = fields
            .iter()
            .fold(Form::post(HREF, form), |form, (name, value)| {
                form.hidden(name, value)
            });
        let form_id = FormId::new().0.to_string();
        html! {
            (form.hidden(FormId::FIELD, &form_id))
            @if !self.can_tell && !empty {
                (ui::p("Aucun message ne peut partir : il faut une action et un fournisseur de services \
                        (« Paramétrages »)."))
            }
        }
    }

    fn row(&self, row: &mut ui::Row<'_>, away: &Away, shown: &Shown) {
        let (id, name) = (away.entry.id.to_string(), away.pupil.list_name());
        row.id(format!("absence-{id}"));
        row.select(&id, &name, false);
        row.head(Link::new(
            &format!("{}&fiche={id}#a-cote", shown.href()),
            &name,
        ));
        row.cell(away.pupil.division.as_deref().unwrap_or("sans classe"));
        row.cell(Link::new(
            &format!("/absences/{id}"),
            &hours_words(&away.entry.terms),
        ));
        row.cell(match away.with_the_school {
            true => Tag::new("Avec l'établissement", Tone::Info),
            false => Tag::new(away.told.label(), away.tone()),
        });
        row.cell(html! {
            @if away.must_be_told() && self.can_tell {
                (Button::tertiary("Prévenir").about(&name).small().name_value("prevenir", &id))
            }
            @if !away.entry.terms.informed && !away.with_the_school {
                (Button::tertiary("A appelé").about(&name).small().name_value("appele", &id))
            }
        });
    }
}

impl Away {
    fn must_be_told(&self) -> bool {
        self.told.must_be_told() && !self.entry.terms.closed && !self.with_the_school
    }

    fn tone(&self) -> Tone {
        match self.told {
            _ if self.must_be_told() => Tone::Danger,
            Told::No | Told::Failed | Told::Waiting => Tone::Warning,
            Told::UnderWay => Tone::Info,
            Told::Yes | Told::Called => Tone::Success,
        }
    }
}

/// Who should be there and is not: in lessons, at lunch, at night.
fn is_missing(terms: &Terms) -> bool {
    matches!(
        terms.kind,
        Kind::Absence | Kind::Departure | Kind::Exclusion
    )
}

/// « Absence, de 8 h 30 à 10 h 20 »; of several days, from when to when.
fn hours_words(terms: &Terms) -> String {
    let (kind, from, to) = (terms.title(), terms.period.from(), terms.period.to());
    match terms.scope {
        Scope::Lessons => {}
        Scope::Meal => return kind,
        Scope::Night => return format!("{kind}, nuit du {}", fr::date_long(from.date())),
    }
    if terms.open_end {
        return format!("{kind} depuis {}", fr::moment(from));
    }
    match from.date() == to.date() {
        true => format!(
            "{kind}, de {} à {}",
            fr::time(from.time()),
            fr::time(to.time())
        ),
        false => format!("{kind}, du {} au {}", fr::moment(from), fr::moment(to)),
    }
}
