//! « Envoyer le lien par courriel »: to an address that the head types, instead of a slip of paper.

use super::{acting, everybody, href, one, person};
use crate::{
    model::{person::Person, rights::linkable},
    store::{self, access},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::{DateTime, Duration, Utc};
use db::in_write;
use education::Zone;
use identity::{AccountHere, At, StaffAccounts};
use mail::{Address, Person as Reader};
use maud::{Markup, html};
use messaging::{Caption, Lane, LastMail, NewMail, RecheckRequest, Verdict};
use std::sync::Arc;
use ui::{Button, Field, Form, Icon, button_bar, details, p};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

/// The field of the address.
const ADDRESS: &str = "courriel";
/// As long as the link works.
const USEFUL_FOR: Duration = Duration::days(7);

pub(crate) async fn submit(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    Path(who): Path<String>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let mut invalid = Invalid::default();
    let Some(address) = invalid.check(ADDRESS, Address::parse(input.text(ADDRESS))) else {
        let people = everybody(&context, &at).await?;
        return person::page(
            &at,
            &context,
            one(&people, &who)?,
            &people,
            &input,
            &invalid,
        )
        .await;
    };
    let form = FormId::of(&input);
    let back = in_write!(context.db, Error, |tx| {
        let people = store::people(tx, &at, now).await?;
        let person = one(&people, &who)?;
        let account = linkable(acting(&at), person).ok_or(Error::NotFound)?;
        let key = format!("link:{}", form.0);
        if !messaging::is_prepared(tx, at.school(), &key).await? {
            let link = access::link(tx, &at, account.id, now).await?;
            let link = format!("{}{link}", context.settings.public_url);
            let mut mail = written(&at, person, account, (&address, &link), key, now);
            mail.seal = Some(Arc::clone(&context.keys));
            messaging::prepare_mail(tx, &mail, at.actor(), now).await?;
        }
        Ok(format!("{}?fait=courriel", href(person)))
    })?;
    Ok(see_other(back))
}

fn written(
    at: &At<StaffAccounts>,
    person: &Person,
    account: &AccountHere,
    (address, link): (&Address, &str),
    dedup_key: String,
    now: DateTime<Utc>,
) -> NewMail {
    let school = &at.school_place().label;
    let (surname, first_name) = person.names();
    let name = format!("{first_name} {surname}");
    let text = format!(
        "Bonjour {name},\n\n\
         {school} vous ouvre un compte sur Préau. Votre identifiant : {}\n\n\
         Pour choisir votre mot de passe, suivez ce lien :\n{link}\n\n\
         Il sert une seule fois, pendant une semaine. Ne le donnez à personne.\n\n\
         Si vous n'attendiez pas ce courriel, ne suivez pas le lien et prévenez l'établissement.\n\n\
         {school}",
        account.login
    );
    NewMail {
        lane: Lane::Notice,
        school: at.school(),
        service: "staff",
        subject: account.id.uuid(),
        to: Reader::new(&name, address.clone()),
        title: "Votre compte Préau".into(),
        text,
        seal: None,
        dedup_key,
        not_after: now + USEFUL_FOR,
        caption: Caption {
            topic: "Lien de mot de passe".into(),
            person: person.list_name(),
            group: String::new(),
            event: "Lien de mot de passe".into(),
            event_at: now,
            recipient: address.to_string(),
        },
    }
}

/// The form, and what became of the last mail.
pub(super) fn form(
    person: &Person,
    last: Option<&LastMail>,
    zone: Zone,
    input: &Input,
    invalid: &Invalid,
) -> Markup {
    let typed = match input.text(ADDRESS) {
        "" => last.map_or("", |last| last.recipient.as_str()),
        typed => typed,
    };
    let form_id = FormId::new().0.to_string();
    html! {
        @if let Some(last) = last {
            (p(html! {
                "Dernier lien par courriel, à " (last.recipient) " : " (last.label()) ", le "
                (last.state_at.with_timezone(&zone.0).format("%d/%m/%Y à %H:%M"))
                @if let Some(reason) = &last.reason { " (" (reason) ")" } "."
            }))
        }
        (Form::post(&format!("{}/courriel", href(person)), html! {
            (Field::email(ADDRESS, "Envoyer un nouveau lien par courriel à").required()
                .description("L'adresse professionnelle. Les liens d'avant ne servent plus.")
                .value(typed.to_owned()).error(invalid.on(ADDRESS)))
            (button_bar(Button::secondary("Envoyer le lien").icon(Icon::Send)))
        }).hidden(FormId::FIELD, &form_id))
        (details("Et sans courriel ?", p("Le bouton « Nouveau lien de mot de passe » en fait un à \
            imprimer et à remettre en main propre.")))
    }
}

/// Before the mail leaves: the account must still be one.
pub(crate) async fn recheck(context: Context, request: RecheckRequest) -> Result<Verdict> {
    let account = request.subject.into();
    let open = identity::is_open(&mut context.db.read().await?, account).await?;
    Ok(match open {
        true => Verdict::Send,
        false => Verdict::Cancel("Le compte a été fermé.".into()),
    })
}

/// What the person's page says once it is done.
pub(super) const DONE: &str = "Le lien part par courriel ; les liens d'avant ne servent plus.";
