//! Whole pages of the gallery, in their frames.

use maud::{Markup, Render, html};

use super::{forms, lists};
use crate::*;

/// Example pages, by the name of their file: the gallery, then pages as the services make them.
pub fn gallery_pages() -> Vec<(&'static str, Markup)> {
    vec![
        (
            "galerie",
            page(
                "Galerie",
                "Tous les composants des pages, avec leurs usages.",
                super::gallery(),
            )
            .render(),
        ),
        ("accueil", home().render()),
        ("sms", queue().render()),
        (
            "correction",
            page(
                "Modifier le destinataire",
                "BERTIN Léo, 5B",
                forms::errors(),
            )
            .render(),
        ),
        (
            "confirmation",
            page("Supprimer 2 SMS", "", confirm()).render(),
        ),
        (
            "avancement",
            page(
                "Import de la rentrée",
                "Vous pouvez quitter cette page et y revenir.",
                live(),
            )
            .render(),
        ),
        ("connexion", sign_in().render()),
    ]
}

fn page(title: &'static str, intro: &'static str, body: Markup) -> Frame {
    let mut frame = Frame::new(title, body);
    frame.intro = (!intro.is_empty()).then(|| intro.into());
    frame.place = Some(Place {
        label: "Collège Les Tilleuls".into(),
        action: "/lieu".into(),
        field: "lieu",
        others: vec![
            ("2".into(), "Collège Jean-Moulin".into()),
            ("3".into(), "Lycée Simone-Veil".into()),
        ],
    });
    frame.person = Some(Person {
        name: "Claire Perrin".into(),
        role: "Vie scolaire".into(),
        entries: vec![
            Entry::new("Mon compte", "/compte").icon(Icon::User),
            Entry::new("Mes accès récents", "/compte/acces").icon(Icon::History),
        ],
    });
    frame.services = [
        "Absences",
        "Base élèves",
        "Notes",
        "Télé-services",
        "Fichiers",
        "Assistance",
    ]
    .map(|label| Entry::new(label, "#").current(label == "Absences"))
    .into();
    frame.services.insert(0, Entry::new("Accueil", "/"));
    frame.tools = vec![
        Tool::Link(Entry::new("Aide", "#").icon(Icon::CircleHelp)),
        Tool::Print,
        Tool::Link(
            Entry::new("Quoi de neuf", "#")
                .icon(Icon::Bell)
                .mark("nouveau"),
        ),
        Tool::Leave("/deconnexion".into()),
    ];
    frame.search = Some(Search {
        action: "/recherche".into(),
        label: "Rechercher un élève, une page".into(),
        value: "".into(),
    });
    frame.menu = vec![
        MenuSection::new(
            "Saisie",
            vec![
                Entry::new("Appel", "#"),
                Entry::new("Absences et retards", "#"),
            ],
        ),
        MenuSection::new(
            "Suivi",
            vec![
                Entry::new("Sans justificatif", "#").count(7, Tone::Danger),
                Entry::new("Dossiers", "#"),
            ],
        ),
        MenuSection::new(
            "Envoi aux familles",
            vec![
                Entry::new("Courriers", "#").count(3, Tone::Neutral),
                Entry::new("Courriels", "#").count(0, Tone::Neutral),
                Entry::new("SMS à diffuser", "#")
                    .count(5, Tone::Accent)
                    .current(true),
                Entry::new("Suivi des SMS", "#"),
            ],
        ),
        MenuSection::new(
            "Et aussi",
            vec![
                Entry::new("Statistiques", "#"),
                Entry::new("Paramétrages", "#"),
            ],
        ),
    ];
    frame.path = vec![
        ("Accueil".into(), "/".into()),
        ("Absences".into(), "#".into()),
    ];
    frame.demo = Some(demo());
    frame.footer = footer();
    frame
}

fn demo() -> Demo {
    Demo {
        text: "Démonstration : nous sommes mardi 24 novembre, 8 h 40. Tout est fictif.".into(),
        entries: vec![Entry::new("Changer de personne", "/demonstration")],
    }
}

fn footer() -> Vec<Entry> {
    [
        "Accessibilité : partiellement conforme",
        "Données personnelles",
        "Mentions légales",
        "Aide",
    ]
    .map(|label| Entry::new(label, "#"))
    .into()
}

fn home() -> Frame {
    let mut frame = page(
        "Bonjour Claire",
        "Mardi 24 novembre, 8 h 40. Voici ce qui attend la vie scolaire.",
        html! {
            (Notice::info("Réunion de rentrée des délégués jeudi à 12 h 30, salle 104."))
            (super::blocks())
        },
    );
    frame
        .services
        .iter_mut()
        .for_each(|entry| entry.current = entry.href == "/");
    frame.menu.clear();
    frame.path.clear();
    frame
}

fn queue() -> Frame {
    let mut frame = page(
        "SMS à diffuser",
        "5 SMS en attente. Rien ne part avant que vous ne les diffusiez.",
        html! {
            (Alert::warning("2 absences n'ont pas de SMS").body(html! {
                p { "Le responsable n'accepte pas les SMS ou n'a pas de mobile. " (Link::new("#", "Voir lesquelles")) }
            }))
            (lists::queue())
            (Paging { first: 1, last: 5, total: Some(5), previous: None, next: None })
        },
    );
    frame.actions = Some(
        html! { (Button::secondary("Imprimer").icon(Icon::Printer).href("#")) (Button::secondary("Exporter").icon(Icon::Download).href("#").download()) },
    );
    frame
}

fn confirm() -> Markup {
    Confirm::new(
        "Ces 2 SMS ne partiront pas et seront perdus.",
        "Supprimer 2 SMS",
        "/galerie/supprimer",
        "#",
    )
    .body(list([
        "BERTIN Léo, 5B : absent depuis 8 h 30",
        "DIALLO Aïssatou, 3A : en retard, 8 h 42",
    ]))
    .hidden("ids", "1,2")
    .render()
}

fn live() -> Markup {
    html! {
        (Live::new("avancement", "/galerie/avancement", "#", Progress::new("Lecture du fichier", 384, 612)).every(1))
        (Refreshed::new("attente", "/galerie/attente", "2 SMS en attente.", html! {
            (lead("2 SMS en attente."))
            (Table::new("SMS en attente").columns([Column::new("Élève")]).select("ligne")
                .rows([("a", "BERTIN Léo"), ("b", "DIALLO Aïssatou")], |row, (id, name)| {
                    row.id(format!("ligne-{id}"));
                    row.select(id, name, false);
                    row.head(name);
                }))
            (details("Pourquoi attendent-ils ?", "Une personne les diffuse."))
            (Link::new("#a", "Mettre à jour"))
        }))
        div id="note" {
            (Form::post("/galerie/note", html! {
                (Field::text("remarque", "Remarque"))
                (button_bar(Button::secondary("Ajouter")))
            }).live("note"))
        }
    }
}

fn sign_in() -> SmallFrame {
    let mut frame = SmallFrame::new("Connexion", forms::sign_in());
    frame.place = Some("Académie de démonstration".into());
    frame.demo = Some(demo());
    frame.footer = footer();
    frame
}
