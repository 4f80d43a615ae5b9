//! « Envoi aux familles → SMS à diffuser »: look, release, delete.

use crate::store::brake;
use axum::{extract::State, response::Response};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use maud::html;
use messaging::{
    Declared, Message,
    pages::{Selection, WaitingQuery, WaitingView, waiting},
};
use ui::{Alert, Confirm, Notice, fr, list, p};
use web::{Context, Error, Input, Result, see_other};

const HREF: &str = "/absences/sms";
const RELEASE: &str = "/absences/sms/diffusion";
const CANCEL: &str = "/absences/sms/suppression";

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let query = WaitingQuery::of(&input);
    let mut read = context.db.read().await?;
    let list = messaging::waiting(
        &mut read,
        &at,
        "absences",
        query.sort,
        query.direction,
        query.paging,
    )
    .await?;
    let can_send = messaging::can_send(&mut read, at.school()).await?;
    drop(read);
    let line = audit::Line::new(at.actor(), "sms.listed").detail(format!("{} SMS", list.total));
    let watch = web::watch(&context, &input, line, "").await?;
    let body = html! {
        @if !can_send && list.total > 0 {
            (Alert::warning("Aucun fournisseur de services n'est choisi").body(p(
                "Les SMS diffusés attendront. La direction ou le CPE en choisit un dans \
                 « Paramétrages → Fournisseur de services ».")))
        }
        (waiting(&WaitingView {
            list: &list,
            sort: query.sort,
            direction: query.direction,
            href: HREF,
            watch: &watch,
            release: RELEASE,
            cancel: CANCEL,
            source: ("Saisir une absence", "/absences/saisie"),
        }))
    };
    Page::new(&at, "SMS à diffuser")
        .under("absences", HREF)
        .intro("Rien ne part avant que vous ne le diffusiez.")
        .notice(done(&input))
        .show(&context, body)
        .await
}

fn done(input: &Input) -> Option<Notice> {
    let count = |field| input.text(field).parse::<u64>().ok();
    if let Some(released) = count("diffuses") {
        return Some(match released {
            0 => Notice::info(
                "Rien n'a été diffusé : aucun SMS n'était sélectionné, ou quelqu'un \
                               les a déjà diffusés.",
            ),
            n => Notice::success(format!(
                "{}. Voyez ce qu'il en advient dans « Suivi des SMS ».",
                fr::plural(n, "SMS diffusé", "SMS diffusés")
            )),
        });
    }
    count("supprimes").map(|deleted| {
        Notice::success(format!(
            "{}.",
            fr::plural(deleted, "SMS supprimé", "SMS supprimés")
        ))
    })
}

async fn chosen(at: &At<SchoolLife>, context: &Context, input: &Input) -> Result<Vec<Id<Message>>> {
    Ok(match Selection::of(input) {
        Selection::Some(ids) => {
            // Not a word on the messages of another school.
            let mut read = context.db.read().await?;
            if !ids.is_empty() && !messaging::any_of_school(&mut read, at, &ids).await? {
                return Err(Error::NotFound);
            }
            ids
        }
        Selection::All => {
            messaging::waiting_ids(&mut context.db.read().await?, at, "absences").await?
        }
    })
}

pub(crate) async fn release(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let ids = chosen(&at, &context, &input).await?;
    let now = context.clock.now();
    // What a person has seen of these messages is not asked again; of more of them, it is.
    if input.text(SEEN) != ids.len().to_string() {
        let mut read = context.db.read().await?;
        let rules = messaging::sending_rules(&mut read, &at).await?;
        let declared = brake::declared(&mut read, &at, &ids, now).await?;
        drop(read);
        let alarms = rules.brake.alarms(declared);
        if !alarms.is_empty() {
            return ask(&at, &context, &ids, &alarms).await;
        }
    }
    let released = in_write!(context.db, Error, |tx| {
        Ok(messaging::release(tx, &at, &ids, now).await?)
    })?;
    Ok(see_other(format!("{HREF}?diffuses={}", released.count)))
}

/// How many messages a person released with the figures before their eyes.
const SEEN: &str = "vu";

/// « Diffuser quand même »: nothing has left, and the figures say why.
async fn ask(
    at: &At<SchoolLife>,
    context: &Context,
    ids: &[Id<Message>],
    alarms: &[Declared],
) -> Result<Response> {
    let loss =
        "Beaucoup d'élèves seraient annoncés absents : vérifiez avant de prévenir les familles.";
    let act = format!(
        "Diffuser quand même {}",
        fr::plural(ids.len() as u64, "SMS", "SMS")
    );
    let seen = ids.len().to_string();
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let confirm = Confirm::new(loss, &act, RELEASE, HREF)
        .body(html! {
            (list(alarms.iter().map(sentence)))
            (p("Rien n'est parti. Si c'est une erreur de saisie, annulez les absences : leurs SMS \
                seront supprimés avec elles."))
        })
        .hidden(SEEN, &seen);
    let confirm = ids
        .iter()
        .fold(confirm, |confirm, id| confirm.hidden(Selection::FIELD, id));
    Page::new(at, "Confirmer la diffusion")
        .under("absences", HREF)
        .from("SMS à diffuser", HREF)
        .show(context, html! { (confirm) })
        .await
}

/// « 5B : 22 élèves sur 26 (84 %). »
fn sentence(alarm: &Declared) -> String {
    let of = alarm.class.as_deref().unwrap_or("L'établissement");
    let absent = fr::plural(alarm.absent.unsigned_abs(), "élève", "élèves");
    format!("{of} : {absent} sur {} ({} %).", alarm.of, alarm.percent())
}

pub(crate) async fn cancel(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let ids = chosen(&at, &context, &input).await?;
    if ids.is_empty() {
        return Ok(see_other(format!("{HREF}?supprimes=0")));
    }
    if !input.is_ticked("confirme") {
        let count = fr::plural(ids.len() as u64, "SMS", "SMS");
        let lost = match ids.len() {
            1 => "Ce SMS ne partira pas. L'absence reste enregistrée.".to_owned(),
            _ => format!("{count} ne partiront pas. Les absences restent enregistrées."),
        };
        let act = format!("Supprimer {count}");
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let confirm = ids
            .iter()
            .fold(Confirm::new(&lost, &act, CANCEL, HREF), |confirm, id| {
                confirm.hidden(Selection::FIELD, id)
            });
        let body = html! { (confirm.hidden("confirme", "oui")) };
        return Page::new(&at, "Supprimer des SMS en attente")
            .under("absences", HREF)
            .from("SMS à diffuser", HREF)
            .show(&context, body)
            .await;
    }
    let now = context.clock.now();
    let cancelled = in_write!(context.db, Error, |tx| {
        Ok(messaging::cancel(tx, &at, &ids, now).await?)
    })?;
    Ok(see_other(format!("{HREF}?supprimes={cancelled}")))
}
