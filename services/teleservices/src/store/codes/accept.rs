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
        let closed = sql!(
            "UPDATE activation_code SET attempts = attempts + 1, \
             state = CASE WHEN attempts + 1 >= $2 THEN 'disabled' ELSE state END WHERE id = $1 \
             RETURNING state"
        )
        .bind(row.id)
        .bind(ATTEMPTS)
        .one::<(String,)>(write)
        .await?;
        if closed.0 == "disabled" {
            note(write, &[row.id], Act::Disabled, None, now).await?;
        }
        return Ok(Typed::Refused);
    }
    if !still_theirs(write, row.school, pair, today).await? {
        return Ok(Typed::Refused);
    }
    sql!("UPDATE activation_code SET state = 'used' WHERE id = $1")
        .bind(row.id)
        .run(write)
        .await?;
    note(write, &[row.id], Act::Used, None, now).await?;
    Ok(Typed::Accepted(row.school, pair))
}

async fn still_theirs(
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
    use crate::{
        model::codes::Means,
        store::codes::{batch, make, notify, sending},
    };
    use admission::Function;
    use chrono::Duration;
    use db::in_write;
    use education::{SchoolKind, Uai, UaiPolicy};
    use identity::{ActivationCodes, At};
    use testkit::{Portal, on_each_engine};
    use web::{Error, FormId};

    /// A portal with a school, a pair of it, and who makes codes there.
    struct Here {
        portal: Portal,
        at: At<ActivationCodes>,
        pair: Pair,
        born_on: NaiveDate,
    }

    impl Here {
        async fn open(which: testkit::Which) -> Self {
            let manifests = vec![
                jobs::manifest(),
                messaging::manifest(),
                records::manifest(),
                crate::manifest(),
            ];
            let portal = Portal::start(which, manifests).await;
            let (now, uai) = (
                portal.now(),
                Uai::parse("0990001N", UaiPolicy::Demo).unwrap(),
            );
            let school = in_write!(portal.db(), db::Error, |tx| {
                records::declare_school(tx, &uai, "Collège Les Tilleuls", SchoolKind::College, now)
                    .await
            })
            .unwrap();
            let example = records::demo::example(&portal.context, school)
                .await
                .unwrap();
            let head = portal
                .account("chef", &[Function::Head], Some(school))
                .await;
            let mut read = portal.db().read().await.unwrap();
            let at = At::admit(&mut read, head, Some(school), now).await.unwrap();
            let born_on = records::birth_of(&mut read, example.pupil)
                .await
                .unwrap()
                .unwrap();
            drop(read);
            let pair = Pair::of(example.pupil, example.guardian);
            Self {
                portal,
                at,
                pair,
                born_on,
            }
        }

        /// A new code of the pair, told when `told`.
        async fn code(&self, told: bool) -> Code {
            let (at, keys, now) = (&self.at, &self.portal.context.keys, self.portal.now());
            in_write!(self.portal.db(), Error, |tx| {
                let live = super::super::list::live(tx, at, &[self.pair.pupil]).await?;
                let seen = live.get(&self.pair).map(|code| code.id);
                make::make(tx, at, keys, &[(self.pair, seen)], now).await?;
                let codes = notify::unseal(tx, at, keys, &[self.pair.pupil]).await?;
                let (id, code) = codes[&self.pair].clone();
                if told {
                    let new = sending::NewSending {
                        holder: Some(self.pair.holder),
                        label: "x".into(),
                        division: String::new(),
                        left: None,
                    };
                    let how = (Means::Mail, false);
                    let batch =
                        batch::notification(tx, at, FormId::new(), how, (&[new], &[]), now).await?;
                    let sending = sending::of_batch(tx, at, batch).await?.remove(0).id;
                    notify::told(tx, at, &[(id, sending)], Duration::days(90), now).await?;
                }
                Ok(code)
            })
            .unwrap()
        }

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

        async fn run(&self, statement: db::Statement) {
            let mut write = self.portal.db().begin().await.unwrap();
            statement.run(&mut write).await.unwrap();
            write.commit().await.unwrap();
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
