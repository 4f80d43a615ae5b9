//! « Paramétrages → Valeurs par défaut »: what the form of an entry holds before anybody types.

use crate::{
    model::{
        defaults::{Defaults, Fallen, FirstAction, Hour, Offered, Recipients},
        defaults_form::MOST_DAYS,
        wording::List,
    },
    store::{
        action,
        defaults::{self, Stored},
        wording,
    },
};
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use timetable::Week;
use ui::{
    Alert, Button, Choices, ErrorSummary, Field, Form, Notice, Select, Width, button_bar, columns,
    definitions, fr, list, p, section,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/valeurs";

/// The button that asks for the program's own.
const RESTORE: &str = "retablir";

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context).await?;
    let notice = match input.text("fait") {
        "oui" => Some(Notice::success(
            "C'est enregistré : la saisie commence ainsi.",
        )),
        _ => None,
    };
    let (followed, _) = known.stored.defaults.followed(&known.offered());
    let filled = filled(&followed, known.stored.version);
    let none = Invalid::default();
    known
        .page(&at, &context, &filled, &none, StatusCode::OK, notice)
        .await
}

pub(crate) async fn save(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context).await?;
    let chosen = match input.is_ticked(RESTORE) {
        true => Ok(Defaults::default()),
        false => Defaults::parse(&input, &known.offered()),
    };
    let chosen = match chosen {
        Ok(chosen) => chosen,
        Err(invalid) => {
            return known
                .page(&at, &context, &input, &invalid, Invalid::STATUS, None)
                .await;
        }
    };
    let version = input.text("version").parse().unwrap_or(0);
    let now = context.clock.now();
    let saved = in_write!(context.db, Error, |tx| {
        Ok(defaults::save(tx, &at, version, &chosen, now).await?)
    })?;
    let known = Known::of(&at, &context).await?;
    // Whoever wrote the same has no quarrel, this form sent twice for one.
    if saved || known.stored.defaults == chosen {
        return Ok(see_other(format!("{HREF}?fait=oui")));
    }
    let (input, none) = (filled(&chosen, known.stored.version), Invalid::default());
    known
        .page(&at, &context, &input, &none, StatusCode::CONFLICT, None)
        .await
}

fn filled(defaults: &Defaults, version: i64) -> Input {
    let text = |value: Option<String>| value.unwrap_or_default();
    Input::of([
        ("motif", text(defaults.reason.map(|id| id.to_string()))),
        ("action", defaults.action.code()),
        ("destinataires", defaults.recipients.code().to_owned()),
        ("debut", defaults.from.code()),
        ("fin", defaults.to.code()),
        (
            "anciennete",
            text(defaults.oldest.map(|days| days.to_string())),
        ),
        ("version", version.to_string()),
    ])
}

/// What the page needs to know of the school.
struct Known {
    stored: Stored,
    reasons: Vec<wording::Stored>,
    actions: Vec<action::Stored>,
    /// Those that were withdrawn: a default may still name one.
    past_actions: Vec<action::Stored>,
    week: Week,
}

impl Known {
    async fn of(at: &At<SchoolLifeSettings>, context: &Context) -> Result<Self> {
        let reasons = wording::begun(context, at, List::Reasons).await?;
        let mut read = context.db.read().await?;
        Ok(Self {
            stored: defaults::of(&mut read, at).await?,
            reasons,
            actions: action::all(&mut read, at).await?,
            past_actions: action::withdrawn(&mut read, at).await?,
            week: timetable::week(&mut read, at).await?,
        })
    }

    fn offered(&self) -> Offered<'_> {
        Offered::of(&self.reasons, &self.actions, &self.week)
    }

    async fn page(
        &self,
        at: &At<SchoolLifeSettings>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        status: StatusCode,
        notice: Option<Notice>,
    ) -> Result<Response> {
        let (_, fallen) = self.stored.defaults.followed(&self.offered());
        let body = html! {
            @if !fallen.is_empty() {
                (Alert::warning("La saisie ne suit plus tout ce qui a été choisi").body(
                    list(fallen.into_iter().map(|fallen| self.why(fallen)))))
            }
            @if status == StatusCode::CONFLICT {
                (Alert::warning("Ces valeurs ont été modifiées entre-temps").body(html! {
                    (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée \
                        ci-dessous : validez-la pour le remplacer."))
                    (definitions(self.told()))
                }))
            }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (self.form(input, invalid))
        };
        Page::new(at, "Valeurs par défaut")
            .under("absences", HREF)
            .intro(
                "Ce que la saisie d'une absence propose avant qu'on ne choisisse. Rien n'est imposé.",
            )
            .notice(notice)
            .status(status)
            .show(context, body)
            .await
    }

    fn form(&self, input: &Input, invalid: &Invalid) -> Markup {
        let reasons = self.reasons.iter().filter(|line| !line.withdrawn);
        let reasons = reasons.map(|line| (line.id.to_string(), line.wording.label.clone()));
        let actions = self.actions.iter();
        let actions =
            actions.map(|stored| (stored.id.to_string(), stored.action.short_label.clone()));
        let mut recipients = Choices::one("destinataires", "Destinataires cochés")
            .description("Parmi ceux qui acceptent les SMS et ont un numéro de mobile.")
            .selected(input.text("destinataires"))
            .error(invalid.on("destinataires"));
        for one in Recipients::ALL {
            recipients = recipients.option(one.code(), one.label());
        }
        html! {
            (Form::post(HREF, html! {
                (section("Ce qui est choisi", html! {
                    (Select::new("motif", "Motif").option("", "AUCUN").options(reasons)
                        .selected(input.text("motif")).error(invalid.on("motif")))
                    (Select::new("action", "Action")
                        .option(FirstAction::Only.code(), "La seule, ou le seul envoi de SMS")
                        .option(FirstAction::None.code(), "Aucune").options(actions)
                        .selected(input.text("action")).error(invalid.on("action")))
                    (recipients)
                    (columns([
                        self.hour("debut", "À partir de", START, input, invalid),
                        self.hour("fin", "Jusqu'à", END, input, invalid),
                    ]))
                }))
                (section("Les absences anciennes", html! {
                    (Field::number("anciennete", "Une absence n'envoie plus de SMS, en jours après sa fin")
                        .value(input.text("anciennete")).min("0").max(MOST_DAYS.to_string())
                        .width(Width::Short).error(invalid.on("anciennete"))
                        .description("Vide : aucune limite. Au-delà, la saisie n'accepte plus d'action \
                            et dit pourquoi."))
                }))
                (button_bar(html! {
                    (Button::primary("Valider"))
                    (Button::secondary("Rétablir les valeurs de départ").name_value(RESTORE, "1"))
                }))
            }).hidden("version", input.text("version")))
        }
    }

    fn hour(
        &self,
        field: &'static str,
        label: &'static str,
        words: [&'static str; 2],
        input: &Input,
        invalid: &Invalid,
    ) -> Markup {
        let bells = self.week.bells().iter();
        let bells = bells.map(|bell| (Hour::Chosen(*bell).code(), fr::time(*bell).to_string()));
        let [day, bell] = words;
        html! {
            (Select::new(field, label).option(Hour::Day.code(), day)
                .option(Hour::Bell.code(), bell).options(bells)
                .selected(input.text(field)).error(invalid.on(field)))
        }
    }

    fn reason(&self) -> String {
        let id = self.stored.defaults.reason;
        let line = self.reasons.iter().find(|line| Some(line.id) == id);
        line.map_or("AUCUN".into(), |line| line.wording.label.clone())
    }

    fn action(&self) -> String {
        let id = match self.stored.defaults.action {
            FirstAction::Only => return "la seule, ou le seul envoi de SMS".into(),
            FirstAction::None => return "aucune".into(),
            FirstAction::One(id) => id,
        };
        let mut all = self.actions.iter().chain(&self.past_actions);
        let stored = all.find(|stored| stored.id == id);
        stored.map_or("inconnue".into(), |stored| {
            stored.action.short_label.clone()
        })
    }

    /// What is kept, for whoever wrote something else.
    fn told(&self) -> Vec<(&'static str, String)> {
        let Defaults {
            recipients,
            from,
            to,
            oldest,
            ..
        } = self.stored.defaults;
        let oldest = oldest.map_or_else(|| "aucune limite".into(), in_days);
        vec![
            ("Motif", self.reason()),
            ("Action", self.action()),
            ("Destinataires cochés", recipients.label().to_owned()),
            ("À partir de", said(from, START)),
            ("Jusqu'à", said(to, END)),
            ("SMS d'une absence ancienne", oldest),
        ]
    }

    /// Why a default is not followed, and what is instead.
    fn why(&self, fallen: Fallen) -> String {
        let Defaults { from, to, .. } = self.stored.defaults;
        match fallen {
            Fallen::Reason => format!(
                "Motif « {} » : il a été retiré. La saisie propose AUCUN.",
                self.reason()
            ),
            Fallen::Action => format!(
                "Action « {} » : elle a été retirée. La saisie propose la seule action, s'il n'y en a \
                 qu'une.",
                self.action()
            ),
            Fallen::From => format!(
                "À partir de {} : ce n'est plus une sonnerie. La saisie propose la sonnerie en cours.",
                said(from, START)
            ),
            Fallen::To => format!(
                "Jusqu'à {} : ce n'est plus une sonnerie. La saisie propose la fin des cours du jour.",
                said(to, END)
            ),
        }
    }
}

/// The words of [`Hour::Day`] and [`Hour::Bell`].
const START: [&str; 2] = ["La sonnerie en cours", "La première sonnerie"];
const END: [&str; 2] = ["La fin des cours du jour", "La dernière sonnerie"];

fn said(hour: Hour, [day, bell]: [&str; 2]) -> String {
    match hour {
        Hour::Day => day.to_owned(),
        Hour::Bell => bell.to_owned(),
        Hour::Chosen(hour) => fr::time(hour).to_string(),
    }
}

fn in_days(days: i64) -> String {
    fr::plural(days.unsigned_abs(), "jour", "jours")
}
