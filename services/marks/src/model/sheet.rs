//! The sheet of a class: what a person typed in its cells, beside what they were shown.

use super::{AssessmentRow, Rules};
use education::{Id, Pupil};
use grading::{Average, Coefficient, Counted, Mark, OutOf, TypedError, Weighing, average};
use std::collections::HashMap;
use web::Input;

/// Where a mark stands.
pub(crate) type Cell = (Id<AssessmentRow>, Id<Pupil>);

/// The name of the field of a cell.
pub(crate) fn name_of((assessment, pupil): Cell) -> String {
    format!("n.{assessment}.{pupil}")
}

/// The name of what the cell was showing.
pub(crate) fn shown_name_of((assessment, pupil): Cell) -> String {
    format!("v.{assessment}.{pupil}")
}

/// An assessment, as the sheet counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) id: Id<AssessmentRow>,
    pub(crate) out_of: OutOf,
    pub(crate) coefficient: Coefficient,
}

/// A cell that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) cell: Cell,
    pub(crate) why: TypedError,
}

/// What somebody wants a cell to say, who was shown something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) cell: Cell,
    /// As it was shown: « 12,5 », or nothing.
    pub(crate) shown: String,
    pub(crate) wanted: Option<Mark>,
}

/// What a person typed in a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// The cells that differ from what they were showing.
    pub(crate) judged: Vec<Judged>,
    /// The cells that cannot be read.
    pub(crate) wrong: Vec<Wrong>,
    /// What was typed for cells that the sheet does not have, or has no more: the pupil left, the
    /// assessment was withdrawn. Field, text.
    pub(crate) strays: Vec<(String, String)>,
}

/// Reads what was typed in the cells of these columns and pupils.
pub(crate) fn judge(input: &Input, columns: &[Column], pupils: &[Id<Pupil>]) -> Judgement {
    let mut typed: HashMap<&str, &str> = input
        .fields()
        .iter()
        .map(|(name, value)| (name.as_str(), value.trim()))
        .collect();
    let mut judgement = Judgement::default();
    for column in columns {
        for pupil in pupils {
            let cell = (column.id, *pupil);
            let Some(text) = typed.remove(name_of(cell).as_str()) else {
                continue;
            };
            let shown = typed
                .get(shown_name_of(cell).as_str())
                .copied()
                .unwrap_or_default();
            match Mark::parse(text, column.out_of) {
                Err(why) => judgement.wrong.push(Wrong { cell, why }),
                Ok(wanted) if wanted.map_or(String::new(), |mark| mark.to_string()) == shown => {}
                Ok(wanted) => judgement.judged.push(Judged {
                    cell,
                    shown: shown.to_owned(),
                    wanted,
                }),
            }
        }
    }
    let stray = |(name, text): (&str, &str)| {
        let cell = name.strip_prefix("n.")?;
        let shown = typed.get(format!("v.{cell}").as_str()).copied();
        (text != shown.unwrap_or_default()).then(|| (name.to_owned(), text.to_owned()))
    };
    let mut strays: Vec<_> = typed
        .iter()
        .filter_map(|(name, text)| stray((name, text)))
        .collect();
    strays.sort_unstable();
    judgement.strays = strays;
    judgement
}

/// The marks of a class in a subject.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) rules: Rules,
    pub(crate) columns: Vec<Column>,
    pub(crate) marks: HashMap<Cell, Mark>,
}

impl Sheet {
    fn counted(&self, column: &Column, pupil: Id<Pupil>) -> Option<Counted> {
        let mark = self.marks.get(&(column.id, pupil))?;
        Some(Counted {
            points: mark.points()?,
            out_of: column.out_of,
            coefficient: column.coefficient,
        })
    }

    /// The average of a pupil.
    pub(crate) fn of_pupil(&self, pupil: Id<Pupil>) -> Option<Average> {
        let counted = self
            .columns
            .iter()
            .filter_map(|column| self.counted(column, pupil));
        average(&counted.collect::<Vec<_>>(), self.rules.weighing)
    }

    /// The average of an assessment, out of twenty: each pupil weighs the same.
    pub(crate) fn of_column(&self, column: &Column, pupils: &[Id<Pupil>]) -> Option<Average> {
        let marks = pupils
            .iter()
            .filter_map(|pupil| self.counted(column, *pupil));
        let marks = marks.map(|counted| Counted {
            coefficient: Coefficient::ONE,
            ..counted
        });
        average(&marks.collect::<Vec<_>>(), Weighing::Twenty)
    }

    /// The average of the class: that of its pupils' averages.
    pub(crate) fn of_class(&self, pupils: &[Id<Pupil>]) -> Option<Average> {
        let averages: Vec<Average> = pupils
            .iter()
            .filter_map(|pupil| self.of_pupil(*pupil))
            .collect();
        let weigh_the_same = averages.iter().map(|average| (average, Coefficient::ONE));
        self.rules.average_of(weigh_the_same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grading::Rounding;

    fn column(out_of: &str, coefficient: &str) -> Column {
        Column {
            id: Id::new(),
            out_of: OutOf::parse(out_of).unwrap(),
            coefficient: Coefficient::parse(coefficient).unwrap(),
        }
    }

    fn shown(average: Option<Average>) -> String {
        average.map_or_else(String::new, |average| {
            average.rounded(Rounding::HUNDREDTH).to_string()
        })
    }

    /// Invariant: only cells that say something else than what they were showing are written; one that
    /// cannot be read is told; what was typed for cells that are not there is told too.
    #[test]
    fn what_differs_is_written() {
        let (one, other, pupils) = (column("20", "1"), column("10", "1"), [Id::new(), Id::new()]);
        let (stranger, stranger_untouched) = (Id::new(), Id::new());
        let cells = [
            (one.id, pupils[0]),
            (other.id, pupils[0]),
            (one.id, pupils[1]),
            (other.id, pupils[1]),
        ];
        let field = |cell, typed: &str, shown: &str| {
            [
                (name_of(cell), typed.to_owned()),
                (shown_name_of(cell), shown.to_owned()),
            ]
        };
        let fields: Vec<(String, String)> = [
            field(cells[0], " 12.50 ", "12,5"),
            field(cells[1], "abs", "7"),
            field(cells[2], "", "3"),
            field(cells[3], "8", ""),
            field((one.id, stranger), "1", ""),
            field((one.id, stranger_untouched), "1", "1"),
        ]
        .concat();
        let judgement = judge(&Input::of(fields.clone()), &[one, other], &pupils);
        assert_eq!(judgement.wrong, []);
        let stray = (name_of((one.id, stranger)), "1".to_owned());
        assert_eq!(judgement.strays, [stray]);
        let said: Vec<(Cell, String, String)> = judgement
            .judged
            .into_iter()
            .map(|j| {
                (
                    j.cell,
                    j.shown,
                    j.wanted.map_or(String::new(), |mark| mark.to_string()),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                (cells[2], "3".to_owned(), String::new()),
                (cells[1], "7".to_owned(), "abs".to_owned()),
                (cells[3], String::new(), "8".to_owned()),
            ]
        );
        let more = [(name_of(cells[1]), "11".to_owned())];
        let fields: Vec<(String, String)> = fields.into_iter().chain(more).collect();
        let judgement = judge(&Input::of(fields), &[one, other], &pupils);
        assert_eq!(judgement.judged.len(), 2);
        assert_eq!(
            judgement.wrong,
            [Wrong {
                cell: cells[1],
                why: TypedError::Above(other.out_of)
            }]
        );
    }

    /// Invariant: averages count points alone, each with its weight; the class's is that of its pupils.
    #[test]
    fn averages_of_a_sheet() {
        let (one, other, pupils) = (
            column("20", "2"),
            column("10", "1"),
            [Id::new(), Id::new(), Id::new()],
        );
        let mark = |text, column: &Column| Mark::parse(text, column.out_of).unwrap().unwrap();
        let sheet = Sheet {
            rules: Rules::default(),
            columns: vec![one, other],
            marks: [
                ((one.id, pupils[0]), mark("14", &one)),
                ((other.id, pupils[0]), mark("5", &other)),
                ((one.id, pupils[1]), mark("abs", &one)),
                ((other.id, pupils[1]), mark("8", &other)),
                ((one.id, pupils[2]), mark("disp", &one)),
            ]
            .into(),
        };
        let of_pupils = pupils.map(|pupil| shown(sheet.of_pupil(pupil)));
        assert_eq!(of_pupils, ["12,67", "16", ""]);
        assert_eq!(shown(sheet.of_column(&one, &pupils)), "14");
        assert_eq!(shown(sheet.of_column(&other, &pupils)), "13");
        // What weighs nothing for a pupil has an average of its own all the same.
        let practice = Column {
            coefficient: Coefficient::of(0).unwrap(),
            ..one
        };
        assert_eq!(shown(sheet.of_column(&practice, &pupils)), "14");
        assert_eq!(shown(sheet.of_class(&pupils)), "14,33");
        assert_eq!(sheet.of_class(&pupils[2..]), None);
    }
}
