//! For the tests of the store: a school, a pair of it, and its codes.

use super::{batch, link, list, make, notify, sending};
use crate::model::codes::{Means, Pair};
use activation::Code;
use admission::Function;
use chrono::{Duration, NaiveDate};
use db::in_write;
use education::{SchoolKind, Uai, UaiPolicy};
use identity::{ActivationCodes, At};
use records::import;
use secrets::Token;
use siecle::generate::{self, Plan};
use std::{collections::BTreeMap, io::Cursor};
use testkit::Portal;
use uuid::Uuid;
use web::{Error, FormId};

/// A portal with a school, a pair of it, and who makes codes there.
pub(crate) struct Here {
    pub(crate) portal: Portal,
    pub(crate) at: At<ActivationCodes>,
    pub(crate) pair: Pair,
    pub(crate) born_on: NaiveDate,
}

impl Here {
    pub(crate) async fn open(which: testkit::Which) -> Self {
        let (portal, at) = school(which).await;
        let example = records::demo::example(&portal.context, at.school())
            .await
            .unwrap();
        let mut read = portal.db().read().await.unwrap();
        let born_on = records::birth_of(&mut read, example.pupil).await.unwrap();
        drop(read);
        Self {
            portal,
            at,
            pair: Pair::of(example.pupil, example.guardian),
            born_on: born_on.unwrap(),
        }
    }

    /// The same with a whole school, and a guardian of two pupils who were born on different days: the other pair of
    /// that guardian, with the day.
    pub(crate) async fn with_a_family(which: testkit::Which) -> (Self, Pair, NaiveDate) {
        let (portal, at) = school(which).await;
        let now = portal.now();
        let year = education::school_year_of(now.date_naive());
        let mut plan = Plan::college("0990001N", year, now.naive_utc() - Duration::days(1));
        plan.pupils = 60;
        let files = generate::files(&plan);
        let named = files.named();
        let named = named.map(|(name, bytes)| (name.to_owned(), Cursor::new(bytes.to_vec())));
        let options = import::Options::default();
        import::files_for_program(&portal.context, named.into(), &options)
            .await
            .unwrap();
        let mut read = portal.db().read().await.unwrap();
        let rows = list::rows(&mut read, &at, now.date_naive()).await.unwrap();
        let mut families: BTreeMap<Uuid, Vec<(Pair, NaiveDate)>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.guardian.is_some()) {
            let born_on = records::birth_of(&mut read, row.pair.pupil).await.unwrap();
            let pairs = families.entry(row.pair.holder).or_default();
            pairs.push((row.pair, born_on.unwrap()));
        }
        drop(read);
        let mut families = families.into_values();
        let two = families.find(|pairs| pairs.len() == 2 && pairs[0].1 != pairs[1].1);
        let two = two.expect("a family of two");
        let ((pair, born_on), (other, other_born_on)) = (two[0], two[1]);
        let here = Self {
            portal,
            at,
            pair,
            born_on,
        };
        (here, other, other_born_on)
    }

    /// A new code of the pair, told when `told`.
    pub(crate) async fn code(&self, told: bool) -> Code {
        match told {
            true => self.tell(&[self.pair]).await.0.remove(0),
            false => self.write(&[self.pair], false).await.0.remove(0),
        }
    }

    /// New codes of pairs of one holder, told in one message with its link.
    pub(crate) async fn tell(&self, pairs: &[Pair]) -> (Vec<Code>, Token) {
        self.write(pairs, true).await
    }

    async fn write(&self, pairs: &[Pair], told: bool) -> (Vec<Code>, Token) {
        let (at, keys, now) = (&self.at, &self.portal.context.keys, self.portal.now());
        let pupils: Vec<_> = pairs.iter().map(|pair| pair.pupil).collect();
        let token = Token::generate();
        let codes = in_write!(self.portal.db(), Error, |tx| {
            let live = list::live(tx, at, &pupils).await?;
            let wanted = pairs
                .iter()
                .map(|pair| (*pair, live.get(pair).map(|code| code.id)));
            let wanted: Vec<make::Wanted> = wanted.collect();
            make::make(tx, at, keys, &wanted, now).await?;
            let codes = notify::unseal(tx, at, keys, &pupils).await?;
            let codes: Vec<_> = pairs.iter().map(|pair| codes[pair].clone()).collect();
            if told {
                let new = sending::NewSending {
                    holder: Some(pairs[0].holder),
                    label: "x".into(),
                    division: String::new(),
                    left: None,
                };
                let how = (Means::Mail, false);
                let batch =
                    batch::notification(tx, at, FormId::new(), how, (&[new], &[]), now).await?;
                let sending = sending::of_batch(tx, at, batch).await?.remove(0).id;
                let link = link::NewLink {
                    sending,
                    holder: pairs[0].holder,
                    token: token.clone(),
                };
                let delay = Duration::days(90);
                link::keep(tx, at, keys, &[link], now + delay, now).await?;
                let ids: Vec<_> = codes.iter().map(|(id, _)| (*id, sending)).collect();
                notify::told(tx, at, &ids, delay, now).await?;
            }
            Ok(codes)
        });
        let codes = codes.unwrap().into_iter().map(|(_, code)| code);
        (codes.collect(), token)
    }

    pub(crate) async fn run(&self, statement: db::Statement) {
        let mut write = self.portal.db().begin().await.unwrap();
        statement.run(&mut write).await.unwrap();
        write.commit().await.unwrap();
    }
}

/// A portal with a school, and who makes codes there.
async fn school(which: testkit::Which) -> (Portal, At<ActivationCodes>) {
    let manifests = vec![
        jobs::manifest(),
        messaging::manifest(),
        records::manifest(),
        crate::manifest(),
    ];
    let portal = Portal::start(which, manifests).await;
    let now = portal.now();
    let uai = Uai::parse("0990001N", UaiPolicy::Demo).unwrap();
    let school = in_write!(portal.db(), db::Error, |tx| {
        let name = "Collège Les Tilleuls";
        records::declare_school(tx, &uai, name, SchoolKind::College, now).await
    })
    .unwrap();
    let at = Some(school);
    let head = portal.account("chef", &[Function::Head], at).await;
    let mut read = portal.db().read().await.unwrap();
    let at = At::admit(&mut read, head, at, now).await.unwrap();
    drop(read);
    (portal, at)
}
