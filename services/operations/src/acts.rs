//! The acts of the audit, in the words of the people who read it.

/// Act, words. What is not here is shown as it is written.
pub(crate) const ACTS: &[(&str, &str)] = &[
    ("absence.cancelled", "Absence annulée"),
    ("absence.read", "Absences consultées"),
    ("absence.recorded", "Absence saisie"),
    ("account.opened", "Compte ouvert"),
    ("account.password_reset", "Mot de passe réinitialisé"),
    ("action.added", "Action ajoutée"),
    ("action.changed", "Action modifiée"),
    ("audit.exported", "Journal d'audit exporté"),
    ("audit.read", "Journal d'audit consulté"),
    (
        "audit.verification_asked",
        "Vérification du journal demandée",
    ),
    ("job.restarted", "Travail relancé"),
    ("password.changed", "Mot de passe changé"),
    ("password.chosen", "Mot de passe choisi"),
    ("password.link", "Lien de mot de passe remis"),
    ("provider.saved", "Fournisseur de SMS enregistré"),
    ("pupil.listed", "Liste d'élèves consultée"),
    ("pupil.read", "Fiche d'élève consultée"),
    ("register.imported", "Base élèves importée"),
    ("retention.purged", "Données trop anciennes effacées"),
    ("secret.rotated", "Clé changée"),
    ("session.closed", "Session fermée"),
    ("session.opened", "Connexion"),
    ("sms.cancelled", "SMS supprimé"),
    ("sms.contract_saved", "Contrat de SMS enregistré"),
    ("sms.doubt_settled", "SMS douteux tranché"),
    ("sms.exported", "Suivi des SMS exporté"),
    ("sms.listed", "Suivi des SMS consulté"),
    ("sms.prepared", "SMS préparé"),
    ("sms.released", "SMS diffusé"),
];

/// Kinds of objects, words.
const KINDS: &[(&str, &str)] = &[
    ("absence", "absence"),
    ("account", "compte"),
    ("action", "action"),
    ("guardian", "responsable"),
    ("job", "travail"),
    ("message", "SMS"),
    ("provider", "fournisseur"),
    ("pupil", "élève"),
    ("school", "établissement"),
];

/// The words of an act.
pub(crate) fn words(act: &str) -> &str {
    said(ACTS, act)
}

/// The words of a kind of object.
pub(crate) fn kind(kind: &str) -> &str {
    said(KINDS, kind)
}

fn said<'a>(table: &[(&'static str, &'static str)], code: &'a str) -> &'a str {
    table
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(code, |(_, words)| words)
}
