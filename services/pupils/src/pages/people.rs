//! « Responsables »: all of them, several to a rank; then those who were detached.

use super::{
    conflicts,
    record::{Shown, href, known},
};
use crate::model::codes::{self, civility};
use education::{Id, Pupil};
use maud::{Markup, Render as _, html};
use records::{Address, Extra, GuardianFile, Origin, typed::Kind};
use sms::MobileNumber;
use ui::{
    Button, Column, Empty, Icon, Table, Tag, Tone, button_bar, definitions, details, fr,
    post_button, section,
};
use uuid::Uuid;

/// The tab.
pub(super) fn tab(shown: &Shown, pupil: Id<Pupil>) -> Markup {
    let add = format!("{}/responsables/nouveau", href(pupil));
    let button = || {
        Button::primary("Ajouter un responsable")
            .icon(Icon::Plus)
            .href(&add)
    };
    let (attached, detached): (Vec<_>, Vec<_>) = shown
        .guardians
        .iter()
        .partition(|guardian| guardian.detached.is_none());
    let empty = Empty::new("Aucun responsable n'est connu").icon(Icon::Users).why(
        "Les responsables viennent de SIECLE : s'ils y figurent, importez l'export « Responsables ».",
    );
    html! {
        @if attached.is_empty() && shown.writable { (empty.action(button())) }
        @else if attached.is_empty() { (empty) }
        @for guardian in &attached { (person(shown, guardian, pupil)) }
        @if shown.writable && !attached.is_empty() { (button_bar(button())) }
        @if !detached.is_empty() { (past(shown, &detached, pupil)) }
    }
}

fn person(shown: &Shown, guardian: &GuardianFile, pupil: Id<Pupil>) -> Markup {
    let of = &guardian.of;
    let title = format!("{} – {}", of.list_name(), of.label());
    let record = format!("{}/responsables/{}", href(pupil), of.guardian);
    let detach = format!("{record}/detachement");
    let name = of.list_name();
    let body = html! {
        (definitions(items(shown, guardian)))
        (answers(shown, of.guardian.uuid()))
        (conflicts::typed_here(shown, Kind::Guardian, of.guardian.uuid()))
        (conflicts::typed_here(shown, Kind::Link, guardian.link_id))
        @if shown.writable {
            (button_bar(html! {
                (Button::secondary("Modifier").icon(Icon::Pencil).href(&record).about(&name))
                (Button::danger("Détacher ce responsable de l'élève").href(&detach).about(&name))
            }))
        }
    };
    section(&title, body)
}

fn items(shown: &Shown, guardian: &GuardianFile) -> Vec<(&'static str, Markup)> {
    let (of, data) = (&guardian.of, &guardian.data);
    let qualities = match of.qualities() {
        none if none.is_empty() => "personne à contacter".into(),
        qualities => fr::list(&qualities),
    };
    let text = |value: &Option<String>| known(value.clone()).render();
    let first_name = Some(data.first_name.clone()).filter(|name| !name.is_empty());
    let mut items: Vec<(&str, Markup)> = vec![
        (
            "Civilité",
            known(data.civility.as_deref().map(civility)).render(),
        ),
        ("Nom", data.surname.render()),
        ("Prénom", known(first_name).render()),
        ("Lien", known(of.kinship_label()).render()),
        ("Qualités", qualities.render()),
    ];
    items.extend(
        guardian
            .houses_pupil
            .map(|lodges| ("Héberge l'élève", yes_no(lodges))),
    );
    items.extend([
        (
            "Autorise à communiquer ses coordonnées",
            yes_no(data.shares_contact),
        ),
        ("Adresse", address(data.address.as_ref())),
        ("Tél. domicile", text(&data.home_phone)),
        ("Tél. travail", text(&data.work_phone)),
        (
            "Tél. mobile",
            mobile(data.mobile, data.mobile_typed.as_deref()),
        ),
        ("Courriel", text(&data.email)),
        ("Accepte les SMS", consent(shown, guardian)),
    ]);
    for asked in &shown.asked {
        items.push((asked.extra.label(), extra(guardian, asked.extra).render()));
    }
    items
}

fn extra(guardian: &GuardianFile, extra: Extra) -> String {
    let extras = &guardian.extras;
    let words = |codes: codes::Codes, code: &Option<String>| {
        known(
            code.as_deref()
                .map(|code| codes::words(codes, code).to_owned()),
        )
    };
    match extra {
        Extra::Employment => words(codes::EMPLOYMENTS, &extras.employment),
        Extra::Occupation => words(codes::OCCUPATIONS, &extras.occupation),
        Extra::Children => match (extras.children, extras.children_in_secondary) {
            (Some(all), Some(public)) => {
                format!("{all}, dont {public} en lycée ou collège public")
            }
            (all, _) => known(all.map(|all| all.to_string())),
        },
    }
}

/// « 9 rue Notre-Dame, 99120 Vinzelle ».
pub(super) fn address(address: Option<&Address>) -> Markup {
    known(address.map(Address::words)).render()
}

/// A mobile, and whether it receives text messages.
pub(super) fn mobile(number: Option<MobileNumber>, typed: Option<&str>) -> Markup {
    match (number, typed) {
        (Some(number), _) => html! { (number.to_string()) },
        (None, Some(typed)) => html! {
            (typed) " " (Tag::new("Ne peut pas recevoir de SMS", Tone::Warning))
        },
        (None, None) => known(None::<String>).render(),
    }
}

/// « Oui », « Non », to the eye and to the ear.
pub(super) fn yes_no(yes: bool) -> Markup {
    match yes {
        true => Tag::new("Oui", Tone::Success).icon(Icon::Check).render(),
        false => Tag::new("Non", Tone::Neutral).icon(Icon::X).render(),
    }
}

/// « Oui, d'après l'export du 20/11/2026 ».
fn consent(shown: &Shown, guardian: &GuardianFile) -> Markup {
    let of = &guardian.of;
    let origin = format!("{} {}", of.consent_source.label(), shown.day(of.consent_at));
    html! { (yes_no(of.accepts_sms)) " " (origin) }
}

/// Who answered what, when, from where: once there was more than one answer.
pub(super) fn answers(shown: &Shown, whose: Uuid) -> Markup {
    let Some(answers) = shown
        .answers
        .get(&whose)
        .filter(|answers| !answers.is_empty())
    else {
        return html! {};
    };
    let table = Table::new("Réponses à « accepte les SMS », la dernière d'abord")
        .columns([
            Column::new("Le"),
            Column::new("Réponse"),
            Column::new("D'où"),
        ])
        .rows(answers, |row, answer| {
            row.head(shown.day(answer.at));
            row.cell(if answer.accepts { "oui" } else { "non" });
            let by = answer.account.map(|account| shown.typed.name(account));
            row.cell(match (answer.origin, by) {
                (Origin::Export, None) => "export du registre".to_owned(),
                (Origin::Export, Some(by)) => format!("valeur de l'export, reprise par {by}"),
                (Origin::Record, None) => "saisi sur la fiche".to_owned(),
                (Origin::Record, Some(by)) => format!("saisi sur la fiche par {by}"),
            });
        });
    details("Historique de l'accord pour les SMS", table)
}

fn past(shown: &Shown, detached: &[&GuardianFile], pupil: Id<Pupil>) -> Markup {
    let table = Table::new("Responsables détachés de l'élève")
        .columns([
            Column::new("Responsable"),
            Column::new("Détaché"),
            Column::actions("Acte"),
        ])
        .rows(detached, |row, guardian| {
            let name = guardian.of.list_name();
            row.head(name.as_str());
            let when = guardian.detached.map(|detached| {
                let by = detached.account.map(|account| shown.typed.name(account));
                let by = by.map_or_else(String::new, |by| format!(" par {by}"));
                format!("le {}{by}", shown.day(detached.at))
            });
            row.cell(known(when));
            let act = format!(
                "{}/responsables/{}/rattachement",
                href(pupil),
                guardian.of.guardian
            );
            row.cell(html! {
                @if shown.writable {
                    (post_button(&act, Button::tertiary("Rattacher").about(&name).small(), &[]))
                }
            });
        });
    section(
        "Responsables détachés",
        html! {
            (ui::p("Ils ne reçoivent plus de message au sujet de l'élève, et aucun import ne les \
                    rattache."))
            (table)
        },
    )
}
