//! What a one-time link opens, and when it dies.

use super::*;
use crate::store::codes::{accept, change, here::Here};
use chrono::{Days, Duration};
use db::in_write;
use testkit::on_each_engine;
use web::Error;

impl Here {
    async fn linked(&self, token: &Token) -> Option<Linked> {
        let (keys, now) = (&self.portal.context.keys, self.portal.now());
        let mut read = self.portal.db().read().await.unwrap();
        linked(&mut read, keys, token.as_str(), now).await.unwrap()
    }

    async fn follow(&self, token: &Token, born_on: NaiveDate) -> Followed {
        let keys = &self.portal.context.keys;
        self.follow_with(keys, token.as_str(), born_on).await
    }

    async fn follow_with(&self, keys: &KeyRing, token: &str, born_on: NaiveDate) -> Followed {
        let now = self.portal.now();
        in_write!(self.portal.db(), Error, |tx| {
            follow(tx, keys, token, born_on, now.date_naive(), now).await
        })
        .unwrap()
    }

    fn to(&self, pairs: &[Pair]) -> Linked {
        let (school, pairs) = (self.at.school(), pairs.to_vec());
        Linked { school, pairs }
    }
}

on_each_engine!(
    /// Invariant: a link opens, once, the pupil who was born on the day that is given; looking uses nothing up; the
    /// code of the brother stays to be typed; a link that nobody made opens nothing.
    a_link_opens_once, |which| async move {
        let (here, other, other_born) = Here::with_a_family(which).await;
        let (one, born) = (here.pair, here.born_on);
        let (codes, token) = here.tell(&[one, other]).await;
        for _ in 0..2 {
            let mut linked = here.linked(&token).await.unwrap();
            linked.pairs.sort_unstable();
            let mut both = [one, other];
            both.sort_unstable();
            assert_eq!(linked, here.to(&both));
        }
        let stranger = Token::generate();
        assert_eq!(here.linked(&stranger).await, None);
        assert_eq!(here.follow(&stranger, born).await, Followed::Refused);
        assert_eq!(here.follow_with(&here.portal.context.keys, "", born).await, Followed::Refused);
        assert_eq!(here.follow(&token, born).await, Followed::Accepted(here.to(&[one])));
        assert_eq!(here.linked(&token).await, None);
        for born_on in [born, other_born] {
            assert_eq!(here.follow(&token, born_on).await, Followed::Refused);
        }
        let now = here.portal.now();
        let typed = async |code: &activation::Code, born_on| {
            let keys = &here.portal.context.keys;
            in_write!(here.portal.db(), Error, |tx| {
                accept::accept(tx, keys, code, born_on, now.date_naive(), now).await
            }).unwrap()
        };
        assert_eq!(typed(&codes[0], born).await, accept::Typed::Refused);
        assert_eq!(typed(&codes[1], other_born).await, accept::Typed::Accepted(here.at.school(), other));
    }
);

on_each_engine!(
    /// Invariant: of twins, one day opens both.
    a_link_opens_twins, |which| async move {
        let (here, other, _) = Here::with_a_family(which).await;
        let (one, born) = (here.pair, here.born_on);
        here.run(sql!("UPDATE pupil SET born_on = $2 WHERE id = $1").bind(other.pupil).bind(born)).await;
        let (_, token) = here.tell(&[one, other]).await;
        let Followed::Accepted(mut linked) = here.follow(&token, born).await else { panic!("refused") };
        linked.pairs.sort_unstable();
        let mut both = [one, other];
        both.sort_unstable();
        assert_eq!(linked, here.to(&both));
    }
);

on_each_engine!(
    /// Invariant: a link dies with its codes: used, replaced or closed; when its holder is no guardian any more;
    /// with the delay. A key that was retired to the back of the ring still finds it. What is kept is no token.
    a_link_dies_with_its_codes, |which| async move {
        let here = Here::open(which).await;
        let (pair, born) = (here.pair, here.born_on);
        let (codes, token) = here.tell(&[pair]).await;
        let (keys, start) = (&here.portal.context.keys, here.portal.now());
        let mut read = here.portal.db().read().await.unwrap();
        let kept = sql!("SELECT digest FROM code_link").all::<(Vec<u8>,)>(&mut read).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].0, keys.code(Purpose::ActivationLink, token.as_str().as_bytes()).1);
        drop(read);
        // Made anew: the older link is none.
        let (_, newer) = here.tell(&[pair]).await;
        assert_eq!(here.linked(&token).await, None);
        assert_eq!(here.follow(&token, born).await, Followed::Refused);
        assert_ne!(here.linked(&newer).await, None);
        // Closed, and open again.
        here.run(sql!("UPDATE activation_code SET state = 'disabled' WHERE replaced_at IS NULL")).await;
        assert_eq!((here.linked(&newer).await, here.follow(&newer, born).await), (None, Followed::Refused));
        in_write!(here.portal.db(), Error, |tx| { change::enable(tx, &here.at, pair, start).await }).unwrap();
        assert_ne!(here.linked(&newer).await, None);
        here.run(sql!("UPDATE guardianship SET ended_on = since")).await;
        assert_eq!(here.follow(&newer, born).await, Followed::Refused);
        here.run(sql!("UPDATE guardianship SET ended_on = NULL")).await;
        // The link's own time, then its codes'.
        here.portal.context.clock.set(start + Duration::days(91));
        assert_eq!((here.linked(&newer).await, here.follow(&newer, born).await), (None, Followed::Refused));
        here.run(sql!("UPDATE activation_code SET expires_at = '2030-01-01T00:00:00.000000Z'")).await;
        assert_eq!(here.linked(&newer).await, None);
        here.portal.context.clock.set(start);
        here.run(sql!("UPDATE activation_code SET expires_at = '2020-01-01T00:00:00.000000Z'")).await;
        assert_eq!(here.linked(&newer).await, None);
        here.run(sql!("UPDATE activation_code SET expires_at = '2030-01-01T00:00:00.000000Z'")).await;
        let mut ring = KeyRing::parse(&keys.to_file()).unwrap();
        ring.rotate();
        assert_ne!(here.follow_with(&ring, newer.as_str(), born).await, Followed::Refused);
        // Its code is used, be it by hand.
        let (codes_again, last) = here.tell(&[pair]).await;
        assert_ne!(codes, codes_again);
        here.run(sql!("UPDATE activation_code SET state = 'used' WHERE replaced_at IS NULL")).await;
        assert_eq!((here.linked(&last).await, here.follow(&last, born).await), (None, Followed::Refused));
    }
);

on_each_engine!(
    /// Invariant: a link gives no more tries than its codes: wrong dates count together, by the one and by the
    /// other, against each code that it stands for, and the fifth closes them.
    a_link_gives_no_more_tries, |which| async move {
        let (here, other, other_born) = Here::with_a_family(which).await;
        let (one, born) = (here.pair, here.born_on);
        let (codes, token) = here.tell(&[one, other]).await;
        let wrong = born.max(other_born) + Days::new(1);
        for _ in 0..3 {
            assert_eq!(here.follow(&token, wrong).await, Followed::Refused);
        }
        let (keys, now) = (&here.portal.context.keys, here.portal.now());
        for _ in 0..2 {
            in_write!(here.portal.db(), Error, |tx| {
                accept::accept(tx, keys, &codes[0], wrong, now.date_naive(), now).await
            }).unwrap();
        }
        assert_eq!(here.linked(&token).await, Some(here.to(&[other])));
        assert_eq!(here.follow(&token, born).await, Followed::Refused);
        assert_eq!(here.follow(&token, wrong).await, Followed::Refused);
        assert_eq!(here.linked(&token).await, None);
        assert_eq!(here.follow(&token, other_born).await, Followed::Refused);
    }
);
