//! « Absences »: typed at school, told to families by text message, followed until delivered.

pub mod demo;
mod menu;
mod model;
mod offers;
mod pages;
mod recheck;
mod retention;
mod routes;
mod store;

use education::{Id, School};
use manifest::{Manifest, Processing};
use menu::MENU;
use routes::routes;
use ui::Icon;
use web::{Context, CountersFuture, FamilyService, Service};

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
        family: &[FamilyService {
            id: "absences",
            page: "absences",
            name: "Absences",
            sentence: "Les absences et les retards de l'élève, leurs motifs et leurs justificatifs.",
            settings: None,
        }],
        routes,
        migrations: Some(
            db::migrations!("absences": 1 "0001_absences", 2 "0002_by_guardian", 3 "0003_corrections",
                4 "0004_entries",
                5 "0005_open_end", 6 "0006_rolls", 7 "0007_noon", 8 "0008_division_groups",
                9 "0009_colors", 10 "0010_defaults", 11 "0011_documents", 12 "0012_message_templates",
                13 "0013_report_models", 14 "0014_imports", 15 "0015_lesson_and_scope",
                16 "0016_told_reason", 17 "0017_remarks", 18 "0018_collective",
                19 "0019_justifications"),
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
                   qui a saisi, responsables prévenus ; explications et photographies de justificatifs \
                   envoyées par les responsables ; courriers et bilans produits.",
            recipients: "Vie scolaire et direction de l'établissement ; les responsables de l'élève.",
        }],
        offers: Some(offers::give),
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
