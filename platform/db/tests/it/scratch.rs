//! The private database.

use db::{Scratch, scratch};

#[tokio::test]
async fn a_scratch_holds_rows_and_is_nobody_elses() {
    // Invariant: what is put there is read back, sorted and joined; two never meet.
    let tables = "CREATE TABLE row (key INTEGER NOT NULL, word TEXT NOT NULL);";
    let (mut one, mut two) = (
        Scratch::open(tables).await.unwrap(),
        Scratch::open(tables).await.unwrap(),
    );
    let rows: Vec<(i64, String)> = (0..20_000)
        .map(|n| (20_000 - n, format!("mot {n}")))
        .collect();
    let put = scratch!("INSERT INTO row SELECT value ->> 0, value ->> 1 FROM json_each($1)");
    let put = put.bind(serde_json::to_value(rows).unwrap());
    assert_eq!(put.run(&mut one).await.unwrap(), 20_000);
    let first = scratch!("SELECT key, word FROM row WHERE key > $1 ORDER BY key LIMIT 2");
    let first: Vec<(i64, String)> = first.bind(10i64).all(&mut one).await.unwrap();
    assert_eq!(
        first,
        [(11, "mot 19989".to_owned()), (12, "mot 19988".to_owned())]
    );
    let (other,): (i64,) = scratch!("SELECT COUNT(*) FROM row")
        .one(&mut two)
        .await
        .unwrap();
    assert_eq!(other, 0);
    // Invariant: nobody finds their files, even while they are used.
    let open = std::fs::read_dir(format!("/proc/{}/fd", std::process::id()));
    let paths = open
        .unwrap()
        .flatten()
        .filter_map(|entry| std::fs::read_link(entry.path()).ok());
    let files: Vec<String> = paths
        .map(|path| path.to_string_lossy().into_owned())
        .filter(|path| path.contains("/preau-scratch"))
        .collect();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(
        files.iter().all(|path| path.ends_with(" (deleted)")),
        "{files:?}"
    );
}
