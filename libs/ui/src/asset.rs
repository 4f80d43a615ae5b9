//! Styles, scripts and font: embedded in a release, read from disk by a debug build.

use std::borrow::Cow;

use rust_embed::{Embed, EmbeddedFile};

/// The policy every page is served with: nothing from elsewhere, nothing inline.
/// `data:` images are the small masks (ticks, arrows) of the stylesheet.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Where the web server must mount [`asset`].
pub const STATIC_PREFIX: &str = "/static/";

/// `Cache-Control` of a file asked by the address [`href`] gave: that address changes with the content.
pub const CACHE_FOREVER: &str = "public, max-age=31536000, immutable";

#[derive(Embed)]
#[folder = "dist/static"]
struct Static;

/// A file to serve under [`STATIC_PREFIX`].
pub struct Asset {
    /// The content, uncompressed.
    pub bytes: Cow<'static, [u8]>,
    /// For the `Content-Type` header.
    pub content_type: &'static str,
    /// For the `ETag` header, with its quotes.
    pub etag: String,
    name: String,
}

impl Asset {
    /// The lightest form this browser accepts, and its `Content-Encoding`. Compressed forms are
    /// made once by `bin/assets`, at a level no server could afford at each request.
    /// Answer with `Vary: Accept-Encoding`.
    pub fn encoded(self, accept_encoding: &str) -> (Cow<'static, [u8]>, Option<&'static str>) {
        for (coding, extension) in [("br", "br"), ("gzip", "gz")] {
            if accepts(accept_encoding, coding)
                && let Some(file) = Static::get(&format!("{}.{extension}", self.name))
            {
                return (file.data, Some(coding));
            }
        }
        (self.bytes, None)
    }
}

fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|part| {
        let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
        let refused = parameters
            .trim()
            .strip_prefix("q=")
            .and_then(|q| q.trim().parse::<f32>().ok())
            == Some(0.0);
        name.trim().eq_ignore_ascii_case(coding) && !refused
    })
}

/// The file at `path` below [`STATIC_PREFIX`] (without it), such as `app.css`.
pub fn asset(path: &str) -> Option<Asset> {
    let content_type = content_type(path)?;
    let file = Static::get(path)?;
    Some(Asset {
        etag: format!("\"{}\"", version(&file)),
        bytes: file.data,
        content_type,
        name: path.to_owned(),
    })
}

/// Every file [`asset`] serves.
pub fn asset_names() -> impl Iterator<Item = Cow<'static, str>> {
    Static::iter().filter(|name| content_type(name).is_some())
}

/// The address of a file, which changes with its content: `/static/app.css?v=3f2a9c01`.
pub fn href(path: &str) -> String {
    let version = Static::get(path)
        .map(|file| version(&file))
        .unwrap_or_default();
    format!("{STATIC_PREFIX}{path}?v={version}")
}

fn version(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash()[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Only these kinds are served: the compressed doubles have no address of their own.
fn content_type(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_its_content() {
        let css = asset("app.css").expect("built by bin/assets");
        assert_eq!(css.content_type, "text/css; charset=utf-8");
        assert!(href("app.css").ends_with(css.etag.trim_matches('"')));
        let (small, coding) = css.encoded("gzip, deflate, br;q=0.9");
        assert_eq!(coding, Some("br"));
        assert!(small.len() < 40_000);
    }

    #[test]
    fn a_refused_coding_is_not_sent() {
        assert_eq!(
            asset("app.js").expect("built").encoded("br;q=0, gzip").1,
            Some("gzip")
        );
        assert_eq!(asset("app.js").expect("built").encoded("").1, None);
    }

    #[test]
    fn nothing_else_is_served() {
        for path in ["app.css.br", "../icons.rs", "app", "", "absent.css"] {
            assert!(asset(path).is_none(), "{path}");
        }
    }

    #[test]
    fn the_stylesheet_names_a_font_that_exists() {
        let css = asset("app.css").expect("built").bytes;
        let css = String::from_utf8_lossy(&css);
        let name = css
            .split("inter-")
            .nth(1)
            .and_then(|rest| rest.split(".woff2").next())
            .expect("a font");
        assert!(asset(&format!("inter-{name}.woff2")).is_some());
        assert!(!css.contains("http:") || css.contains("www.w3.org"));
    }
}
