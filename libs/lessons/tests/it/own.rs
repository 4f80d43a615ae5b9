//! Our own format.

use lessons::{Format, Reason, Refusal};

use crate::{misfits, read, told, whole, windows};

const FILE: &str = "\
Jour;Début;Fin;Semaine;Matière;Code matière;Enseignant;Classe;Groupe;Salle
lundi;08:30;09:25;;Latin;LATIN;VERNOY Claire;5B;;B12
Ma;8h30;10h20;A;EPS;;RAVENEL Yann / LE COZIC Inès;4A / 4B;;Gymnase / Stade
mercredi;08:30;09:25;B;Allemand;;ORSINEAU Lise;4A / 4B;4ALL2;
jeudi;08:30;09:25;Semaine A;SVT;;;4A / 4B;GR1 / GR2;
vendredi;08:30;09:25;;Chorale;;TARDIVEL NOE;;CHORALE;
samedi;08:30;08:30;;Latin;;;5B;;
samedi;08:30;09:25;;Latin;;;4A / 4B / 4C;GR1 / GR2;
samedi;08:30;;;Latin;;;5B;;
samedi;08:30;09:25;3;Latin;;;5B;;
samedi;08:30;09:25;;Latin;;;;;
samedi;08:30;09:25;;Latin
lundi;08:30;09:25;;Latin;LATIN;VERNOY Claire;5B;;B12
";

const EXPECTED: [&str; 5] = [
    "2 Mon 08:30-09:25 | 5B | LATIN Latin | VERNOY Claire | B12",
    "3 Tue 08:30-10:20 A | 4A, 4B | EPS | RAVENEL Yann, LE COZIC Inès | Gymnase, Stade",
    "4 Wed 08:30-09:25 B | 4A/4ALL2, 4B/4ALL2 | Allemand | ORSINEAU Lise | ",
    "5 Thu 08:30-09:25 A | 4A/GR1, 4B/GR2 | SVT |  | ",
    "6 Fri 08:30-09:25 | /CHORALE | Chorale | TARDIVEL NOE | ",
];

/// Invariant: each form of the documented cells gives its lesson, and each other row its reason.
#[test]
fn every_form_is_read() {
    let reading = whole(Format::Csv, FILE);
    assert_eq!(told(&reading), EXPECTED);
    let expected = [
        (7, Reason::UnknownHour("08:30".to_owned())),
        (8, Reason::Groups),
        (9, Reason::NoHour),
        (10, Reason::UnknownWeeks("3".to_owned())),
        (11, Reason::NoClass),
        (12, Reason::CutRow),
    ];
    assert_eq!(misfits(&reading), expected);
    let [first, .., last] = &reading.lessons[..] else {
        panic!("five lessons")
    };
    assert_eq!(
        (&*first.teachers[0].surname, &*first.teachers[0].first_name),
        ("VERNOY", "Claire")
    );
    assert_eq!(&*last.teachers[0].surname, "");
}

/// Invariant: encodings, separators and the order of columns change nothing.
#[test]
fn every_writing_is_the_same() {
    let expected = whole(Format::Csv, FILE);
    let reversed = |line: &str| {
        let cells: Vec<&str> = line.split(';').rev().collect();
        cells.join(";") + "\n"
    };
    // The row that lacks cells would lack others.
    let full = FILE.replace(
        "samedi;08:30;09:25;;Latin\n",
        "samedi;08:30;09:25;;Latin;;;;;\n",
    );
    let turned = full.lines().map(reversed).collect::<String>();
    assert_eq!(told(&whole(Format::Csv, turned)), EXPECTED);
    for (what, bytes) in [
        ("Windows-1252", windows(FILE)),
        ("commas", FILE.replace(';', ",").into_bytes()),
        ("tabs", FILE.replace(';', "\t").into_bytes()),
        (
            "capitals",
            FILE.replacen("Jour;Début", "JOUR;DEBUT", 1).into_bytes(),
        ),
        (
            "sep=",
            format!("sep=;\n{FILE}")
                .replacen("sep=;\n", "\u{feff}sep=;\n", 1)
                .into_bytes(),
        ),
    ] {
        let reading = whole(Format::Csv, bytes);
        if what == "sep=" {
            assert_eq!(reading.lessons[0].row, 3);
            assert_eq!(reading.lessons.len(), EXPECTED.len());
        } else {
            assert!(reading == expected, "{what}");
        }
    }
}

/// Invariant: what cannot do without is asked for by its name.
#[test]
fn a_missing_column_is_named() {
    for (title, column) in [(";Fin;", "Fin"), (";Classe;", "Classe")] {
        let refusal = read(Format::Csv, FILE.replacen(title, ";X;", 1));
        assert_eq!(refusal, Err(Refusal::MissingColumn { column }));
    }
    assert_eq!(
        read(Format::Csv, "Nom;Prénom\n"),
        Err(Refusal::Other(Format::Csv))
    );
    assert_eq!(read(Format::Csv, " \n\n"), Err(Refusal::Empty));
}
