//! What tests of pages stand on: a portal on a fresh database of either engine, people who
//! sign in, a browser that keeps its cookie. A failure here panics: it is a test's failure.

mod browser;
mod database;
mod paper;
mod portal;

pub use browser::{Answer, Browser};
pub use database::{Database, Which};
pub use paper::described;
pub use portal::{Portal, START};

pub use tokio;

/// A test on each engine: `on_each_engine!(name, |which| async move { … });` makes
/// `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! on_each_engine {
    ($(#[doc = $doc:literal])* $name:ident, |$which:ident| $body:expr) => {
        $(#[doc = $doc])*
        mod $name {
            #[allow(unused_imports, reason = "the test names what stands around it")]
            use super::*;

            async fn check($which: $crate::Which) {
                $body.await
            }

            #[test]
            fn sqlite() {
                $crate::run(check($crate::Which::Sqlite));
            }

            #[test]
            fn postgres() {
                $crate::run(check($crate::Which::Postgres));
            }
        }
    };
}

/// Runs a test to its end.
pub fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(test);
}
