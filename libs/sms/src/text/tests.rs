use proptest::prelude::*;

use super::*;
use TextPolicy::{Exact, Plain};

fn parts(text: &str, policy: TextPolicy) -> Vec<usize> {
    let prepared = prepare(text, policy).unwrap();
    prepared.parts.iter().map(|part| part.units).collect()
}

#[test]
fn french_that_the_alphabet_holds_is_untouched() {
    let text = "Élève absent à 8h : prévenez l'école où ? Prix 5€ [a]{b}~^|\\ Ça";
    let prepared = prepare(text, Plain).unwrap();
    // À and Ù aren't there, É and Ç are.
    assert_eq!(prepared.encoding, Encoding::Gsm7);
    assert_eq!(prepared.received, text);
    assert_eq!(prepared.units, text.chars().count() + 9);
}

#[test]
fn plain_writes_with_the_alphabet() {
    for (text, plain) in [
        (
            "Noël, être, garçon ôté : œuvre — çà",
            "Noel, etre, garcon oté : oeuvre - cà",
        ),
        ("l’école « Jean-Moulin »", "l'école \" Jean-Moulin \""),
        ("ŒUVRE, ÊTRE, À CÔTÉ", "OEUVRE, ETRE, A COTÉ"),
        ("8\u{a0}h\u{202f}30… n°\u{a0}3", "8 h 30... no 3"),
        ("élève·s “cité”", "élève.s \"cité\""),
        (
            "de\u{301}cale\u{301}\r\nligne\ttab\u{7}",
            "décalé\nligne tab",
        ),
    ] {
        let prepared = prepare(text, Plain).unwrap();
        assert_eq!(prepared.received, plain);
        assert_eq!(prepared.encoding, Encoding::Gsm7);
    }
}

#[test]
fn exact_keeps_the_text_and_pays() {
    let prepared = prepare("Être prévenu", Exact).unwrap();
    assert_eq!(prepared.encoding, Encoding::Ucs2);
    assert_eq!(prepared.received, "Être prévenu");
    assert_eq!(prepared.parts[0].short_message(0)[..2], [0x00, 0xca]);
}

#[test]
fn a_text_which_needs_ucs2_is_not_impoverished() {
    let prepared = prepare("Fête 🎉 à l’école", Plain).unwrap();
    assert_eq!(prepared.received, "Fête 🎉 à l’école");
    assert_eq!(prepared.encoding, Encoding::Ucs2);
}

#[test]
fn sizes_at_the_borders() {
    assert_eq!(parts(&"a".repeat(160), Plain), [160]);
    assert_eq!(parts(&"a".repeat(161), Plain), [153, 8]);
    assert_eq!(parts(&"a".repeat(306), Plain), [153, 153]);
    // 270 signs are two parts, not three.
    assert_eq!(parts(&"a".repeat(270), Plain), [153, 117]);
    assert_eq!(parts(&"ж".repeat(70), Plain), [70]);
    assert_eq!(parts(&"ж".repeat(71), Plain), [67, 4]);
    // A pair never sits astride two parts.
    assert_eq!(
        parts(&format!("{}€{}", "a".repeat(152), "b".repeat(20)), Plain),
        [152, 22]
    );
    assert_eq!(
        parts(&format!("{}🎉{}", "a".repeat(66), "b".repeat(20)), Exact),
        [66, 22]
    );
    assert_eq!(prepare(&"a".repeat(150), Plain).unwrap().left, 10);
}

#[test]
fn headers_number_the_parts() {
    let prepared = prepare(&"a".repeat(200), Plain).unwrap();
    assert_eq!(
        prepared.parts[0].short_message(7)[..7],
        [5, 0, 3, 7, 2, 1, b'a']
    );
    assert_eq!(prepared.parts[1].short_message(7)[..6], [5, 0, 3, 7, 2, 2]);
    let alone = prepare("@", Plain).unwrap();
    assert_eq!(alone.parts[0].short_message(7), [0]);
    assert!(!alone.parts[0].has_header());
}

#[test]
fn nothing_and_too_much_are_refused() {
    assert_eq!(prepare(" \n\u{7}", Plain), Err(TextError::Empty));
    assert_eq!(prepare("\u{200b}", Plain), Err(TextError::Empty));
    assert_eq!(
        prepare(&"a".repeat(153 * 255 + 1), Plain),
        Err(TextError::TooLong { parts: 256 })
    );
}

/// Signs that hurt: plain, extension pairs, accents, two-unit emoji.
fn text() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        4 => "[a-zA-Zéèàù .,]",
        1 => "[€\\[\\]{}|^~]",
        1 => "[çêîôûœ«»’—ÀÊ]",
        1 => "[🎉👩👧😀ж]",
        1 => any::<char>().prop_map(String::from),
    ];
    let gsm = prop_oneof![4 => "[a-z]", 1 => "[€{}]"];
    prop_oneof![
        proptest::collection::vec(sign, 1..500).prop_map(|signs| signs.concat()),
        proptest::collection::vec(gsm, 1..500).prop_map(|signs| signs.concat()),
    ]
}

proptest! {
    #[test]
    fn parts_make_the_text_and_fit(text in text(), exact in any::<bool>()) {
        let policy = if exact { Exact } else { Plain };
        let Ok(prepared) = prepare(&text, policy) else { return Ok(()) };
        let joined: String = prepared.parts.iter().map(Part::text).collect();
        prop_assert_eq!(&joined, &prepared.received);
        if exact {
            prop_assert_eq!(&joined, &tidy(&text));
        }
        for part in &prepared.parts {
            let header = if part.has_header() { 6 } else { 0 };
            let octets = match part.encoding {
                // Packed, the header rounds up to whole septets.
                Encoding::Gsm7 => ((header * 8usize).div_ceil(7) * 7 + part.units * 7).div_ceil(8),
                Encoding::Ucs2 => header + part.units * 2,
            };
            prop_assert!(octets <= 140, "{} octets", octets);
            prop_assert_eq!(part.short_message(9).len() - header, match part.encoding {
                Encoding::Gsm7 => part.units,
                Encoding::Ucs2 => part.units * 2,
            });
            // No half of a pair: each part reads alone, without a replacement sign of its own.
            let broken = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
            prop_assert!(!broken(&part.text()) || broken(&prepared.received));
        }
        let used: usize = prepared.parts.iter().map(|part| part.units).sum();
        prop_assert_eq!(used, prepared.units);
    }

    #[test]
    fn preparing_twice_changes_nothing(text in text()) {
        if let Ok(once) = prepare(&text, Plain) {
            prop_assert_eq!(prepare(&once.received, Plain).unwrap().received, once.received);
        }
    }

    #[test]
    fn any_octets_decode(octets in proptest::collection::vec(any::<u8>(), 0..300), coding in any::<u8>()) {
        let _ = decode(coding, &octets);
    }
}
