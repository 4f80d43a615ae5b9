//! What this service tells others of pupils, by the types of `exchange`.

use crate::{
    model::{Sight, dates_of},
    store::{of_child, publication},
};
use chrono::{DateTime, Utc};
use exchange::NewMarks;
use identity::Child;
use ui::fr;
use web::{Context, Offers, Result};

pub(crate) fn give(offers: Offers) -> Offers {
    offers.with(NewMarks(|context, child, since| {
        Box::pin(news(context, child, since))
    }))
}

/// What the family may read and could not then: marks, be they corrected, and bulletins.
async fn news(context: &Context, child: &Child, since: DateTime<Utc>) -> Result<Vec<String>> {
    let now = context.clock.now();
    let zone = child.place().zone;
    let day = |at: DateTime<Utc>| at.with_timezone(&zone.0).date_naive();
    let today = day(now);
    let mut read = context.db.read().await?;
    let class = records::child_class(&mut read, child, today).await?;
    let kept = of_child::marks(&mut read, child, today).await?;
    let publication = publication::of_child(&mut read, child, today).await?;
    let bulletins = of_child::bulletins(&mut read, child, today).await?;
    drop(read);
    let pair = (class.mef.as_deref(), class.division.as_deref());
    let dates = dates_of(&publication, pair);
    let sight = Sight::new(&publication, &dates, zone);
    let marks = kept.into_iter().filter(|kept| sight.is_new(kept, since));
    let marks = marks.filter_map(|kept| sight.of(kept, now)).count();
    let bulletins = bulletins
        .iter()
        // Of one published on the day of that visit, nobody knows which was first: told again, not missed.
        .filter(|one| one.on >= day(since) || one.settled_at > since)
        .count();
    let mut said = Vec::new();
    if marks > 0 {
        let words = ("note nouvelle ou modifiée", "notes nouvelles ou modifiées");
        said.push(fr::plural(marks as u64, words.0, words.1));
    }
    if bulletins > 0 {
        said.push(fr::plural(bulletins as u64, "bulletin", "bulletins"));
    }
    Ok(said)
}
