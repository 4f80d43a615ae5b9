//! What a server answers, in words.

use std::{error::Error as _, fmt};

use lettre::transport::smtp::{Error, response::Response};

/// A server's answer. `Display` gives the French sentence and the code: `… (550 5.1.1)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Three digits (RFC 5321, 4.2).
    pub code: u16,
    /// Subject and detail of the finer code (RFC 3463): 5.1.1 gives (1, 1).
    pub finer: Option<(u16, u16)>,
    /// Its words, in its own tongue, 300 characters at most. They may hold the address: they are
    /// not for a log.
    pub text: String,
}

const TEXT_MAX: usize = 300;

impl Reply {
    pub(super) fn new(code: u16, text: &str) -> Self {
        Self {
            code,
            finer: finer(code, text),
            text: text.chars().take(TEXT_MAX).collect(),
        }
    }

    pub(super) fn of_answer(answer: &Response) -> Self {
        let text: Vec<&str> = answer.message().collect();
        Self::new(answer.code().into(), &text.join(" "))
    }

    /// When the failure is an answer with a code of refusal.
    pub(super) fn of_refusal(error: &Error) -> Option<Self> {
        let text = error.source().map(ToString::to_string).unwrap_or_default();
        error.status().map(|code| Self::new(code.into(), &text))
    }

    /// Whether it refuses for now only.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.code / 100 == 4
    }

    /// A plain French sentence for the person who follows the mails.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        if self.code < 400 {
            return "Accepté par le serveur de courriel.";
        }
        match (self.finer, self.code) {
            (Some((1, 1 | 6)), _) => "Cette boîte aux lettres n’existe pas.",
            (Some((1, 2 | 4 | 10)), _) => "Le domaine de cette adresse ne reçoit pas de courriel.",
            (Some((1, 3)), _) | (None, 553) => "Le serveur juge cette adresse incorrecte.",
            (Some((1, 7 | 8)), _) => "Le serveur refuse l’expéditeur.",
            (Some((2, 1)), _) => "Cette boîte aux lettres est fermée.",
            (Some((2, 2)), _) => "La boîte aux lettres est pleine.",
            (Some((2, 3) | (3, 4)), _) => "Le message est trop volumineux.",
            (Some((2, _)), _) => "La boîte aux lettres ne peut pas recevoir ce message.",
            (Some((3, _)), _) => "Le serveur de courriel manque de place ou est en panne.",
            (Some((4, _)), _) => "Le serveur du destinataire est injoignable.",
            (Some((6, _)), _) => "Le serveur refuse la forme du message.",
            (Some((7, 0..=2)), 500..) => {
                "Le serveur refuse le message : jugé indésirable, ou non autorisé."
            }
            (Some((7, 20..=27)), _) => {
                "Le serveur refuse le message : l’expéditeur n’a pas pu être authentifié."
            }
            (Some((7, _)), 500..) => "Le serveur refuse le message par règle de sécurité.",
            (Some((7, _)), _) => "Le serveur demande d’attendre avant de renvoyer ce message.",
            (_, 421) => "Le serveur de courriel est momentanément indisponible.",
            (_, 450) => "La boîte aux lettres est momentanément indisponible.",
            (_, 451 | 454) => "Le serveur de courriel a un incident passager.",
            (_, 452) => "Le serveur de courriel manque de place ; l’envoi reprendra plus tard.",
            (_, 400..=499) => "Le serveur de courriel demande de réessayer plus tard.",
            (_, 530 | 535 | 538) => "Le serveur de courriel demande de s’identifier.",
            (_, 550 | 551) => "Le serveur refuse cette adresse ou ce message.",
            (_, 552) => "La boîte aux lettres est pleine, ou le message trop volumineux.",
            (_, 554) => "Le serveur refuse le message, souvent parce qu’il le juge indésirable.",
            (_, 500..=509) => "Le serveur de courriel n’a pas compris la demande.",
            _ => "Le serveur de courriel refuse le message.",
        }
    }
}

/// The finer code at the beginning, which must agree with the code (RFC 2034, 4).
fn finer(code: u16, text: &str) -> Option<(u16, u16)> {
    let mut parts = text.split_whitespace().next()?.splitn(3, '.');
    let class: u16 = parts.next()?.parse().ok()?;
    let subject = parts.next()?.parse().ok()?;
    let detail = parts.next()?.parse().ok()?;
    (class == code / 100).then_some((subject, detail))
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.sentence(), self.code)?;
        if let Some((subject, detail)) = self.finer {
            write!(f, " {}.{subject}.{detail}", self.code / 100)?;
        }
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: the usual refusals have words of their own, with or without a finer code.
    #[test]
    fn usual_refusals_in_words() {
        for (code, text, shown) in [
            (
                250,
                "2.0.0 Ok: queued as 1",
                "Accepté par le serveur de courriel. (250 2.0.0)",
            ),
            (
                550,
                "5.1.1 User unknown",
                "Cette boîte aux lettres n’existe pas. (550 5.1.1)",
            ),
            (
                452,
                "4.2.2 Over quota",
                "La boîte aux lettres est pleine. (452 4.2.2)",
            ),
            (
                552,
                "5.3.4 Too big",
                "Le message est trop volumineux. (552 5.3.4)",
            ),
            (
                554,
                "5.7.1 Spam",
                "Le serveur refuse le message : jugé indésirable, ou non autorisé. (554 5.7.1)",
            ),
            (
                451,
                "4.7.1 Greylisted",
                "Le serveur demande d’attendre avant de renvoyer ce message. (451 4.7.1)",
            ),
            (
                550,
                "User unknown",
                "Le serveur refuse cette adresse ou ce message. (550)",
            ),
            (
                550,
                "2.1.1 does not agree",
                "Le serveur refuse cette adresse ou ce message. (550)",
            ),
            (
                421,
                "",
                "Le serveur de courriel est momentanément indisponible. (421)",
            ),
        ] {
            assert_eq!(Reply::new(code, text).to_string(), shown);
        }
        assert_eq!(
            Reply::new(550, &"é".repeat(9000)).text.chars().count(),
            TEXT_MAX
        );
    }
}
