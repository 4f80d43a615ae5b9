//! What services offer each other, found by its type.

use axum::http::Extensions;
use std::sync::Arc;

/// What services offer each other: one value of each type. The types are those of `exchange`, so that
/// neither who offers nor who asks knows the other.
#[derive(Debug, Clone, Default)]
pub struct Offers(Arc<Extensions>);

impl Offers {
    /// The same, and this too.
    pub fn with<T: Clone + Send + Sync + 'static>(mut self, offer: T) -> Self {
        Arc::make_mut(&mut self.0).insert(offer);
        self
    }

    /// What is offered of this type; nothing in a program where nobody offers it.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.get()
    }
}
