//! The baseline: a bare axum + maud + SQLite program. Frozen: each line of the bench adds its
//! own bare page, and a page changes only in a commit that says why.
//!
//! It runs the statements that the program runs for the same page, on the same rows, with the
//! same pools, and writes a page of the same size; nothing else.

mod day;
mod roll;
mod rows;
mod sms_waiting;

use anyhow::Result;
use axum::{Router, http::StatusCode, routing::get};
use maud::Markup;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

#[derive(Clone)]
struct Pools {
    readers: SqlitePool,
    writer: SqlitePool,
}

/// A page, or why there is none: a bare page that fails must not pass for a quick one.
type Answer = std::result::Result<Markup, (StatusCode, String)>;

fn failed(error: anyhow::Error) -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}

/// Serves a database of the program.
pub(crate) async fn serve(database: &str, port: u16) -> Result<()> {
    let options = SqliteConnectOptions::new()
        .filename(database)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options.clone())
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(8)
        .connect_lazy_with(options.pragma("query_only", "ON"));
    let pages = Router::new()
        .route("/absences/sms", get(sms_waiting::sms_waiting))
        .route("/absences/jour", get(day::day))
        .route("/absences/appel", get(roll::roll))
        .with_state(Pools { readers, writer });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    Ok(axum::serve(listener, pages).await?)
}
