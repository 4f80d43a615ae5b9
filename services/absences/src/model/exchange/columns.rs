//! The columns of the table: their titles, and the names under which other programs have them.

/// What a column holds. A column more is a line here, one in [`super::writing`] and one in
/// [`super::reading`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Ine,
    Number,
    Surname,
    FirstName,
    BornOn,
    Division,
    Kind,
    Scope,
    FromDay,
    FromHour,
    ToDay,
    ToHour,
    Minutes,
    Teacher,
    Subject,
    Reason,
    Legitimate,
    Proof,
    Informed,
    Observed,
    Closed,
    Noon,
    Origin,
    TypedAt,
    TypedBy,
    WithdrawnAt,
    WithdrawnBy,
}

use Column::*;

const COUNT: usize = 27;

/// The titles that the export writes, in order.
pub(crate) const TITLES: [&str; COUNT] = [
    "INE",
    "Numéro SIECLE",
    "Nom",
    "Prénom",
    "Date de naissance",
    "Division",
    "Nature",
    "Porte sur",
    "Date de début",
    "Heure de début",
    "Date de fin",
    "Heure de fin",
    "Minutes de retard",
    "Enseignant",
    "Discipline",
    "Motif",
    "Motif légitime",
    "Justificatif",
    "Établissement informé",
    "Absence constatée",
    "Saisie classée",
    "Fin de la matinée",
    "Origine",
    "Saisie le",
    "Saisie par",
    "Annulée le",
    "Annulée par",
];

/// Each column in the order of [`TITLES`], with the keys ([`education::search_key`]) of the titles by
/// which it is known.
pub(super) const COLUMNS: [(Column, &[&str]); COUNT] = [
    (Ine, &["ine", "ineeleve", "numeroine", "idnational"]),
    (Number, &["numerosiecle", "eleveid", "numerointerne"]),
    (Surname, &["nom", "nomeleve", "nomdefamille", "nomdeleleve"]),
    (FirstName, &["prenom", "prenomeleve", "prenomdeleleve"]),
    (
        BornOn,
        &[
            "datedenaissance",
            "datenaissance",
            "nele",
            "neele",
            "naissance",
        ],
    ),
    (Division, &["division", "classe"]),
    (Kind, &["nature", "type", "evenement"]),
    (Scope, &["portesur"]),
    (
        FromDay,
        &[
            "datededebut",
            "datedebut",
            "datedudebut",
            "du",
            "date",
            "jour",
        ],
    ),
    (
        FromHour,
        &["heurededebut", "heuredebut", "heuredudebut", "de", "debut"],
    ),
    (ToDay, &["datedefin", "datefin", "datedelafin", "au"]),
    (
        ToHour,
        &["heuredefin", "heurefin", "heuredelafin", "a", "fin"],
    ),
    (
        Minutes,
        &[
            "minutesderetard",
            "minutes",
            "dureeduretard",
            "retardenminutes",
        ],
    ),
    (Teacher, &["enseignant", "professeur"]),
    (Subject, &["discipline"]),
    (Reason, &["motif", "motifs"]),
    (Legitimate, &["motiflegitime", "legitime", "recevable"]),
    (Proof, &["justificatif", "justificatifs"]),
    (Informed, &["etablissementinforme", "informe"]),
    (Observed, &["absenceconstatee", "constatee"]),
    // Not « Classé », which is « Classe » to who reads titles without accents.
    (Closed, &["saisieclassee", "classee", "dossierclasse"]),
    (Noon, &["findelamatinee", "midi"]),
    (Origin, &["origine"]),
    (TypedAt, &["saisiele", "datedesaisie"]),
    (TypedBy, &["saisiepar", "auteur"]),
    (WithdrawnAt, &["annuleele", "annulele"]),
    (WithdrawnBy, &["annuleepar", "annulepar"]),
];
