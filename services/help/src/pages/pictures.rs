//! The pictures of the guides. Everybody may see them: the people on them are fictitious.

use crate::model::picture::picture;
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use manifest::Public;
use web::{Error, Result};

pub(crate) async fn show(
    _: Public,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let picture = picture(&name).ok_or(Error::NotFound)?;
    let tag = format!("\"{}\"", picture.version);
    let told = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, ui::CACHE_FOREVER),
        (header::ETAG, &tag),
    ];
    let known = headers.get(header::IF_NONE_MATCH);
    if known.is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, told).into_response());
    }
    Ok((told, picture.bytes.into_owned()).into_response())
}
