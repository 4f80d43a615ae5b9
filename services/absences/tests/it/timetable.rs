//! « Emplois du temps »: files seen then applied, lessons typed, changed, ended.

use crate::office::{Office, school};
use admission::Function;
use db::{in_write, sql};
use identity::{At, StaffAccounts};
use testkit::{Answer, Browser, Which, on_each_engine};

const PAGE: &str = "/absences/emplois-du-temps";
const IMPORT: &str = "/absences/emplois-du-temps/import";
const NEW: &str = "/absences/emplois-du-temps/nouveau";
const WEEK: &str = "Jour;Début;Fin;Semaine;Matière;Enseignant;Classe;Groupe;Salle\r\n\
                    mardi;08:30;09:25;;Latin;EXEMPLE Jeanne;5 b;;-1\r\n\
                    mardi;09:25;10:40;A;Chant;VERNOY Luc;5B;5B GR1;\r\n\
                    jeudi;08:30;09:25;;Grec;;6Z;;\r\n\
                    samedi;08:30;09:25;;Sport;;5B;;\r\n";

struct Week {
    office: Office,
    /// The head of another school.
    elsewhere: Browser,
}

async fn ready(which: Which) -> Week {
    let office = Office::bare(which).await;
    let portal = &office.portal;
    let other = school(portal, "0990002P").await;
    let elsewhere = portal.signed_in_as(Function::Head, Some(other)).await;
    let account = portal
        .account("cheffe", &[Function::Head], Some(office.school))
        .await;
    let (now, mut read) = (portal.now(), portal.db().read().await.unwrap());
    let at = At::<StaffAccounts>::admit(&mut read, account, Some(office.school), now)
        .await
        .unwrap();
    drop(read);
    in_write!(portal.db(), web::Error, |tx| {
        let new = records::NewStaff {
            civility: None,
            surname: "Exemple".into(),
            first_name: "Jeanne".into(),
            function: "ENS".into(),
        };
        Ok(records::add_staff(tx, &at, &new, now).await?)
    })
    .unwrap();
    Week { office, elsewhere }
}

impl Week {
    async fn give(&self, name: &str, file: &[u8]) -> Answer {
        let head = &self.office.head;
        head.upload(IMPORT, &[], &[("fichiers", name, file)]).await
    }

    async fn apply(&self, draft: &str, page: &Answer, day: &str) -> Answer {
        let form = format!("du={day}&vu={}", page.field("vu"));
        let head = &self.office.head;
        head.post(&format!("{draft}/appliquer"), &form).await
    }

    /// Lessons that are held until further notice.
    async fn count(&self) -> i64 {
        let mut read = self.office.portal.db().read().await.unwrap();
        let count = sql!("SELECT COUNT(*) FROM lesson WHERE until IS NULL");
        count.one::<(i64,)>(&mut read).await.unwrap().0
    }
}

on_each_engine!(
    /// Invariant: nothing changes before « Appliquer », then all of it, once; what was not understood
    /// is told with its line; another school sees and applies nothing of it.
    a_file_is_seen_then_applied,
    |which| async move {
        let week = ready(which).await;
        week.office.head.get(PAGE).await.expect(200).shows("Aucun emploi du temps");
        let draft = week.give("cours.csv", WEEK.as_bytes()).await.expect(303).location.unwrap();
        let page = week.office.head.get(&draft).await.expect(200)
            .shows("Avant d'importer").shows("Rien n'est encore changé")
            .shows("Cours lus 4 Nouveaux 2 Terminés 0 Inchangés 0 Laissés de côté 2")
            .shows("6Z").shows("ligne 4 de « cours.csv »")
            .shows("5B 5B GR1, compté pour 5B").shows("VERNOY Luc").shows("n'a pas cours le samedi");
        assert_eq!(week.count().await, 0);
        let remarks = week.office.head.get(&format!("{draft}/remarques")).await.expect(200);
        assert!(remarks.body.contains("\"cours.csv\";\"4\";"), "{}", remarks.body);
        let apply = format!("{draft}/appliquer");
        week.elsewhere.get(&draft).await.expect(404);
        week.elsewhere.get(&format!("{draft}/remarques")).await.expect(404);
        week.elsewhere.post(&apply, &format!("du=2026-11-24&vu={}", page.field("vu"))).await.expect(404);
        assert_eq!(week.count().await, 0, "it is not theirs");
        // The base was another one when it was shown; a day of another year.
        week.office.head.post(&apply, "du=2026-11-24&vu=0").await.expect(409).shows("La base a changé");
        week.apply(&draft, &page, "2031-01-01").await.expect(422).shows("de cette année scolaire");
        assert_eq!(week.count().await, 0);
        let done = week.apply(&draft, &page, "2026-11-24").await.expect(303).location.unwrap();
        week.office.head.get(&done).await.expect(200).shows("2 nouveaux cours, 0 terminé, 0 inchangé");
        let again = week.apply(&draft, &page, "2026-11-24").await.expect(303).location.unwrap();
        week.office.head.get(&again).await.expect(200).shows("ont déjà été repris");
        assert_eq!((week.count().await, week.office.lines("lessons.imported").await), (2, 1));
        let grid = format!("{PAGE}?de=division:5B");
        week.office.head.get(&grid).await.expect(200)
            .shows("EXEMPLE Jeanne").shows("jusqu'à 10 h 40 · semaines A").shows("semaine B");
        week.elsewhere.get(&grid).await.expect(200).shows("Aucun emploi du temps");
    }
);

on_each_engine!(
    /// Invariant: what a school exports changes nothing when it comes back; a later file ends the
    /// lessons that it does not hold, and only those of files.
    an_export_comes_back_the_same,
    |which| async move {
        let week = ready(which).await;
        let draft = week.give("cours.csv", WEEK.as_bytes()).await.expect(303).location.unwrap();
        let page = week.office.head.get(&draft).await.expect(200);
        week.apply(&draft, &page, "2026-09-01").await.expect(303);
        let export = week.office.head.get(&format!("{PAGE}/export")).await.expect(200).body;
        let draft = week.give("export.csv", export.as_bytes()).await.expect(303).location.unwrap();
        let page = week.office.head.get(&draft).await.expect(200);
        let page = page.shows("Ces fichiers ne changent rien").hides("Ce qui n'a pas été compris");
        week.apply(&draft, &page, "2026-11-24").await.expect(303);
        assert_eq!(week.count().await, 2);
        let typed = "jour=ma&debut=14:00&fin=14:55&semaines=every&matiere=Dessin&classes=division:5B\
                     &du=2026-11-24";
        week.office.head.post(NEW, typed).await.expect(303);
        let (title, rows) = WEEK.split_once("\r\n").unwrap();
        let first = rows.split("\r\n").next().unwrap();
        let shorter = format!("{title}\r\n{first}\r\n");
        let draft = week.give("cours.csv", shorter.as_bytes()).await.expect(303).location.unwrap();
        let page = week.office.head.get(&draft).await.expect(200)
            .shows("Cours lus 1 Nouveaux 0 Terminés 1 Inchangés 1 Laissés de côté 0");
        week.apply(&draft, &page, "2026-11-24").await.expect(303);
        let grid = week.office.head.get(&format!("{PAGE}?de=division:5B")).await.expect(200);
        grid.shows("Latin").shows("Dessin").hides("Chant");
    }
);

on_each_engine!(
    /// Invariant: a file that is none, or of which nothing is the school's, is refused with the
    /// reason; nothing of it is kept.
    a_file_of_nothing_is_refused,
    |which| async move {
        let week = ready(which).await;
        week.give("photo.png", b"\x89PNG\r\n").await.expect(422).shows("« photo.png » : ce fichier n'est ni");
        week.give("vide.csv", b"").await.expect(422).shows("« vide.csv »");
        let elsewhere = WEEK.replace("5 b", "6Y").replace("5B", "6X");
        week.give("cours.csv", elsewhere.as_bytes()).await.expect(422)
            .shows("Aucun cours de ces fichiers ne peut être repris").shows("6Y");
        let mut read = week.office.portal.db().read().await.unwrap();
        let kept = sql!("SELECT COUNT(*) FROM lesson_draft").one::<(i64,)>(&mut read).await.unwrap();
        assert_eq!(kept.0, 0);
    }
);

on_each_engine!(
    /// Invariant: a lesson is typed once however often its form is sent; what it crosses is told; the
    /// older of two windows is refused and shows both; one that is ended comes back.
    a_lesson_is_typed_changed_and_ended,
    |which| async move {
        let week = ready(which).await;
        let head = &week.office.head;
        let page = head.get(&format!("{NEW}?de=division:5B")).await.expect(200);
        let typed = "jour=ma&debut=08:30&fin=09:25&semaines=every&classes=division:5B&salle=B12";
        let form = format!("{typed}&matiere=Latin&du=2026-11-24&form_id={}", page.field("form_id"));
        let lesson = head.post(NEW, &form).await.expect(303).location.unwrap();
        assert_eq!(head.post(NEW, &form).await.expect(303).location.unwrap(), lesson);
        assert_eq!(week.count().await, 1);
        head.get(&lesson).await.expect(200).shows("Le cours est ajouté.").hides("en croise d'autres");
        let wrong = "jour=di&debut=9&fin=09:25&semaines=every&classes=division:6Z&matiere=Sport&du=hier";
        head.post(NEW, wrong).await.expect(422)
            .shows("Choisissez un jour").shows("Indiquez une heure").shows("de la liste").shows("Indiquez une date");
        let other = format!("{typed}&matiere=Grec&du=2026-11-24");
        let second = head.post(NEW, &other).await.expect(303).location.unwrap();
        head.get(&second).await.expect(200).shows("Ce cours en croise d'autres").shows("Latin · 5B · B12");
        // Two windows on the first one.
        let lesson = lesson.split('?').next().unwrap();
        let shown = head.get(lesson).await.expect(200);
        let change = |subject: &str, page: &Answer| {
            format!("{typed}&matiere={subject}&version={}&form_id={}", page.field("version"), page.field("form_id"))
        };
        let mine = change("Arabe", &shown);
        let changed = head.post(lesson, &mine).await.expect(303).location.unwrap();
        assert_eq!(head.post(lesson, &mine).await.expect(303).location.unwrap(), changed);
        let late = head.get(lesson).await.expect(200).field("form_id");
        let theirs = format!("{typed}&matiere=Russe&version=1&form_id={late}");
        head.post(lesson, &theirs).await.expect(409)
            .shows("a été modifié entre-temps").shows("mardi, 8 h 30 : Latin");
        let changed = changed.split('?').next().unwrap();
        week.elsewhere.get(changed).await.expect(404);
        week.elsewhere.post(&format!("{changed}/fin"), "du=2026-11-24").await.expect(404);
        let page = head.post(&format!("{changed}/fin"), "du=demain").await.expect(422)
            .shows("Indiquez une date");
        assert!(page.body.contains("value=\"demain\""), "what was typed is kept: {}", page.body);
        let page = head.post(&format!("{changed}/fin"), "du=").await.expect(422).shows("Indiquez une date");
        assert_eq!(page.field("du"), "", "nothing was typed, and no day takes its place");
        head.post(&format!("{changed}/fin"), "du=2026-11-24").await.expect(303);
        head.get(changed).await.expect(200).shows("Le remettre à l'emploi du temps");
        assert_eq!(week.count().await, 1);
        week.elsewhere.post(&format!("{changed}/reprise"), "").await.expect(404);
        head.post(&format!("{changed}/reprise"), "").await.expect(303);
        assert_eq!(week.count().await, 2);
    }
);
