//! What providers call us with, over HTTP: receipts, and what families write. It is kept and
//! committed before it is answered; whoever hears anything but 200 calls again.

use crate::{
    Protocol, Provider,
    store::{self, Heard},
};
use axum::{
    body::to_bytes,
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use db::in_write;
use education::Id;
use manifest::{Public, Routes};
use sms::http::{
    CallbackError, CallbackRequest, CallbackSecret, HttpProvider, callback::LONGEST_CALL,
};
use std::collections::HashMap;
use web::{Context, Error, Result};

/// Where a provider calls: the secret stands at the end when that is its proof.
pub(crate) fn routes() -> Routes {
    const RECEIPTS: &str = "/rappels/sms/{by_query}/accuses?jeton={query_secret}&id=7&etat=1";
    const RECEIPTS_BY_PATH: &str = "/rappels/sms/{by_path}/accuses/{path_secret}?id=7&etat=1";
    const REPLIES: &str =
        "/rappels/sms/{by_query}/reponses?jeton={query_secret}&numero=33639980012&texte=Oui";
    const REPLIES_BY_PATH: &str =
        "/rappels/sms/{by_path}/reponses/{path_secret}?numero=33639980012&texte=Oui";
    Routes::new()
        .get("/rappels/sms/{provider}/accuses", receipts)
        .example(RECEIPTS)
        .post("/rappels/sms/{provider}/accuses", receipts)
        .example(RECEIPTS)
        .get("/rappels/sms/{provider}/accuses/{secret}", receipts)
        .example(RECEIPTS_BY_PATH)
        .post("/rappels/sms/{provider}/accuses/{secret}", receipts)
        .example(RECEIPTS_BY_PATH)
        .get("/rappels/sms/{provider}/reponses", replies)
        .example(REPLIES)
        .post("/rappels/sms/{provider}/reponses", replies)
        .example(REPLIES)
        .get("/rappels/sms/{provider}/reponses/{secret}", replies)
        .example(REPLIES_BY_PATH)
        .post("/rappels/sms/{provider}/reponses/{secret}", replies)
        .example(REPLIES_BY_PATH)
}

/// Where a provider brings its receipts, then what families write: paths in this house.
pub fn callback_paths(provider: Id<Provider>) -> [String; 2] {
    ["accuses", "reponses"].map(|what| format!("/rappels/sms/{provider}/{what}"))
}

/// What stands in the path: the provider, and the secret when that is its proof, which is judged with
/// the rest of the call.
type InPath = Path<HashMap<String, String>>;

async fn receipts(
    _: Public,
    State(context): State<Context>,
    Path(path): InPath,
    request: Request,
) -> Result<Response> {
    keep_receipts(&context, provider_of(&path)?, request).await
}

async fn replies(
    _: Public,
    State(context): State<Context>,
    Path(path): InPath,
    request: Request,
) -> Result<Response> {
    keep_replies(&context, provider_of(&path)?, request).await
}

fn provider_of(path: &HashMap<String, String>) -> Result<Id<Provider>> {
    let provider = path.get("provider").and_then(|id| id.parse().ok());
    provider.ok_or(Error::NotFound)
}

/// A provider that may call.
struct Caller {
    known: Provider,
    described: HttpProvider,
    secret: CallbackSecret,
}

impl Caller {
    async fn of(context: &Context, id: Id<Provider>) -> Result<Self> {
        let mut read = context.db.read().await?;
        let known = store::provider(&mut read, id)
            .await?
            .ok_or(Error::NotFound)?;
        let secret = store::callback_secret(&mut read, &context.keys, id).await?;
        let (Ok(Protocol::Http(described)), Some(secret)) = (known.protocol(), secret) else {
            return Err(Error::NotFound);
        };
        Ok(Self {
            known,
            described,
            secret,
        })
    }
}

async fn keep_receipts(
    context: &Context,
    provider: Id<Provider>,
    request: Request,
) -> Result<Response> {
    let caller = Caller::of(context, provider).await?;
    let callback = caller.described.status_callback().ok_or(Error::NotFound)?;
    let said = with_call(request, |call| callback.read(call, &caller.secret)).await?;
    let said = match said {
        Ok(said) => said,
        Err(refusal) => return Ok(refused(&caller.known, refusal)),
    };
    let heard: Vec<Heard> = said
        .into_iter()
        .map(|said| Heard {
            receipt: said.receipt,
            number: said.number.unwrap_or_default(),
        })
        .collect();
    let (rule, now) = (caller.known.id_rule.0, context.clock.now());
    in_write!(context.db, Error, |tx| {
        Ok(store::record_receipts(tx, rule, provider, &heard, now).await?)
    })?;
    Ok(StatusCode::OK.into_response())
}

async fn keep_replies(
    context: &Context,
    provider: Id<Provider>,
    request: Request,
) -> Result<Response> {
    let caller = Caller::of(context, provider).await?;
    let callback = caller.described.inbound_callback().ok_or(Error::NotFound)?;
    let said = with_call(request, |call| callback.read(call, &caller.secret)).await?;
    let said = match said {
        Ok(said) => said,
        Err(refusal) => return Ok(refused(&caller.known, refusal)),
    };
    let replies: Vec<_> = said.into_iter().map(Into::into).collect();
    let now = context.clock.now();
    in_write!(context.db, Error, |tx| {
        Ok(store::record_replies(tx, provider, None, &replies, now).await?)
    })?;
    Ok(StatusCode::OK.into_response())
}

/// Reads the whole call; longer ones are cut off.
async fn with_call<T>(
    request: Request,
    read: impl FnOnce(&CallbackRequest<'_>) -> std::result::Result<T, CallbackError>,
) -> Result<std::result::Result<T, CallbackError>> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST_CALL).await else {
        return Ok(Err(CallbackError::TooLong));
    };
    Ok(read(&CallbackRequest {
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        headers: &parts.headers,
        body: &body,
    }))
}

/// A sentence for whoever sets the provider's calls up.
fn refused(provider: &Provider, refusal: CallbackError) -> Response {
    let status = match refusal {
        CallbackError::Forged => StatusCode::FORBIDDEN,
        CallbackError::Unreadable => StatusCode::UNPROCESSABLE_ENTITY,
        CallbackError::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
    };
    tracing::warn!(%refusal, provider = %provider.name, "a call of a provider is refused");

    (status, format!("{refusal}\n")).into_response()
}
