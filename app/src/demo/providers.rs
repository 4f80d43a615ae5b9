//! The demo's two simulated providers, one by SMPP and one over HTTP, and the schools' contracts with
//! them.

use crate::{
    config::Config,
    demo::{accounts, progress},
};
use anyhow::{Context as _, Result};
use db::in_write;
use education::{Account, Id, School};
use identity::{At, Operator, SchoolLifeSettings};
use messaging::{ContractForm, Provider, ProviderForm, pages::callback_paths};
use sms::http::{CallbackSecret, CallbackTarget};
use uuid::Uuid;
use web::Context;

/// The usual ports, when they are free.
const SMPP_PORT: u16 = 2775;
const HTTP_PORT: u16 = 8025;

/// A school's key and password at its provider.
#[derive(Clone, Copy)]
struct Subscription {
    provider: &'static str,
    key: &'static str,
    password: &'static str,
}

const COLLEGE: Subscription = Subscription {
    provider: "FOURNISSEUR SIMULÉ",
    key: "0990001N",
    password: "tilleuls",
};
const LYCEE: Subscription = Subscription {
    provider: "FOURNISSEUR SIMULÉ PAR HTTP",
    key: "0990002P",
    password: "josephine-baker",
};

/// Those of the guide, without anything that is theirs: nobody answers there.
const EXAMPLES: [&str; 2] = ["DIGITAL MEDIA", "PLURIWARE"];

/// What runs until it is dropped.
pub(super) struct Running {
    _smpp: sms::smpp::Simulator,
    _http: sms::http::Simulator,
}

/// Starts both, on their usual ports or on free ones, and declares them where they listen now.
pub(super) async fn start(context: &Context, config: &Config) -> Result<Running> {
    let failed = "un fournisseur simulé ne démarre pas";
    let by_smpp = |port| telephones::start(context.clone(), port, COLLEGE.key, COLLEGE.password);
    let smpp = match by_smpp(SMPP_PORT).await {
        Ok(smpp) => smpp,
        Err(_) => by_smpp(0).await.context(failed)?,
    };
    let form = ProviderForm::new(COLLEGE.provider, "127.0.0.1", smpp.address().port());
    declare(context, contacts(form, "99")).await?;

    // It must know whom to call before it listens.
    let secret = CallbackSecret::new(Uuid::new_v4().simple().to_string())?;
    let form = |port| -> Result<ProviderForm> {
        let described = sms::http::Simulator::provider_at(port)?;
        let mut form = contacts(ProviderForm::http(LYCEE.provider, described), "98");
        form.callback_secret = Some(secret.clone());
        Ok(form)
    };
    let id = declare(context, form(HTTP_PORT)?).await?;
    let [status, inbound] =
        callback_paths(id).map(|path| format!("http://127.0.0.1:{}{path}", config.listen.port()));
    let target = CallbackTarget {
        status: status.parse()?,
        inbound: Some(inbound.parse()?),
        secret: secret.clone(),
    };
    let over_http = |port| {
        let target = target.clone();
        telephones::start_http(context.clone(), port, LYCEE.key, LYCEE.password, target)
    };
    let http = match over_http(HTTP_PORT).await {
        Ok(http) => http,
        Err(_) => {
            let http = over_http(0).await.context(failed)?;
            declare(context, form(http.address().port())?).await?;
            http
        }
    };
    Ok(Running {
        _smpp: smpp,
        _http: http,
    })
}

fn contacts(mut form: ProviderForm, digits: &str) -> ProviderForm {
    form.contact_email = "contact@fournisseur.invalid".into();
    form.contact_phone = format!("01 99 00 00 {digits}");
    form.information_url = "https://fournisseur.invalid".into();
    form
}

/// Declares a provider, or says again how it is spoken to.
async fn declare(context: &Context, form: ProviderForm) -> Result<Id<Provider>> {
    let now = context.clock.now();
    let account = accounts::account(context, accounts::OPERATOR).await?;
    let mut read = context.db.read().await?;
    let at = At::<Operator>::admit(&mut read, account, None, now).await?;
    let known = messaging::providers(&mut read).await?;
    drop(read);
    let known = known.into_iter().find(|known| known.name == form.name);
    if let Some(known) = &known
        && form.callback_secret.is_none()
        && known.protocol().is_ok_and(|kept| kept == form.protocol)
    {
        return Ok(known.id);
    }
    let existing = known.map(|known| (known.id, known.version));
    Ok(in_write!(context.db, web::Error, |tx| {
        messaging::save_provider(tx, &context.keys, &at, existing, &form, now).await
    })?)
}

/// The examples, the schools' contracts, and their action « SMS », as the guide sets them.
pub(super) async fn subscribe(
    context: &Context,
    college: Id<School>,
    lycee: Id<School>,
) -> Result<()> {
    for name in EXAMPLES {
        let host = format!("smpp.{}.invalid", name.to_lowercase().replace(' ', "-"));
        let mut form = ProviderForm::new(name, host, 2775);
        form.contact_email = "contact@exemple.invalid".into();
        form.contact_phone = "01 99 00 00 97".into();
        declare(context, form).await?;
    }
    let head = accounts::account(context, accounts::HEAD).await?;
    let cpe = accounts::account(context, accounts::CPE).await?;
    for (school, account, subscription) in [(college, head, COLLEGE), (lycee, cpe, LYCEE)] {
        sign_in(context, school, account, subscription).await?;
        for begin in crate::manifests()
            .iter()
            .filter_map(|manifest| manifest.demo)
        {
            begin(context.clone(), school, account).await?;
        }
    }
    progress("fournisseurs, action « SMS »");
    Ok(())
}

async fn sign_in(
    context: &Context,
    school: Id<School>,
    account: Id<Account>,
    subscription: Subscription,
) -> Result<()> {
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let at = At::<SchoolLifeSettings>::admit(&mut read, account, Some(school), now).await?;
    let providers = messaging::providers(&mut read).await?;
    let contract = messaging::contract(&mut read, &at).await?;
    drop(read);
    let provider = providers
        .into_iter()
        .find(|provider| provider.name == subscription.provider);
    let form = ContractForm {
        provider: provider.map(|provider| provider.id),
        key: subscription.key.into(),
        password: subscription.password.into(),
        version: contract.version,
        ..ContractForm::default()
    };
    Ok(in_write!(context.db, web::Error, |tx| {
        messaging::save_contract(tx, &context.keys, &at, &form, now).await
    })?)
}
