//! « Enseignant » and « Discipline » of an entry: proposed by the timetable, chosen, kept.

use crate::office::{CLARA, Entry, Office, between, selected, typed};
use admission::Function;
use chrono::{NaiveDate, NaiveTime, Weekday};
use db::{in_write, sql};
use education::Id;
use identity::{At, SchoolLifeSettings, StaffAccounts};
use records::Staff;
use testkit::{Answer, Browser, Which, on_each_engine};
use timetable::{Class, LessonTerms, Weeks};
use web::{Error, FormId};

const ENTRY: &str = "/absences/saisie";
const ROLL: &str = "/absences/appel";

/// Tuesday of 5B: mathematics by Jeanne, then English by nobody known; drawing of 6A by Luc.
struct School {
    office: Office,
    /// Jeanne, who is signed in.
    teacher: Browser,
    jeanne: Id<Staff>,
    luc: Id<Staff>,
}

async fn ready(which: Which) -> School {
    let office = Office::ready(which).await;
    let (portal, school, now) = (&office.portal, Some(office.school), office.portal.now());
    let account = portal.account("prof", &[Function::Teacher], school).await;
    let head = portal.account("cheffe", &[Function::Head], school).await;
    let mut read = portal.db().read().await.unwrap();
    let accounts = At::<StaffAccounts>::admit(&mut read, head, school, now)
        .await
        .unwrap();
    let settings = At::<SchoolLifeSettings>::admit(&mut read, head, school, now)
        .await
        .unwrap();
    drop(read);
    let since: NaiveDate = "2026-09-01".parse().unwrap();
    let (jeanne, luc) = in_write!(portal.db(), Error, |tx| {
        let mut staff = Vec::new();
        for (surname, first_name, function) in [
            ("Exemple", "Jeanne", "ENS"),
            ("Vernoy", "Luc", "ENS"),
            ("Bureau", "Anne", "ADM"),
        ] {
            let new = records::NewStaff {
                civility: None,
                surname: surname.into(),
                first_name: first_name.into(),
                function: function.into(),
            };
            staff.push(records::add_staff(tx, &accounts, &new, now).await?);
        }
        records::attach_account(tx, &accounts, staff[0], account).await?;
        for (hours, subject, class, teachers) in [
            ("08:30 09:25", "Mathématiques", "5B", vec![staff[0]]),
            ("09:25 10:20", "Anglais", "5B", vec![]),
            ("08:30 09:25", "Arts plastiques", "6A", vec![staff[1]]),
        ] {
            let (from, to) = hours.split_once(' ').unwrap();
            let time = |text| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
            let terms = LessonTerms {
                day: Weekday::Tue,
                from: time(from),
                to: time(to),
                weeks: Weeks::Every,
                subject: subject.into(),
                room: String::new(),
                classes: vec![Class::Division(class.into())],
                teachers,
            };
            timetable::add_lesson(tx, &settings, FormId::new(), &terms, since, now).await?;
        }
        Ok((staff[0], staff[1]))
    })
    .unwrap();
    School {
        teacher: office.portal.browser(account, school).await,
        office,
        jeanne,
        luc,
    }
}

/// The form of an entry of that day as the page before it was, with no recipient: it comes back.
async fn refused(school: &School, entry: &Entry, hours: (&str, &str), more: &str) -> Answer {
    let form = entry.form_to("2026-11-24", hours.0, hours.1, &[]);
    let page = school
        .office
        .assistant
        .post(ENTRY, &format!("{form}{more}"))
        .await;
    page.expect(422)
        .shows("Choisissez au moins un destinataire")
}

fn chosen(page: &Answer) -> (String, String) {
    (
        selected(&page.body, "enseignant"),
        selected(&page.body, "discipline"),
    )
}

on_each_engine!(
    /// Invariant: the timetable says by whom and of what, where the hours are those of one lesson; a
    /// person's choice stays; what was proposed for other hours does not.
    the_timetable_proposes_and_a_choice_stays,
    |which| async move {
        let school = ready(which).await;
        let entry = school.office.entry(CLARA).await;
        let jeanne = school.jeanne.to_string();
        let maths = || (jeanne.clone(), "Mathématiques".to_owned());
        let none = || (String::new(), String::new());
        let page = entry.page.shows("EXEMPLE Jeanne")
            .shows("VERNOY Luc").shows("Arts plastiques").hides("BUREAU");
        assert!(page.body.contains("<optgroup label=\"Ses cours du mardi"), "{}", page.body);
        assert_eq!(chosen(&page), none(), "several lessons until tonight");
        // Those of the pupil come first.
        let list = between(&page.body, "id=\"discipline\"", "</select>").unwrap();
        let place = |subject: &str| list.find(subject).expect(subject);
        assert!(place("Mathématiques") < place("Anglais") && place("Anglais") < place("Arts plastiques"));
        let entry = school.office.entry(CLARA).await;
        let page = refused(&school, &entry, ("08:30", "09:25"), "").await;
        assert_eq!(chosen(&page), maths());
        let for_maths = format!("&cours_de={}", page.field("cours_de"));
        // « AUCUN », chosen though something was proposed.
        let page = refused(&school, &entry, ("08:30", "09:25"), &format!("{for_maths}&enseignant=&discipline=")).await;
        assert_eq!(chosen(&page), none());
        // Other hours: what was proposed follows, what was chosen stays.
        let held = format!("{for_maths}&enseignant={jeanne}&discipline=Mathématiques");
        let page = refused(&school, &entry, ("09:25", "10:40"), &held).await;
        assert_eq!(chosen(&page), (String::new(), "Anglais".into()));
        let page = refused(&school, &entry, ("08:30", "10:40"), &held).await;
        assert_eq!(chosen(&page), none());
        let luc = format!("{for_maths}&enseignant={}&discipline=Mathématiques", school.luc);
        let page = refused(&school, &entry, ("09:25", "10:40"), &luc).await;
        assert_eq!(chosen(&page), (school.luc.to_string(), "Anglais".into()));
        // Recorded at once, the same is true.
        let form = entry.form("2026-11-24", "09:25", "10:40");
        school.office.assistant.post(ENTRY, &format!("{form}{held}")).await.expect(303);
        let (teacher, subject) = sql!("SELECT teacher, subject FROM absence")
            .one::<(Option<Id<Staff>>, Option<String>)>(&mut school.office.portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert_eq!((teacher, subject.as_deref()), (None, Some("Anglais")));
    }
);

on_each_engine!(
    /// Invariant: what an entry said of its lesson is kept when it is corrected, and no family is told
    /// anew.
    a_correction_keeps_what_was_said,
    |which| async move {
        let school = ready(which).await;
        let (office, entry) = (&school.office, school.office.entry(CLARA).await);
        let more = format!("&au_heure=09:25&enseignant={}&discipline=Mathématiques", school.jeanne);
        let href = typed(office, &entry, ("08:30", "09:25"), &more).await;
        let page = office.assistant.get(&href).await.expect(200);
        let page = page.shows("EXEMPLE Jeanne ; Mathématiques");
        assert_eq!(chosen(&page), (school.jeanne.to_string(), "Mathématiques".into()));
        let change = |page: &Answer, lesson: &str| format!(
            "nature=absence&du=2026-11-24&du_heure=08:30&au=2026-11-24&au_heure=09:25&version={}&cours_de={}{lesson}",
            page.field("version"), page.field("cours_de"),
        );
        let to_luc = format!("&enseignant={}&discipline=", school.luc);
        office.assistant.post(&href, &change(&page, &to_luc)).await.expect(303);
        let again = office.assistant.get(&href).await.expect(200)
            .shows("VERNOY Luc").shows("EXEMPLE Jeanne ; Mathématiques");
        assert_eq!(chosen(&again), (school.luc.to_string(), String::new()));
        assert_eq!(office.waiting().await.len(), 1, "nothing else is told");
        // The older window is shown what stands now.
        office.assistant.post(&href, &change(&page, "")).await.expect(409).shows("VERNOY Luc");
        // Who has left since is still named, and can be left where they were.
        let yesterday = office.portal.today() - chrono::Days::new(1);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE post SET ended_on = $1 WHERE staff = $2").bind(yesterday).bind(school.luc).run(tx).await?;
            sql!("DELETE FROM lesson_teacher WHERE staff = $1").bind(school.luc).run(tx).await
        }).unwrap();
        let page = office.assistant.get(&href).await.expect(200).shows("VERNOY Luc");
        office.assistant.post(&href, &change(&page, &format!("{to_luc}&informe=1"))).await.expect(303);
        office.entry(CLARA).await.page.hides("VERNOY Luc");
    }
);

on_each_engine!(
    /// Invariant: nobody is chosen who does not teach at the school, nor what nobody teaches there.
    what_is_not_offered_is_refused,
    |which| async move {
        let school = ready(which).await;
        let entry = school.office.entry(CLARA).await;
        let form = entry.form("2026-11-24", "08:30", "09:25");
        let (anne,) = sql!("SELECT id FROM staff WHERE surname = 'Bureau'")
            .one::<(Id<Staff>,)>(&mut school.office.portal.db().read().await.unwrap())
            .await
            .unwrap();
        let strange = Id::<Staff>::new();
        for (field, value) in [
            ("enseignant", strange.to_string()),
            ("enseignant", anne.to_string()),
            ("enseignant", "Jeanne".to_owned()),
            ("discipline", "Quidditch".to_owned()),
        ] {
            let page = school.office.assistant.post(ENTRY, &format!("{form}&{field}={value}")).await;
            let page = page.expect(422).shows("Choisissez une ligne de la liste.");
            assert!(page.body.contains(&format!("href=\"#{field}\"")), "{}", page.body);
        }
        assert_eq!(school.office.lines("absence.recorded").await, 0);
        // What is no period proposes nothing, and breaks nothing.
        for wrong in ["demain/hier", "0001-01-01T00:00/9999-01-01T00:00", "2026-11-24T08:30"] {
            refused(&school, &entry, ("08:30", "09:25"), &format!("&cours_de={wrong}")).await;
        }
    }
);

on_each_engine!(
    /// Invariant: an entry that a roll makes says the lesson; when it goes on during another one it
    /// says what both have, and when that roll is corrected what it said before.
    a_roll_says_the_lesson,
    |which| async move {
        let school = ready(which).await;
        let office = &school.office;
        let said = async || {
            sql!("SELECT teacher, subject FROM absence")
                .one::<(Option<Id<Staff>>, Option<String>)>(&mut office.portal.db().read().await.unwrap())
                .await
                .unwrap()
        };
        let (class, day) = ("classe=division:5B", "jour=2026-11-24");
        let sheet = school.teacher.get(&format!("{ROLL}?{class}&heure=08:30&{day}")).await.expect(200);
        let pupil = between(&sheet.body, "name=\"eleves\" value=\"", "\"").unwrap();
        let call = async |hour: &str, absent: bool| {
            let absent = if absent { format!("&absents={pupil}") } else { String::new() };
            let id = FormId::new().0;
            let form = format!("{class}&heure={hour}&{day}&eleves={pupil}{absent}&form_id={id}");
            school.teacher.post(ROLL, &form).await.expect(303);
        };
        let maths = (Some(school.jeanne), Some("Mathématiques".to_owned()));
        call("08:30", true).await;
        assert_eq!(said().await, maths);
        office.later(chrono::Duration::minutes(55));
        call("09:25", true).await;
        assert_eq!(said().await, (None, None));
        call("09:25", false).await;
        assert_eq!(said().await, maths);
    }
);
