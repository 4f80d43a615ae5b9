//! « Aide ».

use admission::Function;
use axum::http::header;
use testkit::{Portal, Which, on_each_engine};

async fn portal(which: Which) -> (Portal, education::Id<education::School>) {
    let portal = Portal::start(which, vec![help::manifest()]).await;
    let school = portal.place("0990001N", "Collège Les Tilleuls").await;
    (portal, school)
}

on_each_engine!(
    /// Invariant: the guides of one's functions come first, and everybody may read the others.
    ones_own_guides_come_first,
    |which| async move {
        let (portal, school) = portal(which).await;
        let teacher = portal.signed_in_as(Function::Teacher, Some(school)).await;
        let index = teacher.get("/aide").await.expect(200);
        let (own, others) = index.body.split_once("Les guides des autres fonctions").expect("two lists");
        assert!(own.contains("href=\"/aide/enseignement\"") && own.contains("href=\"/aide/compte\""));
        assert!(!own.contains("href=\"/aide/direction\"") && others.contains("href=\"/aide/direction\""));
        teacher.get("/aide/direction").await.expect(200).shows("Direction : ouvrir les comptes");
        let nobody = portal.account("sans-fonction", &[], None).await;
        let nobody = portal.browser(nobody, None).await;
        nobody.get("/aide").await.expect(200).shows("Se connecter, mon compte");
        nobody.get("/aide/compte").await.expect(200);
        let out = portal.visitor().get("/aide/compte").await.expect(303);
        assert_eq!(out.location.as_deref(), Some("/connexion?suite=%2Faide%2Fcompte"));
        teacher.get("/aide/absente").await.expect(404);
        teacher.get("/aide/..%2Fcompte").await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: « Aide » opens where the page is spoken of, in one's own guide; else it is the list,
    /// whatever is in the address.
    help_opens_where_the_page_is_spoken_of,
    |which| async move {
        let (portal, school) = portal(which).await;
        let head = portal.signed_in_as(Function::Head, Some(school)).await;
        for (page, place) in [
            ("/absences/actions", Some("/aide/direction#les-actions")),
            ("/compte", Some("/aide/compte#mon-compte")),
            ("/nulle-part", None),
            ("https://exemple.fr/", None),
            ("", None),
        ] {
            let answer = head.get(&format!("/aide?page={page}")).await;
            match place {
                Some(place) => assert_eq!(answer.expect(303).location.as_deref(), Some(place)),
                None => drop(answer.expect(200).shows("Pour vous")),
            }
        }
        // Each page says where it is: the frame puts it in the link.
        let account = head.get("/compte").await.expect(200);
        assert!(account.body.contains("href=\"/aide?page=/compte\""));
        let guide = head.get("/aide/direction").await.expect(200);
        assert!(guide.body.contains("id=\"les-actions\""));
        assert!(guide.body.contains("href=\"#les-actions\""), "the contents lead there");
        assert!(guide.body.contains("<a href=\"/aide\" aria-current=\"page\">"));
    }
);

on_each_engine!(
    /// Invariant: plain words find headings and sentences; what is typed is text and no more.
    plain_words_are_found,
    |which| async move {
        let (portal, school) = portal(which).await;
        let teacher = portal.signed_in_as(Function::Teacher, Some(school)).await;
        let found = teacher.get("/aide/recherche?q=sans reseau").await.expect(200);
        assert!(found.body.contains("href=\"/aide/enseignement#sans-reseau\""));
        found.shows("passages trouvés").shows("l'appel reste sur l'appareil");
        teacher.get("/aide/recherche?q=zzzqqq").await.expect(200).shows("Rien ne correspond");
        teacher.get("/aide/recherche").await.expect(200).shows("Que cherchez-vous");
        let typed = teacher.get("/aide/recherche?q=%3Cb%3Eappel").await.expect(200);
        assert!(!typed.body.contains("<b>appel") && typed.body.contains("&lt;b&gt;appel"));
    }
);

on_each_engine!(
    /// Invariant: the pictures of a guide are kept by browsers, under an address that changes with
    /// them; nothing else is served there.
    pictures_are_kept_by_browsers,
    |which| async move {
        let (portal, school) = portal(which).await;
        let teacher = portal.signed_in_as(Function::Teacher, Some(school)).await;
        let guide = teacher.get("/aide/enseignement").await.expect(200);
        let (_, rest) = guide.body.split_once("<img src=\"").expect("a picture");
        let address = rest.split('"').next().expect("its address");
        assert!(address.contains(".png?v="), "{address}");
        let picture = portal.visitor().get(address).await.expect(200);
        assert_eq!(picture.headers[header::CONTENT_TYPE], "image/png");
        assert_eq!(picture.headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        let tag = picture.headers[header::ETAG].to_str().expect("a tag").to_owned();
        assert!(address.ends_with(tag.trim_matches('"')), "{tag}");
        for absent in ["absente.png", "compte.md", "..%2Fcompte.md", "%2E%2E%2Fimages%2Fconnexion.png"] {
            portal.visitor().get(&format!("/aide/images/{absent}")).await.expect(404);
        }
    }
);
