//! Somebody of the school: what they do, what their account opens, and the acts on it.

use super::{
    access::FUNCTION, acting, attach::ACCOUNT, everybody, href, links, list, mail_link, rights,
};
use crate::model::{
    function::{self, chosen},
    opening::{ANOTHER, PERSON, function_field},
    person::{Person, State, namesake, opened, principal, taught},
    rights::{linkable, may_end, may_link, may_receive},
};
use audit::Line;
use axum::{
    extract::{Path, State as Ctx},
    http::StatusCode,
    response::Response,
};
use chrono::{DateTime, Utc};
use education::{Account, Id};
use frame::Page;
use identity::{AccountHere, At, StaffAccounts};
use maud::{Markup, html};
use records::{Staff, StaffMember};
use ui::{
    Alert, Button, ErrorSummary, Form, Icon, Notice, button_bar, definitions, fr, p, post_button,
    section,
};
use web::{Context, FormId, Input, Invalid, Result};

pub(crate) async fn show(
    at: At<StaffAccounts>,
    Ctx(context): Ctx<Context>,
    Path(person): Path<String>,
    input: Input,
) -> Result<Response> {
    let people = everybody(&context, &at).await?;
    let person = super::one(&people, &person)?;
    page(&at, &context, person, &people, &input, &Invalid::default()).await
}

/// The page; with what is wrong in the address of a mail.
pub(super) async fn page(
    at: &At<StaffAccounts>,
    context: &Context,
    person: &Person,
    people: &[Person],
    input: &Input,
    invalid: &Invalid,
) -> Result<Response> {
    let now = context.clock.now();
    let line = Line::new(at.actor(), "staff.seen");
    let line = match (&person.staff, &person.account) {
        (Some(staff), _) => line.on::<Staff>("staff", staff.id),
        (None, Some(account)) => line.on::<Account>("account", account.id),
        (None, None) => line,
    };
    context.audit.look(now, line).await?;
    let last = match &person.account {
        Some(account) => {
            let mut read = context.db.read().await?;
            messaging::last_mail(&mut read, at.school(), "staff", account.id.uuid()).await?
        }
        None => None,
    };
    let account = match &person.account {
        Some(account) => html! {
            (section("Compte", described(at, person, account, now)))
            (section("Accès", acts(at, person, account)))
            (button_bar(Button::secondary("Droits sur les applications").href(&rights::href(person))))
            @if linkable(acting(at), person).is_some() {
                (section("Lien par courriel", mail_link::form(person, last.as_ref(),
                    at.place().zone(), input, invalid)))
            }
        },
        None => section("Compte", without(at, people, person)),
    };
    let errors = invalid.all().iter();
    let body = html! {
        (ErrorSummary::new(errors.map(|(field, text)| (*field, text.as_str()))))
        @if let Some(staff) = &person.staff { (section("Dans l'établissement", posts(staff))) }
        (account)
    };
    let status = match invalid.is_empty() {
        true => StatusCode::OK,
        false => Invalid::STATUS,
    };
    Page::new(at, person.list_name())
        .under("staff", list::HREF)
        .from("Personnels et comptes", list::HREF)
        .notice(done(input.text("fait")))
        .status(status)
        .show(context, body)
        .await
}

fn done(what: &str) -> Option<Notice> {
    let text = match what {
        "retrait" => "L'accès est retiré : le compte n'ouvre plus rien ici.",
        "acces" => "L'accès est donné.",
        "courriel" => mail_link::DONE,
        "rattachement" => "Le compte est rattaché à cette personne.",
        _ => return None,
    };
    Some(Notice::success(text))
}

fn posts(staff: &StaffMember) -> Markup {
    let functions = staff.posts.iter().map(|post| {
        let words = function::words(&post.function);
        match post.disciplines.is_empty() {
            true => words,
            false => format!("{words} ({})", fr::list(&post.disciplines)),
        }
    });
    let functions: Vec<String> = functions.collect();
    let mut items = vec![("Fonction", fr::list(&functions))];
    items.extend(staff.civility.clone().map(|text| ("Civilité", text)));
    let taught: Vec<String> = staff.teaches.iter().map(taught).collect();
    if !taught.is_empty() {
        items.push(("Enseigne", taught.join(" ; ")));
    }
    items.extend(principal(staff).map(|text| ("Classe", text)));
    let source = match staff.in_sts {
        true => "STS",
        false => "Ajoutée ici à la main : aucun import ne la retire",
    };
    items.push(("Source", source.to_owned()));
    definitions(items)
}

fn described(
    at: &At<StaffAccounts>,
    person: &Person,
    account: &AccountHere,
    now: DateTime<Utc>,
) -> Markup {
    let mut items = vec![("Compte", list::account(person, at.place().zone(), now))];
    if !account.here.is_empty() {
        items.push(("Ouvre ici", html! { (opened(&account.here)) }));
    }
    if !account.elsewhere.is_empty() {
        let text = "Ce compte sert aussi ailleurs dans l'académie.";
        items.push(("Ailleurs", html! { (text) }));
    }
    definitions(items)
}

/// What may be done with the account; a sentence in the place of what may not.
fn acts(at: &At<StaffAccounts>, person: &Person, account: &AccountHere) -> Markup {
    let here = href(person);
    let (ending, linking) = (may_end(acting(at), account), may_link(acting(at), account));
    let form_id = FormId::new().0.to_string();
    let id = person.id().to_string();
    html! {
        @if account.closed {
            (p("Ce compte est fermé partout : l'assistance de l'académie peut le rouvrir."))
        } @else if account.here.is_empty() {
            (give_back(at, &here, account))
        } @else {
            @match linking {
                Ok(()) => (post_button("/personnels/liens",
                    Button::secondary("Nouveau lien de mot de passe").icon(Icon::RefreshCw),
                    &[(PERSON, &id), (links::REPLACES, "1"), (FormId::FIELD, &form_id)])),
                Err(sentence) => (p(sentence)),
            }
            @match ending {
                Ok(()) => (button_bar(Button::danger("Retirer l'accès")
                    .href(&format!("{here}/retrait")))),
                Err(sentence) => (p(sentence)),
            }
        }
        @if !account.closed && may_receive(acting(at), account).is_ok() {
            (give_one(at, person, account))
        }
    }
}

/// « Rendre l'accès »: what ended last is given back.
fn give_back(at: &At<StaffAccounts>, here: &str, account: &AccountHere) -> Markup {
    let before = account.before.iter();
    let codes: Option<Vec<&str>> = before
        .map(|f| chosen(at.functions(), f.code()).map(|f| f.code()))
        .collect();
    let codes = codes.filter(|codes| !codes.is_empty());
    let Some(codes) = codes else {
        return p("Ce compte n'ouvre rien ici.");
    };
    let fields: Vec<(&str, &str)> = codes.into_iter().map(|code| (FUNCTION, code)).collect();
    html! {
        (p(format!("Ce compte ouvrait ici : {}.", opened(&account.before))))
        (post_button(&format!("{here}/acces"), Button::primary("Rendre l'accès"), &fields))
    }
}

/// « Donner une fonction »: one more, or another.
fn give_one(at: &At<StaffAccounts>, person: &Person, account: &AccountHere) -> Markup {
    let action = format!("{}/acces", href(person));
    let held = function::givable(at.functions()).filter(|f| !account.here.contains(f));
    let options: Vec<(&str, &str)> = held.map(|f| (f.code(), f.label())).collect();
    html! {
        (Form::post(&action, html! {
            (ui::Select::new(FUNCTION, "Donner une fonction ici").option("", "À choisir")
                .options(options))
            (button_bar(Button::secondary("Donner cette fonction")))
        }))
    }
}

/// No account yet: « Ouvrir le compte », or « C'est la même personne ».
fn without(at: &At<StaffAccounts>, people: &[Person], person: &Person) -> Markup {
    let (id, form_id) = (person.id().to_string(), FormId::new().0.to_string());
    let field = function_field(person.id());
    let twin = namesake(people, person);
    let input = Input::default();
    let form = Form::post(
        "/personnels/comptes",
        html! {
            (list::choice(at, person, &field, "Fonction ici", &input).required())
            (button_bar(Button::primary(match twin {
                Some(_) => "Ouvrir un autre compte",
                None => "Ouvrir le compte",
            })))
        },
    )
    .hidden(PERSON, &id)
    .hidden(FormId::FIELD, &form_id);
    let form = match twin {
        Some(_) => form.hidden(ANOTHER, "1"),
        None => form,
    };
    html! {
        @if let Some(twin) = twin { (same_name(person, twin)) }
        (p(State::None.label().0))
        (form)
    }
}

fn same_name(person: &Person, twin: &AccountHere) -> Markup {
    let account: Id<Account> = twin.id;
    html! {
        (Alert::warning("Un compte à ce nom existe ici").body(html! {
            (p(format!("Identifiant {}, qui ouvre : {}. Est-ce la même personne ?", twin.login,
                opened(&twin.here))))
            (post_button(&format!("{}/compte", href(person)),
                Button::primary("C'est la même personne"), &[(ACCOUNT, &account.to_string())]))
        }))
    }
}
