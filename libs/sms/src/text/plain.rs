//! Writing French with the GSM alphabet only.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::gsm;

/// The text with the nearest signs of the alphabet, or `None` when some have no neighbour.
pub(super) fn write(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        if gsm::contains(sign) {
            plain.push(sign);
        } else {
            let near = nearest(sign)?;
            if !near.chars().all(gsm::contains) {
                return None;
            }
            plain.push_str(&near);
        }
    }
    Some(plain)
}

/// What a sign becomes where it has no place: its neighbour, or the letter without its mark (ç, ê,
/// ñ…). `None` when it has neither.
pub(crate) fn nearest(sign: char) -> Option<String> {
    if let Some(neighbour) = neighbour(sign) {
        return Some(neighbour.to_owned());
    }
    let letter: String = sign
        .nfd()
        .filter(|&mark| !is_combining_mark(mark))
        .collect();
    (!letter.is_empty() && !letter.contains(sign)).then_some(letter)
}

/// Signs that are no letter with a mark.
fn neighbour(sign: char) -> Option<&'static str> {
    Some(match sign {
        'œ' => "oe",
        'Œ' => "OE",
        '«' | '»' | '“' | '”' | '„' | '‟' | '″' => "\"",
        '’' | '‘' | '‚' | '‛' | '‹' | '›' | '′' | '´' | '`' => "'",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '•' => "-",
        '…' => "...",
        '·' | '‧' => ".",
        '°' | 'º' => "o",
        'ª' => "a",
        '¹' => "1",
        '²' => "2",
        '³' => "3",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        '×' => "x",
        '÷' => "/",
        '→' => "->",
        '←' => "<-",
        '™' => "(TM)",
        '©' => "(c)",
        '®' => "(R)",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ł' => "l",
        'Ł' => "L",
        'đ' => "d",
        'Đ' => "D",
        'ı' => "i",
        // Joiners show as nothing.
        '\u{200b}'..='\u{200d}' | '\u{2060}' => "",
        _ if sign.is_whitespace() => " ",
        _ => return None,
    })
}
