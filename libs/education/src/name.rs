//! Names of people: how they are shown, sorted and searched, on every engine alike.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The name as lists show it: « BERTIN Léo ».
pub fn list_name(surname: &str, first_name: &str) -> String {
    format!("{} {}", surname.to_uppercase(), first_name)
        .trim()
        .to_owned()
}

/// The key by which names are sorted: without accents, case or punctuation, words kept apart.
///
/// Computed here because the two engines' collations differ (`é` after `z` without one).
pub fn sort_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    // Lower case first: what a capital becomes (ẞ, İ) is judged as if it had been typed so.
    let lower = text.to_lowercase();
    for c in lower.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'œ' => key.push_str("oe"),
            'æ' => key.push_str("ae"),
            'ß' => key.push_str("ss"),
            c if c.is_alphanumeric() => key.push(c),
            _ if key.ends_with(' ') || key.is_empty() => {}
            _ => key.push(' '),
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// The key in which a typed name is looked for: as [`sort_key`], without spaces, so that
/// « le goff », « LEGOFF » and « Le-Goff » are one.
pub fn search_key(text: &str) -> String {
    sort_key(text).replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_and_hyphens_do_not_count() {
        assert_eq!(sort_key("Élodie  N'Guyen-Lœb "), "elodie n guyen loeb");
        assert_eq!(search_key("LE GOFF"), search_key("Le-Goff"));
        assert_eq!(list_name("Béranger", "Zoé"), "BÉRANGER Zoé");
    }

    /// Invariant: what stands before a name does not sort it first, and ligatures are read as
    /// the letters that they join.
    #[test]
    fn spaces_before_and_ligatures_do_not_count() {
        assert_eq!(sort_key(" \u{a0}-Zoé"), "zoe");
        assert_eq!(sort_key("Lætitia Œuvrard-Weiß"), "laetitia oeuvrard weiss");
    }

    /// Invariant: whatever is typed, the key of its key is the key.
    #[test]
    fn the_key_of_each_character_is_stable() {
        assert_eq!(sort_key("WEIẞ"), "weiss");
        for c in '\0'..=char::MAX {
            let key = sort_key(&format!("a{c}b"));
            assert_eq!(sort_key(&key), key, "{c:?}");
        }
    }

    proptest! {
        /// A key of a key is the key: sorting twice changes nothing.
        #[test]
        fn a_key_is_stable(text in "\\PC{0,40}") {
            let key = sort_key(&text);
            prop_assert_eq!(sort_key(&key), key);
        }
    }
}
