//! What is typed here stays, whatever the next exports say.

use crate::{
    export::{LEGAL, MORNING, guardians, one_family, pupils},
    *,
};
use education::{Guardian, Pupil};
use identity::PupilFilesWriting;
use records::{
    GuardianFile, GuardianForm, PupilSearch, Saved,
    import::AnomalyKind,
    typed::{self, TypedField},
};

async fn writer(portal: &Portal, school: Id<School>) -> At<PupilFilesWriting> {
    let account = portal
        .account("chef", &[Function::Head], Some(school))
        .await;
    let mut read = reader(portal).await;
    At::admit(&mut read, account, Some(school), portal.now())
        .await
        .expect("admitted")
}

/// The pupil of the small family, and her mother.
async fn ids(portal: &Portal) -> (Id<Pupil>, Id<Guardian>) {
    let mut read = reader(portal).await;
    sql!("SELECT l.pupil, l.guardian FROM guardianship l ORDER BY l.id LIMIT 1")
        .one(&mut read)
        .await
        .expect("a link")
}

async fn file(portal: &Portal, at: &At<PupilFilesWriting>) -> GuardianFile {
    let (pupil, guardian) = ids(portal).await;
    let mut read = reader(portal).await;
    let file = records::guardian_file(&mut read, at, pupil, guardian).await;
    file.expect("a read").expect("a guardian")
}

/// What the office types on the mother's record.
async fn types(portal: &Portal, at: &At<PupilFilesWriting>, change: impl Fn(&mut GuardianForm)) {
    let (pupil, guardian) = ids(portal).await;
    let stored = file(portal, at).await;
    let mut form = GuardianForm {
        data: stored.data.clone(),
        link: stored.link.clone(),
        extras: stored.extras.clone(),
    };
    change(&mut form);
    let (stamp, now) = (stored.stamp, portal.now());
    let saved = db::in_write!(portal.db(), db::Error, |tx| {
        records::change_guardian(tx, at, pupil, guardian, stamp, &form, now).await
    });
    assert!(matches!(saved, Ok(Saved::Done)), "{saved:?}");
}

async fn typed_fields(portal: &Portal) -> Vec<TypedField> {
    let (_, guardian) = ids(portal).await;
    let mut read = reader(portal).await;
    typed::typed_fields(&mut read, typed::Kind::Guardian, guardian.uuid())
        .await
        .expect("fields")
}

/// An export of that minute, by which the mother has this mobile, address and answer.
fn export(minute: u32, mobile: &str, email: &str, accepts: &str) -> Vec<u8> {
    let at = format!("23/11/2026 08:{minute:02}:00");
    let accepts = format!("{accepts}</ACCEPTE_SMS><MEL>{email}</MEL><ACCEPTE_SMS_BIS>");
    let xml = guardians(
        (HERE, &at),
        &[(11, "BERTIN", mobile, &accepts)],
        &[(1, 11, 10, LEGAL)],
    );
    let xml = String::from_utf8(xml).expect("UTF-8");
    xml.replace("<ACCEPTE_SMS_BIS></ACCEPTE_SMS>", "")
        .into_bytes()
}

const MOBILE: &str = "06 39 98 00 12";

testkit::on_each_engine!(
    /// Invariant: a mother's refusal typed yesterday is still a refusal, whatever the exports
    /// say, and a number that nobody typed follows them.
    a_typed_refusal_survives, |which| async move {
        let portal = portal(which).await;
        let [children, mother] = one_family(MORNING);
        take(&portal, &[&children, &mother]).await;
        let at = writer(&portal, school(&portal, HERE).await).await;
        types(&portal, &at, |form| form.data.accepts_sms = false).await;
        let mut told = Vec::new();
        for (minute, said) in [(1, "1"), (2, "0"), (3, "1")] {
            let report = take(&portal, &[&export(minute, "06 39 98 00 77", "", said)]).await;
            assert_eq!(report.counts.legal_guardians_with_consent_and_mobile, 0);
            let file = file(&portal, &at).await;
            assert!(!file.data.accepts_sms, "after the export of minute {minute}");
            assert_eq!(file.of.consent_source, records::ConsentSource::Typed);
            assert_eq!(file.data.mobile_typed.as_deref(), Some("06 39 98 00 77"));
            told.extend(report.anomaly_counts);
        }
        assert_eq!(told, [(AnomalyKind::Consent, 1)], "the register had agreed, and moved again");
        let again = take(&portal, &[&export(3, "06 39 98 00 77", "", "1")]).await;
        assert!(again.differences.are_none(), "{again}");
    }
);

testkit::on_each_engine!(
    /// Invariant: a typed field stays; it is told, once, when the register says something new;
    /// when the register says what was typed, the field is the register's again.
    a_typed_address_is_told_when_the_register_moves, |which| async move {
        let portal = portal(which).await;
        let [children, _] = one_family(MORNING);
        take(&portal, &[&children, &export(0, MOBILE, "ancien@example.fr", "1")]).await;
        let at = writer(&portal, school(&portal, HERE).await).await;
        types(&portal, &at, |form| form.data.email = Some("maison@example.fr".into())).await;

        let silent = take(&portal, &[&export(1, MOBILE, "ancien@example.fr", "1")]).await;
        assert!(silent.anomaly_counts.is_empty() && silent.differences.are_none(), "{silent}");

        let files = [&export(2, MOBILE, "travail@example.fr", "1")[..]];
        let dry = Options { dry_run: true, ..create() };
        let Outcome::DryRun(dry) = import(&portal, &files, &dry).await else { panic!("not dry") };
        assert_eq!(dry.anomaly_counts, [(AnomalyKind::Conflict, 1)]);
        assert_eq!(typed_fields(&portal).await[0].conflict_at, None, "a dry run writes nothing");
        let told = take(&portal, &files).await;
        assert_eq!(told.anomaly_counts, [(AnomalyKind::Conflict, 1)]);
        let sentence = &told.anomalies[0].sentence;
        assert!(sentence.contains("travail@example.fr") && sentence.contains("maison@example.fr"), "{sentence}");
        assert_eq!(file(&portal, &at).await.data.email.as_deref(), Some("maison@example.fr"));
        let field = &typed_fields(&portal).await[0];
        assert_eq!(field.register_value, "travail@example.fr");
        assert!(field.conflict_at.is_some());
        let again = take(&portal, &files).await;
        assert!(again.anomaly_counts.is_empty(), "told once: {again}");

        take(&portal, &[&export(3, MOBILE, "maison@example.fr", "1")]).await;
        assert!(typed_fields(&portal).await.is_empty());
        take(&portal, &[&export(4, MOBILE, "ailleurs@example.fr", "1")]).await;
        assert_eq!(file(&portal, &at).await.data.email.as_deref(), Some("ailleurs@example.fr"));
    }
);

testkit::on_each_engine!(
    /// Invariant: whom the school detached is not attached again by an export, which is told; and
    /// whom the school added is not detached by one.
    detached_and_added_guardians_stay_so, |which| async move {
        let portal = portal(which).await;
        let [children, mother] = one_family(MORNING);
        take(&portal, &[&children, &mother]).await;
        let at = writer(&portal, school(&portal, HERE).await).await;
        let ((pupil, guardian), now) = (ids(&portal).await, portal.now());
        db::in_write!(portal.db(), web::Error, |tx| {
            records::detach(tx, &portal.context, &at, pupil, guardian, now).await
        }).expect("detached");
        let report = take(&portal, &[&export(1, MOBILE, "", "1")]).await;
        assert_eq!(report.anomaly_counts, [(AnomalyKind::Conflict, 1)]);
        assert_eq!(report.differences.links, import::Change::default());
        assert!(file(&portal, &at).await.detached.is_some());

        db::in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE guardianship SET ended_on = NULL, detached_at = NULL, source = 'saisie'").run(tx).await
        }).expect("as if added here");
        let nobody = guardians((HERE, "23/11/2026 09:00:00"), &[], &[]);
        let report = take(&portal, &[&nobody]).await;
        assert_eq!(report.differences.links.ended, 0);
        assert!(file(&portal, &at).await.detached.is_none());
    }
);

testkit::on_each_engine!(
    /// Invariant: a name that was typed here stays, and the pupil is found under it.
    a_typed_name_stays, |which| async move {
        let portal = portal(which).await;
        let [children, mother] = one_family(MORNING);
        take(&portal, &[&children, &mother]).await;
        let at = writer(&portal, school(&portal, HERE).await).await;
        let (pupil, _) = ids(&portal).await;
        let mut read = reader(&portal).await;
        let record = records::pupil_record(&mut read, &at, pupil).await.expect("a read").expect("a record");
        drop(read);
        let mut data = record.data.clone();
        data.usage_name = Some("COMBES".into());
        let now = portal.now();
        let saved = db::in_write!(portal.db(), db::Error, |tx| {
            records::change_pupil(tx, &at, pupil, record.stamp, &data, now).await
        });
        assert!(matches!(saved, Ok(Saved::Done)), "{saved:?}");
        let later = pupils((HERE, "23/11/2026 08:00:00"), &[(1, "BERTIN", "Léa", "5C", "")]);
        let report = take(&portal, &[&later]).await;
        assert_eq!(report.differences.pupils.changed, 1, "the class");
        let mut read = reader(&portal).await;
        for (typed, found) in [("combes", 1), ("bertin", 0)] {
            let search = PupilSearch { surname: typed.into(), ..PupilSearch::default() };
            let rows = records::search_pupils(&mut read, &at, portal.today(), &search, None, 9).await;
            assert_eq!(rows.expect("a list").rows.len(), found, "{typed}");
        }
    }
);
