//! The pages of errors.

use crate::pages::{ask, show};

/// Invariant: an error is a page in French, with a reference of its own to give to the support,
/// and nothing of what went wrong inside.
#[tokio::test]
async fn each_error_has_its_page() {
    let posted = ask("POST", "/page", &[("sec-fetch-site", "same-origin")], "").await;
    let pages = [
        (404, "Page introuvable", show("/nulle-part").await),
        (404, "Page introuvable", show("/numero/xyz").await),
        (405, "Demande incomprise", posted),
        (409, "Dominique l&#39;a modifié.", show("/conflit").await),
        (500, "Une erreur s'est produite", show("/erreur").await),
        (500, "Une erreur s'est produite", show("/panique").await),
    ];
    let mut references = Vec::new();
    for (status, words, page) in pages {
        assert_eq!(page.status, status);
        let said = page.body.replace("&#39;", "'");
        assert!(
            said.contains(&words.replace("&#39;", "'")),
            "{status}: {said}"
        );
        assert!(said.contains("Revenir à l'accueil") && said.contains("lang=\"fr\""));
        assert!(
            !page.body.contains("secret"),
            "{status} tells what went wrong inside"
        );
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        references.push(page.reference().to_owned());
    }
    references.sort_unstable();
    references.dedup();
    assert_eq!(references.len(), 6);
}

/// Invariant: after a handler that panicked, the others answer.
#[tokio::test]
async fn a_panic_stops_one_request_only() {
    assert_eq!(show("/panique").await.status, 500);
    assert_eq!(show("/page").await.status, 200);
}

/// Invariant: an address that takes another method says which (RFC 9110, 15.5.6).
#[tokio::test]
async fn another_method_is_told() {
    let answer = ask("POST", "/page", &[("sec-fetch-site", "same-origin")], "").await;
    assert_eq!(answer.header("allow"), "GET,HEAD");
}
