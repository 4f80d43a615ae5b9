//! Exports of EDT: columns, cells, both texts and the XML twin.

use lessons::{Format, Reason, Refusal};

use crate::{misfits, read, told, whole, wide, windows};

const TITLES: &str = "NUMERO;DUREE;FREQUENCE;MAT_CODE;MAT_LIBELLE;PROF_NOM;PROF_PRENOM;CLASSE;SALLE;ALTERNANCE;MODALITE;CO-ENS.;POND.;JOUR;H.DEBUT;EFFECTIF";
const ROWS: &str = "\
1;1h00;H;MATHS;MATHEMATIQUES;VERNOY;Claire;3A;B12;H;CG;N;1;lundi;08h00;27
2;1h30;Q1;PH-CH;PHYSIQUE-CHIMIE;TAILLEBOIS;Marc;<3A> <Dédoublement> 3A GR1;Labo 1;Q1;CG;N;1;mardi;10h05;14
3;1h00;H;ALL1;ALLEMAND LV1;ORSINEAU;Lise;[3ALL1GR.1];B03;H;CG;N;1;jeudi;08h55;22
4;2h00;H;EPS;ED.PHYSIQUE & SPORT.;RAVENEL, LE COZIC;Yann, Inès;4A, 4B;<Sport>Gymnase, <Sport>Stade;H;CG;N;1;vendredi;13h50;52
5.1;1h00;H;ESP2;ESPAGNOL LV2;QUINTARD;;[4ESP2GR.1], <4A> <LV2> 4A ESP, <4B> <LV2> 4B ESP;<Labos>;H;CG;N;1;mercredi;11h00;25
6;2h00;H;-;PERMANENCE;;;5C;Étude;H;CG;N;1;lundi;08h55;0
7;1h00;H;LATIN;LATIN;VERNOY;Claire;5C;;H;CG;N;1;;;12
8;1h00;H;REUN;REUNION;VERNOY;Claire;;;H;CG;N;1;lundi;15h40;0
9;1h00;SPORT;EPS;EPS;RAVENEL;Yann;3A;;;CG;N;1;lundi;09h00;0
10;1h00;H;EPS;EPS;RAVENEL;Yann;3A;;H;CG;N;1;dimanche;09h00;0
11;1h00;H;EPS;EPS;RAVENEL;Yann;3A;;H;CG;N;1;lundi;midi;0
12;toute;H;EPS;EPS;RAVENEL;Yann;3A;;H;CG;N;1;lundi;09h00;0
13;1h00;H;EPS;EPS;RAVENEL;Yann;3A;;H;CG;N;1;;09h00;0
14;1h00;H;EPS;EPS;RAVENEL;Yann;3A;;H;CG;N;1;lundi;;0
15;1h00;H;EPS
16;1h00;H;MATHS;MATHEMATIQUES;VERNOY;Claire;3A;B12;H;CG;N;1;lundi;08h00;28
";

fn export() -> String {
    format!("{TITLES}\n{ROWS}")
}

const EXPECTED: [&str; 6] = [
    "2 Mon 08:00-08:55 | 3A | MATHS MATHEMATIQUES | VERNOY Claire | B12",
    "3 Tue 10:05-11:35 A | 3A/3A GR1 | PH-CH PHYSIQUE-CHIMIE | TAILLEBOIS Marc | Labo 1",
    "4 Thu 08:55-09:50 | /3ALL1GR.1 | ALL1 ALLEMAND LV1 | ORSINEAU Lise | B03",
    "5 Fri 13:50-15:40 | 4A, 4B | EPS ED.PHYSIQUE & SPORT. | RAVENEL Yann, LE COZIC Inès | Gymnase, Stade",
    "6 Wed 11:00-11:55 | 4A/4ESP2GR.1, 4B/4ESP2GR.1 | ESP2 ESPAGNOL LV2 | QUINTARD | ",
    "7 Mon 08:55-11:00 | 5C | PERMANENCE |  | Étude",
];

/// Invariant: each form of a cell gives its lesson, and each row that is none its reason; two rows
/// of one lesson are one.
#[test]
fn every_form_is_read() {
    let reading = whole(Format::Edt, export());
    assert_eq!(told(&reading), EXPECTED);
    let unknown = |text: &str| text.to_owned();
    let expected = [
        (8, Reason::Unplaced),
        (9, Reason::NoClass),
        (10, Reason::UnknownWeeks(unknown("SPORT"))),
        (11, Reason::UnknownDay(unknown("dimanche"))),
        (12, Reason::UnknownHour(unknown("midi"))),
        (13, Reason::UnknownDuration(unknown("toute"))),
        (14, Reason::NoDay),
        (15, Reason::NoHour),
        (16, Reason::CutRow),
    ];
    assert_eq!(misfits(&reading), expected);
    assert_eq!(reading.first_week, None);
}

/// Invariant: encodings, line ends, separators, marks of lists and marks of Unicode change nothing.
#[test]
fn every_writing_is_the_same() {
    let export = export();
    let expected = whole(Format::Edt, &export);
    let quoted = |separator: &str| {
        let line = |line: &str| {
            let cells = line.split(';').map(|cell| format!("\"{cell}\""));
            cells.collect::<Vec<_>>().join(separator)
        };
        export
            .lines()
            .map(|one| line(one) + "\n")
            .collect::<String>()
    };
    for (what, bytes) in [
        ("Windows-1252", windows(&export)),
        ("UTF-16", wide(&export)),
        ("UTF-16 and commas", wide(&quoted(","))),
        ("a mark", format!("\u{feff}{export}").into_bytes()),
        ("CRLF", export.replace('\n', "\r\n").into_bytes()),
        ("CR", export.replace('\n', "\r").into_bytes()),
        ("quotation marks", quoted(";").into_bytes()),
        ("tabs", quoted("\t").into_bytes()),
        ("hashes", export.replace(", ", "# ").into_bytes()),
        ("pluses", export.replace(", ", "+ ").into_bytes()),
    ] {
        assert!(whole(Format::Edt, bytes) == expected, "{what}");
    }
}

/// Invariant: columns are found by their titles, in any order, older ones too, and those that say
/// nothing of the week may be away.
#[test]
fn titles_tell_columns() {
    let file =
        "H.DEBUT;JOUR;Prof_Nom;CLASSE;MAT_LIBELLE;DUREE;ALT.\n08h00;mardi;VERNOY;3A;LATIN;0,5;Q2\n";
    let expected = ["2 Tue 08:00-08:30 B | 3A | LATIN | VERNOY | "];
    assert_eq!(told(&whole(Format::Edt, file)), expected);
    for (title, missing) in [
        (";JOUR", "JOUR"),
        (";DUREE", "DUREE"),
        (";CLASSE", "CLASSE"),
    ] {
        let cut = format!("{}\n", TITLES.replace(title, ";AUTRE"));
        assert_eq!(
            read(Format::Edt, cut),
            Err(Refusal::MissingColumn { column: missing })
        );
    }
}

/// The same rows as elements.
fn xml() -> String {
    let titles: Vec<&str> = TITLES.split(';').collect();
    let row = |(index, line): (usize, &str)| {
        let cell = |(title, cell): (&&str, &str)| {
            let cell = cell
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&#62;");
            format!("<{title}>  {cell}</{title}>")
        };
        let cells: String = titles.iter().zip(line.split(';')).map(cell).collect();
        format!("<Cours numero=\"{index}\">{cells}</Cours>\n")
    };
    let rows: String = ROWS.lines().enumerate().map(row).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!-- EDT --><TABLE nom=\"Cours\">\n{rows}</TABLE>\n"
    )
}

/// Invariant: the XML twin says the same, whatever its encoding; empty elements and what is not
/// known are passed over.
#[test]
fn the_xml_twin_says_the_same() {
    for bytes in [windows(&xml()), xml().into_bytes(), wide(&xml())] {
        let reading = whole(Format::Edt, bytes);
        let lessons = told(&reading);
        let without = |line: &str| line.split_once(' ').map(|(_, line)| line.to_owned());
        assert_eq!(
            lessons.iter().map(|line| without(line)).collect::<Vec<_>>(),
            EXPECTED.map(without)
        );
        assert_eq!(reading.lessons[0].row, 3);
        assert_eq!(reading.misfits.len(), 9);
    }
    let small = "<TABLE nom='Cours'><Cours><JOUR>lundi</JOUR><SITE/><H.DEBUT>08h00</H.DEBUT>\
        <DUREE>1h00</DUREE><CLASSE><![CDATA[<3A> X]]></CLASSE></Cours></TABLE>";
    assert_eq!(
        told(&whole(Format::Edt, small)),
        ["1 Mon 08:00-08:55 | 3A/X |  |  | "]
    );
}

/// Invariant: XML that stops, holds a document type or an unknown entity, or is of another kind, is
/// refused.
#[test]
fn broken_xml_is_refused() {
    let xml = xml();
    for cut in (xml.find("<TABLE").expect("a table") + 20..xml.len() - 1).step_by(7) {
        if let Some(part) = xml.get(..cut) {
            let refusal = read(Format::Edt, part).expect_err("half a file");
            assert!(matches!(refusal, Refusal::Cut(_)), "{cut}: {refusal:?}");
        }
    }
    let refused = |text: &str| read(Format::Edt, text).expect_err("refused");
    let typed = format!(
        "<!DOCTYPE TABLE>{}",
        &xml[xml.find("<TABLE").expect("a table")..]
    );
    assert_eq!(refused(&typed), Refusal::Malformed(1));
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><TABLE nom=\"Cours\"><Cours><JOUR>&a;</JOUR></Cours></TABLE>";
    assert_eq!(refused(bomb), Refusal::Malformed(1));
    assert_eq!(refused(&bomb[33..]), Refusal::Malformed(1));
    assert_eq!(
        refused("<TABLE nom=\"Eleves\"></TABLE>"),
        Refusal::Other(Format::Edt)
    );
    assert_eq!(
        refused("<TABLE nom=\"Cours\"><Cours></TABLE>"),
        Refusal::Malformed(1)
    );
    assert_eq!(lessons::recognise(b"<TABLE nom=\"Eleves\"></TABLE>"), None);
}
