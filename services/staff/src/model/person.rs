//! Somebody of the school: their row of the register, their account, or both; and lists of them.

use super::function;
use admission::Function;
use chrono::{DateTime, Utc};
use education::{list_name, search_key, sort_key};
use identity::AccountHere;
use records::{StaffMember, Taught};
use std::collections::HashMap;
use ui::{Direction, Tone, fr};
use uuid::Uuid;
use web::Input;

/// Somebody who works at the school, or whose account opens something there.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Who works here this year, by STS or by hand; `None`: only the account says so.
    pub(crate) staff: Option<StaffMember>,
    /// Their account.
    pub(crate) account: Option<AccountHere>,
}

/// How far an account is, seen from the school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// There is none.
    None,
    /// Another school opened it; it opens nothing here.
    Elsewhere,
    /// No password yet, and no link that works.
    LinkExpired,
    /// No password yet; the link works.
    LinkWaiting,
    /// The person signs in with it.
    Active,
    /// It opens nothing here any more.
    Removed,
    /// It opens nothing anywhere any more.
    Closed,
}

impl State {
    /// Words and tone.
    pub(crate) fn label(self) -> (&'static str, Tone) {
        match self {
            Self::None => ("Sans compte", Tone::Warning),
            Self::Elsewhere => ("Compte d'un autre établissement", Tone::Warning),
            Self::LinkExpired => ("Lien expiré", Tone::Warning),
            Self::LinkWaiting => ("Mot de passe à choisir", Tone::Info),
            Self::Active => ("Actif", Tone::Success),
            Self::Removed => ("Accès retiré", Tone::Neutral),
            Self::Closed => ("Compte fermé", Tone::Neutral),
        }
    }
}

impl Person {
    /// By which the pages call them: the register's row, else the account.
    pub(crate) fn id(&self) -> Uuid {
        match (&self.staff, &self.account) {
            (Some(staff), _) => staff.id.uuid(),
            (None, Some(account)) => account.id.uuid(),
            (None, None) => Uuid::nil(),
        }
    }

    /// Surname and first name.
    pub(crate) fn names(&self) -> (&str, &str) {
        match (&self.staff, &self.account) {
            (Some(staff), _) => (&staff.surname, &staff.first_name),
            (None, Some(account)) => (&account.surname, &account.first_name),
            (None, None) => ("", ""),
        }
    }

    /// « PERRIN Claire ».
    pub(crate) fn list_name(&self) -> String {
        let (surname, first_name) = self.names();
        list_name(surname, first_name)
    }

    /// « Enseignant et Direction »; for who has only an account, what it opens.
    pub(crate) fn functions(&self) -> String {
        match (&self.staff, &self.account) {
            (Some(staff), _) => {
                let posts = staff.posts.iter();
                let words: Vec<String> = posts.map(|p| function::words(&p.function)).collect();
                fr::list(&words)
            }
            (None, Some(account)) => opened(&account.here),
            (None, None) => String::new(),
        }
    }

    /// How far the account is.
    pub(crate) fn state(&self, now: DateTime<Utc>) -> State {
        let Some(account) = &self.account else {
            return State::None;
        };
        match account {
            account if account.closed => State::Closed,
            account if account.here.is_empty() && account.before.is_empty() => State::Elsewhere,
            account if account.here.is_empty() => State::Removed,
            account if account.has_password => State::Active,
            account if account.link_until.is_some_and(|until| until > now) => State::LinkWaiting,
            _ => State::LinkExpired,
        }
    }

    /// Whether « Ouvrir les comptes » has something to do for them.
    pub(crate) fn is_to_open(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state(now), State::None | State::Elsewhere)
    }
}

/// « Vie scolaire et Secrétariat ».
pub(crate) fn opened(functions: &[Function]) -> String {
    let labels: Vec<&str> = functions.iter().map(|f| f.label()).collect();
    fr::list(&labels)
}

/// « Mathématiques : 5A et 5B ».
pub(crate) fn taught(taught: &Taught) -> String {
    if taught.to.is_empty() {
        return taught.subject.clone();
    }
    format!("{} : {}", taught.subject, fr::list(&taught.to))
}

/// « Professeur principal de 5B », for who answers for a class.
pub(crate) fn principal(member: &StaffMember) -> Option<String> {
    (!member.principal_of.is_empty())
        .then(|| format!("Professeur principal de {}", fr::list(&member.principal_of)))
}

/// All of the school: those of the register, then those whom only an account names.
pub(crate) fn gather(staff: Vec<StaffMember>, accounts: Vec<AccountHere>) -> Vec<Person> {
    let mut accounts: HashMap<_, _> = accounts.into_iter().map(|one| (one.id, one)).collect();
    let mut people: Vec<Person> = staff
        .into_iter()
        .map(|staff| Person {
            account: staff.account.and_then(|id| accounts.remove(&id)),
            staff: Some(staff),
        })
        .collect();
    let mut alone: Vec<Person> = accounts
        .into_values()
        .map(|account| Person {
            staff: None,
            account: Some(account),
        })
        .collect();
    alone.sort_by_cached_key(|person| (sort_key(&person.list_name()), person.id()));
    people.append(&mut alone);
    people
}

/// Somebody of the same name whom only an account names: perhaps the same person.
pub(crate) fn namesake<'p>(people: &'p [Person], of: &Person) -> Option<&'p AccountHere> {
    let key = |person: &Person| {
        let (surname, first_name) = person.names();
        (search_key(surname), search_key(first_name))
    };
    let wanted = key(of);
    let mut alone = people.iter().filter(|person| person.staff.is_none());
    let same = alone.find(|person| key(person) == wanted)?;
    same.account.as_ref().filter(|account| !account.closed)
}

/// What a list shows of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct View {
    /// Part of a name.
    pub(crate) name: String,
    /// Which accounts: see [`STATES`].
    pub(crate) account: String,
    /// By which column.
    pub(crate) sort: &'static str,
    /// Which way.
    pub(crate) direction: Direction,
}

/// The choices of « Compte »: value, words.
pub(crate) const STATES: [(&str, &str); 5] = [
    ("", "Tous"),
    ("sans", "Sans compte"),
    ("choisir", "Mot de passe à choisir"),
    ("actif", "Actif"),
    ("retire", "Accès retiré"),
];

/// The columns by which one may sort.
pub(crate) const SORTS: [&str; 3] = ["nom", "fonction", "compte"];

impl View {
    /// From the address, or from the form of the list.
    pub(crate) fn of(input: &Input) -> Self {
        let sort = SORTS.iter().find(|key| **key == input.text("tri"));
        Self {
            name: input.text("nom").to_owned(),
            account: input.text("compte").to_owned(),
            sort: sort.copied().unwrap_or(SORTS[0]),
            direction: match input.text("sens") {
                "desc" => Direction::Down,
                _ => Direction::Up,
            },
        }
    }

    /// As fields of an address.
    pub(crate) fn fields(&self, sort: &str, direction: Direction) -> [(&'static str, String); 4] {
        let way = match direction {
            Direction::Up => "asc",
            Direction::Down => "desc",
        };
        [
            ("nom", self.name.clone()),
            ("compte", self.account.clone()),
            ("tri", sort.to_owned()),
            ("sens", way.to_owned()),
        ]
    }

    /// Whether something is left out.
    pub(crate) fn narrows(&self) -> bool {
        !self.name.is_empty() || !self.account.is_empty()
    }

    fn shows(&self, person: &Person, now: DateTime<Utc>) -> bool {
        let state = person.state(now);
        let of_state = match self.account.as_str() {
            "sans" => person.is_to_open(now),
            "choisir" => matches!(state, State::LinkWaiting | State::LinkExpired),
            "actif" => state == State::Active,
            "retire" => matches!(state, State::Removed | State::Closed),
            // Who left, and was never of the list, is not of the school any more.
            _ => person.staff.is_some() || !matches!(state, State::Removed | State::Closed),
        };
        let (surname, first_name) = person.names();
        let wanted = search_key(&self.name);
        let named = search_key(&format!("{surname} {first_name}")).contains(&wanted)
            || search_key(&format!("{first_name} {surname}")).contains(&wanted);
        of_state && named
    }

    /// Those, sorted.
    pub(crate) fn apply<'p>(&self, people: &'p [Person], now: DateTime<Utc>) -> Vec<&'p Person> {
        let mut shown: Vec<&Person> = people.iter().filter(|p| self.shows(p, now)).collect();
        shown.sort_by_cached_key(|person| {
            let first = match self.sort {
                "fonction" => sort_key(&person.functions()),
                "compte" => format!("{}", person.state(now) as u8),
                _ => String::new(),
            };
            (first, sort_key(&person.list_name()), person.id())
        });
        if self.direction == Direction::Down {
            shown.reverse();
        }
        shown
    }
}
