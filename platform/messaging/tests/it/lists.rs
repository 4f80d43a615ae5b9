//! The lists: bounded by the school, fast, and drawn.

use crate::house::{House, QUEUE, SERVICE, consenting};
use db::{in_write, sql};
use messaging::{Counters, Medium, Paging, Sort, Tab, TabCounts, pages};
use std::time::Instant;
use testkit::{Which, on_each_engine};

const SMS: pages::Addresses = pages::Addresses {
    medium: Medium::Sms,
    waiting: "/absences/sms",
    follow: "/absences/suivi",
};
use ui::Direction;
use web::Input;

async fn fill(house: &House, count: usize) {
    let at = house.at().await;
    let now = house.now();
    let numbers: Vec<_> = (0..count)
        .map(|n| {
            let number = format!("06 39 98 {:02} {:02}", (n / 100) % 100, n % 100);
            let mut new = house.message(&number, "Absent.");
            new.caption.person = format!("NOM{:04} Élève", (n * 7919) % 10_000);
            new.caption.group = format!("{}A", 3 + n % 4);
            new
        })
        .collect();
    in_write!(house.portal.db(), db::Error, |tx| {
        for new in &numbers {
            messaging::prepare(tx, new, at.actor(), now).await?;
        }
        Ok(())
    })
    .unwrap();
}

on_each_engine!(
    /// Invariant: sorted by any column, each message is on exactly one page.
    the_waiting_list_sorts_and_pages, |which| async move {
        let house = House::open(which).await;
        fill(&house, 120).await;
        let at = house.at().await;
        let mut read = house.portal.db().read().await.unwrap();
        for sort in Sort::ALL {
            for direction in [Direction::Up, Direction::Down] {
                let mut seen = Vec::new();
                for page in 1..=3 {
                    let paging = Paging::page(page);
                    let list = messaging::waiting(&mut read, &at, QUEUE, sort, direction, paging)
                        .await
                        .unwrap();
                    assert_eq!((list.total, list.page), (120, page));
                    seen.extend(list.rows);
                }
                let mut ids: Vec<_> = seen.iter().map(|row| row.id).collect();
                ids.sort();
                ids.dedup();
                assert_eq!(ids.len(), 120);
                let mut keys: Vec<String> = seen
                    .iter()
                    .map(|row| match sort {
                        Sort::Person => row.person.clone(),
                        Sort::Group => row.group_name.clone(),
                        _ => String::new(),
                    })
                    .collect();
                if direction == Direction::Down {
                    keys.reverse();
                }
                assert!(keys.is_sorted(), "{sort:?}");
            }
        }
        // A page that is no more is the last one.
        let list = messaging::waiting(
            &mut read, &at, QUEUE, Sort::Person, Direction::Up, Paging::page(99),
        )
        .await
        .unwrap();
        assert_eq!((list.page, list.rows.len()), (3, 20));
        let counters = messaging::counters(&mut read, house.school, SERVICE).await.unwrap();
        assert_eq!(counters, Counters { sms: 120, ..Counters::default() });
    }
);

on_each_engine!(
    /// Invariant: the follow-up pages by key, newest first, without a hole or a repetition.
    the_follow_up_pages_by_key, |which| async move {
        let house = House::open(which).await;
        fill(&house, 120).await;
        let at = house.at().await;
        let mut read = house.portal.db().read().await.unwrap();
        let ids = messaging::waiting_ids(&mut read, &at, QUEUE).await.unwrap();
        drop(read);
        assert_eq!(house.release(&ids).await, 120);
        let mut read = house.portal.db().read().await.unwrap();
        let mut numbers = Vec::new();
        let mut after = None;
        loop {
            let page = messaging::follow(&mut read, &at, QUEUE, Tab::InTransit, after.as_ref())
                .await
                .unwrap();
            numbers.extend(page.rows.iter().map(|row| row.number));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(numbers, (1..=120).rev().collect::<Vec<i64>>());
    }
);

/// How each engine reads one of the statements of the outbox.
macro_rules! plan {
    ($house:expr, $which:expr, $statement:expr) => {{
        let mut read = $house.portal.db().read().await.unwrap();
        let seeks = sql!(sqlite: "SELECT ''", postgres: "SELECT set_config('enable_seqscan', 'off', false) \
                                         || set_config('enable_bitmapscan', 'off', false)");
        seeks.one::<(String,)>(&mut read).await.unwrap();
        let statement = sql!(
            sqlite: concat!("EXPLAIN QUERY PLAN ", $statement),
            postgres: concat!("EXPLAIN ", $statement),
        );
        let statement = statement.bind($house.school);
        let lines: Vec<String> = match $which {
            Which::Sqlite => {
                let rows: Vec<(i64, i64, i64, String)> = statement.all(&mut read).await.unwrap();
                rows.into_iter().map(|(_, _, _, line)| line).collect()
            }
            Which::Postgres => {
                let rows: Vec<(String,)> = statement.all(&mut read).await.unwrap();
                rows.into_iter().map(|(line,)| line).collect()
            }
        };
        lines.join("\n")
    }};
}

/// A page of a tab.
macro_rules! page {
    ($states:literal, $medium:literal) => {
        concat!(
            "SELECT id FROM message WHERE school = $1 AND service = 'absences' AND medium = '",
            $medium,
            "' AND ",
            $states,
            " AND (released_at, number) < ('2026-11-24T08:00:00Z', 100) \
             ORDER BY released_at DESC, number DESC LIMIT 50"
        )
    };
}

/// How many are in a tab.
macro_rules! tab_count {
    ($states:literal, $medium:literal) => {
        concat!(
            "SELECT COUNT(*) FROM message WHERE school = $1 AND service = 'absences' AND medium = '",
            $medium, "' AND ", $states
        )
    };
}

on_each_engine!(
    /// Invariant: lists and counts are each read by the index of their own states and means (a plan that
    /// scans or sorts a school's whole past would pass every other test).
    long_lists_are_read_by_index, |which| async move {
        let house = House::open(which).await;
        fill(&house, 400).await;
        in_write!(house.portal.db(), db::Error, |tx| {
            sql!("UPDATE message SET medium = CASE WHEN number % 8 = 0 THEN 'letter' ELSE 'mail' END, \
                  state = 'accepted' WHERE number % 20 <> 0").run(tx).await?;
            sql!("UPDATE message SET state = CASE WHEN number % 40 = 0 THEN 'queued' WHEN number % 60 = 0 THEN 'failed' \
                  ELSE 'in_doubt' END WHERE number % 20 = 0").run(tx).await?;
            // SQLite plans without figures, as it does at schools.
            sql!(sqlite: "DELETE FROM message WHERE 1 = 0", postgres: "ANALYZE message").run(tx).await
        })
        .unwrap();
        let plans = [
            ("message_failed", plan!(house, which, page!("state IN ('failed', 'rejected', 'expired')", "sms"))),
            ("message_delivered", plan!(house, which, page!("state = 'delivered'", "letter"))),
            ("message_in_transit", plan!(house, which,
                page!("state IN ('queued', 'held', 'sending', 'accepted', 'in_doubt')", "sms"))),
            ("message_on_its_way", plan!(house, which, page!("state IN ('queued', 'held', 'sending', 'in_doubt')", "mail"))),
            ("message_accepted", plan!(house, which, page!("state = 'accepted'", "letter"))),
            ("message_on_its_way", plan!(house, which,
                tab_count!("state IN ('queued', 'held', 'sending', 'in_doubt')", "mail"))),
            ("message_accepted", plan!(house, which, tab_count!("state = 'accepted'", "letter"))),
            ("message_in_doubt", plan!(house, which,
                "SELECT medium, COUNT(*) FROM message WHERE school = $1 AND service = 'absences' \
                 AND state = 'in_doubt' GROUP BY medium")),
            ("message_under_way", plan!(house, which,
                "SELECT school FROM message WHERE medium = 'sms' AND state IN ('sending', 'accepted', 'in_doubt') \
                 AND state_at > '2026-11-24T08:00:00Z' AND school = $1 GROUP BY school")),
            ("message_in_transit", plan!(house, which,
                "SELECT subject FROM message WHERE school = $1 AND service = 'absences' \
                 AND medium IN ('sms', 'mail', 'letter') AND state IN ('queued', 'held', 'sending', 'accepted', 'in_doubt') \
                 AND released_at >= '2026-11-24T08:00:00Z' UNION ALL \
                 SELECT subject FROM message WHERE school = $1 AND service = 'absences' \
                 AND medium IN ('sms', 'mail', 'letter') AND state = 'delivered' \
                 AND released_at >= '2026-11-24T08:00:00Z'")),
        ];
        for (index, plan) in plans {
            assert!(plan.contains(index), "{index}: {plan}");
            assert!(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "{index}: {plan}");
        }
    }
);

on_each_engine!(
    /// Measure: 5,000 messages waiting.
    five_thousand_wait, |which| async move {
        let house = House::open(which).await;
        let start = Instant::now();
        fill(&house, 5_000).await;
        let filled = start.elapsed();
        let at = house.at().await;
        let mut read = house.portal.db().read().await.unwrap();
        for sort in Sort::ALL {
            let start = Instant::now();
            let list = messaging::waiting(
                &mut read, &at, QUEUE, sort, Direction::Up, Paging::page(50),
            )
            .await
            .unwrap();
            assert_eq!(list.rows.len(), 50);
            println!("{which:?} {sort:?}: {:?}", start.elapsed());
        }
        let ids = messaging::waiting_ids(&mut read, &at, QUEUE).await.unwrap();
        drop(read);
        let start = Instant::now();
        assert_eq!(house.release(&ids).await, 5_000);
        println!("{which:?} prepared in {filled:?}, released in {:?}", start.elapsed());
    }
);

on_each_engine!(
    /// Invariant: the pages say what the school reads, and their addresses read back.
    the_lists_are_drawn, |which| async move {
        let house = House::open(which).await;
        fill(&house, 60).await;
        let at = house.at().await;
        let mut read = house.portal.db().read().await.unwrap();
        let query = pages::WaitingQuery::of(&Input::parse("tri=division&sens=bas&page=2"));
        assert_eq!((query.sort, query.direction, query.paging.page), (Sort::Group, Direction::Down, 2));
        let list = messaging::waiting(
            &mut read, &at, QUEUE, query.sort, query.direction, query.paging,
        )
        .await
        .unwrap();
        let view = pages::WaitingView {
            list: &list,
            sort: query.sort,
            direction: query.direction,
            filter: &[],
            at: SMS,
            counts: TabCounts::default(),
            content: "/absences/messages",
            watch: "",
            release: "/absences/sms/diffusion",
            cancel: "/absences/sms/suppression",
            source: ("Saisir une absence", "/absences/saisie"),
        };
        let page = pages::waiting(&view).into_string();
        for text in ["Il y a actuellement 60\u{a0}SMS", "Enregistrement(s) 51 à 60, sur 60 trouvé(s)",
            "Diffuser les SMS sélectionnés", "Sélectionner les 60 SMS trouvés", "Légal 1 – Financier", ">Supprimer<"] {
            assert!(page.contains(text), "{text}\n{page}");
        }
        let ticked = pages::Selection::of(&Input::parse(&format!("sms={}&sms=x", list.rows[0].id)));
        assert_eq!(ticked, pages::Selection::Some(vec![list.rows[0].id]));
        assert_eq!(pages::Selection::of(&Input::parse("portee=tout")), pages::Selection::All);

        let ids = messaging::waiting_ids(&mut read, &at, QUEUE).await.unwrap();
        drop(read);
        house.release(&ids).await;
        let mut read = house.portal.db().read().await.unwrap();
        let keys = &house.context().keys;
        let counts = messaging::tab_counts(&mut read, &at, QUEUE).await.unwrap();
        let first = messaging::follow(&mut read, &at, QUEUE, Tab::InTransit, None).await.unwrap();
        let view = pages::FollowView {
            page: &first,
            tab: Tab::InTransit,
            counts,
            after: "",
            first: 1,
            watch: "",
            at: SMS,
            content: "/absences/messages",
            posting: "",
            doubt: "/absences/suivi/doute",
            zone: at.school_place().zone,
            keys,
        };
        let page = pages::follow(&view).into_string();
        for text in ["Msg 60 – ", "24/11/2026 à 08:4", "SMS délivrés", "Synthèse SMS", "Mettre à jour",
            "Enregistrement(s) 1 à 50, sur 60 trouvé(s)", "&amp;rang=51"] {
            assert!(page.contains(text), "{text}\n{page}");
        }
        let next = page.split("apres=").nth(1).unwrap().split('&').next().unwrap();
        let input = Input::parse(&format!("onglet=suivi&apres={next}"));
        let after = pages::cursor(&input, keys, Medium::Sms, Tab::InTransit).unwrap();
        assert_eq!(pages::cursor(&input, keys, Medium::Sms, Tab::Failed), None);
        let second = messaging::follow(&mut read, &at, QUEUE, Tab::InTransit, Some(&after))
            .await
            .unwrap();
        assert_eq!((first.rows.len(), second.rows.len()), (50, 10));

        let summary = messaging::summary(&mut read, &at, SERVICE, house.now()).await.unwrap();
        let view = pages::SummaryView { summary: &summary, counts, at: SMS, watch: "" };
        let page = pages::summary(&view).into_string();
        for text in ["11/2026", "Total novembre 2026", "Total de l'année scolaire 2026-2027"] {
            assert!(page.contains(text), "{text}\n{page}");
        }
        let _ = consenting();
    }
);
