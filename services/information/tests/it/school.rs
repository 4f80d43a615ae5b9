//! A school with its head and a teacher, and how they use the pages.

use admission::Function;
use db::sql;
use education::{Id, School};
use testkit::{Answer, Browser, Portal, Which};

pub(crate) const READ: &str = "/informations";
pub(crate) const EDIT: &str = "/informations/modification";
const NEW: &str = "/informations/nouveau";

pub(crate) struct Here {
    pub(crate) portal: Portal,
    pub(crate) school: Id<School>,
    pub(crate) head: Browser,
    pub(crate) teacher: Browser,
}

impl Here {
    pub(crate) async fn ready(which: Which) -> Self {
        let portal = Portal::start(which, vec![information::manifest()]).await;
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        Self {
            head: portal.signed_in_as(Function::Head, Some(school)).await,
            teacher: portal.signed_in_as(Function::Teacher, Some(school)).await,
            portal,
            school,
        }
    }

    /// Sends the form of a new entry, as the head.
    pub(crate) async fn add(&self, kind: &str, fields: &str) -> Answer {
        let page = self
            .head
            .get(&format!("{NEW}?nature={kind}"))
            .await
            .expect(200);
        let form = page.field("form_id");
        self.head
            .post(NEW, &format!("form_id={form}&nature={kind}&{fields}"))
            .await
    }

    /// The address of an entry, found by its title as a person would.
    pub(crate) async fn address(&self, title: &str) -> String {
        let page = self.head.get(EDIT).await.expect(200).body;
        let (before, _) = page
            .split_once(&format!(">{title}</a>"))
            .expect("the entry");
        let (_, href) = before.rsplit_once("href=\"").expect("a link");
        href.split('"').next().expect("its address").to_owned()
    }

    /// How many lines of the audit say this act.
    pub(crate) async fn acts(&self, act: &str) -> i64 {
        sql!("SELECT COUNT(*) FROM audit_line WHERE act = $1")
            .bind(act)
            .one::<(i64,)>(&mut self.portal.db().read().await.expect("a connection"))
            .await
            .expect("a count")
            .0
    }
}
