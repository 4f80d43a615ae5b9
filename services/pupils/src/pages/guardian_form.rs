//! The form of a guardian's record, and what it stands on.

use super::{guardian_fields::fields, list, record};
use crate::model::address::address_filled;
use axum::{http::StatusCode, response::Response};
use db::Read;
use education::{Guardian, Id, Pupil};
use frame::Page;
use identity::{At, PupilFilesWriting};
use maud::{Markup, html};
use records::{Asked, GuardianFile, PupilFile};
use ui::{Alert, Button, ErrorSummary, Form, button_bar, definitions, fr, p};
use web::{Context, Error, FormId, Input, Invalid, Result};

/// The button that fetches an address, and from whom.
const ADDRESS_OF: &str = "adresse_de";

/// What a form stands on.
pub(super) struct Around {
    pupil: PupilFile,
    guardians: Vec<GuardianFile>,
    pub(super) asked: Vec<Asked>,
}

impl Around {
    /// `NotFound` for a pupil who is not at the school: their record is read, not written.
    pub(super) async fn load(
        read: &mut Read,
        at: &At<PupilFilesWriting>,
        context: &Context,
        pupil: Id<Pupil>,
    ) -> Result<Self> {
        let today = at.today(context.clock.now());
        let file = records::pupil(read, at, today, pupil).await?;
        let file = file.filter(|file| file.present).ok_or(Error::NotFound)?;
        let guardians = records::guardian_files(read, at, pupil).await?;
        Ok(Self {
            pupil: file,
            guardians: guardians
                .into_iter()
                .filter(|g| g.detached.is_none())
                .collect(),
            asked: records::asked(read, at).await?,
        })
    }

    pub(super) fn guardian(&self, id: Id<Guardian>) -> Result<&GuardianFile> {
        let found = self.guardians.iter().find(|file| file.of.guardian == id);
        found.ok_or(Error::NotFound)
    }

    /// The other legal guardians whose address is known.
    fn with_address(&self, but: Option<Id<Guardian>>) -> impl Iterator<Item = &GuardianFile> {
        self.guardians.iter().filter(move |file| {
            Some(file.of.guardian) != but
                && file.link.legal_rank.is_some()
                && file.data.address.is_some()
        })
    }

    /// The form with the address of another guardian in it, when that is what was asked.
    pub(super) fn fetched(&self, input: &Input) -> Option<Input> {
        let from: Id<Guardian> = input.text(ADDRESS_OF).parse().ok()?;
        let file = self.guardian(from).ok()?;
        let mut filled = input.clone();
        for (field, value) in address_filled(file.data.address.as_ref()) {
            filled.set(field, &value);
        }
        Some(filled)
    }

    pub(super) fn tab(&self, done: &str) -> String {
        format!(
            "{}?onglet=responsables&fait={done}",
            record::href(self.pupil.id)
        )
    }
}

/// The form, shown for the first time or again.
pub(super) struct Shown<'a> {
    around: &'a Around,
    title: String,
    to: String,
    guardian: Option<Id<Guardian>>,
}

impl<'a> Shown<'a> {
    pub(super) fn adding(around: &'a Around) -> Self {
        Self {
            around,
            title: "Ajouter un responsable".into(),
            to: format!("{}/responsables/nouveau", record::href(around.pupil.id)),
            guardian: None,
        }
    }

    pub(super) fn changing(around: &'a Around, file: &GuardianFile) -> Self {
        let id = file.of.guardian;
        Self {
            around,
            title: format!("{} – {}", file.of.list_name(), file.of.label()),
            to: format!("{}/responsables/{id}", record::href(around.pupil.id)),
            guardian: Some(id),
        }
    }

    pub(super) async fn show(
        self,
        at: &At<PupilFilesWriting>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
    ) -> Result<Response> {
        let body = self.form(input, invalid);
        self.page(at, context, body, status).await
    }

    /// Both are shown: what was typed in the form, what is stored above it.
    pub(super) async fn conflict(
        self,
        at: &At<PupilFilesWriting>,
        context: &Context,
        input: &Input,
        latest: &GuardianFile,
    ) -> Result<Response> {
        let body = html! {
            (Alert::warning("Cette fiche a été modifiée entre-temps").body(html! {
                (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée ci-dessous : \
                    validez-la pour la remplacer."))
                (definitions(stored(latest)))
            }))
            (self.form(input, &Invalid::default()))
        };
        self.page(at, context, body, StatusCode::CONFLICT).await
    }

    async fn page(
        self,
        at: &At<PupilFilesWriting>,
        context: &Context,
        body: Markup,
        status: StatusCode,
    ) -> Result<Response> {
        let record = record::href(self.around.pupil.id);
        let intro = format!("Responsable de {}.", self.around.pupil.list_name());
        Page::new(at, self.title)
            .under("pupils", list::HREF)
            .from("Fiches individuelles", list::HREF)
            .from(
                self.around.pupil.list_name(),
                format!("{record}?onglet=responsables"),
            )
            .intro(intro)
            .status(status)
            .show(context, body)
            .await
    }

    fn form(&self, input: &Input, invalid: &Invalid) -> Markup {
        let back = format!("{}?onglet=responsables", record::href(self.around.pupil.id));
        let detach = format!("{}/detachement", self.to);
        let others: Vec<(String, String)> = self
            .around
            .with_address(self.guardian)
            .map(|file| (file.of.guardian.to_string(), file.of.list_name()))
            .collect();
        html! {
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (Form::post(&self.to, html! {
                (fields(input, invalid, &self.around.asked))
                (button_bar(html! {
                    (Button::primary("Valider"))
                    // After « Valider », which Enter then presses.
                    @for (id, name) in &others {
                        (Button::secondary("Récupérer l'adresse de l'autre responsable légal")
                            .name_value(ADDRESS_OF, id).about(name))
                    }
                    (Button::secondary("Annuler").href(&back))
                }))
            }).hidden(FormId::FIELD, &FormId::of(input).0.to_string())
                .hidden("version", input.text("version")))
            @if self.guardian.is_some() {
                (button_bar(Button::danger("Détacher ce responsable de l'élève").href(&detach)))
            }
        }
    }
}

/// What is stored, for who typed from an older window.
fn stored(file: &GuardianFile) -> Vec<(&'static str, String)> {
    let (of, data) = (&file.of, &file.data);
    let text = |value: &Option<String>| record::known(value.clone());
    let said = |yes| if yes { "oui" } else { "non" }.to_owned();
    let address = data.address.as_ref().map(|address| address.words());
    vec![
        ("Nom", of.list_name()),
        ("Lien", record::known(of.kinship_label())),
        ("Qualités", fr::list(&of.qualities())),
        ("Adresse", record::known(address)),
        ("Tél. domicile", text(&data.home_phone)),
        ("Tél. travail", text(&data.work_phone)),
        ("Tél. mobile", text(&data.mobile_typed)),
        ("Courriel", text(&data.email)),
        ("Accepte les SMS", said(data.accepts_sms)),
        (
            "Autorise à communiquer ses coordonnées",
            said(data.shares_contact),
        ),
    ]
}
