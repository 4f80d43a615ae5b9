//! A code and a birth date, as a person types them: the same form for the first child and the next.

use crate::{
    model::codes::Pair,
    store::codes::accept::{Typed, accept},
};
use activation::Code;
use chrono::NaiveDate;
use db::Write;
use education::{Id, School};
use identity::Tries;
use maud::{Markup, html};
use ui::{Button, ErrorSummary, Field, Form, button_bar};
use web::{Context, Input, Invalid, Result};

/// Whatever is wrong with a code or a date: nobody learns which of the two.
const REFUSED: &str = "Ce code et cette date de naissance ne vont pas ensemble, ou le code ne peut plus servir. \
                       Relisez-les. Après plusieurs essais, un code est bloqué : demandez-en un autre au \
                       secrétariat de l'établissement.";

/// What was typed, when it can be tried.
pub(super) struct Attempt {
    code: Code,
    born_on: NaiveDate,
}

/// « 2014-05-03 », as browsers send dates, or « 03/05/2014 », as people write them.
fn date(typed: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d/%m/%Y"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(typed, format).ok())
}

/// Reads the form. A slip in the code is seen here, and counts for nothing.
pub(super) fn read(input: &Input, invalid: &mut Invalid) -> Option<Attempt> {
    let code = invalid.check("code", Code::parse(input.text("code")));
    let born_on = date(input.text("naissance"));
    if born_on.is_none() {
        invalid.add(
            "naissance",
            "Donnez la date de naissance de l'élève : le jour, le mois et l'année.",
        );
    }
    Some(Attempt {
        code: code?,
        born_on: born_on?,
    })
}

impl Attempt {
    /// Tries the code; what is refused is counted, and said under it.
    pub(super) async fn run(
        &self,
        write: &mut Write,
        context: &Context,
        tries: &Tries,
        invalid: &mut Invalid,
    ) -> Result<Option<(Id<School>, Pair)>> {
        let now = context.clock.now();
        if let Some(wait) = tries.must_wait(write, now).await? {
            invalid.add("code", wait);
            return Ok(None);
        }
        let today = now
            .with_timezone(&education::Zone::default().0)
            .date_naive();
        match accept(write, &context.keys, &self.code, self.born_on, today, now).await? {
            Typed::Accepted(school, pair) => Ok(Some((school, pair))),
            Typed::Refused => {
                tries.failed(write, now).await?;
                invalid.add("code", REFUSED);
                Ok(None)
            }
        }
    }
}

/// The form.
pub(super) fn form(action: &str, input: &Input, invalid: &Invalid, label: &str) -> Markup {
    html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(action, html! {
            (Field::text("code", "Code d'activation").value(input.text("code")).required()
                .description("Douze lettres et chiffres, dans le courrier, le courriel ou le SMS de \
                              l'établissement. Les tirets et les majuscules ne comptent pas.")
                .autocomplete("one-time-code").error(invalid.on("code")))
            (Field::date("naissance", "Date de naissance de l'élève").value(input.text("naissance"))
                .required().error(invalid.on("naissance")))
            (button_bar(Button::primary(label)))
        }))
    }
}
