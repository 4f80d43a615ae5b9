//! Whose messages a page reaches: those of its own means, its own service and its own school.

use crate::{
    letters::{first, office, told},
    office::{CLARA, HUGO, INES, Office, school},
};
use admission::Function;
use db::{in_write, sql};
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: a page releases, deletes and settles the messages of its own means and of its own
    /// service, and says of all others that there is none; one that is foreign stops all that come
    /// with it.
    a_page_reaches_the_messages_of_its_queue_only,
    |which| async move {
        let office = office(which).await;
        told(&office, CLARA, "SMS").await;
        told(&office, HUGO, "Courrier").await;
        told(&office, INES, "Courriel").await;
        let (text, letter) = (first(&office, "/absences/sms").await, first(&office, "/absences/courriers").await);
        let mail = first(&office, "/absences/courriels").await;
        for (page, id) in [
            ("/absences/courriels", &text), ("/absences/courriers", &text), ("/absences/sms", &mail),
            ("/absences/courriers", &mail), ("/absences/sms", &letter), ("/absences/courriels", &letter),
        ] {
            let release = if page.ends_with("courriers") { "impression" } else { "diffusion" };
            office.assistant.post(&format!("{page}/{release}"), &format!("sms={id}")).await.expect(404);
            let delete = format!("sms={id}&confirme=oui");
            office.assistant.post(&format!("{page}/suppression"), &delete).await.expect(404);
        }
        let both = format!("sms={text}&sms={mail}&confirme=oui");
        office.assistant.post("/absences/sms/suppression", &both).await.expect(404);
        office.assistant.post("/absences/courriers/postes", &format!("sms={mail}&geste=poste")).await.expect(404);
        let states = async || {
            let mut read = office.portal.db().read().await.unwrap();
            let rows = sql!("SELECT state FROM message ORDER BY medium").all::<(String,)>(&mut read).await.unwrap();
            rows.into_iter().map(|(state,)| state).collect::<Vec<_>>()
        };
        assert_eq!(states().await, ["prepared", "prepared", "prepared"]);
        // A mail of the staff's page, on its way.
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE message SET service = 'staff', state = 'queued' WHERE medium = 'mail'").run(tx).await
        })
        .unwrap();
        for page in ["/absences/courriels", "/absences/sms"] {
            let delete = format!("sms={mail}&confirme=oui");
            office.assistant.post(&format!("{page}/suppression"), &delete).await.expect(404);
        }
        assert_eq!(states().await, ["prepared", "queued", "prepared"]);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE message_part SET state = 'in_doubt'").run(tx).await?;
            sql!("UPDATE message SET state = 'in_doubt'").run(tx).await
        })
        .unwrap();
        for (page, id) in [("/absences/sms", &mail), ("/absences/courriels", &mail), ("/absences/courriels", &text)] {
            office.assistant.post(&format!("{page}/doute/{id}"), "choix=envoye").await.expect(404);
        }
        assert_eq!(states().await, ["in_doubt", "in_doubt", "in_doubt"]);
        office.assistant.post(&format!("/absences/sms/doute/{text}"), "choix=envoye").await.expect(303);
        assert_eq!(states().await, ["in_doubt", "in_doubt", "accepted"]);
    }
);

on_each_engine!(
    /// Invariant: messages are those of their school.
    messages_are_of_one_school,
    |which| async move {
        let office = office(which).await;
        told(&office, CLARA, "Courrier").await;
        let id = first(&office, "/absences/courriers").await;
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.get(&format!("/absences/messages/{id}")).await.expect(404);
        neighbour.get(&format!("/absences/messages/{id}/pdf")).await.expect(404);
        for (act, form) in [("impression", ""), ("suppression", "&confirme=oui"), ("postes", "&geste=poste")] {
            neighbour.post(&format!("/absences/courriers/{act}"), &format!("sms={id}{form}")).await.expect(404);
        }
        // Nor is one of another service, at the same school: what it says is that service's.
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE message SET service = 'staff'").run(tx).await
        })
        .unwrap();
        office.assistant.get(&format!("/absences/messages/{id}")).await.expect(404);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE message SET service = 'absences'").run(tx).await
        })
        .unwrap();
        office.assistant.get("/absences/courriers").await.expect(200).shows("1\u{a0}courrier en attente");
    }
);

/// What is known of each message: by what means, of whom, where it stands.
async fn states(office: &Office) -> Vec<(String, String, String)> {
    let mut read = office.portal.db().read().await.unwrap();
    sql!("SELECT DISTINCT medium, person, state FROM message ORDER BY medium, person")
        .all(&mut read)
        .await
        .unwrap()
}

on_each_engine!(
    /// Invariant: where one of those that are sent is another school's, or of another means, nothing is
    /// done to any of them.
    what_is_not_ones_own_stays_as_it_is,
    |which| async move {
        let office = office(which).await;
        for (name, action) in [(CLARA, "Courrier"), (HUGO, "Courrier"), (INES, "SMS")] {
            told(&office, name, action).await;
        }
        let elsewhere = school(&office.portal, "0990002P").await;
        let all_in = async |state: &str| {
            let state = state.to_owned();
            in_write!(office.portal.db(), db::Error, |tx| {
                sql!("UPDATE message SET state = $1").bind(state.as_str()).run(tx).await
            })
            .unwrap();
        };
        let moved = async |medium: &str| {
            let medium = medium.to_owned();
            in_write!(office.portal.db(), db::Error, |tx| {
                sql!("UPDATE message SET school = $1 WHERE medium = $2 AND person <> 'ABEL Hugo'")
                    .bind(elsewhere)
                    .bind(medium.as_str())
                    .run(tx)
                    .await
            })
            .unwrap();
        };
        moved("letter").await;
        let rows = sql!("SELECT id FROM message")
            .all::<(education::Id<messaging::Message>,)>(&mut office.portal.db().read().await.unwrap())
            .await
            .unwrap();
        let ids: Vec<String> = rows.iter().map(|(id,)| format!("sms={id}")).collect();
        let ids = ids.join("&");
        let stand = |state: &str| {
            [("letter", CLARA), ("letter", HUGO), ("sms", INES)]
                .map(|(medium, person)| (medium.to_owned(), person.to_owned(), state.to_owned()))
        };
        for state in ["prepared", "accepted"] {
            all_in(state).await;
            for (page, more) in [("courriers/impression", ""), ("courriers/postes", "&geste=poste"),
                ("courriers/suppression", "&confirme=oui"), ("sms/diffusion", ""), ("sms/suppression", "&confirme=oui")] {
                office.assistant.post(&format!("/absences/{page}"), &format!("{ids}{more}")).await.expect(404);
                assert_eq!(states(&office).await, stand(state), "{page}");
            }
        }
    }
);
