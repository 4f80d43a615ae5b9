//! One of each thing that the routes name, for the access matrix.

use admission::Function;
use chrono::{DateTime, Utc};
use db::in_write;
use education::{Account, Id, School, school_year_of};
use identity::{At, Login, NewAccount, RegisterImport};
use manifest::Examples;
use records::draft::{self, Draft};
use std::{future::Future, io::Write as _, pin::Pin};
use web::{Context, Error, Result};

/// See [`manifest::Manifest::examples`].
pub(crate) fn examples(
    context: Context,
    school: Id<School>,
) -> Pin<Box<dyn Future<Output = Result<Examples>> + Send>> {
    Box::pin(async move {
        let example = records::demo::example(&context, school).await?;
        let mut read = context.db.read().await?;
        let known = records::school(&mut read, school)
            .await?
            .ok_or(Error::NotFound)?;
        drop(read);
        let upload = nomenclature(known.uai.as_str(), context.clock.now());
        let draft = deposit(&context, school, &upload).await?;
        Ok(vec![
            ("pupil", example.pupil.to_string()),
            ("draft", draft.to_string()),
            ("upload", upload),
        ])
    })
}

/// The smallest export: a nomenclature without a programme.
fn nomenclature(uai: &str, now: DateTime<Utc>) -> String {
    let year = school_year_of(now.date_naive());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BEE_NOMENCLATURES VERSION=\"2.1\">\n\
         <PARAMETRES><UAJ>{uai}</UAJ><ANNEE_SCOLAIRE>{year}</ANNEE_SCOLAIRE>\
         <DATE_EXPORT>{}</DATE_EXPORT><HORODATAGE>{}</HORODATAGE></PARAMETRES>\n\
         <DONNEES><MEFS></MEFS></DONNEES>\n</BEE_NOMENCLATURES>\n",
        now.format("%d/%m/%Y"),
        now.format("%d/%m/%Y %H:%M:%S"),
    )
}

async fn deposit(context: &Context, school: Id<School>, export: &str) -> Result<Id<Draft>> {
    let now = context.clock.now();
    let account = secretary(context, school).await?;
    let mut read = context.db.read().await?;
    let at = At::<RegisterImport>::admit(&mut read, account, Some(school), now).await?;
    drop(read);
    in_write!(context.db, Error, |tx| {
        let mut file = tempfile::tempfile().map_err(Error::internal)?;
        file.write_all(export.as_bytes()).map_err(Error::internal)?;
        let name = "Nomenclature.xml".to_owned();
        draft::keep(tx, &at, now, &mut [(name, file)]).await
    })
}

/// Somebody who may import here, made once.
async fn secretary(context: &Context, school: Id<School>) -> Result<Id<Account>> {
    let now = context.clock.now();
    let code = &school.uuid().simple().to_string()[20..];
    let login = Login::parse(&format!("exemple-{code}")).map_err(Error::internal)?;
    let new = NewAccount {
        login,
        surname: "Exemple".into(),
        first_name: "Dominique".into(),
    };
    in_write!(context.db, Error, |tx| {
        if let Some(known) = identity::find_login(tx, &new.login).await? {
            return Ok(known);
        }
        let opened = identity::open_account(tx, &new, now).await?;
        let account = opened.map_err(Error::internal)?;
        let from = now.date_naive() - chrono::Days::new(1);
        identity::grant(tx, account, Function::Secretary, Some(school), from).await?;
        Ok(account)
    })
}
