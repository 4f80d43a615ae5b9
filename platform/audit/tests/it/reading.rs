//! Reading: each question gets its lines, and no other.

use crate::book::{Book, start};
use audit::{Actor, Filter, Found, Line, latest, note, of_object};
use chrono::{DateTime, Duration, Utc};
use db::in_write;
use education::{Account, Id, School};
use testkit::{Which, on_each_engine};

/// Two people at two schools, two pupils, six lines: details from `0` to `5`, two at each instant.
struct Days {
    book: Book,
    people: [Id<Account>; 2],
    schools: [Id<School>; 2],
    pupils: [Id<()>; 2],
}

impl Days {
    async fn start(which: Which) -> Self {
        let days = Self {
            book: Book::open(which).await,
            people: [Id::new(), Id::new()],
            schools: [Id::new(), Id::new()],
            pupils: [Id::new(), Id::new()],
        };
        let by = |who: usize| Actor {
            account: Some(days.people[who]),
            school: Some(days.schools[who]),
        };
        let lines = [
            Line::new(by(0), "pupil.seen").on("pupil", days.pupils[0]),
            Line::new(by(1), "pupil.seen").on("pupil", days.pupils[1]),
            Line::new(by(0), "sms.released").on("message", days.pupils[0]),
            Line::new(by(1), "session.opened"),
            Line::new(Actor::PROGRAM, "sms.sent_again").on("message", days.pupils[1]),
            Line::new(by(0), "seen.pupil").on("pupil", days.pupils[0]),
        ];
        in_write!(days.book.db(), db::Error, |tx| {
            for (n, line) in (0..).zip(&lines) {
                let line = line.clone().detail(n.to_string());
                note(tx, at(n), &line).await?;
            }
            Ok(())
        })
        .unwrap();
        days
    }

    async fn found(&self, filter: Filter, limit: i64) -> Vec<Found> {
        let mut read = self.book.db().read().await.unwrap();
        latest(&mut read, &filter, limit).await.unwrap()
    }

    async fn details(&self, filter: Filter) -> String {
        let found = self.found(filter, 100).await;
        found.into_iter().map(|line| line.detail).collect()
    }
}

/// Two lines at each instant.
fn at(n: i64) -> DateTime<Utc> {
    start() + Duration::seconds(n / 2)
}

fn of_act(act: &str) -> Filter {
    Filter {
        act: Some(act.into()),
        ..Filter::default()
    }
}

on_each_engine!(
    /// Invariant: a line is read as it was written: who, where, what, on what, when.
    a_line_is_read_as_it_was_written,
    |which| async move {
        let days = Days::start(which).await;
        let lines = days.found(Filter::default(), 100).await;
        let (released, sent, opened) = (&lines[3], &lines[1], &lines[2]);
        assert_eq!(released.at, at(2));
        assert_eq!(released.account, Some(days.people[0].uuid()));
        assert_eq!(released.school, Some(days.schools[0].uuid()));
        assert_eq!((released.act.as_str(), released.object_kind.as_str()), ("sms.released", "message"));
        assert_eq!(released.object, Some(days.pupils[0].uuid()));
        assert_eq!((sent.account, sent.school), (None, None));
        assert_eq!((opened.object_kind.as_str(), opened.object), ("", None));
        assert_eq!(released.seal, None);
        assert_eq!(days.book.seal(start()).await, 6);
        assert_eq!(days.found(of_act("sms.released"), 1).await[0].seal, Some(1));
    }
);

on_each_engine!(
    /// Invariant: each filter keeps its lines, and two filters keep what fits both. What is typed
    /// as an act is the beginning of its word, and no pattern.
    each_filter_keeps_its_lines,
    |which| async move {
        let days = Days::start(which).await;
        let of = |object: Id<()>| Filter { object: Some(object.uuid()), ..Filter::default() };
        let by = |who: Id<Account>| Filter { account: Some(who.uuid()), ..Filter::default() };
        assert_eq!(days.details(Filter::default()).await, "543210");
        assert_eq!(days.details(of_act("sms.")).await, "42");
        assert_eq!(days.details(of_act("seen")).await, "5");
        for (typed, found) in [("sms.sent_ag", "4"), ("%seen", ""), ("s_s.", ""), ("sms.sent\\", "")] {
            assert_eq!(days.details(of_act(typed)).await, found, "{typed}");
        }
        assert_eq!(days.details(of(days.pupils[0])).await, "520");
        assert_eq!(days.details(by(days.people[1])).await, "31");
        let both = Filter { act: Some("pupil.".into()), ..of(days.pupils[0]) };
        assert_eq!(days.details(both).await, "0");
        let nobody = Filter { account: Some(days.people[1].uuid()), ..of(days.pupils[0]) };
        assert_eq!(days.details(nobody).await, "");
        let mut read = days.book.db().read().await.unwrap();
        let of_one = of_object(&mut read, days.pupils[1].uuid(), 100).await.unwrap();
        assert_eq!(of_one.iter().map(|line| line.detail.as_str()).collect::<String>(), "41");
        assert_eq!(of_object(&mut read, days.pupils[1].uuid(), 1).await.unwrap()[0].detail, "4");
    }
);

on_each_engine!(
    /// Invariant: page after page, each line comes once, the newest first, also where a page ends
    /// between two lines of the same instant.
    pages_follow_each_other,
    |which| async move {
        let days = Days::start(which).await;
        for size in [1, 2, 3, 4] {
            let (mut read, mut before) = (String::new(), None);
            loop {
                let page = days.found(Filter { before, ..Filter::default() }, size).await;
                let Some(last) = page.last() else { break };
                before = Some((last.at, last.id));
                read.extend(page.into_iter().map(|line| line.detail));
                assert!(read.len() < 12, "pages without end: {read}");
            }
            assert_eq!(read, "543210", "by {size}");
        }
    }
);
