//! Sessions, from their opening to their end.

use crate::house::{House, LOGIN, PASSWORD, is_in, set_cookie};
use chrono::Duration;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: after signing out, the old cookie opens nothing.
    signing_out_ends_the_session,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.signed_in().await;
        let other = house.browser().await;
        assert!(is_in(&browser).await);
        let done = browser.post("/deconnexion", "").await.expect(303);
        assert_eq!(done.location.as_deref(), Some("/connexion"));
        assert!(set_cookie(&done).starts_with("preau_session=;"));
        assert!(set_cookie(&done).contains("Max-Age=0"));
        assert!(!is_in(&browser).await);
        assert!(is_in(&other).await, "another session of the person stays");
        assert_eq!(house.lines("session.closed").await.len(), 1);
        // A form sent after that does nothing, and does not come back by itself.
        let late = browser.post("/deconnexion", "").await.expect(303);
        assert_eq!(late.location.as_deref(), Some("/connexion?suite=%2F"));
    }
);

on_each_engine!(
    /// Invariant: a cookie that nobody gave opens nothing.
    an_invented_cookie_opens_nothing,
    |which| async move {
        let house = House::start(which).await;
        for cookie in ["preau_session=", "preau_session=abc", "autre=abc"] {
            assert!(!is_in(&house.portal.visitor().with_cookie(cookie)).await);
        }
    }
);

on_each_engine!(
    /// Invariant: three hours without a gesture end the session.
    an_idle_session_ends,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        house.later(Duration::minutes(179));
        assert!(is_in(&browser).await);
        house.later(Duration::minutes(179));
        assert!(is_in(&browser).await, "a gesture starts the three hours again");
        house.later(Duration::minutes(181));
        assert!(!is_in(&browser).await);
    }
);

on_each_engine!(
    /// Invariant: a page that asks for itself again is no gesture: nobody stays signed in because
    /// a list is open on an empty office's screen.
    an_open_page_keeps_no_session,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        for _ in 0..3 {
            house.later(Duration::minutes(59));
            browser.ask_again("/compte").await.expect(200);
        }
        house.later(Duration::minutes(4));
        let asked = browser.ask_again("/compte").await.expect(303);
        assert_eq!(asked.location.as_deref(), Some("/connexion?suite=%2Fcompte"));
        assert!(!is_in(&browser).await);
    }
);

on_each_engine!(
    /// Invariant: fourteen hours after it was opened, a session ends, used or not.
    a_long_session_ends,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        for _ in 0..6 {
            house.later(Duration::hours(2));
            assert!(is_in(&browser).await);
        }
        house.later(Duration::minutes(119));
        assert!(is_in(&browser).await);
        house.later(Duration::minutes(2));
        assert!(!is_in(&browser).await);
    }
);

on_each_engine!(
    /// Invariant: an account that has ended opens nothing, by whatever way.
    an_ended_account_opens_nothing,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        let link = house.link().await;
        assert!(is_in(&browser).await);
        house.end_account().await;
        assert!(!is_in(&browser).await);
        house.try_sign_in(LOGIN, PASSWORD).await.expect(422).shows("n'est pas le bon");
        house.portal.visitor().get(&link).await.expect(404);
        let chosen = house.portal.visitor().post(&link, "nouveau=une phrase toute neuve").await;
        assert_ne!(chosen.status, 303);
    }
);
