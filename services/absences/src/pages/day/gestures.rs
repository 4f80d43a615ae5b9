//! The gestures of the day: tell families, note that they called, remind who has not called a roll.

use super::{HREF, rolls::late, who::leaves_at_once};
use crate::{
    model::{defaults::FirstAction, family::Told, reach::Way},
    pages::roll::lesson::Day,
    store::{
        absence::Absence,
        action, brake, correction, defaults, entries, family,
        notice::{self, NewNotice},
        pupil_notice, roll_call,
    },
};
use axum::{extract::State, response::Response};
use chrono::{DateTime, Utc};
use db::in_write;
use education::Id;
use identity::{At, SchoolLife};
use messaging::{Medium, Message};
use records::GuardianOf;
use ui::{Notice, fr};
use web::{Context, Error, FormId, Input, Result, see_other};

pub(crate) async fn act(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let kept = ["jour", "classe", "heure"].map(|name| (name, input.text(name).to_owned()));
    let back = |done: String| {
        let fields = Input::of(kept.clone()).encoded();
        see_other(format!("{HREF}?{fields}&{done}"))
    };
    if !input.text("rappeler").is_empty() {
        let reminded = remind(&at, &context, &input, now).await?;
        return Ok(back(format!("rappels={reminded}")));
    }
    let (ids, tell) = chosen(&input);
    if ids.is_empty() {
        return Ok(back("rien=oui".to_owned()));
    }
    if tell {
        let told = tell_families(&at, &context, &ids, FormId::of(&input), now).await?;
        return Ok(back(format!(
            "prevenus={}&retenus={}&sans={}&anciennes={}",
            told.released, told.kept, told.nobody, told.old
        )));
    }
    // One of several that was taken back meanwhile does not stop the others.
    let (mut called, mut withdrawn) = (0, 0);
    let one = match ids[..] {
        [id] => format!("&saisie={id}"),
        _ => String::new(),
    };
    for id in ids {
        let noted = in_write!(context.db, Error, |tx| {
            family::called(tx, &at, id, now).await
        })?;
        if let Some((_, stopped)) = noted {
            called += 1;
            withdrawn += stopped;
        }
    }
    if called == 0 {
        return Err(Error::NotFound);
    }
    Ok(back(format!("appeles={called}&retires={withdrawn}{one}")))
}

/// The rows that a button names, and whether their families are to be told.
fn chosen(input: &Input) -> (Vec<Id<Absence>>, bool) {
    let one = |name: &str| input.text(name).parse::<Id<Absence>>().ok();
    match (one("prevenir"), one("appele")) {
        (Some(id), _) => (vec![id], true),
        (None, Some(id)) => (vec![id], false),
        (None, None) => {
            let ids = input.all("absences").filter_map(|id| id.parse().ok());
            (ids.collect(), input.text("geste") == "prevenir")
        }
    }
}

/// What came of telling families.
#[derive(Default)]
struct Outcome {
    /// Messages that leave.
    released: u64,
    /// Messages that wait for a person: too many at once.
    kept: u64,
    /// Entries for which nobody can be told.
    nobody: u64,
    /// Entries that ended too long ago for the school to tell them.
    old: u64,
}

/// Prepares the action of the school (that of « Valeurs par défaut », or a text message, or the first)
/// for all who can be reached, and releases it: the person has seen what it is about, on one page. The
/// brake is that of every release.
async fn tell_families(
    at: &At<SchoolLife>,
    context: &Context,
    ids: &[Id<Absence>],
    form: FormId,
    now: DateTime<Utc>,
) -> Result<Outcome> {
    let mut read = context.db.read().await?;
    let actions = action::all(&mut read, at).await?;
    let defaults = defaults::of(&mut read, at).await?.defaults;
    let can_send = messaging::can_send(&mut read, at.school()).await?;
    let offered = actions
        .iter()
        .filter(|stored| leaves_at_once(stored.action.medium, can_send));
    let settled = offered
        .clone()
        .find(|stored| defaults.action == FirstAction::One(stored.id));
    // As the form of an entry: a text message before anything else.
    let mut texts = offered
        .clone()
        .filter(|stored| stored.action.medium == Medium::Sms);
    let action = settled.or(texts.next()).or(offered.clone().next());
    let mut asked = Vec::new();
    let today = at.today(now);
    for id in ids {
        let entry = entries::one(&mut read, at, *id)
            .await?
            .ok_or(Error::NotFound)?;
        let pupil = records::pupil(&mut read, at, today, entry.pupil).await?;
        let guardians = records::guardians_of(&mut read, at, entry.pupil).await?;
        asked.extend(pupil.map(|pupil| (entry, pupil, guardians)));
    }
    drop(read);
    let Some(action) = action else {
        return Ok(Outcome {
            nobody: ids.len() as u64,
            ..Outcome::default()
        });
    };
    let mut told = Outcome::default();
    let mut prepared: Vec<Id<Message>> = Vec::new();
    for (entry, pupil, guardians) in &asked {
        if !defaults.still_sends(&entry.terms, today) {
            told.old += 1;
            continue;
        }
        let reachable: Vec<&GuardianOf> = guardians
            .iter()
            .filter(|guardian| guardian.legal_rank.is_some())
            .filter(|guardian| Way::to(guardian, action.action.medium).is_ok())
            .collect();
        let messages = in_write!(context.db, Error, |tx| {
            let latest = entries::one(tx, at, entry.id)
                .await?
                .ok_or(Error::NotFound)?;
            if latest.cancelled_at.is_some() {
                return Ok(Vec::new());
            }
            let before = pupil_notice::about_family(tx, at, entry.id.uuid()).await?;
            let states = before.iter().map(|message| (message.medium, message.state));
            // Somebody else was quicker, or noted that the family called.
            if !Told::of(&latest.terms, states).must_be_told() {
                return Ok(before);
            }
            let new = NewNotice {
                form,
                absence: entry.id,
                pupil,
                terms: &latest.terms,
                action,
                recipients: &reachable,
                own: None,
            };
            notice::ask(tx, at, &new, now).await?;
            Ok(pupil_notice::about_family(tx, at, entry.id.uuid()).await?)
        })?;
        let waiting = messages
            .iter()
            .filter(|message| message.state == messaging::State::Prepared)
            .filter(|message| message.medium != Medium::Letter);
        let before = prepared.len();
        prepared.extend(waiting.map(|message| message.id));
        told.nobody += u64::from(reachable.is_empty() && prepared.len() == before);
    }
    let mut read = context.db.read().await?;
    let rules = messaging::sending_rules(&mut read, at).await?;
    let declared = brake::declared(&mut read, at, &prepared, now).await?;
    drop(read);
    if !rules.brake.alarms(declared).is_empty() {
        told.kept = prepared.len() as u64;
        return Ok(told);
    }
    told.released = in_write!(context.db, Error, |tx| {
        Ok(correction::release(tx, at, &prepared, now).await?)
    })?;
    Ok(told)
}

async fn remind(
    at: &At<SchoolLife>,
    context: &Context,
    input: &Input,
    now: DateTime<Utc>,
) -> Result<u64> {
    let day = Day::of(at, context, input.text("jour"), now).await?;
    let wanted = input.text("rappeler");
    let slot = late(&day)
        .into_iter()
        .map(|(_, slot)| slot)
        .find(|slot| slot.key == wanted);
    let Some(slot) = slot else { return Ok(0) };
    let noted = in_write!(context.db, Error, |tx| {
        Ok(roll_call::remind(tx, at, &slot, now).await?)
    })?;
    Ok(u64::from(noted))
}

/// The entry whose family called: the reason that it gave is typed there, and a mistake is mended there.
pub(crate) fn entry_of(notice: Notice, input: &Input) -> Notice {
    match input.text("saisie").parse::<Id<Absence>>() {
        Ok(id) => notice.link("Indiquer le motif, ou corriger", format!("/absences/{id}")),
        Err(_) => notice,
    }
}

pub(super) fn done(input: &Input) -> Option<Notice> {
    let count = |name| input.text(name).parse::<u64>().ok();
    if let Some(reminded) = count("rappels") {
        return Some(match reminded {
            0 => Notice::info(
                "Rien à rappeler : l'appel vient d'être fait, ou il a déjà été rappelé.",
            ),
            _ => Notice::success("C'est noté : l'enseignant voit le rappel dans « Appel »."),
        });
    }
    if let Some(called) = count("appeles") {
        let withdrawn = match count("retires").unwrap_or(0) {
            0 => String::new(),
            n => format!(
                " {}.",
                fr::plural(n, "message ne partira pas", "messages ne partiront pas")
            ),
        };
        let noted = fr::plural(
            called,
            "appel de famille est noté",
            "appels de familles sont notés",
        );
        let notice = Notice::success(format!("{noted} : c'est classé.{withdrawn}"));
        return Some(entry_of(notice, input));
    }
    if input.text("rien") == "oui" {
        return Some(Notice::info(
            "Rien n'a été fait : aucun élève n'était sélectionné.",
        ));
    }
    let released = count("prevenus")?;
    let kept = count("retenus").unwrap_or(0);
    let nobody = count("sans").unwrap_or(0);
    let nobody = match nobody {
        0 => String::new(),
        n => format!(
            " {} ainsi : téléphonez.",
            fr::plural(
                n,
                "famille ne peut pas être prévenue",
                "familles ne peuvent pas être prévenues"
            )
        ),
    };
    let old = match count("anciennes").unwrap_or(0) {
        0 => String::new(),
        n => format!(
            " {} pour un message : « Valeurs par défaut » en fixe la limite.",
            fr::plural(
                n,
                "absence est trop ancienne",
                "absences sont trop anciennes"
            )
        ),
    };
    let nobody = nobody + &old;
    Some(match (released, kept) {
        (0, 0) => Notice::warning(format!("Aucun message n'est parti.{nobody}")),
        (0, kept) => Notice::warning(format!(
            "{} dans « Envoi aux familles » : beaucoup d'élèves seraient annoncés absents, vérifiez avant \
             de diffuser.{nobody}",
            fr::plural(kept, "message attend", "messages attendent")
        )),
        (released, _) => Notice::success(format!(
            "{}.{nobody}",
            fr::plural(released, "message part", "messages partent")
        )),
    })
}
