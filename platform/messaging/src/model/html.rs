//! A mail's text as a document of HTML: the same words, for readers that show no other form well.

use maud::{DOCTYPE, Markup, html};

/// Paragraphs where the text has blank lines, and its web addresses as links.
pub(crate) fn document(title: &str, text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let page = html! {
        (DOCTYPE)
        html lang="fr" {
            head { meta charset="utf-8"; title { (title) } }
            body {
                @for paragraph in text.split("\n\n").filter(|text| !text.trim().is_empty()) {
                    p {
                        @for (n, line) in paragraph.trim_matches('\n').lines().enumerate() {
                            @if n > 0 { br; }
                            (linked(line))
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn linked(line: &str) -> Markup {
    html! {
        @for (n, word) in line.split(' ').enumerate() {
            @if n > 0 { " " }
            @match address(word) {
                Some((address, after)) => { a href=(address) { (address) } (after) }
                None => (word),
            }
        }
    }
}

/// A web address, and the punctuation that follows it.
fn address(word: &str) -> Option<(&str, &str)> {
    let known = ["https://", "http://"];
    let scheme = known.iter().find(|scheme| word.starts_with(**scheme))?;
    let end = word.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '»', '\u{a0}']);
    (end.len() > scheme.len()).then(|| word.split_at(end.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Invariant: what somebody typed is text in a mail too, whatever it is, and addresses are links.
    #[test]
    fn words_are_never_markup() {
        let text = "Bonjour <b>Léa</b> & co,\nsuite\n\nVoyez https://exemple.invalid/a?b=1&c=2.\n";
        let shown = document("A < B", text);
        assert!(shown.contains("<title>A &lt; B</title>"), "{shown}");
        assert!(
            shown.contains("<p>Bonjour &lt;b&gt;Léa&lt;/b&gt; &amp; co,<br>suite</p>"),
            "{shown}"
        );
        let link = "<a href=\"https://exemple.invalid/a?b=1&amp;c=2\">\
                    https://exemple.invalid/a?b=1&amp;c=2</a>.</p>";
        assert!(shown.contains(link), "{shown}");
        assert!(!document("", "https:// rien").contains("<a "));
    }

    /// Invariant: a text that a browser has sent, whose lines end by two signs, has the same paragraphs.
    #[test]
    fn paragraphs_are_those_of_the_text() {
        let text = "Bonjour,\n\nun\ndeux\n\nAu revoir.";
        let shown = document("", text);
        assert!(
            shown.contains("<p>Bonjour,</p><p>un<br>deux</p><p>Au revoir.</p>"),
            "{shown}"
        );
        assert_eq!(document("", &text.replace('\n', "\r\n")), shown);
    }

    proptest! {
        /// Invariant: no text opens a tag of its own.
        #[test]
        fn no_text_opens_a_tag(text in "[a-z<>&\"'/\n :.]{0,60}|https://[a-z<>\"' ]{0,20}") {
            let shown = document("", &text);
            let tags = ["!DOCTYPE", "html", "/html", "head", "/head", "meta", "title", "/title", "body",
                "/body", "p>", "/p>", "br>", "a href=\"http", "/a>"];
            for rest in shown.split('<').skip(1) {
                prop_assert!(tags.iter().any(|tag| rest.starts_with(tag)), "{}", shown);
            }
        }
    }
}
