//! Small exports written by hand, where a test needs to know every row.

/// Whose, of when: `("0990001N", "20/11/2026 08:00:00")`.
pub(crate) type Head<'a> = (&'a str, &'a str);

pub(crate) const MORNING: Head<'_> = (crate::HERE, "20/11/2026 08:00:00");
pub(crate) const LATER: Head<'_> = (crate::HERE, "23/11/2026 08:00:00");

fn file(root: &str, (uai, at): Head<'_>, year: i32, sections: &str) -> Vec<u8> {
    let day = &at[..10];
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} VERSION=\"2.1\">\n<PARAMETRES>\
         <UAJ>{uai}</UAJ><ANNEE_SCOLAIRE>{year}</ANNEE_SCOLAIRE><DATE_EXPORT>{day}</DATE_EXPORT>\
         <HORODATAGE>{at}</HORODATAGE></PARAMETRES>\n<DONNEES>{sections}</DONNEES>\n</{root}>\n"
    )
    .into_bytes()
}

/// A pupil: ELEVE_ID, surname, first name, class, and any other element.
pub(crate) type Pupil<'a> = (i64, &'a str, &'a str, &'a str, &'a str);

pub(crate) fn pupils(head: Head<'_>, pupils: &[Pupil<'_>]) -> Vec<u8> {
    pupils_of(head, 2026, pupils)
}

pub(crate) fn pupils_of(head: Head<'_>, year: i32, pupils: &[Pupil<'_>]) -> Vec<u8> {
    let mut rows = String::new();
    let mut classes = String::new();
    for (id, surname, first_name, class, more) in pupils {
        rows += &format!(
            "<ELEVE ELEVE_ID=\"{id}\"><NOM_DE_FAMILLE>{surname}</NOM_DE_FAMILLE>\
             <PRENOM>{first_name}</PRENOM>{more}</ELEVE>\n"
        );
        if !class.is_empty() {
            classes += &format!(
                "<STRUCTURES_ELEVE ELEVE_ID=\"{id}\"><STRUCTURE>\
                 <CODE_STRUCTURE>{class}</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE>\
                 </STRUCTURE></STRUCTURES_ELEVE>\n"
            );
        }
    }
    let sections = format!("<ELEVES>{rows}</ELEVES><STRUCTURES>{classes}</STRUCTURES>");
    file("BEE_ELEVES", head, year, &sections)
}

/// A person: PERSONNE_ID, surname, mobile, accepts text messages.
pub(crate) type Person<'a> = (i64, &'a str, &'a str, &'a str);
/// A link: ELEVE_ID, PERSONNE_ID, kinship, and any other element.
pub(crate) type Link<'a> = (i64, i64, u16, &'a str);

pub(crate) const LEGAL: &str = "<NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE>";

pub(crate) fn guardians(head: Head<'_>, persons: &[Person<'_>], links: &[Link<'_>]) -> Vec<u8> {
    let persons: String = persons
        .iter()
        .map(|(id, surname, mobile, accepts)| {
            format!(
                "<PERSONNE PERSONNE_ID=\"{id}\"><LC_CIVILITE>MME</LC_CIVILITE>\
                 <NOM_DE_FAMILLE>{surname}</NOM_DE_FAMILLE><PRENOM>Nadia</PRENOM>\
                 <TEL_PORTABLE>{mobile}</TEL_PORTABLE><ACCEPTE_SMS>{accepts}</ACCEPTE_SMS>\
                 </PERSONNE>\n"
            )
        })
        .collect();
    let links: String = links
        .iter()
        .map(|(pupil, person, kinship, more)| {
            format!(
                "<RESPONSABLE_ELEVE><ELEVE_ID>{pupil}</ELEVE_ID>\
                 <PERSONNE_ID>{person}</PERSONNE_ID><CODE_PARENTE>{kinship}</CODE_PARENTE>\
                 {more}</RESPONSABLE_ELEVE>\n"
            )
        })
        .collect();
    let sections = format!("<PERSONNES>{persons}</PERSONNES><RESPONSABLES>{links}</RESPONSABLES>");
    file("BEE_RESPONSABLES", head, 2026, &sections)
}

/// One pupil in 5B and her mother, who accepts text messages.
pub(crate) fn one_family(head: Head<'_>) -> [Vec<u8>; 2] {
    [
        pupils(head, &[(1, "BERTIN", "Léa", "5B", "")]),
        guardians(
            head,
            &[(11, "BERTIN", "06 39 98 00 12", "1")],
            &[(1, 11, 10, LEGAL)],
        ),
    ]
}

/// Classes: code and label.
pub(crate) fn structures(head: Head<'_>, classes: &[(&str, &str)]) -> Vec<u8> {
    let rows: String = classes
        .iter()
        .map(|(code, label)| {
            format!(
                "<DIVISION CODE_STRUCTURE=\"{code}\"><LIBELLE_LONG>{label}</LIBELLE_LONG></DIVISION>\n"
            )
        })
        .collect();
    let sections = format!("<DIVISIONS>{rows}</DIVISIONS>");
    file("BEE_STRUCTURES", head, 2026, &sections)
}

/// Programmes: code and label.
pub(crate) fn nomenclature(head: Head<'_>, mefs: &[(&str, &str)]) -> Vec<u8> {
    let rows: String = mefs
        .iter()
        .map(|(code, label)| {
            format!("<MEF CODE_MEF=\"{code}\"><LIBELLE_LONG>{label}</LIBELLE_LONG></MEF>\n")
        })
        .collect();
    file(
        "BEE_NOMENCLATURES",
        head,
        2026,
        &format!("<MEFS>{rows}</MEFS>"),
    )
}

/// A person of the school: number, surname, function (empty: none).
pub(crate) type Individual<'a> = (i64, &'a str, &'a str);

/// The file of STS-web, which does not say when it was made: 5B, the group LATIN, and who teaches
/// them (number, subject, "5B" or "LATIN").
pub(crate) fn staff(
    uai: &str,
    people: &[Individual<'_>],
    services: &[(i64, &str, &str)],
) -> Vec<u8> {
    let people: String = people
        .iter()
        .map(|(id, surname, function)| {
            format!(
                "<INDIVIDU ID=\"{id}\" TYPE=\"epp\"><CIVILITE>2</CIVILITE><NOM_USAGE>{surname}</NOM_USAGE>\
                 <PRENOM>Anne</PRENOM><FONCTION>{function}</FONCTION><PROFS_PRINC><PROF_PRINC>\
                 <CODE_STRUCTURE>5B</CODE_STRUCTURE></PROF_PRINC></PROFS_PRINC></INDIVIDU>\n"
            )
        })
        .collect();
    let of = |code: &str| -> String {
        let services = services.iter().filter(|service| service.2 == code);
        services
            .map(|(id, subject, _)| {
                format!(
                    "<SERVICE CODE_MATIERE=\"{subject}\" CODE_MOD_COURS=\"CG\"><ENSEIGNANTS>\
                     <ENSEIGNANT ID=\"{id}\" TYPE=\"epp\"/></ENSEIGNANTS></SERVICE>"
                )
            })
            .collect()
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<STS_EDT><PARAMETRES><UAJ CODE=\"{uai}\"/>\
         <ANNEE_SCOLAIRE ANNEE=\"2026\"/></PARAMETRES><NOMENCLATURES><MATIERES>\
         <MATIERE CODE=\"061300\"><LIBELLE_COURT>MATHS</LIBELLE_COURT></MATIERE></MATIERES></NOMENCLATURES>\
         <DONNEES><INDIVIDUS>{people}</INDIVIDUS><STRUCTURE><DIVISIONS><DIVISION CODE=\"5B\">\
         <SERVICES>{}</SERVICES></DIVISION></DIVISIONS><GROUPES><GROUPE CODE=\"LATIN\">\
         <SERVICES>{}</SERVICES></GROUPE></GROUPES></STRUCTURE></DONNEES></STS_EDT>\n",
        of("5B"),
        of("LATIN")
    )
    .into_bytes()
}
