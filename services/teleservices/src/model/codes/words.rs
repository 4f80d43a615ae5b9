//! What a notification says: one code for each child of the school.

use ui::fr;

/// A child in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// « Léo BERTIN (5B) ».
    pub(crate) child: String,
    /// As it is read aloud.
    pub(crate) code: String,
}

/// What the texts are made of.
#[derive(Debug, Clone)]
pub(crate) struct Words<'w> {
    pub(crate) school: &'w str,
    /// The address of the site.
    pub(crate) site: &'w str,
    /// The services that are open there, by name.
    pub(crate) services: &'w [String],
    pub(crate) days: i64,
}

impl Words<'_> {
    pub(crate) const TITLE: &'static str = "Vos codes d'activation";

    /// Beside the one-time link of a mail.
    pub(crate) const FOLLOW: &'static str = "Ou suivez ce lien, qui évite de taper le code. Il demande la \
        date de naissance de l'élève, et sert une seule fois :";
    /// Beside the one-time link of a letter, which is a QR code.
    pub(crate) const SCAN: &'static str = "Ou visez ce dessin avec l'appareil photo d'un téléphone : il \
        évite de taper le code. La date de naissance de l'élève est demandée. Il sert une seule fois.";

    /// The paragraphs of a mail or of a letter; the pupil's own when `own`. The last one says what to do when
    /// it does not work: a link goes before it.
    pub(crate) fn paragraphs(&self, listed: &[Listed], own: bool) -> Vec<String> {
        let whose = if own { "" } else { ", un par enfant" };
        let mut paragraphs = vec![
            "Bonjour,".to_owned(),
            format!(
                "{} ouvre ses services en ligne. Voici {}{whose} :",
                self.school,
                fr::plural(
                    listed.len() as u64,
                    "code d'activation",
                    "codes d'activation"
                ),
            ),
        ];
        let codes = listed
            .iter()
            .map(|one| format!("{} : {}", one.child, one.code));
        paragraphs.extend(codes);
        if !self.services.is_empty() {
            paragraphs.push(format!("Services ouverts : {}.", fr::list(self.services)));
        }
        paragraphs.push(format!(
            "Allez sur {}, tapez le code et la date de naissance de l'élève. Un code sert une seule fois, \
             pendant {} jours. Ne le donnez à personne.",
            self.site, self.days
        ));
        paragraphs.push(format!(
            "Si un code ne fonctionne pas, demandez-en un autre à l'établissement.\n\n{}",
            self.school
        ));
        paragraphs
    }

    /// A text message: short, without the services; a one-time link goes in the place of the site.
    pub(crate) fn text_message(&self, listed: &[Listed], link: Option<&str>) -> String {
        let codes: Vec<String> = listed
            .iter()
            .map(|one| format!("{} : {}", one.child, one.code))
            .collect();
        let to = link.unwrap_or(self.site);
        format!("{} - {}. {to}", self.school, codes.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: each child is named with its code, and the address is said, by every means; the services are
    /// named where some are open.
    #[test]
    fn each_child_has_its_code() {
        let listed = [
            ("Léo BERTIN (5B)", "K7PM-2QRD-9XWB"),
            ("Zoé BERTIN (3A)", "AAAA-BBBB-CCCC"),
        ];
        let listed = listed.map(|(child, code)| Listed {
            child: child.into(),
            code: code.into(),
        });
        let services = ["Absences".to_owned(), "Notes".to_owned()];
        let mut words = Words {
            school: "Collège Les Tilleuls",
            site: "https://preau.test",
            services: &services,
            days: 90,
        };
        for text in [
            words.paragraphs(&listed, false).join("\n"),
            words.text_message(&listed, None),
            words.text_message(&listed, Some("https://preau.test/premier-acces/lien/x")),
        ] {
            for one in &listed {
                assert!(
                    text.contains(&format!("{} : {}", one.child, one.code)),
                    "{text}"
                );
            }
            assert!(text.contains("https://preau.test") && text.contains("Collège Les Tilleuls"));
        }
        assert!(
            words
                .paragraphs(&listed, false)
                .join("\n")
                .contains("Services ouverts : Absences et Notes.")
        );
        words.services = &[];
        assert!(
            !words
                .paragraphs(&listed, false)
                .join("\n")
                .contains("ouverts")
        );
    }
}
