//! A mail or a text message with codes of which nobody knows whether it left: a person settles it on the page
//! of its batch.

use super::batch::{States, found, href};
use crate::{
    recheck::SERVICE,
    store::codes::sending::{self, Sending},
};
use axum::{
    extract::{Path, State as Ctx},
    response::Response,
};
use db::in_write;
use identity::{ActivationCodes, At};
use maud::{Markup, html};
use messaging::{Choice, Queue, State};
use ui::{Alert, Button, p, post_button};
use web::{Context, Error, Input, Result, see_other};

/// Which message of the batch a choice is about.
const SENDING: &str = "envoi";

fn in_doubt(one: &Sending, states: &States) -> bool {
    matches!(states.get(&one.id.uuid()), Some((.., State::InDoubt)))
}

/// Said above the messages, where there is something to settle.
pub(super) fn alert(sendings: &[Sending], states: &States) -> Markup {
    if !sendings.iter().any(|one| in_doubt(one, states)) {
        return html! {};
    }
    html! {
        (Alert::warning("Des messages sont douteux").body(p("Personne n'a répondu quand ils ont été remis : ils sont \
            peut-être partis. Ils ne repartiront pas d'eux-mêmes. Demandez à la famille si elle a reçu le sien, puis \
            choisissez.")))
    }
}

/// What a person may say of a message in doubt; nothing for another.
pub(super) fn choices(batch: &str, one: &Sending, states: &States) -> Markup {
    if !in_doubt(one, states) {
        return html! {};
    }
    let (action, id) = (format!("{batch}/doute"), one.id.to_string());
    let button = |choice: Choice, label: &str| {
        let about = format!("le message de {}", one.label);
        let button = Button::secondary(label).about(&about).small();
        post_button(&action, button, &[(SENDING, &id), ("choix", choice.key())])
    };
    html! {
        (button(Choice::ConsiderSent, "Bien reçu"))
        (button(Choice::SendAgain, "À renvoyer"))
    }
}

pub(crate) async fn settle(
    at: At<ActivationCodes>,
    Ctx(context): Ctx<Context>,
    Path(id): Path<String>,
    input: Input,
) -> Result<Response> {
    let batch = found(&context, &at, &id).await?;
    let Some(choice) = Choice::from_key(input.text("choix")) else {
        let sentence = "Choisissez « Bien reçu » ou « À renvoyer ».";
        return Err(Error::BadRequest(sentence.into()));
    };
    let mut read = context.db.read().await?;
    let sendings = sending::of_batch(&mut read, &at, batch.id).await?;
    drop(read);
    let asked = input.text(SENDING);
    let one = sendings.iter().find(|one| one.id.to_string() == asked);
    let one = one.ok_or(Error::NotFound)?;
    let means = batch.means().and_then(|means| means.medium());
    let now = context.clock.now();
    let settled = match (one.message, means) {
        (Some(message), Some(medium)) => {
            let queue = Queue::<ActivationCodes>::new(SERVICE, medium);
            in_write!(context.db, Error, |tx| {
                Ok(messaging::settle_doubt(tx, &at, queue, message, choice, now).await?)
            })?
        }
        _ => false,
    };
    // Settled in between, by a receipt or by a colleague: the page shows how.
    let done = if settled { "?doute=leve" } else { "" };
    Ok(see_other(format!("{}{done}", href(batch.id))))
}
