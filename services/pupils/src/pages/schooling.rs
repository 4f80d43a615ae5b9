//! The tabs of the record that are about schooling: this year's, elsewhere, the years before, and
//! leaving.

use super::record::{Shown, known};
use crate::model::{
    codes::{regime, status},
    school_year,
};
use chrono::NaiveDate;
use education::{Id, School};
use maud::{Markup, html};
use records::Schooling;
use ui::{Column, Empty, Icon, Table, definitions, fr, section};

fn programme(schooling: &Schooling) -> Option<String> {
    match (&schooling.mef_label, &schooling.mef) {
        (Some(label), Some(code)) => Some(format!("{label} ({code})")),
        (_, code) => code.clone(),
    }
}

/// « Scolarité ».
pub(super) fn current(
    shown: &Shown,
    here: Id<School>,
    (options, groups): (Vec<String>, Vec<String>),
) -> Markup {
    let Some(now) = shown.schoolings.iter().find(|s| s.school == here) else {
        return html! {};
    };
    let mut items = vec![
        ("Année scolaire", school_year(now.school_year)),
        ("Classe", known(now.division.clone())),
        ("Formation (MEF)", known(programme(now))),
        ("Statut", known(now.status.as_deref().map(status))),
        ("Régime", known(now.regime.as_deref().map(regime))),
    ];
    items.extend(now.repeats.then(|| ("Doublement", "oui".to_owned())));
    items.push((
        "Entrée dans l'établissement",
        known(now.entered_on.map(fr::date_full)),
    ));
    items.extend(
        now.school_number
            .clone()
            .map(|n| ("Numéro dans l'établissement", n)),
    );
    items.extend((!options.is_empty()).then(|| ("Options", options.join(", "))));
    items.extend((!groups.is_empty()).then(|| ("Groupes", groups.join(", "))));
    html! {
        (section("Scolarité", definitions(items)))
        (ui::muted("La classe, la formation et les options se changent dans SIECLE ; l'export du \
                    lendemain les apporte ici."))
    }
}

/// « Scolarités multiples »: other schools, the same year.
pub(super) fn elsewhere(shown: &Shown, here: Id<School>, today: NaiveDate) -> Markup {
    let year = shown.file.school_year;
    let others: Vec<&Schooling> = shown
        .schoolings
        .iter()
        .filter(|s| s.school != here && s.school_year == year)
        .filter(|s| s.left_on.is_none_or(|left| left > today))
        .collect();
    html! {
        (Table::new("Scolarités dans d'autres établissements, cette année")
            .columns([Column::new("Établissement"), Column::new("Classe"), Column::new("Depuis")])
            .empty(Empty::new("Aucune autre scolarité").icon(Icon::School)
                .why("Cet élève n'est inscrit dans aucun autre établissement de l'académie cette \
                      année."))
            .rows(others, |row, other| {
                row.head(format!("{} – {}", other.school_name, other.uai));
                row.cell(known(other.division.clone()));
                row.cell(known(other.entered_on.map(fr::date_short)));
            }))
    }
}

/// A line of the history.
struct Year {
    year: String,
    school: String,
    division: Option<String>,
    programme: Option<String>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

fn years(shown: &Shown) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for schooling in &shown.schoolings {
        years.push(Year {
            year: school_year(schooling.school_year),
            school: format!("{} – {}", schooling.school_name, schooling.uai),
            division: schooling.division.clone(),
            programme: programme(schooling),
            from: schooling.entered_on,
            to: schooling.left_on,
        });
    }
    // What the register says of the year before, where no schooling of it is kept here.
    let oldest = shown.schoolings.last().map(|last| last.school_year);
    let of_oldest = shown
        .schoolings
        .iter()
        .filter(|s| Some(s.school_year) == oldest);
    let before = of_oldest.into_iter().find_map(|oldest| {
        let previous = oldest.previous()?;
        let school = [previous.name, previous.uai];
        let school: Vec<String> = school.into_iter().flatten().collect();
        Some(Year {
            year: school_year(oldest.school_year - 1),
            school: known(Some(school.join(" – ")).filter(|school| !school.is_empty())),
            division: previous.division,
            programme: None,
            from: None,
            to: None,
        })
    });
    years.extend(before);
    years
}

/// « Scolarités – Historique ».
pub(super) fn history(shown: &Shown) -> Markup {
    html! {
        (Table::new("Scolarités, de la plus récente à la plus ancienne")
            .columns([Column::new("Année"), Column::new("Établissement"), Column::new("Classe"),
                Column::new("Formation"), Column::new("Entrée"), Column::new("Sortie")])
            .rows(years(shown), |row, year| {
                row.head(year.year);
                row.cell(year.school);
                row.cell(known(year.division));
                row.cell(known(year.programme));
                row.cell(known(year.from.map(fr::date_short)));
                row.cell(year.to.map_or_else(|| "aucune".to_owned(), fr::date_short));
            }))
    }
}

/// « Sortie établissement ».
pub(super) fn leaving(shown: &Shown, here: Id<School>) -> Markup {
    let now = shown.schoolings.iter().find(|s| s.school == here);
    let Some((now, day)) = now.and_then(|now| Some((now, now.left_on?))) else {
        return html! {
            (Empty::new("Aucune sortie").icon(Icon::LogOut)
                .why("L'élève est scolarisé ici et aucune sortie n'est annoncée. Une sortie saisie \
                      dans SIECLE arrive avec l'export du lendemain."))
        };
    };
    let label = if shown.file.present {
        "Sortie annoncée"
    } else {
        "Sortie"
    };
    let reason = now
        .leaving_reason
        .as_ref()
        .map(|code| format!("motif n° {code}"));
    let items = [(label, fr::date_full(day)), ("Motif", known(reason))];
    section("Sortie établissement", definitions(items))
}
