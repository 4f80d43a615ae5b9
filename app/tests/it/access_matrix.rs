//! Invariant: every page opens to its audience and to nobody else, on one's own objects and on
//! nobody else's, and not after a right has ended.
//!
//! Nothing is listed here: routes, audiences and valid requests are the manifests'.

use crate::house;
use admission::{Audience, Family, Function, Rights, Standing};
use axum::http::Method;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use db::in_write;
use education::{Account, Id, School};
use identity::{At, FamilyLink, FamilyPair, Holder, LinkEnd, StaffAccounts};
use manifest::{Examples, Manifest, Route};
use std::collections::HashMap;
use testkit::{Answer, Browser, Portal, Which};

pub(crate) type Values = HashMap<&'static str, String>;

const PASSWORD: &str = "une phrase d'essai";

/// Somebody: their account, and the values that are theirs alone.
pub(crate) struct Somebody {
    pub(crate) name: String,
    pub(crate) rights: Rights,
    account: Id<Account>,
    school: Option<Id<School>>,
    family: Option<OfFamily>,
}

/// Somebody of a family, and of whom.
#[derive(Clone, Copy)]
struct OfFamily {
    is: Family,
    pair: FamilyPair,
    /// What stood for the child in addresses, of who has no right any more.
    ended: Option<Id<FamilyLink>>,
}

impl Somebody {
    /// What stands for their child in addresses: opened again when a page before closed it.
    async fn child(&self, portal: &Portal) -> Id<FamilyLink> {
        let Some(family) = self.family else {
            return Id::new();
        };
        if let Some(ended) = family.ended {
            return ended;
        }
        let now = portal.now();
        let link = in_write!(portal.db(), db::Error, |tx| {
            identity::open_link(tx, self.account, family.pair, now).await
        });
        link.expect("a link")
    }

    pub(crate) async fn browser(&self, portal: &Portal) -> Browser {
        portal.browser(self.account, self.school).await
    }

    /// Their password, another session of theirs, a link to choose a password.
    pub(crate) async fn values(&self, portal: &Portal) -> Values {
        let now = portal.now();
        let token = in_write!(portal.db(), db::Error, |tx| {
            identity::issue_password_link(tx, self.account, now).await
        });
        let token = token
            .expect("a link")
            .trim_start_matches("/mot-de-passe/")
            .to_owned();
        let own = self.browser(portal).await;
        let _other = self.browser(portal).await;
        let page = own.get("/compte").await.expect(200).body;
        let session = page
            .split("/compte/sessions/")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .expect("another session on the page")
            .to_owned();
        let school = self
            .school
            .map(|school| school.to_string())
            .unwrap_or_default();
        let child = self.child(portal).await.to_string();
        [
            ("child", child.clone()),
            ("own", child),
            ("token", token),
            ("session", session),
            ("password", PASSWORD.to_owned()),
            ("login", self.name.clone()),
            ("school", school),
            ("account", self.account.to_string()),
        ]
        .into()
    }
}

pub(crate) async fn somebody(
    portal: &Portal,
    name: &str,
    function: Function,
    school: Id<School>,
) -> Somebody {
    let place = house::place(function, school);
    let account = portal.account(name, &[function], place).await;
    identity::choose_password(&portal.context, account, PASSWORD)
        .await
        .expect("a password")
        .expect("a good one");
    if function == Function::Teacher {
        teaches(portal, account, school).await;
    }
    Somebody {
        name: name.to_owned(),
        rights: Rights::of(&[function]),
        account,
        school: place,
        family: None,
    }
}

/// Somebody of a family: a guardian of the pupil of the examples, or that pupil.
pub(crate) async fn of_family(
    portal: &Portal,
    name: &str,
    family: Family,
    school: Id<School>,
) -> Somebody {
    let example = records::demo::example(&portal.context, school).await;
    let example = example.expect("a pupil");
    let holder = match family {
        Family::Guardian => Holder::Guardian(example.guardian),
        Family::Pupil => Holder::Pupil,
    };
    let pair = FamilyPair {
        school,
        pupil: example.pupil,
        holder,
    };
    let account = portal.account(name, &[], None).await;
    identity::choose_password(&portal.context, account, PASSWORD)
        .await
        .expect("a password")
        .expect("a good one");
    Somebody {
        name: name.to_owned(),
        rights: Rights::default(),
        account,
        school: None,
        family: Some(OfFamily {
            is: family,
            pair,
            ended: None,
        }),
    }
}

impl Somebody {
    /// Whether a page is for them.
    pub(crate) fn belongs_to(&self, audience: Audience) -> bool {
        let family = self
            .family
            .is_some_and(|family| family.is.audience() == audience);
        family || self.rights.admits(audience)
    }
}

/// Rights given to somebody, and withdrawn, for whom their function is not all.
const EXCEPTIONS: [(Audience, Standing); 8] = [
    (Audience::SchoolLifeSettings, Standing::Withdrawn),
    (Audience::PupilFiles, Standing::Withdrawn),
    (Audience::SchoolInformation, Standing::Withdrawn),
    (Audience::Marks, Standing::Given),
    (Audience::AllMarks, Standing::Given),
    (Audience::FamilyOpening, Standing::Given),
    (Audience::RegisterImport, Standing::Given),
    (Audience::SchoolInformationWriting, Standing::Given),
];

/// A CPE whose rights are not those of a CPE.
pub(crate) async fn exceptional(portal: &Portal, school: Id<School>) -> Somebody {
    let mut person = somebody(portal, "exception", Function::Cpe, school).await;
    let now = portal.now();
    let giver = portal
        .account("donneur", &[Function::Head], Some(school))
        .await;
    let mut read = portal.db().read().await.expect("a connection");
    let at = At::<StaffAccounts>::admit(&mut read, giver, Some(school), now).await;
    let at = at.expect("the head");
    drop(read);
    in_write!(portal.db(), web::Error, |tx| {
        identity::set_rights(tx, &at, person.account, 0, &EXCEPTIONS, now).await
    })
    .expect("their rights");
    for (audience, standing) in EXCEPTIONS {
        person.rights = person.rights.with(audience, standing);
    }
    person
}

/// Who teaches is somebody of the register: the one of the examples.
async fn teaches(portal: &Portal, account: Id<Account>, school: Id<School>) {
    let taught = records::demo::taught(&portal.context, school).await;
    let (teacher, now) = (taught.expect("a teacher"), portal.now());
    let name = format!("rattache-{}", &school.uuid().simple().to_string()[20..]);
    let head = portal.account(&name, &[Function::Head], Some(school)).await;
    let mut read = portal.db().read().await.expect("a connection");
    let at = At::<StaffAccounts>::admit(&mut read, head, Some(school), now).await;
    let at = at.expect("the head");
    drop(read);
    in_write!(portal.db(), db::Error, |tx| {
        records::attach_account(tx, &at, teacher, account).await
    })
    .expect("their account");
}

pub(crate) async fn examples(portal: &Portal, manifest: &Manifest, school: Id<School>) -> Values {
    let made: Examples = match manifest.examples {
        Some(examples) => examples(portal.context.clone(), school)
            .await
            .expect("examples"),
        None => Vec::new(),
    };
    made.into_iter().collect()
}

/// The text with its names replaced. Values that come later win.
pub(crate) fn filled(text: &str, values: &[&Values]) -> String {
    let mut text = text.to_owned();
    for values in values.iter().rev() {
        for (name, value) in *values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
    }
    assert!(!text.contains('{'), "{text}: no example for this name");
    text
}

async fn send(browser: &Browser, route: &Route, values: &[&Values]) -> Answer {
    let path = filled(route.example, values);
    if route.method == Method::GET {
        return browser.get(&path).await;
    }
    match route.upload {
        Some((field, content)) => {
            let content = filled(content, values);
            let content = match content.strip_prefix("base64:") {
                Some(coded) => BASE64_STANDARD.decode(coded).expect("base64"),
                None => content.into_bytes(),
            };
            let typed = web::Input::parse(&filled(route.form, values));
            let typed: Vec<(&str, &str)> = typed
                .fields()
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            browser
                .upload(&path, &typed, &[(field, "fichier", &content)])
                .await
        }
        None if route.method == Method::PUT => {
            browser.put(&path, &filled(route.form, values)).await
        }
        None => browser.post(&path, &filled(route.form, values)).await,
    }
}

/// 2xx, or sent somewhere that is not the sign-in page.
fn admitted(answer: &Answer) -> bool {
    let to_sign_in = answer
        .location
        .as_deref()
        .is_some_and(|to| to.starts_with("/connexion?"));
    (answer.status.is_success() || answer.status.is_redirection()) && !to_sign_in
}

fn refused(answer: &Answer) -> bool {
    matches!(answer.status.as_u16(), 403 | 404)
}

struct Matrix {
    portal: Portal,
    own: Id<School>,
    neighbour: Id<School>,
    people: Vec<Somebody>,
    ended: Somebody,
    no_guardian: Somebody,
    strangers: [Somebody; 2],
    stranger: Somebody,
    tried: usize,
    wrong: Vec<String>,
}

impl Matrix {
    async fn new(which: Which) -> Self {
        let portal = house::portal(which).await;
        let own = house::school(&portal, house::OWN).await;
        let neighbour = house::school(&portal, house::NEIGHBOUR).await;
        let mut people = Vec::new();
        for function in Function::ALL {
            people.push(somebody(&portal, function.code(), function, own).await);
        }
        people.push(exceptional(&portal, own).await);
        let ended = somebody(&portal, "parti", Function::Head, own).await;
        let yesterday = portal.today() - chrono::Days::new(1);
        in_write!(portal.db(), db::Error, |tx| {
            identity::end_tenures(tx, ended.account, own, yesterday).await
        })
        .expect("an ended right");
        // The same child, by an account that may not see them any more.
        let mut no_guardian = of_family(&portal, "ancien", Family::Guardian, own).await;
        let link = no_guardian.child(&portal).await;
        let now = portal.now();
        in_write!(portal.db(), db::Error, |tx| {
            identity::end_link(tx, no_guardian.account, link, LinkEnd::Rights, now).await
        })
        .expect("an ended link");
        if let Some(family) = &mut no_guardian.family {
            family.ended = Some(link);
        }
        let mut strangers = Vec::new();
        for family in Family::ALL {
            people.push(of_family(&portal, family.code(), family, own).await);
            let name = format!("autre-{}", family.code());
            strangers.push(of_family(&portal, &name, family, neighbour).await);
            for service in portal.context.family.iter() {
                portal.set_open(own, service.id, family, true).await;
                portal.set_open(neighbour, service.id, family, true).await;
            }
        }
        let strangers = strangers.try_into().ok().expect("one of each");
        let stranger = somebody(&portal, "voisin", Function::Head, neighbour).await;
        let wrong = Vec::new();
        Self {
            portal,
            own,
            neighbour,
            people,
            ended,
            no_guardian,
            strangers,
            stranger,
            tried: 0,
            wrong,
        }
    }

    fn judge(&mut self, right: bool, route: &Route, who: &str, case: &str, answer: &Answer) {
        self.tried += 1;
        if !right {
            let line = format!(
                "{} {} — {who}, {case} : {}",
                route.method, route.path, answer.status
            );
            self.wrong.push(line);
        }
    }

    async fn try_route(&mut self, manifest: &Manifest, route: &Route) {
        let named = route.example.contains('{') || route.form.contains('{');
        for index in 0..self.people.len() {
            let person = &self.people[index];
            let (name, open) = (person.name.clone(), person.belongs_to(route.audience));
            let theirs = person.values(&self.portal).await;
            let objects = examples(&self.portal, manifest, self.own).await;
            let browser = person.browser(&self.portal).await;
            let answer = send(&browser, route, &[&theirs, &objects]).await;
            let right = if open {
                admitted(&answer)
            } else {
                refused(&answer)
            };
            self.judge(right, route, &name, "son objet", &answer);
            if open && named && route.audience != Audience::Anyone {
                let foreign = match route.audience {
                    Audience::GuardianOf => &self.strangers[Family::Guardian as usize],
                    Audience::PupilSelf => &self.strangers[Family::Pupil as usize],
                    _ => &self.stranger,
                };
                let foreign = foreign.values(&self.portal).await;
                let objects = examples(&self.portal, manifest, self.neighbour).await;
                let browser = self.people[index].browser(&self.portal).await;
                let answer = send(&browser, route, &[&foreign, &objects]).await;
                // At the académie, all schools are one's own.
                let person = &self.people[index];
                let academy = person.school.is_none() && person.family.is_none();
                let right = answer.status.is_client_error() || academy || !touches_objects(route);
                self.judge(right, route, &name, "l'objet du voisin", &answer);
            }
        }
        let theirs = self.ended.values(&self.portal).await;
        let objects = examples(&self.portal, manifest, self.own).await;
        let browser = self.ended.browser(&self.portal).await;
        let answer = send(&browser, route, &[&theirs, &objects]).await;
        let open = matches!(route.audience, Audience::Anyone | Audience::SignedIn);
        // A page for whoever is signed in may still say that what they name is not theirs.
        let right = if open {
            admitted(&answer) || (named && refused(&answer))
        } else {
            refused(&answer)
        };
        self.judge(
            right,
            route,
            "qui est parti",
            "son ancien établissement",
            &answer,
        );
        if route.audience == Audience::GuardianOf {
            let theirs = self.no_guardian.values(&self.portal).await;
            let browser = self.no_guardian.browser(&self.portal).await;
            let answer = send(&browser, route, &[&theirs, &objects]).await;
            self.judge(
                answer.status == 404,
                route,
                "qui n'est plus responsable",
                "son ancien enfant",
                &answer,
            );
        }
        let theirs = self.stranger.values(&self.portal).await;
        let answer = send(&self.portal.visitor(), route, &[&theirs, &objects]).await;
        let to_sign_in = answer
            .location
            .as_deref()
            .is_some_and(|to| to.starts_with("/connexion?"));
        let right = if route.audience == Audience::Anyone {
            admitted(&answer)
        } else {
            to_sign_in
        };
        self.judge(right, route, "un visiteur", "sans compte", &answer);
    }
}

/// Names of things, not of settings such as a version or a day.
fn touches_objects(route: &Route) -> bool {
    const PLAIN: [&str; 42] = [
        "{activation_code}",
        "{child_born_on}",
        "{publication_version}",
        "{publication_pair}",
        "{bulletins_day}",
        "{bulletins_version}",
        "{marked_class}",
        "{text_subject}",
        "{text_shown}",
        "{council_shown}",
        "{absence_seen}",
        "{assessment_version}",
        "{code_rules_version}",
        "{colors_version}",
        "{course}",
        "{day}",
        "{defaults_version}",
        "{division}",
        "{group_name}",
        "{group_version}",
        "{information_rank}",
        "{information_version}",
        "{lesson_day}",
        "{mark_shown}",
        "{marks_table}",
        "{openings_version}",
        "{periods_version}",
        "{rights_version}",
        "{rules_version}",
        "{weighed_program}",
        "{weights_version}",
        "{message_template_version}",
        "{report_name}",
        "{report_version}",
        "{class}",
        "{version}",
        "{week_version}",
        "{lesson_version}",
        "{contract}",
        "{rules}",
        "{password}",
        "{login}",
    ];
    let text = format!("{} {}", route.example, route.form);
    let text = PLAIN.iter().fold(text, |text, name| text.replace(name, ""));
    // What a file names is read as names of one's own school.
    let plain = |(_, content): (&str, &str)| PLAIN.contains(&content);
    text.contains('{') || route.upload.is_some_and(|upload| !plain(upload))
}

async fn matrix(which: Which) {
    let mut matrix = Matrix::new(which).await;
    let mut routes = 0;
    for manifest in preau::manifests().iter() {
        for route in (manifest.routes)().list() {
            routes += 1;
            matrix.try_route(manifest, route).await;
        }
    }
    assert!(routes > 30, "the routes are those of the whole house");
    assert_eq!(matrix.wrong, Vec::<String>::new());
    println!("{routes} routes, {} requests", matrix.tried);
}

testkit::on_each_engine!(
    /// The matrix.
    every_route_every_profile,
    |which| matrix(which)
);
