//! The page of an error.

use axum::{
    body::Body,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::{Markup, Render as _, html};

/// What went wrong, for the person. A layer gives it its page and the request's reference.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// The title of the page.
    pub title: &'static str,
    /// What happened and what to do.
    pub text: String,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        response.extensions_mut().insert(self);
        response
    }
}

/// The whole page of a problem, with the reference that is also in the log.
pub fn problem_page(problem: &Problem, reference: &str) -> Markup {
    let body = html! {
        (ui::p(&problem.text))
        (ui::button_bar(ui::Button::primary("Revenir à l'accueil").href("/")))
        @if !reference.is_empty() {
            (ui::muted(format!("Référence : {reference}")))
        }
    };
    ui::SmallFrame::new(problem.title, body).render()
}
