//! A change that is undone.

use super::{HISTORY, HREF, House};
use admission::Function;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: undoing a change is a change, once, of this service for these people alone.
    undoing_is_a_change,
    |which| async move {
        let house = House::offering(which).await;
        house.open("&ouvert-absences=guardian").await.expect(303);
        house.open("&ouvert-absences=guardian&ouvert-marks=guardian").await.expect(303);
        let undo = house.first_undo().await;
        let there = house.portal.signed_in_as(Function::Head, Some(house.other)).await;
        there.post("/teleservices/choix", "choix=oui").await.expect(303);
        there.post(HREF, "version=0&ouvert-marks=guardian").await.expect(303);
        there.post(&undo, "").await.expect(404);
        there.get(HISTORY).await.expect(200).shows("Camille Nom-chef").hides("hlefort");
        assert_eq!(house.opened(house.other).await, ["marks guardian"]);
        house.head.post(&format!("{HISTORY}/00000000-0000-0000-0000-000000000000/annulation"), "").await.expect(404);
        let done = house.head.post(&undo, "").await.expect(303).location.unwrap();
        house.head.get(&done).await.expect(200).shows("Le changement est annulé.");
        assert_eq!(house.opened(house.school).await, ["absences guardian"]);
        // Sent twice, it is undone once.
        house.head.post(&undo, "").await.expect(303);
        assert_eq!(house.opened(house.school).await, ["absences guardian"]);
        assert_eq!(house.acts("family_opening.closed").await, 1);
        house.head.get(HISTORY).await.expect(200).shows("Notes : fermé aux responsables").shows("Notes : ouvert aux responsables");
        // And that is undone like any other.
        house.head.post(&house.first_undo().await, "").await.expect(303);
        assert_eq!(house.opened(house.school).await, ["absences guardian", "marks guardian"]);
        assert_eq!(house.head.get(HREF).await.expect(200).field("version"), "4");
    }
);

on_each_engine!(
    /// Invariant: what changed since is not undone; both are shown.
    what_changed_since_is_not_undone,
    |which| async move {
        let house = House::offering(which).await;
        house.open("&ouvert-marks=guardian").await.expect(303);
        let undo = house.first_undo().await;
        let deputy = house.portal.signed_in_as(Function::DeputyHead, Some(house.school)).await;
        deputy.post(HREF, "version=1").await.expect(303);
        house.head.post(&undo, "").await.expect(409)
            .shows("Notes : ouvert aux responsables, par Camille Nom-hlefort")
            .shows("Notes : fermé aux responsables, par Camille Nom-adjoint");
        deputy.post(HREF, "version=2&ouvert-marks=guardian").await.expect(303);
        // Open again, and by another change: it stays.
        house.head.post(&undo, "").await.expect(409);
        assert_eq!(house.opened(house.school).await, ["marks guardian"]);
        // Only the last change of each has a button.
        let page = house.head.get(HISTORY).await.expect(200).body;
        assert_eq!(page.matches("/annulation\"").count(), 1);
    }
);
