//! « Envoi aux familles → Rectificatifs »: families who were told of an absence that is not one.

use crate::store::{
    absence::Absence,
    correction::{self, Act, Wrong},
};
use axum::{extract::State, response::Response};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use maud::html;
use messaging::{Medium, Sent, SentTo};
use ui::{
    Button, Column, Empty, Form, Icon, Notice, Table, fr, lead, main_action, p, phone_bubble,
    section, selection_count,
};
use web::{Context, Error, Input, Result, see_other};

pub(crate) const HREF: &str = "/absences/rectificatifs";
const FIELD: &str = "absence";
const ACT: &str = "geste";
const TOLD: &str = "prevenue";

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let wrong = correction::to_correct(&mut context.db.read().await?, &at, now).await?;
    let line = audit::Line::new(at.actor(), "corrections.listed");
    context
        .audit
        .look(now, line.detail(wrong.len().to_string()))
        .await?;
    let place = at.school_place();
    let example = wrong.first().and_then(|wrong| {
        let by_sms = |sent: &&Sent| matches!(sent.to, SentTo::Mobile { .. });
        let sent = wrong.sent.iter().find(by_sms)?;
        let text = correction::text(place, wrong, sent);
        let received = sms::prepare(&text, sms::TextPolicy::Plain).ok()?.received;
        let SentTo::Mobile { sender, .. } = &sent.to else {
            return None;
        };
        Some((sender.to_string(), received))
    });
    let writable = wrong.iter().filter(|wrong| wrong.can_be_written()).count() as u64;
    let body = html! {
        @if wrong.is_empty() {
            (Empty::new("Aucun rectificatif à envoyer").why("Une absence arrive ici quand elle est \
                annulée alors que la famille en avait déjà été prévenue."))
        } @else {
            (lead(format!("{} pour {}.", fr::plural(
                wrong.iter().map(|wrong| wrong.sent.len() as u64).sum(),
                "message est parti", "messages sont partis"), fr::plural(wrong.len() as u64,
                "absence annulée depuis", "absences annulées depuis"))))
            (Form::post(HREF, html! {
                (table(&wrong, place.zone))
                (selection_count(FIELD, writable, "absence sélectionnée", "absences sélectionnées"))
                (main_action(html! {
                    (Button::primary("Envoyer « annule et remplace »").icon(Icon::Send))
                    (Button::secondary("Famille prévenue autrement").about("des absences sélectionnées")
                        .name_value(ACT, TOLD))
                }))
            }))
            @if wrong.iter().flat_map(|wrong| &wrong.sent).any(|sent| sent.medium() == Medium::Letter) {
                (p("Un courrier ne se rappelle pas : retirez-le de la pile s'il n'est pas posté ; \
                    sinon, téléphonez à la famille. Choisissez ensuite « Famille prévenue autrement »."))
            }
            @if let Some(example) = &example {
                (section("Ce que les familles recevront", html! {
                    (phone_bubble(&example.0, &example.1, "Un rectificatif"))
                    (p("Le rectificatif va par le même moyen à ceux qui ont reçu le message, si la \
                        famille accepte toujours d'en recevoir, et à personne d'autre."))
                }))
            }
        }
    };
    Page::new(&at, "Rectificatifs")
        .under("absences", HREF)
        .intro("Dire à une famille que l'absence annoncée n'en est pas une.")
        .notice(done(&input))
        .show(&context, body)
        .await
}

/// What was done, as the address says it.
fn done(input: &Input) -> Option<Notice> {
    let count = |field| input.text(field).parse::<u64>().ok();
    if let Some(told) = count("prevenues") {
        return Some(match told {
            0 => Notice::info("Rien n'a été noté : aucune absence n'était sélectionnée."),
            told => Notice::success(format!(
                "{}.",
                fr::plural(
                    told,
                    "famille est notée comme prévenue autrement",
                    "familles sont notées comme prévenues autrement"
                )
            )),
        });
    }
    let (sent, left) = (count("envoyes")?, count("restent").unwrap_or(0));
    let by_letter = match left {
        0 => String::new(),
        left => format!(
            " Pour {}, la famille n'a eu qu'un courrier : téléphonez-lui, puis choisissez « Famille \
             prévenue autrement ».",
            fr::plural(left, "absence", "absences")
        ),
    };
    Some(match sent {
        0 if left == 0 => Notice::info(
            "Aucun rectificatif n'est parti : rien n'était sélectionné, ou quelqu'un les a déjà envoyés.",
        ),
        0 => Notice::info(format!("Aucun rectificatif n'est parti.{by_letter}")),
        sent => Notice::success(format!(
            "{}. Voyez ce qu'il en advient dans « Suivi des SMS » et « Courriels ».{by_letter}",
            fr::plural(sent, "rectificatif diffusé", "rectificatifs diffusés")
        )),
    })
}

fn table(wrong: &[Wrong], zone: education::Zone) -> maud::Markup {
    let when = |instant: chrono::DateTime<chrono::Utc>| {
        let local = instant.with_timezone(&zone.0);
        local.format("%d/%m/%Y à %H:%M").to_string()
    };
    Table::new("Absences annulées après l'envoi")
        .columns([
            Column::new("Nom élève"),
            Column::new("Division"),
            Column::new("Évènement"),
            Column::new("Annulée le"),
            Column::new("Messages partis"),
        ])
        .select(FIELD)
        .rows(wrong, |row, wrong| {
            let Some(first) = wrong.sent.first() else {
                return;
            };
            row.select(
                &wrong.absence.to_string(),
                &first.caption.person,
                wrong.can_be_written(),
            );
            row.head(&first.caption.person);
            row.cell(&first.caption.group);
            row.cell(&first.caption.event);
            row.cell(when(wrong.cancelled_at));
            let sent = wrong.sent.iter().map(|sent| {
                format!(
                    "Msg {} ({}) – {} – {}",
                    sent.number,
                    sent.medium().one(),
                    sent.medium().state_label(sent.state),
                    sent.caption.recipient
                )
            });
            row.cell(ui::list(sent));
        })
}

pub(crate) async fn send(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let chosen = input.all(FIELD);
    let chosen: Vec<Id<Absence>> = chosen.filter_map(|id| id.parse().ok()).collect();
    // Not a word on the absences of another school.
    let mut read = context.db.read().await?;
    if !chosen.is_empty() && !correction::any_of_school(&mut read, &at, &chosen).await? {
        return Err(Error::NotFound);
    }
    drop(read);
    let now = context.clock.now();
    let act = match input.text(ACT) {
        TOLD => Act::Told,
        _ => Act::Send,
    };
    let done = in_write!(context.db, Error, |tx| {
        correction::correct(tx, &at, &chosen, act, now).await
    })?;
    Ok(see_other(match act {
        Act::Told => format!("{HREF}?prevenues={}", done.told),
        Act::Send => format!("{HREF}?envoyes={}&restent={}", done.sent, done.left),
    }))
}
