//! Whose access one may touch, and for whom one may make a link: who makes a link for somebody
//! could sign in as them.

use super::person::Person;
use admission::Function;
use education::{Account, Id};
use identity::AccountHere;

/// Who acts: their account, and what they hold here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Acting<'a> {
    pub(crate) account: Id<Account>,
    pub(crate) held: &'a [Function],
}

/// Whether one may end somebody's access here, or give it back: a sentence when not.
pub(crate) fn may_end(acting: Acting<'_>, account: &AccountHere) -> Result<(), &'static str> {
    if acting.account == account.id {
        return Err(
            "Vous ne pouvez pas retirer votre propre accès : demandez-le à une autre personne de \
             la direction, ou à l'assistance de l'académie.",
        );
    }
    of_head(acting, account)
}

/// Whether one of these functions leads the school.
pub(crate) fn is_direction(held: &[Function]) -> bool {
    held.contains(&Function::Head) || held.contains(&Function::DeputyHead)
}

/// Only a head touches a head, and only the direction touches the direction: others may have been
/// given the right to this page.
pub(super) fn of_head(acting: Acting<'_>, account: &AccountHere) -> Result<(), &'static str> {
    let was = |function| account.here.contains(&function) || account.before.contains(&function);
    if was(Function::Head) && !acting.held.contains(&Function::Head) {
        return Err("Seul le chef d'établissement peut changer l'accès d'un chef d'établissement.");
    }
    if was(Function::DeputyHead) && !is_direction(acting.held) {
        return Err("Seule la direction peut changer l'accès de la direction.");
    }
    Ok(())
}

/// Whether one may give somebody a function here: who was given the right to this page gives none
/// to themself.
pub(crate) fn may_receive(acting: Acting<'_>, account: &AccountHere) -> Result<(), &'static str> {
    if acting.account == account.id && !is_direction(acting.held) {
        return Err("Seule la direction peut vous donner une fonction.");
    }
    of_head(acting, account)
}

/// Whether one may make a link by which somebody chooses a password: a sentence when not.
pub(crate) fn may_link(acting: Acting<'_>, account: &AccountHere) -> Result<(), &'static str> {
    if account.closed || account.here.is_empty() {
        return Err("Cette personne n'a pas d'accès ici : donnez-le-lui d'abord.");
    }
    if acting.account == account.id {
        return Err("Votre mot de passe se change dans « Mon compte ».");
    }
    of_head(acting, account)?;
    // Whoever holds more elsewhere would hand it over with the link.
    let teaches_only = account.elsewhere.iter().all(|f| *f == Function::Teacher);
    let never_used = !account.has_password && teaches_only;
    if !account.elsewhere.is_empty() && !never_used {
        return Err(
            "Ce compte sert aussi ailleurs : la personne garde son mot de passe. Si elle l'a \
             oublié, l'assistance de l'académie peut lui remettre un lien.",
        );
    }
    Ok(())
}

/// The account of somebody, if one may make a link for it.
pub(crate) fn linkable<'p>(acting: Acting<'_>, person: &'p Person) -> Option<&'p AccountHere> {
    let account = person.account.as_ref()?;
    may_link(acting, account).ok().map(|()| account)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(here: &[Function], elsewhere: &[Function], has_password: bool) -> AccountHere {
        AccountHere {
            id: Id::new(),
            login: "cperrin".into(),
            surname: "Perrin".into(),
            first_name: "Claire".into(),
            has_password,
            link_until: None,
            closed: false,
            here: here.to_vec(),
            before: Vec::new(),
            elsewhere: elsewhere.to_vec(),
        }
    }

    /// Invariant: a link opens what its maker's school gave, and nothing that somebody holds
    /// elsewhere with a password of theirs, or above teaching.
    #[test]
    fn a_link_opens_nothing_elsewhere() {
        use Function::{DeputyHead, Head, Operator, Teacher};
        let me = Id::new();
        let head = Acting {
            account: me,
            held: &[Head],
        };
        let deputy = Acting {
            account: me,
            held: &[DeputyHead],
        };
        for (acting, here, elsewhere, has_password, right) in [
            (head, &[Teacher][..], &[][..], true, true),
            (head, &[Teacher], &[], false, true),
            (head, &[Teacher], &[Teacher], false, true),
            (head, &[Teacher], &[Teacher], true, false),
            (head, &[Teacher], &[Head], false, false),
            (head, &[Teacher], &[Teacher, Operator], false, false),
            (head, &[], &[Teacher], false, false),
            (head, &[DeputyHead], &[], true, true),
            (head, &[Head], &[], true, true),
            (deputy, &[Head], &[], true, false),
            (deputy, &[Teacher], &[], true, true),
        ] {
            let account = account(here, elsewhere, has_password);
            let judged = may_link(acting, &account).is_ok();
            assert_eq!(judged, right, "{here:?} {elsewhere:?} {has_password}");
        }
        let mut own = account(&[Head], &[], true);
        own.id = me;
        assert!(may_link(head, &own).is_err());
        let mut closed = account(&[Teacher], &[], true);
        closed.closed = true;
        assert!(may_link(head, &closed).is_err());
    }

    /// Invariant: nobody ends their own access; a deputy does not end a head's.
    #[test]
    fn nobody_ends_their_own_access() {
        let me = Id::new();
        let head = Acting {
            account: me,
            held: &[Function::Head],
        };
        let deputy = Acting {
            account: me,
            held: &[Function::DeputyHead],
        };
        // Who was given the right to the page touches nobody of the direction, nor themself.
        let delegate = Acting {
            account: me,
            held: &[Function::Secretary],
        };
        for function in [Function::Head, Function::DeputyHead, Function::Teacher] {
            let mut other = account(&[function], &[], true);
            let may = function == Function::Teacher;
            assert_eq!(may_end(delegate, &other).is_ok(), may, "{function:?}");
            assert_eq!(may_link(delegate, &other).is_ok(), may, "{function:?}");
            assert_eq!(may_receive(delegate, &other).is_ok(), may, "{function:?}");
            other.id = me;
            assert!(may_receive(delegate, &other).is_err());
        }
        let mut own = account(&[Function::DeputyHead], &[], true);
        own.id = me;
        assert!(may_receive(deputy, &own).is_ok());
        let mut other = account(&[Function::Head], &[], true);
        assert!(may_end(head, &other).is_ok());
        assert!(may_end(deputy, &other).is_err());
        // Ended or not: a deputy does not give it back either.
        other.before = std::mem::take(&mut other.here);
        assert!(may_end(deputy, &other).is_err());
        other.id = me;
        assert!(may_end(head, &other).is_err());
    }
}
