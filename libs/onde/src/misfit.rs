//! Rows that do not have as many fields as the header, seen in the field: empty fields are left
//! out at the end or added there, and a `;` typed in a value that nothing quotes moves all that
//! follows it. What can be told apart is kept.

use crate::{
    fields::{self, Level, shown},
    header::{CHILD, Column},
    report::Reading,
};

/// Says what is doubtful in the form of a row, or why nothing in it can be believed.
pub(crate) fn judge(row: &mut Reading<'_>) -> Result<(), String> {
    if let Some(cut) = row.cells.cut() {
        row.doubt(format!(
            "Le fichier s’arrête sans fin de ligne : le dernier champ (« {} ») est peut-être coupé, \
             il est laissé vide.",
            shown(&cut)
        ));
    }
    let (fields, width) = (row.cells.count(), row.layout.width());
    if fields == width {
        return Ok(());
    }
    if let Some((value, title)) = misplaced(row) {
        return Err(format!(
            "La ligne a {fields} champs au lieu de {width}, et ils ne tombent pas sous les bons \
             titres (« {value} » sous « {title} ») : un point-virgule est sans doute de trop ou \
             manque."
        ));
    }
    if fields < width {
        judge_missing(row, fields, width);
    } else {
        judge_beyond(row, fields, width);
    }
    Ok(())
}

/// Empty fields that are left out at the end tell nothing; others may have been filled.
fn judge_missing(row: &mut Reading<'_>, fields: usize, width: usize) {
    let usual = |column| column == Column::Passage || CHILD.contains(&column);
    let mut lost = (fields..width).filter(|index| {
        let column = row.layout.column(*index);
        column.is_some_and(|column| !usual(column))
    });
    if let Some(first) = lost.next() {
        let title = row.layout.title(first).to_owned();
        row.doubt(format!(
            "La ligne n’a que {fields} champs sur {width} : à partir de « {title} », tout est laissé \
             vide."
        ));
    }
}

fn judge_beyond(row: &mut Reading<'_>, fields: usize, width: usize) {
    let Some(first) = (width..fields).find_map(|index| row.cells.text(index)) else {
        return;
    };
    let done = if row.layout.ends_with_a_child() {
        "ceux en plus sont lus comme d’autres enfants".to_owned()
    } else {
        format!("ceux en plus sont laissés de côté (« {} »)", shown(&first))
    };
    row.doubt(format!(
        "La ligne a {fields} champs au lieu de {width} : {done}."
    ));
}

/// A value that cannot be what its title says, and that title.
fn misplaced(row: &Reading<'_>) -> Option<(String, String)> {
    (0..row.cells.count()).find_map(|index| {
        let (column, value) = (row.layout.column(index)?, row.cells.text(index)?);
        let title = row.layout.title(index);
        (!fits(column, &value)).then(|| (shown(&value), title.to_owned()))
    })
}

/// Whether the value may stand in the column: far from saying that it is right.
fn fits(column: Column, value: &str) -> bool {
    let digits = value.chars().any(|c| c.is_ascii_digit());
    match column {
        Column::PupilName | Column::PupilUsage | Column::PupilFirst => !digits,
        Column::Usage | Column::Name | Column::First | Column::Civility => !digits,
        Column::ChildUsage | Column::ChildName | Column::ChildFirst => !digits,
        Column::Country(_) => !digits,
        // « PARIS 15 » is a town, a postal code is none.
        Column::Town(_) => value.chars().any(char::is_alphabetic),
        Column::PostalCode(_) => digits && value.chars().count() <= 10,
        Column::BornOn => fields::date(value).is_some(),
        Column::Sex => fields::sex(value).is_some(),
        Column::Ine => digits && value.chars().all(char::is_alphanumeric),
        Column::Level => Level::parse(value).is_some(),
        Column::Associations | Column::Photo => fields::yes_no(value).is_some(),
        Column::Email => value.contains('@'),
        Column::HomePhone | Column::WorkPhone | Column::MobilePhone => {
            digits && !value.contains('@')
        }
        Column::Street(_) | Column::Cycle | Column::ClassLabel | Column::ClassId => true,
        Column::Passage | Column::Extension | Column::ChildClass => true,
    }
}
