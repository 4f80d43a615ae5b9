//! « Paramétrages → Modèles de bilans »: the list, « Ajouter un modèle de bilan », « Modifier »,
//! withdraw and put back.

use crate::{
    model::report_model::{LONGEST, Measure, ModelRow, Order, ReportModel, Rows, Span},
    store::report_model::{self, Saved, Stored},
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
    Alert, Button, Choices, Column, Empty, ErrorSummary, Field, Form, Link, Notice, Select, Table,
    button_bar, definitions, p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/modeles-de-bilans";
const NEW: &str = "/absences/modeles-de-bilans/nouveau";
const TAKEN: &str = "Un autre modèle porte déjà ce nom.";

pub(crate) async fn list(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let models = report_model::begun(&context, &at).await?;
    let (withdrawn, offered): (Vec<Stored>, Vec<Stored>) =
        models.into_iter().partition(|stored| stored.withdrawn);
    let body = html! {
        (table("Modèles de bilans", &offered))
        (button_bar(Button::primary("Ajouter un modèle de bilan").href(NEW)))
        @if !withdrawn.is_empty() {
            (section("Modèles retirés", html! {
                (p("« Bilans » ne les propose plus ; les bilans déjà produits restent dans « Documents »."))
                (table("Modèles retirés", &withdrawn))
            }))
        }
    };
    let done = match input.text("fait") {
        "ajout" => Some(Notice::success(
            "Le modèle est ajouté : « Bilans » le propose.",
        )),
        "modification" => Some(Notice::success("C'est modifié.")),
        "retrait" => Some(Notice::success(
            "Le modèle est retiré. « Remettre » le rend.",
        )),
        "retour" => Some(Notice::success("« Bilans » le propose à nouveau.")),
        "nom" => Some(Notice::warning(
            "Ce modèle n'est pas remis : un autre porte son nom. Changez le nom de l'un des deux.",
        )),
        _ => None,
    };
    Page::new(&at, "Modèles de bilans")
        .under("absences", HREF)
        .intro("Ce qu'un bilan compte, de qui, sur quelle durée et dans quel ordre.")
        .notice(done)
        .show(&context, body)
        .await
}

fn table(caption: &'static str, models: &[Stored]) -> Markup {
    Table::new(caption)
        .columns([
            Column::new("Modèle"),
            Column::new("Lignes"),
            Column::new("Période"),
            Column::new("Colonnes"),
            Column::new("Ordre"),
            Column::actions("Acte"),
        ])
        .empty(
            Empty::new("Aucun modèle proposé")
                .why("Ajoutez un modèle, ou remettez l'un de ceux qui sont retirés."),
        )
        .rows(models, |row, stored| {
            let (href, model) = (format!("{HREF}/{}", stored.id), &stored.model);
            row.head(Link::new(&href, &model.name));
            row.cell(model.rows.label());
            row.cell(model.span.label());
            row.cell(columns(model));
            row.cell(model.order.label());
            let (act, offer) = match stored.withdrawn {
                true => ("Remettre", "oui"),
                false => ("Retirer", "non"),
            };
            row.cell(post_button(
                &format!("{href}/offre"),
                Button::tertiary(act).about(&model.name).small(),
                &[("offert", offer)],
            ));
        })
}

/// « Retards, Minutes de retard ».
fn columns(model: &ReportModel) -> String {
    let labels: Vec<&str> = model.measures().iter().map(|m| m.label()).collect();
    labels.join(", ")
}

pub(crate) async fn new(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
) -> Result<Response> {
    // A school begins with the program's own, also if it adds one before it has seen the list.
    report_model::begun(&context, &at).await?;
    let first = Input::of([
        ("lignes", Rows::Classes.code()),
        ("periode", Span::Month.code()),
        ("ordre", Order::Name.code()),
        ("colonnes", Measure::Gross.code()),
    ]);
    let form = Shown::default();
    form.show(&at, &context, &first, &Invalid::default(), StatusCode::OK)
        .await
}

pub(crate) async fn add(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let invalid = match ReportModel::parse(&input) {
        Ok(typed) => {
            let (id, now) = (FormId::of(&input), context.clock.now());
            let saved = in_write!(context.db, Error, |tx| {
                Ok(report_model::add(tx, &at, id, &typed, now).await?)
            })?;
            if saved != Saved::NameTaken {
                return Ok(see_other(format!("{HREF}?fait=ajout")));
            }
            taken()
        }
        Err(invalid) => invalid,
    };
    let form = Shown::default();
    form.show(&at, &context, &input, &invalid, Invalid::STATUS)
        .await
}

fn taken() -> Invalid {
    let mut invalid = Invalid::default();
    invalid.add("nom", TAKEN);
    invalid
}

pub(crate) async fn edit(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<ModelRow>>,
) -> Result<Response> {
    let stored = report_model::one(&mut context.db.read().await?, &at, id).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    let model = &stored.model;
    let own = [
        ("nom", model.name.clone()),
        ("lignes", model.rows.code().to_owned()),
        ("periode", model.span.code().to_owned()),
        ("ordre", model.order.code().to_owned()),
        ("version", stored.version.to_string()),
    ];
    let columns = model.measures().iter();
    let columns = columns.map(|measure| ("colonnes", measure.code().to_owned()));
    let input = Input::of(own.into_iter().chain(columns));
    let form = Shown {
        stored: Some(stored),
        conflict: false,
    };
    form.show(&at, &context, &input, &Invalid::default(), StatusCode::OK)
        .await
}

pub(crate) async fn change(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<ModelRow>>,
    input: Input,
) -> Result<Response> {
    let parsed = ReportModel::parse(&input);
    let version = input.text("version").parse().unwrap_or(0);
    let now = context.clock.now();
    let saved = match &parsed {
        Ok(typed) => in_write!(context.db, Error, |tx| {
            Ok(report_model::change(tx, &at, (id, version), typed, now).await?)
        })?,
        Err(_) => Saved::Other,
    };
    let stored = report_model::one(&mut context.db.read().await?, &at, id).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    let (invalid, latest) = match parsed {
        // Whoever wrote the same has no quarrel, this form sent twice for one.
        Ok(typed) if saved == Saved::Done || stored.model == typed => {
            return Ok(see_other(format!("{HREF}?fait=modification")));
        }
        Ok(_) if saved == Saved::NameTaken => (taken(), None),
        Ok(_) => (Invalid::default(), Some(stored.version.to_string())),
        Err(invalid) => (invalid, None),
    };
    let mut input = input;
    let form = Shown {
        stored: Some(stored),
        conflict: latest.is_some(),
    };
    let status = match latest {
        Some(version) => {
            input.set("version", &version);
            StatusCode::CONFLICT
        }
        None => Invalid::STATUS,
    };
    form.show(&at, &context, &input, &invalid, status).await
}

pub(crate) async fn offer(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<ModelRow>>,
    input: Input,
) -> Result<Response> {
    let (offered, now) = (input.text("offert") == "oui", context.clock.now());
    let saved = in_write!(context.db, Error, |tx| {
        Ok(report_model::offer(tx, &at, id, offered, now).await?)
    })?;
    let done = match (saved, offered) {
        (Saved::Other, _) => return Err(Error::NotFound),
        (Saved::NameTaken, _) => "nom",
        (Saved::Done, true) => "retour",
        (Saved::Done, false) => "retrait",
    };
    Ok(see_other(format!("{HREF}?fait={done}")))
}

/// The form of a model.
#[derive(Default)]
struct Shown {
    stored: Option<Stored>,
    /// Somebody else wrote something else in the meantime.
    conflict: bool,
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
        let (title, to) = match &self.stored {
            Some(stored) => (
                "Modifier un modèle de bilan",
                format!("{HREF}/{}", stored.id),
            ),
            None => ("Ajouter un modèle de bilan", NEW.to_owned()),
        };
        let rows = Rows::ALL.map(|rows| (rows.code(), rows.label()));
        let spans = Span::ALL.map(|span| (span.code(), span.label()));
        let orders = Order::all().map(|order| (order.code(), order.label()));
        let body = html! {
            @if let Some(latest) = self.stored.as_ref().filter(|_| self.conflict) {
                (Alert::warning("Ce modèle a été modifié entre-temps").body(html! {
                    (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée \
                        ci-dessous : validez-la pour le remplacer."))
                    (definitions([
                        ("Nom", latest.model.name.clone()),
                        ("Lignes", latest.model.rows.label().to_owned()),
                        ("Période", latest.model.span.label().to_owned()),
                        ("Colonnes", columns(&latest.model)),
                        ("Ordre", latest.model.order.label()),
                    ]))
                }))
            }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (Form::post(&to, html! {
                (Field::text("nom", "Nom").value(input.text("nom")).required()
                    .maxlength(LONGEST.into()).error(invalid.on("nom")))
                (Select::new("lignes", "Lignes").options(rows).required()
                    .selected(input.text("lignes")).error(invalid.on("lignes")))
                (Select::new("periode", "Période").options(spans).required()
                    .selected(input.text("periode")).error(invalid.on("periode"))
                    .description("Laquelle, on le choisit à l'impression. Trimestres : de septembre à \
                        novembre, de décembre à février, de mars à août."))
                (measures(input, invalid))
                (Select::new("ordre", "Ordre des lignes").options(orders).required()
                    .selected(input.text("ordre")).error(invalid.on("ordre")))
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Annuler").href(HREF))
                }))
            }).hidden(FormId::FIELD, &FormId::of(input).0.to_string())
                .hidden("version", input.text("version")))
        };
        Page::new(at, title)
            .under("absences", HREF)
            .from("Modèles de bilans", HREF)
            .status(status)
            .show(context, body)
            .await
    }
}

fn measures(input: &Input, invalid: &Invalid) -> Markup {
    let mut choices = Choices::many("colonnes", "Colonnes").error(invalid.on("colonnes"));
    for measure in Measure::ALL {
        choices = choices.option_described(measure.code(), measure.label(), measure.description());
    }
    for ticked in input.all("colonnes") {
        choices = choices.selected(ticked.to_owned());
    }
    html! { (choices) }
}
