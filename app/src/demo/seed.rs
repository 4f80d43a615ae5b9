//! What the demo begins with: two schools, read through the real import; people; a provider, a
//! contract and an action, made through the public functions.

use crate::{
    demo::{accounts, progress},
    house,
};
use anyhow::{Result, anyhow, bail};
use db::in_write;
use education::{Id, School, SchoolKind, Uai, UaiPolicy, school_year_of};
use identity::{At, Login, Operator, SchoolLifeSettings};
use messaging::{ContractForm, ProviderForm};
use records::import::{self, Options, Outcome};
use siecle::{
    Kind,
    generate::{self, Plan, SharedFamilies},
};
use std::io::Cursor;
use web::Context;

/// By which the collège signs in at the simulated provider.
pub(super) const PROVIDER_KEY: &str = "0990001N";
/// Its password there.
pub(super) const PROVIDER_PASSWORD: &str = "tilleuls";

/// Brothers and sisters of the demo's schools have one family.
const SHARED: SharedFamilies = SharedFamilies {
    seed: 7,
    families: 300,
};

const PROVIDER_NAME: &str = "FOURNISSEUR SIMULÉ";
const SEEDED: &str = "demo_seeded";

/// Fills an empty base; true when it did.
pub(super) async fn fill(context: &Context, password: &str, port: u16) -> Result<bool> {
    if house::value(&mut context.db.read().await?, SEEDED)
        .await?
        .is_some()
    {
        return Ok(false);
    }
    println!("Préparation de l'académie fictive (une seule fois) :");
    let college = school(
        context,
        "0990001N",
        "Collège Les Tilleuls",
        SchoolKind::College,
    )
    .await?;
    let lycee = school(
        context,
        "0990002P",
        "Lycée Joséphine-Baker",
        SchoolKind::Lycee,
    )
    .await?;
    register(context, "0990001N", 600, 0, Plan::college).await?;
    register(context, "0990002P", 1_100, 100_000, Plan::lycee).await?;
    accounts::open(context, college, lycee, password).await?;
    progress("comptes ouverts");
    declare_provider(context, port).await?;
    subscribe(context, college).await?;
    in_write!(context.db, db::Error, |tx| {
        house::set(tx, SEEDED, "oui").await
    })?;
    Ok(true)
}

async fn school(context: &Context, uai: &str, name: &str, kind: SchoolKind) -> Result<Id<School>> {
    let uai = Uai::parse(uai, UaiPolicy::Demo)?;
    let now = context.clock.now();
    Ok(in_write!(context.db, db::Error, |tx| {
        records::declare_school(tx, &uai, name, kind, now).await
    })?)
}

/// Writes an export of yesterday evening, and imports it as a secretary would.
async fn register(
    context: &Context,
    uai: &str,
    pupils: usize,
    id_offset: i64,
    plan: fn(String, i32, chrono::NaiveDateTime) -> Plan,
) -> Result<()> {
    let today = context
        .clock
        .now()
        .with_timezone(&chrono_tz::Europe::Paris)
        .date_naive();
    let exported_at = (today - chrono::Days::new(1))
        .and_hms_opt(18, 2, 11)
        .unwrap_or_default();
    let mut plan = plan(uai.to_owned(), school_year_of(today), exported_at);
    plan = plan.of_size(pupils);
    plan.id_offset = id_offset;
    plan.shared = Some(SHARED);
    let mut files = Vec::new();
    for kind in Kind::ALL {
        let mut file = Cursor::new(Vec::new());
        generate::write_zipped(&plan, kind, &mut file)?;
        file.set_position(0);
        files.push((generate::file_name(&plan, kind), file));
    }
    let options = Options {
        allow_endings: true,
        ..Options::default()
    };
    match import::files_for_program(context, files, &options).await? {
        Outcome::Applied(report) => {
            progress(&format!(
                "{} : {} élèves présents",
                report.school, report.counts.present
            ));
            Ok(())
        }
        Outcome::Refused(refusal) => bail!("l'export fictif est refusé : {refusal}"),
        Outcome::NeedsConfirmation(_) | Outcome::DryRun(_) => bail!("rien n'a été importé"),
    }
}

/// Declares the simulated provider where it listens now.
pub(super) async fn declare_provider(context: &Context, port: u16) -> Result<()> {
    let now = context.clock.now();
    let account = account(context, accounts::OPERATOR).await?;
    let mut read = context.db.read().await?;
    let at = At::<Operator>::admit(&mut read, account, None, now).await?;
    let known = messaging::providers(&mut read).await?;
    drop(read);
    let known = known
        .into_iter()
        .find(|provider| provider.name == PROVIDER_NAME);
    if known.as_ref().is_some_and(|provider| provider.port == port) {
        return Ok(());
    }
    let mut form = ProviderForm::new(PROVIDER_NAME, "127.0.0.1", port);
    form.contact_email = "contact@fournisseur.invalid".into();
    form.contact_phone = "01 99 00 00 99".into();
    form.information_url = "https://fournisseur.invalid".into();
    let existing = known.map(|provider| (provider.id, provider.version));
    in_write!(context.db, web::Error, |tx| {
        messaging::save_provider(tx, &at, existing, &form, now).await
    })?;
    Ok(())
}

/// The collège's contract with the provider, and its action « SMS », as the guide sets them.
async fn subscribe(context: &Context, college: Id<School>) -> Result<()> {
    let now = context.clock.now();
    let account = account(context, accounts::HEAD).await?;
    let mut read = context.db.read().await?;
    let at = At::<SchoolLifeSettings>::admit(&mut read, account, Some(college), now).await?;
    let providers = messaging::providers(&mut read).await?;
    let contract = messaging::contract(&mut read, &at).await?;
    drop(read);
    let provider = providers
        .into_iter()
        .find(|provider| provider.name == PROVIDER_NAME);
    let form = ContractForm {
        provider: provider.map(|provider| provider.id),
        key: PROVIDER_KEY.into(),
        password: PROVIDER_PASSWORD.into(),
        version: contract.version,
        ..ContractForm::default()
    };
    in_write!(context.db, web::Error, |tx| {
        messaging::save_contract(tx, &context.keys, &at, &form, now).await
    })?;
    for begin in crate::manifests()
        .iter()
        .filter_map(|manifest| manifest.demo)
    {
        begin(context.clone(), college, account).await?;
    }
    progress("fournisseur, action « SMS »");
    Ok(())
}

async fn account(context: &Context, login: &str) -> Result<Id<education::Account>> {
    let login = Login::parse(login)?;
    let found = identity::find_login(&mut context.db.read().await?, &login).await?;
    found.ok_or_else(|| anyhow!("le compte {login} manque"))
}
