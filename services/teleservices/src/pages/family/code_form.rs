//! What opens the pages of a child, as a person gives it: a code, or the link of a message that stands for its
//! codes; and a birth date. The same form for the first child and the next.

use crate::{
    model::codes::Pair,
    store::codes::{
        accept::{Typed, accept},
        link::{Followed, follow, linked},
    },
};
use activation::Code;
use axum::http::{HeaderMap, header};
use chrono::NaiveDate;
use db::{Read, Write};
use education::{Id, School};
use identity::Tries;
use maud::{Markup, html};
use ui::{Button, ErrorSummary, Field, Form, button_bar, p};
use web::{Context, Input, Invalid, Result};

/// Whatever is wrong with a code or a date: nobody learns which of the two.
const REFUSED: &str = "Ce code et cette date de naissance ne vont pas ensemble, ou le code ne peut plus servir. \
                       Relisez-les. Après plusieurs essais, un code est bloqué : demandez-en un autre au \
                       secrétariat de l'établissement.";
/// The same, of a link.
const LINK_REFUSED: &str = "Cette date de naissance ne va pas avec votre lien, ou le lien ne peut plus servir. \
                            Après plusieurs essais, les codes sont bloqués : demandez-en d'autres au secrétariat \
                            de l'établissement.";
/// The cookie of who followed a link.
const COOKIE: &str = "preau_lien";
/// For how long a link that was followed is remembered by the browser, in seconds.
const REMEMBERED: u32 = 30 * 60;

/// The `Set-Cookie` value of who followed a link; forgotten, when it is empty.
pub(super) fn cookie(context: &Context, token: &str) -> String {
    let secure = context.settings.public_url.starts_with("https:");
    let secure = if secure { "; Secure" } else { "" };
    let age = if token.is_empty() { 0 } else { REMEMBERED };
    format!("{COOKIE}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}")
}

/// The link that this browser followed, while it opens something.
pub(super) async fn followed(
    read: &mut Read,
    context: &Context,
    headers: &HeaderMap,
) -> Result<Option<String>> {
    let cookies = headers.get_all(header::COOKIE).iter();
    let token = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE);
    let Some((_, token)) = token else {
        return Ok(None);
    };
    let live = linked(read, &context.keys, token, context.clock.now()).await?;
    Ok(live.map(|_| token.to_owned()))
}

enum Proof {
    Code(Code),
    Link(String),
}

/// What was given, when it can be tried.
pub(super) struct Attempt {
    proof: Proof,
    born_on: NaiveDate,
}

/// « 2014-05-03 », as browsers send dates, or « 03/05/2014 », as people write them.
fn date(typed: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d/%m/%Y"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(typed, format).ok())
}

/// Reads the form. A slip in the code is seen here, and counts for nothing. A link that was followed stands for
/// the code that is not typed.
pub(super) fn read(input: &Input, link: Option<String>, invalid: &mut Invalid) -> Option<Attempt> {
    let proof = match link.filter(|_| input.text("code").is_empty()) {
        Some(link) => Some(Proof::Link(link)),
        None => invalid
            .check("code", Code::parse(input.text("code")))
            .map(Proof::Code),
    };
    let born_on = date(input.text("naissance"));
    if born_on.is_none() {
        invalid.add(
            "naissance",
            "Donnez la date de naissance de l'élève : le jour, le mois et l'année.",
        );
    }
    Some(Attempt {
        proof: proof?,
        born_on: born_on?,
    })
}

impl Attempt {
    /// Tries what was given: the pairs that it opens, and their school. What is refused is counted, and said.
    pub(super) async fn run(
        &self,
        write: &mut Write,
        context: &Context,
        tries: &Tries,
        invalid: &mut Invalid,
    ) -> Result<Option<(Id<School>, Vec<Pair>)>> {
        let (now, keys) = (context.clock.now(), &context.keys);
        let field = match self.proof {
            Proof::Code(_) => "code",
            Proof::Link(_) => "naissance",
        };
        if let Some(wait) = tries.must_wait(write, now).await? {
            invalid.add(field, wait);
            return Ok(None);
        }
        let today = now
            .with_timezone(&education::Zone::default().0)
            .date_naive();
        let (opened, refused) = match &self.proof {
            Proof::Code(code) => {
                let typed = accept(write, keys, code, self.born_on, today, now).await?;
                match typed {
                    Typed::Accepted(school, pair) => (Some((school, vec![pair])), REFUSED),
                    Typed::Refused => (None, REFUSED),
                }
            }
            Proof::Link(token) => {
                let opened = follow(write, keys, token, self.born_on, today, now).await?;
                match opened {
                    Followed::Accepted(linked) => {
                        (Some((linked.school, linked.pairs)), LINK_REFUSED)
                    }
                    Followed::Refused => (None, LINK_REFUSED),
                }
            }
        };
        if opened.is_none() {
            tries.failed(write, now).await?;
            invalid.add(field, refused);
        }
        Ok(opened)
    }
}

/// The form; of a link that was followed, the birth date alone.
pub(super) fn form(
    action: &str,
    input: &Input,
    invalid: &Invalid,
    label: &str,
    linked: bool,
) -> Markup {
    html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(action, html! {
            @if linked && invalid.on("code").is_none() {
                (p("Votre lien tient lieu de code. Il ne manque que la date de naissance de l'élève."))
            } @else {
                (Field::text("code", "Code d'activation").value(input.text("code")).required()
                    .description("Douze lettres et chiffres, dans le courrier, le courriel ou le SMS de \
                                  l'établissement. Les tirets et les majuscules ne comptent pas.")
                    .autocomplete("one-time-code").error(invalid.on("code")))
            }
            (Field::date("naissance", "Date de naissance de l'élève").value(input.text("naissance"))
                .required().error(invalid.on("naissance")))
            (button_bar(Button::primary(label)))
        }))
    }
}
