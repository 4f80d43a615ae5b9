//! The GSM 7 bit default alphabet and its extension table (3GPP TS 23.038 §6.2.1).

/// Announces a sign of the extension table.
const ESCAPE: u8 = 0x1b;

/// The alphabet in order of its septets; the escape's place holds a sign that never matches.
const ALPHABET: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å', //
    'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', '\u{1b}', 'Æ', 'æ', 'ß', 'É', //
    ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/', //
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?', //
    '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', //
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§', //
    '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', //
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];

const EXTENSION: [(char, u8); 9] = [
    ('^', 0x14),
    ('{', 0x28),
    ('}', 0x29),
    ('\\', 0x2f),
    ('[', 0x3c),
    ('~', 0x3d),
    (']', 0x3e),
    ('|', 0x40),
    ('€', 0x65),
];

/// The septets of one sign: one, or two for the extension table; `None` outside of the alphabet.
pub(super) fn septets(sign: char) -> Option<([u8; 2], usize)> {
    if sign == '\u{1b}' {
        return None;
    }
    if let Some(index) = ALPHABET.iter().position(|&known| known == sign) {
        return u8::try_from(index).ok().map(|septet| ([septet, 0], 1));
    }
    EXTENSION
        .iter()
        .find(|(known, _)| *known == sign)
        .map(|&(_, septet)| ([ESCAPE, septet], 2))
}

pub(super) fn contains(sign: char) -> bool {
    septets(sign).is_some()
}

/// One septet an octet, as SMPP carries them.
pub(super) fn decode(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len());
    let mut octets = octets.iter();
    while let Some(&octet) = octets.next() {
        if octet != ESCAPE {
            let sign = ALPHABET.get(usize::from(octet));
            text.push(sign.copied().unwrap_or(char::REPLACEMENT_CHARACTER));
            continue;
        }
        match octets.next() {
            // An unknown extension shows as its sign of the main table (§6.2.1.1).
            Some(&second) => text.push(
                EXTENSION
                    .iter()
                    .find(|(_, septet)| *septet == second)
                    .map(|&(sign, _)| sign)
                    .or_else(|| ALPHABET.get(usize::from(second)).copied())
                    .filter(|&sign| sign != '\u{1b}')
                    .unwrap_or(char::REPLACEMENT_CHARACTER),
            ),
            None => text.push(char::REPLACEMENT_CHARACTER),
        }
    }
    text
}
