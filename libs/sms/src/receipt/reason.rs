//! Why a message did not arrive, in words.

use super::State;

/// Why a message did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Failure {
    /// Trying again is useless: the number must be corrected, or the family called.
    pub permanent: bool,
    /// A plain French sentence for the school.
    pub sentence: &'static str,
}

/// Codes are the GSM ones (3GPP TS 29.002 §17.6.6, as most French providers relay them); a
/// provider with codes of its own falls back on what the state says.
pub(super) fn of(state: &State, error: Option<&str>) -> Option<Failure> {
    let failure = |permanent, sentence| {
        Some(Failure {
            permanent,
            sentence,
        })
    };
    match state {
        State::Expired => failure(
            false,
            "Le téléphone est resté éteint ou hors réseau trop longtemps.",
        ),
        State::Deleted => failure(true, "Le message a été supprimé par l’opérateur."),
        State::Rejected => failure(true, "L’opérateur a refusé le message."),
        State::Undeliverable => {
            let code = error.and_then(|error| error.trim().parse::<u16>().ok());
            match code {
                Some(1 | 5) => failure(true, "Ce numéro n’est attribué à personne."),
                Some(9) => failure(true, "La ligne est suspendue ou résiliée."),
                Some(11) => failure(true, "Cette ligne ne reçoit pas de SMS."),
                Some(12) => failure(true, "Le téléphone est refusé par le réseau."),
                Some(13) => failure(true, "La ligne refuse ces messages."),
                Some(6 | 27) => failure(false, "Le téléphone est éteint ou hors réseau."),
                Some(31) => failure(false, "Le téléphone était occupé."),
                Some(32) => failure(false, "La mémoire du téléphone est pleine."),
                Some(34) => failure(false, "Le réseau de l’opérateur a eu une panne."),
                _ => failure(false, "L’opérateur n’a pas pu remettre le message."),
            }
        }
        State::EnRoute | State::Delivered | State::Accepted | State::Unknown | State::Other(_) => {
            None
        }
    }
}
