//! The form of an entry: added, or changed.

use super::{
    edit::{self, new as address_of_new},
    read, words,
};
use crate::{
    model::{Entry, EntryRow, Kind, LONGEST_TITLE},
    store::{self, Stored},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolInformationWriting};
use maud::{Markup, html};
use ui::{Alert, Button, ErrorSummary, Field, Form, Width, button_bar, definitions, p};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

/// Which kind a form is of; without a word, the one that people ask for first.
fn kind_of(input: &Input) -> Result<Kind> {
    match input.text("nature") {
        "" => Ok(Kind::Contact),
        code => Kind::from_code(code).ok_or_else(|| {
            Error::BadRequest(
                "On ajoute un contact, un lieu, des horaires ou un texte : choisissez sur la page."
                    .into(),
            )
        }),
    }
}

pub(crate) async fn new(
    at: At<SchoolInformationWriting>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let form = Shown::new(kind_of(&input)?, None);
    let (empty, none) = (Input::default(), Invalid::default());
    form.show(&at, &context, &empty, &none, StatusCode::OK)
        .await
}

pub(crate) async fn add(
    at: At<SchoolInformationWriting>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let kind = kind_of(&input)?;
    match Entry::parse(kind, &input, context.mode().numbers()) {
        Ok(entry) => {
            let (form, now) = (FormId::of(&input), context.clock.now());
            in_write!(context.db, Error, |tx| {
                Ok(store::add(tx, &at, form, &entry, now).await?)
            })?;
            Ok(see_other(format!("{}?fait=ajout", edit::HREF)))
        }
        Err(invalid) => {
            let form = Shown::new(kind, None);
            form.show(&at, &context, &input, &invalid, Invalid::STATUS)
                .await
        }
    }
}

async fn stored(
    context: &Context,
    at: &At<SchoolInformationWriting>,
    id: Id<EntryRow>,
) -> Result<Stored> {
    let stored = store::one(&mut context.db.read().await?, at, id).await?;
    stored.ok_or(Error::NotFound)
}

pub(crate) async fn edit(
    at: At<SchoolInformationWriting>,
    State(context): State<Context>,
    Path(id): Path<Id<EntryRow>>,
) -> Result<Response> {
    let stored = stored(&context, &at, id).await?;
    let version = ("version", stored.version.to_string());
    let input = Input::of(stored.entry.typed().into_iter().chain([version]));
    let form = Shown::new(stored.entry.kind(), Some(id));
    form.show(&at, &context, &input, &Invalid::default(), StatusCode::OK)
        .await
}

pub(crate) async fn change(
    at: At<SchoolInformationWriting>,
    State(context): State<Context>,
    Path(id): Path<Id<EntryRow>>,
    input: Input,
) -> Result<Response> {
    let kind = stored(&context, &at, id).await?.entry.kind();
    let form = Shown::new(kind, Some(id));
    let entry = match Entry::parse(kind, &input, context.mode().numbers()) {
        Ok(entry) => entry,
        Err(invalid) => {
            return form
                .show(&at, &context, &input, &invalid, Invalid::STATUS)
                .await;
        }
    };
    let version = input.text("version").parse().unwrap_or(0);
    let now = context.clock.now();
    let changed = in_write!(context.db, Error, |tx| {
        Ok(store::change(tx, &at, (id, version), &entry, now).await?)
    })?;
    let latest = stored(&context, &at, id).await?;
    // Whoever wrote the same has no quarrel, this form sent twice for one.
    if changed || latest.entry == entry {
        return Ok(see_other(format!("{}?fait=modification", edit::HREF)));
    }
    let mut input = input;
    input.set("version", &latest.version.to_string());
    let form = Shown {
        conflict: Some(latest.entry),
        ..form
    };
    form.show(
        &at,
        &context,
        &input,
        &Invalid::default(),
        StatusCode::CONFLICT,
    )
    .await
}

/// The form.
struct Shown {
    kind: Kind,
    to: String,
    title: &'static str,
    /// What somebody else wrote in the meantime.
    conflict: Option<Entry>,
}

impl Shown {
    fn new(kind: Kind, id: Option<Id<EntryRow>>) -> Self {
        let (to, title) = match id {
            Some(id) => (format!("/informations/{id}"), words::change(kind)),
            None => (address_of_new(kind), words::add(kind)),
        };
        Self {
            kind,
            to,
            title,
            conflict: None,
        }
    }

    async fn show(
        self,
        at: &At<SchoolInformationWriting>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
    ) -> Result<Response> {
        let body = html! {
            @if let Some(latest) = &self.conflict {
                (Alert::warning("Ceci a été modifié entre-temps").body(html! {
                    (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée ci-dessous : \
                        validez-la pour le remplacer."))
                    (definitions([(&latest.title, words::whole(latest))]))
                }))
            }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (self.form(input, invalid))
        };
        Page::new(at, self.title)
            .under("", read::HREF)
            .from("Informations pratiques", read::HREF)
            .from("Modifier", edit::HREF)
            .status(status)
            .show(context, body)
            .await
    }

    fn form(&self, input: &Input, invalid: &Invalid) -> Markup {
        let (label, example) = words::title(self.kind);
        let action = self.to.split('?').next().unwrap_or_default();
        let fields = html! {
            (Field::text("titre", label).value(input.text("titre")).required().maxlength(length(LONGEST_TITLE))
                .description(example).error(invalid.on("titre")))
            @match self.kind {
                Kind::Contact => { (contact(input, invalid)) }
                kind => { (body(kind, input, invalid)) }
            }
            (button_bar(html! {
                (Button::primary("Valider"))
                (Button::secondary("Annuler").href(edit::HREF))
            }))
        };
        html! {
            (Form::post(action, fields)
                .hidden(FormId::FIELD, &FormId::of(input).0.to_string())
                .hidden("nature", self.kind.code())
                .hidden("version", input.text("version")))
        }
    }
}

fn length(longest: usize) -> u32 {
    u32::try_from(longest).unwrap_or(u32::MAX)
}

fn contact(input: &Input, invalid: &Invalid) -> Markup {
    use crate::model::{LONGEST_PLACE, LONGEST_WHO};
    html! {
        (Field::text("personne", "Personne").value(input.text("personne")).maxlength(length(LONGEST_WHO))
            .description("Qui répond, si c'est toujours la même personne.").error(invalid.on("personne")))
        (Field::tel("telephone", "Téléphone").value(input.text("telephone")).width(Width::Medium)
            .description("10 chiffres, celui du service plutôt que celui d'une personne.")
            .error(invalid.on("telephone")))
        (Field::email("courriel", "Courriel").value(input.text("courriel")).error(invalid.on("courriel")))
        (Field::text("lieu", "Lieu").value(input.text("lieu")).maxlength(length(LONGEST_PLACE))
            .error(invalid.on("lieu")))
    }
}

fn body(kind: Kind, input: &Input, invalid: &Invalid) -> Markup {
    let (label, example) = words::body(kind);
    html! {
        (Field::textarea("texte", label).value(input.raw("texte")).rows(6).required()
            .maxlength(length(kind.longest())).description(example).error(invalid.on("texte")))
    }
}
