//! The style, the font and the few scripts, under addresses that change with their content.

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// `/static/{file}`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route(&format!("{}{{*file}}", ui::STATIC_PREFIX), get(file))
}

async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ui::asset(&name) else {
        return crate::Error::NotFound.into_response();
    };
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|tag| tag.to_str().ok());
    if known == Some(asset.etag.as_str()) {
        // What the browser is told here replaces what it was told with the file.
        let told = [
            (header::CACHE_CONTROL, ui::CACHE_FOREVER),
            (header::ETAG, &asset.etag),
        ];
        return (StatusCode::NOT_MODIFIED, told).into_response();
    }
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let (content_type, tag) = (asset.content_type, HeaderValue::from_str(&asset.etag));
    let (bytes, encoding) = asset.encoded(accepted.unwrap_or_default());
    let mut response = (
        [
            (header::CONTENT_TYPE, content_type),
            (header::CACHE_CONTROL, ui::CACHE_FOREVER),
        ],
        bytes,
    )
        .into_response();
    let answered = response.headers_mut();
    if let Ok(tag) = tag {
        answered.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        answered.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        answered.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}
