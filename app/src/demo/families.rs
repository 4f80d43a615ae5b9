//! The demo's guardian and pupil: one family of the lycée, whose services are open. The collège's are
//! for its head to open, and its codes for its office to send.

use super::accounts::find;
use admission::Family;
use anyhow::{Result, anyhow};
use db::in_write;
use education::{Account, Id, School};
use identity::{At, FamilyOpening, FamilyPair, Holder, Login, NewAccount};
use web::{Context, Error};

/// Their accounts.
pub(super) const LOGINS: [(&str, Family); 2] =
    [("parent", Family::Guardian), ("eleve", Family::Pupil)];

/// Opens the lycée's services by its head, and the accounts of one family.
pub(super) async fn open(context: &Context, head: Id<Account>, lycee: Id<School>) -> Result<()> {
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let at = At::<FamilyOpening>::admit(&mut read, head, Some(lycee), now).await?;
    let today = at.today(now);
    let pupils = records::school_pupils(&mut read, &at, today).await?;
    let links = records::school_links(&mut read, &at, today).await?;
    let seen = identity::openings(&mut read, lycee).await?.version();
    drop(read);
    let family = pupils.iter().find_map(|pupil| {
        let guardians = links.get(&pupil.id)?;
        let first = guardians.iter().find(|one| one.legal_rank == Some(1))?;
        Some((pupil, first))
    });
    let (pupil, guardian) = family.ok_or_else(|| anyhow!("le lycée n'a pas de famille"))?;
    let wanted: Vec<(&str, Family, bool)> = context
        .family
        .iter()
        .flat_map(|service| Family::ALL.map(|family| (service.id, family, true)))
        .collect();
    in_write!(context.db, Error, |tx| {
        Ok(identity::set_openings(tx, &at, seen, &wanted, now).await?)
    })?;
    for (login, family) in LOGINS {
        if find(context, login).await?.is_some() {
            continue; // a start that was cut short had opened it
        }
        let (surname, first_name, holder) = match family {
            Family::Guardian => (
                &guardian.surname,
                &guardian.first_name,
                Holder::Guardian(guardian.guardian),
            ),
            Family::Pupil => (&pupil.surname, &pupil.first_name, Holder::Pupil),
        };
        let new = NewAccount {
            login: Login::parse(login)?,
            surname: surname.clone(),
            first_name: first_name.clone(),
        };
        let pair = FamilyPair {
            school: lycee,
            pupil: pupil.id,
            holder,
        };
        in_write!(context.db, Error, |tx| {
            if let Ok(account) = identity::open_account(tx, &new, now).await? {
                identity::open_link(tx, account, pair, now).await?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
