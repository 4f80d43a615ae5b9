//! An element of an export with all that is in it, and how its values are asked for.

use crate::fields;

/// One row, with all that is in it.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) line: u64,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) nested: Vec<Node>,
}

impl Node {
    /// A cleaned attribute; absent and empty are the same.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes.iter().find(|(key, _)| key == name)?;
        fields::clean(value)
    }

    /// A cleaned child element; absent and empty are the same.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        self.child(name).and_then(Node::content)
    }

    /// A key: an attribute, or in hand-made files a child element.
    pub(crate) fn key(&self, name: &str) -> Option<String> {
        self.attribute(name).or_else(|| self.field(name))
    }

    pub(crate) fn content(&self) -> Option<String> {
        fields::clean(&self.text)
    }

    pub(crate) fn child(&self, name: &str) -> Option<&Node> {
        self.nested.iter().find(|child| child.name == name)
    }

    /// What stands two levels below, as lists do.
    pub(crate) fn grandchildren<'a>(
        &'a self,
        list: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Node> {
        self.children(list)
            .flat_map(move |list| list.children(name))
    }

    /// How much it holds besides its text and what is nested in it.
    pub(crate) fn weight(&self) -> usize {
        let attributes = self.attributes.iter();
        self.name.len()
            + attributes
                .map(|(key, value)| key.len() + value.len())
                .sum::<usize>()
    }

    pub(crate) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.nested.iter().filter(move |child| child.name == name)
    }
}
