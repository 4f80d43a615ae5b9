//! For whom a lesson is, as EDT writes it: `4B`, `[GROUP]`, `<4B> <partition> part`.

use crate::{
    cells::{list, repaired, some},
    lesson::ClassPart,
};

/// The classes of one cell. A group rules the parts that follow it, as far as the next group; alone,
/// it is all that is known.
pub(crate) fn parse(cell: &str) -> Vec<ClassPart> {
    let mut parts: Vec<ClassPart> = Vec::new();
    let mut group: Option<String> = None;
    let mut ruled = false;
    for element in list(cell).iter().filter(|element| !element.is_empty()) {
        let mut rest = element.as_str();
        if let Some((name, after)) = between(rest, '[', ']') {
            let name = some(name);
            if name != group {
                close(&mut parts, group.take(), ruled);
                (group, ruled) = (name, false);
            }
            rest = after;
        }
        if rest.is_empty() {
            continue;
        }
        let part = match between(rest, '<', '>') {
            None => ClassPart {
                division: Some(repaired(rest)),
                group: None,
            },
            Some((division, after)) => {
                ruled |= group.is_some();
                let named = between(after, '<', '>').map_or(after, |(_, after)| after);
                ClassPart {
                    division: some(division),
                    group: group.clone().or_else(|| some(named)),
                }
            }
        };
        push(&mut parts, part);
    }
    close(&mut parts, group, ruled);
    parts
}

/// A group that no part followed.
fn close(parts: &mut Vec<ClassPart>, group: Option<String>, ruled: bool) {
    if let (Some(_), false) = (&group, ruled) {
        push(
            parts,
            ClassPart {
                division: None,
                group,
            },
        );
    }
}

fn push(parts: &mut Vec<ClassPart>, part: ClassPart) {
    let named = part.division.is_some() || part.group.is_some();
    if named && !parts.contains(&part) {
        parts.push(part);
    }
}

/// What stands between both marks at the beginning, and what follows.
pub(crate) fn between(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let (inside, after) = text.trim_start().strip_prefix(open)?.split_once(close)?;
    Some((inside.trim(), after.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cell: &str) -> String {
        let part = |part: ClassPart| {
            let [division, group] = [part.division, part.group].map(Option::unwrap_or_default);
            format!("{division}/{group}")
        };
        parse(cell)
            .into_iter()
            .map(part)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Invariant: each form of the cell says for whom, with or without partition, whatever the mark
    /// of the list.
    #[test]
    fn every_form_says_for_whom() {
        for (cell, expected) in [
            ("4B", "4B/"),
            ("6 E", "6 E/"),
            ("5A, 5B# 5C+ 5D", "5A/ 5B/ 5C/ 5D/"),
            ("[3ALL1GR.1]", "/3ALL1GR.1"),
            ("<3D> <Dédoublement> 3D GR2", "3D/3D GR2"),
            ("<3E> 3°EP1", "3E/3°EP1"),
            ("<3E>", "3E/"),
            ("[G], <3A> <Opt> A1, <3B> <Opt> B1", "3A/G 3B/G"),
            ("[G]<3A> <Opt> A1+ <3B> <Opt> B1", "3A/G 3B/G"),
            ("[G]<3A> <O> A1+ [G]<3B> <O> B1", "3A/G 3B/G"),
            ("[G1], [G2]", "/G1 /G2"),
            ("[G1], <3A> A, [G2]", "3A/G1 /G2"),
            ("4A, 4A", "4A/"),
            ("2,00E+01", "2E1/"),
            ("", ""),
            ("[]", ""),
            ("<>", ""),
            (", ,", ""),
        ] {
            assert_eq!(written(cell), expected, "{cell}");
        }
    }

    /// Invariant: what is never closed is a name, nothing is lost in silence.
    #[test]
    fn what_is_not_closed_is_a_name() {
        assert_eq!(written("[3A, 3B"), "[3A, 3B/");
        assert_eq!(written("<3A"), "<3A/");
    }
}
