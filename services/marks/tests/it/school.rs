//! A school of one class: its head, and two teachers, each with a subject.

use admission::Function;
use db::{in_write, sql};
use education::{Id, School, SchoolKind, Uai, UaiPolicy};
use identity::{At, Marks, StaffAccounts};
use manifest::Manifest;
use testkit::{Answer, Browser, Portal, Which};

pub(crate) const CLARA: &str = "ABADIE Clara";
pub(crate) const HUGO: &str = "ABEL Hugo";
pub(crate) const INES: &str = "ABOU Inès";

pub(crate) struct Here {
    pub(crate) portal: Portal,
    pub(crate) school: Id<School>,
    pub(crate) head: Browser,
    /// Who teaches the first subject.
    pub(crate) teacher: Browser,
    /// Who teaches another one.
    pub(crate) colleague: Browser,
    /// Both, as addresses name them: « division:5B/030201 ».
    pub(crate) courses: [String; 2],
}

impl Here {
    pub(crate) async fn ready(which: Which) -> Self {
        Self::ready_with(which, Vec::new()).await
    }

    /// Beside other services.
    pub(crate) async fn ready_with(which: Which, others: Vec<Manifest>) -> Self {
        let mut manifests = vec![
            records::manifest(),
            timetable::manifest(),
            marks::manifest(),
        ];
        manifests.extend(others);
        let portal = Portal::start(which, manifests).await;
        let school = school(&portal, "0990001N").await;
        let now = portal.now();
        let account = portal
            .account("chef", &[Function::Head], Some(school))
            .await;
        let mut read = portal.db().read().await.unwrap();
        let at = At::<Marks>::admit(&mut read, account, Some(school), now)
            .await
            .unwrap();
        let staff = At::<StaffAccounts>::admit(&mut read, account, Some(school), now)
            .await
            .unwrap();
        let taught = records::courses(&mut read, &at, at.today(now))
            .await
            .unwrap();
        drop(read);
        let mut taught = taught
            .into_iter()
            .filter(|course| course.division.as_deref() == Some("5B"));
        let first = taught.next().expect("a subject");
        let other = taught
            .find(|course| !course.teachers.contains(&first.teachers[0]))
            .expect("another one");
        let mut browsers = Vec::new();
        for (login, course) in [("prof", &first), ("collegue", &other)] {
            let teacher = portal
                .account(login, &[Function::Teacher], Some(school))
                .await;
            in_write!(portal.db(), db::Error, |tx| {
                records::attach_account(tx, &staff, course.teachers[0], teacher).await
            })
            .unwrap();
            browsers.push(portal.browser(teacher, Some(school)).await);
        }
        Self {
            head: portal.browser(account, Some(school)).await,
            colleague: browsers.pop().unwrap(),
            teacher: browsers.pop().unwrap(),
            courses: [first, other].map(|course| format!("division:5B/{}", course.subject)),
            school,
            portal,
        }
    }

    /// The sheet of the first subject, as its teacher sees it.
    pub(crate) async fn sheet(&self) -> Answer {
        self.teacher.get(&self.address()).await.expect(200)
    }

    pub(crate) fn address(&self) -> String {
        format!("/notes/carnet?cours={}", self.courses[0])
    }

    /// Adds an assessment of the first subject, with a coefficient and what it is marked out of.
    pub(crate) async fn add(&self, title: &str, coefficient: &str, out_of: &str) -> Answer {
        let new = format!("/notes/evaluations/nouvelle?cours={}", self.courses[0]);
        let form = self.teacher.get(&new).await.expect(200).field("form_id");
        let fields = format!(
            "cours={}&form_id={form}&titre={title}&jour=2026-11-20&publication=2026-11-24\
             &coefficient={coefficient}&sur={out_of}",
            self.courses[0]
        );
        self.teacher
            .post("/notes/evaluations/nouvelle", &fields)
            .await
    }

    /// How many lines of the audit say this act.
    pub(crate) async fn acts(&self, act: &str) -> i64 {
        sql!("SELECT COUNT(*) FROM audit_line WHERE act = $1")
            .bind(act)
            .one::<(i64,)>(&mut self.portal.db().read().await.unwrap())
            .await
            .unwrap()
            .0
    }
}

/// A school with three pupils in 5B, and what is taught to them.
pub(crate) async fn school(portal: &Portal, uai: &str) -> Id<School> {
    let uai = Uai::parse(uai, UaiPolicy::Demo).unwrap();
    let now = portal.now();
    let school = in_write!(portal.db(), db::Error, |tx| {
        let name = "Collège Les Tilleuls";
        records::declare_school(tx, &uai, name, SchoolKind::College, now).await
    })
    .unwrap();
    records::demo::taught(&portal.context, school)
        .await
        .unwrap();
    school
}

/// An average of the sheet: « classe », or what it is of.
pub(crate) fn average(page: &Answer, of: &str) -> String {
    let mark = format!("data-average=\"{of}\">");
    let (_, rest) = page.body.split_once(&mark).expect("an average");
    rest.split('<').next().unwrap_or_default().to_owned()
}

/// The name of the field of a pupil's cell, in the column of that rank, and of what it was showing.
pub(crate) fn cell(page: &Answer, pupil: &str, column: usize) -> (String, String) {
    let (_, row) = page
        .body
        .split_once(&format!(">{pupil}<"))
        .expect("the pupil's row");
    let (row, _) = row.split_once("</tr>").expect("its end");
    let names: Vec<&str> = row
        .split("name=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let of = |mark: &str| {
        names
            .iter()
            .filter(|name| name.starts_with(mark))
            .nth(column)
    };
    (
        of("n.").expect("a cell").to_string(),
        of("v.").expect("what it showed").to_string(),
    )
}

/// What a cell shows, and what it says that it showed.
pub(crate) fn said(page: &Answer, pupil: &str, column: usize) -> (String, String) {
    let (name, shown) = cell(page, pupil, column);
    (page.field(&name), page.field(&shown))
}

/// The fields of cells: pupil, column, what is typed; each with what the page was showing.
pub(crate) fn cells(page: &Answer, typed: &[(&str, usize, &str)]) -> String {
    let field = |(pupil, column, text): &(&str, usize, &str)| {
        let (name, shown) = cell(page, pupil, *column);
        format!("&{name}={text}&{shown}={}", page.field(&shown))
    };
    typed.iter().map(field).collect()
}
