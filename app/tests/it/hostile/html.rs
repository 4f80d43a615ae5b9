//! A page as a browser reads it: its tags, and its forms with what they hold.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use std::collections::BTreeMap;

/// A start tag.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
}

impl Tag {
    pub(super) fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }

    fn has(&self, attribute: &str) -> bool {
        self.attributes.contains_key(attribute)
    }
}

/// What a page is made of.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Start(Tag),
    End(String),
    Text(String),
    Comment,
}

/// The page by the rules of browsers (WHATWG), whatever is in it.
pub(super) fn pieces(page: &str) -> Vec<Piece> {
    let mut emitter = DefaultEmitter::default();
    // As a browser does inside <script>, <textarea>, <title>…
    emitter.naively_switch_states(true);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut pieces = Vec::new();
    for token in Tokenizer::new_with_emitter(page, emitter) {
        match token.expect("nothing is read from elsewhere") {
            Token::StartTag(tag) => pieces.push(Piece::Start(Tag {
                name: text(&tag.name),
                attributes: tag
                    .attributes
                    .iter()
                    .map(|(name, value)| (text(name), text(value)))
                    .collect(),
            })),
            Token::EndTag(tag) => pieces.push(Piece::End(text(&tag.name))),
            Token::String(string) => pieces.push(Piece::Text(text(&string))),
            Token::Comment(_) => pieces.push(Piece::Comment),
            Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    pieces
}

/// What holds a value.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: String,
    /// `text`, `date`, `select`, `textarea`, `button`…
    pub(super) kind: String,
    pub(super) value: String,
    /// Whether the browser sends it as the page stands.
    pub(super) sent: bool,
    /// Whether somebody can write in it.
    pub(super) free: bool,
}

impl Field {
    /// Whether what is typed is shown again.
    pub(super) fn shows_what_is_typed(&self) -> bool {
        const HIDE: [&str; 8] = [
            "password", "hidden", "select", "checkbox", "radio", "file", "button", "submit",
        ];
        self.free && !HIDE.contains(&self.kind.as_str())
    }
}

/// A form, or a link with a question in its address.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) post: bool,
    pub(super) action: String,
    pub(super) multipart: bool,
    pub(super) fields: Vec<Field>,
}

impl Form {
    /// Its fields by name, each once.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The forms of a page at this address, its buttons that send elsewhere, its links that ask.
pub(super) fn forms(page: &str, address: &str) -> Vec<Form> {
    let mut done = Vec::new();
    let mut open: Option<Form> = None;
    let mut elsewhere: Vec<String> = Vec::new();
    let mut select = String::new();
    let mut textarea: Option<Field> = None;
    for piece in pieces(page) {
        match piece {
            Piece::Start(tag) if tag.name == "a" && tag.get("href").starts_with('/') => {
                done.extend(asked(tag.get("href")));
            }
            Piece::Start(tag) if tag.name == "form" => {
                let action = tag.get("action");
                open = Some(Form {
                    post: tag.get("method") == "post",
                    action: if action.is_empty() { address } else { action }.to_owned(),
                    multipart: tag.get("enctype") == "multipart/form-data",
                    fields: Vec::new(),
                });
            }
            Piece::End(name) if name == "form" => {
                if let Some(form) = open.take() {
                    let other = |action: String| Form {
                        action,
                        ..form.clone()
                    };
                    done.extend(elsewhere.drain(..).map(other));
                    done.push(form);
                }
            }
            Piece::Start(tag) if tag.name == "select" => tag.get("name").clone_into(&mut select),
            Piece::End(name) if name == "textarea" => {
                if let (Some(form), Some(field)) = (&mut open, textarea.take()) {
                    form.fields.push(field);
                }
            }
            Piece::Text(text) => {
                if let Some(field) = &mut textarea {
                    field
                        .value
                        .push_str(text.strip_prefix('\n').unwrap_or(&text));
                }
            }
            Piece::Start(tag) => {
                let Some(form) = &mut open else { continue };
                if tag.has("formaction") {
                    elsewhere.push(tag.get("formaction").to_owned());
                }
                match tag.name.as_str() {
                    "option" => add_option(form, &select, &tag),
                    "textarea" => textarea = Some(field_of(&tag, "textarea")),
                    "input" => form.fields.push(field_of(&tag, tag.get("type"))),
                    "button" => form.fields.push(field_of(&tag, "button")),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    for form in &mut done {
        form.fields.retain(|field| !field.name.is_empty());
    }
    done
}

fn field_of(tag: &Tag, kind: &str) -> Field {
    let kind = if kind.is_empty() { "text" } else { kind };
    let sent = match kind {
        "checkbox" | "radio" => tag.has("checked"),
        "button" | "submit" | "file" => false,
        _ => true,
    };
    Field {
        name: tag.get("name").to_owned(),
        kind: kind.to_owned(),
        value: tag.get("value").to_owned(),
        sent,
        free: !tag.has("readonly"),
    }
}

/// A list sends its chosen option, the first when none is.
fn add_option(form: &mut Form, select: &str, tag: &Tag) {
    let known = form
        .fields
        .iter_mut()
        .find(|field| field.kind == "select" && field.name == select);
    match known {
        Some(field) if tag.has("selected") => tag.get("value").clone_into(&mut field.value),
        Some(_) => {}
        None => form.fields.push(Field {
            name: select.to_owned(),
            kind: "select".to_owned(),
            value: tag.get("value").to_owned(),
            sent: true,
            free: true,
        }),
    }
}

/// `/eleves?nom=ab` is a form of one field, already filled.
fn asked(href: &str) -> Option<Form> {
    let (path, question) = href.split_once('?')?;
    let input = web::Input::parse(question.split('#').next()?);
    let field = |(name, value): &(String, String)| Field {
        name: name.clone(),
        kind: "hidden".to_owned(),
        value: value.clone(),
        sent: true,
        free: true,
    };
    Some(Form {
        post: false,
        action: path.to_owned(),
        multipart: false,
        fields: input.fields().iter().map(field).collect(),
    })
}

/// Invariant: a form is read as a browser sends it.
#[test]
fn a_form_is_read_as_a_browser_sends_it() {
    let page = r#"<form method=post action="/a"><input name="nom" value="B&amp;B"><input type=checkbox
        name=sms value=1><select name=lieu><option value=x><option value=y selected></select>
        <textarea name=texte>
<b>deux</b></textarea><button formaction="/b">Non</button></form><a href="/c?tri=nom&amp;page=2">"#;
    let forms = forms(page, "/ici");
    let read: Vec<_> = forms
        .iter()
        .map(|form| {
            let sent = form.fields.iter().filter(|field| field.sent);
            let sent: Vec<_> = sent.map(|f| format!("{}={}", f.name, f.value)).collect();
            format!("{} {} {}", form.post, form.action, sent.join("&"))
        })
        .collect();
    let sent = "nom=B&B&lieu=y&texte=<b>deux</b>";
    assert_eq!(
        read,
        [
            format!("true /b {sent}"),
            format!("true /a {sent}"),
            "false /c tri=nom&page=2".to_owned()
        ]
    );
    assert_eq!(forms[0].names(), ["lieu", "nom", "sms", "texte"]);
}
