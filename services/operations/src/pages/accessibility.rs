//! The accessibility statement, in the form that the RGAA asks for, filled from the settings.

use axum::extract::State;
use manifest::Public;
use maud::{Markup, Render as _, html};
use ui::{Link, h2, list, p};
use web::{Accessibility, Context};

pub(crate) async fn show(_: Public, State(context): State<Context>) -> Markup {
    let settings = &context.settings;
    let Accessibility {
        state,
        audit,
        contact,
    } = &settings.accessibility;
    let body = html! {
        (p(format!(
            "{} s'engage à rendre Préau accessible, conformément à l'article 47 de la loi \
             n° 2005-102 du 11 février 2005. Cette déclaration s'applique à {}.",
            settings.academy, settings.public_url
        )))
        (h2("État de conformité"))
        (p(format!(
            "Préau est {state} avec le référentiel général d'amélioration de l'accessibilité \
             (RGAA 4.1)."
        )))
        (h2("Résultats des tests"))
        @if audit.is_empty() {
            (p("Aucun audit de conformité n'a encore été réalisé. À chaque version, chaque page \
                est contrôlée par un outil (axe) sur grand écran, sur téléphone, agrandie quatre \
                fois et en couleurs sombres : cela ne remplace pas un audit."))
        } @else {
            (p(audit))
        }
        (h2("Contenus non accessibles"))
        @if audit.is_empty() {
            (p("Faute d'audit, nous ne connaissons pas la liste des contenus non accessibles."))
        } @else {
            (p("L'audit ci-dessus en donne la liste."))
        }
        (h2("Établissement de cette déclaration"))
        (p("Les pages sont écrites en HTML et en CSS ; elles s'utilisent entièrement au clavier et \
            sans JavaScript."))
        (h2("Retour d'information et contact"))
        @if contact.is_empty() {
            (p("Si vous n'arrivez pas à accéder à un contenu ou à un service, dites-le à votre \
                établissement ou aux services de l'académie, pour être orienté vers une autre \
                forme accessible."))
        } @else {
            (p(format!(
                "Si vous n'arrivez pas à accéder à un contenu ou à un service, écrivez à {contact} \
                 pour être orienté vers une autre forme accessible."
            )))
        }
        (h2("Voies de recours"))
        (p("Si vous avez signalé un défaut qui vous empêche d'accéder à un contenu ou à un \
            service et que vous n'avez pas reçu de réponse satisfaisante, vous pouvez :"))
        (list([
            html! { "écrire au " (Link::new("https://formulaire.defenseurdesdroits.fr/", "Défenseur des droits")) " ;" },
            html! { "joindre le délégué du Défenseur des droits de votre région ;" },
            html! { "envoyer un courrier gratuit, sans timbre : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07." },
        ]))
    };
    let title = format!("Accessibilité : {state}");
    frame::small_page(&context, title, body).render()
}
