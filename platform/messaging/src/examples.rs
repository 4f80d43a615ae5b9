//! One of each thing that the routes name, for the access matrix.

use crate::{ContractForm, Provider, ProviderForm};
use ::manifest::Examples;
use admission::Function;
use db::in_write;
use education::{Account, Id, School};
use identity::{At, Login, NewAccount, Operator, SchoolLifeSettings};
use sms::http::{CallbackSecret, HttpProvider};
use uuid::Uuid;
use web::{Context, Error, Result};

/// Declares a provider over HTTP, as an operator that is opened for it; `proof` is its calls'.
pub async fn example_provider(context: &Context, proof: &str) -> Result<(Id<Provider>, String)> {
    let now = context.clock.now();
    let name = format!("exemple-{}", &Uuid::new_v4().simple().to_string()[..12]);
    let new = NewAccount {
        login: Login::parse(&name).map_err(Error::internal)?,
        surname: "Exemple".into(),
        first_name: "Camille".into(),
    };
    let account: Id<Account> = in_write!(context.db, Error, |tx| {
        let account = identity::open_account(tx, &new, now).await?;
        let account = account.map_err(Error::internal)?;
        identity::grant(tx, account, Function::Operator, None, now.date_naive()).await?;
        Ok(account)
    })?;
    let mut read = context.db.read().await?;
    let at = At::<Operator>::admit(&mut read, account, None, now).await?;
    drop(read);
    let described = DESCRIBED.replace("PROOF", proof);
    let described = HttpProvider::read(&described).map_err(Error::internal)?;
    let secret = Uuid::new_v4().simple().to_string();
    let mut form = ProviderForm::http(name, described);
    form.callback_secret = Some(CallbackSecret::new(secret.clone()).map_err(Error::internal)?);
    let id = in_write!(context.db, Error, |tx| {
        crate::save_provider(tx, &context.keys, &at, None, &form, now).await
    })?;
    Ok((id, secret))
}

/// A contract by which a school can send: an action is offered where there is one.
pub async fn example_contract(context: &Context, at: &At<SchoolLifeSettings>) -> Result<()> {
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let latest = crate::contract(&mut read, at).await?;
    drop(read);
    if latest.provider.is_some() {
        return Ok(());
    }
    let (provider, _) = example_provider(context, r#""path""#).await?;
    let form = ContractForm {
        provider: Some(provider),
        key: "cle".into(),
        password: "exemple".into(),
        version: latest.version,
        ..ContractForm::default()
    };
    in_write!(context.db, Error, |tx| {
        crate::save_contract(tx, &context.keys, at, &form, now).await
    })
}

const DESCRIBED: &str = r#"{
    "url": "https://sms.exemple.fr/messages",
    "method": "POST",
    "basic": { "user": "{cle}", "password": "{motdepasse}" },
    "body": { "json": { "to": "+{destinataire}", "text": "{texte}", "ref": "{reference}" } },
    "answers": { "accepted": [{ "status": [201] }], "identifier": { "json": "/id" } },
    "status_callback": {
        "request": { "auth": PROOF, "format": "query" },
        "identifier": "id", "status": "etat", "states": { "1": "DELIVRD" }
    },
    "inbound_callback": {
        "request": { "auth": PROOF, "format": "query" }, "from": "numero", "text": "texte"
    }
}"#;

/// Two providers: the calls of one are proved by their path, those of the other by a parameter.
pub(crate) async fn make(context: Context, _: Id<School>) -> Result<Examples> {
    let (by_path, path_secret) = example_provider(&context, r#""path""#).await?;
    let (by_query, query_secret) = example_provider(&context, r#"{ "query": "jeton" }"#).await?;
    Ok(vec![
        ("by_path", by_path.to_string()),
        ("path_secret", path_secret),
        ("by_query", by_query.to_string()),
        ("query_secret", query_secret),
    ])
}
