//! What every answer says to the browser.

use crate::pages::{ask, send, show};

/// Invariant: whatever the answer, the browser runs only our scripts, guesses no type, and
/// keeps no page on a shared computer.
#[tokio::test]
async fn every_answer_guards_the_browser() {
    let file = ui::href("app.css");
    let tag = show(&file).await.header("etag").to_owned();
    let answers = [
        (200, show("/page").await),
        (200, send("nom=a".into()).await),
        (200, show("/fichier").await),
        (200, show(&file).await),
        (303, show("/ailleurs").await),
        (304, ask("GET", &file, &[("if-none-match", &tag)], "").await),
        (400, ask("POST", "/formulaire", &[], "nom=a").await),
        (404, show("/nulle-part").await),
        (404, show("/static/nulle-part.css").await),
        (
            405,
            ask("POST", "/page", &[("sec-fetch-site", "same-origin")], "").await,
        ),
        (409, show("/conflit").await),
        (500, show("/erreur").await),
        (500, show("/panique").await),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status, status);
        assert_eq!(
            answer.header("content-security-policy"),
            ui::CONTENT_SECURITY_POLICY
        );
        assert_eq!(
            answer.header("x-content-type-options"),
            "nosniff",
            "{status}"
        );
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{status}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{status}"
        );
        assert!(
            answer.header("permissions-policy").contains("camera=()"),
            "{status}"
        );
        let kept = answer.header("cache-control");
        let of_static = !answer.header("etag").is_empty();
        assert_eq!(
            kept,
            if of_static {
                ui::CACHE_FOREVER
            } else {
                "no-store"
            },
            "{status}"
        );
    }
    for directive in [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(
            ui::CONTENT_SECURITY_POLICY.contains(directive),
            "{directive}"
        );
    }
    assert!(!ui::CONTENT_SECURITY_POLICY.contains("unsafe"));
}

/// Invariant: a page travels compressed where the browser takes it.
#[tokio::test]
async fn a_page_is_compressed() {
    let plain = show("/page").await;
    let small = ask("GET", "/page", &[("accept-encoding", "br, gzip")], "").await;
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(small.header("content-encoding"), "br");
    assert!(small.body.len() < plain.body.len());
}

/// Invariant: what only looks is not taken for a change: who watches over the program asks by
/// HEAD, from nowhere, and is answered as by GET, without the page.
#[tokio::test]
async fn who_only_looks_is_answered() {
    let looked = ask("HEAD", "/page", &[], "").await;
    assert_eq!((looked.status.as_u16(), looked.body.as_str()), (200, ""));
}

/// Invariant: a file to keep is kept under its name, and not shown as a page of ours.
#[tokio::test]
async fn a_file_to_keep_is_not_shown() {
    let file = show("/fichier").await;
    let kept = file.header("content-disposition");
    assert_eq!(kept, "attachment; filename=\"a.csv\"");
    assert_eq!(
        (file.header("content-type"), file.body.as_str()),
        ("text/csv", "a;b")
    );
}
