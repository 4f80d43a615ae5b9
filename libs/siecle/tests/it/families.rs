//! Rows of guardians: both generations, oddities, what is told about them.

use siecle::{About, Kinship, Level, Standing, roles};

use crate::{Export, document, guardians};

fn guardians_of(sections: &str) -> Export {
    guardians(document("BEE_RESPONSABLES", sections).as_bytes())
}

const PERSONS: &str = "<PERSONNES>\
     <PERSONNE PERSONNE_ID='10'><NOM>ROUX</NOM><PRENOM>Anne</PRENOM><LC_CIVILITE>MME</LC_CIVILITE>\
       <TEL_PORTABLE>06.39.98.12.34</TEL_PORTABLE><ACCEPTE_SMS>O</ACCEPTE_SMS><ADRESSE_ID>5</ADRESSE_ID></PERSONNE>\
     <PERSONNE PERSONNE_ID='11'><NOM_DE_FAMILLE>MOREL</NOM_DE_FAMILLE><NOM_USAGE>ROUX</NOM_USAGE>\
       <PRENOM>Luc</PRENOM><ACCEPTE_SMS>false</ACCEPTE_SMS><ADRESSE_ID>6</ADRESSE_ID></PERSONNE>\
     <PERSONNE PERSONNE_ID='12'><NOM>AIDE SOCIALE</NOM></PERSONNE></PERSONNES>";

#[test]
fn persons_of_both_generations() {
    let file = guardians_of(&format!(
        "{PERSONS}<ADRESSES><ADRESSE ADRESSE_ID='5'><LIGNE1_ADRESSE>2 rue du Vœu</LIGNE1_ADRESSE>\
         <LIGNE2_ADRESSE/><CODE_POSTAL>99100</CODE_POSTAL><LL_COMMUNE_INSEE>MONTCOURT</LL_COMMUNE_INSEE>\
         </ADRESSE><ADRESSE ADRESSE_ID='8'/></ADRESSES>"
    ));
    let [anne, luc, institution] = file.persons.as_slice() else {
        panic!("three persons")
    };
    assert_eq!(
        (anne.display_name(), anne.accepts_sms),
        ("ROUX", Some(true))
    );
    assert_eq!(
        anne.mobile_phone.as_deref(),
        Some("06.39.98.12.34"),
        "numbers stay as typed"
    );
    assert_eq!(luc.display_name(), "ROUX");
    assert_eq!(
        (luc.family_name.as_str(), luc.accepts_sms),
        ("MOREL", Some(false))
    );
    assert_eq!(
        (institution.first_name.as_deref(), institution.accepts_sms),
        (None, None)
    );
    assert_eq!(
        (anne.address_id, luc.address_id),
        (Some(5), Some(6)),
        "whether an address exists is for who knows them all"
    );
    assert!(file.doubts.is_empty());
    assert_eq!(file.addresses[0].lines, ["2 rue du Vœu"]);
    assert_eq!(file.addresses[0].town.as_deref(), Some("MONTCOURT"));
    assert!(file.addresses[1].is_empty());
}

#[test]
fn links_of_both_generations() {
    let file = guardians_of(&format!(
        "{PERSONS}<RESPONSABLES>\
         <RESPONSABLE_ELEVE><ELEVE_ID>1</ELEVE_ID><PERSONNE_ID>10</PERSONNE_ID><RESP_LEGAL>1</RESP_LEGAL>\
           <CODE_PARENTE>10</CODE_PARENTE><RESP_FINANCIER>1</RESP_FINANCIER><PERS_PAIMENT>0</PERS_PAIMENT>\
           <PERS_CONTACT>1</PERS_CONTACT></RESPONSABLE_ELEVE>\
         <RESPONSABLE_ELEVE><ELEVE_ID>1</ELEVE_ID><PERSONNE_ID>11</PERSONNE_ID><RESP_LEGAL>0</RESP_LEGAL></RESPONSABLE_ELEVE>\
         <RESPONSABLE_ELEVE><ELEVE_ID>2</ELEVE_ID><PERSONNE_ID>11</PERSONNE_ID>\
           <NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE><CODE_PARENTE>20</CODE_PARENTE>\
           <PAIE_FRAIS_SCOLAIRES>true</PAIE_FRAIS_SCOLAIRES><HEBERGE_ELEVE>false</HEBERGE_ELEVE>\
           <A_CONTACTER_EN_PRIORITE>true</A_CONTACTER_EN_PRIORITE><PERCOIT_LES_AIDES>true</PERCOIT_LES_AIDES></RESPONSABLE_ELEVE>\
         <RESPONSABLE_ELEVE><ELEVE_ID>2</ELEVE_ID><PERSONNE_ID>12</PERSONNE_ID><NIVEAU_RESPONSABILITE>3</NIVEAU_RESPONSABILITE></RESPONSABLE_ELEVE>\
         </RESPONSABLES>"
    ));
    let [old, contact, new, other] = file.links.as_slice() else {
        panic!("four links")
    };
    assert_eq!(
        (old.standing, old.kinship),
        (Some(Standing::Ranked(1)), Some(Kinship::MOTHER))
    );
    assert_eq!(
        (old.pays_fees, old.contact_first, old.receives_aid),
        (true, true, false)
    );
    assert_eq!(old.houses_pupil, None);
    assert_eq!(contact.standing, Some(Standing::Ranked(0)));
    assert_eq!(new.standing, Some(Standing::Level(Level::Legal)));
    assert_eq!(
        (new.pays_fees, new.contact_first, new.receives_aid),
        (true, true, true)
    );
    assert_eq!(new.houses_pupil, Some(false));
    assert_eq!(other.standing, Some(Standing::Level(Level::Contact)));
    assert!(
        file.rejected.is_empty() && file.doubts.is_empty(),
        "{:?}",
        file.doubts
    );
}

/// Invariant: of a link, what can be told from itself alone is told; the rest is the caller's.
#[test]
fn doubtful_links_are_told() {
    let link = |pupil: &str, person: &str, rank: &str| {
        format!(
            "<RESPONSABLE_ELEVE><ELEVE_ID>{pupil}</ELEVE_ID><PERSONNE_ID>{person}</PERSONNE_ID>\
             <RESP_LEGAL>{rank}</RESP_LEGAL></RESPONSABLE_ELEVE>"
        )
    };
    let links = [
        link("1", "10", "1"),
        link("1", "10", "2"), // twice
        link("3", "99", "1"), // an unknown person
        link("5", "10", "7"), // an unknown rank
        link("6", "?", "1"),
        link("", "10", "1"),
    ]
    .concat();
    let file = guardians_of(&format!("{PERSONS}<RESPONSABLES>{links}</RESPONSABLES>"));
    assert_eq!(file.links.len(), 4);
    let told: Vec<_> = file
        .rejected
        .iter()
        .map(|row| (row.what.as_str(), row.about))
        .collect();
    assert_eq!(
        told,
        [
            (
                "lien de l’élève n° 6 avec la personne n° ?",
                Some(About::Pupil(6))
            ),
            (
                "lien de l’élève n° ? avec la personne n° 10",
                Some(About::Person(10))
            ),
        ]
    );
    let told: Vec<_> = file.doubts.iter().map(|row| row.what.as_str()).collect();
    assert_eq!(told, ["lien de l’élève n° 5 avec la personne n° 10"]);
    assert_eq!(file.links[3].standing, None);
}

/// Invariant: a person who cannot be taken is named to programs by key.
#[test]
fn a_person_without_name_is_rejected_by_key() {
    let file = guardians_of("<PERSONNES><PERSONNE PERSONNE_ID='10'/></PERSONNES>");
    assert_eq!(file.rejected[0].about, Some(About::Person(10)));
    let link = "<RESPONSABLES><RESPONSABLE_ELEVE><ELEVE_ID>1</ELEVE_ID><PERSONNE_ID>2</PERSONNE_ID>\
         <CODE_PARENTE>mère</CODE_PARENTE><NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE>\
         </RESPONSABLE_ELEVE></RESPONSABLES>";
    let file = guardians_of(link);
    assert_eq!((file.links[0].kinship, file.doubts.len()), (None, 1));
}

/// Invariant: a pupil of age may be their own guardian; old codes of kinship keep their number.
#[test]
fn a_pupil_may_be_their_own_guardian() {
    let link = |person: i64, kinship: i64| {
        format!(
            "<RESPONSABLE_ELEVE><ELEVE_ID>1</ELEVE_ID><PERSONNE_ID>{person}</PERSONNE_ID>\
             <CODE_PARENTE>{kinship}</CODE_PARENTE><NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE>\
             </RESPONSABLE_ELEVE>"
        )
    };
    let file = guardians_of(&format!(
        "<RESPONSABLES>{}{}</RESPONSABLES>",
        link(10, 70),
        link(11, 3)
    ));
    assert_eq!(file.links[0].kinship, Some(Kinship::PUPIL));
    assert_eq!(file.links[1].kinship, Some(Kinship(3)));
    assert_eq!(Kinship(3).label(), None);
    let ranks: Vec<_> = roles(&file.links)
        .iter()
        .map(|role| role.legal_rank)
        .collect();
    assert_eq!(ranks, [Some(2), Some(1)]);
    assert!(file.doubts.is_empty());
}
