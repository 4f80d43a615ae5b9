//! Marks: a teacher creates assessments and types marks in a sheet; averages come out by themselves.

mod demo;
mod model;
mod pages;
mod retention;
mod store;

use admission::Audience;
use axum::{extract::DefaultBodyLimit, handler::Handler as _};
use manifest::{Manifest, Processing, Routes};
use pages::{
    assessment,
    classes::{council, team},
    courses,
    settings::{periods, rules, weights},
    sheet::{self, exchange, explained},
};
use ui::Icon;
use web::{Entry, FamilyService, Section, Service};

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest {
        service: Some(Service {
            id: "marks",
            name: "Notes",
            sentence: "Créer une évaluation, saisir les notes d'une classe, suivre les moyennes.",
            icon: Icon::NotebookPen,
            menu: MENU,
            counters: None,
            detached: None,
        }),
        family: &[FamilyService {
            id: "marks",
            name: "Notes",
            sentence: "Les notes de l'élève et ses moyennes.",
            settings: None,
        }],
        routes,
        migrations: Some(db::migrations!("marks": 1 "0001_marks")),
        retention: retention::RETENTION,
        impersonal: &["marks_rules", "subject_weights"],
        processing: &[Processing {
            name: "Évaluation des élèves",
            purpose: "Noter le travail des élèves et en calculer les moyennes.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e) : Code de l'éducation, art. L311-7 et D111-3.",
            people: "Élèves ; enseignants qui les évaluent.",
            data: "Évaluations, notes ou absence à une évaluation, personne qui a saisi et ses corrections.",
            recipients: "Enseignants de l'élève, direction de l'établissement.",
        }],
        examples: Some(demo::examples),
        demo: Some(demo::begin),
        ..Manifest::empty("marks")
    }
}

const MENU: &[Section] = &[
    Section {
        title: "Saisie",
        entries: &[entry("Mes classes", courses::HREF, Audience::Marks)],
    },
    Section {
        title: "Classes",
        entries: &[
            entry("Conseils de classe", council::HREF, Audience::Marks),
            entry("Équipes pédagogiques", team::HREF, Audience::Marks),
        ],
    },
    Section {
        title: "Paramétrages",
        entries: &[
            entry("Périodes", periods::HREF, Audience::MarksSettings),
            entry("Calcul des moyennes", rules::HREF, Audience::MarksSettings),
            entry("Coefficients", weights::HREF, Audience::MarksSettings),
        ],
    },
];

const fn entry(label: &'static str, href: &'static str, audience: Audience) -> Entry {
    Entry {
        label,
        href,
        audience,
        counter: None,
    }
}

fn routes() -> Routes {
    Routes::new()
        .get("/notes", courses::show)
        .get("/notes/carnet", sheet::show)
        .example("/notes/carnet?cours={course}")
        .post("/notes/carnet", sheet::save)
        .form("cours={course}&n.{assessment}.{marked_pupil}=12,5&v.{assessment}.{marked_pupil}={mark_shown}")
        .put("/notes/carnet", sheet::put)
        .form("cours={course}&pour={account}&n.{assessment}.{marked_pupil}=12,5&v.{assessment}.{marked_pupil}={mark_shown}")
        .get(exchange::HREF, exchange::export)
        .example("/notes/carnet/tableau?cours={course}&periode=annee&format=csv")
        .post(
            exchange::HREF,
            exchange::import.layer(DefaultBodyLimit::max(exchange::LARGEST)),
        )
        .example("/notes/carnet/tableau?cours={course}&periode=annee")
        .upload("tableau", "{marks_table}")
        .get("/notes/carnet/{marked_pupil}", explained::show)
        .example("/notes/carnet/{marked_pupil}?cours={course}")
        .get("/notes/evaluations/nouvelle", assessment::new)
        .example("/notes/evaluations/nouvelle?cours={course}")
        .post("/notes/evaluations/nouvelle", assessment::add)
        .form("cours={course}&titre=Contrôle&jour={lesson_day}&publication={lesson_day}&coefficient=1&sur=20")
        .get("/notes/evaluations/{assessment}", assessment::edit)
        .post("/notes/evaluations/{assessment}", assessment::change)
        .form("titre=Contrôle&jour={lesson_day}&publication={lesson_day}&coefficient=1&sur=20&version={assessment_version}")
        .post("/notes/evaluations/{assessment}/offre", assessment::offer)
        .form("offert=non")
        .get(council::HREF, council::show)
        .get(team::HREF, team::show)
        .get(periods::HREF, periods::show)
        .post(periods::HREF, periods::save)
        .form("trimestre1=2026-11-27&trimestre2=2027-02-26&semestre1=2027-01-29&version={periods_version}")
        .get(rules::HREF, rules::show)
        .post(rules::HREF, rules::save)
        .form("ponderation=vingt&arrondi=centieme&sens=proche&source=exactes&version={rules_version}")
        .get(weights::HREF, weights::show)
        .post(weights::HREF, weights::save)
        .form("formation={weighed_program}&version={weights_version}")
}
