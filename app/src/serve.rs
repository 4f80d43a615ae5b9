//! Serving: the context, what runs behind the pages, the pages, and an end without loss.

use crate::{config::Config, house, leaving::leaving, services};
use anyhow::{Context as _, Result, bail};
use axum::Router;
use db::{Db, migration};
use manifest::Manifest;
use operations::backup::Plan;
use secrets::KeyRing;
use std::{os::unix::fs::OpenOptionsExt as _, sync::Arc};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use web::{Clock, Context, Mode, Settings};

/// An open house: its context, and the manifests it was made of.
pub(crate) struct House {
    pub(crate) context: Context,
    pub(crate) manifests: Arc<[Manifest]>,
}

/// Opens the database, whatever its schema.
pub(crate) async fn open_database(config: &Config) -> Result<Db> {
    if let Some(path) = config.database_url.strip_prefix("sqlite:")
        && let Some(folder) = std::path::Path::new(path).parent()
        && !folder.as_os_str().is_empty()
    {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{} ne peut pas être créé", folder.display()))?;
        // Made here, so that only its owner reads it; the engine's own files take its mode.
        let made = std::fs::OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(path);
        if let Err(error) = made
            && error.kind() != std::io::ErrorKind::AlreadyExists
        {
            return Err(error).with_context(|| format!("{path} ne peut pas être créé"));
        }
    }
    Db::connect(&config.database_url)
        .await
        .context("PREAU_DATABASE_URL")
}

/// Applies missing migrations; says which.
pub(crate) async fn migrate(db: &Db, manifests: &[Manifest]) -> Result<Vec<String>> {
    let sets = manifest::schema(manifests);
    match migration::migrate(db, &sets, Clock::system().now()).await? {
        migration::State::UpToDate => Ok(Vec::new()),
        migration::State::Behind(applied) => Ok(applied),
        migration::State::Ahead(steps) | migration::State::Unknown(steps) => bail!(
            "cette base contient des étapes que ce programme ne connaît pas ({}) : elle vient \
             d'une version plus récente ; rien n'a été changé",
            steps.join(", ")
        ),
    }
}

/// Opens the house, on a database that must be up to date.
pub(crate) async fn open(config: &Config, clock: Clock) -> Result<House> {
    let manifests = services::manifests();
    let db = open_database(config).await?;
    match migration::state(&db, &manifest::schema(&manifests)).await? {
        migration::State::UpToDate => {}
        migration::State::Behind(steps) => bail!(
            "la base n'est pas à jour ({} étape(s) à appliquer) : lancez « preau migrate »",
            steps.len()
        ),
        migration::State::Ahead(steps) | migration::State::Unknown(steps) => bail!(
            "cette base contient des étapes que ce programme ne connaît pas ({}) : prenez la \
             version du programme qui l'a écrite, ou une plus récente",
            steps.join(", ")
        ),
    }
    let mode = house::settle_mode(&db, config.mode).await?;
    let keys = config.keys()?;
    Ok(House {
        context: context(config, db, clock, keys, mode, &manifests),
        manifests,
    })
}

/// Opens the house for a command that may find a new database: its tables are made.
pub(crate) async fn open_or_make(config: &Config) -> Result<House> {
    let db = open_database(config).await?;
    migrate(&db, &services::manifests()).await?;
    db.close().await;
    open(config, Clock::system()).await
}

fn context(
    config: &Config,
    db: Db,
    clock: Clock,
    keys: KeyRing,
    mode: Mode,
    manifests: &[Manifest],
) -> Context {
    Context {
        audit: audit::Recorder::start(db.clone()),
        db,
        clock,
        keys: Arc::new(keys),
        settings: Arc::new(Settings {
            mode,
            public_url: config.public_url.clone(),
            academy: config.academy.clone(),
            accessibility: config.accessibility.clone(),
        }),
        services: manifests
            .iter()
            .filter_map(|manifest| manifest.service)
            .collect(),
        tools: manifest::tools(manifests),
        offers: manifest::offers(manifests),
        family: manifest::family(manifests),
        register: manifest::register(manifests),
        schema: manifest::schema(manifests),
        printer: print_typst::printer(),
    }
}

/// All the pages.
pub(crate) fn pages(house: &House) -> Router {
    let pages = house
        .manifests
        .iter()
        .fold(Router::new(), |router, manifest| {
            router.merge((manifest.routes)().into_router())
        });
    web::layered(
        pages
            .merge(web::static_files())
            .with_state(house.context.clone()),
    )
}

/// What runs behind the pages, until the token is cancelled.
fn behind(house: &House, config: &Config, stop: &CancellationToken) -> Vec<JoinHandle<()>> {
    let context = &house.context;
    let plan = Plan {
        folder: config.backup_dir.clone(),
        database_url: config.database_url.clone(),
    };
    let mut kinds = operations::jobs(house.manifests.clone(), Some(plan));
    kinds.extend(services::jobs());
    let courier = match context.mode() {
        Mode::Live => config.courier.clone(),
        Mode::Demo => config.catcher.clone(),
    };
    vec![
        messaging::start(context.clone(), services::rechecks(), courier, stop.clone()),
        jobs::Worker::start(context.clone(), kinds, stop.clone()),
        operations::seal_audit(context.clone(), stop.clone()),
    ]
}

/// Serves until SIGTERM or Ctrl-C; then says so to whoever stands before it, for the time that the
/// configuration gives, answers what was asked, and stops what runs behind.
pub(crate) async fn serve(house: House, config: &Config, stop: CancellationToken) -> Result<()> {
    if let Some(address) = config.metrics_listen {
        metrics_exporter_prometheus::PrometheusBuilder::new()
            .with_http_listener(address)
            .install()
            .with_context(|| format!("PREAU_METRICS_LISTEN : {address}"))?;
    }
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("PREAU_LISTEN : {} n'est pas libre", config.listen))?;
    // What runs behind leaves at once: another machine takes it over meanwhile.
    let leave = stop.child_token();
    let behind = behind(&house, config, &leave);
    let (asked, notice, end) = (leave.clone(), config.notice, stop.clone());
    tokio::spawn(async move {
        signalled().await;
        asked.cancel();
        tokio::time::sleep(notice).await;
        end.cancel();
    });
    tracing::info!(listen = %config.listen, mode = house.context.mode().code(), "serving");
    crate::listen::listen(listener, leaving(pages(&house), leave), &stop).await;
    for task in behind {
        // A task that panicked has said so in the log; the others still end in order.
        let _ = task.await;
    }
    house.context.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Opens the house for `doctor`, which says itself what is wrong with the schema.
pub(crate) async fn open_for_doctor(config: &Config) -> Result<Context> {
    let manifests = services::manifests();
    let db = open_database(config).await?;
    let mode = house::held_mode(&db)
        .await
        .or(config.mode)
        .unwrap_or(Mode::Demo);
    Ok(context(
        config,
        db,
        Clock::system(),
        config.keys()?,
        mode,
        &manifests,
    ))
}
