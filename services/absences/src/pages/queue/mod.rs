//! « Envoi aux familles → SMS à diffuser, Courriels, Courriers »: what waits, what became of it.

pub(crate) mod content;
pub(crate) mod follow;
pub(crate) mod letters;
pub(crate) mod waiting;

use crate::pages::division::Divisions;
use education::Id;
use identity::{At, SchoolLife};
use messaging::{
    Among, Medium, Message, Queue,
    pages::{Addresses, Selection},
};
use web::{Context, Error, Input, Result};

/// Which queue a page is of.
pub(crate) trait Of: Send + Sync + 'static {
    const AT: Addresses;
    /// The title of the page of what waits.
    const TITLE: &'static str;
    const QUEUE: Queue = Queue::new("absences", Self::AT.medium);
}

/// « SMS à diffuser » and « Suivi des SMS ».
pub(crate) struct Texts;
/// « Courriels ».
pub(crate) struct Mails;
/// « Courriers ».
pub(crate) struct Letters;

impl Of for Texts {
    const AT: Addresses = Addresses {
        medium: Medium::Sms,
        waiting: "/absences/sms",
        follow: "/absences/sms/suivi",
    };
    const TITLE: &'static str = "SMS à diffuser";
}

impl Of for Mails {
    const AT: Addresses = Addresses {
        medium: Medium::Mail,
        waiting: "/absences/courriels",
        follow: "/absences/courriels/suivi",
    };
    const TITLE: &'static str = "Courriels";
}

impl Of for Letters {
    const AT: Addresses = Addresses {
        medium: Medium::Letter,
        waiting: "/absences/courriers",
        follow: "/absences/courriers/suivi",
    };
    const TITLE: &'static str = "Courriers";
}

/// Where one reads what a message says.
pub(crate) const CONTENT: &str = "/absences/messages";

/// The title and the address of what waits of a means.
pub(crate) fn queue(medium: Medium) -> (&'static str, &'static str) {
    match medium {
        Medium::Sms => (Texts::TITLE, Texts::AT.waiting),
        Medium::Mail => (Mails::TITLE, Mails::AT.waiting),
        Medium::Letter => (Letters::TITLE, Letters::AT.waiting),
    }
}

/// What the lists of what waits are filtered by: a division, or a group of divisions.
const CLASS: &str = "classe";

/// The messages that were ticked, or all that wait and are shown.
async fn chosen<Q: Of>(
    at: &At<SchoolLife>,
    context: &Context,
    input: &Input,
) -> Result<Vec<Id<Message>>> {
    Ok(match Selection::of(input) {
        Selection::Some(ids) => {
            // Not a word on the messages of another school, or of another queue.
            let mut read = context.db.read().await?;
            if !messaging::all_of_school(&mut read, at, Q::QUEUE, &ids).await? {
                return Err(Error::NotFound);
            }
            ids
        }
        Selection::All => {
            let mut read = context.db.read().await?;
            let divisions = Divisions::of(&mut read, at).await?;
            let among = Among {
                queue: Q::QUEUE,
                groups: &divisions.codes(input.text(CLASS)),
            };
            messaging::waiting_ids(&mut read, at, among).await?
        }
    })
}
