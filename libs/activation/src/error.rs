//! Why what was typed is no code, in the words of whoever typed it.

use thiserror::Error;

/// Why what was typed is no code. Nothing was tried: a slip is no attempt.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TypedError {
    /// Nothing was typed.
    #[error("Saisissez le code.")]
    Empty,
    /// A character that is in no code.
    #[error("{}", character(*.0))]
    Character(char),
    /// Not twelve characters; how many, without blanks and dashes.
    #[error("{}", length(*.0))]
    Length(usize),
    /// Twelve characters that do not fit together.
    #[error("Vérifiez la saisie : un caractère ne va pas.")]
    Check,
}

impl TypedError {
    /// What a character that is in no code was most likely on the paper; empty when nothing is like it.
    pub fn meant(typed: char) -> &'static [char] {
        match typed.to_ascii_uppercase() {
            '0' | 'O' => &['D', 'Q'],
            '1' => &['7'],
            'I' => &['J', 'T'],
            'L' => &['7', 'E'],
            'É' | 'é' | 'È' | 'è' | 'Ê' | 'ê' => &['E', '2', '7'],
            'À' | 'à' | 'Â' | 'â' => &['A'],
            'Ç' | 'ç' => &['C', '9'],
            'Ù' | 'ù' => &['U'],
            '$' => &['S'],
            '&' => &['8'],
            _ => &[],
        }
    }
}

fn character(typed: char) -> String {
    let shown = typed.to_uppercase();
    let meant = TypedError::meant(typed);
    let meant: Vec<String> = meant.iter().map(|one| format!("« {one} »")).collect();
    match meant.is_empty() {
        true => format!("« {shown} » n'est dans aucun code : relisez-le."),
        false => format!(
            "« {shown} » n'est dans aucun code : relisez-le, c'est peut-être {}.",
            meant.join(" ou ")
        ),
    }
}

fn length(typed: usize) -> String {
    let whole = crate::LENGTH;
    match typed < whole {
        true => format!("Le code a {whole} caractères, vous en avez saisi {typed}."),
        false => {
            format!("Le code a {whole} caractères, vous en avez saisi {typed} : en voici trop.")
        }
    }
}
