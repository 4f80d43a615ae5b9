//! The style, the font, the scripts.

use crate::pages::{ask, show};

/// Invariant: each file is served with its type, kept for ever by the browser, and not sent
/// again to one that has it; what it is told then does not make it forget the file.
#[tokio::test]
async fn files_are_kept_by_the_browser() {
    for name in ui::asset_names() {
        let address = ui::href(&name);
        let first = show(&address).await;
        assert_eq!(first.status, 200, "{address}");
        assert_ne!(first.header("content-type"), "");
        assert_eq!(first.header("cache-control"), ui::CACHE_FOREVER);
        let tag = first.header("etag");
        assert!(tag.starts_with('"'), "{tag}");
        let again = ask("GET", &address, &[("if-none-match", tag)], "").await;
        assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
        assert_eq!(again.header("cache-control"), ui::CACHE_FOREVER);
        assert_eq!(again.header("etag"), tag);
        let older = ask("GET", &address, &[("if-none-match", "\"autre\"")], "").await;
        assert_eq!(
            (older.status.as_u16(), older.body == first.body),
            (200, true)
        );
    }
}

/// Invariant: nothing but the files is served there.
#[tokio::test]
async fn nothing_else_is_served() {
    for path in [
        "/static/",
        "/static/../Cargo.toml",
        "/static/%2e%2e/%2e%2e/Cargo.toml",
        "/static//etc/passwd",
    ] {
        assert_eq!(show(path).await.status, 404, "{path}");
    }
}

/// Invariant: a file that was compressed beforehand says so, and that another browser would be
/// given another one.
#[tokio::test]
async fn a_compressed_file_says_so() {
    let address = ui::href("app.css");
    let plain = show(&address).await;
    let small = ask("GET", &address, &[("accept-encoding", "br")], "").await;
    assert_eq!(small.header("content-encoding"), "br");
    assert_eq!(small.header("vary"), "accept-encoding");
    assert_eq!(small.header("content-type"), plain.header("content-type"));
    assert!(small.body.len() < plain.body.len());
}
