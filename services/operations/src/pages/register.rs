//! « Données personnelles »: the register of processing (GDPR, art. 30), as the manifests
//! declare it. Nothing is written here by hand: what is declared is what is executed.

use axum::extract::State;
use manifest::Public;
use maud::{Markup, Render as _, html};
use ui::{Column, Table, definitions, h2, h3, p};
use web::{Context, Kept, RegisterEntry};

pub(crate) async fn show(_: Public, State(context): State<Context>) -> Markup {
    let body = html! {
        (p("Chaque nuit, ce qui a dépassé sa durée de conservation est effacé. Un compte rendu en \
            est gardé."))
        @for entry in context.register.iter() { (owner(entry)) }
        (h2("Vos droits"))
        (p("Vous pouvez demander à voir, à faire corriger ou à faire effacer les données qui vous \
            concernent, ou vous opposer à leur traitement : adressez-vous à votre établissement \
            ou au délégué à la protection des données de l'académie. Si la réponse ne vous \
            satisfait pas, vous pouvez saisir la CNIL (www.cnil.fr)."))
    };
    let mut page = frame::small_page(&context, "Données personnelles", body);
    let intro = "Ce que Préau fait de quelles données, pourquoi, pour qui et combien de temps.";
    page.intro = Some(intro.into());
    page.wide = true;
    page.render()
}

/// What one owner of tables does. Retention without a processing of its own (jobs, outbox)
/// serves the others; it is shown under its own title all the same.
fn owner(entry: &RegisterEntry) -> Markup {
    html! {
        @for processing in entry.processing {
            (h2(processing.name))
            (definitions([
                ("Pour quoi", processing.purpose),
                ("De quel droit", processing.basis),
                ("Qui est concerné", processing.people),
                ("Quelles données", processing.data),
                ("Qui les reçoit", processing.recipients),
            ]))
        }
        @if !entry.kept.is_empty() {
            @match entry.processing {
                [] => (h2(entry.kept[0].what)),
                _ => (h3("Combien de temps")),
            }
            (kept(entry))
        }
    }
}

fn kept(entry: &RegisterEntry) -> Markup {
    let title = entry
        .processing
        .first()
        .map_or(entry.owner, |processing| processing.name);
    let caption = format!("Durées de conservation : {title}");
    let words = |kept: &Kept| format!("{}, {}", kept.keep, kept.from);
    Table::new(&caption)
        .columns([
            Column::new("Quoi"),
            Column::new("Combien de temps"),
            Column::new("Pourquoi"),
        ])
        .rows(&entry.kept, |row, kept| {
            row.head(kept.what);
            row.cell(words(kept));
            row.cell(kept.basis);
        })
        .render()
}
