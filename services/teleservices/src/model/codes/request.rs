//! What a family asks the office about its code.

/// The kind of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestKind {
    /// « Code perdu ».
    Lost,
    /// « Ne fonctionne pas ».
    NotWorking,
    /// « Refus des télé-services »: no code is made any more, and the one there is, is closed.
    Refusal,
    /// « Ce n'est pas mon enfant »: the register names a guardian who is none.
    WrongLink,
    /// Something else.
    Other,
}

impl RequestKind {
    pub(crate) const ALL: [Self; 5] = [
        Self::Lost,
        Self::NotWorking,
        Self::Refusal,
        Self::WrongLink,
        Self::Other,
    ];

    /// The word kept in the database and in forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::NotWorking => "not_working",
            Self::Refusal => "refusal",
            Self::WrongLink => "wrong_link",
            Self::Other => "other",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Lost => "Code perdu",
            Self::NotWorking => "Ne fonctionne pas",
            Self::Refusal => "Refus des télé-services",
            Self::WrongLink => "N'est pas son enfant",
            Self::Other => "Autre demande",
        }
    }
}

impl TryFrom<String> for RequestKind {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.code() == code)
            .ok_or_else(|| "Choisissez la demande de la famille.".to_owned())
    }
}
