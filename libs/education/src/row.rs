//! Reading typed identifiers from database rows (feature `sqlx`); the only thing here that
//! knows of databases, because Rust lets nobody else say it for these types.

use crate::{Id, IdentifierError, Uai, UaiPolicy};
use sqlx::{Database, Decode, Type, error::BoxDynError};
use uuid::Uuid;

impl<T, DB: Database> Type<DB> for Id<T>
where
    Uuid: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        Uuid::type_info()
    }
    fn compatible(info: &DB::TypeInfo) -> bool {
        Uuid::compatible(info)
    }
}

impl<'r, T, DB: Database> Decode<'r, DB> for Id<T>
where
    Uuid: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Uuid::decode(value).map(Self::from)
    }
}

/// For `#[sqlx(try_from = "String")]`: what is stored was judged at the edge, so that only
/// its shape is checked again.
impl TryFrom<String> for Uai {
    type Error = IdentifierError;
    fn try_from(stored: String) -> Result<Self, IdentifierError> {
        Self::parse(&stored, UaiPolicy::Demo)
    }
}
