//! « Les téléphones »: what each telephone of the demo shows, and each mailbox beside.

use crate::store::{self, MailShown, Screen};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use education::Zone;
use manifest::Public;
use maud::{Markup, Render as _, html};
use sms::PhoneNumber;
use ui::{
    Column, Empty, Live, Table, Tag, Tone, card, details, fr, muted, p, phone_bubble, section,
};
use web::{Context, Error, Mode, Result};

const SHOWN: i64 = 60;

pub(crate) async fn show(_: Public, State(context): State<Context>) -> Result<Response> {
    let received = latest(&context).await?;
    let body = html! {
        (p("Voici ce que reçoivent les personnes de la démonstration. Rien ne part sur un vrai \
            réseau : un fournisseur simulé décide, d'après les deux derniers chiffres du numéro, et \
            les courriels sont attrapés ici."))
        (details("Qui décide de ce qui arrive ?", rules()))
        (Live::new("ecrans", "/telephones/ecrans", "/telephones", shown_of(&received)).every(2))
    };
    Ok(frame::small_page(&context, "Les téléphones", body)
        .render()
        .into_response())
}

/// The region that asks itself again.
pub(crate) async fn screens(_: Public, State(context): State<Context>) -> Result<Response> {
    let received = latest(&context).await?;
    let region = Live::new(
        "ecrans",
        "/telephones/ecrans",
        "/telephones",
        shown_of(&received),
    );
    Ok(region.every(2).render().into_response())
}

/// What telephones and mailboxes hold.
struct Received {
    screens: Vec<Screen>,
    mails: Vec<MailShown>,
}

async fn latest(context: &Context) -> Result<Received> {
    if context.mode() != Mode::Demo {
        return Err(Error::NotFound);
    }
    let mut read = context.db.read().await?;
    Ok(Received {
        screens: store::latest(&mut read, SHOWN).await?,
        mails: store::latest_mails(&mut read, SHOWN).await?,
    })
}

fn shown_of(received: &Received) -> Markup {
    html! {
        (section("Téléphones", screens_of(&received.screens)))
        (section("Courriels", mails_of(&received.mails)))
    }
}

fn mails_of(mails: &[MailShown]) -> Markup {
    html! {
        @if mails.is_empty() {
            (Empty::new("Aucun courriel n'est encore arrivé")
                .why("Connectez-vous en direction, ouvrez « Personnels », et envoyez à quelqu'un son \
                      lien par courriel : il s'affichera ici."))
        }
        @for mail in mails {
            (card(html! {
                (ui::h3(&mail.subject))
                (muted(format!("De {} à {}, {}", mail.sender, mail.recipient, moment(mail.caught_at))))
                @for paragraph in mail.text.trim().split("\n\n") { (p(linked(paragraph))) }
            }))
        }
    }
}

/// A paragraph, whose address of this house can be followed.
fn linked(paragraph: &str) -> Markup {
    html! {
        @for (index, line) in paragraph.lines().enumerate() {
            @if index > 0 { br; }
            @for word in line.split_inclusive(' ') {
                @if word.starts_with("http://") || word.starts_with("https://") {
                    (ui::Link::new(word.trim_end(), word.trim_end())) " "
                } @else { (word) }
            }
        }
    }
}

fn rules() -> Markup {
    const RULES: [(&str, &str); 7] = [
        ("00", "délivré, mais tard : après 45 secondes"),
        ("01", "refusé aussitôt : le numéro est invalide"),
        ("02", "non remis : téléphone éteint ou hors réseau"),
        ("03", "délivré, mais l'accusé de réception ne vient jamais"),
        ("04", "délivré, et l'accusé de réception vient deux fois"),
        (
            "05",
            "délivré, et la famille répond, si l'émetteur est un numéro",
        ),
        ("autres", "délivré en deux secondes"),
    ];
    html! {
        (Table::new("Ce que fait le fournisseur simulé, d'après les deux derniers chiffres")
            .columns([Column::new("Fin du numéro"), Column::new("Ce qui arrive")])
            .rows(&RULES, |row, (digits, fate)| {
                row.head(digits);
                row.cell(fate);
            }))
    }
}

fn screens_of(screens: &[Screen]) -> Markup {
    html! {
        @if screens.is_empty() {
            (Empty::new("Aucun téléphone n'a encore sonné")
                .why("Connectez-vous en vie scolaire, saisissez une absence avec l'action « SMS », \
                      puis diffusez le SMS : il s'affichera ici."))
        }
        @for screen in screens {
            (card(html! {
                (ui::h2(shown(&screen.number)))
                @if let Some(arrived) = screen.arrived_at {
                    (phone_bubble(&sender(&screen.source), &screen.text, &cost(screen)))
                    (muted(format!("Reçu {}", moment(arrived))))
                } @else {
                    (muted(format!("Un message est en chemin depuis {}", moment(screen.accepted_at))))
                    @if screen.fate == "not-delivered" {
                        (Tag::new("Téléphone éteint ou hors réseau", Tone::Warning))
                    }
                }
            }))
        }
    }
}

fn cost(screen: &Screen) -> String {
    fr::plural(screen.parts.unsigned_abs(), "SMS", "SMS").to_string()
}

/// A number as people write it, or the name that stands in its place.
fn sender(source: &str) -> String {
    match source.bytes().all(|byte| byte.is_ascii_digit()) {
        true => shown(&format!("+{source}")),
        false => source.to_owned(),
    }
}

fn shown(e164: &str) -> String {
    PhoneNumber::from_e164(e164).map_or_else(|_| e164.to_owned(), |number| number.to_string())
}

fn moment(instant: chrono::DateTime<chrono::Utc>) -> String {
    fr::moment(instant.with_timezone(&Zone::default().0).naive_local())
}
