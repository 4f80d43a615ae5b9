//! « Modèles de bilans »: of whom a bilan has rows, what it counts, over how long, in which order.

mod parts;

pub(crate) use parts::{Measure, Order, Rows, Span};

use education::search_key;
use web::{Input, Invalid};

/// A model, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ModelRow {}

/// Signs of a name.
pub(crate) const LONGEST: u16 = 60;

/// A model, judged: a name, at least one column, an order that its rows and columns know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportModel {
    pub(crate) name: String,
    pub(crate) rows: Rows,
    pub(crate) span: Span,
    /// In the order of [`Measure::ALL`], each once, at least one.
    measures: Vec<Measure>,
    pub(crate) order: Order,
}

impl ReportModel {
    /// The columns, from left to right.
    pub(crate) fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// Of a row: a word that a later version wrote stands for what is nearest.
    pub(crate) fn stored(name: String, [rows, span, measures, order]: [&str; 4]) -> Self {
        let chosen: Vec<&str> = measures.split(' ').collect();
        let mut measures = Measure::ALL.to_vec();
        measures.retain(|measure| chosen.contains(&measure.code()));
        if measures.is_empty() {
            measures.push(Measure::Gross);
        }
        Self {
            name,
            rows: Rows::of(rows).unwrap_or(Rows::Classes),
            span: Span::of(span).unwrap_or(Span::Between),
            measures,
            order: Order::of(order).unwrap_or(Order::Name),
        }
    }

    /// As a row keeps its columns.
    pub(crate) fn words(&self) -> String {
        let codes: Vec<&str> = self.measures.iter().map(|m| m.code()).collect();
        codes.join(" ")
    }

    /// Reads the form of a model: « Nom », « Lignes », « Période », boxes for the columns, « Ordre ».
    pub(crate) fn parse(input: &Input) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let name = invalid.required(input, "nom", "Indiquez un nom.");
        if name.chars().count() > usize::from(LONGEST) {
            let sentence = format!("Ce nom est trop long : {LONGEST} caractères au plus.");
            invalid.add("nom", sentence);
        }
        // Nothing that a name is compared by: no one could tell it from another.
        if !name.is_empty() && search_key(&name).is_empty() {
            let sentence = "Indiquez un nom qui contient une lettre ou un chiffre.";
            invalid.add("nom", sentence);
        }
        let listed = "Choisissez dans la liste.";
        let rows = invalid.check("lignes", Rows::of(input.text("lignes")).ok_or(listed));
        let span = invalid.check("periode", Span::of(input.text("periode")).ok_or(listed));
        let order = invalid.check("ordre", Order::of(input.text("ordre")).ok_or(listed));
        let measures = invalid.check("colonnes", measures(input, rows));
        if let (Some(rows), Some(order), Some(measures)) = (rows, order, &measures) {
            let refused = match order {
                Order::Class if !rows.are_pupils() => {
                    Some("Cet ordre est celui d'un bilan par élève.")
                }
                Order::Most(measure) if !measures.contains(&measure) => {
                    Some("Choisissez l'ordre d'une colonne que vous avez cochée.")
                }
                _ => None,
            };
            if let Some(sentence) = refused {
                invalid.add("ordre", sentence);
            }
        }
        match (rows, span, order, measures) {
            (Some(rows), Some(span), Some(order), Some(measures)) if invalid.is_empty() => {
                Ok(Self {
                    name,
                    rows,
                    span,
                    measures,
                    order,
                })
            }
            _ => Err(invalid),
        }
    }

    /// Whether a person would take one name for the other: accents, case and spaces do not count.
    pub(crate) fn is_named_as(&self, other: &Self) -> bool {
        search_key(&self.name) == search_key(&other.name)
    }

    /// What a school begins with.
    pub(crate) fn first() -> Vec<Self> {
        use Measure::{Computed, Gross, Latenesses, Minutes, Pupils, Unjustified};
        let model = |name: &str, rows, span, measures: &[Measure], order| Self {
            name: name.to_owned(),
            rows,
            span,
            measures: measures.to_vec(),
            order,
        };
        vec![
            model(
                "Bilan par élève",
                Rows::Details,
                Span::Term,
                &[Gross, Unjustified, Latenesses, Minutes],
                Order::Class,
            ),
            model(
                "Bilan par classe",
                Rows::Classes,
                Span::Month,
                &[Pupils, Gross, Unjustified, Latenesses, Minutes],
                Order::Name,
            ),
            model(
                "Bilan de l'établissement",
                Rows::School,
                Span::Year,
                &[Pupils, Gross, Computed, Unjustified, Latenesses],
                Order::Name,
            ),
        ]
    }
}

/// The boxes that are ticked.
fn measures(input: &Input, rows: Option<Rows>) -> Result<Vec<Measure>, &'static str> {
    if !input
        .all("colonnes")
        .all(|code| Measure::of(code).is_some())
    {
        return Err("Choisissez des colonnes de la liste.");
    }
    let ticked = |measure: &Measure| input.all("colonnes").any(|code| code == measure.code());
    let measures: Vec<Measure> = Measure::ALL.into_iter().filter(ticked).collect();
    let of_pupils = rows.is_some_and(Rows::are_pupils);
    match measures.as_slice() {
        [] => Err("Choisissez au moins une colonne."),
        chosen if of_pupils && chosen.contains(&Measure::Pupils) => {
            Err("Un bilan par élève ne compte pas d'élèves : décochez « Élèves ».")
        }
        _ => Ok(measures),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form(name: &str, rows: &str, span: &str, order: &str, columns: &[&str]) -> Input {
        let own = [
            ("nom", name),
            ("lignes", rows),
            ("periode", span),
            ("ordre", order),
        ];
        Input::of(
            own.into_iter()
                .chain(columns.iter().map(|code| ("colonnes", *code))),
        )
    }

    fn refused(input: &Input, field: &str) -> bool {
        let refused = ReportModel::parse(input);
        refused.is_err_and(|invalid| invalid.on(field).is_some() && invalid.all().len() == 1)
    }

    /// Invariant: what cannot be printed is refused, each on its field.
    #[test]
    fn what_makes_no_sense_is_refused() {
        let long = "é".repeat(60);
        assert!(ReportModel::parse(&form(&long, "classes", "month", "gross", &["gross"])).is_ok());
        for (input, field) in [
            (form("", "classes", "month", "name", &["gross"]), "nom"),
            (form("…", "classes", "month", "name", &["gross"]), "nom"),
            (
                form(&"é".repeat(61), "classes", "month", "name", &["gross"]),
                "nom",
            ),
            (form("Nom", "rien", "month", "name", &["gross"]), "lignes"),
            (
                form("Nom", "classes", "rien", "name", &["gross"]),
                "periode",
            ),
            (form("Nom", "classes", "month", "rien", &["gross"]), "ordre"),
            (form("Nom", "classes", "month", "name", &[]), "colonnes"),
            (
                form("Nom", "classes", "month", "name", &["gross", "rien"]),
                "colonnes",
            ),
            (
                form("Nom", "pupils", "month", "name", &["concerned", "gross"]),
                "colonnes",
            ),
            (
                form("Nom", "details", "month", "name", &["concerned"]),
                "colonnes",
            ),
            (
                form("Nom", "classes", "month", "class", &["gross"]),
                "ordre",
            ),
            (
                form("Nom", "classes", "month", "minutes", &["gross"]),
                "ordre",
            ),
        ] {
            assert!(refused(&input, field), "{input:?} {field}");
        }
    }

    /// Invariant: the words of rows, kept in databases, stay theirs; unknown ones stand for
    /// something that prints.
    #[test]
    fn stored_words_stay() {
        assert_eq!(
            Rows::ALL.map(Rows::code),
            ["pupils", "details", "classes", "levels", "school"]
        );
        assert_eq!(
            Span::ALL.map(Span::code),
            ["month", "term", "year", "between"]
        );
        let words = Measure::ALL.map(Measure::code).join(" ");
        assert_eq!(
            words,
            "concerned gross computed unjustified latenesses minutes absences departures \
             exemptions infirmary exclusions"
        );
        let later = ReportModel::stored("Nom".into(), ["later"; 4]);
        assert_eq!(later.measures(), [Measure::Gross]);
        assert_eq!((later.rows, later.span), (Rows::Classes, Span::Between));
    }

    /// Invariant: a school begins with a model for a pupil, for a class and for the school, which
    /// its form would accept.
    #[test]
    fn a_school_begins_with_three_models() {
        let first = ReportModel::first();
        let rows: Vec<Rows> = first.iter().map(|model| model.rows).collect();
        assert_eq!(rows, [Rows::Details, Rows::Classes, Rows::School]);
        for model in first {
            let words = model.words();
            let columns: Vec<&str> = words.split(' ').collect();
            let input = form(
                &model.name,
                model.rows.code(),
                model.span.code(),
                model.order.code(),
                &columns,
            );
            assert_eq!(ReportModel::parse(&input).as_ref(), Ok(&model));
        }
    }

    proptest! {
        /// Invariant: a model that is accepted is read back from its row as it was; its columns
        /// are in order, each once, and its order is one of theirs.
        #[test]
        fn a_model_is_read_back(
            rows in 0usize..5, span in 0usize..4, order in 0usize..13,
            columns in proptest::collection::vec(0usize..11, 1..14),
        ) {
            let codes: Vec<&str> = columns.iter().map(|n| Measure::ALL[*n].code()).collect();
            let order = Order::all().nth(order).unwrap();
            let input = form("Nom", Rows::ALL[rows].code(), Span::ALL[span].code(), order.code(), &codes);
            if let Ok(model) = ReportModel::parse(&input) {
                let words = model.words();
                let row = [model.rows.code(), model.span.code(), &words, model.order.code()];
                prop_assert_eq!(&ReportModel::stored("Nom".into(), row), &model);
                prop_assert!(model.measures().is_sorted());
                let known = match model.order {
                    Order::Most(measure) => model.measures().contains(&measure),
                    _ => true,
                };
                prop_assert!(known);
            }
        }
    }
}
