//! Every component in realistic French: to look at, and for the browser tests to walk.
//! Names and numbers are fictitious (06 39 98 is kept for fiction).

mod forms;
mod lists;
mod pages;

use maud::{Markup, html};

use crate::*;

pub use pages::gallery_pages;

/// The body of a page that shows all components.
pub fn gallery() -> Markup {
    html! {
        (h2("Ce qu'il faut savoir"))
        (alerts())
        (h2("Chiffres, tuiles et états"))
        (blocks())
        (Bars::new("Demi-journées d'absence, par mois").bar("septembre", 120).bar("octobre", 86).bar("novembre", 0))
        (curve())
        (h2("Listes"))
        (lists::lists())
        (h2("Une semaine"))
        (week())
        (h2("Un appel"))
        (roll())
        (h2("Des notes"))
        (marks())
        (h2("Formulaires"))
        (forms::form())
        (h2("Messages et historique"))
        (messages())
        (h2("À imprimer et à découper"))
        (paper())
        (h2("Mots et boutons"))
        (words())
        (icons())
        (main_action(html! { (Button::primary("Diffuser les SMS sélectionnés").icon(Icon::Send)) (Button::secondary("Plus tard").href("#")) }))
    }
}

fn curve() -> Markup {
    let day = |n| chrono::NaiveDate::from_ymd_opt(2026, 11, n).unwrap_or_default();
    let curve = Curve::new("courbe", "Mathématiques, notes sur 20", 20)
        .point(day(3), "Contrôle n° 1 : 12,5", 1250)
        .point(day(10), "Interrogation : 9", 900)
        .point(day(20), "Contrôle n° 2 : 15", 1500);
    html! { (curve) }
}

fn roll() -> Markup {
    let sheet = RollSheet::new("/galerie", "/galerie")
        .begins_at("2026-11-24T09:25:00+01:00")
        .entry(RollEntry::new("1", "ABADIE Clara"))
        .entry(
            RollEntry::new("2", "ABEL Hugo")
                .presence(Presence::Absent)
                .note("Absence saisie par la vie scolaire."),
        )
        .entry(RollEntry::new("3", "ABOU Inès").presence(Presence::Late(10)));
    html! { (sheet) }
}

fn marks() -> Markup {
    let cell = |pupil: &'static str, n: u8| {
        let (name, shown) = (format!("n.{n}.{pupil}"), format!("v.{n}.{pupil}"));
        MarkCell::new(name, shown, format!("{pupil}, Contrôle n° {n}"))
    };
    let sheet = MarkSheet::new("/galerie", "/galerie", "Notes de la classe")
        .columns([
            MarkColumn::new("1", "Contrôle n° 1 (10/11/2026, sur 20)", "12,5"),
            MarkColumn::new("2", "Contrôle n° 2 (20/11/2026, sur 10)", ""),
        ])
        .rows([
            MarkRow::new("a", "ABADIE Clara", "#a", "12,5")
                .cell(cell("a", 1).said("12,5", "12,5"))
                .cell(
                    cell("a", 2)
                        .said("", "11")
                        .error(Some("La note dépasse 10.")),
                ),
            MarkRow::new("b", "ABEL Hugo", "#b", "")
                .cell(cell("b", 1).said("abs", "abs"))
                .cell(cell("b", 2)),
        ])
        .average("12,5");
    let entry = |pupil: &'static str, rank: &'static str| {
        let (name, shown) = (format!("n.t.{rank}"), format!("v.t.{rank}"));
        TextEntry::new(name, shown, pupil)
            .about("Moyenne : 12,5")
            .link("#a", "Ses notes")
    };
    let texts = TextSheet::new("/galerie", "appréciation").entries([
        entry("ABADIE Clara", "1").said("Bon trimestre.", "Bon trimestre."),
        entry("ABEL Hugo", "2")
            .said("", "x".repeat(40))
            .error(Some("L'appréciation compte 620 signes : 600 au plus.")),
    ]);
    html! { (sheet) (texts) }
}

fn week() -> Markup {
    let away = || WeekCell::Marked(Mark::new("A", "Absence de Léo", Hue::Red).href("#absence"));
    let late = WeekCell::Marked(Mark::new("R", "Retard de 10 minutes", Hue::Orange));
    let shut = || WeekCell::Shut("après les cours".into());
    let free = || WeekCell::Free;
    WeekGrid::new("Semaine du lundi 23 novembre")
        .day("lu 23", "lundi 23 novembre")
        .day("ma 24", "mardi 24 novembre")
        .day("me 25", "mercredi 25 novembre")
        .day("je 26", "jeudi 26 novembre")
        .day("ve 27", "vendredi 27 novembre")
        .day("sa 28", "samedi 28 novembre")
        .row("08:30", vec![free(), away(), free(), late, free(), shut()])
        .row(
            "09:25",
            vec![free(), away(), free(), free(), free(), shut()],
        )
        .row(
            "14:00",
            vec![free(), free(), shut(), free(), free(), shut()],
        )
        .row(
            "Demi-pension",
            vec![free(), away(), free(), free(), free(), shut()],
        )
        .legend([
            Mark::new("A", "Absence", Hue::Red),
            Mark::new("R", "Retard", Hue::Orange),
        ])
        .render()
}

fn alerts() -> Markup {
    html! {
        (Alert::info("Les conseils de classe commencent lundi 30 novembre").body(p("Les absences du trimestre seront arrêtées vendredi 27 novembre, 18 h.")))
        (Alert::success("Import terminé").body(p("612 élèves et 1 104 responsables lus, 14 changements appliqués.")))
        (Alert::warning("2 absences n'ont pas de SMS").body(html! {
            p { "Le responsable n'accepte pas les SMS ou n'a pas de mobile. " (Link::new("#", "Voir lesquelles")) }
        }))
        (Alert::danger("Le fournisseur de SMS ne répond plus depuis 8 h 32").body(p("Les messages attendent et partiront dès son retour. Aucun n'est perdu.")))
        (Notice::success("5 SMS diffusés. Les premiers accusés arriveront dans la minute."))
    }
}

fn blocks() -> Markup {
    let tiles_shown = [
        Tile {
            href: "#absences".into(),
            title: "Absences".into(),
            text: "Faire l'appel, prévenir les familles, suivre les justificatifs.".into(),
            icon: Icon::CalendarCheck,
            tone: Tone::Accent,
            waiting: Some("5 SMS en attente".into()),
        },
        Tile {
            href: "#eleves".into(),
            title: "Base élèves".into(),
            text: "Les élèves, leurs classes et leurs responsables.".into(),
            icon: Icon::Users,
            tone: Tone::Leaf,
            waiting: None,
        },
        Tile {
            href: "#notes".into(),
            title: "Notes".into(),
            text: "Saisir les évaluations, préparer les bulletins.".into(),
            icon: Icon::NotebookPen,
            tone: Tone::Warm,
            waiting: Some("2 classes à compléter".into()),
        },
        Tile {
            href: "#assistance".into(),
            title: "Assistance".into(),
            text: "Poser une question à l'académie, suivre ses demandes.".into(),
            icon: Icon::LifeBuoy,
            tone: Tone::Sun,
            waiting: None,
        },
    ];
    html! {
        (figures([
            Figure { label: "élèves absents ce matin", value: 12, tone: Tone::Warning, href: Some("#") },
            Figure { label: "familles prévenues", value: 9, tone: Tone::Success, href: Some("#") },
            Figure { label: "familles à joindre", value: 3, tone: Tone::Danger, href: None },
            Figure { label: "élèves inscrits", value: 5_012, tone: Tone::Accent, href: None },
        ]))
        (tiles(&tiles_shown))
        (card(html! {
            (h3("États d'un SMS"))
            (button_bar(html! {
                (Tag::new("En attente", Tone::Neutral).icon(Icon::Clock)) (Tag::new("Parti", Tone::Info))
                (Tag::new("Reçu", Tone::Success).icon(Icon::Check)) (Tag::new("Sans nouvelle", Tone::Warning))
                (Tag::new("Refusé", Tone::Danger)) (Tag::new("malgache", Tone::Accent))
            }))
            p { "Compteurs : " (Badge::new(7, Tone::Danger)) " " (Badge::new(3, Tone::Neutral)) " " (Badge::new(5, Tone::Accent)) " " (Badge::new(5_000, Tone::Sun)) }
            (Progress::new("Lecture du fichier ElevesSansAdresses.xml", 384, 612))
        }))
    }
}

fn paper() -> Markup {
    html! {
        (on_screen(p("Imprimez cette page, puis découpez les fiches.")))
        (slips([
            ("PERRIN Claire", definitions([("Identifiant", code("cperrin")), ("Adresse", code("https://preau.example.fr"))])),
            ("DIALO Moussa", definitions([("Identifiant", code("mdialo")), ("Adresse", code("https://preau.example.fr"))])),
        ]))
    }
}

fn messages() -> Markup {
    let message = "Collège Les Tilleuls : Léo BERTIN (5B) est absent depuis 8 h 30 mardi 24/11. Merci de nous joindre au 01 99 00 12 34.";
    columns([
        section(
            "SMS du mardi 24 novembre",
            phone_bubble(
                "Clg Tilleuls",
                message,
                "1 SMS, 124 caractères, en français",
            ),
        ),
        section("Image", picture(&href("favicon.svg"), "Le logo de Préau")),
        section(
            "Ce qui s'est passé",
            Timeline::new()
                .entry(
                    Icon::Pencil,
                    Tone::Neutral,
                    "mardi 24 novembre, 8 h 34",
                    "Absence saisie",
                    "par M. Roche, cours de français",
                )
                .entry(
                    Icon::Send,
                    Tone::Accent,
                    "8 h 42",
                    "SMS parti",
                    "vers 06 39 98 00 12, Légal 1",
                )
                .entry(
                    Icon::Check,
                    Tone::Success,
                    "8 h 42",
                    "SMS reçu",
                    "accusé du fournisseur",
                )
                .entry(
                    Icon::Phone,
                    Tone::Warm,
                    "9 h 05",
                    "La mère a appelé",
                    "Rendez-vous médical, justificatif demain",
                ),
        ),
    ])
}

fn words() -> Markup {
    html! {
        (columns([
            section("BERTIN Léo", definitions([
                ("Classe", html! { "5B, " (Link::new("#", "Mme Aubry")) }),
                ("Né le", html! { "3 mai 2014" }),
                ("Identifiant", html! { (code("0990001N-5B-07")) }),
                ("Absences", html! { (number(4)) " demi-journées, " (muted("dont 3 justifiées")) }),
            ])),
            section("Avant de commencer", html! {
                (lead("Trois choses à avoir sous la main."))
                (list(["l'export SIECLE de la veille", "la liste des classes", "le calendrier de l'année"]))
                (p(html! { "Une question ? " (Link::new("#", "Le guide de l'import").icon(Icon::BookOpen).about("ouvre le guide")) }))
            }),
        ]))
        (details("Comment le nombre de demi-journées est-il compté ?", p("Une demi-journée compte dès qu'un cours est manqué. Les demi-journées sans cours ne comptent jamais.")))
        (details_open("Journal technique", pre("Journal de l'import", "08:32:11 lecture ElevesSansAdresses.xml\n08:32:14 612 élèves, 0 anomalie")))
        (button_bar(html! {
            (Button::primary("Enregistrer")) (Button::secondary("Aperçu").icon(Icon::Eye)) (Button::tertiary("Annuler").href("#"))
            (Button::danger("Supprimer").icon(Icon::Trash2)) (Button::danger_primary("Supprimer 2 SMS"))
            (Button::secondary("Exporter").icon(Icon::Download).href("#").download())
            (post_button("/galerie", Button::secondary("Relancer").icon(Icon::RefreshCw).small(), &[("version", "2")]))
        }))
    }
}

fn icons() -> Markup {
    details(
        "Les icônes",
        html! { p { @for icon in Icon::ALL { (icon) " " } } },
    )
}

#[cfg(test)]
mod tests;
