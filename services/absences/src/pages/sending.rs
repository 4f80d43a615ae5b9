//! « Paramétrages → Heures et limites »: when SMS leave, how many, and when the page asks twice.

use axum::{extract::State, http::StatusCode, response::Response};
use chrono::NaiveTime;
use db::in_write;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use maud::html;
use messaging::{Brake, QuietHours, SendingRules, Spent};
use ui::{
    Alert, Button, ErrorSummary, Field, Form, Notice, button_bar, definitions, fr, p, section,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/envoi";

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let rules = messaging::sending_rules(&mut context.db.read().await?, &at).await?;
    let saved = (input.text("fait") == "oui").then(|| Notice::success("C'est enregistré."));
    let shown = Shown {
        rules: &rules,
        input: &filled(&rules),
        invalid: &Invalid::default(),
        status: StatusCode::OK,
        notice: saved,
    };
    shown.page(&at, &context).await
}

pub(crate) async fn save(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let (rules, invalid) = parse(&input);
    let (rules, status) = match rules {
        None => (None, Invalid::STATUS),
        Some(rules) => {
            let saved = in_write!(context.db, Error, |tx| {
                messaging::save_sending_rules(tx, &at, &rules, now).await
            });
            match saved {
                Ok(()) => return Ok(see_other(format!("{HREF}?fait=oui"))),
                Err(Error::Conflict(_)) => (Some(rules), StatusCode::CONFLICT),
                Err(error) => return Err(error),
            }
        }
    };
    let latest = messaging::sending_rules(&mut context.db.read().await?, &at).await?;
    let mut input = input;
    if rules.is_some() {
        input.set("version", &latest.version.to_string());
    }
    let shown = Shown {
        rules: &latest,
        input: &input,
        invalid: &invalid,
        status,
        notice: None,
    };
    shown.page(&at, &context).await
}

struct Shown<'s> {
    rules: &'s SendingRules,
    input: &'s Input,
    invalid: &'s Invalid,
    status: StatusCode,
    notice: Option<Notice>,
}

impl Shown<'_> {
    async fn page(self, at: &At<SchoolLifeSettings>, context: &Context) -> Result<Response> {
        let Self {
            rules,
            input,
            invalid,
            ..
        } = self;
        let now = context.clock.now();
        let spent = messaging::spent(&mut context.db.read().await?, at, now).await?;
        let field = |field: Field<'static>, name: &str| {
            field
                .value(input.text(name).to_owned())
                .error(invalid.on(name).map(ToOwned::to_owned))
        };
        let body = html! {
            @if self.status == StatusCode::CONFLICT {
                (Alert::warning("Ces règles ont été modifiées entre-temps").body(html! {
                    (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée \
                        ci-dessous : validez-la pour le remplacer."))
                    (definitions(told(rules)))
                }))
            }
            (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
            (Form::post(HREF, html! {
                (section("Heures calmes", html! {
                    (p("Un SMS diffusé pendant ces heures attend qu'elles finissent. Les alertes et \
                        les codes qu'une personne vient de demander partent toujours. La même heure \
                        deux fois : aucune heure calme."))
                    (field(Field::time("calme_de", "De").required(), "calme_de"))
                    (field(Field::time("calme_a", "À").required(), "calme_a"))
                }))
                (section("Limites", html! {
                    (p(sentence(&spent)))
                    (field(Field::number("par_minute", "SMS par minute, au plus")
                        .description("Vide : aucune limite. Un texte long compte pour plusieurs SMS."),
                        "par_minute"))
                    (field(Field::number("par_mois", "SMS par mois, au plus")
                        .description("Vide : aucune limite. Au-delà, les SMS sont retenus ; relever \
                            la limite les fait partir."), "par_mois"))
                }))
                (section("Garde-fou", html! {
                    (p("Avant de diffuser, Préau demande confirmation si trop d'élèves seraient \
                        annoncés absents le même jour : c'est souvent une erreur de saisie."))
                    (field(Field::number("part_classe", "Part d'une classe, en %").required()
                        .description(format!("{} au plus ; classes de {} élèves ou plus.",
                            Brake::CLASS, Brake::SMALLEST)), "part_classe"))
                    (field(Field::number("part_etablissement", "Part de l'établissement, en %").required()
                        .description(format!("{} au plus.", Brake::SCHOOL)), "part_etablissement"))
                }))
                (button_bar(Button::primary("Valider")))
            }).hidden("version", input.text("version")))
        };
        Page::new(at, "Heures et limites")
            .under("absences", HREF)
            .intro("Quand partent les SMS de votre établissement, et combien.")
            .notice(self.notice)
            .status(self.status)
            .show(context, body)
            .await
    }
}

fn sentence(spent: &Spent) -> String {
    format!(
        "{} depuis le début du mois.",
        fr::plural(spent.in_month, "SMS envoyé", "SMS envoyés")
    )
}

fn told(rules: &SendingRules) -> Vec<(&'static str, String)> {
    let limit = |limit: Option<i64>| limit.map_or("aucune limite".into(), |most| most.to_string());
    vec![
        (
            "Heures calmes",
            rules.quiet.label().unwrap_or_else(|| "aucune".into()),
        ),
        ("SMS par minute", limit(rules.per_minute)),
        ("SMS par mois", limit(rules.per_month)),
        ("Part d'une classe", format!("{} %", rules.brake.class)),
        (
            "Part de l'établissement",
            format!("{} %", rules.brake.school),
        ),
    ]
}

fn filled(rules: &SendingRules) -> Input {
    let hour = |time: NaiveTime| time.format("%H:%M").to_string();
    let limit = |limit: Option<i64>| limit.map_or(String::new(), |most| most.to_string());
    Input::of([
        ("calme_de", hour(rules.quiet.from)),
        ("calme_a", hour(rules.quiet.until)),
        ("par_minute", limit(rules.per_minute)),
        ("par_mois", limit(rules.per_month)),
        ("part_classe", rules.brake.class.to_string()),
        ("part_etablissement", rules.brake.school.to_string()),
        ("version", rules.version.to_string()),
    ])
}

fn parse(input: &Input) -> (Option<SendingRules>, Invalid) {
    let mut invalid = Invalid::default();
    let mut hour = |name: &'static str| {
        let time = NaiveTime::parse_from_str(input.text(name), "%H:%M");
        time.map_err(|_| invalid.add(name, "Saisissez une heure, par exemple 20:00."))
            .unwrap_or_default()
    };
    let quiet = QuietHours {
        from: hour("calme_de"),
        until: hour("calme_a"),
    };
    let mut limit = |name: &'static str| match input.text(name) {
        "" => None,
        typed => {
            let most = typed
                .replace([' ', '\u{a0}', '\u{202f}'], "")
                .parse::<i64>();
            let most = most.ok().filter(|most| (1..=1_000_000).contains(most));
            if most.is_none() {
                let sentence = "Saisissez un nombre entre 1 et 1 000 000, ou rien.";
                invalid.add(name, sentence);
            }
            most
        }
    };
    let (per_minute, per_month) = (limit("par_minute"), limit("par_mois"));
    let mut share = |name: &'static str, most: i64| {
        let typed = input.text(name).trim_end_matches('%').trim().parse::<i64>();
        typed
            .ok()
            .filter(|typed| (1..=most).contains(typed))
            .unwrap_or_else(|| {
                invalid.add(name, format!("Saisissez un nombre entre 1 et {most}."));
                most
            })
    };
    let brake = Brake {
        class: share("part_classe", Brake::CLASS),
        school: share("part_etablissement", Brake::SCHOOL),
    };
    let rules = SendingRules {
        quiet,
        per_minute,
        per_month,
        brake,
        version: input.text("version").parse().unwrap_or(0),
    };
    (invalid.is_empty().then_some(rules), invalid)
}
