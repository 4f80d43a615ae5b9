//! A morning when everything waits.

use crate::{
    centre::Centre,
    house::{House, consenting},
};
use db::{in_write, sql};
use education::Id;
use messaging::{Lane, Message, ProviderForm, State};
use testkit::on_each_engine;

/// How many messages wait.
const BACKLOG: i64 = 50_000;
/// What a session may have claimed and not written yet: two windows, twice when it was claiming at
/// that very moment.
const UNDER_WAY: usize = 40;

/// Copies a message that was released, with its part, until so many wait.
async fn copy(house: &House, model: Id<Message>) {
    in_write!(house.portal.db(), db::Error, |tx| {
        sql!(
            sqlite: "INSERT INTO message (id, school, number, lane, service, subject, recipient, \
                     sender, body, encoding, parts, dedup_key, provider_code, not_after, state, \
                     state_at, prepared_at, released_at, month, topic, person, person_key, \
                     group_name, group_key, event, event_at, recipient_label) \
                     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2) \
                     SELECT randomblob(16), school, 1000 + i, lane, service, subject, recipient, \
                     sender, body, encoding, parts, 'copy ' || i, provider_code, not_after, state, \
                     state_at, prepared_at, released_at, month, topic, person, person_key, \
                     group_name, group_key, event, event_at, recipient_label \
                     FROM message, n WHERE id = $1",
            postgres: "INSERT INTO message (id, school, number, lane, service, subject, recipient, \
                     sender, body, encoding, parts, dedup_key, provider_code, not_after, state, \
                     state_at, prepared_at, released_at, month, topic, person, person_key, \
                     group_name, group_key, event, event_at, recipient_label) \
                     SELECT gen_random_uuid(), school, 1000 + i, lane, service, subject, recipient, \
                     sender, body, encoding, parts, 'copy ' || i, provider_code, not_after, state, \
                     state_at, prepared_at, released_at, month, topic, person, person_key, \
                     group_name, group_key, event, event_at, recipient_label \
                     FROM message, generate_series(1, $2) AS s (i) WHERE id = $1",
        )
        .bind(model)
        .bind(BACKLOG)
        .run(tx)
        .await?;
        sql!(
            "INSERT INTO message_part (message, n, state, recipient) \
             SELECT id, 1, state, recipient FROM message WHERE number > 1000"
        )
        .run(tx)
        .await
    })
    .expect("a backlog");
}

async fn waiting(house: &House) -> i64 {
    let mut read = house.portal.db().read().await.unwrap();
    let count = sql!("SELECT COUNT(*) FROM message WHERE state = 'queued'");
    count.one::<(i64,)>(&mut read).await.unwrap().0
}

on_each_engine!(
    /// Invariant: an alert passes before fifty thousand notices that wait since before it, and the
    /// notices go on.
    an_alert_passes_before_fifty_thousand, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider_with(ProviderForm::new("Essai", "127.0.0.1", centre.port)).await;
        let model = house.released("06 39 98 11 10").await;
        copy(&house, model).await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        centre.until_submitted(60).await;
        let mut alert = house.message("06 39 98 22 99", "Restez chez vous.");
        alert.lane = Lane::Crisis;
        let alert = house.prepare(&alert).await.id;
        let before = centre.submitted().len();
        house.until(alert, State::Accepted).await;
        let submitted = centre.submitted();
        let place = submitted.iter().position(|number| number == "33639982299");
        let place = place.expect("the alert");
        assert!(place <= before + UNDER_WAY, "{before} had left, it was number {place}");
        assert!(waiting(&house).await > BACKLOG / 2, "nothing was left to pass before");
        centre.until_submitted(submitted.len() + 60).await;
    }
);
