//! Reading the text of a receipt, whoever wrote it.

use super::{Receipt, ReceiptTlvs, State, dates};

/// The usual form (SMPP 3.4, appendix B):
/// `id:… sub:001 dlvrd:001 submit date:… done date:… stat:DELIVRD err:000 text:…`
pub(super) fn receipt(text: &[u8], tlvs: &ReceiptTlvs) -> Receipt {
    let raw = String::from_utf8_lossy(text).into_owned();
    let fields = without_quoted_text(&raw);
    let field = |names: &[&str]| names.iter().find_map(|name| value(fields, name));

    let written_id = field(&["id"]);
    let given_id = tlvs
        .message_id
        .as_deref()
        .map(|id| id.trim_matches(['\0', ' ']).to_owned())
        .filter(|id| !id.is_empty());
    let other_id = match &given_id {
        Some(given) => written_id.clone().filter(|written| written != given),
        None => None,
    };

    let submitted = field(&["submit date", "submit_date", "submitdate"]);
    let done = field(&["done date", "done_date", "donedate"]);
    let error = field(&["err", "error"])
        .or_else(|| tlvs.network_error.map(|(_, code)| format!("{code:03}")));
    Receipt {
        id: given_id.or(written_id),
        other_id,
        state: state(field(&["stat", "status", "state"]), tlvs.state),
        error,
        submitted_at: submitted.as_deref().and_then(dates::read),
        submitted,
        done_at: done.as_deref().and_then(dates::read),
        done,
        raw,
    }
}

/// The optional parameter wins when both are final; a final state wins over one that is not,
/// since some centres fill the parameter with a constant.
fn state(word: Option<String>, code: Option<u8>) -> State {
    let written = word.map(|word| State::from_word(&word));
    let given = code.map(State::from_code);
    match (given, written) {
        (Some(given), Some(written)) if written.is_final() && !given.is_final() => written,
        (Some(given), _) => given,
        (None, Some(written)) => written,
        (None, None) => State::Other(String::new()),
    }
}

/// What follows `text:` quotes the message itself: a pupil's name or a joke must not be read as a
/// field.
fn without_quoted_text(raw: &str) -> &str {
    match find(raw, "text") {
        Some((start, _)) => &raw[..start],
        None => raw,
    }
}

/// The value of a field: up to the next space.
fn value(fields: &str, name: &str) -> Option<String> {
    let (_, end) = find(fields, name)?;
    let rest = fields[end..].trim_start_matches(' ');
    let value = rest
        .split(|sign: char| sign.is_whitespace() || sign == '\0' || sign == ';' || sign == ',')
        .next()?;
    // An empty value is followed by the next field: `err: stat:DELIVRD`.
    let swallowed = value.contains(':');
    (!value.is_empty() && !swallowed).then(|| value.to_owned())
}

/// Where a field's name starts and where its value does: the name stands alone, in any case, and
/// is followed by a colon.
fn find(text: &str, name: &str) -> Option<(usize, usize)> {
    // ASCII case changes no length: positions hold in both.
    let lower = text.to_ascii_lowercase();
    let pattern = format!("{name}:");
    lower.match_indices(&pattern).find_map(|(start, found)| {
        let alone = lower[..start]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric() && before != '_');
        alone.then_some((start, start + found.len()))
    })
}
