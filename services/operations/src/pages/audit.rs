//! « Journal d'audit »: who did what, who looked at whom. Reading it leaves a line too.

use super::audit_query::{Names, Query};
use crate::{acts, doctor::at, jobs::AUDIT, store};
use audit::{Found, Line};
use axum::{extract::State, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, AuditReading};
use maud::{Markup, html};
use serde_json::Value;
use ui::{
    Alert, Button, Column, Empty, ErrorSummary, Field, Filters, Icon, Link, Notice, Paging, Select,
    Table, muted, p, post_button,
};
use web::{Context, Error, Input, Invalid, PAGE_SIZE, Result, see_other};

/// The address.
pub(crate) const HREF: &str = "/exploitation/audit";

pub(crate) async fn show(
    person: At<AuditReading>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let query = Query::read(&mut read, &context, &input).await?;
    let check = store::last_check(&mut read).await?;
    let mut lines = match query.invalid.is_empty() {
        true => audit::latest(&mut read, &query.filter, PAGE_SIZE as i64 + 1).await?,
        false => Vec::new(),
    };
    let more = lines.len() > PAGE_SIZE;
    lines.truncate(PAGE_SIZE);
    let names = Names::of(&mut read, &lines).await?;
    drop(read);
    let look = Line::new(person.actor(), "audit.read").detail(query.scope());
    let now = context.clock.now();
    context.audit.look(now, look).await?;

    let next = more.then(|| query.href(&context, HREF, Some(&lines)));
    let export = query.href(&context, "/exploitation/audit.csv", None);
    let body = html! {
        (whole(check.as_ref()))
        (ErrorSummary::new(query.invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (filters(&query))
        (list(&lines, &names, &query))
        @if !lines.is_empty() {
            (Paging {
                first: query.shown + 1,
                last: query.shown + lines.len() as u64,
                total: None,
                previous: None,
                next: next.as_deref(),
            })
        }
    };
    let done = (input.text("fait") == "verification").then(|| {
        Notice::info("La vérification est demandée : son résultat sera ici dans un moment.")
    });
    let mut page = Page::new(&person, "Journal d'audit")
        .under("operations", HREF)
        .intro("Qui a fait quoi, qui a consulté quoi. Votre lecture y est notée aussi.")
        .actions(html! {
            (Button::secondary("Exporter (CSV)").icon(Icon::Download).href(&export).download())
            (post_button("/exploitation/audit/verification",
                Button::secondary("Vérifier la chaîne"), &[]))
        })
        .notice(done);
    if !query.invalid.is_empty() {
        page = page.status(Invalid::STATUS);
    }
    page.show(&context, body).await
}

/// Whether the chain held when it was last read again.
fn whole(check: Option<&store::AuditCheck>) -> Markup {
    html! {
        @match check {
            None => (muted("La chaîne n'a pas encore été relue ; elle l'est chaque nuit à 4 h.")),
            Some(check) if check.whole =>
                (p(format!("{} Relue {}.", check.sentence, at(check.at)))),
            Some(check) => (Alert::danger(&check.sentence).body(p(format!(
                "Constaté {}. Des lignes de ce lot, ou d'un lot suivant, ne sont plus celles qui ont \
                 été écrites. Conservez la base en l'état et prévenez le délégué à la protection \
                 des données.", at(check.at))))),
        }
    }
}

fn filters(query: &Query) -> Markup {
    let fields = html! {
        (Select::new("acte", "Acte").option("", "Tous")
            .options(acts::ACTS.iter().copied()).selected(query.act.as_str()))
        (Field::text("personne", "Identifiant de la personne").value(query.person.as_str())
            .description("Celui de sa connexion.").error(query.invalid.on("personne")))
        (Field::text("objet", "Identifiant de l'objet").value(query.object.as_str())
            .error(query.invalid.on("objet")))
    };
    let clear = query.is_filtered().then_some(HREF);
    html! { (Filters::new(HREF, fields).clear(clear)) }
}

fn list(lines: &[Found], names: &Names, query: &Query) -> Markup {
    let empty = match query.is_filtered() {
        true => Empty::new("Aucune ligne ne répond à cette demande").why("Élargissez les filtres."),
        false => Empty::new("Le journal est vide").why("Rien n'a encore été fait."),
    };
    let table = Table::new("Journal d'audit, du plus récent au plus ancien")
        .columns([
            Column::new("Quand"),
            Column::new("Qui"),
            Column::new("Acte"),
            Column::new("Sur quoi"),
            Column::new("Précision"),
        ])
        .empty(empty)
        .rows(lines, |row, line| {
            row.head(at(line.at));
            row.cell(names.actor(line));
            row.cell(acts::words(&line.act));
            row.cell(object(line, names));
            row.cell(&line.detail);
        });
    html! { (table) }
}

/// On what, with the way to all that happened to it.
fn object(line: &Found, names: &Names) -> Markup {
    let words = names.object(line);
    html! {
        @match line.object {
            Some(object) => (Link::new(&format!("{HREF}?objet={object}"), &words)
                .about("tout ce qui lui est arrivé")),
            None => (words),
        }
    }
}

/// Asks for a verification; one is enough, however many ask within a minute.
pub(crate) async fn verify(
    person: At<AuditReading>,
    State(context): State<Context>,
) -> Result<Response> {
    let now = context.clock.now();
    let slot = now.format("%Y-%m-%dT%H:%M").to_string();
    in_write!(context.db, Error, |tx| {
        if ::jobs::enqueue(tx, AUDIT, Some(&slot), Value::Null, now).await? {
            let line = Line::new(person.actor(), "audit.verification_asked");
            audit::note(tx, now, &line).await?;
        }
        Ok(())
    })?;
    Ok(see_other(format!("{HREF}?fait=verification")))
}
