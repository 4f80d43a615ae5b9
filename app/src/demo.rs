//! `preau demo`: a fictitious académie, made once through the real import, then served with
//! its simulated providers.

mod accounts;
mod clock;
mod families;
mod generate;
mod providers;
mod seed;
mod timetables;

pub use timetables::of_college as college_timetable;

use crate::{config::Config, serve, services};
use anyhow::{Context as _, Result, bail};
use clap::{Args as ClapArgs, Subcommand};
use mail::{Address, Person, Relay};
use messaging::Courier;
use std::{path::PathBuf, process::ExitCode, time::Duration};
use tokio_util::sync::CancellationToken;
use web::Mode;

/// Where the demo lives, unless PREAU_DATA_DIR says otherwise.
const FOLDER: &str = "var/demo";

/// In whose name the demo writes.
const MAIL_FROM: &str = "ne-pas-repondre@preau.invalid";

/// `preau demo …`
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// Repart de zéro : efface la base de la démonstration.
    #[arg(long)]
    fresh: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Écrit des exports fictifs, de SIECLE et de STS, ou d'ONDE.
    Generate(generate::Generate),
}

/// Prepares what is missing, then serves.
pub(crate) async fn run(args: Args, config: &mut Config) -> Result<ExitCode> {
    if let Some(Command::Generate(generate)) = args.command {
        return generate.run();
    }
    if config.mode == Some(Mode::Live) {
        bail!("PREAU_MODE dit « live » : la démonstration ne s'y mêle pas");
    }
    config.mode = Some(Mode::Demo);
    if std::env::var_os("PREAU_DATA_DIR").is_none() {
        config.data_dir = PathBuf::from(FOLDER);
        config.backup_dir = config.data_dir.join("sauvegardes");
        if std::env::var_os("PREAU_DATABASE_URL").is_none() {
            config.database_url = format!("sqlite:{FOLDER}/preau.db");
        }
    }
    if args.fresh {
        start_afresh(config)?;
    }
    let db = serve::open_database(config).await?;
    serve::migrate(&db, &services::manifests()).await?;
    let clock = clock::of_demo(&db).await?;
    db.close().await;
    let house = serve::open(config, clock).await?;
    let context = &house.context;
    let password = accounts::password()?;
    let catcher = telephones::catch_mails(context.clone())
        .await
        .context("le serveur qui attrape les courriels ne démarre pas")?;
    config.catcher = Some(Courier {
        relay: Relay::from_url(&catcher.url()).context("l'adresse de ce serveur")?,
        from: Person::new("Préau", Address::parse(MAIL_FROM).context("l'expéditeur")?),
    });
    let filled = seed::fill(context, &password).await?;
    // Kept until the end: dropped, they stop.
    let _providers = providers::start(context, config).await?;
    match filled {
        Some(schools) => seed::finish(context, schools).await?,
        None => accounts::reset_if_asked(context, &password).await?,
    }
    let stop = CancellationToken::new();
    tokio::spawn(clock::keep(context.clone(), stop.clone()));
    announce(config, context, &password);
    serve::serve(house, config, stop).await?;
    Ok(ExitCode::SUCCESS)
}

/// Takes the demo's own database away; another one, named by PREAU_DATABASE_URL, is left to
/// whoever named it.
fn start_afresh(config: &Config) -> Result<()> {
    let Some(path) = config.database_url.strip_prefix("sqlite:") else {
        bail!(
            "--fresh n'efface que la base SQLite de la démonstration : recréez l'autre vous-même"
        );
    };
    for suffix in ["", "-wal", "-shm"] {
        match std::fs::remove_file(format!("{path}{suffix}")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{path} ne peut pas être effacé"));
            }
            _ => {}
        }
    }
    Ok(())
}

fn announce(config: &Config, context: &web::Context, password: &str) {
    let now = context.clock.now().with_timezone(&chrono_tz::Europe::Paris);
    println!();
    println!("Préau est prêt : {}", config.public_url);
    println!(
        "Les téléphones des familles : {}/telephones",
        config.public_url
    );
    println!(
        "Dans la démonstration, nous sommes le {}.",
        now.format("%d/%m/%Y à %H:%M")
    );
    println!();
    println!("{:<14} {:<26} Lieu", "Identifiant", "Profil");
    for line in accounts::table() {
        println!("{line}");
    }
    println!("Mot de passe de tous : {password}");
    println!();
    println!("Ctrl-C pour arrêter.");
}

/// A line of progress, written at once.
fn progress(text: &str) {
    use std::io::Write as _;
    println!("  · {text}");
    let _ = std::io::stdout().flush();
}

/// How often the demo writes down what time it is.
const CLOCK_KEPT_EVERY: Duration = Duration::from_secs(10);
