//! The frame of a signed-in page: who, where, the services that are open, the menu of the one
//! where the person is, with what waits.

mod family;

pub use family::{Family, OfChild};

use admission::Rights;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use education::{Account, Id, School, Zone};
use maud::{Markup, Render as _};
use ui::{Entry, Frame, MenuSection, Notice, Text, Tone, Tool, fr};
use web::{Context, Result, Service};

/// Where changes of place are posted, and under which field.
pub const PLACE_ACTION: &str = "/lieu";
/// The field of [`PLACE_ACTION`]: a school's identifier, or empty for the académie.
pub const PLACE_FIELD: &str = "lieu";

/// The person for whom a page is made, as the frame shows them.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Their account.
    pub account: Id<Account>,
    /// « C. Perrin ».
    pub name: String,
    /// What they hold at the place.
    pub rights: Rights,
    /// In a family; `None` for who works.
    pub family: Option<Family>,
    /// Where they are working; `None` at the académie.
    pub school: Option<Id<School>>,
    /// Its name.
    pub place: String,
    /// The zone of its hours.
    pub zone: Zone,
    /// Other places where they may work: field value and name.
    pub elsewhere: Vec<(String, String)>,
}

/// A page, to be put in its frame.
#[must_use = "a page is shown by `.show(…)`"]
pub struct Page {
    viewer: Viewer,
    title: Text,
    service: Option<&'static str>,
    href: Text,
    intro: Option<Text>,
    actions: Option<Markup>,
    notices: Vec<Notice>,
    path: Vec<(Text, Text)>,
    status: StatusCode,
    query: Text,
}

impl Page {
    /// A page with its title.
    pub fn new(viewer: impl Into<Viewer>, title: impl Into<Text>) -> Self {
        Self {
            viewer: viewer.into(),
            title: title.into(),
            service: None,
            href: "".into(),
            intro: None,
            actions: None,
            notices: Vec::new(),
            path: Vec::new(),
            status: StatusCode::OK,
            query: "".into(),
        }
    }

    /// The service it belongs to, and the menu entry it stands under.
    pub fn under(mut self, service: &'static str, href: impl Into<Text>) -> Self {
        self.service = Some(service);
        self.href = href.into();
        self
    }

    /// What it is for.
    pub fn intro(mut self, intro: impl Into<Text>) -> Self {
        self.intro = Some(intro.into());
        self
    }

    /// Acts on the whole page.
    pub fn actions(mut self, actions: Markup) -> Self {
        self.actions = Some(actions);
        self
    }

    /// The result of the last act.
    pub fn notice(mut self, notice: Option<Notice>) -> Self {
        self.notices.extend(notice);
        self
    }

    /// A page between the service and this one.
    pub fn from(mut self, label: impl Into<Text>, href: impl Into<Text>) -> Self {
        self.path.push((label.into(), href.into()));
        self
    }

    /// Another status than 200: a form shown again.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// What was searched, to be shown in the search of the banner.
    pub fn searched(mut self, query: impl Into<Text>) -> Self {
        self.query = query.into();
        self
    }

    /// The whole page.
    pub async fn show(self, context: &Context, body: Markup) -> Result<Response> {
        let held = &self.viewer.rights;
        let service = self
            .service
            .and_then(|id| context.services.iter().find(|s| s.id == id));
        // Nothing is counted for who sees no count.
        let counted = service.filter(|service| {
            let mut entries = service.menu.iter().flat_map(|section| section.entries);
            entries.any(|entry| entry.counter.is_some() && held.admits(entry.audience))
        });
        let counts = match (counted.and_then(|s| s.counters), self.viewer.school) {
            (Some(counters), Some(school)) => counters(context.clone(), school).await?,
            _ => Vec::new(),
        };
        let mut frame = Frame::new(self.title, body);
        frame.intro = self.intro;
        frame.actions = self.actions;
        frame.notices = self.notices;
        let family = self.viewer.family.as_ref();
        frame.notices.extend(family.and_then(Family::told));
        // Who looks at a preview stays at work: its pages alone are those of a family.
        let at_home = family.filter(|family| !family.preview);
        frame.services = match at_home {
            None => services(context, held, self.service),
            Some(family) => vec![family.home().current(self.service.is_none())],
        };
        frame.tools = tools(context, &self.viewer, &self.href).await?;
        let home = at_home.map_or_else(|| Entry::new("Accueil", "/"), Family::home);
        frame.path = vec![(home.label, home.href.clone())];
        if let Some(service) = service {
            frame.menu = menu(service, held, &self.href, &counts);
            if let Some(first) = service.href_for(held) {
                frame.path.push((service.name.into(), first.into()));
            }
        } else if self.href == home.href {
            frame.path.clear();
        }
        if let Some(family) = family.filter(|family| family.child.is_some()) {
            frame.menu = family.menu(context, &self.href);
        }
        frame.path.extend(self.path);
        frame.place = Some(ui::Place {
            label: self.viewer.place.into(),
            action: PLACE_ACTION.into(),
            field: PLACE_FIELD,
            others: self
                .viewer
                .elsewhere
                .into_iter()
                .map(|(value, label)| (value.into(), label.into()))
                .collect(),
        });
        let function = held.functions().first().map(|function| function.label());
        let role = at_home.map(|family| family.is.role());
        let role = function.or(role).unwrap_or("Sans fonction");
        frame.person = Some(ui::Person {
            name: self.viewer.name.into(),
            role: role.into(),
            entries: vec![Entry::new("Mon compte", "/compte").icon(ui::Icon::User)],
        });
        // Families have a handful of pages, all in sight.
        frame.search = at_home.is_none().then(|| ui::Search {
            action: "/recherche".into(),
            label: "Rechercher un élève, une page".into(),
            value: self.query,
        });
        frame.demo = demo(context, self.viewer.zone);
        frame.footer = footer(context);
        Ok((self.status, frame.render()).into_response())
    }
}

fn services(context: &Context, held: &Rights, current: Option<&str>) -> Vec<Entry> {
    let home = Entry::new("Accueil", "/").current(current.is_none());
    let others = context.services.iter().filter_map(|service| {
        let href = service.href_for(held)?;
        Some(Entry::new(service.name, href).current(current == Some(service.id)))
    });
    std::iter::once(home).chain(others).collect()
}

/// Help first, then « Imprimer », the others, and « Quitter ».
async fn tools(context: &Context, viewer: &Viewer, here: &str) -> Result<Vec<Tool>> {
    let held = &viewer.rights;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for tool in context.tools.iter().filter(|t| held.admits(t.audience)) {
        let mut entry = Entry::new(tool.label, tool.href)
            .icon(tool.icon)
            .current(tool.href == here);
        if let Some(unread) = tool.unread
            && unread(context.clone(), viewer.account, held.functions().to_vec()).await?
        {
            entry = entry.mark("nouveau");
        }
        match tool.comes_from {
            Some(field) => {
                let page = here.split('?').next().unwrap_or_default();
                if !page.is_empty() && !entry.current {
                    entry.href = format!("{}?{field}={page}", tool.href).into();
                }
                before.push(Tool::Link(entry));
            }
            None => after.push(Tool::Link(entry)),
        }
    }
    before.push(Tool::Print);
    before.extend(after);
    before.push(Tool::Leave("/deconnexion".into()));
    Ok(before)
}

fn menu(
    service: &Service,
    held: &Rights,
    here: &str,
    counts: &[(&'static str, i64)],
) -> Vec<MenuSection> {
    let sections = service.menu.iter().map(|section| {
        let open = section
            .entries
            .iter()
            .filter(|entry| held.admits(entry.audience));
        let entries = open.map(|entry| {
            let count = counts.iter().find(|(name, _)| entry.counter == Some(*name));
            let count = count.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or(0));
            Entry::new(entry.label, entry.href)
                .current(entry.href == here)
                .count(count, Tone::Accent)
        });
        MenuSection::new(section.title, entries.collect())
    });
    sections
        .filter(|section| !section.entries.is_empty())
        .collect()
}

/// The line that says that this is a demonstration, and what time it is in it.
pub fn demo(context: &Context, zone: Zone) -> Option<ui::Demo> {
    if context.mode() != web::Mode::Demo {
        return None;
    }
    let now = context.clock.now().with_timezone(&zone.0).naive_local();
    Some(ui::Demo {
        text: format!("Démonstration : nous sommes {}.", fr::moment(now)).into(),
        entries: vec![
            Entry::new("Les téléphones", "/telephones"),
            Entry::new("Les composants", "/galerie"),
        ],
    })
}

/// The links at the foot of every page.
pub fn footer(context: &Context) -> Vec<Entry> {
    let state = &context.settings.accessibility.state;
    vec![
        Entry::new(format!("Accessibilité : {state}"), "/accessibilite"),
        Entry::new("Données personnelles", "/donnees-personnelles"),
    ]
}

/// A page for somebody who is not signed in, or has nothing open.
pub fn small_page(context: &Context, title: impl Into<Text>, body: Markup) -> ui::SmallFrame {
    let mut page = ui::SmallFrame::new(title, body);
    page.place = Some(context.settings.academy.clone().into());
    page.demo = demo(context, Zone::default());
    page.footer = footer(context);
    page
}
