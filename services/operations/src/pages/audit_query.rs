//! What is asked of the audit: its filters, kept in the address, and its names.

use audit::{Filter, Found};
use chrono::{DateTime, Utc};
use db::Read;
use education::{Account, Id};
use identity::Login;
use std::collections::HashMap;
use uuid::Uuid;
use web::{Context, Cursor, Input, Invalid, Result};

/// The list, for its cursors.
const LIST: &str = "audit";

/// A question.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) filter: Filter,
    /// What is wrong in the fields.
    pub(crate) invalid: Invalid,
    /// What was typed, for the fields.
    pub(crate) act: String,
    pub(crate) person: String,
    pub(crate) object: String,
    /// How many lines the pages before showed.
    pub(crate) shown: u64,
}

impl Query {
    /// Reads the fields of the address. Somebody who is not found finds nothing, and says so.
    pub(crate) async fn read(read: &mut Read, context: &Context, input: &Input) -> Result<Self> {
        let text = |field: &str| input.text(field).to_owned();
        let mut query = Self {
            act: text("acte"),
            person: text("personne"),
            object: text("objet"),
            ..Self::default()
        };
        query.filter.act = (!query.act.is_empty()).then(|| query.act.clone());
        if !query.object.is_empty() {
            let sentence = "Ce n'est pas un identifiant : copiez-le depuis une ligne du journal.";
            let judged = Uuid::parse_str(&query.object).map_err(|_| sentence);
            query.filter.object = query.invalid.check("objet", judged);
        }
        if !query.person.is_empty() {
            let found = match Login::parse(&query.person) {
                Ok(login) => identity::find_login(read, &login).await?,
                Err(_) => None,
            };
            let judged = found.ok_or("Aucun compte n'a cet identifiant de connexion.");
            query.filter.account = query.invalid.check("personne", judged).map(Id::uuid);
        }
        let cursor = Cursor::read(&context.keys, LIST, input.text("apres"));
        if let Some((before, shown)) = cursor.as_ref().and_then(key) {
            query.filter.before = Some(before);
            query.shown = shown;
        }
        Ok(query)
    }

    /// Whether something is asked.
    pub(crate) fn is_filtered(&self) -> bool {
        [&self.act, &self.person, &self.object]
            .iter()
            .any(|typed| !typed.is_empty())
    }

    /// The address of the same question, on this path, after these lines.
    pub(crate) fn href(&self, context: &Context, path: &str, after: Option<&[Found]>) -> String {
        let mut fields = vec![
            ("acte", self.act.clone()),
            ("personne", self.person.clone()),
            ("objet", self.object.clone()),
        ];
        let cursor = after.and_then(|lines| {
            let (line, shown) = (lines.last()?, self.shown + lines.len() as u64);
            let key = format!("{} {} {shown}", line.at.timestamp_micros(), line.id);
            Some(Cursor(key).sign(&context.keys, LIST))
        });
        fields.extend(cursor.map(|cursor| ("apres", cursor)));
        fields.retain(|(_, value)| !value.is_empty());
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&fields);
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// What was looked for, for the line that this look leaves. A login becomes an identifier.
    pub(crate) fn scope(&self) -> String {
        let account = self.filter.account.map(|account| account.to_string());
        let asked = [
            ("acte", self.filter.act.clone()),
            ("personne", account),
            ("objet", self.filter.object.map(|object| object.to_string())),
        ];
        let asked: Vec<String> = asked
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name} {}", value?)))
            .collect();
        match asked.is_empty() {
            true => "tout".to_owned(),
            false => asked.join(", "),
        }
    }
}

fn key(cursor: &Cursor) -> Option<((DateTime<Utc>, Uuid), u64)> {
    let mut pieces = cursor.0.split(' ');
    let at = DateTime::from_timestamp_micros(pieces.next()?.parse().ok()?)?;
    let id = Uuid::parse_str(pieces.next()?).ok()?;
    Some(((at, id), pieces.next()?.parse().ok()?))
}

/// The names behind lines.
pub(crate) struct Names(HashMap<Id<Account>, String>);

impl Names {
    /// Those of the accounts that acted, and of those that something was done to.
    pub(crate) async fn of(read: &mut Read, lines: &[Found]) -> Result<Self> {
        let acted = lines.iter().filter_map(|line| line.account);
        let object = |line: &Found| (line.object_kind == "account").then_some(line.object)?;
        let mut accounts: Vec<Id<Account>> = acted
            .chain(lines.iter().filter_map(object))
            .map(Id::from)
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        Ok(Self(identity::names_of(read, &accounts).await?))
    }

    /// Who did it.
    pub(crate) fn actor(&self, line: &Found) -> String {
        match line.account {
            None => "Préau".to_owned(),
            Some(account) => self
                .0
                .get(&account.into())
                .cloned()
                .unwrap_or_else(|| format!("compte effacé {account}")),
        }
    }

    /// On what: the kind, with a name when it is an account.
    pub(crate) fn object(&self, line: &Found) -> String {
        let kind = crate::acts::kind(&line.object_kind);
        let name = line.object.and_then(|object| self.0.get(&object.into()));
        match name {
            Some(name) => format!("{kind} {name}"),
            None => kind.to_owned(),
        }
    }
}
