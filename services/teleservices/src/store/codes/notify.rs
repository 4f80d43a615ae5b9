//! Codes go into a message: sealed there, and from then on a keyed hash here.

use super::{change::note, hex, sending::Sending};
use crate::model::codes::{Act, CodeRow, Pair};
use activation::Code;
use chrono::{DateTime, Duration, Utc};
use db::{Write, sql};
use education::{Id, Pupil};
use identity::{ActivationCodes, At};
use secrets::{KeyRing, Purpose, Sealed};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use uuid::Uuid;
use web::{Error, Result};

/// The codes of some pupils that wait to be told, opened.
pub(crate) async fn unseal(
    write: &mut Write,
    at: &At<ActivationCodes>,
    keys: &KeyRing,
    pupils: &[Id<Pupil>],
) -> Result<HashMap<Pair, (Id<CodeRow>, Code)>> {
    let rows = sql!(
        sqlite: "SELECT id, pupil, holder, sealed FROM activation_code WHERE school = $1 \
                 AND replaced_at IS NULL AND state = 'generated' AND sealed IS NOT NULL \
                 AND pupil IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "SELECT id, pupil, holder, sealed FROM activation_code WHERE school = $1 \
                   AND replaced_at IS NULL AND state = 'generated' AND sealed IS NOT NULL \
                   AND pupil = ANY($2)",
    )
    .bind(at.school())
    .bind(pupils)
    .all::<(Id<CodeRow>, Id<Pupil>, Uuid, String)>(write)
    .await?;
    let mut codes = HashMap::with_capacity(rows.len());
    for (id, pupil, holder, sealed) in rows {
        let opened = keys.open(Purpose::ActivationCode, &id.to_string(), &Sealed(sealed));
        let opened = opened.map_err(|error| Error::internal(format!("the code {id}: {error}")))?;
        let code = Code::parse(&String::from_utf8_lossy(&opened)).map_err(Error::internal)?;
        codes.insert(Pair { pupil, holder }, (id, code));
    }
    Ok(codes)
}

/// Notes that codes are in messages: nobody here can read them any more, and their delay begins.
pub(crate) async fn told(
    write: &mut Write,
    at: &At<ActivationCodes>,
    codes: &[(Id<CodeRow>, Id<Sending>)],
    delay: Duration,
    now: DateTime<Utc>,
) -> db::Result<()> {
    if codes.is_empty() {
        return Ok(());
    }
    let lines = codes
        .iter()
        .map(|(code, sending)| json!({ "c": hex(code.uuid()), "s": hex(sending.uuid()) }));
    sql!(
        sqlite: "UPDATE activation_code SET state = 'notified', sealed = NULL, notified_at = $2, \
                 expires_at = $3, sending = q.s \
                 FROM (SELECT unhex(value ->> 'c') AS c, unhex(value ->> 's') AS s \
                       FROM json_each($1)) AS q WHERE activation_code.id = q.c",
        postgres: "UPDATE activation_code SET state = 'notified', sealed = NULL, notified_at = $2, \
                   expires_at = $3, sending = q.s \
                   FROM jsonb_to_recordset($1) AS q (c UUID, s UUID) WHERE activation_code.id = q.c",
    )
    .bind(Json::Array(lines.collect()))
    .bind(now)
    .bind(now + delay)
    .run(write)
    .await?;
    let ids: Vec<Id<CodeRow>> = codes.iter().map(|(code, _)| *code).collect();
    note(write, &ids, Act::Notified, Some(at.person().account), now).await
}
