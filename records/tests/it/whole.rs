//! A whole school, in both generations of the format.

use crate::*;
use chrono::NaiveDate;
use records::PupilSearch;
use siecle::generate::{self, Plan, Schema};

pub(crate) fn plan(schema: Schema) -> Plan {
    let at = NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|day| day.and_hms_opt(8, 0, 0));
    Plan {
        schema,
        ..Plan::college(HERE, 2026, at.expect("a moment"))
    }
}

fn slices(files: &generate::Files) -> [&[u8]; 4] {
    files.named().map(|(_, bytes)| bytes)
}

async fn whole_school(which: Which, schema: Schema) {
    let portal = portal(which).await;
    let files = generate::files(&plan(schema));
    let report = take(&portal, &slices(&files)).await;
    assert!(report.new_school && !report.dry_run);
    assert_eq!(report.counts.present + report.counts.left, 600);
    assert!(report.counts.without_class > 0, "{:?}", report.counts);
    assert_eq!(report.differences.pupils.added, report.counts.present);
    assert_eq!(
        report.differences.guardians.added,
        report.counts.guardians_linked
    );
    assert!(report.counts.guardians_without_present_pupil > 0);
    let reachable = report.counts.legal_guardians_with_consent_and_mobile;
    assert!(
        (300..report.counts.guardians_linked).contains(&reachable),
        "{reachable}"
    );
    assert_eq!(report.differences.divisions.added, 24);
    let known = rows(&portal).await;
    assert_eq!(
        known[2] as u64, report.counts.present,
        "who had left is not stored"
    );
    assert_eq!(known[4] as u64, report.counts.guardians_linked);

    // Idempotent: the same files change nothing, whatever their order.
    let mut again = slices(&files);
    again.reverse();
    let second = take(&portal, &again).await;
    assert!(second.differences.are_none(), "{second}");
    assert_eq!(second.counts, report.counts);
    let after = rows(&portal).await;
    assert_eq!((&after[..6], &after[7..]), (&known[..6], &known[7..]));

    // What the known pupil's family is called and how it is reached, in both generations.
    let school = school(&portal, HERE).await;
    let at = at_files(&portal, school).await;
    let mut read = reader(&portal).await;
    let search = PupilSearch {
        surname: "abou".into(),
        first_name: "INES".into(),
        divisions: vec!["5B".into()],
    };
    let found = records::search_pupils(&mut read, &at, portal.today(), &search, None, 10).await;
    let found = found.expect("a search").rows;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].list_name(), "ABOU Inès");
    let family = records::guardians_of(&mut read, &at, found[0].id)
        .await
        .expect("a family");
    let labels: Vec<String> = family.iter().map(|guardian| guardian.label()).collect();
    assert_eq!(labels, ["Légal 1 – Financier", "Légal 2"]);
    assert_eq!(
        family[1].mobile.expect("a mobile").to_string(),
        "06 39 98 78 02"
    );
    assert_eq!(family[0].kinship_label().as_deref(), Some("mère"));
    assert!(family[0].accepts_sms && family[0].consent_source.code() == "export");
    let divisions = records::divisions(&mut read, &at).await.expect("divisions");
    let codes: Vec<&str> = divisions
        .iter()
        .map(|division| division.code.as_str())
        .collect();
    assert_eq!((codes.len(), codes[0], codes[23]), (24, "3A", "6F"));
    let file = records::pupil(&mut read, &at, portal.today(), found[0].id).await;
    let file = file.expect("a read").expect("a record");
    assert!(file.present && file.mef_label.is_some());
}

testkit::on_each_engine!(
    /// Invariant: a whole export of the older schema is taken, twice with the same result.
    older_schema, |which| whole_school(which, Schema::Old)
);

testkit::on_each_engine!(
    /// Invariant: the same for today's schema.
    newer_schema, |which| whole_school(which, Schema::New)
);

testkit::on_each_engine!(
    /// Invariant: a dry run says what would change, and changes nothing.
    a_dry_run_changes_nothing, |which| async move {
        let portal = portal(which).await;
        let files = generate::files(&plan(Schema::New));
        let before = rows(&portal).await;
        let options = Options { dry_run: true, ..create() };
        let Outcome::DryRun(dry) = import(&portal, &slices(&files), &options).await else {
            panic!("not a dry run");
        };
        assert_eq!(rows(&portal).await, before);
        let report = take(&portal, &slices(&files)).await;
        assert_eq!(dry, Report { dry_run: true, ..report.clone() }, "a dry run tells the truth");
        assert!(dry.to_string().contains("rien n'a été écrit"));
        assert!(!report.to_string().contains("rien n'a été écrit"));
        let Outcome::DryRun(dry) = import(&portal, &slices(&files), &options).await else {
            panic!("not a dry run");
        };
        assert!(dry.differences.are_none());
    }
);

testkit::on_each_engine!(
    /// Invariant: an import that fails in its middle leaves nothing of itself.
    a_failure_rolls_all_back, |which| async move {
        let portal = portal(which).await;
        // Guardians are written after pupils, and many share a first name.
        db::in_write!(portal.db(), db::Error, |tx| {
            sql!("CREATE UNIQUE INDEX planted ON guardian (first_name)").run(tx).await
        }).expect("an index");
        let before = rows(&portal).await;
        let generated = generate::files(&plan(Schema::New));
        let files = named(&slices(&generated));
        let failed = import::files_for_program(&portal.context, files, &create()).await;
        assert!(failed.is_err(), "{failed:?}");
        assert_eq!(rows(&portal).await, before);
    }
);
