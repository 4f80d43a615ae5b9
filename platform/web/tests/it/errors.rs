//! The pages of errors.

use crate::pages::{ask, logged, show};

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

/// Invariant: what the person cannot help is told with its own status: a database out of reach
/// is not their mistake, and is worth another try in a minute.
#[tokio::test]
async fn what_is_out_of_reach_is_told() {
    let down = show("/injoignable").await;
    assert_eq!(down.status, 503);
    assert!(down.body.contains("Réessayez dans une minute"));
    assert!(!down.reference().is_empty());
    let often = show("/essais").await;
    assert_eq!(often.status, 429);
    assert!(often.body.contains("Réessayez dans une minute."));
    let closed = show("/reservee").await;
    assert_eq!(closed.status, 403);
    assert!(closed.body.contains("Page réservée"));
}

/// Invariant: who must sign in comes back to the page that was wanted, with all its filters.
#[tokio::test]
async fn signing_in_keeps_the_address() {
    let answer = show("/compte").await;
    assert_eq!(answer.status, 303);
    let suite = "%2Fabsences%3Fclasse%3D5B%26jour%3D1+%C3%A9";
    assert_eq!(
        answer.header("location"),
        format!("/connexion?suite={suite}")
    );
}

/// Invariant: the log finds a failure by the reference that the person reads, and names its
/// route: of an address, which may hold a name, it keeps nothing.
#[tokio::test]
async fn the_log_knows_the_reference_and_no_address() {
    for (path, route) in [
        ("/erreur?nom=ABADIE", "/erreur"),
        ("/numero/ABADIE", "/numero/{n}"),
        ("/nulle-part/ABADIE", "-"),
    ] {
        let page = show(path).await;
        let log = logged();
        let said: Vec<&str> = log
            .lines()
            .filter(|line| line.contains(page.reference()))
            .collect();
        let said = said.join("\n");
        assert!(!log.contains("ABADIE"), "{log}");
        assert!(
            said.contains(&format!("route=\"{route}\"")),
            "{path}: {said}"
        );
        assert!(
            said.contains(&format!("status={}", page.status.as_u16())),
            "{said}"
        );
    }
}
