//! What every component promises to assistive technologies, checked on the gallery's markup.

use std::collections::HashSet;

use super::gallery_pages;

struct Tag<'a> {
    name: &'a str,
    source: &'a str,
}

impl<'a> Tag<'a> {
    fn get(&self, attribute: &str) -> Option<&'a str> {
        let after = self.source.split(&format!(" {attribute}=\"")).nth(1)?;
        after.split('"').next()
    }

    fn has(&self, attribute: &str) -> bool {
        self.source
            .split([' ', '>'])
            .any(|word| word == attribute || word.starts_with(&format!("{attribute}=")))
    }
}

/// Opening tags in order. maud writes attributes between double quotes and escapes `<` in texts,
/// so no parser is needed.
fn tags(page: &str) -> Vec<Tag<'_>> {
    page.split('<')
        .skip(1)
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|rest| {
            let source = &rest[..rest.find('>').unwrap_or(rest.len())];
            Tag {
                name: source.split([' ', '/']).next().unwrap_or_default(),
                source,
            }
        })
        .collect()
}

fn each_page(check: impl Fn(&str, &[Tag<'_>])) {
    for (name, page) in gallery_pages() {
        check(name, &tags(&page.0));
    }
}

#[test]
fn ids_are_unique_and_every_reference_leads_somewhere() {
    each_page(|page, tags| {
        let mut ids = HashSet::new();
        for id in tags.iter().filter_map(|tag| tag.get("id")) {
            assert!(ids.insert(id), "{page}: id « {id} » twice");
        }
        for attribute in ["for", "aria-describedby", "aria-labelledby", "form"] {
            for value in tags.iter().filter_map(|tag| tag.get(attribute)) {
                for id in value.split(' ') {
                    assert!(
                        ids.contains(id),
                        "{page}: {attribute}=« {id} » leads nowhere"
                    );
                }
            }
        }
        for href in tags
            .iter()
            .filter(|tag| tag.name == "a")
            .filter_map(|tag| tag.get("href"))
        {
            if let Some(id) = href
                .strip_prefix('#')
                .filter(|id| page == "correction" && !id.is_empty())
            {
                assert!(ids.contains(id), "{page}: link #{id} leads nowhere");
            }
        }
    });
}

#[test]
fn every_field_has_a_label() {
    each_page(|page, tags| {
        let labelled: HashSet<_> = tags
            .iter()
            .filter(|tag| tag.name == "label")
            .filter_map(|tag| tag.get("for"))
            .collect();
        for tag in tags
            .iter()
            .filter(|tag| matches!(tag.name, "input" | "select" | "textarea"))
        {
            if tag.get("type") != Some("hidden") {
                let named =
                    tag.get("id").is_some_and(|id| labelled.contains(id)) || tag.has("aria-label");
                assert!(named, "{page}: no label for <{}>", tag.source);
            }
        }
    });
}

#[test]
fn every_error_is_tied_to_its_field() {
    each_page(|page, tags| {
        for error in tags
            .iter()
            .filter_map(|tag| tag.get("id"))
            .filter(|id| id.ends_with("-erreur"))
        {
            let field = error.trim_end_matches("-erreur");
            let described = |tag: &Tag<'_>| {
                tag.get("aria-describedby")
                    .is_some_and(|ids| ids.split(' ').any(|id| id == error))
            };
            assert!(
                tags.iter().any(described),
                "{page}: nothing is described by {error}"
            );
            let invalid = tags
                .iter()
                .any(|tag| tag.get("id") == Some(field) && tag.get("aria-invalid") == Some("true"));
            assert!(invalid, "{page}: {field} is not said invalid");
        }
    });
    let wrong = gallery_pages()
        .into_iter()
        .find(|(name, _)| *name == "correction")
        .expect("the page")
        .1;
    let errors = tags(&wrong.0)
        .iter()
        .filter(|tag| tag.get("id").is_some_and(|id| id.ends_with("-erreur")))
        .count();
    assert_eq!(
        errors, 5,
        "the page must show errors, or this test proves nothing"
    );
}

#[test]
fn nothing_inline_and_nothing_from_elsewhere() {
    each_page(|page, tags| {
        for tag in tags {
            assert!(!tag.has("style"), "{page}: <{}>", tag.source);
            let handler = tag
                .source
                .split(' ')
                .skip(1)
                .any(|word| word.starts_with("on") && word.contains('='));
            assert!(!handler && !tag.has("hx-on"), "{page}: <{}>", tag.source);
            assert!(
                tag.name != "style" && (tag.name != "script" || tag.has("src")),
                "{page}: <{}>",
                tag.source
            );
            for address in ["src", "href", "action"]
                .iter()
                .filter_map(|name| tag.get(name))
            {
                assert!(!address.contains("//"), "{page}: {address}");
            }
        }
    });
}

#[test]
fn a_page_has_one_title_which_starts_its_name() {
    for (name, page) in gallery_pages() {
        let inside = |from: &str, to: &str| {
            page.0
                .split(from)
                .nth(1)
                .and_then(|rest| rest.split(to).next())
                .unwrap_or_default()
        };
        let h1 = inside("<h1 class=\"ds-heading\">", "</h1>");
        assert!(
            !h1.is_empty() && inside("<title>", "</title>").starts_with(h1),
            "{name}: {h1}"
        );
        assert_eq!(page.0.matches("<h1").count(), 1, "{name}");
        assert!(page.0.contains("<html lang=\"fr\""), "{name}");
        let body = inside("<body", "</body>");
        assert!(
            body.contains("><a class=\"ds-skip-link\" href=\"#contenu\">"),
            "{name}"
        );
    }
}

#[test]
fn every_cell_has_its_label_on_a_phone() {
    each_page(|page, tags| {
        for tag in tags.iter().filter(|tag| tag.name == "td") {
            // A week stays a table at any width.
            if tag
                .get("class")
                .is_some_and(|class| class.starts_with("p-week-cell"))
            {
                continue;
            }
            let known =
                tag.has("data-label") || matches!(tag.get("class"), Some("p-select" | "p-actions"));
            assert!(
                known && tag.get("role") == Some("cell"),
                "{page}: <{}>",
                tag.source
            );
        }
    });
}

#[test]
fn headings_do_not_skip_a_level() {
    each_page(|page, tags| {
        let mut last = 1;
        for tag in tags
            .iter()
            .filter(|tag| tag.name.len() == 2 && tag.name.starts_with('h') && tag.name != "hr")
        {
            let level = tag.name[1..].parse::<u8>().expect("a level");
            assert!(level <= last + 1, "{page}: h{level} after h{last}");
            last = level;
        }
    });
}
