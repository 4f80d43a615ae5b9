//! The telephones of the demo: simulated providers of text messages, reached by SMPP and over HTTP
//! like real ones, a server that catches mails, and a page that shows what each telephone and each
//! mailbox received. In live mode there is none.

mod mailbox;
mod page;
mod provider;
mod store;

pub use mailbox::catch_mails;
pub use provider::{start, start_http};

use manifest::{Manifest, Routes};

/// The manifest. It has no place in the bar: the demo's own line leads to it.
pub fn manifest() -> Manifest {
    Manifest {
        routes,
        migrations: Some(db::migrations!("telephones": 1 "0001_screens", 2 "0002_mails")),
        // Fictitious numbers, in the demo only.
        impersonal: &["telephone_screen", "mailbox_mail"],
        ..Manifest::empty("telephones")
    }
}

fn routes() -> Routes {
    Routes::new()
        .get("/telephones", page::show)
        .get("/telephones/ecrans", page::screens)
}
