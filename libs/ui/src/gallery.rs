//! placeholder
use maud::{Markup, html};
/// g
pub fn gallery() -> Markup {
    html! {}
}
/// g
pub fn gallery_errors() -> Markup {
    html! {}
}
/// g
pub fn gallery_page() -> Markup {
    html! {}
}
/// g
pub fn gallery_signed_out() -> Markup {
    html! {}
}
