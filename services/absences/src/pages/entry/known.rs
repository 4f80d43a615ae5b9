//! What the form of an entry must know of the pupil and of the school.

use crate::{
    model::wording::{List, WordingRow},
    store::{
        action::{self, Stored},
        entries::{self, Listed},
        wording,
    },
};
use chrono::Datelike as _;
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use records::{GuardianOf, PupilFile};
use timetable::Week;
use web::{Context, Error, Input, Result};

/// What the form needs to know.
pub(super) struct Known {
    pub(super) pupil: PupilFile,
    pub(super) guardians: Vec<GuardianOf>,
    pub(super) actions: Vec<Stored>,
    /// « Motifs », those withdrawn too.
    pub(super) reasons: Vec<wording::Stored>,
    /// « Justificatifs », likewise.
    pub(super) proofs: Vec<wording::Stored>,
    pub(super) absences: Vec<Listed>,
    pub(super) can_send: bool,
    /// The bells of the school.
    pub(super) week: Week,
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
        Ok(Self {
            guardians: records::guardians_of(&mut read, at, pupil.id).await?,
            actions: action::all(&mut read, at).await?,
            reasons,
            proofs,
            absences: entries::of_pupil(&mut read, at, pupil.id).await?,
            can_send: messaging::can_send(&mut read, at.school()).await?,
            week: timetable::week(&mut read, at).await?,
            pupil,
        })
    }

    /// The actions that the form offers: the original guide hides one that could not be done.
    pub(super) fn offered(&self) -> &[Stored] {
        if self.can_send { &self.actions } else { &[] }
    }

    /// From the bell under way to the last one, told to Légal 1 – Financier, by the only action if
    /// there is one: the most frequent entry takes one click.
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
        let bells = self.week.bells();
        let current = bells.iter().rev().find(|bell| **bell <= now.time());
        let from = current.or(bells.first()).copied().unwrap_or_default();
        // The bell that ends the lessons of the day; later ones are for activities.
        let to = self.week.end_of(now.weekday()).unwrap_or(from);
        let day = now.date().format("%Y-%m-%d").to_string();
        let mut fields = vec![
            ("du".to_owned(), day.clone()),
            ("du_heure".to_owned(), from.format("%H:%M").to_string()),
            ("au".to_owned(), day),
            (
                "au_heure".to_owned(),
                to.max(from).format("%H:%M").to_string(),
            ),
        ];
        fields.extend(self.first_action(query));
        Input::of(fields)
    }

    /// The action and the recipient that are chosen before anybody chooses.
    pub(super) fn first_action(&self, query: &Input) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let wanted = query.text("action");
        if let [only] = self.offered()
            && wanted.is_empty()
        {
            fields.push(("action".to_owned(), only.id.to_string()));
        }
        let first = self
            .guardians
            .iter()
            .find(|guardian| guardian.reachable_by_sms() && guardian.legal_rank == Some(1));
        if let Some(guardian) = first {
            fields.push(("destinataires".to_owned(), guardian.guardian.to_string()));
        }
        fields
    }

    /// The words of a line of « Motifs » or « Justificatifs ».
    pub(super) fn label(lines: &[wording::Stored], id: Option<Id<WordingRow>>) -> Option<&str> {
        let line = lines.iter().find(|line| Some(line.id) == id)?;
        Some(line.wording.label.as_str())
    }
}
