//! « Notes »: the marks of a child, subject by subject, with the averages that they make.

use super::{
    HOME,
    known::{Known, YEAR},
    look, name_of, page, tabs,
};
use axum::{extract::State, response::Response};
use grading::Mode;
use identity::{At, OfFamily};
use maud::{Markup, html};
use ui::{Button, Column, Empty, Filters, Icon, Select, Table, details, fr, p, section};
use web::{Context, Input, Result};

pub(crate) async fn show<A: OfFamily>(
    at: At<A>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let child = at.child();
    let name = name_of(&context, child).await?;
    let now = look(&at, &context, "marks.family_read", String::new()).await?;
    let known = Known::of(&context, child, &input, now).await?;
    let here = child.href(HOME);
    let zone = child.place().zone;
    let body = html! {
        (tabs(child, HOME))
        @if known.all.is_empty() { (known.nothing()) } @else {
            (known.filters(&here))
            @if known.subjects.is_empty() {
                (Empty::new("Aucune note ici").icon(Icon::NotebookPen)
                    .why("Rien n'est publié pour ce choix : regardez une autre période, ou toute l'année.")
                    .action(Button::secondary("Voir toute l'année").href(&format!("{here}?periode={YEAR}"))))
            }
            (known.averages())
            @for subject in &known.subjects { (subject.shown(&known.rules, zone)) }
        }
    };
    page(&at, &name, "Notes").show(&context, body).await
}

impl Known {
    /// Why there is nothing yet, and when there will be.
    fn nothing(&self) -> Markup {
        let why = match (self.mode, self.next) {
            (Some(Mode::Continuous), _) => {
                "Une note paraît ici le lendemain de la date de publication que l'enseignant a choisie.".to_owned()
            }
            (Some(Mode::AtTerm), Some(day)) => format!(
                "L'établissement publie les notes à des dates fixées pour chaque classe. Les prochaines paraîtront le {}.",
                fr::date_long(day)
            ),
            (Some(Mode::AtTerm), None) => {
                "L'établissement publie les notes à des dates fixées pour chaque classe : la prochaine n'est pas encore fixée.".to_owned()
            }
            (None, _) => {
                "L'établissement n'a pas encore choisi quand il publie les notes. Vous pouvez le lui demander.".to_owned()
            }
        };
        html! { (Empty::new("Aucune note n'est publiée pour le moment").icon(Icon::NotebookPen).why(&why)) }
    }

    fn filters(&self, here: &str) -> Markup {
        let months = self.months.iter().rev().map(|first| {
            let part = super::known::Part::Month(*first);
            (part.code(), part.label())
        });
        html! {
            (Filters::new(here, html! {
                (Select::new("periode", "Période").selected(self.part.code())
                    .options(self.periods.iter().map(|period| (period.code(), period.label())))
                    .option(YEAR, "Toute l'année")
                    .group("Par mois", months))
                (Select::new("matiere", "Discipline").selected(self.alone.clone().unwrap_or_default())
                    .option("", "Toutes")
                    .options(self.all.iter().map(|(code, label)| (code.as_str(), label.as_str()))))
            }).search("Afficher"))
        }
    }

    /// The averages of the subjects, and what they make together.
    fn averages(&self) -> Markup {
        let Some(overall) = &self.overall else {
            return html! {};
        };
        let overall = self.rules.shown(Some(overall));
        let averaged = self.subjects.iter().filter(|one| one.average.is_some());
        let rows = averaged.map(Some).chain([None]);
        let made_of = match self.rules.of_shown {
            true => "des moyennes arrondies, telles qu'elles s'affichent",
            false => "des moyennes exactes, arrondies une seule fois",
        };
        let title = format!("Moyennes · {}", self.part.label());
        html! {
            (section(&title, html! {
                (Table::new("Moyennes")
                    .columns([Column::new("Discipline"), Column::number("Moyenne"), Column::number("Coefficient")])
                    .rows(rows, |row, subject| match subject {
                        Some(subject) => {
                            row.head(subject.label.as_str());
                            row.cell(self.rules.shown(subject.average.as_ref()));
                            row.cell(self.weights.of(&subject.code).to_string());
                        }
                        None => {
                            row.head("Moyenne générale");
                            row.cell(html! { strong { (overall) } });
                            row.cell("");
                        }
                    }))
                (p("Ces moyennes sont faites des notes publiées à ce jour : elles peuvent différer de celles du bulletin."))
                (details("Comment se calcule la moyenne générale", p(format!(
                    "La moyenne de chaque discipline est multipliée par son coefficient. La somme est divisée par celle \
                     des coefficients. Elle est faite {made_of}."
                ))))
            }))
        }
    }
}
