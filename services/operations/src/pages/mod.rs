//! The pages, one file each.

pub(crate) mod academy_contract;
pub(crate) mod accessibility;
pub(crate) mod audit;
pub(crate) mod audit_export;
pub(crate) mod audit_query;
pub(crate) mod gallery;
pub(crate) mod health;
pub(crate) mod provider;
mod provider_form;
mod provider_typed;
pub(crate) mod providers;
pub(crate) mod register;
pub(crate) mod replies;
pub(crate) mod state;
