//! The walk: every page that a profile can see, and every form on it.

use super::{
    hands::{Hands, LONGEST_ADDRESS, Way},
    html::{Field, Form, forms},
    judge::{Typed, shown_again, wrong},
    list::{Entry, list},
    same::{Key, key_of, leads_to, tab_of, template, turn_of},
};
use crate::{
    access_matrix::{Somebody, Values, examples, filled, of_family, somebody},
    house,
};
use admission::{Family, Function};
use axum::http::Method;
use education::{Id, School};
use manifest::{Manifest, Route};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use testkit::{Answer, Portal, Which};

/// A form, and how to come to it again.
pub(super) struct Found {
    pub(super) owner: usize,
    pub(super) person: usize,
    /// The page's address, with its names in braces; none for a route that no page sends to.
    pub(super) page: Option<String>,
    pub(super) key: Key,
    pub(super) form: Form,
}

/// One part of the list in so many, unless all of it is wanted.
const PARTS: u64 = 24;
/// A pupil who has been given so many guardians is nobody's any more: another base is made.
const TAKEN: usize = 120;
pub(super) struct Walk {
    which: Which,
    pub(super) portal: Portal,
    own: Id<School>,
    pub(super) people: Vec<Somebody>,
    /// How many requests were taken since this base was made.
    taken: usize,
    manifests: Arc<[Manifest]>,
    found: Vec<Found>,
    entries: Vec<Entry>,
    whole: bool,
    pub(super) tried: usize,
    wrong: BTreeMap<String, usize>,
    used: BTreeSet<&'static str>,
    made: HashMap<(usize, usize), [Values; 2]>,
}

/// The page of the components.
const GALLERY: &str = "/galerie";

impl Walk {
    pub(super) async fn new(which: Which) -> Self {
        let (portal, own, people) = begun(which).await;
        Self {
            which,
            portal,
            own,
            people,
            taken: 0,
            manifests: preau::manifests(),
            found: Vec::new(),
            entries: list(),
            whole: std::env::var_os("PREAU_LONG").is_some(),
            tried: 0,
            wrong: BTreeMap::new(),
            used: BTreeSet::new(),
            made: HashMap::new(),
        }
    }

    /// How many forms, how many fields.
    pub(super) fn found(&self) -> (usize, usize) {
        let fields = self.found.iter().map(|found| found.form.names().len());
        (self.found.len(), fields.sum())
    }

    pub(super) fn routes(&self) -> Vec<(usize, Route)> {
        let owners = self.manifests.iter().enumerate();
        owners
            .flat_map(|(owner, manifest)| {
                let routes = (manifest.routes)().list().to_vec();
                routes.into_iter().map(move |route| (owner, route))
            })
            .collect()
    }

    /// Whose pages a route's are: nobody's account is needed for some of them.
    fn readers(&self, route: &Route) -> Vec<usize> {
        (0..self.people.len())
            .filter(|index| self.people[*index].belongs_to(route.audience))
            .collect()
    }

    /// What stands for the names in an owner's addresses; made once, as long as it serves.
    pub(super) async fn values(&mut self, owner: usize, person: usize) -> [Values; 2] {
        match self.made.get(&(owner, person)) {
            Some(made) => made.clone(),
            None => self.others(owner, person).await,
        }
    }

    /// The same, made anew: what they named is gone.
    pub(super) async fn others(&mut self, owner: usize, person: usize) -> [Values; 2] {
        let theirs = self.people[person].values(&self.portal).await;
        let objects = examples(&self.portal, &self.manifests[owner], self.own).await;
        let made = [theirs, objects];
        self.made.insert((owner, person), made.clone());
        made
    }

    /// Reads the pages of each profile, their tabs, and what they are without their question.
    pub(super) async fn find_forms(&mut self) {
        let mut seen: BTreeSet<Key> = BTreeSet::new();
        for (owner, route) in self.routes() {
            if route.method != Method::GET {
                continue;
            }
            for person in self.readers(&route) {
                let [theirs, objects] = self.values(owner, person).await;
                let browser = self.people[person].browser(&self.portal).await;
                let mut pages = vec![route.example.to_owned()];
                pages.extend(
                    route
                        .example
                        .split_once('?')
                        .map(|(path, _)| path.to_owned()),
                );
                let mut next = 0;
                while let Some(page) = pages.get(next).cloned() {
                    next += 1;
                    let address = filled(&page, &[&theirs, &objects]);
                    let answer = browser.get(&address).await;
                    if !answer.status.is_success() {
                        continue;
                    }
                    // What the gallery shows leads nowhere.
                    let shown = |form: &Form| form.post && page == GALLERY;
                    for form in forms(&answer.body, &address) {
                        if shown(&form) {
                            continue;
                        }
                        if let Some(tab) = tab_of(&form, &page, &address)
                            && !pages.contains(&tab)
                        {
                            pages.push(tab);
                        }
                        let key = key_of(&form);
                        if seen.insert(key.clone()) {
                            let page = Some(page.clone());
                            self.found.push(Found {
                                owner,
                                person,
                                page,
                                key,
                                form,
                            });
                        }
                    }
                }
            }
        }
    }

    /// What no page sends (the next step of another form, a machine's) is tried by its example.
    pub(super) fn find_silent_routes(&mut self) {
        for (owner, route) in self.routes() {
            let sent = |found: &Found| found.form.post && leads_to(&route, &found.form.action);
            if route.method != Method::POST || route.form.is_empty() || self.found.iter().any(sent)
            {
                continue;
            }
            let Some(person) = self.readers(&route).first().copied() else {
                continue;
            };
            let field = |(name, value): &(String, String)| Field {
                name: name.clone(),
                kind: "hidden".to_owned(),
                value: value.clone(),
                sent: true,
                free: true,
            };
            let fields = web::Input::parse(route.form)
                .fields()
                .iter()
                .map(field)
                .collect();
            let form = Form {
                post: true,
                action: route.example.to_owned(),
                multipart: false,
                fields,
            };
            let key = key_of(&form);
            self.found.push(Found {
                owner,
                person,
                page: None,
                key,
                form,
            });
        }
    }

    /// Each field of each form, with each entry of its part of the list, and spoilt otherwise.
    pub(super) async fn try_forms(&mut self) {
        for found in std::mem::take(&mut self.found) {
            let mut names: Vec<String> = found.form.names().into_iter().map(template).collect();
            names.dedup();
            for name in &names {
                if self.taken > TAKEN {
                    self.begin_again().await;
                }
                let mut hands = Hands::new(self, &found).await;
                let mine = self.share(&found.key, name);
                let ways = [Way::Missing, Way::Twice, Way::Array, Way::File];
                let turn = turn_of(&found.key, name);
                let spoilt =
                    |(index, _): &(usize, Way<'_>)| self.whole || *index as u64 == turn % 4;
                let ways: Vec<Way<'_>> = ways
                    .into_iter()
                    .enumerate()
                    .filter(spoilt)
                    .map(|(_, way)| way)
                    .collect();
                let typed = mine.iter().map(Way::Typed);
                for way in typed.chain(ways) {
                    let Some((pairs, field)) = hands.filled(self, &found, name).await else {
                        self.note(&found, name, "the form is not there any more");
                        break;
                    };
                    let answer = hands.send(&found, &pairs, &field, way).await;
                    let Some(answer) = answer else { continue };
                    self.judge(&found, &field, way, &answer);
                    if let Some(to) = &answer.location {
                        let next = hands.browser.get(to).await;
                        self.report(&found, &field.name, way, wrong(&next));
                    }
                    // What was accepted may have changed what the form is about. A question changes nothing.
                    let taken = answer.status.is_success() || answer.status.is_redirection();
                    if found.form.post && taken {
                        hands.form = None;
                        self.taken += 1;
                    }
                }
                self.used.extend(mine.iter().map(|entry| entry.name));
            }
            self.found.push(found);
        }
    }

    /// Reads what was taken, then goes on with a base that is new.
    async fn begin_again(&mut self) {
        self.read_again().await;
        self.made.clear();
        self.taken = 0;
        (self.portal, self.own, self.people) = begun(self.which).await;
    }

    fn share(&self, key: &Key, name: &str) -> Vec<Entry> {
        let turn = turn_of(key, name) % PARTS;
        let mine = |(index, _): &(usize, &Entry)| {
            self.whole || (*index as u64 + turn).is_multiple_of(PARTS)
        };
        let entries = self.entries.iter().enumerate().filter(mine);
        entries.map(|(_, entry)| entry.clone()).collect()
    }

    fn judge(&mut self, found: &Found, field: &Field, way: Way<'_>, answer: &Answer) {
        let mut seen = wrong(answer);
        if let (Way::Typed(entry), true) = (way, seen.is_empty()) {
            let post = found.form.post && !found.form.multipart && found.page.is_some();
            seen = shown_again(answer, &Typed { field, entry, post });
        }
        self.report(found, &field.name, way, seen);
    }

    fn report(&mut self, found: &Found, field: &str, way: Way<'_>, seen: Vec<String>) {
        self.tried += 1;
        for what in seen {
            let way = match way {
                Way::Typed(entry) => format!("« {} »", entry.name),
                other => format!("{other:?}"),
            };
            self.note(found, field, &format!("{way}: {what:.300}"));
        }
    }

    fn note(&mut self, found: &Found, field: &str, what: &str) {
        let (post, action, _) = &found.key;
        let method = if *post { "POST" } else { "GET" };
        let who = &self.people[found.person].name;
        let line = format!("{method} {action} ({who}) {}: {what}", template(field));
        *self.wrong.entry(line).or_default() += 1;
    }

    /// What stands in an address for the name of a thing.
    pub(super) async fn try_addresses(&mut self) {
        for (owner, route) in self.routes() {
            let Some(person) = self.readers(&route).first().copied() else {
                continue;
            };
            let [theirs, objects] = self.values(owner, person).await;
            let path = route.example.split('?').next().unwrap_or_default();
            let names = path.split('/').filter(|part| part.starts_with('{'));
            for name in names {
                let browser = self.people[person].browser(&self.portal).await;
                for entry in self.share(&(true, path.to_owned(), String::new()), name) {
                    let coded = entry.encoded();
                    if coded.is_empty() || coded.len() > LONGEST_ADDRESS {
                        continue;
                    }
                    let address = filled(&path.replacen(name, &coded, 1), &[&theirs, &objects]);
                    let answer = match route.method {
                        Method::GET => browser.get(&address).await,
                        Method::PUT => {
                            browser
                                .put(&address, &filled(route.form, &[&theirs, &objects]))
                                .await
                        }
                        _ => {
                            browser
                                .post(&address, &filled(route.form, &[&theirs, &objects]))
                                .await
                        }
                    };
                    self.tried += 1;
                    for what in wrong(&answer) {
                        let line = format!(
                            "{} {path} {name} « {} »: {what:.300}",
                            route.method, entry.name
                        );
                        *self.wrong.entry(line).or_default() += 1;
                    }
                }
            }
        }
    }

    /// All pages and files again, in each profile: what was taken is shown as what it is.
    pub(super) async fn read_again(&mut self) {
        for (owner, route) in self.routes() {
            if route.method != Method::GET {
                continue;
            }
            for person in self.readers(&route) {
                let [theirs, objects] = self.values(owner, person).await;
                let browser = self.people[person].browser(&self.portal).await;
                let answer = browser
                    .get(&filled(route.example, &[&theirs, &objects]))
                    .await;
                self.tried += 1;
                for what in wrong(&answer) {
                    let line = format!("GET {} afterwards: {what:.300}", route.path);
                    *self.wrong.entry(line).or_default() += 1;
                }
            }
        }
    }

    /// Fails with all that was wrong.
    pub(super) fn right(self) {
        let lines: Vec<String> = self
            .wrong
            .iter()
            .map(|(line, times)| format!("{times} × {line}"))
            .collect();
        assert!(
            lines.is_empty(),
            "{} things are wrong:\n{}",
            lines.len(),
            lines.join("\n")
        );
        assert_eq!(
            self.used.len(),
            self.entries.len(),
            "each entry was typed somewhere"
        );
    }
}

async fn begun(which: Which) -> (Portal, Id<School>, Vec<Somebody>) {
    let portal = house::portal(which).await;
    let own = house::school(&portal, house::OWN).await;
    let mut people = Vec::new();
    for function in Function::ALL {
        people.push(somebody(&portal, function.code(), function, own).await);
    }
    for family in Family::ALL {
        people.push(of_family(&portal, family.code(), family, own).await);
        for service in portal.context.family.iter() {
            portal.set_open(own, service.id, family, true).await;
        }
    }
    (portal, own, people)
}
