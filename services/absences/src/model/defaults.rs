//! « Valeurs par défaut »: what the form of an entry holds before anybody types. A person's choice
//! always wins; what a default refers to may be withdrawn, and the program's own takes its place.

use super::{action::ActionRow, terms::Terms, wording::WordingRow};
use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};
use education::Id;
use timetable::Week;

/// Which action is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FirstAction {
    /// The only one that is offered, or the only one that sends text messages; none when there are
    /// several.
    Only,
    None,
    One(Id<ActionRow>),
}

/// Who is ticked, among those who can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recipients {
    /// « Légal 1 ».
    First,
    All,
    /// And the pupil.
    Everybody,
    Nobody,
}

/// From when, or to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hour {
    /// As the day goes: from the bell under way, to the end of its lessons.
    Day,
    /// The first bell, or the last one.
    Bell,
    Chosen(NaiveTime),
}

/// Defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Defaults {
    pub(crate) reason: Option<Id<WordingRow>>,
    pub(crate) action: FirstAction,
    pub(crate) recipients: Recipients,
    pub(crate) from: Hour,
    pub(crate) to: Hour,
    /// Days after its end when an absence sends no text message any more; `None`: always does.
    pub(crate) oldest: Option<i64>,
}

/// The program's own: the most frequent entry takes one click.
impl Default for Defaults {
    fn default() -> Self {
        Self {
            reason: None,
            action: FirstAction::Only,
            recipients: Recipients::First,
            from: Hour::Day,
            to: Hour::Day,
            oldest: None,
        }
    }
}

impl FirstAction {
    pub(crate) fn code(self) -> String {
        match self {
            Self::Only => "only".into(),
            Self::None => "none".into(),
            Self::One(id) => id.to_string(),
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "only" => Some(Self::Only),
            "none" => Some(Self::None),
            id => id.parse().ok().map(Self::One),
        }
    }
}

impl Recipients {
    pub(crate) const ALL: [Self; 4] = [Self::First, Self::All, Self::Everybody, Self::Nobody];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::All => "all",
            Self::Everybody => "everybody",
            Self::Nobody => "nobody",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::First => "Légal 1",
            Self::All => "Tous les responsables qui acceptent les SMS",
            Self::Everybody => "Tous les responsables et l'élève, s'ils acceptent les SMS",
            Self::Nobody => "Personne",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

impl Hour {
    pub(crate) fn code(self) -> String {
        match self {
            Self::Day => "day".into(),
            Self::Bell => "bell".into(),
            Self::Chosen(hour) => hour.format("%H:%M").to_string(),
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "day" => Some(Self::Day),
            "bell" => Some(Self::Bell),
            hour => NaiveTime::parse_from_str(hour, "%H:%M")
                .ok()
                .map(Self::Chosen),
        }
    }

    /// Whether it says something on these bells.
    pub(super) fn rings(self, week: &Week) -> bool {
        match self {
            Self::Chosen(hour) => week.bells().contains(&hour),
            Self::Day | Self::Bell => true,
        }
    }
}

/// What the school has now: what it withdrew since is not there.
pub(crate) struct Offered<'o> {
    pub(crate) reasons: Vec<Id<WordingRow>>,
    pub(crate) actions: Vec<Id<ActionRow>>,
    pub(crate) week: &'o Week,
}

/// What refers to something that is not there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fallen {
    Reason,
    Action,
    From,
    To,
}

impl Defaults {
    /// The defaults that can be followed, and what of them could not: the program's own is in
    /// its place.
    pub(crate) fn followed(mut self, offered: &Offered<'_>) -> (Self, Vec<Fallen>) {
        let (own, mut fallen) = (Self::default(), Vec::new());
        if self.reason.is_some_and(|id| !offered.reasons.contains(&id)) {
            self.reason = own.reason;
            fallen.push(Fallen::Reason);
        }
        if let FirstAction::One(id) = self.action
            && !offered.actions.contains(&id)
        {
            self.action = own.action;
            fallen.push(Fallen::Action);
        }
        if !self.from.rings(offered.week) {
            self.from = own.from;
            fallen.push(Fallen::From);
        }
        if !self.to.rings(offered.week) {
            self.to = own.to;
            fallen.push(Fallen::To);
        }
        (self, fallen)
    }

    /// The hours of an entry that is begun now, on the bells of the school; the second is never
    /// before the first.
    pub(crate) fn hours(&self, week: &Week, now: NaiveDateTime) -> (NaiveTime, NaiveTime) {
        let bells = week.bells();
        let first = bells.first().copied().unwrap_or_default();
        let current = bells.iter().rev().find(|bell| **bell <= now.time());
        let from = match self.from {
            Hour::Day => current.copied().unwrap_or(first),
            Hour::Bell => first,
            Hour::Chosen(hour) => hour,
        };
        // The bell that ends the lessons of the day; later ones are for activities.
        let end = week.end_of(now.weekday()).unwrap_or(from);
        let to = match self.to {
            Hour::Day => end,
            Hour::Bell => bells.last().copied().unwrap_or(end),
            Hour::Chosen(hour) if hour > from => hour,
            // The hour has passed.
            Hour::Chosen(_) => end,
        };
        (from, to.max(from))
    }

    /// Whether an absence may still send a text message that day. One that has no end is not old.
    pub(crate) fn still_sends(&self, terms: &Terms, today: NaiveDate) -> bool {
        let ended = (today - terms.period.to().date()).num_days();
        terms.open_end || self.oldest.is_none_or(|oldest| ended <= oldest)
    }

    /// The sentence that says from when on an absence sends none; `None` without a limit.
    pub(crate) fn limit(&self) -> Option<String> {
        self.oldest.map(|days| match days {
            0 => "Votre établissement n'envoie pas de SMS pour une absence d'un jour passé.".into(),
            1 => "Votre établissement n'envoie pas de SMS pour une absence finie depuis plus d'un jour."
                .into(),
            days => format!(
                "Votre établissement n'envoie pas de SMS pour une absence finie depuis plus de {days} jours."
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::period::Period;
    use chrono::{Days, Duration};
    use proptest::prelude::*;

    fn at(hour: &str) -> NaiveTime {
        NaiveTime::parse_from_str(hour, "%H:%M").unwrap()
    }

    fn tuesday(hour: &str) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, 24)
            .unwrap()
            .and_time(at(hour))
    }

    /// Invariant: the hours are bells, of the day or as the school chose; what has passed gives way.
    #[test]
    fn hours_are_those_that_were_chosen() {
        let week = Week::default();
        let hours = |from, to, now: &str| {
            let defaults = Defaults {
                from,
                to,
                ..Defaults::default()
            };
            let (from, to) = defaults.hours(&week, tuesday(now));
            format!("{} {}", from.format("%H:%M"), to.format("%H:%M"))
        };
        let chosen = |hour| Hour::Chosen(at(hour));
        assert_eq!(hours(Hour::Day, Hour::Day, "10:00"), "09:25 17:05");
        assert_eq!(hours(Hour::Day, Hour::Day, "07:00"), "08:30 17:05");
        assert_eq!(hours(Hour::Bell, Hour::Bell, "10:00"), "08:30 18:00");
        assert_eq!(hours(chosen("14:00"), Hour::Day, "10:00"), "14:00 17:05");
        assert_eq!(hours(Hour::Day, chosen("12:30"), "10:00"), "09:25 12:30");
        assert_eq!(hours(Hour::Day, chosen("12:30"), "14:10"), "14:00 17:05");
        assert_eq!(hours(Hour::Day, Hour::Day, "20:00"), "18:00 18:00");
    }

    /// Invariant: an absence sends until so many days after its end, the last one included.
    #[test]
    fn an_old_absence_sends_nothing() {
        let ended = tuesday("17:05");
        let terms = Terms::absence(Period::stored(ended - Duration::hours(30), ended));
        let limited = Defaults {
            oldest: Some(7),
            ..Defaults::default()
        };
        let after = |days| ended.date() + Days::new(days);
        assert!(limited.still_sends(&terms, ended.date()));
        assert!(limited.still_sends(&terms, after(7)));
        assert!(!limited.still_sends(&terms, after(8)));
        assert!(Defaults::default().still_sends(&terms, after(300)));
        let open = Terms {
            open_end: true,
            ..terms
        };
        assert!(limited.still_sends(&open, after(8)));
        let today_only = Defaults {
            oldest: Some(0),
            ..limited
        };
        assert!(today_only.still_sends(&terms, ended.date()));
        assert!(!today_only.still_sends(&terms, after(1)));
    }

    /// Invariant: what is not there any more gives way to the program's own, and is said.
    #[test]
    fn what_was_withdrawn_is_not_followed() {
        let (reason, action, week) = (Id::new(), Id::new(), Week::default());
        let defaults = Defaults {
            reason: Some(reason),
            action: FirstAction::One(action),
            from: Hour::Chosen(at("09:25")),
            to: Hour::Chosen(at("12:30")),
            ..Defaults::default()
        };
        let offered = |reasons, actions, week| Offered {
            reasons,
            actions,
            week,
        };
        let whole = defaults.followed(&offered(vec![reason], vec![action], &week));
        assert_eq!(whole, (defaults, Vec::new()));
        let others = Week::new(
            ["08:00", "13:00", "17:00"].map(at).to_vec(),
            vec![(chrono::Weekday::Tue, at("17:00"))],
            at("13:00"),
            1,
        );
        let (followed, fallen) = defaults.followed(&offered(vec![], vec![], &others.unwrap()));
        assert_eq!(followed, Defaults::default());
        let all = [Fallen::Reason, Fallen::Action, Fallen::From, Fallen::To];
        assert_eq!(fallen, all);
    }

    proptest! {
        /// Invariant: the hours that a form begins with are in order, whatever was chosen and when.
        #[test]
        fn hours_are_in_order(from in 0usize..12, to in 0usize..12, minute in 0u32..1_440) {
            let week = Week::default();
            let hour = |place: usize| match place {
                10 => Hour::Day,
                11 => Hour::Bell,
                place => Hour::Chosen(week.bells()[place]),
            };
            let defaults = Defaults { from: hour(from), to: hour(to), ..Defaults::default() };
            let now = tuesday("00:00") + Duration::minutes(minute.into());
            let (from, to) = defaults.hours(&week, now);
            prop_assert!(from <= to);
            prop_assert!(week.bells().contains(&from));
            prop_assert!(to == from || week.bells().contains(&to));
        }
    }
}
