//! New codes: for pairs that have none, or in the place of the one that was seen.

use super::{SERVICE, change::note, hex, list, rules::rules, sending::Sending};
use crate::model::codes::{Act, CodeRow, CodeState, Pair};
use activation::Code;
use chrono::{DateTime, Utc};
use db::{Write, sql};
use education::{Account, Id, Pupil};
use identity::{ActivationCodes, At, LinkEnd};
use messaging::State;
use secrets::{KeyRing, Purpose};
use serde_json::{Value as Json, json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use web::Result;

/// A pair that is to have a new code, and the live code that it replaces, if it was seen to have one.
pub(crate) type Wanted = (Pair, Option<Id<CodeRow>>);

/// Makes codes; gives those that were. What is not as it was seen any more is left: a pair whose family
/// refused or that was deactivated, one that has a code meanwhile, one whose code was made anew by
/// somebody else.
///
/// A message that would still bring a replaced code is withdrawn; the other codes that it would have brought
/// are made anew too, since nobody can read them any more.
pub(crate) async fn make(
    write: &mut Write,
    at: &At<ActivationCodes>,
    keys: &KeyRing,
    wanted: &[Wanted],
    now: DateTime<Utc>,
) -> Result<HashMap<Pair, Id<CodeRow>>> {
    let pupils: Vec<Id<Pupil>> = wanted.iter().map(|(pair, _)| pair.pupil).collect();
    let live = list::live(write, at, &pupils).await?;
    let refused = list::refused(write, at).await?;
    let mut pairs = Vec::with_capacity(wanted.len());
    let mut replaced: Vec<Id<CodeRow>> = Vec::new();
    let mut sendings: HashSet<Id<Sending>> = HashSet::new();
    for (pair, seen) in wanted.iter().filter(|(pair, _)| !refused.contains(pair)) {
        match (live.get(pair), seen) {
            (None, None) => pairs.push(*pair),
            (Some(live), Some(seen)) if live.id == *seen && live.state != CodeState::Disabled => {
                pairs.push(*pair);
                replaced.push(live.id);
                // The account stays; these pages open again when the new code is typed.
                if live.state == CodeState::Used {
                    identity::end_links(write, pair.at(at.school()), LinkEnd::NewCode, now).await?;
                }
                sendings.extend(live.sending.map(Id::from));
            }
            _ => {}
        }
    }
    for (pair, code) in take_back(write, at, &sendings, now).await? {
        if !replaced.contains(&code) {
            pairs.push(pair);
            replaced.push(code);
        }
    }
    replace(write, at, &replaced, now).await?;
    insert(write, at, keys, &pairs, now).await
}

/// Withdraws messages that did not leave yet; gives the live codes that nobody will ever read for it.
pub(crate) async fn take_back(
    write: &mut Write,
    at: &At<ActivationCodes>,
    sendings: &HashSet<Id<Sending>>,
    now: DateTime<Utc>,
) -> Result<Vec<(Pair, Id<CodeRow>)>> {
    if sendings.is_empty() {
        return Ok(Vec::new());
    }
    let subjects: Vec<Uuid> = sendings.iter().map(|id| id.uuid()).collect();
    let (school, actor) = (at.school(), at.actor());
    let why = "Un de ses codes a été remplacé ou désactivé.";
    messaging::cancel_for_subjects(write, school, SERVICE, &subjects, why, actor, now).await?;
    let states = messaging::states_about(write, at, SERVICE, &subjects).await?;
    let gone: Vec<Id<Sending>> = states
        .into_iter()
        .filter(|(.., state)| *state == State::Cancelled)
        .map(|(subject, ..)| subject.into())
        .collect();
    let told = list::told_by(write, at, &gone).await?;
    Ok(told
        .into_iter()
        .map(|(pair, code, _)| (pair, code))
        .collect())
}

async fn replace(
    write: &mut Write,
    at: &At<ActivationCodes>,
    codes: &[Id<CodeRow>],
    now: DateTime<Utc>,
) -> db::Result<()> {
    if codes.is_empty() {
        return Ok(());
    }
    sql!(
        sqlite: "UPDATE activation_code SET replaced_at = $3, sealed = NULL WHERE school = $1 \
                 AND replaced_at IS NULL AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE activation_code SET replaced_at = $3, sealed = NULL WHERE school = $1 \
                   AND replaced_at IS NULL AND id = ANY($2)",
    )
    .bind(at.school())
    .bind(codes)
    .bind(now)
    .run(write)
    .await?;
    note(write, codes, Act::Replaced, Some(at.person().account), now).await
}

async fn insert(
    write: &mut Write,
    at: &At<ActivationCodes>,
    keys: &KeyRing,
    pairs: &[Pair],
    now: DateTime<Utc>,
) -> Result<HashMap<Pair, Id<CodeRow>>> {
    let delay = rules(write, at).await?.delay();
    let mut made = HashMap::with_capacity(pairs.len());
    let mut lines = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let (id, code) = (Id::<CodeRow>::new(), Code::generate(&mut rand::rng()));
        lines.push(json!({
            "i": hex(id.uuid()), "p": hex(pair.pupil.uuid()), "h": hex(pair.holder),
            "s": sealed(keys, id, &code), "d": written(&digest(keys, &code)),
        }));
        made.insert(id, *pair);
    }
    // Somebody may have made one at the same time: theirs is the one.
    let kept = sql!(
        sqlite: "INSERT INTO activation_code (id, school, pupil, holder, state, sealed, digest, made_at, \
                 expires_at, attempts) SELECT unhex(value ->> 'i'), $2, unhex(value ->> 'p'), \
                 unhex(value ->> 'h'), 'generated', value ->> 's', unhex(value ->> 'd'), $3, $4, 0 \
                 FROM json_each($1) WHERE TRUE ON CONFLICT DO NOTHING RETURNING id",
        postgres: "INSERT INTO activation_code (id, school, pupil, holder, state, sealed, digest, made_at, \
                   expires_at, attempts) SELECT c.i, $2, c.p, c.h, 'generated', c.s, decode(c.d, 'hex'), \
                   $3, $4, 0 FROM jsonb_to_recordset($1) \
                   AS c (i UUID, p UUID, h UUID, s TEXT, d TEXT) ON CONFLICT DO NOTHING RETURNING id",
    )
    .bind(Json::Array(lines))
    .bind(at.school())
    .bind(now)
    .bind(now + delay)
    .all::<(Id<CodeRow>,)>(write)
    .await?;
    let ids: Vec<Id<CodeRow>> = kept.into_iter().map(|(id,)| id).collect();
    let account: Id<Account> = at.person().account;
    note(write, &ids, Act::Generated, Some(account), now).await?;
    let kept = ids.into_iter().filter_map(|id| Some((*made.get(&id)?, id)));
    Ok(kept.collect())
}

/// A code as its row keeps it until it is notified.
pub(super) fn sealed(keys: &KeyRing, id: Id<CodeRow>, code: &Code) -> String {
    let (row, clear) = (id.to_string(), code.plain().as_bytes());
    keys.seal(Purpose::ActivationCode, &row, clear).0
}

/// What is kept of a code from then on.
pub(super) fn digest(keys: &KeyRing, code: &Code) -> [u8; 32] {
    keys.code(Purpose::ActivationDigest, code.plain().as_bytes())
        .1
}

pub(super) fn written(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
