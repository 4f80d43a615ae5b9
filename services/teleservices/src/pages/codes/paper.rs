//! Letters and sheets of a batch: printed as often as needed until they are posted or handed out, then gone.

use super::batch::{found, href};
use crate::{
    model::codes::{Means, Paper},
    recheck::{SERVICE, recheck},
    store::codes::{
        batch::Batch,
        sending::{self, Sending},
    },
};
use axum::{
    extract::{Path, State as Ctx},
    response::Response,
};
use db::in_write;
use education::Id;
use identity::{ActivationCodes, At};
use maud::{Markup, html};
use messaging::{Medium, Message, RecheckRequest, Recipient, SecretLetter, State, Verdict};
use print::{Block, Body, Document, Letter, Report};
use std::collections::{BTreeMap, HashMap};
use ui::{Alert, Button, Icon, button_bar, fr, p, post_button};
use uuid::Uuid;
use web::{Context, Error, Input, Result, attachment, see_other};

/// Letters of one PDF: what a printer's tray and a person's patience take.
const PART: usize = 500;

/// The messages of a batch that can still be printed, in order.
fn printable(
    sendings: &[Sending],
    states: &HashMap<Uuid, (Id<Message>, Medium, State)>,
) -> Vec<Id<Message>> {
    let open = |one: &Sending| {
        let (id, _, state) = states.get(&one.id.uuid())?;
        matches!(state, State::Prepared | State::Accepted).then_some(*id)
    };
    sendings.iter().filter_map(open).collect()
}

/// What a person does with the paper of a batch.
pub(super) fn gestures(
    batch: &Batch,
    sendings: &[Sending],
    states: &HashMap<Uuid, (Id<Message>, Medium, State)>,
) -> Markup {
    let open = printable(sendings, states).len();
    let parts = open.div_ceil(PART);
    let (print, posted) = (
        format!("{}/impression", href(batch.id)),
        format!("{}/postes", href(batch.id)),
    );
    if open == 0 {
        return html! { (p("Il n'y a plus rien à imprimer : les codes de cet envoi ne sont plus gardés.")) };
    }
    html! {
        (Alert::info("Imprimez, vérifiez, puis dites-le").body(p("Le PDF peut être refait tant que vous n'avez pas \
            noté que tout est remis. Ensuite, les codes ne sont plus gardés nulle part. Ne gardez pas le fichier.")))
        (button_bar(html! {
            @for part in 1..=parts {
                @let number = part.to_string();
                @let label = match parts {
                    1 => "Imprimer (PDF)".to_owned(),
                    _ => format!("Imprimer la partie {part} sur {parts} (PDF)"),
                };
                (post_button(&print, Button::primary(&label).icon(Icon::Printer).download(), &[("partie", &number)]))
            }
            (post_button(&posted, Button::secondary("Tout est posté ou remis").icon(Icon::Check), &[]))
        }))
    }
}

async fn open(
    context: &Context,
    at: &At<ActivationCodes>,
    batch: &Batch,
) -> Result<Vec<Id<Message>>> {
    if !batch.means().is_some_and(Means::is_paper) {
        return Err(Error::NotFound);
    }
    let mut read = context.db.read().await?;
    let sendings = sending::of_batch(&mut read, at, batch.id).await?;
    let subjects: Vec<Uuid> = sendings.iter().map(|one| one.id.uuid()).collect();
    let states = messaging::states_about(&mut read, at, SERVICE, &subjects).await?;
    drop(read);
    let states = crate::work::by_subject(states);
    sort_out(context, at, &sendings, &states).await?;
    Ok(printable(&sendings, &states))
}

/// What must not leave any more is withdrawn, with the reason, before anything is on paper.
async fn sort_out(
    context: &Context,
    at: &At<ActivationCodes>,
    sendings: &[Sending],
    states: &HashMap<Uuid, (Id<Message>, Medium, State)>,
) -> Result<()> {
    let waiting = sendings.iter().filter_map(|one| {
        let (message, _, state) = states.get(&one.id.uuid())?;
        // The address was judged when the letter was made: who moved since is written to again.
        (*state == State::Prepared).then(|| RecheckRequest {
            message: *message,
            school: at.school(),
            service: SERVICE.to_owned(),
            subject: one.id.uuid(),
            recipient: Recipient::Letter(String::new()),
        })
    });
    let requests: Vec<RecheckRequest> = waiting.collect();
    let verdicts = recheck(context.clone(), requests.clone()).await?;
    let mut withdrawn: BTreeMap<String, Vec<Id<Message>>> = BTreeMap::new();
    for (request, verdict) in requests.iter().zip(verdicts) {
        if let Verdict::Cancel(why) = verdict {
            withdrawn.entry(why).or_default().push(request.message);
        }
    }
    let (school, actor, now) = (at.school(), at.actor(), context.clock.now());
    in_write!(context.db, Error, |tx| {
        for (why, ids) in &withdrawn {
            messaging::withdraw(tx, school, SERVICE, ids, why, actor, now).await?;
        }
        Ok(())
    })
}

pub(crate) async fn print(
    at: At<ActivationCodes>,
    Ctx(context): Ctx<Context>,
    Path(id): Path<String>,
    input: Input,
) -> Result<Response> {
    let batch = found(&context, &at, &id).await?;
    let open = open(&context, &at, &batch).await?;
    let part = input.text("partie").parse::<usize>().unwrap_or(1).max(1);
    let ids: Vec<Id<Message>> = open
        .into_iter()
        .skip((part - 1).saturating_mul(PART))
        .take(PART)
        .collect();
    let now = context.clock.now();
    let letters = in_write!(context.db, Error, |tx| {
        messaging::print_secret_letters(tx, &context.keys, &at, SERVICE, &ids, now).await
    })?;
    if letters.is_empty() {
        return Ok(see_other(href(batch.id)));
    }
    let document = document(&at, &context, &letters)?;
    let pdf = context.print(document).await?;
    Ok(attachment(
        "codes-activation.pdf",
        "application/pdf",
        pdf.bytes,
    ))
}

fn document(
    at: &At<ActivationCodes>,
    context: &Context,
    letters: &[SecretLetter],
) -> Result<Document> {
    let today = at.today(context.clock.now());
    let dated = format!("Le {}", fr::date_full(today));
    let (mut written, mut blocks): (Vec<Letter>, Vec<Block>) = (Vec::new(), Vec::new());
    for one in letters {
        match serde_json::from_str(&one.body).map_err(Error::internal)? {
            Paper::Letter(letter) => written.push(Letter {
                reference: format!("Courrier n° {}", one.number),
                dated: dated.clone(),
                ..*letter
            }),
            Paper::Sheet { division, slips } => {
                blocks.extend(Paper::blocks(
                    &division,
                    &slips,
                    &context.settings.public_url,
                ));
            }
        }
    }
    let body = match blocks.is_empty() {
        true => Body::Letters(written),
        false => Body::Report(Report {
            title: "Codes d'activation des élèves".into(),
            subtitle: dated.clone(),
            wide: false,
            blocks,
        }),
    };
    Ok(Document {
        title: format!("Codes d'activation du {}", fr::date_full(today)),
        author: at.school_place().label.clone(),
        date: today,
        body,
    })
}

pub(crate) async fn posted(
    at: At<ActivationCodes>,
    Ctx(context): Ctx<Context>,
    Path(id): Path<String>,
) -> Result<Response> {
    let batch = found(&context, &at, &id).await?;
    let open = open(&context, &at, &batch).await?;
    let now = context.clock.now();
    let count = in_write!(context.db, Error, |tx| {
        messaging::note_secrets_posted(tx, &at, SERVICE, &open, now).await
    })?;
    Ok(see_other(format!("{}?postes={count}", href(batch.id))))
}
