//! Which rights the direction gives to one person, or withdraws: the rules, and why somebody has
//! access to what they have.

use super::rights::{Acting, is_direction, of_head};
use admission::{Application, Audience, Function, Right, Rights, Standing};
use identity::{AccountHere, RightException};
use ui::fr;
use web::{Input, Invalid};

/// What somebody holds here, and what was decided of it.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) rights: Rights,
    exceptions: Vec<RightException>,
}

impl Held {
    /// Of an account, among all that was decided at the school.
    pub(crate) fn of(account: &AccountHere, decided: &[RightException]) -> Self {
        let exceptions = decided.iter().filter(|one| one.account == account.id);
        let exceptions: Vec<RightException> = exceptions.cloned().collect();
        let begin = Rights::of(&account.here);
        let rights = exceptions
            .iter()
            .fold(begin, |rights, one| rights.with(one.audience, one.standing));
        Self { rights, exceptions }
    }

    /// The version of all that was decided: it grows with each change.
    pub(crate) fn version(&self) -> i64 {
        self.exceptions.iter().map(|one| one.version).sum()
    }

    /// Who decided, for their names.
    pub(crate) fn deciders(&self) -> impl Iterator<Item = &RightException> {
        self.exceptions
            .iter()
            .filter(|one| one.standing != Standing::Default)
    }

    /// Whether something of the application is not as the functions say.
    pub(crate) fn differs_in(&self, application: Application) -> bool {
        let right = |one: &RightException| one.audience.right();
        self.deciders()
            .any(|one| right(one).is_some_and(|right| right.application == application))
    }

    /// Whether anything is not as the functions say.
    pub(crate) fn differs(&self) -> bool {
        self.deciders().next().is_some()
    }

    /// « Tout », « 2 sur 3 », « Rien »: how much of an application is open.
    pub(crate) fn share(&self, application: Application) -> String {
        let all = application.rights().count();
        let open = application.rights();
        let open = open.filter(|right| self.rights.admits(right.audience));
        match open.count() {
            0 => "Rien".to_owned(),
            open if open == all => "Tout".to_owned(),
            open => format!("{open} sur {all}"),
        }
    }

    /// Why somebody has a right, or not; `signed` says when and by whom it was decided.
    pub(crate) fn reason(
        &self,
        audience: Audience,
        signed: impl Fn(&RightException) -> String,
    ) -> String {
        let decided = self.deciders().find(|one| one.audience == audience);
        let reason = match (decided, self.rights.function_for(audience)) {
            (Some(one), _) if one.standing == Standing::Given => format!("donné {}", signed(one)),
            (Some(one), _) => format!("retiré {}", signed(one)),
            (None, Some(function)) => format!("par sa fonction ({})", function.label()),
            (None, None) => "sa fonction ne l'ouvre pas".to_owned(),
        };
        let needed = audience.needs().and_then(Audience::right);
        match needed.filter(|_| self.rights.holds(audience) && !self.rights.admits(audience)) {
            Some(needed) => format!(
                "{reason}, mais sans effet sans «\u{a0}{}\u{a0}»",
                needed.label
            ),
            None => reason,
        }
    }

    /// The boxes as they are when the page is opened.
    pub(crate) fn filled(&self) -> Input {
        let held = admission::rights().filter(|right| self.rights.holds(right.audience));
        let ticked = held.map(|right| (right.application.code(), right.word.to_owned()));
        Input::of(ticked.chain([("version", self.version().to_string())]))
    }

    /// What the boxes ask for: only what they change is decided anew.
    pub(crate) fn wanted(&self, input: &Input) -> Vec<(Audience, Standing)> {
        let changed = admission::rights().filter_map(|right| {
            let ticked = is_ticked(input, right);
            let standing = match (ticked, self.rights.function_for(right.audience)) {
                (true, None) => Standing::Given,
                (false, Some(_)) => Standing::Withdrawn,
                _ => Standing::Default,
            };
            (ticked != self.rights.holds(right.audience)).then_some((right.audience, standing))
        });
        changed.collect()
    }

    /// What makes all rights those of the functions again.
    pub(crate) fn restoring(&self) -> Vec<(Audience, Standing)> {
        self.deciders()
            .map(|one| (one.audience, Standing::Default))
            .collect()
    }

    /// What would be held after these.
    pub(crate) fn after(&self, wanted: &[(Audience, Standing)]) -> Rights {
        let begin = self.rights.clone();
        wanted.iter().fold(begin, |rights, (audience, standing)| {
            rights.with(*audience, *standing)
        })
    }
}

/// Whether the box of a right is ticked.
pub(crate) fn is_ticked(input: &Input, right: Right) -> bool {
    let mut ticked = input.all(right.application.code());
    ticked.any(|word| word == right.word)
}

/// Whether one may change somebody's rights at all: a sentence when not.
pub(crate) fn may_grant(acting: Acting<'_>, account: &AccountHere) -> Result<(), &'static str> {
    if account.closed || account.here.is_empty() {
        return Err("Cette personne n'a pas d'accès ici\u{a0}: donnez-le-lui d'abord.");
    }
    if !is_direction(acting.held) {
        return Err("Seule la direction change les droits.");
    }
    of_head(acting, account)
}

/// What is wrong with a change of somebody's rights, each on the field of its application.
pub(crate) fn judge(
    acting: Acting<'_>,
    own: &Rights,
    account: &AccountHere,
    (before, after): (&Rights, &Rights),
) -> Invalid {
    let mut invalid = Invalid::default();
    for right in admission::rights() {
        let (audience, field) = (right.audience, right.application.code());
        let gained = after.holds(audience) && !before.holds(audience);
        if gained && !acting.held.contains(&Function::Head) && !own.admits(audience) {
            invalid.add(
                field,
                format!(
                    "«\u{a0}{}\u{a0}»\u{a0}: vous ne pouvez donner que les droits que vous avez.",
                    right.label
                ),
            );
        }
        let lost = before.holds(audience) && !after.holds(audience);
        if lost && audience == Audience::StaffAccounts && acting.account == account.id {
            invalid.add(
                field,
                "Vous ne pouvez pas vous retirer ce droit\u{a0}: demandez-le à une autre personne de la \
                 direction.",
            );
        }
        if after.holds(audience)
            && let Some(needed) = audience.needs().and_then(Audience::right)
            && !after.holds(needed.audience)
        {
            invalid.add(
                field,
                format!(
                    "«\u{a0}{}\u{a0}» demande aussi «\u{a0}{}\u{a0}»\u{a0}: cochez les deux, ou aucun.",
                    right.label, needed.label
                ),
            );
        }
    }
    invalid
}

/// In plain words, what is open of an application and why: rights of one reason together.
pub(crate) fn explained(reasons: &[(&'static str, String)]) -> String {
    let mut known: Vec<(&str, Vec<&str>)> = Vec::new();
    for (label, reason) in reasons {
        match known.iter_mut().find(|(one, _)| one == reason) {
            Some((_, labels)) => labels.push(label),
            None => known.push((reason, vec![label])),
        }
    }
    let sentences = known.into_iter().map(|(reason, labels)| {
        let labels: Vec<String> = labels
            .into_iter()
            .map(|label| format!("«\u{a0}{label}\u{a0}»"))
            .collect();
        format!("{}\u{a0}: {reason}.", fr::list(&labels))
    });
    sentences.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
