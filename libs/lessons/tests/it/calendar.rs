//! Calendars: dated events of PRONOTE and EDT, and weekly rules.

use chrono::{Datelike, NaiveDate, TimeDelta};
use lessons::{Format, Reason, Refusal, Weeks};

use crate::{misfits, read, told, whole, wide, windows};

const HEAD: &str = "BEGIN:VCALENDAR\r\nX-WR-CALNAME;LANGUAGE=fr:Calendrier - VERNOY Claire\\, 3A\r\nPRODID;LANGUAGE=fr:Copyright Index-Education - Index-Education - ProNote2026 2026\r\nMETHOD:PUBLISH\r\n";

fn calendar(events: &[String]) -> String {
    format!("{HEAD}{}END:VCALENDAR\r\n", events.concat())
}

/// Folded at 75 octets, were it inside a character, as PRONOTE does.
fn folded(line: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, piece) in line.as_bytes().chunks(74).enumerate() {
        bytes.extend(if index > 0 { &b"\r\n "[..] } else { b"" });
        bytes.extend(piece);
    }
    bytes
}

/// An event of two lines of properties between its begin and end.
fn event(properties: &[&str]) -> String {
    format!(
        "BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n",
        properties.join("\r\n")
    )
}

fn monday(week: i64) -> NaiveDate {
    let first: NaiveDate = "2026-09-07".parse().expect("the Monday of week 37");
    first + TimeDelta::weeks(week)
}

/// A lesson of PRONOTE in that week: from 9:30 to 10:25 in Paris, by UTC.
fn dated(course: u32, week: i64, category: &str, description: &str) -> String {
    let day = monday(week) + TimeDelta::days(1);
    let summer = day < "2026-10-25".parse().expect("a date");
    let (start, end) = if summer {
        ("0730", "0825")
    } else {
        ("0830", "0925")
    };
    let day = day.format("%Y%m%d");
    event(&[
        &format!("CATEGORIES:{category}"),
        &format!(
            "UID:Cours-{course}-{}-20260915T083000Z-Index-Education",
            week + 2
        ),
        &format!("DTSTART:{day}T{start}00Z"),
        &format!("DTEND:{day}T{end}00Z"),
        "SUMMARY;LANGUAGE=fr:nobody reads me - 9Z",
        &format!("DESCRIPTION;LANGUAGE=fr:{description}"),
    ])
}

const LATIN: &str = "Matière : LATIN\\nProfesseur : VERNOY C.\\nClasse : 5B\\nSalle : B12\\n";

/// Invariant: one event, folded anywhere, with escapes and entities, is one lesson of the week, at
/// the school's hour.
#[test]
fn an_event_of_pronote_is_read() {
    let description = "DESCRIPTION;LANGUAGE=fr:Prof. absent\\nMatière : PHYSIQUE-CHIMIE\\nProfesseurs : VERNOY C.\\, DE LA TOUR É.\\nGroupe : [3PHY1]\\nParties de classe : &lt\\;3A&gt\\; 3A GR1\\, &lt\\;3B&gt\\; 3B GR1\\nSalle : Labo 1\\n";
    let mut bytes = HEAD.as_bytes().to_vec();
    bytes.extend(b"BEGIN:VEVENT\r\nCATEGORIES:Cours - Prof. absent\r\nUID:Cours-21045-3-20250915T083000Z-Index-Education\r\nDTSTART:20260915T073000Z\r\nDTEND:20260915T082500Z\r\nSUMMARY;LANGUAGE=fr:X\r\nLOCATION;LANGUAGE=fr:201\\, 203\r\nBEGIN:VALARM\r\nDESCRIPTION:Classe : 9Z\r\nEND:VALARM\r\n");
    bytes.extend(folded(description));
    bytes.extend(b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    let reading = whole(Format::ICalendar, &bytes);
    let expected = [
        "5 Tue 09:30-10:25 | 3A/3PHY1, 3B/3PHY1 | PHYSIQUE-CHIMIE | VERNOY C., DE LA TOUR É. | 201, 203",
    ];
    assert_eq!(told(&reading), expected);
    assert_eq!(
        reading.calendar.as_deref(),
        Some("Calendrier - VERNOY Claire, 3A")
    );
    let teacher = &reading.lessons[0].teachers[1];
    let parts = (
        &*teacher.surname,
        &*teacher.first_name,
        teacher.initial_only,
    );
    assert_eq!(parts, ("DE LA TOUR", "É", true));
    let text = String::from_utf8(bytes.clone()).expect("folds are inside no character here");
    assert_eq!(told(&whole(Format::ICalendar, wide(&text))), expected);
    assert_eq!(told(&whole(Format::ICalendar, windows(&text))), expected);
    assert_eq!(
        told(&whole(Format::ICalendar, text.replace("\r\n", "\n"))),
        expected
    );
}

/// Invariant: weeks in which a course stands tell whether it is of every week or of one in two, over
/// a change of time; the first week is said.
#[test]
fn dates_make_weeks() {
    let every = |week| dated(1, week, "Cours", LATIN);
    let odd = |week| {
        dated(
            2,
            week,
            "Cours",
            "Matière : SVT\\nPartie de classe : &lt\\;5B&gt\\; GR1\\n",
        )
    };
    let even = |week| {
        dated(
            3,
            week,
            "Cours",
            "Matière : SVT\\nPartie de classe : &lt\\;5B&gt\\; GR2\\n",
        )
    };
    let mut events = Vec::new();
    for week in 1..12 {
        events.push(every(week));
        events.push(if week % 2 == 0 { odd(week) } else { even(week) });
    }
    let reading = whole(Format::ICalendar, calendar(&events));
    let expected = [
        "5 Tue 09:30-10:25 | 5B | LATIN | VERNOY C. | B12",
        "13 Tue 09:30-10:25 B | 5B/GR2 | SVT |  | ",
        "29 Tue 09:30-10:25 A | 5B/GR1 | SVT |  | ",
    ];
    assert_eq!(told(&reading), expected);
    assert_eq!(misfits(&reading), []);
    let first = reading.first_week.expect("weeks are told apart");
    assert_eq!((first, first.iso_week().week() % 2), (monday(2), 1));
    events.reverse();
    let turned = whole(Format::ICalendar, calendar(&events));
    let without_row = |reading: lessons::Reading| {
        let mut lessons: Vec<String> = told(&reading);
        lessons
            .iter_mut()
            .for_each(|line| drop(line.drain(..line.find(' ').unwrap_or(0))));
        lessons.sort();
        lessons
    };
    assert_eq!(without_row(turned), without_row(reading));
}

/// Invariant: what is cancelled, exceptional, a holiday or a whole day is no lesson of the week, and
/// is told; a room of one day does not become the lesson's.
#[test]
fn what_is_of_one_day_is_not_of_the_week() {
    let mut events: Vec<String> = (0..8).map(|week| dated(1, week, "Cours", LATIN)).collect();
    events[0] = dated(
        1,
        0,
        "Cours - Changement de salle",
        &LATIN.replace("B12", "C01"),
    );
    events[3] = dated(1, 3, "Cours - Cours annulé", LATIN);
    events[4] = dated(
        1,
        4,
        "Cours - Prof. absent",
        &format!("Prof. absent\\n{LATIN}"),
    );
    events.push(dated(9, 5, "Cours - Exceptionnel", LATIN));
    events.push(dated(8, 6, "Cours", "Matière : FORUM\\nClasse : 5B\\n"));
    events.extend(
        (0..8).map(|week| dated(7, week, "Cours", "Matière : REUNION\\n").replace(" - 9Z", "")),
    );
    events.push(event(&[
        "UID:Ferie-1-x-Index-Education",
        "CATEGORIES:Jours fériés",
        "DTSTART;VALUE=DATE:20261111",
        "DTEND;VALUE=DATE:20261112",
        "SUMMARY:Armistice",
    ]));
    events.push(event(&[
        "SUMMARY:x - 5B",
        "DTSTART:20260907T073000Z",
        "DTEND:20260908T073000Z",
    ]));
    events.push(event(&[
        "SUMMARY:x - 5B",
        "DTSTART:20260913T073000Z",
        "DTEND:20260913T083000Z",
    ]));
    events.push(event(&["SUMMARY:x - 5B"]));
    let reading = whole(Format::ICalendar, calendar(&events));
    assert_eq!(
        told(&reading),
        ["5 Tue 09:30-10:25 | 5B | LATIN | VERNOY C. | B12"]
    );
    let reasons: Vec<Reason> = misfits(&reading)
        .into_iter()
        .map(|(_, reason)| reason)
        .collect();
    let hour = Reason::UnknownHour("20260907T073000Z".to_owned());
    let sunday = Reason::UnknownDay("dimanche".to_owned());
    use Reason::{Cancelled, NoClass, NotALesson, OneOff, Unplaced};
    let expected = [
        Cancelled, OneOff, OneOff, NoClass, NotALesson, hour, sunday, Unplaced,
    ];
    assert_eq!(reasons, expected);
    assert_eq!(reading.first_week, None);
}

/// Invariant: the same lesson under one number in weeks A and under another in weeks B is a lesson of
/// every week.
#[test]
fn two_halves_are_one() {
    let events: Vec<String> = (0..8)
        .map(|week| dated(1 + (week % 2) as u32, week, "Cours", LATIN))
        .collect();
    let reading = whole(Format::ICalendar, calendar(&events));
    assert_eq!(
        told(&reading),
        ["5 Tue 09:30-10:25 | 5B | LATIN | VERNOY C. | B12"]
    );
}

/// Invariant: weekly rules of other programs are lessons, on each of their days; other rules are
/// told.
#[test]
fn weekly_rules_are_read() {
    let rule = |rule: &str, more: &str| {
        event(&[
            "UID:1@example.fr",
            "DTSTART;TZID=Europe/Paris:20260908T083000",
            more,
            "SUMMARY:Latin - 5B",
            &format!("RRULE:{rule}"),
        ])
    };
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nBEGIN:STANDARD\r\nRRULE:FREQ=YEARLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
    let events = [
        zone.to_owned(),
        rule("FREQ=WEEKLY;UNTIL=20270630T000000Z", "DURATION:PT55M"),
        rule(
            "FREQ=WEEKLY;BYDAY=WE,TH;INTERVAL=1",
            "DTEND;TZID=Europe/Paris:20260908T093000",
        ),
        rule("FREQ=WEEKLY;INTERVAL=2", "DURATION:PT1H"),
        rule("FREQ=WEEKLY;INTERVAL=2", "DURATION:PT1H").replace("0908T", "0918T"),
        rule("FREQ=DAILY", "DURATION:PT55M"),
        rule("FREQ=WEEKLY", "DURATION:PT55M").replace(" - 5B", ""),
        rule("FREQ=WEEKLY", "DURATION:PT55M")
            .replace("SUMMARY", "RECURRENCE-ID:20260908T083000\r\nSUMMARY"),
        rule("FREQ=WEEKLY;BYDAY=SU", "DURATION:PT55M"),
    ];
    let reading = whole(Format::ICalendar, calendar(&events));
    let expected = [
        "11 Tue 08:30-09:25 | 5B | Latin |  | ",
        "18 Wed 08:30-09:30 | 5B | Latin |  | ",
        "18 Thu 08:30-09:30 | 5B | Latin |  | ",
        "25 Tue 08:30-09:30 A | 5B | Latin |  | ",
        "32 Fri 08:30-09:30 B | 5B | Latin |  | ",
    ];
    assert_eq!(told(&reading), expected);
    let reasons: Vec<Reason> = misfits(&reading)
        .into_iter()
        .map(|(_, reason)| reason)
        .collect();
    let daily = Reason::Rule("FREQ=DAILY".to_owned());
    let sunday = Reason::UnknownDay("dimanche".to_owned());
    assert_eq!(reasons, [daily, Reason::NoClass, Reason::OneOff, sunday]);
    assert_eq!(reading.first_week, Some(monday(0)));
    assert_eq!(reading.lessons[3].weeks, Weeks::First);
}

/// Invariant: a calendar that stops is refused wherever it stops, and so is one whose components do
/// not end in their order.
#[test]
fn half_a_calendar_is_refused() {
    let whole = calendar(&[dated(1, 0, "Cours", LATIN), dated(1, 1, "Cours", LATIN)]);
    let end = whole.len() - "\r\n".len();
    for cut in (HEAD.len()..end).filter(|cut| whole.is_char_boundary(*cut)) {
        let refusal = read(Format::ICalendar, &whole[..cut]).expect_err("half a calendar");
        assert!(
            matches!(refusal, Refusal::Cut(_) | Refusal::Malformed(_)),
            "{cut}: {refusal:?}"
        );
    }
    let crossed = whole.replacen("END:VEVENT", "END:VCALENDAR", 1);
    assert!(matches!(
        read(Format::ICalendar, crossed),
        Err(Refusal::Malformed(_))
    ));
    let nested = format!("{HEAD}{}", "BEGIN:VEVENT\r\n".repeat(100));
    assert!(matches!(
        read(Format::ICalendar, nested),
        Err(Refusal::Malformed(_))
    ));
    assert_eq!(
        read(Format::ICalendar, "BEGIN:VCARD\r\n"),
        Err(Refusal::Other(Format::ICalendar))
    );
}
