//! A code, what was asked about it, and a batch of them.

use crate::{
    model::codes::{Means, Pair, RequestKind},
    store::codes::{
        batch, change,
        link::{self, NewLink},
        list, make, notify, request,
        rules::rules,
        sending::{self, NewSending},
    },
};
use admission::Function;
use chrono::Duration;
use db::in_write;
use education::{Id, School};
use identity::{ActivationCodes, At};
use manifest::Examples;
use secrets::Token;
use web::{Context, Error, FormId, Result};

pub(super) async fn examples(context: &Context, school: Id<School>) -> Result<Examples> {
    let now = context.clock.now();
    let example = records::demo::example(context, school).await?;
    let head = identity::example_account(context, "codes", Function::Head, school).await?;
    let mut read = context.db.read().await?;
    let at = At::<ActivationCodes>::admit(&mut read, head, Some(school), now).await?;
    drop(read);
    let pair = Pair::of(example.pupil, example.guardian);
    let born_on = records::birth_of(&mut context.db.read().await?, pair.pupil).await?;
    let (typed, code, batch, sending, version) = in_write!(context.db, Error, |tx| {
        // A new one each time: it serves once, and may have been closed.
        change::enable(tx, &at, pair, now).await?;
        let live = list::live(tx, &at, &[pair.pupil]).await?;
        let seen = live.get(&pair).map(|code| code.id);
        make::make(tx, &at, &context.keys, &[(pair, seen)], now).await?;
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
        let codes = notify::unseal(tx, &at, &context.keys, &[pair.pupil]).await?;
        let (made, typed) = codes.get(&pair).cloned().ok_or(Error::NotFound)?;
        let sent = sending::of_batch(tx, &at, batch).await?;
        let sent = sent.first().ok_or(Error::NotFound)?.id;
        notify::told(tx, &at, &[(made, sent)], Duration::days(90), now).await?;
        let link = NewLink {
            sending: sent,
            holder: pair.holder,
            token: Token::generate(),
        };
        let until = now + Duration::days(90);
        link::keep(tx, &at, &context.keys, &[link], until, now).await?;
        Ok((typed, code, batch, sent, rules(tx, &at).await?.version))
    })?;
    Ok(vec![
        ("activation_code", typed.grouped()),
        (
            "child_born_on",
            born_on.map(|day| day.to_string()).unwrap_or_default(),
        ),
        ("code_pair", pair.to_string()),
        ("code_holder", pair.holder.to_string()),
        ("code_seen", code.to_string()),
        ("code_batch", batch.to_string()),
        ("code_sending", sending.to_string()),
        ("code_rules_version", version.to_string()),
    ])
}
