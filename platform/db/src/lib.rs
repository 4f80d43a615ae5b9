//! One way to reach the data, on either of two engines.
//!
//! - [`Db::read`] gives a [`Read`], [`in_write!`] gives a [`Write`]: what only reads cannot
//!   write, by its type.
//! - [`sql!`] is the only way to speak SQL. It takes `&'static str`, binds values ([`Bind`]),
//!   and notes that the statement ran, so that `bin/test` can fail on one that never did on
//!   one of the engines.
//! - [`migration`] keeps each owner's numbered set.

mod built;
mod connect;
mod error;
mod handle;
pub mod migration;
mod scratch;
mod statement;
mod trace;
mod value;

pub use connect::{Db, Engine, UrlError};
pub use error::{Error, MayRetry, Result};
pub use handle::{Read, Write};
pub use scratch::Scratch;
pub use statement::{Row, Statement};
pub use trace::Site;
pub use value::{Bind, Value, instant};

#[doc(hidden)]
pub mod macros {
    //! What the macros need in scope of their caller.
    pub use crate::built::statement as built;
    pub use crate::handle::pause_before_retry;
}

/// A statement: `sql!("SELECT … WHERE id = $1").bind(id).optional::<Row>(read).await?`.
///
/// One text for both engines; `sql!(sqlite: "…", postgres: "…")` where they truly differ.
#[macro_export]
macro_rules! sql {
    (sqlite: $sqlite:expr, postgres: $postgres:expr $(,)?) => {{
        static SITE: $crate::Site = $crate::Site::new(file!(), line!());
        $crate::Statement::new($sqlite, $postgres, &SITE)
    }};
    ($text:expr $(,)?) => {{
        static SITE: $crate::Site = $crate::Site::new(file!(), line!());
        $crate::Statement::new($text, $text, &SITE)
    }};
}

/// A statement on a [`Scratch`]: `scratch!("SELECT … WHERE id = $1").bind(id).all(&mut scratch)`.
#[macro_export]
macro_rules! scratch {
    ($text:expr $(,)?) => {{
        static SITE: $crate::Site = $crate::Site::scratch(file!(), line!());
        $crate::Statement::new($text, $text, &SITE)
    }};
}

/// A statement that varies, from a `sea_query` builder: `built!(query).all::<Row>(read)`.
#[macro_export]
macro_rules! built {
    ($query:expr $(,)?) => {{
        static SITE: $crate::Site = $crate::Site::new(file!(), line!());
        $crate::macros::built(&$query, &SITE)
    }};
}

/// One write: `in_write!(db, Error, |tx| { …; Ok(value) })`, an expression of type
/// `Result<_, Error>`.
///
/// Immediate on SQLite, serializable on PostgreSQL and run again when the engine asks for it:
/// the body may run several times, so it holds no network and no effect outside the database.
/// A macro and not a function because an `async` closure that borrows the transaction does
/// not compile in a handler.
#[macro_export]
macro_rules! in_write {
    ($db:expr, $error:ty, |$tx:ident| $body:block) => {{
        let mut attempt: u32 = 0;
        loop {
            attempt += 1;
            let mut transaction = match $db.begin().await {
                Ok(transaction) => transaction,
                Err(error) => break ::core::result::Result::<_, $error>::Err(error.into()),
            };
            let outcome: ::core::result::Result<_, $error> = async {
                let $tx: &mut $crate::Write = &mut transaction;
                $body
            }
            .await;
            let outcome = match outcome {
                Ok(value) => transaction
                    .commit()
                    .await
                    .map(|()| value)
                    .map_err(<$error>::from),
                Err(error) => {
                    transaction.rollback().await;
                    Err(error)
                }
            };
            match outcome {
                Err(error) if attempt < 12 && $crate::MayRetry::may_retry(&error) => {
                    $crate::macros::pause_before_retry(attempt).await;
                }
                outcome => break outcome,
            }
        }
    }};
}
