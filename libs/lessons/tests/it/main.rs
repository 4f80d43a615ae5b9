//! What the crate promises, seen from outside.

mod calendar;
mod edt;
mod generated;
mod hostile;
mod own;
mod properties;
mod udt;

use chrono::NaiveTime;
use lessons::{ClassPart, Format, Lesson, Limits, Reading, Reason, Refusal, Setting, Weeks};

/// 55-minute periods with a break.
fn bells() -> Vec<NaiveTime> {
    let hours = [
        (8, 0),
        (8, 55),
        (9, 50),
        (10, 5),
        (11, 0),
        (11, 55),
        (12, 50),
        (13, 50),
        (14, 45),
        (15, 40),
    ];
    let at = |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).expect("an hour");
    hours.map(at).to_vec()
}

fn read_within(format: Format, bytes: &[u8], limits: Limits) -> Result<Reading, Refusal> {
    let setting = Setting {
        bells: &bells(),
        zone: chrono_tz::Europe::Paris,
        limits,
    };
    lessons::read(format, bytes, &setting)
}

fn read(format: Format, bytes: impl AsRef<[u8]>) -> Result<Reading, Refusal> {
    read_within(format, bytes.as_ref(), Limits::default())
}

#[track_caller]
fn whole(format: Format, bytes: impl AsRef<[u8]>) -> Reading {
    assert_eq!(lessons::recognise(bytes.as_ref()), Some(format));
    read(format, bytes).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// One line a lesson: `row day start-end weeks | classes | subject | teachers | rooms`.
fn told(reading: &Reading) -> Vec<String> {
    reading.lessons.iter().map(line).collect()
}

fn line(lesson: &Lesson) -> String {
    let part = |part: &ClassPart| {
        let group = part.group.as_deref().map(|group| format!("/{group}"));
        format!(
            "{}{}",
            part.division.as_deref().unwrap_or_default(),
            group.unwrap_or_default()
        )
    };
    let weeks = match lesson.weeks {
        Weeks::Every => "",
        Weeks::First => " A",
        Weeks::Second => " B",
    };
    let classes: Vec<String> = lesson.classes.iter().map(part).collect();
    let subject = [&lesson.subject.code, &lesson.subject.label];
    let subject: Vec<&str> = subject.into_iter().flatten().map(String::as_str).collect();
    let teachers: Vec<&str> = lesson
        .teachers
        .iter()
        .map(|one| one.written.as_str())
        .collect();
    format!(
        "{} {} {}-{}{weeks} | {} | {} | {} | {}",
        lesson.row,
        lesson.day,
        lesson.start.format("%H:%M"),
        lesson.end.format("%H:%M"),
        classes.join(", "),
        subject.join(" "),
        teachers.join(", "),
        lesson.rooms.join(", ")
    )
}

fn misfits(reading: &Reading) -> Vec<(u64, Reason)> {
    let all = reading.misfits.iter();
    all.map(|misfit| (misfit.row, misfit.reason.clone()))
        .collect()
}

/// As Windows writes it.
fn windows(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

/// As « texte Unicode » of Windows, with its mark.
fn wide(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}
