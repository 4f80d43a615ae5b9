//! Looks that last: a list that asks for itself again is one look for a while, not one every ten
//! seconds.

use crate::{Context, Cursor, Input, Result};
use audit::Line;
use axum::http::{HeaderMap, HeaderName};
use chrono::{DateTime, Duration};

/// What the browser's script says when the page asks, and not the person.
const BY_ITSELF: HeaderName = HeaderName::from_static("preau-refresh");

/// So long does a line in the audit stand for a list that somebody keeps before their eyes.
const LASTS: Duration = Duration::minutes(15);

/// Whether the page asks for itself again: that is no gesture of the person, and does not keep
/// their session open.
pub fn asks_by_itself(headers: &HeaderMap) -> bool {
    headers.contains_key(BY_ITSELF)
}

/// The field of an address by which a list says that it is still looked at.
pub const WATCH: &str = "regard";

/// Notes a look at a list, unless the address says that this person has had it before their eyes
/// since a look that was noted a moment ago. `what` is what is seen of it: a tab. Gives what the
/// list's address carries, under [`WATCH`], when it asks for itself again.
///
/// # Errors
/// When the look could not be noted: then the list must not be shown.
pub async fn watch(context: &Context, input: &Input, line: Line, what: &str) -> Result<String> {
    let now = context.clock.now();
    let who = line.actor.account.map(|id| id.to_string());
    let school = line.actor.school.map(|id| id.to_string());
    let list = format!("regard {who:?} {school:?} {} {what}", line.act);
    let said = Cursor::read(&context.keys, &list, input.text(WATCH));
    let since = said
        .and_then(|said| said.0.parse().ok())
        .and_then(DateTime::from_timestamp_micros)
        .filter(|since| *since <= now && now - *since < LASTS);
    let since = match since {
        Some(since) => since,
        None => {
            context.audit.look(now, line).await?;
            now
        }
    };
    Ok(Cursor(since.timestamp_micros().to_string()).sign(&context.keys, &list))
}
