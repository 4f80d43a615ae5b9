//! What the form of an entry must know of the pupil and of the school.

use super::own::PUPIL;
use crate::{
    model::{
        defaults::{Defaults, FirstAction, Offered, Recipients},
        reach::Way,
        scope::Scope,
        terms::Terms,
        wording::{List, WordingRow},
    },
    store::{
        action::{self, Stored},
        defaults,
        entries::{self, Listed},
        taught::Teaching,
        wording,
    },
};
use chrono::NaiveDate;
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use messaging::Medium;
use records::{GuardianOf, PupilData, PupilFile};
use timetable::Week;
use web::{Context, Error, Input, Result};

/// What the form needs to know.
pub(super) struct Known {
    pub(super) pupil: PupilFile,
    /// What is written on the pupil: how they are reached themselves.
    pub(super) own: PupilData,
    pub(super) guardians: Vec<GuardianOf>,
    pub(super) actions: Vec<Stored>,
    /// « Motifs », those withdrawn too.
    pub(super) reasons: Vec<wording::Stored>,
    /// « Justificatifs », likewise.
    pub(super) proofs: Vec<wording::Stored>,
    pub(super) absences: Vec<Listed>,
    pub(super) can_send: bool,
    /// « Valeurs par défaut », as far as they can be followed.
    pub(super) defaults: Defaults,
    /// The bells of the school.
    pub(super) week: Week,
    /// Who teaches what, to the pupil and at the school.
    pub(super) teaching: Teaching,
}

impl Known {
    pub(super) async fn of(
        at: &At<SchoolLife>,
        context: &Context,
        pupil: Id<Pupil>,
    ) -> Result<Self> {
        let reasons = wording::begun(context, at, List::Reasons).await?;
        let proofs = wording::begun(context, at, List::Proofs).await?;
        let mut read = context.db.read().await?;
        let today = at.today(context.clock.now());
        let pupil = records::pupil(&mut read, at, today, pupil)
            .await?
            .ok_or(Error::NotFound)?;
        drop(read);
        let teaching = Teaching::of(at, context, &pupil).await?;
        let mut read = context.db.read().await?;
        let actions = action::all(&mut read, at).await?;
        let week = timetable::week(&mut read, at).await?;
        let stored = defaults::of(&mut read, at).await?;
        let (defaults, _) = stored
            .defaults
            .followed(&Offered::of(&reasons, &actions, &week));
        let own = records::pupil_record(&mut read, at, pupil.id).await?;
        Ok(Self {
            own: own.ok_or(Error::NotFound)?.data,
            guardians: records::guardians_of(&mut read, at, pupil.id).await?,
            actions,
            defaults,
            reasons,
            proofs,
            absences: entries::of_pupil(&mut read, at, pupil.id).await?,
            can_send: messaging::can_send(&mut read, at.school()).await?,
            week,
            teaching,
            pupil,
        })
    }

    /// The actions that the form offers: the original guide hides one that could not be done.
    pub(super) fn offered(&self) -> impl Iterator<Item = &Stored> {
        let can = |stored: &&Stored| self.can_send || stored.action.medium != Medium::Sms;
        self.actions.iter().filter(can)
    }

    /// The means of the actions offered.
    pub(super) fn means(&self) -> Vec<Medium> {
        let offered =
            |medium: &Medium| self.offered().any(|stored| stored.action.medium == *medium);
        Medium::ALL.into_iter().filter(offered).collect()
    }

    /// What the school settled in « Valeurs par défaut »; as the program has it, from the bell under
    /// way to the last one, told to Légal 1 by the only action: the most frequent entry takes one
    /// click.
    pub(super) fn first_showing(
        &self,
        at: &At<SchoolLife>,
        context: &Context,
        query: &Input,
    ) -> Input {
        let now = context
            .clock
            .now()
            .with_timezone(&at.place().zone().0)
            .naive_local();
        let (from, to) = self.defaults.hours(&self.week, now);
        let day = now.date().format("%Y-%m-%d").to_string();
        let mut fields = vec![
            ("du".to_owned(), day.clone()),
            ("du_heure".to_owned(), from.format("%H:%M").to_string()),
            ("au".to_owned(), day),
            ("au_heure".to_owned(), to.format("%H:%M").to_string()),
        ];
        fields.extend(
            self.defaults
                .reason
                .map(|reason| ("motif".to_owned(), reason.to_string())),
        );
        fields.extend(self.first_action(query));
        Input::of(fields)
    }

    /// The action and the recipient that are chosen before anybody chooses.
    pub(super) fn first_action(&self, query: &Input) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let first = match self.defaults.action {
            FirstAction::Only => {
                let texts = |stored: &&Stored| stored.action.medium == Medium::Sms;
                let one = self
                    .offered()
                    .next()
                    .filter(|_| self.offered().count() == 1);
                let text = self.offered().find(texts);
                one.or(text.filter(|_| self.offered().filter(texts).count() == 1))
            }
            FirstAction::None => None,
            FirstAction::One(id) => self.offered().find(|stored| stored.id == id),
        };
        let means = match first {
            Some(stored) => vec![stored.action.medium],
            None => self.means(),
        };
        if let Some(stored) = first.filter(|_| query.text("action").is_empty()) {
            fields.push(("action".to_owned(), stored.id.to_string()));
        }
        let mut reachable = self.guardians.iter().filter(|guardian| {
            means
                .iter()
                .any(|medium| Way::to(guardian, *medium).is_ok())
        });
        let ticked: Vec<&GuardianOf> = match self.defaults.recipients {
            Recipients::First => reachable
                .find(|guardian| guardian.legal_rank == Some(1))
                .into_iter()
                .collect(),
            Recipients::All | Recipients::Everybody => reachable.collect(),
            Recipients::Nobody => Vec::new(),
        };
        let ticked = ticked.into_iter().map(|guardian| guardian.guardian);
        fields.extend(ticked.map(|id| ("destinataires".to_owned(), id.to_string())));
        let everybody = self.defaults.recipients == Recipients::Everybody;
        if everybody && self.own_mobile().is_ok() {
            fields.push(("destinataires".to_owned(), PUPIL.to_owned()));
        }
        fields
    }

    /// Why an entry that says so may send nothing any more, by the school's own limit.
    pub(super) fn too_old(&self, terms: &Terms, today: NaiveDate) -> Option<String> {
        match self.defaults.still_sends(terms, today) {
            true => None,
            false => self.defaults.limit(),
        }
    }

    /// What an entry may be about: lessons, and what the pupil's regime says; `before`, what it was.
    pub(super) fn scopes(&self, before: Option<&Terms>) -> Vec<Scope> {
        let offered = Scope::of_regime(self.pupil.regime.as_deref());
        let known = |scope: &Scope| {
            let was = before.is_some_and(|before| before.scope == *scope);
            *scope == Scope::Lessons || offered.contains(scope) || was
        };
        Scope::ALL.into_iter().filter(known).collect()
    }

    /// The words of a line of « Motifs » or « Justificatifs ».
    pub(super) fn label(lines: &[wording::Stored], id: Option<Id<WordingRow>>) -> Option<&str> {
        let line = lines.iter().find(|line| Some(line.id) == id)?;
        Some(line.wording.label.as_str())
    }
}
