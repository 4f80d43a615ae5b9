//! What the form of an absence must know of the pupil.

use crate::{
    model::period::{bell, bells},
    store::{
        absence::{self, Listed},
        action::{self, Stored},
    },
};
use chrono::Timelike as _;
use db::Read;
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use records::{GuardianOf, PupilFile};
use web::{Context, Error, Input, Result};

/// What the form needs to know of the pupil.
pub(super) struct Known {
    pub(super) pupil: PupilFile,
    pub(super) guardians: Vec<GuardianOf>,
    pub(super) actions: Vec<Stored>,
    pub(super) absences: Vec<Listed>,
    pub(super) can_send: bool,
}

impl Known {
    pub(super) async fn of(
        read: &mut Read,
        at: &At<SchoolLife>,
        context: &Context,
        pupil: Id<Pupil>,
    ) -> Result<Self> {
        let today = at.today(context.clock.now());
        let pupil = records::pupil(read, at, today, pupil)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(Self {
            guardians: records::guardians_of(read, at, pupil.id).await?,
            actions: action::all(read, at).await?,
            absences: absence::of_pupil(read, at, pupil.id).await?,
            can_send: messaging::can_send(read, at.school()).await?,
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
        let current = bells()
            .filter(|bell| bell.hour() * 60 + bell.minute() <= now.hour() * 60 + now.minute());
        let from = current.last().or(bells().next()).unwrap_or_default();
        // The last bell of the ordinary day; the one after it is for activities.
        let to = bell("17:05").unwrap_or(from);
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
        Input::of(fields)
    }
}
