//! « La journée »: who is missing now, which families know, which rolls are not called; one gesture
//! to tell a family, to note that it called, to remind a teacher.

mod beside;
mod gestures;
mod rolls;
mod who;

use crate::{pages::roll::lesson::Day, store::entries};
use axum::{extract::State, response::Response};
use frame::Page;
pub(crate) use gestures::{act, entry_of};
use identity::{At, SchoolLife};
use maud::html;
use rolls::Rolls;
pub(crate) use rolls::{SHOWN, late};
use ui::{Figure, Refreshed, Tone, fr, section};
use web::{Context, Input, Result, WATCH};
use who::{Counts, Shown, Who};

pub(crate) const HREF: &str = "/absences/jour";

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let day = Day::of(&at, &context, input.text("jour"), now).await?;
    let shown = Shown::of(&input, &day);
    let line = audit::Line::new(at.actor(), "day.seen").detail(day.date.to_string());
    let watch = web::watch(&context, &input, line, &day.date.to_string()).await?;
    let entries = entries::touching(&mut context.db.read().await?, &at, day.date).await?;
    let who = Who::of(&at, &context, &shown, &entries).await?;
    let rolls = Rolls::of(&at, &context, &day, &entries, who.wanted(&shown)).await?;
    let beside = beside::of(&at, &context, &input, &who).await?;
    let counts = who.counts();
    let missing = rolls.missing.len() as u64;
    let says = format!(
        "{}, {} ; {}.",
        fr::plural(counts.away, "élève manque", "élèves manquent"),
        fr::plural(
            counts.not_told,
            "famille n'est pas prévenue",
            "familles ne sont pas prévenues"
        ),
        fr::plural(missing, "appel n'est pas fait", "appels ne sont pas faits"),
    );
    let here = shown.href();
    let fields = Input::of([(WATCH, watch.as_str())]).encoded();
    let again = format!("{here}&{fields}");
    let list = Refreshed::new(
        "journee",
        &again,
        &says,
        html! {
            (ui::figures(figures(&shown, &counts, missing)))
            (section("Élèves absents", who.table(&shown)))
            (rolls.shown(&shown))
        },
    );
    let body = html! {
        (who.filters(&day, &shown))
        @if let Some(beside) = beside { (beside) }
        (list)
    };
    Page::new(&at, "La journée")
        .under("absences", HREF)
        .intro(fr::date_full(day.date))
        .notice(gestures::done(&input))
        .show(&context, body)
        .await
}

fn figures<'f>(shown: &Shown, counts: &Counts, missing: u64) -> Vec<Figure<'f>> {
    let alarm = |value: u64| match value {
        0 => Tone::Success,
        _ => Tone::Warning,
    };
    let figure = |label, value, tone| Figure {
        label,
        value,
        tone,
        href: None,
    };
    let words = |value: u64, one, many| if value < 2 { one } else { many };
    let mut figures = vec![
        figure(shown.when_words(counts.away), counts.away, Tone::Info),
        figure(
            words(counts.not_told, "famille à prévenir", "familles à prévenir"),
            counts.not_told,
            alarm(counts.not_told),
        ),
    ];
    if counts.waiting > 0 {
        figures.push(figure(
            words(counts.waiting, "message à envoyer", "messages à envoyer"),
            counts.waiting,
            Tone::Warning,
        ));
    }
    figures.push(figure(
        words(missing, "appel non fait", "appels non faits"),
        missing,
        alarm(missing),
    ));
    figures
}
