//! « Paramétrages → Actions »: the list, « Ajouter une action », « Modifier ».

use crate::{
    model::{
        action::{Action, ActionRow, DEFAULT_TEMPLATE, Treatment},
        period::Period,
        terms::Terms,
        text::{VARIABLES, Values},
    },
    store::action::{self, Stored},
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
use ui::{
    Alert, Button, Column, Empty, ErrorSummary, Field, Form, Link, Notice, Select, Table, Width,
    button_bar, definitions, details, fr, p, phone_bubble, post_button, section,
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
            "La saisie ne propose plus cette action. Les SMS qu'elle a préparés restent.",
        )),
        "retour" => Some(Notice::success("La saisie propose à nouveau cette action.")),
        _ => None,
    };
    Page::new(&at, "Actions")
        .under("absences", HREF)
        .intro("Ce que la saisie d'une absence peut déclencher, par exemple l'envoi d'un SMS.")
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
            row.cell(stored.action.treatment.label());
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
    let input = Input::of([
        ("libelle_court", "SMS"),
        ("libelle_long", "Envoi de SMS"),
        ("delai", "2"),
        ("traitement", "sms"),
        ("texte", DEFAULT_TEMPLATE),
        ("code", "0"),
    ]);
    let form = Shown {
        title: "Ajouter une action",
        to: "/absences/actions/nouvelle".into(),
    };
    form.show(&at, &context, &input, &Invalid::default(), StatusCode::OK)
        .await
}

pub(crate) async fn add(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    match Action::parse(&input, context.mode().numbers()) {
        Ok(action) => {
            let (form, now) = (FormId::of(&input), context.clock.now());
            in_write!(context.db, Error, |tx| {
                Ok(action::add(tx, &at, form, &action, now).await?)
            })?;
            Ok(see_other("/absences/actions?fait=ajout"))
        }
        Err(invalid) => {
            let form = Shown {
                title: "Ajouter une action",
                to: "/absences/actions/nouvelle".into(),
            };
            form.show(&at, &context, &input, &invalid, Invalid::STATUS)
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
    let form = Shown {
        title: "Modifier une action",
        to: format!("{HREF}/{id}"),
    };
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
        ("traitement", action.treatment.code().to_owned()),
        ("texte", action.template.as_str().to_owned()),
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
    let form = Shown {
        title: "Modifier une action",
        to: format!("{HREF}/{id}"),
    };
    let action = match Action::parse(&input, context.mode().numbers()) {
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
}

impl Shown {
    async fn show(
        self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
    ) -> Result<Response> {
        let body = self.form(at, context, input, invalid);
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
                    ("Texte", action.template.as_str().to_owned()),
                ]))
            }))
            (self.form(at, context, input, &Invalid::default()))
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

    fn form(
        &self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
    ) -> Markup {
        let variables = html! {
            (definitions(VARIABLES.map(|(name, meaning)| (format!("{{{name}}}"), meaning))))
        };
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
                    .options([(Treatment::Sms.code(), Treatment::Sms.label())])
                    .selected(input.text("traitement")).error(invalid.on("traitement")))
                (Field::textarea("texte", "Texte du message").value(input.text("texte")).rows(4)
                    .required().error(invalid.on("texte")))
                (details("Les variables que le texte peut contenir", variables))
                (Field::text("emetteur", "Émetteur").value(input.text("emetteur")).required()
                    .description("Le numéro de téléphone de l'établissement, ou un nom de 11 lettres \
                                  au plus, auquel on ne peut pas répondre.")
                    .width(Width::Medium).error(invalid.on("emetteur")))
                (Field::text("code", "Code fournisseur de service").value(input.text("code"))
                    .description("0, sauf si le fournisseur vous a donné un autre code.")
                    .width(Width::Short).error(invalid.on("code")))
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Annuler").href(HREF))
                }))
            }).hidden(FormId::FIELD, &FormId::of(input).0.to_string())
                .hidden("version", input.text("version")))
            (preview(at, context, input))
        }
    }
}

/// What a family would receive, on an example.
fn preview(at: &At<SchoolLifeSettings>, context: &Context, input: &Input) -> Markup {
    let Ok(action) = Action::parse(
        &Input::of([
            ("libelle_court", "a"),
            ("libelle_long", "a"),
            ("delai", "0"),
            ("traitement", "sms"),
            ("texte", input.text("texte")),
            (
                "emetteur",
                if input.text("emetteur").is_empty() {
                    "Ecole"
                } else {
                    input.text("emetteur")
                },
            ),
        ]),
        context.mode().numbers(),
    ) else {
        return html! {};
    };
    let day = at.today(context.clock.now());
    let hour = |hour, minute| day.and_hms_opt(hour, minute, 0).unwrap_or_default();
    let text = action.template.fill(&Values {
        school: &at.school_place().label,
        first_name: "Camille",
        surname: "EXEMPLE",
        division: "5B",
        terms: Terms::absence(Period::stored(hour(8, 30), hour(17, 5))),
        sender: action.sender.to_string(),
    });
    match sms::prepare(&text, sms::TextPolicy::Plain) {
        Ok(prepared) => {
            let parts = fr::plural(prepared.parts.len() as u64, "SMS", "SMS");
            let cost = format!("{parts}, {} caractères", prepared.units);
            html! {
                (ui::h2("Ce que la famille recevra"))
                (phone_bubble(&action.sender.to_string(), &prepared.received, &cost))
            }
        }
        Err(error) => html! {
            (Alert::warning("Ce texte ne peut pas partir").body(p(error.to_string())))
        },
    }
}
