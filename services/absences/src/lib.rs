//! « Absences »: typed at school, told to families by text message, followed until delivered.

pub mod demo;
mod model;
mod pages;
mod recheck;
mod retention;
mod store;

use admission::Audience;
use education::{Id, School};
use manifest::{Manifest, Processing, Routes};
use pages::{
    actions, closures, colors, corrections, day, defaults, documents, entry, exchange, groups, hours,
    message_templates, open, provider,
    queue::{Letters, Mails, Of as _, Texts, content, follow, letters, waiting},
    replies, report_models, reports, roll, sending, statistics,
    wordings::{self, Of as _, Proofs, Reasons},
};
use ui::Icon;
use web::{Context, CountersFuture, Entry, Section, Service};

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest {
        service: Some(Service {
            id: "absences",
            name: "Absences",
            sentence: "Saisir une absence, prévenir la famille, savoir si le message est arrivé.",
            icon: Icon::CalendarCheck,
            menu: MENU,
            counters: Some(counters),
            detached: Some(|write, act| Box::pin(store::detached::withdraw(write, act))),
        }),
        routes,
        migrations: Some(
            db::migrations!("absences": 1 "0001_absences", 2 "0002_by_guardian", 3 "0003_corrections",
                4 "0004_entries",
                5 "0005_open_end", 6 "0006_rolls", 7 "0007_noon", 8 "0008_division_groups",
                9 "0009_colors", 10 "0010_defaults", 11 "0011_documents", 12 "0012_message_templates",
                13 "0013_report_models", 14 "0014_imports", 15 "0015_lesson_and_scope"),
        ),
        retention: retention::RETENTION,
        impersonal: &[
            "absence_action",
            "absence_colors",
            "absence_defaults",
            "absence_division_group",
            "absence_message_template",
            "absence_report_model",
            "absence_wording",
        ],
        processing: &[Processing {
            name: "Suivi des absences",
            purpose: "Constater les absences des élèves et en avertir sans délai leurs responsables.",
            basis: "Obligation légale (RGPD, art. 6.1.c) : Code de l'éducation, art. L131-8 et R131-5 \
                    à R131-7 ; circulaire n° 2014-159 du 24 décembre 2014.",
            people: "Élèves et leurs responsables.",
            data: "Élève, dates et heures d'absence, enseignant et discipline du cours manqué, personne \
                   qui a saisi, responsables prévenus ; courriers et bilans produits.",
            recipients: "Vie scolaire et direction de l'établissement ; les responsables de l'élève.",
        }],
        examples: Some(demo::examples),
        demo: Some(demo::begin),
        ..Manifest::empty("absences")
    }
}

/// What is asked before a message of this service leaves.
pub fn rechecks(rechecks: messaging::Rechecks) -> messaging::Rechecks {
    rechecks.with_many("absences", |context, requests| {
        Box::pin(recheck::recheck(context, requests))
    })
}

const MENU: &[Section] = &[
    Section {
        title: "Saisie et modification",
        entries: &[
            Entry {
                label: "La journée",
                href: day::HREF,
                audience: Audience::SchoolLife,
                counter: None,
            },
            Entry {
                label: "Absences et retards",
                href: "/absences/saisie",
                audience: Audience::SchoolLife,
                counter: None,
            },
            Entry {
                label: "Saisie collective",
                href: entry::collective::HREF,
                audience: Audience::SchoolLife,
                counter: None,
            },
            Entry {
                label: "Appel",
                href: roll::HREF,
                audience: Audience::RollCall,
                counter: None,
            },
            Entry {
                label: "Suivi",
                href: open::HREF,
                audience: Audience::SchoolLife,
                counter: None,
            },
        ],
    },
    Section {
        title: "Envoi aux familles",
        entries: &[
            Entry {
                label: Letters::TITLE,
                href: Letters::AT.waiting,
                audience: Audience::SchoolLife,
                counter: Some("letters"),
            },
            Entry {
                label: Mails::TITLE,
                href: Mails::AT.waiting,
                audience: Audience::SchoolLife,
                counter: Some("mails"),
            },
            Entry {
                label: Texts::TITLE,
                href: Texts::AT.waiting,
                audience: Audience::SchoolLife,
                counter: Some("sms"),
            },
            Entry {
                label: "Suivi des SMS",
                href: Texts::AT.follow,
                audience: Audience::SchoolLife,
                counter: Some("in_doubt"),
            },
            Entry {
                label: "Réponses reçues",
                href: replies::HREF,
                audience: Audience::SchoolLife,
                counter: Some("replies"),
            },
            Entry {
                label: "Rectificatifs",
                href: corrections::HREF,
                audience: Audience::SchoolLife,
                counter: Some("to_correct"),
            },
        ],
    },
    Section {
        title: "Statistiques",
        entries: &[
            Entry {
                label: "Statistiques",
                href: statistics::HREF,
                audience: Audience::SchoolLife,
                counter: None,
            },
            Entry {
                label: "Bilans",
                href: reports::HREF,
                audience: Audience::SchoolLife,
                counter: None,
            },
        ],
    },
    Section {
        title: "Documents",
        entries: &[Entry {
            label: "Documents",
            href: documents::HREF,
            audience: Audience::SchoolLife,
            counter: None,
        }],
    },
    Section {
        title: "Paramétrages",
        entries: &[
            Entry {
                label: "Motifs",
                href: Reasons::WORDS.href,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Modèles de document",
                href: message_templates::HREF,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Actions",
                href: "/absences/actions",
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Justificatifs",
                href: Proofs::WORDS.href,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Couleurs",
                href: colors::HREF,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Groupes de divisions",
                href: groups::HREF,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Horaires",
                href: hours::HREF,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Jours fermés",
                href: closures::HREF,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Valeurs par défaut",
                href: defaults::HREF,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Modèles de bilans",
                href: report_models::HREF,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Emplois du temps",
                href: pages::timetable::HREF,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Fournisseur de services",
                href: "/absences/fournisseur",
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
            Entry {
                label: "Heures et limites",
                href: sending::HREF,
                audience: Audience::SchoolLifeSettings,
                counter: None,
            },
        ],
    },
    Section {
        title: "Import/Export",
        entries: &[Entry {
            label: "Import/Export",
            href: exchange::HREF,
            audience: Audience::SchoolLifeSettings,
            counter: None,
        }],
    },
];

fn counters(context: Context, school: Id<School>) -> CountersFuture {
    Box::pin(async move {
        let mut read = context.db.read().await?;
        let counts = messaging::counters(&mut read, school, "absences").await?;
        let now = context.clock.now();
        let to_correct = store::correction::count(&mut read, school, now).await?;
        Ok(vec![
            ("sms", counts.sms),
            ("mails", counts.mails),
            ("letters", counts.letters),
            ("in_doubt", counts.in_doubt),
            ("to_correct", to_correct),
            ("replies", messaging::reply_count(&mut read, school).await?),
        ])
    })
}

fn routes() -> Routes {
    let routes = pages::timetable::routes(Routes::new());
    exchange::routes(reports::routes(routes))
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
        .get("/absences/seuils/{pupil}", open::authority_file)
        .get("/absences/collective", entry::collective::show)
        .example("/absences/collective?classe={class}")
        .post("/absences/collective", entry::collective::record)
        .form(
            "classe={class}&nature=absence&du={day}&du_heure=08:30&au={day}&au_heure=17:05&motif=\
             &legitime=motif&eleves={pupil}",
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
