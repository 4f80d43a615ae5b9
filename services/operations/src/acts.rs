//! The acts of the audit, in the words of the people who read it.

/// Act, words. What is not here is shown as it is written.
pub(crate) const ACTS: &[(&str, &str)] = &[
    ("absence.cancelled", "Absence annulée"),
    ("absence.changed", "Absence modifiée"),
    ("absence.corrected", "Rectificatif d'absence diffusé"),
    ("absence.recorded", "Absence saisie"),
    ("absences.exported", "Absences exportées"),
    ("absences.import_seen", "Import d'absences consulté"),
    ("absences.import_undone", "Import d'absences annulé"),
    ("absences.imported", "Absences importées"),
    ("absences.followed", "Suivi des absences consulté"),
    ("absences.family_read", "Absences lues par la famille"),
    ("access.granted", "Accès donné"),
    ("access.removed", "Accès retiré"),
    ("account.closed_by_person", "Compte fermé par la personne"),
    ("account.login_changed", "Identifiant changé"),
    ("account.opened", "Compte ouvert"),
    (
        "account.opened_by_code",
        "Compte de famille ouvert par un code",
    ),
    ("action.added", "Action ajoutée"),
    ("action.changed", "Action modifiée"),
    ("action.restored", "Action remise"),
    ("action.withdrawn", "Action retirée"),
    ("assessment.added", "Évaluation ajoutée"),
    ("assessment.changed", "Évaluation modifiée"),
    ("assessment.restored", "Évaluation remise"),
    ("assessment.withdrawn", "Évaluation retirée"),
    ("audit.exported", "Journal d'audit exporté"),
    ("audit.read", "Journal d'audit consulté"),
    (
        "audit.verification_asked",
        "Vérification du journal demandée",
    ),
    ("authority.file", "Fichier pour l'autorité produit"),
    (
        "bulletin.family_downloaded",
        "Bulletin téléchargé par la famille",
    ),
    ("bulletin.family_read", "Bulletin consulté par la famille"),
    ("bulletin.printed", "Bulletin d'un élève imprimé"),
    ("bulletin.seen", "Bulletin d'un élève consulté"),
    ("bulletins.printed", "Bulletins d'une classe imprimés"),
    ("bulletins.published", "Bulletins d'une classe publiés"),
    ("bulletins.seen", "Bulletins d'une classe consultés"),
    ("bulletins.settled", "Bulletins arrêtés"),
    ("bulletins.withdrawn", "Bulletins retirés aux familles"),
    ("class.listed", "Élèves d'une classe affichés"),
    ("closure.added", "Jours fermés ajoutés"),
    ("closure.removed", "Jours fermés retirés"),
    ("closure.restored", "Jours fermés remis"),
    ("code.disabled", "Code d'activation désactivé"),
    ("code.enabled", "Code d'activation réactivé"),
    (
        "code_request.recorded",
        "Demande d'une famille sur son code notée",
    ),
    ("code_rules.saved", "Délai des codes d'activation changé"),
    ("codes.generated", "Codes d'activation générés"),
    ("codes.listed", "Codes d'activation consultés"),
    ("codes.notified", "Codes d'activation notifiés"),
    ("collective.recorded", "Saisie collective"),
    ("collective.seen", "Saisie collective consultée"),
    ("collective.undone", "Saisie collective annulée"),
    ("colors.saved", "Couleurs enregistrées"),
    ("conflict.kept", "Saisie gardée contre le registre"),
    ("conflict.taken", "Valeur du registre reprise"),
    ("corrections.listed", "Rectificatifs consultés"),
    ("defaults.saved", "Valeurs par défaut enregistrées"),
    ("division_group.added", "Groupe de divisions ajouté"),
    ("division_group.changed", "Groupe de divisions modifié"),
    ("division_group.restored", "Groupe de divisions remis"),
    ("division_group.withdrawn", "Groupe de divisions retiré"),
    (
        "extras.changed",
        "Données demandées aux responsables changées",
    ),
    ("family.attached", "Élève attaché à un compte de famille"),
    ("family.detached", "Élève retiré d'un compte de famille"),
    (
        "family.news_read",
        "Nouveautés d'un élève lues par sa famille",
    ),
    (
        "family.reported",
        "Lien signalé comme faux par un responsable",
    ),
    ("guardian.added", "Responsable ajouté"),
    ("guardian.attached", "Responsable rattaché"),
    ("guardian.changed", "Fiche de responsable modifiée"),
    ("guardian.detached", "Responsable détaché"),
    ("guardian.seen", "Fiche de responsable consultée"),
    ("day.seen", "Journée consultée"),
    ("document.deleted", "Document supprimé"),
    ("document.made", "Document produit"),
    ("document.printed", "Document imprimé"),
    ("document.seen", "Document consulté"),
    ("documents.listed", "Documents consultés"),
    ("family_opening.closed", "Télé-service fermé"),
    ("family_opening.opened", "Télé-service ouvert"),
    ("family.called", "Appel de la famille noté"),
    ("import.exported", "Anomalies d'un import téléchargées"),
    ("import.seen", "Import consulté"),
    ("information.added", "Information pratique ajoutée"),
    ("information.changed", "Information pratique modifiée"),
    ("information.moved", "Information pratique déplacée"),
    ("information.restored", "Information pratique remise"),
    ("information.reviewed", "Informations pratiques relues"),
    ("information.withdrawn", "Information pratique retirée"),
    ("job.restarted", "Travail relancé"),
    (
        "justification.accepted",
        "Explication d'une famille acceptée",
    ),
    (
        "justification.photo_seen",
        "Photo d'un justificatif consultée",
    ),
    ("justification.refused", "Explication d'une famille refusée"),
    ("justification.seen", "Explication d'une famille consultée"),
    ("justification.sent", "Explication envoyée par la famille"),
    ("lesson.added", "Cours ajouté"),
    ("lesson.changed", "Cours modifié"),
    ("lesson.ended", "Cours terminé"),
    ("lesson.resumed", "Cours repris"),
    ("lessons.imported", "Emploi du temps importé"),
    ("letter.prepared", "Courrier préparé"),
    ("letters.followed", "Sort de courriers noté"),
    ("letters.printed", "Courriers imprimés"),
    ("mail.prepared", "Courriel préparé"),
    ("marks.exported", "Notes d'une classe exportées"),
    (
        "appreciations.seen",
        "Appréciations d'une classe consultées",
    ),
    ("appreciations.typed", "Appréciations saisies"),
    ("marks.family_read", "Notes consultées par la famille"),
    ("marks.seen", "Notes d'une classe consultées"),
    ("marks.typed", "Notes saisies"),
    ("marks_rules.saved", "Calcul des moyennes enregistré"),
    ("message.read", "Message lu"),
    ("message_template.added", "Modèle de document ajouté"),
    ("message_template.changed", "Modèle de document modifié"),
    ("message_template.restored", "Modèle de document remis"),
    ("message_template.withdrawn", "Modèle de document retiré"),
    ("password.changed", "Mot de passe changé"),
    ("password.chosen", "Mot de passe choisi"),
    ("password.link", "Lien de mot de passe remis"),
    ("password.refused", "Mot de passe actuel refusé"),
    ("periods.saved", "Périodes de l'année enregistrées"),
    ("photo.imported", "Photographies déposées ensemble"),
    ("photo.put", "Photographie d'élève mise"),
    ("photo.removed", "Photographie d'élève retirée"),
    ("photo.seen", "Photographie d'élève consultée"),
    ("photo.withdrawn", "Photographies d'un dépôt retirées"),
    ("provider.saved", "Fournisseur de SMS enregistré"),
    ("publication.changed", "Publication des notes modifiée"),
    ("pupil.changed", "Fiche d'élève modifiée"),
    ("pupil.seen", "Fiche d'élève consultée"),
    ("pupil.listed", "Liste d'élèves consultée"),
    ("register.imported", "Base élèves importée"),
    ("replies.listed", "Réponses des familles consultées"),
    ("reply.handled", "Réponse d'une famille classée"),
    (
        "reply.reopened",
        "Réponse d'une famille remise dans la liste",
    ),
    ("retention.purged", "Données trop anciennes effacées"),
    ("report.exported", "Bilan téléchargé"),
    ("report.seen", "Bilan consulté"),
    ("report_model.added", "Modèle de bilan ajouté"),
    ("report_model.changed", "Modèle de bilan modifié"),
    ("report_model.restored", "Modèle de bilan remis"),
    ("report_model.withdrawn", "Modèle de bilan retiré"),
    ("right.given", "Droit donné à une personne"),
    ("right.restored", "Droit rétabli d'après la fonction"),
    ("right.withdrawn", "Droit retiré à une personne"),
    ("rights.listed", "Droits des personnels consultés"),
    ("rights.seen", "Droits d'un personnel consultés"),
    ("roll.called", "Appel fait"),
    ("roll.reminded", "Appel à faire rappelé"),
    ("roll.seen", "Liste d'appel affichée"),
    ("secret.rotated", "Clé changée"),
    ("session.closed", "Session fermée"),
    ("session.others_closed", "Autres sessions fermées"),
    ("session.opened", "Connexion"),
    ("session.refused", "Connexion refusée"),
    ("sms.cancelled", "Messages supprimés"),
    ("sms.considered_sent", "SMS douteux tenu pour envoyé"),
    ("sms.contract_saved", "Contrat de SMS enregistré"),
    ("sms.followed", "Suivi des messages consulté"),
    ("sms.listed", "Messages en attente consultés"),
    ("sms.prepared", "SMS préparé"),
    ("sms.released", "Messages diffusés"),
    ("sms.rules_saved", "Heures et limites d'envoi enregistrées"),
    ("sms.sent_again", "SMS douteux renvoyé"),
    ("staff.added", "Personne ajoutée aux personnels"),
    ("staff.attached", "Compte rattaché à une personne"),
    ("staff.exported", "Liste des personnels téléchargée"),
    ("staff.listed", "Liste des personnels consultée"),
    ("staff.seen", "Fiche d'un personnel consultée"),
    ("statistics.exported", "Statistiques téléchargées"),
    ("statistics.seen", "Statistiques consultées"),
    (
        "subject_weights.saved",
        "Coefficients des disciplines enregistrés",
    ),
    (
        "teleservices.not_now",
        "Télé-services : l'établissement n'en propose pas maintenant",
    ),
    (
        "teleservices.offered",
        "Télé-services : l'établissement souhaite en proposer",
    ),
    ("week.saved", "Horaires enregistrés"),
    ("wording.added", "Motif ou justificatif ajouté"),
    ("wording.changed", "Motif ou justificatif modifié"),
    ("wording.restored", "Motif ou justificatif remis"),
    ("wording.withdrawn", "Motif ou justificatif retiré"),
];

/// Kinds of objects, words.
const KINDS: &[(&str, &str)] = &[
    ("absence", "absence"),
    ("absence_collective", "saisie collective"),
    ("absence_import", "import d'absences"),
    ("account", "compte"),
    ("action", "action"),
    ("assessment", "évaluation"),
    ("batch", "lot de codes"),
    ("closure", "jours fermés"),
    ("code", "code d'activation"),
    ("division_group", "groupe de divisions"),
    ("document", "document"),
    ("guardian", "responsable"),
    ("import", "import"),
    ("information", "information pratique"),
    ("job", "travail"),
    ("lesson", "cours"),
    ("message_template", "modèle de document"),
    ("message", "message"),
    ("provider", "fournisseur"),
    ("pupil", "élève"),
    ("reply", "réponse"),
    ("report_model", "modèle de bilan"),
    ("roll", "appel"),
    ("school", "établissement"),
    ("staff", "personnel"),
    ("wording", "motif ou justificatif"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs, path::Path};

    /// The texts between quotes, in a file of the sources.
    fn quoted(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                quoted(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("acts.rs")
            {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(text.split('"').skip(1).map(str::to_owned));
            }
        }
    }

    /// Invariant: every act that the program writes has words. (An act on a kind of thing that
    /// none was on before escapes: it is shown as it is written.)
    #[test]
    fn each_act_of_the_sources_has_words() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut found = BTreeSet::new();
        for floor in ["platform", "services"] {
            for entry in fs::read_dir(root.join(floor)).unwrap().flatten() {
                quoted(&entry.path().join("src"), &mut found);
            }
        }
        for folder in ["app/src", "records/src", "timetable/src"] {
            quoted(&root.join(folder), &mut found);
        }
        let objects: BTreeSet<_> = ACTS
            .iter()
            .filter_map(|(act, _)| act.split_once('.'))
            .map(|(o, _)| o)
            .collect();
        let is_act = |text: &&String| {
            text.split_once('.').is_some_and(|(object, verb)| {
                let letters = |c: char| c.is_ascii_lowercase() || c == '_';
                objects.contains(object) && !verb.is_empty() && verb.chars().all(letters)
            })
        };
        let silent: Vec<_> = found
            .iter()
            .filter(is_act)
            .filter(|act| words(act) == act.as_str())
            .collect();
        assert!(silent.is_empty(), "no words for {silent:?}");
        let dead: Vec<_> = ACTS
            .iter()
            .filter(|(act, _)| !found.contains(*act))
            .collect();
        assert!(dead.is_empty(), "words for nothing: {dead:?}");
    }
}
