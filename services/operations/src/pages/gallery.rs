//! The gallery of components, in the demonstration only.

use axum::extract::{Path, State};
use manifest::Public;
use maud::Markup;
use web::{Context, Error, Mode, Result};

pub(crate) async fn show(_: Public, State(context): State<Context>) -> Result<Markup> {
    page(&context, "galerie")
}

pub(crate) async fn show_page(
    _: Public,
    State(context): State<Context>,
    Path(name): Path<String>,
) -> Result<Markup> {
    page(&context, &name)
}

fn page(context: &Context, name: &str) -> Result<Markup> {
    if context.mode() != Mode::Demo {
        return Err(Error::NotFound);
    }
    ui::gallery_pages()
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(_, page)| page)
        .ok_or(Error::NotFound)
}
