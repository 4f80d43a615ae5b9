//! « Réponses non rattachées ».

use crate::{operator, portal};
use db::in_write;
use testkit::on_each_engine;

const PAGE: &str = "/exploitation/reponses";

on_each_engine!(
    /// Invariant: what answers no school is read by the operator, who puts it aside and takes it
    /// back; what answers a school is not theirs; each look leaves a line.
    strays_are_read_by_the_operator, |which| async move {
        let portal = portal(which).await;
        let operator = operator(&portal).await;
        operator.get(PAGE).await.expect(200).shows("Aucune réponse à lire");
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        let now = portal.now();
        let (stray, theirs) = in_write!(portal.db(), db::Error, |tx| {
            let stray = messaging::example_reply(tx, None, now).await?;
            Ok((stray, messaging::example_reply(tx, Some(school), now).await?))
        }).unwrap();
        let shown = operator.get(PAGE).await.expect(200)
            .shows("06 39 98 00 12 Bonjour, il est malade. Merci.");
        assert!(!shown.body.contains(&theirs.to_string()));
        operator.post(&format!("{PAGE}/{theirs}"), "traitee=oui").await.expect(404);
        let done = operator.post(&format!("{PAGE}/{stray}"), "traitee=oui").await.expect(303);
        operator.get(&done.location.unwrap()).await.expect(200)
            .shows("La réponse est classée").shows("Aucune réponse à lire");
        operator.post(&format!("{PAGE}/{stray}"), "traitee=non").await.expect(303);
        operator.get(PAGE).await.shows("il est malade");
        let audit = operator.get("/exploitation/audit").await.expect(200);
        audit.shows("Réponse d'une famille classée");
    }
);
