//! « Générations et envois »: how far each is, what became of each message.

use super::{doubt, paper};
use crate::{
    model::codes::Means,
    recheck::SERVICE,
    store::codes::{
        batch::{self, Batch},
        sending::{self, Sending},
    },
    work::{by_subject, is_printed},
};
use audit::Line;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use education::{Id, Zone};
use frame::Page;
use identity::{ActivationCodes, At};
use maud::{Markup, Render as _, html};
use messaging::{Medium, Message};
use std::collections::HashMap;
use ui::{Column, Empty, Icon, Link, Live, Notice, Progress, Table, definitions, fr, muted, p};
use uuid::Uuid;
use web::{Context, Error, Input, Result};

pub(crate) const HREF: &str = "/teleservices/codes/lots";

pub(super) fn href(id: Id<Batch>) -> String {
    format!("{HREF}/{id}")
}

/// What it is: « Codes générés », « Courriel ».
fn title(batch: &Batch) -> String {
    match batch.means() {
        None => "Génération de codes".into(),
        Some(means) => format!("Notification : {}", means.label()),
    }
}

fn moment(at: chrono::DateTime<chrono::Utc>, zone: Zone) -> String {
    fr::moment(at.with_timezone(&zone.0).naive_local())
}

pub(crate) async fn list(
    at: At<ActivationCodes>,
    State(context): State<Context>,
) -> Result<Response> {
    let batches = batch::latest(&mut context.db.read().await?, &at).await?;
    let zone = at.place().zone();
    let body = html! {
        (Table::new("Générations et envois")
            .columns([Column::new("Quoi"), Column::new("Quand"), Column::number("Demandés"),
                Column::number("Laissés"), Column::new("Où c'en est")])
            .empty(Empty::new("Rien n'a encore été demandé").icon(Icon::KeyRound)
                .why("Générez des codes, puis notifiez-les."))
            .rows(&batches, |line, batch| {
                let [total, done, skipped] = batch.counts();
                line.head(Link::new(&href(batch.id), &title(batch)));
                line.cell(moment(batch.asked_at, zone));
                line.cell(fr::number(total));
                line.cell(fr::number(skipped));
                line.cell(match batch.finished_at {
                    Some(_) => "fait".to_owned(),
                    None => format!("{} sur {}", fr::number(done), fr::number(total)),
                });
            }))
    };
    Page::new(&at, "Générations et envois")
        .under("teleservices", HREF)
        .show(&context, body)
        .await
}

pub(super) async fn found(context: &Context, at: &At<ActivationCodes>, id: &str) -> Result<Batch> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let found = batch::find(&mut context.db.read().await?, at, id).await?;
    found.ok_or(Error::NotFound)
}

pub(crate) async fn show(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(id): Path<String>,
    input: Input,
) -> Result<Response> {
    let batch = found(&context, &at, &id).await?;
    let body = match batch.finished_at {
        None => waiting(&batch),
        Some(_) => done(&context, &at, &batch).await?,
    };
    let posted = input.text("postes").parse::<u64>().ok();
    let notice = posted.map(|count| match count {
        0 => Notice::info("Il n'y avait rien à noter : imprimez d'abord."),
        count => Notice::success(format!(
            "{} : les codes ne sont plus gardés nulle part.",
            fr::plural(count, "pli noté comme remis", "plis notés comme remis")
        )),
    });
    let settled = input.text("doute") == "leve";
    let notice = notice.or(settled.then(|| Notice::success("Votre choix est enregistré.")));
    Page::new(&at, title(&batch))
        .under("teleservices", HREF)
        .from("Générations et envois", HREF)
        .notice(notice)
        .show(&context, body)
        .await
}

/// The region alone, while there is something to wait for; then the page whole.
pub(crate) async fn progress(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(id): Path<String>,
) -> Result<Response> {
    let batch = found(&context, &at, &id).await?;
    Ok(match batch.finished_at {
        None => waiting(&batch).into_response(),
        Some(_) => [("HX-Redirect", href(batch.id))].into_response(),
    })
}

fn waiting(batch: &Batch) -> Markup {
    let [total, done, _] = batch.counts();
    let page = href(batch.id);
    let region = format!("{page}/avancement");
    let body = html! {
        (Progress::new("En cours", done, total))
        (p("Vous pouvez quitter cette page et y revenir : le travail continue sans vous."))
    };
    Live::new("avancement", &region, &page, body)
        .every(2)
        .render()
}

async fn done(context: &Context, at: &At<ActivationCodes>, batch: &Batch) -> Result<Markup> {
    let [total, _, skipped] = batch.counts();
    let made = total - skipped;
    let zone = at.place().zone();
    let asked = moment(batch.asked_at, zone);
    let Some(means) = batch.means() else {
        return Ok(html! {
            (definitions([
                ("Demandée le", asked),
                ("Codes générés", fr::number(made)),
                ("Laissés comme ils étaient", fr::number(skipped)),
            ]))
            (muted("Sont laissés les familles qui refusent, les codes désactivés, et ceux qu'un collègue a faits entre-temps."))
            (ui::button_bar(ui::Button::primary("Notifier des codes").icon(Icon::Send)
                .href(super::notification::HREF)))
        });
    };
    // Names of people: a look leaves a line.
    let line = Line::new(at.actor(), "codes.listed").detail("envoi");
    context.audit.look(context.clock.now(), line).await?;
    let mut read = context.db.read().await?;
    let sendings = sending::of_batch(&mut read, at, batch.id).await?;
    let subjects: Vec<Uuid> = sendings.iter().map(|one| one.id.uuid()).collect();
    let states = by_subject(messaging::states_about(&mut read, at, SERVICE, &subjects).await?);
    Ok(html! {
        (definitions([
            ("Demandé le", asked),
            ("Messages", fr::number(made)),
            ("Sans message", fr::number(skipped)),
        ]))
        @if is_printed(batch) { (paper::gestures(batch, &sendings, &states)) }
        (doubt::alert(&sendings, &states))
        (table(&href(batch.id), &sendings, &states, means))
    })
}

pub(super) type States = HashMap<Uuid, (Id<Message>, Medium, messaging::State)>;

fn table(batch: &str, sendings: &[Sending], states: &States, means: Means) -> Markup {
    let state = |one: &Sending| match states.get(&one.id.uuid()) {
        _ if !one.reason.is_empty() => format!("non envoyé : {}", one.reason),
        Some((_, Medium::Letter, messaging::State::Delivered)) if means == Means::Sheet => {
            "remise".into()
        }
        Some((_, medium, state)) => medium.state_label(*state).to_owned(),
        None => "en attente".into(),
    };
    html! {
        (Table::new("Messages")
            .columns([Column::new("Destinataire"), Column::new("Division"), Column::new("Ce qu'il est devenu"),
                Column::new("Contenu")])
            .rows(sendings, |line, one| {
                line.head(&one.label);
                line.cell(&one.division);
                line.cell(html! { (state(one)) (doubt::choices(batch, one, states)) });
                line.cell(if one.message.is_some() { "contenu masqué" } else { "" });
            }))
    }
}
