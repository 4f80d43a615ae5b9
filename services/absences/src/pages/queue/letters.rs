//! « Imprimer les courriers sélectionnés », and what becomes of those that were printed.

use super::{
    Letters, Of as _, chosen,
    waiting::{back, nothing},
};
use crate::{
    model::{
        compose::{batch, dated},
        document::{DocumentKind, DocumentRow},
    },
    pages::documents,
    recheck::recheck,
    store::documents::{NewDocument, keep},
};
use axum::{extract::State, response::Response};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use maud::html;
use messaging::{Message, Posting, RecheckRequest, Recipient, Verdict, pages::Selection};
use print::Letter;
use std::collections::BTreeMap;
use ui::{Alert, Button, Column, Icon, Link, Notice, Table, button_bar, fr, p};
use uuid::Uuid;
use web::{Context, Error, Input, Result, see_other};

/// Where « Marquer comme postés » is sent.
pub(crate) const POSTING: &str = "/absences/courriers/postes";

/// Letters of one document: what a printer's tray and a person's patience take.
const BATCH: usize = 500;

/// Prints: the letters leave the list, and are kept as documents that are opened next; they can be
/// printed again from « Documents ». What must not leave any more is told, by name.
pub(crate) async fn print(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let ids = chosen::<Letters>(&at, &context, &input).await?;
    if ids.is_empty() {
        return Ok(nothing::<Letters>(&input));
    }
    let (good, useless) = sorted_out(&at, &context, &ids).await?;
    let mut made = Vec::new();
    for batch in good.chunks(BATCH) {
        made.extend(print_batch(&at, &context, batch).await?);
    }
    if !useless.is_empty() {
        return told(&at, &context, &made, &useless).await;
    }
    Ok(match made.as_slice() {
        [] => back::<Letters>(&input, "diffuses", "0"),
        [one] => see_other(documents::ready_href(*one)),
        several => see_other(format!("{}?prets={}", documents::HREF, several.len())),
    })
}

/// One document; none, when somebody has just printed all of these.
async fn print_batch(
    at: &At<SchoolLife>,
    context: &Context,
    ids: &[Id<Message>],
) -> Result<Option<Id<DocumentRow>>> {
    let now = context.clock.now();
    let today = at.today(now);
    in_write!(context.db, Error, |tx| {
        let printed = messaging::print_letters(tx, at, ids, now).await?;
        if printed.is_empty() {
            return Ok(None);
        }
        let letters: Vec<Letter> = printed
            .iter()
            .map(|letter| {
                let read = serde_json::from_str(&letter.body).map_err(Error::internal)?;
                let reference = format!("Courrier n° {}", letter.number);
                // It may have waited for days: a letter bears the day on which it is printed.
                let dated = dated(today);
                Ok(Letter {
                    reference,
                    dated,
                    ..read
                })
            })
            .collect::<Result<_>>()?;
        let document = batch(&at.school_place().label, today, letters);
        let new = NewDocument {
            kind: DocumentKind::Letters,
            title: &document.title,
            pieces: printed.len() as u64,
            document: &document,
        };
        Ok(Some(keep(tx, at, new, now).await?))
    })
}

/// A letter that must not leave any more.
struct Useless {
    /// Of whom it told.
    person: String,
    absence: Uuid,
    why: String,
}

/// Letters that must not leave any more are withdrawn, with the reason; gives the others, in the
/// order of the classes, and those.
async fn sorted_out(
    at: &At<SchoolLife>,
    context: &Context,
    ids: &[Id<Message>],
) -> Result<(Vec<Id<Message>>, Vec<Useless>)> {
    let addressed = messaging::addressed(&mut context.db.read().await?, at, ids).await?;
    let requests: Vec<RecheckRequest> = addressed
        .iter()
        .map(|(message, subject, address, _)| RecheckRequest {
            message: *message,
            school: at.school(),
            service: "absences".to_owned(),
            subject: *subject,
            recipient: Recipient::Letter(address.clone()),
        })
        .collect();
    let verdicts = recheck(context.clone(), requests).await?;
    let (mut good, mut useless) = (Vec::new(), Vec::new());
    let mut withdrawn: BTreeMap<String, Vec<Id<Message>>> = BTreeMap::new();
    for ((id, absence, _, person), verdict) in addressed.into_iter().zip(verdicts) {
        match verdict {
            Verdict::Send => good.push(id),
            Verdict::Cancel(why) => {
                withdrawn.entry(why.clone()).or_default().push(id);
                useless.push(Useless {
                    person,
                    absence,
                    why,
                });
            }
        }
    }
    let (school, actor, now) = (at.school(), at.actor(), context.clock.now());
    in_write!(context.db, Error, |tx| {
        for (why, ids) in &withdrawn {
            messaging::withdraw(tx, school, "absences", ids, why, actor, now).await?;
        }
        Ok(())
    })?;
    Ok((good, useless))
}

/// What was printed, and what was not, by name: a family that is not written to must be told
/// otherwise.
async fn told(
    at: &At<SchoolLife>,
    context: &Context,
    made: &[Id<DocumentRow>],
    useless: &[Useless],
) -> Result<Response> {
    let count = useless.len() as u64;
    let title = fr::plural(
        count,
        "courrier n'est pas imprimé",
        "courriers ne sont pas imprimés",
    );
    let body = html! {
        (Alert::warning(&title).body(p(
            "Ils ne sont plus à imprimer, pour la raison que dit chaque ligne. Pour prévenir quand même la \
             famille, ouvrez la saisie et refaites l'action, ou téléphonez.")))
        (Table::new("Courriers qui ne sont pas imprimés")
            .columns([Column::new("Élève"), Column::new("Pourquoi")])
            .rows(useless, |row, letter| {
                row.head(Link::new(&format!("/absences/{}", letter.absence), &letter.person));
                row.cell(&letter.why);
            }))
        (button_bar(html! {
            @for (n, id) in made.iter().enumerate() {
                @let label = match made.len() {
                    1 => "Ouvrir les courriers imprimés".to_owned(),
                    _ => format!("Ouvrir les courriers imprimés, partie {}", n + 1),
                };
                (Button::primary(&label).icon(Icon::FileText).href(&documents::href(*id)))
            }
            (Button::secondary("Revenir aux courriers").href(Letters::AT.waiting))
        }))
    };
    Page::new(at, "Courriers")
        .under("absences", Letters::AT.waiting)
        .show(context, body)
        .await
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
    if !messaging::all_of_school(&mut read, &at, Letters::QUEUE, &ids).await? {
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
