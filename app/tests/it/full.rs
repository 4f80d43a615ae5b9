//! The disk is full, while people work and messages leave.

use crate::{
    centre::Centre,
    house,
    machine::{Machine, free_port, upload},
    office::{Office, by_state},
    postgres::is_root,
    visits::{FULL, Visits},
};
use admission::Function;
use messaging::ProviderForm;
use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};
use testkit::Database;

/// A small disk, in memory.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mount = ["-t", "tmpfs", "-o", "size=64m", "tmpfs"];
        let mounted = Command::new("mount")
            .args(mount)
            .arg(folder.path())
            .status();
        assert!(
            mounted.is_ok_and(|status| status.success()),
            "a disk in memory can't be mounted here, even by root: this test needs one"
        );
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// Takes all the room that is left.
fn fill(path: &Path) {
    let mut file = File::options()
        .create(true)
        .append(true)
        .open(path)
        .expect("a file");
    // Smaller and smaller, down to the last octet.
    for size in [1 << 20, 4096, 1] {
        let piece = vec![0; size];
        while file.write_all(&piece).is_ok() {}
    }
}

/// Invariant: when no room is left, each gesture that can't be done is answered by a page that says
/// so; nothing that was answered as done is lost, no message is lost or sent twice; and when there
/// is room again, all goes on by itself.
#[test]
fn the_disk_may_be_full() {
    if !is_root() {
        eprintln!("the_disk_may_be_full was NOT TRIED: only root may mount a small disk");
        return;
    }
    testkit::run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let disk = Disk::mount();
        let centre = Centre::start(folder.path());
        let url = format!("sqlite:{}", disk.file("preau.db").display());
        let portal = house::portal_on(Database::at(url).await).await;
        let mut provider = ProviderForm::new("Lent", "127.0.0.1", centre.port);
        provider.per_second = 40;
        let office = Office::open_with(portal, provider).await;
        let messages = office.prepare(600).await;
        let temporary = disk.file("").display().to_string();
        let own = [("TMPDIR", temporary.as_str())];
        let machine = Machine::start_with(&office.portal, &disk.file("donnees"), free_port(), &own);
        machine.well().await;
        let secretary = office.cookie(Function::Secretary).await;
        let visits = Visits::start(machine.port, office.people(3).await, office.days().await);
        office.release(&messages).await;
        while centre.received() < 40 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        visits.begin_anew("before").none_failed();

        // What is freed meanwhile is taken too.
        let (filler, began) = (disk.file("bourrage"), Instant::now());
        let mut told = 0;
        while told < 30 {
            fill(&filler);
            tokio::time::sleep(Duration::from_millis(200)).await;
            told += visits.begin_anew("no room").all_were_told(FULL);
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "it is never full"
            );
        }
        let big = vec![b'x'; 1 << 20];
        let files = [("eleves.xml", big.as_slice())].into_iter();
        let refused = upload(machine.port, "/eleves/import", &secretary, files).await;
        let refused = refused.expect("an answer");
        assert!(
            refused.status == 503 && refused.body.contains(FULL),
            "{refused:?}"
        );
        let while_full = centre.received();
        std::fs::remove_file(&filler).expect("room");
        tokio::time::sleep(Duration::from_secs(5)).await;
        told += visits.begin_anew("room again").all_were_told(FULL);
        tokio::time::sleep(Duration::from_secs(2)).await;
        visits.begin_anew("after").none_failed();

        let (written, unanswered) = visits.stop().await;
        let states = office.settled(Duration::from_secs(120)).await;
        machine.kill();
        println!(
            "{} forms written, {} not, {told} gestures told so; {while_full} sent by then; {:?}",
            written.len(),
            unanswered.len(),
            by_state(&states)
        );
        assert!(
            while_full < messages.len(),
            "the disk was full before the last message"
        );
        centre.kept_its_promises(&states, messages.len());
        let there = office.recorded().await;
        assert!(
            written.is_subset(&there),
            "what was answered as done is there"
        );
        assert!(
            unanswered.is_disjoint(&there),
            "what was refused was not done"
        );
    });
}
