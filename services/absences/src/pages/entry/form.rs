//! The pupil's page: the form of an absence, or what follows it, and the absences before.

use super::{
    HREF,
    known::Known,
    words::{period_words, state_words},
};
use crate::model::period::bells;
use axum::{http::StatusCode, response::Response};
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::GuardianOf;
use ui::{
    Alert, Button, Choices, Column, Empty, ErrorSummary, Field, Form, Notice, Select, Table,
    button_bar, columns, fr, p, post_button, section,
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
        let division = self.pupil.division.as_deref().unwrap_or("sans classe");
        let body = html! {
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            @match query.text("fait").parse::<u32>() {
                Ok(messages) => (next(messages)),
                Err(_) => (self.form(input, invalid)),
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

    fn form(&self, input: &Input, invalid: &Invalid) -> Markup {
        let hours: Vec<(String, String)> = bells()
            .map(|bell| (bell.format("%H:%M").to_string(), fr::time(bell).to_string()))
            .collect();
        let hour = |name: &'static str, label: &'static str| {
            Select::new(name, label)
                .options(
                    hours
                        .iter()
                        .map(|(value, label)| (value.as_str(), label.as_str())),
                )
                .selected(input.text(name))
                .error(invalid.on(name))
        };
        let date = |name: &'static str, label: &'static str| {
            Field::date(name, label)
                .value(input.text(name))
                .required()
                .error(invalid.on(name))
        };
        html! {
            (Form::post(HREF, html! {
                (columns([
                    html! { (date("du", "Du")) (hour("du_heure", "À partir de")) },
                    html! { (date("au", "Au")) (hour("au_heure", "Jusqu'à")) },
                ]))
                (self.notification(input, invalid))
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Annuler").href(HREF))
                }))
            }).hidden("eleve", &self.pupil.id.to_string())
                .hidden(FormId::FIELD, &FormId::of(input).0.to_string()))
        }
    }

    fn notification(&self, input: &Input, invalid: &Invalid) -> Markup {
        if self.actions.is_empty() || !self.can_send {
            return html! {
                (Alert::info("Aucun envoi n'est possible pour l'instant").body(p(
                    if self.actions.is_empty() {
                        "Pour prévenir les familles par SMS, la direction ou le CPE ajoute une action \
                         dans « Paramétrages → Actions »."
                    } else {
                        "Pour prévenir les familles par SMS, la direction ou le CPE choisit un \
                         fournisseur dans « Paramétrages → Fournisseur de services »."
                    }
                )))
            };
        }
        let ids: Vec<(String, &str)> = self
            .offered()
            .iter()
            .map(|stored| (stored.id.to_string(), stored.action.short_label.as_str()))
            .collect();
        let (reachable, unreachable): (Vec<&GuardianOf>, Vec<&GuardianOf>) = self
            .guardians
            .iter()
            .partition(|guardian| guardian.reachable_by_sms());
        let mut recipients =
            Choices::many("destinataires", "Destinataire(s)").error(invalid.on("destinataires"));
        for guardian in &reachable {
            let number = guardian
                .mobile
                .map(|number| number.to_string())
                .unwrap_or_default();
            let who = format!("{} – {number}", guardian.list_name());
            let value = guardian.guardian.to_string();
            recipients = recipients.option_described(value, guardian.label(), who);
        }
        for chosen in input.all("destinataires") {
            recipients = recipients.selected(chosen.to_owned());
        }
        html! {
            (Select::new("action", "Action").option("", "Aucune")
                .options(ids.iter().map(|(value, label)| (value.as_str(), *label)))
                .selected(input.text("action")).error(invalid.on("action")))
            @if reachable.is_empty() {
                (Alert::warning("Aucun responsable ne peut recevoir de SMS").body(p(
                    "Aucun n'a à la fois un numéro de mobile et la case « accepte les SMS » cochée \
                     dans Base élèves.")))
            } @else {
                (recipients)
            }
            @for guardian in unreachable {
                (ui::muted(format!("{} ({}) : {}.", guardian.label(), guardian.list_name(),
                    why_not(guardian))))
            }
        }
    }

    fn history(&self) -> Markup {
        html! {
            (Table::new("Absences de l'élève")
                .columns([Column::new("Absence"), Column::new("Message"), Column::actions("Acte")])
                .empty(Empty::new("Aucune absence n'est enregistrée pour cet élève"))
                .rows(&self.absences, |row, entry| {
                    row.head(period_words(entry.period));
                    row.cell(state_words(entry));
                    if entry.cancelled_at.is_some() {
                        row.cell("");
                    } else {
                        row.cell(post_button(
                            &format!("/absences/{}/annulation", entry.id),
                            Button::tertiary("Annuler la saisie")
                                .about(&period_words(entry.period)).small(),
                            &[],
                        ));
                    }
                }))
        }
    }
}

/// What one does after an entry: most often, the next one.
fn next(messages: u32) -> Markup {
    button_bar(html! {
        (Button::primary("Saisir une autre absence").href(HREF))
        @if messages > 0 { (Button::secondary("Voir les SMS à diffuser").href("/absences/sms")) }
    })
}

fn why_not(guardian: &GuardianOf) -> &'static str {
    if !guardian.accepts_sms {
        "n'accepte pas les SMS"
    } else if guardian
        .mobile_typed
        .as_deref()
        .is_some_and(|typed| !typed.trim().is_empty())
    {
        "son numéro de mobile n'est pas utilisable"
    } else {
        "n'a pas de numéro de mobile"
    }
}

fn done(query: &Input) -> Option<Notice> {
    match query.text("fait") {
        "0" => Some(Notice::success("L'absence est enregistrée, sans envoi.")),
        "1" => Some(Notice::success(
            "L'absence est enregistrée. 1 SMS attend dans « SMS à diffuser ».",
        )),
        "annulee" => Some(Notice::success(
            "La saisie est annulée ; ce qui n'était pas encore parti ne partira pas.",
        )),
        "annulee-partie" => Some(Notice::warning(
            "La saisie est annulée, mais la famille avait déjà reçu un SMS : voyez « Rectificatifs ».",
        )),
        many => many.parse::<u32>().ok().map(|count| {
            Notice::success(format!(
                "L'absence est enregistrée. {count} SMS attendent dans « SMS à diffuser »."
            ))
        }),
    }
}
