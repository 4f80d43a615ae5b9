//! A code, what was asked about it, and a batch of them.

use crate::{
    model::codes::{Means, Pair, RequestKind},
    store::codes::{
        batch, list, make, request,
        rules::rules,
        sending::{self, NewSending},
    },
};
use admission::Function;
use db::in_write;
use education::{Id, School};
use identity::{ActivationCodes, At};
use manifest::Examples;
use web::{Context, Error, FormId, Result};

pub(super) async fn examples(context: &Context, school: Id<School>) -> Result<Examples> {
    let now = context.clock.now();
    let example = records::demo::example(context, school).await?;
    let head = identity::example_account(context, "codes", Function::Head, school).await?;
    let mut read = context.db.read().await?;
    let at = At::<ActivationCodes>::admit(&mut read, head, Some(school), now).await?;
    drop(read);
    let pair = Pair::of(example.pupil, example.guardian);
    let (code, batch, sending, version) = in_write!(context.db, Error, |tx| {
        make::make(tx, &at, &context.keys, &[(pair, None)], now).await?;
        let live = list::live(tx, &at, &[pair.pupil]).await?;
        let code = live.get(&pair).map(|code| code.id).ok_or(Error::NotFound)?;
        let kind = (RequestKind::Other, "Demande d'exemple");
        request::add(
            tx,
            &at,
            &context.keys,
            FormId::new(),
            (pair, None),
            kind,
            now,
        )
        .await?;
        let sending = NewSending {
            holder: Some(pair.holder),
            label: "Exemple".into(),
            division: "5B".into(),
            left: None,
        };
        let how = (Means::Letter, false);
        let batch =
            batch::notification(tx, &at, FormId::new(), how, (&[sending], &[]), now).await?;
        let sending = sending::of_batch(tx, &at, batch).await?.remove(0).id;
        Ok((code, batch, sending, rules(tx, &at).await?.version))
    })?;
    Ok(vec![
        ("code_pair", pair.to_string()),
        ("code_holder", pair.holder.to_string()),
        ("code_seen", code.to_string()),
        ("code_batch", batch.to_string()),
        ("code_sending", sending.to_string()),
        ("code_rules_version", version.to_string()),
    ])
}
