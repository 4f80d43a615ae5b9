//! What is new of a child since the last visit of who reads.

use chrono::{DateTime, Utc};
use exchange::{NewAbsences, NewMarks};
use identity::Child;
use maud::{Markup, html};
use ui::{fr, p};
use web::{Context, Result};

/// In a sentence, of the services that are open; nothing on a first visit, when all is new.
pub(super) async fn since(
    context: &Context,
    child: &Child,
    visit: Option<DateTime<Utc>>,
) -> Result<Markup> {
    let Some(since) = visit else {
        return Ok(html! {});
    };
    let mut said = Vec::new();
    if let Some(NewAbsences(news)) = context.offers.get().filter(|_| child.is_open("absences")) {
        said.extend(news(context, child, since).await?);
    }
    if let Some(NewMarks(news)) = context.offers.get().filter(|_| child.is_open("marks")) {
        said.extend(news(context, child, since).await?);
    }
    let local = since.with_timezone(&child.place().zone.0).naive_local();
    let then = format!(
        "{} à {}",
        fr::date_long(local.date()),
        fr::time(local.time())
    );
    Ok(p(match said.is_empty() {
        true => format!("Rien de nouveau depuis votre visite du {then}."),
        false => format!("Depuis votre visite du {then} : {}.", fr::list(&said)),
    }))
}
