//! A service, described in one place. Everything that must be complete is derived from the
//! manifests: tiles, navigation, router, access matrix, register of processing, retention,
//! migrations, demo.

mod processing;
mod reseal;
mod retention;
mod routes;

pub use processing::{register, schema};
pub use reseal::{Reseal, ResealFuture, reseal};
pub use retention::{Keep, PurgeFuture, Retention};
pub use routes::{Admitted, FirstArgument, Public, Route, Routes};
pub use web::Processing;

use education::{Account, Id, School};
use std::{future::Future, pin::Pin, sync::Arc};
use web::{Context, FamilyService, Offers, Result, Service, Tool};

/// What an owner of tables or pages is.
#[derive(Clone, Copy)]
pub struct Manifest {
    /// The word in addresses and code: `absences`.
    pub id: &'static str,
    /// How the bar and the home page show it; `None` for what has no place there.
    pub service: Option<Service>,
    /// What it offers on every page, beside the services.
    pub tools: &'static [Tool],
    /// What it offers to families, once a school opens it.
    pub family: &'static [FamilyService],
    /// Its pages.
    pub routes: fn() -> Routes,
    /// Its tables.
    pub migrations: Option<db::migration::Set>,
    /// How long each table that is about people keeps its rows.
    pub retention: &'static [Retention],
    /// The tables that are about nobody.
    pub impersonal: &'static [&'static str],
    /// What it keeps sealed, sealed again under the current key; `None` for what keeps nothing sealed.
    pub reseal: Option<Reseal>,
    /// Its entries in the register of processing (GDPR, art. 30).
    pub processing: &'static [Processing],
    /// Makes, at a school, one of each thing that its routes name (`{pupil}`…), through its
    /// public functions; gives what stands for each name. For the access matrix.
    pub examples: Option<ExamplesAt>,
    /// What it offers to other services, by the types of `exchange`.
    pub offers: Option<fn(Offers) -> Offers>,
    /// What the demo begins with at a school that can send messages, made through its public
    /// functions by the head. Called once, in the order of the manifests.
    pub demo: Option<DemoAt>,
}

impl Manifest {
    /// A manifest of nothing, to be filled.
    pub const fn empty(id: &'static str) -> Self {
        Self {
            id,
            service: None,
            tools: &[],
            family: &[],
            routes: Routes::new,
            migrations: None,
            retention: &[],
            impersonal: &[],
            reseal: None,
            processing: &[],
            examples: None,
            offers: None,
            demo: None,
        }
    }
}

/// What every page offers beside the services, in the order of the manifests: for
/// [`Context::tools`](web::Context).
pub fn tools(manifests: &[Manifest]) -> Arc<[Tool]> {
    let tools = manifests.iter().flat_map(|manifest| manifest.tools);
    tools.copied().collect()
}

/// What the services offer each other: for [`Context::offers`](web::Context).
pub fn offers(manifests: &[Manifest]) -> Offers {
    let given = manifests.iter().filter_map(|manifest| manifest.offers);
    given.fold(Offers::default(), |offers, give| give(offers))
}

/// What a school may open to families, in the order of the manifests: for
/// [`Context::family`](web::Context).
pub fn family(manifests: &[Manifest]) -> Arc<[FamilyService]> {
    let offered = manifests.iter().flat_map(|manifest| manifest.family);
    offered.copied().collect()
}

/// See [`Manifest::demo`]: the school, and its head's account.
pub type DemoAt =
    fn(Context, Id<School>, Id<Account>) -> Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// What [`ExamplesAt`] gives: name → value.
pub type Examples = Vec<(&'static str, String)>;

/// See [`Manifest::examples`].
pub type ExamplesAt =
    fn(Context, Id<School>) -> Pin<Box<dyn Future<Output = Result<Examples>> + Send>>;
