//! The rows of the files, on the disk while they are compared: sorted and joined there, so that
//! a school of 100,000 takes no more memory than one of 1,000.

use super::{Anomaly, AnomalyKind, staged::Batch};
use db::{Result, Scratch, scratch};
use education::Id;

/// Rows of the files, then what follows from them.
#[derive(Debug)]
pub(super) struct Workbook {
    pub(super) scratch: Scratch,
}

const TABLES: &str = "
    CREATE TABLE pupil (eleve_id INTEGER NOT NULL, line INTEGER NOT NULL, name TEXT NOT NULL,
        left_on TEXT, ine TEXT, address_id INTEGER, id BLOB NOT NULL, body TEXT NOT NULL);
    CREATE TABLE placement (eleve_id INTEGER NOT NULL, line INTEGER NOT NULL,
        divisions TEXT NOT NULL, groups TEXT NOT NULL);
    CREATE TABLE choice (eleve_id INTEGER NOT NULL, line INTEGER NOT NULL, options TEXT NOT NULL);
    CREATE TABLE person (person_id INTEGER NOT NULL, line INTEGER NOT NULL, name TEXT NOT NULL,
        address_id INTEGER, id BLOB NOT NULL, body TEXT NOT NULL);
    CREATE TABLE link (eleve_id INTEGER NOT NULL, person_id INTEGER NOT NULL,
        line INTEGER NOT NULL, body TEXT NOT NULL);
    -- of the pupils' file and of the guardians'
    CREATE TABLE address (file TEXT NOT NULL, address_id INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (file, address_id));
    -- who or what a row that could not be read was about: it proves no end
    CREATE TABLE illegible (eleve_id INTEGER, person_id INTEGER);
    CREATE TABLE anomaly (n INTEGER PRIMARY KEY, compared INTEGER NOT NULL, kind TEXT NOT NULL,
        line INTEGER, what TEXT NOT NULL, sentence TEXT NOT NULL);
    -- what each person is to each pupil, once all links of the pupil are known
    CREATE TABLE role (eleve_id INTEGER NOT NULL, person_id INTEGER NOT NULL, legal_rank INTEGER,
        body TEXT NOT NULL, PRIMARY KEY (eleve_id, person_id));
    -- who is at the school once this is written, and which guardians that makes
    CREATE TABLE present (eleve_id INTEGER PRIMARY KEY, id BLOB NOT NULL);
    CREATE TABLE guardian (person_id INTEGER PRIMARY KEY, id BLOB NOT NULL);
";

impl Workbook {
    pub(super) async fn open() -> Result<Self> {
        let scratch = Scratch::open(TABLES).await?;
        Ok(Self { scratch })
    }

    /// Puts rows as they come.
    pub(super) async fn put(&mut self, batch: Batch) -> Result<()> {
        let statement = match batch.table {
            "pupil" => scratch!(
                "INSERT INTO pupil SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, \
                 value ->> 4, value ->> 5, unhex(value ->> 6), value -> 7 FROM json_each($1)"
            ),
            "placement" => scratch!(
                "INSERT INTO placement SELECT value ->> 0, value ->> 1, value -> 2, value -> 3 \
                 FROM json_each($1)"
            ),
            "choice" => scratch!(
                "INSERT INTO choice SELECT value ->> 0, value ->> 1, value -> 2 FROM json_each($1)"
            ),
            "person" => scratch!(
                "INSERT INTO person SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, \
                 unhex(value ->> 4), value -> 5 FROM json_each($1)"
            ),
            "link" => scratch!(
                "INSERT INTO link SELECT value ->> 0, value ->> 1, value ->> 2, value -> 3 \
                 FROM json_each($1)"
            ),
            "address" => scratch!(
                "INSERT OR IGNORE INTO address SELECT value ->> 0, value ->> 1, value -> 2 \
                 FROM json_each($1)"
            ),
            "illegible" => {
                scratch!("INSERT INTO illegible SELECT value ->> 0, value ->> 1 FROM json_each($1)")
            }
            "present" => scratch!(
                "INSERT OR REPLACE INTO present SELECT value ->> 0, unhex(value ->> 1) \
                 FROM json_each($1)"
            ),
            "guardian" => scratch!(
                "INSERT OR REPLACE INTO guardian SELECT value ->> 0, unhex(value ->> 1) \
                 FROM json_each($1)"
            ),
            "role" => scratch!(
                "INSERT OR IGNORE INTO role SELECT value ->> 0, value ->> 1, value ->> 2, \
                 value -> 3 FROM json_each($1)"
            ),
            _ => scratch!(
                "INSERT INTO anomaly (compared, kind, line, what, sentence) SELECT value ->> 0, \
                 value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each($1)"
            ),
        };
        statement
            .bind(serde_json::Value::Array(batch.rows))
            .run(&mut self.scratch)
            .await?;
        Ok(())
    }

    /// Puts what was found while comparing.
    pub(super) async fn tell(&mut self, found: Vec<Anomaly>) -> Result<()> {
        if found.is_empty() {
            return Ok(());
        }
        let rows = found.into_iter().map(|anomaly| {
            let kind = anomaly.kind.code();
            serde_json::json!([1, kind, anomaly.line, anomaly.what, anomaly.sentence])
        });
        let rows = rows.collect();
        self.put(Batch {
            table: "anomaly",
            rows,
        })
        .await
    }

    /// Forgets what an earlier comparison found: a transaction may be run again.
    pub(super) async fn start_again(&mut self) -> Result<()> {
        for statement in [
            scratch!("DELETE FROM present"),
            scratch!("DELETE FROM guardian"),
            scratch!("DELETE FROM anomaly WHERE compared = 1"),
        ] {
            statement.run(&mut self.scratch).await?;
        }
        Ok(())
    }

    /// How many anomalies of each kind there are.
    pub(super) async fn anomaly_counts(&mut self) -> Result<Vec<(AnomalyKind, u64)>> {
        let found = scratch!("SELECT kind, COUNT(*) FROM anomaly GROUP BY kind")
            .all::<(String, i64)>(&mut self.scratch)
            .await?;
        let count = |kind: AnomalyKind| {
            let found = found.iter().find(|(code, _)| code == kind.code());
            found.map_or(0, |(_, count)| count.unsigned_abs())
        };
        let counts = AnomalyKind::ALL.map(|kind| (kind, count(kind)));
        Ok(counts.into_iter().filter(|(_, count)| *count > 0).collect())
    }

    /// Anomalies, in the order of the file, then as they were found: those after `after`.
    pub(super) async fn anomalies(
        &mut self,
        kind: Option<AnomalyKind>,
        after: i64,
        limit: i64,
    ) -> Result<Vec<(i64, Anomaly)>> {
        type Row = (i64, String, Option<i64>, String, String);
        let rows = scratch!(
            "SELECT n, kind, line, what, sentence FROM anomaly \
             WHERE n > $1 AND ($2 IS NULL OR kind = $2) ORDER BY n LIMIT $3"
        )
        .bind(after)
        .bind(kind.map(AnomalyKind::code))
        .bind(limit)
        .all::<Row>(&mut self.scratch)
        .await?;
        let rows = rows.into_iter().map(|(n, kind, line, what, sentence)| {
            let kind = AnomalyKind::from_code(&kind).unwrap_or(AnomalyKind::Doubtful);
            (n, Anomaly::new(kind, line, what, sentence))
        });
        Ok(rows.collect())
    }
}

/// An identifier, as the workbook takes it.
pub(super) fn hex<T>(id: Id<T>) -> String {
    id.uuid().simple().to_string()
}

/// Reads a body as it was put.
pub(super) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(db::Error::unreadable)
}
