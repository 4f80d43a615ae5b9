//! What can go wrong between a statement and its engine.

use crate::Site;
use std::{fmt, sync::Arc};

/// SQLite: somebody else holds the file.
const BUSY: &str = "5";

/// The result of a statement.
pub type Result<T> = std::result::Result<T, Error>;

/// An error of the engine, with the place of the statement that met it.
///
/// Its text is for logs, never for a page: it holds no bound value, hence no personal data.
#[derive(Debug, Clone)]
pub struct Error {
    site: Option<&'static Site>,
    source: Arc<sqlx::Error>,
}

impl Error {
    pub(crate) fn at(site: &'static Site) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self {
            site: Some(site),
            source: Arc::new(source),
        }
    }

    /// What was read back is not what was written.
    pub fn unreadable(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        sqlx::Error::Decode(Box::new(source)).into()
    }

    /// Whether a unique key refused the row (a double click, most often).
    pub fn is_unique_violation(&self) -> bool {
        self.source
            .as_database_error()
            .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    }

    /// Whether the engine could not be reached, went away meanwhile, or had no connection left.
    pub fn is_unavailable(&self) -> bool {
        match &*self.source {
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            // Locked by somebody else for too long; connection exceptions, too many connections, shut down by somebody or by a fault,
            // not started yet.
            sqlx::Error::Database(_) => self.code().is_some_and(|code| {
                code.starts_with("08") && code.len() == 5
                    || ["53300", "57P01", "57P02", "57P03", BUSY].contains(&code.as_str())
            }),
            _ => false,
        }
    }

    /// Whether there was no room left on the disk of the engine: nothing was written.
    pub fn is_full(&self) -> bool {
        // SQLite: the file, or the one by which its readers and its writer agree.
        const FULL: [&str; 3] = ["53100", "13", "4874"];
        self.code().is_some_and(|code| FULL.contains(&&*code))
    }

    /// The engine's own code.
    fn code(&self) -> Option<String> {
        let error = self.source.as_database_error()?;
        error.code().map(|code| code.into_owned())
    }
}

impl Error {
    /// What would have answered has ended.
    pub fn gone() -> Self {
        sqlx::Error::WorkerCrashed.into()
    }
}

impl From<sqlx::Error> for Error {
    fn from(source: sqlx::Error) -> Self {
        Self {
            site: None,
            source: Arc::new(source),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // PostgreSQL's "detail" quotes values; the message alone does not.
        match self.source.as_database_error() {
            Some(error) => f.write_str(error.message())?,
            None => write!(f, "{}", self.source)?,
        }
        match self.site {
            Some(site) => write!(f, " ({site})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// Whether a write that met this error may be run again from its beginning.
pub trait MayRetry {
    /// True when the engine asked for it (40001, 40P01) and nothing was committed.
    fn may_retry(&self) -> bool;
}

impl MayRetry for Error {
    fn may_retry(&self) -> bool {
        matches!(self.code().as_deref(), Some("40001" | "40P01"))
    }
}
