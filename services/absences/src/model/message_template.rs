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
