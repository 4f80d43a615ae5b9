//! « Paramétrages → Modèles de document »: the list, « Ajouter », « Modifier » with a preview, withdraw
//! and put back.

mod preview;

use crate::{
    model::{
        message_template::{MessageTemplate, MessageTemplateRow},
        text::{Template, VARIABLES},
    },
    store::message_template::{self, Stored},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use messaging::Medium;
use preview::preview;
use ui::{
    Alert, Button, Column, Empty, ErrorSummary, Field, Form, Link, Notice, Table, button_bar,
    definitions, details, p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/modeles";

pub(crate) async fn list(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let templates = message_template::begun(&context, &at).await?;
    let (withdrawn, offered): (Vec<Stored>, Vec<Stored>) =
        templates.into_iter().partition(|stored| stored.withdrawn);
    let body = html! {
        (table("Modèles de document", &offered))
        (button_bar(html! {
            @for medium in Medium::ALL {
                (Button::secondary(&format!("Ajouter un modèle de {}", medium.one()))
                    .href(&new_href(medium)))
            }
        }))
        @if !withdrawn.is_empty() {
            (section("Modèles retirés", html! {
                (p("Les actions ne les proposent plus ; celles qui en ont un le gardent."))
                (table("Modèles retirés", &withdrawn))
            }))
        }
    };
    let done = match input.text("fait") {
        "ajout" => Some(Notice::success(
            "Le modèle est ajouté : les actions le proposent.",
        )),
        "modification" => Some(Notice::success(
            "C'est modifié. Ce qui attend déjà d'être envoyé ne change pas.",
        )),
        "retrait" => Some(Notice::success("Les actions ne le proposent plus.")),
        "retour" => Some(Notice::success("Les actions le proposent à nouveau.")),
        _ => None,
    };
    Page::new(&at, "Modèles de document")
        .under("absences", HREF)
        .intro("Ce que disent les SMS, les courriels et les courriers envoyés aux familles.")
        .notice(done)
        .show(&context, body)
        .await
}

fn new_href(medium: Medium) -> String {
    format!("{HREF}/nouveau?type={}", medium.code())
}

fn table(caption: &'static str, templates: &[Stored]) -> Markup {
    Table::new(caption)
        .columns([
            Column::new("Libellé"),
            Column::new("Type"),
            Column::actions("Acte"),
        ])
        .empty(
            Empty::new("Aucun modèle n'est proposé").why("Ajoutez-en un, ou remettez un modèle."),
        )
        .rows(templates, |row, stored| {
            let href = format!("{HREF}/{}", stored.id);
            let label = stored.template.label.as_str();
            row.head(Link::new(&href, label));
            row.cell(stored.template.medium.one());
            let (act, offered) = match stored.withdrawn {
                true => ("Remettre", "oui"),
                false => ("Retirer", "non"),
            };
            row.cell(post_button(
                &format!("{href}/offre"),
                Button::tertiary(act).about(label).small(),
                &[("offert", offered)],
            ));
        })
}

pub(crate) async fn new(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let medium = Medium::from_code(input.text("type")).unwrap_or(Medium::Sms);
    let first = MessageTemplate {
        label: String::new(),
        ..MessageTemplate::first(medium)
    };
    let form = Shown::new(medium, None);
    form.show(&at, &context, &filled(&first), &Invalid::default())
        .await
}

pub(crate) async fn add(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let medium = Medium::from_code(input.text("type")).unwrap_or(Medium::Sms);
    let form = Shown::new(medium, None);
    let typed = match MessageTemplate::parse(medium, &input) {
        Ok(typed) => typed,
        Err(invalid) => return form.show(&at, &context, &input, &invalid).await,
    };
    if wants_preview(&input) {
        return form.show(&at, &context, &input, &Invalid::default()).await;
    }
    let (form, now) = (FormId::of(&input), context.clock.now());
    in_write!(context.db, Error, |tx| {
        Ok(message_template::add(tx, &at, form, &typed, now).await?)
    })?;
    Ok(see_other(format!("{HREF}?fait=ajout")))
}

/// « Aperçu »: what is typed is shown as the family would read it, and nothing is kept.
fn wants_preview(input: &Input) -> bool {
    input.text("geste") == "apercu"
}

fn filled(template: &MessageTemplate) -> Input {
    let subject = template.subject.as_ref().map_or("", Template::as_str);
    Input::of([
        ("libelle", template.label.clone()),
        ("objet", subject.to_owned()),
        ("texte", template.body.as_str().to_owned()),
        ("entete", template.letterhead.join("\n")),
        ("signataire", template.signatory.clone()),
    ])
}

async fn stored(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    id: Id<MessageTemplateRow>,
) -> Result<Stored> {
    let found = message_template::one(&mut context.db.read().await?, at, id).await?;
    found.ok_or(Error::NotFound)
}

pub(crate) async fn edit(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<MessageTemplateRow>>,
) -> Result<Response> {
    let stored = stored(&at, &context, id).await?;
    let mut input = filled(&stored.template);
    input.set("version", &stored.version.to_string());
    let form = Shown::new(stored.template.medium, Some(id));
    form.show(&at, &context, &input, &Invalid::default()).await
}

pub(crate) async fn change(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<MessageTemplateRow>>,
    input: Input,
) -> Result<Response> {
    let medium = stored(&at, &context, id).await?.template.medium;
    let form = Shown::new(medium, Some(id));
    let typed = match MessageTemplate::parse(medium, &input) {
        Ok(typed) => typed,
        Err(invalid) => return form.show(&at, &context, &input, &invalid).await,
    };
    if wants_preview(&input) {
        return form.show(&at, &context, &input, &Invalid::default()).await;
    }
    let version = input.text("version").parse().unwrap_or(0);
    let now = context.clock.now();
    let changed = in_write!(context.db, Error, |tx| {
        Ok(message_template::change(tx, &at, (id, version), &typed, now).await?)
    })?;
    let latest = stored(&at, &context, id).await?;
    // Whoever wrote the same has no quarrel, this form sent twice for one.
    if changed || latest.template == typed {
        return Ok(see_other(format!("{HREF}?fait=modification")));
    }
    let mut input = input;
    input.set("version", &latest.version.to_string());
    let conflict = Some(&latest.template);
    Shown { conflict, ..form }
        .show(&at, &context, &input, &Invalid::default())
        .await
}

pub(crate) async fn offer(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<MessageTemplateRow>>,
    input: Input,
) -> Result<Response> {
    let (offered, now) = (input.text("offert") == "oui", context.clock.now());
    let known = in_write!(context.db, Error, |tx| {
        Ok(message_template::offer(tx, &at, id, offered, now).await?)
    })?;
    let done = if offered { "retour" } else { "retrait" };
    match known {
        true => Ok(see_other(format!("{HREF}?fait={done}"))),
        false => Err(Error::NotFound),
    }
}

/// The form of a template.
struct Shown<'s> {
    medium: Medium,
    id: Option<Id<MessageTemplateRow>>,
    /// What somebody else wrote in the meantime.
    conflict: Option<&'s MessageTemplate>,
}

impl Shown<'_> {
    fn new(medium: Medium, id: Option<Id<MessageTemplateRow>>) -> Self {
        Self {
            medium,
            id,
            conflict: None,
        }
    }

    async fn show(
        self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
    ) -> Result<Response> {
        let status = match (invalid.is_empty(), self.conflict) {
            (false, _) => Invalid::STATUS,
            (true, Some(_)) => StatusCode::CONFLICT,
            (true, None) => StatusCode::OK,
        };
        let shown = match MessageTemplate::parse(self.medium, input) {
            Ok(template) => preview(at, context, &template).await?,
            // A new one has no label yet: its text is shown all the same.
            Err(_) => {
                let mut named = input.clone();
                named.set("libelle", "Aperçu");
                match MessageTemplate::parse(self.medium, &named) {
                    Ok(template) => preview(at, context, &template).await?,
                    Err(_) => html! {},
                }
            }
        };
        let body = html! {
            @if let Some(latest) = self.conflict { (conflict(latest)) }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (self.form(input, invalid))
            (shown)
        };
        let what = self.medium.one();
        let title = match self.id {
            Some(_) => format!("Modifier un modèle de {what}"),
            None => format!("Ajouter un modèle de {what}"),
        };
        Page::new(at, title)
            .under("absences", HREF)
            .from("Modèles de document", HREF)
            .status(status)
            .show(context, body)
            .await
    }

    fn form(&self, input: &Input, invalid: &Invalid) -> Markup {
        let to = match self.id {
            Some(id) => format!("{HREF}/{id}"),
            None => format!("{HREF}/nouveau"),
        };
        let variables = html! {
            (definitions(VARIABLES.map(|(name, meaning)| (format!("{{{name}}}"), meaning))))
        };
        let rows = if self.medium == Medium::Sms { 4 } else { 14 };
        let form_id = FormId::of(input).0.to_string();
        let form = Form::post(&to, html! {
            (Field::text("libelle", "Libellé").value(input.text("libelle")).required().maxlength(60)
                .error(invalid.on("libelle")))
            @if self.medium == Medium::Letter {
                (Field::textarea("entete", "En-tête").value(input.text("entete")).rows(4)
                    .description("Sous le nom de l'établissement : adresse, téléphone. Cinq lignes au \
                                  plus.")
                    .error(invalid.on("entete")))
            }
            @if self.medium != Medium::Sms {
                (Field::text("objet", "Objet").value(input.text("objet")).required().maxlength(120)
                    .error(invalid.on("objet")))
            }
            (Field::textarea("texte", "Texte").value(input.text("texte")).rows(rows).required()
                .error(invalid.on("texte")))
            (details("Les variables que le texte peut contenir", variables))
            @if self.medium == Medium::Letter {
                (Field::text("signataire", "Signataire").value(input.text("signataire")).required()
                    .maxlength(60).description("Par exemple : Le conseiller principal d'éducation.")
                    .error(invalid.on("signataire")))
            }
            (button_bar(html! {
                (Button::primary("Valider"))
                (Button::secondary("Aperçu").name_value("geste", "apercu"))
                (Button::secondary("Annuler").href(HREF))
            }))
        })
        .hidden(FormId::FIELD, &form_id)
        .hidden("type", self.medium.code())
        .hidden("version", input.text("version"));
        html! { (form) }
    }
}

fn conflict(latest: &MessageTemplate) -> Markup {
    let subject = latest.subject.as_ref().map_or("", Template::as_str);
    let mut stored = vec![("Libellé", latest.label.clone())];
    if !latest.letterhead.is_empty() {
        stored.push(("En-tête", latest.letterhead.join("\n")));
    }
    if !subject.is_empty() {
        stored.push(("Objet", subject.to_owned()));
    }
    stored.push(("Texte", latest.body.as_str().to_owned()));
    if !latest.signatory.is_empty() {
        stored.push(("Signataire", latest.signatory.clone()));
    }
    html! {
        (Alert::warning("Ce modèle a été modifié entre-temps").body(html! {
            (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée ci-dessous : \
                validez-la pour le remplacer."))
            (definitions(stored))
        }))
    }
}
