//! Markdown made into the plain elements of `ui::prose`: whatever it holds of HTML is left out, but
//! for the marks by which a heading says of which pages it speaks.

use super::{guide, picture::picture};
use education::sort_key;
use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A heading and what stands under it, until the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// 0 for the guide itself, 1 for its parts, 2 for theirs.
    pub(crate) depth: u8,
    /// The anchor; empty for the guide itself.
    pub(crate) anchor: String,
    pub(crate) title: String,
    /// The pages that it is about: `<!-- aide : /absences/actions -->`.
    pub(crate) pages: Vec<String>,
    /// What it says, sentence by sentence.
    pub(crate) sentences: Vec<String>,
}

/// A document, read.
pub(crate) struct Document {
    /// The first is the document itself.
    pub(crate) parts: Vec<Part>,
    /// Without its title, which is the page's.
    pub(crate) html: Markup,
}

/// Reads a whole document.
pub(crate) fn document(text: &str) -> Document {
    let mut writer = Writer::default();
    writer.part(0, String::new(), String::new());
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        writer.take(event);
    }
    Document {
        html: PreEscaped(writer.html),
        parts: writer.parts,
    }
}

/// Reads a line or two, without the paragraph around them.
pub(crate) fn inline(text: &str) -> Markup {
    let html = document(text).html.into_string();
    let inside = html
        .strip_prefix("<p>")
        .and_then(|html| html.strip_suffix("</p>"));
    PreEscaped(inside.unwrap_or(&html).to_owned())
}

/// The anchor of a heading: its words, without accents. A link's `#les-élèves` is the same.
pub(crate) fn anchor(title: &str) -> String {
    sort_key(title).replace(' ', "-")
}

#[derive(Default)]
struct Writer {
    html: String,
    parts: Vec<Part>,
    /// The text of the block under way.
    plain: String,
    /// Where the heading under way begins.
    heading: Option<usize>,
    /// The picture under way: its address, and the words that stand for it.
    picture: Option<(String, String)>,
    /// Of each link under way, whether it leads somewhere.
    links: Vec<bool>,
    in_head: bool,
    in_code: bool,
}

impl Writer {
    fn part(&mut self, depth: u8, anchor: String, title: String) {
        self.parts.push(Part {
            depth,
            anchor,
            title,
            pages: Vec::new(),
            sentences: Vec::new(),
        });
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Html(text) => self.marks(&text),
            Event::Text(text) if self.in_code => self.text(&text),
            Event::Text(text) => self.text(&typeset(&text)),
            Event::Code(text) => {
                self.html.push_str("<code>");
                self.text(&text);
                self.html.push_str("</code>");
            }
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => {
                self.plain.push(' ');
                self.html.push_str("<br>");
            }
            Event::Rule => self.html.push_str("<hr>"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, alt)) = &mut self.picture {
            alt.push_str(text);
            return;
        }
        self.plain.push_str(text);
        self.html.push_str(&html! { (text) }.into_string());
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.flush();
                self.heading = Some(self.html.len());
            }
            Tag::Image { dest_url, .. } => {
                self.picture = Some((dest_url.into_string(), String::new()));
            }
            Tag::Link { dest_url, .. } => self.link(&dest_url),
            Tag::List(first) => {
                self.flush();
                match first {
                    Some(first) => self.html.push_str(&format!("<ol start=\"{first}\">")),
                    None => self.html.push_str("<ul>"),
                }
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.in_code = true;
                self.html.push_str("<pre><code>");
            }
            Tag::TableHead => {
                self.in_head = true;
                self.html.push_str("<thead><tr>");
            }
            Tag::TableCell if self.in_head => self.html.push_str("<th scope=\"col\">"),
            Tag::TableCell => {
                if !self.plain.is_empty() {
                    self.plain.push_str("\u{a0}: ");
                }
                self.html.push_str("<td>");
            }
            tag => {
                if let Some(name) = element(&tag.to_end()) {
                    self.html.push_str(&format!("<{name}>"));
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::Image => self.image(),
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.html.push_str("</a>");
                }
            }
            TagEnd::List(ordered) => self.html.push_str(if ordered { "</ol>" } else { "</ul>" }),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.html.push_str("</code></pre>");
                self.flush();
            }
            TagEnd::TableHead => {
                self.in_head = false;
                self.plain.clear();
                self.html.push_str("</tr></thead><tbody>");
            }
            TagEnd::TableCell if self.in_head => self.html.push_str("</th>"),
            TagEnd::TableCell => self.html.push_str("</td>"),
            TagEnd::Table => self.html.push_str("</tbody></table>"),
            tag => {
                if let Some(name) = element(&tag) {
                    self.html.push_str(&format!("</{name}>"));
                }
                if matches!(tag, TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow) {
                    self.flush();
                }
            }
        }
    }

    /// The title of the document is the page's; the others are parts.
    fn end_heading(&mut self, level: HeadingLevel) {
        let begun = self.heading.take().unwrap_or(self.html.len());
        let inside = self.html.split_off(begun);
        let title = std::mem::take(&mut self.plain);
        if level == HeadingLevel::H1 {
            if let Some(whole) = self.parts.first_mut() {
                whole.title = title;
            }
            return;
        }
        let depth = if level == HeadingLevel::H2 { 1 } else { 2 };
        let mut name = anchor(&title);
        while self.parts.iter().any(|part| part.anchor == name) {
            name.push_str("-bis");
        }
        let element = if depth == 1 { "h2" } else { "h3" };
        self.html
            .push_str(&format!("<{element} id=\"{name}\">{inside}</{element}>"));
        self.part(depth, name, title);
    }

    fn link(&mut self, target: &str) {
        let href = guide::address(target);
        if let Some(href) = &href {
            let open = html! { a href=(href) {} }.into_string();
            self.html.push_str(open.trim_end_matches("</a>"));
        }
        self.links.push(href.is_some());
    }

    /// A picture, once its words are known; nothing when there is no such file.
    fn image(&mut self) {
        let Some((target, alt)) = self.picture.take() else {
            return;
        };
        let name = target.rsplit('/').next().unwrap_or_default();
        let Some(picture) = picture(name) else {
            return;
        };
        let (width, height) = picture.size().unzip();
        let image = html! {
            img src=(picture.href(name)) alt=(alt) width=[width] height=[height] loading="lazy";
        };
        self.html.push_str(&image.into_string());
    }

    /// `<!-- aide : /absences/actions /absences/motifs -->`; any other HTML is left out.
    fn marks(&mut self, html: &str) {
        let inside = html.trim().strip_prefix("<!--");
        let inside = inside.and_then(|text| text.strip_suffix("-->"));
        let pages = inside.and_then(|text| text.trim().strip_prefix("aide :"));
        if let (Some(pages), Some(part)) = (pages, self.parts.last_mut()) {
            part.pages
                .extend(pages.split_whitespace().map(str::to_owned));
        }
    }

    /// The block is whole: its sentences are those of its part.
    fn flush(&mut self) {
        let plain = std::mem::take(&mut self.plain);
        if let Some(part) = self.parts.last_mut() {
            part.sentences.extend(sentences(&plain));
        }
    }
}

/// The element of what needs no attribute.
fn element(tag: &TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Item => "li",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Table => "table",
        TagEnd::TableRow => "tr",
        TagEnd::BlockQuote(_) => "blockquote",
        _ => return None,
    })
}

/// French spaces do not break: before « : ; ? ! » and inside quotation marks.
fn typeset(text: &str) -> String {
    let mut set = text.replace("« ", "«\u{a0}").replace(" »", "\u{a0}»");
    for mark in [':', ';', '?', '!'] {
        set = set.replace(&format!(" {mark}"), &format!("\u{a0}{mark}"));
    }
    set
}

/// Where a sentence ends: a full stop, a question or an exclamation, then a space.
fn sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = [". ", "? ", "! "]
            .iter()
            .filter_map(|end| rest.find(end))
            .min();
        let (sentence, after) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
        sentences.push(sentence.trim().to_owned());
        rest = after.trim();
    }
    sentences
}

#[cfg(test)]
mod tests;
