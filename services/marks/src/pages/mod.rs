//! What people see.

pub(crate) mod appreciations;
pub(crate) mod assessment;
pub(crate) mod bulletins;
mod calculation;
pub(crate) mod classes;
pub(crate) mod courses;
pub(crate) mod family;
pub(crate) mod settings;
pub(crate) mod sheet;
