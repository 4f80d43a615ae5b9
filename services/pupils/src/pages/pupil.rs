//! « Modifier » on a pupil's record: identification, address, telephones.

use super::{
    contact_fields::{address, email, phone},
    list, record,
};
use crate::model::{
    contact::{HOME, MOBILE},
    pupil,
};
use audit::Line;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use db::Read;
use db::in_write;
use education::{Id, Pupil};
use frame::Page;
use identity::{At, PupilFilesWriting};
use maud::{Markup, html};
use records::{
    PupilRecord, Saved, Stamp,
    typed::{self, Typed as _},
};
use ui::{
    Alert, Button, Checkbox, ErrorSummary, Field, Form, Select, button_bar, definitions, fieldset,
    p,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

/// The record of a pupil who is at the school: others are read, not written.
async fn load(
    read: &mut Read,
    at: &At<PupilFilesWriting>,
    context: &Context,
    id: Id<Pupil>,
) -> Result<PupilRecord> {
    let today = at.today(context.clock.now());
    let file = records::pupil(read, at, today, id).await?;
    file.filter(|file| file.present).ok_or(Error::NotFound)?;
    records::pupil_record(read, at, id)
        .await?
        .ok_or(Error::NotFound)
}

pub(crate) async fn edit(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path(id): Path<Id<Pupil>>,
) -> Result<Response> {
    let stored = load(&mut context.db.read().await?, &at, &context, id).await?;
    let line = Line::new(at.actor(), "pupil.seen")
        .on("pupil", id)
        .detail("modification");
    context.audit.look(context.clock.now(), line).await?;
    let body = form(id, &pupil::filled(&stored), &Invalid::default());
    show(&at, &context, id, &stored, body, StatusCode::OK).await
}

pub(crate) async fn change(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path(id): Path<Id<Pupil>>,
    input: Input,
) -> Result<Response> {
    let stored = load(&mut context.db.read().await?, &at, &context, id).await?;
    let now = context.clock.now();
    let numbers = context.mode().numbers();
    let data = match pupil::parse(&input, &stored.data, at.today(now), numbers) {
        Ok(data) => data,
        Err(invalid) => {
            let body = form(id, &input, &invalid);
            return show(&at, &context, id, &stored, body, Invalid::STATUS).await;
        }
    };
    let saved = match Stamp::parse(input.text("version")) {
        None => Saved::Stale,
        Some(stamp) => in_write!(context.db, Error, |tx| {
            Ok(records::change_pupil(tx, &at, id, stamp, &data, now).await?)
        })?,
    };
    match saved {
        Saved::Done => Ok(see_other(format!("{}?fait=modification", record::href(id)))),
        Saved::Gone => Err(Error::NotFound),
        Saved::Stale => {
            let latest = load(&mut context.db.read().await?, &at, &context, id).await?;
            let mut input = input;
            input.set("version", &latest.stamp.to_string());
            let said = typed::pupil::ALL
                .iter()
                .map(|field| (field.label(), field.words(&latest.data.text(*field))));
            let body = html! {
                (Alert::warning("Cette fiche a été modifiée entre-temps").body(html! {
                    (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée \
                        ci-dessous : validez-la pour la remplacer."))
                    (definitions(said))
                }))
                (form(id, &input, &Invalid::default()))
            };
            show(&at, &context, id, &latest, body, StatusCode::CONFLICT).await
        }
    }
}

async fn show(
    at: &At<PupilFilesWriting>,
    context: &Context,
    id: Id<Pupil>,
    stored: &PupilRecord,
    body: Markup,
    status: StatusCode,
) -> Result<Response> {
    let name = stored.data.list_name();
    Page::new(at, format!("Modifier la fiche de {name}"))
        .under("pupils", list::HREF)
        .from("Fiches individuelles", list::HREF)
        .from(name, record::href(id))
        .intro("L'INE, la classe et la formation se changent dans SIECLE.")
        .status(status)
        .show(context, body)
        .await
}

fn form(id: Id<Pupil>, input: &Input, invalid: &Invalid) -> Markup {
    let (record, to) = (
        record::href(id),
        format!("{}/modification", record::href(id)),
    );
    let name = |name: &'static str, label: &'static str| {
        Field::text(name, label)
            .value(input.text(name).to_owned())
            .maxlength(100)
            .autocomplete("off")
            .error(invalid.on(name))
    };
    html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(&to, html! {
            (fieldset("Identification", html! {
                (name("nom", "Nom de famille").required())
                (name("nom_usage", "Nom d'usage").description("S'il diffère du nom de famille."))
                (name("prenom", "Prénom").required())
                (name("autres_prenoms", "Autres prénoms"))
                (Field::date("ne_le", "Date de naissance").value(input.text("ne_le"))
                    .error(invalid.on("ne_le")))
                (Select::new("sexe", "Sexe").option("", "Non renseigné").option("F", "Féminin")
                    .option("M", "Masculin").selected(input.text("sexe"))
                    .error(invalid.on("sexe")))
            }))
            (address(input, invalid))
            (fieldset("Téléphones et courriel de l'élève", html! {
                (phone(HOME, input, invalid))
                (phone(MOBILE, input, invalid))
                (Checkbox::new("accepte_sms", "accepte les SMS")
                    .checked(input.is_ticked("accepte_sms"))
                    .description("L'accord de l'élève, pour son propre mobile."))
                (email(input, invalid))
            }))
            (button_bar(html! {
                (Button::primary("Valider"))
                (Button::secondary("Annuler").href(&record))
            }))
        }).hidden("version", input.text("version")))
    }
}
