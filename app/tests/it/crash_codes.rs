//! Invariant: whatever the moment of a kill, each pair has one code that lives, and each message with codes left
//! once or is shown as doubtful.
//!
//! The program is killed (SIGKILL) while it makes the codes of a school and while it tells them by mail, which
//! another process's catcher takes. 600 pupils; with `--long`, enough for 3,000 codes.

use crate::{
    house,
    machine::{Machine, free_port},
};
use admission::Function;
use db::sql;
use mail::catcher::{Catcher, CatcherConfig};
use siecle::generate::{Plan, files};
use std::{
    collections::HashMap,
    io::Cursor,
    path::Path,
    time::{Duration, Instant},
};
use testkit::{Portal, Which};

const HREF: &str = "/teleservices/codes";
/// Kills of each kind of work.
const KILLS: usize = 5;

async fn one(portal: &Portal, statement: db::Statement) -> i64 {
    let mut read = portal.db().read().await.expect("a connection");
    statement.one::<(i64,)>(&mut read).await.expect("a count").0
}

async fn run(portal: &Portal, statement: db::Statement) {
    let mut write = portal.db().begin().await.expect("a transaction");
    statement.run(&mut write).await.expect("a change");
    write.commit().await.expect("a commit");
}

/// Nobody gives signs of life any more: what the killed program held is free, without the wait.
async fn forget_the_dead(portal: &Portal) {
    let past = portal.now() - chrono::Duration::hours(1);
    run(
        portal,
        sql!("UPDATE job SET lease_until = $1 WHERE state = 'running'").bind(past),
    )
    .await;
    run(
        portal,
        sql!("UPDATE job SET run_at = $1 WHERE state = 'queued'").bind(past),
    )
    .await;
}

/// What jobs say, for who reads why nothing went on: kind, state, last error, not before.
async fn jobs(portal: &Portal) -> Vec<(String, String, String, String)> {
    let mut read = portal.db().read().await.expect("a connection");
    sql!("SELECT kind, state, last_error, CAST(run_at AS TEXT) || ' ' || CAST(attempts AS TEXT) FROM job")
        .all(&mut read)
        .await
        .expect("jobs")
}

/// How much of the work that was asked for is done, and whether all is.
async fn progress(portal: &Portal) -> (i64, bool) {
    let done = sql!("SELECT CAST(COALESCE(SUM(done), 0) AS BIGINT) FROM code_batch");
    let open = sql!("SELECT COUNT(*) FROM code_batch WHERE finished_at IS NULL");
    (one(portal, done).await, one(portal, open).await == 0)
}

/// Lets the program work, killed again and again as soon as it has done something more, until all is done; gives
/// how many kills fell in the middle.
async fn under_fire(portal: &Portal, folder: &Path, settings: &[(&str, &str)]) -> usize {
    let mut in_the_middle = 0;
    for kill in 0..=KILLS {
        forget_the_dead(portal).await;
        let (before, _) = progress(portal).await;
        let program = Machine::start_with(portal, folder, free_port(), settings);
        let patience = Instant::now();
        loop {
            let (done, all) = progress(portal).await;
            if all || (kill < KILLS && done > before) {
                break;
            }
            if patience.elapsed() > Duration::from_secs(120) {
                panic!("no progress: {:?}", jobs(portal).await);
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        tokio::time::sleep(Duration::from_millis(kill as u64 * 37 % 90)).await;
        program.kill();
        let (_, all) = progress(portal).await;
        in_the_middle += usize::from(!all);
        if all {
            break;
        }
    }
    assert!(progress(portal).await.1, "the work is done");
    in_the_middle
}

async fn killed_with_codes(which: Which) {
    let folder = tempfile::tempdir().expect("a folder");
    let portal = house::portal(which).await;
    // The program runs at the machine's time; so do the offices.
    portal.context.clock.set(chrono::Utc::now());
    let school = house::school(&portal, house::OWN).await;
    let now = portal.now();
    let year = education::school_year_of(now.date_naive());
    let mut plan = Plan::college(
        house::OWN,
        year,
        now.naive_utc() - chrono::Duration::days(1),
    );
    plan.pupils = match std::env::var_os("PREAU_LONG") {
        Some(_) => 1_600,
        None => 600,
    };
    let made = files(&plan);
    let named = made.named();
    let named = named.map(|(name, bytes)| (name.to_owned(), Cursor::new(bytes.to_vec())));
    records::import::files_for_program(&portal.context, named.into(), &Default::default())
        .await
        .expect("pupils");
    run(
        &portal,
        sql!("UPDATE guardian SET email = 'r' || personne_id || '@exemple.fr'"),
    )
    .await;
    let head = portal.signed_in_as(Function::Head, Some(school)).await;

    // Codes are made.
    for who in ["legal1", "legal2"] {
        let form = format!("qui={who}&portee=tout");
        head.post(&format!("{HREF}/generation"), &form)
            .await
            .expect(303);
    }
    let kills = under_fire(&portal, folder.path(), &[]).await;
    assert!(kills > 0, "at least one kill fell while codes were made");
    let wanted = one(
        &portal,
        sql!("SELECT CAST(SUM(total) AS BIGINT) FROM code_batch"),
    )
    .await;
    let live = sql!("SELECT COUNT(*) FROM activation_code WHERE replaced_at IS NULL");
    assert_eq!(one(&portal, live).await, wanted);
    let all = sql!("SELECT COUNT(*) FROM activation_code WHERE state = 'generated'");
    assert_eq!(one(&portal, all).await, wanted, "none was made twice");

    // They are told, while mails leave.
    let (catcher, mut caught) = Catcher::start(0, CatcherConfig::default())
        .await
        .expect("a catcher");
    let url = catcher.url();
    // A demo writes to its own catcher alone: from here on, this house is a real one.
    run(
        &portal,
        sql!("UPDATE house SET value = 'live' WHERE name = 'mode'"),
    )
    .await;
    let mails = [
        ("PREAU_MODE", "live"),
        ("PREAU_SMTP_URL", url.as_str()),
        ("PREAU_MAIL_FROM", "ne-pas-repondre@ac-exemple.fr"),
    ];
    for who in ["legal1", "legal2"] {
        let form = format!("qui={who}&moyen=mail&portee=tout");
        head.post(&format!("{HREF}/notification"), &form)
            .await
            .expect(303);
    }
    let told = under_fire(&portal, folder.path(), &mails).await;
    assert!(told > 0, "at least one kill fell while codes were told");
    // The last ones leave; what was under way at a kill is doubtful.
    let program = Machine::start_with(&portal, folder.path(), free_port(), &mails);
    let patience = Instant::now();
    let open = || sql!("SELECT COUNT(*) FROM message WHERE state NOT IN ('accepted', 'in_doubt')");
    while one(&portal, open()).await > 0 {
        assert!(patience.elapsed() < Duration::from_secs(240), "mails wait");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    program.kill();
    let mut received: HashMap<String, usize> = HashMap::new();
    while let Ok(mail) = caught.try_recv() {
        *received.entry(mail.to.join(",")).or_default() += 1;
    }
    let mut read = portal.db().read().await.expect("a connection");
    let messages = sql!("SELECT recipient, state FROM message")
        .all::<(String, String)>(&mut read)
        .await
        .expect("messages");
    drop(read);
    let mut doubtful = 0;
    for (to, state) in &messages {
        let count = received.remove(to).unwrap_or_default();
        match state.as_str() {
            "accepted" => assert_eq!(count, 1, "{to}"),
            _ => {
                doubtful += 1;
                assert!(count <= 1, "{to}");
            }
        }
    }
    assert!(received.is_empty(), "nobody else was written to");
    println!(
        "{wanted} codes under {kills} kills; {} mails under {told}, of which {doubtful} doubtful",
        messages.len()
    );
    let holders = sql!("SELECT COUNT(DISTINCT holder) FROM activation_code");
    assert_eq!(one(&portal, holders).await, messages.len() as i64);
    let told = sql!(
        "SELECT COUNT(*) FROM activation_code WHERE state = 'notified' AND replaced_at IS NULL AND sealed IS NULL"
    );
    assert_eq!(one(&portal, told).await, wanted);
}

testkit::on_each_engine!(
    /// The crash test of codes.
    each_pair_has_one_code_and_each_message_leaves_once,
    |which| killed_with_codes(which)
);
