//! Which pairs: for whom, of which MEF or class, with or without a code, by name.

use super::Row;
use education::search_key;
use web::Input;

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Who {
    /// The pupils themselves.
    Pupil,
    /// Légal 1.
    #[default]
    First,
    /// Légal 2.
    Second,
    /// Another legal guardian.
    Other,
}

impl Who {
    pub(crate) const ALL: [Self; 4] = [Self::First, Self::Second, Self::Other, Self::Pupil];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Pupil => "eleve",
            Self::First => "legal1",
            Self::Second => "legal2",
            Self::Other => "autre",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Pupil => "Élève",
            Self::First => "Légal 1",
            Self::Second => "Légal 2",
            Self::Other => "Autre légal",
        }
    }

    /// Whether a guardian of this rank is meant: one who is no legal guardian never is.
    pub(crate) fn is(self, rank: Option<Option<u8>>) -> bool {
        match (self, rank) {
            (Self::Pupil, None) => true,
            (Self::First, Some(Some(1))) | (Self::Second, Some(Some(2))) => true,
            (Self::Other, Some(Some(rank))) => rank > 2,
            _ => false,
        }
    }
}

/// With a code or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Access {
    /// « Pas encore attribués ».
    #[default]
    Missing,
    /// « Déjà attribués ».
    Given,
    /// « Tous ».
    All,
}

impl Access {
    pub(crate) const ALL: [Self; 3] = [Self::Missing, Self::Given, Self::All];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Missing => "pas-encore",
            Self::Given => "deja",
            Self::All => "tous",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Missing => "Pas encore attribués",
            Self::Given => "Déjà attribués",
            Self::All => "Tous",
        }
    }
}

/// What is looked for. An empty text asks for nothing; no `who` means everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) who: Option<Who>,
    pub(crate) access: Access,
    pub(crate) mef: String,
    pub(crate) division: String,
    pub(crate) name: String,
}

impl Filter {
    /// What a form says; what it does not say is what it begins with.
    pub(crate) fn of(input: &Input) -> Self {
        let key = |field| input.text(field);
        Self {
            who: Who::ALL.into_iter().find(|who| who.key() == key("qui")),
            access: Access::ALL
                .into_iter()
                .find(|access| access.key() == key("acces"))
                .unwrap_or_default(),
            mef: key("mef").to_owned(),
            division: key("division").to_owned(),
            name: key("nom").to_owned(),
        }
    }

    /// The same as fields of an address.
    pub(crate) fn fields(&self) -> Vec<(&'static str, String)> {
        let who = self.who.map_or("", Who::key);
        vec![
            ("qui", who.to_owned()),
            ("acces", self.access.key().to_owned()),
            ("mef", self.mef.clone()),
            ("division", self.division.clone()),
            ("nom", self.name.clone()),
        ]
    }

    /// Whether a pair is looked for.
    pub(crate) fn takes(&self, row: &Row) -> bool {
        let rank = row.guardian.as_ref().map(|guardian| guardian.legal_rank);
        let who = match self.who {
            Some(who) => who.is(rank),
            None => Who::ALL.into_iter().any(|who| who.is(rank)),
        };
        let text = |asked: &str, is: Option<&str>| asked.is_empty() || is == Some(asked);
        let access = match self.access {
            Access::All => true,
            Access::Missing => row.code.is_none(),
            Access::Given => row.code.is_some(),
        };
        who && access
            && text(&self.mef, row.pupil.mef.as_deref())
            && text(&self.division, row.pupil.division.as_deref())
            && self.names(row)
    }

    /// From the first letter of the surname of the pupil or of the guardian.
    fn names(&self, row: &Row) -> bool {
        let asked = search_key(&self.name);
        let guardian = row.guardian.as_ref();
        let theirs = guardian.map(|guardian| search_key(&guardian.surname));
        row.pupil.sort_key().starts_with(&asked)
            || theirs.is_some_and(|key| key.starts_with(&asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: each rank is in one list; a contact who is no legal guardian is in none.
    #[test]
    fn each_rank_is_in_one_list() {
        for (rank, expected) in [
            (None, Some(Who::Pupil)),
            (Some(Some(1)), Some(Who::First)),
            (Some(Some(2)), Some(Who::Second)),
            (Some(Some(3)), Some(Who::Other)),
            (Some(Some(9)), Some(Who::Other)),
            (Some(None), None),
        ] {
            let lists: Vec<_> = Who::ALL.into_iter().filter(|who| who.is(rank)).collect();
            assert_eq!(lists, expected.into_iter().collect::<Vec<_>>(), "{rank:?}");
        }
    }

    /// Invariant: a filter reads back from its own address.
    #[test]
    fn a_filter_reads_back() {
        for who in Who::ALL.map(Some).into_iter().chain([None]) {
            for access in Access::ALL {
                let filter = Filter {
                    who,
                    access,
                    mef: "10010012110".into(),
                    division: "5B".into(),
                    name: "Ber".into(),
                };
                assert_eq!(Filter::of(&Input::of(filter.fields())), filter);
            }
        }
    }
}
