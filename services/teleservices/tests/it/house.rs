//! A school with its families, and the two offices that make codes for them.

use admission::Function;
use chrono::Duration;
use db::sql;
use education::{Id, School, SchoolKind, Uai, UaiPolicy};
use jobs::Worker;
use records::import;
use secrets::{Purpose, Sealed};
use siecle::generate::{self, Plan};
use std::{io::Cursor, time::Duration as Wait};
use testkit::{Answer, Browser, Portal, Which};

pub(crate) struct House {
    pub(crate) portal: Portal,
    pub(crate) school: Id<School>,
    /// Two who may make codes at once.
    pub(crate) office: Browser,
    pub(crate) head: Browser,
}

pub(crate) const HREF: &str = "/teleservices/codes";

impl House {
    /// A school of so many pupils in two classes.
    pub(crate) async fn open(which: Which, pupils: usize) -> Self {
        let manifests = vec![
            jobs::manifest(),
            messaging::manifest(),
            records::manifest(),
            crate::offering(),
            teleservices::manifest(),
        ];
        let portal = Portal::start(which, manifests).await;
        let uai = Uai::parse("0990001N", UaiPolicy::Demo).unwrap();
        let now = portal.now();
        let school = db::in_write!(portal.db(), db::Error, |tx| {
            let name = "Collège Les Tilleuls";
            records::declare_school(tx, &uai, name, SchoolKind::College, now).await
        })
        .unwrap();
        let year = education::school_year_of(now.date_naive());
        let mut plan = Plan::college(uai.as_str(), year, now.naive_utc() - Duration::days(1));
        plan.pupils = pupils;
        plan.divisions = vec!["5B".into(), "3A".into()];
        let files = generate::files(&plan);
        let named = files.named();
        let named = named.map(|(name, bytes)| (name.to_owned(), Cursor::new(bytes.to_vec())));
        import::files_for_program(&portal.context, named.into(), &import::Options::default())
            .await
            .unwrap();
        let at = Some(school);
        let secretary = portal
            .account("secretariat", &[Function::Secretary], at)
            .await;
        Self {
            office: portal.browser(secretary, at).await,
            head: portal.signed_in_as(Function::Head, at).await,
            portal,
            school,
        }
    }

    pub(crate) fn worker(&self) -> Worker {
        Worker::new(self.portal.context.clone(), teleservices::jobs())
            .sign_every(Wait::from_secs(5))
    }

    /// Does the work that was asked for.
    pub(crate) async fn work(&self) {
        self.worker().pass().await.unwrap();
    }

    /// Makes codes for all that a filter finds, and waits for them.
    pub(crate) async fn generate(&self, filter: &str) -> Answer {
        let answer = self
            .office
            .post(
                &format!("{HREF}/generation"),
                &format!("portee=tout&{filter}"),
            )
            .await;
        let batch = answer.expect(303).location.unwrap();
        assert!(batch.starts_with("/teleservices/codes/lots/"), "{batch}");
        self.work().await;
        self.office.get(&batch).await.expect(200)
    }

    /// Tells the codes of all that a filter finds; gives the page of what became of them, and its address.
    pub(crate) async fn notify(&self, filter: &str) -> (Answer, String) {
        let answer = self
            .office
            .post(
                &format!("{HREF}/notification"),
                &format!("portee=tout&{filter}"),
            )
            .await;
        let batch = answer.expect(303).location.unwrap();
        self.work().await;
        (self.office.get(&batch).await.expect(200), batch)
    }

    pub(crate) async fn one(&self, statement: db::Statement) -> i64 {
        let mut read = self.portal.db().read().await.unwrap();
        statement.one::<(i64,)>(&mut read).await.unwrap().0
    }

    /// How many links of this rank there are to pupils who are there.
    pub(crate) async fn links(&self, rank: i64) -> i64 {
        let there = sql!(
            "SELECT COUNT(*) FROM guardianship l JOIN enrolment e ON e.pupil = l.pupil \
             WHERE l.legal_rank = $1 AND l.ended_on IS NULL AND (e.left_on IS NULL OR e.left_on > $2)"
        );
        self.one(there.bind(rank).bind(self.portal.today())).await
    }

    /// How many pupils are there.
    pub(crate) async fn pupils(&self) -> i64 {
        self.one(
            sql!("SELECT COUNT(*) FROM enrolment WHERE left_on IS NULL OR left_on > $1")
                .bind(self.portal.today()),
        )
        .await
    }

    /// How many live codes are in a state.
    pub(crate) async fn live(&self, state: &str) -> i64 {
        self.one(
            sql!("SELECT COUNT(*) FROM activation_code WHERE replaced_at IS NULL AND state = $1")
                .bind(state),
        )
        .await
    }

    pub(crate) async fn acts(&self, act: &str) -> i64 {
        self.one(sql!("SELECT COUNT(*) FROM audit_line WHERE act = $1").bind(act))
            .await
    }

    /// What each message says, opened: to whom, by which means, in which state.
    pub(crate) async fn messages(&self) -> Vec<(String, String, String, String)> {
        let mut read = self.portal.db().read().await.unwrap();
        let rows = sql!("SELECT id, recipient, medium, state, body FROM message ORDER BY number")
            .all::<(Id<messaging::Message>, String, String, String, String)>(&mut read)
            .await
            .unwrap();
        let keys = &self.portal.context.keys;
        rows.into_iter()
            .map(|(id, to, medium, state, body)| {
                let text = match body.as_str() {
                    "" => String::new(),
                    _ => {
                        let open = keys.open(Purpose::MessageBody, &id.to_string(), &Sealed(body));
                        String::from_utf8(open.unwrap()).unwrap()
                    }
                };
                (to, medium, state, text)
            })
            .collect()
    }

    /// The codes that are still sealed, opened.
    pub(crate) async fn sealed(&self) -> Vec<String> {
        let mut read = self.portal.db().read().await.unwrap();
        let rows = sql!("SELECT id, sealed FROM activation_code WHERE sealed IS NOT NULL")
            .all::<(uuid::Uuid, String)>(&mut read)
            .await
            .unwrap();
        let keys = &self.portal.context.keys;
        rows.into_iter()
            .map(|(id, sealed)| {
                let open = keys.open(Purpose::ActivationCode, &id.to_string(), &Sealed(sealed));
                String::from_utf8(open.unwrap()).unwrap()
            })
            .collect()
    }

    /// Every pair of the school has at most one live code, and no message or code is there twice.
    pub(crate) async fn nothing_is_double(&self) {
        let doubles = sql!(
            "SELECT COUNT(*) FROM (SELECT pupil, holder FROM activation_code WHERE replaced_at IS NULL \
             GROUP BY school, pupil, holder HAVING COUNT(*) > 1) AS twice"
        );
        assert_eq!(self.one(doubles).await, 0);
        let twice = sql!(
            "SELECT COUNT(*) FROM (SELECT subject FROM message GROUP BY subject HAVING COUNT(*) > 1) AS twice"
        );
        assert_eq!(self.one(twice).await, 0);
    }
}

/// The codes of a text, as they are shown.
pub(crate) fn codes_in(text: &str) -> Vec<String> {
    // A piece of a link may have two dashes, but nowhere else than a code and in capitals alone.
    let at = |n: usize| n == 4 || n == 9;
    let is = |(n, c): (usize, char)| match at(n) {
        true => c == '-',
        false => c.is_ascii_uppercase() || c.is_ascii_digit(),
    };
    let shown = |word: &&str| word.len() == 14 && word.chars().enumerate().all(is);
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter(shown)
        .map(str::to_owned)
        .collect()
}

/// The tokens of the one-time links of a text, whatever stands around them.
pub(crate) fn tokens_in(text: &str) -> Vec<String> {
    let mark = "http://preau.test/premier-acces/lien/";
    let of = |rest: &str| -> String {
        let token = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
        rest.chars().take_while(token).collect()
    };
    text.split(mark).skip(1).map(of).collect()
}

/// The addresses of the pairs that a page shows.
pub(crate) fn pairs_in(page: &Answer) -> Vec<String> {
    let links = page
        .body
        .split("href=\"/teleservices/codes/paires/")
        .skip(1);
    links
        .filter_map(|rest| Some(format!("{HREF}/paires/{}", rest.split('"').next()?)))
        .collect()
}

/// The values of the boxes of a name.
pub(crate) fn boxes_in(page: &Answer, name: &str) -> Vec<String> {
    let mark = format!("name=\"{name}\"");
    let tags = page
        .body
        .split('<')
        .filter(|tag| tag.contains(&mark) && tag.contains("checkbox"));
    tags.filter_map(|tag| Some(tag.split("value=\"").nth(1)?.split('"').next()?.to_owned()))
        .collect()
}
