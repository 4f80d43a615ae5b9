//! « Paramétrages → Actions »: the list, « Ajouter une action », « Modifier ».

use crate::{
    model::{
        action::{Action, ActionRow, treatment},
        message_template::MessageTemplateRow,
    },
    pages::message_templates,
    store::{
        action::{self, Stored},
        message_template,
    },
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
use ui::{
    Alert, Button, Column, Empty, ErrorSummary, Field, Form, Link, Notice, Select, Table, Width,
    button_bar, definitions, fr, p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

const HREF: &str = "/absences/actions";

pub(crate) async fn list(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let actions = action::all(&mut read, &at).await?;
    let withdrawn = action::withdrawn(&mut read, &at).await?;
    drop(read);
    let add = Button::primary("Ajouter une action").href("/absences/actions/nouvelle");
    let body = html! {
        (table("Actions", &actions, false))
        @if !actions.is_empty() { (button_bar(add)) }
        @if !withdrawn.is_empty() {
            (section("Actions retirées", html! {
                (p("La saisie ne les propose plus ; ce qu'elles ont envoyé reste dans les suivis."))
                (table("Actions retirées", &withdrawn, true))
            }))
        }
    };
    let done = match input.text("fait") {
        "ajout" => Some(Notice::success(
            "L'action est ajoutée : la saisie la propose.",
        )),
        "modification" => Some(Notice::success("L'action est modifiée.")),
        "retrait" => Some(Notice::success(
            "La saisie ne propose plus cette action. Les messages qu'elle a préparés restent.",
        )),
        "retour" => Some(Notice::success("La saisie propose à nouveau cette action.")),
        _ => None,
    };
    Page::new(&at, "Actions")
        .under("absences", HREF)
        .intro("Ce que la saisie d'une absence peut déclencher, par exemple l'envoi d'un SMS ou d'un courrier.")
        .notice(done)
        .show(&context, body)
        .await
}

fn table(caption: &'static str, actions: &[Stored], withdrawn: bool) -> Markup {
    Table::new(caption)
        .columns([
            Column::new("Libellé court"),
            Column::new("Libellé long"),
            Column::new("Traitement"),
            Column::new("Modèle de document"),
            Column::number("Délai de réponse"),
            Column::new("Émetteur"),
            Column::actions("Acte"),
        ])
        .empty(
            Empty::new("Aucune action")
                .why("Sans action, la saisie d'une absence ne propose aucun envoi.")
                .action(Button::primary("Ajouter une action").href("/absences/actions/nouvelle")),
        )
        .rows(actions, |row, stored| {
            let (href, label) = (
                format!("{HREF}/{}", stored.id),
                stored.action.short_label.as_str(),
            );
            match withdrawn {
                true => row.head(label),
                false => row.head(Link::new(&href, label)),
            }
            row.cell(&stored.action.long_label);
            row.cell(treatment(stored.action.medium));
            row.cell(&stored.template.label);
            row.cell(days(stored.action.response_days));
            row.cell(stored.action.sender.to_string());
            let (act, offered) = match withdrawn {
                true => ("Remettre", "oui"),
                false => ("Retirer", "non"),
            };
            row.cell(html! {
                @if !withdrawn {
                    (Button::tertiary("Modifier").href(&href).about(label).small())
                }
                (post_button(&format!("{href}/offre"), Button::tertiary(act).about(label).small(),
                    &[("offert", offered)]))
            });
        })
}

/// Withdraws an action, or puts it back.
pub(crate) async fn offer(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<ActionRow>>,
    input: Input,
) -> Result<Response> {
    let (offered, now) = (input.text("offert") == "oui", context.clock.now());
    let known = in_write!(context.db, Error, |tx| {
        Ok(action::offer(tx, &at, id, offered, now).await?)
    })?;
    let done = if offered { "retour" } else { "retrait" };
    match known {
        true => Ok(see_other(format!("{HREF}?fait={done}"))),
        false => Err(Error::NotFound),
    }
}

fn days(count: i64) -> String {
    fr::plural(count.unsigned_abs(), "jour", "jours")
}

pub(crate) async fn new(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
) -> Result<Response> {
    let form = Shown::of(&at, &context, None).await?;
    let sms = form
        .offered
        .iter()
        .find(|stored| stored.template.medium == Medium::Sms);
    let input = Input::of([
        ("libelle_court", "SMS".to_owned()),
        ("libelle_long", treatment(Medium::Sms).to_owned()),
        ("delai", "2".to_owned()),
        ("traitement", Medium::Sms.code().to_owned()),
        (
            "modele",
            sms.map_or(String::new(), |stored| stored.id.to_string()),
        ),
        ("code", "0".to_owned()),
    ]);
    form.show(&at, &context, &input, &Invalid::default(), StatusCode::OK)
        .await
}

pub(crate) async fn add(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let shown = Shown::of(&at, &context, None).await?;
    match Action::parse(&input, context.mode().numbers(), &shown.templates()) {
        Ok(action) => {
            let (form, now) = (FormId::of(&input), context.clock.now());
            in_write!(context.db, Error, |tx| {
                Ok(action::add(tx, &at, form, &action, now).await?)
            })?;
            Ok(see_other("/absences/actions?fait=ajout"))
        }
        Err(invalid) => {
            shown
                .show(&at, &context, &input, &invalid, Invalid::STATUS)
                .await
        }
    }
}

pub(crate) async fn edit(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<ActionRow>>,
) -> Result<Response> {
    let stored = action::one(&mut context.db.read().await?, &at, id).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    let input = filled(&stored);
    let form = Shown::of(&at, &context, Some(&stored)).await?;
    form.show(&at, &context, &input, &Invalid::default(), StatusCode::OK)
        .await
}

fn filled(stored: &Stored) -> Input {
    let action = &stored.action;
    Input::of([
        ("version", stored.version.to_string()),
        ("libelle_court", action.short_label.clone()),
        ("libelle_long", action.long_label.clone()),
        ("delai", action.response_days.to_string()),
        ("traitement", action.medium.code().to_owned()),
        ("modele", action.template.to_string()),
        ("emetteur", action.sender.to_string()),
        ("code", action.provider_code.clone()),
    ])
}

pub(crate) async fn change(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<ActionRow>>,
    input: Input,
) -> Result<Response> {
    let current = action::one(&mut context.db.read().await?, &at, id).await?;
    let current = current.ok_or(Error::NotFound)?;
    let form = Shown::of(&at, &context, Some(&current)).await?;
    let action = match Action::parse(&input, context.mode().numbers(), &form.templates()) {
        Ok(action) => action,
        Err(invalid) => {
            return form
                .show(&at, &context, &input, &invalid, Invalid::STATUS)
                .await;
        }
    };
    let (version, now) = (
        input.text("version").parse().unwrap_or(0),
        context.clock.now(),
    );
    let changed = in_write!(context.db, Error, |tx| {
        Ok(action::change(tx, &at, id, version, &action, now).await?)
    })?;
    if changed {
        return Ok(see_other("/absences/actions?fait=modification"));
    }
    // Both are shown: what was typed in the form, what is stored above it.
    let latest = action::one(&mut context.db.read().await?, &at, id)
        .await?
        .unwrap_or(current);
    let mut input = input;
    input.set("version", &latest.version.to_string());
    form.conflict(&at, &context, &input, &latest).await
}

/// The form, shown for the first time or again.
struct Shown {
    title: &'static str,
    to: String,
    /// « Modèle de document »: those that the school offers, and that of the action.
    offered: Vec<message_template::Stored>,
}

impl Shown {
    async fn of(
        at: &At<SchoolLifeSettings>,
        context: &Context,
        stored: Option<&Stored>,
    ) -> Result<Self> {
        let mut offered = message_template::begun(context, at).await?;
        let own = stored.map(|stored| stored.action.template);
        offered.retain(|template| !template.withdrawn || Some(template.id) == own);
        Ok(match stored {
            None => Self {
                title: "Ajouter une action",
                to: "/absences/actions/nouvelle".into(),
                offered,
            },
            Some(stored) => Self {
                title: "Modifier une action",
                to: format!("{HREF}/{}", stored.id),
                offered,
            },
        })
    }

    fn templates(&self) -> Vec<(Id<MessageTemplateRow>, Medium)> {
        let offered = self.offered.iter();
        offered
            .map(|stored| (stored.id, stored.template.medium))
            .collect()
    }

    async fn show(
        self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
    ) -> Result<Response> {
        let body = self.form(input, invalid);
        self.page(at, context, body, status).await
    }

    async fn conflict(
        self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        latest: &Stored,
    ) -> Result<Response> {
        let action = &latest.action;
        let body = html! {
            (Alert::warning("Cette action a été modifiée entre-temps").body(html! {
                (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée ci-dessous : \
                    validez-la pour la remplacer."))
                (definitions([
                    ("Libellé court", action.short_label.clone()),
                    ("Libellé long", action.long_label.clone()),
                    ("Délai de réponse", days(action.response_days)),
                    ("Émetteur", action.sender.to_string()),
                    ("Traitement", treatment(action.medium).to_owned()),
                    ("Modèle de document", latest.template.label.clone()),
                ]))
            }))
            (self.form(input, &Invalid::default()))
        };
        self.page(at, context, body, StatusCode::CONFLICT).await
    }

    async fn page(
        self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        body: Markup,
        status: StatusCode,
    ) -> Result<Response> {
        Page::new(at, self.title)
            .under("absences", HREF)
            .from("Actions", HREF)
            .status(status)
            .show(context, body)
            .await
    }

    fn form(&self, input: &Input, invalid: &Invalid) -> Markup {
        let treatments = Medium::ALL.map(|medium| (medium.code(), treatment(medium)));
        let templates: Vec<(String, String)> = self
            .offered
            .iter()
            .map(|stored| {
                let template = &stored.template;
                let label = format!("{} ({})", template.label, template.medium.one());
                (stored.id.to_string(), label)
            })
            .collect();
        html! {
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (Form::post(&self.to, html! {
                (Field::text("libelle_court", "Libellé court").value(input.text("libelle_court"))
                    .required().maxlength(20).width(Width::Medium).error(invalid.on("libelle_court")))
                (Field::text("libelle_long", "Libellé long").value(input.text("libelle_long"))
                    .required().maxlength(60).error(invalid.on("libelle_long")))
                (Field::number("delai", "Délai de réponse du responsable avant alerte, en jours")
                    .value(input.text("delai")).required().min("0").max("30").width(Width::Short)
                    .error(invalid.on("delai")))
                (Select::new("traitement", "Traitement")
                    .options(treatments)
                    .selected(input.text("traitement")).error(invalid.on("traitement")))
                (Select::new("modele", "Modèle de document")
                    .options(templates.iter().map(|(id, label)| (id.as_str(), label.as_str())))
                    .description("Ce que le message dit : un modèle du même type que le traitement.")
                    .selected(input.text("modele")).error(invalid.on("modele")))
                (p(Link::new(message_templates::HREF, "Voir et modifier les modèles de document")))
                (Field::text("emetteur", "Émetteur").value(input.text("emetteur")).required()
                    .description("Le numéro de téléphone de l'établissement, que les messages citent ; \
                                  pour un SMS, aussi un nom de 11 lettres au plus, auquel on ne peut \
                                  pas répondre.")
                    .width(Width::Medium).error(invalid.on("emetteur")))
                (Field::text("code", "Code fournisseur de service").value(input.text("code"))
                    .description("Pour les SMS : 0, sauf si le fournisseur vous a donné un autre code.")
                    .width(Width::Short).error(invalid.on("code")))
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Annuler").href(HREF))
                }))
            }).hidden(FormId::FIELD, &FormId::of(input).0.to_string())
                .hidden("version", input.text("version")))
        }
    }
}
