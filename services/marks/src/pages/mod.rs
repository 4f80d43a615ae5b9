//! What people see.

pub(crate) mod assessment;
pub(crate) mod courses;
pub(crate) mod sheet;
