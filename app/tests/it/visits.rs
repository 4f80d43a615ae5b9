//! People who are signed in and work: each opens pages and records absences, one gesture after the
//! other, and what became of each gesture is kept.

use crate::machine::{Answer, get, post};
use chrono::NaiveDate;
use education::{Id, Pupil};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What is opened before each absence is recorded.
const PAGES: [&str; 3] = ["/", "/absences/sms/suivi", "/absences/sms"];
/// Hours that nothing else in these tests uses.
const HOURS: [(&str, &str); 3] = [("14:00", "14:55"), ("14:55", "16:10"), ("16:10", "17:05")];

/// What became of the gestures of all.
#[derive(Debug, Default)]
struct Tally {
    asked: usize,
    failed: Vec<String>,
    /// Forms that were answered as done.
    written: HashSet<Uuid>,
    /// Forms of which nobody knows.
    unanswered: HashSet<Uuid>,
}

/// People at work.
pub(crate) struct Visits {
    tally: Arc<Mutex<Tally>>,
    stop: CancellationToken,
    people: Vec<JoinHandle<()>>,
}

/// What became of the gestures of a while.
#[derive(Debug)]
pub(crate) struct While {
    name: &'static str,
    asked: usize,
    failed: Vec<String>,
}

impl While {
    /// Each was answered.
    #[track_caller]
    pub(crate) fn none_failed(self) {
        assert!(self.asked > 0, "{self:?}");
        assert_eq!(self.failed, Vec::<String>::new(), "{}", self.name);
    }

    /// Each page was, and at most so many forms were not.
    #[track_caller]
    pub(crate) fn only_forms_failed(self, most: usize) {
        assert!(self.asked > 0, "{self:?}");
        let forms = self.failed.iter().all(|failed| failed.starts_with("POST"));
        assert!(forms && self.failed.len() <= most, "{self:?}");
    }
}

impl While {
    /// Each was answered, be it by a page that says in these words why it could not be done; gives
    /// how many were.
    #[track_caller]
    pub(crate) fn all_were_told(self, words: &str) -> usize {
        let page = format!("503 {words}");
        let untold: Vec<_> = self
            .failed
            .iter()
            .filter(|failed| !failed.ends_with(&page))
            .collect();
        assert_eq!(untold, Vec::<&String>::new(), "{}", self.name);
        self.failed.len()
    }
}

impl Visits {
    /// People begin to work, each with the cookie of a session and a pupil, and record absences of these
    /// days.
    pub(crate) fn start(port: u16, people: Vec<(String, Id<Pupil>)>, days: Vec<NaiveDate>) -> Self {
        let days = Arc::new(days);
        let (tally, stop) = (Arc::<Mutex<Tally>>::default(), CancellationToken::new());
        let work = people.into_iter().map(|(cookie, pupil)| {
            let (tally, stop, days) = (Arc::clone(&tally), stop.clone(), Arc::clone(&days));
            tokio::spawn(async move {
                for n in 0.. {
                    if stop.is_cancelled() {
                        return;
                    }
                    one_round(port, &cookie, (pupil, &days), n, &tally).await;
                }
            })
        });
        let people = work.collect();
        Self {
            tally,
            stop,
            people,
        }
    }

    /// What became of the gestures since the last call.
    pub(crate) fn begin_anew(&self, name: &'static str) -> While {
        let mut tally = self.tally.lock().expect("the tally");
        let (asked, failed) = (tally.asked, std::mem::take(&mut tally.failed));
        tally.asked = 0;
        While {
            name,
            asked,
            failed,
        }
    }

    /// People stop: the forms that were answered as done, and those of which nobody knows.
    pub(crate) async fn stop(self) -> (HashSet<Uuid>, HashSet<Uuid>) {
        self.stop.cancel();
        for one in self.people {
            one.await.expect("somebody at work");
        }
        let mut tally = self.tally.lock().expect("the tally");
        let tally = std::mem::take(&mut *tally);
        (tally.written, tally.unanswered)
    }
}

async fn one_round(
    port: u16,
    cookie: &str,
    (pupil, days): (Id<Pupil>, &[NaiveDate]),
    n: usize,
    tally: &Mutex<Tally>,
) {
    for page in PAGES {
        let answer = get(port, page, Some(cookie)).await;
        let right = answer.as_ref().is_some_and(|answer| answer.status == 200);
        note(tally, right, || {
            format!("GET {page}: {}", told(answer.as_ref()))
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let Some((from, to)) = HOURS.get(n / days.len()) else {
        return;
    };
    let form_id = Uuid::now_v7();
    let day = days[n % days.len()];
    let form = format!(
        "form_id={form_id}&eleve={pupil}&du={day}&du_heure={from}&au={day}&au_heure={to}&action="
    );
    let answer = post(port, "/absences/saisie", cookie, &form).await;
    let done = answer.as_ref().is_some_and(|answer| {
        let location = answer.location.as_deref().unwrap_or_default();
        answer.status == 303 && location.contains("fait=0")
    });
    note(tally, done, || format!("POST: {}", told(answer.as_ref())));
    let mut tally = tally.lock().expect("the tally");
    match done {
        true => tally.written.insert(form_id),
        false => tally.unanswered.insert(form_id),
    };
}

/// What somebody is told who gets no page.
pub(crate) const UNAVAILABLE: &str = "Service momentanément indisponible";
/// What somebody is told when nothing can be written.
pub(crate) const FULL: &str = "La place manque sur le serveur";

fn told(answer: Option<&Answer>) -> String {
    let Some(answer) = answer else {
        return "no answer".to_owned();
    };
    let mut words = [UNAVAILABLE, FULL].into_iter();
    let said = words.find(|words| answer.body.contains(words));
    format!("{} {}", answer.status, said.unwrap_or_default())
}

fn note(tally: &Mutex<Tally>, right: bool, what: impl FnOnce() -> String) {
    let mut tally = tally.lock().expect("the tally");
    tally.asked += 1;
    if !right {
        let said = what();
        tally.failed.push(said);
    }
}
