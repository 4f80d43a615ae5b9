//! An export as a sequence of rows, each in a section. Only one row at a time is in memory.

use std::io::Read;

use quick_xml::{
    Error as XmlError, Reader, XmlVersion,
    errors::{IllFormedError, SyntaxError},
    events::{BytesRef, BytesStart, Event},
};

use crate::{
    error::{ReadError, breach},
    fields,
    node::Node,
    text::TextReader,
};

/// Elements in one row, how deep, attributes of one element: many times what an export has.
const MAX_NODES: usize = 4096;
const MAX_DEPTH: usize = 16;
const MAX_ATTRIBUTES: usize = 64;
/// How many fields of the longest kind one row may weigh.
const MAX_FIELDS: usize = 16;
/// The element that holds the rows of every export.
pub(crate) const DATA: &str = "DONNEES";

/// Whether rows stand directly in the element at that path, the root left out.
pub(crate) type IsSection = fn(&[String]) -> bool;

pub(crate) enum Piece {
    /// `PARAMETRES`.
    Parameters(Node),
    /// A row, under the name of its section.
    Row { section: String, node: Node },
}

enum Token {
    Open(Node),
    Text(String),
    Close,
    End,
}

pub(crate) struct Document<R: Read> {
    reader: Reader<TextReader<R>>,
    buffer: Vec<u8>,
    field_limit: usize,
    root: String,
    path: Vec<String>,
    has_data: bool,
}

impl<R: Read> Document<R> {
    /// Reads as far as the root element.
    pub(crate) fn open(text: TextReader<R>, field_limit: usize) -> Result<Self, ReadError> {
        let mut reader = Reader::from_reader(text);
        reader.config_mut().expand_empty_elements = true;
        let mut document = Self {
            reader,
            buffer: Vec::new(),
            field_limit,
            root: String::new(),
            path: Vec::new(),
            has_data: false,
        };
        loop {
            match document.token()? {
                Token::Open(node) => {
                    document.root.clone_from(&node.name);
                    document.path.push(node.name);
                    return Ok(document);
                }
                Token::Text(text) if text.trim().is_empty() => {}
                _ => return Err(ReadError::NotXml),
            }
        }
    }

    pub(crate) fn root(&self) -> &str {
        &self.root
    }

    /// The next piece, or `None` once the root is closed and nothing follows it.
    pub(crate) fn next(&mut self, is_section: IsSection) -> Result<Option<Piece>, ReadError> {
        while !self.path.is_empty() {
            match self.token()? {
                Token::Open(node) if self.path.len() == 1 && node.name == "PARAMETRES" => {
                    return self.collect(node).map(|node| Some(Piece::Parameters(node)));
                }
                Token::Open(node) if is_section(&self.path[1..]) => {
                    let section = self.path.last().cloned().unwrap_or_default();
                    return self
                        .collect(node)
                        .map(|node| Some(Piece::Row { section, node }));
                }
                Token::Open(node) => self.descend(node)?,
                Token::Close => drop(self.path.pop()),
                Token::Text(_) => {}
                Token::End => return Err(ReadError::Truncated(self.line())),
            }
        }
        self.expect_end()?;
        if !self.has_data {
            return Err(ReadError::Header("DONNEES manque"));
        }
        Ok(None)
    }

    fn descend(&mut self, node: Node) -> Result<(), ReadError> {
        if self.path.len() >= MAX_DEPTH {
            return Err(ReadError::TooDeep(self.line()));
        }
        self.has_data |= self.path.len() == 1 && node.name == DATA;
        self.path.push(node.name);
        Ok(())
    }

    /// Two files pasted one after the other are not one file.
    fn expect_end(&mut self) -> Result<(), ReadError> {
        loop {
            match self.token()? {
                Token::End => return Ok(()),
                Token::Text(text) if text.trim_matches(['\0', '\u{1a}']).trim().is_empty() => {}
                _ => {
                    let detail = "du contenu suit la fin du document".to_owned();
                    return Err(ReadError::Malformed {
                        line: self.line(),
                        detail,
                    });
                }
            }
        }
    }

    /// Everything up to the end of this element.
    fn collect(&mut self, first: Node) -> Result<Node, ReadError> {
        let mut current = first;
        let mut parents: Vec<Node> = Vec::new();
        let mut count = 1;
        let mut weight = current.weight();
        loop {
            match self.token()? {
                Token::Open(node) => {
                    count += 1;
                    if count > MAX_NODES || parents.len() + 1 >= MAX_DEPTH {
                        return Err(ReadError::TooDeep(self.line()));
                    }
                    weight += node.weight();
                    parents.push(std::mem::replace(&mut current, node));
                }
                Token::Text(text) => {
                    if current.text.len() + text.len() > self.field_limit {
                        return Err(self.field_too_long());
                    }
                    weight += text.len();
                    current.text.push_str(&text);
                }
                Token::Close => match parents.pop() {
                    Some(parent) => {
                        let done = std::mem::replace(&mut current, parent);
                        current.nested.push(done);
                    }
                    None => return Ok(current),
                },
                Token::End => return Err(ReadError::Truncated(self.line())),
            }
            let limit = self.field_limit.saturating_mul(MAX_FIELDS);
            if weight > limit {
                let line = self.line();
                return Err(ReadError::RowTooLong { line, limit });
            }
        }
    }

    fn line(&self) -> u64 {
        self.reader.get_ref().line()
    }

    fn field_too_long(&self) -> ReadError {
        ReadError::FieldTooLong {
            line: self.line(),
            limit: self.field_limit,
        }
    }

    fn token(&mut self) -> Result<Token, ReadError> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().begin_token();
            let line = self.line();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(explain(&error, line)),
            };
            return Ok(match event {
                Event::Start(tag) | Event::Empty(tag) => Token::Open(opened(&tag, line)?),
                Event::End(_) => Token::Close,
                Event::Text(text) => Token::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Token::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Token::Text(resolved(&reference, line)?),
                Event::DocType(_) => return Err(ReadError::Doctype(line)),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
                Event::Eof => Token::End,
            });
        }
    }
}

fn opened(tag: &BytesStart<'_>, line: u64) -> Result<Node, ReadError> {
    let mut node = Node {
        name: tag.local_name().as_ref().to_owned(),
        line,
        ..Node::default()
    };
    for attribute in tag.attributes() {
        // Each is compared with all before it.
        if node.attributes.len() == MAX_ATTRIBUTES {
            return Err(ReadError::TooDeep(line));
        }
        let attribute = attribute.map_err(|error| malformed(line, &error))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| malformed(line, &error))?;
        node.attributes.push((
            attribute.key.local_name().as_ref().to_owned(),
            value.into_owned(),
        ));
    }
    Ok(node)
}

/// The five entities of XML and numbered characters; any other could stand for anything.
fn resolved(reference: &BytesRef<'_>, line: u64) -> Result<String, ReadError> {
    if let Some(character) = reference
        .resolve_char_ref()
        .map_err(|error| malformed(line, &error))?
    {
        return Ok(character.to_string());
    }
    let name: &str = reference;
    quick_xml::escape::resolve_xml_entity(name)
        .map(str::to_owned)
        .ok_or_else(|| ReadError::Entity {
            line,
            name: fields::shown(name),
        })
}

fn malformed(line: u64, error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Malformed {
        line,
        detail: fields::shown(&error.to_string()),
    }
}

fn explain(error: &XmlError, line: u64) -> ReadError {
    match error {
        XmlError::Io(io) => breach(io)
            .unwrap_or_else(|| ReadError::Io(std::io::Error::new(io.kind(), io.to_string()))),
        XmlError::Syntax(SyntaxError::InvalidBangMarkup) => malformed(line, error),
        // Every other syntax error is something opened that the input ends before closing.
        XmlError::Syntax(_) | XmlError::IllFormed(IllFormedError::MissingEndTag(_)) => {
            ReadError::Truncated(line)
        }
        other => malformed(line, other),
    }
}
