//! « Modèles de document »: what a text message, a mail or a letter says.

use super::text::{Template, TemplateError};
use messaging::Medium;
use web::{Input, Invalid};

/// A template, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MessageTemplateRow {}

/// A template, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MessageTemplate {
    /// By what means it goes: an action has one of the same.
    pub(crate) medium: Medium,
    /// « Absence, premier courrier ».
    pub(crate) label: String,
    /// The subject; a text message has none.
    pub(crate) subject: Option<Template>,
    pub(crate) body: Template,
    /// Who writes a letter, line by line, under the name of the school.
    pub(crate) letterhead: Vec<String>,
    /// Who signs it: « Le conseiller principal d'éducation ».
    pub(crate) signatory: String,
}

/// Lines that stand at the head of a letter under the name of the school.
const LETTERHEAD: usize = 5;

impl MessageTemplate {
    /// Whether what it gives speaks of the motif.
    pub(crate) fn says_reason(&self) -> bool {
        let mut texts = self.subject.iter().chain([&self.body]);
        texts.any(|text| text.says("motif"))
    }

    /// Those that a school begins with, one by means.
    pub(crate) fn first(medium: Medium) -> Self {
        let text = |text: &str| Template::stored(text.to_owned());
        let (label, subject, body) = match medium {
            Medium::Sms => (
                "SMS d'absence",
                None,
                "{etablissement} : {nature} de {eleve} ({classe}) {periode}. Merci d'appeler le \
                 {emetteur}.",
            ),
            Medium::Mail => (
                "Courriel d'absence",
                Some("{etablissement} : {nature} de {prenom} {periode}"),
                "Madame, Monsieur,\n\nNous vous informons que nous avons enregistré pour {eleve} \
                 ({classe}) : {nature} {periode}.\n\nMotif : {motif}.\n\nMerci de nous en dire la \
                 raison sous {delai}, par téléphone au {emetteur}.\n\n{etablissement}\n\nCe courriel \
                 est envoyé automatiquement : pour répondre, téléphonez-nous.",
            ),
            Medium::Letter => (
                "Courrier d'absence",
                Some("{nature} de {eleve} ({classe}) {periode}"),
                "Madame, Monsieur,\n\nNous avons enregistré pour {eleve}, élève de {classe} : \
                 {nature} {periode}.\n\nMotif : {motif}.\n\nLa loi vous demande de faire connaître \
                 sans délai à l'établissement la raison de chaque absence (Code de l'éducation, \
                 article L131-8). Merci de nous répondre sous {delai}, par écrit ou par téléphone au \
                 {emetteur}.\n\nVeuillez agréer, Madame, Monsieur, l'expression de notre \
                 considération distinguée.",
            ),
        };
        let letter = medium == Medium::Letter;
        Self {
            medium,
            label: label.to_owned(),
            subject: subject.map(text),
            body: text(body),
            letterhead: Vec::new(),
            signatory: if letter {
                "La vie scolaire".to_owned()
            } else {
                String::new()
            },
        }
    }

    /// How long a text may be, in characters.
    pub(crate) fn longest(medium: Medium) -> usize {
        match medium {
            Medium::Sms => 600,
            Medium::Mail | Medium::Letter => 4_000,
        }
    }

    /// Reads the form of a template that goes by this means.
    pub(crate) fn parse(medium: Medium, input: &Input) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let label = invalid.required(input, "libelle", "Indiquez un libellé.");
        short(&mut invalid, "libelle", &label, 60);
        let subject = match medium {
            Medium::Sms => Some(None),
            _ => invalid
                .check(
                    "objet",
                    Template::parse(input.text("objet"), 120).map_err(subject_words),
                )
                .map(Some),
        };
        let body = invalid.check(
            "texte",
            Template::parse(input.text("texte"), Self::longest(medium)),
        );
        let (mut letterhead, mut signatory) = (Vec::new(), String::new());
        if medium == Medium::Letter {
            let lines = input.text("entete").lines().map(str::trim);
            letterhead = lines
                .filter(|line| !line.is_empty())
                .map(ToOwned::to_owned)
                .collect();
            if letterhead.len() > LETTERHEAD
                || letterhead.iter().any(|line| line.chars().count() > 60)
            {
                invalid.add("entete", "Cinq lignes au plus, de 60 caractères au plus.");
            }
            signatory = invalid.required(input, "signataire", "Indiquez qui signe.");
            short(&mut invalid, "signataire", &signatory, 60);
        }
        match (subject, body) {
            (Some(subject), Some(body)) if invalid.is_empty() => Ok(Self {
                medium,
                label,
                subject,
                body,
                letterhead,
                signatory,
            }),
            _ => Err(invalid),
        }
    }
}

fn short(invalid: &mut Invalid, field: &'static str, text: &str, longest: usize) {
    if text.chars().count() > longest {
        let sentence = format!("C'est trop long : {longest} caractères au plus.");
        invalid.add(field, sentence);
    }
}

/// A subject is refused as a text is, in its own words.
fn subject_words(error: TemplateError) -> String {
    match error {
        TemplateError::Empty => "Indiquez l'objet.".to_owned(),
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [(&str, &str); 5] = [
        ("libelle", "Relance"),
        ("objet", "Absence"),
        ("texte", "Bonjour"),
        ("entete", "9 rue Notre-Dame"),
        ("signataire", "La CPE"),
    ];

    fn parse(medium: Medium, changed: &str, to: &str) -> Result<MessageTemplate, Invalid> {
        let fields = FIELDS.map(|(name, value)| (name, if name == changed { to } else { value }));
        MessageTemplate::parse(medium, &Input::of(fields))
    }

    /// Invariant: what is too long is refused on its field, at the exact limit; each means asks for what
    /// it shows and for no more.
    #[test]
    fn each_field_has_its_limit() {
        let lines = |count, length| vec!["é".repeat(length); count].join("\r\n");
        for (medium, field, last, beyond) in [
            (Medium::Sms, "libelle", lines(1, 60), lines(1, 61)),
            (Medium::Sms, "texte", lines(1, 600), lines(1, 601)),
            (Medium::Mail, "texte", lines(1, 4_000), lines(1, 4_001)),
            (Medium::Letter, "texte", lines(1, 4_000), lines(1, 4_001)),
            (Medium::Mail, "objet", lines(1, 120), lines(1, 121)),
            (Medium::Letter, "entete", lines(5, 60), lines(6, 1)),
            (Medium::Letter, "entete", String::new(), lines(1, 61)),
            (Medium::Letter, "signataire", lines(1, 60), lines(1, 61)),
        ] {
            assert!(parse(medium, field, &last).is_ok(), "{field}");
            let refused = parse(medium, field, &beyond).unwrap_err();
            assert_eq!(refused.all().len(), 1, "{field}");
            assert!(refused.on(field).is_some(), "{field}");
        }
        for (medium, field, asked) in [
            (Medium::Sms, "objet", false),
            (Medium::Mail, "objet", true),
            (Medium::Letter, "objet", true),
            (Medium::Mail, "signataire", false),
            (Medium::Letter, "signataire", true),
        ] {
            assert_eq!(parse(medium, field, "").is_err(), asked, "{field}");
        }
    }
}
