//! What is typed of a provider, and its rules.

use messaging::{Protocol, Provider, ProviderForm};
use sms::{
    IdNormalisation,
    http::{CallbackSecret, HttpProvider},
};
use web::{Input, Invalid};

/// The fields whose values are kept: name, label.
pub(super) const FIELDS: [(&str, &str); 13] = [
    ("nom", "Nom"),
    ("protocole", "Protocole"),
    ("hote", "Hôte"),
    ("port", "Port"),
    ("description", "Description"),
    ("fenetre", "Fenêtre"),
    ("debit", "SMS par seconde et par session"),
    ("debit_total", "SMS par seconde en tout"),
    ("sessions", "Sessions au plus"),
    ("identifiants", "Identifiants des accusés"),
    ("courriel", "Contact courriel"),
    ("telephone", "Contact téléphonique"),
    ("informations", "Informations"),
];

/// The longest that each may be, in signs. A name of a machine: RFC 1035 §2.3.4; an address of mail:
/// RFC 5321 §4.5.3.1.
const LONGEST: [(&str, usize); 6] = [
    ("nom", 80),
    ("hote", 253),
    ("description", 20_000),
    ("courriel", 254),
    ("telephone", 40),
    ("informations", 500),
];

/// By SMPP, or over HTTP: the words of the form.
pub(super) const SMPP: &str = "smpp";
pub(super) const HTTP: &str = "http";

/// What was typed, field by field.
pub(crate) struct Typed {
    values: [String; 13],
    /// Never shown once it is kept.
    pub(super) secret: String,
    pub(crate) version: i64,
}

impl Typed {
    pub(crate) fn of_input(input: &Input) -> Self {
        Self {
            values: FIELDS.map(|(field, _)| input.text(field).to_owned()),
            secret: input.text("secret").to_owned(),
            version: input.text("version").parse().unwrap_or(0),
        }
    }

    /// Nothing yet: what is prudent to begin with, and a secret to give to the provider.
    pub(crate) fn blank(secret: String) -> Self {
        let form = ProviderForm::new("", "", 2775);
        Self {
            secret,
            ..Self::of_form(&form, String::new(), 0)
        }
    }

    pub(crate) fn of_provider(known: &Provider) -> Self {
        let configuration = known.configuration().to_owned();
        match form_of(known) {
            Some(form) => Self::of_form(&form, configuration, known.version),
            // What can't be read any more is shown as it is kept.
            None => {
                let mut typed = Self::of_form(
                    &ProviderForm::new(known.name.as_str(), "", 2775),
                    configuration,
                    known.version,
                );
                HTTP.clone_into(&mut typed.values[1]);
                typed
            }
        }
    }

    fn of_form(form: &ProviderForm, configuration: String, version: i64) -> Self {
        let (protocol, host, port) = match &form.protocol {
            Protocol::Smpp { host, port } => (SMPP, host.clone(), *port),
            Protocol::Http(_) => (HTTP, String::new(), 2775),
        };
        Self {
            values: [
                form.name.clone(),
                protocol.to_owned(),
                host,
                port.to_string(),
                configuration,
                form.window.to_string(),
                form.per_second.to_string(),
                form.per_second_in_all.to_string(),
                form.max_sessions.to_string(),
                form.id_rule.word().to_owned(),
                form.contact_email.clone(),
                form.contact_phone.clone(),
                form.information_url.clone(),
            ],
            secret: String::new(),
            version,
        }
    }

    pub(super) fn text(&self, field: &str) -> &str {
        FIELDS
            .iter()
            .zip(&self.values)
            .find(|((name, _), _)| *name == field)
            .map_or("", |(_, value)| value)
    }

    /// Label, value.
    pub(crate) fn fields(&self) -> Vec<(&'static str, &str)> {
        let labels = FIELDS.iter().map(|(_, label)| *label);
        labels.zip(self.values.iter().map(String::as_str)).collect()
    }

    /// The form, or what is wrong, field by field.
    pub(crate) fn judge(&self, has_secret: bool) -> Result<ProviderForm, Invalid> {
        let mut invalid = Invalid::default();
        let text = |field: &str| self.text(field).to_owned();
        for (field, most) in LONGEST {
            if self.text(field).chars().count() > most {
                invalid.add(field, format!("C'est trop long : {most} signes au plus."));
            }
        }
        if self.secret.chars().count() > 200 {
            invalid.add("secret", "C'est trop long : 200 signes au plus.");
        }
        if self.text("nom").is_empty() {
            invalid.add(
                "nom",
                "Donnez le nom sous lequel les établissements le choisiront.",
            );
        }
        let (protocol, callback_secret) = match self.text("protocole") {
            SMPP | "" => (self.message_centre(&mut invalid), None),
            HTTP => self.description(has_secret, &mut invalid),
            _ => {
                invalid.add("protocole", "Choisissez un protocole de la liste.");
                (None, None)
            }
        };
        let mut number = |field: &'static str, least: u16, most: u16| {
            self.number(field, least, most, &mut invalid)
        };
        let window = number("fenetre", 1, 100);
        let per_second = number("debit", 0, 1_000);
        let per_second_in_all = match self.text("debit_total") {
            "" => 0,
            _ => number("debit_total", 0, 10_000),
        };
        let max_sessions = number("sessions", 1, 1_000);
        let id_rule = match self.text("identifiants") {
            "" => IdNormalisation::Exact,
            word => {
                let judged = word.parse::<IdNormalisation>();
                let judged = judged.map_err(|_| "Choisissez une règle dans la liste.");
                invalid
                    .check("identifiants", judged)
                    .unwrap_or(IdNormalisation::Exact)
            }
        };
        let email = self.text("courriel");
        if !email.is_empty() && !email.contains('@') {
            invalid.add(
                "courriel",
                "Donnez une adresse complète, par exemple aide@exemple.fr.",
            );
        }
        let url = self.text("informations");
        if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
            invalid.add(
                "informations",
                "Donnez une adresse qui commence par https://.",
            );
        }
        match protocol.filter(|_| invalid.is_empty()) {
            None => Err(invalid),
            Some(protocol) => Ok(ProviderForm {
                name: text("nom"),
                protocol,
                callback_secret,
                contact_email: text("courriel"),
                contact_phone: text("telephone"),
                information_url: text("informations"),
                window,
                per_second,
                per_second_in_all,
                max_sessions,
                id_rule,
            }),
        }
    }

    fn number(&self, field: &'static str, least: u16, most: u16, invalid: &mut Invalid) -> u16 {
        let judged = self.text(field).parse::<u16>().ok();
        let judged = judged.filter(|n| (least..=most).contains(n));
        let sentence = format!("Donnez un nombre de {least} à {most}.");
        invalid.check(field, judged.ok_or(sentence)).unwrap_or(0)
    }

    fn message_centre(&self, invalid: &mut Invalid) -> Option<Protocol> {
        let host = self.text("hote");
        if host.is_empty()
            || host.contains(|sign: char| !(sign.is_ascii_alphanumeric() || ".-:".contains(sign)))
        {
            let sentence = "Donnez le nom ou l'adresse de la machine, par exemple smpp.exemple.fr.";
            invalid.add("hote", sentence);
        }
        Some(Protocol::Smpp {
            host: host.to_owned(),
            port: self.number("port", 1, u16::MAX, invalid),
        })
    }

    fn description(
        &self,
        has_secret: bool,
        invalid: &mut Invalid,
    ) -> (Option<Protocol>, Option<CallbackSecret>) {
        let described = invalid.check("description", HttpProvider::read(self.text("description")));
        let calls = described.as_ref().is_some_and(|described| {
            described.status_callback().is_some() || described.inbound_callback().is_some()
        });
        let secret = match self.secret.as_str() {
            "" if calls && !has_secret => {
                let sentence = "Ce fournisseur nous rappelle : il faut un secret qui prouve que \
                                c'est bien lui.";
                invalid.add("secret", sentence);
                None
            }
            "" => None,
            typed => invalid.check("secret", CallbackSecret::new(typed)),
        };
        (described.map(Protocol::Http), secret)
    }
}

fn form_of(known: &Provider) -> Option<ProviderForm> {
    let number = |n: i64| u16::try_from(n).unwrap_or(u16::MAX);
    Some(ProviderForm {
        name: known.name.clone(),
        protocol: known.protocol().ok()?,
        callback_secret: None,
        contact_email: known.contact_email.clone(),
        contact_phone: known.contact_phone.clone(),
        information_url: known.information_url.clone(),
        window: number(known.window),
        per_second: number(known.per_second),
        per_second_in_all: number(known.per_second_in_all),
        max_sessions: number(known.max_sessions),
        id_rule: known.id_rule.0,
    })
}

/// Whether a provider is already what a form says: the form of a double click.
pub(crate) fn is(known: &Provider, form: &ProviderForm) -> bool {
    let mut form = form.clone();
    form.callback_secret = None;
    form_of(known) == Some(form)
}
