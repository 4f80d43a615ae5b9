use proptest::prelude::*;

use super::*;
use NumberPolicy::{Demo, Live};

#[test]
fn reads_what_people_write() {
    for text in [
        "06 12 34 56 78",
        "0612345678",
        "+33612345678",
        "0033612345678",
        "0033 6 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06\u{a0}12\u{a0}34\u{202f}56 78",
        "+33 (0)6 12 34 56 78",
        "33612345678",
        "612345678",
        "  06/12/34/56/78 ",
    ] {
        let number = MobileNumber::parse(text, Live).expect(text);
        assert_eq!(number.e164(), "+33612345678", "{text}");
        assert_eq!(number.to_string(), "06 12 34 56 78");
    }
}

#[test]
fn overseas_numbers_have_their_country_code() {
    for (text, e164) in [
        ("0692 12 34 56", "+262692123456"),
        ("0693123456", "+262693123456"),
        ("0639012345", "+262639012345"),
        ("0690123456", "+590690123456"),
        ("0691223456", "+590691223456"),
        ("0694123456", "+594694123456"),
        ("0696123456", "+596696123456"),
        ("0697123456", "+596697123456"),
        ("+596 696 12 34 56", "+596696123456"),
        ("+33 692 12 34 56", "+262692123456"),
        ("0709212345", "+262709212345"),
        ("0639980012", "+33639980012"),
    ] {
        assert_eq!(MobileNumber::from_e164(text).expect(text).e164(), e164);
    }
}

#[test]
fn refuses_with_the_right_sentence() {
    for (text, error) in [
        ("", NumberError::Empty),
        (" \u{a0}", NumberError::Empty),
        ("maman", NumberError::NotANumber),
        ("06 12 34 56 7a", NumberError::NotANumber),
        ("06 12 34 56", NumberError::WrongLength { digits: 8 }),
        ("06 12 34 56 78 9", NumberError::WrongLength { digits: 11 }),
        ("+32 470 12 34 56", NumberError::Foreign),
        ("0041 79 123 45 67", NumberError::Foreign),
        ("01 42 34 56 78", NumberError::Landline),
        ("09 72 34 56 78", NumberError::Landline),
        ("07 00 12 34 56", NumberError::MachineToMachine),
        ("07 00 12 34 56 78 90", NumberError::MachineToMachine),
        ("07 10 12 34 56", NumberError::Unassigned),
        ("00 00 00 00 00", NumberError::Foreign),
        ("08 92 12 34 56", NumberError::SpecialService),
        ("06 39 98 00 12", NumberError::Fiction),
    ] {
        assert_eq!(MobileNumber::parse(text, Live), Err(error), "{text}");
    }
    assert_eq!(
        MobileNumber::parse("0612345678", Demo),
        Err(NumberError::NotFiction)
    );
    assert_eq!(
        MobileNumber::parse("0199001234", Demo),
        Err(NumberError::Landline)
    );
}

#[test]
fn fiction_ranges_are_known() {
    for text in [
        "0199000000",
        "0261910000",
        "0353010000",
        "0465710000",
        "0536490000",
        "0639980000",
    ] {
        assert!(PhoneNumber::parse(text, Demo).expect(text).is_fiction());
        assert_eq!(PhoneNumber::parse(text, Live), Err(NumberError::Fiction));
    }
    for text in ["0639970000", "0639990000", "0198990000"] {
        assert!(!PhoneNumber::from_e164(text).expect(text).is_fiction());
    }
}

#[test]
fn masked_hides_two_digits_of_the_middle() {
    let number = MobileNumber::parse("0639980012", Demo).unwrap();
    assert_eq!(number.masked(), "06 39 98 •• 12");
    assert_eq!(format!("{number:?}"), "MobileNumber(06 39 98 •• 12)");
}

#[test]
fn senders() {
    assert_eq!(Sender::parse("COLLEGE"), Ok(Sender::Name("COLLEGE".into())));
    assert_eq!(Sender::parse("36034"), Ok(Sender::Short("36034".into())));
    assert!(Sender::parse("06 39 98 00 12").unwrap().can_be_answered());
    assert_eq!(Sender::parse("Collège"), Err(SenderError::Letters));
    assert_eq!(Sender::parse("COLLEGEDUPARC"), Err(SenderError::TooLong));
    assert_eq!(Sender::parse(""), Err(SenderError::Empty));
    assert_eq!(
        Sender::parse("0612").map(|sender| sender.address()),
        Ok("0612".into())
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".*") {
        let _ = MobileNumber::parse(&text, Live);
        let _ = Sender::parse(&text);
    }

    #[test]
    fn stored_and_shown_forms_come_back(subscriber in 100_000_000u32..1_000_000_000) {
        if let Ok(number) = PhoneNumber::from_e164(&format!("0{subscriber}")) {
            prop_assert_eq!(PhoneNumber::from_e164(&number.e164()), Ok(number));
            prop_assert_eq!(PhoneNumber::from_e164(&number.digits()), Ok(number));
            prop_assert_eq!(PhoneNumber::from_e164(&number.to_string()), Ok(number));
        }
    }

    #[test]
    fn each_number_has_one_policy(subscriber in 100_000_000u32..1_000_000_000) {
        let text = format!("0{subscriber}");
        if MobileNumber::from_e164(&text).is_ok() {
            prop_assert!(MobileNumber::parse(&text, Live).is_ok() != MobileNumber::parse(&text, Demo).is_ok());
        }
    }
}
