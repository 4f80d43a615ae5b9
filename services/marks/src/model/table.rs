//! Marks that come in a table: which cell of the sheet each of them is for.

use super::{AssessmentRow, Cell};
use education::{Id, Pupil, search_key};
use std::collections::HashMap;

/// What a table says of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Read {
    /// What each cell would say; a table that is silent on a cell changes nothing of it.
    pub(crate) typed: Vec<(Cell, String)>,
    /// Titles that are of no assessment.
    pub(crate) strange_columns: Vec<String>,
    /// Names that are nobody's in the class, or of two pupils.
    pub(crate) strange_names: Vec<String>,
}

/// Why a table is not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoTable {
    /// Nobody is named.
    #[error("sa première ligne n'a ni colonne « Élève », ni colonnes « Nom » et « Prénom »")]
    Names,
    /// Nothing is marked.
    #[error("aucune colonne ne porte le titre d'une évaluation affichée ici")]
    Assessments,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Name,
    Surname,
    FirstName,
    Marks(Id<AssessmentRow>),
    /// What our own export says beside.
    Nothing,
}

/// Reads rows, the titles first. `assessments`: what each is called with its day, and alone; `pupils`: by
/// the name of lists.
pub(crate) fn read(
    rows: &[Vec<String>],
    assessments: &[(Id<AssessmentRow>, String, String)],
    pupils: &[(Id<Pupil>, String)],
) -> Result<Read, NoTable> {
    let (titles, lines) = rows.split_first().ok_or(NoTable::Names)?;
    let mut read = Read::default();
    let columns: Vec<Holds> = titles
        .iter()
        .map(|title| {
            column(title, assessments).unwrap_or_else(|| {
                if !title.trim().is_empty() {
                    read.strange_columns.push(title.trim().to_owned());
                }
                Holds::Nothing
            })
        })
        .collect();
    let place = |wanted: Holds| columns.iter().position(|holds| *holds == wanted);
    let name_of = |row: &[String]| -> Option<String> {
        let cell = |place: usize| row.get(place).map_or("", String::as_str);
        match (
            place(Holds::Name),
            place(Holds::Surname),
            place(Holds::FirstName),
        ) {
            (Some(name), ..) => Some(cell(name).to_owned()),
            (None, Some(surname), Some(first)) => {
                Some(format!("{} {}", cell(surname), cell(first)))
            }
            _ => None,
        }
    };
    if name_of(&[]).is_none() {
        return Err(NoTable::Names);
    }
    if !columns.iter().any(|holds| matches!(holds, Holds::Marks(_))) {
        return Err(NoTable::Assessments);
    }
    let mut by_name: HashMap<String, Vec<Id<Pupil>>> = HashMap::new();
    for (pupil, name) in pupils {
        by_name.entry(search_key(name)).or_default().push(*pupil);
    }
    for row in lines {
        let marks = columns
            .iter()
            .zip(row)
            .filter_map(|(holds, text)| match holds {
                Holds::Marks(assessment) if !text.trim().is_empty() => {
                    Some((*assessment, text.trim()))
                }
                _ => None,
            });
        let marks: Vec<_> = marks.collect();
        let name = name_of(row).unwrap_or_default();
        match by_name.get(&search_key(&name)).map(Vec::as_slice) {
            Some([pupil]) => {
                let cells = marks
                    .iter()
                    .map(|(assessment, text)| ((*assessment, *pupil), (*text).to_owned()));
                read.typed.extend(cells);
            }
            // A line of averages, or of nothing, is not about anybody.
            _ if marks.is_empty() || search_key(&name).starts_with("moyenne") => {}
            _ => read.strange_names.push(name.trim().to_owned()),
        }
    }
    Ok(read)
}

/// What a title says; none for one that is not known.
fn column(title: &str, assessments: &[(Id<AssessmentRow>, String, String)]) -> Option<Holds> {
    let key = search_key(title);
    match key.as_str() {
        "eleve" | "nometprenom" | "nomprenom" => return Some(Holds::Name),
        "nom" | "nomdefamille" => return Some(Holds::Surname),
        "prenom" => return Some(Holds::FirstName),
        "classe" | "division" | "groupe" => return Some(Holds::Nothing),
        key if key.starts_with("moyenne") => return Some(Holds::Nothing),
        _ => {}
    }
    let whole = assessments
        .iter()
        .find(|(_, headed, _)| search_key(headed) == key);
    // By its title alone, when it is the only one to bear it.
    let mut alone = assessments
        .iter()
        .filter(|(.., title)| search_key(title) == key);
    let alone = alone.next().filter(|_| alone.next().is_none());
    whole.or(alone).map(|(id, ..)| Holds::Marks(*id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let line = |line: &str| line.split(';').map(str::to_owned).collect();
        text.lines().map(line).collect()
    }

    /// Invariant: each mark goes to its pupil and its assessment, and to no other; what is nobody's is told,
    /// and silence changes nothing.
    #[test]
    fn each_mark_finds_its_cell() {
        let [angles, first, second]: [Id<AssessmentRow>; 3] = std::array::from_fn(|_| Id::new());
        let assessments = [
            (
                angles,
                "Angles (20/11/2026, sur 20)".to_owned(),
                "Angles".to_owned(),
            ),
            (
                first,
                "Dictée (06/11/2026, sur 10)".to_owned(),
                "Dictée".to_owned(),
            ),
            (
                second,
                "Dictée (13/11/2026, sur 10)".to_owned(),
                "Dictée".to_owned(),
            ),
        ];
        let [clara, hugo, one, other]: [Id<Pupil>; 4] = std::array::from_fn(|_| Id::new());
        let pupils = [
            (clara, "ABADIE Clara".to_owned()),
            (hugo, "LE GOFF Hugo".to_owned()),
            (one, "PETIT Léa".to_owned()),
            (other, "PETIT Léa".to_owned()),
        ];
        let table = rows(
            "Élève;Classe;ANGLES;Dictée (13/11/2026, sur 10);Dictée;Participation;Moyenne\n\
             Abadie Clara;5B;12,5;abs;3;1;4\n\
             le goff hugo;5B; ;7;;;\n\
             PETIT Léa;5B;9;;;;\n\
             NEMO Jean;5B;;8;;;\n\
             ;;;;;;\n\
             Moyenne de la classe;;10;7;;;",
        );
        let read_so = read(&table, &assessments, &pupils).unwrap();
        let typed = [
            ((angles, clara), "12,5".to_owned()),
            ((second, clara), "abs".to_owned()),
            ((second, hugo), "7".to_owned()),
        ];
        assert_eq!(read_so.typed, typed);
        assert_eq!(read_so.strange_columns, ["Dictée", "Participation"]);
        assert_eq!(read_so.strange_names, ["PETIT Léa", "NEMO Jean"]);
        let named = rows("Prénom;Nom;Angles\nHugo;Le Goff;4\n");
        let read_so = read(&named, &assessments, &pupils).unwrap();
        assert_eq!(read_so.typed, [((angles, hugo), "4".to_owned())]);
        assert_eq!(
            read(&rows("Nom;Angles\nX;1"), &assessments, &pupils),
            Err(NoTable::Names)
        );
        assert_eq!(
            read(&rows("Élève;Chant\nX;1"), &assessments, &pupils),
            Err(NoTable::Assessments)
        );
        assert_eq!(read(&[], &assessments, &pupils), Err(NoTable::Names));
    }
}
