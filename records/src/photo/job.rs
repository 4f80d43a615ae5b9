//! What happens behind the page of photographs: each picture is read and made small, then all are
//! placed together.

use super::{
    archive::{Archive, Found, Refused},
    deposit::{LeftAside, Report},
    store,
};
use crate::{
    draft::{self, Deposited, Draft},
    import_job::telling,
    school::zone_of,
};
use audit::{Actor, Line};
use chrono::NaiveDate;
use db::{Read, Write, in_write, sql};
use education::{Account, Id, Pupil, School};
use jobs::{JobRun, Kind};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::File,
    io::{self, Write as _},
    os::unix::fs::FileExt as _,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};
use web::{Context, Error, Result};

/// The kind of job that places photographs.
pub(crate) const JOB: &str = "photographs";

/// See [`crate::jobs`].
pub(crate) fn kind() -> Kind {
    Kind::new(JOB, |context: Context, job| async move {
        place(&context, &job).await
    })
}

/// Pictures made small, in a file without a name: a school's do not stay in memory.
struct Small {
    file: File,
    len: u64,
    /// By the pupil's number: the name in the archive, where it is in the file, how long.
    pictures: BTreeMap<u64, (String, u64, usize)>,
    left_aside: Vec<LeftAside>,
}

impl Small {
    fn take(&mut self, found: Found) -> io::Result<()> {
        let Found { name, picture } = found;
        let (number, picture) = match picture {
            Ok(picture) => picture,
            Err(why) => {
                self.leave(name, why.to_string());
                return Ok(());
            }
        };
        if let Some((first, ..)) = self.pictures.get(&number) {
            let why = format!("Le même numéro que {first}, qui a été gardé.");
            self.leave(name, why);
            return Ok(());
        }
        let jpeg = picture.jpeg();
        self.file.write_all(jpeg)?;
        self.pictures.insert(number, (name, self.len, jpeg.len()));
        self.len += jpeg.len() as u64;
        Ok(())
    }

    fn leave(&mut self, file: String, why: impl Into<String>) {
        let why = why.into();
        self.left_aside.push(LeftAside { file, why });
    }

    fn read(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut jpeg = vec![0; len];
        self.file.read_exact_at(&mut jpeg, at)?;
        Ok(jpeg)
    }
}

async fn place(context: &Context, job: &JobRun) -> Result<String> {
    let id = draft::of(job)?;
    let found = draft::of_job(&mut context.db.read().await?, id, "reading").await?;
    let Some(deposited) = found else {
        return Ok("déjà fait, ou trop ancien".into());
    };
    let files = draft::files(&mut context.db.read().await?, id).await?;
    if files.is_empty() {
        return refuse(context, job, id, Refused::Gone).await;
    }
    let done = AtomicU64::new(0);
    let told = || ("Lecture des photographies", done.load(Relaxed));
    let read = telling(context, id, told, make_small(files, &done)).await?;
    let small = match read {
        Ok(small) => small,
        Err(refused) => return refuse(context, job, id, refused).await,
    };
    let report = in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        write_all(tx, context, id, &deposited, &small).await
    })?;
    Ok(format!(
        "placées : {}, laissées de côté : {}",
        report.added + report.replaced,
        report.left_aside.len()
    ))
}

async fn refuse(
    context: &Context,
    job: &JobRun,
    id: Id<Draft>,
    refused: Refused,
) -> Result<String> {
    in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        draft::refuse(tx, id, &refused.to_string()).await
    })?;
    Ok("refusé".into())
}

/// Reads every file of the archives, one picture at a time.
async fn make_small(
    files: Vec<(String, File)>,
    done: &AtomicU64,
) -> Result<std::result::Result<Small, Refused>> {
    let mut small = Small {
        file: tempfile::tempfile().map_err(Error::internal)?,
        len: 0,
        pictures: BTreeMap::new(),
        left_aside: Vec::new(),
    };
    for (_, file) in files {
        let opened = web::heavy(move || Archive::open(file)).await?;
        let mut archive = match opened {
            Ok(archive) => archive,
            Err(refused) => return Ok(Err(refused)),
        };
        for index in 0..archive.len() {
            let (back, found) = web::heavy(move || {
                let found = archive.read(index);
                (archive, found)
            })
            .await?;
            archive = back;
            match found {
                Ok(None) => {}
                Ok(Some(found)) => small.take(found).map_err(Error::internal)?,
                Err(refused) => return Ok(Err(refused)),
            }
            done.fetch_add(1, Relaxed);
        }
    }
    Ok(Ok(small))
}

/// Pupils who are at the school, by their number there; `None` for a number that several have.
async fn by_number(
    read: &mut Read,
    school: Id<School>,
    today: NaiveDate,
) -> Result<(HashMap<u64, Option<Id<Pupil>>>, u64)> {
    let rows = sql!(
        "SELECT pupil, school_number FROM enrolment \
         WHERE school = $1 AND (left_on IS NULL OR left_on > $2)"
    )
    .bind(school)
    .bind(today)
    .all::<(Id<Pupil>, Option<String>)>(read)
    .await?;
    let present: HashSet<Id<Pupil>> = rows.iter().map(|(pupil, _)| *pupil).collect();
    let mut numbers = HashMap::new();
    for (pupil, number) in rows {
        let Some(number) = number.and_then(|number| number.trim().parse::<u64>().ok()) else {
            continue;
        };
        numbers
            .entry(number)
            .and_modify(|known| {
                if *known != Some(pupil) {
                    *known = None;
                }
            })
            .or_insert(Some(pupil));
    }
    Ok((numbers, present.len() as u64))
}

async fn write_all(
    write: &mut Write,
    context: &Context,
    id: Id<Draft>,
    deposited: &Deposited,
    small: &Small,
) -> Result<Report> {
    let now = context.clock.now();
    let (school, account): (Id<School>, Id<Account>) = (deposited.school, deposited.account);
    let zone = zone_of(&deposited.uai);
    let today = now.with_timezone(&zone.0).date_naive();
    let (pupils, present) = by_number(write, school, today).await?;
    let mut report = Report {
        left_aside: small.left_aside.clone(),
        ..Report::default()
    };
    for (number, (name, from, len)) in &small.pictures {
        let why = match pupils.get(number) {
            None => "Aucun élève présent n'a ce numéro.",
            Some(None) => "Plusieurs élèves ont ce numéro.",
            Some(Some(pupil)) => {
                let jpeg = small.read(*from, *len).map_err(Error::internal)?;
                let by = (account, now);
                if store::put(write, school, *pupil, &jpeg, by, Some(id)).await? {
                    report.replaced += 1;
                } else {
                    report.added += 1;
                }
                continue;
            }
        };
        report.left_aside.push(LeftAside {
            file: name.clone(),
            why: why.into(),
        });
    }
    let (with,) = sql!(
        "SELECT COUNT(*) FROM photo f WHERE f.school = $1 AND EXISTS (SELECT 1 FROM enrolment e \
         WHERE e.pupil = f.pupil AND e.school = f.school \
         AND (e.left_on IS NULL OR e.left_on > $2))"
    )
    .bind(school)
    .bind(today)
    .one::<(i64,)>(write)
    .await?;
    report.without = present.saturating_sub(with.unsigned_abs());
    let json = serde_json::to_value(&report).map_err(Error::internal)?;
    draft::finish(write, id, json).await?;
    let actor = Actor {
        account: Some(account),
        school: Some(school),
    };
    let line = Line::new(actor, "photo.imported").on("import", id);
    let detail = format!("{} ajoutées, {} remplacées", report.added, report.replaced);
    audit::note(write, now, &line.detail(detail)).await?;
    Ok(report)
}
