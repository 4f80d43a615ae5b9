//! An entry: what it says, how it came to say so, and what is asked for it; « Modifier »,
//! « Ajouter une action ».

use super::{
    HREF, already,
    form::means,
    history::History,
    known::Known,
    lesson::{self, PROPOSED_FOR},
    typed::{self, filled},
    words::terms_words,
};
use crate::pages::queue::queue;
use crate::store::{
    absence::{self, Absence, Changed},
    entries::{self, Listed},
    notice::{self, NewNotice},
};
use audit::Line;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use ui::{
    Alert, Button, ErrorSummary, Form, Link, Notice, button_bar, definitions, fr, p, post_button,
    section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) async fn edit(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Absence>>,
    query: Input,
) -> Result<Response> {
    let shown = Shown::of(&at, &context, id).await?;
    let line = Line::new(at.actor(), "pupil.seen")
        .on("pupil", shown.known.pupil.id)
        .detail("saisie d'une absence");
    context.audit.look(context.clock.now(), line).await?;
    shown
        .page(&at, &context, &Typed::nothing(), StatusCode::OK, &query)
        .await
}

pub(crate) async fn change(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Absence>>,
    mut input: Input,
) -> Result<Response> {
    let shown = Shown::of(&at, &context, id).await?;
    let (now, known, entry) = (context.clock.now(), &shown.known, &shown.entry);
    let mut invalid = Invalid::default();
    let before = Some(&entry.terms);
    let terms = typed::terms(&mut invalid, &input, known, before, at.today(now));
    known.propose(&mut input, terms.as_ref(), at.today(now));
    let taught = known.taught(&mut invalid, &input, terms.as_ref(), Some(&entry.taught));
    let Some(terms) = terms.filter(|_| invalid.is_empty()) else {
        let typed = Typed::change(input, invalid);
        let none = Input::default();
        return shown
            .page(&at, &context, &typed, Invalid::STATUS, &none)
            .await;
    };
    let version = input.text("version").parse().unwrap_or(0);
    let changed = in_write!(context.db, Error, |tx| {
        absence::change(tx, &at, (id, version), (&terms, &taught), now).await
    })?;
    let status = match changed {
        Changed::Done { withdrawn } => {
            return Ok(see_other(format!(
                "/absences/{id}?fait=modifiee&retires={withdrawn}"
            )));
        }
        Changed::Conflict => StatusCode::CONFLICT,
        Changed::Overlap(other) => {
            invalid.add("du", already(&other));
            Invalid::STATUS
        }
    };
    let shown = Shown::of(&at, &context, id).await?;
    input.set("version", &shown.entry.version.to_string());
    let (typed, none) = (Typed::change(input, invalid), Input::default());
    shown.page(&at, &context, &typed, status, &none).await
}

/// « Ajouter une action ».
pub(crate) async fn act(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Absence>>,
    input: Input,
) -> Result<Response> {
    let shown = Shown::of(&at, &context, id).await?;
    let mut invalid = Invalid::default();
    let today = at.today(context.clock.now());
    let terms = Some(&shown.entry.terms);
    let asked = typed::recipients(&mut invalid, &input, &shown.known, terms, today);
    if asked.is_none() && invalid.is_empty() {
        invalid.add("action", "Choisissez une action de la liste.");
    }
    if shown.entry.cancelled_at.is_some() {
        invalid.add(
            "action",
            "Cette saisie est annulée : rien ne part pour elle.",
        );
    }
    let (Some((action, recipients, own)), true) = (asked, invalid.is_empty()) else {
        let (typed, none) = (Typed::act(input, invalid), Input::default());
        return shown
            .page(&at, &context, &typed, Invalid::STATUS, &none)
            .await;
    };
    let (form, now) = (FormId::of(&input), context.clock.now());
    let messages = in_write!(context.db, Error, |tx| {
        // As it stands now: somebody may have changed it, or taken it back, since it was read.
        let entry = entries::one(tx, &at, id).await?.ok_or(Error::NotFound)?;
        if entry.cancelled_at.is_some() {
            return Ok(0);
        }
        let asked = NewNotice {
            form,
            absence: id,
            pupil: &shown.known.pupil,
            terms: &entry.terms,
            action,
            recipients: &recipients,
            own,
        };
        notice::ask(tx, &at, &asked, now).await
    })?;
    Ok(see_other(format!(
        "/absences/{id}?fait=action&messages={messages}&par={}",
        action.action.medium.code()
    )))
}

/// What was typed and could not be done, and in which of the two forms.
struct Typed {
    input: Input,
    invalid: Invalid,
    in_action: bool,
}

impl Typed {
    fn nothing() -> Self {
        Self::change(Input::default(), Invalid::default())
    }

    fn change(input: Input, invalid: Invalid) -> Self {
        Self {
            input,
            invalid,
            in_action: false,
        }
    }

    fn act(input: Input, invalid: Invalid) -> Self {
        Self {
            input,
            invalid,
            in_action: true,
        }
    }
}

/// An entry with all that its page shows.
struct Shown {
    entry: Listed,
    known: Known,
    history: History,
}

impl Shown {
    async fn of(at: &At<SchoolLife>, context: &Context, id: Id<Absence>) -> Result<Self> {
        let mut read = context.db.read().await?;
        let entry = entries::one(&mut read, at, id).await?;
        let entry = entry.ok_or(Error::NotFound)?;
        let history = History::of(&mut read, at, &entry).await?;
        drop(read);
        let known = Known::of(at, context, entry.pupil).await?;
        Ok(Self {
            entry,
            known,
            history,
        })
    }

    async fn page(
        self,
        at: &At<SchoolLife>,
        context: &Context,
        typed: &Typed,
        status: StatusCode,
        query: &Input,
    ) -> Result<Response> {
        let said = terms_words(&self.entry.terms);
        let today = at.today(context.clock.now());
        let errors = typed.invalid.all();
        let body = html! {
            (ErrorSummary::new(errors.iter().map(|(field, text)| (*field, text.as_str()))))
            @if self.entry.cancelled_at.is_some() {
                (Alert::warning("Cette saisie est annulée").body(
                    p("Elle reste ici avec son historique ; elle ne compte plus.")))
            } @else {
                @if status == StatusCode::CONFLICT { (self.conflict()) }
                (section("Ajouter une action", self.action_form(typed, today)))
                (section("Modifier la saisie", self.change_form(typed)))
            }
            (section("Historique des actions", self.history.shown(at, &self.known)))
            @if self.entry.cancelled_at.is_none() {
                (section("Annuler la saisie", html! {
                    (p("Si l'élève était là : ce qui n'est pas parti ne partira pas."))
                    (post_button(&format!("/absences/{}/annulation", self.entry.id),
                        Button::secondary("Annuler la saisie").about(said.as_str()), &[]))
                }))
            }
            (p(Link::new(&format!("{HREF}?eleve={}", self.known.pupil.id),
                "Toutes les absences de l'élève")))
        };
        let division = self
            .known
            .pupil
            .division
            .as_deref()
            .unwrap_or("sans classe");
        Page::new(at, self.known.pupil.list_name())
            .under("absences", HREF)
            .from("Absences et retards", HREF)
            .intro(format!("{said}. Division : {division}"))
            .notice(done(query))
            .status(status)
            .show(context, body)
            .await
    }

    fn conflict(&self) -> Markup {
        html! {
            (Alert::warning("Cette saisie a été modifiée entre-temps").body(html! {
                (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée ci-dessous : \
                    validez-la pour le remplacer."))
                (definitions(self.known.told(&self.entry.terms, &self.entry.taught)))
            }))
        }
    }

    fn change_form(&self, typed: &Typed) -> Markup {
        let none = Invalid::default();
        let (input, invalid) = match typed.in_action || typed.input.fields().is_empty() {
            true => {
                let mut fields = filled(&self.entry.terms);
                fields.extend(lesson::fields(&self.entry.taught));
                fields.push(Known::proposed_for(&self.entry.terms));
                fields.push(("version".to_owned(), self.entry.version.to_string()));
                (Input::of(fields), &none)
            }
            false => (typed.input.clone(), &typed.invalid),
        };
        html! {
            (Form::post(&format!("/absences/{}", self.entry.id), html! {
                (self.known.fields(&input, invalid, Some(&self.entry)))
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Annuler").href(HREF))
                }))
            }).hidden("version", input.text("version"))
                .hidden(PROPOSED_FOR, input.text(PROPOSED_FOR)))
        }
    }

    fn action_form(&self, typed: &Typed, today: NaiveDate) -> Markup {
        let offered = self.known.offered().next().is_some();
        let too_old = self.known.too_old(&self.entry.terms, today);
        if let Some(why) = too_old.filter(|_| offered && !typed.in_action) {
            return html! { (Alert::info("Aucune action n'est proposée").body(p(why))) };
        }
        let none = Invalid::default();
        let (input, invalid) = match typed.in_action {
            true => (typed.input.clone(), &typed.invalid),
            false => (Input::of(self.known.first_action(&Input::default())), &none),
        };
        html! {
            (Form::post(&format!("/absences/{}/actions", self.entry.id), html! {
                (self.known.notification(&input, invalid))
                @if offered {
                    (button_bar(Button::primary("Ajouter l'action")))
                }
            }).hidden(FormId::FIELD, &FormId::of(&input).0.to_string()))
        }
    }
}

fn done(query: &Input) -> Option<Notice> {
    let count = |field| query.text(field).parse::<u64>().unwrap_or(0);
    match query.text("fait") {
        "modifiee" => Some(match count("retires") {
            0 => Notice::success("C'est modifié."),
            withdrawn => Notice::warning(format!(
                "C'est modifié. {} : il disait autre chose. Ajoutez l'action à nouveau si la famille \
                 doit le savoir.",
                fr::plural(
                    withdrawn,
                    "message qui n'était pas parti est supprimé",
                    "messages qui n'étaient pas partis sont supprimés"
                )
            )),
        }),
        "action" => {
            let (medium, messages) = (means(query), count("messages"));
            let wait = if messages == 1 { "attend" } else { "attendent" };
            let (title, _) = queue(medium);
            let said = format!("{} {wait} dans « {title} ».", medium.count(messages));
            Some(Notice::success(said))
        }
        _ => None,
    }
}
