//! « Mon compte »: who I am here, my password, where I am signed in.

use super::own_account;
use crate::{
    account,
    admission::At,
    audience::SignedIn,
    password, session,
    throttle::{self, Tried},
};
use audit::Line;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use db::in_write;
use education::Zone;
use frame::Page;
use maud::html;
use ui::{
    Button, Column, ErrorSummary, Field, Form, Notice, Table, Tag, Tone, button_bar, definitions,
    fr, post_button, section,
};
use uuid::Uuid;
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) async fn show(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    page(&at, &context, &input, &Invalid::default(), StatusCode::OK).await
}

pub(super) async fn page(
    at: &At<SignedIn>,
    context: &Context,
    input: &Input,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let sessions = session::open_ones(&mut read, at.person().account, now).await?;
    let login = account::login_of(&mut read, at.person().account).await?;
    drop(read);
    let here = at.session().map(|session| session.id);
    let functions: Vec<&str> = at.functions().iter().map(|f| f.label()).collect();
    let place = at.place().label(&context.settings.academy);
    let role = match (functions.is_empty(), at.family().first()) {
        (false, _) => [("Lieu", place), ("Fonction", functions.join(", "))],
        (true, Some(child)) => [
            ("Identifiant", login.clone()),
            ("Vous êtes", child.holder().family().role().to_lowercase()),
        ],
        (true, None) => [
            ("Lieu", place),
            ("Fonction", "aucune pour l'instant".to_owned()),
        ],
    };
    let person = at.person();
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (section("Qui je suis", definitions(
            [("Nom", format!("{} {}", person.first_name, person.surname))].into_iter().chain(role))))
        (section("Mon mot de passe", html! {
            (Form::post("/compte/mot-de-passe", html! {
                // So that a password manager knows whose password it keeps.
                (Field::text("identifiant", "Identifiant").value(login.as_str()).read_only()
                    .autocomplete("username"))
                (Field::password("actuel", "Mot de passe actuel").required()
                    .autocomplete("current-password").error(invalid.on("actuel")))
                (Field::password("nouveau", "Nouveau mot de passe").required()
                    .description("12 caractères au moins : une phrase convient très bien.")
                    .autocomplete("new-password").error(invalid.on("nouveau")))
                (button_bar(Button::secondary("Changer de mot de passe")))
            }))
        }))
        (section("Où je suis connecté", html! {
            (Table::new("Mes sessions ouvertes")
                .columns([Column::new("Navigateur"), Column::new("Ouverte"),
                    Column::new("Dernier geste"), Column::actions("Acte")])
                .rows(&sessions, |row, open| {
                    row.head(html! {
                        (open.agent) " "
                        @if Some(open.id) == here { (Tag::new("Celle-ci", Tone::Success)) }
                    });
                    row.cell(local(open.created_at, at.place().zone()));
                    row.cell(local(open.last_seen_at, at.place().zone()));
                    if Some(open.id) == here {
                        row.cell("");
                    } else {
                        row.cell(post_button(
                            &format!("/compte/sessions/{}/fin", open.id),
                            Button::tertiary("Fermer").about(open.agent.as_str()).small(),
                            &[],
                        ));
                    }
                }))
            @if sessions.iter().any(|open| Some(open.id) != here) {
                (post_button("/compte/sessions/fin", Button::secondary("Déconnecter partout ailleurs"), &[]))
            }
        }))
        (own_account::sections(at, input, invalid))
    };
    let done = match input.text("fait") {
        "mot-de-passe" => Some(Notice::success(
            "Votre mot de passe est changé. Les autres sessions sont fermées.",
        )),
        "session" => Some(Notice::success("La session est fermée.")),
        "sessions" => Some(Notice::success(
            "Vous n'êtes plus connecté qu'ici : toutes les autres sessions sont fermées.",
        )),
        "identifiant" => Some(Notice::success(
            "Votre identifiant est changé : c'est avec lui que vous vous connecterez.",
        )),
        _ => None,
    };
    Page::new(at, "Mon compte")
        .under("", "/compte")
        .notice(done)
        .status(status)
        .show(context, body)
        .await
}

fn local(instant: chrono::DateTime<chrono::Utc>, zone: Zone) -> String {
    fr::moment(instant.with_timezone(&zone.0).naive_local())
}

/// Why the present password, as typed, is refused. Whoever finds a session open does not guess
/// the password from it: as many tries as at the door, written in the audit.
pub(super) async fn refuse_present(
    context: &Context,
    at: &At<SignedIn>,
    typed: &str,
) -> Result<Option<String>> {
    let now = context.clock.now();
    let account = at.person().account;
    let tried = Tried::present_password(account);
    let mut read = context.db.read().await?;
    if let Some(minutes) = throttle::must_wait(&mut read, &tried, now).await? {
        return Ok(Some(throttle::wait_words(minutes)));
    }
    let known = password::hash_of(&mut read, account).await?;
    drop(read);
    let right = password::verify(typed.to_owned(), known).await?;
    in_write!(context.db, Error, |tx| {
        // Asked again where the failure is written: tries sent at once all passed the first.
        if let Some(minutes) = throttle::must_wait(tx, &tried, now).await? {
            return Ok(Some(throttle::wait_words(minutes)));
        }
        if right {
            throttle::succeeded(tx, &tried).await?;
            return Ok(None);
        }
        throttle::failed(tx, &tried, now).await?;
        let line = Line::new(at.actor(), "password.refused").on("account", account);
        audit::note(tx, now, &line).await?;
        Ok(Some("Ce n'est pas votre mot de passe actuel.".to_owned()))
    })
}

pub(crate) async fn change_password(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let account = at.person().account;
    let now = context.clock.now();
    let mut invalid = Invalid::default();
    if let Some(refused) = refuse_present(&context, &at, input.raw("actuel")).await? {
        invalid.add("actuel", refused);
    }
    invalid.check("nouveau", password::judge(input.raw("nouveau")));
    if !invalid.is_empty() {
        return page(&at, &context, &Input::default(), &invalid, Invalid::STATUS).await;
    }
    let hash = password::hash(input.raw("nouveau").to_owned()).await?;
    in_write!(context.db, Error, |tx| {
        password::store(
            tx,
            account,
            &hash,
            now,
            at.session().map(|current| current.id),
        )
        .await?;
        Ok(audit::note(
            tx,
            now,
            &Line::new(at.actor(), "password.changed").on("account", account),
        )
        .await?)
    })?;
    Ok(see_other("/compte?fait=mot-de-passe"))
}

/// « Déconnecter partout »: everywhere but here.
pub(crate) async fn end_sessions(
    at: At<SignedIn>,
    State(context): State<Context>,
) -> Result<Response> {
    let (now, account) = (context.clock.now(), at.person().account);
    let here = at.session().map(|current| current.id);
    in_write!(context.db, Error, |tx| {
        let ended = session::end_others(tx, account, here, now).await?;
        if ended > 0 {
            let line = Line::new(at.actor(), "session.others_closed");
            audit::note(tx, now, &line.detail(ended.to_string())).await?;
        }
        Ok(())
    })?;
    Ok(see_other("/compte?fait=sessions"))
}

pub(crate) async fn end_session(
    at: At<SignedIn>,
    State(context): State<Context>,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let now = context.clock.now();
    let ended = in_write!(context.db, Error, |tx| {
        let ended = session::end(tx, at.person().account, id, now).await?;
        if ended {
            audit::note(tx, now, &Line::new(at.actor(), "session.closed")).await?;
        }
        Ok(ended)
    })?;
    if ended {
        Ok(see_other("/compte?fait=session"))
    } else {
        Err(Error::NotFound)
    }
}
