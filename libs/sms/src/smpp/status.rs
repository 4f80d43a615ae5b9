//! The codes of answers (SMPP 3.4 §5.1.3), in words.

use std::fmt;

/// A `command_status`, or what a provider answered over HTTP: beyond any SMPP code, a kind in the
/// upper half and the HTTP status in the lower one. `Display` gives the French sentence and the code: `… (0x0B)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Status(pub u32);

/// What to do after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusClass {
    /// Accepted.
    Ok,
    /// Too fast, or a full queue: the message was not taken, try again after a pause.
    Throttle,
    /// The message was not taken; trying again later may succeed.
    Temporary,
    /// The message was not taken and won't be as it is.
    Permanent,
}

// Kinds of what is answered over HTTP.
const REFUSED: u32 = 1;
const REFUSED_FOR_NOW: u32 = 2;
const OUT_OF_CREDIT: u32 = 3;
const THROTTLED: u32 = 4;
const UNWRITABLE: u32 = 5;

impl Status {
    /// ESME_ROK.
    pub const OK: Self = Self(0x00);
    /// ESME_RINVCMDID: an operation that the peer does not know.
    pub const INVALID_COMMAND: Self = Self(0x03);
    /// ESME_RINVBNDSTS: an operation before the bind.
    pub const NOT_BOUND: Self = Self(0x04);
    /// ESME_RSYSERR.
    pub const SYSTEM_ERROR: Self = Self(0x08);
    /// ESME_RINVDSTADR.
    pub const INVALID_DESTINATION: Self = Self(0x0b);
    /// ESME_RBINDFAIL.
    pub const BIND_FAILED: Self = Self(0x0d);
    /// ESME_RINVPASWD.
    pub const INVALID_PASSWORD: Self = Self(0x0e);
    /// ESME_RINVSYSID.
    pub const INVALID_SYSTEM_ID: Self = Self(0x0f);
    /// ESME_RMSGQFUL.
    pub const QUEUE_FULL: Self = Self(0x14);
    /// ESME_RTHROTTLED.
    pub const THROTTLED: Self = Self(0x58);
    /// ESME_RX_T_APPN: the receiving application asks for the message again later.
    pub const RECEIVER_TEMPORARY: Self = Self(0x64);

    /// A message that the provider's HTTP configuration can't write.
    pub const UNWRITABLE: Self = Self(UNWRITABLE << 16);

    /// An HTTP answer that refuses for good.
    #[must_use]
    pub fn http_refused(code: u16) -> Self {
        Self(REFUSED << 16 | u32::from(code))
    }

    /// An HTTP answer that refuses for now.
    #[must_use]
    pub fn http_refused_for_now(code: u16) -> Self {
        Self(REFUSED_FOR_NOW << 16 | u32::from(code))
    }

    /// An HTTP answer that asks to slow down.
    #[must_use]
    pub fn http_throttled(code: u16) -> Self {
        Self(THROTTLED << 16 | u32::from(code))
    }

    /// An HTTP answer which says that the account is empty.
    #[must_use]
    pub fn out_of_credit(code: u16) -> Self {
        Self(OUT_OF_CREDIT << 16 | u32::from(code))
    }

    /// Whether the account is empty.
    #[must_use]
    pub fn is_out_of_credit(self) -> bool {
        self.0 >> 16 == OUT_OF_CREDIT
    }

    /// What to do after this answer. Codes of the vendor's own (0x400 and above) and unknown ones
    /// count as temporary: nothing says that the message itself is wrong.
    #[must_use]
    pub fn class(self) -> StatusClass {
        match self.0 >> 16 {
            REFUSED | UNWRITABLE => return StatusClass::Permanent,
            THROTTLED => return StatusClass::Throttle,
            _ => {}
        }
        match self.0 {
            0x00 => StatusClass::Ok,
            0x14 | 0x58 => StatusClass::Throttle,
            0x01..=0x03 | 0x06 | 0x07 | 0x0a | 0x0b | 0x0e | 0x0f | 0x15 => StatusClass::Permanent,
            0x33 | 0x34 | 0x40 | 0x42..=0x44 | 0x48..=0x51 | 0x53..=0x55 => StatusClass::Permanent,
            0x61..=0x63 | 0x65 | 0x66 | 0xc0..=0xc4 => StatusClass::Permanent,
            _ => StatusClass::Temporary,
        }
    }

    /// A plain French sentence for the person who follows the messages.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self.0 >> 16 {
            REFUSED => return "Le fournisseur a refusé le message.",
            REFUSED_FOR_NOW => return "Le fournisseur ne prend pas le message pour le moment.",
            OUT_OF_CREDIT => return "Le crédit du compte chez le fournisseur est épuisé.",
            THROTTLED => return Self::THROTTLED.sentence(),
            UNWRITABLE => return "Le fournisseur ne sait pas transporter ce message.",
            _ => {}
        }
        match self.0 {
            0x00 => "Accepté par le fournisseur.",
            0x01 => "Le fournisseur juge le message trop long.",
            0x02 | 0x03 => "Le fournisseur n’a pas compris la demande.",
            0x04 => "Le fournisseur n’a pas reconnu la connexion.",
            0x05 => "Ce compte est déjà connecté au fournisseur.",
            0x08 => "Le fournisseur est en panne.",
            0x0a | 0x48 | 0x49 => "Le fournisseur refuse cet expéditeur.",
            0x0b | 0x50 | 0x51 => "Le fournisseur juge ce numéro invalide.",
            0x0d => "Le fournisseur refuse la connexion.",
            0x0e => "Le fournisseur refuse le mot de passe.",
            0x0f => "Le fournisseur ne connaît pas cet identifiant.",
            0x14 => "La file du fournisseur est pleine ; l’envoi reprendra après une pause.",
            0x15 => "Le fournisseur refuse ce type de service.",
            0x43 | 0x44 | 0x54 => "Le fournisseur refuse la forme du message.",
            0x45 => "Le fournisseur n’a pas pu prendre le message.",
            0x53 => "Le fournisseur refuse le type de système déclaré.",
            0x58 => "Le fournisseur demande de ralentir ; l’envoi reprendra après une pause.",
            0x61 | 0x62 => "Le fournisseur refuse la date limite du message.",
            0x64 => "Le destinataire est momentanément indisponible.",
            0x65 | 0x66 => "Le destinataire a refusé le message.",
            0xc0..=0xc4 => "Le fournisseur refuse un paramètre du message.",
            0xfe => "Le fournisseur n’a pas pu remettre le message.",
            0x400.. => "Le fournisseur a répondu par un code qui lui est propre.",
            _ => "Le fournisseur a répondu par une erreur.",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 >> 16, self.0 & 0xffff) {
            (REFUSED..=UNWRITABLE, 0) => f.write_str(self.sentence()),
            (REFUSED..=UNWRITABLE, code) => write!(f, "{} (HTTP {code})", self.sentence()),
            _ => write!(f, "{} (0x{:02X})", self.sentence(), self.0),
        }
    }
}

impl From<rusmpp::CommandStatus> for Status {
    fn from(status: rusmpp::CommandStatus) -> Self {
        Self(status.into())
    }
}

impl From<Status> for rusmpp::CommandStatus {
    fn from(status: Status) -> Self {
        status.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        for (code, class) in [
            (0x00, StatusClass::Ok),
            (0x08, StatusClass::Temporary),
            (0x0b, StatusClass::Permanent),
            (0x14, StatusClass::Throttle),
            (0x45, StatusClass::Temporary),
            (0x58, StatusClass::Throttle),
            (0x64, StatusClass::Temporary),
            (0x442, StatusClass::Temporary),
            (Status::http_refused(400).0, StatusClass::Permanent),
            (Status::http_refused_for_now(403).0, StatusClass::Temporary),
            (Status::out_of_credit(402).0, StatusClass::Temporary),
            (Status::http_throttled(429).0, StatusClass::Throttle),
            (Status::UNWRITABLE.0, StatusClass::Permanent),
        ] {
            assert_eq!(Status(code).class(), class, "0x{code:x}");
        }
        assert_eq!(
            Status::INVALID_DESTINATION.to_string(),
            "Le fournisseur juge ce numéro invalide. (0x0B)"
        );
        assert_eq!(
            Status::out_of_credit(402).to_string(),
            "Le crédit du compte chez le fournisseur est épuisé. (HTTP 402)"
        );
    }
}
