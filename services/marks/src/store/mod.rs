//! Every query of this service, and nothing else.

pub(crate) mod appreciation;
pub(crate) mod assessment;
pub(crate) mod bulletin;
pub(crate) mod mark;
pub(crate) mod of_child;
pub(crate) mod publication;
pub(crate) mod settings;
