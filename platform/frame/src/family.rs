//! What the frame shows to guardians and pupils: their home, and what is open of one child.

use education::{Id, School};
use ui::{Entry, MenuSection, Notice};
use web::Context;

/// Somebody of a family, as the frame shows them.
#[derive(Debug, Clone)]
pub struct Family {
    /// A guardian or a pupil.
    pub is: admission::Family,
    /// Somebody of the school looks at what families read, of a child who is nobody.
    pub preview: bool,
    /// On the pages of whom they are.
    pub child: Option<OfChild>,
}

/// A child whose pages are shown.
#[derive(Debug, Clone)]
pub struct OfChild {
    /// Where the child goes to school.
    pub school: Id<School>,
    /// The address of the child's own page: what its other pages begin with.
    pub href: String,
    /// The words of the services that are open.
    pub open: Vec<String>,
}

impl Family {
    /// Their home.
    pub(crate) fn home(&self) -> Entry {
        let label = match self.is {
            admission::Family::Guardian => "Mes enfants",
            admission::Family::Pupil => "Mes services",
        };
        Entry::new(label, self.is.path())
    }

    /// What is said on each page of a preview.
    pub(crate) fn told(&self) -> Option<Notice> {
        let who = match self.is {
            admission::Family::Guardian => "un responsable",
            admission::Family::Pupil => "un élève",
        };
        self.preview.then(|| {
            Notice::info(format!(
                "Aperçu\u{a0}: voici ce que lit {who}, d'un élève fictif, avec les réglages de votre établissement. \
                 Rien n'est enregistré."
            ))
        })
    }

    /// What is open of the child whose pages are shown.
    pub(crate) fn menu(&self, context: &Context, here: &str) -> Vec<MenuSection> {
        let Some(child) = &self.child else {
            return Vec::new();
        };
        let services = context
            .family
            .iter()
            .filter(|service| child.open.iter().any(|open| open == service.id));
        let entries = services.map(|service| {
            let href = format!("{}/{}", child.href, service.page);
            let current = here == href;
            Entry::new(service.name, href).current(current)
        });
        let own = Entry::new("En bref", child.href.clone()).current(here == child.href);
        let entries = std::iter::once(own).chain(entries).collect();
        vec![MenuSection::new("Services accessibles", entries)]
    }
}
