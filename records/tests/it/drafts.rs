//! Files kept between the two steps of the page.

use crate::{
    export::{MORNING, one_family},
    *,
};
use std::io::{Read as _, Write as _};

testkit::on_each_engine!(
    /// Invariant: a deposit comes back byte by byte, at its school only, for one hour, until it
    /// is accepted.
    a_deposit_comes_back, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (declare(&portal, HERE).await, declare(&portal, THERE).await);
        let (at, elsewhere) = (at_import(&portal, here).await, at_import(&portal, there).await);
        let [children, _] = one_family(MORNING);
        let files = read_files(&[&children]).expect("readable");
        let outcome = import::for_person(&portal.context, &at, &files, true).await;
        let Ok(Outcome::DryRun(report)) = outcome else { panic!("{outcome:?}") };
        // More than two pieces.
        let bytes: Vec<u8> = (0..2_500_000u32).map(|n| (n % 251) as u8).collect();
        let now = portal.now();
        let id = db::in_write!(portal.db(), web::Error, |tx| {
            let mut file = tempfile::tempfile().map_err(web::Error::internal)?;
            file.write_all(&bytes).map_err(web::Error::internal)?;
            records::draft::keep(tx, &at, now, &mut [("a.zip".into(), file)], &report).await
        }).expect("kept");
        let mut read = reader(&portal).await;
        let mut back = records::draft::files(&mut read, &at, now, id).await.expect("a read");
        let mut found = Vec::new();
        back[0].1.read_to_end(&mut found).expect("bytes");
        assert!(found == bytes && back[0].0 == "a.zip");
        let kept = records::draft::find(&mut read, &at, id).await.expect("a read").expect("kept");
        assert_eq!(kept.report, report);
        assert!(records::draft::find(&mut read, &elsewhere, id).await.expect("a read").is_none());
        assert!(records::draft::files(&mut read, &elsewhere, now, id).await.expect("a read").is_empty());
        let later = now + chrono::Duration::minutes(61);
        assert!(records::draft::files(&mut read, &at, later, id).await.expect("a read").is_empty());
        drop(read);
        db::in_write!(portal.db(), web::Error, |tx| {
            records::draft::show_again(tx, &at, id, &report).await?;
            records::draft::accepted(tx, &at, now, id, &report).await
        }).expect("accepted");
        let mut read = reader(&portal).await;
        assert!(records::draft::files(&mut read, &at, now, id).await.expect("a read").is_empty());
        let kept = records::draft::find(&mut read, &at, id).await.expect("a read").expect("kept");
        assert!(kept.accepted_at.is_some());
    }
);
