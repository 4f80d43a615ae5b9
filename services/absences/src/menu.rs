//! The menu of the original guide, in its order; each entry is a page.

use crate::pages::{
    closures, colors, corrections, day, defaults, documents, entry as entries, exchange, groups,
    hours, message_templates, open,
    queue::{Letters, Mails, Of as _, Texts},
    replies, report_models, reports, roll, sending, statistics, timetable,
    wordings::{Of as _, Proofs, Reasons},
};
use admission::Audience;
use web::{Entry, Section};

const fn entry(label: &'static str, href: &'static str, audience: Audience) -> Entry {
    Entry {
        label,
        href,
        audience,
        counter: None,
    }
}

/// With how many wait for the office.
const fn counted(label: &'static str, href: &'static str, counter: &'static str) -> Entry {
    Entry {
        label,
        href,
        audience: Audience::SchoolLife,
        counter: Some(counter),
    }
}

pub(crate) const MENU: &[Section] = &[
    Section {
        title: "Saisie et modification",
        entries: &[
            entry("La journée", day::HREF, Audience::SchoolLife),
            entry(
                "Absences et retards",
                "/absences/saisie",
                Audience::SchoolLife,
            ),
            entry(
                "Saisie collective",
                entries::collective::HREF,
                Audience::SchoolLife,
            ),
            entry("Appel", roll::HREF, Audience::RollCall),
            entry("Suivi", open::HREF, Audience::SchoolLife),
        ],
    },
    Section {
        title: "Envoi aux familles",
        entries: &[
            counted(Letters::TITLE, Letters::AT.waiting, "letters"),
            counted(Mails::TITLE, Mails::AT.waiting, "mails"),
            counted(Texts::TITLE, Texts::AT.waiting, "sms"),
            counted("Suivi des SMS", Texts::AT.follow, "in_doubt"),
            counted("Réponses reçues", replies::HREF, "replies"),
            counted("Rectificatifs", corrections::HREF, "to_correct"),
        ],
    },
    Section {
        title: "Statistiques",
        entries: &[
            entry("Statistiques", statistics::HREF, Audience::SchoolLife),
            entry("Bilans", reports::HREF, Audience::SchoolLife),
        ],
    },
    Section {
        title: "Documents",
        entries: &[entry("Documents", documents::HREF, Audience::SchoolLife)],
    },
    Section {
        title: "Paramétrages",
        entries: &[
            entry("Motifs", Reasons::WORDS.href, Audience::SchoolLifeSettings),
            entry(
                "Modèles de document",
                message_templates::HREF,
                Audience::SchoolLifeSettings,
            ),
            entry("Actions", "/absences/actions", Audience::SchoolLifeSettings),
            entry(
                "Justificatifs",
                Proofs::WORDS.href,
                Audience::SchoolLifeSettings,
            ),
            entry("Couleurs", colors::HREF, Audience::SchoolLifeSettings),
            entry(
                "Groupes de divisions",
                groups::HREF,
                Audience::SchoolLifeSettings,
            ),
            entry("Horaires", hours::HREF, Audience::SchoolLifeSettings),
            entry("Jours fermés", closures::HREF, Audience::SchoolLifeSettings),
            entry(
                "Valeurs par défaut",
                defaults::HREF,
                Audience::SchoolLifeSettings,
            ),
            entry(
                "Modèles de bilans",
                report_models::HREF,
                Audience::SchoolLifeSettings,
            ),
            entry(
                "Emplois du temps",
                timetable::HREF,
                Audience::SchoolLifeSettings,
            ),
            entry(
                "Fournisseur de services",
                "/absences/fournisseur",
                Audience::SchoolLifeSettings,
            ),
            entry(
                "Heures et limites",
                sending::HREF,
                Audience::SchoolLifeSettings,
            ),
        ],
    },
    Section {
        title: "Import/Export",
        entries: &[entry(
            "Import/Export",
            exchange::HREF,
            Audience::SchoolLifeSettings,
        )],
    },
];
