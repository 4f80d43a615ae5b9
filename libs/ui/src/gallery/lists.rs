//! Lists of the gallery.

use maud::{Markup, Render, html};

use crate::*;

/// A message that waits, as a page would have it.
pub(super) struct Message {
    id: &'static str,
    pupil: &'static str,
    class: &'static str,
    event: &'static str,
    to: &'static str,
    mobile: &'static str,
    state: (&'static str, Tone),
    cost: u64,
}

pub(super) const MESSAGES: [Message; 5] = [
    message(
        "1",
        "BERTIN Léo",
        "5B",
        "Absent depuis\u{a0}8\u{a0}h\u{a0}30",
        "Légal 1, financier",
        "06\u{a0}39\u{a0}98\u{a0}00\u{a0}12",
        ("À diffuser", Tone::Neutral),
    ),
    message(
        "2",
        "DIALLO Aïssatou",
        "3A",
        "En retard, 8\u{a0}h\u{a0}42",
        "Légal 1",
        "06\u{a0}39\u{a0}98\u{a0}00\u{a0}57",
        ("À diffuser", Tone::Neutral),
    ),
    message(
        "3",
        "LE GOFF Maëlys",
        "4D",
        "Absente depuis\u{a0}8\u{a0}h\u{a0}30",
        "Légal 1",
        "07\u{a0}00\u{a0}00\u{a0}12\u{a0}40",
        ("Langue : breton", Tone::Info),
    ),
    message(
        "4",
        "NGUYEN Paul",
        "6C",
        "Absent depuis\u{a0}8\u{a0}h\u{a0}30",
        "Légal 2",
        "06\u{a0}39\u{a0}98\u{a0}00\u{a0}91",
        ("Langue : malgache", Tone::Info),
    ),
    message(
        "5",
        "de SAINT-ÉTIENNE Marie-Christine",
        "6A",
        "Absente depuis\u{a0}9\u{a0}h\u{a0}25",
        "Personne en charge",
        "06\u{a0}39\u{a0}98\u{a0}01\u{a0}05",
        ("2e essai", Tone::Warning),
    ),
];

const fn message(
    id: &'static str,
    pupil: &'static str,
    class: &'static str,
    event: &'static str,
    to: &'static str,
    mobile: &'static str,
    state: (&'static str, Tone),
) -> Message {
    Message {
        id,
        pupil,
        class,
        event,
        to,
        mobile,
        state,
        cost: 1,
    }
}

/// The queue of messages in its form.
pub(super) fn queue() -> Markup {
    let table = Table::new("SMS en attente")
        .columns([
            Column::new("Élève").sort("eleve"),
            Column::new("Classe").sort("classe"),
            Column::new("Évènement").sort("evenement"),
            Column::new("Destinataire"),
            Column::new("État"),
            Column::number("SMS"),
            Column::actions("Actes"),
        ])
        .sorted("eleve", Direction::Up, |key, way| {
            format!("?tri={key}&sens={way:?}")
        })
        .select("sms")
        .rows(&MESSAGES, |row, m| {
            row.select(m.id, m.pupil, m.id != "5");
            row.head(Link::new("#", m.pupil));
            row.cell(m.class);
            row.cell(m.event);
            row.cell(html! { (m.to) " " (muted(m.mobile)) });
            row.cell(Tag::new(m.state.0, m.state.1));
            row.cell(number(m.cost));
            row.cell(
                Button::tertiary("Modifier")
                    .href("#")
                    .about(m.pupil)
                    .small(),
            );
        });
    Form::post(
        "/galerie",
        html! {
            (main_action(html! {
                (Button::primary("Diffuser").icon(Icon::Send))
                (Button::danger("Supprimer").icon(Icon::Trash2).formaction("/galerie/supprimer"))
                (selection_count("sms", 4, "SMS sélectionné", "SMS sélectionnés"))
            }))
            (table)
            (selection_of_all("sms", "portee", "tout", 5_000, "Sélectionner les 5 000 SMS trouvés"))
        },
    )
    .render()
}

/// What a list page is made of.
pub(super) fn lists() -> Markup {
    html! {
        (Tabs::new("États des SMS")
            .tab("En attente", "?etat=attente", Some(5), true)
            .tab("Partis", "?etat=partis", Some(1_240), false)
            .tab("Sans nouvelle", "?etat=sans-nouvelle", None, false))
        (Filters::new("/galerie", html! {
            (Field::search("nom", "Nom de l'élève").id("filtre-nom").width(Width::Full))
            (Select::new("classe", "Classe").id("filtre-classe").option("", "Toutes").options(["6A", "6C", "5B", "3A"].map(|c| (c, c))).selected("5B")
                .group("Groupes", [("groupe:1".into(), "Sixièmes".into())]))
            (Field::date("jour", "Jour").id("filtre-jour").value("2026-11-24"))
        }).clear(Some("?")))
        (queue())
        (Paging { first: 1, last: 50, total: Some(5_000), previous: Some("?avant=1"), next: Some("?apres=50") })
        (Table::new("Absences par classe, semaine du 23 novembre").caption_shown()
            .columns([Column::new("Classe"), Column::number("Élèves"), Column::number("Demi-journées d'absence"), Column::number("Taux")])
            .rows([("6A", 27, 14, "2,6 %"), ("5B", 26, 31, "6,0 %"), ("3A", 24, 9, "1,9 %")], |row, (class, pupils, halves, rate)| {
                if class == "5B" { row.tone(Tone::Warning); }
                row.head(class);
                row.cell(number(pupils));
                row.cell(number(halves));
                row.cell(rate);
            }))
        (Table::new("Courriers à imprimer").columns([Column::new("Élève")])
            .empty(Empty::new("Aucun courrier à imprimer").why("Toutes les familles sans mobile ont déjà reçu leur lettre cette semaine.")
                .icon(Icon::Mail).action(Button::secondary("Voir les courriers partis").href("#")))
            .rows([(); 0], |_, ()| {}))
    }
}
