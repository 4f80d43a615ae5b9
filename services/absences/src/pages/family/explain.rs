//! « Justifier »: a guardian says why, in words or by the photograph of a paper, and reads what became of
//! it.

use super::{Absences, PAGE, reason_words, standing};
use crate::{
    model::{
        justification::{JustificationRow, State as Stands, Told, offered},
        wording::List,
    },
    pages::entry::terms_words,
    store::{
        absence::Absence,
        child::{self, OfChild},
        justification::{self, Justification},
        wording,
    },
};
use audit::Line;
use axum::{
    extract::{Multipart, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, Utc};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, Child, GuardianOf};
use maud::{Markup, html};
use records::photo::{Picture, PictureError};
use std::{
    fs::File,
    io::{Read as _, Seek as _},
};
use ui::{
    Alert, Button, ErrorSummary, Field, Form, Icon, Notice, Select, button_bar, definitions, fr, p,
    picture, section,
};
use web::{Context, Error, FormId, Input, Invalid, Result, Upload, see_other};

/// The field of the photograph.
pub(crate) const PHOTO: &str = "photo";
const LARGEST_PHOTO: usize = 10 << 20;
/// Twice as much, and the form around it: what is a little too large is read to its end, so that what was
/// typed beside is shown again.
pub(crate) const LARGEST_FORM: usize = 2 * LARGEST_PHOTO + (1 << 16);
const TOO_LARGE: &str = "Cette photo dépasse 10 Mo : choisissez-en une plus légère.";
const UPLOAD: Upload = Upload {
    field: PHOTO,
    most: 1,
    too_large: TOO_LARGE,
};

pub(super) fn href(child: &Child, absence: Id<Absence>) -> String {
    child.href(&format!("{PAGE}/{absence}/explication"))
}

/// What stands on the page.
struct Shown {
    entry: OfChild,
    reasons: Vec<wording::Stored>,
    sent: Vec<Justification>,
    child_name: records::ChildName,
}

impl Shown {
    async fn of(child: &Child, context: &Context, absence: Id<Absence>) -> Result<Self> {
        let reasons = wording::begun(context, child, List::Reasons).await?;
        let mut read = context.db.read().await?;
        let entry = child::one(&mut read, child, absence).await?;
        let entry = entry.ok_or(Error::NotFound)?;
        let sent = justification::of_guardian(&mut read, child).await?;
        let child_name = records::child_name(&mut read, child).await?;
        Ok(Self {
            entry,
            reasons,
            sent: sent
                .into_iter()
                .filter(|one| one.absence == absence)
                .collect(),
            child_name: child_name.ok_or(Error::NotFound)?,
        })
    }

    /// Whether something may be sent: it is asked, and nothing waits for an answer.
    fn may_send(&self) -> bool {
        let waits = self.sent.iter().any(|one| one.state == Stands::Waiting);
        standing(&self.entry.terms, &self.reasons).asks() && !waits
    }

    async fn page(
        &self,
        at: &At<GuardianOf<Absences>>,
        context: &Context,
        input: &Input,
        invalid: &Invalid,
        notice: Option<Notice>,
    ) -> Result<Response> {
        let child = at.child();
        let errors = invalid.all().iter();
        let stands = standing(&self.entry.terms, &self.reasons);
        let reason = reason_words(&self.entry.terms, &self.reasons);
        let mut said = vec![("Où en est-on ?", stands.label())];
        if !reason.is_empty() {
            said.push(("Motif", reason));
        }
        let body = html! {
            (ErrorSummary::new(errors.map(|(field, text)| (*field, text.as_str()))))
            (section(&terms_words(&self.entry.terms), definitions(said)))
            @for one in &self.sent { (self.told(child, one)) }
            @if self.may_send() { (self.form(child, input, invalid)) }
            (button_bar(Button::secondary("Retour aux absences").href(&child.href(PAGE))))
        };
        let status = match invalid.is_empty() {
            true => StatusCode::OK,
            false => Invalid::STATUS,
        };
        Page::new(at, "Justifier une absence ou un retard")
            .under("", child.href(PAGE))
            .from(self.child_name.full_name(), child.href(""))
            .from("Absences", child.href(PAGE))
            .notice(notice)
            .status(status)
            .show(context, body)
            .await
    }

    fn told(&self, child: &Child, one: &Justification) -> Markup {
        let line = self.reasons.iter().find(|line| line.id == one.told.reason);
        let mut said = Vec::new();
        if let Some(line) = line {
            said.push(("Motif choisi", line.wording.label.as_str()));
        }
        if !one.told.words.is_empty() {
            said.push(("Votre explication", one.told.words.as_str()));
        }
        section(
            &words(child, one),
            html! {
                @if let Stands::Refused(_, answer) = &one.state {
                    (Alert::warning("Réponse de l'établissement").body(p(answer)))
                }
                (definitions(said))
                @if one.has_photo {
                    (picture(&child.href(&format!("{PAGE}/explications/{}/photo", one.id)),
                        "Photo du justificatif que vous avez envoyée"))
                }
            },
        )
    }

    fn form(&self, child: &Child, input: &Input, invalid: &Invalid) -> Markup {
        let form_id = match input.text(FormId::FIELD) {
            "" => FormId::new().0.to_string(),
            known => known.to_owned(),
        };
        let reasons: Vec<(String, &str)> = offered(&self.reasons)
            .map(|line| (line.id.to_string(), line.wording.label.as_str()))
            .collect();
        section(
            "Votre explication",
            html! {
                @if reasons.is_empty() {
                    (Alert::info("L'établissement ne propose pas de motif en ligne").body(p(
                        "Appelez la vie scolaire, ou écrivez dans le carnet de correspondance.")))
                } @else {
                    (Form::post(&href(child, self.entry.id), html! {
                        (Select::new("motif", "Motif").option("", "Choisissez un motif")
                            .options(reasons.iter().map(|(value, label)| (value.as_str(), *label)))
                            .selected(input.text("motif")).error(invalid.on("motif")))
                        (Field::textarea("explication", "Explication").rows(4)
                            .value(input.text("explication"))
                            .description("Facultative si vous joignez la photo d'un justificatif.")
                            .error(invalid.on("explication")))
                        (Field::file(PHOTO, "Photo du justificatif").accept("image/jpeg,image/png")
                            .description("Facultative : une image JPEG ou PNG, 10 Mo au plus. Elle est \
                                réduite, et ce que l'appareil y a noté (lieu, date) est effacé.")
                            .error(invalid.on(PHOTO)))
                        (button_bar(Button::primary("Envoyer à la vie scolaire").icon(Icon::Send)))
                    }).hidden(FormId::FIELD, &form_id).multipart())
                }
            },
        )
    }
}

/// « Envoyé mardi 24 novembre, 8 h 40 : en attente ».
pub(super) fn words(child: &Child, one: &Justification) -> String {
    let local =
        |when: DateTime<Utc>| fr::moment(when.with_timezone(&child.place().zone.0).naive_local());
    let sent = local(one.sent_at);
    match &one.state {
        Stands::Waiting => format!("Envoyé le {sent} : en attente"),
        Stands::Accepted(when) => format!("Envoyé le {sent}, accepté le {}", local(*when)),
        Stands::Refused(when, _) => format!("Envoyé le {sent}, refusé le {}", local(*when)),
    }
}

pub(crate) async fn show(
    at: At<GuardianOf<Absences>>,
    State(context): State<Context>,
    Path((_, absence)): Path<(String, Id<Absence>)>,
    input: Input,
) -> Result<Response> {
    let child = at.child();
    let shown = Shown::of(child, &context, absence).await?;
    let line = Line::new(at.actor(), "absences.family_read").on("pupil", child.pupil());
    let now = context.clock.now();
    context
        .audit
        .look(now, line.detail(absence.to_string()))
        .await?;
    let notice = (input.text("fait") == "envoye")
        .then(|| Notice::success("C'est envoyé. La réponse de la vie scolaire s'affichera ici."));
    let none = Input::default();
    shown
        .page(&at, &context, &none, &Invalid::default(), notice)
        .await
}

pub(crate) async fn send(
    at: At<GuardianOf<Absences>>,
    State(context): State<Context>,
    Path((_, absence)): Path<(String, Id<Absence>)>,
    upload: Multipart,
) -> Result<Response> {
    let child = at.child();
    let shown = Shown::of(child, &context, absence).await?;
    let (input, files) = UPLOAD.receive_form(upload).await?;
    let back = href(child, absence);
    if !shown.may_send() {
        // Sent twice, or settled meanwhile: the page says where it stands.
        return Ok(see_other(back));
    }
    let mut invalid = Invalid::default();
    let photo = match files {
        Ok(files) => small(&mut invalid, files).await?,
        Err(refused) => {
            invalid = refused;
            None
        }
    };
    let with_photo = photo.is_some() || invalid.on(PHOTO).is_some();
    let told = Told::parse(&mut invalid, &input, &shown.reasons, with_photo);
    let Some(told) = told else {
        return shown.page(&at, &context, &input, &invalid, None).await;
    };
    let (form, now) = (FormId::of(&input), context.clock.now());
    let who = (child, at.actor());
    in_write!(context.db, Error, |tx| {
        justification::send(tx, who, (absence, form), &told, photo.as_ref(), now).await
    })?;
    Ok(see_other(format!("{back}?fait=envoye")))
}

/// The photograph, made small; nothing when none came.
async fn small(invalid: &mut Invalid, files: Vec<(String, File)>) -> Result<Option<Picture>> {
    let Some((_, mut file)) = files.into_iter().next() else {
        return Ok(None);
    };
    let read = web::heavy(move || {
        let mut bytes = Vec::new();
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        Ok::<_, std::io::Error>(match bytes.len() > LARGEST_PHOTO {
            true => Err(PictureError::TooLarge),
            false => Picture::read_paper(&bytes),
        })
    })
    .await?;
    Ok(match read.map_err(Error::internal)? {
        Err(PictureError::TooLarge) => {
            invalid.add(PHOTO, TOO_LARGE);
            None
        }
        read => invalid.check(PHOTO, read),
    })
}

/// The paper, to the guardian who sent it.
pub(crate) async fn photo(
    at: At<GuardianOf<Absences>>,
    State(context): State<Context>,
    Path((_, id)): Path<(String, Id<JustificationRow>)>,
) -> Result<Response> {
    let child = at.child();
    let mut read = context.db.read().await?;
    let jpeg = justification::photo_of_guardian(&mut read, child, id).await?;
    drop(read);
    let jpeg = jpeg.ok_or(Error::NotFound)?;
    let line = Line::new(at.actor(), "justification.photo_seen").on("pupil", child.pupil());
    context.audit.look(context.clock.now(), line).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response())
}
