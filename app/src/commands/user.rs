//! `preau user add`, `preau user reset`.

use crate::{config::Config, serve};
use admission::Function;
use anyhow::{Result, anyhow, bail};
use clap::Subcommand;
use db::in_write;
use education::Uai;
use identity::{Login, NewAccount};
use web::Context;

/// `preau user …`
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Ouvre un compte, lui donne une fonction, et écrit un lien pour choisir un mot de passe.
    Add {
        /// L'identifiant que la personne tapera.
        login: String,
        /// Le nom.
        #[arg(long, value_name = "NOM")]
        surname: String,
        /// Le prénom.
        #[arg(long, value_name = "PRÉNOM")]
        first_name: String,
        /// exploitant, dpo, chef, adjoint, cpe, assistant, secretaire ou enseignant.
        #[arg(long, value_name = "FONCTION")]
        function: String,
        /// L'UAI de l'établissement ; à omettre pour une fonction académique.
        #[arg(long, value_name = "UAI")]
        school: Option<String>,
    },
    /// Écrit un nouveau lien pour choisir un mot de passe ; les précédents cessent de servir.
    Reset {
        /// L'identifiant.
        login: String,
    },
}

impl User {
    pub(crate) async fn run(self, config: &Config) -> Result<()> {
        let context = serve::open_or_make(config).await?.context;
        match self {
            Self::Add {
                login,
                surname,
                first_name,
                function,
                school,
            } => {
                let function = Function::from_code(&function).ok_or_else(|| {
                    let codes: Vec<&str> = Function::ALL.iter().map(|f| f.code()).collect();
                    anyhow!(
                        "« {function} » n'est pas une fonction : {}",
                        codes.join(", ")
                    )
                })?;
                let new = NewAccount {
                    login: Login::parse(&login)?,
                    surname,
                    first_name,
                };
                let link = open(&context, &new, function, school.as_deref()).await?;
                hand_over(&context, &new.login, &link);
                Ok(())
            }
            Self::Reset { login } => reset(&context, &Login::parse(&login)?).await,
        }
    }
}

/// Opens an account with a function, at a school or for the académie; gives the path by which the
/// person chooses a password.
pub(crate) async fn open(
    context: &Context,
    new: &NewAccount,
    function: Function,
    school: Option<&str>,
) -> Result<String> {
    let school = match (function.of_academy(), school) {
        (true, None) => None,
        (true, Some(_)) => bail!("cette fonction est académique : omettez --school"),
        (false, None) => bail!("cette fonction s'exerce dans un établissement : --school UAI"),
        (false, Some(text)) => {
            let uai = Uai::parse(text, context.mode().uais())?;
            let found = records::school_by_uai(&mut context.db.read().await?, &uai).await?;
            let unknown = || anyhow!("l'établissement {uai} est inconnu : importez-le d'abord");
            Some(found.ok_or_else(unknown)?.id)
        }
    };
    let now = context.clock.now();
    let link = in_write!(context.db, db::Error, |tx| {
        match identity::open_account(tx, new, now).await? {
            Ok(account) => {
                identity::grant(tx, account, function, school, now.date_naive()).await?;
                let line = audit::Line::new(audit::Actor::PROGRAM, "account.opened");
                audit::note(tx, now, &line.on("account", account)).await?;
                Ok(Ok(identity::issue_password_link(tx, account, now).await?))
            }
            Err(refused) => Ok(Err(refused)),
        }
    })??;
    Ok(link)
}

async fn reset(context: &Context, login: &Login) -> Result<()> {
    let now = context.clock.now();
    let link = in_write!(context.db, db::Error, |tx| {
        let Some(account) = identity::find_login(tx, login).await? else {
            return Ok(None);
        };
        let line = audit::Line::new(audit::Actor::PROGRAM, "password.link");
        audit::note(tx, now, &line.on("account", account)).await?;
        Ok(Some(identity::issue_password_link(tx, account, now).await?))
    })?;
    let link = link.ok_or_else(|| anyhow!("aucun compte n'a l'identifiant « {login} »"))?;
    hand_over(context, login, &link);
    Ok(())
}

fn hand_over(context: &Context, login: &Login, link: &str) {
    println!("Identifiant : {login}");
    println!(
        "Lien, à remettre à la personne et à elle seule ; il sert une fois, pendant 7 jours :"
    );
    println!("{}{link}", context.settings.public_url);
}
