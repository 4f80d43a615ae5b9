//! One of each thing that the routes name, for the access matrix. The demo itself begins with nothing
//! open and no code: its head opens, its office makes codes.

mod codes;
mod opening;

use education::{Id, School};
use manifest::Examples;
use std::pin::Pin;
use web::{Context, Result};

/// See [`manifest::Manifest::examples`].
pub(crate) fn examples(
    context: Context,
    school: Id<School>,
) -> Pin<Box<dyn Future<Output = Result<Examples>> + Send>> {
    Box::pin(async move {
        let mut examples = opening::examples(&context, school).await?;
        examples.extend(codes::examples(&context, school).await?);
        Ok(examples)
    })
}
