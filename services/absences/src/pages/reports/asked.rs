//! What is asked of a bilan: its model, which period, of whom; kept in the address.

use crate::{
    model::{
        report_model::{ModelRow, Span},
        report_period::{Choice, choices, first_day},
        statistics::Days,
    },
    pages::division::Divisions,
    store::report_model::{self, Stored},
};
use chrono::NaiveDate;
use education::{Id, Pupil, school_year_of};
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::PupilRow;
use ui::{Field, Select, fr};
use web::{Context, Error, Input, Invalid, Result};

/// A question, with what its fields offer.
pub(super) struct Asked {
    pub(super) model: Stored,
    pub(super) days: Days,
    /// « novembre 2026 », « du 3 au 12 novembre 2026 ».
    pub(super) period_label: String,
    /// The divisions that stand for the class; none for all.
    pub(super) codes: Vec<String>,
    pub(super) pupil: Option<PupilRow>,
    pub(super) invalid: Invalid,
    /// As forms send them.
    pub(super) period: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) class: String,
    divisions: Divisions,
    offered: Vec<Choice>,
    /// Those of the class, where the rows are pupils.
    pupils: Vec<PupilRow>,
}

impl Asked {
    /// Reads a form or an address: the latest period, of the whole school, unless something else is
    /// asked for.
    pub(super) async fn of(
        at: &At<SchoolLife>,
        context: &Context,
        id: Id<ModelRow>,
        input: &Input,
    ) -> Result<Self> {
        let today = at.today(context.clock.now());
        let mut read = context.db.read().await?;
        let model = report_model::one(&mut read, at, id).await?;
        let model = model
            .filter(|stored| !stored.withdrawn)
            .ok_or(Error::NotFound)?;
        let divisions = Divisions::of(&mut read, at).await?;
        let periods = timetable::periods(&mut read, at, today).await?;
        let class = input.text("classe").to_owned();
        let codes = divisions.codes(&class);
        let mut pupils = Vec::new();
        if model.model.rows.are_pupils() {
            for code in &codes {
                pupils.extend(records::pupils_in_division(&mut read, at, today, code).await?);
            }
        }
        // Of another class than the one that is asked for now: all of them.
        let pupil = pupils
            .iter()
            .find(|pupil| pupil.id.to_string() == input.text("eleve"));
        let mut asked = Self {
            days: (today, today),
            period_label: String::new(),
            codes,
            pupil: pupil.cloned(),
            invalid: Invalid::default(),
            period: String::new(),
            from: String::new(),
            to: String::new(),
            class,
            divisions,
            offered: choices(model.model.span, today, &periods),
            pupils,
            model,
        };
        match asked.model.model.span {
            Span::Between => asked.between(input, today),
            Span::Month | Span::Term | Span::Year => asked.choose(input.text("periode")),
        }
        Ok(asked)
    }

    fn choose(&mut self, code: &str) {
        let known = self.offered.iter().find(|choice| choice.code == code);
        if let Some(choice) = known.or(self.offered.first()) {
            self.period = choice.code.clone();
            self.days = choice.days;
            self.period_label = choice.label.clone();
        }
    }

    /// Two dates of the school year: entries of another one are not kept.
    fn between(&mut self, input: &Input, today: NaiveDate) {
        let year = school_year_of(today);
        let mut day = |field: &'static str, otherwise: NaiveDate| match input.text(field) {
            "" => Some(otherwise),
            typed => {
                let judged = match typed.parse::<NaiveDate>() {
                    Err(_) => Err("Ce n'est pas une date."),
                    Ok(day) if school_year_of(day) != year => {
                        Err("Choisissez une date de l'année scolaire en cours.")
                    }
                    Ok(day) => Ok(day),
                };
                self.invalid.check(field, judged)
            }
        };
        let (from, to) = (day("du", first_day(today)), day("au", today));
        let typed = |field: &str, day: Option<NaiveDate>| match day {
            Some(day) => day.to_string(),
            None => input.text(field).to_owned(),
        };
        (self.from, self.to) = (typed("du", from), typed("au", to));
        let (Some(from), Some(to)) = (from, to) else {
            return;
        };
        if to < from {
            self.invalid.add("au", "La fin est avant le début.");
        }
        self.days = (from, to.max(from));
        self.period_label = format!("du {} au {}", fr::date_short(from), fr::date_short(to));
    }

    /// The fields, as they were filled.
    pub(super) fn fields(&self) -> Markup {
        let invalid = &self.invalid;
        html! {
            @if self.model.model.span == Span::Between {
                (Field::date("du", "Du").value(self.from.as_str()).error(invalid.on("du")))
                (Field::date("au", "Au").value(self.to.as_str()).error(invalid.on("au")))
            } @else {
                (Select::new("periode", "Période")
                    .options(self.offered.iter().map(|choice| (choice.code.as_str(), choice.label.as_str())))
                    .selected(self.period.as_str()))
            }
            (self.divisions.select("classe", "Classe", &self.class))
            @if !self.pupils.is_empty() {
                (Select::new("eleve", "Élève").option("", "Tous")
                    .options(self.pupils.iter().map(|pupil| (pupil.id.to_string(), pupil.list_name())))
                    .selected(self.pupil_code()))
            }
        }
    }

    pub(super) fn pupil_code(&self) -> String {
        let id = self.pupil.as_ref().map(|pupil| pupil.id.to_string());
        id.unwrap_or_default()
    }

    /// The question, as an address says it.
    pub(super) fn query(&self) -> String {
        let fields = [
            ("periode", self.period.clone()),
            ("du", self.from.clone()),
            ("au", self.to.clone()),
            ("classe", self.class.clone()),
            ("eleve", self.pupil_code()),
        ];
        Input::of(fields.into_iter().filter(|(_, value)| !value.is_empty())).encoded()
    }

    /// Whether a pupil of a division is asked about.
    pub(super) fn takes(&self, pupil: Id<Pupil>, division: Option<&str>) -> bool {
        let alone = self.pupil.as_ref().is_none_or(|known| known.id == pupil);
        alone && crate::pages::division::takes(&self.codes, division)
    }

    /// « 5B », « Cinquièmes », « ABADIE Clara (5B) », « tout l'établissement ».
    pub(super) fn of_whom(&self) -> String {
        if let Some(pupil) = &self.pupil {
            let division = pupil.division.as_deref().unwrap_or("sans classe");
            return format!("{} ({division})", pupil.list_name());
        }
        match self.class.as_str() {
            "" => "tout l'établissement".to_owned(),
            chosen => self.divisions.label(chosen),
        }
    }

    /// Which days, of whom.
    pub(super) fn said(&self) -> String {
        let (from, to) = self.days;
        let (from, to) = (fr::date_full(from), fr::date_full(to));
        let days = match from == to {
            true => format!("Le {from}"),
            false => format!("Du {from} au {to}"),
        };
        format!("{days} : {}.", self.of_whom())
    }
}
