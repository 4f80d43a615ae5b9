//! Lessons, kept: typed, changed, ended, brought by a file.

use crate::calendar::{day, head, portal};
use chrono::{NaiveDate, Weekday};
use db::in_write;
use education::Id;
use identity::{At, SchoolLifeSettings};
use std::io::Cursor;
use testkit::{Portal, on_each_engine};
use timetable::{Class, Lesson, LessonChange, LessonTerms, Replaced, WeekA, Weeks};
use web::{Error, FormId};

fn terms(subject: &str, on: Weekday) -> LessonTerms {
    LessonTerms {
        day: on,
        from: "08:30:00".parse().unwrap(),
        to: "09:25:00".parse().unwrap(),
        weeks: Weeks::Every,
        subject: subject.into(),
        room: String::new(),
        classes: vec![Class::Division("5B".into()), Class::Group("5ESP1".into())],
        teachers: vec![Id::new()],
    }
}

/// A school, and what is done there.
struct School<'p> {
    portal: &'p Portal,
    at: At<SchoolLifeSettings>,
}

impl School<'_> {
    async fn lessons(&self, from: &str) -> Vec<Lesson> {
        let mut read = self.portal.db().read().await.unwrap();
        let lessons = timetable::lessons(&mut read, &self.at, day(from), None).await;
        lessons.unwrap()
    }

    /// The subjects of those that are held that day.
    async fn on(&self, date: &str) -> Vec<String> {
        let mut read = self.portal.db().read().await.unwrap();
        let lessons = timetable::lessons_on(&mut read, &self.at, day(date), WeekA::Odd).await;
        let lessons = lessons.unwrap().into_iter();
        lessons.map(|lesson| lesson.terms.subject).collect()
    }

    async fn add(&self, form: FormId, terms: &LessonTerms, since: &str) -> Id<Lesson> {
        let (portal, at) = (self.portal, &self.at);
        let added = in_write!(portal.db(), Error, |tx| {
            let now = portal.now();
            Ok(timetable::add_lesson(tx, at, form, terms, day(since), now).await?)
        });
        added.unwrap().unwrap()
    }

    async fn change(
        &self,
        which: (Id<Lesson>, i64),
        form: FormId,
        to: &LessonTerms,
    ) -> LessonChange {
        let (portal, at) = (self.portal, &self.at);
        let changed = in_write!(portal.db(), Error, |tx| {
            let (today, now) = (day("2026-11-24"), portal.now());
            Ok(timetable::change_lesson(tx, at, which, (form, to), today, now).await?)
        });
        changed.unwrap()
    }

    async fn end(&self, id: Id<Lesson>, on: &str) -> bool {
        let (portal, at) = (self.portal, &self.at);
        let ended = in_write!(portal.db(), Error, |tx| {
            Ok(timetable::end_lesson(tx, at, id, day(on), portal.now()).await?)
        });
        ended.unwrap()
    }

    async fn resume(&self, id: Id<Lesson>) -> bool {
        let (portal, at) = (self.portal, &self.at);
        let resumed = in_write!(portal.db(), Error, |tx| {
            Ok(timetable::resume_lesson(tx, at, id, portal.now()).await?)
        });
        resumed.unwrap()
    }

    async fn take(&self, file: &[LessonTerms], since: &str) -> Replaced {
        let (portal, at, since): (_, _, NaiveDate) = (self.portal, &self.at, day(since));
        let mut read = portal.db().read().await.unwrap();
        let would = timetable::would_replace(&mut read, at, file, since).await;
        drop(read);
        let done = in_write!(portal.db(), Error, |tx| {
            Ok(timetable::replace_imported(tx, at, file, since, portal.now()).await?)
        });
        let done = done.unwrap();
        assert_eq!(would.unwrap(), done, "what is done is what was told");
        done
    }
}

on_each_engine!(
    /// Invariant: a lesson that is changed was what it was until the day before; a form sent twice
    /// changes it once; an older version, or another school, changes nothing.
    a_lesson_is_changed_from_a_day_on,
    |which| async move {
        let portal = portal(which).await;
        let school = School { at: head(&portal, "0990001N").await, portal: &portal };
        let other = School { at: head(&portal, "0990002P").await, portal: &portal };
        let (form, latin) = (FormId::new(), terms("Latin", Weekday::Tue));
        let id = school.add(form, &latin, "2026-09-01").await;
        assert_eq!(school.add(form, &latin, "2026-09-01").await, id);
        let kept = school.lessons("2026-11-24").await.remove(0);
        assert_eq!((kept.terms, kept.version, kept.imported), (latin.clone(), 1, false));
        let (again, greek) = (FormId::new(), terms("Grec", Weekday::Tue));
        let LessonChange::Done(new) = school.change((id, 1), again, &greek).await else {
            panic!("it is the version that was shown");
        };
        assert_eq!(school.change((id, 1), again, &greek).await, LessonChange::Done(new));
        assert_eq!(school.on("2026-11-17").await, ["Latin"]);
        assert_eq!(school.on("2026-11-24").await, ["Grec"]);
        let late = terms("Russe", Weekday::Tue);
        assert_eq!(school.change((id, 1), FormId::new(), &late).await, LessonChange::Conflict);
        assert_eq!(school.change((new, 9), FormId::new(), &late).await, LessonChange::Conflict);
        assert_eq!(other.change((new, 1), FormId::new(), &late).await, LessonChange::Conflict);
        assert!(!other.end(new, "2026-11-24").await && !other.resume(id).await);
        assert_eq!(school.on("2026-12-01").await, ["Grec"]);
        assert!(school.end(new, "2026-12-01").await);
        assert_eq!(school.on("2026-11-24").await, ["Grec"]);
        assert_eq!(school.on("2026-12-01").await, Vec::<String>::new());
        assert!(school.resume(new).await && !school.resume(new).await);
        assert_eq!(school.on("2026-12-01").await, ["Grec"]);
    }
);

on_each_engine!(
    /// Invariant: a file taken twice changes nothing the second time; what a later one does not hold
    /// ends that day; typed lessons and those of another school are not touched.
    a_file_takes_the_place_of_the_one_before,
    |which| async move {
        let portal = portal(which).await;
        let school = School { at: head(&portal, "0990001N").await, portal: &portal };
        let other = School { at: head(&portal, "0990002P").await, portal: &portal };
        let file = [terms("Latin", Weekday::Tue), terms("Grec", Weekday::Tue)];
        let replaced = |added, ended, kept| Replaced { added, ended, kept };
        school.add(FormId::new(), &terms("Dessin", Weekday::Tue), "2026-09-01").await;
        other.take(&file, "2026-09-01").await;
        assert_eq!(school.take(&file, "2026-09-01").await, replaced(2, 0, 0));
        assert_eq!(school.take(&file, "2026-11-24").await, replaced(0, 0, 2));
        let later = [file[1].clone(), terms("Chant", Weekday::Tue)];
        assert_eq!(school.take(&later, "2026-11-24").await, replaced(1, 1, 1));
        let sorted = async |date: &str| {
            let mut subjects = school.on(date).await;
            subjects.sort();
            subjects
        };
        assert_eq!(sorted("2026-11-17").await, ["Dessin", "Grec", "Latin"]);
        assert_eq!(sorted("2026-11-24").await, ["Chant", "Dessin", "Grec"]);
        assert_eq!(other.on("2026-11-24").await.len(), 2);
    }
);

on_each_engine!(
    /// Invariant: files are kept as they came, are read at their school only, and are taken once.
    a_deposit_is_taken_once,
    |which| async move {
        let portal = portal(which).await;
        let (at, other) = (head(&portal, "0990001N").await, head(&portal, "0990002P").await);
        let bytes = [0u8, 255, 10];
        let id = in_write!(portal.db(), Error, |tx| {
            let mut given = [("a.txt", &b"a"[..]), ("b.txt", &bytes[..])]
                .map(|(name, bytes)| (name.to_owned(), Cursor::new(bytes)));
            timetable::keep_lesson_draft(tx, &at, portal.now(), &mut given).await
        })
        .unwrap();
        let mut read = portal.db().read().await.unwrap();
        let names = timetable::lesson_draft(&mut read, &at, id).await.unwrap().unwrap();
        assert_eq!(names, ["a.txt", "b.txt"]);
        let second = timetable::lesson_draft_file(&mut read, &at, id, 1).await.unwrap();
        assert_eq!(second.as_deref(), Some(&bytes[..]));
        assert_eq!(timetable::lesson_draft(&mut read, &other, id).await.unwrap(), None);
        assert_eq!(timetable::lesson_draft_file(&mut read, &other, id, 1).await.unwrap(), None);
        drop(read);
        let take = async |at: &At<SchoolLifeSettings>| {
            in_write!(portal.db(), Error, |tx| {
                Ok(timetable::take_lesson_draft(tx, at, id).await?)
            })
            .unwrap()
        };
        assert!(!take(&other).await, "it is not theirs");
        assert!(take(&at).await);
        assert!(!take(&at).await, "once");
        let mut read = portal.db().read().await.unwrap();
        assert_eq!(timetable::lesson_draft(&mut read, &at, id).await.unwrap(), Some(Vec::new()));
    }
);
