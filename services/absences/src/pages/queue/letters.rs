//! « Imprimer les courriers sélectionnés », and what becomes of those that were printed.

use super::{Letters, Of as _, chosen, waiting::back};
use crate::{
    model::{
        compose::batch,
        document::{DocumentKind, DocumentRow},
    },
    pages::documents,
    recheck::recheck,
    store::documents::{NewDocument, keep},
};
use axum::{extract::State, response::Response};
use db::in_write;
use education::Id;
use identity::{At, SchoolLife};
use messaging::{Message, Posting, RecheckRequest, Recipient, Verdict, pages::Selection};
use print::Letter;
use ui::{Notice, fr};
use web::{Context, Error, Input, Result, see_other};

/// Where « Marquer comme postés » is sent.
pub(crate) const POSTING: &str = "/absences/courriers/postes";

/// Prints: the letters leave the list, and are kept as one document that is opened next; it can be
/// printed again from « Documents ».
pub(crate) async fn print(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let ids = chosen::<Letters>(&at, &context, &input).await?;
    let ids = withdraw_the_useless(&at, &context, &ids).await?;
    let now = context.clock.now();
    let made = in_write!(context.db, Error, |tx| {
        let printed = messaging::print_letters(tx, &at, &ids, now).await?;
        if printed.is_empty() {
            return Ok(None);
        }
        let letters: Vec<Letter> = printed
            .iter()
            .map(|letter| {
                let read = serde_json::from_str(&letter.body).map_err(Error::internal)?;
                let reference = format!("Courrier n° {}", letter.number);
                Ok(Letter { reference, ..read })
            })
            .collect::<Result<_>>()?;
        let document = batch(&at.school_place().label, at.today(now), letters);
        let new = NewDocument {
            kind: DocumentKind::Letters,
            title: &document.title,
            pieces: printed.len() as u64,
            document: &document,
        };
        let id: Id<DocumentRow> = keep(tx, &at, new, now).await?;
        Ok(Some(id))
    })?;
    Ok(match made {
        Some(id) => see_other(documents::href(id)),
        None => back::<Letters>(&input, "diffuses", "0"),
    })
}

/// Letters that must not leave any more are withdrawn, with the reason; gives the others.
async fn withdraw_the_useless(
    at: &At<SchoolLife>,
    context: &Context,
    ids: &[Id<Message>],
) -> Result<Vec<Id<Message>>> {
    let addressed = messaging::addressed(&mut context.db.read().await?, at, ids).await?;
    let requests: Vec<RecheckRequest> = addressed
        .into_iter()
        .map(|(message, subject, address)| RecheckRequest {
            message,
            school: at.school(),
            service: "absences".to_owned(),
            subject,
            recipient: Recipient::Letter(address),
        })
        .collect();
    let messages: Vec<Id<Message>> = requests.iter().map(|of| of.message).collect();
    let verdicts = recheck(context.clone(), requests).await?;
    let now = context.clock.now();
    let mut good = Vec::new();
    for (id, verdict) in messages.into_iter().zip(verdicts) {
        match verdict {
            Verdict::Send => good.push(id),
            Verdict::Cancel(why) => {
                in_write!(context.db, Error, |tx| {
                    let (school, actor) = (at.school(), at.actor());
                    Ok(
                        messaging::withdraw(tx, school, "absences", &[id], &why, actor, now)
                            .await?,
                    )
                })?;
            }
        }
    }
    Ok(good)
}

/// « Marquer comme postés », « Marquer comme revenus », « Remettre à poster ».
pub(crate) async fn posting(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let Some(posting) = Posting::from_key(input.text("geste")) else {
        return Err(Error::BadRequest("Choisissez ce qu'il faut noter.".into()));
    };
    let ids: Vec<Id<Message>> = input
        .all(Selection::FIELD)
        .filter_map(|id| id.parse().ok())
        .collect();
    let mut read = context.db.read().await?;
    if !ids.is_empty() && !messaging::any_of_school(&mut read, &at, &ids).await? {
        return Err(Error::NotFound);
    }
    drop(read);
    let now = context.clock.now();
    let noted = in_write!(context.db, Error, |tx| {
        Ok(messaging::note_posting(tx, &at, &ids, posting, now).await?)
    })?;
    let tab = messaging::Tab::from_key(input.text("onglet")).key();
    let follow = Letters::AT.follow;
    Ok(see_other(format!(
        "{follow}?onglet={tab}&{}={noted}",
        posting.key()
    )))
}

/// What was noted, as the address says it.
pub(super) fn done(input: &Input) -> Option<Notice> {
    let (posting, count) = Posting::ALL.into_iter().find_map(|posting| {
        let count = input.text(posting.key()).parse::<u64>().ok()?;
        Some((posting, count))
    })?;
    if count == 0 {
        return Some(Notice::info(
            "Rien n'a été noté : aucun courrier n'était sélectionné.",
        ));
    }
    Some(Notice::success(match posting {
        Posting::Posted => format!(
            "{}.",
            fr::plural(
                count,
                "courrier noté comme posté",
                "courriers notés comme postés"
            )
        ),
        Posting::NotPosted => format!(
            "{}.",
            fr::plural(count, "courrier remis à poster", "courriers remis à poster")
        ),
        Posting::Returned => format!(
            "{} : vérifiez l'adresse dans Base élèves, et téléphonez à la famille.",
            fr::plural(
                count,
                "courrier noté comme revenu",
                "courriers notés comme revenus"
            )
        ),
    }))
}
