//! A pupil's form: what is typed, judged.

use super::address::{address, address_filled};
use super::contact::{HOME, MOBILE, email, named};
use chrono::NaiveDate;
use records::{PupilData, PupilRecord};
use sms::NumberPolicy;
use web::{Input, Invalid};

/// Judges what was typed; `today` is the day at the school.
pub(crate) fn parse(
    input: &Input,
    stored: &PupilData,
    today: NaiveDate,
    numbers: NumberPolicy,
) -> Result<PupilData, Invalid> {
    let mut invalid = Invalid::default();
    let family_name = named(&mut invalid, input, "nom", &stored.family_name);
    if family_name.is_empty() {
        invalid.add("nom", "Indiquez le nom de famille.");
    }
    let first_name = named(&mut invalid, input, "prenom", &stored.first_name);
    if first_name.is_empty() {
        invalid.add("prenom", "Indiquez le prénom.");
    }
    let usage = stored.usage_name.as_deref().unwrap_or_default();
    let usage_name = named(&mut invalid, input, "nom_usage", usage);
    let others = named(
        &mut invalid,
        input,
        "autres_prenoms",
        &stored.other_first_names,
    );
    let sex = input.text("sexe");
    if !matches!(sex, "" | "F" | "M") {
        invalid.add("sexe", "Choisissez une réponse de la liste.");
    }
    let mobile_before = (stored.mobile_typed.as_deref(), stored.mobile);
    let (mobile_typed, mobile) = MOBILE.read_mobile(&mut invalid, input, mobile_before, numbers);
    let data = PupilData {
        family_name,
        usage_name: Some(usage_name).filter(|name| !name.is_empty()),
        first_name,
        other_first_names: others,
        born_on: born_on(&mut invalid, input, stored.born_on, today),
        sex: Some(sex.to_owned()).filter(|sex| !sex.is_empty()),
        address: address(&mut invalid, input, stored.address.as_ref()),
        home_phone: HOME.read(&mut invalid, input, stored.home_phone.as_deref(), numbers),
        mobile_typed,
        mobile,
        email: email(&mut invalid, input, stored.email.as_deref()),
        accepts_sms: input.is_ticked("accepte_sms"),
    };
    let new_consent = data.accepts_sms && !stored.accepts_sms;
    if new_consent && data.mobile_typed.is_none() && invalid.on("tel_mobile").is_none() {
        let sentence = "Indiquez le mobile sur lequel les SMS sont acceptés, ou décochez \
                        « accepte les SMS ».";
        invalid.add("tel_mobile", sentence);
    }
    if invalid.is_empty() {
        Ok(data)
    } else {
        Err(invalid)
    }
}

fn born_on(
    invalid: &mut Invalid,
    input: &Input,
    before: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let text = input.text("ne_le");
    if text.is_empty() {
        if before.is_some() {
            invalid.add("ne_le", "Indiquez la date de naissance.");
        }
        return None;
    }
    let day = text.parse::<NaiveDate>().ok();
    let plausible = |day: &NaiveDate| *day < today && today.years_since(*day).unwrap_or(0) < 100;
    let day = day.filter(|day| Some(*day) == before || plausible(day));
    invalid.check(
        "ne_le",
        day.ok_or("Indiquez une date de naissance, dans le passé."),
    )
}

/// The form of a record that is stored.
pub(crate) fn filled(record: &PupilRecord) -> Input {
    let data = &record.data;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut fields = vec![
        ("version", record.stamp.to_string()),
        ("nom", data.family_name.clone()),
        ("nom_usage", text(&data.usage_name)),
        ("prenom", data.first_name.clone()),
        ("autres_prenoms", data.other_first_names.clone()),
        (
            "ne_le",
            data.born_on.map_or_else(String::new, |day| day.to_string()),
        ),
        ("sexe", text(&data.sex)),
        ("courriel", text(&data.email)),
    ];
    fields.extend(data.accepts_sms.then(|| ("accepte_sms", "1".to_owned())));
    fields.extend(address_filled(data.address.as_ref()));
    fields.extend(HOME.filled(data.home_phone.as_deref()));
    fields.extend(MOBILE.filled(data.mobile_typed.as_deref()));
    Input::of(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pupil_has_names_and_was_born() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
        let stored = PupilData {
            family_name: "ABOU".into(),
            first_name: "Inès".into(),
            born_on: NaiveDate::from_ymd_opt(2014, 5, 3),
            ..PupilData::default()
        };
        let judged = |changes: &[(&str, &str)]| {
            let fields = [
                ("nom", "ABOU"),
                ("prenom", "Inès"),
                ("ne_le", "2014-05-03"),
                ("sexe", "F"),
            ];
            let of = |(name, value): (&'static str, &'static str)| {
                let changed = changes.iter().find(|(changed, _)| *changed == name);
                (
                    name.to_owned(),
                    changed.map_or(value, |(_, value)| value).to_owned(),
                )
            };
            parse(
                &Input::of(fields.map(of)),
                &stored,
                today,
                NumberPolicy::Demo,
            )
        };
        assert_eq!(judged(&[]).expect("valid").sex.as_deref(), Some("F"));
        for wrong in [
            ("nom", ""),
            ("prenom", "<i>"),
            ("ne_le", "2026-11-24"),
            ("ne_le", ""),
            ("sexe", "x"),
        ] {
            let invalid = judged(&[wrong]).unwrap_err();
            assert!(invalid.on(wrong.0).is_some(), "{wrong:?}");
        }
        let consent = [
            ("nom", "ABOU"),
            ("prenom", "Inès"),
            ("ne_le", "2014-05-03"),
            ("accepte_sms", "1"),
        ];
        let alone = parse(&Input::of(consent), &stored, today, NumberPolicy::Demo).unwrap_err();
        assert!(
            alone.on("tel_mobile").is_some(),
            "an answer for no telephone"
        );
    }
}
