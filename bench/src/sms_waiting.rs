//! « SMS à diffuser » with 5,000 waiting: processor time per request, against the baseline.

use crate::{
    client::ask,
    process::{Server, free_port},
    report::{Report, median},
};
use admission::Function;
use anyhow::{Result, anyhow, bail};
use chrono::{NaiveDate, NaiveTime};
use db::in_write;
use education::{SchoolKind, Uai, UaiPolicy};
use identity::{At, Operator, RollCall, SchoolLife, SchoolLifeSettings};
use messaging::{ContractForm, Medium, ProviderForm, Queue, QuietHours, SendingRules};
use records::import::{self, Options, Outcome};
use siecle::generate::{Plan, files};
use std::{
    io::Cursor,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use testkit::{Portal, Which};

const WAITING: usize = 5_000;
const REQUESTS: usize = 2_000;
const CONNECTIONS: usize = 4;
const RUNS: usize = 5;
const PATH: &str = "/absences/sms";
/// At most so many times the baseline's processor time.
const TARGET: f64 = 2.0;

/// A school with 5,000 messages waiting, and somebody signed in who may release them.
pub(crate) struct Office {
    portal: Portal,
    pub(crate) cookie: String,
    at: At<SchoolLife>,
}

impl Office {
    pub(crate) async fn open(waiting: usize) -> Result<Self> {
        Self::open_at(waiting, 9, 10).await
    }

    /// The same, whose provider listens on a port of this machine and admits a window, and which
    /// sends at any hour.
    pub(crate) async fn open_at(waiting: usize, centre: u16, window: u16) -> Result<Self> {
        let office = Self::of_pupils(600, centre, window).await?;
        absences::demo::fill(&office.portal.context, &office.at, waiting).await?;
        Ok(office)
    }

    /// A school of so many pupils, 30 a class at most, where nothing waits.
    pub(crate) async fn of_pupils(pupils: usize, centre: u16, window: u16) -> Result<Self> {
        let manifests = preau::manifests()
            .iter()
            .filter(|m| m.id != "identity")
            .copied()
            .collect();
        let portal = Portal::start(Which::Sqlite, manifests).await;
        // The program under measure runs at the machine's time.
        portal.context.clock.set(chrono::Utc::now());
        let now = portal.now();
        let uai = Uai::parse("0990001N", UaiPolicy::Demo)?;
        let school = in_write!(portal.db(), db::Error, |tx| {
            records::declare_school(tx, &uai, "Collège Les Tilleuls", SchoolKind::College, now)
                .await
        })?;
        let yesterday = now.naive_utc() - chrono::Duration::days(1);
        let year = education::school_year_of(now.date_naive());
        let mut plan = Plan::college("0990001N", year, yesterday);
        if pupils > plan.pupils {
            let letters = || ('A'..='Z').take(pupils.div_ceil(4 * 30));
            let classes = ['6', '5', '4', '3'].into_iter();
            plan.divisions = classes
                .flat_map(|level| letters().map(move |letter| format!("{level}{letter}")))
                .collect();
            plan.pupils = pupils;
        }
        let named = files(&plan);
        let named = named
            .named()
            .map(|(name, bytes)| (name.to_owned(), Cursor::new(bytes.to_vec())));
        let (context, options) = (&portal.context, Options::default());
        let outcome = import::files_for_program(context, named.into(), &options).await?;
        if !matches!(outcome, Outcome::Applied(_)) {
            bail!("the export is refused");
        }
        let head = portal
            .account("chef", &[Function::Head], Some(school))
            .await;
        let operator = portal.account("dsi", &[Function::Operator], None).await;
        let mut read = portal.db().read().await?;
        let settings = At::<SchoolLifeSettings>::admit(&mut read, head, Some(school), now).await?;
        let at = At::<SchoolLife>::admit(&mut read, head, Some(school), now).await?;
        let dsi = At::<Operator>::admit(&mut read, operator, None, now).await?;
        drop(read);
        let cookie = in_write!(portal.db(), web::Error, |tx| {
            let mut form = ProviderForm::new("Fournisseur", "127.0.0.1", centre);
            form.window = window;
            let provider =
                messaging::save_provider(tx, &portal.context.keys, &dsi, None, &form, now).await?;
            let contract = ContractForm {
                provider: Some(provider),
                key: "cle".into(),
                password: "secret".into(),
                ..ContractForm::default()
            };
            messaging::save_contract(tx, &portal.context.keys, &settings, &contract, now).await?;
            let rules = SendingRules {
                quiet: QuietHours {
                    from: NaiveTime::MIN,
                    until: NaiveTime::MIN,
                },
                ..SendingRules::default()
            };
            messaging::save_sending_rules(tx, &settings, &rules, now).await?;
            absences::demo::first_action(tx, &settings, "Ecole", now).await?;
            let agent = "Mesure, ordinateur";
            Ok(identity::open_session(tx, head, Some(school), agent, now, false).await?)
        })?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { portal, cookie, at })
    }

    /// The timetable, then a morning of rolls on the last day of lessons that is over; gives that day,
    /// and the cookie of a teacher.
    pub(crate) async fn morning(
        &self,
    ) -> Result<Option<(NaiveDate, absences::demo::Morning, String)>> {
        let (context, school) = (&self.portal.context, self.at.school());
        let (head, now) = (self.at.person().account, self.portal.now());
        preau::college_timetable(context, (school, head)).await?;
        let teacher = self
            .portal
            .account("enseignant", &[Function::Teacher], Some(school))
            .await;
        let mut read = self.portal.db().read().await?;
        let at = At::<RollCall>::admit(&mut read, head, Some(school), now).await?;
        drop(read);
        let cookie = in_write!(self.portal.db(), web::Error, |tx| {
            let agent = "Mesure, téléphone";
            Ok(identity::open_session(tx, teacher, Some(school), agent, now, false).await?)
        })?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let past = self.at.today(now).iter_days().rev().skip(1).take(6);
        for day in past {
            if let Some(morning) = absences::demo::morning(context, &at, day).await? {
                return Ok(Some((day, morning, cookie)));
            }
        }
        Ok(None)
    }

    /// Releases all that waits; gives how long that took.
    pub(crate) async fn release(&self) -> Result<Duration> {
        let (db, now) = (self.portal.db(), self.portal.now());
        let queue = Queue::new("absences", Medium::Sms);
        let ids = messaging::waiting_ids(&mut db.read().await?, &self.at, queue).await?;
        let started = Instant::now();
        in_write!(db, db::Error, |tx| {
            messaging::release(tx, &self.at, queue, &ids, now).await
        })?;
        Ok(started.elapsed())
    }

    /// A copy of the database, so that each server has its own.
    pub(crate) async fn copy(&self, to: &Path) -> Result<String> {
        self.portal.db().copy_sqlite_to(to).await?;
        Ok(to.display().to_string())
    }

    /// The program, on a copy of the database.
    pub(crate) fn program(
        &self,
        program: &str,
        database: &str,
        folder: &Path,
        port: u16,
    ) -> Command {
        let key = self.portal.context.keys.to_file();
        let mut command = Command::new(program);
        command
            .arg("serve")
            .env("PREAU_MODE", "demo")
            .env("PREAU_LISTEN", format!("127.0.0.1:{port}"))
            .env("PREAU_DATABASE_URL", format!("sqlite:{database}"))
            .env("PREAU_DATA_DIR", folder)
            .env("PREAU_SECRET_KEY", key.lines().nth(1).unwrap_or_default())
            .env("PREAU_LOG", "error");
        command
    }
}

/// Processor time per request, in microseconds, and the size of the page.
async fn cost(server: &Server, path: &str, cookie: &str) -> Result<(f64, usize)> {
    ask(server.port, path, cookie, REQUESTS / 10, CONNECTIONS).await?;
    let before = server.cpu()?;
    let size = ask(server.port, path, cookie, REQUESTS, CONNECTIONS).await?;
    let spent = server.cpu()? - before;
    Ok((spent.as_secs_f64() * 1e6 / REQUESTS as f64, size))
}

pub(crate) async fn run(program: &str, report: &mut Report) -> Result<()> {
    let office = Office::open(WAITING).await?;
    let page = Page {
        title: "« SMS à diffuser », 5 000 en attente",
        path: PATH,
        cookie: &office.cookie,
    };
    beside(program, &office, &[page], report).await
}

/// A page under measure, and who asks for it.
pub(crate) struct Page<'p> {
    pub(crate) title: &'p str,
    pub(crate) path: &'p str,
    pub(crate) cookie: &'p str,
}

/// Pages of the program beside those of the baseline, on copies of one database, in alternation.
pub(crate) async fn beside(
    program: &str,
    office: &Office,
    pages: &[Page<'_>],
    report: &mut Report,
) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("preau-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let ours = office.copy(&folder.join("program.db")).await?;
    let bare = office.copy(&folder.join("baseline.db")).await?;
    let (port, bare_port) = (free_port()?, free_port()?);
    let (program, _) =
        Server::start(&mut office.program(program, &ours, &folder, port), port).await?;
    let itself = std::env::current_exe()?;
    let mut command = Command::new(itself);
    command.args(["baseline", &bare, &bare_port.to_string()]);
    let (baseline, _) = Server::start(&mut command, bare_port).await?;
    for page in pages {
        let (mut costs, mut bare_costs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        let (mut size, mut bare_size) = (0, 0);
        for _ in 0..RUNS {
            let (mine, my_size) = cost(&program, page.path, page.cookie).await?;
            let (theirs, their_size) = cost(&baseline, page.path, page.cookie).await?;
            costs.push(mine);
            bare_costs.push(theirs);
            ratios.push(mine / theirs);
            (size, bare_size) = (my_size, their_size);
        }
        report.told(&format!("{} : page", page.title), format!("{size} octets"));
        report.told("… page de référence", format!("{bare_size} octets"));
        report.told(
            "… processeur par requête",
            format!("{:.0} µs", median(costs)),
        );
        report.told("… référence", format!("{:.0} µs", median(bare_costs)));
        let apart = (size as f64 / bare_size as f64 - 1.0).abs();
        if apart > 0.2 {
            return Err(anyhow!(
                "pages of {size} and {bare_size} bytes are not comparable"
            ));
        }
        let what = "… rapport (médiane de 5 passes alternées)";
        report.under(what, median(ratios), "×", TARGET);
    }
    drop((program, baseline));
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
