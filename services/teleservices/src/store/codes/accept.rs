//! A code that is typed.

use super::change::note;
use crate::model::codes::{Act, CodeRow, Pair};
use activation::Code;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Write, sql};
use education::{Id, Pupil, School};
use records::{AboutContact, AboutPupil};
use secrets::{KeyRing, Purpose};
use uuid::Uuid;
use web::Result;

/// Wrong birth dates after which a code is closed.
pub(crate) const ATTEMPTS: i64 = 5;

/// What came of a code that was typed with a birth date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    /// It opens the pages of this pair at this school: it is used.
    Accepted(Id<School>, Pair),
    /// Nothing is opened. One answer for whatever is wrong: nobody learns whether a code exists.
    Refused,
}

#[derive(sqlx::FromRow)]
struct Found {
    id: Id<CodeRow>,
    school: Id<School>,
    pupil: Id<Pupil>,
    holder: Uuid,
    digest: Vec<u8>,
}

/// Uses a code: once, in time, with the pupil's birth date, while the guardian is one and the pupil is at
/// the school. Wrong dates are counted, and close it after [`ATTEMPTS`]. A slip of the hand never comes here:
/// [`Code::parse`] saw it.
pub(crate) async fn accept(
    write: &mut Write,
    keys: &KeyRing,
    code: &Code,
    born_on: NaiveDate,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Typed> {
    let digests = keys.codes(Purpose::ActivationDigest, code.plain().as_bytes());
    let mut found = None;
    for digest in digests {
        let row = sql!(
            "SELECT id, school, pupil, holder, digest FROM activation_code WHERE digest = $1 \
             AND replaced_at IS NULL AND state = 'notified' AND expires_at > $2"
        )
        .bind(digest.to_vec())
        .bind(now)
        .optional::<Found>(write)
        .await?;
        found = found.or(row.filter(|row| row.digest == digest));
    }
    let Some(row) = found else {
        return Ok(Typed::Refused);
    };
    let pair = Pair {
        pupil: row.pupil,
        holder: row.holder,
    };
    if records::birth_of(write, row.pupil).await? != Some(born_on) {
        count_wrong_date(write, row.id, now).await?;
        return Ok(Typed::Refused);
    }
    if !still_theirs(write, row.school, pair, today).await? {
        return Ok(Typed::Refused);
    }
    use_up(write, row.id, now).await?;
    Ok(Typed::Accepted(row.school, pair))
}

/// Notes that a code opened its pair.
pub(super) async fn use_up(
    write: &mut Write,
    code: Id<CodeRow>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    sql!("UPDATE activation_code SET state = 'used' WHERE id = $1")
        .bind(code)
        .run(write)
        .await?;
    note(write, &[code], Act::Used, None, now).await
}

/// Counts a wrong birth date against a code, and closes it after [`ATTEMPTS`].
pub(super) async fn count_wrong_date(
    write: &mut Write,
    code: Id<CodeRow>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let (state,) = sql!(
        "UPDATE activation_code SET attempts = attempts + 1, \
         state = CASE WHEN attempts + 1 >= $2 THEN 'disabled' ELSE state END WHERE id = $1 \
         RETURNING state"
    )
    .bind(code)
    .bind(ATTEMPTS)
    .one::<(String,)>(write)
    .await?;
    if state == "disabled" {
        note(write, &[code], Act::Disabled, None, now).await?;
    }
    Ok(())
}

/// Whether whoever holds a pair still does: a guardian of the pupil, and the pupil at the school.
pub(super) async fn still_theirs(
    write: &mut Write,
    school: Id<School>,
    pair: Pair,
    today: NaiveDate,
) -> db::Result<bool> {
    let pupil = pair.pupil;
    match pair.guardian() {
        None => {
            let about: AboutPupil = (school, pupil, today);
            let own = records::own_contacts_of(write, &[about]).await?;
            Ok(own.get(&(school, pupil)).is_some_and(|own| own.present))
        }
        Some(guardian) => {
            let about = AboutContact {
                school,
                today,
                pupil,
                guardian,
            };
            let contact = records::contact_of(write, about).await?;
            Ok(contact.is_some_and(|contact| contact.still_guardian && contact.pupil_present))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::codes::here::Here;
    use chrono::Duration;
    use db::in_write;
    use testkit::on_each_engine;
    use web::Error;

    impl Here {
        async fn type_it(&self, code: &Code, born_on: NaiveDate) -> Typed {
            self.type_with(&self.portal.context.keys, code, born_on)
                .await
        }

        async fn type_with(&self, keys: &KeyRing, code: &Code, born_on: NaiveDate) -> Typed {
            let now = self.portal.now();
            in_write!(self.portal.db(), Error, |tx| {
                accept(tx, keys, code, born_on, now.date_naive(), now).await
            })
            .unwrap()
        }
    }

    on_each_engine!(
        /// Invariant: a code that was told opens its pair once, with the pupil's birth date; one that was not
        /// told, was replaced, is of nobody, or is too old opens nothing, and so does one of who is no guardian
        /// any more.
        a_code_opens_its_pair_once, |which| async move {
            let here = Here::open(which).await;
            let accepted = Typed::Accepted(here.at.school(), here.pair);
            let untold = here.code(false).await;
            assert_eq!(here.type_it(&untold, here.born_on).await, Typed::Refused);
            let code = here.code(true).await;
            assert_eq!(here.type_it(&untold, here.born_on).await, Typed::Refused);
            let other = Code::generate(&mut rand::rng());
            assert_eq!(here.type_it(&other, here.born_on).await, Typed::Refused);
            assert_eq!(here.type_it(&code, here.born_on).await, accepted);
            assert_eq!(here.type_it(&code, here.born_on).await, Typed::Refused);
            // Another takes the place of the used one.
            let code = here.code(true).await;
            here.run(sql!("UPDATE guardianship SET ended_on = since")).await;
            assert_eq!(here.type_it(&code, here.born_on).await, Typed::Refused);
            here.run(sql!("UPDATE guardianship SET ended_on = NULL")).await;
            let start = here.portal.now();
            here.portal.context.clock.set(start + Duration::days(91));
            assert_eq!(here.type_it(&code, here.born_on).await, Typed::Refused);
            here.portal.context.clock.set(start);
            // Told under a key that was retired to the back of the ring since.
            let mut ring = KeyRing::parse(&here.portal.context.keys.to_file()).unwrap();
            ring.rotate();
            assert_eq!(here.type_with(&ring, &code, here.born_on).await, accepted);
        }
    );

    on_each_engine!(
        /// Invariant: wrong birth dates are counted, and the fifth closes the code; the office may
        /// open it again.
        who_guesses_closes_the_code, |which| async move {
            let here = Here::open(which).await;
            let code = here.code(true).await;
            let wrong = here.born_on + chrono::Days::new(1);
            for _ in 0..4 {
                assert_eq!(here.type_it(&code, wrong).await, Typed::Refused);
            }
            let again = here.code(true).await;
            for _ in 0..5 {
                assert_eq!(here.type_it(&again, wrong).await, Typed::Refused);
            }
            assert_eq!(here.type_it(&again, here.born_on).await, Typed::Refused);
            let fresh = here.portal.now();
            let at = in_write!(here.portal.db(), Error, |tx| {
                crate::store::codes::change::enable(tx, &here.at, here.pair, fresh).await
            });
            assert!(at.unwrap());
            assert_eq!(here.type_it(&again, here.born_on).await, Typed::Accepted(here.at.school(), here.pair));
        }
    );
}
