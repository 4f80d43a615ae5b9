//! The demo's people: one by profile, and what they hold where.

use admission::Function;
use anyhow::{Result, anyhow};
use db::in_write;
use education::{Id, School};
use identity::{Login, NewAccount};
use web::Context;

/// Which schools a person works at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Academy,
    College,
    Both,
}

struct Who {
    login: &'static str,
    first_name: &'static str,
    surname: &'static str,
    function: Function,
    at: At,
}

const fn who(
    login: &'static str,
    first_name: &'static str,
    surname: &'static str,
    function: Function,
    at: At,
) -> Who {
    Who {
        login,
        first_name,
        surname,
        function,
        at,
    }
}

const PEOPLE: [Who; 8] = [
    who(
        "cperrin",
        "Claire",
        "Perrin",
        Function::SchoolLifeAssistant,
        At::College,
    ),
    who("mdialo", "Moussa", "Dialo", Function::Cpe, At::Both),
    who("hlefort", "Hélène", "Lefort", Function::Head, At::College),
    who(
        "pgarnier",
        "Paul",
        "Garnier",
        Function::DeputyHead,
        At::College,
    ),
    who("nbrunet", "Nadia", "Brunet", Function::Secretary, At::Both),
    who(
        "jdupont",
        "Jeanne",
        "Dupont",
        Function::Teacher,
        At::College,
    ),
    who("exploit", "Samuel", "Roy", Function::Operator, At::Academy),
    who(
        "dpo",
        "Inès",
        "Faure",
        Function::DataProtectionOfficer,
        At::Academy,
    ),
];

/// The account by which the demo sets up a school.
pub(super) const HEAD: &str = "hlefort";
/// The account by which the demo declares its provider.
pub(super) const OPERATOR: &str = "exploit";

/// The password of all: `PREAU_DEMO_PASSWORD`, else one that everybody knows.
pub(super) fn password() -> Result<String> {
    let asked = std::env::var("PREAU_DEMO_PASSWORD")
        .ok()
        .filter(|text| !text.is_empty());
    Ok(asked.unwrap_or_else(|| "bienvenue au préau".to_owned()))
}

/// Opens the accounts.
pub(super) async fn open(
    context: &Context,
    college: Id<School>,
    lycee: Id<School>,
    password: &str,
) -> Result<()> {
    let now = context.clock.now();
    let from = now.date_naive() - chrono::Days::new(60);
    for who in &PEOPLE {
        let new = NewAccount {
            login: Login::parse(who.login)?,
            surname: who.surname.into(),
            first_name: who.first_name.into(),
        };
        in_write!(context.db, db::Error, |tx| {
            let Ok(account) = identity::open_account(tx, &new, now).await? else {
                return Ok(()); // a start that was cut short had opened it
            };
            let schools: &[Option<Id<School>>] = match who.at {
                At::Academy => &[None],
                At::College => &[Some(college)],
                At::Both => &[Some(college), Some(lycee)],
            };
            for school in schools {
                identity::grant(tx, account, who.function, *school, from).await?;
            }
            Ok(())
        })?;
    }
    set_password(context, password).await
}

/// A password given at a later start replaces the one before.
pub(super) async fn reset_if_asked(context: &Context, password: &str) -> Result<()> {
    match std::env::var_os("PREAU_DEMO_PASSWORD") {
        Some(_) => set_password(context, password).await,
        None => Ok(()),
    }
}

async fn set_password(context: &Context, password: &str) -> Result<()> {
    for who in &PEOPLE {
        let login = Login::parse(who.login)?;
        let account = identity::find_login(&mut context.db.read().await?, &login).await?;
        let account = account.ok_or_else(|| anyhow!("le compte {login} manque"))?;
        identity::choose_password(context, account, password)
            .await?
            .map_err(|refused| anyhow!("PREAU_DEMO_PASSWORD : {refused}"))?;
    }
    Ok(())
}

/// The accounts, as the terminal shows them.
pub(super) fn table() -> impl Iterator<Item = String> {
    PEOPLE.iter().map(|who| {
        let place = match who.at {
            At::Academy => "Services académiques",
            At::College => "Collège Les Tilleuls",
            At::Both => "Collège Les Tilleuls et Lycée Joséphine-Baker",
        };
        format!("{:<14} {:<26} {place}", who.login, who.function.label())
    })
}
