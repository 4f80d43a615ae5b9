//! Who leaves, which links end, which consent stays.

use crate::{
    export::{LATER, LEGAL, MORNING, guardians, one_family, pupils, pupils_of},
    *,
};
use chrono::NaiveDate;
use education::Pupil;
use identity::{FamilyPair, Holder};
use records::AboutContact;
use records::{
    ConsentSource, GuardianOf, PupilSearch,
    import::{AnomalyKind, Report},
};

async fn names(portal: &Portal, school: &str) -> Vec<String> {
    let id = crate::school(portal, school).await;
    let at = admitted(portal, id).await;
    let mut read = reader(portal).await;
    let all = PupilSearch::default();
    let page = records::search_pupils(&mut read, &at, portal.today(), &all, None, 100).await;
    page.expect("a list")
        .rows
        .iter()
        .map(|row| row.list_name())
        .collect()
}

async fn admitted(portal: &Portal, school: Id<School>) -> At<PupilFiles> {
    let login = format!("cpe-{}", &Id::<Pupil>::new().to_string()[24..]);
    let account = portal.account(&login, &[Function::Cpe], Some(school)).await;
    let mut read = reader(portal).await;
    At::admit(&mut read, account, Some(school), portal.now())
        .await
        .expect("admitted")
}

async fn family(portal: &Portal, surname: &str) -> (Id<Pupil>, Vec<GuardianOf>) {
    let at = admitted(portal, school(portal, HERE).await).await;
    let mut read = reader(portal).await;
    let search = PupilSearch {
        surname: surname.into(),
        ..PupilSearch::default()
    };
    let page = records::search_pupils(&mut read, &at, portal.today(), &search, None, 1).await;
    let pupil = page.expect("a list").rows.first().expect("a pupil").id;
    let family = records::guardians_of(&mut read, &at, pupil)
        .await
        .expect("a family");
    (pupil, family)
}

testkit::on_each_engine!(
    /// Invariant: who is gone by the file, or missing from it, is no longer there; nobody goes
    /// without a question, and an announced or illegible row is no departure.
    pupils_leave, |which| async move {
        let portal = portal(which).await;
        let first = pupils(MORNING, &[
            (1, "ALBERT", "Zoé", "5B", ""),
            (2, "BERTIN", "Léa", "5B", "<DATE_SORTIE>24/11/2026</DATE_SORTIE>"),
            (3, "COMBE", "Tom", "5B", "<DATE_SORTIE>25/11/2026</DATE_SORTIE>"),
            (4, "DURAND", "Eva", "", ""),
            (5, "EMERY", "Luc", "5A", ""),
        ]);
        let report = take(&portal, &[&first]).await;
        let counts = report.counts;
        assert_eq!((counts.present, counts.left, counts.without_class), (4, 1, 1));
        let everybody = ["ALBERT Zoé", "COMBE Tom", "DURAND Eva", "EMERY Luc"];
        assert_eq!(names(&portal, HERE).await, everybody);

        // 1 leaves by its date, 4 is missing, 5 has no name any more: illegible.
        let second = pupils(LATER, &[
            (1, "ALBERT", "Zoé", "5B", "<DATE_SORTIE>23/11/2026</DATE_SORTIE>"),
            (3, "COMBE", "Tom", "5A", ""),
            (5, "", "Luc", "5A", ""),
        ]);
        let careful = Options { allow_endings: false, ..create() };
        let before = rows(&portal).await;
        let asked = import(&portal, &[&second], &careful).await;
        let Outcome::NeedsConfirmation(asked) = asked else { panic!("{asked:?}") };
        assert_eq!(asked.differences.pupils.ended, 2);
        assert_eq!(rows(&portal).await, before, "nothing ends before the answer");
        let report = take(&portal, &[&second]).await;
        assert_eq!(report.differences.pupils, asked.differences.pupils);
        assert_eq!(report.differences.pupils.changed, 1);
        assert_eq!(report.anomaly_counts, [(AnomalyKind::Rejected, 2)], "the pupil, the class");
        assert_eq!(names(&portal, HERE).await, ["COMBE Tom", "EMERY Luc"]);
        let again = take(&portal, &[&second]).await;
        assert!(again.differences.are_none(), "{again}");

        // Back again, then a new school year: nobody leaves by it.
        let third = pupils((HERE, "23/11/2026 09:00:00"), &[
            (1, "ALBERT", "Zoé", "5B", ""), (3, "COMBE", "Tom", "5A", ""), (5, "EMERY", "Luc", "5A", ""),
        ]);
        let report = take(&portal, &[&third]).await;
        let change = report.differences.pupils;
        assert_eq!((change.added, change.ended), (1, 0));
        let next = pupils_of((HERE, "23/11/2026 10:00:00"), 2027, &[
            (1, "ALBERT", "Zoé", "4B", ""), (3, "COMBE", "Tom", "4A", ""), (5, "EMERY", "Luc", "4A", ""),
        ]);
        let report = take(&portal, &[&next]).await;
        let change = report.differences.pupils;
        assert_eq!((change.added, change.changed, change.ended), (0, 3, 0));
        assert_eq!(names(&portal, HERE).await, ["ALBERT Zoé", "COMBE Tom", "EMERY Luc"]);
    }
);

/// How many guardians' accounts read a pupil's pages.
async fn reading(portal: &Portal, pupil: Id<Pupil>) -> usize {
    let mut read = reader(portal).await;
    let access = identity::guardians_with_access(&mut read, &[pupil]).await;
    access.expect("links").len()
}

testkit::on_each_engine!(
    /// Invariant: a link that a full file does not hold any more ends on the file's date, and
    /// with it what the program may send.
    a_missing_link_ends, |which| async move {
        let portal = portal(which).await;
        let persons = [
            (11, "BERTIN", "06 39 98 00 12", "1"),
            (12, "MOREL", "06 39 98 00 13", "true"),
            (13, "SEUL", "06 39 98 00 14", "1"),
        ];
        let [children, _] = one_family(MORNING);
        let both = guardians(MORNING, &persons, &[(1, 11, 10, LEGAL), (1, 12, 20, LEGAL), (9, 13, 10, LEGAL)]);
        let report = take(&portal, &[&both, &children]).await;
        assert_eq!(report.counts.guardians_linked, 2);
        assert_eq!(report.counts.guardians_without_present_pupil, 1);
        assert_eq!(rows(&portal).await[4], 2, "who has no present pupil is not stored");
        let (pupil, before) = family(&portal, "bertin").await;
        assert_eq!(before.iter().map(GuardianOf::label).collect::<Vec<_>>(), ["Légal 1", "Légal 2"]);

        let mother = guardians(LATER, &persons, &[(1, 12, 20, LEGAL)]);
        // He reads his daughter's pages: who imports is told by name, then he does no more.
        let father = Holder::Guardian(before[0].guardian);
        let pair = FamilyPair { school: school(&portal, HERE).await, pupil, holder: father };
        portal.of_family(pair).await;
        let careful = Options { allow_endings: false, ..create() };
        let Outcome::NeedsConfirmation(asked) = import(&portal, &[&mother], &careful).await else {
            panic!("nobody is asked");
        };
        let told = |report: &Report| -> Vec<(String, String)> {
            let ending = report.anomalies.iter().filter(|one| one.kind == AnomalyKind::Ending);
            ending.map(|one| (one.what.clone(), one.sentence.clone())).collect()
        };
        let [(who, sentence)] = &told(&asked)[..] else {
            panic!("{asked}");
        };
        assert!(who.starts_with("BERTIN"), "{who}");
        assert!(sentence.starts_with("BERTIN") && sentence.contains("ne lira plus ses pages"), "{sentence}");
        assert_eq!(reading(&portal, pupil).await, 1, "nothing ends before it is accepted");
        let report = take(&portal, &[&mother]).await;
        assert_eq!(told(&report), told(&asked));
        assert_eq!(reading(&portal, pupil).await, 0);
        let links = report.differences.links;
        assert_eq!((links.ended, links.changed), (1, 1), "légal 2 becomes légal 1");
        let (_, after) = family(&portal, "bertin").await;
        assert_eq!(after.iter().map(GuardianOf::label).collect::<Vec<_>>(), ["Légal 1"]);
        assert_eq!(after[0].surname, "MOREL");
        let mut read = reader(&portal).await;
        let (day,) = sql!("SELECT ended_on FROM guardianship WHERE ended_on IS NOT NULL")
            .one::<(NaiveDate,)>(&mut read).await.expect("one link");
        assert_eq!(day.to_string(), "2026-11-23");
        drop(read);

        // A person whose row is illegible keeps their link.
        let nameless = [(12, "", "06 39 98 00 13", "true")];
        let at = (HERE, "23/11/2026 09:00:00");
        let report = take(&portal, &[&guardians(at, &nameless, &[(1, 12, 20, LEGAL)])]).await;
        assert_eq!(report.differences.links.ended, 0);
        assert_eq!(report.anomaly_counts, [(AnomalyKind::Rejected, 2)], "the person, the link");

        // A link to a person who is not in the file at all was not ended by anybody either.
        let at = (HERE, "23/11/2026 10:00:00");
        let report = take(&portal, &[&guardians(at, &[], &[(1, 12, 20, LEGAL)])]).await;
        assert_eq!(report.differences.links.ended, 0);
        assert_eq!(report.anomaly_counts, [(AnomalyKind::Rejected, 1)], "the link");
        let mut read = reader(&portal).await;
        let school = school(&portal, HERE).await;
        let today = portal.today();
        let about = |guardian| AboutContact { school, today, pupil, guardian };
        let first = about(before[0].guardian);
        let gone = records::contact_of(&mut read, first).await.expect("a read").expect("known");
        assert!(!gone.still_guardian && gone.pupil_present && gone.accepts_sms);
        let second = about(before[1].guardian);
        let here = records::contact_of(&mut read, second).await.expect("a read").expect("known");
        assert!(here.still_guardian);
        let nowhere = AboutContact { school: Id::new(), ..second };
        let elsewhere = records::contact_of(&mut read, nowhere).await.expect("a read");
        assert_eq!(elsewhere, None);
        let all = records::contacts_of(&mut read, &[first, nowhere, second]).await.expect("a read");
        assert_eq!(all.len(), 2);
        assert_eq!(all.get(&(school, pupil, first.guardian)), Some(&gone));
    }
);

testkit::on_each_engine!(
    /// Invariant: a consent that an export gave follows the next export, from its date.
    a_consent_of_the_export_follows_it, |which| async move {
        let portal = portal(which).await;
        let [children, mother] = one_family(MORNING);
        take(&portal, &[&children, &mother]).await;
        let refuse = [(11, "BERTIN", "06 39 98 00 12", "0")];
        let no = guardians((HERE, "20/11/2026 09:00:00"), &refuse, &[(1, 11, 10, LEGAL)]);
        take(&portal, &[&no]).await;
        let (_, now_refused) = family(&portal, "bertin").await;
        assert!(!now_refused[0].accepts_sms, "an export may withdraw what an export gave");
        let yes = guardians((HERE, "20/11/2026 10:00:00"), &[(11, "BERTIN", "06 39 98 00 12", "1")], &[(1, 11, 10, LEGAL)]);
        take(&portal, &[&yes]).await;
        let (_, accepted) = family(&portal, "bertin").await;
        assert!(accepted[0].accepts_sms && accepted[0].consent_source == ConsentSource::Export);
        assert_eq!(accepted[0].consent_at.to_rfc3339(), "2026-11-20T09:00:00+00:00");
        take(&portal, &[&yes]).await;
        let mut read = reader(&portal).await;
        let answers = sql!("SELECT accepts_sms FROM consent WHERE guardian IS NOT NULL ORDER BY at, id");
        let answers = answers.all::<(bool,)>(&mut read).await.expect("answers");
        assert_eq!(answers, [(true,), (false,), (true,)], "each answer once, in its history");
    }
);

testkit::on_each_engine!(
    /// Invariant: who is counted as reachable is a legal guardian.
    only_legal_guardians_are_counted_as_reachable, |which| async move {
        let portal = portal(which).await;
        let children = pupils(MORNING, &[(1, "BERTIN", "Léa", "5B", "")]);
        let both = [(11, "BERTIN", "06 39 98 00 12", "1"), (12, "VOISIN", "06 39 98 00 13", "1")];
        let family = guardians(MORNING, &both, &[(1, 11, 10, LEGAL), (1, 12, 90, "")]);
        let report = take(&portal, &[&children, &family]).await;
        assert_eq!(report.counts.guardians_linked, 2);
        assert_eq!(report.counts.legal_guardians_with_consent_and_mobile, 1);
    }
);

testkit::on_each_engine!(
    /// Invariant: a link that another school's later export made is neither changed nor ended by
    /// an older export of this one.
    an_older_export_of_another_school_changes_no_link, |which| async move {
        let portal = portal(which).await;
        let child = [(1, "BERTIN", "Léa", "5B", "")];
        let (late, early) = ((THERE, "23/11/2026 08:00:00"), (HERE, "20/11/2026 08:00:00"));
        let parents = [(11, "BERTIN", "", "1"), (12, "BERTIN", "", "1")];
        let links = [(1, 11, 10, LEGAL), (1, 12, 20, LEGAL)];
        take(&portal, &[&pupils(late, &child), &guardians(late, &parents, &links)]).await;
        take(&portal, &[&pupils(early, &child), &guardians(early, &parents[..1], &[(1, 11, 39, "")])]).await;
        let mut read = reader(&portal).await;
        let rows = sql!(
            "SELECT g.personne_id, l.kinship, l.ended_on IS NULL FROM guardianship l \
             JOIN guardian g ON g.id = l.guardian ORDER BY g.personne_id"
        );
        let rows = rows.all::<(i64, Option<i64>, bool)>(&mut read).await.expect("links");
        assert_eq!(rows, [(11, Some(10), true), (12, Some(20), true)]);
    }
);

testkit::on_each_engine!(
    /// Invariant: a number that the mode refuses is an anomaly of its record, never a refusal
    /// of the file, and is never used.
    a_fiction_number_in_live_mode_is_an_anomaly, |which| async move {
        let portal = Portal::start_in(which, web::Mode::Live, vec![records::manifest()]).await;
        let head = ("0123456S", MORNING.1);
        let [children, family] = one_family(head);
        let report = take(&portal, &[&children, &family]).await;
        assert_eq!(report.anomaly_counts, [(AnomalyKind::Mobile, 1)]);
        assert!(report.to_string().contains("réservé à la fiction"), "{report}");
        assert_eq!(report.counts.legal_guardians_with_consent_and_mobile, 0);
        let at = admitted(&portal, school(&portal, "0123456S").await).await;
        let mut read = reader(&portal).await;
        let page = records::search_pupils(&mut read, &at, portal.today(), &PupilSearch::default(), None, 1).await;
        let pupil = page.expect("a list").rows[0].id;
        let family = records::guardians_of(&mut read, &at, pupil).await.expect("a family");
        assert_eq!((family[0].mobile, family[0].mobile_typed.as_deref()), (None, Some("06 39 98 00 12")));
        assert!(family[0].accepts_sms && !family[0].reachable_by_sms());
    }
);
