//! Activation codes: made, told, used, closed; never two live ones for a pair.

pub(crate) mod accept;
pub(crate) mod batch;
pub(crate) mod change;
#[cfg(test)]
mod here;
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod make;
pub(crate) mod notify;
pub(crate) mod past;
pub(crate) mod request;
pub(crate) mod reseal;
pub(crate) mod rules;
pub(crate) mod sending;

/// The service, as messages name it.
pub(crate) const SERVICE: &str = "teleservices";

/// Identifiers as the rows of a JSON list, for statements that take many.
fn hex(id: uuid::Uuid) -> String {
    id.simple().to_string()
}
