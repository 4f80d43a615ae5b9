use super::*;

/// Invariant: the journal of this repository is sound: every note has its date, its title and whom it
/// concerns.
#[test]
fn the_journal_is_sound() {
    let read = parse(CHANGELOG).unwrap_or_else(|malformed| panic!("{malformed}"));
    let told = CHANGELOG
        .lines()
        .filter(|line| line.starts_with("- "))
        .count();
    assert_eq!(read.len(), told);
    assert!(told > 10);
    assert_eq!(notes(), read);
    for profile in Profile::ALL {
        let for_one = |note: &&Note| note.audience.is_empty() || note.audience.contains(&profile);
        assert!(read.iter().any(|note| for_one(&note)), "{profile:?}");
    }
}

const SOUND: &str = "# Journal\n\nIntroduction.\n\n## [0.2.0] - 2026-12-01\n\n### Corrigé\n\n\
- **Un** _(tous)_ : texte **gras**\n  et suite.\n- **Deux** _(enseignement, vie scolaire)_ : court.\n\n\
## 2026-11-23\n\n### Ajouté\n\n- **Trois** _(direction)_ : fin.\n";

/// Invariant: a note is read with its date, its version, its kind, whom it concerns, and all its lines.
#[test]
fn notes_are_read_whole() {
    let read = parse(SOUND).unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(read.len(), 3);
    assert_eq!(
        read[0],
        Note {
            on: day("2026-12-01"),
            version: Some("0.2.0".into()),
            kind: Kind::Fixed,
            title: "Un".into(),
            audience: vec![],
            text: "texte **gras** et suite.".into(),
        }
    );
    assert_eq!(read[1].audience, [Profile::Teaching, Profile::SchoolLife]);
    assert_eq!(
        (read[2].on, &read[2].version, read[2].kind),
        (day("2026-11-23"), &None, Kind::Added)
    );
    assert!(read[0].concerns(&[]) && read[1].concerns(&[Function::Cpe]));
    assert!(!read[1].concerns(&[Function::Head]) && !read[2].concerns(&[]));
}

/// Invariant: a note that is not in the form is refused, with its line.
#[test]
fn a_malformed_note_is_refused() {
    for (was, now, line) in [
        ("## 2026-11-23", "## 23/11/2026", 13),
        ("## 2026-11-23", "## 2026-1-23", 13),
        ("## 2026-11-23", "## 2026-02-30", 13),
        ("## 2026-11-23", "## 2026-12-02", 13),
        ("## 2026-11-23", "## [Non publié]", 13),
        ("### Ajouté", "### Added", 15),
        ("### Ajouté\n", "", 16),
        ("- **Trois**", "- Trois", 17),
        ("- **Trois**", "- ****", 17),
        ("_(direction)_", "", 17),
        ("_(direction)_", "_(familles)_", 17),
        ("_(direction)_", "_(direction,vie scolaire)_", 17),
        ("_(direction)_", "_()_", 17),
        (" : fin.", " :", 17),
        ("  et suite.", "et suite.", 10),
        ("Introduction.", "- **Zéro** _(tous)_ : tôt.", 3),
    ] {
        let text = SOUND.replacen(was, now, 1);
        let refused = parse(&text).expect_err(&text);
        assert_eq!(refused.line, line, "{now}: {refused}");
    }
}

/// Invariant: what has been seen is the oldest notes, more than there are is all of them; only what
/// concerns somebody is news to them.
#[test]
fn what_is_unread_is_the_newest() {
    let read = parse(SOUND).unwrap();
    assert_eq!(unread(&read, 0).len(), 3);
    assert_eq!(unread(&read, 2), &read[..1]);
    assert!(unread(&read, 3).is_empty() && unread(&read, 8).is_empty());
    // « Un » is for everybody, « Deux » for two profiles, « Trois » for the head.
    let older = &read[1..];
    for (function, seen, news) in [
        (Function::Head, 0, true),
        (Function::Head, 1, false),
        (Function::Cpe, 1, true),
        (Function::Cpe, 2, false),
        (Function::Operator, 0, false),
    ] {
        assert_eq!(
            is_news(older, seen, &[function]),
            news,
            "{function:?} {seen}"
        );
    }
    assert!(is_news(&read, 2, &[]));
}
