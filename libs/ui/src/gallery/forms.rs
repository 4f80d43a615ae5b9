//! Forms of the gallery.

use maud::{Markup, html};

use crate::*;

/// A form in order: every kind of field.
pub(super) fn form() -> Markup {
    html! {
        (Form::post("/galerie", html! {
            (section("Enregistrer une absence", html! {
                (Field::text("eleve", "Élève").value("BERTIN Léo").required().autocomplete("off"))
                (columns([
                    html! { (Field::date("du", "Premier jour").value("2026-11-24").required()) (Field::time("de", "À partir de").value("08:30")) },
                    html! { (Field::date("au", "Dernier jour").description("Laissez vide si vous ne le savez pas.")) (Field::time("a", "Jusqu'à")) },
                ]))
                (Select::new("motif", "Motif").options([("", "Pas encore connu"), ("med", "Rendez-vous médical"), ("fam", "Raison familiale")]).selected("med"))
                (Choices::one("duree", "Durée").option("matin", "Matin").option("apres-midi", "Après-midi")
                    .option_described("journee", "Journée", "De 8 h 30 à 17 h 05, demi-pension comprise").selected("matin"))
                (Choices::many("canaux", "Prévenir la famille par").description("La famille accepte les SMS depuis le 3 septembre.")
                    .option("sms", "SMS").option("mel", "Courriel").option("lettre", "Lettre").selected("sms").selected("mel").inline())
                (HueChoice::new("couleur", "Couleur d'une absence", "A").selected(Hue::Red.code()))
                (Field::textarea("note", "Note pour la vie scolaire").description("Visible de l'équipe, jamais de la famille.").rows(3))
                (Field::file("piece", "Justificatif").description("Un PDF ou une photographie, 5 Mo au plus.").accept(".pdf,image/*"))
                (Checkbox::new("suivre", "Me prévenir quand la famille répond").checked(true).description("Par courriel, une fois."))
            }))
            (section("Responsable à joindre", html! {
                (Field::email("mel", "Courriel").value("c.bertin@exemple.fr").autocomplete("off").id("mel-responsable"))
                (Field::tel("mobile", "Téléphone mobile").value("06 39 98 00 12").description("10 chiffres, par exemple 06 39 98 00 12"))
                (fieldset("Seuil d'alerte", html! {
                    (Field::number("seuil", "Demi-journées par mois").value("4").maxlength(2))
                    (Field::search("commission", "Membre de la commission"))
                }))
            }))
            (button_bar(html! { (Button::primary("Enregistrer l'absence")) (Button::secondary("Annuler").href("#")) }))
        }).multipart().hidden("form_id", "0192f0c1-7e1a-7c3a-9d2e-5b7a1c9e0f42"))
    }
}

/// The same form sent back: what is wrong, where, and how to put it right.
pub(super) fn errors() -> Markup {
    let mobile = "Le numéro doit avoir 10 chiffres et commencer par 06 ou 07.";
    let duration = "Choisissez une durée.";
    html! {
        (ErrorSummary::new([("mobile", mobile), ("duree", duration), ("motif", "Choisissez un motif.")]))
        (Form::post("/galerie", card(html! {
            (Field::tel("mobile", "Téléphone mobile").value("06 39 98").required()
                .description("10 chiffres, par exemple 06 39 98 00 12").error(Some(mobile)))
            (Choices::one("duree", "Durée").option("matin", "Matin").option("journee", "Journée").error(Some(duration)).required())
            (Select::new("motif", "Motif").option("", "Choisir").error(Some("Choisissez un motif.")))
            (Field::textarea("note", "Note").value("Rappeler avant midi.").error(Some("La note est trop longue : 20 caractères au plus.")))
            (Checkbox::new("accord", "La famille accepte les SMS").error(Some("Demandez l'accord de la famille.")))
            (button_bar(Button::primary("Enregistrer")))
        })))
    }
}

/// The sign-in form.
pub(super) fn sign_in() -> Markup {
    html! {
        (Form::post("/connexion", html! {
            (Field::text("identifiant", "Identifiant").description("Exemple : cperrin").autocomplete("username").width(Width::Full))
            (Field::password("mot_de_passe", "Mot de passe").width(Width::Full))
            (button_bar(Button::primary("Se connecter")))
        }))
        (p(html! { (Link::new("#", "Mot de passe oublié")) }))
        (p(html! { "Parent d'élève, première visite ? " (Link::new("#", "Activer mon compte")) }))
    }
}
