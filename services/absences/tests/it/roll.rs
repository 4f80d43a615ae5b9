//! « Appel »: by whom, of whom, once; what the office has typed is never undone.

use crate::office::{CLARA, HUGO, INES, Office};
use admission::Function;
use chrono::{Duration, NaiveDate, NaiveTime, Weekday};
use db::{in_write, sql};
use education::{Account, Id, Pupil};
use identity::{At, SchoolLifeSettings, StaffAccounts};
use testkit::{Answer, Browser, Which, on_each_engine};
use timetable::{Class, LessonTerms, Weeks};
use uuid::Uuid;
use web::{Error, FormId};

const ROLL: &str = "/absences/appel";
/// It is Tuesday, 8:40.
const FIRST: &str = "classe=division:5B&heure=08:30&jour=2026-11-24";
const SECOND: &str = "classe=division:5B&heure=09:25&jour=2026-11-24";

/// A teacher, with the sheet of a roll before their eyes.
struct Class5b {
    office: Office,
    account: Id<Account>,
    teacher: Browser,
    pupils: Vec<(String, String)>,
}

impl Class5b {
    async fn of(office: Office) -> Self {
        let account = office
            .portal
            .account("prof", &[Function::Teacher], Some(office.school))
            .await;
        let teacher = office.portal.browser(account, Some(office.school)).await;
        let page = teacher.get(&format!("{ROLL}?{FIRST}")).await.expect(200);
        let rows = page.body.split("<fieldset class=\"p-roll-row\">").skip(1);
        let pupils = rows
            .map(|row| {
                let name = row
                    .split("<legend>")
                    .nth(1)
                    .unwrap()
                    .split('<')
                    .next()
                    .unwrap();
                let id = row
                    .split("value=\"")
                    .nth(1)
                    .unwrap()
                    .split('"')
                    .next()
                    .unwrap();
                (name.to_owned(), id.to_owned())
            })
            .collect();
        Self {
            office,
            account,
            teacher,
            pupils,
        }
    }

    fn id(&self, name: &str) -> &str {
        let found = self.pupils.iter().find(|(known, _)| known == name);
        &found.expect("on the sheet").1
    }

    /// The form of a sheet on which somebody is absent or late by so many minutes.
    fn form(&self, slot: &str, said: &[(&str, Option<u16>)]) -> String {
        let shown: String = self
            .pupils
            .iter()
            .map(|(_, id)| format!("&eleves={id}"))
            .collect();
        let said: String = said
            .iter()
            .map(|(name, late)| match late {
                None => format!("&absents={}", self.id(name)),
                Some(minutes) => {
                    let id = self.id(name);
                    format!("&retards={id}&minutes-{id}={minutes}")
                }
            })
            .collect();
        format!("{slot}&pour={}{shown}{said}", self.account)
    }

    async fn call(&self, slot: &str, said: &[(&str, Option<u16>)]) -> Answer {
        let number = Uuid::now_v7();
        self.teacher
            .put(&format!("{ROLL}/{number}"), &self.form(slot, said))
            .await
    }
}

async fn ready(which: Which) -> Class5b {
    Class5b::of(Office::ready(which).await).await
}

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

on_each_engine!(
    /// Invariant: a roll says who is missing and who was late, and the office sees it at once; an empty
    /// one is recorded too; the same call twice counts once.
    a_roll_is_called_once,
    |which| async move {
        let class = ready(which).await;
        assert_eq!(class.pupils.len(), 3);
        let number = Uuid::now_v7();
        let form = class.form(FIRST, &[(CLARA, None), (HUGO, Some(10))]);
        for _ in 0..2 {
            let answer = class.teacher.put(&format!("{ROLL}/{number}"), &form).await.expect(200);
            answer.shows("Appel enregistré à 8 h 40").shows("1 absent, 1 en retard");
        }
        assert_eq!(class.office.lines("roll.called").await, 1);
        assert_eq!(class.office.lines("absence.recorded").await, 2);
        class.office.entry(CLARA).await.page.shows("Absence, mardi 24 novembre, de 8 h 30 à 9 h 25");
        class.office.entry(HUGO).await.page.shows("Retard de 10 minutes, mardi 24 novembre, 8 h 30");
        class.office.later(Duration::minutes(55));
        let answer = class.call(SECOND, &[]).await.expect(200);
        answer.shows("tout le monde est là");
        assert_eq!(class.office.lines("absence.recorded").await, 2);
    }
);

on_each_engine!(
    /// Invariant: without a script the form does the same, and the page shows what was kept.
    a_roll_is_called_by_hand,
    |which| async move {
        let class = ready(which).await;
        let page = class.teacher.get(&format!("{ROLL}?{FIRST}")).await.expect(200).shows("3 élèves");
        let form = format!("{}&form_id={}", class.form(FIRST, &[(CLARA, None)]), page.field("form_id"));
        for _ in 0..2 {
            let kept = class.teacher.post(ROLL, &form).await.expect(303);
            let page = class.teacher.get(&kept.location.unwrap()).await.expect(200)
                .shows("Appel enregistré à 8 h 40 par").shows("1 absent.");
            let ticked = format!("name=\"absents\" value=\"{}\" checked", class.id(CLARA));
            assert!(page.body.contains(&ticked), "{}", page.body);
        }
        assert_eq!(class.office.lines("roll.called").await, 1);
    }
);

on_each_engine!(
    /// Invariant: an absence goes on from lesson to lesson as one entry; a corrected roll cuts it
    /// back, and what the entry said before is kept.
    an_absence_goes_on_until_the_pupil_is_there,
    |which| async move {
        let class = ready(which).await;
        class.call(FIRST, &[(CLARA, None)]).await.expect(200);
        class.office.later(Duration::minutes(55));
        class.call(SECOND, &[(CLARA, None)]).await.expect(200);
        let page = class.office.entry(CLARA).await.page;
        let page = page.shows("Absence, mardi 24 novembre, de 8 h 30 à 10 h 40");
        assert_eq!(class.office.lines("absence.recorded").await, 1);
        page.hides("de 8 h 30 à 9 h 25");
        // She was there after all, and only late.
        class.call(SECOND, &[(CLARA, Some(5))]).await.expect(200);
        class.office.entry(CLARA).await.page
            .shows("Absence, mardi 24 novembre, de 8 h 30 à 9 h 25")
            .shows("Retard de 5 minutes, mardi 24 novembre, 9 h 25");
        class.call(FIRST, &[]).await.expect(200);
        class.call(SECOND, &[]).await.expect(200);
        assert_eq!(class.office.lines("absence.cancelled").await, 2);
    }
);

on_each_engine!(
    /// Invariant: what the office has typed or taken back stays as it is, whatever a roll says: both
    /// are told, to the teacher at once.
    the_office_and_the_roll_are_both_shown,
    |which| async move {
        let class = ready(which).await;
        let office = &class.office;
        let entry = office.entry(CLARA).await;
        office.record(&entry).await.expect(303);
        class.teacher.get(&format!("{ROLL}?{FIRST}")).await.expect(200)
            .shows("Absence depuis 8 h 30 jusqu'à 17 h 05, dit la vie scolaire.");
        let answer = class.call(FIRST, &[(HUGO, None)]).await.expect(200);
        answer.shows("ABADIE Clara : l'appel dit « présent », la vie scolaire a saisi");
        office.entry(CLARA).await.page.shows("de 8 h 30 à 17 h 05");
        // The office takes back what the roll had made; the teacher sends the same again.
        let page = office.entry(HUGO).await.page;
        let made = crate::office::between(&page.body, "action=\"/absences/0", "\"").expect("an entry");
        let cancel = format!("/absences/0{made}");
        assert!(cancel.ends_with("/annulation"), "{cancel}");
        office.assistant.post(&cancel, "confirme=oui").await.expect(303);
        let answer = class.call(FIRST, &[(HUGO, None), (CLARA, None)]).await.expect(200);
        // Both say the same of Clara.
        answer.shows("la vie scolaire a annulé cette saisie").hides("ABADIE");
        assert_eq!(office.lines("absence.recorded").await, 2);
        class.teacher.get(&format!("{ROLL}?{FIRST}")).await.expect(200)
            .shows("L'appel et la vie scolaire ne disent pas la même chose");
    }
);

on_each_engine!(
    /// Invariant: an absence whose end nobody knows goes on by itself: a roll that says the same makes
    /// no other entry and gives it no end, one that says otherwise is shown beside it.
    what_has_no_end_goes_on_by_itself,
    |which| async move {
        let class = ready(which).await;
        let office = &class.office;
        let entry = office.entry(CLARA).await;
        let form = entry.form("2026-11-23", "14:00", "17:05");
        office.assistant.post("/absences/saisie", &format!("{form}&fin_inconnue=1")).await.expect(303);
        class.teacher.get(&format!("{ROLL}?{FIRST}")).await.expect(200)
            .shows("Absence depuis 14 h, dit la vie scolaire.");
        class.call(FIRST, &[(CLARA, None)]).await.expect(200).hides("la vie scolaire a saisi");
        assert_eq!(office.lines("absence.recorded").await, 1);
        assert_eq!(office.lines("absence.changed").await, 0);
        class.call(FIRST, &[]).await.expect(200)
            .shows("l'appel dit « présent », la vie scolaire a saisi : Absence depuis le 23/11/26 14:00");
        office.entry(CLARA).await.page.shows("Absence depuis lundi 23 novembre");
    }
);

on_each_engine!(
    /// Invariant: what one has called leaves under one's own name; a roll is called of those who were
    /// shown, in its time, and whoever cannot is told why.
    a_roll_is_judged,
    |which| async move {
        let class = ready(which).await;
        let put = async |form: String| {
            class.teacher.put(&format!("{ROLL}/{}", Uuid::now_v7()), &form).await
        };
        let mine = class.form(FIRST, &[]);
        let other = mine.replace(&class.account.to_string(), &Uuid::now_v7().to_string());
        put(other).await.expect(403);
        let refused = async |form: String, why: &str| {
            put(form).await.expect(422).shows(why);
        };
        refused(class.form(SECOND, &[]), "s'ouvre le mardi 24 novembre à 9 h 15").await;
        refused(class.form("classe=division:5B&heure=08:31&jour=2026-11-24", &[]), "de la liste").await;
        refused(class.form("classe=division:9Z&heure=08:30&jour=2026-11-24", &[]), "pas d'élève").await;
        refused(class.form("classe=division:5B&heure=08:30&jour=2026-11-16", &[]), "7 jours").await;
        refused(class.form("classe=division:5B&heure=08:30&jour=2026-11-22", &[]), "de la liste").await;
        refused(format!("{FIRST}&pour={}", class.account), "La liste des élèves a changé").await;
        refused(class.form("cours=abc&jour=2026-11-24", &[]), "de la liste").await;
        let lesson = format!("cours={}&jour=2026-11-24", Uuid::now_v7());
        put(class.form(&lesson, &[])).await.expect(404);
        let late = class.form(FIRST, &[(HUGO, Some(55))]);
        refused(late.clone(), "ABEL Hugo : choisissez de combien de minutes").await;
        // By hand, what was ticked is still there.
        let page = class.teacher.post(ROLL, &late).await.expect(422).shows("L'appel n'est pas enregistré");
        let ticked = format!("name=\"retards\" value=\"{}\" checked", class.id(HUGO));
        assert!(page.body.contains(&ticked), "{}", page.body);
        assert_eq!(class.office.lines("roll.called").await, 0);
        class.office.portal.visitor().put(&format!("{ROLL}/{}", Uuid::now_v7()), &mine).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: the lesson that a teacher gives now opens by itself, with its own pupils; a look at
    /// a list leaves a trace.
    the_lesson_now_opens_by_itself,
    |which| async move {
        let class = ready(which).await;
        let (portal, now) = (&class.office.portal, class.office.portal.now());
        class.teacher.get(ROLL).await.expect(200).shows("Une classe et une heure").hides("ABADIE");
        let head = portal.account("chef-2", &[Function::Head], Some(class.office.school)).await;
        let mut read = portal.db().read().await.unwrap();
        let at = At::<StaffAccounts>::admit(&mut read, head, Some(class.office.school), now).await.unwrap();
        let settings =
            At::<SchoolLifeSettings>::admit(&mut read, head, Some(class.office.school), now).await.unwrap();
        drop(read);
        let lesson = |day, from: &str, to: &str, teachers| LessonTerms {
            day,
            from: time(from),
            to: time(to),
            weeks: Weeks::Every,
            subject: "Mathématiques".into(),
            room: "B12".into(),
            classes: vec![Class::Division("5B".into())],
            teachers,
        };
        let since: NaiveDate = "2026-09-01".parse().unwrap();
        in_write!(portal.db(), Error, |tx| {
            let new = records::NewStaff {
                civility: None,
                surname: "Exemple".into(),
                first_name: "Jeanne".into(),
                function: "ENS".into(),
            };
            let staff = records::add_staff(tx, &at, &new, now).await?;
            records::attach_account(tx, &at, staff, class.account).await?;
            for terms in [
                lesson(Weekday::Tue, "08:30", "09:25", vec![staff]),
                lesson(Weekday::Tue, "09:25", "10:20", vec![]),
                lesson(Weekday::Tue, "10:20", "11:15", vec![staff]),
                lesson(Weekday::Wed, "08:30", "09:25", vec![staff]),
            ] {
                timetable::add_lesson(tx, &settings, FormId::new(), &terms, since, now).await?;
            }
            Ok(())
        })
        .unwrap();
        let before = class.office.lines("roll.seen").await;
        let page = class.teacher.get(ROLL).await.expect(200)
            .shows("Appel · 5B · Mathématiques").shows("de 8 h 30 à 9 h 25").shows("ABADIE Clara");
        assert_eq!(class.office.lines("roll.seen").await, before + 1);
        class.teacher.get(&format!("{ROLL}?autre=oui")).await.expect(200).hides("ABADIE");
        let slot = format!("cours={}&jour=2026-11-24", page.field("cours"));
        let answer = class.call(&slot, &[(INES, None)]).await.expect(200);
        answer.shows("1 absent");
        class.office.entry(INES).await.page.shows("de 8 h 30 à 9 h 25");
        // Whoever chooses the class and the hour comes to the same roll.
        class.office.assistant.get(&format!("{ROLL}?{FIRST}")).await.expect(200)
            .shows("Appel · 5B · Mathématiques").shows("1 absent.");
        // On Wednesday it is another lesson's roll.
        let other = format!("cours={}&jour=2026-11-25", page.field("cours"));
        class.teacher.get(&format!("{ROLL}?{other}")).await.expect(422).shows("n'est plus à l'emploi du temps");
        class.office.later(Duration::minutes(50));
        class.teacher.get(ROLL).await.expect(200).hides("ABADIE").shows("Vos cours, mardi 24 novembre")
            // What cannot be called yet is no link.
            .shows("10 h 20 à 11 h 15 · 5B · Mathématiques : s'ouvre à 10 h 10");
    }
);

on_each_engine!(
    /// Invariant: a group has its own pupils, of whichever class.
    a_group_has_its_own_pupils,
    |which| async move {
        let class = ready(which).await;
        let pupil: Id<Pupil> = class.id(HUGO).parse().unwrap();
        let school = class.office.school;
        in_write!(class.office.portal.db(), db::Error, |tx| {
            let group = Uuid::now_v7();
            sql!("INSERT INTO teaching_group (id, school, school_year, code, label) VALUES ($1, $2, 2026, '5AGL1', NULL)")
                .bind(group)
                .bind(school)
                .run(tx)
                .await?;
            sql!("INSERT INTO group_member (teaching_group, enrolment) SELECT $1, id FROM enrolment WHERE pupil = $2 AND school = $3")
                .bind(group)
                .bind(pupil)
                .bind(school)
                .run(tx)
                .await
        })
        .unwrap();
        class.teacher.get(ROLL).await.expect(200).shows("Groupe 5AGL1");
        let group = "classe=group:5AGL1&heure=08:30&jour=2026-11-24";
        class.teacher.get(&format!("{ROLL}?{group}")).await.expect(200)
            .shows("Appel · 5AGL1").shows("1 élève").shows(HUGO).hides(CLARA);
        class.call(group, &[(HUGO, None)]).await.expect(200).shows("1 absent.");
        // The whole class is another roll: it says where he is, and makes no second entry.
        class.call(FIRST, &[(HUGO, None)]).await.expect(200);
        assert_eq!(class.office.lines("absence.recorded").await, 1);
    }
);

on_each_engine!(
    /// Invariant: a day far away is no day: nothing is written for its year, no roll is called of another
    /// day in its place.
    a_day_far_away_is_no_day,
    |which| async move {
        let class = ready(which).await;
        for day in ["9999-05-05", "0001-01-01", "%2B262142-12-31", "demain"] {
            for page in [ROLL, "/absences/jour", "/absences/suivi", "/absences/statistiques"] {
                let answer = class.office.assistant.get(&format!("{page}?jour={day}&depuis={day}&du={day}")).await;
                answer.expect(200);
            }
            let slot = format!("classe=division:5B&heure=08:30&jour={day}");
            class.call(&slot, &[(CLARA, None)]).await.expect(422).shows("Choisissez un jour");
        }
        assert_eq!(class.office.lines("roll.called").await, 0);
        let mut read = class.office.portal.db().read().await.unwrap();
        let years = sql!("SELECT COUNT(DISTINCT school_year) FROM school_closure").one::<(i64,)>(&mut read);
        assert_eq!(years.await.unwrap().0, 1, "the year under way");
    }
);
