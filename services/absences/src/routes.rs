//! The addresses of the pages, each with an example and with the form that it takes.

use crate::pages::{
    actions, closures, colors, corrections, day, defaults, documents, entry, exchange, family,
    groups, hours, justification, message_templates, open, provider,
    queue::{Letters, Mails, Texts, content, follow, letters, waiting},
    replies, reports, roll, sending, statistics, timetable,
    wordings::{self, Proofs, Reasons},
};
use manifest::Routes;

pub(crate) fn routes() -> Routes {
    let routes = timetable::routes(Routes::new());
    exchange::routes(family::routes(reports::routes(routes)))
        .get("/absences/saisie", entry::show)
        .example("/absences/saisie?eleve={pupil}")
        .post("/absences/saisie", entry::record)
        .form(
            "eleve={pupil}&nature=absence&du={day}&du_heure=08:30&au={day}&au_heure=17:05&motif=\
             &justificatif=&legitime=motif&action=",
        )
        .get("/absences/jour", day::show)
        .example("/absences/jour?jour={lesson_day}&heure=jour")
        .post("/absences/jour", day::act)
        .form("jour={lesson_day}&classe=&heure=jour&appele={absence}")
        .get("/absences/statistiques", statistics::show)
        .example("/absences/statistiques?par=eleve&calcul=calcule")
        .get("/absences/statistiques/fichier", statistics::file)
        .example("/absences/statistiques/fichier?par=mois&format=ods")
        .get("/absences/documents", documents::list)
        .example("/absences/documents?type=report&du={day}")
        .get("/absences/documents/{document}", documents::show)
        .get("/absences/documents/{document}/pdf", documents::pdf)
        .get("/absences/documents/{document}/suppression", documents::ask)
        .post(
            "/absences/documents/{document}/suppression",
            documents::delete,
        )
        .get(
            "/absences/explications/{justification}",
            justification::show,
        )
        .get(
            "/absences/explications/{justification}/photo",
            justification::photo,
        )
        .post(
            "/absences/explications/{justification}/acceptation",
            justification::accept,
        )
        .form("motif={reason}&justificatif={proof}&version={absence_version}")
        .post(
            "/absences/explications/{justification}/refus",
            justification::refuse,
        )
        .form("reponse=Il manque le certificat.")
        .get("/absences/seuils/{pupil}", open::authority_file)
        .get("/absences/collective", entry::collective::show)
        .example("/absences/collective?classe={class}")
        .post("/absences/collective", entry::collective::record)
        .form(
            "classe={class}&nature=absence&du={day}&du_heure=08:30&au={day}&au_heure=17:05&motif=\
             &legitime=motif&eleves={pupil}",
        )
        .get(
            "/absences/collective/{collective}",
            entry::collective::show_done,
        )
        .post(
            "/absences/collective/{collective}/annulation",
            entry::collective::undo,
        )
        .get("/absences/suivi", open::show)
        .post("/absences/suivi", open::called)
        .form("onglet=motif&classe=&depuis={day}&appele={absence}")
        .get("/absences/appel", roll::show)
        .example("/absences/appel?classe={class}&heure=08:30&jour={lesson_day}")
        .post("/absences/appel", roll::call)
        .form("classe={class}&heure=08:30&jour={lesson_day}&eleves={pupil}&absents={pupil}")
        .put("/absences/appel/{call}", roll::put)
        .form("classe={class}&heure=08:30&jour={lesson_day}&eleves={pupil}&pour={account}")
        .get("/absences/{absence}", entry::edit)
        .post("/absences/{absence}", entry::change)
        .form(
            "nature=absence&du={day}&du_heure=08:30&au={day}&au_heure=17:05&motif=&justificatif=\
             &legitime=motif&version={absence_version}",
        )
        .post("/absences/{absence}/actions", entry::act)
        .form("action={action}&destinataires={recipient}")
        .post("/absences/{absence}/annulation", entry::cancel)
        .form("confirme=oui")
        .get("/absences/sms", waiting::show::<Texts>)
        .post("/absences/sms/diffusion", waiting::release::<Texts>)
        .form("sms={message}")
        .post("/absences/sms/suppression", waiting::cancel::<Texts>)
        .form("sms={message}&confirme=oui")
        .get("/absences/sms/suivi", follow::show::<Texts>)
        .post("/absences/sms/doute/{message}", follow::settle::<Texts>)
        .form("choix=envoye")
        .get("/absences/courriels", waiting::show::<Mails>)
        .post("/absences/courriels/diffusion", waiting::release::<Mails>)
        .form("sms={mail}")
        .post("/absences/courriels/suppression", waiting::cancel::<Mails>)
        .form("sms={mail}&confirme=oui")
        .get("/absences/courriels/suivi", follow::show::<Mails>)
        .post("/absences/courriels/doute/{mail}", follow::settle::<Mails>)
        .form("choix=envoye")
        .get("/absences/courriers", waiting::show::<Letters>)
        .post("/absences/courriers/impression", letters::print)
        .form("sms={letter}")
        .post(letters::POSTING, letters::posting)
        .form("sms={letter}&geste=poste&onglet=suivi")
        .post(
            "/absences/courriers/suppression",
            waiting::cancel::<Letters>,
        )
        .form("sms={letter}&confirme=oui")
        .get("/absences/courriers/suivi", follow::show::<Letters>)
        .get("/absences/messages/{message}", content::show)
        .get("/absences/messages/{letter}/pdf", content::pdf)
        .get("/absences/modeles", message_templates::list)
        .get("/absences/modeles/nouveau", message_templates::new)
        .example("/absences/modeles/nouveau?type=letter")
        .post("/absences/modeles/nouveau", message_templates::add)
        .form("type=mail&libelle=Absence&objet=Absence&texte=Bonjour")
        .get(
            "/absences/modeles/{message_template}",
            message_templates::edit,
        )
        .post(
            "/absences/modeles/{message_template}",
            message_templates::change,
        )
        .form("libelle=Absence&texte=Bonjour&version={message_template_version}")
        .post(
            "/absences/modeles/{message_template}/offre",
            message_templates::offer,
        )
        .form("offert=oui")
        .get("/absences/reponses", replies::show)
        .post("/absences/reponses/{reply}", replies::handle)
        .form("traitee=oui")
        .get("/absences/rectificatifs", corrections::show)
        .post("/absences/rectificatifs", corrections::send)
        .form("absence={absence}")
        .get("/absences/actions", actions::list)
        .get("/absences/actions/nouvelle", actions::new)
        .post("/absences/actions/nouvelle", actions::add)
        .form(
            "libelle_court=SMS&libelle_long=Envoi de SMS&delai=2&traitement=sms\
             &modele={message_template}&emetteur=Tilleuls&code=0",
        )
        .get("/absences/actions/{action}", actions::edit)
        .post("/absences/actions/{action}", actions::change)
        .form(
            "libelle_court=SMS&libelle_long=Envoi de SMS&delai=2&traitement=sms\
             &modele={message_template}&emetteur=Tilleuls&code=0&version={version}",
        )
        .post("/absences/actions/{action}/offre", actions::offer)
        .form("offert=oui")
        .get("/absences/motifs", wordings::list::<Reasons>)
        .get("/absences/motifs/nouveau", wordings::new::<Reasons>)
        .post("/absences/motifs/nouveau", wordings::add::<Reasons>)
        .form("libelle=Maladie&proprietes=legitimate")
        .get("/absences/motifs/{reason}", wordings::edit::<Reasons>)
        .post("/absences/motifs/{reason}", wordings::change::<Reasons>)
        .form("libelle=Maladie&proprietes=legitimate&version={reason_version}")
        .post(
            "/absences/motifs/{reason}/offre",
            wordings::offer::<Reasons>,
        )
        .form("offert=oui")
        .get("/absences/justificatifs", wordings::list::<Proofs>)
        .get("/absences/justificatifs/nouveau", wordings::new::<Proofs>)
        .post("/absences/justificatifs/nouveau", wordings::add::<Proofs>)
        .form("libelle=Lettre")
        .get("/absences/justificatifs/{proof}", wordings::edit::<Proofs>)
        .post(
            "/absences/justificatifs/{proof}",
            wordings::change::<Proofs>,
        )
        .form("libelle=Lettre&version={proof_version}")
        .post(
            "/absences/justificatifs/{proof}/offre",
            wordings::offer::<Proofs>,
        )
        .form("offert=oui")
        .get("/absences/couleurs", colors::show)
        .post("/absences/couleurs", colors::save)
        .form(
            "couleur_absence=red&couleur_retard=orange&couleur_depart=blue&couleur_dispense=violet\
             &couleur_infirmerie=green&couleur_exclusion=grey&version={colors_version}",
        )
        .get("/absences/valeurs", defaults::show)
        .post("/absences/valeurs", defaults::save)
        .form(
            "motif=&action=only&destinataires=first&debut=day&fin=day&anciennete=\
             &version={defaults_version}",
        )
        .get("/absences/groupes", groups::list)
        .get("/absences/groupes/nouveau", groups::new)
        .post("/absences/groupes/nouveau", groups::add)
        .form("nom={group_name}&divisions={division}")
        .get("/absences/groupes/{division_group}", groups::edit)
        .post("/absences/groupes/{division_group}", groups::change)
        .form("nom={group_name}&divisions={division}&version={group_version}")
        .post("/absences/groupes/{division_group}/offre", groups::offer)
        .form("offert=oui")
        .get("/absences/horaires", hours::show)
        .post("/absences/horaires", hours::save)
        .form(
            "sonneries=08:30 09:25 10:40 11:35 12:30 14:00 14:55 16:10 17:05 18:00&midi=13:00\
             &fin_lu=17:05&fin_ma=17:05&fin_me=12:30&fin_je=17:05&fin_ve=17:05&fin_sa=\
             &version={week_version}",
        )
        .get("/absences/jours-fermes", closures::show)
        .post("/absences/jours-fermes", closures::add)
        .form("libelle=Journée pédagogique&du={day}&au={day}")
        .post("/absences/jours-fermes/{closure}", closures::keep)
        .form("ferme=oui")
        .get("/absences/envoi", sending::show)
        .post("/absences/envoi", sending::save)
        .form(
            "calme_de=20:00&calme_a=07:30&par_minute=&par_mois=&part_classe=40\
             &part_etablissement=15&version={rules}",
        )
        .get("/absences/fournisseur", provider::show)
        .get("/absences/fournisseur/modification", provider::edit)
        .post("/absences/fournisseur/essai", provider::send_test)
        .form("mobile=0639980012")
        .post("/absences/fournisseur/modification", provider::save)
        .form("fournisseur=&cle=&motdepasse=&option_1=&option_2=&version={contract}")
}
