//! Timetable files, read and compared with the register: for the pages, and for the demo.

use crate::model::timetable_file::{Matched, Register};
use identity::{At, SchoolLifeSettings};
use lessons::{Limits, Reading, Setting};
use web::{Context, Error, Result};

/// Why files are refused, in a sentence.
pub(crate) type Refused = String;

/// A file that can be read as a whole; nothing is compared yet. The sentence is for who gave it.
async fn read(
    at: &At<SchoolLifeSettings>,
    bells: Vec<chrono::NaiveTime>,
    (name, bytes): (&str, Vec<u8>),
) -> Result<std::result::Result<Reading, Refused>> {
    let zone = at.school_place().zone.0;
    // A file of 16 MB keeps a processor busy.
    let work = move || {
        let setting = Setting {
            bells: &bells,
            zone,
            limits: Limits::default(),
        };
        let Some(format) = lessons::recognise(&bytes) else {
            return Err(
                "ce fichier n'est ni un export d'EDT ou d'UnDeuxTEMPS, ni un calendrier, \
                        ni notre tableau CSV"
                    .to_owned(),
            );
        };
        lessons::read(format, &bytes, &setting).map_err(|refusal| refusal.to_string())
    };
    let reading = tokio::task::spawn_blocking(work).await;
    let reading = reading.map_err(Error::internal)?;
    Ok(reading.map_err(|why| format!("« {name} » : {why}.")))
}

/// Files under way: what they hold, one after the other.
pub(crate) struct Files<'a> {
    context: &'a Context,
    at: &'a At<SchoolLifeSettings>,
    week: timetable::Week,
    read: Vec<(String, Reading)>,
}

impl<'a> Files<'a> {
    /// None yet.
    pub(crate) async fn begin(
        context: &'a Context,
        at: &'a At<SchoolLifeSettings>,
    ) -> Result<Self> {
        let week = timetable::week(&mut context.db.read().await?, at).await?;
        Ok(Self {
            context,
            at,
            week,
            read: Vec::new(),
        })
    }

    /// One more.
    pub(crate) async fn add(
        &mut self,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<std::result::Result<(), Refused>> {
        let bells = self.week.bells().to_vec();
        Ok(match read(self.at, bells, (name, bytes)).await? {
            Ok(reading) => {
                self.read.push((name.to_owned(), reading));
                Ok(())
            }
            Err(refused) => Err(refused),
        })
    }

    /// All of them, in the words of the register. Files of which nothing fits are refused.
    pub(crate) async fn matched(self) -> Result<std::result::Result<Matched, Refused>> {
        let (at, now) = (self.at, self.context.clock.now());
        let mut read = self.context.db.read().await?;
        let divisions = records::divisions(&mut read, at).await?;
        let groups = records::groups(&mut read, at).await?;
        let staff = records::staff(&mut read, at, at.today(now)).await?;
        drop(read);
        let register = Register::new(
            divisions.into_iter().map(|division| division.code),
            groups.into_iter().map(|group| group.code),
            staff
                .into_iter()
                .map(|person| (person.id, person.surname, person.first_name)),
        );
        let matched = Matched::of(&self.read, &register, &self.week);
        Ok(
            match (matched.lessons.is_empty(), matched.remarks.first()) {
                (false, _) => Ok(matched),
                (true, None) => Err("Il n'y a aucun cours dans ces fichiers.".to_owned()),
                (true, Some(first)) => Err(format!(
                    "Aucun cours de ces fichiers ne peut être repris. Le premier, ligne {} de \
                 « {} » : {} ({}).",
                    first.row,
                    first.file,
                    first.what,
                    first.kind.label().to_lowercase(),
                )),
            },
        )
    }
}
