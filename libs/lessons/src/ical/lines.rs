//! Content lines (RFC 5545, 3.1): unfolded on bytes, since a fold may cut a character.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// One property.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Property {
    /// In capitals.
    pub(super) name: String,
    /// Names in capitals, values without quotation marks.
    pub(super) parameters: Vec<(String, String)>,
    /// Not unescaped.
    pub(super) value: String,
}

impl Property {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Each content line with the line of the file where it begins, from 1.
pub(super) fn unfold(bytes: &[u8]) -> Vec<(u64, Cow<'_, [u8]>)> {
    let mut lines: Vec<(u64, Cow<'_, [u8]>)> = Vec::new();
    // A `\r` alone ends lines in files of old.
    let ends: &[u8] = if bytes.contains(&b'\n') { b"\n" } else { b"\r" };
    for (index, line) in bytes.split(|byte| ends.contains(byte)).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line, lines.last_mut()) {
            ([b' ' | b'\t', more @ ..], Some((_, begun))) => begun.to_mut().extend(more),
            _ => lines.push((index as u64 + 1, Cow::Borrowed(line))),
        }
    }
    lines
}

/// What the line says; nothing if it is no property.
pub(super) fn parse(line: &[u8]) -> Option<Property> {
    let line = match std::str::from_utf8(line) {
        Ok(line) => Cow::Borrowed(line),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(line).0,
    };
    let mut quoted = false;
    let colon = line.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let (head, value) = (&line[..colon], &line[colon + 1..]);
    let mut quoted = false;
    let mut parts = head.split(|c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    let name = parts.next()?.trim().to_ascii_uppercase();
    let parameter = |part: &str| {
        let (name, value) = part.split_once('=')?;
        Some((
            name.trim().to_ascii_uppercase(),
            value.trim_matches('"').to_owned(),
        ))
    };
    Some(Property {
        name,
        parameters: parts.filter_map(parameter).collect(),
        value: value.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: a fold may be anywhere, inside an escape or a character.
    #[test]
    fn a_fold_may_cut_a_character() {
        let mut bytes = "A:caf".as_bytes().to_vec();
        bytes.extend(b"\xc3\r\n \xa9\\\r\n\tn\r\nB:1\r\n");
        let lines = unfold(&bytes);
        assert_eq!(lines.len(), 3, "the last is empty");
        let values = lines
            .iter()
            .map(|(at, line)| Some((*at, parse(line)?.value)));
        let values: Vec<_> = values.flatten().collect();
        assert_eq!(values, [(1, "café\\n".to_owned()), (4, "1".to_owned())]);
    }

    /// Invariant: colons and semicolons between quotation marks are text.
    #[test]
    fn quotation_marks_keep_marks() {
        let property = parse(b"dtstart;TZID=\"a:b;c\";VALUE=DATE:2026").expect("a property");
        assert_eq!(property.name, "DTSTART");
        assert_eq!(property.parameter("TZID"), Some("a:b;c"));
        assert_eq!(property.parameter("VALUE"), Some("DATE"));
        assert_eq!(property.value, "2026");
        assert_eq!(parse(b"nothing"), None);
    }
}
