//! What became of each message, and the « Synthèse » of text messages.

use super::{CONTENT, Of, letters};
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use maud::html;
use messaging::{
    Choice, Medium, Message, Tab,
    pages::{FollowView, Shown, SummaryView, cursor, follow, summary},
};
use ui::Notice;
use web::{Context, Error, Input, Result, see_other};

pub(crate) async fn show<Q: Of>(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let shown = match (Shown::of(&input), Q::AT.medium) {
        (shown, Medium::Sms) | (shown @ Shown::List(_), _) => shown,
        (Shown::Summary, _) => Shown::List(Tab::default()),
    };
    let now = context.clock.now();
    let line = audit::Line::new(at.actor(), "sms.followed").detail(shown.key());
    let watch = web::watch(&context, &input, line, shown.key()).await?;
    let mut read = context.db.read().await?;
    let counts = messaging::tab_counts(&mut read, &at, Q::QUEUE).await?;
    let doubt = format!("{}/doute", Q::AT.waiting);
    let body = match shown {
        Shown::List(tab) => {
            let after = cursor(&input, &context.keys, Q::AT.medium, tab);
            let page = messaging::follow(&mut read, &at, Q::QUEUE, tab, after.as_ref()).await?;
            follow(&FollowView {
                page: &page,
                tab,
                counts,
                after: after.as_ref().map_or("", |_| input.text("apres")),
                first: rank(&input, after.is_some()),
                watch: &watch,
                at: Q::AT,
                content: CONTENT,
                posting: letters::POSTING,
                doubt: &doubt,
                zone: at.place().zone(),
                keys: &context.keys,
            })
        }
        Shown::Summary => {
            let figures = messaging::summary(&mut read, &at, "absences", now).await?;
            summary(&SummaryView {
                summary: &figures,
                counts,
                at: Q::AT,
                watch: &watch,
            })
        }
    };
    drop(read);
    let done = match input.text("fait") {
        "doute" => Some(Notice::success("Votre choix est enregistré.")),
        _ => letters::done(&input),
    };
    // The guide gives text messages two pages; the others have one, with tabs.
    let (title, menu) = match Q::AT.medium {
        Medium::Sms => ("Suivi des SMS", Q::AT.follow),
        _ => (Q::TITLE, Q::AT.waiting),
    };
    Page::new(&at, title)
        .under("absences", menu)
        .notice(done)
        .show(&context, html! { (body) })
        .await
}

/// « Enregistrement(s) 51 à … »: as the address says, on a page that is not the first.
fn rank(input: &Input, later: bool) -> u64 {
    let said = input.text("rang").parse::<u32>().unwrap_or(1);
    if later { u64::from(said.max(1)) } else { 1 }
}

/// A person's choice on a message in doubt.
pub(crate) async fn settle<Q: Of>(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Message>>,
    input: Input,
) -> Result<Response> {
    let Some(choice) = Choice::from_key(input.text("choix")) else {
        return Err(Error::BadRequest(
            "Choisissez « Considérer comme envoyé » ou « Renvoyer ».".into(),
        ));
    };
    let mut read = context.db.read().await?;
    if !messaging::all_of_school(&mut read, &at, Q::QUEUE, &[id]).await? {
        return Err(Error::NotFound);
    }
    drop(read);
    let now = context.clock.now();
    let settled = in_write!(context.db, Error, |tx| {
        Ok(messaging::settle_doubt(tx, &at, Q::QUEUE, id, choice, now).await?)
    })?;
    // Settled in between, by a receipt or by a colleague: the list shows how.
    Ok(see_other(if settled {
        format!("{}?fait=doute", Q::AT.follow)
    } else {
        Q::AT.follow.to_owned()
    }))
}
