//! Typed identifiers: an `Id<Pupil>` cannot be given where an `Id<School>` is asked.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};
use uuid::Uuid;

/// The regional education authority.
#[derive(Debug, Clone, Copy)]
pub enum Academy {}
/// A school of any degree (*établissement* or *école*).
#[derive(Debug, Clone, Copy)]
pub enum School {}
/// A pupil.
#[derive(Debug, Clone, Copy)]
pub enum Pupil {}
/// A guardian (*responsable*) of one or more pupils.
#[derive(Debug, Clone, Copy)]
pub enum Guardian {}
/// The account by which a person signs in.
#[derive(Debug, Clone, Copy)]
pub enum Account {}

/// The identifier of a `T`: a UUIDv7, made by the program and never by the database.
///
/// Time-ordered, so that rows inserted together lie together in an index.
pub struct Id<T> {
    value: Uuid,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// A new identifier. Its time part comes from the machine and carries no meaning.
    pub fn new() -> Self {
        Self::from(Uuid::now_v7())
    }

    /// The bare UUID, for the database.
    pub fn uuid(self) -> Uuid {
        self.value
    }
}

impl<T> Default for Id<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> From<Uuid> for Id<T> {
    fn from(value: Uuid) -> Self {
        Self {
            value,
            of: PhantomData,
        }
    }
}

impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self::from)
    }
}

// Written by hand: derives would ask `T: Clone` and so on, and a `T` is only a name.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}
impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}
impl<T> serde::Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}
impl<'de, T> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id: Id<Pupil> = Id::new();
        assert_eq!(id.to_string().parse::<Id<Pupil>>().unwrap(), id);
        assert!("pas-un-uuid".parse::<Id<Pupil>>().is_err());
    }

    #[test]
    fn ids_made_one_after_the_other_are_ordered() {
        let ids: Vec<Id<School>> = (0..100).map(|_| Id::new()).collect();
        assert!(ids.is_sorted());
    }
}
