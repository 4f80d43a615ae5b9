//! « Bulletins »: those of a class, settled by who leads the school, read by families from a day on.

mod known;
pub(crate) mod one;
pub(crate) mod paper;

use crate::{
    model::Bulletin,
    pages::classes::{choice, nobody},
    store::bulletin::{self, Of, Publication},
};
use admission::Audience;
use audit::Line;
use axum::{extract::State as Given, http::StatusCode, response::Response};
use db::in_write;
use education::{Id, Pupil, search_key};
use frame::Page;
use identity::{AllMarks, At, Marks};
use known::{Known, State};
use maud::{Markup, html};
use ui::{
    Alert, Button, Column, Empty, ErrorSummary, Field, Filters, Form, Icon, Link, Notice, Select,
    Table, Tag, Tone, Width, button_bar, definitions, details, fr, p, section,
};
use web::{Context, Error, Input, Invalid, Result, attachment, see_other};

pub(crate) const HREF: &str = "/notes/bulletins";

pub(crate) async fn show(
    at: At<Marks>,
    Given(context): Given<Context>,
    input: Input,
) -> Result<Response> {
    let (codes, known) = Known::of(&at, &context, &input).await?;
    if let Some(known) = &known {
        let line = Line::new(at.actor(), "bulletins.seen").detail(known.title());
        context.audit.look(context.clock.now(), line).await?;
    }
    let shown = Shown {
        codes,
        invalid: Invalid::default(),
        typed: None,
        status: StatusCode::OK,
    };
    page(&at, &context, known.as_ref(), &shown, &input).await
}

/// Settles what has changed since the last time, and says from when families read it.
pub(crate) async fn settle(
    head: At<AllMarks>,
    Given(context): Given<Context>,
    input: Input,
) -> Result<Response> {
    let at = head.among::<Marks>().ok_or(Error::Forbidden)?;
    let known = Known::named(&at, &context, &input).await?;
    let mut invalid = Invalid::default();
    let wanted = wanted(&known, &input, &mut invalid);
    if !invalid.is_empty() {
        return refused(&at, &context, &known, (input, invalid), Invalid::STATUS).await;
    }
    let bulletins: Vec<(Id<Pupil>, Bulletin)> = known
        .all
        .iter()
        .map(|one| (one.id, one.draft.clone()))
        .collect();
    let (now, period) = (context.clock.now(), known.council.period.code());
    let of = Of {
        division: &known.council.class.code,
        period: &period,
        today: known.today,
    };
    let same = wanted.on == known.publication.on;
    let settled = in_write!(context.db, Error, |tx| {
        // Who settles again on the same day has no quarrel about it.
        if !same && !bulletin::publish(tx, &head, of, wanted, now).await? {
            return Ok(None);
        }
        Ok(Some(
            bulletin::settle(tx, &head, of, &bulletins, now).await?,
        ))
    })?;
    match settled {
        Some(count) => Ok(see_other(format!("{}&fait={count}", known.href()))),
        None => {
            let known = Known::named(&at, &context, &input).await?;
            let typed = (input, Invalid::default());
            refused(&at, &context, &known, typed, StatusCode::CONFLICT).await
        }
    }
}

/// Families read them no more; what was settled stays.
pub(crate) async fn withdraw(
    head: At<AllMarks>,
    Given(context): Given<Context>,
    input: Input,
) -> Result<Response> {
    let at = head.among::<Marks>().ok_or(Error::Forbidden)?;
    let known = Known::named(&at, &context, &input).await?;
    let (now, period) = (context.clock.now(), known.council.period.code());
    let of = Of {
        division: &known.council.class.code,
        period: &period,
        today: known.today,
    };
    let wanted = Publication {
        on: None,
        version: version(&input),
    };
    let done = in_write!(context.db, Error, |tx| {
        Ok(bulletin::publish(tx, &head, of, wanted, now).await?)
    })?;
    match done || known.publication.on.is_none() {
        true => Ok(see_other(format!("{}&fait=retrait", known.href()))),
        false => {
            let typed = (Input::default(), Invalid::default());
            refused(&at, &context, &known, typed, StatusCode::CONFLICT).await
        }
    }
}

/// All of them in one file, or the sheet of the council.
pub(crate) async fn pdf(
    at: At<Marks>,
    Given(context): Given<Context>,
    input: Input,
) -> Result<Response> {
    if input.text("classe").is_empty() {
        return Ok(see_other(HREF));
    }
    let known = Known::named(&at, &context, &input).await?;
    if known.all.is_empty() {
        return Err(Error::NotFound);
    }
    let line = Line::new(at.actor(), "bulletins.printed").detail(known.title());
    context.audit.look(context.clock.now(), line).await?;
    let (class, period) = (&known.council.class.code, known.council.period.label());
    let (name, document) = match input.text("feuille") {
        "conseil" => {
            let drafts: Vec<&Bulletin> = known.all.iter().map(|one| &one.draft).collect();
            let title = format!("Conseil de classe de la {class}, {period}");
            ("conseil", paper::council(title, &drafts, known.today))
        }
        _ => {
            let of = |one: &known::OfPupil| one::settled_on(&at, one);
            let all: Vec<_> = known
                .all
                .iter()
                .map(|one| (one.bulletin(), of(one)))
                .collect();
            let title = format!("Bulletins de la {class}, {period}");
            ("bulletins", paper::document(title, &all, known.today))
        }
    };
    let pdf = context.print(document).await?;
    let name = search_key(&format!("{name} {class} {period}")).replace(' ', "-");
    Ok(attachment(
        &format!("{name}.pdf"),
        "application/pdf",
        pdf.bytes,
    ))
}

fn version(input: &Input) -> i64 {
    input.text("version").parse().unwrap_or_default()
}

/// From when families are to read them. A day that is kept may be over by now; another one may not.
fn wanted(known: &Known, input: &Input, invalid: &mut Invalid) -> Publication {
    let typed = input.text("publication");
    let on = match typed {
        "" => None,
        typed => typed.parse().ok(),
    };
    if on.is_none() && !typed.is_empty() {
        invalid.add(
            "publication",
            "Choisissez un jour, ou laissez vide pour ne pas publier encore.",
        );
    }
    if on.is_some_and(|day| day < known.today) && on != known.publication.on {
        invalid.add("publication", "Choisissez aujourd'hui ou un jour à venir.");
    }
    Publication {
        on,
        version: version(input),
    }
}

/// What a page shows beside what is known.
struct Shown {
    codes: Vec<String>,
    invalid: Invalid,
    typed: Option<Input>,
    status: StatusCode,
}

async fn refused(
    at: &At<Marks>,
    context: &Context,
    known: &Known,
    (typed, invalid): (Input, Invalid),
    status: StatusCode,
) -> Result<Response> {
    let shown = Shown {
        codes: vec![known.council.class.code.clone()],
        invalid,
        typed: Some(typed),
        status,
    };
    page(at, context, Some(known), &shown, &Input::default()).await
}

async fn page(
    at: &At<Marks>,
    context: &Context,
    known: Option<&Known>,
    shown: &Shown,
    query: &Input,
) -> Result<Response> {
    let body = html! {
        @if let Some(known) = known {
            (ErrorSummary::new(shown.invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            @if shown.status == StatusCode::CONFLICT { (conflict(known)) }
            (Filters::new(HREF, html! {
                (choice(&shown.codes, &known.council.class.code))
                (Select::new("periode", "Période").selected(known.council.period.code())
                    .options(known.council.periods.iter().map(|period| (period.code(), period.label()))))
            }).search("Afficher"))
            (section(&known.title(), known.table()))
            @if at.also(Audience::AllMarks) && !known.all.is_empty() { (known.settling(shown)) }
        } @else { (nobody()) }
    };
    Page::new(at, "Bulletins")
        .under("marks", HREF)
        .intro("Chaque bulletin réunit les moyennes, les appréciations et les absences. La direction l'arrête, puis les familles le lisent.")
        .notice(done(query))
        .status(shown.status)
        .show(context, body)
        .await
}

fn conflict(known: &Known) -> Markup {
    html! {
        (Alert::warning("La publication a été modifiée entre-temps : rien n'est encore enregistré").body(html! {
            (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée ci-dessous : validez-la pour le remplacer."))
            (definitions([("Publication", known.published_words())]))
        }))
    }
}

fn done(query: &Input) -> Option<Notice> {
    let words = match query.text("fait") {
        "" => return None,
        "retrait" => "Les familles ne lisent plus ces bulletins.".to_owned(),
        "0" => "C'est enregistré : aucun bulletin n'avait changé.".to_owned(),
        "1" => "1\u{a0}bulletin est arrêté.".to_owned(),
        count => format!(
            "{}\u{a0}bulletins sont arrêtés.",
            count.parse::<u64>().ok()?
        ),
    };
    Some(Notice::success(words))
}

impl Known {
    /// « publiés aux familles depuis le jeudi 3 décembre 2026 ».
    fn published_words(&self) -> String {
        match self.publication.on {
            None => "pas de date : les familles ne les lisent pas".to_owned(),
            Some(day) if day <= self.today => format!("publiés depuis le {}", fr::date_full(day)),
            Some(day) => format!(
                "prévue le {}, dès le début de la journée",
                fr::date_full(day)
            ),
        }
    }

    fn table(&self) -> Markup {
        let pdf = self.council.href_of("/notes/bulletins/pdf");
        let sheet = format!("{pdf}&feuille=conseil");
        html! {
            @if !self.all.is_empty() {
                (button_bar(html! {
                    (Button::secondary("Tous les bulletins (PDF)").icon(Icon::Download).download().href(&pdf))
                    (Button::secondary("Feuille du conseil (PDF)").icon(Icon::Download).download().href(&sheet))
                }))
            }
            (Table::new("Bulletins de la classe")
                .columns([Column::new("Élève"), Column::number("Moyenne générale"), Column::new("Appréciations"), Column::new("État")])
                .empty(Empty::new("Cette classe n'a pas d'élève").icon(Icon::NotebookPen))
                .rows(&self.all, |row, one| {
                    let href = self.council.href_of(&format!("{HREF}/{}", one.id));
                    row.head(Link::new(&href, &one.draft.pupil));
                    row.cell(one.draft.overall.average.as_str());
                    row.cell(missing(&one.draft));
                    row.cell(match one.state() {
                        State::Draft => Tag::new("Projet", Tone::Neutral),
                        State::Settled => Tag::new("Arrêté", Tone::Success),
                        State::Behind => Tag::new("Modifié depuis", Tone::Warning),
                    });
                }))
        }
    }

    /// What who leads the school does with them.
    fn settling(&self, shown: &Shown) -> Markup {
        let kept = self.publication.on.map(|day| day.to_string());
        let typed = shown
            .typed
            .as_ref()
            .map(|typed| typed.text("publication").to_owned());
        let version = self.publication.version.to_string();
        let (class, period) = (&self.council.class.code, self.council.period.code());
        let behind = self.count(State::Behind) + self.count(State::Draft);
        let silent = self
            .all
            .iter()
            .filter(|one| !missing(&one.draft).is_empty() && missing(&one.draft) != COMPLETE)
            .count();
        html! {
            (section("Arrêter et publier", html! {
                (definitions([
                    ("Publication", self.published_words()),
                    ("À arrêter", match behind {
                        0 => "aucun : tous sont arrêtés tels qu'ils sont".to_owned(),
                        1 => "1 bulletin".to_owned(),
                        count => format!("{count} bulletins"),
                    }),
                ]))
                @if silent > 0 {
                    (p(match silent {
                        1 => "Il manque des appréciations dans 1 bulletin.".to_owned(),
                        count => format!("Il manque des appréciations dans {count} bulletins."),
                    }))
                }
                (p("Un bulletin arrêté ne change plus de lui-même. Si une note ou une appréciation est corrigée ensuite, arrêtez-le à nouveau : ce qu'il disait avant est conservé."))
                (Form::post(HREF, html! {
                    (Field::date("publication", "Les familles le lisent à partir du").value(typed.or(kept).unwrap_or_default())
                        .width(Width::Short).description("Dès le début de ce jour. Laissez vide pour arrêter sans publier.")
                        .error(shown.invalid.on("publication")))
                    (button_bar(html! { (Button::primary("Arrêter les bulletins")) }))
                }).hidden("classe", class).hidden("periode", &period).hidden("version", &version))
                @if self.publication.on.is_some() {
                    (details("Ne plus publier", html! {
                        (p("Les familles ne liront plus ces bulletins. Ils restent arrêtés, et peuvent être publiés à nouveau."))
                        (Form::post("/notes/bulletins/retrait", html! {
                            (button_bar(html! { (Button::secondary("Retirer aux familles")) }))
                        }).hidden("classe", class).hidden("periode", &period).hidden("version", &version))
                    }))
                }
            }))
        }
    }
}

/// What is said where nothing misses.
const COMPLETE: &str = "complètes";

/// « 2 manquent : Anglais, Latin ».
fn missing(of: &Bulletin) -> String {
    let silent = of.silent();
    match silent.as_slice() {
        [] => COMPLETE.to_owned(),
        [one] => format!("manque : {one}"),
        [a, b] => format!("2 manquent : {a}, {b}"),
        many => format!("{} manquent", many.len()),
    }
}
