//! Schools, people, messages: what the tests are made of.

use admission::Function;
use chrono::{DateTime, Duration, Utc};
use db::in_write;
use education::{Account, Id, School};
use futures::FutureExt as _;
use identity::{At, For, Operator, SchoolLife, SchoolLifeSettings};
use messaging::{
    Caption, ContractForm, Courier, Lane, Medium, Message, NewMessage, Prepared, Provider,
    ProviderForm, Queue, Rechecks, State, Tab, Timing, Verdict,
};
use sms::{MobileNumber, NumberPolicy, Sender, TextPolicy};
use std::time::Duration as Wait;
use testkit::{Portal, Which};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use web::{Context, Error, Mode};

pub(crate) const SERVICE: &str = "absences";
/// Its text messages.
pub(crate) const QUEUE: Queue = Queue::new(SERVICE, Medium::Sms);

/// A portal, a school, somebody of the school-life office.
pub(crate) struct House {
    pub(crate) portal: Portal,
    pub(crate) school: Id<School>,
    pub(crate) cpe: Id<Account>,
    /// How mails leave.
    pub(crate) courier: Option<Courier>,
}

/// The pace of tests.
pub(crate) fn quick() -> Timing {
    Timing {
        poll: Wait::from_millis(20),
        lease: Wait::from_secs(3),
        sweep: Wait::from_millis(100),
        idle: Wait::from_millis(200),
        first_rest: Wait::from_millis(50),
        longest_rest: Wait::from_millis(200),
        throttle_pause: Wait::from_millis(50),
        response: Wait::from_millis(1_500),
        farewell: Wait::from_millis(300),
        longest_hold: Wait::from_millis(200),
        ..Timing::default()
    }
}

/// Everybody consents.
pub(crate) fn consenting() -> Rechecks {
    Rechecks::new().with(SERVICE, |_, _| async { Ok(Verdict::Send) }.boxed())
}

impl House {
    pub(crate) async fn open(which: Which) -> Self {
        Self::open_in(which, Mode::Demo).await
    }

    pub(crate) async fn open_in(which: Which, mode: Mode) -> Self {
        let portal = Portal::start_in(which, mode, vec![messaging::manifest()]).await;
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        let cpe = portal.account("cpe", &[Function::Cpe], Some(school)).await;
        Self {
            portal,
            school,
            cpe,
            courier: None,
        }
    }

    pub(crate) fn context(&self) -> &Context {
        &self.portal.context
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.portal.now()
    }

    pub(crate) async fn admitted<A: For>(
        &self,
        account: Id<Account>,
        school: Option<Id<School>>,
    ) -> At<A> {
        let mut read = self.portal.db().read().await.unwrap();
        At::admit(&mut read, account, school, self.now())
            .await
            .unwrap()
    }

    pub(crate) async fn at(&self) -> At<SchoolLife> {
        self.admitted(self.cpe, Some(self.school)).await
    }

    /// The operator declares a provider that listens there; the school signs in at it.
    pub(crate) async fn provider(&self, port: u16) {
        let form = ProviderForm::new(format!("Fournisseur {port}"), "127.0.0.1", port);
        self.provider_with(form).await;
    }

    pub(crate) async fn provider_with(&self, form: ProviderForm) -> Id<Provider> {
        let provider = self.declared(form).await;
        self.contract(self.cpe, self.school, provider, "clg0001")
            .await;
        provider
    }

    /// The operator declares a provider.
    pub(crate) async fn declared(&self, form: ProviderForm) -> Id<Provider> {
        self.save(None, form).await
    }

    /// The operator changes a provider that was declared just before.
    pub(crate) async fn redeclared(&self, provider: Id<Provider>, form: ProviderForm) {
        self.save(Some((provider, 1)), form).await;
    }

    async fn save(
        &self,
        existing: Option<(Id<Provider>, i64)>,
        form: ProviderForm,
    ) -> Id<Provider> {
        let login = format!("dsi-{}", Uuid::new_v4().simple());
        let operator = self
            .portal
            .account(&login, &[Function::Operator], None)
            .await;
        let operator = self.admitted::<Operator>(operator, None).await;
        let (keys, now) = (&self.context().keys, self.now());
        in_write!(self.portal.db(), Error, |tx| {
            messaging::save_provider(tx, keys, &operator, existing, &form, now).await
        })
        .unwrap()
    }

    /// A school signs in at a provider, with the password « secret ».
    pub(crate) async fn contract(
        &self,
        account: Id<Account>,
        school: Id<School>,
        provider: Id<Provider>,
        key: &str,
    ) {
        let settings = self
            .admitted::<SchoolLifeSettings>(account, Some(school))
            .await;
        let mut read = self.portal.db().read().await.unwrap();
        let version = messaging::contract(&mut read, &settings)
            .await
            .unwrap()
            .version;
        drop(read);
        let form = ContractForm {
            provider: Some(provider),
            key: key.into(),
            password: "secret".into(),
            version,
            ..ContractForm::default()
        };
        let keys = &self.context().keys;
        let now = self.now();
        in_write!(self.portal.db(), Error, |tx| {
            messaging::save_contract(tx, keys, &settings, &form, now).await
        })
        .unwrap();
    }

    /// The académie sends for all schools by this provider; without one, it does no more.
    pub(crate) async fn academy(&self, provider: impl Into<Option<Id<Provider>>>) {
        let login = format!("dsi-{}", Uuid::new_v4().simple());
        let operator = self
            .portal
            .account(&login, &[Function::Operator], None)
            .await;
        let operator = self.admitted::<Operator>(operator, None).await;
        let mut read = self.portal.db().read().await.unwrap();
        let version = messaging::academy_contract(&mut read)
            .await
            .unwrap()
            .version;
        drop(read);
        let form = ContractForm {
            provider: provider.into(),
            key: "academie".into(),
            password: "secret".into(),
            version,
            ..ContractForm::default()
        };
        let (keys, now) = (&self.context().keys, self.now());
        in_write!(self.portal.db(), Error, |tx| {
            messaging::save_academy_contract(tx, keys, &operator, &form, now).await
        })
        .unwrap();
    }

    pub(crate) fn message(&self, number: &str, text: &str) -> NewMessage {
        let recipient = MobileNumber::parse(number, NumberPolicy::Demo).unwrap();
        NewMessage {
            school: self.school,
            lane: Lane::Absence,
            service: SERVICE,
            subject: Uuid::now_v7(),
            recipient,
            sender: Sender::parse("COLLEGE").unwrap(),
            text: sms::prepare(text, TextPolicy::Plain).unwrap(),
            dedup_key: Uuid::new_v4().to_string(),
            provider_code: "0".into(),
            not_after: self.now() + Duration::hours(8),
            seal: None,
            caption: Caption {
                topic: "Envoi de SMS".into(),
                person: "BERTIN Léo".into(),
                group: "5B".into(),
                event: "Absence du 24/11/26 08:30 au 24/11/26 17:00".into(),
                event_at: self.now(),
                recipient: "Légal 1 – Financier".into(),
            },
        }
    }

    pub(crate) async fn prepare(&self, new: &NewMessage) -> Prepared {
        let at = self.at().await;
        let now = self.now();
        in_write!(self.portal.db(), db::Error, |tx| {
            messaging::prepare(tx, new, at.actor(), now).await
        })
        .unwrap()
    }

    pub(crate) async fn release(&self, ids: &[Id<Message>]) -> u64 {
        let at = self.at().await;
        let now = self.now();
        in_write!(self.portal.db(), db::Error, |tx| {
            messaging::release(tx, &at, QUEUE, ids, now).await
        })
        .unwrap()
        .count
    }

    /// A message to this number, released.
    pub(crate) async fn released(&self, number: &str) -> Id<Message> {
        let id = self
            .prepare(&self.message(number, "Votre enfant est absent."))
            .await
            .id;
        assert_eq!(self.release(&[id]).await, 1);
        id
    }

    /// Starts a dispatcher, to be stopped by the token or killed by its handle.
    pub(crate) fn dispatch(&self, rechecks: Rechecks) -> (JoinHandle<()>, CancellationToken) {
        self.dispatch_at(quick(), rechecks)
    }

    pub(crate) fn dispatch_at(
        &self,
        timing: Timing,
        rechecks: Rechecks,
    ) -> (JoinHandle<()>, CancellationToken) {
        let stop = CancellationToken::new();
        let handle = messaging::start_with(
            self.context().clone(),
            rechecks,
            self.courier.clone(),
            timing,
            stop.clone(),
        );
        (handle, stop)
    }

    /// Where a message stands, and why, as the school sees it.
    pub(crate) async fn standing(&self, id: Id<Message>) -> (State, Option<String>) {
        let at = self.at().await;
        let mut read = self.portal.db().read().await.unwrap();
        for tab in Tab::ALL {
            let mut after = None;
            loop {
                let page = messaging::follow(&mut read, &at, QUEUE, tab, after.as_ref())
                    .await
                    .unwrap();
                if let Some(row) = page.rows.iter().find(|row| row.id == id) {
                    return (row.state, row.reason.clone());
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        (State::Cancelled, None)
    }

    /// Waits until a message stands there.
    #[track_caller]
    pub(crate) fn until(
        &self,
        id: Id<Message>,
        state: State,
    ) -> impl Future<Output = Option<String>> + '_ {
        let caller = std::panic::Location::caller();
        async move {
            let mut last = None;
            for _ in 0..1_000 {
                let (found, reason) = self.standing(id).await;
                if found == state {
                    return reason;
                }
                last = Some((found, reason));
                tokio::time::sleep(Wait::from_millis(20)).await;
            }
            panic!("{caller}: not {state:?} but {last:?}");
        }
    }
}

/// A while in which something that must not happen would.
pub(crate) async fn a_while() {
    tokio::time::sleep(Wait::from_millis(400)).await;
}
