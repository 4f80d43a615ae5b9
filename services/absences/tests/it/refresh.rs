//! Lists that ask for themselves again.

use crate::office::{CLARA, Office, between};
use admission::Function;
use chrono::Duration;
use testkit::{Answer, on_each_engine};

/// The address by which a list asks for itself again.
fn again(page: &Answer) -> String {
    let href = between(&page.body, "data-refresh-href=\"", "\"").expect("a list that asks again");
    href.replace("&amp;", "&")
}

const LISTS: [(&str, &str); 5] = [
    ("/absences/sms", "sms.listed"),
    ("/absences/sms/suivi", "sms.followed"),
    ("/absences/sms/suivi?onglet=delivres", "sms.followed"),
    ("/absences/sms/suivi?onglet=echecs", "sms.followed"),
    ("/absences/sms/suivi?onglet=synthese", "sms.followed"),
];

on_each_engine!(
    /// Invariant: a list before one's eyes is one look: it leaves a line when it is opened, another
    /// after a quarter of an hour, and none each time that it asks for itself again.
    a_list_that_stays_open_is_one_look,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        for (path, act) in LISTS {
            let before = office.lines(act).await;
            let mut page = office.assistant.get(path).await.expect(200);
            for _ in 0..5 {
                page = office.assistant.ask_again(&again(&page)).await.expect(200);
            }
            assert_eq!(office.lines(act).await, before + 1, "{path}");
            office.later(Duration::minutes(14));
            page = office.assistant.ask_again(&again(&page)).await.expect(200);
            assert_eq!(office.lines(act).await, before + 1, "{path}");
            office.later(Duration::minutes(2));
            page = office.assistant.ask_again(&again(&page)).await.expect(200);
            assert_eq!(office.lines(act).await, before + 2, "{path}, later");
            office.assistant.ask_again(&again(&page)).await.expect(200);
            assert_eq!(office.lines(act).await, before + 2, "{path}, later still");
        }
    }
);

on_each_engine!(
    /// Invariant: nobody looks without a trace: what one list says of itself serves neither
    /// somebody else, nor another tab, nor whoever invents it.
    a_look_is_not_lent,
    |which| async move {
        let office = Office::ready(which).await;
        let page = office.assistant.get("/absences/sms/suivi").await.expect(200);
        let mine = again(&page);
        let said = mine.split("regard=").nth(1).expect("what it says").to_owned();
        assert_eq!(office.lines("sms.followed").await, 1);
        office.head.ask_again(&mine).await.expect(200);
        assert_eq!(office.lines("sms.followed").await, 2, "somebody else's");
        let other = mine.replace("onglet=suivi", "onglet=delivres");
        office.assistant.ask_again(&other).await.expect(200);
        assert_eq!(office.lines("sms.followed").await, 3, "another tab's");
        office.assistant.ask_again(&format!("/absences/sms?regard={said}")).await.expect(200);
        assert_eq!(office.lines("sms.listed").await, 1, "another list's");
        let invented = format!("/absences/sms/suivi?regard=31{said}");
        office.assistant.ask_again(&invented).await.expect(200);
        assert_eq!(office.lines("sms.followed").await, 4, "invented");
        let elsewhere = office.portal.signed_in_as(Function::Teacher, Some(office.school)).await;
        elsewhere.ask_again(&mine).await.expect(403);
        office.portal.visitor().ask_again(&mine).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: what asks again is the page as it is shown: its tab, its sort, its page; and it
    /// says its counts in words, for whoever listens.
    a_list_asks_for_what_it_shows,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        let page = office.assistant.get("/absences/sms?tri=division&sens=bas&fait=x").await.expect(200);
        let href = again(&page);
        assert!(href.starts_with("/absences/sms?tri=division&sens=bas&regard="), "{href}");
        assert!(page.body.contains("data-refresh-says=\"Il y a actuellement 1\u{a0}SMS en attente de diffusion.\""), "{}", page.body);
        let page = office.assistant.get("/absences/sms/suivi?onglet=echecs").await.expect(200);
        assert!(again(&page).starts_with("/absences/sms/suivi?onglet=echecs&regard="));
        // Without a script, a link does it.
        page.shows("Mettre à jour");
    }
);
