//! « Absences », as the family of a child reads them: what is recorded, how it stands, and whom to call.

mod contact;
mod counted;
pub(crate) mod explain;

use crate::{
    model::{
        family_days::{Shown, Span},
        preview,
        standing::Standing,
        terms::Terms,
        wording::List,
    },
    pages::entry::terms_words,
    store::{
        child::{self, OfChild},
        justification::{self, Justification},
        wording,
    },
};
use audit::Line;
use axum::{
    extract::{DefaultBodyLimit, State},
    handler::Handler as _,
    response::Response,
};
use chrono::{NaiveDate, NaiveTime};
use counted::Counted;
use education::Id;
use frame::Page;
use identity::{
    At, Child, GuardianOf, GuardianPreview, Holder, OfFamily, Opened, PupilPreview, PupilSelf,
};
use manifest::Routes;
use maud::{Markup, html};
use ui::{
    Button, Column, Empty, Icon, Table, Tabs, Tag, button_bar, details, fr, h2, on_screen, p,
};
use web::{Context, Error, Input, Result};

/// The word of the service, as a school opens it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Absences;

impl Opened for Absences {
    const SERVICE: Option<&'static str> = Some("absences");
}

/// The last word of the addresses.
const PAGE: &str = "absences";

/// A white picture, for the example of a paper.
const WHITE: &str = "base64:iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQAAAACCEkxzAAAAEklEQVR42mP4DwUMo4xRBukMAOPT/hAC2mzjAAAAAElFTkSuQmCC";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/enfants/{child}/absences", of_guardian)
        .example("/enfants/{child}/absences?periode=semaine&du=2026-11-16")
        .get("/moi/{own}/absences", of_pupil)
        .example("/moi/{own}/absences?periode=partie")
        .get(
            "/enfants/{child}/absences/{child_absence}/explication",
            explain::show,
        )
        .post(
            "/enfants/{child}/absences/{child_absence}/explication",
            explain::send.layer(DefaultBodyLimit::max(explain::LARGEST_FORM)),
        )
        .form("motif={reason}&explication=Malade")
        .upload(explain::PHOTO, WHITE)
        .get(
            "/enfants/{child}/absences/explications/{justification}/photo",
            explain::photo,
        )
        .get(
            "/apercu/enfants/absences",
            preview::<GuardianPreview<Absences>>,
        )
        .example("/apercu/enfants/absences?periode=tout")
        .get("/apercu/moi/absences", preview::<PupilPreview<Absences>>)
}

/// What stands for a reason that the school does not publish.
const KEPT: &str = "motif enregistré";

/// To a guardian.
pub(crate) async fn of_guardian(
    at: At<GuardianOf<Absences>>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    show(&at, &context, &input).await
}

/// To the pupil.
pub(crate) async fn of_pupil(
    at: At<PupilSelf<Absences>>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    show(&at, &context, &input).await
}

/// To the school, as the one or the other.
pub(crate) async fn preview<F: OfFamily>(
    at: At<F>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    show(&at, &context, &input).await
}

async fn show<F: OfFamily>(at: &At<F>, context: &Context, input: &Input) -> Result<Response> {
    let child = at.child();
    let now = context.clock.now();
    let local = now.with_timezone(&child.place().zone.0).naive_local();
    let today = local.date();
    let mut read = context.db.read().await?;
    let name = records::child_name(&mut read, child).await?;
    let name = name.ok_or(Error::NotFound)?;
    let classes = records::child_enrolment(&mut read, child, today).await?;
    let periods = timetable::periods(&mut read, child, today).await?;
    drop(read);
    let cut = periods.cut_of(classes.program.as_deref());
    let span = Span::of(input.text("periode"));
    let shown = Shown::around(span, input.text("du").parse().ok(), today, cut, &periods);
    if !child.is_fictitious() {
        let line = Line::new(at.actor(), "absences.family_read").on("pupil", child.pupil());
        context.audit.look(now, line.detail(span.code())).await?;
    }
    let reasons = wording::begun(context, child, List::Reasons).await?;
    let mut read = context.db.read().await?;
    let entries = match child.is_fictitious() {
        true => example(&reasons, today, shown.days),
        false => child::between(&mut read, child, shown.days.0, shown.days.1).await?,
    };
    let contact = contact::of(&mut read, child).await?;
    // What one guardian explains is theirs: neither the other one nor the pupil reads it.
    let sent = match child.holder() {
        Holder::Guardian(_) if !child.is_fictitious() => {
            Some(justification::of_guardian(&mut read, child).await?)
        }
        Holder::Guardian(_) | Holder::Pupil => None,
    };
    drop(read);
    let counted = Counted::of(
        child,
        context,
        &entries,
        &reasons,
        shown.counted(today),
        local,
    );
    let counted = counted.await?;
    let hrefs = Span::ALL.map(|span| (span, href(child, span, input.text("du"))));
    let tabs = hrefs.iter().fold(Tabs::new("Durée"), |tabs, (of, href)| {
        tabs.tab(of.label(cut), href, None, *of == span)
    });
    let body = html! {
        (tabs)
        (h2(capital(&shown.label)))
        (beside(child, &shown))
        @if !entries.is_empty() { (p(counted.sentence())) }
        (table(&entries, &reasons, child, sent.as_deref()))
        @if !entries.is_empty() { (details("Comment les demi-journées sont-elles comptées ?", p(
            "Une demi-journée compte dès qu'un cours y est manqué, même en partie, jusqu'à aujourd'hui. \
             Un retard, un repas ou une nuit ne compte jamais, une sortie ou un voyage avec \
             l'établissement non plus. L'établissement compte de la même façon."))) }
        @if child.is_fictitious() { (p("Un responsable trouve aussi, à côté de ce qui est à justifier, de quoi \
            l'expliquer en ligne : un motif, quelques mots, la photo d'un justificatif.")) }
        (contact)
    };
    Page::new(at, title(child, &name.first_name))
        .under("", child.href(PAGE))
        .from(name.full_name(), child.href(""))
        .intro("Ce que l'établissement a enregistré, jusqu'à l'instant.")
        .show(context, body)
        .await
}

/// What a school reads of nobody, of these days.
fn example(
    reasons: &[wording::Stored],
    today: NaiveDate,
    days: (NaiveDate, NaiveDate),
) -> Vec<OfChild> {
    let said = |published: bool| {
        let mut lines = reasons.iter().filter(|line| !line.withdrawn);
        let found = lines.find(|line| line.wording.on_family_pages().is_some() == published);
        found.map(|line| line.id)
    };
    let entries = preview::entries(today, said(true), said(false)).into_iter();
    let of_days = entries.filter(|terms| {
        let day = terms.period.from().date();
        days.0 <= day && day <= days.1
    });
    let noon = NaiveTime::from_hms_opt(12, 30, 0).unwrap_or_default();
    of_days
        .map(|terms| OfChild {
            id: Id::new(),
            terms,
            noon,
        })
        .collect()
}

/// « Absences d'Inès », to a guardian.
fn title(child: &Child, first_name: &str) -> String {
    match child.holder() {
        Holder::Guardian(_) => format!("Absences {}", fr::of(first_name)),
        Holder::Pupil => "Mes absences".to_owned(),
    }
}

fn href(child: &Child, span: Span, day: &str) -> String {
    let fields = [("periode", span.code()), ("du", day)];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    format!("{}?{}", child.href(PAGE), Input::of(fields).encoded())
}

/// What comes before, and what comes after.
fn beside(child: &Child, shown: &Shown) -> Markup {
    let way = |label: &'static str, icon: Icon, day: Option<chrono::NaiveDate>| {
        day.map(|day| {
            let href = href(child, shown.span, &day.to_string());
            html! { (Button::secondary(label).icon(icon).href(&href)) }
        })
    };
    let (before, after) = match shown.span {
        Span::Week => ("Semaine précédente", "Semaine suivante"),
        Span::Month => ("Mois précédent", "Mois suivant"),
        _ => ("Période précédente", "Période suivante"),
    };
    let ways = [
        way(before, Icon::ChevronLeft, shown.before),
        way(after, Icon::ChevronRight, shown.after),
    ];
    html! {
        @if ways.iter().any(Option::is_some) {
            (on_screen(button_bar(html! { @for way in ways.iter().flatten() { (way) } })))
        }
    }
}

/// The entries; `sent`, what the guardian who reads explained, `None` for the pupil.
fn table(
    entries: &[OfChild],
    reasons: &[wording::Stored],
    child: &Child,
    sent: Option<&[Justification]>,
) -> Markup {
    let all = href(child, Span::All, "");
    let mut columns = vec![
        Column::new("Quoi, et quand"),
        Column::new("Motif"),
        Column::new("Où en est-on ?"),
    ];
    if sent.is_some() {
        columns.push(Column::actions("Gestes"));
    }
    let table = Table::new("Absences et retards")
        .columns(columns)
        .empty(
            Empty::new("Rien n'est enregistré pour cette période")
                .icon(Icon::CircleCheck)
                .why("Ni absence ni retard. Une absence apparaît ici dès que l'établissement l'a saisie.")
                .action(Button::secondary("Tout afficher").href(&all)),
        )
        .rows(entries, |row, entry| {
            let standing = standing(&entry.terms, reasons);
            row.id(format!("absence-{}", entry.id));
            row.head(terms_words(&entry.terms));
            row.cell(reason_words(&entry.terms, reasons));
            let last = sent.and_then(|sent| sent.iter().find(|one| one.absence == entry.id));
            row.cell(html! {
                (Tag::new(standing.label(), standing.tone()))
                @if let Some(one) = last { " " (explain::words(child, one)) }
            });
            if sent.is_some() {
                let (what, href) = (terms_words(&entry.terms), explain::href(child, entry.id));
                let gesture = match (last, standing.asks()) {
                    (Some(_), _) => Some("Voir l'explication"),
                    (None, true) => Some("Justifier"),
                    (None, false) => None,
                };
                row.cell(html! {
                    @if let Some(label) = gesture {
                        (Button::tertiary(label).about(&what).small().href(&href))
                    }
                });
            }
        });
    html! { (table) }
}

fn line<'r>(terms: &Terms, reasons: &'r [wording::Stored]) -> Option<&'r wording::Stored> {
    reasons.iter().find(|line| Some(line.id) == terms.reason)
}

fn standing(terms: &Terms, reasons: &[wording::Stored]) -> Standing {
    Standing::of(terms, line(terms, reasons).map(|line| &line.wording))
}

/// Why, in the words that the school publishes.
fn reason_words<'r>(terms: &Terms, reasons: &'r [wording::Stored]) -> &'r str {
    match (terms.reason, line(terms, reasons)) {
        (None, _) => "",
        (Some(_), None) => KEPT,
        (Some(_), Some(line)) => line.wording.on_family_pages().unwrap_or(KEPT),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
