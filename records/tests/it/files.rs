//! The whole records: read at the pupil's schools only.

use crate::*;
use education::{Guardian, Pupil};

testkit::on_each_engine!(
    /// Invariant: the functions that read a whole record bind the school of the admission: from
    /// another one, an identifier gives nothing.
    a_record_is_read_at_its_school, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (declare(&portal, HERE).await, declare(&portal, THERE).await);
        let example = records::demo::example(&portal.context, here).await.expect("a pupil");
        let (pupil, guardian): (Id<Pupil>, Id<Guardian>) = (example.pupil, example.guardian);
        let (own, other) = (at_files(&portal, here).await, at_files(&portal, there).await);
        let mut read = reader(&portal).await;
        let files = records::guardian_files(&mut read, &own, pupil).await.expect("a read");
        assert!(files.iter().any(|file| file.of.guardian == guardian));
        assert!(records::pupil_record(&mut read, &own, pupil).await.expect("a read").is_some());
        assert_eq!(records::schoolings(&mut read, &own, pupil).await.expect("a read").len(), 1);
        assert_eq!(records::guardian_files(&mut read, &other, pupil).await.expect("a read"), []);
        let file = records::guardian_file(&mut read, &other, pupil, guardian).await;
        assert_eq!(file.expect("a read"), None);
        assert_eq!(records::pupil_record(&mut read, &other, pupil).await.expect("a read"), None);
        assert_eq!(records::schoolings(&mut read, &other, pupil).await.expect("a read"), []);
    }
);
