//! A school-life office: a school with three pupils in 5B, a provider, an action « SMS ».

use admission::Function;
use db::{in_write, sql};
use education::{Id, School, SchoolKind, Uai, UaiPolicy};
use identity::{At, Operator, SchoolLifeSettings};
use messaging::{ContractForm, ProviderForm};
use testkit::{Answer, Browser, Portal, Which};

/// The pupils that a generated 5B begins with.
pub(crate) const CLARA: &str = "ABADIE Clara";
pub(crate) const HUGO: &str = "ABEL Hugo";
/// Two guardians, each with a number.
pub(crate) const INES: &str = "ABOU Inès";

pub(crate) struct Office {
    pub(crate) portal: Portal,
    pub(crate) school: Id<School>,
    /// The school-life assistant.
    pub(crate) assistant: Browser,
    /// The head.
    pub(crate) head: Browser,
}

impl Office {
    /// An office that can send text messages.
    pub(crate) async fn ready(which: Which) -> Self {
        let office = Self::bare(which).await;
        office.subscribe().await;
        office
    }

    /// An office without a provider or an action.
    pub(crate) async fn bare(which: Which) -> Self {
        let manifests = vec![
            messaging::manifest(),
            records::manifest(),
            timetable::manifest(),
            absences::manifest(),
        ];
        let portal = Portal::start(which, manifests).await;
        Self::of(portal, "0990001N").await
    }

    async fn of(portal: Portal, uai: &str) -> Self {
        let school = school(&portal, uai).await;
        let assistant = portal
            .signed_in_as(Function::SchoolLifeAssistant, Some(school))
            .await;
        let head = portal.signed_in_as(Function::Head, Some(school)).await;
        Self {
            portal,
            school,
            assistant,
            head,
        }
    }

    async fn subscribe(&self) {
        let (portal, school) = (&self.portal, self.school);
        let head = portal
            .account("chef", &[Function::Head], Some(school))
            .await;
        let operator = portal.account("dsi", &[Function::Operator], None).await;
        let now = portal.now();
        let mut read = portal.db().read().await.unwrap();
        let at = At::<SchoolLifeSettings>::admit(&mut read, head, Some(school), now)
            .await
            .unwrap();
        let dsi = At::<Operator>::admit(&mut read, operator, None, now)
            .await
            .unwrap();
        drop(read);
        in_write!(portal.db(), web::Error, |tx| {
            let form = ProviderForm::new("FOURNISSEUR D'ESSAI", "127.0.0.1", 9);
            let provider =
                messaging::save_provider(tx, &portal.context.keys, &dsi, None, &form, now).await?;
            let contract = ContractForm {
                provider: Some(provider),
                key: "cle".into(),
                password: "secret".into(),
                ..ContractForm::default()
            };
            messaging::save_contract(tx, &portal.context.keys, &at, &contract, now).await?;
            absences::demo::first_action(tx, &at, "01 99 00 00 10", now).await
        })
        .unwrap();
    }

    /// The entry page of a pupil, found by name as a person would.
    pub(crate) async fn entry(&self, name: &str) -> Entry {
        let surname = name.split(' ').next().unwrap_or_default().to_lowercase();
        let found = self
            .assistant
            .get(&format!("/absences/saisie?nom={surname}"))
            .await
            .expect(200);
        let id = between(&found.body, "saisie?eleve=", "\"").expect("the pupil is found");
        let page = self
            .assistant
            .get(&format!("/absences/saisie?eleve={id}"))
            .await
            .expect(200);
        Entry {
            pupil: id,
            form_id: page.field("form_id"),
            action: choices(&page.body, "action").pop().unwrap_or_default(),
            recipients: all_between(&page.body, "name=\"destinataires\" value=\"", "\""),
            page,
        }
    }

    /// Sends an entry for today, 8:30 to 17:05.
    pub(crate) async fn record(&self, entry: &Entry) -> Answer {
        self.assistant
            .post(
                "/absences/saisie",
                &entry.form("2026-11-24", "08:30", "17:05"),
            )
            .await
    }

    /// The messages that wait, as the page gives their boxes.
    pub(crate) async fn waiting(&self) -> Vec<String> {
        let page = self.assistant.get("/absences/sms").await.expect(200);
        let boxes = page
            .body
            .split("<input")
            .filter(|tag| tag.contains("type=\"checkbox\""));
        boxes
            .filter(|tag| tag.contains("name=\"sms\""))
            .filter_map(|tag| between(tag, "value=\"", "\""))
            .collect()
    }

    /// « Aucun » as the provider.
    pub(crate) async fn unsubscribe(&self) {
        let edit = "/absences/fournisseur/modification";
        let version = self.head.get(edit).await.expect(200).field("version");
        let none = format!("fournisseur=&cle=&motdepasse=&option_1=&option_2=&version={version}");
        self.head.post(edit, &none).await.expect(303);
    }

    /// Lets time pass.
    pub(crate) fn later(&self, time: chrono::Duration) {
        self.portal.context.clock.set(self.portal.now() + time);
    }

    /// How many lines the audit has of an act.
    pub(crate) async fn lines(&self, act: &str) -> usize {
        let filter = audit::Filter {
            act: Some(act.into()),
            ..audit::Filter::default()
        };
        let mut read = self.portal.db().read().await.unwrap();
        audit::latest(&mut read, &filter, 10).await.unwrap().len()
    }

    /// Changes the register as an import would.
    pub(crate) async fn set_consent(&self, accepts: bool) {
        in_write!(self.portal.db(), db::Error, |tx| {
            sql!("UPDATE guardian SET accepts_sms = $1")
                .bind(accepts)
                .run(tx)
                .await
        })
        .unwrap();
    }
}

pub(crate) async fn school(portal: &Portal, uai: &str) -> Id<School> {
    let uai = Uai::parse(uai, UaiPolicy::Demo).unwrap();
    let now = portal.now();
    let school = in_write!(portal.db(), db::Error, |tx| {
        records::declare_school(tx, &uai, "Collège Les Tilleuls", SchoolKind::College, now).await
    })
    .unwrap();
    records::demo::example(&portal.context, school)
        .await
        .unwrap();
    school
}

/// The entry page of a pupil.
pub(crate) struct Entry {
    pub(crate) pupil: String,
    pub(crate) form_id: String,
    pub(crate) action: String,
    pub(crate) recipients: Vec<String>,
    pub(crate) page: Answer,
}

impl Entry {
    /// The form, to the first recipient offered.
    pub(crate) fn form(&self, day: &str, from: &str, to: &str) -> String {
        self.form_to(
            day,
            from,
            to,
            &self.recipients[..self.recipients.len().min(1)],
        )
    }

    pub(crate) fn form_to(&self, day: &str, from: &str, to: &str, recipients: &[String]) -> String {
        let Self {
            pupil,
            form_id,
            action,
            ..
        } = self;
        let to_whom: String = recipients
            .iter()
            .map(|id| format!("&destinataires={id}"))
            .collect();
        format!(
            "eleve={pupil}&form_id={form_id}&du={day}&du_heure={from}&au={day}&au_heure={to}\
             &action={action}{to_whom}"
        )
    }
}

pub(crate) fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found.to_owned())
}

/// What a list offers, but for its empty first choice.
pub(crate) fn choices(page: &str, list: &str) -> Vec<String> {
    let inside = between(
        page,
        &format!("<select class=\"ds-input\" id=\"{list}\""),
        "</select>",
    );
    let values = all_between(&inside.unwrap_or_default(), "<option value=\"", "\"");
    values
        .into_iter()
        .filter(|value| !value.is_empty())
        .collect()
}

fn all_between(text: &str, before: &str, after: &str) -> Vec<String> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(after)?.0.to_owned()))
        .collect()
}

/// The value that is chosen in a list; the first one, when none is.
pub(crate) fn selected(page: &str, list: &str) -> String {
    let list = between(page, &format!("id=\"{list}\""), "</select>").expect("the list");
    let options = list.split("<option value=\"").skip(1);
    let chosen = options.filter(|option| option.contains("\" selected>"));
    let values: Vec<&str> = chosen
        .filter_map(|option| option.split('"').next())
        .collect();
    values.first().copied().unwrap_or_default().to_owned()
}

/// Types an entry of today with more than its hours; gives its address.
pub(crate) async fn typed(
    office: &Office,
    entry: &Entry,
    (from, to): (&str, &str),
    more: &str,
) -> String {
    let form = format!("{}&{more}", entry.form("2026-11-24", from, to));
    let saved = office.assistant.post("/absences/saisie", &form).await;
    saved.expect(303);
    let page = format!("/absences/saisie?eleve={}", entry.pupil);
    let page = office.assistant.get(&page).await.expect(200);
    let rest = between(&page.body, "href=\"/absences/0", "\"").unwrap();
    format!("/absences/0{rest}")
}
