//! « Élève » among the recipients: on a mobile of their own, if they accept.

use super::known::Known;
use sms::MobileNumber;
use web::Input;

/// What the form sends for the pupil, beside identifiers of guardians.
pub(super) const PUPIL: &str = "eleve";

impl Known {
    /// How the pupil is told; or why not, in words that follow « Élève (BERTIN Léo) : ».
    pub(super) fn own_mobile(&self) -> Result<MobileNumber, &'static str> {
        let typed = self.own.mobile_typed.as_deref().unwrap_or_default();
        match self.own.mobile {
            _ if !self.own.accepts_sms => Err("n'accepte pas les SMS"),
            Some(number) => Ok(number),
            None if typed.trim().is_empty() => Err("n'a pas de numéro de mobile à soi"),
            None => Err("son numéro de mobile n'est pas utilisable"),
        }
    }

    /// The pupil's number, when the pupil is chosen and may be told.
    pub(super) fn own_chosen(&self, input: &Input) -> Option<MobileNumber> {
        let chosen = input.all("destinataires").any(|value| value == PUPIL);
        self.own_mobile().ok().filter(|_| chosen)
    }
}
