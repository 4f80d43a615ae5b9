//! Photographs: put by archive or one by one, seen by who may, removed.

use crate::*;
use identity::{At, PupilFilesWriting};
use records::photo::fiction;
use std::io::Write as _;
use testkit::Answer;
use zip::{ZipWriter, unstable::write::FileOptionsExt as _, write::SimpleFileOptions};

const PAGE: &str = "/eleves/photographies";

async fn kept(portal: &Portal) -> i64 {
    let mut read = portal.db().read().await.expect("a connection");
    let count = sql!("SELECT COUNT(*) FROM photo");
    count.one::<(i64,)>(&mut read).await.expect("a count").0
}

async fn numbers(portal: &Portal, school: Id<School>) -> Vec<(Id<Pupil>, u64)> {
    let mut read = portal.db().read().await.expect("a connection");
    let rows = sql!(
        "SELECT pupil, school_number FROM enrolment WHERE school = $1 AND left_on IS NULL \
         ORDER BY name_key, pupil"
    )
    .bind(school)
    .all::<(Id<Pupil>, String)>(&mut read)
    .await
    .expect("numbers");
    let number = |text: String| text.parse().expect("a number");
    rows.into_iter()
        .map(|(pupil, text)| (pupil, number(text)))
        .collect()
}

async fn picture(portal: &Portal, pupil: Id<Pupil>) -> Option<Vec<u8>> {
    let mut read = portal.db().read().await.expect("a connection");
    let row = sql!("SELECT bytes FROM photo WHERE pupil = $1")
        .bind(pupil)
        .optional::<(Vec<u8>,)>(&mut read)
        .await;
    row.expect("a read").map(|(bytes,)| bytes)
}

fn portrait(number: u64) -> Vec<u8> {
    fiction::portrait(number).expect("a portrait")
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a file");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

/// Gives an archive, and waits for what becomes of it.
async fn give(portal: &Portal, office: &Browser, archive: &[u8]) -> (String, Answer) {
    let given = office
        .upload(PAGE, &[], &[("archives", "photos.zip", archive)])
        .await
        .expect(303);
    let page = given.location.expect("a page");
    office
        .get(&page)
        .await
        .expect(200)
        .shows("Vous pouvez quitter cette page");
    work(portal).await;
    let done = office.get(&page).await.expect(200);
    (page, done)
}

testkit::on_each_engine!(
    /// Invariant: each picture goes to the pupil who has its number and to nobody else; what is
    /// left aside is told, file by file; a second archive replaces; all can be taken back.
    an_archive_places_pictures_by_number, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        office.get(PAGE).await.expect(200).shows("ELENOET");
        let known = numbers(&portal, here).await;
        let (first, one) = known[0];
        let (second, two) = known[1];
        let (padded, twice) = (format!("6A/{one:06}.PNG"), format!("{one}.png"));
        let archive = zipped(&[
            (&padded, &portrait(1)),
            (&format!("{two}.png"), &portrait(2)),
            (&twice, &portrait(3)),
            ("987654.jpg", &portrait(4)),
            ("DUPONT.png", &portrait(5)),
            ("77.jpg", b"no picture"),
            ("__MACOSX/._1.jpg", b"of a system"),
        ]);
        let (page, done) = give(&portal, &office, &archive).await;
        done.shows("2 photographies placées").shows("Photographies ajoutées").hides("__MACOSX")
            .shows("Aucun élève présent n'a ce numéro").shows("n'est pas un numéro d'élève")
            .shows("Ce n'est pas une image").shows(&format!("Le même numéro que {padded}"));
        assert_eq!(kept(&portal).await, 2);
        let small = |number| fiction::small(number).expect("small").jpeg().to_vec();
        assert_eq!(picture(&portal, first).await, Some(small(1)));
        assert_eq!(picture(&portal, second).await, Some(small(2)));
        let csv = office.get(&format!("{page}/laisses-de-cote")).await.expect(200);
        let rows = &csv.body;
        assert_eq!(rows.lines().count(), 5, "{rows}");
        assert!(rows.contains("987654.jpg"), "{rows}");
        assert_eq!(lines(&portal, "photo.imported").await.len(), 1);

        // Somebody of another school knows nothing of it.
        let there = declare(&portal, THERE).await;
        let elsewhere = secretary(&portal, there).await;
        for end in ["", "/avancement", "/laisses-de-cote", "/retrait"] {
            elsewhere.get(&format!("{page}{end}")).await.expect(404);
        }
        elsewhere.post(&format!("{page}/retrait"), "").await.expect(404);
        // The page of the registers' imports does not show it either, nor this page theirs.
        let id = page.rsplit('/').next().expect("an identifier");
        office.get(&format!("/eleves/import/{id}")).await.expect(404);

        let again = zipped(&[(&format!("{two}.png"), &portrait(6)), (&format!("{}.png", known[2].1), &portrait(7))]);
        let (again, done) = give(&portal, &office, &again).await;
        let without = known.len() - 3;
        let text = done.text();
        let after = |word: &str| text.split(word).nth(1).unwrap_or_default().trim_start().chars().take_while(char::is_ascii_digit).collect::<String>();
        assert_eq!(after("Photographies ajoutées"), "1", "{text}");
        assert_eq!(after("Photographies remplacées"), "1", "{text}");
        assert_eq!(after("encore sans photographie"), without.to_string(), "{text}");
        assert_eq!(picture(&portal, second).await, Some(small(6)));

        office.get(&format!("{again}/retrait")).await.expect(200).shows("ne reviennent pas");
        assert_eq!(kept(&portal).await, 3, "asking removes nothing");
        office.post(&format!("{again}/retrait"), "").await.expect(303);
        office.get(&again).await.expect(200).shows("Ces photographies ont été retirées").hides("Retirer ces");
        assert_eq!(kept(&portal).await, 1);
        assert_eq!(picture(&portal, first).await, Some(small(1)), "that of another deposit stays");
        let twice = office.post(&format!("{again}/retrait"), "").await.expect(303);
        office.get(&twice.location.expect("a page")).await.expect(200).shows("avaient déjà été retirées");
        assert_eq!(lines(&portal, "photo.withdrawn").await.len(), 1);
    }
);

testkit::on_each_engine!(
    /// Invariant: an archive that cannot be trusted changes nothing and says why.
    a_refused_archive_changes_nothing, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let (_, one) = numbers(&portal, here).await[0];
        let whole = zipped(&[(&format!("{one}.png"), &portrait(1))]);
        let locked = {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            let options = SimpleFileOptions::default().with_deprecated_encryption(b"secret");
            zip.start_file(format!("{one}.png"), options.expect("options")).expect("a file");
            zip.write_all(&portrait(1)).expect("written");
            zip.finish().expect("an archive").into_inner()
        };
        let cut = &whole[..whole.len() - 30];
        for (archive, why) in [
            (b"\xff\xd8 not an archive".as_slice(), "n'est pas une archive ZIP"),
            (b"", "n'est pas une archive ZIP"),
            (cut, "incomplet"),
            (&zipped(&[]), "ne contient aucun fichier"),
            (&locked, "protégée par un mot de passe"),
        ] {
            let (_, done) = give(&portal, &office, archive).await;
            done.shows("Rien n'a été changé").shows(why);
        }
        assert_eq!(kept(&portal).await, 0);
        let nothing = office.upload(PAGE, &[], &[]).await.expect(422);
        nothing.shows("Choisissez au moins un fichier");
    }
);

testkit::on_each_engine!(
    /// Invariant: on a record, a photograph is put, replaced and removed; what is no picture is
    /// refused on its field and the one before stays; each look leaves a line.
    a_photograph_on_a_record, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let (pupil, _) = numbers(&portal, here).await[0];
        let record = format!("/eleves/{pupil}");
        let (tab, photo) = (format!("{record}?onglet=photo"), format!("{record}/photo"));
        office.get(&tab).await.expect(200).shows("Aucune photographie");
        office.get(&photo).await.expect(404);
        office.get(&format!("{photo}/retrait")).await.expect(404);
        let put = |bytes: Vec<u8>| {
            let (office, photo) = (&office, &photo);
            async move { office.upload(photo, &[], &[("photographie", "moi.jpg", &bytes)]).await }
        };
        let done = put(portrait(1)).await.expect(303);
        office.get(&done.location.expect("a page")).await.expect(200).shows("La photographie est enregistrée");
        let first = picture(&portal, pupil).await;
        assert!(first.is_some());
        put(b"no picture".to_vec()).await.expect(422).shows("Ce n'est pas une image");
        put(vec![0; 21 << 20]).await.expect(422).shows("dépasse 20 Mo");
        assert_eq!(picture(&portal, pupil).await, first);
        put(portrait(2)).await.expect(303);
        assert_ne!(picture(&portal, pupil).await, first);
        assert_eq!(kept(&portal).await, 1);
        assert_eq!(lines(&portal, "photo.put").await.len(), 2);
        assert_eq!(lines(&portal, "photo.seen").await.len(), 0);
        office.get(&photo).await.expect(200);
        assert_eq!(lines(&portal, "photo.seen").await.len(), 1);

        // School life sees, and does not write; another school has nothing of this one.
        let life = portal.signed_in_as(Function::SchoolLifeAssistant, Some(here)).await;
        life.get(&photo).await.expect(200);
        put_as(&life, &photo).await.expect(403);
        life.post(&format!("{photo}/retrait"), "").await.expect(403);
        let there = declare(&portal, THERE).await;
        let elsewhere = secretary(&portal, there).await;
        elsewhere.get(&photo).await.expect(404);
        put_as(&elsewhere, &photo).await.expect(404);
        elsewhere.post(&format!("{photo}/retrait"), "").await.expect(404);
        assert_eq!(kept(&portal).await, 1);

        office.get(&format!("{photo}/retrait")).await.expect(200).shows("sera effacée");
        assert_eq!(kept(&portal).await, 1, "asking removes nothing");
        let done = office.post(&format!("{photo}/retrait"), "").await.expect(303);
        office.get(&done.location.expect("a page")).await.expect(200).shows("La photographie est retirée").shows("Aucune photographie");
        assert_eq!(kept(&portal).await, 0);
        assert_eq!(lines(&portal, "photo.removed").await.len(), 1);
    }
);

async fn put_as(browser: &Browser, photo: &str) -> Answer {
    let file = ("photographie", "moi.png", portrait(3));
    browser
        .upload(photo, &[], &[(file.0, file.1, &file.2)])
        .await
}

testkit::on_each_engine!(
    /// Invariant: who left gets no photograph, alone or by an archive.
    who_left_gets_none, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let (pupil, number) = numbers(&portal, here).await[0];
        let photo = format!("/eleves/{pupil}/photo");
        put_as(&office, &photo).await.expect(303);
        db::in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE enrolment SET left_on = $2 WHERE pupil = $1").bind(pupil).bind(portal.today()).run(tx).await
        }).expect("a departure");
        let before = picture(&portal, pupil).await;
        put_as(&office, &photo).await.expect(404);
        office.post(&format!("{photo}/retrait"), "").await.expect(404);
        // Who leaves between the page's look and its writing gets none either.
        let account = portal.account("secretariat", &[Function::Secretary], Some(here)).await;
        let mut read = portal.db().read().await.expect("a connection");
        let at = At::<PupilFilesWriting>::admit(&mut read, account, Some(here), portal.now()).await.expect("admitted");
        drop(read);
        let (small, now) = (fiction::small(9).expect("small"), portal.now());
        let (saved, removed) = db::in_write!(portal.db(), db::Error, |tx| {
            let saved = records::photo::save(tx, &at, pupil, &small, now).await?;
            Ok((saved, records::photo::remove(tx, &at, pupil, now).await?))
        }).expect("answers");
        assert_eq!((saved, removed), (false, false));
        let archive = zipped(&[(&format!("{number}.png"), &portrait(9))]);
        give(&portal, &office, &archive).await.1.shows("Aucun élève présent n'a ce numéro").shows("Aucune photographie n'a été placée");
        assert_eq!(picture(&portal, pupil).await, before);
        let tab = office.get(&format!("/eleves/{pupil}?onglet=photo")).await.expect(200);
        tab.hides("Enregistrer la photographie").hides("Retirer la photographie");
    }
);

testkit::on_each_engine!(
    /// Invariant: an archive that waited until its files were thrown away says so, once it has
    /// said that it takes longer than it should.
    an_archive_that_waited_too_long_says_so, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let (_, one) = numbers(&portal, here).await[0];
        let archive = zipped(&[(&format!("{one}.png"), &portrait(1))]);
        let given = office.upload(PAGE, &[], &[("archives", "photos.zip", &archive)]).await.expect(303);
        let page = given.location.expect("a page");
        office.get(&page).await.expect(200).hides("plus long que d'habitude");
        portal.context.clock.set(portal.now() + chrono::Duration::hours(3));
        let office = secretary(&portal, here).await;
        for end in ["", "/avancement"] {
            office.get(&format!("{page}{end}")).await.expect(200).shows("plus long que d'habitude");
        }
        office.upload(PAGE, &[], &[("archives", "photos.zip", &archive)]).await.expect(303);
        work(&portal).await;
        office.get(&page).await.expect(200).shows("Rien n'a été changé").shows("attendu trop longtemps");
        assert_eq!(kept(&portal).await, 1, "the other was placed");
    }
);

testkit::on_each_engine!(
    /// Invariant: a school whose register gives no number is told where photographs are put.
    without_numbers_the_page_says_where, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let told = "Aucun élève d'ici n'a de numéro";
        office.get(PAGE).await.expect(200).hides(told);
        db::in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE enrolment SET school_number = NULL WHERE school = $1").bind(here).run(tx).await
        }).expect("no numbers");
        office.get(PAGE).await.expect(200).shows(told).shows("Fiches individuelles");
    }
);

testkit::on_each_engine!(
    /// Invariant: the photograph of who left is kept a month, in which a departure can be
    /// corrected, and no longer; that of who is here stays.
    photographs_go_a_month_after_their_pupil, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let known = numbers(&portal, here).await;
        for (pupil, _) in &known[..2] {
            put_as(&office, &format!("/eleves/{pupil}/photo")).await.expect(303);
        }
        db::in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE enrolment SET left_on = $2 WHERE pupil = $1").bind(known[0].0).bind(portal.today()).run(tx).await
        }).expect("a departure");
        let manifest = records::manifest();
        let photos = manifest.retention.iter().find(|kept| kept.table == "photo").expect("photographs");
        for (days, left) in [(29, 2), (31, 1), (3_000, 1)] {
            let later = portal.now() + chrono::Duration::days(days);
            db::in_write!(portal.db(), db::Error, |tx| {
                (photos.purge)(tx, photos.keep.cutoff(later)).await
            }).expect("a purge");
            assert_eq!(kept(&portal).await, left, "after {days} days");
        }
    }
);

testkit::on_each_engine!(
    /// Invariant: a number that two pupils have names neither of them; that of one pupil in two
    /// school years names them.
    a_number_of_two_pupils_names_neither, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let known = numbers(&portal, here).await;
        let [(_, one), (second, _), (third, three)] = known[..3].try_into().expect("three");
        db::in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE enrolment SET school_number = $2 WHERE pupil = $1").bind(second).bind(format!("0{one}")).run(tx).await?;
            sql!(
                "INSERT INTO enrolment (id, pupil, school, school_year, name_key, school_number) \
                 SELECT $2, pupil, school, school_year - 1, name_key, school_number FROM enrolment WHERE pupil = $1"
            ).bind(third).bind(uuid::Uuid::now_v7()).run(tx).await
        }).expect("numbers");
        let archive = zipped(&[(&format!("{one}.png"), &portrait(1)), (&format!("{three}.png"), &portrait(2))]);
        let (_, done) = give(&portal, &office, &archive).await;
        done.shows("1 photographie placée").shows("Plusieurs élèves ont ce numéro");
        assert_eq!(kept(&portal).await, 1);
        assert!(picture(&portal, third).await.is_some());
    }
);

testkit::on_each_engine!(
    /// Invariant: an attempt that lost its lease places nothing: another one has begun.
    a_stale_attempt_places_nothing, |which| async move {
        let portal = portal(which).await;
        let here = school(&portal, HERE).await;
        let office = secretary(&portal, here).await;
        let (_, one) = numbers(&portal, here).await[0];
        let archive = zipped(&[(&format!("{one}.png"), &portrait(1))]);
        office.upload(PAGE, &[], &[("archives", "photos.zip", &archive)]).await.expect(303);
        let kinds = records::jobs();
        let worker = jobs::Worker::new(portal.context.clone(), kinds.clone());
        let stale = worker.claim().await.expect("a claim").expect("work");
        portal.context.clock.set(portal.now() + chrono::Duration::minutes(3));
        worker.claim().await.expect("a claim").expect("the same work");
        let kind = kinds.iter().find(|kind| kind.name == stale.kind).expect("its kind");
        let refused = (kind.run)(portal.context.clone(), stale).await.expect_err("refused");
        assert!(refused.to_string().contains("lost its lease"), "{refused}");
        assert_eq!(kept(&portal).await, 0);
        assert!(lines(&portal, "photo.imported").await.is_empty());
    }
);
