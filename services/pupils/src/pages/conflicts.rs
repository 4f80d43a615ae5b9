//! What was typed here and what the register says since: shown on the record, settled by a person.

use super::record::{Shown, href};
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::{Read, in_write};
use education::{Account, Id, Pupil};
use identity::{At, PupilFilesWriting};
use maud::{Markup, html};
use records::{
    Choice,
    typed::{self, Field, Kind, Typed as _, TypedField},
};
use std::collections::HashMap;
use ui::{Alert, Button, button_bar, definitions, details, muted, p, post_button};
use uuid::Uuid;
use web::{Context, Error, Input, Result, see_other};

/// The rule, in one sentence.
const RULE: &str = "Ce qui est saisi ici n'est pas remplacé par les imports ; quand un export dit \
                    autre chose, cette fiche le montre et vous choisissez.";

/// What was typed of a pupil and of their guardians, and the names of who did.
#[derive(Default)]
pub(super) struct Typed {
    fields: Vec<TypedField>,
    names: HashMap<Id<Account>, String>,
}

impl Typed {
    /// Reads it; `also`: other accounts that the page names.
    pub(super) async fn load(
        read: &mut Read,
        subjects: &[(Kind, Uuid)],
        also: Vec<Id<Account>>,
    ) -> Result<Self> {
        let mut fields = Vec::new();
        for (kind, subject) in subjects {
            fields.extend(typed::typed_fields(read, *kind, *subject).await?);
        }
        let mut accounts = also;
        accounts.extend(fields.iter().map(|typed| typed.account));
        let names = identity::names_of(read, &accounts).await?;
        Ok(Self { fields, names })
    }

    /// Who did it.
    pub(super) fn name(&self, account: Id<Account>) -> &str {
        let known = self.names.get(&account);
        known.map_or("un compte fermé", String::as_str)
    }
}

/// The value of a typed field, as it is stored, and whose it is.
fn stored(shown: &Shown, typed: &TypedField) -> (String, String) {
    let field = typed.field;
    let guardian = |of: &dyn Fn(&records::GuardianFile) -> bool| {
        shown.guardians.iter().find(|guardian| of(guardian))
    };
    match field.kind() {
        Kind::Pupil => (shown.record.data.text(field), shown.record.data.list_name()),
        Kind::Guardian => guardian(&|g| g.of.guardian.uuid() == typed.subject)
            .map(|g| (g.data.text(field), g.of.list_name()))
            .unwrap_or_default(),
        Kind::Link => guardian(&|g| g.link_id == typed.subject)
            .map(|g| (g.link.text(field), g.of.list_name()))
            .unwrap_or_default(),
    }
}

/// What waits for somebody to choose, whatever the tab.
pub(super) fn waiting(shown: &Shown) -> Markup {
    let act = format!("{}/choix", href(shown.file.id));
    let conflicts = shown.typed.fields.iter();
    let conflicts = conflicts.filter_map(|typed| Some((typed, typed.conflict_at?)));
    html! {
        @for (typed, exported_at) in conflicts {
            @let field = typed.field;
            @let (value, whose) = stored(shown, typed);
            @let title = format!("{whose}, {} : l'export dit autre chose", field.label());
            (Alert::warning(&title).body(html! {
                (p(format!(
                    "L'export du {} dit «\u{a0}{}\u{a0}» ; saisi ici le {} par {} : «\u{a0}{}\u{a0}».",
                    shown.day(exported_at),
                    field.words(&typed.register_value),
                    shown.day(typed.typed_at),
                    shown.typed.name(typed.account),
                    field.words(&value),
                )))
                @if shown.writable {
                    @let subject = typed.subject.to_string();
                    @let hidden = |choice| [("de", field.kind().code()), ("quoi", field.code()),
                        ("qui", subject.as_str()), ("choix", choice)];
                    (button_bar(html! {
                        (post_button(&act, Button::secondary("Garder la saisie").about(&title),
                            &hidden("saisie")))
                        (post_button(&act, Button::secondary("Prendre la valeur de l'export")
                            .about(&title), &hidden("export")))
                    }))
                }
            }))
        }
    }
}

/// What was typed of this pupil, guardian or link, beside what the register says.
pub(super) fn typed_here(shown: &Shown, kind: Kind, subject: Uuid) -> Markup {
    let typed: Vec<&TypedField> = shown
        .typed
        .fields
        .iter()
        .filter(|typed| typed.field.kind() == kind && typed.subject == subject)
        .collect();
    let items = typed.iter().map(|typed| {
        let said = format!(
            "saisi le {} par {} ; le registre dit « {} »",
            shown.day(typed.typed_at),
            shown.typed.name(typed.account),
            typed.field.words(&typed.register_value),
        );
        (typed.field.label(), said)
    });
    html! {
        @if !typed.is_empty() {
            @let title = match kind {
                Kind::Link => "Lien et qualités saisis ici",
                _ => "Saisi ici",
            };
            (details(title, html! { (muted(RULE)) (definitions(items)) }))
        }
    }
}

/// « Garder la saisie », or « Prendre la valeur de l'export ».
pub(crate) async fn settle(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path(pupil): Path<Id<Pupil>>,
    input: Input,
) -> Result<Response> {
    let kinds = [Kind::Pupil, Kind::Guardian, Kind::Link];
    let kind = kinds
        .into_iter()
        .find(|kind| kind.code() == input.text("de"));
    let field = kind.and_then(|kind| Field::of(kind, input.text("quoi")));
    let field = field.ok_or(Error::NotFound)?;
    let subject: Uuid = input.text("qui").parse().map_err(|_| Error::NotFound)?;
    let choice = match input.text("choix") {
        "saisie" => Choice::Typed,
        "export" => Choice::Register,
        _ => {
            return Err(Error::BadRequest(
                "Choisissez l'une des deux valeurs.".into(),
            ));
        }
    };
    let (now, numbers) = (context.clock.now(), context.mode().numbers());
    let settled = in_write!(context.db, Error, |tx| {
        records::settle(tx, &at, pupil, field, subject, choice, numbers, now).await
    })?;
    let tab = match field.kind() {
        Kind::Pupil => "identification",
        Kind::Guardian | Kind::Link => "responsables",
    };
    let said = if settled { "choix" } else { "deja" };
    Ok(see_other(format!(
        "{}?onglet={tab}&fait={said}",
        href(pupil)
    )))
}
