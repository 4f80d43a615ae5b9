//! Marks: a teacher creates assessments and types marks in a sheet; averages come out by themselves.

mod demo;
mod model;
mod offers;
mod pages;
mod retention;
mod store;

use admission::Audience;
use axum::{extract::DefaultBodyLimit, handler::Handler as _};
use manifest::{Manifest, Processing, Routes};
use pages::{
    appreciations as texts, assessment, bulletins,
    classes::{council, team},
    courses,
    family::{self, AsGuardian, AsPupil, OfGuardian, OfPupil},
    settings::{periods, publication, rules, weights},
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
            page: "notes",
            name: "Notes",
            sentence: "Les notes de l'élève et ses moyennes.",
            settings: Some(publication::HREF),
        }],
        routes,
        migrations: Some(
            db::migrations!("marks": 1 "0001_marks", 2 "0002_appreciations",
            3 "0003_bulletins", 4 "0004_publication"),
        ),
        retention: retention::RETENTION,
        impersonal: &[
            "bulletin_publication",
            "marks_rules",
            "publication_date",
            "publication_mode",
            "subject_weights",
        ],
        processing: &[Processing {
            name: "Évaluation des élèves",
            purpose: "Noter le travail des élèves et en calculer les moyennes.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e) : Code de l'éducation, art. L311-7 et D111-3.",
            people: "Élèves ; enseignants qui les évaluent.",
            data: "Évaluations, notes ou absence à une évaluation, appréciations, personne qui a saisi et ses corrections.",
            recipients: "Enseignants de l'élève, direction de l'établissement.",
        }],
        examples: Some(demo::examples),
        demo: Some(demo::begin),
        offers: Some(offers::give),
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
            entry("Bulletins", bulletins::HREF, Audience::Marks),
            entry("Équipes pédagogiques", team::HREF, Audience::Marks),
        ],
    },
    Section {
        title: "Paramétrages",
        entries: &[
            entry("Publication", publication::HREF, Audience::MarksSettings),
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
        .get(texts::subject::HREF, texts::subject::show)
        .example("/notes/appreciations?cours={course}")
        .post(texts::subject::HREF, texts::subject::save)
        .form("cours={course}&periode=trimestre-1&n.{text_subject}.trimestre-1.{marked_pupil}=Bien.&v.{text_subject}.trimestre-1.{marked_pupil}={text_shown}")
        .put(texts::subject::HREF, texts::subject::put)
        .form("cours={course}&periode=trimestre-1&pour={account}&n.{text_subject}.trimestre-1.{marked_pupil}=Bien.&v.{text_subject}.trimestre-1.{marked_pupil}={text_shown}")
        .get(council::HREF, council::show)
        .get(texts::council::HREF, texts::council::show)
        .example("/notes/conseil/appreciations?classe={marked_class}")
        .post(texts::council::HREF, texts::council::save)
        .form("classe={marked_class}&periode=trimestre-1&n.conseil.trimestre-1.{marked_pupil}=Bien.&v.conseil.trimestre-1.{marked_pupil}={council_shown}")
        .put(texts::council::HREF, texts::council::put)
        .form("classe={marked_class}&periode=trimestre-1&pour={account}&n.conseil.trimestre-1.{marked_pupil}=Bien.&v.conseil.trimestre-1.{marked_pupil}={council_shown}")
        .get(bulletins::HREF, bulletins::show)
        .post(bulletins::HREF, bulletins::settle)
        .form("classe={marked_class}&periode=trimestre-1&publication={bulletins_day}&version={bulletins_version}")
        .get("/notes/bulletins/pdf", bulletins::pdf)
        .example("/notes/bulletins/pdf?classe={marked_class}")
        .post("/notes/bulletins/retrait", bulletins::withdraw)
        .form("classe={marked_class}&periode=trimestre-1&version={bulletins_version}")
        .get("/notes/bulletins/{marked_pupil}", bulletins::one::show)
        .example("/notes/bulletins/{marked_pupil}?classe={marked_class}")
        .get("/notes/bulletins/{marked_pupil}/pdf", bulletins::one::pdf)
        .example("/notes/bulletins/{marked_pupil}/pdf?classe={marked_class}")
        .get(team::HREF, team::show)
        .get(publication::HREF, publication::show)
        .post(publication::HREF, publication::choose)
        .form("mode=echeance&version={publication_version}")
        .post("/notes/publication/dates", publication::set_date)
        .form("acte=ajouter&jour={lesson_day}&couple={publication_pair}")
        .get(periods::HREF, periods::show)
        .post(periods::HREF, periods::save)
        .form("trimestre1=2026-11-27&trimestre2=2027-02-26&semestre1=2027-01-29&version={periods_version}")
        .get(rules::HREF, rules::show)
        .post(rules::HREF, rules::save)
        .form("ponderation=vingt&arrondi=centieme&sens=proche&source=exactes&version={rules_version}")
        .get(weights::HREF, weights::show)
        .post(weights::HREF, weights::save)
        .form("formation={weighed_program}&version={weights_version}")
        .get("/enfants/{child}/notes", family::marks::show::<OfGuardian>)
        .get("/enfants/{child}/notes/equipe", family::team::show::<OfGuardian>)
        .get("/enfants/{child}/notes/bulletins", family::bulletins::show::<OfGuardian>)
        .get("/enfants/{child}/notes/bulletins/{bulletin}", family::bulletins::one::<OfGuardian>)
        .get("/enfants/{child}/notes/bulletins/{bulletin}/pdf", family::bulletins::pdf::<OfGuardian>)
        .get("/moi/{own}/notes", family::marks::show::<OfPupil>)
        .get("/moi/{own}/notes/equipe", family::team::show::<OfPupil>)
        .get("/moi/{own}/notes/bulletins", family::bulletins::show::<OfPupil>)
        .get("/moi/{own}/notes/bulletins/{bulletin}", family::bulletins::one::<OfPupil>)
        .get("/moi/{own}/notes/bulletins/{bulletin}/pdf", family::bulletins::pdf::<OfPupil>)
        .get("/apercu/enfants/notes", family::marks::show::<AsGuardian>)
        .get("/apercu/enfants/notes/equipe", family::team::show::<AsGuardian>)
        .get("/apercu/enfants/notes/bulletins", family::bulletins::show::<AsGuardian>)
        .get("/apercu/moi/notes", family::marks::show::<AsPupil>)
        .get("/apercu/moi/notes/equipe", family::team::show::<AsPupil>)
        .get("/apercu/moi/notes/bulletins", family::bulletins::show::<AsPupil>)
}
