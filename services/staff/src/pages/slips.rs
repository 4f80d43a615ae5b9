//! The page made for printing: one slip a person, with the link by which they choose a password.
//! It answers the form itself, not a redirection: the links are in no row, so that nothing could
//! show them again. « Reload » sends the same form, which then says that they were shown.

use super::list::HREF;
use crate::{
    model::{opening::PERSON, person::Person},
    store::access::Slip,
};
use axum::response::Response;
use education::list_name;
use frame::Page;
use identity::{At, StaffAccounts};
use maud::{Markup, html};
use ui::{Alert, Button, Form, Icon, button_bar, code, definitions, fr, list, on_screen, p, slips};
use uuid::Uuid;
use web::{Context, FormId, Result};

/// What a form that makes links does.
pub(super) enum Made {
    /// These, to be shown now.
    Slips(Vec<Slip>),
    /// The same form made them before, for these people.
    Before(Vec<Uuid>),
}

/// The slips.
pub(super) async fn show(
    at: &At<StaffAccounts>,
    context: &Context,
    made: &[Slip],
) -> Result<Response> {
    let (linked, known): (Vec<&Slip>, Vec<&Slip>) = made.iter().partition(|s| s.link.is_some());
    let notice = html! {
        @if !linked.is_empty() {
            (Alert::warning("Imprimez cette page maintenant").body(html! {
                (p("Les liens ne sont montrés qu'une fois. Chacun sert une seule fois, pendant une \
                    semaine. Remettez chaque fiche à la personne, et à elle seule."))
            }))
        }
        @if !known.is_empty() {
            (Alert::info("Ces personnes avaient déjà un compte").body(html! {
                (p("Il ouvre maintenant votre établissement ; leur identifiant et leur mot de passe ne \
                    changent pas."))
                (list(known.iter().map(|slip| format!("{} ({})", slip.name, slip.login))))
            }))
        }
        (button_bar(Button::secondary("Revenir aux personnels").href(HREF)))
    };
    let body = html! {
        (on_screen(notice))
        (slips(linked.iter().map(|slip| (slip.name.clone(), one(at, context, slip)))))
    };
    let title = match linked.len() {
        0 => "Accès ouverts".to_owned(),
        count => fr::plural(count as u64, "compte à remettre", "comptes à remettre"),
    };
    Page::new(at, title)
        .under("staff", HREF)
        .from("Personnels et comptes", HREF)
        .show(context, body)
        .await
}

fn one(at: &At<StaffAccounts>, context: &Context, slip: &Slip) -> Markup {
    let url = &context.settings.public_url;
    let link = format!("{url}{}", slip.link.as_deref().unwrap_or_default());
    html! {
        (p(format!("{} vous ouvre un compte. Tapez l'adresse du lien dans un navigateur, puis \
            choisissez votre mot de passe.", at.school_place().label)))
        (definitions([
            ("Identifiant", code(&slip.login)),
            ("Adresse", code(url)),
        ]))
        // On a line of its own: cut in two, it is typed wrong.
        (p("Lien pour choisir votre mot de passe :"))
        (p(code(link)))
        (p("Ce lien sert une seule fois, pendant une semaine. Ne le donnez à personne."))
    }
}

/// The links were shown: new ones may be made.
pub(super) async fn shown_before(
    at: &At<StaffAccounts>,
    context: &Context,
    people: &[Person],
    made_for: &[Uuid],
) -> Result<Response> {
    let known = people
        .iter()
        .filter(|person| made_for.contains(&person.id()));
    let known: Vec<(String, String)> = known
        .map(|person| {
            let (surname, first_name) = person.names();
            (person.id().to_string(), list_name(surname, first_name))
        })
        .collect();
    let form_id = FormId::new().0.to_string();
    let again = known.iter().fold(
        Form::post(
            "/personnels/liens",
            button_bar(html! {
                (Button::primary("Faire de nouveaux liens").icon(Icon::RefreshCw))
                (Button::secondary("Revenir aux personnels").href(HREF))
            }),
        )
        .hidden(FormId::FIELD, &form_id),
        |form, (id, _)| form.hidden(PERSON, id),
    );
    let body = html! {
        (Alert::info("Ces liens ont déjà été montrés").body(html! {
            (p("Ils ne sont gardés nulle part et ne peuvent pas être montrés de nouveau. Si vous ne \
                les avez pas imprimés, faites-en de nouveaux : les précédents cesseront de servir."))
            (list(known.iter().map(|(_, name)| name)))
        }))
        (again)
    };
    Page::new(at, "Liens déjà montrés")
        .under("staff", HREF)
        .from("Personnels et comptes", HREF)
        .show(context, body)
        .await
}
