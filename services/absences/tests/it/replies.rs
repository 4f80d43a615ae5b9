//! « Réponses reçues ».

use crate::office::Office;
use testkit::on_each_engine;

const PAGE: &str = "/absences/reponses";

on_each_engine!(
    /// Invariant: a reply is read by the office of its school, put aside, and taken back; the menu
    /// counts what is to be read; each look leaves a line.
    a_reply_is_read_and_put_aside,
    |which| async move {
        let office = Office::ready(which).await;
        office.assistant.get(PAGE).await.expect(200).shows("Aucune réponse à lire");
        let now = office.portal.now();
        let id = db::in_write!(office.portal.db(), db::Error, |tx| {
            messaging::example_reply(tx, Some(office.school), now).await
        }).unwrap();
        office.assistant.get(PAGE).await.expect(200)
            .shows("1 réponse non rattachée").shows("06 39 98 00 12").shows("Bonjour, il est malade. Merci.")
            .shows("Réponses reçues 1");
        let reply = format!("{PAGE}/{id}");
        let done = office.assistant.post(&reply, "traitee=oui").await.expect(303);
        office.assistant.get(&done.location.unwrap()).await.expect(200)
            .shows("La réponse est classée").shows("La remettre dans la liste").hides("il est malade");
        office.assistant.post(&reply, "traitee=non").await.expect(303);
        office.assistant.get(PAGE).await.expect(200).shows("il est malade");
        assert_eq!(office.lines("reply.handled").await, 1);
        assert_eq!(office.lines("replies.listed").await, 4);
        let unknown = education::Id::<messaging::Reply>::new();
        office.assistant.post(&format!("{PAGE}/{unknown}"), "").await.expect(404);
    }
);
