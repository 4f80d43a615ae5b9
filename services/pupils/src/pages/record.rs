//! A pupil's record and its tabs. Each look leaves a line.

use super::{conflicts, conflicts::Typed, people, photo, schooling};
use crate::model::{agreed, header};
use admission::Audience;
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::{DateTime, Utc};
use db::Read;
use education::{Id, Pupil};
use frame::Page;
use identity::{At, PupilFiles};
use maud::{Markup, html};
use records::{Answer, Asked, GuardianFile, PupilFile, PupilRecord, Schooling, Whose, typed::Kind};
use std::collections::HashMap;
use ui::{Alert, Button, Icon, Notice, Tabs, definitions, fr, p, section};
use web::{Context, Error, Input, Result};

/// Word in the address, label.
const TABS: [(&str, &str); 8] = [
    ("identification", "Identification"),
    ("scolarite", "Scolarité"),
    ("responsables", "Responsables"),
    ("adresse", "Adresse élève"),
    ("multiples", "Scolarités multiples"),
    ("historique", "Scolarités – Historique"),
    ("sortie", "Sortie établissement"),
    ("photo", "Photo"),
];

/// The address of a pupil's record.
pub(crate) fn href(pupil: Id<Pupil>) -> String {
    format!("{}/{pupil}", super::list::HREF)
}

/// All that the tabs show.
pub(super) struct Shown {
    pub(super) file: PupilFile,
    pub(super) record: PupilRecord,
    pub(super) guardians: Vec<GuardianFile>,
    pub(super) answers: HashMap<uuid::Uuid, Vec<Answer>>,
    pub(super) schoolings: Vec<Schooling>,
    pub(super) typed: Typed,
    pub(super) asked: Vec<Asked>,
    /// Whether the person may change the record, and the pupil is at the school.
    pub(super) writable: bool,
    pub(super) zone: education::Zone,
}

impl Shown {
    async fn load(
        read: &mut Read,
        at: &At<PupilFiles>,
        id: Id<Pupil>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let file = records::pupil(read, at, at.today(now), id).await?;
        let file = file.ok_or(Error::NotFound)?;
        let record = records::pupil_record(read, at, id).await?;
        let record = record.ok_or(Error::NotFound)?;
        let guardians = records::guardian_files(read, at, id).await?;
        let mut subjects = vec![(Kind::Pupil, id.uuid())];
        let mut answers = HashMap::new();
        answers.insert(id.uuid(), records::answers(read, Whose::Pupil(id)).await?);
        for guardian in &guardians {
            let person = guardian.of.guardian;
            subjects.push((Kind::Guardian, person.uuid()));
            subjects.push((Kind::Link, guardian.link_id));
            let given = records::answers(read, Whose::Guardian(person)).await?;
            answers.insert(person.uuid(), given);
        }
        let mut accounts: Vec<_> = answers
            .values()
            .flatten()
            .filter_map(|a| a.account)
            .collect();
        let detached = guardians.iter().filter_map(|g| g.detached);
        accounts.extend(detached.filter_map(|detached| detached.account));
        let typed = Typed::load(read, &subjects, accounts).await?;
        Ok(Self {
            writable: file.present && at.also(Audience::PupilFilesWriting),
            schoolings: records::schoolings(read, at, id).await?,
            asked: records::asked(read, at).await?,
            zone: at.place().zone(),
            file,
            record,
            guardians,
            answers,
            typed,
        })
    }

    /// « le 24/11/2026 », where the school is.
    pub(super) fn day(&self, at: DateTime<Utc>) -> String {
        fr::date_short(at.with_timezone(&self.zone.0).date_naive())
    }

    fn updated_at(&self) -> DateTime<Utc> {
        let guardians = self.guardians.iter().map(|g| g.stamp.updated_at());
        guardians.fold(self.file.updated_at, DateTime::max)
    }
}

pub(crate) async fn show(
    at: At<PupilFiles>,
    State(context): State<Context>,
    Path(pupil): Path<String>,
    input: Input,
) -> Result<Response> {
    let id: Id<Pupil> = pupil.parse().map_err(|_| Error::NotFound)?;
    let now = context.clock.now();
    let wanted = input.text("onglet");
    let tab = TABS.iter().find(|(word, _)| *word == wanted);
    let tab = tab.unwrap_or(&TABS[0]).0;
    let mut read = context.db.read().await?;
    let shown = Shown::load(&mut read, &at, id, now).await?;
    let current = match (
        tab,
        shown.schoolings.iter().find(|s| s.school == at.school()),
    ) {
        ("scolarite", Some(here)) => Some(records::options_and_groups(&mut read, here).await?),
        _ => None,
    };
    let photograph = match tab {
        "photo" => records::photo::has(&mut read, &at, id).await?,
        _ => None,
    };
    drop(read);
    let line = Line::new(at.actor(), "pupil.seen")
        .on("pupil", id)
        .detail(tab);
    context.audit.look(now, line).await?;
    let body = html! {
        (tabs(id, tab, &shown))
        (conflicts::waiting(&shown))
        @match tab {
            "scolarite" => (schooling::current(&shown, at.school(), current.unwrap_or_default())),
            "responsables" => (people::tab(&shown, id)),
            "adresse" => (contact(&shown, id)),
            "multiples" => (schooling::elsewhere(&shown, at.school(), at.today(now))),
            "historique" => (schooling::history(&shown)),
            "sortie" => (schooling::leaving(&shown, at.school())),
            "photo" => (photo::tab(&shown, photograph)),
            _ => (identification(&shown)),
        }
    };
    let intro = format!(
        "{} – Mise à jour le {}",
        header(&shown.file),
        shown.day(shown.updated_at())
    );
    let change = format!("{}/modification", href(id));
    let act = html! { (Button::secondary("Modifier").icon(Icon::Pencil).href(&change)) };
    let mut page = Page::new(&at, shown.file.list_name())
        .under("pupils", super::list::HREF)
        .from("Fiches individuelles", super::list::HREF)
        .intro(intro)
        .notice(done(&input));
    if shown.writable && matches!(tab, "identification" | "adresse") {
        page = page.actions(act);
    }
    page.show(&context, body).await
}

/// What a page sent here after an act.
fn done(input: &Input) -> Option<Notice> {
    let withdrawn = input.text("sms").parse::<u64>().unwrap_or(0);
    Some(match input.text("fait") {
        "modification" => Notice::success("La fiche est à jour."),
        "ajout" => Notice::success("Le responsable est ajouté."),
        "rattachement" => Notice::success("Le responsable est de nouveau rattaché à l'élève."),
        "photo" => Notice::success("La photographie est enregistrée."),
        "photo-retiree" => Notice::success("La photographie est retirée."),
        "choix" => Notice::success("Votre choix est enregistré."),
        "deja" => Notice::info("Quelqu'un avait déjà choisi : rien n'a changé."),
        "detachement" if withdrawn > 0 => Notice::success(format!(
            "Le responsable est détaché de l'élève ; {}. Vous pouvez le rattacher ci-dessous.",
            fr::plural(
                withdrawn,
                "SMS en attente est supprimé",
                "SMS en attente sont supprimés"
            )
        )),
        "detachement" => Notice::success(
            "Le responsable est détaché de l'élève. Vous pouvez le rattacher ci-dessous.",
        ),
        _ => return None,
    })
}

fn tabs(id: Id<Pupil>, tab: &str, shown: &Shown) -> Markup {
    let addresses = TABS.map(|(word, _)| format!("{}?onglet={word}", href(id)));
    let attached = shown
        .guardians
        .iter()
        .filter(|g| g.detached.is_none())
        .count();
    let tabs = TABS.iter().zip(&addresses).fold(
        Tabs::new("Parties de la fiche"),
        |tabs, ((word, label), href)| {
            let count = (*word == "responsables").then_some(attached as u64);
            tabs.tab(label, href, count, *word == tab)
        },
    );
    html! { (tabs) }
}

/// A value, or words: « — » is not read as well.
pub(super) fn known(value: Option<impl Into<String>>) -> String {
    value.map_or_else(|| "non renseigné".to_owned(), Into::into)
}

fn identification(shown: &Shown) -> Markup {
    let pupil = &shown.file;
    let others = shown.record.data.other_first_names.clone();
    let sex = agreed(pupil, ["féminin", "masculin", "non renseigné"]);
    let mut items = vec![("Nom de famille", pupil.family_name.clone())];
    items.extend(pupil.usage_name.clone().map(|name| ("Nom d'usage", name)));
    items.push(("Prénom", pupil.first_name.clone()));
    items.extend(
        Some(others)
            .filter(|o| !o.is_empty())
            .map(|o| ("Autres prénoms", o)),
    );
    items.extend([
        (
            agreed(pupil, ["Née le", "Né le", "Né(e) le"]),
            known(pupil.born_on.map(fr::date_full)),
        ),
        ("Sexe", sex.to_owned()),
        ("INE", known(pupil.ine.clone())),
    ]);
    html! {
        (section("Identification", definitions(items)))
        (conflicts::typed_here(shown, Kind::Pupil, shown.file.id.uuid()))
    }
}

fn contact(shown: &Shown, id: Id<Pupil>) -> Markup {
    let data = &shown.record.data;
    let nothing = data.address.is_none()
        && data.home_phone.is_none()
        && data.mobile_typed.is_none()
        && data.email.is_none();
    let items = vec![
        ("Adresse", people::address(data.address.as_ref())),
        ("Tél. domicile", html! { (known(data.home_phone.clone())) }),
        (
            "Tél. mobile",
            people::mobile(data.mobile, data.mobile_typed.as_deref()),
        ),
        ("Courriel", html! { (known(data.email.clone())) }),
        ("Accepte les SMS", people::yes_no(data.accepts_sms)),
    ];
    html! {
        @if nothing {
            (Alert::info("Aucune adresse n'est connue").body(p("L'élève est joint par ses \
                responsables. L'export « Élèves avec adresses » de SIECLE, ou « Modifier », \
                complète cette page.")))
        }
        (section("Adresse élève", definitions(items)))
        (people::answers(shown, id.uuid()))
        (conflicts::typed_here(shown, Kind::Pupil, id.uuid()))
    }
}
