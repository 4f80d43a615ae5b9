//! The primary schools' register: no key, no consent, no rank.

use crate::*;
use records::ConsentSource;
use std::collections::BTreeSet;

const PUPILS: &str = "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE;Adresse1;Cp1;Commune1;Pays1; Cycle;Niveau;Libellé classe;Identifiant classe\n";
const GUARDIANS: &str = "Civilité Responsable;Nom usage responsable;Nom responsable;Prénom responsable;Adresse responsable;CP responsable;Commune responsable;Pays;Courriel;Téléphone domicile;Téléphone travail;Téléphone portable;Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants;Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants\n";

/// A pupil: surname, first name, birth, INE, class.
fn pupils(rows: &[(&str, &str, &str, &str, &str)]) -> Vec<u8> {
    let rows = rows.iter().map(|(surname, first_name, born, ine, class)| {
        format!("{surname};;{first_name};{born};F;{ine};9 rue Basse;99120;VINZELLE;FRANCE;CYCLE II;CP;{class};1\n")
    });
    format!("{PUPILS}{}", rows.collect::<String>()).into_bytes()
}

/// A guardian: surname, first name, mobile, and two children (surname, first name, class).
type Child<'a> = (&'a str, &'a str, &'a str);
fn guardians(rows: &[(&str, &str, &str, Child<'_>, Child<'_>)]) -> Vec<u8> {
    let rows = rows.iter().map(|(surname, first_name, mobile, one, two)| {
        format!(
            "MME;;{surname};{first_name};9 rue Basse;99120;VINZELLE;FRANCE;nadia@example.fr;;;{mobile};;{};{};{};;{};{};{}\n",
            one.0, one.1, one.2, two.0, two.1, two.2
        )
    });
    format!("{GUARDIANS}{}", rows.collect::<String>()).into_bytes()
}

fn of_here() -> Options {
    Options {
        only_school: Some(uai(HERE)),
        create_school: false,
        name: None,
        ..create()
    }
}

async fn take_onde(portal: &Portal, files: &[&[u8]]) -> Report {
    match import(portal, files, &of_here()).await {
        Outcome::Applied(report) => report,
        other => panic!("not applied: {other:?}"),
    }
}

async fn links(portal: &Portal) -> BTreeSet<(String, String)> {
    let mut read = reader(portal).await;
    sql!(
        "SELECT p.first_name, g.first_name FROM guardianship l JOIN pupil p ON p.id = l.pupil \
         JOIN guardian g ON g.id = l.guardian WHERE l.ended_on IS NULL"
    )
    .all::<(String, String)>(&mut read)
    .await
    .expect("links")
    .into_iter()
    .collect()
}

const NONE: Child<'_> = ("", "", "");

testkit::on_each_engine!(
    /// Invariant: children are found by their names; the same files change nothing, a later one
    /// corrects the same people, and who is not in it any more has left; nobody is said to accept
    /// text messages.
    a_school_is_taken_again_and_again, |which| async move {
        let portal = portal(which).await;
        declare(&portal, HERE).await;
        let children = pupils(&[
            ("BERTIN", "Léa", "03/05/2018", "123456789AB", "CP A"),
            ("BERTIN", "Tom", "04/06/2019", "", "GS B"),
            ("COMBE", "Zoé", "05/07/2018", "", "CP A"),
        ]);
        let family = guardians(&[
            ("BERTIN", "Nadia", "06 39 98 00 12", ("Bertin", "Lea", "CP A"), ("BERTIN", "TOM", "GS B")),
            ("COMBE", "Paul", "", ("COMBE", "Zoé", "CP A"), NONE),
            ("AILLEURS", "Luc", "", ("AILLEURS", "Max", "CM2"), NONE),
        ]);
        let Outcome::DryRun(dry) = import(&portal, &[&family, &children], &Options { dry_run: true, ..of_here() }).await
        else { panic!("not a dry run") };
        let report = take_onde(&portal, &[&family, &children]).await;
        assert_eq!(dry.differences, report.differences);
        assert_eq!((report.counts.present, report.counts.guardians_linked), (3, 2));
        assert_eq!(report.counts.guardians_without_present_pupil, 1);
        assert_eq!(report.counts.legal_guardians_with_consent_and_mobile, 0);
        let expected = [("Léa", "Nadia"), ("Tom", "Nadia"), ("Zoé", "Paul")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(links(&portal).await, BTreeSet::from(expected));
        let again = take_onde(&portal, &[&children, &family]).await;
        assert!(again.differences.are_none(), "{again}");
        assert!(again.anomaly_counts.is_empty(), "{again}");

        // Léa is known by her INE under another name; Zoé left; Tom has no INE yet.
        let children = pupils(&[
            ("BERTAIN", "Léa", "03/05/2018", "123456789AB", "CE1"),
            ("BERTIN", "Tom", "04/06/2019", "", "CP A"),
        ]);
        let later = take_onde(&portal, &[&children]).await;
        let d = later.differences;
        assert_eq!((d.pupils.added, d.pupils.changed, d.pupils.ended), (0, 2, 1), "{later}");
        let family = guardians(&[("BERTIN", "Nadia", "06 39 98 00 77", ("BERTAIN", "Léa", "CE1"), ("BERTIN", "Tom", "CP A"))]);
        let later = take_onde(&portal, &[&children, &family]).await;
        assert_eq!((later.differences.guardians.added, later.differences.guardians.changed), (0, 1), "{later}");
        let mut read = reader(&portal).await;
        let (source,) = sql!("SELECT consent_source FROM guardian WHERE first_name = 'Nadia'")
            .one::<(String,)>(&mut read).await.expect("a guardian");
        assert_eq!(source, ConsentSource::NeverAsked.code());
    }
);

testkit::on_each_engine!(
    /// Invariant: homonyms of one class are linked to nobody and told; an extraction belongs to
    /// the school that is named, and to none otherwise.
    what_names_do_not_tell_is_told, |which| async move {
        let portal = portal(which).await;
        declare(&portal, HERE).await;
        let children = pupils(&[
            ("MARTIN", "Léa", "03/05/2018", "", "CP A"),
            ("MARTIN", "Léa", "04/06/2018", "", "CP A"),
            ("MARTIN", "Léa", "04/06/2018", "", "CP A"),
        ]);
        let family = guardians(&[("MARTIN", "Anne", "", ("MARTIN", "Léa", "CP A"), NONE)]);
        let report = take_onde(&portal, &[&children, &family]).await;
        assert_eq!((report.counts.present, report.counts.guardians_linked), (2, 0));
        let text = report.to_string();
        assert!(text.contains("2 élèves s'appellent MARTIN Léa"), "{text}");
        assert!(text.contains("figure déjà à la ligne 3"), "{text}");
        let refusal = refused(import(&portal, &[&children], &create()).await);
        assert_eq!(refusal, Refusal::WhoseSchool);
    }
);

testkit::on_each_engine!(
    /// Invariant: a whole fictitious school, odd as real ones are, is taken twice with one result.
    a_whole_primary_school, |which| async move {
        let portal = portal(which).await;
        declare(&portal, HERE).await;
        let files = ::onde::generate::files(&::onde::generate::Plan::school(2026));
        let files = [&files.pupils[..], &files.guardians[..]];
        let report = take_onde(&portal, &files).await;
        assert!(report.counts.present > 190 && report.counts.guardians_linked > 200, "{report}");
        let again = take_onde(&portal, &files).await;
        assert!(again.differences.are_none(), "{again}");
    }
);
