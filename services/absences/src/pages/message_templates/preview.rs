//! What a family would read: on the last absence of the school, or on an example.

use crate::{
    model::{
        compose::Compose, message_template::MessageTemplate, period::Period, terms::Terms,
        text::Values, wording::List,
    },
    pages::queue::content::paper,
    store::{entries, wording},
};
use audit::Line;
use identity::{At, SchoolLifeSettings};
use maud::{Markup, html};
use messaging::Medium;
use print::Recipient;
use sms::{Encoding, Sender};
use ui::{Alert, fr, p, phone_bubble, section};
use web::{Context, Result};

/// Whom an absence is of, when one shows it.
struct Subject {
    first_name: String,
    surname: String,
    division: String,
    terms: Terms,
    reason: Option<String>,
    is_real: bool,
}

/// The last absence of the school: looking at it leaves a trace.
async fn subject(at: &At<SchoolLifeSettings>, context: &Context) -> Result<Subject> {
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let last = entries::last(&mut read, at).await?;
    if let Some(entry) = last
        && let Some(pupil) = records::pupil(&mut read, at, at.today(now), entry.pupil).await?
    {
        let reason = match entry.terms.reason {
            Some(id) => wording::one(&mut read, at, List::Reasons, id).await?,
            None => None,
        };
        drop(read);
        let line = Line::new(at.actor(), "pupil.seen")
            .on("pupil", entry.pupil)
            .detail("aperçu d'un modèle de document");
        context.audit.look(now, line).await?;
        return Ok(Subject {
            surname: pupil.surname().to_owned(),
            first_name: pupil.first_name.clone(),
            division: pupil.division.clone().unwrap_or_default(),
            terms: entry.terms,
            reason: reason.and_then(|line| line.wording.published()),
            is_real: true,
        });
    }
    let day = at.today(now);
    let hour = |hour, minute| day.and_hms_opt(hour, minute, 0).unwrap_or_default();
    Ok(Subject {
        first_name: "Camille".into(),
        surname: "EXEMPLE".into(),
        division: "5B".into(),
        terms: Terms::absence(Period::stored(hour(8, 30), hour(17, 5))),
        reason: None,
        is_real: false,
    })
}

/// What is shown below the form.
pub(super) async fn preview(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    template: &MessageTemplate,
) -> Result<Markup> {
    let subject = subject(at, context).await?;
    let number = "01 99 00 00 10";
    let values = Values {
        school: &at.school_place().label,
        first_name: &subject.first_name,
        surname: &subject.surname,
        division: &subject.division,
        terms: subject.terms,
        reason: subject.reason.as_deref(),
        days: 2,
        sender: number.to_owned(),
    };
    let Ok(sender) = Sender::parse(number) else {
        return Ok(html! {});
    };
    let compose = Compose {
        template,
        values: &values,
        sender: &sender,
        today: at.today(context.clock.now()),
    };
    let on = match subject.is_real {
        true => "Sur la dernière absence saisie, avec un émetteur et un délai d'exemple.",
        false => "Sur un exemple : aucune absence n'est encore saisie.",
    };
    Ok(section(
        "Ce que la famille recevra",
        html! { (p(on)) (shown(&compose, template.medium)) },
    ))
}

fn shown(compose: &Compose<'_>, medium: Medium) -> Markup {
    match medium {
        Medium::Sms => text_message(&compose.text(), &compose.sender.to_string()),
        Medium::Mail => html! {
            (section(&compose.subject(), html! {
                @for paragraph in compose.text().split("\n\n") { (p(paragraph)) }
            }))
        },
        Medium::Letter => {
            let place = ["1 RUE DE L'EXEMPLE", "99120 VINZELLE"];
            match Recipient::new(&["Mme Camille EXEMPLE", ""], &place) {
                Ok(recipient) => paper(&compose.letter(recipient)),
                Err(_) => html! {},
            }
        }
    }
}

/// A text message, its encoding and its parts: what it costs.
fn text_message(text: &str, sender: &str) -> Markup {
    match sms::prepare(text, sms::TextPolicy::Plain) {
        Ok(prepared) => {
            let parts = fr::plural(prepared.parts.len() as u64, "SMS", "SMS");
            let encoding = match prepared.encoding {
                Encoding::Gsm7 => "alphabet GSM",
                Encoding::Ucs2 => "Unicode, deux fois moins de caractères par SMS",
            };
            let cost = format!("{parts}, {} caractères, {encoding}", prepared.units);
            html! { (phone_bubble(sender, &prepared.received, &cost)) }
        }
        Err(error) => html! {
            (Alert::warning("Ce texte ne peut pas partir").body(p(error.to_string())))
        },
    }
}
