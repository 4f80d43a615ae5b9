//! « Contacter la vie scolaire »: the school, as it stands at the head of its own letters to families.

use crate::store::message_template;
use db::Read;
use identity::Child;
use maud::{Markup, html};
use messaging::Medium;
use ui::{Link, list, p, section};

/// Whom to call.
pub(super) async fn of(read: &mut Read, child: &Child) -> db::Result<Markup> {
    let templates = message_template::all(read, child).await?;
    let mut letterheads = templates
        .into_iter()
        .filter(|stored| !stored.withdrawn && stored.template.medium == Medium::Letter)
        .map(|stored| stored.template.letterhead)
        .filter(|lines| !lines.is_empty());
    let lines = letterheads.next().unwrap_or_default();
    let place = child.place();
    Ok(section(
        "Contacter la vie scolaire",
        html! {
            (p(format!("Une question, une erreur, une absence à annoncer : appelez le bureau de la vie \
                scolaire, {}.", place.label)))
            @if lines.is_empty() {
                (p("Son numéro est sur les courriers de l'établissement et dans le carnet de correspondance."))
            } @else {
                (list(lines.iter().map(|line| html! {
                    @match telephone(line) {
                        Some(number) => (Link::new(&format!("tel:{number}"), line)),
                        None => (line),
                    }
                })))
            }
        },
    ))
}

/// The ten digits of a line that is a French number and nothing else: « Tél. 01 99 00 00 10 ».
fn telephone(line: &str) -> Option<String> {
    let number = line.trim_start_matches(|c: char| !c.is_ascii_digit());
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let apart = number
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '\u{a0}' | '\u{202f}'));
    (apart && digits.len() == 10 && digits.starts_with('0')).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::telephone;

    #[test]
    fn a_number_is_called_and_an_address_is_not() {
        for line in ["01 99 00 00 10", "Tél. : 01.99.00.00.10", "0199000010"] {
            assert_eq!(telephone(line).as_deref(), Some("0199000010"), "{line}");
        }
        for line in [
            "1 rue de l'École",
            "99100 MONTCOURT",
            "",
            "01 99 00 00 10 ou 11",
        ] {
            assert_eq!(telephone(line), None, "{line}");
        }
    }
}
