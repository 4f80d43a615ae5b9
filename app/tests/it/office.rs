//! An office that sends: a school, its pupils, a provider, and as many messages as a test wants.

use crate::house;
use admission::Function;
use chrono::NaiveDate;
use db::{in_write, sql};
use education::{Account, Id, Pupil, School, school_year_of};
use identity::{At, Operator, SchoolLife, SchoolLifeSettings};
use messaging::{ContractForm, Medium, Message, ProviderForm, Queue, QuietHours};
use siecle::generate::{Plan, files};
use std::{
    collections::{HashMap, HashSet},
    io::Cursor,
    time::Duration,
};
use testkit::Portal;
use uuid::Uuid;

/// An office.
pub(crate) struct Office {
    pub(crate) portal: Portal,
    pub(crate) school: Id<School>,
    at: At<SchoolLife>,
}

impl Office {
    /// A school of a few pupils, which sends at any hour by a message centre that listens there.
    pub(crate) async fn open(portal: Portal, port: u16) -> Self {
        Self::open_with(
            portal,
            ProviderForm::new("Centre d'essai", "127.0.0.1", port),
        )
        .await
    }

    /// The same, by a provider of the test's own.
    pub(crate) async fn open_with(portal: Portal, provider: ProviderForm) -> Self {
        // The program runs at the machine's time; so does the office.
        portal.context.clock.set(chrono::Utc::now());
        let school = house::school(&portal, house::OWN).await;
        let now = portal.now();
        let mut plan = Plan::college(
            house::OWN,
            education::school_year_of(now.date_naive()),
            now.naive_utc() - chrono::Duration::days(1),
        );
        (plan.pupils, plan.divisions) = (16, vec!["5B".into()]);
        let files = files(&plan);
        let files = files
            .named()
            .map(|(name, bytes)| (name.to_owned(), Cursor::new(bytes.to_vec())));
        records::import::files_for_program(&portal.context, files.into(), &Default::default())
            .await
            .expect("pupils");
        let head = portal
            .account("chef", &[Function::Head], Some(school))
            .await;
        let operator = portal.account("dsi", &[Function::Operator], None).await;
        let mut read = portal.db().read().await.expect("a connection");
        let at = At::<SchoolLife>::admit(&mut read, head, Some(school), now)
            .await
            .expect("head");
        let settings = At::<SchoolLifeSettings>::admit(&mut read, head, Some(school), now).await;
        let settings = settings.expect("head");
        let dsi = At::<Operator>::admit(&mut read, operator, None, now)
            .await
            .expect("operator");
        let mut rules = messaging::sending_rules(&mut read, &settings)
            .await
            .expect("rules");
        // Tests are run by night too.
        rules.quiet = QuietHours {
            from: rules.quiet.until,
            ..rules.quiet
        };
        drop(read);
        in_write!(portal.db(), web::Error, |tx| {
            let provider =
                messaging::save_provider(tx, &portal.context.keys, &dsi, None, &provider, now)
                    .await?;
            let contract = ContractForm {
                provider: Some(provider),
                key: "cle".into(),
                password: "secret".into(),
                ..ContractForm::default()
            };
            messaging::save_contract(tx, &portal.context.keys, &settings, &contract, now).await?;
            messaging::save_sending_rules(tx, &settings, &rules, now).await?;
            absences::demo::first_action(tx, &settings, "Ecole", now).await
        })
        .expect("a provider, a contract, an action");
        Self { portal, school, at }
    }

    /// So many messages more, which wait to be released.
    pub(crate) async fn prepare(&self, count: usize) -> Vec<Id<Message>> {
        let mut ids = absences::demo::fill(&self.portal.context, &self.at, count)
            .await
            .expect("messages");
        ids.truncate(count);
        ids
    }

    /// Releases messages.
    pub(crate) async fn release(&self, ids: &[Id<Message>]) {
        let now = self.portal.now();
        let texts = Queue::new("absences", Medium::Sms);
        in_write!(self.portal.db(), web::Error, |tx| {
            Ok(messaging::release(tx, &self.at, texts, ids, now).await?)
        })
        .expect("a release");
    }

    async fn pupils(&self) -> Vec<Id<Pupil>> {
        let found = sql!("SELECT pupil FROM enrolment WHERE school = $1 ORDER BY pupil")
            .bind(self.school)
            .all::<(Id<Pupil>,)>(&mut self.portal.db().read().await.expect("a connection"))
            .await
            .expect("pupils");
        found.into_iter().map(|(pupil,)| pupil).collect()
    }

    /// Somebody of the office is signed in: their cookie.
    pub(crate) async fn cookie(&self, function: Function) -> String {
        let login = format!(
            "{}-{}",
            function.code(),
            &Id::<School>::new().to_string()[24..]
        );
        let account = self
            .portal
            .account(&login, &[function], Some(self.school))
            .await;
        session(&self.portal, account, self.school).await
    }

    /// The days on which the school was open, from the day before yesterday back to a year ago.
    pub(crate) async fn days(&self) -> Vec<NaiveDate> {
        let today = chrono::Utc::now().date_naive();
        let year = school_year_of(today);
        let calendar = timetable::calendar(&self.portal.context, &self.at, year).await;
        let calendar = calendar.expect("a calendar");
        let past = today.iter_days().rev().skip(2).take(360);
        past.filter(|day| school_year_of(*day) < year || calendar.is_open(*day))
            .collect()
    }

    /// Some people of the office, each with a pupil of whom they record absences.
    pub(crate) async fn people(&self, count: usize) -> Vec<(String, Id<Pupil>)> {
        let mut people = Vec::new();
        for pupil in self.pupils().await.into_iter().take(count) {
            people.push((self.cookie(Function::Cpe).await, pupil));
        }
        people
    }

    /// The forms of absences that are in the database.
    pub(crate) async fn recorded(&self) -> HashSet<Uuid> {
        let found = sql!("SELECT form_id FROM absence WHERE school = $1")
            .bind(self.school)
            .all::<(Uuid,)>(&mut self.portal.db().read().await.expect("a connection"))
            .await;
        let found = found.expect("the absences");
        found.into_iter().map(|(form,)| form).collect()
    }

    /// Each message that was released: its text, and its state.
    pub(crate) async fn states(&self) -> Vec<(String, String)> {
        sql!("SELECT body, state FROM message WHERE school = $1 AND state <> 'prepared'")
            .bind(self.school)
            .all(&mut self.portal.db().read().await.expect("a connection"))
            .await
            .expect("the messages")
    }

    /// The same, once all that was released has come to its end or is in doubt, or after a while.
    pub(crate) async fn settled(&self, patience: Duration) -> Vec<(String, String)> {
        let began = std::time::Instant::now();
        loop {
            let states = self.states().await;
            let under_way = |(_, state): &&(String, String)| {
                ["queued", "held", "sending", "accepted"].contains(&state.as_str())
            };
            if began.elapsed() > patience || states.iter().find(under_way).is_none() {
                return states;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// Somebody is signed in at a school: their cookie.
pub(crate) async fn session(portal: &Portal, account: Id<Account>, school: Id<School>) -> String {
    let now = portal.now();
    let cookie = in_write!(portal.db(), db::Error, |tx| {
        identity::open_session(tx, account, Some(school), "Essai", now, false).await
    })
    .expect("a session");
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// How many messages stand where.
pub(crate) fn by_state(states: &[(String, String)]) -> HashMap<&str, usize> {
    let mut counts = HashMap::new();
    for (_, state) in states {
        *counts.entry(state.as_str()).or_default() += 1;
    }
    counts
}
