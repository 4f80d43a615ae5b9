//! The words of a pupil's record.

use records::{PupilFile, Sex};
use ui::fr;

/// The word that agrees with the pupil: « née », « né », « né(e) ».
pub(crate) fn agreed<'w>(pupil: &PupilFile, words: [&'w str; 3]) -> &'w str {
    match pupil.sex {
        Some(Sex::Female) => words[0],
        Some(Sex::Male) => words[1],
        None => words[2],
    }
}

/// « Scolarisée », « Sorti le 23/11/2026 ».
pub(crate) fn standing(pupil: &PupilFile) -> String {
    match pupil.left_on {
        Some(day) if !pupil.present => {
            let left = agreed(pupil, ["Sortie", "Sorti", "Sorti(e)"]);
            format!("{left} le {}", fr::date_short(day))
        }
        _ => agreed(pupil, ["Scolarisée", "Scolarisé", "Scolarisé(e)"]).to_owned(),
    }
}

/// What stands under the name: « INE : 123456789AB – Scolarisée – 5B ».
pub(crate) fn header(pupil: &PupilFile) -> String {
    let ine = pupil.ine.as_deref().unwrap_or("non connu");
    let class = pupil.division.as_deref().unwrap_or("sans classe");
    format!("INE : {ine} – {} – {class}", standing(pupil))
}

/// « 2026-2027 ».
pub(crate) fn school_year(first: i64) -> String {
    format!("{first}-{}", first + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn pupil(sex: Option<Sex>) -> PupilFile {
        PupilFile {
            id: education::Id::new(),
            ine: Some("123456789AB".into()),
            family_name: "BERTIN".into(),
            usage_name: None,
            first_name: "Léa".into(),
            born_on: None,
            sex,
            school_year: 2026,
            division: Some("5B".into()),
            mef: None,
            mef_label: None,
            regime: None,
            entered_on: None,
            left_on: None,
            present: true,
            updated_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn words_agree_with_the_pupil() {
        let girl = pupil(Some(Sex::Female));
        assert_eq!(header(&girl), "INE : 123456789AB – Scolarisée – 5B");
        assert_eq!(standing(&pupil(None)), "Scolarisé(e)");
    }

    #[test]
    fn an_announced_departure_is_not_one_yet() {
        let mut boy = pupil(Some(Sex::Male));
        boy.left_on = NaiveDate::from_ymd_opt(2026, 11, 23);
        assert_eq!(standing(&boy), "Scolarisé");
        boy.present = false;
        assert_eq!(standing(&boy), "Sorti le 23/11/2026");
    }
}
