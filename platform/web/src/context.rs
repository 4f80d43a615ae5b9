//! What a handler or a job is given: no global holds anything.

use crate::{Clock, FamilyService, Offers, RegisterEntry, Service, Tool};
use db::{Db, migration::Set};
use secrets::KeyRing;
use sms::NumberPolicy;
use std::sync::Arc;

/// Whether real people are behind the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Fictitious people; only numbers reserved for fiction are accepted.
    Demo,
    /// Real people; numbers reserved for fiction are refused.
    Live,
}

impl Mode {
    /// The word of `PREAU_MODE`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Live => "live",
        }
    }

    /// The mode of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Demo, Self::Live]
            .into_iter()
            .find(|mode| mode.code() == code)
    }

    /// Which telephone numbers it accepts.
    pub fn numbers(self) -> NumberPolicy {
        match self {
            Self::Demo => NumberPolicy::Demo,
            Self::Live => NumberPolicy::Live,
        }
    }

    /// Which school identifiers it accepts.
    pub fn uais(self) -> education::UaiPolicy {
        match self {
            Self::Demo => education::UaiPolicy::Demo,
            Self::Live => education::UaiPolicy::Live,
        }
    }
}

/// What the operator sets once.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Demo or live.
    pub mode: Mode,
    /// The address by which people reach the program, without a final slash.
    pub public_url: String,
    /// The name of the académie, as pages show it.
    pub academy: String,
    /// What the accessibility statement says.
    pub accessibility: Accessibility,
}

/// The accessibility statement (RGAA 4.1, *déclaration d'accessibilité*), filled from settings.
#[derive(Debug, Clone)]
pub struct Accessibility {
    /// « non conforme » until somebody audits.
    pub state: String,
    /// Who audited, when, with which result; empty before an audit.
    pub audit: String,
    /// To whom to write.
    pub contact: String,
}

impl Default for Accessibility {
    fn default() -> Self {
        Self {
            state: "non conforme".into(),
            audit: String::new(),
            contact: String::new(),
        }
    }
}

/// Everything that a handler needs, cheap to clone.
#[derive(Debug, Clone)]
pub struct Context {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Where looks are noted.
    pub audit: audit::Recorder,
    /// The secrets.
    pub keys: Arc<KeyRing>,
    /// What the operator sets.
    pub settings: Arc<Settings>,
    /// The services, in the order of the bar.
    pub services: Arc<[Service]>,
    /// What every page offers beside them.
    pub tools: Arc<[Tool]>,
    /// What services offer each other: `manifest::offers`.
    pub offers: Offers,
    /// What schools may open to families.
    pub family: Arc<[FamilyService]>,
    /// The register of processing: `manifest::register`.
    pub register: Arc<[RegisterEntry]>,
    /// The tables that the program expects: `manifest::schema`.
    pub schema: Arc<[Set]>,
    /// What turns documents into PDFs.
    pub printer: print::Printer,
}

impl Context {
    /// Demo or live.
    pub fn mode(&self) -> Mode {
        self.settings.mode
    }

    /// Prints when its turn comes, away from the pages. Outside of transactions: it takes long.
    pub async fn print(&self, document: print::Document) -> crate::Result<print::Pdf> {
        let printer = self.printer.clone();
        crate::heavy::long(move || printer.print(&document))
            .await?
            .map_err(crate::Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use education::{Uai, UaiPolicy};

    /// Invariant: live, what is reserved for fiction is refused; in the demo, nothing else than
    /// fiction is accepted. The words of the modes, kept in databases, stay theirs.
    #[test]
    fn fiction_is_for_the_demo() {
        assert_eq!(Mode::from_code("live"), Some(Mode::Live));
        assert_eq!(Mode::from_code("demo"), Some(Mode::Demo));
        assert_eq!(Mode::from_code("autre"), None);
        assert_eq!(Mode::Live.numbers(), NumberPolicy::Live);
        assert_eq!(Mode::Demo.numbers(), NumberPolicy::Demo);
        assert_eq!(Mode::Live.uais(), UaiPolicy::Live);
        assert!(Uai::parse("0990001N", Mode::Live.uais()).is_err());
        assert!(Uai::parse("0990001N", Mode::Demo.uais()).is_ok());
    }
}
