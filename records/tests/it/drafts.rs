//! Deposits: compared behind the page, then imported once somebody accepts.

use crate::{
    export::{LATER, MORNING, one_family, pupils},
    *,
};
use records::draft::{self, Draft, State};
use std::io::Write as _;

/// What the office does: deposits files at its school.
async fn deposit(portal: &Portal, at: &At<RegisterImport>, files: &[&[u8]]) -> Id<Draft> {
    let now = portal.now();
    db::in_write!(portal.db(), web::Error, |tx| {
        let mut kept = Vec::new();
        for (name, bytes) in named(files) {
            let mut file = tempfile::tempfile().map_err(web::Error::internal)?;
            file.write_all(bytes.get_ref())
                .map_err(web::Error::internal)?;
            kept.push((name, file));
        }
        draft::keep(tx, at, now, &mut kept).await
    })
    .expect("kept")
}

/// What happens behind the page, until nothing is left to do.
async fn work(portal: &Portal) {
    let worker = jobs::Worker::new(portal.context.clone(), records::jobs());
    while worker.pass().await.expect("a pass") > 0 {}
}

/// An attempt that goes on when its lease is over and another one has begun, which then stops.
async fn stale(portal: &Portal) {
    let kinds = records::jobs();
    let worker = jobs::Worker::new(portal.context.clone(), kinds.clone());
    let claim = async || worker.claim().await.expect("a claim").expect("work");
    let first = claim().await;
    let later = || portal.now() + chrono::Duration::minutes(3);
    portal.context.clock.set(later());
    claim().await;
    let kind = kinds.iter().find(|kind| kind.name == first.kind);
    let done = (kind.expect("its kind").run)(portal.context.clone(), first).await;
    let error = done.expect_err("the lease is lost").to_string();
    assert!(error.contains("lost its lease"), "{error}");
    portal.context.clock.set(later());
}

async fn state(portal: &Portal, at: &At<RegisterImport>, id: Id<Draft>) -> State {
    let mut read = reader(portal).await;
    let kept = draft::find(&mut read, at, id).await.expect("a read");
    kept.expect("a deposit").state
}

async fn accept(portal: &Portal, at: &At<RegisterImport>, id: Id<Draft>) -> bool {
    let now = portal.now();
    db::in_write!(portal.db(), web::Error, |tx| {
        draft::accept(tx, at, now, id).await
    })
    .expect("an answer")
}

async fn pieces(portal: &Portal) -> i64 {
    let count = sql!("SELECT COUNT(*) FROM import_draft_piece");
    let mut read = reader(portal).await;
    count.one::<(i64,)>(&mut read).await.expect("a count").0
}

testkit::on_each_engine!(
    /// Invariant: a deposit is compared without changing anything, then imported once, as it was
    /// shown, for who accepted it; its files go.
    a_deposit_is_compared_then_imported, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (declare(&portal, HERE).await, declare(&portal, THERE).await);
        let (at, elsewhere) = (at_import(&portal, here).await, at_import(&portal, there).await);
        let before = rows(&portal).await;
        let [children, family] = one_family(MORNING);
        // More than one piece.
        let mut large = children.clone();
        for n in 0..60 {
            large.extend_from_slice(format!("<!-- {n} {} -->\n", "-x".repeat(12_000)).as_bytes());
        }
        let id = deposit(&portal, &at, &[&large, &family]).await;
        assert_eq!(state(&portal, &at, id).await, State::Reading(String::new(), 0));
        assert!(!accept(&portal, &at, id).await, "nothing was shown yet");
        work(&portal).await;
        let State::Ready { report, changed: false } = state(&portal, &at, id).await else {
            panic!("not ready");
        };
        assert!(report.dry_run && report.differences.pupils.added == 1);
        assert_eq!(rows(&portal).await, before);
        let mut read = reader(&portal).await;
        assert!(draft::find(&mut read, &elsewhere, id).await.expect("a read").is_none());
        drop(read);
        assert!(!accept(&portal, &elsewhere, id).await);
        assert!(accept(&portal, &at, id).await);
        assert!(!accept(&portal, &at, id).await, "a double click");
        work(&portal).await;
        let State::Done(report) = state(&portal, &at, id).await else { panic!("not done") };
        assert!(!report.dry_run && report.differences.pupils.added == 1);
        assert_eq!(pieces(&portal).await, 0);
        let mut read = reader(&portal).await;
        let lines = sql!("SELECT account, school FROM audit_line WHERE act = 'register.imported'")
            .all::<(uuid::Uuid, uuid::Uuid)>(&mut read)
            .await
            .expect("lines");
        assert_eq!(lines, [(at.person().account.uuid(), here.uuid())]);
    }
);

testkit::on_each_engine!(
    /// Invariant: for a person, only the files of the school where they work are taken; refused
    /// files are gone, and the reason stays.
    a_refused_deposit_says_why, |which| async move {
        let portal = portal(which).await;
        let here = declare(&portal, HERE).await;
        let at = at_import(&portal, here).await;
        let [theirs, _] = one_family((THERE, MORNING.1));
        let [ours, _] = one_family(MORNING);
        for (file, words) in [
            (&theirs[..], "seuls ceux de 0990001N"),
            (&ours[..ours.len() - 30], "incomplet"),
        ] {
            let id = deposit(&portal, &at, &[file]).await;
            work(&portal).await;
            let State::Refused(why) = state(&portal, &at, id).await else { panic!("taken") };
            assert!(why.contains(words), "{why}");
            assert_eq!(pieces(&portal).await, 0);
            assert!(!accept(&portal, &at, id).await);
        }
    }
);

testkit::on_each_engine!(
    /// Invariant: what is done is what was shown: when the base changed in between, nothing is
    /// written, and the new differences are shown; what is too old is not accepted.
    what_is_accepted_was_shown, |which| async move {
        let portal = portal(which).await;
        let here = declare(&portal, HERE).await;
        let at = at_import(&portal, here).await;
        let [children, _] = one_family(MORNING);
        let id = deposit(&portal, &at, &[&children]).await;
        work(&portal).await;
        take(&portal, &[&children]).await;
        let known = rows(&portal).await;
        assert!(accept(&portal, &at, id).await);
        work(&portal).await;
        let State::Ready { report, changed: true } = state(&portal, &at, id).await else {
            panic!("not shown again");
        };
        assert!(report.differences.are_none());
        assert_eq!(rows(&portal).await, known);
        portal.context.clock.set(portal.now() + chrono::Duration::minutes(61));
        assert!(!accept(&portal, &at, id).await);
    }
);

testkit::on_each_engine!(
    /// Invariant: each anomaly can be read with its line, page after page, at its school only.
    the_anomalies_of_a_deposit_are_kept, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (declare(&portal, HERE).await, declare(&portal, THERE).await);
        let (at, elsewhere) = (at_import(&portal, here).await, at_import(&portal, there).await);
        let bad: Vec<_> = (1..=30).map(|n| (n, "", "Luc", "5B", "")).collect();
        let id = deposit(&portal, &at, &[&pupils(LATER, &bad)]).await;
        work(&portal).await;
        let State::Ready { report, .. } = state(&portal, &at, id).await else { panic!("not ready") };
        let rejected = import::AnomalyKind::Rejected;
        // Each pupil, and each place of a pupil who is not there.
        assert_eq!(report.anomaly_counts, [(rejected, 60)]);
        assert_eq!(report.anomalies.len(), 20);
        let mut read = reader(&portal).await;
        let mut all = Vec::new();
        let mut after = 0;
        loop {
            let some = draft::anomalies(&mut read, &at, id, Some(rejected), after, 25).await.expect("rows");
            let Some(last) = some.last() else { break };
            after = last.0;
            all.extend(some.into_iter().map(|(_, anomaly)| anomaly));
        }
        assert_eq!(all.len(), 60);
        assert!(all[0].line == Some(4) && all[0].what.contains("Luc"), "{:?}", all[0]);
        let theirs = draft::anomalies(&mut read, &elsewhere, id, None, 0, 25).await.expect("rows");
        assert!(theirs.is_empty());
        let none = draft::anomalies(&mut read, &at, id, Some(import::AnomalyKind::Ine), 0, 25).await;
        assert!(none.expect("rows").is_empty());
    }
);

testkit::on_each_engine!(
    /// Invariant: an attempt that lost its lease writes nothing, neither what would change nor
    /// the import itself: another attempt has begun.
    a_stale_attempt_writes_nothing, |which| async move {
        let portal = portal(which).await;
        let here = declare(&portal, HERE).await;
        let at = at_import(&portal, here).await;
        let [children, _] = one_family(MORNING);
        let before = rows(&portal).await;
        let id = deposit(&portal, &at, &[&children]).await;
        stale(&portal).await;
        assert!(matches!(state(&portal, &at, id).await, State::Reading(..)));
        work(&portal).await;
        assert!(accept(&portal, &at, id).await);
        stale(&portal).await;
        assert!(matches!(state(&portal, &at, id).await, State::Applying(..)));
        assert_eq!(rows(&portal).await, before);
        work(&portal).await;
        assert!(matches!(state(&portal, &at, id).await, State::Done(_)));
    }
);
