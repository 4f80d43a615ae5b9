//! The notes of `CHANGELOG.md`: dated, each for whom it concerns. The form is that of « Tenez un
//! journal des modifications », with for whom beside each title:
//!
//! ```text
//! ## 2026-11-23                      or  ## [0.2.0] - 2026-11-23
//!
//! ### Ajouté
//!
//! - **L'appel** _(enseignement, vie scolaire)_ : ce qui change, en une ou deux phrases,
//!   sur autant de lignes qu'il faut.
//! ```

use super::profile::Profile;
use admission::Function;
use chrono::NaiveDate;
use std::sync::LazyLock;

/// What is in the program.
pub(super) const CHANGELOG: &str = include_str!("../../../../CHANGELOG.md");

/// What a note tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Added,
    Changed,
    Fixed,
    Removed,
    Security,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Added,
        Self::Changed,
        Self::Fixed,
        Self::Removed,
        Self::Security,
    ];

    /// The words of the journal.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Added => "Ajouté",
            Self::Changed => "Modifié",
            Self::Fixed => "Corrigé",
            Self::Removed => "Retiré",
            Self::Security => "Sécurité",
        }
    }
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) on: NaiveDate,
    /// Of a version that has a number.
    pub(crate) version: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    /// None: for everybody.
    pub(crate) audience: Vec<Profile>,
    /// Markdown, on one line.
    pub(crate) text: String,
}

impl Note {
    /// Whether it concerns somebody who holds these functions.
    pub(crate) fn concerns(&self, held: &[Function]) -> bool {
        self.audience.is_empty() || self.audience.iter().any(|profile| profile.is_among(held))
    }
}

/// Why a journal cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("CHANGELOG.md, ligne {line} : {why}")]
pub(crate) struct Malformed {
    pub(crate) line: usize,
    pub(crate) why: &'static str,
}

/// The notes, the newest first.
pub(crate) fn notes() -> &'static [Note] {
    static NOTES: LazyLock<Vec<Note>> = LazyLock::new(|| {
        // A test reads the journal that is compiled in: it is sound, or nothing was released.
        parse(CHANGELOG).unwrap_or_default()
    });
    &NOTES
}

/// Those that somebody has not read, who has seen so many of the oldest.
pub(crate) fn unread(notes: &[Note], seen: usize) -> &[Note] {
    &notes[..notes.len().saturating_sub(seen)]
}

/// Whether one of them concerns somebody who holds these functions.
pub(crate) fn is_news(notes: &[Note], seen: usize, held: &[Function]) -> bool {
    unread(notes, seen).iter().any(|note| note.concerns(held))
}

/// Reads a journal. What stands before its first date is its introduction.
pub(crate) fn parse(text: &str) -> Result<Vec<Note>, Malformed> {
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        reader.line = index + 1;
        reader.read(line)?;
    }
    reader.end_note()?;
    Ok(reader.notes)
}

#[derive(Default)]
struct Reader {
    line: usize,
    version: Option<String>,
    on: Option<NaiveDate>,
    kind: Option<Kind>,
    /// Where the note under way began, and its lines.
    under_way: Option<(usize, String)>,
    notes: Vec<Note>,
}

impl Reader {
    fn read(&mut self, line: &str) -> Result<(), Malformed> {
        if let Some(title) = line.strip_prefix("## ") {
            self.end_note()?;
            return self.date(title.trim());
        }
        if self.on.is_none() {
            return match line.starts_with("### ") || line.starts_with("- ") {
                true => self.refuse("une note avant toute date"),
                false => Ok(()),
            };
        }
        if let Some(title) = line.strip_prefix("### ") {
            self.end_note()?;
            let kind = Kind::ALL
                .into_iter()
                .find(|kind| kind.word() == title.trim());
            self.kind = Some(kind.ok_or(self.malformed("rubrique inconnue"))?);
        } else if let Some(begun) = line.strip_prefix("- ") {
            self.end_note()?;
            self.under_way = Some((self.line, begun.trim().to_owned()));
        } else if line.trim().is_empty() {
            self.end_note()?;
        } else if let (Some(more), Some((_, note))) = (line.strip_prefix("  "), &mut self.under_way)
        {
            note.push(' ');
            note.push_str(more.trim());
        } else {
            return self.refuse("une ligne qui n'est d'aucune note");
        }
        Ok(())
    }

    /// « 2026-11-23 », or « [0.2.0] - 2026-11-23 »; dates go back.
    fn date(&mut self, title: &str) -> Result<(), Malformed> {
        let (version, day) = match title
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("] - "))
        {
            Some((version, day)) => (Some(version.to_owned()), day),
            None => (None, title),
        };
        let on = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok();
        let on = on.filter(|on| on.to_string() == day);
        let on = on.ok_or(self.malformed("une date s'écrit 2026-11-23"))?;
        if self.on.is_some_and(|before| on > before) {
            return self.refuse("les dates vont de la plus récente à la plus ancienne");
        }
        (self.on, self.version, self.kind) = (Some(on), version, None);
        Ok(())
    }

    fn end_note(&mut self) -> Result<(), Malformed> {
        let Some((line, text)) = self.under_way.take() else {
            return Ok(());
        };
        let malformed = |why| Malformed { line, why };
        let (Some(on), Some(kind)) = (self.on, self.kind) else {
            return Err(malformed("une note sans rubrique, comme « ### Ajouté »"));
        };
        let title = text
            .strip_prefix("**")
            .and_then(|rest| rest.split_once("** "));
        let (title, rest) =
            title.ok_or(malformed("une note commence par son titre : **Titre**"))?;
        let audience = rest
            .strip_prefix("_(")
            .and_then(|rest| rest.split_once(")_ : "));
        let (audience, text) =
            audience.ok_or(malformed("après le titre, pour qui : _(tous)_ :"))?;
        let audience = match audience {
            "tous" => Vec::new(),
            words => {
                let profiles = words.split(", ").map(Profile::from_word);
                let profiles: Option<Vec<_>> = profiles.collect();
                profiles.ok_or(malformed("une fonction inconnue"))?
            }
        };
        if title.trim().is_empty() || text.trim().is_empty() {
            return Err(malformed("une note a un titre et un texte"));
        }
        self.notes.push(Note {
            on,
            version: self.version.clone(),
            kind,
            title: title.to_owned(),
            audience,
            text: text.to_owned(),
        });
        Ok(())
    }

    fn malformed(&self, why: &'static str) -> Malformed {
        Malformed {
            line: self.line,
            why,
        }
    }

    fn refuse(&self, why: &'static str) -> Result<(), Malformed> {
        Err(self.malformed(why))
    }
}

#[cfg(test)]
mod tests;
