//! What families read of a child: marks, bulletins, who teaches the class. The same pages for guardians and
//! for the pupil.

pub(crate) mod bulletins;
mod known;
pub(crate) mod marks;
mod subject;
pub(crate) mod team;

use audit::Line;
use chrono::{DateTime, Utc};
use frame::Page;
use identity::{At, Child, GuardianOf, GuardianPreview, OfFamily, Opened, PupilPreview, PupilSelf};
use maud::Markup;
use records::ChildName;
use ui::{Tabs, Text};
use web::{Context, Error, Result};

/// « Notes », when the school opens it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenMarks;

impl Opened for OpenMarks {
    const SERVICE: Option<&'static str> = Some("marks");
}

/// Guardians, of their child.
pub(crate) type OfGuardian = GuardianOf<OpenMarks>;
/// Pupils, of themselves.
pub(crate) type OfPupil = PupilSelf<OpenMarks>;
/// The school, which looks at what the ones and the others read.
pub(crate) type AsGuardian = GuardianPreview<OpenMarks>;
/// See [`AsGuardian`].
pub(crate) type AsPupil = PupilPreview<OpenMarks>;

/// The first words of the addresses of these pages.
const HOME: &str = "notes";
const BULLETINS: &str = "notes/bulletins";
const TEAM: &str = "notes/equipe";

/// Keeps that somebody of the family has looked.
async fn look<A: OfFamily>(
    at: &At<A>,
    context: &Context,
    act: &'static str,
    detail: String,
) -> Result<DateTime<Utc>> {
    let now = context.clock.now();
    if at.child().is_fictitious() {
        return Ok(now);
    }
    let line = Line::new(at.actor(), act).on("pupil", at.child().pupil());
    context.audit.look(now, line.detail(detail)).await?;
    Ok(now)
}

/// What the pages call the child; not found where the register no longer has them.
async fn name_of(context: &Context, child: &Child) -> Result<ChildName> {
    let mut read = context.db.read().await?;
    let name = records::child_name(&mut read, child).await?;
    name.ok_or(Error::NotFound)
}

/// A page about the child, under the service in the menu.
fn page<A: OfFamily>(at: &At<A>, name: &ChildName, title: impl Into<Text>) -> Page {
    let child = at.child();
    let class = name.division.as_deref();
    let class = class.map_or(String::new(), |class| format!("{class} · "));
    Page::new(at, title)
        .under("", child.href(HOME))
        .from(name.full_name(), child.href(""))
        .intro(format!(
            "{} · {class}{}",
            name.full_name(),
            child.place().label
        ))
}

/// The three views of the service; `here` is the one that is shown.
fn tabs(child: &Child, here: &str) -> Markup {
    let views = [
        ("Notes", HOME),
        ("Bulletins", BULLETINS),
        ("Équipe pédagogique", TEAM),
    ];
    let views = views.map(|(label, page)| (label, child.href(page), page == here));
    let mut tabs = Tabs::new("Notes de l'élève");
    for (label, href, current) in &views {
        tabs = tabs.tab(label, href, None, *current);
    }
    maud::html! { (tabs) }
}
