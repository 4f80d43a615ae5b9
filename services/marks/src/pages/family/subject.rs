//! The marks of a child in a subject: a table, the curve that it draws, and the average explained.

use super::known::Subject;
use crate::{
    model::{Rules, Seen},
    pages::calculation,
};
use education::Zone;
use grading::{Coefficient, Counted, Explained, Mark, Weighing, explained};
use maud::{Markup, html};
use ui::{Column, Curve, Table, Tag, Tone, details, fr, p, section};

impl Subject {
    pub(super) fn shown(&self, rules: &Rules, zone: Zone) -> Markup {
        let counted = self.marks.iter().filter_map(Seen::counted);
        let counted: Vec<Counted> = counted.collect();
        html! {
            (section(&self.label, html! {
                @if !self.teachers.is_empty() { (p(self.teachers.as_str())) }
                (Table::new(&format!("Notes : {}", self.label))
                    .columns([Column::new("Évaluation"), Column::new("Jour"), Column::new("Note"),
                        Column::number("Sur 20"), Column::number("Coefficient")])
                    .rows(&self.marks, |row, one| {
                        row.head(one.assessment.title.as_str());
                        row.cell(fr::date_long(one.assessment.on));
                        row.cell(said(one, zone));
                        row.cell(over_twenty_words(one));
                        row.cell(one.assessment.coefficient.to_string());
                    }))
                @if let Some(curve) = self.curve() { (curve) }
                @if let Some(average) = &self.average {
                    (p(html! { "Moyenne : " strong { (rules.shown(Some(average))) } }))
                }
                @if let Some(explained) = explained(&counted, rules.weighing) {
                    (details("Comment se calcule cette moyenne", self.told(rules, &explained)))
                }
            }))
        }
    }

    /// The marks that count, brought to twenty, from day to day: the table above says the same. Two at least.
    fn curve(&self) -> Option<Markup> {
        let counting = self.marks.iter().filter(|one| one.counted().is_some());
        let points = counting.filter_map(|one| {
            let points = u64::from(one.mark?.points()?.hundredths());
            let out_of = u64::from(one.assessment.out_of.hundredths());
            let over_twenty = u32::try_from((points * 4000 + out_of) / (2 * out_of)).ok()?;
            let words = format!("{} : {}", one.assessment.title, over_twenty_words(one));
            Some((one.assessment.on, words, over_twenty))
        });
        let points: Vec<_> = points.collect();
        if points.len() < 2 {
            return None;
        }
        let (id, title) = (
            format!("courbe-{}", self.code),
            format!("{}, notes sur 20", self.label),
        );
        let mut curve = Curve::new(&id, &title, 20);
        for (day, words, value) in points {
            curve = curve.point(day, words, value);
        }
        Some(html! { (curve) })
    }

    /// What each mark weighs in the average.
    fn told(&self, rules: &Rules, explained: &Explained) -> Markup {
        let counting = self.marks.iter().filter(|one| one.counted().is_some());
        let rows: Vec<_> = counting.zip(&explained.terms).collect();
        html! {
            (Table::new("Calcul de la moyenne")
                .columns([Column::new("Évaluation"), Column::number("Sur 20"), Column::number("Pèse"),
                    Column::number("Note × poids")])
                .rows(rows, |row, (one, term)| {
                    row.head(one.assessment.title.as_str());
                    row.cell(term.over_twenty.to_string());
                    row.cell(term.weight.to_string());
                    row.cell(term.product.to_string());
                }))
            (calculation::sum(rules, explained))
        }
    }
}

/// « 12,5 / 20 », or why there is no mark; and whether it has been corrected since it was seen.
fn said(one: &Seen, zone: Zone) -> Markup {
    let words = match one.mark {
        Some(Mark::Points(points)) => format!("{points} / {}", one.assessment.out_of),
        Some(Mark::Absent) => "Absence : ne compte pas".to_owned(),
        Some(Mark::Exempt) => "Dispense : ne compte pas".to_owned(),
        Some(Mark::NotMarked) => "Non noté : ne compte pas".to_owned(),
        None => "Note retirée".to_owned(),
    };
    html! {
        (words)
        @if let Some(since) = one.modified {
            " " (Tag::new("modifiée", Tone::Info)) " "
            (ui::muted(format!("le {}", fr::date_long(since.with_timezone(&zone.0).date_naive()))))
        }
    }
}

/// What it would be out of twenty; nothing for what is no mark.
fn over_twenty_words(one: &Seen) -> String {
    let counted = one.counted().map(|counted| Counted {
        coefficient: Coefficient::ONE,
        ..counted
    });
    let told = counted.and_then(|counted| explained(&[counted], Weighing::Twenty));
    let told = told.and_then(|told| told.terms.into_iter().next());
    told.map_or(String::new(), |term| term.over_twenty.to_string())
}
