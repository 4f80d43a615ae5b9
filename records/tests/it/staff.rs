//! The people of the school, by STS.

use crate::{
    export::{MORNING, pupils, staff},
    *,
};
use chrono::NaiveDate;
use education::Account;
use identity::StaffAccounts;
use records::NewStaff;

type Post = (String, String, Option<NaiveDate>);

async fn posts(portal: &Portal) -> Vec<Post> {
    let mut read = reader(portal).await;
    sql!(
        "SELECT s.surname, p.function, p.ended_on FROM post p JOIN staff s ON s.id = p.staff \
         ORDER BY s.name_key, p.function"
    )
    .all::<Post>(&mut read)
    .await
    .expect("posts")
}

/// Who teaches what to whom, today.
async fn teachings(portal: &Portal) -> Vec<(String, String, Option<String>, Option<String>)> {
    let mut read = reader(portal).await;
    sql!(
        "SELECT s.surname, t.subject, d.code, g.code FROM teaching t JOIN staff s ON s.id = t.staff \
         LEFT JOIN division d ON d.id = t.division LEFT JOIN teaching_group g ON g.id = t.teaching_group \
         WHERE t.ended_on IS NULL ORDER BY s.name_key, t.subject"
    )
    .all(&mut read)
    .await
    .expect("teachings")
}

/// Gives an account to whom STS calls so.
async fn opens_account(portal: &Portal, surname: &str, school: Id<School>) -> Id<Account> {
    let account = portal
        .account(&surname.to_lowercase(), &[Function::Teacher], Some(school))
        .await;
    db::in_write!(portal.db(), db::Error, |tx| {
        sql!("UPDATE staff SET account = $1 WHERE surname = $2")
            .bind(account)
            .bind(surname)
            .run(tx)
            .await
    })
    .expect("an account");
    account
}

async fn may_work(portal: &Portal, account: Id<Account>, school: Id<School>) -> bool {
    let mut read = reader(portal).await;
    let at = At::<identity::SignedIn>::admit(&mut read, account, Some(school), portal.now()).await;
    // Who holds nothing there is somewhere else.
    let here = |at: &At<identity::SignedIn>| at.place().school().is_some_and(|s| s.id == school);
    at.is_ok_and(|at| here(&at) && !at.functions().is_empty())
}

testkit::on_each_engine!(
    /// Invariant: STS says who works at the school and who teaches what to whom; the same file
    /// changes nothing; a file of the pupils, beside it or alone, ends nobody.
    people_come_with_sts, |which| async move {
        let portal = portal(which).await;
        let children = pupils(MORNING, &[(1, "BERTIN", "Léa", "5B", "")]);
        let file = staff(
            HERE,
            &[(1, "ROUX", "ENS"), (2, "MOREL", "EDU"), (3, "ABADIE", "")],
            &[(1, "061300", "5B"), (3, "020700", "LATIN"), (9, "020700", "5B")],
        );
        let Outcome::DryRun(dry) = import(&portal, &[&children, &file], &Options { dry_run: true, ..create() }).await
        else { panic!("not a dry run") };
        let report = take(&portal, &[&children, &file]).await;
        assert_eq!(dry.differences, report.differences, "a dry run tells the truth");
        assert_eq!((report.differences.staff.added, report.differences.teachings.added), (2, 2));
        assert!(report.to_string().contains("L'enseignant n'est pas dans le fichier"), "{report}");
        let post = |name: &str, function: &str| (name.to_owned(), function.to_owned(), None);
        assert_eq!(posts(&portal).await, [post("MOREL", "EDU"), post("ROUX", "ENS")]);
        let [latin, maths] = teachings(&portal).await.try_into().expect("two");
        assert_eq!((latin.0.as_str(), latin.3.as_deref()), ("ABADIE", Some("LATIN")));
        assert_eq!((maths.0.as_str(), maths.2.as_deref()), ("ROUX", Some("5B")));
        let again = take(&portal, &[&file]).await;
        assert!(again.differences.are_none(), "{again}");
        let alone = take(&portal, &[&children]).await;
        assert!(alone.differences.are_none(), "{alone}");
    }
);

testkit::on_each_engine!(
    /// Invariant: who left the file loses access to the school the same day, and to no other;
    /// who is still there, and whom STS never knew, lose nothing.
    who_left_the_file_loses_access, |which| async move {
        let portal = portal(which).await;
        let file = staff(HERE, &[(1, "ROUX", "ENS"), (2, "MOREL", "ENS")], &[(1, "061300", "5B")]);
        take(&portal, &[&file]).await;
        let (here, there) = (school(&portal, HERE).await, declare(&portal, THERE).await);
        let (roux, morel) = (opens_account(&portal, "ROUX", here).await, opens_account(&portal, "MOREL", here).await);
        let assistant = portal.account("assistant", &[Function::SchoolLifeAssistant], Some(here)).await;
        let now = portal.now();
        db::in_write!(portal.db(), db::Error, |tx| {
            identity::grant(tx, roux, Function::Teacher, Some(there), now.date_naive()).await
        }).expect("a grant");
        let without = staff(HERE, &[(2, "MOREL", "ENS")], &[]);
        let careful = Options { allow_endings: false, ..create() };
        let asked = import(&portal, &[&without], &careful).await;
        let Outcome::NeedsConfirmation(asked) = asked else { panic!("{asked:?}") };
        assert_eq!((asked.differences.staff.ended, asked.differences.teachings.ended), (1, 1));
        assert!(may_work(&portal, roux, here).await, "nothing ends before the answer");
        take(&portal, &[&without]).await;
        assert!(!may_work(&portal, roux, here).await);
        assert!(may_work(&portal, roux, there).await);
        assert!(may_work(&portal, morel, here).await && may_work(&portal, assistant, here).await);
        assert!(posts(&portal).await.iter().any(|post| post.0 == "ROUX" && post.2.is_some()));
        // Back the day after: the post is open again; rights are the head's to give.
        let back = take(&portal, &[&file]).await;
        assert_eq!(back.differences.staff.changed, 1);
        assert!(posts(&portal).await.iter().all(|post| post.2.is_none()));
        assert!(!may_work(&portal, roux, here).await);
    }
);

testkit::on_each_engine!(
    /// Invariant: a row that cannot be read is no proof that somebody left; a person named twice
    /// is one person.
    an_illegible_person_stays, |which| async move {
        let portal = portal(which).await;
        let file = staff(HERE, &[(1, "ROUX", "ENS"), (2, "MOREL", "ENS")], &[]);
        take(&portal, &[&file]).await;
        let odd = staff(HERE, &[(1, "", "ENS"), (2, "MOREL", "ENS"), (2, "MOREAU", "ENS")], &[]);
        let report = take(&portal, &[&odd]).await;
        assert_eq!(report.differences.staff.ended, 0, "{report}");
        assert_eq!(report.anomaly_counts, [(import::AnomalyKind::Rejected, 2)]);
        assert!(posts(&portal).await.iter().all(|post| post.2.is_none() && post.0 != "MOREAU"));
    }
);

testkit::on_each_engine!(
    /// Invariant: whoever is not in the first file of a new year loses access too; who is called
    /// by another function keeps it.
    a_new_year_ends_who_did_not_come_back, |which| async move {
        let portal = portal(which).await;
        let taught = [(1, "061300", "5B"), (2, "020700", "LATIN")];
        let file = staff(HERE, &[(1, "ROUX", "ENS"), (2, "MOREL", "ENS"), (3, "ABADIE", "ENS")], &taught);
        take(&portal, &[&file]).await;
        let here = school(&portal, HERE).await;
        let mut accounts = Vec::new();
        for surname in ["ROUX", "MOREL", "ABADIE"] {
            accounts.push(opens_account(&portal, surname, here).await);
        }
        let changed = staff(HERE, &[(1, "ROUX", "ENS"), (2, "MOREL", "EDU"), (3, "ABADIE", "ENS")], &taught);
        let report = take(&portal, &[&changed]).await;
        assert_eq!((report.differences.staff.added, report.differences.staff.ended), (1, 1));
        assert!(may_work(&portal, accounts[1], here).await, "still in the file");
        portal.context.clock.set("2027-09-06T07:40:00Z".parse().expect("an instant"));
        let next = staff(HERE, &[(2, "MOREL", "EDU"), (3, "ABADIE", "DOC")], &[]);
        let next = String::from_utf8(next).expect("a text").replace("ANNEE=\"2026\"", "ANNEE=\"2027\"");
        let report = take(&portal, &[next.as_bytes()]).await;
        assert_eq!((report.differences.staff.added, report.differences.staff.ended), (2, 1));
        assert_eq!(report.differences.teachings.ended, 0, "those of a year are over with it");
        assert!(!may_work(&portal, accounts[0], here).await, "not in the file of the new year");
        assert!(may_work(&portal, accounts[1], here).await && may_work(&portal, accounts[2], here).await);
        let again = take(&portal, &[next.as_bytes()]).await;
        assert!(again.differences.are_none(), "{again}");
    }
);

testkit::on_each_engine!(
    /// Invariant: a national number is one person everywhere; a local one is the school's, and
    /// neither the same national number nor that of another school.
    local_numbers_are_of_their_school, |which| async move {
        let portal = portal(which).await;
        let local = |file: Vec<u8>| String::from_utf8(file).expect("a text").replace("TYPE=\"epp\"", "TYPE=\"local\"");
        let both = local(staff(HERE, &[(1, "ROUX", "ENS")], &[(1, "061300", "5B")]));
        let national = staff(HERE, &[(1, "MOREL", "ENS")], &[(1, "020700", "LATIN")]);
        let national = String::from_utf8(national).expect("a text");
        let row = national.split_once("<INDIVIDUS>").and_then(|(_, rest)| rest.split_once("</INDIVIDUS>"));
        let both = both.replace("<INDIVIDUS>", &format!("<INDIVIDUS>{}", row.expect("a row").0));
        let report = take(&portal, &[both.as_bytes()]).await;
        assert_eq!((report.differences.staff.added, report.anomaly_counts.len()), (2, 0), "{report}");
        let [maths] = teachings(&portal).await.try_into().expect("one");
        assert_eq!(maths.0, "ROUX");
        let theirs = local(staff(THERE, &[(1, "ABADIE", "ENS")], &[]));
        let report = take(&portal, &[theirs.as_bytes()]).await;
        assert_eq!(report.differences.staff.added, 1);
        let report = take(&portal, &[&staff(THERE, &[(1, "MOREL", "ENS")], &[])]).await;
        assert_eq!((report.differences.staff.added, report.differences.staff.ended), (1, 1));
        let known: Vec<String> = posts(&portal).await.into_iter().map(|post| post.0).collect();
        assert_eq!(known, ["ABADIE", "MOREL", "MOREL", "ROUX"]);
        let mut read = reader(&portal).await;
        let people = sql!("SELECT COUNT(*) FROM staff").one::<(i64,)>(&mut read).await;
        assert_eq!(people.expect("a count").0, 3);
    }
);

testkit::on_each_engine!(
    /// Invariant: whom the head added is in no file: no import ends them, this year or the next.
    no_import_ends_whom_the_head_added, |which| async move {
        let portal = portal(which).await;
        take(&portal, &[&staff(HERE, &[(1, "ROUX", "ENS")], &[])]).await;
        let here = school(&portal, HERE).await;
        let head = portal.account("principal", &[Function::Head], Some(here)).await;
        let mut read = reader(&portal).await;
        let at = At::<StaffAccounts>::admit(&mut read, head, Some(here), portal.now()).await.expect("admitted");
        drop(read);
        let new = NewStaff {
            civility: None,
            surname: "CHARPIN".into(),
            first_name: "Ali".into(),
            function: "AED".into(),
        };
        let now = portal.now();
        let added = db::in_write!(portal.db(), db::Error, |tx| {
            records::add_staff(tx, &at, &new, now).await
        }).expect("added");
        let assistant = portal.account("charpin", &[Function::SchoolLifeAssistant], Some(here)).await;
        db::in_write!(portal.db(), db::Error, |tx| {
            records::attach_account(tx, &at, added, assistant).await
        }).expect("attached");
        let without = String::from_utf8(staff(HERE, &[(2, "MOREL", "ENS")], &[])).expect("a text");
        for year in ["2026", "2027"] {
            let file = without.replace("ANNEE=\"2026\"", &format!("ANNEE=\"{year}\""));
            take(&portal, &[file.as_bytes()]).await;
            assert!(posts(&portal).await.iter().any(|post| post.0 == "CHARPIN" && post.2.is_none()), "{year}");
            assert!(may_work(&portal, assistant, here).await, "{year}");
        }
    }
);

testkit::on_each_engine!(
    /// Invariant: somebody of two schools is called as the later of their files says, whichever
    /// is imported last.
    an_older_file_of_another_school_renames_nobody, |which| async move {
        let portal = portal(which).await;
        let dated = |uai: &str, surname: &str, at: &str| {
            let file = String::from_utf8(staff(uai, &[(1, surname, "ENS")], &[])).expect("a text");
            let head = format!("<DATE_EXPORT>{}</DATE_EXPORT><HORODATAGE>{at}</HORODATAGE></PARAMETRES>", &at[..10]);
            file.replace("</PARAMETRES>", &head).into_bytes()
        };
        take(&portal, &[&dated(THERE, "ROUX-MOREL", "20/11/2026 09:00:00")]).await;
        let report = take(&portal, &[&dated(HERE, "ROUX", "20/11/2026 08:00:00")]).await;
        assert_eq!(report.differences.staff.added, 1, "the post, all the same");
        assert!(posts(&portal).await.iter().all(|post| post.0 == "ROUX-MOREL"));
        take(&portal, &[&dated(HERE, "MOREL", "20/11/2026 10:00:00")]).await;
        assert!(posts(&portal).await.iter().all(|post| post.0 == "MOREL"));
    }
);
