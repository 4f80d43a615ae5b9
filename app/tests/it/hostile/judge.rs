//! What must hold of an answer, whatever was typed.

use super::{
    html::{Field, Piece, Tag, forms, pieces},
    list::Entry,
};
use testkit::Answer;

/// By this the test knows its own again.
const MARK: &str = "zqx";
/// What a form may weigh: a longer one is refused whole.
const LONGEST_FORM: usize = 512 * 1024;

/// What was typed, and where.
pub(super) struct Typed<'t> {
    pub(super) field: &'t Field,
    pub(super) entry: &'t Entry,
    pub(super) post: bool,
}

/// What is wrong with any answer.
pub(super) fn wrong(answer: &Answer) -> Vec<String> {
    let mut wrong = Vec::new();
    let status = answer.status.as_u16();
    if status >= 500 {
        wrong.push(format!("{status} : {}", answer.text()));
    }
    for (name, value) in &answer.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let ours = name.as_str().contains(MARK);
        let strange = match name.as_str() {
            "location" => !value.starts_with('/') || value[1..].starts_with(['/', '\\']),
            "set-cookie" => !is_cookie_of_ours(&value),
            _ => value.contains(MARK),
        };
        if ours || strange {
            wrong.push(format!("header {name}: {value}"));
        }
    }
    let kind = answer.headers.get("content-type");
    match kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default() {
        kind if kind.starts_with("text/html") => wrong.extend(in_page(&answer.body)),
        kind if kind.starts_with("text/csv") => wrong.extend(in_csv(&answer.body)),
        _ => {}
    }
    wrong
}

/// A token under a name of ours, and attributes that keep it in its browser and out of scripts.
fn is_cookie_of_ours(value: &str) -> bool {
    let mut parts = value.split("; ");
    let (name, token) = parts
        .next()
        .and_then(|first| first.split_once('='))
        .unwrap_or_default();
    let attributes: Vec<&str> = parts.collect();
    let known = |attribute: &&str| {
        matches!(
            *attribute,
            "Path=/" | "Path=/premier-acces" | "HttpOnly" | "SameSite=Lax" | "Secure"
        ) || attribute
            .strip_prefix("Max-Age=")
            .is_some_and(|age| age.parse::<u32>().is_ok())
    };
    matches!(name, "preau_session" | "preau_acces" | "preau_lien")
        && token
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '_'))
        && !token.contains(MARK)
        && attributes.iter().all(known)
        && attributes.contains(&"HttpOnly")
}

/// What is typed is text and values in a page, and never anything else.
fn in_page(page: &str) -> Vec<String> {
    let pieces = pieces(page);
    let mut wrong: Vec<String> = pieces.iter().filter_map(alive).collect();
    let controls = |c: &char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    let texts = pieces.iter().flat_map(|piece| match piece {
        Piece::Text(text) => vec![text.as_str()],
        Piece::Start(tag) => tag.attributes.values().map(String::as_str).collect(),
        _ => Vec::new(),
    });
    for text in texts {
        let unseen = text.chars().find(|c| controls(c) || turns(*c));
        wrong.extend(unseen.map(|c| format!("{c:?} in a page")));
    }
    wrong.truncate(3);
    wrong
}

/// What changes the order in which a line is read.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A tag, an attribute or a script that no component writes.
fn alive(piece: &Piece) -> Option<String> {
    let Piece::Start(tag) = piece else {
        return matches!(piece, Piece::Comment).then(|| "a comment in a page".to_owned());
    };
    let strange = |name: &&String| {
        name.contains(MARK) || name.starts_with("on") || matches!(name.as_str(), "style" | "srcdoc")
    };
    let names = tag.attributes.keys().find(strange);
    let away = ["href", "src", "action", "formaction", "hx-get", "hx-post"]
        .into_iter()
        .find(|name| leads_away(tag, name));
    let script = tag.name == "script" && !tag.get("src").starts_with("/static/");
    let element = tag.name.contains(MARK) || script || tag.name == "style";
    let bad = names.is_some() || away.is_some() || element;
    bad.then(|| format!("<{}> in a page: {:?}", tag.name, tag.attributes))
}

/// To a program, or to another site, with our mark: what a page links to by itself is its own.
fn leads_away(tag: &Tag, attribute: &str) -> bool {
    let value = tag.get(attribute).trim_start();
    let runs = value.to_lowercase().starts_with("javascript:");
    let elsewhere = !value.starts_with('/') || value[1..].starts_with(['/', '\\']);
    runs || attribute.contains("action") && elsewhere && !value.is_empty()
}

/// A cell is text, for whichever spreadsheet opens it.
fn in_csv(file: &str) -> Vec<String> {
    let rows = file.trim_start_matches('\u{feff}');
    let mut cells = Vec::new();
    let mut rest = rows;
    while let Some((cell, after)) = rest.strip_prefix('"').and_then(cell) {
        cells.push(cell);
        rest = after.trim_start_matches([';', '\r', '\n']);
    }
    let mut wrong: Vec<String> = cells
        .iter()
        .filter(|cell| {
            cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r'])
        })
        .map(|cell| format!("a formula in a file: {cell:.40}"))
        .collect();
    if !rest.is_empty() {
        wrong.push(format!("a file that is cut: {rest:.40}"));
    }
    wrong
}

/// A cell after its first quotation mark, and what follows the last one.
fn cell(text: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    loop {
        let end = from + text[from..].find('"')?;
        match text[end + 1..].starts_with('"') {
            true => from = end + 2,
            false => return Some((&text[..end], &text[end + 1..])),
        }
    }
}

/// What is wrong with how a form comes back: what was typed is still there, the summary leads to
/// the fields, and a field that somebody may fill is refused on its page.
pub(super) fn shown_again(answer: &Answer, typed: &Typed<'_>) -> Vec<String> {
    let status = answer.status.as_u16();
    let by_hand = typed.field.shows_what_is_typed() && typed.post;
    let too_long = typed.entry.octets.len() > LONGEST_FORM / 3;
    match status {
        422 => kept(answer, typed, by_hand),
        200..400 if by_hand && typed.entry.octets.len() >= 10_000 => {
            vec!["10,000 octets are taken".to_owned()]
        }
        400 | 404 | 405 | 413 | 415 if by_hand && !too_long => {
            vec![format!("{status} instead of the form: {}", answer.text())]
        }
        400..500 if !answer.body.contains("<h1") => vec![format!("{status} without a page")],
        _ => Vec::new(),
    }
}

fn kept(answer: &Answer, typed: &Typed<'_>, by_hand: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let pieces = pieces(&answer.body);
    let tags = || {
        pieces.iter().filter_map(|piece| match piece {
            Piece::Start(tag) => Some(tag),
            _ => None,
        })
    };
    let summary = tags().position(|tag| tag.name == "ds-error-summary");
    let leads = tags()
        .skip(summary.unwrap_or(usize::MAX))
        .filter_map(|tag| tag.get("href").strip_prefix('#'))
        .any(|id| tags().any(|tag| tag.get("id") == id));
    // A form of one field says it beside the field, a list or a sign-in above.
    let beside = tags().any(|tag| tag.get("aria-invalid") == "true");
    let above = tags().any(|tag| {
        tag.get("class").contains("ds-alert")
            && matches!(tag.get("data-color"), "danger" | "warning")
    });
    if !(leads || summary.is_none() && (beside || above)) {
        wrong.push(format!(
            "422 without a word on what is wrong: {}",
            answer.text()
        ));
    }
    if by_hand {
        let sent = format!("a={}", typed.entry.encoded());
        let sent = web::Input::parse(&sent);
        let back = forms(&answer.body, "");
        let mut fields = back.iter().flat_map(|form| &form.fields);
        let same = |field: &&Field| {
            field.name == typed.field.name && flat(&field.value) == flat(sent.text("a"))
        };
        if !fields.any(|field| same(&field)) {
            wrong.push("what was typed is not there any more".to_owned());
        }
    }
    wrong
}

/// Line ends are of one kind on a page.
fn flat(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .trim()
        .to_owned()
}

/// Invariant: the judge sees each thing that it is there for.
#[test]
fn the_judge_sees_it() {
    for page in [
        "<p>a<script>zqx()</script>",
        "<p onclick=1>",
        "<zqx-a>",
        "<p zqx=1>",
        "<a href=' JavaScript:1'>",
        "<form action=//zqx.example/>",
        "<p style=color:red>",
        "<!-- a -->",
        "<p>a\u{202e}b",
        "<p title='\u{7}'>",
    ] {
        assert!(!in_page(page).is_empty(), "{page}");
    }
    let page = "<p title='<zqx>'>&lt;script&gt;zqx()</p><script src=/static/app.js></script>";
    assert_eq!(in_page(page), Vec::<String>::new());
    assert!(!in_csv("\"a\";\"=1\"\r\n").is_empty());
    assert!(!in_csv("\"a\";\" @x\"\r\n").is_empty());
    assert!(!in_csv("\"a\";b\r\n").is_empty());
    assert_eq!(
        in_csv("\u{feff}\"a \"\"b\"\"\";\"'=1\"\r\n\"\";\"c\"\r\n"),
        Vec::<String>::new()
    );
}
