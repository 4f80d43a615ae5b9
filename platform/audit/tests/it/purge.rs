//! Retention: lines go, the chain stays.

use crate::book::{Book, start};
use audit::{Verdict, purge_before};
use chrono::{DateTime, Duration, Utc};
use db::{in_write, sql};
use testkit::on_each_engine;

async fn purge(book: &Book, before: DateTime<Utc>) -> u64 {
    in_write!(book.db(), db::Error, |tx| {
        purge_before(tx, before).await
    })
    .unwrap()
}

async fn lines(book: &Book) -> i64 {
    let count = sql!("SELECT COUNT(*) FROM audit_line");
    let mut read = book.db().read().await.unwrap();
    count.one::<(i64,)>(&mut read).await.unwrap().0
}

on_each_engine!(
    /// Invariant: old lines go with their batch, young ones stay, and what stays still proves
    /// itself.
    a_purge_keeps_the_chain_verifiable,
    |which| async move {
        let book = Book::of_three_batches(which).await;
        assert_eq!(purge(&book, start() - Duration::days(1)).await, 0);
        let cut = start() + Duration::hours(12);
        assert_eq!(purge(&book, cut).await, 4);
        assert_eq!(purge(&book, cut).await, 0);
        assert_eq!(lines(&book).await, 9);
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 3, lines: 8, unsealed: 1 });
        // Sealing goes on, and tampering is still found, after the purge and in what is left of it.
        assert_eq!(book.seal(start() + Duration::days(3)).await, 1);
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 4, lines: 9, unsealed: 0 });
        let changed = &["UPDATE audit_line SET detail = 'autre' WHERE detail = 'ligne 5'"];
        assert!(matches!(book.verdict_after(changed).await, Verdict::Broken { number: 2, .. }));
        let added = &["UPDATE audit_line SET seal = 1 WHERE detail = 'ligne 12'"];
        assert!(matches!(book.verdict_after(added).await, Verdict::Broken { number: 1, .. }));
        let taken = &["DELETE FROM audit_seal WHERE number = 1"];
        assert!(matches!(book.verdict_after(taken).await, Verdict::Broken { number: 1, .. }));
        let forged = &["UPDATE audit_seal SET digest = (SELECT digest FROM audit_seal WHERE number = 2) WHERE number = 1"];
        assert!(matches!(book.verdict_after(forged).await, Verdict::Broken { number: 1, .. }));
        assert_eq!(purge(&book, start() + Duration::days(30)).await, 9);
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 4, lines: 0, unsealed: 0 });
        // Of purged batches, only the digests are left: none of them may go.
        for taken in [
            &["DELETE FROM audit_seal WHERE number = 1"],
            &["DELETE FROM audit_seal WHERE number = 2"],
        ] {
            assert!(matches!(book.verdict_after(taken).await, Verdict::Broken { .. }), "{taken:?}");
        }
    }
);

on_each_engine!(
    /// Invariant: a batch goes only when its youngest line is old, and after those before it.
    a_batch_with_a_young_line_stays,
    |which| async move {
        let book = Book::of_three_batches(which).await;
        in_write!(book.db(), db::Error, |tx| {
            sql!("UPDATE audit_line SET at = (SELECT MAX(at) FROM audit_line) WHERE detail = 'ligne 1'")
                .run(tx)
                .await
        })
        .unwrap();
        assert_eq!(purge(&book, start() + Duration::hours(36)).await, 0);
        assert_eq!(lines(&book).await, 13);
    }
);
