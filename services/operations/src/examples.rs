//! One of each thing that the routes name, for the access matrix.

use ::jobs::{Kind, Worker, enqueue};
use ::manifest::Examples;
use db::in_write;
use education::{Id, School};
use serde_json::Value;
use uuid::Uuid;
use web::{Context, Error, Result};

/// Makes a provider and a piece of dead work, through public functions. Neither is a school's.
pub(crate) async fn make(context: Context, _: Id<School>) -> Result<Examples> {
    let (provider, _) = messaging::example_provider(&context, r#""path""#).await?;
    let job = dead_work(&context).await?;
    let now = context.clock.now();
    let stray = in_write!(context.db, db::Error, |tx| {
        messaging::example_reply(tx, None, now).await
    })?;
    Ok(vec![
        ("stray", stray.to_string()),
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
