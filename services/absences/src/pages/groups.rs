//! « Paramétrages → Groupes de divisions »: the list, « Ajouter un groupe », « Modifier », withdraw
//! and put back.

use crate::{
    model::group::{DivisionGroup, GroupRow, LONGEST},
    store::group::{self, Saved, Stored},
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
    Alert, Button, Choices, Column, Empty, ErrorSummary, Field, Form, Link, Notice, Table,
    button_bar, definitions, p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/groupes";
const NEW: &str = "/absences/groupes/nouveau";
const TAKEN: &str = "Un autre groupe porte déjà ce nom.";

pub(crate) async fn list(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let groups = group::all(&mut read, &at).await?;
    let here = codes_of_year(&mut read, &at).await?;
    drop(read);
    let (withdrawn, offered): (Vec<Stored>, Vec<Stored>) =
        groups.into_iter().partition(|stored| stored.withdrawn);
    let body = html! {
        (table("Groupes de divisions", &offered, &here))
        @if !offered.is_empty() { (button_bar(Button::primary("Ajouter un groupe").href(NEW))) }
        @if !withdrawn.is_empty() {
            (section("Groupes retirés", html! {
                (p("Aucune liste ne les propose plus."))
                (table("Groupes retirés", &withdrawn, &here))
            }))
        }
    };
    let done = match input.text("fait") {
        "ajout" => Some(Notice::success(
            "Le groupe est ajouté : on peut le choisir comme une division.",
        )),
        "modification" => Some(Notice::success("C'est modifié.")),
        "retrait" => Some(Notice::success(
            "Le groupe est retiré. « Remettre » le rend.",
        )),
        "retour" => Some(Notice::success("Le groupe est à nouveau proposé.")),
        "nom" => Some(Notice::warning(
            "Ce groupe n'est pas remis : un autre porte son nom. Changez le nom de l'un des deux.",
        )),
        _ => None,
    };
    Page::new(&at, "Groupes de divisions")
        .under("absences", HREF)
        .intro(
            "Des divisions qu'on choisit ensemble, par un seul nom, là où l'on choisit une division.",
        )
        .notice(done)
        .show(&context, body)
        .await
}

async fn codes_of_year(
    read: &mut db::Read,
    at: &At<SchoolLifeSettings>,
) -> db::Result<Vec<String>> {
    let divisions = records::divisions(read, at).await?;
    Ok(divisions
        .into_iter()
        .map(|division| division.code)
        .collect())
}

fn table(caption: &'static str, groups: &[Stored], here: &[String]) -> Markup {
    Table::new(caption)
        .columns([
            Column::new("Groupe"),
            Column::new("Divisions"),
            Column::actions("Acte"),
        ])
        .empty(
            Empty::new("Aucun groupe")
                .why("Par exemple : « Sixièmes », ou les divisions que suit un même CPE.")
                .action(Button::primary("Ajouter un groupe").href(NEW)),
        )
        .rows(groups, |row, stored| {
            let (href, name) = (format!("{HREF}/{}", stored.id), stored.group.name.as_str());
            row.head(Link::new(&href, name));
            let codes = stored.group.divisions.iter();
            row.cell(joined(codes.map(|code| said(code, here))));
            let (act, offer) = match stored.withdrawn {
                true => ("Remettre", "oui"),
                false => ("Retirer", "non"),
            };
            row.cell(post_button(
                &format!("{href}/offre"),
                Button::tertiary(act).about(name).small(),
                &[("offert", offer)],
            ));
        })
}

/// « 5B », or « 5F (plus cette année) » when the school has no such division any more.
fn said(code: &str, here: &[String]) -> String {
    match here.iter().any(|known| known == code) {
        true => code.to_owned(),
        false => format!("{code} (plus cette année)"),
    }
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

pub(crate) async fn new(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
) -> Result<Response> {
    let (input, none) = (Input::default(), Invalid::default());
    let form = Shown::of(&at, &context, None).await?;
    form.show(&at, &context, &input, &none, StatusCode::OK)
        .await
}

pub(crate) async fn add(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let form = Shown::of(&at, &context, None).await?;
    let invalid = match DivisionGroup::parse(&input, &form.choices) {
        Ok(typed) => {
            let (id, now) = (FormId::of(&input), context.clock.now());
            let saved = in_write!(context.db, Error, |tx| {
                Ok(group::add(tx, &at, id, &typed, now).await?)
            })?;
            if saved != Saved::NameTaken {
                return Ok(see_other(format!("{HREF}?fait=ajout")));
            }
            taken()
        }
        Err(invalid) => invalid,
    };
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
    Path(id): Path<Id<GroupRow>>,
) -> Result<Response> {
    let form = Shown::of(&at, &context, Some(id)).await?;
    let stored = form.stored.as_ref().ok_or(Error::NotFound)?;
    let codes = stored.group.divisions.iter();
    let own = [
        ("nom", stored.group.name.clone()),
        ("version", stored.version.to_string()),
    ];
    let input = Input::of(
        own.into_iter()
            .chain(codes.map(|code| ("divisions", code.clone()))),
    );
    form.show(&at, &context, &input, &Invalid::default(), StatusCode::OK)
        .await
}

pub(crate) async fn change(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<GroupRow>>,
    input: Input,
) -> Result<Response> {
    let form = Shown::of(&at, &context, Some(id)).await?;
    let typed = match DivisionGroup::parse(&input, &form.choices) {
        Ok(typed) => typed,
        Err(invalid) => {
            return form
                .show(&at, &context, &input, &invalid, Invalid::STATUS)
                .await;
        }
    };
    let version = input.text("version").parse().unwrap_or(0);
    let now = context.clock.now();
    let saved = in_write!(context.db, Error, |tx| {
        Ok(group::change(tx, &at, (id, version), &typed, now).await?)
    })?;
    let mut form = Shown::of(&at, &context, Some(id)).await?;
    let stored = form.stored.as_ref().ok_or(Error::NotFound)?;
    // Whoever wrote the same has no quarrel, this form sent twice for one.
    if saved == Saved::Done || stored.group == typed {
        return Ok(see_other(format!("{HREF}?fait=modification")));
    }
    if saved == Saved::NameTaken {
        return form
            .show(&at, &context, &input, &taken(), Invalid::STATUS)
            .await;
    }
    let mut input = input;
    input.set("version", &stored.version.to_string());
    form.conflict = true;
    let none = Invalid::default();
    form.show(&at, &context, &input, &none, StatusCode::CONFLICT)
        .await
}

pub(crate) async fn offer(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<GroupRow>>,
    input: Input,
) -> Result<Response> {
    let (offered, now) = (input.text("offert") == "oui", context.clock.now());
    let saved = in_write!(context.db, Error, |tx| {
        Ok(group::offer(tx, &at, id, offered, now).await?)
    })?;
    let done = match (saved, offered) {
        (Saved::Other, _) => return Err(Error::NotFound),
        (Saved::NameTaken, _) => "nom",
        (Saved::Done, true) => "retour",
        (Saved::Done, false) => "retrait",
    };
    Ok(see_other(format!("{HREF}?fait={done}")))
}

/// The form of a group.
struct Shown {
    stored: Option<Stored>,
    /// The divisions of the year.
    here: Vec<String>,
    /// These, and those that the group has besides.
    choices: Vec<String>,
    /// Somebody else wrote something else in the meantime.
    conflict: bool,
}

impl Shown {
    async fn of(
        at: &At<SchoolLifeSettings>,
        context: &Context,
        id: Option<Id<GroupRow>>,
    ) -> Result<Self> {
        let mut read = context.db.read().await?;
        let here = codes_of_year(&mut read, at).await?;
        let stored = match id {
            Some(id) => Some(
                group::one(&mut read, at, id)
                    .await?
                    .ok_or(Error::NotFound)?,
            ),
            None => None,
        };
        let own = stored.iter().flat_map(|stored| &stored.group.divisions);
        let gone = own.filter(|code| !here.contains(code)).cloned();
        Ok(Self {
            choices: here.iter().cloned().chain(gone).collect(),
            stored,
            here,
            conflict: false,
        })
    }

    async fn show(
        self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
    ) -> Result<Response> {
        let (title, to) = match &self.stored {
            Some(stored) => ("Modifier un groupe", format!("{HREF}/{}", stored.id)),
            None => ("Ajouter un groupe", NEW.to_owned()),
        };
        let body = html! {
            @if let Some(latest) = self.stored.as_ref().filter(|_| self.conflict) {
                (Alert::warning("Ce groupe a été modifié entre-temps").body(html! {
                    (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée \
                        ci-dessous : validez-la pour le remplacer."))
                    (definitions([
                        ("Nom", latest.group.name.clone()),
                        ("Divisions", latest.group.divisions.join(", ")),
                    ]))
                }))
            }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            @if self.choices.is_empty() {
                (Alert::info("Cette année n'a pas encore de divisions").body(
                    p("Elles viennent de l'import des registres, dans « Base élèves ».")))
            }
            (Form::post(&to, html! {
                (Field::text("nom", "Nom").value(input.text("nom")).required()
                    .maxlength(LONGEST.into()).error(invalid.on("nom")))
                @if !self.choices.is_empty() { (self.divisions(input, invalid)) }
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Annuler").href(HREF))
                }))
            }).hidden(FormId::FIELD, &FormId::of(input).0.to_string())
                .hidden("version", input.text("version")))
        };
        Page::new(at, title)
            .under("absences", HREF)
            .from("Groupes de divisions", HREF)
            .status(status)
            .show(context, body)
            .await
    }

    fn divisions(&self, input: &Input, invalid: &Invalid) -> Markup {
        let mut choices = Choices::many("divisions", "Divisions")
            .inline()
            .error(invalid.on("divisions"));
        for code in &self.choices {
            choices = choices.option(code.as_str(), said(code, &self.here));
        }
        for ticked in input.all("divisions") {
            choices = choices.selected(ticked.to_owned());
        }
        html! { (choices) }
    }
}
