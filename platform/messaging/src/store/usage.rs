//! How many short messages a school wrote in its month and in its minute: counted in the
//! transaction that commits the attempts, so that two dispatchers never pass a limit together.

use super::{SendingRules, outbox::month_of};
use crate::{Message, model::next_month};
use chrono::{DateTime, Duration, Utc};
use db::{Read, Result, Write, sql};
use education::{Id, School, Zone};
use identity::{At, AtSchool};
use std::collections::{HashMap, hash_map::Entry};

/// What is counted, and what may not be passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Budget {
    pub(crate) school: Id<School>,
    pub(crate) zone: Zone,
    /// None for what no limit holds back.
    pub(crate) rules: Option<SendingRules>,
    /// Short messages of the text.
    pub(crate) parts: i64,
    /// After which it is looked at again, whatever holds it.
    pub(crate) longest_wait: Duration,
}

/// Why a message waits, and how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TooMuch {
    pub(super) reason: String,
    pub(super) wait: Duration,
}

#[derive(Default)]
struct Counted {
    in_month: i64,
    in_minute: i64,
}

/// What a school has sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// Short messages since the first day of the month.
    pub in_month: u64,
}

/// What the school where one works has sent.
pub async fn spent<A: AtSchool>(read: &mut Read, at: &At<A>, now: DateTime<Utc>) -> Result<Spent> {
    let counted = counted(read, at.school(), at.school_place().zone, now).await?;
    Ok(Spent {
        in_month: counted.in_month.unsigned_abs(),
    })
}

async fn counted(
    read: &mut Read,
    school: Id<School>,
    zone: Zone,
    now: DateTime<Utc>,
) -> Result<Counted> {
    let row =
        sql!("SELECT month, in_month, minute, in_minute FROM sending_count WHERE school = $1")
            .bind(school)
            .optional::<(String, i64, i64, i64)>(read)
            .await?;
    let Some((month, in_month, minute, in_minute)) = row else {
        return Ok(Counted::default());
    };
    let (this_month, this_minute) = (month_of(now, zone), of_minute(now));
    Ok(Counted {
        in_month: if month == this_month { in_month } else { 0 },
        in_minute: if minute == this_minute { in_minute } else { 0 },
    })
}

/// What schools have written, while a transaction claims: read once for each, written once.
#[derive(Default)]
pub(super) struct Ledger(HashMap<Id<School>, Account>);

struct Account {
    zone: Zone,
    counted: Counted,
    spent: bool,
}

impl Ledger {
    async fn account(
        &mut self,
        read: &mut Read,
        budget: &Budget,
        now: DateTime<Utc>,
    ) -> Result<&mut Account> {
        Ok(match self.0.entry(budget.school) {
            Entry::Occupied(account) => account.into_mut(),
            Entry::Vacant(none) => none.insert(Account {
                zone: budget.zone,
                counted: counted(read, budget.school, budget.zone, now).await?,
                spent: false,
            }),
        })
    }

    /// Whether a message would pass a limit.
    pub(super) async fn passed(
        &mut self,
        read: &mut Read,
        budget: &Budget,
        now: DateTime<Utc>,
    ) -> Result<Option<TooMuch>> {
        let account = self.account(read, budget, now).await?;
        Ok(budget.passed(&account.counted, now))
    }

    /// Counts a message, whose attempts are committed with it.
    pub(super) fn spend(&mut self, budget: &Budget) {
        // A mail costs a school nothing.
        if let Some(account) = self.0.get_mut(&budget.school).filter(|_| budget.parts > 0) {
            account.counted.in_month += budget.parts;
            account.counted.in_minute += budget.parts;
            account.spent = true;
        }
    }

    /// Writes the new counts, in the transaction that commits the attempts.
    pub(super) async fn write(self, write: &mut Write, now: DateTime<Utc>) -> Result<()> {
        for (school, account) in self.0.into_iter().filter(|(_, account)| account.spent) {
            sql!(
                "INSERT INTO sending_count (school, month, in_month, minute, in_minute) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (school) DO UPDATE SET \
                 month = excluded.month, in_month = excluded.in_month, minute = excluded.minute, \
                 in_minute = excluded.in_minute"
            )
            .bind(school)
            .bind(month_of(now, account.zone))
            .bind(account.counted.in_month)
            .bind(of_minute(now))
            .bind(account.counted.in_minute)
            .run(write)
            .await?;
        }
        Ok(())
    }
}

impl Budget {
    /// Whether the message would pass a limit.
    fn passed(&self, counted: &Counted, now: DateTime<Utc>) -> Option<TooMuch> {
        let rules = self.rules.as_ref()?;
        if let Some(most) = rules.per_month
            && counted.in_month + self.parts > most
        {
            let local = now.with_timezone(&self.zone.0);
            let next = next_month(local.date_naive(), &self.zone.0);
            return Some(TooMuch {
                reason: format!(
                    "Le quota du mois ({most} SMS) est atteint : la direction peut le relever, \
                     sinon ce SMS attend le mois prochain."
                ),
                wait: next.map_or(self.longest_wait, |next| {
                    self.longest_wait.min(next.to_utc() - now)
                }),
            });
        }
        // A text longer than the limit goes alone, or it never would.
        if let Some(most) = rules.per_minute
            && counted.in_minute > 0
            && counted.in_minute + self.parts > most
        {
            return Some(TooMuch {
                reason: format!("Au plus {most} SMS par minute : celui-ci suit."),
                wait: self
                    .longest_wait
                    .min(Duration::seconds(60 - now.timestamp().rem_euclid(60))),
            });
        }
        None
    }
}

fn of_minute(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(60)
}

/// A part was surely not taken: the month has one more again, and so has the minute if it is still
/// the same. At the turn of a month, a refusal of the last second is given back to the new one.
pub(super) async fn give_back(
    write: &mut Write,
    message: Id<Message>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql!(
        "UPDATE sending_count SET in_month = in_month - 1, in_minute = \
         CASE WHEN minute = $2 AND in_minute > 0 THEN in_minute - 1 ELSE in_minute END \
         WHERE in_month > 0 \
         AND school = (SELECT school FROM message WHERE id = $1 AND medium = 'sms')"
    )
    .bind(message)
    .bind(of_minute(now))
    .run(write)
    .await?;
    Ok(())
}
