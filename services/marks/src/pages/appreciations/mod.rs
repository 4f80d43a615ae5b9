//! What is said of the pupils of a class for a part of the year: by who teaches them ([`subject`]), by
//! the council ([`council`]). Both are one sheet of texts, kept as they are typed.

pub(crate) mod council;
pub(crate) mod subject;

use crate::{
    model::{LONGEST_TEXT, TextJudgement, Topic, judge_texts},
    store::{
        appreciation::{self, TextConflict, WrittenTexts},
        mark::Conflicting,
    },
};
use audit::Line;
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use db::in_write;
use education::{Id, Pupil};
use frame::Page;
use identity::{At, Marks};
use maud::{Markup, html};
use records::PupilRow;
use serde_json::{Map, json};
use std::collections::HashMap;
use timetable::Period;
use ui::{
    Alert, Button, Empty, ErrorSummary, Filters, Icon, Notice, Select, TextEntry, TextSheet, list,
    p, section,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

/// Why a field of the sheet is none any more.
const GONE: &str = "Cet élève n'est plus dans la classe, ou la période n'est plus celle-ci.";

/// A sheet: of whom, on what, and what helps to write it.
struct Desk {
    topic: Topic,
    pupils: Vec<PupilRow>,
    /// « Moyenne : 12,5 », by pupil.
    about: HashMap<Id<Pupil>, String>,
    /// Where more is said of a pupil: address, and what the link reads.
    more: fn(&Self, Id<Pupil>) -> (String, &'static str),
    /// Where the sheet is, without what is asked for.
    action: &'static str,
    /// What is asked for beside the part of the year: « cours », « classe ».
    of: (&'static str, String),
    /// « 5B – Mathématiques ».
    title: String,
    /// Under which entry of the menu the page is, and what it is called.
    under: (&'static str, &'static str),
    periods: Vec<Period>,
    period: Period,
}

/// What was typed and is not written yet.
#[derive(Default)]
struct Typed {
    input: Input,
    judgement: TextJudgement,
    conflicts: Vec<TextConflict>,
}

impl Desk {
    fn ids(&self) -> Vec<Id<Pupil>> {
        self.pupils.iter().map(|pupil| pupil.id).collect()
    }

    fn fields(&self) -> [(&'static str, String); 2] {
        [self.of.clone(), ("periode", self.period.code())]
    }

    fn asked(&self) -> String {
        Input::of(self.fields()).encoded()
    }

    fn href(&self) -> String {
        format!("{}?{}", self.action, self.asked())
    }

    fn name(&self, pupil: Id<Pupil>) -> String {
        let found = self.pupils.iter().find(|row| row.id == pupil);
        found.map_or_else(String::new, PupilRow::list_name)
    }

    async fn kept(&self, at: &At<Marks>, context: &Context) -> Result<HashMap<Id<Pupil>, String>> {
        let today = at.today(context.clock.now());
        let mut read = context.db.read().await?;
        Ok(appreciation::on_topic(&mut read, at, (&self.topic, today), &self.ids()).await?)
    }

    async fn show(&self, at: &At<Marks>, context: &Context, query: &Input) -> Result<Response> {
        let line = Line::new(at.actor(), "appreciations.seen").detail(self.said());
        context.audit.look(context.clock.now(), line).await?;
        self.page(at, context, &Typed::default(), StatusCode::OK, query)
            .await
    }

    /// For the audit: « 030201 trimestre-1 division:5B/030201 ».
    fn said(&self) -> String {
        format!("{} {} {}", self.topic.subject, self.topic.period, self.of.1)
    }

    /// Without a script: writes what was typed, all of it or nothing.
    async fn save(&self, at: &At<Marks>, context: &Context, input: Input) -> Result<Response> {
        let judgement = judge_texts(&input, &self.topic, &self.ids());
        let mut typed = Typed {
            input,
            judgement,
            ..Typed::default()
        };
        let none = Input::default();
        let refused = [
            typed.judgement.wrong.is_empty(),
            typed.judgement.strays.is_empty(),
        ];
        let status = match refused {
            [true, true] => {
                let written = self
                    .write(at, context, &typed.judgement, Conflicting::StopAll)
                    .await?;
                if written.conflicts.is_empty() {
                    let count = written.changed;
                    return Ok(see_other(format!("{}&fait={count}", self.href())));
                }
                typed.conflicts = written.conflicts;
                StatusCode::CONFLICT
            }
            [false, _] => Invalid::STATUS,
            [true, false] => StatusCode::CONFLICT,
        };
        self.page(at, context, &typed, status, &none).await
    }

    /// With a script: each text by itself, as soon as it is left. The answer is that of a sheet of marks.
    async fn put(&self, at: &At<Marks>, context: &Context, input: &Input) -> Result<Response> {
        // A device that several people share: what one has typed leaves under their own name.
        if input.text("pour") != at.person().account.to_string() {
            return Err(Error::Forbidden);
        }
        let judgement = judge_texts(input, &self.topic, &self.ids());
        let written = self
            .write(at, context, &judgement, Conflicting::StopEach)
            .await?;
        let mut refused = Map::new();
        for (pupil, why) in &judgement.wrong {
            refused.insert(self.topic.name_of(*pupil), why.to_string().into());
        }
        for (name, _) in &judgement.strays {
            refused.insert(name.clone(), GONE.into());
        }
        let mut conflicts = Map::new();
        for conflict in &written.conflicts {
            let phrase = format!(
                "Modifiée entre-temps : enregistré {}.",
                quoted(&conflict.now)
            );
            let answer = json!({ "enregistre": conflict.now, "phrase": phrase });
            conflicts.insert(self.topic.name_of(conflict.pupil), answer);
        }
        let kept_now = self.kept(at, context).await?;
        let mut texts = Map::new();
        for pupil in self.ids() {
            let name = self.topic.name_of(pupil);
            let sent = input.fields().iter().any(|(field, _)| *field == name);
            if sent && !refused.contains_key(&name) && !conflicts.contains_key(&name) {
                let text = kept_now.get(&pupil).cloned().unwrap_or_default();
                texts.insert(name, text.into());
            }
        }
        let answer = json!({
            "notes": texts, "refus": refused, "conflits": conflicts, "fait": kept(written.changed),
        });
        Ok((StatusCode::OK, Json(answer)).into_response())
    }

    async fn write(
        &self,
        at: &At<Marks>,
        context: &Context,
        judgement: &TextJudgement,
        conflicting: Conflicting,
    ) -> Result<WrittenTexts> {
        let now = context.clock.now();
        let on = (&self.topic, at.today(now));
        in_write!(context.db, Error, |tx| {
            Ok(appreciation::write(tx, at, on, &judgement.judged, conflicting, now).await?)
        })
    }

    async fn page(
        &self,
        at: &At<Marks>,
        context: &Context,
        typed: &Typed,
        status: StatusCode,
        query: &Input,
    ) -> Result<Response> {
        let kept = self.kept(at, context).await?;
        let wrong = typed.judgement.wrong.iter().map(|(pupil, why)| {
            let text = format!("{} : {why}", self.name(*pupil));
            (self.topic.name_of(*pupil), text)
        });
        let wrong: Vec<(String, String)> = wrong.collect();
        let errors = wrong
            .iter()
            .map(|(field, text)| (field.as_str(), text.as_str()));
        let (of, value) = &self.of;
        let body = html! {
            (ErrorSummary::new(errors))
            @if !typed.conflicts.is_empty() { (self.conflicts(&typed.conflicts)) }
            @if !typed.judgement.strays.is_empty() { (strays(&typed.judgement.strays)) }
            (Filters::new(self.action, html! {
                (ui::hidden(of, value))
                (Select::new("periode", "Période").selected(self.period.code())
                    .options(self.periods.iter().map(|period| (period.code(), period.label()))))
            }).search("Afficher"))
            @if self.pupils.is_empty() {
                (Empty::new("Cette classe n'a pas d'élève").icon(Icon::NotebookPen))
            } @else {
                (section(&self.period.label(), self.sheet(at, typed, &kept)))
            }
        };
        let (entry, called) = self.under;
        Page::new(at, self.title.clone())
            .under("marks", entry)
            .from(called, entry)
            .intro(format!("{LONGEST_TEXT} signes au plus par élève. Les familles liront ces mots dans le bulletin."))
            .notice(done(query))
            .status(status)
            .show(context, body)
            .await
    }

    fn sheet(&self, at: &At<Marks>, typed: &Typed, kept: &HashMap<Id<Pupil>, String>) -> Markup {
        let entries = self.pupils.iter().map(|pupil| {
            let (name, said) = (self.topic.name_of(pupil.id), kept.get(&pupil.id));
            let said = said.cloned().unwrap_or_default();
            let mut fields = typed.input.fields().iter().rev();
            let mine = fields.find(|(field, _)| *field == name);
            let value = mine.map_or(said.clone(), |(_, value)| value.clone());
            let wrong = typed.judgement.wrong.iter().find(|(id, _)| *id == pupil.id);
            let (more, words) = (self.more)(self, pupil.id);
            TextEntry::new(name, self.topic.shown_name_of(pupil.id), pupil.list_name())
                .about(self.about.get(&pupil.id).cloned().unwrap_or_default())
                .link(more, words)
                .said(said, value)
                .error(wrong.map(|(_, why)| why.to_string()))
        });
        let sheet = TextSheet::new(self.action, "appréciation").entries(entries);
        let fields = self.fields().into_iter();
        let sheet = fields.fold(sheet, |sheet, (name, value)| sheet.hidden(name, value));
        html! { (sheet.hidden("pour", at.person().account.to_string())) }
    }

    fn conflicts(&self, conflicts: &[TextConflict]) -> Markup {
        let lines = conflicts.iter().map(|conflict| {
            let (name, now) = (self.name(conflict.pupil), quoted(&conflict.now));
            format!(
                "{name} : enregistré {now}, vous avez saisi {}.",
                quoted(&conflict.wanted)
            )
        });
        html! {
            (Alert::warning("Ces appréciations ont été modifiées entre-temps : rien n'est encore enregistré").body(html! {
                (p("Vos saisies sont conservées ci-dessous : validez pour remplacer ce qui est enregistré."))
                (list(lines))
            }))
        }
    }
}

/// The texts between their marks, or « rien ».
fn quoted(text: &str) -> String {
    match text {
        "" => "rien".to_owned(),
        text => format!("« {text} »"),
    }
}

/// What was typed about somebody who is not there any more.
fn strays(strays: &[(String, String)]) -> Markup {
    let typed = strays.iter().map(|(_, text)| quoted(text));
    html! {
        (Alert::warning("Des saisies n'ont plus leur place : rien n'est encore enregistré").body(html! {
            (p(GONE))
            (list(typed))
            (p("Le reste de vos saisies est conservé ci-dessous : validez-le."))
        }))
    }
}

/// « 3 appréciations sont enregistrées. »
fn kept(count: u64) -> String {
    match count {
        0 => "Rien n'avait changé.".to_owned(),
        1 => "1\u{a0}appréciation est enregistrée.".to_owned(),
        count => format!("{count}\u{a0}appréciations sont enregistrées."),
    }
}

fn done(query: &Input) -> Option<Notice> {
    let count = query.text("fait").parse().ok()?;
    Some(Notice::success(kept(count)))
}

/// A button that leads to a sheet.
pub(crate) fn button(href: &str) -> Button<'_> {
    Button::secondary("Appréciations")
        .icon(Icon::MessageSquare)
        .href(href)
}
