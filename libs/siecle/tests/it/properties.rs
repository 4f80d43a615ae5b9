//! Whatever is thrown at the reader, and whatever school is imagined.

use proptest::prelude::*;
use siecle::{
    Kind,
    generate::{self, Plan, Schema},
};

use crate::{college, guardians, of_kind, one_pupil, pupils, read};

fn any_plan() -> impl Strategy<Value = Plan> {
    let schema = prop_oneof![Just(Schema::Old), Just(Schema::New)];
    let division = "[6543T21][A-Z é<&]{0,4}";
    let divisions = proptest::collection::hash_set(division, 0..6);
    (
        0usize..120,
        divisions,
        any::<u64>(),
        0i64..4_000_000,
        schema,
        any::<bool>(),
    )
        .prop_map(|(pupils, divisions, seed, id_offset, schema, showcase)| {
            let mut divisions: Vec<String> = divisions
                .into_iter()
                .map(|code: String| code.trim().to_owned())
                .collect();
            divisions.sort();
            divisions.dedup();
            let showcase = divisions.first().cloned().filter(|_| showcase);
            Plan {
                pupils,
                divisions,
                seed,
                id_offset,
                schema,
                showcase,
                ..college()
            }
        })
}

proptest! {
    // A case is a whole school.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 8))]

    #[test]
    fn any_plan_reads_back_whole(plan in any_plan()) {
        let files = generate::files(&plan);
        let read_pupils = pupils(&files.pupils);
        let expected = if plan.divisions.is_empty() { 0 } else { plan.pupils };
        prop_assert_eq!(read_pupils.pupils.len(), expected);
        prop_assert!(read_pupils.rejected.is_empty(), "{:?}", read_pupils.rejected);
        for division in read_pupils.placements.iter().flat_map(|placement| &placement.divisions) {
            prop_assert!(plan.divisions.contains(division));
        }
        let read_guardians = guardians(&files.guardians);
        let text = String::from_utf8_lossy(&files.guardians);
        prop_assert_eq!(read_guardians.persons.len(), text.matches("<PERSONNE ").count());
        prop_assert_eq!(read_guardians.links.len(), text.matches("<RESPONSABLE_ELEVE>").count());
        prop_assert!(read_guardians.rejected.is_empty(), "{:?}", read_guardians.rejected);
        prop_assert_eq!(read_guardians.addresses.len(), text.matches("<ADRESSE ").count());
        let structures = of_kind(Kind::Structures, &files.structures);
        prop_assert_eq!(structures.divisions.len(), plan.divisions.len());
        let staff = of_kind(Kind::Staff, &files.staff);
        prop_assert_eq!(staff.divisions.len(), plan.divisions.len());
        prop_assert!(staff.rejected.is_empty(), "{:?}", staff.rejected);
        prop_assert_eq!(of_kind(Kind::Commons, &files.commons).schools.len(), 1);
    }
}

/// Bytes that look enough like an export to get past its first lines.
fn almost_xml() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("<ELEVES>".to_owned()),
        Just("</ELEVES>".to_owned()),
        Just("<ELEVE ELEVE_ID='1'>".to_owned()),
        Just("</ELEVE>".to_owned()),
        Just("<NOM>".to_owned()),
        Just("</NOM>".to_owned()),
        Just("<![CDATA[".to_owned()),
        Just("]]>".to_owned()),
        Just("<!--".to_owned()),
        Just("&amp;".to_owned()),
        Just("&#0;".to_owned()),
        Just("<!".to_owned()),
        "\\PC{0,8}",
    ];
    (proptest::collection::vec(piece, 0..40), any::<bool>()).prop_map(|(pieces, closed)| {
        let end = if closed {
            "</DONNEES></BEE_ELEVES>"
        } else {
            ""
        };
        format!(
            "<BEE_ELEVES>{}<DONNEES>{}{end}",
            crate::PARAMETERS,
            pieces.concat()
        )
        .into_bytes()
    })
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn arbitrary_archives_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        let _ = read(&[b"PK\x03\x04", bytes.as_slice()].concat());
    }

    #[test]
    fn almost_xml_never_panics(bytes in almost_xml()) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_damaged_export_never_panics(position in 0usize..600, byte: u8) {
        let mut bytes = one_pupil("LEFÈVRE").into_bytes();
        let position = position % bytes.len();
        bytes[position] = byte;
        let _ = read(&bytes);
    }

    #[test]
    fn any_name_comes_back(name in "[\\p{L}' -]{1,40}") {
        let kept = name.trim_matches(|c: char| c.is_whitespace() || c == '\'');
        let expected = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        let file = pupils(one_pupil(&name).as_bytes());
        prop_assert_eq!(file.pupils.first().map_or("", |pupil| &pupil.family_name), expected);
    }
}
