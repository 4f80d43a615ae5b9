//! The fields of a guardian's form.

use super::contact_fields::{address, email, phone};
use crate::model::{
    codes::{self, CIVILITIES, EMPLOYMENTS, OCCUPATIONS},
    contact::{HOME, MOBILE, WORK},
    guardian::{INSTITUTION, RANKS},
};
use maud::{Markup, html};
use records::{Asked, Extra};
use ui::{Checkbox, Field, Select, Width, fieldset, p};
use web::{Input, Invalid};

/// All of them.
pub(super) fn fields(input: &Input, invalid: &Invalid, asked: &[Asked]) -> Markup {
    html! {
        (identity(input, invalid))
        (link(input, invalid))
        (address(input, invalid))
        (fieldset("Téléphones et courriel", html! {
            (phone(HOME, input, invalid))
            (phone(WORK, input, invalid))
            (phone(MOBILE, input, invalid))
            (Checkbox::new("accepte_sms", "accepte les SMS").checked(input.is_ticked("accepte_sms"))
                .description("Sans cet accord, aucun SMS n'est envoyé. La réponse est datée et \
                              gardée à votre nom."))
            (email(input, invalid))
            (Checkbox::new("communique", "Autorise à communiquer ses coordonnées")
                .checked(input.is_ticked("communique"))
                .description("Aux associations de parents d'élèves."))
        }))
        @if !asked.is_empty() { (extras(input, invalid, asked)) }
    }
}

fn identity(input: &Input, invalid: &Invalid) -> Markup {
    let held = input.text("civilite");
    let unknown =
        !matches!(held, "" | INSTITUTION) && !CIVILITIES.iter().any(|(code, _)| *code == held);
    let mut civility = Select::new("civilite", "Civilité")
        .option("", "Choisissez")
        .options(CIVILITIES.iter().copied())
        .option(INSTITUTION, "Institution (service, foyer)")
        .selected(held)
        .error(invalid.on("civilite"));
    // Some registers do not say it: only somebody new must have one.
    if input.text("version").is_empty() {
        civility = civility.required();
    }
    if unknown {
        civility = civility.option(held, codes::civility(held));
    }
    fieldset(
        "Identité",
        html! {
            (civility)
            (Field::text("nom", "Nom").value(input.text("nom")).required().maxlength(100)
                .autocomplete("off").error(invalid.on("nom")))
            (Field::text("prenom", "Prénom").value(input.text("prenom")).maxlength(100)
                .description("Obligatoire, sauf pour une institution.").autocomplete("off")
                .error(invalid.on("prenom")))
        },
    )
}

fn link(input: &Input, invalid: &Invalid) -> Markup {
    let held = input.text("lien");
    let old = !held.is_empty() && !codes::kinships().any(|(code, _)| code == held);
    let mut kinship = Select::new("lien", "Lien avec l'élève")
        .option("", "Choisissez")
        .options(codes::kinships())
        .selected(held)
        .required()
        .error(invalid.on("lien"));
    if old {
        kinship = kinship.option(held, format!("lien n° {held}"));
    }
    let rank = input.text("rang");
    let other = rank.parse::<u8>().is_ok_and(|rank| !RANKS.contains(&rank));
    let mut ranks = Select::new("rang", "Responsable légal")
        .option("", "Non : personne à contacter")
        .options(RANKS.map(|rank| (rank.to_string(), format!("Légal {rank}"))))
        .selected(rank)
        .description("Plusieurs responsables peuvent être au même rang.")
        .error(invalid.on("rang"));
    if other {
        ranks = ranks.option(rank, format!("Légal {rank}"));
    }
    fieldset(
        "Lien et qualités",
        html! {
            (kinship)
            (ranks)
            (Checkbox::new("financier", "Financier").checked(input.is_ticked("financier"))
                .description("Paie les frais scolaires."))
            (Checkbox::new("correspondant", "Correspondant").checked(input.is_ticked("correspondant"))
                .description("À contacter en priorité."))
        },
    )
}

fn extras(input: &Input, invalid: &Invalid, asked: &[Asked]) -> Markup {
    fieldset(
        "Données demandées par l'établissement",
        html! {
            (p("Elles sont facultatives pour les familles."))
            @for Asked { extra, purpose } in asked {
                @let why = format!("Finalité : {purpose}");
                @match extra {
                    Extra::Employment => {
                        (Select::new("situation", "Situation d'emploi").option("", "Non renseignée")
                            .options(EMPLOYMENTS.iter().copied()).selected(input.text("situation"))
                            .description(why).error(invalid.on("situation")))
                    }
                    Extra::Occupation => {
                        (Select::new("profession", "Profession").option("", "Non renseignée")
                            .options(OCCUPATIONS.iter().copied()).selected(input.text("profession"))
                            .width(Width::Full).description(why).error(invalid.on("profession")))
                    }
                    Extra::Children => {
                        (Field::number("enfants", "Nombre total d'enfants à charge")
                            .value(input.text("enfants")).description(why.clone())
                            .error(invalid.on("enfants")))
                        (Field::number("enfants_secondaire", "Dont en lycée ou collège public")
                            .value(input.text("enfants_secondaire")).description(why)
                            .error(invalid.on("enfants_secondaire")))
                    }
                }
            }
        },
    )
}
