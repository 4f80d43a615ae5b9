//! « Contrat de l'académie »: when it sends for all its schools.

use super::providers;
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, Operator};
use maud::html;
use messaging::{
    Contract,
    pages::{ContractView, contract as form, filled, told, typed},
};
use ui::{Alert, ErrorSummary, Notice, definitions, p};
use web::{Context, Error, Input, Invalid, Result, see_other};

/// The address.
pub(crate) const HREF: &str = "/exploitation/contrat";

pub(crate) async fn show(
    person: At<Operator>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let kept = messaging::academy_contract(&mut context.db.read().await?).await?;
    let done = (input.text("fait") == "oui").then(|| {
        Notice::success(match kept.provider {
            Some(_) => "L'académie envoie les SMS de tous les établissements.",
            None => "Chaque établissement envoie ses SMS par son propre contrat.",
        })
    });
    let shown = Shown {
        kept: &kept,
        input: &filled(&kept),
        invalid: &Invalid::default(),
        status: StatusCode::OK,
        notice: done,
    };
    shown.page(&person, &context).await
}

pub(crate) async fn save(
    person: At<Operator>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let kept = messaging::academy_contract(&mut read).await?;
    let providers = messaging::providers(&mut read).await?;
    drop(read);
    let (wanted, invalid) = typed(&input, &providers, &kept);
    let (mut kept, mut input, mut status) = (kept, input, Invalid::STATUS);
    if invalid.is_empty() {
        let now = context.clock.now();
        let saved = in_write!(context.db, Error, |tx| {
            messaging::save_academy_contract(tx, &context.keys, &person, &wanted, now).await
        });
        match saved {
            Ok(()) => return Ok(see_other(format!("{HREF}?fait=oui"))),
            Err(Error::Conflict(_)) => {
                kept = messaging::academy_contract(&mut context.db.read().await?).await?;
                input.set("version", &kept.version.to_string());
                status = StatusCode::CONFLICT;
            }
            Err(error) => return Err(error),
        }
    }
    let shown = Shown {
        kept: &kept,
        input: &input,
        invalid: &invalid,
        status,
        notice: None,
    };
    shown.page(&person, &context).await
}

struct Shown<'s> {
    kept: &'s Contract,
    input: &'s Input,
    invalid: &'s Invalid,
    status: StatusCode,
    notice: Option<Notice>,
}

impl Shown<'_> {
    async fn page(self, person: &At<Operator>, context: &Context) -> Result<Response> {
        let providers = messaging::providers(&mut context.db.read().await?).await?;
        let errors = self.invalid.all().iter();
        let body = html! {
            @if self.status == StatusCode::CONFLICT {
                (Alert::warning("Ce contrat a été modifié entre-temps").body(html! {
                    (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée \
                        ci-dessous : validez-la pour le remplacer."))
                    (definitions(told(self.kept, &providers)))
                }))
            }
            (ErrorSummary::new(errors.map(|(field, text)| (*field, text.as_str()))))
            (form(&ContractView {
                providers: &providers,
                contract: self.kept,
                input: self.input,
                invalid: self.invalid,
                none: "Choisir « Aucun » rend à chaque établissement son propre contrat ; les codes \
                       ne partent plus par SMS.",
                action: HREF,
                back: providers::HREF,
            }))
        };
        Page::new(person, "Contrat de l'académie")
            .under("operations", HREF)
            .intro(
                "Avec un contrat de l'académie, les établissements n'ont rien à saisir : tous leurs \
                 SMS partent par lui.",
            )
            .notice(self.notice)
            .status(self.status)
            .show(context, body)
            .await
    }
}
