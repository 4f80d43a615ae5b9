//! Codes that are not told yet, when the operator changes the key.

use super::{
    hex,
    make::{digest, sealed, written},
};
use crate::model::codes::CodeRow;
use activation::Code;
use db::{Write, sql};
use education::Id;
use secrets::{KeyRing, Purpose, Sealed};
use serde_json::{Value as Json, json};
use web::{Error, Result};

/// Codes of one statement.
const PIECE: usize = 500;

/// Seals the codes of all schools that wait to be told again, under the current key of the ring, and keeps their
/// hash under it too; gives how many. Of those that were told, nobody has more than a hash: it stays under its
/// key, which the ring keeps. For the program itself.
pub(crate) async fn codes(write: &mut Write, keys: &KeyRing) -> Result<u64> {
    let rows = sql!("SELECT id, sealed FROM activation_code WHERE sealed IS NOT NULL")
        .all::<(Id<CodeRow>, String)>(write)
        .await?;
    let mut lines = Vec::with_capacity(rows.len());
    for (id, kept) in rows {
        let opened = keys.open(Purpose::ActivationCode, &id.to_string(), &Sealed(kept));
        let opened = opened.map_err(|error| Error::internal(format!("the code {id}: {error}")))?;
        let code = Code::parse(&String::from_utf8_lossy(&opened)).map_err(Error::internal)?;
        lines.push(json!({
            "i": hex(id.uuid()), "s": sealed(keys, id, &code), "d": written(&digest(keys, &code)),
        }));
    }
    for piece in lines.chunks(PIECE) {
        sql!(
            sqlite: "UPDATE activation_code SET sealed = q.s, digest = q.d FROM (SELECT \
                     unhex(value ->> 'i') AS i, value ->> 's' AS s, unhex(value ->> 'd') AS d \
                     FROM json_each($1)) AS q WHERE activation_code.id = q.i",
            postgres: "UPDATE activation_code SET sealed = q.s, digest = decode(q.d, 'hex') \
                       FROM jsonb_to_recordset($1) AS q (i UUID, s TEXT, d TEXT) \
                       WHERE activation_code.id = q.i",
        )
        .bind(Json::Array(piece.to_vec()))
        .run(write)
        .await?;
    }
    Ok(lines.len() as u64)
}
