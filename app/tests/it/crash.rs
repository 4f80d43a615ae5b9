//! Invariant: whatever the moment of a kill, nothing released is lost, and nothing is sent twice.
//!
//! The program is killed (SIGKILL) again and again while it sends, and counts are kept by an
//! independent message centre (npm `smpp`), which outlives it. 30 kills, 100 with `--long`,
//! half on each engine.

use crate::house;
use admission::Function;
use db::{in_write, sql};
use education::{Id, School};
use identity::{At, Operator, SchoolLife, SchoolLifeSettings};
use messaging::{ContractForm, Message, ProviderForm};
use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use testkit::{Portal, Which};

/// Messages released before each kill.
const A_ROUND: usize = 12;

fn kills() -> usize {
    if std::env::var_os("PREAU_LONG").is_some() {
        50
    } else {
        15
    }
}

/// The message centre, and what it counted.
struct Centre {
    process: Child,
    port: u16,
    journal: PathBuf,
}

impl Centre {
    fn start(folder: &Path) -> Self {
        let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../libs/sms/tests/peers");
        assert!(
            peers.join("node_modules/smpp").exists(),
            "the message centre's packages are missing: run bin/test once, or npm ci in {}",
            peers.display()
        );
        let journal = folder.join("journal");
        let mut process = Command::new("node")
            .arg(peers.join("centre.mjs"))
            .arg(&journal)
            .stdout(Stdio::piped())
            .spawn()
            .expect("node is installed");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("its port");
        let port = line.trim().parse().expect("a port");
        Self {
            process,
            port,
            journal,
        }
    }

    /// How often each text was received.
    fn counts(&self) -> HashMap<String, usize> {
        let journal = std::fs::read_to_string(&self.journal).unwrap_or_default();
        let mut counts = HashMap::new();
        for line in journal.lines() {
            *counts.entry(line.to_owned()).or_default() += 1;
        }
        counts
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The program, serving the portal's database.
fn serve(portal: &Portal, folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_preau"))
        .arg("serve")
        .env("PREAU_MODE", "demo")
        .env("PREAU_LISTEN", "127.0.0.1:0")
        .env("PREAU_DATABASE_URL", &portal.database.url)
        .env("PREAU_DATA_DIR", folder)
        .env("PREAU_SECRET_KEY", key_of(portal))
        .env("PREAU_LOG", "error")
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn key_of(portal: &Portal) -> String {
    portal
        .context
        .keys
        .to_file()
        .lines()
        .nth(1)
        .unwrap_or_default()
        .to_owned()
}

struct Office {
    portal: Portal,
    school: Id<School>,
    at: At<SchoolLife>,
}

impl Office {
    async fn open(which: Which, port: u16) -> Self {
        let portal = house::portal(which).await;
        // The program runs at the machine's time; so does the office.
        portal.context.clock.set(chrono::Utc::now());
        let school = house::school(&portal, house::OWN).await;
        records::demo::example(&portal.context, school)
            .await
            .expect("pupils");
        let head = portal
            .account("chef", &[Function::Head], Some(school))
            .await;
        let operator = portal.account("dsi", &[Function::Operator], None).await;
        let now = portal.now();
        let mut read = portal.db().read().await.expect("a connection");
        let at = At::<SchoolLife>::admit(&mut read, head, Some(school), now)
            .await
            .expect("head");
        let settings = At::<SchoolLifeSettings>::admit(&mut read, head, Some(school), now).await;
        let settings = settings.expect("head");
        let dsi = At::<Operator>::admit(&mut read, operator, None, now)
            .await
            .expect("operator");
        drop(read);
        in_write!(portal.db(), web::Error, |tx| {
            let form = ProviderForm::new("Centre d'essai", "127.0.0.1", port);
            let provider =
                messaging::save_provider(tx, &portal.context.keys, &dsi, None, &form, now).await?;
            let contract = ContractForm {
                provider: Some(provider),
                key: "cle".into(),
                password: "secret".into(),
                ..ContractForm::default()
            };
            messaging::save_contract(tx, &portal.context.keys, &settings, &contract, now).await?;
            absences::demo::first_action(tx, &settings, "Ecole", now).await
        })
        .expect("a provider, a contract, an action");
        Self { portal, school, at }
    }

    /// Releases a round of messages.
    async fn release(&self) -> Vec<Id<Message>> {
        let now = self.portal.now();
        let ids = absences::demo::fill(&self.portal.context, &self.at, A_ROUND).await;
        let ids = ids.expect("messages");
        in_write!(self.portal.db(), web::Error, |tx| {
            Ok(messaging::release(tx, &self.at, &ids, now).await?)
        })
        .expect("a release");
        ids
    }

    /// Each released message: its text, and its state.
    async fn states(&self) -> Vec<(String, String)> {
        sql!("SELECT body, state FROM message WHERE school = $1")
            .bind(self.school)
            .all(&mut self.portal.db().read().await.expect("a connection"))
            .await
            .expect("the messages")
    }
}

async fn killed_again_and_again(which: Which) {
    let folder = tempfile::tempdir().expect("a folder");
    let centre = Centre::start(folder.path());
    let office = Office::open(which, centre.port).await;
    let kills = kills();
    let mut released = 0;
    let mut under_fire = 0;
    for kill in 0..kills {
        released += office.release().await.len();
        let before: usize = centre.counts().values().sum();
        let mut program = serve(&office.portal, folder.path());
        // From the first bytes to the last receipts: another moment each time.
        let patience = Instant::now();
        while centre.counts().values().sum::<usize>() == before
            && patience.elapsed() < Duration::from_secs(10)
        {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        tokio::time::sleep(Duration::from_millis((kill as u64 * 97) % 700)).await;
        program.kill().expect("a kill");
        program.wait().expect("its end");
        let states = office.states().await;
        under_fire += usize::from(states.iter().any(|(_, state)| state == "sending"));
    }
    let mut program = serve(&office.portal, folder.path());
    let patience = Instant::now();
    let unsettled = |states: &[(String, String)]| {
        states
            .iter()
            .filter(|(_, state)| {
                ["queued", "held", "sending", "accepted"].contains(&state.as_str())
            })
            .count()
    };
    let mut states = office.states().await;
    while unsettled(&states) > 0 && patience.elapsed() < Duration::from_secs(90) {
        tokio::time::sleep(Duration::from_millis(200)).await;
        states = office.states().await;
    }
    program.kill().expect("a kill");
    program.wait().expect("its end");
    let counts = centre.counts();
    let mut by_state: HashMap<&str, usize> = HashMap::new();
    let mut wrong = Vec::new();
    for (text, state) in &states {
        *by_state.entry(state).or_default() += 1;
        let received = counts.get(text).copied().unwrap_or(0);
        let right = match state.as_str() {
            "delivered" => received == 1,
            "in_doubt" => received <= 1,
            _ => false,
        };
        if !right {
            wrong.push(format!("{state}, received {received} times: {text}"));
        }
    }
    println!("{kills} kills, {under_fire} while a message was being sent: {by_state:?}");
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(states.len(), released, "all that was released is there");
    assert!(
        under_fire > 0,
        "at least one kill fell while a message was being sent"
    );
    // What was under way at a kill stays in doubt; what was not arrives.
    assert!(
        by_state
            .get("delivered")
            .is_some_and(|count| *count >= A_ROUND),
        "{by_state:?}"
    );
}

testkit::on_each_engine!(
    /// The crash test.
    nothing_is_lost_and_nothing_is_sent_twice,
    |which| killed_again_and_again(which)
);
