//! A pupil's record: identification, schooling, guardians. Each look leaves a line.

use crate::model::{agreed, header, school_year};
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use education::{Id, Pupil, Zone};
use frame::Page;
use identity::{At, PupilFiles};
use maud::{Markup, Render as _, html};
use records::{GuardianOf, PupilFile};
use ui::{Empty, Icon, Tabs, Tag, Tone, definitions, fr, section};
use web::{Context, Error, Input, Result};

/// The tabs that have content: word in the address, label.
const TABS: [(&str, &str); 3] = [
    ("identification", "Identification"),
    ("scolarite", "Scolarité"),
    ("responsables", "Responsables"),
];

pub(crate) async fn show(
    at: At<PupilFiles>,
    State(context): State<Context>,
    Path(pupil): Path<String>,
    input: Input,
) -> Result<Response> {
    let id: Id<Pupil> = pupil.parse().map_err(|_| Error::NotFound)?;
    let now = context.clock.now();
    let wanted = input.text("onglet");
    let tab = TABS
        .iter()
        .find(|(word, _)| *word == wanted)
        .unwrap_or(&TABS[0])
        .0;
    let mut read = context.db.read().await?;
    let found = records::pupil(&mut read, &at, at.today(now), id).await?;
    let pupil = found.ok_or(Error::NotFound)?;
    let guardians = records::guardians_of(&mut read, &at, id).await?;
    drop(read);
    let line = Line::new(at.actor(), "pupil.seen")
        .on("pupil", id)
        .detail(tab);
    context
        .audit
        .look(now, line)
        .await
        .map_err(Error::internal)?;
    let zone = at.place().zone();
    let href = |word: &str| format!("{}/{id}?onglet={word}", super::list::HREF);
    let addresses = TABS.map(|(word, _)| href(word));
    let tabs = TABS.iter().zip(&addresses);
    let tabs = tabs.fold(
        Tabs::new("Parties de la fiche"),
        |tabs, ((word, label), href)| {
            let count = (*word == "responsables").then_some(guardians.len() as u64);
            tabs.tab(label, href, count, *word == tab)
        },
    );
    let body = html! {
        (tabs)
        @match tab {
            "scolarite" => (schooling(&pupil)),
            "responsables" => (people(&guardians, zone)),
            _ => (identification(&pupil)),
        }
    };
    let updated = pupil.updated_at.with_timezone(&zone.0).date_naive();
    let intro = format!(
        "{} – Mise à jour le {}",
        header(&pupil),
        fr::date_short(updated)
    );
    Page::new(&at, pupil.list_name())
        .under("pupils", super::list::HREF)
        .from("Fiches individuelles", super::list::HREF)
        .intro(intro)
        .show(&context, body)
        .await
}

/// A term and its value; « — » is not read as well as words.
fn known(value: Option<impl Into<String>>) -> String {
    value.map_or_else(|| "non renseigné".to_owned(), Into::into)
}

fn identification(pupil: &PupilFile) -> Markup {
    let sex = agreed(pupil, ["féminin", "masculin", "non renseigné"]);
    let mut items = vec![("Nom de famille", pupil.family_name.clone())];
    items.extend(pupil.usage_name.clone().map(|name| ("Nom d'usage", name)));
    items.extend([
        ("Prénom", pupil.first_name.clone()),
        (
            agreed(pupil, ["Née le", "Né le", "Né(e) le"]),
            known(pupil.born_on.map(fr::date_full)),
        ),
        ("Sexe", sex.to_owned()),
        ("INE", known(pupil.ine.clone())),
    ]);
    section("Identification", definitions(items))
}

fn schooling(pupil: &PupilFile) -> Markup {
    let programme = match (&pupil.mef_label, &pupil.mef) {
        (Some(label), Some(code)) => Some(format!("{label} ({code})")),
        (_, code) => code.clone(),
    };
    let mut items = vec![
        ("Année scolaire", school_year(pupil.school_year)),
        ("Classe", known(pupil.division.clone())),
        ("Formation (MEF)", known(programme)),
        (
            "Entrée dans l'établissement",
            known(pupil.entered_on.map(fr::date_full)),
        ),
    ];
    if let Some(day) = pupil.left_on {
        let label = if pupil.present {
            "Sortie annoncée"
        } else {
            "Sortie"
        };
        items.push((label, fr::date_full(day)));
    }
    section("Scolarité", definitions(items))
}

fn people(guardians: &[GuardianOf], zone: Zone) -> Markup {
    html! {
        @if guardians.is_empty() {
            (Empty::new("Aucun responsable n'est connu")
                .icon(Icon::Users)
                .why("Les responsables viennent de SIECLE. S'ils y figurent, importez l'export \
                      « Responsables »."))
        }
        @for guardian in guardians { (person(guardian, zone)) }
    }
}

fn person(guardian: &GuardianOf, zone: Zone) -> Markup {
    let title = format!("{} – {}", guardian.list_name(), guardian.label());
    let qualities = guardian.qualities();
    let qualities = if qualities.is_empty() {
        "personne à contacter".into()
    } else {
        fr::list(&qualities)
    };
    let items: Vec<(&str, Markup)> = vec![
        ("Civilité", known(civility(guardian)).render()),
        ("Nom", guardian.surname.render()),
        (
            "Prénom",
            known(Some(guardian.first_name.clone()).filter(|name| !name.is_empty())).render(),
        ),
        ("Lien", known(guardian.kinship_label()).render()),
        ("Qualités", qualities.render()),
        ("Tél. domicile", known(guardian.home_phone.clone()).render()),
        ("Tél. travail", known(guardian.work_phone.clone()).render()),
        ("Tél. mobile", mobile(guardian)),
        ("Courriel", known(guardian.email.clone()).render()),
        ("Accepte les SMS", consent(guardian, zone)),
    ];
    section(&title, definitions(items))
}

/// As one writes it: SIECLE shouts (« MME »).
fn civility(guardian: &GuardianOf) -> Option<&str> {
    guardian.civility.as_deref().map(|word| match word {
        "MME" | "MLLE" => "Mme",
        "MONSIEUR" => "M.",
        word => word,
    })
}

fn mobile(guardian: &GuardianOf) -> Markup {
    match (&guardian.mobile, &guardian.mobile_typed) {
        (Some(number), _) => html! { (number.to_string()) },
        (None, Some(typed)) => html! {
            (typed) " " (Tag::new("Ne peut pas recevoir de SMS", Tone::Warning))
        },
        (None, None) => known(None::<String>).render(),
    }
}

/// « Oui, d'après l'export du 20/11/2026 ».
fn consent(guardian: &GuardianOf, zone: Zone) -> Markup {
    let day = guardian.consent_at.with_timezone(&zone.0).date_naive();
    let origin = format!(
        "{} {}",
        guardian.consent_source.label(),
        fr::date_short(day)
    );
    html! {
        @if guardian.accepts_sms {
            (Tag::new("Oui", Tone::Success).icon(Icon::Check))
        } @else {
            (Tag::new("Non", Tone::Neutral).icon(Icon::X))
        }
        " " (origin)
    }
}
