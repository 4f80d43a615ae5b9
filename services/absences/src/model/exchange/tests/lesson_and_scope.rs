//! « Porte sur », « Enseignant », « Discipline ».

use super::*;
use crate::model::scope::Scope;

const HEADER: &str = "Nom;Prénom;Nature;Porte sur;Date de début;Heure de début;Date de fin;\
                      Heure de fin;Minutes;Enseignant;Discipline";

/// What a line of Clara's gives: what it adds, or why it does not.
fn one(line: &str) -> Result<NewEntry, Remark> {
    let judged = judged(&school(), &format!("{HEADER}\nABADIE;Clara;{line}\n"), &[]);
    match judged.add.as_slice() {
        [new] => Ok(new.clone()),
        _ => Err(judged.remarks[0].clone()),
    }
}

/// Invariant: what an entry is about is read in the words of the form, lessons where nothing is said,
/// and refused when it is something else, or nothing that may be said of a meal.
#[test]
fn what_an_entry_is_about_is_read_or_refused() {
    for (words, scope) in [
        ("", Scope::Lessons),
        ("cours", Scope::Lessons),
        ("Demi-pension", Scope::Meal),
        ("demi pension", Scope::Meal),
        ("INTERNAT", Scope::Night),
    ] {
        let new = one(&format!(";{words};24/11/2026;08:30;;12:00;;;")).unwrap();
        assert_eq!(new.terms.scope, scope, "{words}");
    }
    for (line, words) in [
        (
            ";Garderie;24/11/2026;08:30;;12:00;;;",
            "Écrivez Cours, Demi-pension, Internat.",
        ),
        (
            ";-;24/11/2026;08:30;;12:00;;;",
            "« Porte sur » ne peut pas être « - »",
        ),
        (
            "Retard;Demi-pension;24/11/2026;12:30;;;5;;",
            "on est absent ou exclu",
        ),
        (
            ";Demi-pension;24/11/2026;;;;5;;",
            "Seul un retard a des minutes",
        ),
        (";Demi-pension;;12:30;;;;;", "La date de début manque."),
        (";Internat;24/11/2026;25h;;;;;", "Heure illisible"),
        (
            ";Demi-pension;24/11/2026;;;;;DURAND Paul;",
            "Personne n'enseigne",
        ),
        (";Internat;24/11/2026;;;;;;Latin", "Personne n'enseigne"),
    ] {
        let why = one(line).unwrap_err();
        assert_eq!(why.kind, RemarkKind::Unreadable, "{line}");
        assert!(why.what.contains(words), "{line}: {}", why.what);
    }
}

/// Invariant: of a meal or a night only the day counts; the hours that an export wrote are kept, those
/// that cannot be its own are the school's.
#[test]
fn a_meal_has_its_day() {
    let of = |line: &str| {
        let terms = one(line).unwrap().terms;
        assert!(!terms.open_end && terms.minutes.is_none(), "{line}");
        (terms.period.from(), terms.period.to())
    };
    let (today, tomorrow) = (day(11, 24), day(11, 25));
    let (noon, night) = (
        (at(today, 12, 30), at(today, 14, 0)),
        (at(today, 18, 0), at(tomorrow, 8, 30)),
    );
    for line in [
        ";Demi-pension;24/11/2026;;;;;;",
        ";Demi-pension;24/11/2026;12:00;;;;;",
        ";Demi-pension;24/11/2026;;;13:00;;;",
        ";Demi-pension;24/11/2026;13:00;;12:00;;;",
        ";Demi-pension;24/11/2026;12:00;26/11/2026;13:00;;;",
    ] {
        assert_eq!(of(line), noon, "{line}");
    }
    for line in [
        "Exclusion;Internat;24/11/2026;;;;;;",
        ";Internat;24/11/2026;20:00;;22:00;;;",
    ] {
        assert_eq!(of(line), night, "{line}");
    }
    assert_eq!(
        of(";Demi-pension;24/11/2026;11:45;24/11/2026;13:15;;;"),
        (at(today, 11, 45), at(today, 13, 15))
    );
    assert_eq!(
        of(";Internat;24/11/2026;19:00;25/11/2026;07:30;;;"),
        (at(today, 19, 0), at(tomorrow, 7, 30))
    );
    // Not outside of the lessons: of none.
    let file = format!("{HEADER}\nABADIE;Clara;;Internat;24/11/2026;;;;;;\n");
    assert!(judged(&school(), &file, &[]).remarks.is_empty());
}

/// Invariant: who is absent from lessons may miss the meal too, and not twice the same one.
#[test]
fn nobody_misses_the_same_meal_twice() {
    let lines = "ABADIE;Clara;;;23/11/2026;08:30;26/11/2026;17:05;;;\n\
                 ABADIE;Clara;;Demi-pension;24/11/2026;;;;;;\n\
                 ABADIE;Clara;;Internat;24/11/2026;;;;;;\n\
                 ABADIE;Clara;;Demi-pension;24/11/2026;12:00;;13:00;;;\n\
                 ABADIE;Clara;;Internat;24/11/2026;;;;;;\n";
    let judged = judged(&school(), &format!("{HEADER}\n{lines}"), &[]);
    assert_eq!(counts(&judged), (3, 0, 2));
    let why: Vec<_> = judged
        .remarks
        .iter()
        .map(|one| (one.line, one.kind))
        .collect();
    assert_eq!(why, [(5, RemarkKind::Overlap), (6, RemarkKind::Overlap)]);
}

/// Invariant: a lesson is given to nobody of whom the file does not say the name, nor to one of
/// several.
#[test]
fn a_teacher_is_one_of_the_school_or_the_line_waits() {
    let register = school();
    let find = |name: &str| {
        let line = format!("{HEADER}\nABADIE;Clara;;;24/11/2026;08:30;;09:25;;{name};Latin\n");
        let judged = judged(&register, &line, &[]);
        let found = judged.add.first().map(|new| {
            assert_eq!(new.taught.subject.as_deref(), Some("Latin"));
            register.teachers.name(new.taught.teacher).to_owned()
        });
        found.ok_or_else(|| judged.remarks[0].clone())
    };
    for (written, name) in [
        ("DURAND Paul", "DURAND Paul"),
        ("durand  paul", "DURAND Paul"),
        ("Paul Durand", "DURAND Paul"),
        ("Durand", "DURAND Paul"),
        // As written first: an accent tells them apart.
        ("DUPRÉ Anne", "DUPRÉ Anne"),
        ("DUPRE Anne", "DUPRE Anne"),
        ("", ""),
    ] {
        assert_eq!(find(written).unwrap(), name, "{written}");
    }
    for (written, words) in [
        ("NEMO Jean", "« NEMO Jean » n'est pas parmi les personnels"),
        ("DURAND Pauline", "n'est pas parmi"),
        ("--", "n'est pas parmi"),
        ("HOMO Nyme", "Plusieurs personnes"),
        ("Homo", "Plusieurs personnes"),
        ("Dupré anne", "Plusieurs personnes"),
    ] {
        let why = find(written).unwrap_err();
        assert_eq!(why.kind, RemarkKind::Teacher, "{written}");
        assert!(
            why.kind.refuses() && why.what.contains(words),
            "{}",
            why.what
        );
    }
}

/// Invariant: who has left is still named, and found.
#[test]
fn who_has_left_is_found() {
    let gone = Id::new();
    let teachers = Teachers::new([(gone, "PERRIN Claire".to_owned())].into(), []);
    assert_eq!(teachers.find("Perrin Claire"), Ok(Some(gone)));
    assert_eq!(teachers.name(Some(gone)), "PERRIN Claire");
    assert_eq!(teachers.name(Some(Id::new())), "");
}

/// Invariant: a discipline has a length, and one of blanks is none.
#[test]
fn a_discipline_is_short() {
    let of = |subject: &str| one(&format!(";;24/11/2026;08:30;;09:25;;;{subject}"));
    let longest = "é".repeat(120);
    assert_eq!(of(&longest).unwrap().taught.subject, Some(longest.clone()));
    assert_eq!(of("\u{a0} ").unwrap().taught.subject, None);
    let why = of(&format!("{longest}é")).unwrap_err();
    assert_eq!(why.kind, RemarkKind::Unreadable);
    assert!(why.what.contains("120 caractères au plus"), "{}", why.what);
}

/// Invariant: an entry that is there by another teacher or of another discipline stays what it is; the
/// same one is there; at a meal of the same hours it is another one.
#[test]
fn another_lesson_is_the_entry_otherwise() {
    let register = school();
    let hours = "24/11/2026;12:30;24/11/2026;14:00;";
    let file =
        |scope: &str, lesson: &str| format!("{HEADER}\nABADIE;Clara;;{scope};{hours};{lesson}\n");
    let first = judged(&register, &file("", "DURAND Paul;Latin"), &[]);
    let present: Vec<Present> = first
        .add
        .iter()
        .map(|new| Present {
            pupil: new.pupil,
            terms: new.terms,
            taught: new.taught.clone(),
            withdrawn: false,
        })
        .collect();
    let again = |scope: &str, lesson: &str| {
        let judged = judged(&register, &file(scope, lesson), &present);
        (counts(&judged), judged.remarks.first().map(|one| one.kind))
    };
    assert_eq!(again("Cours", "durand paul;Latin"), ((0, 1, 0), None));
    for other in [
        "DUPRÉ Anne;Latin",
        "DURAND Paul;Grec",
        ";Latin",
        "DURAND Paul;",
    ] {
        let otherwise = ((0, 0, 1), Some(RemarkKind::Otherwise));
        assert_eq!(again("", other), otherwise, "{other}");
    }
    assert_eq!(again("Demi-pension", ";"), ((1, 0, 0), None));
    // What was typed by hand is compared as its own export says it.
    let mut typed = present.clone();
    typed[0].taught.subject = Some("  Latin ".into());
    let judged = judged(&register, &file("", "DURAND Paul;Latin"), &typed);
    assert_eq!(counts(&judged), (0, 1, 0));
}
