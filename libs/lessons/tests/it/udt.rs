//! Exports of UDT: slots put together into lessons.

use lessons::{Format, Reason, Refusal};

use crate::{misfits, read, told, whole, windows};

const TITLES: &str = "Jour;Heure;Div;Matière;Professeur;Salle;Groupe;Regroup;Eff;Mo;Freq;Aire;\n";
const ROWS: &str = "\
Lundi;8H;6 E;EPS';TARDIVEL NOE;GYMNA;;;26;CG;;;
Mardi;11H00;3 B2;SVT;MORVANNE ELSA;32;3B2G1;;14;TP;sb;;
Mardi;08H55;3 B2;SVT;MORVANNE ELSA;32;3B2G1;;14;TP;sb;;
Mardi;10H05;3 B2;SVT;MORVANNE ELSA;32;3B2G1;;14;TP;sb;;
Jeudi;08H55;5 A1;ALL2;OSTERWALD INGE;114;ALL2A;5ALL2-1;9;CG;;;
Jeudi;08H55;5 A2;ALL2;OSTERWALD INGE;114;ALL2B;5ALL2-1;12;CG;;;
Jeudi;10H05;5 A1;ALL2;OSTERWALD INGE;114;ALL2A;5ALL2-1;9;CG;;;
Jeudi;10H05;5 A2;ALL2;OSTERWALD INGE;114;ALL2B;5ALL2-1;12;CG;;;
Vendredi;13H50;4 C;PERM;;;;;25;CG;sa;;
Vendredi;13H50;4 D;PERM;;;;;25;CG;SA;;
Lundi;12h00-13h30;4 C;LATIN;MORVANNE ELSA;32;;;25;CG;SP;;
Lundi;8H;4 C;EPS;RAVENEL YANN;STADE;;;25;CG;;;
Lundi;8H;4 C;EPS;LE COZIC INES;STADE;;;25;CG;;;
Lundi;14H45;2,00E+01;SVT;MORVANNE ELSA;32;;;25;CG;;;
";

const EXPECTED: [&str; 8] = [
    "2 Mon 08:00-08:55 | 6 E | EPS' | TARDIVEL NOE | GYMNA",
    "3 Tue 08:55-11:55 B | 3 B2/3B2G1 | SVT | MORVANNE ELSA | 32",
    "6 Thu 08:55-11:00 | 5 A1/5ALL2-1, 5 A2/5ALL2-1 | ALL2 | OSTERWALD INGE | 114",
    "10 Fri 13:50-14:45 A | 4 C | PERM |  | ",
    "11 Fri 13:50-14:45 A | 4 D | PERM |  | ",
    "12 Mon 12:00-13:30 A | 4 C | LATIN | MORVANNE ELSA | 32",
    "13 Mon 08:00-08:55 | 4 C | EPS | LE COZIC INES, RAVENEL YANN | STADE",
    "15 Mon 14:45-15:40 | 2E1 | SVT | MORVANNE ELSA | 32",
];

/// Invariant: hours that follow each other, classes of a group and teachers of a room are one
/// lesson; what differs is not.
#[test]
fn slots_make_lessons() {
    let reading = whole(Format::Udt, format!("{TITLES}{ROWS}"));
    assert_eq!(told(&reading), EXPECTED);
    assert_eq!(misfits(&reading), []);
}

/// Invariant: without titles, with tabs, quotation marks or in Windows-1252, the same is read.
#[test]
fn every_writing_is_the_same() {
    let file = format!("{TITLES}{ROWS}");
    let expected = whole(Format::Udt, &file);
    let quoted: String = file
        .lines()
        .map(|line| format!("\"{}\"\n", line.replace(';', "\";\"")))
        .collect();
    for (what, bytes) in [
        ("Windows-1252", windows(&file)),
        ("tabs", file.replace(';', "\t").into_bytes()),
        ("quotation marks", quoted.into_bytes()),
        ("no titles", format!("\n{ROWS}").into_bytes()),
        ("Classe", file.replace(";Div;", ";Classe;").into_bytes()),
        (
            "capitals",
            file.replace(TITLES, &TITLES.to_uppercase()).into_bytes(),
        ),
    ] {
        assert!(whole(Format::Udt, bytes) == expected, "{what}");
    }
}

/// Invariant: without bells, the file's own hours say how long slots are.
#[test]
fn the_file_shows_its_hours() {
    let rows =
        "Lundi;7H00;3A;SVT;X;;;;;;;;\nLundi;7H50;3A;SVT;X;;;;;;;;\nLundi;13H00;3A;SVT;X;;;;;;;;\n";
    let expected = [
        "1 Mon 07:00-08:50 | 3A | SVT | X | ",
        "3 Mon 13:00-14:00 | 3A | SVT | X | ",
    ];
    assert_eq!(told(&whole(Format::Udt, rows)), expected);
}

/// Invariant: rows that are no lessons are told, one by one.
#[test]
fn misfits_are_told() {
    let rows = "\
Lundi;12H50;3A;Repas;;;;;;;;;
Lundi;8H;;SVT;X Y;;;;;;;;
Lundi;8H;3A;SVT;X Y;;;;;;1234;;
Lundi;8H;3A;SVT;X Y;;;;;;2;;
;;3A;SVT;X Y;;;;;;;;
Lundi;9H-8H;3A;SVT;X Y;;;;;;;;
Lundi;23H30;3A;SVT;X Y;;;;;;;;
Lundi;8H;3A
";
    let reading = whole(Format::Udt, format!("{TITLES}{rows}"));
    let unknown = |text: &str| text.to_owned();
    let expected = [
        (2, Reason::NotALesson),
        (3, Reason::NoClass),
        (4, Reason::UnknownWeeks(unknown("1234"))),
        (5, Reason::UnknownWeeks(unknown("2"))),
        (6, Reason::Unplaced),
        (7, Reason::UnknownHour(unknown("9H-8H"))),
        (8, Reason::UnknownHour(unknown("23h30"))),
        (9, Reason::CutRow),
    ];
    assert_eq!(misfits(&reading), expected);
    assert_eq!(told(&reading), [""; 0]);
}

/// Invariant: the export of pupils is told from that of courses.
#[test]
fn the_export_of_pupils_is_refused() {
    let file = TITLES.replace("Professeur", "Élève");
    assert_eq!(read(Format::Udt, file), Err(Refusal::OfPupils));
    let file = TITLES.replace("Freq", "F");
    assert_eq!(
        read(Format::Udt, file),
        Err(Refusal::MissingColumn { column: "Freq" })
    );
    assert_eq!(read(Format::Udt, "a;b\n"), Err(Refusal::Other(Format::Udt)));
}
