//! PostgreSQL goes away, and comes back, while people work and messages leave.

use crate::{
    centre::Centre,
    house,
    machine::{Machine, free_port},
    office::{Office, by_state},
    postgres::Server,
    visits::{UNAVAILABLE, Visits},
};
use std::time::Duration;
use testkit::Database;

/// So long it takes until all works again.
const BACK: Duration = Duration::from_secs(6);

/// Invariant: while the database server dies and comes back, each gesture is done or answered by a
/// page that says why not; then all goes on by itself: what was answered as done is there, and no
/// message is lost or sent twice.
#[test]
fn the_database_may_die_and_come_back() {
    testkit::run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Server::start();
        let centre = Centre::start(folder.path());
        let portal = house::portal_on(Database::at(server.url()).await).await;
        let office = Office::open(portal, centre.port).await;
        let messages = office.prepare(900).await;
        let machine = Machine::start(&office.portal, folder.path(), free_port());
        machine.well().await;
        let visits = Visits::start(machine.port, office.people(4).await, office.days().await);
        tokio::time::sleep(Duration::from_secs(2)).await;
        visits.begin_anew("before").none_failed();
        let (mut told, mut under_way) = (0, 0);
        for some in messages.chunks(300) {
            office.release(some).await;
            let before = centre.received();
            let patience = std::time::Instant::now();
            while centre.received() < before + 60 && patience.elapsed() < Duration::from_secs(60) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            server.crash_and_start();
            let states = office.states().await;
            under_way += by_state(&states).get("sending").copied().unwrap_or(0);
            tokio::time::sleep(BACK).await;
            told += visits.begin_anew("the outage").all_were_told(UNAVAILABLE);
            tokio::time::sleep(Duration::from_secs(2)).await;
            visits.begin_anew("after the outage").none_failed();
        }
        let (written, unanswered) = visits.stop().await;
        let states = office.settled(Duration::from_secs(120)).await;
        machine.kill();
        println!(
            "{} forms written, {} not, {told} gestures told so; {under_way} under way; {:?}",
            written.len(),
            unanswered.len(),
            by_state(&states)
        );
        centre.kept_its_promises(&states, messages.len());
        assert!(
            told > 0 && under_way > 0,
            "the server died in the middle of something"
        );
        let there = office.recorded().await;
        let lost: Vec<_> = written.difference(&there).collect();
        assert!(lost.is_empty(), "{lost:?}");
    });
}
