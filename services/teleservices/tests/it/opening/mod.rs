//! What a school opens to families, through the pages of its head.

mod switches;
mod undone;

use crate::offering;
use admission::{Family, Function};
use chrono::Duration;
use education::{Account, Id, School};
use testkit::{Answer, Browser, Portal, Which};

const HREF: &str = "/teleservices";
const HISTORY: &str = "/teleservices/historique";

/// A school, its head, and another school.
struct House {
    portal: Portal,
    school: Id<School>,
    other: Id<School>,
    account: Id<Account>,
    head: Browser,
}

impl House {
    async fn start(which: Which) -> Self {
        let portal = Portal::start(which, vec![offering(), teleservices::manifest()]).await;
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        let other = portal.place("0990002P", "Collège du Parc").await;
        let account = portal
            .account("hlefort", &[Function::Head], Some(school))
            .await;
        let head = portal.browser(account, Some(school)).await;
        Self {
            portal,
            school,
            other,
            account,
            head,
        }
    }

    /// The same, where the head said that the school offers télé-services.
    async fn offering(which: Which) -> Self {
        let house = Self::start(which).await;
        house.choose("oui").await;
        house
    }

    /// A day later, the head signs in again.
    async fn next_day(&mut self) {
        let clock = &self.portal.context.clock;
        clock.set(self.portal.now() + Duration::days(1));
        self.head = self.portal.browser(self.account, Some(self.school)).await;
    }

    async fn choose(&self, choice: &str) {
        let form = format!("choix={choice}");
        self.head
            .post("/teleservices/choix", &form)
            .await
            .expect(303);
    }

    /// Saves these boxes, over what is saved now.
    async fn open(&self, boxes: &str) -> Answer {
        let version = self.head.get(HREF).await.expect(200).field("version");
        self.head
            .post(HREF, &format!("version={version}{boxes}"))
            .await
    }

    /// What is open at a school: « marks guardian ».
    async fn opened(&self, school: Id<School>) -> Vec<String> {
        let mut read = self.portal.db().read().await.unwrap();
        let mut open = Vec::new();
        for service in ["absences", "marks"] {
            for to in Family::ALL {
                if identity::is_service_open(&mut read, school, service, to)
                    .await
                    .unwrap()
                {
                    open.push(format!("{service} {}", to.code()));
                }
            }
        }
        open
    }

    /// How many lines of the audit say this.
    async fn acts(&self, act: &str) -> usize {
        let filter = audit::Filter {
            act: Some(act.into()),
            ..audit::Filter::default()
        };
        let mut read = self.portal.db().read().await.unwrap();
        audit::latest(&mut read, &filter, 100).await.unwrap().len()
    }

    /// The address of the first button « Annuler ce changement » of the history.
    async fn first_undo(&self) -> String {
        let page = self.head.get(HISTORY).await.expect(200).body;
        let (_, rest) = page
            .split_once(&format!("{HISTORY}/"))
            .expect("a change to undo");
        format!("{HISTORY}/{}", rest.split('"').next().unwrap())
    }
}
