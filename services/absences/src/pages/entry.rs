//! « Saisie et modification → Absences et retards »: find the pupil, type the absence, say to
//! whom it is told.

use crate::{
    model::{
        action::ActionRow,
        period::{Period, bell, bells, day},
    },
    store::{
        absence::{self, Absence, Listed, NewAbsence, Recorded},
        action::{self, Stored},
    },
};
use audit::Line;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::{NaiveDate, Timelike as _};
use db::{Read, in_write};
use education::{Id, Pupil};
use frame::Page;
use identity::{At, SchoolLife};
use maud::{Markup, html};
use records::{GuardianOf, PupilFile, PupilRow, PupilSearch};
use ui::{
    Alert, Button, Choices, Column, Empty, ErrorSummary, Field, Filters, Form, Link, Notice,
    Select, Table, Tag, Tone, Width, button_bar, columns, fr, p, post_button, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

const HREF: &str = "/absences/saisie";
const FOUND: usize = 30;

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    match input.text("eleve").parse::<Id<Pupil>>() {
        Ok(pupil) => {
            let mut read = context.db.read().await?;
            let known = Known::of(&mut read, &at, &context, pupil).await?;
            drop(read);
            // The form shows how the guardians are reached.
            let line = Line::new(at.actor(), "pupil.seen")
                .on("pupil", pupil)
                .detail("saisie d'une absence");
            let now = context.clock.now();
            context
                .audit
                .look(now, line)
                .await
                .map_err(Error::internal)?;
            let first = first_showing(&at, &context, &known, &input);
            known
                .page(
                    &at,
                    &context,
                    &first,
                    &Invalid::default(),
                    StatusCode::OK,
                    &input,
                )
                .await
        }
        Err(_) => search(&at, &context, &input).await,
    }
}

/// Without a pupil: the search, and what was typed today.
async fn search(at: &At<SchoolLife>, context: &Context, input: &Input) -> Result<Response> {
    let now = context.clock.now();
    let today = at.today(now);
    let wanted = PupilSearch {
        surname: input.text("nom").to_owned(),
        first_name: input.text("prenom").to_owned(),
        division: input.text("classe").to_owned(),
    };
    let asked = wanted != PupilSearch::default();
    let mut read = context.db.read().await?;
    let divisions = records::divisions(&mut read, at).await?;
    let found = if asked {
        records::search_pupils(&mut read, at, today, &wanted, None, FOUND)
            .await?
            .rows
    } else {
        Vec::new()
    };
    let midnight = today
        .and_time(chrono::NaiveTime::MIN)
        .and_local_timezone(at.place().zone().0);
    let since = midnight.earliest().map_or(now, |at| at.to_utc());
    let entries = absence::recorded_since(&mut read, at, since).await?;
    let mut named = Vec::with_capacity(entries.len());
    for entry in &entries {
        if let Some(pupil) = records::pupil(&mut read, at, today, entry.pupil).await? {
            named.push((entry, pupil));
        }
    }
    drop(read);
    let classes = divisions
        .iter()
        .map(|division| (division.code.as_str(), division.code.as_str()));
    let body = html! {
        (Filters::new(HREF, html! {
            (Field::search("nom", "Nom").value(input.text("nom")).width(Width::Medium))
            (Field::search("prenom", "Prénom").value(input.text("prenom")).width(Width::Medium))
            (Select::new("classe", "Classe").option("", "Toutes").options(classes)
                .selected(input.text("classe")))
        }).search("Chercher"))
        @if asked { (results(&found)) }
        (section("Saisies du jour", today_entries(&named)))
    };
    let done = (input.text("fait") == "annulee").then(|| Notice::success("La saisie est annulée."));
    Page::new(at, "Absences et retards")
        .under("absences", HREF)
        .intro("Cherchez l'élève ; les premières lettres du nom suffisent.")
        .notice(done)
        .show(context, body)
        .await
}

fn results(found: &[PupilRow]) -> Markup {
    html! {
        (Table::new("Élèves trouvés")
            .columns([Column::new("Élève"), Column::new("Division")])
            .empty(Empty::new("Aucun élève ne correspond")
                .why("Vérifiez l'orthographe, ou cherchez avec moins de lettres."))
            .rows(found, |row, pupil| {
                row.head(Link::new(&format!("{HREF}?eleve={}", pupil.id), &pupil.list_name()));
                row.cell(pupil.division.as_deref().unwrap_or("sans classe"));
            }))
        @if found.len() == FOUND {
            (p(format!("Seuls les {FOUND} premiers sont affichés : précisez la recherche.")))
        }
    }
}

fn today_entries(entries: &[(&Listed, PupilFile)]) -> Markup {
    html! {
        (Table::new("Absences saisies aujourd'hui")
            .columns([Column::new("Élève"), Column::new("Division"), Column::new("Absence"),
                Column::new("Message")])
            .empty(Empty::new("Aucune absence n'a été saisie aujourd'hui"))
            .rows(entries, |row, (entry, pupil)| {
                row.head(Link::new(&format!("{HREF}?eleve={}", entry.pupil), &pupil.list_name()));
                row.cell(pupil.division.as_deref().unwrap_or_default());
                row.cell(period_words(entry.period));
                row.cell(state_words(entry));
            }))
    }
}

fn period_words(period: Period) -> String {
    let (from, to) = (period.from(), period.to());
    if from.date() == to.date() {
        format!(
            "{}, de {} à {}",
            fr::date_long(from.date()),
            fr::time(from.time()),
            fr::time(to.time())
        )
    } else {
        format!("du {} au {}", fr::moment(from), fr::moment(to))
    }
}

fn state_words(entry: &Listed) -> Markup {
    if entry.cancelled_at.is_some() {
        html! { (Tag::new("Saisie annulée", Tone::Neutral)) }
    } else if entry.messages == 0 {
        html! { "Aucun envoi" }
    } else {
        html! { (fr::plural(entry.messages.unsigned_abs(), "SMS préparé", "SMS préparés")) }
    }
}

/// What the form needs to know of the pupil.
struct Known {
    pupil: PupilFile,
    guardians: Vec<GuardianOf>,
    actions: Vec<Stored>,
    absences: Vec<Listed>,
    can_send: bool,
}

impl Known {
    async fn of(
        read: &mut Read,
        at: &At<SchoolLife>,
        context: &Context,
        pupil: Id<Pupil>,
    ) -> Result<Self> {
        let today = at.today(context.clock.now());
        let pupil = records::pupil(read, at, today, pupil)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(Self {
            guardians: records::guardians_of(read, at, pupil.id).await?,
            actions: action::all(read, at).await?,
            absences: absence::of_pupil(read, at, pupil.id).await?,
            can_send: messaging::can_send(read, at.school()).await?,
            pupil,
        })
    }

    /// The actions that the form offers: the original guide hides one that could not be done.
    fn offered(&self) -> &[Stored] {
        if self.can_send { &self.actions } else { &[] }
    }

    async fn page(
        self,
        at: &At<SchoolLife>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
        query: &Input,
    ) -> Result<Response> {
        let title = self.pupil.list_name();
        let division = self.pupil.division.as_deref().unwrap_or("sans classe");
        let body = html! {
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            @match query.text("fait").parse::<u32>() {
                Ok(messages) => (next(messages)),
                Err(_) => (self.form(input, invalid)),
            }
            (section("Ses absences", self.history()))
        };
        Page::new(at, title)
            .under("absences", HREF)
            .from("Absences et retards", HREF)
            .intro(format!("Division : {division}"))
            .notice(done(query))
            .status(status)
            .show(context, body)
            .await
    }

    fn form(&self, input: &Input, invalid: &Invalid) -> Markup {
        let hours: Vec<(String, String)> = bells()
            .map(|bell| (bell.format("%H:%M").to_string(), fr::time(bell).to_string()))
            .collect();
        let hour = |name: &'static str, label: &'static str| {
            Select::new(name, label)
                .options(
                    hours
                        .iter()
                        .map(|(value, label)| (value.as_str(), label.as_str())),
                )
                .selected(input.text(name))
                .error(invalid.on(name))
        };
        let date = |name: &'static str, label: &'static str| {
            Field::date(name, label)
                .value(input.text(name))
                .required()
                .error(invalid.on(name))
        };
        html! {
            (Form::post(HREF, html! {
                (columns([
                    html! { (date("du", "Du")) (hour("du_heure", "À partir de")) },
                    html! { (date("au", "Au")) (hour("au_heure", "Jusqu'à")) },
                ]))
                (self.notification(input, invalid))
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Annuler").href(HREF))
                }))
            }).hidden("eleve", &self.pupil.id.to_string())
                .hidden(FormId::FIELD, &FormId::of(input).0.to_string()))
        }
    }

    fn notification(&self, input: &Input, invalid: &Invalid) -> Markup {
        if self.actions.is_empty() || !self.can_send {
            return html! {
                (Alert::info("Aucun envoi n'est possible pour l'instant").body(p(
                    if self.actions.is_empty() {
                        "Pour prévenir les familles par SMS, la direction ou le CPE ajoute une action \
                         dans « Paramétrages → Actions »."
                    } else {
                        "Pour prévenir les familles par SMS, la direction ou le CPE choisit un \
                         fournisseur dans « Paramétrages → Fournisseur de services »."
                    }
                )))
            };
        }
        let ids: Vec<(String, &str)> = self
            .offered()
            .iter()
            .map(|stored| (stored.id.to_string(), stored.action.short_label.as_str()))
            .collect();
        let (reachable, unreachable): (Vec<&GuardianOf>, Vec<&GuardianOf>) = self
            .guardians
            .iter()
            .partition(|guardian| guardian.reachable_by_sms());
        let mut recipients =
            Choices::many("destinataires", "Destinataire(s)").error(invalid.on("destinataires"));
        for guardian in &reachable {
            let number = guardian
                .mobile
                .map(|number| number.to_string())
                .unwrap_or_default();
            let who = format!("{} – {number}", guardian.list_name());
            let value = guardian.guardian.to_string();
            recipients = recipients.option_described(value, guardian.label(), who);
        }
        for chosen in input.all("destinataires") {
            recipients = recipients.selected(chosen.to_owned());
        }
        html! {
            (Select::new("action", "Action").option("", "Aucune")
                .options(ids.iter().map(|(value, label)| (value.as_str(), *label)))
                .selected(input.text("action")).error(invalid.on("action")))
            @if reachable.is_empty() {
                (Alert::warning("Aucun responsable ne peut recevoir de SMS").body(p(
                    "Aucun n'a à la fois un numéro de mobile et la case « accepte les SMS » cochée \
                     dans Base élèves.")))
            } @else {
                (recipients)
            }
            @for guardian in unreachable {
                (ui::muted(format!("{} ({}) : {}.", guardian.label(), guardian.list_name(),
                    why_not(guardian))))
            }
        }
    }

    fn history(&self) -> Markup {
        html! {
            (Table::new("Absences de l'élève")
                .columns([Column::new("Absence"), Column::new("Message"), Column::actions("Acte")])
                .empty(Empty::new("Aucune absence n'est enregistrée pour cet élève"))
                .rows(&self.absences, |row, entry| {
                    row.head(period_words(entry.period));
                    row.cell(state_words(entry));
                    if entry.cancelled_at.is_some() {
                        row.cell("");
                    } else {
                        row.cell(post_button(
                            &format!("/absences/{}/annulation", entry.id),
                            Button::tertiary("Annuler la saisie")
                                .about(&period_words(entry.period)).small(),
                            &[],
                        ));
                    }
                }))
        }
    }
}

/// What one does after an entry: most often, the next one.
fn next(messages: u32) -> Markup {
    button_bar(html! {
        (Button::primary("Saisir une autre absence").href(HREF))
        @if messages > 0 { (Button::secondary("Voir les SMS à diffuser").href("/absences/sms")) }
    })
}

fn why_not(guardian: &GuardianOf) -> &'static str {
    if !guardian.accepts_sms {
        "n'accepte pas les SMS"
    } else if guardian
        .mobile_typed
        .as_deref()
        .is_some_and(|typed| !typed.trim().is_empty())
    {
        "son numéro de mobile n'est pas utilisable"
    } else {
        "n'a pas de numéro de mobile"
    }
}

fn done(query: &Input) -> Option<Notice> {
    match query.text("fait") {
        "0" => Some(Notice::success("L'absence est enregistrée, sans envoi.")),
        "1" => Some(Notice::success(
            "L'absence est enregistrée. 1 SMS attend dans « SMS à diffuser ».",
        )),
        "annulee" => Some(Notice::success(
            "La saisie est annulée ; ce qui n'était pas encore parti ne partira pas.",
        )),
        many => many.parse::<u32>().ok().map(|count| {
            Notice::success(format!(
                "L'absence est enregistrée. {count} SMS attendent dans « SMS à diffuser »."
            ))
        }),
    }
}

/// From the bell under way to the last one, told to Légal 1 – Financier, by the only action if
/// there is one: the most frequent entry takes one click.
fn first_showing(at: &At<SchoolLife>, context: &Context, known: &Known, query: &Input) -> Input {
    let now = context
        .clock
        .now()
        .with_timezone(&at.place().zone().0)
        .naive_local();
    let current =
        bells().filter(|bell| bell.hour() * 60 + bell.minute() <= now.hour() * 60 + now.minute());
    let from = current.last().or(bells().next()).unwrap_or_default();
    // The last bell of the ordinary day; the one after it is for activities.
    let to = bell("17:05").unwrap_or(from);
    let day = now.date().format("%Y-%m-%d").to_string();
    let mut fields = vec![
        ("du".to_owned(), day.clone()),
        ("du_heure".to_owned(), from.format("%H:%M").to_string()),
        ("au".to_owned(), day),
        (
            "au_heure".to_owned(),
            to.max(from).format("%H:%M").to_string(),
        ),
    ];
    let wanted = query.text("action");
    if let [only] = known.offered()
        && wanted.is_empty()
    {
        fields.push(("action".to_owned(), only.id.to_string()));
    }
    let first = known
        .guardians
        .iter()
        .find(|guardian| guardian.reachable_by_sms() && guardian.legal_rank == Some(1));
    if let Some(guardian) = first {
        fields.push(("destinataires".to_owned(), guardian.guardian.to_string()));
    }
    Input::of(fields)
}

pub(crate) async fn record(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let pupil: Id<Pupil> = input.text("eleve").parse().map_err(|_| Error::NotFound)?;
    let mut read = context.db.read().await?;
    let known = Known::of(&mut read, &at, &context, pupil).await?;
    drop(read);
    let now = context.clock.now();
    let mut invalid = Invalid::default();
    let period = period(&mut invalid, &input, at.today(now));
    let notify = recipients(&mut invalid, &input, &known);
    let (Some(period), true) = (period, invalid.is_empty()) else {
        return known
            .page(
                &at,
                &context,
                &input,
                &invalid,
                Invalid::STATUS,
                &Input::default(),
            )
            .await;
    };
    let new = NewAbsence {
        form: FormId::of(&input),
        pupil: &known.pupil,
        period,
        notify,
    };
    let recorded = in_write!(context.db, Error, |tx| {
        absence::record(tx, &at, &new, now).await
    })?;
    match recorded {
        Recorded::Done { messages } => {
            Ok(see_other(format!("{HREF}?eleve={pupil}&fait={messages}")))
        }
        Recorded::Already => Ok(see_other(format!("{HREF}?eleve={pupil}"))),
        Recorded::Overlap(other) => {
            invalid.add(
                "du",
                format!(
                    "Une absence est déjà enregistrée pour cet élève : {}.",
                    period_words(other)
                ),
            );
            drop(new);
            known
                .page(
                    &at,
                    &context,
                    &input,
                    &invalid,
                    Invalid::STATUS,
                    &Input::default(),
                )
                .await
        }
    }
}

fn period(invalid: &mut Invalid, input: &Input, today: NaiveDate) -> Option<Period> {
    let from = invalid.check("du", day(input.text("du"), today));
    let from_hour = invalid.check("du_heure", bell(input.text("du_heure")));
    let to = invalid.check("au", day(input.text("au"), today));
    let to_hour = invalid.check("au_heure", bell(input.text("au_heure")));
    let (from, to) = (from?.and_time(from_hour?), to?.and_time(to_hour?));
    invalid.check("au", Period::new(from, to))
}

type Notify<'k> = Option<(&'k Stored, Vec<&'k GuardianOf>)>;

fn recipients<'k>(invalid: &mut Invalid, input: &Input, known: &'k Known) -> Notify<'k> {
    let wanted = input.text("action");
    if wanted.is_empty() {
        return None;
    }
    let wanted = wanted.parse::<Id<ActionRow>>().ok();
    let Some(stored) = known
        .offered()
        .iter()
        .find(|stored| Some(stored.id) == wanted)
    else {
        invalid.add("action", "Choisissez une action de la liste.");
        return None;
    };
    let chosen: Vec<&GuardianOf> = known
        .guardians
        .iter()
        .filter(|guardian| guardian.reachable_by_sms())
        .filter(|guardian| {
            input
                .all("destinataires")
                .any(|id| id == guardian.guardian.to_string())
        })
        .collect();
    if chosen.is_empty() {
        invalid.add(
            "destinataires",
            "Choisissez au moins un destinataire, ou l'action « Aucune ».",
        );
    }
    Some((stored, chosen))
}

pub(crate) async fn cancel(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Absence>>,
) -> Result<Response> {
    let now = context.clock.now();
    let cancelled = in_write!(context.db, Error, |tx| {
        absence::cancel(tx, &at, id, now).await
    })?;
    let (pupil, _) = cancelled.ok_or(Error::NotFound)?;
    Ok(see_other(format!("{HREF}?eleve={pupil}&fait=annulee")))
}
