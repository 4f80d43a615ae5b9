//! The register forgets.

use crate::{
    export::{MORNING, one_family},
    *,
};
use chrono::{DateTime, Utc};

async fn purge(portal: &Portal, now: DateTime<Utc>) {
    for retention in records::manifest().retention {
        let cutoff = retention.keep.cutoff(now);
        loop {
            let gone = db::in_write!(portal.db(), db::Error, |tx| {
                (retention.purge)(tx, cutoff).await
            });
            if gone.expect("a purge") == 0 {
                break;
            }
        }
    }
}

testkit::on_each_engine!(
    /// Invariant: a year later everybody is still there; far in the future nobody is.
    nobody_stays_for_ever, |which| async move {
        let portal = portal(which).await;
        let [children, family] = one_family(MORNING);
        take(&portal, &[&children, &family]).await;
        let at = at_import(&portal, school(&portal, HERE).await).await;
        let now = portal.now();
        take(&portal, &[&children]).await;
        let kept = db::in_write!(portal.db(), web::Error, |tx| {
            let mut file = tempfile::tempfile().map_err(web::Error::internal)?;
            std::io::Write::write_all(&mut file, &children).map_err(web::Error::internal)?;
            records::draft::keep(tx, &at, now, &mut [("e.xml".into(), file)]).await
        });
        kept.expect("a draft");
        let before = rows(&portal).await;
        purge(&portal, "2028-07-31T00:00:00Z".parse().expect("an instant")).await;
        assert_eq!(rows(&portal).await[..6], before[..6]);
        purge(&portal, "2070-01-01T00:00:00Z".parse().expect("an instant")).await;
        assert_eq!(rows(&portal).await, [1, 1, 0, 0, 0, 0, 0, 0, 0]);
        let mut read = reader(&portal).await;
        let (left,) = sql!("SELECT COUNT(*) FROM import_draft").one::<(i64,)>(&mut read).await.expect("a count");
        assert_eq!(left, 0);
    }
);

testkit::on_each_engine!(
    /// Invariant: a question that nobody decided again goes with its answers; one that is still
    /// asked keeps them.
    a_question_goes_with_its_answers, |which| async move {
        let portal = portal(which).await;
        let [children, family] = one_family(MORNING);
        take(&portal, &[&children, &family]).await;
        let school = school(&portal, HERE).await;
        let (long_ago, lately): (DateTime<Utc>, DateTime<Utc>) = (
            "2020-09-10T00:00:00Z".parse().expect("an instant"),
            "2026-09-10T00:00:00Z".parse().expect("an instant"),
        );
        db::in_write!(portal.db(), db::Error, |tx| {
            for (field, since) in [("employment", long_ago), ("children", long_ago), ("occupation", lately)] {
                sql!("INSERT INTO extra_field (school, field, purpose, account, since) VALUES ($1, $2, 'essai', $1, $3)")
                    .bind(school).bind(field).bind(since).run(tx).await?;
            }
            sql!("UPDATE guardian SET employment = '1', occupation = '37', children = 3, children_in_secondary = 1")
                .run(tx).await
        }).expect("answers");
        purge(&portal, portal.now()).await;
        let mut read = reader(&portal).await;
        type Row = (Option<String>, Option<String>, Option<i64>, Option<i64>);
        let answers = sql!("SELECT employment, occupation, children, children_in_secondary FROM guardian");
        let answers = answers.all::<Row>(&mut read).await.expect("answers");
        assert_eq!(answers, [(None, Some("37".to_owned()), None, None)]);
    }
);
