//! Accents survive, whatever the file says of itself.

use encoding_rs::{Encoding, ISO_8859_15, UTF_16LE, WINDOWS_1252};

use crate::{one_pupil, pupils};

const NAME: &str = "LEBŒUF d'Été €";

fn declared(encoding: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n{}",
        one_pupil(NAME)
    )
}

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost, "{text} cannot be written in {}", encoding.name());
    bytes.into_owned()
}

fn name_in(bytes: &[u8]) -> String {
    let file = pupils(bytes);
    assert_eq!(file.pupils[0].first_name, "Zoé");
    file.pupils[0].family_name.clone()
}

#[test]
fn latin_9_as_exported_by_siecle() {
    let bytes = encoded(ISO_8859_15, &one_pupil(NAME));
    let mut file = b"<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n".to_vec();
    file.extend(&bytes);
    assert!(
        file.contains(&0xA4) && file.contains(&0xBC),
        "€ and Œ where Latin-1 has others"
    );
    assert_eq!(name_in(&file), NAME);
    assert_eq!(name_in(&bytes), NAME, "also without declaration");
}

#[test]
fn the_older_declaration() {
    let bytes = encoded(WINDOWS_1252, &one_pupil("LEFÈVRE"));
    let mut file = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n".to_vec();
    file.extend(&bytes);
    assert_eq!(name_in(&file), "LEFÈVRE");
}

#[test]
fn utf_8_with_or_without_mark_or_declaration() {
    assert_eq!(name_in(one_pupil(NAME).as_bytes()), NAME);
    assert_eq!(name_in(declared("UTF-8").as_bytes()), NAME);
    assert_eq!(
        name_in(format!("\u{feff}{}", declared("UTF-8")).as_bytes()),
        NAME
    );
    assert_eq!(
        name_in(format!("\u{feff}{}", declared("ISO-8859-15")).as_bytes()),
        NAME
    );
}

#[test]
fn re_saved_by_hand_under_the_wrong_declaration() {
    assert_eq!(
        name_in(declared("ISO-8859-15").as_bytes()),
        NAME,
        "UTF-8 that says Latin-9"
    );
    let bytes = encoded(ISO_8859_15, &declared("UTF-8"));
    assert_eq!(name_in(&bytes), NAME, "Latin-9 that says UTF-8");
    assert_eq!(
        name_in(declared("KLINGON").as_bytes()),
        NAME,
        "an unknown name"
    );
}

#[test]
fn utf_16_with_its_mark() {
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(declared("UTF-16").encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(Encoding::for_bom(&bytes), Some((UTF_16LE, 2)));
    assert_eq!(name_in(&bytes), NAME);
}

#[test]
fn an_accent_is_never_cut_where_two_chunks_meet() {
    for padding in 16_250..16_390 {
        let file = format!("<!--{}-->{}", "x".repeat(padding), one_pupil(NAME));
        assert_eq!(name_in(file.as_bytes()), NAME, "{padding}");
    }
}
