//! What a family does with its own account.

use crate::house::{House, LOGIN, PASSWORD, is_in};
use admission::Function;
use db::{in_write, sql};
use education::{Guardian, Id, Pupil};
use identity::{FamilyPair, Holder, Login};
use testkit::on_each_engine;

const CLOSING: &str = "/compte/fermeture";
const LOGIN_PAGE: &str = "/compte/identifiant";

/// The person of the house has a child at the school, and does not work there any more.
async fn of_family(house: &House) {
    let pair = FamilyPair {
        school: house.school,
        pupil: Id::<Pupil>::new(),
        holder: Holder::Guardian(Id::<Guardian>::new()),
    };
    let (account, now) = (house.account, house.portal.now());
    in_write!(house.portal.db(), db::Error, |tx| {
        sql!("DELETE FROM tenure WHERE account = $1")
            .bind(account)
            .run(tx)
            .await?;
        identity::open_link(tx, account, pair, now).await
    })
    .expect("a link");
}

on_each_engine!(
    /// Invariant: « Déconnecter partout ailleurs » leaves this session alone open, of this person alone.
    everywhere_else_is_closed,
    |which| async move {
        let house = House::start(which).await;
        let here = house.browser().await;
        here.get("/compte").await.expect(200).hides("Déconnecter partout");
        let (there, again) = (house.browser().await, house.browser().await);
        let other = house.portal.account("dominique", &[], None).await;
        let theirs = house.portal.browser(other, None).await;
        here.get("/compte").await.expect(200).shows("Déconnecter partout ailleurs");
        let done = here.post("/compte/sessions/fin", "").await.expect(303).location.unwrap();
        here.get(&done).await.expect(200).shows("Vous n'êtes plus connecté qu'ici");
        assert!(!is_in(&there).await && !is_in(&again).await);
        assert!(is_in(&here).await && is_in(&theirs).await);
        assert_eq!(house.lines("session.others_closed").await.len(), 1);
    }
);

on_each_engine!(
    /// Invariant: a family changes its login with the password, to one that nobody has; the old one opens
    /// nothing, and what was typed is not lost.
    a_family_changes_its_login,
    |which| async move {
        let house = House::start(which).await;
        house.portal.account("dominique", &[], None).await;
        of_family(&house).await;
        let here = house.browser().await;
        here.get("/compte").await.expect(200).shows("Changer d'identifiant").shows("Mes enfants")
            .shows("responsable").hides("aucune pour l'instant");
        let typed = |login: &str, password: &str| format!("nouvel_identifiant={login}&confirmation={password}");
        let page = here.post(LOGIN_PAGE, &typed("camille.roux", "une autre phrase longue")).await.expect(422);
        let page = page.shows("Ce n'est pas votre mot de passe actuel.");
        assert_eq!(page.field("nouvel_identifiant"), "camille.roux");
        here.post(LOGIN_PAGE, &typed("a", PASSWORD)).await.expect(422).shows("n'est pas un identifiant");
        here.post(LOGIN_PAGE, &typed("dominique", PASSWORD)).await.expect(422).shows("déjà pris");
        house.try_sign_in(LOGIN, PASSWORD).await.expect(303);
        here.post(LOGIN_PAGE, &typed("Camille.Roux", PASSWORD)).await.expect(303);
        house.try_sign_in(LOGIN, PASSWORD).await.expect(422);
        house.try_sign_in("camille.roux", PASSWORD).await.expect(303);
        assert_eq!(house.lines("account.login_changed").await.len(), 1);
    }
);

on_each_engine!(
    /// Invariant: a family closes its account with the password: every session and every child's pages end at
    /// once, nobody signs in, and no link to choose a password opens it again.
    a_family_closes_its_account,
    |which| async move {
        let house = House::start(which).await;
        of_family(&house).await;
        let (here, there) = (house.browser().await, house.browser().await);
        here.get(CLOSING).await.expect(200).shows("votre mot de passe est effacé");
        here.post(CLOSING, "motdepasse=une autre phrase longue").await.expect(422).shows("Ce n'est pas votre mot de passe");
        there.get("/compte").await.expect(200);
        let closed = here.post(CLOSING, &format!("motdepasse={PASSWORD}")).await.expect(303).location.unwrap();
        house.portal.visitor().get(&closed).await.expect(200).shows("Votre compte est fermé");
        for browser in [&here, &there] {
            browser.get("/compte").await.expect(303);
        }
        house.try_sign_in(LOGIN, PASSWORD).await.expect(422);
        let mut read = house.portal.db().read().await.unwrap();
        assert!(identity::children_of(&mut read, house.account).await.unwrap().is_empty());
        let (kept,) = sql!("SELECT COUNT(*) FROM account WHERE password_hash IS NOT NULL AND login = $1")
            .bind(LOGIN).one::<(i64,)>(&mut read).await.unwrap();
        assert_eq!(kept, 0);
        let (open,) = sql!("SELECT COUNT(*) FROM session WHERE ended_at IS NULL").one::<(i64,)>(&mut read).await.unwrap();
        assert_eq!(open, 0);
        assert!(identity::find_login(&mut read, &Login::parse(LOGIN).unwrap()).await.unwrap().is_some(), "kept for the audit");
        drop(read);
        assert_eq!(house.lines("account.closed_by_person").await.len(), 1);
    }
);

on_each_engine!(
    /// Invariant: an account of somebody who works is not theirs to rename or to close.
    who_works_asks_their_school,
    |which| async move {
        let house = House::start(which).await;
        let teacher = house.portal.signed_in_as(Function::Teacher, Some(house.school)).await;
        teacher.get("/compte").await.expect(200).hides("Fermer mon compte").hides("Changer d'identifiant");
        for (page, form) in [(CLOSING, "motdepasse=x"), (LOGIN_PAGE, "nouvel_identifiant=autre.nom&confirmation=x")] {
            assert_eq!(teacher.post(page, form).await.expect(303).location.as_deref(), Some("/compte"));
        }
        assert_eq!(teacher.get(CLOSING).await.expect(303).location.as_deref(), Some("/compte"));
        assert!(is_in(&teacher).await);
    }
);
