//! What is typed in the form of an entry, judged.

use super::known::Known;
use crate::{
    model::{
        action::ActionRow,
        period::{Period, PeriodError, bell, day, held},
        reach::Way,
        scope::Scope,
        terms::{Kind, LATEST, Terms},
        wording::{Flag, WordingRow},
    },
    store::{action, wording},
};
use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use education::Id;
use messaging::Medium;
use records::GuardianOf;
use sms::MobileNumber;
use web::{Input, Invalid};

/// « Motif légitime »: what the reason says, unless somebody decides otherwise.
pub(super) const BY_REASON: &str = "motif";

/// Reads the terms of an entry; `before`, what it said until now.
pub(super) fn terms(
    invalid: &mut Invalid,
    input: &Input,
    known: &Known,
    before: Option<&Terms>,
    today: NaiveDate,
) -> Option<Terms> {
    let kind = match input.text("nature") {
        "" => Some(Kind::Absence),
        code => invalid.check(
            "nature",
            Kind::from_code(code).ok_or("Choisissez une nature de la liste."),
        ),
    };
    let scope = scope(invalid, input, known, before, kind);
    let minutes = match kind {
        Some(Kind::Lateness) => invalid
            .check("minutes", minutes(input.text("minutes")))
            .map(Some),
        _ => Some(None),
    };
    // An entry keeps its own hours, though the bells may have changed since.
    let mut bells = known.week.bells().to_vec();
    if let Some(before) = before {
        bells.extend([before.period.from().time(), before.period.to().time()]);
    }
    let of_lessons = scope? == Scope::Lessons;
    let open_end = of_lessons && minutes?.is_none() && input.is_ticked("fin_inconnue");
    let period = match minutes? {
        _ if !of_lessons => of_day(invalid, input, known, (scope?, before), today),
        None if open_end => beginning(invalid, input, &bells, today).map(Period::open),
        Some(minutes) => lateness(invalid, input, &bells, minutes, today),
        None => period(invalid, input, &bells, today),
    };
    let moved = |period: &Period| before.is_none_or(|was| was.period != *period);
    if let Some(period) = period.filter(moved) {
        // A boarder may be away on a night before a closed day.
        let calendar = of_lessons.then(|| known.teaching.calendar());
        invalid.check("du", held(period, calendar, today));
    }
    let was = |of: fn(&Terms) -> Option<Id<WordingRow>>| before.and_then(of);
    let reason = chosen(
        invalid,
        input,
        "motif",
        &known.reasons,
        was(|terms| terms.reason),
    );
    let proof = chosen(
        invalid,
        input,
        "justificatif",
        &known.proofs,
        was(|terms| terms.proof),
    );
    let flagged = |flag| reason.is_some_and(|line| line.wording.flags.has(flag));
    let legitimate = match input.text("legitime") {
        "oui" => true,
        "non" => false,
        _ => flagged(Flag::Legitimate),
    };
    let reason_id = reason.map(|line| line.id);
    // What is settled by its reason expects nothing of the family.
    let just_settled = flagged(Flag::Settled) && before.and_then(|terms| terms.reason) != reason_id;
    let terms = Terms {
        kind: kind?,
        scope: scope?,
        period: period?,
        open_end,
        minutes: minutes?,
        reason: reason_id,
        proof: proof.map(|line| line.id),
        legitimate,
        informed: input.is_ticked("informe"),
        observed: input.is_ticked("constatee"),
        closed: input.is_ticked("classe") || just_settled,
    };
    invalid.is_empty().then_some(terms)
}

/// « Porte sur »: what the pupil's regime allows, or what the entry was about.
fn scope(
    invalid: &mut Invalid,
    input: &Input,
    known: &Known,
    before: Option<&Terms>,
    kind: Option<Kind>,
) -> Option<Scope> {
    let scope = match input.text("porte_sur") {
        "" => Scope::Lessons,
        code => {
            let scope = Scope::from_code(code);
            let offered = |scope: &Scope| known.scopes(before).contains(scope);
            let scope = scope.filter(offered);
            invalid.check(
                "porte_sur",
                scope.ok_or("Choisissez une ligne de la liste."),
            )?
        }
    };
    if kind.is_some_and(|kind| !scope.takes(kind)) {
        invalid.add(
            "nature",
            "D'un repas ou d'une nuit, on est absent ou exclu : choisissez « Absence » ou « Exclusion ».",
        );
    }
    Some(scope)
}

/// A meal or a night has its day; one that was recorded keeps its hours, though the bells may have
/// changed since.
fn of_day(
    invalid: &mut Invalid,
    input: &Input,
    known: &Known,
    (scope, before): (Scope, Option<&Terms>),
    today: NaiveDate,
) -> Option<Period> {
    let day = invalid.check("du", day(input.text("du"), today))?;
    let same = before.filter(|was| was.scope == scope && was.period.from().date() == day);
    match same {
        Some(was) => Some(was.period),
        None => scope.period(&known.week, day),
    }
}

fn minutes(text: &str) -> Result<i64, String> {
    match text.parse() {
        Ok(minutes) if (1..=LATEST).contains(&minutes) => Ok(minutes),
        _ => Err(format!(
            "Indiquez la durée du retard, de 1 à {LATEST} minutes ; au-delà, c'est une absence."
        )),
    }
}

/// From « du, du_heure » to « au, au_heure ».
pub(super) fn period(
    invalid: &mut Invalid,
    input: &Input,
    bells: &[NaiveTime],
    today: NaiveDate,
) -> Option<Period> {
    let from = invalid.check("du", day(input.text("du"), today));
    let from_hour = invalid.check("du_heure", bell(input.text("du_heure"), bells));
    let to = invalid.check("au", day(input.text("au"), today));
    let to_hour = invalid.check("au_heure", bell(input.text("au_heure"), bells));
    let (from, to) = (from?.and_time(from_hour?), to?.and_time(to_hour?));
    invalid.check("au", Period::new(from, to))
}

fn beginning(
    invalid: &mut Invalid,
    input: &Input,
    bells: &[NaiveTime],
    today: NaiveDate,
) -> Option<NaiveDateTime> {
    let from = invalid.check("du", day(input.text("du"), today));
    let hour = invalid.check("du_heure", bell(input.text("du_heure"), bells));
    Some(from?.and_time(hour?))
}

/// A lateness begins with the lesson, and lasts as long as it does.
fn lateness(
    invalid: &mut Invalid,
    input: &Input,
    bells: &[NaiveTime],
    minutes: i64,
    today: NaiveDate,
) -> Option<Period> {
    let from = beginning(invalid, input, bells, today)?;
    let to = from.checked_add_signed(Duration::minutes(minutes));
    let to = to.ok_or(PeriodError::OutOfYear);
    invalid.check("du", to.and_then(|to| Period::new(from, to)))
}

/// The line of a list that is chosen: one that the school offers, or the one that was there.
pub(crate) fn chosen<'k>(
    invalid: &mut Invalid,
    input: &Input,
    field: &'static str,
    lines: &'k [wording::Stored],
    was: Option<Id<WordingRow>>,
) -> Option<&'k wording::Stored> {
    let text = input.text(field);
    if text.is_empty() {
        return None;
    }
    let id = text.parse::<Id<WordingRow>>().ok();
    let found = lines
        .iter()
        .find(|line| Some(line.id) == id && (!line.withdrawn || was == id));
    if found.is_none() {
        invalid.add(field, "Choisissez une ligne de la liste.");
    }
    found
}

/// An action, and to whom: guardians, and the pupil's own mobile.
pub(super) type Notify<'k> = Option<(
    &'k action::Stored,
    Vec<&'k GuardianOf>,
    Option<MobileNumber>,
)>;

/// Reads « Action » and « Destinataire(s) », for what an entry says, where that is known; none when
/// no action is wanted.
pub(super) fn recipients<'k>(
    invalid: &mut Invalid,
    input: &Input,
    known: &'k Known,
    terms: Option<&Terms>,
    today: NaiveDate,
) -> Notify<'k> {
    let wanted = input.text("action");
    if wanted.is_empty() {
        return None;
    }
    let wanted = wanted.parse::<Id<ActionRow>>().ok();
    let Some(stored) = known.offered().find(|stored| Some(stored.id) == wanted) else {
        invalid.add("action", "Choisissez une action de la liste.");
        return None;
    };
    if let Some(why) = terms.and_then(|terms| known.too_old(terms, today)) {
        invalid.add("action", format!("{why} Choisissez l'action « Aucune »."));
    }
    let chosen: Vec<&GuardianOf> = known
        .guardians
        .iter()
        .filter(|guardian| {
            input
                .all("destinataires")
                .any(|id| id == guardian.guardian.to_string())
        })
        .collect();
    let medium = stored.action.medium;
    let own = known.own_chosen(input);
    if own.is_some() && medium != Medium::Sms {
        let sentence = format!(
            "L'élève n'est prévenu que par SMS : choisissez une autre action, ou d'autres \
             destinataires que l'élève pour ce {}.",
            medium.one()
        );
        invalid.add("destinataires", sentence);
    }
    if chosen.is_empty() && own.is_none() {
        invalid.add(
            "destinataires",
            "Choisissez au moins un destinataire, ou l'action « Aucune ».",
        );
    } else if let Some((who, why)) = chosen
        .iter()
        .find_map(|guardian| Some((guardian, Way::to(guardian, medium).err()?)))
    {
        let sentence = format!(
            "{} ({}) ne peut pas recevoir de {} : {why}.",
            who.label(),
            who.list_name(),
            medium.one()
        );
        invalid.add("destinataires", sentence);
    }
    Some((stored, chosen, own))
}

/// What the form shows of terms that are recorded.
pub(super) fn filled(terms: &Terms) -> Vec<(String, String)> {
    let id = |id: Option<Id<WordingRow>>| id.map_or(String::new(), |id| id.to_string());
    let legitimate = if terms.legitimate { "oui" } else { "non" };
    let from = terms.period.from();
    // Whoever ends it says when: the latest that may be is no end.
    let to = if terms.open_end {
        from
    } else {
        terms.period.to()
    };
    let mut fields = vec![
        ("nature", terms.kind.code().to_owned()),
        ("porte_sur", terms.scope.code().to_owned()),
        ("du", from.format("%Y-%m-%d").to_string()),
        ("du_heure", from.format("%H:%M").to_string()),
        ("au", to.format("%Y-%m-%d").to_string()),
        ("au_heure", to.format("%H:%M").to_string()),
        ("motif", id(terms.reason)),
        ("justificatif", id(terms.proof)),
        ("legitime", legitimate.to_owned()),
    ];
    if let Some(minutes) = terms.minutes {
        fields.push(("minutes", minutes.to_string()));
    }
    let ticks = [
        ("fin_inconnue", terms.open_end),
        ("informe", terms.informed),
        ("constatee", terms.observed),
        ("classe", terms.closed),
    ];
    let ticked = ticks.into_iter().filter(|(_, ticked)| *ticked);
    fields.extend(ticked.map(|(name, _)| (name, "1".to_owned())));
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
