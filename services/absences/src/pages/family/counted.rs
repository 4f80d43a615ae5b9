//! Half-days and latenesses of a child, by the rule of the office.

use crate::{
    model::{
        half_days::Rule,
        statistics::{By, Days, Entry, Figures, figures},
    },
    store::{child::OfChild, school_time::SchoolTime, wording},
};
use chrono::NaiveDateTime;
use identity::Child;
use ui::fr;
use web::{Context, Result};

/// What is counted.
pub(super) struct Counted(Figures);

impl Counted {
    /// On these days, both included; nothing on none.
    pub(super) async fn of(
        child: &Child,
        context: &Context,
        entries: &[OfChild],
        reasons: &[wording::Stored],
        days: Option<Days>,
        now: NaiveDateTime,
    ) -> Result<Self> {
        let pupil = child.pupil();
        let counting = entries
            .iter()
            .filter(|entry| wording::counts(reasons, &entry.terms))
            .map(|entry| Entry {
                pupil,
                division: None,
                terms: entry.terms,
                noon: entry.noon,
            });
        let counting: Vec<Entry> = counting.collect();
        let Some(days) = days.filter(|_| !counting.is_empty()) else {
            return Ok(Self(Figures::default()));
        };
        let mut read = context.db.read().await?;
        let classes = records::child_enrolment(&mut read, child, days.0).await?;
        drop(read);
        let time = SchoolTime::of_child(child, context, &classes, days.0).await?;
        let lessons = |pupil, day| time.lessons_of(pupil, day);
        let counted = figures(&counting, By::Pupil, days, &lessons, Rule::Gross, now);
        Ok(Self(counted.into_values().next().unwrap_or_default()))
    }

    /// « 2 demi-journées d'absence, dont 1 sans motif légitime ; 1 retard. »
    pub(super) fn sentence(&self) -> String {
        let Figures {
            half_days,
            unjustified,
            latenesses,
            ..
        } = self.0;
        let half = fr::plural(
            half_days,
            "demi-journée d'absence",
            "demi-journées d'absence",
        );
        let late = fr::plural(latenesses, "retard", "retards");
        match unjustified {
            0 => format!("{half} ; {late}."),
            _ => format!(
                "{half}, dont {} sans motif légitime ; {late}.",
                fr::number(unjustified)
            ),
        }
    }
}
