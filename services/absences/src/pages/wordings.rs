//! « Paramétrages → Motifs » and « Paramétrages → Justificatifs »: the list, « Ajouter »,
//! « Modifier », withdraw and put back.

use crate::{
    model::wording::{List, Wording, WordingRow},
    store::wording::{self, Stored},
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use ui::{
    Alert, Button, Choices, Column, Empty, ErrorSummary, Field, Form, Link, Notice, Table,
    button_bar, definitions, p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

/// The words of a list's pages.
pub(crate) struct Words {
    list: List,
    pub(crate) href: &'static str,
    title: &'static str,
    intro: &'static str,
    add: &'static str,
    change: &'static str,
    column: &'static str,
    added: &'static str,
    withdrawn: &'static str,
}

/// Which list a page is of.
pub(crate) trait Of: Send + Sync + 'static {
    const WORDS: Words;
}

/// « Motifs ».
pub(crate) struct Reasons;
/// « Justificatifs ».
pub(crate) struct Proofs;

impl Of for Reasons {
    const WORDS: Words = Words {
        list: List::Reasons,
        href: "/absences/motifs",
        title: "Motifs",
        intro: "Pourquoi un élève est absent, et ce que chaque motif change.",
        add: "Ajouter un motif",
        change: "Modifier un motif",
        column: "Motif",
        added: "Le motif est ajouté : la saisie le propose.",
        withdrawn: "Motifs retirés",
    };
}

impl Of for Proofs {
    const WORDS: Words = Words {
        list: List::Proofs,
        href: "/absences/justificatifs",
        title: "Justificatifs",
        intro: "Ce que la famille apporte pour expliquer une absence.",
        add: "Ajouter un justificatif",
        change: "Modifier un justificatif",
        column: "Justificatif",
        added: "Le justificatif est ajouté : la saisie le propose.",
        withdrawn: "Justificatifs retirés",
    };
}

pub(crate) async fn list<L: Of>(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let words = L::WORDS;
    let lines = wording::begun(&context, &at, words.list).await?;
    let (withdrawn, offered): (Vec<Stored>, Vec<Stored>) =
        lines.into_iter().partition(|line| line.withdrawn);
    let new = format!("{}/nouveau", words.href);
    let body = html! {
        (words.table(words.title, &offered))
        (button_bar(Button::primary(words.add).href(&new)))
        @if !withdrawn.is_empty() {
            (section(words.withdrawn, html! {
                (p("La saisie ne les propose plus ; ce qui a été saisi avec eux les garde."))
                (words.table(words.withdrawn, &withdrawn))
            }))
        }
    };
    let done = match input.text("fait") {
        "ajout" => Some(Notice::success(words.added)),
        "modification" => Some(Notice::success("C'est modifié.")),
        "retrait" => Some(Notice::success(
            "C'est retiré de la saisie. Rien de ce qui a été saisi ne change.",
        )),
        "retour" => Some(Notice::success("La saisie le propose à nouveau.")),
        _ => None,
    };
    Page::new(&at, words.title)
        .under("absences", words.href)
        .intro(words.intro)
        .notice(done)
        .show(&context, body)
        .await
}

impl Words {
    fn table(&self, caption: &'static str, lines: &[Stored]) -> Markup {
        let has_flags = !self.list.flags().is_empty();
        let mut columns = vec![Column::new(self.column)];
        if has_flags {
            columns.push(Column::new("Propriétés"));
        }
        columns.push(Column::actions("Acte"));
        Table::new(caption)
            .columns(columns)
            .empty(Empty::new("La saisie ne propose rien").why("Ajoutez une ligne à la liste."))
            .rows(lines, |row, line| {
                let href = format!("{}/{}", self.href, line.id);
                let label = line.wording.label.as_str();
                row.head(Link::new(&href, label));
                if has_flags {
                    let flags: Vec<&str> = line.wording.flags.iter().map(|f| f.label()).collect();
                    row.cell(flags.join(", "));
                }
                let (act, offer) = match line.withdrawn {
                    true => ("Remettre", "oui"),
                    false => ("Retirer", "non"),
                };
                row.cell(post_button(
                    &format!("{href}/offre"),
                    Button::tertiary(act).about(label).small(),
                    &[("offert", offer)],
                ));
            })
    }
}

pub(crate) async fn new<L: Of>(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
) -> Result<Response> {
    let form = Shown::new(&L::WORDS, None);
    form.show(
        &at,
        &context,
        &Input::default(),
        &Invalid::default(),
        StatusCode::OK,
    )
    .await
}

pub(crate) async fn add<L: Of>(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let words = L::WORDS;
    match Wording::parse(words.list, &input) {
        Ok(typed) => {
            let (form, now) = (FormId::of(&input), context.clock.now());
            in_write!(context.db, Error, |tx| {
                Ok(wording::add(tx, &at, words.list, form, &typed, now).await?)
            })?;
            Ok(see_other(format!("{}?fait=ajout", words.href)))
        }
        Err(invalid) => {
            let form = Shown::new(&words, None);
            form.show(&at, &context, &input, &invalid, Invalid::STATUS)
                .await
        }
    }
}

pub(crate) async fn edit<L: Of>(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<WordingRow>>,
) -> Result<Response> {
    let words = L::WORDS;
    let line = wording::one(&mut context.db.read().await?, &at, words.list, id).await?;
    let line = line.ok_or(Error::NotFound)?;
    let form = Shown::new(&words, Some(id));
    form.show(
        &at,
        &context,
        &filled(&line),
        &Invalid::default(),
        StatusCode::OK,
    )
    .await
}

fn filled(line: &Stored) -> Input {
    let flags = line.wording.flags.iter();
    let flags = flags.map(|flag| ("proprietes", flag.code().to_owned()));
    let own = [
        ("libelle", line.wording.label.clone()),
        ("version", line.version.to_string()),
    ];
    Input::of(own.into_iter().chain(flags))
}

pub(crate) async fn change<L: Of>(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<WordingRow>>,
    input: Input,
) -> Result<Response> {
    let words = L::WORDS;
    let form = Shown::new(&words, Some(id));
    let typed = match Wording::parse(words.list, &input) {
        Ok(typed) => typed,
        Err(invalid) => {
            return form
                .show(&at, &context, &input, &invalid, Invalid::STATUS)
                .await;
        }
    };
    let (version, now) = (
        input.text("version").parse().unwrap_or(0),
        context.clock.now(),
    );
    let changed = in_write!(context.db, Error, |tx| {
        Ok(wording::change(tx, &at, words.list, (id, version), &typed, now).await?)
    })?;
    let latest = wording::one(&mut context.db.read().await?, &at, words.list, id).await?;
    let latest = latest.ok_or(Error::NotFound)?;
    // Whoever wrote the same has no quarrel, this form sent twice for one.
    if changed || latest.wording == typed {
        return Ok(see_other(format!("{}?fait=modification", words.href)));
    }
    let mut input = input;
    input.set("version", &latest.version.to_string());
    let conflict = Some(&latest.wording);
    Shown { conflict, ..form }
        .show(
            &at,
            &context,
            &input,
            &Invalid::default(),
            StatusCode::CONFLICT,
        )
        .await
}

pub(crate) async fn offer<L: Of>(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<WordingRow>>,
    input: Input,
) -> Result<Response> {
    let words = L::WORDS;
    let (offered, now) = (input.text("offert") == "oui", context.clock.now());
    let known = in_write!(context.db, Error, |tx| {
        Ok(wording::offer(tx, &at, words.list, id, offered, now).await?)
    })?;
    let done = if offered { "retour" } else { "retrait" };
    match known {
        true => Ok(see_other(format!("{}?fait={done}", words.href))),
        false => Err(Error::NotFound),
    }
}

/// The form of a line.
struct Shown<'s> {
    words: &'s Words,
    to: String,
    title: &'static str,
    /// What somebody else wrote in the meantime.
    conflict: Option<&'s Wording>,
}

impl<'s> Shown<'s> {
    fn new(words: &'s Words, id: Option<Id<WordingRow>>) -> Self {
        Self {
            words,
            to: match id {
                Some(id) => format!("{}/{id}", words.href),
                None => format!("{}/nouveau", words.href),
            },
            title: if id.is_some() {
                words.change
            } else {
                words.add
            },
            conflict: None,
        }
    }

    async fn show(
        self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
    ) -> Result<Response> {
        let words = self.words;
        let body = html! {
            @if let Some(latest) = self.conflict {
                @let flags: Vec<&str> = latest.flags.iter().map(|flag| flag.label()).collect();
                (Alert::warning("Cette ligne a été modifiée entre-temps").body(html! {
                    (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée \
                        ci-dessous : validez-la pour le remplacer."))
                    (definitions([("Libellé", latest.label.clone()), ("Propriétés", flags.join(", "))]))
                }))
            }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (Form::post(&self.to, html! {
                (Field::text("libelle", "Libellé").value(input.text("libelle")).required()
                    .maxlength(60).error(invalid.on("libelle")))
                @if !words.list.flags().is_empty() { (flags(words.list, input, invalid)) }
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Annuler").href(words.href))
                }))
            }).hidden(FormId::FIELD, &FormId::of(input).0.to_string())
                .hidden("version", input.text("version")))
        };
        Page::new(at, self.title)
            .under("absences", words.href)
            .from(words.title, words.href)
            .status(status)
            .show(context, body)
            .await
    }
}

fn flags(list: List, input: &Input, invalid: &Invalid) -> Markup {
    let mut choices = Choices::many("proprietes", "Propriétés").error(invalid.on("proprietes"));
    for flag in list.flags() {
        choices = choices.option_described(flag.code(), flag.label(), flag.description());
    }
    for chosen in input.all("proprietes") {
        choices = choices.selected(chosen.to_owned());
    }
    html! { (choices) }
}
