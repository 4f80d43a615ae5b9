//! What a guardian sent to explain the entry of the examples.

use crate::{
    model::{
        justification::{JustificationRow, Told, offered},
        wording::List,
    },
    store::{entries, justification, wording},
};
use db::in_write;
use education::{Account, Id};
use identity::{Always, At, FamilyPair, GuardianOf, SchoolLife};
use records::photo::{Picture, fiction};
use std::sync::OnceLock;
use web::{Context, Error, FormId, Result};

/// Sends one, with a paper, about the one entry of the pupil that stands; it waits.
pub(super) async fn example(
    context: &Context,
    at: &At<SchoolLife>,
    (account, pair): (Id<Account>, FamilyPair),
) -> Result<Id<JustificationRow>> {
    let now = context.clock.now();
    let reasons = wording::begun(context, at, List::Reasons).await?;
    let reason = offered(&reasons).next().ok_or(Error::NotFound)?.id;
    let told = Told {
        reason,
        words: "Une forte fièvre depuis hier soir.".to_owned(),
    };
    let link = in_write!(context.db, Error, |tx| {
        Ok(identity::open_link(tx, account, pair, now).await?)
    })?;
    let mut read = context.db.read().await?;
    let family = At::<GuardianOf<Always>>::admit_family(&mut read, account, link).await?;
    drop(read);
    let paper = paper()?;
    let form = FormId::new();
    in_write!(context.db, Error, |tx| {
        let listed = entries::of_pupil(tx, at, pair.pupil).await?;
        let standing = listed.iter().find(|entry| entry.cancelled_at.is_none());
        let absence = standing.ok_or(Error::NotFound)?.id;
        let who = (family.child(), family.actor());
        justification::send(tx, who, (absence, form), &told, Some(paper), now).await?;
        let sent = justification::waiting(tx, at).await?;
        let sent = sent.into_iter().find(|one| one.absence == absence);
        Ok(sent.ok_or(Error::NotFound)?.id)
    })
}

/// The same for all: a picture takes a while to be made small.
fn paper() -> Result<&'static Picture> {
    static PAPER: OnceLock<Picture> = OnceLock::new();
    match PAPER.get() {
        Some(paper) => Ok(paper),
        None => {
            let paper = fiction::small(7)?;
            Ok(PAPER.get_or_init(|| paper))
        }
    }
}
