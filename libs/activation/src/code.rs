//! The code itself: how it is drawn, checked, read and shown.

use crate::TypedError;
use rand::{CryptoRng, Rng as _};
use std::fmt;

/// What a code is written with: digits and capitals, without those that look like others (0 and O; 1, I
/// and L). As many as a prime number, on which the check stands.
const ALPHABET: [u8; 31] = *b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// That prime.
const PRIME: usize = ALPHABET.len();

/// Characters of a code: eleven that are drawn, and the one that checks them.
pub const LENGTH: usize = 12;

/// Characters of a group.
const GROUP: usize = 4;

/// An activation code: twelve characters that fit together. Not shown by `Debug`: it is a secret.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Code([u8; LENGTH]);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Code {
    /// Draws one. Every code is as likely as any other.
    pub fn generate(random: &mut impl CryptoRng) -> Self {
        let mut ranks = [0; LENGTH];
        for rank in &mut ranks[..LENGTH - 1] {
            *rank = random.random_range(0..PRIME);
        }
        Self::checked(ranks)
    }

    /// With the last character that makes the others fit.
    fn checked(mut ranks: [usize; LENGTH]) -> Self {
        ranks[LENGTH - 1] = 0;
        let missing = (PRIME - sum(&ranks)) % PRIME;
        ranks[LENGTH - 1] = (0..PRIME)
            .find(|rank| weight(LENGTH - 1) * rank % PRIME == missing)
            .unwrap_or_default(); // there is one: the prime divides no weight
        Self(ranks.map(|rank| ALPHABET[rank]))
    }

    /// Reads what a person typed: capitals or not, with blanks and dashes of any kind wherever they are.
    pub fn parse(typed: &str) -> Result<Self, TypedError> {
        let mut ranks = Vec::with_capacity(LENGTH);
        for one in typed.chars().filter(|one| !separates(*one)) {
            let rank = u8::try_from(plain(one)).ok();
            let rank = rank.and_then(|byte| ALPHABET.iter().position(|known| *known == byte));
            ranks.push(rank.ok_or(TypedError::Character(one))?);
        }
        let count = ranks.len();
        let ranks: [usize; LENGTH] = ranks.try_into().map_err(|_| match count {
            0 => TypedError::Empty,
            count => TypedError::Length(count),
        })?;
        match sum(&ranks) {
            0 => Ok(Self(ranks.map(|rank| ALPHABET[rank]))),
            _ => Err(TypedError::Check),
        }
    }

    /// The twelve characters alone: what is digested, and what a program keeps.
    pub fn plain(&self) -> &str {
        // Only characters of the alphabet are in it.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// As it is shown: « K7PM-2QRD-9XWB ».
    pub fn grouped(&self) -> String {
        let plain = self.plain();
        let groups = (0..LENGTH).step_by(GROUP);
        let groups: Vec<&str> = groups.map(|from| &plain[from..from + GROUP]).collect();
        groups.join("-")
    }
}

/// What a place weighs: all differ, and none is nothing to the prime. A wrong character changes the sum by
/// its weight times the difference; two that changed places, by the difference of their weights times theirs:
/// neither is ever a multiple of the prime.
fn weight(place: usize) -> usize {
    place + 1
}

/// Nothing, when the characters fit together.
fn sum(ranks: &[usize; LENGTH]) -> usize {
    let weighed = ranks.iter().enumerate();
    weighed
        .map(|(place, rank)| weight(place) * rank)
        .sum::<usize>()
        % PRIME
}

/// The capital, also of the wide forms that some keyboards write.
fn plain(typed: char) -> char {
    let narrow = match typed {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(typed) - 0xfee0).unwrap_or(typed),
        typed => typed,
    };
    narrow.to_ascii_uppercase()
}

/// Blanks, dashes, and what is seen nowhere: none is ever part of a code.
fn separates(typed: char) -> bool {
    typed.is_whitespace()
        || matches!(
            typed,
            '-' | '_' | '.' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}'
                | '\u{fe63}' | '\u{ff0d}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
                | '\u{202a}'..='\u{202e}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng as _;
    use rand_chacha::ChaCha20Rng;
    use std::collections::HashSet;

    fn drawn(seed: u64) -> Code {
        Code::generate(&mut ChaCha20Rng::seed_from_u64(seed))
    }

    /// The code with another character at a place.
    fn with(code: &Code, place: usize, byte: u8) -> String {
        let mut bytes = code.0;
        bytes[place] = byte;
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    /// Invariant: no two characters of the alphabet are one, and those that are read for others are not in it.
    #[test]
    fn no_character_looks_like_another() {
        assert_eq!(ALPHABET.iter().collect::<HashSet<_>>().len(), 31);
        for absent in b"01OIL" {
            assert!(!ALPHABET.contains(absent));
        }
        assert!(
            ALPHABET
                .iter()
                .all(|one| one.is_ascii_uppercase() || one.is_ascii_digit())
        );
        for typed in ('!'..='ÿ').filter(|one| !ALPHABET.contains(&(plain(*one) as u8))) {
            let meant = TypedError::meant(typed);
            assert!(
                meant.iter().all(|one| ALPHABET.contains(&(*one as u8))),
                "{typed}"
            );
        }
    }

    /// Invariant: a hundred thousand codes, and no two are one; each character comes about as often.
    #[test]
    fn no_two_codes_are_one() {
        let mut random = ChaCha20Rng::seed_from_u64(20_261_124);
        let codes: HashSet<Code> = (0..100_000).map(|_| Code::generate(&mut random)).collect();
        assert_eq!(codes.len(), 100_000);
        for place in 0..LENGTH {
            let mut counts = [0_u32; 256];
            for code in &codes {
                counts[usize::from(code.0[place])] += 1;
            }
            // 3 226 expected, 56 is the standard deviation.
            let often = ALPHABET.map(|one| counts[usize::from(one)]);
            assert!(
                often.iter().all(|count| (2_800..3_650).contains(count)),
                "{place}: {often:?}"
            );
        }
    }

    /// Invariant: each one of the 360 wrong characters, and each of the 66 swaps, is found: exhaustively over
    /// places and characters, on a thousand codes.
    #[test]
    fn a_slip_is_seen() {
        for seed in 0..1_000 {
            let code = drawn(seed);
            for place in 0..LENGTH {
                for byte in ALPHABET.iter().filter(|byte| **byte != code.0[place]) {
                    let wrong = with(&code, place, *byte);
                    assert_eq!(
                        Code::parse(&wrong),
                        Err(TypedError::Check),
                        "{code:?} {wrong}"
                    );
                }
                for other in place + 1..LENGTH {
                    let mut bytes = code.0;
                    bytes.swap(place, other);
                    let swapped = String::from_utf8(bytes.to_vec()).unwrap();
                    let expected = match bytes == code.0 {
                        true => Ok(code.clone()),
                        false => Err(TypedError::Check),
                    };
                    assert_eq!(Code::parse(&swapped), expected);
                }
            }
        }
    }

    /// Invariant: the two rules of the check, over all weights and all pairs of characters: nothing depends on
    /// which codes were drawn.
    #[test]
    fn the_check_finds_every_slip() {
        for place in 0..LENGTH {
            for (one, other) in (0..PRIME).flat_map(|a| (0..PRIME).map(move |b| (a, b))) {
                let apart = (PRIME + one - other) % PRIME;
                assert_eq!((weight(place) * apart).is_multiple_of(PRIME), one == other);
                for further in place + 1..LENGTH {
                    let between = (weight(further) - weight(place)) * apart % PRIME;
                    assert_eq!(between == 0, one == other);
                }
            }
        }
    }

    /// Invariant: what people do to a code when they copy it changes nothing.
    #[test]
    fn a_code_is_read_however_it_is_copied() {
        let code = drawn(7);
        let grouped = code.grouped();
        assert_eq!(grouped.len(), 14);
        for typed in [
            grouped.clone(),
            grouped.to_lowercase(),
            grouped.replace('-', ""),
            grouped.replace('-', " "),
            grouped.replace('-', "\u{a0}"),
            grouped.replace('-', "\u{202f}–\u{2009}"),
            grouped.replace('-', "—"),
            grouped.replace('-', "\u{2011}"),
            format!("\t {grouped}\r\n\u{200b}"),
            code.plain()
                .chars()
                .map(|one| char::from_u32(one as u32 + 0xfee0).unwrap())
                .collect(),
        ] {
            assert_eq!(Code::parse(&typed).as_ref(), Ok(&code), "{typed:?}");
        }
    }

    /// Invariant: each refusal says what to do.
    #[test]
    fn a_refusal_says_what_to_do() {
        let said = |typed: &str| Code::parse(typed).expect_err("no code").to_string();
        assert_eq!(said(" - "), "Saisissez le code.");
        assert_eq!(
            said("k7pm-2qrd-9xwo"),
            "« O » n'est dans aucun code : relisez-le, c'est peut-être « D » ou « Q »."
        );
        assert_eq!(
            said("K7PM-2QRD-9XW1"),
            "« 1 » n'est dans aucun code : relisez-le, c'est peut-être « 7 »."
        );
        assert_eq!(
            said("K7PM/2QRD"),
            "« / » n'est dans aucun code : relisez-le."
        );
        assert_eq!(
            said("K7PM-2QRD"),
            "Le code a 12 caractères, vous en avez saisi 8."
        );
        let code = drawn(3);
        assert!(
            said(&format!("{}A", code.plain())).ends_with("vous en avez saisi 13 : en voici trop.")
        );
        let place = if code.0[0] == b'A' { b'B' } else { b'A' };
        assert_eq!(
            said(&with(&code, 0, place)),
            "Vérifiez la saisie : un caractère ne va pas."
        );
    }

    /// Invariant: a log that shows a code shows nothing of it.
    #[test]
    fn a_code_is_not_shown_by_accident() {
        assert_eq!(format!("{:?}", drawn(1)), "Code(…)");
    }

    proptest! {
        /// Invariant: what is drawn is read back, and one wrong character or one swap never is.
        #[test]
        fn what_is_drawn_is_read_back(seed: u64, place in 0..LENGTH, other in 0..LENGTH, byte in prop::sample::select(ALPHABET.to_vec())) {
            let code = drawn(seed);
            prop_assert_eq!(&Code::parse(code.plain()).unwrap(), &code);
            prop_assert_eq!(&Code::parse(&code.grouped()).unwrap(), &code);
            let wrong = with(&code, place, byte);
            prop_assert_eq!(Code::parse(&wrong).is_ok(), byte == code.0[place]);
            let mut bytes = code.0;
            bytes.swap(place, other);
            let same = bytes == code.0;
            prop_assert_eq!(Code::parse(str::from_utf8(&bytes).unwrap()).is_ok(), same);
        }

        /// Invariant: whatever is typed, it is a code or a sentence; a code is twelve characters of the alphabet.
        #[test]
        fn anything_may_be_typed(typed in ".{0,40}") {
            match Code::parse(&typed) {
                Ok(code) => prop_assert!(code.0.iter().all(|one| ALPHABET.contains(one))),
                Err(error) => prop_assert!(error.to_string().ends_with('.')),
            }
        }
    }
}
