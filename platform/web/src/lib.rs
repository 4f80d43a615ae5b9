//! What every page stands on: the context that handlers are given, errors that become pages,
//! forms that keep what was typed, and the layers around every request.

mod clock;
mod context;
mod csv;
mod cursor;
mod download;
mod error;
mod heavy;
mod input;
mod layers;
mod navigation;
mod offers;
mod problem;
mod register;
mod static_files;
mod table_file;
mod upload;
mod watch;

pub use clock::Clock;
pub use context::{Accessibility, Context, Mode, Settings};
pub use csv::Csv;
pub use cursor::{Cursor, PAGE_SIZE};
pub use download::{csv_download, csv_file};
pub use error::{Error, Result};
pub use heavy::heavy;
pub use input::{FormId, Input, Invalid};
pub use layers::layered;
pub use navigation::{
    Counters, CountersFuture, Detachment, Entry, FamilyService, OnDetached, Section, Service, Tool,
    Unread, UnreadFuture, Withdrawn,
};
pub use ods::Cell;
pub use offers::Offers;
pub use problem::{Problem, problem_page};
pub use register::{Kept, Processing, RegisterEntry};
pub use static_files::router as static_files;
pub use table_file::{FileForm, TableFile};
pub use upload::Upload;
pub use watch::{WATCH, asks_by_itself, watch};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

/// After a form that changed something: the page to show, fetched by GET so that « reload »
/// sends nothing twice.
pub fn see_other(path: impl AsRef<str>) -> Response {
    Redirect::to(path.as_ref()).into_response()
}

/// A file to keep, such as a CSV export.
pub fn attachment(name: &str, content_type: &'static str, body: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (StatusCode::OK, headers, body).into_response()
}
