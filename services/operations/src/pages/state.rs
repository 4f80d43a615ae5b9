//! « État du système »: whether all that must hold does, and what was given up.

use crate::{
    doctor::{self, Level, at},
    jobs::{RETENTION, words},
    sealer::hex,
    store::{self, BackupRun},
};
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, Operator};
use jobs::{Counts, Dead, Finished};
use maud::{Markup, html};
use messaging::UnderWay;
use ui::{
    Button, Column, Empty, Notice, Table, Tag, Tone, definitions, fr, p, post_button, pre, section,
};
use uuid::Uuid;
use web::{Context, Error, Input, Result, see_other};

/// The address.
pub(crate) const HREF: &str = "/exploitation";

struct Shown {
    checks: Vec<doctor::Check>,
    counts: Counts,
    dead: Vec<Dead>,
    backups: Vec<BackupRun>,
    purge: Option<Finished>,
    under_way: UnderWay,
    head: audit::Head,
}

pub(crate) async fn show(
    person: At<Operator>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let checks = doctor::checks(&context).await;
    let mut read = context.db.read().await?;
    let shown = Shown {
        checks,
        counts: ::jobs::counts(&mut read).await?,
        dead: ::jobs::dead(&mut read).await?,
        backups: store::backups(&mut read, 7).await?,
        purge: ::jobs::last_done(&mut read, RETENTION).await?,
        under_way: messaging::under_way(&mut read).await?,
        head: audit::head(&mut read).await?,
    };
    drop(read);
    let done = match input.text("fait") {
        "relance" => Some(Notice::success("Le travail est relancé.")),
        "deja" => Some(Notice::info("Ce travail n'attend plus d'être relancé.")),
        _ => None,
    };
    Page::new(&person, "État du système")
        .under("operations", HREF)
        .intro("La commande « preau doctor » dit la même chose.")
        .notice(done)
        .show(&context, body(&shown))
        .await
}

fn body(shown: &Shown) -> Markup {
    html! {
        (section("Contrôles", checks(&shown.checks)))
        (section("Travaux abandonnés", html! {
            (dead(&shown.dead))
            (p(format!(
                "{}, {}.",
                fr::plural(shown.counts.queued.unsigned_abs(), "travail en attente", "travaux en attente"),
                fr::plural(shown.counts.running.unsigned_abs(), "en cours", "en cours"),
            )))
        }))
        (section("SMS en route", definitions([
            ("À envoyer", shown.under_way.queued),
            ("Retenus", shown.under_way.held),
            ("En transit", shown.under_way.in_transit),
            ("Douteux", shown.under_way.in_doubt),
        ].map(|(label, count)| (label, fr::number(count.unsigned_abs()))))))
        (section("Sauvegardes", backups(&shown.backups)))
        (section("Dernier effacement", html! {
            @match &shown.purge {
                Some(done) => {
                    (p(format!("Fait {}.", at(done.finished_at))))
                    (pre("Compte rendu de l'effacement", &done.report))
                },
                None => (p("Rien n'a encore été effacé : cela se fait chaque nuit à 3 h.")),
            }
        }))
        (section("Tête de la chaîne d'audit", html! {
            (p("Notez-la ailleurs de temps en temps : qui réécrirait tout le journal ne pourrait \
                pas la retrouver."))
            (definitions([
                ("Lot", fr::number(shown.head.number.unsigned_abs())),
                ("Empreinte", hex(&shown.head.digest)),
            ]))
        }))
    }
}

fn checks(checks: &[doctor::Check]) -> impl maud::Render {
    Table::new("Ce qui doit tenir")
        .columns([
            Column::new("Quoi"),
            Column::new("État"),
            Column::new("Constat"),
        ])
        .rows(checks, |row, check| {
            let tone = match check.level {
                Level::Ok => Tone::Success,
                Level::Warn => Tone::Warning,
                Level::Bad => Tone::Danger,
            };
            row.tone(tone);
            row.head(check.name);
            row.cell(Tag::new(check.level.label(), tone));
            row.cell(&check.sentence);
        })
}

fn dead(dead: &[Dead]) -> impl maud::Render {
    Table::new("Travaux abandonnés")
        .columns([
            Column::new("Travail"),
            Column::new("Abandonné"),
            Column::number("Essais"),
            Column::new("Dernière erreur"),
            Column::actions("Acte"),
        ])
        .empty(Empty::new("Aucun travail abandonné").why(
            "Un travail qui échoue est essayé de nouveau, de plus en plus tard. Ceux qui échouent \
             toujours s'affichent ici.",
        ))
        .rows(dead, |row, dead| {
            let name = match &dead.slot {
                Some(slot) => format!("{} ({slot})", words(&dead.kind)),
                None => words(&dead.kind).to_owned(),
            };
            row.head(&name);
            row.cell(at(dead.finished_at));
            row.cell(dead.attempts);
            row.cell(&dead.last_error);
            row.cell(post_button(
                &format!("/exploitation/travaux/{}/relance", dead.id),
                Button::secondary("Relancer").about(&name).small(),
                &[],
            ));
        })
}

fn backups(backups: &[BackupRun]) -> impl maud::Render {
    Table::new("Sauvegardes récentes")
        .columns([
            Column::new("Faite"),
            Column::new("État"),
            Column::number("Taille"),
            Column::new("Constat"),
        ])
        .empty(Empty::new("Aucune sauvegarde").why(
            "Donnez un dossier dans la configuration : une sauvegarde y sera faite chaque nuit à \
             2 h, puis restaurée dans une base temporaire pour la vérifier.",
        ))
        .rows(backups, |row, run| {
            row.head(at(run.at));
            row.cell(match run.verified {
                true => Tag::new("vérifiée", Tone::Success),
                false => Tag::new("en échec", Tone::Danger),
            });
            row.cell(fr::bytes(run.size.unsigned_abs()));
            row.cell(&run.sentence);
        })
}

pub(crate) async fn restart(
    person: At<Operator>,
    State(context): State<Context>,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let now = context.clock.now();
    let restarted = in_write!(context.db, Error, |tx| {
        let restarted = ::jobs::restart(tx, id, now).await?;
        if restarted {
            let line = Line::new(person.actor(), "job.restarted").on("job", Id::<Dead>::from(id));
            audit::note(tx, now, &line).await?;
        }
        Ok(restarted)
    })?;
    let done = if restarted { "relance" } else { "deja" };
    Ok(see_other(format!("{HREF}?fait={done}")))
}
