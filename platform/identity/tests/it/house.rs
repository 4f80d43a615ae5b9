//! A school where Camille works, with a password, and one page for school life.

use admission::Function;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::Duration;
use db::{in_write, sql};
use education::{Account, Id, School};
use identity::{At, SchoolLife, choose_password};
use manifest::{Manifest, Routes};
use testkit::{Answer, Browser, Portal, Which};
use tower::ServiceExt as _;
use web::Context;

pub(crate) const LOGIN: &str = "camille";
pub(crate) const PASSWORD: &str = "une phrase bien longue";
/// A page that only school life opens.
pub(crate) const OFFICE: &str = "/vie-scolaire";

pub(crate) struct House {
    pub(crate) portal: Portal,
    pub(crate) school: Id<School>,
    pub(crate) account: Id<Account>,
}

async fn office(at: At<SchoolLife>) -> String {
    format!("Vie scolaire de {}", at.school_place().label)
}

impl House {
    pub(crate) async fn start(which: Which) -> Self {
        let office = Manifest {
            routes: || Routes::new().get(OFFICE, office),
            ..Manifest::empty("office")
        };
        let portal = Portal::start(which, vec![office]).await;
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        let functions = [Function::SchoolLifeAssistant];
        let account = portal.account(LOGIN, &functions, Some(school)).await;
        choose_password(&portal.context, account, PASSWORD)
            .await
            .unwrap()
            .unwrap();
        Self {
            portal,
            school,
            account,
        }
    }

    /// Sends the sign-in form, from a browser of nobody.
    pub(crate) async fn try_sign_in(&self, login: &str, password: &str) -> Answer {
        let form = format!("identifiant={login}&motdepasse={password}");
        self.portal.visitor().post("/connexion", &form).await
    }

    /// A browser where Camille signed in with the password.
    pub(crate) async fn signed_in(&self) -> Browser {
        let done = self.try_sign_in(LOGIN, PASSWORD).await.expect(303);
        self.portal.visitor().with_cookie(&set_cookie(&done))
    }

    /// A browser where Camille is signed in, without typing.
    pub(crate) async fn browser(&self) -> Browser {
        self.portal.browser(self.account, Some(self.school)).await
    }

    /// Time passes.
    pub(crate) fn later(&self, wait: Duration) {
        self.portal.context.clock.set(self.portal.now() + wait);
    }

    /// How many audit lines of this act there are, of whom.
    pub(crate) async fn lines(&self, act: &str) -> Vec<audit::Found> {
        let filter = audit::Filter {
            act: Some(act.into()),
            ..audit::Filter::default()
        };
        let mut read = self.portal.db().read().await.unwrap();
        audit::latest(&mut read, &filter, 100).await.unwrap()
    }

    /// A password link for Camille.
    pub(crate) async fn link(&self) -> String {
        let now = self.portal.now();
        in_write!(self.portal.db(), db::Error, |tx| {
            identity::issue_password_link(tx, self.account, now).await
        })
        .unwrap()
    }

    pub(crate) async fn grant(&self, school: Id<School>, function: Function, in_days: i64) {
        let from = self.portal.today() + Duration::days(in_days);
        in_write!(self.portal.db(), db::Error, |tx| {
            identity::grant(tx, self.account, function, Some(school), from).await
        })
        .unwrap();
    }

    /// Ends what Camille holds at the school; the last day is so many days from today.
    pub(crate) async fn end(&self, in_days: i64) {
        let last = self.portal.today() + Duration::days(in_days);
        in_write!(self.portal.db(), db::Error, |tx| {
            identity::end_tenures(tx, self.account, self.school, last).await
        })
        .unwrap();
    }

    pub(crate) async fn end_account(&self) {
        let today = self.portal.today();
        in_write!(self.portal.db(), db::Error, |tx| {
            sql!("UPDATE account SET ended_on = $2 WHERE id = $1")
                .bind(self.account)
                .bind(today)
                .run(tx)
                .await
        })
        .unwrap();
    }
}

/// The cookie that an answer gives.
#[track_caller]
pub(crate) fn set_cookie(answer: &Answer) -> String {
    let cookie = answer.headers.get(header::SET_COOKIE).expect("a cookie");
    cookie.to_str().unwrap().to_owned()
}

/// A form sent with these headers and no other: where the test's browser is too polite.
pub(crate) async fn post_with(
    context: &Context,
    path: &str,
    form: &str,
    headers: &[(&str, &str)],
) -> (StatusCode, axum::http::HeaderMap) {
    let routes: Router<Context> = (identity::manifest().routes)().into_router();
    let app = web::layered(routes.with_state(context.clone()));
    let mut request = Request::post(path)
        .header(header::HOST, "preau.test")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(form.to_owned())).unwrap();
    let answer = app.oneshot(request).await.unwrap();
    (answer.status(), answer.headers().clone())
}

/// Whether this browser is still signed in.
pub(crate) async fn is_in(browser: &Browser) -> bool {
    let answer = browser.get("/").await;
    if answer.status == StatusCode::OK {
        return true;
    }
    assert_eq!(answer.location.as_deref(), Some("/connexion?suite=%2F"));
    false
}
