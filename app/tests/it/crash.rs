//! Invariant: whatever the moment of a kill, nothing released is lost, and nothing is sent twice.
//!
//! The program is killed (SIGKILL) again and again while it sends, and counts are kept by an
//! independent message centre (npm `smpp`), which outlives it. 30 kills, 300 with `--long`,
//! half on each engine.

use crate::{
    centre::Centre,
    house,
    machine::{Machine, free_port},
    office::{Office, by_state},
};
use std::time::{Duration, Instant};
use testkit::Which;

/// Messages released before each kill.
const A_ROUND: usize = 12;

/// How many offices are under fire at once, and how often each. Most of a round is waiting for the
/// lease of whom was killed: several offices take no longer than one.
fn fire() -> (usize, usize) {
    match std::env::var_os("PREAU_LONG") {
        Some(_) => (3, 50),
        None => (1, 15),
    }
}

async fn under_fire(which: Which) {
    let (offices, kills) = fire();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..offices {
        all.spawn(killed_again_and_again(which, kills));
    }
    while let Some(office) = all.join_next().await {
        if let Err(failed) = office {
            std::panic::resume_unwind(failed.into_panic());
        }
    }
}

/// How long after the first octets: most often while messages are being written, sometimes after
/// the last receipts.
fn pause(kill: u64) -> Duration {
    Duration::from_millis(match kill % 3 {
        2 => kill * 97 % 700,
        _ => kill * 7 % 60,
    })
}

async fn killed_again_and_again(which: Which, kills: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let centre = Centre::start(folder.path());
    let office = Office::open(house::portal(which).await, centre.port).await;
    let ids = office.prepare(kills * A_ROUND).await;
    let mut under_fire = 0;
    for (kill, round) in ids.chunks(A_ROUND).enumerate() {
        office.release(round).await;
        let before = centre.received();
        let program = Machine::start(&office.portal, folder.path(), free_port());
        let patience = Instant::now();
        while centre.received() == before && patience.elapsed() < Duration::from_secs(10) {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        tokio::time::sleep(pause(kill as u64)).await;
        program.kill();
        let states = office.states().await;
        under_fire += usize::from(states.iter().any(|(_, state)| state == "sending"));
    }
    let program = Machine::start(&office.portal, folder.path(), free_port());
    let states = office.settled(Duration::from_secs(90)).await;
    program.kill();
    let by_state = by_state(&states);
    println!("{kills} kills, {under_fire} while a message was being sent: {by_state:?}");
    centre.kept_its_promises(&states, ids.len());
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
    |which| under_fire(which)
);
