//! What waits: look, release, delete.

use super::{CLASS, CONTENT, Of, chosen};
use crate::{pages::division::Divisions, store::brake};
use axum::{extract::State, response::Response};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use maud::html;
use messaging::{
    Among, Declared, Medium, Message, TabCounts,
    pages::{Selection, WaitingQuery, WaitingView, waiting},
};
use ui::{Alert, Confirm, Filters, Notice, fr, list, p};
use web::{Context, Error, Input, Result, see_other};

fn release_href<Q: Of>() -> String {
    let act = match Q::AT.medium {
        Medium::Letter => "impression",
        _ => "diffusion",
    };
    format!("{}/{act}", Q::AT.waiting)
}

fn cancel_href<Q: Of>() -> String {
    format!("{}/suppression", Q::AT.waiting)
}

pub(crate) async fn show<Q: Of>(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let query = WaitingQuery::of(&input);
    let mut read = context.db.read().await?;
    let divisions = Divisions::of(&mut read, &at).await?;
    let class = input.text(CLASS);
    let among = Among {
        queue: Q::QUEUE,
        groups: &divisions.codes(class),
    };
    let list = messaging::waiting(
        &mut read,
        &at,
        among,
        query.sort,
        query.direction,
        query.paging,
    )
    .await?;
    let is_sms = Q::AT.medium == Medium::Sms;
    let can_send = !is_sms || messaging::can_send(&mut read, at.school()).await?;
    let counts = match is_sms {
        true => TabCounts::default(),
        false => messaging::tab_counts(&mut read, &at, Q::QUEUE).await?,
    };
    drop(read);
    let total = u64::try_from(list.total).unwrap_or(0);
    let line = audit::Line::new(at.actor(), "sms.listed").detail(Q::AT.medium.count(total));
    let (release, cancel) = (release_href::<Q>(), cancel_href::<Q>());
    let watch = web::watch(&context, &input, line, "").await?;
    let filter = filter(&input);
    let filtered = !filter.is_empty();
    let body = html! {
        @if filtered || list.total > 0 {
            (Filters::new(Q::AT.waiting, divisions.select(CLASS, "Division", class))
                .clear(filtered.then_some(Q::AT.waiting)))
        }
        @if !can_send && list.total > 0 {
            (Alert::warning("Aucun fournisseur de services n'est choisi").body(p(
                "Les SMS diffusés attendront. La direction ou le CPE en choisit un dans \
                 « Paramétrages → Fournisseur de services ».")))
        }
        (waiting(&WaitingView {
            list: &list,
            sort: query.sort,
            direction: query.direction,
            filter: &filter,
            at: Q::AT,
            counts,
            watch: &watch,
            content: CONTENT,
            release: &release,
            cancel: &cancel,
            source: ("Saisir une absence", "/absences/saisie"),
        }))
    };
    let intro = match Q::AT.medium {
        Medium::Sms => "Rien ne part avant que vous ne le diffusiez.",
        Medium::Mail => "Rien ne part avant que vous ne l'envoyiez.",
        Medium::Letter => "Rien n'est imprimé avant que vous ne le demandiez.",
    };
    Page::new(&at, Q::TITLE)
        .under("absences", Q::AT.waiting)
        .intro(intro)
        .notice(done::<Q>(&input))
        .show(&context, body)
        .await
}

/// Back, when nothing was ticked.
pub(super) fn nothing<Q: Of>(input: &Input) -> Response {
    back::<Q>(input, "rien", "oui")
}

fn done<Q: Of>(input: &Input) -> Option<Notice> {
    let medium = Q::AT.medium;
    if input.text("rien") == "oui" {
        let sentence = format!("Rien n'est parti : cochez au moins un {}.", medium.one());
        return Some(Notice::info(sentence));
    }
    let count = |field| input.text(field).parse::<u64>().ok();
    if let Some(deleted) = count("supprimes") {
        let (one, many) = match medium {
            Medium::Sms => ("SMS supprimé", "SMS supprimés"),
            Medium::Mail => ("courriel supprimé", "courriels supprimés"),
            Medium::Letter => ("courrier supprimé", "courriers supprimés"),
        };
        let deleted = fr::plural(deleted, one, many);
        return Some(Notice::success(format!("{deleted}.")));
    }
    let released = count("diffuses")?;
    Some(match (released, medium) {
        (0, Medium::Sms) => {
            Notice::info("Rien n'a été diffusé : quelqu'un les a déjà diffusés, ou supprimés.")
        }
        (0, Medium::Mail) => {
            Notice::info("Rien n'a été envoyé : quelqu'un les a déjà envoyés, ou supprimés.")
        }
        (0, Medium::Letter) => Notice::info(
            "Rien n'a été imprimé : ces courriers le sont déjà, ou quelqu'un les a supprimés. Ce qui a été \
             imprimé se trouve dans « Documents ».",
        ),
        (n, Medium::Sms) => Notice::success(format!(
            "{}. Voyez ce qu'il en advient dans « Suivi des SMS ».",
            fr::plural(n, "SMS diffusé", "SMS diffusés")
        )),
        (n, Medium::Mail) => Notice::success(format!(
            "{} d'être envoyés. Voyez ce qu'il en advient sous les autres onglets.",
            fr::plural(n, "courriel vient", "courriels viennent")
        )),
        (n, Medium::Letter) => Notice::success(format!("{}.", medium.count(n))),
    })
}

pub(crate) async fn release<Q: Of>(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let ids = chosen::<Q>(&at, &context, &input).await?;
    if ids.is_empty() {
        return Ok(nothing::<Q>(&input));
    }
    let now = context.clock.now();
    // What a person has seen of these messages is not asked again; of more of them, it is.
    if input.text(SEEN) != ids.len().to_string() {
        let mut read = context.db.read().await?;
        let rules = messaging::sending_rules(&mut read, &at).await?;
        let declared = brake::declared(&mut read, &at, &ids, now).await?;
        drop(read);
        let alarms = rules.brake.alarms(declared);
        if !alarms.is_empty() {
            return ask::<Q>(&at, &context, &input, &ids, &alarms).await;
        }
    }
    let released = in_write!(context.db, Error, |tx| {
        Ok(messaging::release(tx, &at, Q::QUEUE, &ids, now).await?)
    })?;
    Ok(back::<Q>(&input, "diffuses", &released.count.to_string()))
}

/// How many messages a person released with the figures before their eyes.
const SEEN: &str = "vu";

/// What the list is filtered by, as addresses and forms carry it.
fn filter(input: &Input) -> Vec<(&'static str, &str)> {
    let class = Some(input.text(CLASS)).filter(|class| !class.is_empty());
    class.map(|class| (CLASS, class)).into_iter().collect()
}

/// The list, filtered as it was.
fn list_href<Q: Of>(input: &Input) -> String {
    match filter(input) {
        filter if filter.is_empty() => Q::AT.waiting.to_owned(),
        filter => format!("{}?{}", Q::AT.waiting, Input::of(filter).encoded()),
    }
}

/// Back to the list, filtered as it was, with what was done.
pub(super) fn back<Q: Of>(input: &Input, done: &str, count: &str) -> Response {
    let fields = filter(input).into_iter().chain([(done, count)]);
    see_other(format!("{}?{}", Q::AT.waiting, Input::of(fields).encoded()))
}

/// With what a form of the list sends.
fn carrying<'c>(
    confirm: Confirm<'c>,
    ids: &'c [String],
    filter: &[(&'c str, &'c str)],
) -> Confirm<'c> {
    let ids = ids.iter().map(|id| (Selection::FIELD, id.as_str()));
    ids.chain(filter.iter().copied())
        .fold(confirm, |confirm, (name, value)| {
            confirm.hidden(name, value)
        })
}

/// « Diffuser quand même »: nothing has left, and the figures say why.
async fn ask<Q: Of>(
    at: &At<SchoolLife>,
    context: &Context,
    input: &Input,
    ids: &[Id<Message>],
    alarms: &[Declared],
) -> Result<Response> {
    let loss =
        "Beaucoup d'élèves seraient annoncés absents : vérifiez avant de prévenir les familles.";
    let act = format!(
        "Diffuser quand même {}",
        Q::AT.medium.count(ids.len() as u64)
    );
    let release = release_href::<Q>();
    let seen = ids.len().to_string();
    let back = list_href::<Q>(input);
    let filter = filter(input);
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let confirm = Confirm::new(loss, &act, &release, &back)
        .body(html! {
            (list(alarms.iter().map(sentence)))
            (p("Rien n'est parti. Si c'est une erreur de saisie, annulez les absences : leurs \
                messages seront supprimés avec elles."))
        })
        .hidden(SEEN, &seen);
    let confirm = carrying(confirm, &ids, &filter);
    Page::new(at, "Confirmer la diffusion")
        .under("absences", Q::AT.waiting)
        .from(Q::TITLE, Q::AT.waiting)
        .show(context, html! { (confirm) })
        .await
}

/// « 5B : 22 élèves sur 26 (84 %). »
fn sentence(alarm: &Declared) -> String {
    let of = alarm.class.as_deref().unwrap_or("L'établissement");
    let absent = fr::plural(alarm.absent.unsigned_abs(), "élève", "élèves");
    format!("{of} : {absent} sur {} ({} %).", alarm.of, alarm.percent())
}

pub(crate) async fn cancel<Q: Of>(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let ids = chosen::<Q>(&at, &context, &input).await?;
    if ids.is_empty() {
        return Ok(nothing::<Q>(&input));
    }
    if !input.is_ticked("confirme") {
        let medium = Q::AT.medium;
        let count = medium.count(ids.len() as u64);
        let lost = match ids.len() {
            1 => format!(
                "Ce {} ne partira pas. L'absence reste enregistrée.",
                medium.one()
            ),
            _ => format!("{count} ne partiront pas. Les absences restent enregistrées."),
        };
        let (act, cancel) = (format!("Supprimer {count}"), cancel_href::<Q>());
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let (filter, back_to) = (filter(&input), list_href::<Q>(&input));
        let confirm = carrying(Confirm::new(&lost, &act, &cancel, &back_to), &ids, &filter);
        let body = html! { (confirm.hidden("confirme", "oui")) };
        return Page::new(&at, format!("Supprimer des {} en attente", medium.many()))
            .under("absences", Q::AT.waiting)
            .from(Q::TITLE, Q::AT.waiting)
            .show(&context, body)
            .await;
    }
    let now = context.clock.now();
    let cancelled = in_write!(context.db, Error, |tx| {
        Ok(messaging::cancel(tx, &at, Q::QUEUE, &ids, now).await?)
    })?;
    Ok(back::<Q>(&input, "supprimes", &cancelled.to_string()))
}
