//! How an average comes about, in words that can be done again with a pencil.

use crate::model::Rules;
use grading::{Explained, Weighing};
use maud::{Markup, html};
use ui::p;

/// The sum of the products, divided by that of the weights.
pub(super) fn sum(rules: &Rules, explained: &Explained) -> Markup {
    let shown = rules.shown(Some(&explained.average));
    let how = match rules.weighing {
        Weighing::Twenty => "Chaque note est ramenée sur 20, puis pèse son coefficient.",
        Weighing::Points => "Chaque note pèse son coefficient, autant de fois qu'elle a de points.",
    };
    html! {
        (p(how))
        (p(html! {
            "Somme des produits : " (explained.sum) ". Somme des poids : " (explained.weights) ". "
            (explained.sum) " ÷ " (explained.weights) " = " strong { (shown) }
            " (arrondi par les règles de l'établissement)."
        }))
    }
}
