//! The guides: which there are, for whom, and which part speaks of which page.

use super::{
    markdown::{self, Document, Part},
    picture::Files,
    profile::Profile,
};
use admission::Function;
use std::sync::LazyLock;

/// For whom a guide is first of all; everybody may read all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    Everybody,
    One(Profile),
    /// Guardians and pupils: who works nowhere.
    Families,
}

/// Which there are, by the name of their file in `docs/guides`.
const SOURCES: [(&str, For); 8] = [
    ("vie-scolaire", For::One(Profile::SchoolLife)),
    ("enseignement", For::One(Profile::Teaching)),
    ("secretariat", For::One(Profile::Office)),
    ("direction", For::One(Profile::Head)),
    ("exploitation", For::One(Profile::Operation)),
    ("protection-des-donnees", For::One(Profile::DataProtection)),
    ("familles", For::Families),
    ("compte", For::Everybody),
];

/// The format of a file, to which the guide of the head leads.
const TIMETABLE: &str = "emploi-du-temps-csv";
const TIMETABLE_TEXT: &str = include_str!("../../../../docs/formats/emploi-du-temps-csv.md");

/// A guide, read.
pub(crate) struct Guide {
    pub(crate) id: &'static str,
    pub(crate) intended: For,
    pub(crate) document: Document,
}

/// What stands in the program does not change while it runs.
static GUIDES: LazyLock<Vec<Guide>> = LazyLock::new(|| {
    let guides = SOURCES.iter().filter_map(|(id, intended)| {
        let file = Files::get(&format!("{id}.md"))?;
        Some(Guide {
            id,
            intended: *intended,
            document: markdown::document(&String::from_utf8_lossy(&file.data)),
        })
    });
    let format = Guide {
        id: TIMETABLE,
        intended: For::One(Profile::Head),
        document: markdown::document(TIMETABLE_TEXT),
    };
    guides.chain([format]).collect()
});

impl Guide {
    /// Itself, then its headings.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.document.parts
    }

    /// « Enseignement : faire l'appel ».
    pub(crate) fn title(&self) -> &str {
        self.parts().first().map_or(self.id, |part| &part.title)
    }

    /// What it says first: for whom it is, in a sentence.
    pub(crate) fn opening(&self) -> Option<&str> {
        let whole = self.parts().first()?;
        whole.sentences.first().map(String::as_str)
    }

    /// Where it is read, at one of its parts.
    pub(crate) fn href(&self, part: &Part) -> String {
        match part.anchor.as_str() {
            "" => format!("/aide/{}", self.id),
            anchor => format!("/aide/{}#{anchor}", self.id),
        }
    }

    /// Whether it is for somebody who holds these functions, first of all.
    pub(crate) fn is_for(&self, held: &[Function]) -> bool {
        match self.intended {
            For::Everybody => true,
            For::One(profile) => profile.is_among(held),
            For::Families => held.is_empty(),
        }
    }
}

/// The guide of this name.
pub(crate) fn guide(id: &str) -> Option<&'static Guide> {
    GUIDES.iter().find(|guide| guide.id == id)
}

/// All of them: those of one's functions first, then the one that is for everybody, then the others.
pub(crate) fn for_functions(held: &[Function]) -> Vec<&'static Guide> {
    let mut guides: Vec<&Guide> = GUIDES.iter().collect();
    guides.sort_by_key(|guide| match guide.intended {
        For::One(profile) if profile.is_among(held) => 0,
        For::Families if held.is_empty() => 0,
        For::Everybody => 1,
        For::One(_) | For::Families => 2,
    });
    guides
}

/// Where a page is spoken of: the part that names it, or the longest beginning of its address; in
/// one's own guides rather than in others'.
pub(crate) fn about(page: &str, held: &[Function]) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    for guide in for_functions(held) {
        for part in guide.parts() {
            for named in part.pages.iter().filter(|named| holds(named, page)) {
                if best
                    .as_ref()
                    .is_none_or(|(length, _)| named.len() > *length)
                {
                    best = Some((named.len(), guide.href(part)));
                }
            }
        }
    }
    best.map(|(_, href)| href)
}

/// Whether a page is the one that is named, or stands under it.
fn holds(named: &str, page: &str) -> bool {
    let rest = page.strip_prefix(named);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where a link of a guide, or of a note, leads; `None` for what is not in the program.
pub(super) fn address(target: &str) -> Option<String> {
    if target.starts_with("https://") {
        return Some(target.to_owned());
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let anchor = match anchor {
        "" => String::new(),
        anchor => format!("#{}", markdown::anchor(anchor)),
    };
    if file.is_empty() {
        return (!anchor.is_empty()).then_some(anchor);
    }
    let name = file
        .rsplit('/')
        .next()
        .unwrap_or(file)
        .strip_suffix(".md")?;
    // Read from the names and not from the guides: they are being read.
    let known = SOURCES.iter().any(|(id, _)| *id == name) || name == TIMETABLE;
    known.then(|| format!("/aide/{name}{anchor}"))
}

#[cfg(test)]
mod tests;
