//! A bulletin that the family of the example reads today.

use crate::{
    model::{Bulletin, Shown},
    store::bulletin::{self, Of, Publication},
};
use db::in_write;
use education::{Account, Id, School, school_year_of};
use identity::{AllMarks, At};
use web::{Context, Error, Result};

/// The part of the year that it is of.
const PERIOD: &str = "trimestre-1";

/// Settles and publishes the first bulletin of the pupil of the examples, unless it is read already; gives
/// what stands for it in addresses.
pub(super) async fn published(
    context: &Context,
    school: Id<School>,
    head: Id<Account>,
) -> Result<String> {
    let pupil = records::demo::example(context, school).await?.pupil;
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let at = At::<AllMarks>::admit(&mut read, head, Some(school), now).await?;
    let today = at.today(now);
    let mut rows = records::pupils_of(&mut read, &at, &[pupil]).await?;
    let row = rows.remove(&pupil).ok_or(Error::NotFound)?;
    let division = row.division.clone().ok_or(Error::NotFound)?;
    drop(read);
    let of = Of {
        division: &division,
        period: PERIOD,
        today,
    };
    let year = school_year_of(today);
    let first = Bulletin {
        school: at.school_place().label.clone(),
        year: format!("{year}-{}", year + 1),
        period: "1er\u{a0}trimestre".to_owned(),
        class: division.clone(),
        pupil: row.list_name(),
        principals: Vec::new(),
        lines: Vec::new(),
        overall: Shown::default(),
        away: None,
        council: String::new(),
    };
    in_write!(context.db, Error, |tx| {
        let known = bulletin::settled(tx, &at, of, &[pupil]).await?;
        if known.is_empty() {
            bulletin::settle(tx, &at, of, &[(pupil, first.clone())], now).await?;
        }
        let published = bulletin::publication(tx, &at, of).await?;
        if published.on.is_none_or(|day| day > today) {
            let wanted = Publication {
                on: Some(today),
                ..published
            };
            bulletin::publish(tx, &at, of, wanted, now).await?;
        }
        Ok(())
    })?;
    Ok(format!("{year}-{PERIOD}"))
}
