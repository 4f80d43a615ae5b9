//! Two machines on one PostgreSQL, behind a real HAProxy configured as docs/exploitation says.

use crate::{
    centre::Centre,
    house,
    machine::{Machine, free_port, get, post, upload},
    office::{Office, by_state, session},
    visits::Visits,
};
use admission::Function;
use db::{in_write, sql};
use education::{Id, School};
use siecle::generate::{Plan, files};
use std::{
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use testkit::{Portal, Which};
use tokio::sync::Notify;
use uuid::Uuid;

/// The mandatary that stands before the machines.
struct Proxy {
    process: Child,
    port: u16,
}

impl Proxy {
    /// The configuration of docs/exploitation, with other addresses and without what only a
    /// service of the system has: its user, its socket, its log, its certificate.
    fn start(folder: &Path, machines: [u16; 2]) -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/exploitation/haproxy.cfg");
        let text = std::fs::read_to_string(file).expect("the configuration");
        let (_, text) = text.split_once("\ndefaults\n").expect("its global section");
        let port = free_port();
        let mut text = format!("defaults\n{text}");
        for (there, here) in [
            ("    log global\n", String::new()),
            (
                ":443 ssl crt /etc/haproxy/preau.pem alpn h2,http/1.1",
                format!("127.0.0.1:{port}"),
            ),
            ("192.0.2.11:8000", format!("127.0.0.1:{}", machines[0])),
            ("192.0.2.12:8000", format!("127.0.0.1:{}", machines[1])),
        ] {
            assert_eq!(text.matches(there).count(), 1, "{there}");
            text = text.replace(there, &here);
        }
        let own = folder.join("haproxy.cfg");
        std::fs::write(&own, text).expect("a file");
        // Not everybody looks for programs where Debian puts this one.
        let process = Command::new("/usr/sbin/haproxy")
            .arg("-db")
            .arg("-f")
            .arg(own)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("haproxy is missing: run bin/test once, or apt-get install haproxy");
        Self { process, port }
    }

    /// Waits until it has found a machine.
    async fn ready(&self) {
        let patience = Instant::now();
        while !matches!(get(self.port, "/connexion", None).await, Some(answer) if answer.status == 200)
        {
            assert!(patience.elapsed() < Duration::from_secs(60), "no machine");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// So long a check takes twice, and what follows it: the proxy has seen what has changed.
const NOTICED: Duration = Duration::from_secs(4);

/// A school whose register is imported meanwhile: how many pupils the files hold.
const PUPILS: usize = 60;

/// Lets nobody write pupils until it is told to.
async fn hold_the_register(portal: &Portal) -> (Arc<Notify>, tokio::task::JoinHandle<()>) {
    let (held, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (db, said, wait) = (portal.db().clone(), Arc::clone(&held), Arc::clone(&go));
    let task = tokio::spawn(async move {
        in_write!(db, db::Error, |tx| {
            sql!(sqlite: "SELECT 1", postgres: "LOCK TABLE enrolment IN SHARE MODE")
                .run(tx)
                .await?;
            said.notify_one();
            wait.notified().await;
            Ok(())
        })
        .expect("a lock");
    });
    held.notified().await;
    (go, task)
}

/// What a job has been: its state, and how many times it was begun.
async fn job(portal: &Portal) -> (String, i64) {
    let found = sql!("SELECT state, epoch FROM job WHERE kind = 'import-apply'")
        .optional::<(String, i64)>(&mut portal.db().read().await.expect("a connection"))
        .await
        .expect("the jobs");
    found.unwrap_or_default()
}

/// How often the register of the other school was imported, what its job said of it, and what it
/// should have said of the pupils who are there.
async fn imported(portal: &Portal, school: Id<School>) -> (i64, String, String) {
    let mut read = portal.db().read().await.expect("a connection");
    let lines =
        sql!("SELECT COUNT(*) FROM audit_line WHERE act = 'register.imported' AND school = $1")
            .bind(school)
            .one::<(i64,)>(&mut read)
            .await;
    let said = sql!("SELECT report FROM job WHERE kind = 'import-apply'")
        .one::<(String,)>(&mut read)
        .await;
    let present =
        sql!("SELECT COUNT(DISTINCT pupil) FROM enrolment WHERE school = $1 AND left_on IS NULL")
            .bind(school)
            .one::<(i64,)>(&mut read)
            .await;
    let present = present.expect("a count").0;
    assert!(present > PUPILS as i64 / 2, "{present}");
    let right = format!("importé : {present} élèves présents");
    (lines.expect("a count").0, said.expect("a report").0, right)
}

/// The files of the other school, deposited and compared; gives the page of the deposit.
async fn deposited(portal: &Portal, port: u16, cookie: &str) -> String {
    let now = portal.now().naive_utc() - chrono::Duration::days(1);
    let year = education::school_year_of(now.date());
    let mut plan = Plan::college(house::NEIGHBOUR, year, now);
    (plan.pupils, plan.id_offset) = (PUPILS, 500_000);
    let files = files(&plan);
    let given = upload(port, "/eleves/import", cookie, files.named().into_iter()).await;
    let page = given.and_then(|given| given.location).expect("a deposit");
    let patience = Instant::now();
    loop {
        let shown = get(port, &page, Some(cookie)).await.expect("its page");
        assert_eq!(shown.status, 200, "{}", shown.body);
        if shown.body.contains("Accepter") {
            return page;
        }
        assert!(
            patience.elapsed() < Duration::from_secs(120),
            "{}",
            shown.body
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Invariant: of two machines behind HAProxy, one may be killed while people work, messages leave
/// and an import runs: nobody is signed out, each form that was answered is written once, what is
/// asked later is answered, the import is done once by the other machine, no message is lost or
/// sent twice. Then each may be stopped and started again, and not one request fails.
#[test]
fn a_machine_may_go() {
    testkit::run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let centre = Centre::start(folder.path());
        let portal = house::portal(Which::Postgres).await;
        let office = Office::open(portal, centre.port).await;
        let portal = &office.portal;
        let other = house::school(portal, house::NEIGHBOUR).await;
        let secretary = portal
            .account("secretaire", &[Function::Secretary], Some(other))
            .await;
        let secretary = session(portal, secretary, other).await;
        let messages = office.prepare(900).await;

        let ports = [free_port(), free_port()];
        let notice = [("PREAU_STOP_NOTICE", "5")];
        let start = |port| Machine::start_with(portal, folder.path(), port, &notice);
        let proxy = Proxy::start(folder.path(), ports);
        // The first machine, alone, takes all that only one may do.
        let first = start(ports[0]);
        proxy.ready().await;
        let page = deposited(portal, proxy.port, &secretary).await;
        let (go, holding) = hold_the_register(portal).await;
        let accepted = post(proxy.port, &format!("{page}/accepter"), &secretary, "").await;
        assert_eq!(accepted.map(|answer| answer.status), Some(303));
        let patience = Instant::now();
        while job(portal).await.0 != "running" {
            assert!(
                patience.elapsed() < Duration::from_secs(30),
                "the import does not begin"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let (early, rest) = messages.split_at(100);
        let (during, late) = rest.split_at(500);
        office.release(early).await;
        let second = start(ports[1]);
        second.well().await;

        let visits = Visits::start(proxy.port, office.people(4).await, office.days().await);
        tokio::time::sleep(NOTICED).await;
        visits.begin_anew("before the kill").none_failed();

        // Killed in the middle of everything.
        office.release(during).await;
        let before = centre.received();
        let patience = Instant::now();
        while centre.received() < before + 60 && patience.elapsed() < Duration::from_secs(30) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        first.kill();
        let under_fire = by_state(&office.states().await).get("sending").copied();
        go.notify_one();
        holding.await.expect("the lock is gone");
        tokio::time::sleep(NOTICED).await;
        // A form that was on its way may be without an answer; a page is asked again.
        visits.begin_anew("the kill").only_forms_failed(4);
        tokio::time::sleep(Duration::from_secs(2)).await;
        visits.begin_anew("after the kill").none_failed();

        // Each in its turn is stopped and started again, while more messages leave.
        let mut machines = [start(ports[0]), second];
        for (late, machine) in late.chunks(150).zip([1, 0]) {
            machines[1 - machine].well().await;
            tokio::time::sleep(NOTICED).await;
            visits.begin_anew("a start").none_failed();
            office.release(late).await;
            let again = std::mem::replace(&mut machines[machine], start(free_port()));
            let status = again.stop().await;
            assert!(status.is_some_and(|status| status.success()), "{status:?}");
            visits.begin_anew("a stop").none_failed();
            machines[machine] = start(ports[machine]);
        }
        machines[0].well().await;

        let patience = Instant::now();
        while job(portal).await.0 != "done" {
            assert!(
                patience.elapsed() < Duration::from_secs(300),
                "{:?}",
                job(portal).await
            );
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        visits.begin_anew("the wait").none_failed();
        let (written, unanswered) = visits.stop().await;
        let states = office.settled(Duration::from_secs(90)).await;
        println!(
            "{} forms written, {} without an answer; {:?}; {under_fire:?} under way at the kill",
            written.len(),
            unanswered.len(),
            by_state(&states)
        );
        centre.kept_its_promises(&states, messages.len());
        assert!(
            under_fire.is_some(),
            "the kill fell while messages were being sent"
        );
        // A machine that is stopped gives up what does not end soon, which is begun once more.
        assert!(
            job(portal).await.1 >= 2,
            "the kill fell during the import, begun again elsewhere"
        );
        let (times, said, right) = imported(portal, other).await;
        assert_eq!(
            (times, said),
            (1, right),
            "the import is whole, and was done once"
        );
        let there = office.recorded().await;
        let lost: Vec<_> = written.difference(&there).collect();
        assert_eq!(
            lost,
            Vec::<&Uuid>::new(),
            "what was answered as done is there"
        );
    });
}
