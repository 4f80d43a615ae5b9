//! The import of one fictitious school of 100,000 pupils, against reading the same XML and
//! inserting the same rows; and how much memory it takes, against a school of 10,000.

use crate::report::{Report, median};
use anyhow::{Context as _, Result, bail};
use siecle::{
    Kind,
    generate::{Plan, file_name, write},
};
use sqlx::{
    AssertSqlSafe, Column as _, Connection as _, Row as _, SqliteConnection, TypeInfo as _,
    ValueRef as _,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous},
};
use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const SMALL: usize = 10_000;
const LARGE: usize = 100_000;
const RUNS: usize = 3;
/// At most so many times the baseline's time.
const TIME: f64 = 3.0;
/// At most so many times the memory of a school ten times smaller, and so many megabytes.
const MEMORY: f64 = 1.2;
const MEGABYTES: f64 = 150.0;

/// Values of one statement of the baseline: a few hundred rows.
const PARAMETERS: usize = 6_000;

/// The tables that an import fills, parents first.
const TABLES: [&str; 11] = [
    "school",
    "mef",
    "subject",
    "division",
    "teaching_group",
    "pupil",
    "enrolment",
    "guardian",
    "guardianship",
    "consent",
    "group_member",
];

pub(crate) async fn run(program: &str, report: &mut Report) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("preau-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let small = export(&folder, SMALL)?;
    let large = export(&folder, LARGE)?;
    let size: u64 = large
        .iter()
        .map(|path| path.metadata().map_or(0, |file| file.len()))
        .sum();
    report.told(
        "Import de 100 000 élèves : fichiers XML",
        format!("{:.0} Mo", size as f64 / 1e6),
    );
    let before = import(program, &folder, "small.db", &small).await?;
    let (mut ours, mut bare, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    let mut rows = 0;
    for run in 0..RUNS {
        let database = format!("large{run}.db");
        let done = import(program, &folder, &database, &large).await?;
        ours.push(done.took.as_secs_f64());
        memory.push(done.memory as f64 / 1e6);
        let (took, inserted) = baseline(&folder, &database, &large).await?;
        bare.push(took.as_secs_f64());
        rows = inserted;
    }
    report.told("… lignes insérées", rows.to_string());
    let (ours, bare, memory) = (median(ours), median(bare), median(memory));
    report.told("… durée", format!("{ours:.1} s"));
    report.told(
        "… lire le même XML, insérer les mêmes lignes",
        format!("{bare:.1} s"),
    );
    report.under("… rapport (médianes de 3 passes)", ours / bare, "×", TIME);
    report.under("… mémoire au plus haut (RssAnon)", memory, "Mo", MEGABYTES);
    let ratio = memory / (before.memory as f64 / 1e6);
    report.under("… rapport à 10 000 élèves", ratio, "×", MEMORY);
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn export(folder: &Path, pupils: usize) -> Result<Vec<PathBuf>> {
    let at = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).and_then(|day| day.and_hms_opt(8, 0, 0));
    let plan = Plan::college("0990001N", 2026, at.context("a moment")?).of_size(pupils);
    let mut paths = Vec::new();
    for kind in [
        Kind::Pupils,
        Kind::Guardians,
        Kind::Structures,
        Kind::Nomenclature,
    ] {
        let path = folder.join(format!("{pupils}-{}", file_name(&plan, kind)));
        write(&plan, kind, BufWriter::new(File::create(&path)?))?;
        paths.push(path);
    }
    Ok(paths)
}

struct Done {
    took: Duration,
    /// RssAnon at its highest, in bytes.
    memory: u64,
}

/// Runs the command line, and looks at its memory meanwhile.
async fn import(program: &str, folder: &Path, database: &str, files: &[PathBuf]) -> Result<Done> {
    let database = folder.join(database);
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(["import", "siecle", "--yes"])
        .args(files)
        .env(
            "PREAU_DATABASE_URL",
            format!("sqlite:{}", database.display()),
        )
        .env("PREAU_DATA_DIR", folder)
        .env("PREAU_LOG", "error")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut memory = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        memory = memory.max(crate::process::anonymous_memory(child.id()).unwrap_or(0));
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    if !status.success() {
        bail!("the import failed: {status}");
    }
    Ok(Done {
        took: started.elapsed(),
        memory,
    })
}

/// Reads the same XML to its end, then inserts the rows that the import made: many rows a
/// statement, one transaction, the same tables and indexes.
async fn baseline(folder: &Path, made: &str, files: &[PathBuf]) -> Result<(Duration, usize)> {
    let options = SqliteConnectOptions::new().filename(folder.join(made));
    let mut source = SqliteConnection::connect_with(&options).await?;
    let mut schema = Vec::new();
    for (sql,) in sqlx::query_as::<_, (String,)>(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ('school', 'mef', \
         'subject', 'division', 'teaching_group', 'pupil', 'enrolment', 'guardian', \
         'guardianship', 'consent', 'group_member') ORDER BY type DESC",
    )
    .fetch_all(&mut source)
    .await?
    {
        schema.push(sql);
    }
    let mut tables = Vec::new();
    for table in TABLES {
        let text = format!("SELECT * FROM {table} ORDER BY rowid");
        let rows = sqlx::query(AssertSqlSafe(text))
            .fetch_all(&mut source)
            .await?;
        tables.push((table, rows.iter().map(values).collect::<Result<Vec<_>>>()?));
    }
    let path = folder.join("bare.db");
    let _ = std::fs::remove_file(&path);
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut target = SqliteConnection::connect_with(&options).await?;
    for sql in schema {
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut target)
            .await?;
    }
    let mut count = 0;
    let started = Instant::now();
    for file in files {
        read_xml(file)?;
    }
    let mut transaction = target.begin().await?;
    for (table, rows) in tables {
        let width = rows.first().map_or(1, Vec::len);
        let together = PARAMETERS / width;
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some: Vec<Vec<Cell>> = rows.by_ref().take(together).collect();
            count += some.len();
            let line = format!("({})", vec!["?"; width].join(", "));
            let lines = vec![line; some.len()].join(", ");
            let text = format!("INSERT INTO {table} VALUES {lines}");
            let mut query = sqlx::query(AssertSqlSafe(text));
            for value in some.into_iter().flatten() {
                query = match value {
                    Cell::Null => query.bind(None::<String>),
                    Cell::Int(value) => query.bind(value),
                    Cell::Text(value) => query.bind(value),
                    Cell::Bytes(value) => query.bind(value),
                };
            }
            query.execute(&mut *transaction).await?;
        }
    }
    transaction.commit().await?;
    Ok((started.elapsed(), count))
}

enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

fn values(row: &SqliteRow) -> Result<Vec<Cell>> {
    (0..row.columns().len())
        .map(|index| {
            let raw = row.try_get_raw(index)?;
            // The type of nothing is that of its column.
            if raw.is_null() {
                return Ok(Cell::Null);
            }
            let kind = raw.type_info().name().to_owned();
            Ok(match kind.as_str() {
                "INTEGER" | "BOOLEAN" => Cell::Int(row.try_get_unchecked(index)?),
                "BLOB" => Cell::Bytes(row.try_get_unchecked(index)?),
                "TEXT" => Cell::Text(row.try_get_unchecked(index)?),
                other => bail!("{} is {other}", row.column(index).name()),
            })
        })
        .collect()
}

/// Reads a file of the register, whose letters are those of ISO-8859-15, to the end of its XML.
fn read_xml(path: &Path) -> Result<()> {
    let bytes = std::fs::read(path)?;
    let (text, _, _) = encoding_rs::ISO_8859_15.decode(&bytes);
    let mut reader = quick_xml::Reader::from_str(&text);
    while !matches!(reader.read_event()?, quick_xml::events::Event::Eof) {}
    Ok(())
}
