//! What one person may do here, right by right, with why; the direction ticks.

use super::{href, list, signed};
use crate::{
    model::{
        granting::{Held, explained, is_ticked, judge, may_grant},
        person::Person,
    },
    pages::{self, acting},
    store::{self, granted},
};
use admission::{Application, Right, Standing};
use audit::Line;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::{DateTime, Utc};
use db::in_write;
use education::{Account, Id};
use frame::Page;
use identity::{AccountHere, At, StaffAccounts};
use maud::{Markup, html};
use std::collections::HashMap;
use ui::{
    Alert, Button, Choices, Column, ErrorSummary, Form, Notice, Table, button_bar, definitions, p,
    post_button, section,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

const TITLE: &str = "Droits sur les applications";

pub(crate) async fn show(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    Path(person): Path<String>,
    query: Input,
) -> Result<Response> {
    let people = pages::everybody(&context, &at).await?;
    let person = pages::one(&people, &person)?;
    let notice = match query.text("fait") {
        "droits" => Some(Notice::success("C'est enregistré, et vrai dès maintenant.")),
        "retablissement" => Some(Notice::success(
            "Les droits sont à nouveau ceux de la fonction.",
        )),
        _ => None,
    };
    page(&at, &context, person, Shown::asis(notice)).await
}

/// How the page is shown: as it is kept, or a form again.
struct Shown<'a> {
    typed: Option<&'a Input>,
    invalid: Invalid,
    notice: Option<Notice>,
    status: StatusCode,
}

impl<'a> Shown<'a> {
    fn asis(notice: Option<Notice>) -> Self {
        Self {
            typed: None,
            invalid: Invalid::default(),
            notice,
            status: StatusCode::OK,
        }
    }

    fn again(typed: &'a Input, invalid: Invalid, status: StatusCode) -> Self {
        Self {
            typed: Some(typed),
            invalid,
            notice: None,
            status,
        }
    }
}

async fn page(
    at: &At<StaffAccounts>,
    context: &Context,
    person: &Person,
    shown: Shown<'_>,
) -> Result<Response> {
    let body = match &person.account {
        Some(account) => of_account(at, context, person, account, &shown).await?,
        None => p("Cette personne n'a pas de compte\u{a0}: ouvrez-le d'abord."),
    };
    Page::new(at, format!("{}\u{a0}: {TITLE}", person.list_name()))
        .under("staff", list::HREF)
        .from(TITLE, list::HREF)
        .actions(html! { (Button::secondary("Voir la fiche").href(&pages::href(person))) })
        .notice(shown.notice)
        .status(shown.status)
        .show(context, body)
        .await
}

async fn of_account(
    at: &At<StaffAccounts>,
    context: &Context,
    person: &Person,
    account: &AccountHere,
    shown: &Shown<'_>,
) -> Result<Markup> {
    let line = Line::new(at.actor(), "rights.seen").on("account", account.id);
    context.audit.look(context.clock.now(), line).await?;
    let mut read = context.db.read().await?;
    let (decided, mut names) = granted::decided(&mut read, at).await?;
    let changes = identity::right_changes(&mut read, at, account.id).await?;
    let others: Vec<Id<Account>> = changes.iter().map(|change| change.3).collect();
    names.extend(identity::names_of(&mut read, &others).await?);
    drop(read);
    let held = Held::of(account, &decided);
    let why =
        |right: Right| held.reason(right.audience, |one| signed(at, &names, (one.at, one.by)));
    let filled = held.filled();
    let input = shown.typed.unwrap_or(&filled);
    let errors = shown.invalid.all().iter();
    Ok(html! {
        @if shown.status == StatusCode::CONFLICT { (conflict(&reasons(&held, &why))) }
        (ErrorSummary::new(errors.map(|(field, text)| (*field, text.as_str()))))
        @match may_grant(acting(at), account) {
            Ok(()) => {
                (boxes(person, &held, input, &shown.invalid, &why))
                @if held.differs() { (restoring(person, &held)) }
            }
            Err(sentence) => (p(sentence)),
        }
        (section("Pourquoi cette personne y a-t-elle accès\u{a0}?", html! {
            (definitions(reasons(&held, &why)))
            (p("Être professeur principal ou enseigner à une classe n'est pas un droit d'ici\u{a0}: chacun voit \
                les classes que STS et l'emploi du temps lui donnent."))
        }))
        @if !changes.is_empty() { (section("Changements", history(at, &names, &changes))) }
    })
}

/// Each application, with what is open or not, and why.
fn reasons(held: &Held, why: &impl Fn(Right) -> String) -> Vec<(&'static str, String)> {
    let of = |application: Application| {
        let reasons: Vec<_> = application
            .rights()
            .map(|right| (right.label, why(right)))
            .collect();
        let text = explained(&reasons);
        (
            application.label(),
            format!("{}. {text}", held.share(application)),
        )
    };
    Application::ALL.into_iter().map(of).collect()
}

fn boxes(
    person: &Person,
    held: &Held,
    input: &Input,
    invalid: &Invalid,
    why: &impl Fn(Right) -> String,
) -> Markup {
    let group = |application: Application| {
        let choices = Choices::many(application.code(), application.label())
            .error(invalid.on(application.code()));
        application.rights().fold(choices, |choices, right| {
            let choices = choices.option_described(right.word, right.label, why(right));
            match is_ticked(input, right) {
                true => choices.selected(right.word),
                false => choices,
            }
        })
    };
    let (action, version) = (href(person), held.version().to_string());
    let form = Form::post(
        &action,
        html! {
            @for application in Application::ALL { (group(application)) }
            (button_bar(Button::primary("Enregistrer")))
        },
    );
    html! { (form.hidden("version", &version)) }
}

fn restoring(person: &Person, held: &Held) -> Markup {
    let action = format!("{}/retablissement", href(person));
    let button = Button::secondary("Rétablir les droits de la fonction");
    post_button(&action, button, &[("version", &held.version().to_string())])
}

/// What somebody else saved since the page was shown, above what this person ticked.
fn conflict(reasons: &[(&'static str, String)]) -> Markup {
    html! {
        (Alert::warning("Ces droits ont été modifiés entre-temps").body(html! {
            (p("Voici ce qui est enregistré maintenant. Vos choix sont conservés ci-dessous\u{a0}: \
                enregistrez-les pour le remplacer."))
            (definitions(reasons.iter().map(|(label, text)| (*label, text.as_str()))))
        }))
    }
}

type Change = (Right, Standing, DateTime<Utc>, Id<Account>);

fn history(
    at: &At<StaffAccounts>,
    names: &HashMap<Id<Account>, String>,
    changes: &[Change],
) -> Markup {
    let table = Table::new("Changements des droits")
        .columns([Column::new("Droit"), Column::new("Changement")])
        .rows(changes, |row, (right, standing, instant, by)| {
            let act = match standing {
                Standing::Given => "donné",
                Standing::Withdrawn => "retiré",
                Standing::Default => "rétabli d'après la fonction",
            };
            row.head(format!("{}, {}", right.application.label(), right.label));
            row.cell(format!("{act} {}", signed(at, names, (*instant, *by))));
        });
    html! { (table) }
}

/// What a change asked for came to.
enum Done {
    Saved,
    Refused(Invalid),
    Conflict,
}

pub(crate) async fn save(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    Path(person): Path<String>,
    input: Input,
) -> Result<Response> {
    let asked = |held: &Held| held.wanted(&input);
    let (people, done) = change(&at, &context, &person, &input, asked).await?;
    let person = pages::one(&people, &person)?;
    match done {
        Done::Saved => Ok(see_other(format!("{}?fait=droits", href(person)))),
        Done::Refused(invalid) => {
            let shown = Shown::again(&input, invalid, Invalid::STATUS);
            page(&at, &context, person, shown).await
        }
        Done::Conflict => {
            let shown = Shown::again(&input, Invalid::default(), StatusCode::CONFLICT);
            page(&at, &context, person, shown).await
        }
    }
}

/// « Rétablir les droits de la fonction ».
pub(crate) async fn restore(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    Path(person): Path<String>,
    input: Input,
) -> Result<Response> {
    let (people, done) = change(&at, &context, &person, &input, Held::restoring).await?;
    let person = pages::one(&people, &person)?;
    let shown = match done {
        Done::Saved => return Ok(see_other(format!("{}?fait=retablissement", href(person)))),
        Done::Refused(invalid) => Shown {
            invalid,
            status: Invalid::STATUS,
            ..Shown::asis(None)
        },
        Done::Conflict => Shown {
            status: StatusCode::CONFLICT,
            ..Shown::asis(None)
        },
    };
    page(&at, &context, person, shown).await
}

/// Judges and writes, in one transaction.
async fn change(
    at: &At<StaffAccounts>,
    context: &Context,
    id: &str,
    input: &Input,
    asked: impl Fn(&Held) -> Vec<(admission::Audience, Standing)>,
) -> Result<(Vec<Person>, Done)> {
    // What is no version is that of none: the page comes back with what is kept.
    let seen: i64 = input.text("version").parse().unwrap_or(-1);
    let now = context.clock.now();
    in_write!(context.db, Error, |tx| {
        let people = store::people(tx, at, now).await?;
        let person = pages::one(&people, id)?;
        let account = person.account.as_ref().ok_or(Error::NotFound)?;
        may_grant(acting(at), account).map_err(|sentence| Error::Conflict(sentence.to_owned()))?;
        let (decided, _) = granted::decided(tx, at).await?;
        let held = Held::of(account, &decided);
        let wanted = asked(&held);
        // Whoever asks for what is so already has no quarrel, this form sent twice for one.
        if wanted.is_empty() {
            return Ok((people, Done::Saved));
        }
        if held.version() != seen {
            return Ok((people, Done::Conflict));
        }
        let after = held.after(&wanted);
        let invalid = judge(acting(at), at.rights(), account, (&held.rights, &after));
        if !invalid.is_empty() {
            return Ok((people, Done::Refused(invalid)));
        }
        let saved = identity::set_rights(tx, at, account.id, seen, &wanted, now).await?;
        let done = if saved { Done::Saved } else { Done::Conflict };
        Ok((people, done))
    })
}
