//! One-time links. Each stands for the codes of one message to one person: it dies when it is used, when they
//! die, and with the school's delay. Its token is in the message alone; here, a keyed hash.

use super::{
    accept::{count_wrong_date, still_theirs, use_up},
    hex,
    make::written,
    sending::Sending,
};
use crate::model::codes::{CodeRow, Pair};
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Id, Pupil, School};
use identity::{ActivationCodes, At};
use secrets::{KeyRing, Purpose, Token};
use serde_json::{Value as Json, json};
use uuid::Uuid;
use web::Result;

/// A link that a message carries.
#[derive(Clone)]
pub(crate) struct NewLink {
    pub(crate) sending: Id<Sending>,
    /// The guardian or the pupil to whom it goes.
    pub(crate) holder: Uuid,
    pub(crate) token: Token,
}

/// Keeps links, of which the messages are made in the same transaction.
pub(crate) async fn keep(
    write: &mut Write,
    at: &At<ActivationCodes>,
    keys: &KeyRing,
    links: &[NewLink],
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    if links.is_empty() {
        return Ok(());
    }
    let lines = links.iter().map(|link| {
        let (_, digest) = keys.code(Purpose::ActivationLink, link.token.as_str().as_bytes());
        let digest = written(&digest);
        json!({
            "i": hex(Uuid::now_v7()), "s": hex(link.sending.uuid()), "h": hex(link.holder), "d": digest,
        })
    });
    sql!(
        sqlite: "INSERT INTO code_link (id, school, sending, holder, digest, made_at, expires_at) \
                 SELECT unhex(value ->> 'i'), $2, unhex(value ->> 's'), unhex(value ->> 'h'), \
                 unhex(value ->> 'd'), $3, $4 FROM json_each($1)",
        postgres: "INSERT INTO code_link (id, school, sending, holder, digest, made_at, expires_at) \
                   SELECT c.i, $2, c.s, c.h, decode(c.d, 'hex'), $3, $4 FROM jsonb_to_recordset($1) \
                   AS c (i UUID, s UUID, h UUID, d TEXT)",
    )
    .bind(Json::Array(lines.collect()))
    .bind(at.school())
    .bind(now)
    .bind(until)
    .run(write)
    .await?;
    Ok(())
}

/// What a link stands for: pairs of a school whose codes can be used now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Linked {
    pub(crate) school: Id<School>,
    pub(crate) pairs: Vec<Pair>,
}

/// What a link stands for, without using it; none for one that opens nothing, or nothing any more. For the
/// page that asks for the birth date: what it shows of this must not tell who has not given it.
pub(crate) async fn linked(
    read: &mut Read,
    keys: &KeyRing,
    token: &str,
    now: DateTime<Utc>,
) -> db::Result<Option<Linked>> {
    let Some(found) = find(read, keys, token, now).await? else {
        return Ok(None);
    };
    let pairs = found.codes.iter().map(|(_, pair)| *pair).collect();
    let school = found.school;
    Ok(Some(Linked { school, pairs }))
}

/// What came of a link that was followed, with a birth date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Followed {
    /// It opens these pairs: their codes and the link are used.
    Accepted(Linked),
    /// Nothing is opened. One answer for whatever is wrong, as for a code: nobody learns whether a link exists.
    Refused,
}

/// Uses a link: once, in time, with a birth date. It opens the pairs of the pupils who were born that day (one;
/// of twins, two), as their codes would; those of brothers and sisters stay to be typed. A wrong date counts
/// against each code that the link stands for, as if it had been typed: a link gives nobody more tries.
pub(crate) async fn follow(
    write: &mut Write,
    keys: &KeyRing,
    token: &str,
    born_on: NaiveDate,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Followed> {
    let Some(found) = find(write, keys, token, now).await? else {
        return Ok(Followed::Refused);
    };
    let mut theirs = Vec::new();
    let mut known = false;
    for (code, pair) in &found.codes {
        if records::birth_of(write, pair.pupil).await? != Some(born_on) {
            continue;
        }
        known = true;
        if still_theirs(write, found.school, *pair, today).await? {
            theirs.push((*code, *pair));
        }
    }
    if !known {
        for (code, _) in &found.codes {
            count_wrong_date(write, *code, now).await?;
        }
    }
    if theirs.is_empty() {
        return Ok(Followed::Refused);
    }
    sql!("UPDATE code_link SET used_at = $2 WHERE id = $1")
        .bind(found.id)
        .bind(now)
        .run(write)
        .await?;
    for (code, _) in &theirs {
        use_up(write, *code, now).await?;
    }
    Ok(Followed::Accepted(Linked {
        school: found.school,
        pairs: theirs.into_iter().map(|(_, pair)| pair).collect(),
    }))
}

/// A link that nobody has used, in time, with the codes that it stands for: at least one.
struct Found {
    id: Uuid,
    school: Id<School>,
    codes: Vec<(Id<CodeRow>, Pair)>,
}

async fn find(
    read: &mut Read,
    keys: &KeyRing,
    token: &str,
    now: DateTime<Utc>,
) -> db::Result<Option<Found>> {
    let mut link = None;
    for digest in keys.codes(Purpose::ActivationLink, token.as_bytes()) {
        let row = sql!(
            "SELECT id, school, sending, holder FROM code_link WHERE digest = $1 AND used_at IS NULL \
             AND expires_at > $2"
        )
        .bind(digest.to_vec())
        .bind(now)
        .optional::<(Uuid, Id<School>, Id<Sending>, Uuid)>(read)
        .await?;
        link = link.or(row);
    }
    let Some((id, school, sending, holder)) = link else {
        return Ok(None);
    };
    let codes = sql!(
        "SELECT id, pupil FROM activation_code WHERE sending = $1 AND holder = $2 AND school = $3 \
         AND replaced_at IS NULL AND state = 'notified' AND expires_at > $4 ORDER BY id"
    )
    .bind(sending)
    .bind(holder)
    .bind(school)
    .bind(now)
    .all::<(Id<CodeRow>, Id<Pupil>)>(read)
    .await?;
    let codes: Vec<_> = codes
        .into_iter()
        .map(|(code, pupil)| (code, Pair { pupil, holder }))
        .collect();
    Ok((!codes.is_empty()).then_some(Found { id, school, codes }))
}

#[cfg(test)]
mod tests;
