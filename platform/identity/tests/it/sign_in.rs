//! Signing in.

use crate::house::{House, LOGIN, OFFICE, PASSWORD, is_in, post_with, set_cookie};
use chrono::Duration;
use db::sql;
use testkit::on_each_engine;

/// Where the sign-in page sends to, with this `suite`.
async fn sent_to(house: &House, suite: &str) -> String {
    let form = format!("identifiant={LOGIN}&motdepasse={PASSWORD}&suite={suite}");
    let answer = house.portal.visitor().post("/connexion", &form).await;
    answer.expect(303).location.unwrap()
}

on_each_engine!(
    /// Invariant: after signing in, one is on the page that was wanted, with its filters.
    signing_in_goes_back_where_one_wanted,
    |which| async move {
        let house = House::start(which).await;
        let visitor = house.portal.visitor();
        let asked = visitor.get(&format!("{OFFICE}?classe=5B")).await.expect(303);
        let sign_in = asked.location.unwrap();
        let page = visitor.get(&sign_in).await.expect(200).shows("Se connecter");
        let back = page.field("suite");
        assert_eq!(back, format!("{OFFICE}?classe=5B"));
        assert_eq!(sent_to(&house, "/vie-scolaire%3Fclasse=5B").await, back);
        let browser = house.signed_in().await;
        browser.get(&back).await.expect(200).shows("Vie scolaire de Collège Les Tilleuls");
        let lines = house.lines("session.opened").await;
        assert_eq!(lines[0].account, Some(house.account.uuid()));
        // A login is typed in either case, with spaces around.
        house.try_sign_in("%20Camille%20", PASSWORD).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: signing in never leads to another site, however its address is written.
    no_other_site_is_gone_to,
    |which| async move {
        let house = House::start(which).await;
        let elsewhere = [
            "//evil.example", "https://evil.example", "https:evil.example", "/%5Cevil.example",
            "%5C%5Cevil.example", "evil.example", "javascript:alert(1)",
            // Browsers take tabs and line ends out of an address before they read it.
            "/%09/evil.example", "/%0A/evil.example", "/%0D/evil.example", "/%01",
        ];
        for suite in elsewhere {
            assert_eq!(sent_to(&house, suite).await, "/", "{suite}");
            let page = house.portal.visitor().get(&format!("/connexion?suite={suite}")).await;
            assert_eq!(page.expect(200).field("suite"), "/", "{suite}");
        }
    }
);

on_each_engine!(
    /// Invariant: a wrong password and an unknown login are answered alike, and leave a line.
    nothing_says_whether_a_login_exists,
    |which| async move {
        let house = House::start(which).await;
        let wrong = house.try_sign_in(LOGIN, "une autre phrase longue").await.expect(422);
        let unknown = house.try_sign_in("dominique", PASSWORD).await.expect(422);
        let none_yet = house.portal.account("sandrine", &[], None).await;
        let fresh = house.try_sign_in("sandrine", PASSWORD).await.expect(422);
        let not_a_login = house.try_sign_in("x", PASSWORD).await.expect(422);
        assert!(wrong.contains("L'identifiant ou le mot de passe n'est pas le bon."));
        let page = wrong.body.replace(LOGIN, "X");
        assert_eq!(unknown.body.replace("dominique", "X"), page);
        assert_eq!(fresh.body.replace("sandrine", "X"), page);
        assert_eq!(not_a_login.body.replace("value=\"x\"", "value=\"X\""), page);
        assert!(!page.contains("une autre phrase"), "a password is on the page");
        for answer in [&wrong, &unknown, &fresh, &not_a_login] {
            assert!(!answer.headers.contains_key("set-cookie"));
        }
        let lines = house.lines("session.refused").await;
        let whose: Vec<_> = lines.iter().rev().map(|line| line.account).collect();
        let (camille, sandrine) = (house.account.uuid(), none_yet.uuid());
        assert_eq!(whose, [Some(camille), None, Some(sandrine), None]);
        assert!(lines.iter().all(|line| line.detail.is_empty()));
    }
);

on_each_engine!(
    /// Invariant: after five failures within a minute, even the right password waits; the
    /// minute over, it opens.
    guessing_is_slowed_down,
    |which| async move {
        let house = House::start(which).await;
        for _ in 0..5 {
            let refused = house.try_sign_in(LOGIN, "une autre phrase longue").await;
            refused.expect(422).shows("n'est pas le bon");
        }
        house.try_sign_in(LOGIN, PASSWORD).await.expect(422)
            .shows("Trop d'essais : réessayez dans une minute.");
        // The same login otherwise written is the same login; another one is not.
        house.try_sign_in("%20CAMILLE", PASSWORD).await.expect(422).shows("réessayez dans une minute");
        house.try_sign_in("dominique", PASSWORD).await.expect(422).shows("n'est pas le bon");
        house.later(Duration::seconds(50));
        house.try_sign_in(LOGIN, PASSWORD).await.expect(422).shows("réessayez dans une minute");
        house.later(Duration::seconds(11));
        house.try_sign_in(LOGIN, PASSWORD).await.expect(303);
        // Success forgets the failures.
        house.try_sign_in(LOGIN, "une autre phrase longue").await.expect(422).shows("n'est pas le bon");
    }
);

on_each_engine!(
    /// Invariant: whoever signed in after a few slips has all their tries again.
    signing_in_forgets_the_failures,
    |which| async move {
        let house = House::start(which).await;
        for _ in 0..2 {
            for _ in 0..4 {
                let refused = house.try_sign_in(LOGIN, "une autre phrase longue").await;
                refused.expect(422).shows("n'est pas le bon");
            }
            house.try_sign_in(LOGIN, PASSWORD).await.expect(303);
        }
    }
);

on_each_engine!(
    /// Invariant: who guesses slowly waits half an hour after fifteen failures.
    guessing_slowly_is_slowed_down_too,
    |which| async move {
        let house = House::start(which).await;
        for _ in 0..15 {
            house.try_sign_in(LOGIN, "une autre phrase longue").await.expect(422).shows("n'est pas le bon");
            house.later(Duration::seconds(20));
        }
        house.later(Duration::minutes(2));
        house.try_sign_in(LOGIN, PASSWORD).await.expect(422).shows("réessayez dans 30 minutes");
        house.later(Duration::minutes(30));
        house.try_sign_in(LOGIN, PASSWORD).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: tries sent all at once are not more tries than one after the other.
    guessing_at_once_is_slowed_down_too,
    |which| async move {
        let house = House::start(which).await;
        let visitor = house.portal.visitor();
        let tries: Vec<_> = (0..12)
            .map(|guess| {
                let visitor = visitor.clone();
                let form = format!("identifiant={LOGIN}&motdepasse=une phrase au hasard {guess}");
                testkit::tokio::spawn(async move { visitor.post("/connexion", &form).await })
            })
            .collect();
        let mut judged = 0;
        for one in tries {
            let answer = one.await.unwrap().expect(422);
            judged += usize::from(answer.contains("n'est pas le bon"));
        }
        assert_eq!(judged, 5);
    }
);

on_each_engine!(
    /// Invariant: what is typed as a login (a password, by mistake) is kept as a digest only.
    a_failed_login_is_kept_as_a_digest,
    |which| async move {
        let house = House::start(which).await;
        let typed = "MotDePasseTapeTropTot";
        house.try_sign_in(typed, "").await.expect(422);
        let mut read = house.portal.db().read().await.unwrap();
        let kept = sql!("SELECT login FROM sign_in_failure").all::<(Vec<u8>,)>(&mut read).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].0.len(), 32);
        drop(read);
        // Nowhere in the file either.
        if let Some(path) = house.portal.db().sqlite_path() {
            let mut bytes = std::fs::read(path).unwrap();
            bytes.extend(std::fs::read(path.with_extension("db-wal")).unwrap_or_default());
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            assert!(text.contains(LOGIN) && !text.contains(&typed.to_lowercase()));
        }
    }
);

on_each_engine!(
    /// Invariant: scripts do not see the cookie, other sites do not send it with a form, and
    /// it travels encrypted wherever the address is https.
    the_cookie_is_guarded,
    |which| async move {
        let house = House::start(which).await;
        let plain = set_cookie(&house.try_sign_in(LOGIN, PASSWORD).await.expect(303));
        assert!(plain.starts_with("preau_session="));
        let parts: Vec<&str> = plain.split("; ").skip(1).collect();
        assert_eq!(parts, ["Path=/", "HttpOnly", "SameSite=Lax"]);
        let mut context = house.portal.context.clone();
        let mut settings = (*context.settings).clone();
        settings.public_url = "https://preau.test".into();
        context.settings = settings.into();
        let form = format!("identifiant={LOGIN}&motdepasse={PASSWORD}");
        let ours = [("sec-fetch-site", "same-origin")];
        let (_, headers) = post_with(&context, "/connexion", &form, &ours).await;
        let secure = headers["set-cookie"].to_str().unwrap().to_owned();
        let parts: Vec<&str> = secure.split("; ").skip(1).collect();
        assert_eq!(parts, ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"]);
    }
);

on_each_engine!(
    /// Invariant: a form that another site sends, or that says not where it comes from,
    /// changes nothing.
    another_site_changes_nothing,
    |which| async move {
        let house = House::start(which).await;
        let context = &house.portal.context;
        let form = format!("identifiant={LOGIN}&motdepasse={PASSWORD}");
        let strangers: [&[(&str, &str)]; 5] = [
            &[],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
        ];
        let now = house.portal.now();
        let cookie = db::in_write!(house.portal.db(), db::Error, |tx| {
            identity::open_session(tx, house.account, Some(house.school), "Test", now, false).await
        })
        .unwrap();
        let token = cookie.split(';').next().unwrap();
        let browser = house.portal.visitor().with_cookie(&cookie);
        for headers in strangers {
            let (status, given) = post_with(context, "/connexion", &form, headers).await;
            assert_eq!(status, 400, "{headers:?}");
            assert!(!given.contains_key("set-cookie"));
            let with_cookie = [headers, &[("cookie", token)]].concat();
            let (status, _) = post_with(context, "/deconnexion", "", &with_cookie).await;
            assert_eq!(status, 400, "{headers:?}");
            assert!(is_in(&browser).await);
        }
        let ours = [("origin", "http://preau.test")];
        assert_eq!(post_with(context, "/connexion", &form, &ours).await.0, 303);
    }
);
