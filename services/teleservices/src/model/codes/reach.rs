//! To whom a notification goes, by which means, or why it cannot.

use super::{CodeState, Row, Who};
use mail::Address;
use messaging::Medium;
use records::GuardianOf;
use sms::MobileNumber;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// By which means codes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Means {
    #[default]
    Mail,
    Letter,
    Sms,
    /// A sheet for each class, of the pupils' own codes.
    Sheet,
}

impl Means {
    pub(crate) const ALL: [Self; 4] = [Self::Mail, Self::Letter, Self::Sms, Self::Sheet];

    /// The word kept in the database and in forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Letter => "letter",
            Self::Sms => "sms",
            Self::Sheet => "sheet",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|means| means.code() == code)
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Mail => "Courriel",
            Self::Letter => "Courrier",
            Self::Sms => "SMS",
            Self::Sheet => "Feuille par classe",
        }
    }

    /// How such a message leaves by itself; none for paper.
    pub(crate) fn medium(self) -> Option<Medium> {
        match self {
            Self::Mail => Some(Medium::Mail),
            Self::Sms => Some(Medium::Sms),
            Self::Letter | Self::Sheet => None,
        }
    }

    /// Whether it is printed here.
    pub(crate) fn is_paper(self) -> bool {
        matches!(self, Self::Letter | Self::Sheet)
    }
}

/// Where one message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    Mail(Address),
    Mobile(MobileNumber),
    Home(Box<print::Recipient>),
    /// Handed out in class.
    Class,
}

impl Way {
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Mail(address) => address.as_str().to_owned(),
            Self::Mobile(number) => number.to_string(),
            Self::Home(home) => home.lines().join(", "),
            Self::Class => "Remis en classe".into(),
        }
    }
}

/// Who gets one message, with all the pairs that it tells of.
#[derive(Debug, Clone)]
pub(crate) struct Recipient<'r> {
    /// The guardian, or the pupil for their own code.
    pub(crate) holder: Uuid,
    /// « BERTIN Nadia ».
    pub(crate) name: String,
    pub(crate) rows: Vec<&'r Row>,
    pub(crate) way: Result<Way, String>,
}

/// The messages of a notification: one for each holder of a pair that is asked for, telling of all the children
/// whose code can be told. `all` are the pairs of the school, `asked` says which bring their holder in, `again`
/// whether codes that were notified are made anew and told again.
pub(crate) fn recipients<'r>(
    all: &'r [Row],
    asked: impl Fn(&Row) -> bool,
    means: Means,
    again: bool,
) -> Vec<Recipient<'r>> {
    let mut by_holder: BTreeMap<(String, Uuid), Vec<&Row>> = BTreeMap::new();
    let mut wanted: HashMap<Uuid, bool> = HashMap::new();
    for row in all.iter().filter(|row| tells(row, again)) {
        let own = row.guardian.is_none();
        // A child's own code is never in what goes to a guardian by another pair.
        let key = (education::sort_key(&row.holder_name()), row.pair.holder);
        *wanted.entry(row.pair.holder).or_default() |= asked(row);
        if means == Means::Sheet && !own {
            continue;
        }
        by_holder.entry(key).or_default().push(row);
    }
    let homes = families(all);
    by_holder
        .into_iter()
        .filter(|((_, holder), _)| wanted.get(holder).copied().unwrap_or_default())
        .map(|((_, holder), rows)| Recipient {
            holder,
            name: rows[0].holder_name(),
            way: way(rows[0], means, &homes),
            rows,
        })
        .collect()
}

/// Whether a code can be told: it waits sealed; or was told, and another one may take its place.
fn tells(row: &Row, again: bool) -> bool {
    let state = row.state();
    !row.refused
        && match again {
            false => state == Some(CodeState::Generated),
            true => state.is_some_and(CodeState::waits),
        }
}

/// For each pupil, the guardian to whom the family's letters go: the correspondent, or légal 1.
fn families(all: &[Row]) -> HashMap<Uuid, &GuardianOf> {
    let mut homes: HashMap<Uuid, &GuardianOf> = HashMap::new();
    for row in all {
        let Some(guardian) = &row.guardian else {
            continue;
        };
        let known = homes.entry(row.pupil.id.uuid()).or_insert(guardian);
        let before = |one: &GuardianOf| (!one.correspondent, one.legal_rank.unwrap_or(u8::MAX));
        if before(guardian) < before(known) {
            *known = guardian;
        }
    }
    homes
}

fn way(row: &Row, means: Means, homes: &HashMap<Uuid, &GuardianOf>) -> Result<Way, String> {
    let (email, mobile, accepts) = match &row.guardian {
        Some(guardian) => (&guardian.email, guardian.mobile, guardian.accepts_sms),
        None => (&row.pupil.email, row.pupil.mobile, row.pupil.accepts_sms),
    };
    match means {
        Means::Sheet if row.guardian.is_some() => {
            Err("une feuille ne porte que les codes des élèves".into())
        }
        Means::Sheet if row.pupil.division.is_none() => Err("n'a pas de classe".into()),
        Means::Sheet => Ok(Way::Class),
        Means::Mail => match email.as_deref().map(str::trim) {
            None | Some("") => Err("n'a pas d'adresse électronique".into()),
            Some(typed) => Address::parse(typed)
                .map(Way::Mail)
                .map_err(|_| "son adresse électronique n'est pas utilisable".into()),
        },
        Means::Sms if !accepts => Err("n'accepte pas les SMS".into()),
        Means::Sms => mobile
            .map(Way::Mobile)
            .ok_or_else(|| "n'a pas de numéro de mobile utilisable".into()),
        Means::Letter => home(row, homes),
    }
}

/// A pupil's own letter goes to the family.
fn home(row: &Row, homes: &HashMap<Uuid, &GuardianOf>) -> Result<Way, String> {
    let guardian = match &row.guardian {
        Some(guardian) => guardian,
        None => homes
            .get(&row.pupil.id.uuid())
            .copied()
            .ok_or("n'a pas de responsable à qui écrire")?,
    };
    let address = guardian.address.as_ref();
    let lines = address.map(records::Address::envelope).unwrap_or_default();
    let people = [match row.guardian {
        Some(_) => polite(guardian),
        None => format!("Famille de {} {}", row.pupil.first_name, row.pupil.surname),
    }];
    let fitted = match address.is_some_and(records::Address::is_abroad) {
        true => print::Recipient::abroad(&people, &lines),
        false => print::Recipient::new(&people, &lines),
    };
    fitted
        .map(|recipient| Way::Home(Box::new(recipient)))
        .map_err(|misfit| misfit.to_string())
}

/// « Mme Nadia BERTIN ».
pub(crate) fn polite(guardian: &GuardianOf) -> String {
    let civility = match guardian.civility.as_deref().unwrap_or_default() {
        "MME" | "MLLE" | "Mme" | "MADAME" => "Mme ",
        "M" | "M." | "MR" | "MONSIEUR" => "M. ",
        _ => "",
    };
    let name = format!("{} {}", guardian.first_name, guardian.surname);
    format!("{civility}{}", name.trim())
}

impl Who {
    /// By which means these can be told.
    pub(crate) fn means(self) -> &'static [Means] {
        match self {
            Self::Pupil => &Means::ALL,
            _ => &[Means::Mail, Means::Letter, Means::Sms],
        }
    }
}
