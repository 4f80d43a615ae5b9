//! What this service is.

use crate::{examples, pages};
use ::manifest::{Keep, Manifest, Processing, Retention, Routes};
use admission::Audience;
use ui::Icon;
use web::{Entry, Section, Service};

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest {
        service: Some(SERVICE),
        routes,
        migrations: Some(db::migrations!("operations": 1 "0001_operations")),
        retention: RETENTION,
        impersonal: &["audit_seal", "audit_check", "backup_run", "migration"],
        processing: PROCESSING,
        examples: Some(|context, school| Box::pin(examples::make(context, school))),
        ..Manifest::empty("operations")
    }
}

const SERVICE: Service = Service {
    id: "operations",
    name: "Exploitation",
    sentence: "Savoir si tout marche, déclarer les fournisseurs de SMS, relire le journal d'audit.",
    icon: Icon::Activity,
    menu: &[
        Section {
            title: "Système",
            entries: &[
                entry("État du système", pages::state::HREF, Audience::Operator),
                entry(
                    "Fournisseurs de SMS",
                    pages::providers::HREF,
                    Audience::Operator,
                ),
                entry(
                    "Contrat de l'académie",
                    pages::academy_contract::HREF,
                    Audience::Operator,
                ),
                entry(
                    "Réponses non rattachées",
                    pages::replies::HREF,
                    Audience::Operator,
                ),
            ],
        },
        Section {
            title: "Données",
            entries: &[entry(
                "Journal d'audit",
                pages::audit::HREF,
                Audience::AuditReading,
            )],
        },
    ],
    counters: None,
    detached: None,
};

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
        .get("/sante", pages::health::show)
        .get("/exploitation", pages::state::show)
        .post("/exploitation/travaux/{job}/relance", pages::state::restart)
        .get("/exploitation/fournisseurs", pages::providers::show)
        .post("/exploitation/fournisseurs", pages::provider::declare)
        .form("nom=Exemple SMS&hote=smpp.exemple.fr&port=2775&fenetre=10&debit=5&sessions=20")
        .get("/exploitation/contrat", pages::academy_contract::show)
        .post("/exploitation/contrat", pages::academy_contract::save)
        .form("fournisseur=&cle=&motdepasse=&option_1=&option_2=&version=0")
        .get("/exploitation/reponses", pages::replies::show)
        .post("/exploitation/reponses/{stray}", pages::replies::handle)
        .form("traitee=oui")
        .get("/exploitation/fournisseurs/nouveau", pages::provider::blank)
        .get(
            "/exploitation/fournisseurs/{provider}",
            pages::provider::show,
        )
        .post(
            "/exploitation/fournisseurs/{provider}",
            pages::provider::change,
        )
        .form(
            "nom=Exemple {provider}&hote=smpp.exemple.fr&port=2775&fenetre=10&debit=5\
             &sessions=20&version=1",
        )
        .get("/exploitation/audit", pages::audit::show)
        .get("/exploitation/audit.csv", pages::audit_export::download)
        .post("/exploitation/audit/verification", pages::audit::verify)
        .get("/donnees-personnelles", pages::register::show)
        .get("/accessibilite", pages::accessibility::show)
        .get("/galerie", pages::gallery::show)
        .get("/galerie/{page}", pages::gallery::show_page)
        .example("/galerie/sms")
}

const PROCESSING: &[Processing] = &[
    Processing {
        name: "Journal d'audit",
        purpose: "Répondre de qui a fait quoi et de qui a consulté quelle fiche ; déceler un abus.",
        basis: "Obligation de sécurité (RGPD, art. 5.1.f et 32) ; recommandation de la CNIL sur la \
                journalisation (délibération 2021-122).",
        people: "Personnels qui utilisent Préau ; personnes dont la fiche est consultée \
                 (identifiant seulement).",
        data: "Heure, compte, établissement, acte, identifiant de l'objet, précision.",
        recipients: "L'exploitant et le délégué à la protection des données ; leurs lectures sont \
                     elles-mêmes notées.",
    },
    Processing {
        name: "Sauvegardes",
        purpose: "Rétablir le service et les données après une panne.",
        basis: "Obligation de sécurité (RGPD, art. 32.1.c).",
        people: "Toutes les personnes des autres traitements.",
        data: "Une copie de la base ; ses secrets y restent scellés par une clé qui n'y est pas. Les \
               7 dernières copies sont gardées.",
        recipients: "L'exploitant.",
    },
];

/// The audit stands below the manifests: its table is declared here.
const RETENTION: &[Retention] = &[Retention {
    table: "audit_line",
    what: "Lignes du journal d'audit",
    from: "après l'acte",
    keep: Keep::Days(365),
    basis: "Recommandation de la CNIL sur la journalisation : de six mois à un an.",
    purge: |write, cutoff| Box::pin(async move { audit::purge_before(write, cutoff).await }),
}];
