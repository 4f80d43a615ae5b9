//! The functions of STS: their words, and what they open here. The one table that joins them to
//! the functions of accounts.

use super::rights::is_direction;
use admission::Function;

/// What an account is given for a function of STS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opens {
    /// This, unless one chooses otherwise.
    Given(Function),
    /// Perhaps this: a person must choose it.
    Proposed(Function),
    /// A person must choose.
    Chosen,
}

/// Code of STS, words, what it opens.
const TABLE: &[(&str, &str, Opens)] = &[
    ("ENS", "Enseignant", Opens::Given(Function::Teacher)),
    ("DIR", "Direction", Opens::Proposed(Function::Head)),
    ("EDU", "Éducation (CPE)", Opens::Given(Function::Cpe)),
    ("DOC", "Documentation", Opens::Chosen),
    ("SUR", "Surveillance", Opens::Chosen),
    ("AED", "Assistant d'éducation", Opens::Chosen),
    ("ADF", "Administration", Opens::Chosen),
    ("LAB", "Laboratoire", Opens::Chosen),
    ("MDS", "Santé et social", Opens::Chosen),
    ("OUV", "Agent", Opens::Chosen),
];

fn line(code: &str) -> Option<&'static (&'static str, &'static str, Opens)> {
    TABLE.iter().find(|(known, _, _)| *known == code)
}

/// « Enseignant »; a code that is not known is shown as it is.
pub(crate) fn words(code: &str) -> String {
    line(code).map_or_else(
        || format!("Autre fonction ({code})"),
        |(_, words, _)| (*words).to_owned(),
    )
}

/// What this function of STS opens.
pub(crate) fn opens(code: &str) -> Opens {
    line(code).map_or(Opens::Chosen, |(_, _, opens)| *opens)
}

/// How STS would call what somebody does, whom one adds here.
pub(crate) fn sts_code(function: Function) -> &'static str {
    match function {
        Function::Teacher => "ENS",
        Function::Head | Function::DeputyHead => "DIR",
        Function::Cpe => "EDU",
        Function::SchoolLifeAssistant => "AED",
        Function::Secretary | Function::Operator | Function::DataProtectionOfficer => "ADF",
    }
}

/// The functions that somebody who holds these may give at their school: those of the académie
/// are the operator's to give, that of head is a head's, and that of deputy the direction's.
pub(crate) fn may_give(held: &[Function], function: Function) -> bool {
    match function {
        Function::Head => held.contains(&Function::Head),
        Function::DeputyHead => is_direction(held),
        other => !other.of_academy(),
    }
}

/// Those, in the order of the lists.
pub(crate) fn givable(held: &[Function]) -> impl Iterator<Item = Function> + '_ {
    Function::ALL
        .into_iter()
        .rev()
        .filter(|function| may_give(held, *function))
}

/// A function typed in a form, if one may give it.
pub(crate) fn chosen(held: &[Function], code: &str) -> Option<Function> {
    Function::from_code(code).filter(|function| may_give(held, *function))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: a teacher and a CPE are given their function; a head's is proposed, never
    /// given by itself; for all others, somebody chooses.
    #[test]
    fn what_sts_opens() {
        assert_eq!(opens("ENS"), Opens::Given(Function::Teacher));
        assert_eq!(opens("EDU"), Opens::Given(Function::Cpe));
        assert_eq!(opens("DIR"), Opens::Proposed(Function::Head));
        for code in ["DOC", "SUR", "AED", "XYZ", ""] {
            assert_eq!(opens(code), Opens::Chosen, "{code}");
        }
        assert_eq!(words("XYZ"), "Autre fonction (XYZ)");
    }

    /// Invariant: nobody at a school gives a function of the académie; only a head makes a head,
    /// and only the direction a deputy.
    #[test]
    fn nobody_gives_more_than_is_theirs() {
        let deputy = [Function::DeputyHead];
        let head = [Function::Head];
        for function in Function::ALL {
            assert_eq!(may_give(&head, function), !function.of_academy());
            let may = !function.of_academy() && function != Function::Head;
            assert_eq!(may_give(&deputy, function), may, "{function:?}");
            let may = may && function != Function::DeputyHead;
            assert_eq!(
                may_give(&[Function::Secretary], function),
                may,
                "{function:?}"
            );
        }
        assert_eq!(chosen(&head, "exploitant"), None);
        assert_eq!(chosen(&head, "chef"), Some(Function::Head));
        assert_eq!(chosen(&deputy, "chef"), None);
    }

    /// Invariant: what one adds here is called by a word that the list knows.
    #[test]
    fn what_is_added_has_words() {
        for function in givable(&[Function::Head]) {
            assert!(line(sts_code(function)).is_some(), "{function:?}");
        }
    }
}
