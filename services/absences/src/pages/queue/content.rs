//! What a message says, as whoever gets it will read it.

use super::{CONTENT, queue};
use crate::model::compose::batch;
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use messaging::{Content, Medium, Message};
use print::{Block, Letter};
use ui::{Button, Icon, button_bar, definitions, p, phone_bubble, section};
use web::{Context, Error, Result, attachment};

async fn look(at: &At<SchoolLife>, context: &Context, id: Id<Message>) -> Result<Content> {
    let found = messaging::content(&mut context.db.read().await?, at, "absences", id).await?;
    let content = found.ok_or(Error::NotFound)?;
    let line = Line::new(at.actor(), "message.read").on("message", id);
    context.audit.look(context.clock.now(), line).await?;
    Ok(content)
}

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Message>>,
) -> Result<Response> {
    let content = look(&at, &context, id).await?;
    let (title, href) = queue(content.medium);
    let body = html! {
        (definitions([
            ("Au sujet de", content.person.clone()),
            ("À", content.recipient_label.clone()),
            ("Par", format!("{}, {}", content.medium.one(), content.recipient)),
        ]))
        @match content.medium {
            _ if content.sealed => (p("Contenu masqué : ce message porte un secret, qui n'est montré à personne.")),
            Medium::Sms => (text_message(&content)),
            Medium::Mail => (section(&content.title, paragraphs(content.body.split("\n\n")))),
            Medium::Letter => {
                @if let Some(letter) = letter(&content) {
                    @let pdf = format!("{CONTENT}/{id}/pdf");
                    (paper(&letter))
                    (button_bar(Button::secondary("Voir la page à imprimer").icon(Icon::FileText)
                        .href(&pdf).download()))
                }
            }
        }
    };
    Page::new(&at, format!("Message {}", content.number))
        .under("absences", href)
        .from(title, href)
        .show(&context, body)
        .await
}

fn text_message(content: &Content) -> Markup {
    let parts = format!("{} SMS", content.parts);
    phone_bubble(&content.sender, &content.body, &parts)
}

fn paragraphs<'t>(texts: impl Iterator<Item = &'t str>) -> Markup {
    html! { @for text in texts { (p(text)) } }
}

fn letter(content: &Content) -> Option<Letter> {
    serde_json::from_str(&content.body).ok()
}

/// A letter on the screen: what it says, in the order in which it is read.
pub(crate) fn paper(letter: &Letter) -> Markup {
    let lines = |lines: &[String]| lines.join(", ");
    html! {
        (definitions([
            ("De", lines(&letter.sender)),
            ("Dans la fenêtre de l'enveloppe", lines(letter.recipient.lines())),
            ("Date", letter.dated.clone()),
        ]))
        (section(&letter.subject, html! {
            @for block in &letter.body {
                @if let Block::Paragraph(runs) = block {
                    (p(runs.iter().map(|run| run.text.as_str()).collect::<String>()))
                }
            }
            (p(letter.signature.quality.clone()))
        }))
    }
}

/// One letter, as it will be printed; nothing is noted of it but the look.
pub(crate) async fn pdf(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Message>>,
) -> Result<Response> {
    let content = look(&at, &context, id).await?;
    let letter = letter(&content).filter(|_| content.medium == Medium::Letter);
    let letter = letter.ok_or(Error::NotFound)?;
    let today = at.today(context.clock.now());
    let document = batch(&at.school_place().label, today, vec![letter]);
    let pdf = context.print(document).await?;
    let name = format!("courrier-{}.pdf", content.number);
    Ok(attachment(&name, "application/pdf", pdf.bytes))
}
