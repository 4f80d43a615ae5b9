//! A guardian's form: what is typed, judged.

use super::{
    address::{address, address_filled},
    codes::{CIVILITIES, EMPLOYMENTS, OCCUPATIONS},
    contact::{HOME, MOBILE, WORK, email, named},
};
use records::{Asked, Extra, Extras, GuardianData, GuardianFile, GuardianForm, LinkData};
use siecle::Kinship;
use sms::NumberPolicy;
use web::{Input, Invalid};

/// The legal ranks that may be chosen; the register orders more than two where there are more.
pub(crate) const RANKS: [u8; 4] = [1, 2, 3, 4];

/// Judges what was typed. `before`: the record as it is stored.
pub(crate) fn parse(
    input: &Input,
    before: Option<&GuardianFile>,
    asked: &[Asked],
    numbers: NumberPolicy,
) -> Result<GuardianForm, Invalid> {
    let none = GuardianData::default();
    let stored = before.map_or(&none, |file| &file.data);
    let mut invalid = Invalid::default();
    let surname = named(&mut invalid, input, "nom", &stored.surname);
    if surname.is_empty() {
        invalid.add("nom", "Indiquez le nom.");
    }
    let civility = civility(&mut invalid, input, before);
    let first_name = named(&mut invalid, input, "prenom", &stored.first_name);
    let without = before.is_some_and(|file| file.data.first_name.is_empty());
    if first_name.is_empty() && input.text("civilite") != INSTITUTION && !without {
        let sentence = "Indiquez le prénom, ou choisissez la civilité « Institution ».";
        invalid.add("prenom", sentence);
    }
    let mobile_before = (stored.mobile_typed.as_deref(), stored.mobile);
    let (mobile_typed, mobile) = MOBILE.read_mobile(&mut invalid, input, mobile_before, numbers);
    let data = GuardianData {
        civility,
        surname,
        first_name,
        shares_contact: input.is_ticked("communique"),
        address: address(&mut invalid, input, stored.address.as_ref()),
        home_phone: HOME.read(&mut invalid, input, stored.home_phone.as_deref(), numbers),
        work_phone: WORK.read(&mut invalid, input, stored.work_phone.as_deref(), numbers),
        mobile_typed,
        mobile,
        email: email(&mut invalid, input, stored.email.as_deref()),
        accepts_sms: input.is_ticked("accepte_sms"),
    };
    if data.accepts_sms && data.mobile_typed.is_none() && invalid.on("tel_mobile").is_none() {
        let sentence = "Indiquez le mobile sur lequel les SMS sont acceptés, ou décochez \
                        « accepte les SMS ».";
        // What the register says already stops nobody.
        if !(stored.accepts_sms && stored.mobile_typed.is_none() && before.is_some()) {
            invalid.add("tel_mobile", sentence);
        }
    }
    let link = link(&mut invalid, input, before.map(|file| &file.link));
    let extras = extras(&mut invalid, input, asked);
    if invalid.is_empty() {
        Ok(GuardianForm { data, link, extras })
    } else {
        Err(invalid)
    }
}

/// The choice of an institution, which has neither civility nor first name.
pub(crate) const INSTITUTION: &str = "institution";

fn civility(invalid: &mut Invalid, input: &Input, before: Option<&GuardianFile>) -> Option<String> {
    let text = input.text("civilite");
    let held = before.map(|file| file.data.civility.as_deref().unwrap_or_default());
    let known = text == INSTITUTION
        || Some(text) == held
        || CIVILITIES.iter().any(|(code, _)| *code == text);
    if !known {
        invalid.add("civilite", "Choisissez une civilité de la liste.");
    }
    Some(text.to_owned()).filter(|text| !text.is_empty() && text != INSTITUTION)
}

fn link(invalid: &mut Invalid, input: &Input, before: Option<&LinkData>) -> LinkData {
    let kinship = input.text("lien").parse().ok().map(Kinship);
    let known = kinship.is_some_and(|kinship| kinship.label().is_some());
    if !known && (before.is_none() || kinship != before.and_then(|before| before.kinship)) {
        invalid.add("lien", "Choisissez le lien avec l'élève.");
    }
    let rank = input.text("rang");
    let legal_rank = rank.parse::<u8>().ok().filter(|rank| *rank > 0);
    let offered = legal_rank.is_none_or(|rank| RANKS.contains(&rank))
        || legal_rank == before.and_then(|before| before.legal_rank);
    if !offered || (legal_rank.is_none() && !rank.is_empty()) {
        invalid.add("rang", "Choisissez une qualité de la liste.");
    }
    LinkData {
        kinship,
        legal_rank,
        financial: input.is_ticked("financier"),
        correspondent: input.is_ticked("correspondant"),
    }
}

fn extras(invalid: &mut Invalid, input: &Input, asked: &[Asked]) -> Extras {
    let mut extras = Extras::default();
    let chosen = |field: &str| Some(input.text(field).to_owned()).filter(|t| !t.is_empty());
    for extra in asked.iter().map(|asked| asked.extra) {
        match extra {
            Extra::Employment => {
                extras.employment = chosen("situation");
                let known = EMPLOYMENTS
                    .iter()
                    .any(|(code, _)| *code == input.text("situation"));
                if extras.employment.is_some() && !known {
                    invalid.add("situation", "Choisissez une situation de la liste.");
                }
            }
            Extra::Occupation => {
                extras.occupation = chosen("profession");
                let known = OCCUPATIONS
                    .iter()
                    .any(|(code, _)| *code == input.text("profession"));
                if extras.occupation.is_some() && !known {
                    invalid.add("profession", "Choisissez une profession de la liste.");
                }
            }
            Extra::Children => {
                extras.children = count(invalid, input, "enfants");
                extras.children_in_secondary = count(invalid, input, "enfants_secondaire");
                if extras.children_in_secondary > extras.children && extras.children.is_some() {
                    let sentence = "Il ne peut pas y en avoir plus que d'enfants à charge.";
                    invalid.add("enfants_secondaire", sentence);
                }
            }
        }
    }
    extras
}

fn count(invalid: &mut Invalid, input: &Input, field: &'static str) -> Option<i64> {
    let text = input.text(field);
    if text.is_empty() {
        return None;
    }
    let judged = match text.parse::<i64>() {
        Ok(count) if (0..=30).contains(&count) => Ok(count),
        _ => Err("Indiquez un nombre d'enfants, de 0 à 30."),
    };
    invalid.check(field, judged)
}

fn civility_filled(data: &GuardianData) -> String {
    match &data.civility {
        Some(civility) => civility.clone(),
        None if data.first_name.is_empty() => INSTITUTION.into(),
        None => String::new(),
    }
}

/// The form of a record that is stored.
pub(crate) fn filled(file: &GuardianFile) -> Input {
    let data = &file.data;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let number = |value: Option<i64>| value.map_or_else(String::new, |n| n.to_string());
    let link = &file.link;
    let mut fields = vec![
        ("version", file.stamp.to_string()),
        ("civilite", civility_filled(data)),
        ("nom", data.surname.clone()),
        ("prenom", data.first_name.clone()),
        (
            "lien",
            link.kinship.map_or_else(String::new, |k| k.0.to_string()),
        ),
        (
            "rang",
            link.legal_rank.map_or_else(String::new, |r| r.to_string()),
        ),
        ("courriel", text(&data.email)),
        ("situation", text(&file.extras.employment)),
        ("profession", text(&file.extras.occupation)),
        ("enfants", number(file.extras.children)),
        (
            "enfants_secondaire",
            number(file.extras.children_in_secondary),
        ),
    ];
    let ticked = [
        ("financier", link.financial),
        ("correspondant", link.correspondent),
        ("communique", data.shares_contact),
        ("accepte_sms", data.accepts_sms),
    ];
    let ticked = ticked.into_iter().filter(|(_, ticked)| *ticked);
    fields.extend(ticked.map(|(field, _)| (field, "1".to_owned())));
    fields.extend(address_filled(data.address.as_ref()));
    fields.extend(HOME.filled(data.home_phone.as_deref()));
    fields.extend(WORK.filled(data.work_phone.as_deref()));
    fields.extend(MOBILE.filled(data.mobile_typed.as_deref()));
    Input::of(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(changes: &[(&'static str, &'static str)]) -> Input {
        let mut fields = vec![
            ("civilite", "MME"),
            ("nom", "ABOU"),
            ("prenom", "Nadia"),
            ("lien", "10"),
            ("rang", "1"),
            ("lieu", "france"),
        ];
        fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        fields.extend(changes);
        Input::of(fields)
    }

    fn asked() -> Vec<Asked> {
        let asked = |extra| Asked {
            extra,
            purpose: "Enquête".into(),
        };
        Extra::ALL.map(asked).to_vec()
    }

    #[test]
    fn the_smallest_form_is_accepted() {
        let read = parse(&form(&[]), None, &[], NumberPolicy::Demo).expect("valid");
        assert_eq!(
            (read.link.kinship, read.link.legal_rank),
            (Some(Kinship(10)), Some(1))
        );
        assert!(!read.data.accepts_sms && !read.data.shares_contact);
    }

    #[test]
    fn each_wrong_field_has_its_sentence() {
        let wrong = [
            ("civilite", "ROI"),
            ("nom", ""),
            ("prenom", ""),
            ("lien", ""),
            ("rang", "0"),
            ("tel_mobile", "12"),
            ("courriel", "nadia"),
            ("situation", "x"),
            ("enfants", "-1"),
        ];
        let invalid = parse(&form(&wrong), None, &asked(), NumberPolicy::Demo).unwrap_err();
        for (field, _) in wrong {
            assert!(invalid.on(field).is_some(), "{field}");
        }
    }

    #[test]
    fn consent_needs_a_mobile_and_an_institution_no_first_name() {
        let consent = form(&[("accepte_sms", "1")]);
        let invalid = parse(&consent, None, &[], NumberPolicy::Demo).unwrap_err();
        assert!(invalid.on("tel_mobile").is_some());
        let institution = form(&[("civilite", INSTITUTION), ("prenom", ""), ("lien", "51")]);
        assert!(parse(&institution, None, &[], NumberPolicy::Demo).is_ok());
    }

    /// Invariant: what the school does not ask is not read, even if it is sent.
    #[test]
    fn what_is_not_asked_is_not_taken() {
        let sent = form(&[("situation", "1"), ("profession", "23"), ("enfants", "3")]);
        let read = parse(&sent, None, &[], NumberPolicy::Demo).expect("valid");
        assert_eq!(read.extras, Extras::default());
        let read = parse(&sent, None, &asked(), NumberPolicy::Demo).expect("valid");
        assert_eq!(read.extras.children, Some(3));
    }
}
