//! The choice of the school, and what is open to whom.

use super::{HISTORY, HREF, House};
use admission::Function;
use testkit::on_each_engine;

const NOTHING: &str =
    "Aucun télé-service n'est ouvert. Rien n'oblige votre établissement à en proposer.";

on_each_engine!(
    /// Invariant: nothing is asked of a school; « Pas maintenant » is kept with who and when, and taken
    /// back; until the school wishes to offer télé-services, none opens.
    a_school_need_not_offer_any,
    |which| async move {
        let house = House::start(which).await;
        let first = house.head.get(HREF).await.expect(200).shows(NOTHING);
        first.shows("Je souhaite en proposer").shows("Pas maintenant").hides("Enregistrer");
        house.head.get("/teleservices/arret").await.expect(303);
        house.head.post(HREF, "version=0&ouvert-marks=guardian").await.expect(409).shows("Rien n'a changé");
        house.head.post("/teleservices/choix", "choix=").await.expect(400);
        house.choose("non").await;
        house.choose("non").await;
        let deputy = house.portal.signed_in_as(Function::DeputyHead, Some(house.school)).await;
        deputy.get(HREF).await.expect(200).shows(NOTHING).shows("Camille Nom-hlefort, mardi 24 novembre, 8 h 40")
            .hides("Enregistrer");
        house.head.post(HREF, "version=0&ouvert-marks=guardian").await.expect(409);
        assert!(house.opened(house.school).await.is_empty());
        house.choose("oui").await;
        let page = house.head.get(HREF).await.expect(200).shows("Enregistrer").shows("Aucun télé-service n'est ouvert.");
        page.hides("Rien n'oblige");
        let history = house.head.get(HISTORY).await.expect(200);
        history.shows("Choix de l'établissement : « Pas maintenant »").shows("Choix de l'établissement : « Je souhaite en proposer »");
        assert_eq!((house.acts("teleservices.not_now").await, house.acts("teleservices.offered").await), (1, 1));
        // What the neighbour chose is the neighbour's.
        let there = house.portal.signed_in_as(Function::Head, Some(house.other)).await;
        there.get(HREF).await.expect(200).shows(NOTHING).hides("Camille Nom-hlefort");
        there.get(HISTORY).await.expect(200).shows("Rien n'a encore changé");
    }
);

on_each_engine!(
    /// Invariant: a service opens to guardians and to pupils apart, at this school only, when its box is
    /// ticked; each change is dated and signed; what was not changed has no line.
    a_service_opens_to_whom_it_is_opened,
    |which| async move {
        let mut house = House::offering(which).await;
        let page = house.head.get(HREF).await.expect(200).shows("Les notes de l'élève.");
        assert!(page.body.contains("href=\"/notes/reglages\""));
        // What the program does not offer is nothing.
        house.open("&ouvert-marks=guardian&ouvert-marks=dsi&ouvert-menu=guardian").await.expect(303);
        assert_eq!(house.opened(house.school).await, ["marks guardian"]);
        assert!(house.opened(house.other).await.is_empty());
        let kept = house.open("&ouvert-marks=guardian&ouvert-absences=pupil").await.expect(303).location.unwrap();
        assert_eq!(house.opened(house.school).await, ["absences pupil", "marks guardian"]);
        house.head.get(&kept).await.expect(200).shows("C'est enregistré.").shows("Ouvert depuis le 24/11/2026")
            .hides("Aucun télé-service n'est ouvert");
        house.next_day().await;
        house.open("&ouvert-absences=pupil").await.expect(303);
        assert_eq!(house.opened(house.school).await, ["absences pupil"]);
        house.head.get(HREF).await.expect(200).shows("Fermé depuis le 25/11/2026").shows("Ouvert depuis le 24/11/2026");
        house.head.get(HISTORY).await.expect(200)
            .shows("mercredi 25 novembre, 8 h 40 Camille Nom-hlefort Notes : fermé aux responsables")
            .shows("mardi 24 novembre, 8 h 40 Camille Nom-hlefort Notes : ouvert aux responsables")
            .shows("mardi 24 novembre, 8 h 40 Camille Nom-hlefort Absences : ouvert aux élèves");
        assert_eq!(house.acts("family_opening.opened").await, 2);
        assert_eq!(house.acts("family_opening.closed").await, 1);
        for function in [Function::Cpe, Function::Secretary, Function::Teacher] {
            let other = house.portal.signed_in_as(function, Some(house.school)).await;
            other.get(HREF).await.expect(403);
            other.post(HREF, "version=3").await.expect(403);
            other.get(HISTORY).await.expect(403);
        }
    }
);

on_each_engine!(
    /// Invariant: the older of two windows changes nothing; it shows what is saved and what was ticked,
    /// and who asked for the same has no quarrel.
    the_older_of_two_windows_sees_both,
    |which| async move {
        let house = House::offering(which).await;
        house.head.post(HREF, "version=0&ouvert-marks=guardian").await.expect(303);
        house.head.post(HREF, "version=0&ouvert-marks=guardian").await.expect(303);
        let older = house.head.post(HREF, "version=0&ouvert-absences=pupil").await.expect(409)
            .shows("Quelqu'un a changé l'ouverture entre-temps")
            .shows("Notes : ouvert aux responsables").shows("Absences : fermé aux élèves");
        assert_eq!(house.opened(house.school).await, ["marks guardian"]);
        assert_eq!(older.field("version"), "1");
        // What the person ticked is still there, and only that.
        let ticked = older.body.split("<input").filter(|input| input.split('>').next().is_some_and(|tag| tag.contains(" checked")));
        let ticked: Vec<_> = ticked.map(|input| input.split("value=\"").nth(1).unwrap().split('"').next().unwrap()).collect();
        assert_eq!(ticked, ["pupil"]);
        house.head.post(HREF, "version=1&ouvert-absences=pupil").await.expect(303);
        assert_eq!(house.opened(house.school).await, ["absences pupil"]);
        assert_eq!(house.acts("family_opening.opened").await, 2);
        house.head.post(HREF, "version=&ouvert-marks=pupil").await.expect(409);
    }
);

on_each_engine!(
    /// Invariant: a school that offers nothing any more has nothing open, and what it had open does not
    /// come back by itself.
    what_is_not_offered_is_closed,
    |which| async move {
        let house = House::offering(which).await;
        house.head.get("/teleservices/arret").await.expect(200).shows("Rien n'est ouvert");
        house.open("&ouvert-marks=guardian&ouvert-absences=pupil").await.expect(303);
        house.head.get("/teleservices/arret").await.expect(200)
            .shows("Notes, aux responsables").shows("Absences, aux élèves").hides("Notes, aux élèves");
        let undo = house.first_undo().await;
        house.choose("non").await;
        assert!(house.opened(house.school).await.is_empty());
        assert_eq!(house.acts("family_opening.closed").await, 2);
        house.head.get(HISTORY).await.expect(200).shows("Notes : fermé aux responsables").hides("Annuler ce changement");
        house.head.post(&undo, "").await.expect(409).shows("Rien n'a changé");
        house.choose("oui").await;
        assert!(house.opened(house.school).await.is_empty());
    }
);
