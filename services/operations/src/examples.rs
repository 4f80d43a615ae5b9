//! One of each thing that the routes name, for the access matrix.

use ::jobs::{Kind, Worker, enqueue};
use ::manifest::Examples;
use admission::Function;
use db::in_write;
use education::{Account, Id, School};
use identity::{At, Login, NewAccount, Operator};
use messaging::ProviderForm;
use serde_json::Value;
use uuid::Uuid;
use web::{Context, Error, Result};

/// Makes a provider and a piece of dead work, through public functions. Neither is a school's.
pub(crate) async fn make(context: Context, _: Id<School>) -> Result<Examples> {
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
    let form = ProviderForm::new(name.as_str(), "smpp.exemple.fr", 2775);
    let provider = in_write!(context.db, Error, |tx| {
        messaging::save_provider(tx, &at, None, &form, now).await
    })?;
    let job = dead_work(&context).await?;
    Ok(vec![
        ("provider", provider.to_string()),
        ("job", job.to_string()),
    ])
}

async fn dead_work(context: &Context) -> Result<Uuid> {
    const KIND: &str = "exemple";
    let now = context.clock.now();
    in_write!(context.db, Error, |tx| {
        Ok(enqueue(tx, KIND, None, Value::Null, now).await?)
    })?;
    let failing = Kind::new(KIND, |_, _| async { Err(Error::internal("un exemple")) });
    let worker = Worker::new(context.clone(), vec![failing.max_attempts(1)]);
    worker.pass().await?;
    let dead = ::jobs::dead(&mut context.db.read().await?).await?;
    dead.iter()
        .find(|dead| dead.kind == KIND)
        .map(|dead| dead.id)
        .ok_or_else(|| Error::internal("the example did not fail"))
}
