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

fn kills() -> usize {
    if std::env::var_os("PREAU_LONG").is_some() {
        150
    } else {
        15
    }
}

async fn killed_again_and_again(which: Which) {
    let folder = tempfile::tempdir().expect("a folder");
    let centre = Centre::start(folder.path());
    let office = Office::open(house::portal(which).await, centre.port).await;
    let kills = kills();
    let ids = office.prepare(kills * A_ROUND).await;
    let mut under_fire = 0;
    for (kill, round) in ids.chunks(A_ROUND).enumerate() {
        office.release(round).await;
        let before = centre.received();
        let program = Machine::start(&office.portal, folder.path(), free_port());
        // From the first bytes to the last receipts: another moment each time.
        let patience = Instant::now();
        while centre.received() == before && patience.elapsed() < Duration::from_secs(10) {
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        tokio::time::sleep(Duration::from_millis((kill as u64 * 97) % 700)).await;
        program.kill();
        let states = office.states().await;
        under_fire += usize::from(states.iter().any(|(_, state)| state == "sending"));
    }
    let program = Machine::start(&office.portal, folder.path(), free_port());
    let states = office.settled(Duration::from_secs(90)).await;
    program.kill();
    let by_state = by_state(&states);
    println!("{kills} kills, {under_fire} while a message was being sent: {by_state:?}");
    assert_eq!(centre.wrong(&states), Vec::<String>::new());
    assert_eq!(states.len(), ids.len(), "all that was released is there");
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
