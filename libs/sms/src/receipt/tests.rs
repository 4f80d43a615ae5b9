use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Receipt {
    Receipt::read(text.as_bytes(), &ReceiptTlvs::default())
}

#[test]
fn the_usual_form() {
    let receipt = read(
        "id:00aB12 sub:001 dlvrd:001 submit date:2611220200 done date:261122020130 stat:DELIVRD err:000 text:id:99 stat:REJECTD",
    );
    assert_eq!(receipt.id.as_deref(), Some("00aB12"));
    assert_eq!(receipt.other_id, None);
    assert_eq!(receipt.state, State::Delivered);
    assert!(receipt.is_final());
    assert_eq!(receipt.error.as_deref(), Some("000"));
    assert_eq!(receipt.failure(), None);
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    assert_eq!(receipt.submitted_at, day.and_hms_opt(2, 0, 0));
    assert_eq!(receipt.done_at, day.and_hms_opt(2, 1, 30));
    assert_eq!(receipt.done.as_deref(), Some("261122020130"));
    assert!(receipt.raw.ends_with("stat:REJECTD"));
}

#[test]
fn other_forms() {
    let receipt = read("Id: 12345 Sub:001 Submit_Date:20261122020000 Stat:delivered Err:");
    assert_eq!(receipt.id.as_deref(), Some("12345"));
    assert_eq!(receipt.state, State::Delivered);
    assert_eq!(receipt.error, None);
    assert!(receipt.submitted_at.is_some());
    // What the message itself says is no field.
    let receipt = read("id:7 stat:ACCEPTD text:err:001 done date:2611220201");
    assert_eq!((receipt.error, receipt.done), (None, None));
    // An empty field does not swallow the next one, and `mid:` is not `id:`.
    let receipt = read("mid:7 id:8 err: stat:UNDELIV done date:202611220201");
    assert_eq!(receipt.id.as_deref(), Some("8"));
    assert_eq!(receipt.error, None);
    assert_eq!(receipt.state, State::Undeliverable);
    assert_eq!(receipt.done_at.unwrap().to_string(), "2026-11-22 02:01:00");
    assert_eq!(read("stat:SKIPPED").state, State::Other("SKIPPED".into()));
    assert!(!read("").is_final());
}

#[test]
fn optional_parameters_win() {
    let tlvs = ReceiptTlvs {
        message_id: Some("A1\0".into()),
        state: Some(5),
        network_error: Some((3, 27)),
    };
    let receipt = Receipt::read(b"id:161 stat:DELIVRD", &tlvs);
    assert_eq!(receipt.ids().collect::<Vec<_>>(), ["A1", "161"]);
    assert_eq!(receipt.state, State::Undeliverable);
    assert_eq!(receipt.error.as_deref(), Some("027"));
    assert!(!receipt.failure().unwrap().permanent);
    // A constant parameter does not hide what the text says.
    let tlvs = ReceiptTlvs {
        state: Some(1),
        ..ReceiptTlvs::default()
    };
    assert_eq!(
        Receipt::read(b"id:1 stat:DELIVRD", &tlvs).state,
        State::Delivered
    );
}

#[test]
fn which_states_are_final() {
    for (word, is_final) in [
        ("ENROUTE", false),
        ("DELIVRD", true),
        ("EXPIRED", true),
        ("DELETED", true),
        ("UNDELIV", true),
        ("ACCEPTD", false),
        ("UNKNOWN", false),
        ("REJECTD", true),
    ] {
        let state = State::from_word(word);
        assert_eq!(state.is_final(), is_final, "{word}");
        assert_eq!(state.word(), word);
        assert_eq!(State::from_code(state.code()), state);
    }
}

#[test]
fn failures_have_words() {
    assert!(read("stat:UNDELIV err:001").failure().unwrap().permanent);
    assert!(!read("stat:UNDELIV err:9999").failure().unwrap().permanent);
    assert!(!read("stat:EXPIRED").failure().unwrap().permanent);
    assert!(read("stat:REJECTD").failure().unwrap().permanent);
}

#[test]
fn identifiers_by_rule() {
    use IdNormalisation::{DecimalThenHex, Exact, HexThenDecimal, IgnoreCase, IgnoreLeadingZeros};
    assert!(Exact.same("0aB", "0aB"));
    assert!(!Exact.same("0aB", "0AB"));
    assert!(IgnoreCase.same("0aB", "0Ab"));
    assert!(!IgnoreCase.same("0aB", "ab"));
    assert!(IgnoreLeadingZeros.same("000aB", "AB"));
    assert!(IgnoreLeadingZeros.same("000", "0"));
    assert!(!IgnoreLeadingZeros.same("0", ""));
    assert!(HexThenDecimal.same("00FF", "255"));
    assert!(!HexThenDecimal.same("255", "00FF"));
    assert!(DecimalThenHex.same("255", "ff"));
    assert!(HexThenDecimal.same("f81d4fae-7dec", "F81D4FAE-7dec"));
    for rule in IdNormalisation::ALL {
        assert_eq!(rule.word().parse(), Ok(rule));
    }
    assert!("autre".parse::<IdNormalisation>().is_err());
}

proptest! {
    #[test]
    fn any_octets_are_read(text in proptest::collection::vec(any::<u8>(), 0..300), id in proptest::option::of(".*"), state in proptest::option::of(any::<u8>())) {
        let tlvs = ReceiptTlvs { message_id: id, state, network_error: None };
        let receipt = Receipt::read(&text, &tlvs);
        let _ = (receipt.is_final(), receipt.failure());
    }

    #[test]
    fn any_near_receipt_is_read(text in "(id|stat|err|text|submit date|done_date|é|İ)[: ]{0,2}[0-9A-Zé\u{0}]{0,14}( |é|\u{0})(id|stat|done date): ?[0-9é]{0,14}") {
        let _ = read(&text);
    }

    #[test]
    fn hexadecimal_and_decimal_meet(number in any::<u64>(), zeros in 0usize..5) {
        let hex = format!("{}{number:X}", "0".repeat(zeros));
        let decimal = number.to_string();
        prop_assert!(IdNormalisation::HexThenDecimal.same(&hex, &decimal));
        prop_assert!(IdNormalisation::DecimalThenHex.same(&decimal, &hex));
        prop_assert!(!IdNormalisation::HexThenDecimal.same(&hex, &number.wrapping_add(1).to_string()));
    }
}
