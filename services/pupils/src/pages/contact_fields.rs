//! The fields that a pupil's form and a guardian's share: address, telephones, e-mail.

use crate::model::{
    address::LINES,
    contact::{ABROAD, HERE, Phone},
};
use maud::{Markup, html};
use ui::{Choices, Field, Width, fieldset};
use web::{Input, Invalid};

/// « en France: commune; à l'étranger: pays ».
pub(super) fn address(input: &Input, invalid: &Invalid) -> Markup {
    let place = match input.text("lieu") {
        ABROAD => ABROAD,
        _ => HERE,
    };
    let labels = [
        "Adresse, ligne 1",
        "Adresse, ligne 2",
        "Adresse, ligne 3",
        "Adresse, ligne 4",
    ];
    fieldset(
        "Adresse",
        html! {
            @for (name, label) in LINES.into_iter().zip(labels) {
                (Field::text(name, label).value(input.text(name)).maxlength(60).width(Width::Full)
                    .autocomplete("off").error(invalid.on(name)))
            }
            (Choices::one("lieu", "Où").option(HERE, "En France").option(ABROAD, "À l'étranger")
                .selected(place).inline())
            (Field::text("code_postal", "Code postal").value(input.text("code_postal"))
                .maxlength(12).width(Width::Short).autocomplete("off")
                .error(invalid.on("code_postal")))
            (Field::text("commune", "Commune").value(input.text("commune")).maxlength(100)
                .description("À l'étranger, la ville.").autocomplete("off")
                .error(invalid.on("commune")))
            (Field::text("pays", "Pays").value(input.text("pays")).maxlength(60)
                .description("À l'étranger seulement.").autocomplete("off")
                .error(invalid.on("pays")))
        },
    )
}

/// A telephone: the number, and whether it is French.
pub(super) fn phone(phone: Phone, input: &Input, invalid: &Invalid) -> Markup {
    let origin = match input.text(phone.origin) {
        ABROAD => ABROAD,
        _ => HERE,
    };
    let about = format!("{}, numéro", phone.label);
    html! {
        (Field::tel(phone.field, phone.label).value(input.text(phone.field)).autocomplete("off")
            .error(invalid.on(phone.field)))
        (Choices::one(phone.origin, &about).option(HERE, "français").option(ABROAD, "étranger")
            .selected(origin).inline())
    }
}

/// « Courriel ».
pub(super) fn email(input: &Input, invalid: &Invalid) -> Markup {
    html! {
        (Field::email("courriel", "Courriel").value(input.text("courriel")).autocomplete("off")
            .error(invalid.on("courriel")))
    }
}
