//! What becomes of codes: told, closed, opened again, dead.

use super::{hex, make};
use crate::model::codes::{Act, CodeRow, CodeState, Pair};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use identity::{ActivationCodes, At, LinkEnd};
use secrets::KeyRing;
use serde_json::{Value as Json, json};
use uuid::Uuid;
use web::Result;

/// Writes what happened to codes into their history.
pub(crate) async fn note(
    write: &mut Write,
    codes: &[Id<CodeRow>],
    act: Act,
    account: Option<Id<Account>>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    if codes.is_empty() {
        return Ok(());
    }
    let lines = codes
        .iter()
        .map(|code| json!({ "i": hex(Uuid::now_v7()), "c": hex(code.uuid()) }));
    sql!(
        sqlite: "INSERT INTO code_event (id, code, act, at, account) SELECT unhex(value ->> 'i'), \
                 unhex(value ->> 'c'), $2, $3, $4 FROM json_each($1)",
        postgres: "INSERT INTO code_event (id, code, act, at, account) SELECT c.i, c.c, $2, $3, $4 \
                   FROM jsonb_to_recordset($1) AS c (i UUID, c UUID)",
    )
    .bind(Json::Array(lines.collect()))
    .bind(act.code())
    .bind(now)
    .bind(account)
    .run(write)
    .await?;
    Ok(())
}

/// Closes the live code of a pair, if it is the one that was seen. A message that would still bring it is
/// withdrawn. False, and nothing changed, when another one is there by now.
pub(crate) async fn disable(
    write: &mut Write,
    at: &At<ActivationCodes>,
    keys: &KeyRing,
    pair: Pair,
    seen: Id<CodeRow>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let sending = sql!(
        "UPDATE activation_code SET state = 'disabled', sealed = NULL WHERE school = $1 AND pupil = $2 \
         AND holder = $3 AND id = $4 AND replaced_at IS NULL AND state <> 'disabled' RETURNING sending"
    )
    .bind(at.school())
    .bind(pair.pupil)
    .bind(pair.holder)
    .bind(seen)
    .optional::<(Option<Uuid>,)>(write)
    .await?;
    let Some((sending,)) = sending else {
        return Ok(false);
    };
    note(
        write,
        &[seen],
        Act::Disabled,
        Some(at.person().account),
        now,
    )
    .await?;
    identity::end_links(write, pair.at(at.school()), LinkEnd::Cut, now).await?;
    let sendings = sending.into_iter().map(Id::from).collect();
    let unread = make::take_back(write, at, &sendings, now).await?;
    let unread: Vec<_> = unread
        .into_iter()
        .map(|(pair, code)| (pair, Some(code)))
        .collect();
    make::make(write, at, keys, &unread, now).await?;
    let line = Line::new(at.actor(), "code.disabled").on("code", seen);
    audit::note(write, now, &line).await?;
    Ok(true)
}

/// Opens a closed code again: one that was told works again, one that never was has to be made anew, for
/// nobody kept it. A refusal of the family is taken back. False when there was nothing to open.
pub(crate) async fn enable(
    write: &mut Write,
    at: &At<ActivationCodes>,
    pair: Pair,
    now: DateTime<Utc>,
) -> Result<bool> {
    let lifted = sql!(
        "UPDATE family_request SET lifted_at = $4 WHERE school = $1 AND pupil = $2 AND holder = $3 \
         AND kind = 'refusal' AND lifted_at IS NULL"
    )
    .bind(at.school())
    .bind(pair.pupil)
    .bind(pair.holder)
    .bind(now)
    .run(write)
    .await?;
    // Of those that were used, the account stays and opens again; what was notified may have lived its time.
    let opened = sql!(
        "UPDATE activation_code SET state = CASE WHEN EXISTS (SELECT 1 FROM code_event e \
         WHERE e.code = activation_code.id AND e.act = 'used') THEN 'used' \
         WHEN expires_at <= $4 THEN 'expired' ELSE 'notified' END \
         WHERE school = $1 AND pupil = $2 AND holder = $3 AND replaced_at IS NULL AND state = 'disabled' \
         AND notified_at IS NOT NULL RETURNING id"
    )
    .bind(at.school())
    .bind(pair.pupil)
    .bind(pair.holder)
    .bind(now)
    .all::<(Id<CodeRow>,)>(write)
    .await?;
    // Never told: it goes, and the pair has none.
    let forgotten = sql!(
        "UPDATE activation_code SET replaced_at = $4 WHERE school = $1 AND pupil = $2 AND holder = $3 \
         AND replaced_at IS NULL AND state = 'disabled' AND notified_at IS NULL RETURNING id"
    )
    .bind(at.school())
    .bind(pair.pupil)
    .bind(pair.holder)
    .bind(now)
    .all::<(Id<CodeRow>,)>(write)
    .await?;
    let ids: Vec<Id<CodeRow>> = opened
        .into_iter()
        .chain(forgotten)
        .map(|(id,)| id)
        .collect();
    note(write, &ids, Act::Enabled, Some(at.person().account), now).await?;
    identity::reopen_links(write, pair.at(at.school()), LinkEnd::Cut).await?;
    if lifted == 0 && ids.is_empty() {
        return Ok(false);
    }
    let line = Line::new(at.actor(), "code.enabled").on("pupil", pair.pupil);
    audit::note(write, now, &line).await?;
    Ok(true)
}

/// Codes that were not used in time die, of all schools: for the program itself. Gives how many did.
pub(crate) async fn expire(write: &mut Write, now: DateTime<Utc>) -> db::Result<u64> {
    let dead = sql!(
        "UPDATE activation_code SET state = 'expired', sealed = NULL WHERE expires_at <= $1 \
         AND state IN ('generated', 'notified') RETURNING id"
    )
    .bind(now)
    .all::<(Id<CodeRow>,)>(write)
    .await?;
    let ids: Vec<Id<CodeRow>> = dead.into_iter().map(|(id,)| id).collect();
    note(write, &ids, Act::Expired, None, now).await?;
    Ok(ids.len() as u64)
}

/// How many live codes of the school are in each state.
pub(crate) async fn counts(
    read: &mut Read,
    at: &At<ActivationCodes>,
) -> db::Result<Vec<(CodeState, u64)>> {
    let rows = sql!(
        "SELECT state, COUNT(*) FROM activation_code WHERE school = $1 AND replaced_at IS NULL \
         GROUP BY state"
    )
    .bind(at.school())
    .all::<(String, i64)>(read)
    .await?;
    let count = |state: CodeState| {
        let found = rows.iter().find(|(code, _)| code == state.code());
        let count = found.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or(0));
        (state, count)
    };
    Ok(CodeState::ALL.map(count).to_vec())
}
