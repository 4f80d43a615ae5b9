//! By what a session signs in: a provider, and the contract of a school that typed that key.

use crate::{Protocol, Provider};
use db::{Read, sql};
use education::{Id, School};
use secrets::{KeyRing, Purpose, Sealed};
use sms::{
    http::{self, Credentials},
    smpp,
};
use web::Result;

/// What a session is opened with.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// Address and account.
    pub(crate) gateway: Gateway,
    /// The provider.
    pub(crate) provider: Provider,
    /// Changes when anything of it does: the session must then be opened anew.
    pub(crate) version: (i64, i64),
}

/// The way to a provider, and by what one signs in there.
#[derive(Debug, Clone)]
pub(crate) enum Gateway {
    Smpp(smpp::SessionConfig),
    Http(http::SessionConfig),
}

#[derive(Debug, sqlx::FromRow)]
struct Kept {
    school: Id<School>,
    password: String,
    option_1: String,
    option_2: String,
    version: i64,
}

/// The account of a key at a provider, with the password of a school that typed that key. The
/// error is a sentence for the school.
pub(crate) async fn account(
    read: &mut Read,
    keys: &KeyRing,
    provider: Id<Provider>,
    key: &str,
) -> Result<std::result::Result<Account, String>> {
    let contract = sql!(
        "SELECT school, password, option_1, option_2, version FROM contract \
         WHERE provider = $1 AND account_key = $2 AND password <> '' ORDER BY school LIMIT 1"
    )
    .bind(provider)
    .bind(key)
    .optional::<Kept>(read)
    .await?;
    let provider = crate::provider(read, provider).await?;
    let (Some(kept), Some(provider)) = (contract, provider) else {
        return Ok(Err("Le mot de passe du fournisseur n'est pas saisi.".into()));
    };
    let row = kept.school.to_string();
    let password = match keys.open(Purpose::ProviderPassword, &row, &Sealed(kept.password)) {
        Ok(password) => String::from_utf8_lossy(&password).into_owned(),
        Err(error) => {
            tracing::error!(%error, school = row, "a provider's password can't be opened");
            return Ok(Err(
                "Le mot de passe du fournisseur n'est plus lisible : saisissez-le de nouveau."
                    .into(),
            ));
        }
    };
    let gateway = match provider.protocol() {
        Ok(Protocol::Smpp { host, port }) => {
            Gateway::Smpp(smpp::SessionConfig::new(host, port, key, &password))
        }
        Ok(Protocol::Http(described)) => {
            let credentials = Credentials {
                key: key.to_owned(),
                password,
                option_1: kept.option_1,
                option_2: kept.option_2,
            };
            Gateway::Http(http::SessionConfig::new(described, credentials))
        }
        Err(error) => {
            tracing::error!(%error, provider = %provider.name, "a provider can't be read");
            return Ok(Err(
                "La description de ce fournisseur n'est plus lisible ; l'assistance de l'académie \
                 doit la reprendre."
                    .into(),
            ));
        }
    };
    Ok(Ok(Account {
        gateway,
        version: (provider.version, kept.version),
        provider,
    }))
}
