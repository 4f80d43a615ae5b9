//! What a guardian sent to explain an absence: read by the office, accepted, or refused with a word.

use crate::{
    model::{
        justification::{JustificationRow, State as Stands, accepted, refusal},
        wording::List,
    },
    pages::{
        entry::{chosen, lines, terms_words},
        open,
    },
    store::{
        entries::{self, Listed},
        justification::{self, Decided, Decision, Justification},
        wording,
    },
};
use audit::Line;
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::PupilRow;
use ui::{
    Alert, Button, ErrorSummary, Field, Form, Icon, Link, button_bar, definitions, fr, p, picture,
    section,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) fn href(id: Id<JustificationRow>) -> String {
    format!("/absences/explications/{id}")
}

/// What is shown.
struct Shown {
    sent: Justification,
    entry: Listed,
    pupil: PupilRow,
    guardian: String,
    reasons: Vec<wording::Stored>,
    proofs: Vec<wording::Stored>,
}

impl Shown {
    async fn of(at: &At<SchoolLife>, context: &Context, id: Id<JustificationRow>) -> Result<Self> {
        let reasons = wording::begun(context, at, List::Reasons).await?;
        let proofs = wording::begun(context, at, List::Proofs).await?;
        let mut read = context.db.read().await?;
        let sent = justification::one(&mut read, at, id).await?;
        let sent = sent.ok_or(Error::NotFound)?;
        let entry = entries::one(&mut read, at, sent.absence).await?;
        let mut pupils = records::pupils_of(&mut read, at, &[sent.pupil]).await?;
        let guardians = records::guardians_of(&mut read, at, sent.pupil).await?;
        let guardian = guardians.iter().find(|one| one.guardian == sent.guardian);
        let guardian = guardian.map(|one| format!("{} ({})", one.list_name(), one.label()));
        Ok(Self {
            entry: entry.ok_or(Error::NotFound)?,
            pupil: pupils.remove(&sent.pupil).ok_or(Error::NotFound)?,
            guardian: guardian.unwrap_or_else(|| "Un ancien responsable".to_owned()),
            sent,
            reasons,
            proofs,
        })
    }

    async fn page(
        &self,
        at: &At<SchoolLife>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
    ) -> Result<Response> {
        let name = self.pupil.list_name();
        let errors = invalid.all().iter();
        let body = html! {
            (ErrorSummary::new(errors.map(|(field, text)| (*field, text.as_str()))))
            @if status == StatusCode::CONFLICT {
                (Alert::warning("La saisie a changé depuis que cette page est affichée").body(p(
                    "Voici ce qu'elle dit maintenant : vérifiez, puis acceptez ou refusez de nouveau.")))
            }
            (self.told(at))
            @match &self.sent.state {
                Stands::Waiting => {
                    (self.accepting(input, invalid))
                    (refusing(self.sent.id, input, invalid))
                }
                Stands::Accepted(_) => (Alert::success("Cette explication est acceptée")),
                Stands::Refused(_, answer) => (Alert::info("Cette explication est refusée").body(p(answer))),
            }
        };
        Page::new(at, format!("Explication reçue pour {name}"))
            .under("absences", open::HREF)
            .from("Suivi", open::received_href())
            .status(status)
            .show(context, body)
            .await
    }

    fn told(&self, at: &At<SchoolLife>) -> Markup {
        let zone = at.school_place().zone.0;
        let sent = &self.sent;
        let line = self.reasons.iter().find(|line| line.id == sent.told.reason);
        let entry = format!("/absences/{}", self.entry.id);
        let said = [
            ("Envoyée par", self.guardian.clone()),
            (
                "Envoyée",
                fr::moment(sent.sent_at.with_timezone(&zone).naive_local()),
            ),
            (
                "Motif choisi",
                line.map_or(String::new(), |line| line.wording.label.clone()),
            ),
            ("Explication", sent.told.words.clone()),
        ];
        let said = said.into_iter().filter(|(_, value)| !value.is_empty());
        section(
            "Ce que la famille a envoyé",
            html! {
                (p(Link::new(&entry, &terms_words(&self.entry.terms))))
                (definitions(said))
                @if sent.has_photo {
                    (picture(&format!("{}/photo", href(sent.id)), "Photo du justificatif envoyé"))
                }
            },
        )
    }

    fn accepting(&self, input: &Input, invalid: &Invalid) -> Markup {
        let terms = &self.entry.terms;
        let version = self.entry.version.to_string();
        section(
            "Accepter",
            html! {
                (Form::post(&format!("{}/acceptation", href(self.sent.id)), html! {
                    (lines("motif", "Motif", &self.reasons, terms.reason, input, invalid))
                    (lines("justificatif", "Justificatif", &self.proofs, terms.proof, input, invalid))
                    (button_bar(Button::primary("Accepter l'explication").icon(Icon::Check)))
                }).hidden("version", &version))
            },
        )
    }

    /// The form as it is shown first: what the family chose, and the paper that the entry has.
    fn proposed(&self) -> Input {
        let proof = self.entry.terms.proof;
        Input::of([
            ("motif", self.sent.told.reason.to_string()),
            (
                "justificatif",
                proof.map_or(String::new(), |id| id.to_string()),
            ),
        ])
    }
}

fn refusing(id: Id<JustificationRow>, input: &Input, invalid: &Invalid) -> Markup {
    section(
        "Refuser",
        html! {
            (Form::post(&format!("{}/refus", href(id)), html! {
                (Field::textarea("reponse", "Réponse à la famille").rows(3).required()
                    .value(input.text("reponse"))
                    .description("La famille la lit dans les télé-services, et peut envoyer une autre \
                        explication.")
                    .error(invalid.on("reponse")))
                (button_bar(Button::secondary("Refuser l'explication").icon(Icon::X)))
            }))
        },
    )
}

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<JustificationRow>>,
) -> Result<Response> {
    let shown = Shown::of(&at, &context, id).await?;
    let line = Line::new(at.actor(), "justification.seen").on("pupil", shown.sent.pupil);
    context.audit.look(context.clock.now(), line).await?;
    let (proposed, none) = (shown.proposed(), Invalid::default());
    shown
        .page(&at, &context, &proposed, &none, StatusCode::OK)
        .await
}

pub(crate) async fn accept(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<JustificationRow>>,
    input: Input,
) -> Result<Response> {
    let shown = Shown::of(&at, &context, id).await?;
    let (mut invalid, before) = (Invalid::default(), &shown.entry.terms);
    // What the family chose may have been withdrawn meanwhile: it is accepted all the same.
    let theirs = before.reason.or(Some(shown.sent.told.reason));
    let reason = chosen(&mut invalid, &input, "motif", &shown.reasons, theirs);
    let proof = chosen(
        &mut invalid,
        &input,
        "justificatif",
        &shown.proofs,
        before.proof,
    );
    if reason.is_none() && invalid.is_empty() {
        invalid.add("motif", "Choisissez le motif qui sera inscrit.");
    }
    let Some(reason) = reason.filter(|_| invalid.is_empty()) else {
        return shown
            .page(&at, &context, &input, &invalid, Invalid::STATUS)
            .await;
    };
    let terms = accepted(before, reason, proof.map(|line| line.id));
    let version = input.text("version").parse().unwrap_or(0);
    let decision = Decision::Accepted(&terms, version);
    decide(&at, &context, id, &decision, &input).await
}

pub(crate) async fn refuse(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<JustificationRow>>,
    input: Input,
) -> Result<Response> {
    match refusal(&input) {
        Ok(answer) => {
            let decision = Decision::Refused(&answer);
            decide(&at, &context, id, &decision, &input).await
        }
        Err(invalid) => {
            let shown = Shown::of(&at, &context, id).await?;
            let mut again = shown.proposed();
            again.set("reponse", input.text("reponse"));
            shown
                .page(&at, &context, &again, &invalid, Invalid::STATUS)
                .await
        }
    }
}

async fn decide(
    at: &At<SchoolLife>,
    context: &Context,
    id: Id<JustificationRow>,
    decision: &Decision<'_>,
    input: &Input,
) -> Result<Response> {
    let now = context.clock.now();
    let decided = in_write!(context.db, Error, |tx| {
        justification::decide(tx, at, id, decision, now).await
    })?;
    let done = match (decided.ok_or(Error::NotFound)?, decision) {
        (Decided::Done, Decision::Accepted(..)) => "accepte",
        (Decided::Done, Decision::Refused(_)) => "refuse",
        // Somebody decided before: their decision is shown.
        (Decided::Before, _) => return Ok(see_other(href(id))),
        (Decided::Conflict, _) => {
            let shown = Shown::of(at, context, id).await?;
            let (none, status) = (Invalid::default(), StatusCode::CONFLICT);
            return shown.page(at, context, input, &none, status).await;
        }
    };
    Ok(see_other(format!("{}&fait={done}", open::received_href())))
}

/// The paper that came with it.
pub(crate) async fn photo(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<JustificationRow>>,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let found = justification::photo(&mut read, &at, id).await?;
    drop(read);
    let (pupil, jpeg) = found.ok_or(Error::NotFound)?;
    let line = Line::new(at.actor(), "justification.photo_seen").on("pupil", pupil);
    context.audit.look(context.clock.now(), line).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response())
}
