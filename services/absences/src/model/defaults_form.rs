//! The form of « Valeurs par défaut », judged.

use super::defaults::{Defaults, FirstAction, Hour, Offered, Recipients};
use web::{Input, Invalid};

/// The oldest limit, in days: a school year.
pub(crate) const MOST_DAYS: i64 = 365;

impl Defaults {
    /// Reads the form.
    pub(crate) fn parse(input: &Input, offered: &Offered<'_>) -> Result<Self, Invalid> {
        const LINE: &str = "Choisissez une ligne de la liste.";
        let mut invalid = Invalid::default();
        let reason = match input.text("motif") {
            "" => None,
            id => {
                let id = id.parse().ok().filter(|id| offered.reasons.contains(id));
                invalid.check("motif", id.ok_or(LINE))
            }
        };
        let action = FirstAction::from_code(input.text("action")).filter(|action| match action {
            FirstAction::One(id) => offered.actions.contains(id),
            _ => true,
        });
        let action = invalid.check("action", action.ok_or(LINE));
        let recipients = Recipients::from_code(input.text("destinataires"));
        let recipients = invalid.check(
            "destinataires",
            recipients.ok_or("Choisissez qui est coché."),
        );
        let mut hour = |field: &'static str| {
            let hour = Hour::from_code(input.text(field)).filter(|hour| hour.rings(offered.week));
            invalid.check(field, hour.ok_or(LINE))
        };
        let (from, to) = (hour("debut"), hour("fin"));
        if let (Some(Hour::Chosen(from)), Some(Hour::Chosen(to))) = (from, to)
            && to <= from
        {
            invalid.add("fin", "La fin vient après le début.");
        }
        let oldest = match input.text("anciennete") {
            "" => Some(None),
            days => {
                let days = days.parse().ok();
                let days = days.filter(|days| (0..=MOST_DAYS).contains(days));
                let sentence = format!("Indiquez un nombre de jours, de 0 à {MOST_DAYS}, ou rien.");
                invalid.check("anciennete", days.ok_or(sentence)).map(Some)
            }
        };
        match (action, recipients, from, to, oldest) {
            (Some(action), Some(recipients), Some(from), Some(to), Some(oldest))
                if invalid.is_empty() =>
            {
                Ok(Self {
                    reason,
                    action,
                    recipients,
                    from,
                    to,
                    oldest,
                })
            }
            _ => Err(invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::wording::WordingRow;
    use education::Id;
    use timetable::Week;

    /// Invariant: a choice that is not on its list is refused on its own field.
    #[test]
    fn what_is_not_offered_is_refused() {
        let (reason, action, week) = (Id::new(), Id::new(), Week::default());
        let offered = Offered {
            reasons: vec![reason],
            actions: vec![action],
            week: &week,
        };
        let right = [
            ("motif", reason.to_string()),
            ("action", action.to_string()),
            ("destinataires", "all".into()),
            ("debut", "09:25".into()),
            ("fin", "12:30".into()),
            ("anciennete", "7".into()),
        ];
        let parsed = Defaults::parse(&Input::of(right.clone()), &offered).unwrap();
        assert_eq!(parsed.oldest, Some(7));
        assert_eq!(parsed.action, FirstAction::One(action));
        let strange = Id::<WordingRow>::new().to_string();
        for (field, wrong) in [
            ("motif", strange.as_str()),
            ("action", strange.as_str()),
            ("action", ""),
            ("destinataires", "legal2"),
            ("debut", "09:26"),
            ("fin", ""),
            ("fin", "08:30"),
            ("anciennete", "-1"),
            ("anciennete", "366"),
            ("anciennete", "sept"),
        ] {
            let mut input = Input::of(right.clone());
            input.set(field, wrong);
            let refused = Defaults::parse(&input, &offered).unwrap_err();
            assert_eq!(refused.all().len(), 1, "{field} {wrong}");
            assert!(refused.on(field).is_some(), "{field} {wrong}");
        }
    }
}
