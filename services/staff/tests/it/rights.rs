//! Rights that the direction gives to one person, and withdraws.

use crate::{House, LEFORT, MOREL, PEOPLE, ROUX, house, import, sts};
use admission::{Audience, Function};
use education::{Account, Id};
use identity::At;
use testkit::{Browser, on_each_engine};

const LIST: &str = "/personnels/droits";

/// All that a CPE holds by their function, as boxes.
const CPE: &str = "&absences=school_life&absences=roll_call&absences=school_life_settings\
                   &eleves=pupil_files&eleves=pupil_files_writing&informations=school_information";

impl House {
    /// Somebody of STS who has an account here: their rights' address, their account, their browser.
    async fn working(
        &self,
        surname: &str,
        function: &str,
        login: &str,
    ) -> (String, Id<Account>, Browser) {
        self.open(surname, function).await;
        let account = self.account_of(login).await;
        let browser = self.portal.browser(account, Some(self.school)).await;
        (
            format!("/personnels/{}/droits", self.staff(surname).await),
            account,
            browser,
        )
    }
}

/// The words whose boxes are ticked.
fn ticked(page: &testkit::Answer) -> Vec<String> {
    let tags = page
        .body
        .split("<input")
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    let ticked = tags.filter(|tag| tag.contains(" checked"));
    ticked
        .map(|tag| {
            tag.split("value=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect()
}

on_each_engine!(
    /// Invariant: a right given opens its pages and its menu at once, at this school and to this person
    /// alone; withdrawn, it closes them; one reads why, who and when.
    a_right_given_opens_and_withdrawn_closes,
    |which| async move {
        let house = house(which).await;
        let (href, account, browser) = house.working("MOREL", "cpe", "amorel").await;
        let (_, _, teacher) = house.working("ROUX", "enseignant", "eroux").await;
        browser.get("/personnels").await.expect(403);
        let page = house.head.get(&href).await.expect(200).shows("par sa fonction (CPE)")
            .shows("Pourquoi cette personne y a-t-elle accès ?").hides("Rétablir les droits");
        assert_eq!(ticked(&page).len(), 6);
        let given = format!("version=0{CPE}&personnels=staff_accounts");
        let kept = house.head.post(&href, &given).await.expect(303).location.unwrap();
        let today = "donné le 24/11/2026 par Camille Nom-chef";
        house.head.get(&kept).await.expect(200).shows("C'est enregistré").shows(today).shows("Personnels, Gérer les comptes");
        assert!(browser.get("/").await.expect(200).body.contains("href=\"/personnels\""));
        browser.get("/personnels").await.expect(200).shows("Droits sur les applications");
        teacher.get("/personnels").await.expect(403);
        // Sent twice, it is given once.
        house.head.post(&href, &given).await.expect(303);
        assert_eq!(house.count("right.given").await, 1);
        let list = house.head.get(LIST).await.expect(200).shows("MOREL Anne CPE Tout Rien Rien 2 sur 4 Tout, modifié 1 sur 2");
        list.shows("ROUX Élodie Enseignement 1 sur 3 1 sur 3 Rien Rien Rien 1 sur 2");
        // Elsewhere, it is nothing.
        let there = crate::declare(&house.portal, crate::THERE, "Collège du Parc").await;
        let now = house.portal.now();
        db::in_write!(house.portal.db(), db::Error, |tx| {
            identity::grant(tx, account, Function::Cpe, Some(there), now.date_naive()).await
        }).unwrap();
        house.portal.browser(account, Some(there)).await.get("/personnels").await.expect(403);
        // Withdrawn; and a right of the function, too.
        let fewer = format!("version=1{}", CPE.replace("&absences=roll_call", ""));
        house.head.post(&href, &fewer).await.expect(303);
        browser.get("/personnels").await.expect(403);
        assert!(!browser.get("/").await.expect(200).body.contains("href=\"/personnels\""));
        let mut read = house.read().await;
        for (school, expected) in [(house.school, false), (there, true)] {
            let at = At::<identity::SignedIn>::admit(&mut read, account, Some(school), now).await.unwrap();
            assert_eq!(at.also(Audience::RollCall), expected);
            assert!(at.also(Audience::SchoolLife));
        }
        drop(read);
        house.head.get(&href).await.expect(200).shows("retiré le 24/11/2026 par Camille Nom-chef")
            .shows("Absences, Faire l'appel").shows("rétabli d'après la fonction");
        let restored = format!("{href}/retablissement");
        house.head.post(&restored, "version=3").await.expect(303);
        house.head.post(&restored, "version=3").await.expect(303);
        let page = house.head.get(&href).await.expect(200).hides("retiré le 24/11/2026 par Camille Nom-chef,");
        assert_eq!(ticked(&page).len(), 6);
        assert_eq!((house.count("right.withdrawn").await, house.count("right.restored").await), (1, 2));
        assert!(house.count("rights.seen").await >= 4 && house.count("rights.listed").await == 1);
    }
);

on_each_engine!(
    /// Invariant: a form that cannot be is refused with its sentence, and nothing typed is lost; the older of
    /// two windows changes nothing and shows both.
    a_wrong_form_changes_nothing,
    |which| async move {
        let house = house(which).await;
        let (href, ..) = house.working("MOREL", "cpe", "amorel").await;
        let page = house.head.post(&href, &format!("version=0{CPE}&notes=all_marks")).await.expect(422)
            .shows("« Saisir toutes les notes » demande aussi « Saisir les notes de ses classes »");
        assert!(ticked(&page).contains(&"all_marks".to_owned()));
        assert_eq!(house.count("right.given").await, 0);
        let unknown = format!("version=0{CPE}&notes=operator&absences=marks&exploitation=operator");
        house.head.post(&href, &unknown).await.expect(303);
        assert_eq!(house.count("right.given").await, 0);
        house.head.post(&href, &format!("version=0{CPE}&notes=marks")).await.expect(303);
        let older = house.head.post(&href, &format!("version=0{CPE}&notes=marks_settings")).await.expect(409)
            .shows("Ces droits ont été modifiés entre-temps").shows("« Saisir les notes de ses classes » : donné");
        assert_eq!(older.field("version"), "1");
        assert!(ticked(&older).contains(&"marks_settings".to_owned()) && !ticked(&older).contains(&"marks".to_owned()));
        house.head.post(&format!("{href}/retablissement"), "version=0").await.expect(409);
        assert_eq!(house.count("right.given").await, 1);
        // Who has no account has no rights; nobody is nobody.
        let abadie = house.staff("ABADIE").await;
        house.head.get(&format!("/personnels/{abadie}/droits")).await.expect(200).shows("n'a pas de compte");
        house.head.post(&format!("/personnels/{abadie}/droits"), "version=0").await.expect(404);
        house.head.get("/personnels/00000000-0000-0000-0000-000000000000/droits").await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: rights are changed by the direction alone, a head's by a head; a deputy gives what they
    /// have; nobody loses by their own hand the right to this page.
    the_direction_gives_rights,
    |which| async move {
        let house = house(which).await;
        let (href, _, _) = house.working("MOREL", "cpe", "amorel").await;
        let (deputy_href, _, deputy) = house.working("ROUX", "adjoint", "eroux").await;
        let (clerk_href, _, clerk) = house.working("ABADIE", "secretaire", "mabadie").await;
        house.head.post(&clerk_href, "version=0&personnels=staff_accounts").await.expect(303);
        // The clerk sees, and changes nothing; nor gives themself a function, nor touches the direction.
        clerk.get(LIST).await.expect(200);
        clerk.get(&href).await.expect(200).shows("Seule la direction change les droits.").hides("Enregistrer");
        clerk.post(&href, &format!("version=0{CPE}&notes=marks")).await.expect(409);
        clerk.post(&clerk_href, "version=5&absences=school_life").await.expect(409);
        let access = |href: &str| href.replace("/droits", "/acces");
        clerk.post(&access(&clerk_href), "fonction=cpe").await.expect(409);
        clerk.post(&access(&href), "fonction=adjoint").await.expect(400);
        clerk.post(&access(&deputy_href), "fonction=cpe").await.expect(409);
        clerk.post(&deputy_href.replace("/droits", "/retrait"), "").await.expect(409);
        clerk.post(&access(&href), "fonction=assistant").await.expect(303);
        // A deputy without a right does not give it, nor take it back.
        let page = house.head.get(&deputy_href).await.expect(200);
        let all: String = admission::rights().map(|right| format!("&{}={}", right.application.code(), right.word)).collect();
        assert_eq!(ticked(&page).len(), 15);
        let limited = all.replace("&notes=marks_settings", "");
        house.head.post(&deputy_href, &format!("version=0{limited}")).await.expect(303);
        deputy.post(&deputy_href, &format!("version=1{all}")).await.expect(422)
            .shows("vous ne pouvez donner que les droits que vous avez");
        deputy.post(&format!("{deputy_href}/retablissement"), "version=1").await.expect(422);
        deputy.post(&href, &format!("version=0{CPE}&notes=marks_settings")).await.expect(422);
        deputy.post(&href, &format!("version=0{CPE}&notes=marks")).await.expect(303);
        // Nor changes a head's rights, nor loses the page.
        let head_href = format!("/personnels/{}/droits", house.account);
        deputy.get(&head_href).await.expect(200).shows("Seul le chef d'établissement").hides("Enregistrer");
        deputy.post(&head_href, "version=0").await.expect(409);
        let without = limited.replace("&personnels=staff_accounts", "");
        deputy.post(&deputy_href, &format!("version=1{without}")).await.expect(422).shows("Vous ne pouvez pas vous retirer ce droit");
        house.head.post(&head_href, &format!("version=0{}", all.replace("&personnels=staff_accounts", ""))).await.expect(422);
        // A head may do without the rest, and take it back.
        house.head.post(&head_href, "version=0&personnels=staff_accounts").await.expect(303);
        house.head.post(&head_href, &format!("version=14{all}")).await.expect(303);
        // Withdrawn by the head, the page is closed to the deputy.
        house.head.post(&deputy_href, &format!("version=1{without}")).await.expect(303);
        deputy.get(LIST).await.expect(403);
        clerk.get(LIST).await.expect(200);
    }
);

on_each_engine!(
    /// Invariant: the list has whoever has access here, found by name and by function, and nobody who has
    /// left; another school's people and decisions are its own.
    the_list_is_of_who_works_here,
    |which| async move {
        let house = house(which).await;
        let (href, ..) = house.working("MOREL", "cpe", "amorel").await;
        house.working("ROUX", "enseignant", "eroux").await;
        house.head.get(LIST).await.expect(200).shows("MOREL Anne").shows("ROUX Élodie").hides("ABADIE Marc");
        house.head.get(&format!("{LIST}?nom=elodie+rou")).await.expect(200).shows("ROUX Élodie").hides("MOREL Anne");
        house.head.get(&format!("{LIST}?fonction=cpe")).await.expect(200).shows("MOREL Anne").hides("ROUX Élodie");
        house.head.get(&format!("{LIST}?nom=zzz")).await.expect(200).shows("Personne ne correspond");
        house.head.post(&href, &format!("version=0{CPE}&notes=marks")).await.expect(303);
        let there = crate::declare(&house.portal, crate::THERE, "Collège du Parc").await;
        let neighbour = house.portal.signed_in_as(Function::Head, Some(there)).await;
        neighbour.get(LIST).await.expect(200).hides("MOREL");
        neighbour.get(&href).await.expect(404);
        neighbour.post(&href, "version=1").await.expect(404);
        // Who left is not of the list; the teacher never had the page.
        import(&house.portal, sts(crate::HERE, &[ROUX, LEFORT], &[1], &[1])).await;
        assert!(PEOPLE.contains(&MOREL));
        house.head.get(LIST).await.expect(200).shows("ROUX Élodie").hides("MOREL");
        house.portal.signed_in_as(Function::Teacher, Some(house.school)).await.get(LIST).await.expect(403);
    }
);
