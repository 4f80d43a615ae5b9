//! Files made to hurt, or broken on the way.

use lessons::{Format, Limits, Reason, Refusal};

use crate::{misfits, read, read_within, told, whole, wide};

const OWN: &str = "Jour;Début;Fin;Matière;Classe\n";
const ROW: &str = "lundi;08:30;09:25;Latin;5B\n";

/// Invariant: a file of another kind is refused in every format, and is none.
#[test]
fn other_files_are_refused() {
    for other in [
        &b"PK\x03\x04\x14\0"[..],
        b"%PDF-1.7\n",
        b"<html><table nom='x'></table></html>",
        b"\0\0\0\0",
        b"Nom;Pr\xe9nom;Classe\nX;Y;5B\n",
        b"BEGIN:VCARD\nEND:VCARD\n",
        b"lundi",
        b"\xff\xfe",
    ] {
        assert_eq!(lessons::recognise(other), None, "{other:?}");
        for format in Format::ALL {
            let refusal = read(format, other).expect_err("refused");
            assert!(
                matches!(refusal, Refusal::Other(_) | Refusal::Empty),
                "{format:?} {refusal:?}"
            );
        }
    }
    for format in Format::ALL {
        assert_eq!(read(format, ""), Err(Refusal::Empty));
    }
}

/// Invariant: what passes a limit is refused, and what is at it is read.
#[test]
fn limits_are_kept() {
    let file = format!("{OWN}{}", ROW.repeat(4));
    let within = |bytes, rows, cell| {
        read_within(Format::Csv, file.as_bytes(), Limits { bytes, rows, cell }).err()
    };
    assert_eq!(within(file.len(), 5, 8), None);
    assert_eq!(
        within(file.len() - 1, 5, 8),
        Some(Refusal::TooLarge(file.len() - 1))
    );
    assert_eq!(within(file.len(), 4, 8), Some(Refusal::TooManyRows(4)));
    assert_eq!(
        within(file.len(), 5, 7),
        Some(Refusal::CellTooLong { line: 1, limit: 7 })
    );
    let xml = "<TABLE nom=\"Cours\"><Cours><SALLE>12345678</SALLE></Cours><Cours></Cours></TABLE>";
    let within = |rows, cell| {
        let limits = Limits {
            rows,
            cell,
            ..Limits::default()
        };
        read_within(Format::Edt, xml.as_bytes(), limits).err()
    };
    assert_eq!(within(2, 8), None);
    assert_eq!(within(1, 8), Some(Refusal::TooManyRows(1)));
    assert_eq!(
        within(2, 7),
        Some(Refusal::CellTooLong { line: 1, limit: 7 })
    );
    let calendar = format!(
        "BEGIN:VCALENDAR\n{}END:VCALENDAR\n",
        "BEGIN:VEVENT\nSUMMARY:1234567\nX-ALT-DESC:12345678901234567890\nEND:VEVENT\n".repeat(2)
    );
    let within = |rows, cell| {
        let limits = Limits {
            rows,
            cell,
            ..Limits::default()
        };
        read_within(Format::ICalendar, calendar.as_bytes(), limits).err()
    };
    assert_eq!(within(2, 15), None, "what is not read may be long");
    assert_eq!(within(1, 15), Some(Refusal::TooManyRows(1)));
    assert_eq!(
        within(2, 14),
        Some(Refusal::CellTooLong { line: 3, limit: 14 })
    );
}

/// Invariant: rows cut by the end of the file refuse it, those cut before are told, and a last cell
/// that nothing ends is not trusted.
#[test]
fn half_a_row_is_no_row() {
    let file = format!("{OWN}{ROW}{}", ROW.replace("lundi", "mardi"));
    let last = file.trim_end().rfind(';').expect("cells");
    let begin = OWN.len() + ROW.len();
    for cut in begin + 1..=last {
        assert_eq!(
            read(Format::Csv, &file[..cut]),
            Err(Refusal::Cut(3)),
            "{cut}"
        );
    }
    let half = whole(Format::Csv, &file[..last + 2]);
    assert_eq!(
        (told(&half).len(), misfits(&half)),
        (1, vec![(3, Reason::CutRow)])
    );
    for cut in 1..OWN.len() {
        if let Some(part) = OWN.get(..cut) {
            assert!(read(Format::Csv, part).is_err(), "{cut}");
        }
    }
    assert_eq!(
        read(Format::Csv, &OWN[..OWN.len() - 1]),
        Err(Refusal::Cut(1))
    );
}

/// Invariant: a quotation mark too many costs no lesson in silence.
#[test]
fn quotation_marks_are_told() {
    let open = format!("{OWN}{}{ROW}", ROW.replace("Latin", "\"Latin"));
    assert_eq!(read(Format::Csv, open), Err(Refusal::OpenQuote(2)));
    let two = format!(
        "{OWN}{}{ROW}{}{ROW}",
        ROW.replace("Latin", "\"Latin"),
        ROW.replace("Latin", "Grec\"")
    );
    let reading = read(Format::Csv, two);
    let reading = reading.expect("a file");
    assert_eq!(
        (told(&reading).len(), misfits(&reading)),
        (1, vec![(2, Reason::CutRow)])
    );
    let inside = format!("{OWN}{}", ROW.replace("Latin", "\"La\ntin; \"\"grec\"\"\""));
    assert_eq!(misfits(&whole(Format::Csv, inside)), [(2, Reason::CutRow)]);
    let inside = format!("{OWN}{}", ROW.replace("Latin", "\"La\ntin, \"\"grec\"\"\""));
    let expected = ["2 Mon 08:30-09:25 | 5B | La tin, \"grec\" |  | "];
    assert_eq!(told(&whole(Format::Csv, inside)), expected);
}

/// Invariant: control characters are no text, and marks of Unicode inside of a file neither.
#[test]
fn control_characters_are_taken_out() {
    let file = format!(
        "{OWN}{}",
        ROW.replace("Latin", "\u{feff}La\0t\u{1b}in\u{a0}")
    );
    assert_eq!(
        told(&whole(Format::Csv, &file)),
        ["2 Mon 08:30-09:25 | 5B | Latin |  | "]
    );
    let odd = &wide(&file)[..wide(&file).len() - 1];
    assert!(read(Format::Csv, odd).is_ok() || read(Format::Csv, odd).is_err());
    assert_eq!(
        read(Format::Csv, b"\xef\xbb\xbfJour;D\xe9but"),
        Err(Refusal::Encoding)
    );
}

/// Invariant: files made to be slow to read are read: lists of a thousand elements, and as many weeks
/// and courses as events.
#[test]
fn what_is_long_is_read() {
    let list: String = (0..1300).map(|number| format!("{number}, ")).collect();
    let row = format!("1h00;lundi;08h00;X;{0};{0};{0}\n", &list[..4000]);
    let file = format!(
        "DUREE;JOUR;H.DEBUT;MAT_CODE;CLASSE;SALLE;PROF_NOM\n{}",
        row.repeat(200)
    );
    let reading = whole(Format::Edt, file);
    assert_eq!(
        (reading.lessons.len(), reading.lessons[0].classes.len()),
        (1, 101)
    );
    let mut events = String::new();
    for number in 0..10_000 {
        let (year, day) = (1000 + number / 52, number % 27 + 1);
        for (year, month) in [(year, number % 12 + 1), (9999, 12)] {
            events.push_str(&format!(
                "BEGIN:VEVENT\nUID:Cours-{number}-1-x-Index-Education\nDTSTART:{year:04}{month:02}{day:02}T080000\n\
                 DURATION:PT1H\nSUMMARY:LATIN - 5B\nEND:VEVENT\n"
            ));
        }
    }
    let reading = whole(
        Format::ICalendar,
        format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n"),
    );
    assert!(reading.lessons.len() + reading.misfits.len() > 1000);
}
