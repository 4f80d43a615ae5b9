//! From when to when, on the bells of the school.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use education::school_year_of;
use std::cmp::Ordering;
use thiserror::Error;
use timetable::Calendar;
use ui::fr;

/// An absence longer than this is a mistake of date.
const LONGEST_DAYS: i64 = 92;

/// Why a period is refused.
#[derive(Debug, PartialEq, Eq, Error)]
pub(crate) enum PeriodError {
    #[error("Indiquez une date, par exemple 24/11/2026.")]
    Day,
    #[error("Choisissez une heure de la liste.")]
    Bell,
    #[error("La fin doit venir après le début.")]
    Backwards,
    #[error("Une absence ne peut pas durer plus de trois mois : vérifiez les dates.")]
    TooLong,
    #[error("Cette date est trop loin de l'année scolaire : vérifiez-la.")]
    OutOfYear,
}

/// From a bell to a later one, in the school's own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    from: NaiveDateTime,
    to: NaiveDateTime,
}

impl Period {
    pub(crate) fn new(from: NaiveDateTime, to: NaiveDateTime) -> Result<Self, PeriodError> {
        if to <= from {
            Err(PeriodError::Backwards)
        } else if (to - from).num_days() > LONGEST_DAYS {
            Err(PeriodError::TooLong)
        } else {
            Ok(Self { from, to })
        }
    }

    /// From a moment on, as long as a period may last.
    pub(crate) fn open(from: NaiveDateTime) -> Self {
        let to = from.checked_add_signed(chrono::Duration::days(LONGEST_DAYS));
        Self {
            from,
            to: to.unwrap_or(from),
        }
    }

    /// Of a row that was judged when it was written.
    pub(crate) fn stored(from: NaiveDateTime, to: NaiveDateTime) -> Self {
        Self { from, to }
    }

    pub(crate) fn from(self) -> NaiveDateTime {
        self.from
    }

    pub(crate) fn to(self) -> NaiveDateTime {
        self.to
    }

    /// « du 24/11/26 08:30 au 24/11/26 17:05 », as the original program writes it.
    pub(crate) fn event(self) -> String {
        let moment = |at: NaiveDateTime| at.format("%d/%m/%y %H:%M").to_string();
        format!("du {} au {}", moment(self.from), moment(self.to))
    }

    /// « le 24/11 de 8h30 à 17h05 », for a text message.
    pub(crate) fn short(self) -> String {
        let hour = |at: NaiveDateTime| at.format("%-Hh%M").to_string();
        let day = |at: NaiveDateTime| at.format("%d/%m").to_string();
        if self.from.date() == self.to.date() {
            format!(
                "le {} de {} à {}",
                day(self.from),
                hour(self.from),
                hour(self.to)
            )
        } else {
            format!(
                "du {} {} au {} {}",
                day(self.from),
                hour(self.from),
                day(self.to),
                hour(self.to)
            )
        }
    }
}

/// A day as a form gives it, or as a person types it.
pub(crate) fn day(text: &str, today: NaiveDate) -> Result<NaiveDate, PeriodError> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y"))
        .map_err(|_| PeriodError::Day)?;
    if (day - today).num_days().abs() > 366 {
        Err(PeriodError::OutOfYear)
    } else {
        Ok(day)
    }
}

/// Whether somebody may miss something then: not in a school year to come, nor while the school is
/// closed, by the calendar of this school year.
pub(crate) fn held(
    period: Period,
    calendar: Option<&Calendar>,
    today: NaiveDate,
) -> Result<(), String> {
    let (from, to) = (period.from().date(), period.to().date());
    match school_year_of(from).cmp(&school_year_of(today)) {
        Ordering::Greater => {
            return Err("Cette date est de l'année scolaire prochaine : vérifiez-la.".to_owned());
        }
        Ordering::Less => return Ok(()),
        Ordering::Equal => {}
    }
    let open = |calendar: &&Calendar| {
        let mut days = from.iter_days().take_while(|day| *day <= to);
        days.any(|day| calendar.is_open(day))
    };
    let Some(calendar) = calendar.filter(|calendar| !open(calendar)) else {
        return Ok(());
    };
    let closure = calendar.closed_for(from);
    let why = closure.map_or(fr::weekday(from), |closure| &closure.name);
    let then = if from == to {
        "ce jour-là"
    } else {
        "ces jours-là"
    };
    Err(format!(
        "L'établissement est fermé {then} ({why}). Changez la date ; si c'est un jour de classe, la \
         direction ou le CPE le dit dans « Horaires » ou « Jours fermés »."
    ))
}

/// An hour that is a bell of the school.
pub(crate) fn bell(text: &str, bells: &[NaiveTime]) -> Result<NaiveTime, PeriodError> {
    let hour = NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| PeriodError::Bell)?;
    if bells.contains(&hour) {
        Ok(hour)
    } else {
        Err(PeriodError::Bell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bells() -> Vec<NaiveTime> {
        timetable::Week::default().bells().to_vec()
    }

    fn at(day: &str, hour: &str) -> NaiveDateTime {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        super::day(day, today)
            .unwrap()
            .and_time(bell(hour, &bells()).unwrap())
    }

    #[test]
    fn a_period_is_said_as_the_original_program_says_it() {
        let period = Period::new(at("2026-11-24", "08:30"), at("24/11/2026", "17:05")).unwrap();
        assert_eq!(period.event(), "du 24/11/26 08:30 au 24/11/26 17:05");
        assert_eq!(period.short(), "le 24/11 de 8h30 à 17h05");
        let period = Period::new(at("2026-11-24", "14:00"), at("2026-11-26", "09:25")).unwrap();
        assert_eq!(period.short(), "du 24/11 14h00 au 26/11 9h25");
    }

    /// Invariant: a period lasts, and not longer than three months.
    #[test]
    fn a_period_is_neither_empty_nor_endless() {
        let first = at("2026-11-24", "08:30");
        let lasting =
            |days, hours| first + chrono::Duration::days(days) + chrono::Duration::hours(hours);
        assert_eq!(Period::new(first, first), Err(PeriodError::Backwards));
        assert!(Period::new(first, lasting(LONGEST_DAYS, 9)).is_ok());
        assert_eq!(
            Period::new(first, lasting(LONGEST_DAYS + 1, 0)),
            Err(PeriodError::TooLong)
        );
    }

    /// Invariant: a year typed wrong is noticed.
    #[test]
    fn a_day_far_from_the_school_year_is_refused() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert!(day("2025-11-24", today).is_ok() && day("2027-11-24", today).is_ok());
        assert_eq!(day("2025-11-22", today), Err(PeriodError::OutOfYear));
        assert_eq!(day("26/11/2027", today), Err(PeriodError::OutOfYear));
        assert_eq!(day("24/11/26", today), Err(PeriodError::OutOfYear));
    }

    #[test]
    fn an_hour_between_bells_is_refused() {
        assert!(bell("08:30", &bells()).is_ok());
        assert_eq!(bell("08:31", &bells()), Err(PeriodError::Bell));
        assert_eq!(bell("", &bells()), Err(PeriodError::Bell));
    }

    proptest! {
        /// Invariant: a period always ends after it begins.
        #[test]
        fn no_period_runs_backwards(from in 0i64..4_000, length in -500i64..4_000) {
            let start = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap().and_hms_opt(8, 30, 0).unwrap();
            let from = start + chrono::Duration::hours(from);
            let to = from + chrono::Duration::hours(length);
            let judged = Period::new(from, to);
            prop_assert_eq!(judged.is_ok(), length > 0 && length / 24 <= LONGEST_DAYS);
        }

        /// Whatever is typed as a day or an hour is judged.
        #[test]
        fn any_text_is_judged(text in "\\PC{0,12}") {
            let _ = day(&text, NaiveDate::from_ymd_opt(2026, 11, 24).unwrap());
            let _ = bell(&text, &bells());
        }
    }
}
