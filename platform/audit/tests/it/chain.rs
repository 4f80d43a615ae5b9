//! The chain.

use crate::book::{Book, line, start};
use audit::{Verdict, head, note, seal_pending};
use db::{in_write, sql};
use secrets::KeyRing;
use testkit::{on_each_engine, tokio};

on_each_engine!(
    /// Invariant: a chain that nobody touched is whole, and its head moves with each batch.
    an_untouched_chain_is_whole,
    |which| async move {
        let book = Book::of_three_batches(which).await;
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 3, lines: 12, unsealed: 1 });
        let before = head(&mut book.db().read().await.unwrap()).await.unwrap();
        assert_eq!(before.number, 3);
        assert_eq!(book.seal(start()).await, 1);
        assert_eq!(book.seal(start()).await, 0, "nothing is left to seal");
        let after = head(&mut book.db().read().await.unwrap()).await.unwrap();
        assert_eq!(after.number, 4);
        assert_ne!(after.digest, before.digest);
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 4, lines: 13, unsealed: 0 });
    }
);

on_each_engine!(
    /// Invariant: whatever is changed, taken away or added in a sealed batch, the chain breaks
    /// there.
    tampering_is_found_at_its_batch,
    |which| async move {
        let book = Book::of_three_batches(which).await;
        let second: &[&[&'static str]] = &[
            // each field
            &["UPDATE audit_line SET id = object WHERE detail = 'ligne 5'"],
            &["UPDATE audit_line SET at = (SELECT MAX(at) FROM audit_line) WHERE detail = 'ligne 5'"],
            &["UPDATE audit_line SET account = school WHERE detail = 'ligne 5'"],
            &["UPDATE audit_line SET account = NULL WHERE detail = 'ligne 5'"],
            &["UPDATE audit_line SET school = account WHERE detail = 'ligne 5'"],
            &["UPDATE audit_line SET object = account WHERE detail = 'ligne 5'"],
            &["UPDATE audit_line SET act = 'pupil.saw' WHERE detail = 'ligne 5'"],
            &["UPDATE audit_line SET object_kind = 'pupils' WHERE detail = 'ligne 5'"],
            &["UPDATE audit_line SET detail = 'ligne 50' WHERE detail = 'ligne 5'"],
            // a letter that moves from one field to the next
            &["UPDATE audit_line SET act = 'pupil.see', object_kind = 'npupil' WHERE detail = 'ligne 5'"],
            // a line that goes, comes, moves, or is taken out of the chain
            &["DELETE FROM audit_line WHERE detail = 'ligne 5'"],
            &["DELETE FROM audit_line WHERE detail = 'ligne 5'",
              "UPDATE audit_seal SET lines = lines - 1 WHERE number = 2"],
            &["INSERT INTO audit_line (id, at, account, school, act, object_kind, object, detail, seal) \
               SELECT object, at, account, school, act, object_kind, object, detail, seal \
               FROM audit_line WHERE detail = 'ligne 5'"],
            &["INSERT INTO audit_line (id, at, account, school, act, object_kind, object, detail, seal) \
               SELECT object, at, account, school, act, object_kind, object, detail, seal \
               FROM audit_line WHERE detail = 'ligne 5'",
              "UPDATE audit_seal SET lines = lines + 1 WHERE number = 2"],
            &["UPDATE audit_line SET seal = 3 WHERE detail = 'ligne 5'"],
            &["UPDATE audit_line SET seal = NULL WHERE detail = 'ligne 5'"],
            &["UPDATE audit_line SET seal = 2 WHERE detail = 'ligne 12'"],
            // the seal itself
            &["UPDATE audit_seal SET digest = (SELECT digest FROM audit_seal WHERE number = 1) WHERE number = 2"],
            &["UPDATE audit_seal SET code = (SELECT code FROM audit_seal WHERE number = 1) WHERE number = 2"],
            &["UPDATE audit_seal SET lines = 3 WHERE number = 2"],
            &["UPDATE audit_seal SET key_id = 'autre' WHERE number = 2"],
            // a whole batch
            &["DELETE FROM audit_line WHERE seal = 2", "DELETE FROM audit_seal WHERE number = 2"],
            &["DELETE FROM audit_line WHERE seal = 2", "DELETE FROM audit_seal WHERE number = 2",
              "UPDATE audit_line SET seal = 2 WHERE seal = 3", "UPDATE audit_seal SET number = 2 WHERE number = 3"],
            // as if retention had taken the batch
            &["UPDATE audit_seal SET purged_at = sealed_at WHERE number = 2",
              "UPDATE audit_line SET detail = 'ligne 50' WHERE detail = 'ligne 5'"],
            &["UPDATE audit_seal SET purged_at = sealed_at WHERE number = 2",
              "DELETE FROM audit_line WHERE seal = 2"],
        ];
        let mut missed = Vec::new();
        for tampering in second {
            let verdict = book.verdict_after(tampering).await;
            if !matches!(verdict, Verdict::Broken { number: 2, .. }) {
                missed.push(format!("{tampering:?}: {verdict:?}"));
            }
        }
        assert!(missed.is_empty(), "{}", missed.join("\n"));
        let first = &["DELETE FROM audit_line WHERE detail = 'ligne 0'"];
        assert!(matches!(book.verdict_after(first).await, Verdict::Broken { number: 1, .. }));
        let last = &["DELETE FROM audit_line WHERE detail = 'ligne 11'"];
        assert!(matches!(book.verdict_after(last).await, Verdict::Broken { number: 3, .. }));
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 3, lines: 12, unsealed: 1 });
    }
);

on_each_engine!(
    /// Invariant: nobody makes a chain without the key; a rotated key still proves the old one.
    the_key_proves_the_chain,
    |which| async move {
        let mut book = Book::of_three_batches(which).await;
        let ours = std::mem::replace(&mut book.keys, KeyRing::generate());
        assert!(matches!(book.verdict().await, Verdict::Broken { number: 1, .. }));
        book.keys = ours;
        book.keys.rotate();
        assert_eq!(book.seal(start()).await, 1);
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 4, lines: 13, unsealed: 0 });
    }
);

on_each_engine!(
    /// Invariant: each digest stands on all those before it: even who holds the key cannot change
    /// an old line without the head becoming another one than that kept elsewhere.
    the_head_stands_on_the_whole_chain,
    |which| async move {
        let book = Book::open(which).await;
        book.write(0..2).await;
        book.seal(start()).await;
        book.write(2..4).await;
        book.seal(start()).await;
        let kept = head(&mut book.db().read().await.unwrap()).await.unwrap();
        // The chain is taken down, an old line is changed, and the batches are sealed anew.
        in_write!(book.db(), db::Error, |tx| {
            sql!("UPDATE audit_line SET detail = 'autre' WHERE detail = 'ligne 0'").run(tx).await?;
            sql!("UPDATE audit_line SET seal = NULL WHERE seal = 1").run(tx).await?;
            sql!("DELETE FROM audit_seal").run(tx).await
        })
        .unwrap();
        assert_eq!(book.seal(start()).await, 2);
        in_write!(book.db(), db::Error, |tx| {
            sql!("UPDATE audit_line SET seal = NULL WHERE seal = 2").run(tx).await
        })
        .unwrap();
        assert_eq!(book.seal(start()).await, 2);
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 2, lines: 4, unsealed: 0 });
        let made_anew = head(&mut book.db().read().await.unwrap()).await.unwrap();
        assert_eq!(made_anew.number, kept.number);
        assert_ne!(made_anew.digest, kept.digest);
    }
);

on_each_engine!(
    /// Invariant: two sealers at once seal each line once, and leave the chain whole.
    two_sealers_do_no_harm,
    |which| async move {
        let book = Book::open(which).await;
        for round in 0..6 {
            book.write(round * 50..round * 50 + 50).await;
            let one = seal_pending(book.db(), &book.keys, start());
            let two = seal_pending(book.db(), &book.keys, start());
            let (one, two) = tokio::join!(one, two);
            assert_eq!(one.unwrap() + two.unwrap(), 50);
        }
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 6, lines: 300, unsealed: 0 });
    }
);

on_each_engine!(
    /// Invariant: the line of an act and the act are there both, or neither.
    a_line_goes_with_its_act,
    |which| async move {
        let book = Book::open(which).await;
        let failed = in_write!(book.db(), db::Error, |tx| {
            note(tx, start(), &line(1)).await?;
            sql!("INSERT INTO audit_seal (number) VALUES (NULL)").run(tx).await
        });
        assert!(failed.is_err());
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 0, lines: 0, unsealed: 0 });
    }
);
