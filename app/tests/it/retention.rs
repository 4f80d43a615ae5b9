//! Invariants: every table is declared, as about people (with how long it is kept) or as about
//! nobody; and when the time has passed, no row about a person is left, nor goes before.

use crate::house;
use chrono::Duration;
use db::{Write, in_write, sql};
use education::{Account, Id};
use siecle::generate::{self, Plan};
use std::collections::BTreeSet;
use testkit::{Browser, Portal, Which};

async fn tables(portal: &Portal) -> BTreeSet<String> {
    let rows = sql!(
        sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
        postgres: "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'",
    )
    .all::<(String,)>(&mut portal.db().read().await.expect("a connection"))
    .await
    .expect("the tables");
    rows.into_iter().map(|(name,)| name).collect()
}

fn declared() -> (Vec<&'static str>, Vec<&'static str>) {
    let manifests = preau::manifests();
    let kept = manifests
        .iter()
        .flat_map(|m| m.retention)
        .map(|r| r.table)
        .collect();
    let impersonal = manifests
        .iter()
        .flat_map(|m| m.impersonal)
        .copied()
        .collect();
    (kept, impersonal)
}

async fn every_table(which: Which) {
    let portal = house::portal(which).await;
    let (kept, impersonal) = declared();
    let both: Vec<_> = kept
        .iter()
        .filter(|table| impersonal.contains(table))
        .collect();
    assert!(both.is_empty(), "declared twice: {both:?}");
    let named: BTreeSet<String> = kept
        .into_iter()
        .chain(impersonal)
        .map(str::to_owned)
        .collect();
    assert_eq!(tables(&portal).await, named);
}

async fn rows(write: &mut Write, table: &str) -> i64 {
    // The names come from the manifests.
    let text: &'static str = Box::leak(format!("SELECT COUNT(*) FROM {table}").into_boxed_str());
    sql!(text).one::<(i64,)>(write).await.expect("a count").0
}

/// The registers of the school, brought by the page: classes, groups, teachings, oddities.
async fn bring_registers(portal: &Portal, head: &Browser) {
    let made = portal.now().naive_utc() - chrono::Duration::days(1);
    let year = education::school_year_of(made.date());
    let files = generate::files(&Plan::college(house::OWN, year, made).of_size(60));
    let sent: [(&str, &str, &[u8]); 6] = [
        ("fichiers", "eleves.xml", &files.pupils),
        ("fichiers", "responsables.xml", &files.guardians),
        ("fichiers", "structures.xml", &files.structures),
        ("fichiers", "nomenclature.xml", &files.nomenclature),
        ("fichiers", "communs.xml", &files.commons),
        ("fichiers", "sts.xml", &files.staff),
    ];
    let page = head.upload("/eleves/import", &[], &sent).await.expect(303);
    let page = page.location.expect("a page");
    work(portal).await;
    let accept = format!("{page}/accepter");
    head.post(&accept, "").await.expect(303);
    work(portal).await;
    head.get(&page).await.expect(200).shows("Import fait");
}

/// What pages left to be done behind them.
async fn work(portal: &Portal) {
    let kinds = [records::jobs(), teleservices::jobs()].concat();
    let worker = jobs::Worker::new(portal.context.clone(), kinds);
    while worker.pass().await.expect("a pass") > 0 {}
}

/// A person types on a record and on a guardian's, and the head asks for one thing more.
async fn type_here(head: &Browser, examples: &[(&str, String)]) {
    let value = |name: &str| {
        let found = examples.iter().find(|(known, _)| *known == name);
        &found.expect("an example").1
    };
    let (pupil, guardian) = (value("pupil"), value("guardian"));
    let asked = "profession=1&profession_finalite=Exemple+de+finalit%C3%A9";
    head.post("/eleves/donnees-demandees", asked)
        .await
        .expect(303);
    let record = format!("/eleves/{pupil}");
    let version = value("pupil_version");
    let typed = format!("version={version}&nom=Autre&prenom=Camille&ne_le=2014-05-03&lieu=france");
    head.post(&format!("{record}/modification"), &typed)
        .await
        .expect(303);
    let version = value("guardian_version");
    let typed = format!(
        "version={version}&civilite=MME&nom=Exemple&prenom=Dominique&lien=39&rang=&lieu=france\
         &tel_mobile=06+39+98+00+01&accepte_sms=1"
    );
    head.post(&format!("{record}/responsables/{guardian}"), &typed)
        .await
        .expect(303);
}

/// An entry that says something else than before.
async fn change_entry(head: &Browser, made: &[(&'static str, String)]) {
    let value = |name: &str| {
        let found = made.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (entry, day) = (value("absence"), value("day"));
    let form = format!(
        "nature=absence&du={day}&du_heure=08:30&au={day}&au_heure=17:05&version={}",
        value("absence_version")
    );
    head.post(&format!("/absences/{entry}"), &form)
        .await
        .expect(303);
}

/// The roll of a pupil's class, and a reminder of another one.
async fn call_a_roll(portal: &Portal, head: &Browser, made: &[(&'static str, String)]) {
    let value = |name: &str| {
        let found = made.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (class, day, pupil) = (value("class"), value("lesson_day"), value("pupil"));
    let roll = format!("classe={class}&heure=08:30&jour={day}&eleves={pupil}&absents={pupil}");
    head.post("/absences/appel", &roll).await.expect(303);
    in_write!(portal.db(), db::Error, |tx| {
        sql!(
            "INSERT INTO roll_reminder (school, day, slot, reminded_at, reminded_by) \
             SELECT school, day, 'autre', called_at, called_by FROM roll"
        )
        .run(tx)
        .await
    })
    .expect("a reminder");
}

/// A table of absences, imported.
async fn import_absences(head: &Browser, made: &[(&'static str, String)]) {
    let found = made.iter().find(|(known, _)| *known == "absence_import");
    let (_, draft) = found.expect("a deposit");
    let import = format!("/absences/import-export/{draft}/importer");
    let page = format!("/absences/import-export/{draft}");
    let seen = head.get(&page).await.expect(200).field("vu");
    head.post(&import, &format!("vu={seen}")).await.expect(303);
}

/// A mark, then another one over it.
async fn type_marks(head: &Browser, made: &[(&'static str, String)]) {
    let value = |name: &str| {
        let found = made.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (course, cell) = (
        value("course"),
        format!("{}.{}", value("assessment"), value("marked_pupil")),
    );
    for (typed, shown) in [("12", ""), ("13", "12")] {
        let form = format!("cours={course}&n.{cell}={typed}&v.{cell}={shown}");
        let kept = head.post("/notes/carnet", &form).await.expect(303);
        assert!(kept.location.expect("a page").ends_with("fait=1"));
    }
    let text = format!(
        "{}.trimestre-1.{}",
        value("text_subject"),
        value("marked_pupil")
    );
    for (typed, shown) in [("Bien.", ""), ("Très bien.", "Bien.")] {
        let form = format!("cours={course}&periode=trimestre-1&n.{text}={typed}&v.{text}={shown}");
        let kept = head.post("/notes/appreciations", &form).await.expect(303);
        assert!(kept.location.expect("a page").ends_with("fait=1"));
        // Settled each time: what it said before is kept.
        let class = value("marked_class");
        let form = format!("classe={class}&periode=trimestre-1&publication=&version=0");
        head.post("/notes/bulletins", &form).await.expect(303);
    }
    head.post("/notes/publication", "mode=fil&version=0")
        .await
        .expect(303);
}

/// What the examples do not make: a link, a refused sign-in, a message on its way, its receipt, a
/// message that is for the pupil too.
async fn complete(portal: &Portal, account: Id<Account>) {
    let now = portal.now();
    in_write!(portal.db(), db::Error, |tx| {
        identity::issue_password_link(tx, account, now).await?;
        sql!(
            "INSERT INTO attempt (id, message, n, provider, session, epoch, written_at) \
             SELECT id, id, 1, school, 'essai', 1, $1 FROM message LIMIT 1"
        )
        .bind(now)
        .run(tx)
        .await?;
        sql!(
            "INSERT INTO receipt (id, provider, provider_ref, provider_key, other_ref, other_key, \
             state, done, recipient, raw, received_at, message, n) \
             SELECT id, school, '1', '1', '', '', 'delivered', '', recipient, '', $1, id, 1 \
             FROM message LIMIT 1"
        )
        .bind(now)
        .run(tx)
        .await?;
        sql!(
            "INSERT INTO absence_pupil_notice (message, absence, action, asked_at, asked_by) \
             SELECT message, absence, action, asked_at, asked_by FROM absence_notice LIMIT 1"
        )
        .run(tx)
        .await
    })
    .expect("a link, an attempt, a receipt");
    let wrong = "identifiant=personne&motdepasse=faux";
    portal.visitor().post("/connexion", wrong).await;
    let begun = "identifiant=quelqu.un&motdepasse=une phrase d'essai";
    portal
        .visitor()
        .post("/premier-acces", begun)
        .await
        .expect(303);
}

async fn far_future(which: Which) {
    let portal = house::portal(which).await;
    let school = house::school(&portal, house::OWN).await;
    let account = portal
        .account("chef", &[admission::Function::Head], Some(school))
        .await;
    let head = portal.browser(account, Some(school)).await;
    bring_registers(&portal, &head).await;
    let mut made = Vec::new();
    for manifest in preau::manifests().iter() {
        if let Some(examples) = manifest.examples {
            let some = examples(portal.context.clone(), school).await;
            made.extend(some.expect("examples"));
        }
    }
    // Before anybody has another name.
    import_absences(&head, &made).await;
    type_here(&head, &made).await;
    head.get("/absences/sms").await.expect(200);
    head.get("/nouveautes").await.expect(200);
    change_entry(&head, &made).await;
    call_a_roll(&portal, &head, &made).await;
    type_marks(&head, &made).await;
    let added = "nom=Petit&prenom=Jean&fonction=assistant";
    head.post("/personnels/ajout", added).await.expect(200);
    work(&portal).await;
    complete(&portal, account).await;
    let manifests = preau::manifests();
    let kept: Vec<_> = manifests
        .iter()
        .flat_map(|manifest| manifest.retention)
        .collect();
    let mut empty = Vec::new();
    in_write!(portal.db(), db::Error, |tx| {
        empty.clear();
        for retention in &kept {
            if rows(tx, retention.table).await == 0 {
                empty.push(retention.table);
            }
        }
        Ok(())
    })
    .expect("counts");
    assert_eq!(
        empty,
        Vec::<&str>::new(),
        "each table about people has a row to lose"
    );
    // Who still works there is kept, and rightly: here, everybody has left.
    in_write!(portal.db(), db::Error, |tx| {
        sql!("UPDATE tenure SET ends_on = starts_on").run(tx).await
    })
    .expect("departures");
    let now = portal.now();
    // What is young stays, whole.
    in_write!(portal.db(), db::Error, |tx| {
        for retention in &kept {
            let before = rows(tx, retention.table).await;
            (retention.purge)(tx, retention.keep.cutoff(now)).await?;
            assert_eq!(
                rows(tx, retention.table).await,
                before,
                "{}",
                retention.table
            );
        }
        Ok(())
    })
    .expect("a purge of today");
    audit::seal_pending(portal.db(), &portal.context.keys, now)
        .await
        .expect("a seal");
    let later = now + Duration::days(365 * 40);
    // Parents go once their children have gone: as on so many nights.
    for _night in 0..6 {
        for retention in &kept {
            let cutoff = retention.keep.cutoff(later);
            while in_write!(portal.db(), db::Error, |tx| {
                (retention.purge)(tx, cutoff).await
            })
            .expect("a purge")
                > 0
            {}
        }
    }
    let mut left = Vec::new();
    in_write!(portal.db(), db::Error, |tx| {
        left.clear();
        for retention in &kept {
            let count = rows(tx, retention.table).await;
            if count > 0 {
                left.push(format!("{} : {count}", retention.table));
            }
        }
        Ok(())
    })
    .expect("counts");
    // What retention itself leaves of the chain holds no person: digests.
    left.retain(|line| !line.starts_with("audit_seal"));
    assert_eq!(left, Vec::<String>::new());
}

testkit::on_each_engine!(
    /// Nothing is kept that nobody declared.
    every_table_is_declared,
    |which| every_table(which)
);

testkit::on_each_engine!(
    /// Nobody is kept for ever.
    a_far_future_leaves_no_row_about_a_person,
    |which| far_future(which)
);
