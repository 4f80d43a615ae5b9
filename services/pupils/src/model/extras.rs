//! « Données demandées aux responsables »: each with its purpose.

use records::{Asked, Extra};
use web::{Input, Invalid};

/// The box and the purpose of something that may be asked.
pub(crate) fn fields(extra: Extra) -> (&'static str, &'static str) {
    match extra {
        Extra::Employment => ("situation", "situation_finalite"),
        Extra::Occupation => ("profession", "profession_finalite"),
        Extra::Children => ("enfants", "enfants_finalite"),
    }
}

/// What is asked from now on: nothing without a purpose that families can read.
pub(crate) fn parse(input: &Input) -> Result<Vec<Asked>, Invalid> {
    let mut invalid = Invalid::default();
    let mut asked = Vec::new();
    for extra in Extra::ALL {
        let (switch, purpose) = fields(extra);
        if !input.is_ticked(switch) {
            continue;
        }
        let sentence = "Dites à quoi cette donnée sert : les responsables le liront.";
        let text = invalid.required(input, purpose, sentence);
        match text.chars().count() {
            1..10 => invalid.add(purpose, "Dites-en un peu plus : dix caractères au moins."),
            301.. => invalid.add(purpose, "Ce texte est trop long : 300 caractères au plus."),
            _ => {}
        }
        asked.push(Asked {
            extra,
            purpose: text,
        });
    }
    if invalid.is_empty() {
        Ok(asked)
    } else {
        Err(invalid)
    }
}

/// The form of what is asked today.
pub(crate) fn filled(asked: &[Asked]) -> Input {
    let fields = asked.iter().flat_map(|asked| {
        let (switch, purpose) = fields(asked.extra);
        [(switch, "1".to_owned()), (purpose, asked.purpose.clone())]
    });
    Input::of(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: nothing is asked without a purpose.
    #[test]
    fn nothing_is_asked_without_a_purpose() {
        let bare = Input::of([("profession", "1"), ("profession_finalite", "")]);
        assert!(
            parse(&bare)
                .unwrap_err()
                .on("profession_finalite")
                .is_some()
        );
        let said = Input::of([
            ("profession", "1"),
            ("profession_finalite", "Enquête du ministère"),
        ]);
        let asked = parse(&said).expect("valid");
        assert_eq!(asked.len(), 1);
        assert_eq!(
            filled(&asked).text("profession_finalite"),
            "Enquête du ministère"
        );
        assert_eq!(parse(&Input::default()), Ok(vec![]));
    }
}
