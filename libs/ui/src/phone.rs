//! A text message as the family will see it.

use maud::{Markup, html};

/// The message in its bubble, with what it costs below: « 1 SMS, 134 caractères ».
pub fn phone_bubble(sender: &str, message: &str, caption: &str) -> Markup {
    html! {
        figure.p-phone {
            div.p-phone-screen {
                p.p-phone-sender { (sender) }
                blockquote.p-phone-bubble { (message) }
            }
            figcaption { (caption) }
        }
    }
}
