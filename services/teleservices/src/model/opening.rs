//! The words and the rules of the opening, without I/O.

use admission::Family;
use identity::{Openings, WantedOpening};
use web::{FamilyService, Input};

/// What a school answers when it is asked whether it wishes to offer télé-services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// « Je souhaite en proposer ».
    Offers,
    /// « Pas maintenant ».
    NotNow,
}

impl Choice {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Offers, Self::NotNow];

    /// The value of a form.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Offers => "oui",
            Self::NotNow => "non",
        }
    }

    /// The choice of a value.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }

    /// The words of the page, which are those of the button.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Offers => "Je souhaite en proposer",
            Self::NotNow => "Pas maintenant",
        }
    }
}

/// The field of a service's boxes.
pub(crate) fn field(service: &FamilyService) -> String {
    format!("ouvert-{}", service.id)
}

/// What the boxes ask for, of each service that there is: what else is in a form is ignored.
pub(crate) fn wanted<'a>(input: &Input, services: &[FamilyService]) -> Vec<WantedOpening<'a>> {
    let of = |service: &FamilyService| {
        let field = field(service);
        Family::ALL.map(|to| {
            (
                service.id,
                to,
                input.all(&field).any(|code| code == to.code()),
            )
        })
    };
    services.iter().flat_map(of).collect()
}

/// Whether that is what is open already.
pub(crate) fn is_so(openings: &Openings, wanted: &[WantedOpening<'_>]) -> bool {
    let mut wanted = wanted.iter();
    wanted.all(|(service, to, open)| openings.is_open(service, *to) == *open)
}

/// The boxes as they are when the page is opened.
pub(crate) fn filled(openings: &Openings, services: &[FamilyService]) -> Input {
    let ticked = services.iter().flat_map(|service| {
        let open = Family::ALL
            .into_iter()
            .filter(|to| openings.is_open(service.id, *to));
        open.map(|to| (field(service), to.code().to_owned()))
    });
    let version = ("version".to_owned(), openings.version().to_string());
    Input::of(ticked.chain([version]))
}

/// « aux responsables ».
pub(crate) fn to_whom(to: Family) -> &'static str {
    match to {
        Family::Guardian => "aux responsables",
        Family::Pupil => "aux élèves",
    }
}

/// « Notes : ouvert aux responsables ».
pub(crate) fn told(name: &str, to: Family, open: bool) -> String {
    let state = if open { "ouvert" } else { "fermé" };
    format!("{name}\u{a0}: {state} {}", to_whom(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICES: [FamilyService; 2] = [service("absences"), service("marks")];

    const fn service(id: &'static str) -> FamilyService {
        FamilyService {
            id,
            page: "page",
            name: "Service",
            sentence: "Ce qu'il montre.",
            settings: None,
        }
    }

    /// Invariant: a box that is not ticked is a service that is closed, and what no service offers is
    /// nothing; the page opens with what is open.
    #[test]
    fn a_form_says_all_that_is_open() {
        let input =
            Input::parse("ouvert-marks=pupil&ouvert-marks=operator&ouvert-menu=guardian&x=1");
        let asked = wanted(&input, &SERVICES);
        let open: Vec<_> = asked.iter().filter(|(.., open)| *open).collect();
        assert_eq!(
            (asked.len(), open),
            (4, vec![&("marks", Family::Pupil, true)])
        );
        let none = Openings::default();
        assert!(!is_so(&none, &asked));
        let shown = filled(&none, &SERVICES);
        assert_eq!(shown.text("version"), "0");
        assert!(is_so(&none, &wanted(&shown, &SERVICES)));
        for choice in Choice::ALL {
            assert_eq!(Choice::from_code(choice.code()), Some(choice));
        }
        assert_eq!(Choice::from_code(""), None);
    }
}
