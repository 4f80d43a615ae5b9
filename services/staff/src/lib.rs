//! « Personnels »: who works at the school this year, who has an account, what it opens.

mod demo;
mod model;
mod pages;
mod retention;
mod store;

use admission::Audience;
use manifest::{Manifest, Processing, Routes};
use pages::{access, add, attach, export, links, list, mail_link, open, person, rights};
use ui::Icon;
use web::{Entry, Section, Service};

/// The manifest. Staff and their posts are the register's, accounts are identity's.
pub fn manifest() -> Manifest {
    Manifest {
        service: Some(Service {
            id: "staff",
            name: "Personnels",
            sentence: "Voir qui travaille ici, ouvrir les comptes, donner et retirer des droits.",
            icon: Icon::Users,
            menu: MENU,
            counters: None,
            detached: None,
        }),
        routes,
        migrations: Some(db::migrations!("staff": 1 "0001_batches")),
        retention: retention::RETENTION,
        processing: &[Processing {
            name: "Personnels et comptes",
            purpose: "Ouvrir à chaque personnel de l'établissement les services de sa fonction, et les \
                      lui fermer le jour où il part.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e) ; sécurité du traitement (RGPD, \
                    art. 32).",
            people: "Personnels de l'établissement.",
            data: "Civilité, nom, prénom, fonctions, matières et classes (de STS, ou saisis par la \
                   direction) ; identifiant, état du compte, fonctions ouvertes et leurs dates ; qui a \
                   ouvert un compte, retiré un accès, donné ou retiré un droit.",
            recipients: "Direction de l'établissement.",
        }],
        examples: Some(demo::examples),
        ..Manifest::empty("staff")
    }
}

/// What is asked before a mail of this service leaves.
pub fn rechecks(rechecks: messaging::Rechecks) -> messaging::Rechecks {
    rechecks.with("staff", |context, request| {
        Box::pin(mail_link::recheck(context, request))
    })
}

const MENU: &[Section] = &[Section {
    title: "Personnels",
    entries: &[
        Entry {
            label: "Personnels et comptes",
            href: list::HREF,
            audience: Audience::StaffAccounts,
            counter: None,
        },
        Entry {
            label: "Ajouter une personne",
            href: add::HREF,
            audience: Audience::StaffAccounts,
            counter: None,
        },
        Entry {
            label: "Droits sur les applications",
            href: rights::list::HREF,
            audience: Audience::StaffAccounts,
            counter: None,
        },
    ],
}];

fn routes() -> Routes {
    Routes::new()
        .get("/personnels", list::show)
        .example("/personnels?nom=a&tri=fonction")
        .get("/personnels/export", export::download)
        .post("/personnels/comptes", open::submit)
        .form("personne={staff}&fonction-{staff}=enseignant")
        .post("/personnels/liens", links::submit)
        .form("personne={colleague}")
        .get("/personnels/ajout", add::show)
        .post("/personnels/ajout", add::submit)
        .form("civilite=MME&nom=Exemple&prenom=Nouvelle&fonction=assistant&autre=1")
        .get(rights::list::HREF, rights::list::show)
        .example("/personnels/droits?nom=a&fonction=enseignant")
        .get("/personnels/{person}/droits", rights::person::show)
        .example("/personnels/{colleague}/droits")
        .post("/personnels/{person}/droits", rights::person::save)
        .example("/personnels/{colleague}/droits")
        .form("version={rights_version}&absences=roll_call&informations=school_information")
        .post(
            "/personnels/{person}/droits/retablissement",
            rights::person::restore,
        )
        .example("/personnels/{colleague}/droits/retablissement")
        .form("version={rights_version}")
        .get("/personnels/{person}", person::show)
        .example("/personnels/{staff}")
        .get("/personnels/{person}/retrait", access::ask)
        .example("/personnels/{colleague}/retrait")
        .post("/personnels/{person}/retrait", access::remove)
        .example("/personnels/{colleague}/retrait")
        .post("/personnels/{person}/acces", access::give)
        .example("/personnels/{colleague}/acces")
        .form("fonction=cpe")
        .post("/personnels/{person}/courriel", mail_link::submit)
        .example("/personnels/{colleague}/courriel")
        .form("courriel=prenom.nom@ac-exemple.fr")
        .post("/personnels/{person}/compte", attach::submit)
        .example("/personnels/{homonym}/compte")
        .form("compte={twin}")
}
