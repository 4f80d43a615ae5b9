//! The pupil's page: the form of an absence, or what follows it, and the absences before.

use super::{
    HREF,
    known::Known,
    lesson::PROPOSED_FOR,
    week::ShownWeek,
    words::{state_words, terms_words},
};
use crate::pages::queue::queue;
use axum::{http::StatusCode, response::Response};
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use messaging::Medium;
use ui::{
    Button, Column, Empty, ErrorSummary, Form, Link, Notice, Table, button_bar, post_button,
    section,
};
use web::{Context, FormId, Input, Invalid, Result};

impl Known {
    pub(super) async fn page(
        self,
        at: &At<SchoolLife>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
        query: &Input,
    ) -> Result<Response> {
        let title = self.pupil.list_name();
        let week = ShownWeek::of(at, context, query).await?;
        let division = self.pupil.division.as_deref().unwrap_or("sans classe");
        let body = html! {
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            @match query.text("fait").parse::<u32>() {
                Ok(messages) => { (next(messages, means(query))) (week.shown(&self)) },
                Err(_) => (self.form(input, invalid, &week)),
            }
            (section("Ses absences", self.history()))
        };
        Page::new(at, title)
            .under("absences", HREF)
            .from("Absences et retards", HREF)
            .intro(format!("Division : {division}"))
            .notice(done(query))
            .status(status)
            .show(context, body)
            .await
    }

    /// The week is inside, between the same buttons twice, as the original guide has it.
    fn form(&self, input: &Input, invalid: &Invalid, week: &ShownWeek) -> Markup {
        let buttons = || {
            button_bar(html! {
                (Button::primary("Valider"))
                (Button::secondary("Annuler").href(HREF))
            })
        };
        html! {
            (Form::post(HREF, html! {
                (self.fields(input, invalid, None))
                (self.notification(input, invalid))
                (buttons())
                (week.shown(self))
                (buttons())
            }).hidden("eleve", &self.pupil.id.to_string())
                .hidden(PROPOSED_FOR, input.text(PROPOSED_FOR))
                .hidden(FormId::FIELD, &FormId::of(input).0.to_string()))
        }
    }

    fn history(&self) -> Markup {
        html! {
            (Table::new("Absences de l'élève")
                .columns([Column::new("Absence"), Column::new("Motif"), Column::new("Suite"),
                    Column::new("Message"), Column::actions("Acte")])
                .empty(Empty::new("Aucune absence n'est enregistrée pour cet élève"))
                .rows(&self.absences, |row, entry| {
                    let said = terms_words(&entry.terms);
                    row.head(Link::new(&format!("/absences/{}", entry.id), &said));
                    row.cell(Self::label(&self.reasons, entry.terms.reason).unwrap_or("AUCUN"));
                    row.cell(if entry.terms.closed { "Classé" } else { "" });
                    row.cell(state_words(entry));
                    if entry.cancelled_at.is_some() {
                        row.cell("");
                    } else {
                        row.cell(post_button(
                            &format!("/absences/{}/annulation", entry.id),
                            Button::tertiary("Annuler la saisie").about(said.as_str()).small(),
                            &[],
                        ));
                    }
                }))
        }
    }
}

/// By what means an entry was told, as the address says it.
pub(super) fn means(query: &Input) -> Medium {
    Medium::from_code(query.text("par")).unwrap_or(Medium::Sms)
}

/// What one does after an entry: most often, the next one.
fn next(messages: u32, medium: Medium) -> Markup {
    let (label, href) = queue(medium);
    button_bar(html! {
        (Button::primary("Saisir une autre absence").href(HREF))
        @if messages > 0 { (Button::secondary(&format!("Voir « {label} »")).href(href)) }
    })
}

fn done(query: &Input) -> Option<Notice> {
    match query.text("fait") {
        "0" => Some(Notice::success("C'est enregistré, sans envoi.")),
        "annulee" => Some(Notice::success(
            "La saisie est annulée ; ce qui n'était pas encore parti ne partira pas.",
        )),
        "annulee-partie" => Some(Notice::warning(
            "La saisie est annulée, mais un message était déjà parti : voyez « Rectificatifs ».",
        )),
        many => many.parse::<u64>().ok().map(|count| {
            let medium = means(query);
            let wait = if count == 1 { "attend" } else { "attendent" };
            Notice::success(format!(
                "C'est enregistré. {} {wait} dans « {} ».",
                medium.count(count),
                queue(medium).0
            ))
        }),
    }
}
