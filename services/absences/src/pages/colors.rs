//! « Paramétrages → Couleurs »: by which a week tells the kinds of entries apart.

use crate::{
    model::{
        colors::{Colors, field_of},
        terms::Kind,
    },
    store::colors::{self, Stored},
};
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::html;
use ui::{
    Alert, Button, ErrorSummary, Form, HueChoice, Mark, Notice, button_bar, definitions, legend, p,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/couleurs";

/// The button that asks for the program's own.
const RESTORE: &str = "retablir";

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let stored = colors::of(&mut context.db.read().await?, &at).await?;
    let notice = match input.text("fait") {
        "oui" => Some(Notice::success(
            "C'est enregistré : la semaine de chaque élève prend ces couleurs.",
        )),
        _ => None,
    };
    let shown = Shown {
        stored,
        input: &filled(&stored),
        invalid: &Invalid::default(),
        status: StatusCode::OK,
        notice,
    };
    shown.page(&at, &context).await
}

pub(crate) async fn save(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let chosen = match input.is_ticked(RESTORE) {
        true => Ok(Colors::default()),
        false => Colors::parse(&input),
    };
    let (version, now) = (
        input.text("version").parse().unwrap_or(0),
        context.clock.now(),
    );
    let (status, invalid) = match &chosen {
        Err(invalid) => (Invalid::STATUS, invalid.clone()),
        Ok(chosen) => {
            let saved = in_write!(context.db, Error, |tx| {
                Ok(colors::save(tx, &at, version, chosen, now).await?)
            })?;
            if saved {
                return Ok(see_other(format!("{HREF}?fait=oui")));
            }
            (StatusCode::CONFLICT, Invalid::default())
        }
    };
    let stored = colors::of(&mut context.db.read().await?, &at).await?;
    let mut input = input;
    if let Ok(chosen) = chosen {
        // Whoever wrote the same has no quarrel, this form sent twice for one.
        if chosen == stored.colors {
            return Ok(see_other(format!("{HREF}?fait=oui")));
        }
        input = filled(&Stored {
            colors: chosen,
            version: stored.version,
        });
    }
    let shown = Shown {
        stored,
        input: &input,
        invalid: &invalid,
        status,
        notice: None,
    };
    shown.page(&at, &context).await
}

fn filled(stored: &Stored) -> Input {
    let colors = Kind::ALL.map(|kind| (field_of(kind), stored.colors.of(kind).code().to_owned()));
    let version = ("version", stored.version.to_string());
    Input::of(colors.into_iter().chain([version]))
}

/// The letters by which a kind is told, whatever its colour.
fn sign(kind: Kind) -> &'static str {
    match kind {
        Kind::Absence => "A",
        Kind::Lateness => "R",
        Kind::Departure => "D",
        Kind::Exemption => "Di",
        Kind::Infirmary => "I",
        Kind::Exclusion => "E",
    }
}

/// The mark of an entry in a week.
pub(super) fn mark(colors: &Colors, kind: Kind, words: String) -> Mark {
    Mark::new(sign(kind), words, colors.of(kind))
}

/// « Légende »: a mark of each kind.
pub(super) fn all_marks(colors: &Colors) -> [Mark; Kind::ALL.len()] {
    Kind::ALL.map(|kind| mark(colors, kind, kind.label().to_owned()))
}

struct Shown<'s> {
    stored: Stored,
    input: &'s Input,
    invalid: &'s Invalid,
    status: StatusCode,
    notice: Option<Notice>,
}

impl Shown<'_> {
    async fn page(self, at: &At<SchoolLifeSettings>, context: &Context) -> Result<Response> {
        let Self { input, invalid, .. } = self;
        let stored = self.stored.colors;
        let body = html! {
            @if self.status == StatusCode::CONFLICT {
                (Alert::warning("Ces couleurs ont été modifiées entre-temps").body(html! {
                    (p("Voici ce qui est enregistré maintenant. Votre choix est conservé \
                        ci-dessous : validez-le pour le remplacer."))
                    (definitions(Kind::ALL.map(|kind| (kind.label(), stored.of(kind).label()))))
                }))
            }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (legend(&all_marks(&stored)))
            (Form::post(HREF, html! {
                @for kind in Kind::ALL {
                    (HueChoice::new(field_of(kind), kind.label(), sign(kind))
                        .selected(input.text(field_of(kind))).error(invalid.on(field_of(kind))))
                }
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Rétablir les couleurs de départ").name_value(RESTORE, "1"))
                }))
            }).hidden("version", input.text("version")))
        };
        Page::new(at, "Couleurs")
            .under("absences", HREF)
            .intro("La couleur de chaque nature de saisie dans la semaine d'un élève ; sa lettre la dit aussi.")
            .notice(self.notice)
            .status(self.status)
            .show(context, body)
            .await
    }
}
