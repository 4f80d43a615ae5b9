//! A change of what is open.

use crate::{model::Choice, store::opening as store};
use admission::{Family, Function};
use db::in_write;
use education::{Id, School};
use identity::{At, FamilyOpening};
use manifest::Examples;
use web::{Context, Error, Result};

pub(super) async fn examples(context: &Context, school: Id<School>) -> Result<Examples> {
    let now = context.clock.now();
    let head = identity::example_account(context, "ouverture", Function::Head, school).await?;
    let mut read = context.db.read().await?;
    let at = At::<FamilyOpening>::admit(&mut read, head, Some(school), now).await?;
    drop(read);
    let service = context.family.first().ok_or(Error::NotFound)?.id;
    in_write!(context.db, Error, |tx| {
        store::choose(tx, &at, Choice::Offers, now).await?;
        let known = identity::openings(tx, school).await?;
        let other = (
            service,
            Family::Pupil,
            !known.is_open(service, Family::Pupil),
        );
        identity::set_openings(tx, &at, known.version(), &[other], now).await?;
        let changes = identity::opening_changes(tx, &at, 1).await?;
        let change = changes.first().ok_or(Error::NotFound)?.id;
        let version = identity::openings(tx, school).await?.version();
        Ok(vec![
            ("opening_change", change.to_string()),
            ("openings_version", version.to_string()),
        ])
    })
}
