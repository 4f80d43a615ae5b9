//! « Documents »: every batch of letters and every bilan that was produced, to be printed again.

use crate::{
    model::document::{DocumentKind, DocumentRow},
    pages::queue::{Letters, Of as _},
    store::documents::{self, Documents, Listed, Wanted},
};
use admission::Audience;
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use db::in_write;
use education::{Id, Zone};
use frame::Page;
use identity::{At, AtSchool, SchoolLife, SchoolLifeSettings};
use maud::html;
use ui::{
    Button, Column, Confirm, Empty, ErrorSummary, Field, Filters, Icon, Link, Notice, Paging,
    Select, Table, button_bar, definitions, fr, muted,
};
use web::{Context, Cursor, Error, Input, Invalid, Result, attachment, see_other};

pub(crate) const HREF: &str = "/absences/documents";

/// The list, for its cursors.
const LIST: &str = "absence documents";

/// The address of a document's page.
pub(crate) fn href(id: Id<DocumentRow>) -> String {
    format!("{HREF}/{id}")
}

/// The same, of one that has just been produced.
pub(crate) fn ready_href(id: Id<DocumentRow>) -> String {
    format!("{}?pret=oui", href(id))
}

/// The address of its PDF.
pub(crate) fn pdf_href(id: Id<DocumentRow>) -> String {
    format!("{HREF}/{id}/pdf")
}

fn deletion(id: Id<DocumentRow>) -> String {
    format!("{HREF}/{id}/suppression")
}

/// What is asked for, and what is wrong in it.
struct Asked {
    wanted: Wanted,
    invalid: Invalid,
    kind: String,
    from: String,
    to: String,
}

impl Asked {
    fn of(input: &Input) -> Self {
        let mut invalid = Invalid::default();
        let mut day = |field: &'static str| match input.text(field) {
            "" => None,
            typed => {
                let day = typed.parse::<NaiveDate>().ok();
                // What no database writes is no date of a document either.
                let day = day.filter(|day| (1970..=9999).contains(&day.year()));
                invalid.check(field, day.ok_or("Ce n'est pas une date."))
            }
        };
        let (from, to) = (day("du"), day("au"));
        let kind = DocumentKind::of(input.text("type"));
        Self {
            wanted: Wanted { kind, from, to },
            invalid,
            kind: kind.map_or("", DocumentKind::code).to_owned(),
            from: input.text("du").to_owned(),
            to: input.text("au").to_owned(),
        }
    }

    fn is_filtered(&self) -> bool {
        [&self.kind, &self.from, &self.to]
            .iter()
            .any(|typed| !typed.is_empty())
    }

    /// The address of the page that begins after these rows.
    fn next(&self, context: &Context, cursor: &Cursor, rank: u64) -> String {
        let fields = Input::of([
            ("type", self.kind.clone()),
            ("du", self.from.clone()),
            ("au", self.to.clone()),
            ("apres", cursor.sign(&context.keys, LIST)),
            ("rang", rank.to_string()),
        ]);
        format!("{HREF}?{}", fields.encoded())
    }
}

pub(crate) async fn list(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let asked = Asked::of(&input);
    let after = Cursor::read(&context.keys, LIST, input.text("apres"));
    let mut read = context.db.read().await?;
    let found = match asked.invalid.is_empty() {
        true => documents::newest(&mut read, &at, asked.wanted, after.as_ref()).await?,
        false => Documents {
            rows: Vec::new(),
            next: None,
        },
    };
    let makers: Vec<_> = found.rows.iter().map(|row| row.made_by).collect();
    let names = identity::names_of(&mut read, &makers).await?;
    drop(read);
    let look = Line::new(at.actor(), "documents.listed").detail(asked.kind.clone());
    context.audit.look(context.clock.now(), look).await?;
    // The rank is for the reader only: nothing is read by it.
    let said = input.text("rang").parse::<u32>().unwrap_or(1).max(1);
    let first = if after.is_some() { u64::from(said) } else { 1 };
    let last = (first + found.rows.len() as u64).saturating_sub(1);
    let next = found.next.as_ref();
    let next = next.map(|cursor| asked.next(&context, cursor, last + 1));
    let zone = at.school_place().zone;
    let empty = match asked.is_filtered() || after.is_some() {
        true => {
            Empty::new("Aucun document ne répond à cette demande").why("Élargissez les filtres.")
        }
        false => Empty::new("Aucun document")
            .icon(Icon::FileText)
            .why("Les courriers et les bilans arrivent ici quand on les produit."),
    };
    let invalid = &asked.invalid;
    let fields = html! {
        (Select::new("type", "Type").option("", "Tous")
            .options(DocumentKind::ALL.map(|kind| (kind.code(), kind.label())))
            .selected(asked.kind.as_str()))
        (Field::date("du", "Du").value(asked.from.as_str()).error(invalid.on("du")))
        (Field::date("au", "Au").value(asked.to.as_str()).error(invalid.on("au")))
    };
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Filters::new(HREF, fields).clear(asked.is_filtered().then_some(HREF)))
        (Table::new("Documents, du plus récent au plus ancien")
            .columns([Column::new("Document"), Column::new("Type"), Column::new("Contenu"),
                Column::new("Produit"), Column::new("Par"), Column::actions("Acte")])
            .empty(empty)
            .rows(&found.rows, |row, document| {
                row.head(Link::new(&href(document.id), &document.title));
                row.cell(document.kind.label());
                row.cell(document.kind.pieces(document.pieces));
                row.cell(made(document.made_at, zone));
                row.cell(names.get(&document.made_by).map_or("", String::as_str));
                row.cell(Link::new(&pdf_href(document.id), "Imprimer (PDF)")
                    .about(&document.title).icon(Icon::FileText).download());
            }))
        @if !found.rows.is_empty() {
            (Paging { first, last, total: None, previous: None, next: next.as_deref() })
        }
    };
    let ready = input.text("prets").parse::<u64>().ok();
    let done = match (input.text("fait"), ready) {
        ("suppression", _) => Some(Notice::success("Le document est supprimé.")),
        (_, Some(ready)) => Some(Notice::success(format!(
            "{}, les plus récents de la liste.",
            fr::plural(ready, "document est prêt", "documents sont prêts")
        ))),
        _ => None,
    };
    let mut page = Page::new(&at, "Documents")
        .under("absences", HREF)
        .intro(
            "Les courriers et les bilans déjà produits, à imprimer à nouveau tels qu'ils étaient.",
        )
        .notice(done);
    if !asked.invalid.is_empty() {
        page = page.status(Invalid::STATUS);
    }
    page.show(&context, body).await
}

fn made(at: DateTime<Utc>, zone: Zone) -> String {
    let local = at.with_timezone(&zone.0).naive_local();
    format!(
        "{} {}",
        fr::date_short(local.date()),
        fr::time(local.time())
    )
}

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<DocumentRow>>,
    input: Input,
) -> Result<Response> {
    let (document, maker) = known(&at, &context, id).await?;
    let is_new = input.text("pret") == "oui";
    let letters = document.kind == DocumentKind::Letters;
    // Its title may name a pupil.
    let look = Line::new(at.actor(), "document.seen").on("document", id);
    context.audit.look(context.clock.now(), look).await?;
    let zone = at.school_place().zone;
    let local = document.made_at.with_timezone(&zone.0).naive_local();
    let body = html! {
        (definitions([
            ("Type", document.kind.label().to_owned()),
            ("Contenu", document.kind.pieces(document.pieces)),
            ("Produit", fr::moment(local)),
            ("Par", maker),
        ]))
        (button_bar(html! {
            (Button::primary(if is_new { "Ouvrir le PDF" } else { "Imprimer à nouveau (PDF)" })
                .icon(Icon::FileText).download().href(&pdf_href(id)))
            @if letters {
                (Button::secondary("Courriers à poster").href(Letters::AT.follow))
            }
            @if at.also(Audience::SchoolLifeSettings) {
                (Button::danger("Supprimer").href(&deletion(id)))
            }
        }))
        (muted("Il est imprimé tel qu'il était, même si les absences ont changé depuis. Il est gardé \
                jusqu'à la fin de l'année scolaire."))
    };
    let ready = match document.kind {
        DocumentKind::Letters => format!(
            "{} : ouvrez le PDF et imprimez-le. Une fois dans la boîte, dites-le dans « Courriers à \
             poster ».",
            fr::plural(document.pieces, "courrier est prêt", "courriers sont prêts")
        ),
        DocumentKind::Report => "Le bilan est prêt : ouvrez le PDF et imprimez-le.".to_owned(),
    };
    Page::new(&at, document.title)
        .notice(is_new.then(|| Notice::success(ready)))
        .under("absences", HREF)
        .from("Documents", HREF)
        .show(&context, body)
        .await
}

async fn known<A: AtSchool>(
    at: &At<A>,
    context: &Context,
    id: Id<DocumentRow>,
) -> Result<(Listed, String)> {
    let mut read = context.db.read().await?;
    let document = documents::one(&mut read, at, id).await?;
    let document = document.ok_or(Error::NotFound)?;
    let mut names = identity::names_of(&mut read, &[document.made_by]).await?;
    let maker = names.remove(&document.made_by).unwrap_or_default();
    Ok((document, maker))
}

/// Prints it again.
pub(crate) async fn pdf(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<DocumentRow>>,
) -> Result<Response> {
    let content = documents::content(&mut context.db.read().await?, &at, id).await?;
    let content = content.ok_or(Error::NotFound)?;
    let look = Line::new(at.actor(), "document.printed").on("document", id);
    context.audit.look(context.clock.now(), look).await?;
    let name = format!("document-{}-{}.pdf", content.date, id);
    let pdf = context.print(content).await?;
    Ok(attachment(&name, "application/pdf", pdf.bytes))
}

/// Asks before it is deleted: what was sent to families is a proof, which the office keeps.
pub(crate) async fn ask(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<DocumentRow>>,
) -> Result<Response> {
    let (document, _) = known(&at, &context, id).await?;
    let (own, delete) = (href(id), deletion(id));
    let lost = "Ce document ne pourra plus être imprimé à nouveau. Les absences ne changent pas.";
    let body = html! {
        (Confirm::new(lost, "Supprimer le document", &delete, &own).body(definitions([
            ("Document", document.title.clone()),
            ("Contenu", document.kind.pieces(document.pieces)),
        ])))
    };
    Page::new(&at, "Supprimer un document")
        .under("absences", HREF)
        .from("Documents", HREF)
        .show(&context, body)
        .await
}

pub(crate) async fn delete(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    Path(id): Path<Id<DocumentRow>>,
) -> Result<Response> {
    let now = context.clock.now();
    let deleted = in_write!(context.db, Error, |tx| {
        Ok(documents::delete(tx, &at, id, now).await?)
    })?;
    match deleted {
        true => Ok(see_other(format!("{HREF}?fait=suppression"))),
        false => Err(Error::NotFound),
    }
}
