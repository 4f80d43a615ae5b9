//! 20,000 text messages to a message centre on this machine, which delivers each at once: the
//! program, durable at each step, beside Kannel with its file store. The same centre, window and
//! bind for both, one after the other.

mod kannel;
mod preau;
pub(crate) mod sink;

use crate::report::{Report, median};
use anyhow::Result;
use kannel::Store;

/// How many messages.
const COUNT: usize = 20_000;
/// How many may wait for their answer at once, and as many receipts for their acknowledgement.
const WINDOW: u16 = 50;
/// Passes with receipts, alternated.
const RUNS: usize = 3;
/// At least so many times Kannel's pace.
const TARGET: f64 = 3.0;

/// Whether the centre says what became of each message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Receipts {
    /// That it was delivered, at once.
    Each,
    /// Nothing.
    None,
}

pub(crate) async fn run(program: &str, report: &mut Report) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("preau-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let bench = preau::Bench::prepare(program, &folder).await?;
    let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mine = bench.drain(Receipts::Each).await?;
        let its = kannel::drain(&folder, Receipts::Each, Store::Plain).await?;
        ours.push(mine);
        theirs.push(its);
        ratios.push(mine / its);
    }
    let pace = |pace: f64| format!("{pace:.0} messages/s");
    report.told(
        "20 000 SMS, accusés compris (médianes de 3 passes alternées) : Préau",
        pace(median(ours.clone())),
    );
    report.told("… Kannel, magasin en fichier", pace(median(theirs)));
    report.over("… rapport", median(ratios), "×", TARGET);
    let synchronous = kannel::drain(&folder, Receipts::Each, Store::Synchronous).await?;
    report.told(
        "… Kannel, le même magasin rendu synchrone par le système de fichiers (chattr +S)",
        pace(synchronous),
    );
    report.told(
        "… rapport, à durabilité comparable",
        format!("{:.2} ×", median(ours) / synchronous),
    );
    let mine = bench.drain(Receipts::None).await?;
    let its = kannel::drain(&folder, Receipts::None, Store::Plain).await?;
    report.told("Sans accusés : Préau", pace(mine));
    report.told("… Kannel", pace(its));
    report.told("… rapport", format!("{:.2} ×", mine / its));
    println!("{ON_DISK}");
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

const ON_DISK: &str = "\
Sur le disque, à chaque étape :
 Préau : l'essai avant le premier octet, la réponse, puis l'accusé avant deliver_sm_resp, chacun \
dans une transaction suivie d'un fsync (SQLite, journal WAL, synchronous=FULL).
 Kannel : le message accepté, son acquittement et l'accusé ajoutés au fichier du magasin, sans \
fsync : ils survivent à l'arrêt du processus, non à celui de la machine. Rien n'est écrit entre \
l'envoi et la réponse : arrêté là, il renvoie. Ce qui attend un accusé est un fichier par message \
(dlr-storage = spool), sans fsync non plus.";
