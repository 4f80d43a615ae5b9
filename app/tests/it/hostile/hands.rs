//! Somebody before a form, who fills it as a person would, spoils one field, and sends it.

use super::{
    html::{Field, Form, forms},
    list::{Entry, encode},
    same::{key_of, leads_to, template},
    walk::{Found, Walk},
};
use crate::access_matrix::{Values, filled};
use axum::http::Method;
use testkit::{Answer, Browser};

/// How a field is spoilt.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way<'e> {
    Typed(&'e Entry),
    Missing,
    Twice,
    Array,
    File,
}

/// Fields that are read only with a choice made elsewhere on their form: field, choice, value.
const READ_WITH: [(&str, &str, &str); 7] = [
    ("description", "protocole", "http"),
    ("enfants_finalite", "enfants", "1"),
    ("minutes", "nature", "retard"),
    ("pays", "lieu", "etranger"),
    ("port", "protocole", "smpp"),
    ("profession_finalite", "profession", "1"),
    ("situation_finalite", "situation", "1"),
];

/// An address that is longer is not even read.
pub(super) const LONGEST_ADDRESS: usize = 60_000;

/// Somebody before a form.
pub(super) struct Hands {
    pub(super) browser: Browser,
    pub(super) form: Option<Form>,
    values: [Values; 2],
}

impl Hands {
    pub(super) async fn new(walk: &mut Walk, found: &Found) -> Self {
        Self {
            browser: walk.people[found.person].browser(&walk.portal).await,
            form: None,
            values: walk.values(found.owner, found.person).await,
        }
    }

    /// The form as it stands on its page now, filled as its route's example says; and the field.
    pub(super) async fn filled(
        &mut self,
        walk: &mut Walk,
        found: &Found,
        name: &str,
    ) -> Option<(Vec<(String, Vec<u8>)>, Field)> {
        if self.form.is_none() {
            self.form = self.fresh(walk, found).await;
        }
        let form = self.form.as_ref()?;
        let field = form
            .fields
            .iter()
            .find(|field| template(&field.name) == name)?
            .clone();
        let mut pairs: Vec<(String, Vec<u8>)> = Vec::new();
        for field in form.fields.iter().filter(|field| field.sent) {
            pairs.push((field.name.clone(), field.value.clone().into_bytes()));
        }
        let route = walk.routes().into_iter().find(|(_, route)| {
            (route.method == Method::POST) == form.post && leads_to(route, &form.action)
        });
        if let Some((_, route)) = route.filter(|_| form.post) {
            let said = filled_or_empty(route.form, &self.values);
            for (name, value) in web::Input::parse(&said).fields() {
                let hidden = form
                    .fields
                    .iter()
                    .any(|field| field.name == *name && field.kind == "hidden");
                if !hidden {
                    pairs.retain(|(known, _)| known != name);
                    pairs.push((name.clone(), value.clone().into_bytes()));
                }
            }
        }
        for (_, choice, value) in READ_WITH.iter().filter(|(read, ..)| *read == name) {
            pairs.retain(|(known, _)| known != choice);
            pairs.push(((*choice).to_owned(), value.as_bytes().to_vec()));
        }
        Some((pairs, field))
    }

    async fn fresh(&mut self, walk: &mut Walk, found: &Found) -> Option<Form> {
        let Some(page) = &found.page else {
            self.values = walk.others(found.owner, found.person).await;
            let fill = |text: &str| filled(text, &[&self.values[0], &self.values[1]]);
            let mut form = found.form.clone();
            form.action = fill(&form.action);
            for field in &mut form.fields {
                field.name = fill(&field.name);
                field.value = fill(&field.value);
            }
            return Some(form);
        };
        for again in [false, true] {
            if again {
                // What it was about is gone, or the session is: others are made.
                self.values = walk.others(found.owner, found.person).await;
                self.browser = walk.people[found.person].browser(&walk.portal).await;
            }
            let address = filled(page, &[&self.values[0], &self.values[1]]);
            let answer = self.browser.get(&address).await;
            let mut forms = forms(&answer.body, &address).into_iter();
            let form = forms.find(|form| key_of(form) == found.key);
            if form.is_some() && answer.status.is_success() {
                return form;
            }
        }
        // A link to the next page of a list that is short again: its address still means something.
        (!found.form.post).then(|| found.form.clone())
    }

    pub(super) async fn send(
        &self,
        found: &Found,
        pairs: &[(String, Vec<u8>)],
        field: &Field,
        way: Way<'_>,
    ) -> Option<Answer> {
        let form = self.form.as_ref()?;
        let name = field.name.as_str();
        let pairs = spoilt(pairs, field, way);
        let coded: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name.as_bytes()), encode(value)))
            .collect();
        let coded = coded.join("&");
        if !form.post {
            let path = form.action.split('?').next().unwrap_or_default();
            let address = format!("{path}?{coded}");
            return match address.len() < LONGEST_ADDRESS {
                true => Some(self.browser.get(&address).await),
                false => None,
            };
        }
        if !form.multipart && !matches!(way, Way::File) {
            return Some(self.browser.post(&form.action, &coded).await);
        }
        let texts: Vec<(String, String)> = pairs
            .iter()
            .filter(|(known, _)| known != name)
            .map(|(name, value)| (name.clone(), String::from_utf8_lossy(value).into_owned()))
            .collect();
        let texts: Vec<(&str, &str)> = texts
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let (file, content) = match way {
            Way::Typed(entry) => (entry.text(), entry.octets.clone()),
            _ => ("zqx.txt".to_owned(), found.key.1.clone().into_bytes()),
        };
        let files = [(name, file.as_str(), content.as_slice())];
        Some(self.browser.upload(&form.action, &texts, &files).await)
    }
}

/// What is sent once a field is spoilt.
fn spoilt(pairs: &[(String, Vec<u8>)], field: &Field, way: Way<'_>) -> Vec<(String, Vec<u8>)> {
    let name = field.name.as_str();
    let was = pairs.iter().find(|(known, _)| known == name);
    let was = was.map_or_else(
        || field.value.clone().into_bytes(),
        |(_, value)| value.clone(),
    );
    let others = pairs.iter().filter(|(known, _)| known != name);
    let mut pairs: Vec<(String, Vec<u8>)> = others.cloned().collect();
    match way {
        Way::Typed(entry) => pairs.push((name.to_owned(), entry.octets.clone())),
        Way::Missing | Way::File => {}
        Way::Twice => {
            pairs.push((name.to_owned(), was));
            pairs.push((name.to_owned(), b"zqx".to_vec()));
        }
        Way::Array => pairs.push((format!("{name}[]"), was)),
    }
    pairs
}

/// An example may name what another owner's form does not need.
fn filled_or_empty(text: &str, values: &[Values; 2]) -> String {
    let mut text = text.to_owned();
    for (name, value) in values.iter().flatten() {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    match text.contains('{') {
        true => String::new(),
        false => text,
    }
}
