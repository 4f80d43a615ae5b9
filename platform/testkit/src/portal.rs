//! A portal made of the manifests that a test names, on a fresh database.

use crate::{Browser, Database, Which};
use admission::{Family, Function};
use axum::Router;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Db, in_write};
use education::{Account, Id, School, SchoolKind, Uai, UaiPolicy, Zone};
use identity::{At, FamilyLink, FamilyOpening, FamilyPair, Login, NewAccount};
use manifest::Manifest;
use secrets::KeyRing;
use std::{net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;
use web::{Clock, Context, Mode, Settings};

/// A portal.
#[derive(Debug)]
pub struct Portal {
    /// What its handlers are given.
    pub context: Context,
    /// Its database.
    pub database: Database,
    app: Router,
}

/// When tests happen, unless they say otherwise: Tuesday 24 November 2026, 8:40 in Paris.
pub const START: &str = "2026-11-24T07:40:00Z";

impl Portal {
    /// A portal of these manifests, and of identity, which is always there. Its clock stands
    /// at [`START`] and runs; its mode is demo.
    pub async fn start(which: Which, manifests: Vec<Manifest>) -> Self {
        Self::start_in(which, Mode::Demo, manifests).await
    }

    /// The same, in a mode.
    pub async fn start_in(which: Which, mode: Mode, manifests: Vec<Manifest>) -> Self {
        Self::start_on(Database::fresh(which).await, mode, manifests).await
    }

    /// The same, on an empty database.
    pub async fn start_on(database: Database, mode: Mode, mut manifests: Vec<Manifest>) -> Self {
        manifests.insert(0, identity::manifest());
        let db = database.db.clone();
        let clock = Clock::starting_at(START.parse().expect("an instant"));
        let schema = manifest::schema(&manifests);
        db::migration::migrate(&db, &schema, clock.now())
            .await
            .expect("the migrations apply");
        let settings = Settings {
            mode,
            public_url: "http://preau.test".into(),
            academy: "Académie de démonstration".into(),
            accessibility: web::Accessibility::default(),
        };
        let context = Context {
            audit: audit::Recorder::start(db.clone()),
            db,
            clock,
            keys: Arc::new(KeyRing::generate()),
            settings: Arc::new(settings),
            services: manifests
                .iter()
                .filter_map(|manifest| manifest.service)
                .collect(),
            tools: manifest::tools(&manifests),
            offers: manifest::offers(&manifests),
            family: manifest::family(&manifests),
            register: manifest::register(&manifests),
            schema,
            printer: crate::described(),
        };
        let pages = manifests.iter().fold(Router::new(), |router, manifest| {
            router.merge((manifest.routes)().into_router())
        });
        let app = web::layered(pages.merge(web::static_files()).with_state(context.clone()));
        Self {
            context,
            database,
            app,
        }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.context.db
    }

    /// What time it is in the test.
    pub fn now(&self) -> DateTime<Utc> {
        self.context.clock.now()
    }

    /// What day it is in the test.
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// A school where people may work. Tests of services use `records::declare_school`.
    pub async fn place(&self, uai: &str, label: &str) -> Id<School> {
        let school = Id::new();
        let uai = Uai::parse(uai, UaiPolicy::Demo).expect("a UAI");
        in_write!(self.db(), db::Error, |tx| {
            identity::declare_place(
                tx,
                school,
                &uai,
                label,
                SchoolKind::College,
                Zone::default(),
            )
            .await
        })
        .expect("a place");
        school
    }

    /// Somebody who holds functions at a school, or at the académie, since a month.
    pub async fn account(
        &self,
        login: &str,
        functions: &[Function],
        school: Option<Id<School>>,
    ) -> Id<Account> {
        let new = NewAccount {
            login: Login::parse(login).expect("a login"),
            surname: format!("Nom-{login}"),
            first_name: "Camille".into(),
        };
        let (now, from) = (self.now(), self.today() - chrono::Days::new(30));
        in_write!(self.db(), db::Error, |tx| {
            let account = identity::open_account(tx, &new, now)
                .await?
                .expect("a free login");
            for function in functions {
                identity::grant(tx, account, *function, school, from).await?;
            }
            Ok(account)
        })
        .expect("an account")
    }

    /// Serves the pages on a free port of this machine, until the test ends: for those that call
    /// from outside.
    pub async fn serve(&self) -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let app = self.app.clone();
        tokio::spawn(async move { axum::serve(listener, app).await });
        address
    }

    /// A browser where nobody is signed in.
    pub fn visitor(&self) -> Browser {
        Browser::new(self.app.clone())
    }

    /// A browser where this person is signed in and works at this school.
    pub async fn browser(&self, account: Id<Account>, school: Option<Id<School>>) -> Browser {
        let now = self.now();
        let cookie = in_write!(self.db(), db::Error, |tx| {
            identity::open_session(tx, account, school, "Test, ordinateur", now, false).await
        })
        .expect("a session");
        self.visitor().with_cookie(&cookie)
    }

    /// Somebody new, who holds this function at this school, signed in there.
    pub async fn signed_in_as(&self, function: Function, school: Option<Id<School>>) -> Browser {
        let login = format!(
            "{}-{}",
            function.code(),
            &Id::<Account>::new().to_string()[24..]
        );
        let account = self.account(&login, &[function], school).await;
        self.browser(account, school).await
    }

    /// Somebody of a family, whose account opens the pages of this pupil, signed in; and what stands
    /// for the pupil in addresses.
    pub async fn of_family(&self, pair: FamilyPair) -> (Browser, Id<FamilyLink>) {
        let login = format!("famille-{}", &Id::<Account>::new().to_string()[24..]);
        let account = self.account(&login, &[], None).await;
        let now = self.now();
        let link = in_write!(self.db(), db::Error, |tx| {
            identity::open_link(tx, account, pair, now).await
        })
        .expect("a link");
        (self.browser(account, None).await, link)
    }

    /// Opens a service of a school to guardians or to pupils, or closes it.
    pub async fn set_open(&self, school: Id<School>, service: &str, to: Family, open: bool) {
        let login = format!("ouvre-{}", &Id::<Account>::new().to_string()[24..]);
        let head = self.account(&login, &[Function::Head], Some(school)).await;
        let now = self.now();
        let mut read = self.db().read().await.expect("a connection");
        let at = At::<FamilyOpening>::admit(&mut read, head, Some(school), now).await;
        let at = at.expect("the head");
        let seen = identity::openings(&mut read, school)
            .await
            .expect("openings")
            .version();
        drop(read);
        let set = in_write!(self.db(), db::Error, |tx| {
            identity::set_openings(tx, &at, seen, &[(service, to, open)], now).await
        });
        assert!(set.expect("an opening"), "nobody else changes them");
    }
}
