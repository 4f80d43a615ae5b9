//! Guardians and pupils: from a code in a letter to the pages of a child.

use crate::house::{HREF, House, codes_in};
use activation::Code;
use admission::{Family, Function};
use chrono::{Duration, NaiveDate};
use db::sql;
use education::{Id, Pupil};
use secrets::Purpose;
use testkit::{Answer, Browser, on_each_engine};
use uuid::Uuid;

/// A code that a family was told, and what it is about.
struct Told {
    code: String,
    pupil: Id<Pupil>,
    holder: Uuid,
    born_on: NaiveDate,
}

/// The codes of all guardians of first rank, as their letters say them.
async fn told(house: &House, who: &str) -> Vec<Told> {
    house.generate(&format!("qui={who}")).await;
    house.notify(&format!("qui={who}&moyen=letter")).await;
    let keys = &house.portal.context.keys;
    let mut found = Vec::new();
    for (.., text) in house.messages().await {
        for code in codes_in(&text) {
            let plain = Code::parse(&code).unwrap();
            let mut read = house.portal.db().read().await.unwrap();
            for digest in keys.codes(Purpose::ActivationDigest, plain.plain().as_bytes()) {
                let row = sql!(
                    "SELECT c.pupil, c.holder, p.born_on FROM activation_code c \
                     JOIN pupil p ON p.id = c.pupil WHERE c.digest = $1 AND c.replaced_at IS NULL"
                )
                .bind(digest.to_vec())
                .optional::<(Id<Pupil>, Uuid, NaiveDate)>(&mut read)
                .await
                .unwrap();
                found.extend(row.map(|(pupil, holder, born_on)| Told {
                    code: code.clone(),
                    pupil,
                    holder,
                    born_on,
                }));
            }
        }
    }
    found
}

impl Told {
    fn form(&self) -> String {
        format!(
            "code={}&naissance={}",
            self.code.to_lowercase(),
            self.born_on
        )
    }

    fn wrong_day(&self) -> String {
        format!(
            "code={}&naissance={}",
            self.code,
            self.born_on.succ_opt().unwrap()
        )
    }
}

const ACCOUNT: &str = "identifiant=camille.roux&motdepasse=une phrase bien longue";

/// The cookies of an answer, as a browser sends them back.
fn with_cookies(house: &House, answer: &Answer) -> Browser {
    let cookies = answer.headers.get_all("set-cookie").iter();
    let pairs: Vec<&str> = cookies
        .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap())
        .collect();
    house.portal.visitor().with_cookies(&pairs.join("; "))
}

async fn begin(house: &House, form: &str) -> Browser {
    let begun = house
        .portal
        .visitor()
        .post("/premier-acces", form)
        .await
        .expect(303);
    assert_eq!(begun.location.as_deref(), Some("/premier-acces/code"));
    with_cookies(house, &begun)
}

async fn accounts(house: &House) -> i64 {
    house
        .one(sql!(
            "SELECT COUNT(*) FROM account WHERE login LIKE 'camille%'"
        ))
        .await
}

on_each_engine!(
    /// Invariant: no account exists until a code and the child's birth date are accepted; a wrong code and a
    /// wrong date have the same answer; then the account opens the child's pages, and the office sees the code
    /// as used.
    a_code_and_a_birth_date_open_an_account, |which| async move {
        let house = House::open(which, 4).await;
        house.portal.set_open(house.school, "absences", Family::Guardian, true).await;
        let told = told(&house, "legal1").await;
        let first = &told[0];
        let visitor = house.portal.visitor();
        visitor.get("/premier-acces").await.expect(200).shows("Identifiant que vous choisissez");
        visitor.post("/premier-acces", "identifiant=a b&motdepasse=court").await.expect(422)
            .shows("n'est pas un identifiant").shows("au moins 12 caractères").shows("a b");
        visitor.post("/premier-acces", "identifiant=secretariat&motdepasse=une phrase bien longue").await
            .expect(422).shows("déjà pris");
        let again = visitor.get("/premier-acces/code").await.expect(303).location.unwrap();
        visitor.get(&again).await.expect(200).shows("Il faut recommencer");
        let waiting = begin(&house, ACCOUNT).await;
        waiting.get("/premier-acces/code").await.expect(200).shows("camille.roux").shows("n'existera qu'une fois");
        // A slip is told, and counts for nothing.
        let slip = format!("code={}&naissance=", &first.code[..13]);
        waiting.post("/premier-acces/code", &slip).await.expect(422).shows("Donnez la date de naissance");
        let other = Code::generate(&mut rand::rng()).grouped();
        let unknown = format!("code={other}&naissance={}", first.born_on);
        let wrong_code = waiting.post("/premier-acces/code", &unknown).await.expect(422);
        let wrong_day = waiting.post("/premier-acces/code", &first.wrong_day()).await.expect(422);
        let said = |answer: &Answer| answer.body.matches("ne vont pas ensemble").count();
        assert!(said(&wrong_code) > 0 && said(&wrong_code) == said(&wrong_day));
        assert_eq!(accounts(&house).await, 0);
        let opened = waiting.post("/premier-acces/code", &first.form()).await.expect(303);
        let guardian = with_cookies(&house, &opened);
        assert_eq!(accounts(&house).await, 1);
        assert_eq!(guardian.get("/").await.expect(303).location.as_deref(), Some("/enfants"));
        let home = guardian.get("/enfants").await.expect(200).shows("Collège Les Tilleuls")
            .shows("Absences").shows("L'établissement n'ouvre pas : Notes").hides("Rechercher");
        let mut read = house.portal.db().read().await.unwrap();
        let (surname, name): (String, String) = sql!("SELECT family_name, first_name FROM pupil WHERE id = $1")
            .bind(first.pupil).one(&mut read).await.unwrap();
        drop(read);
        assert!(home.body.contains(&format!("{name} {surname}")), "{name} {surname}");
        let child = home.body.split("/enfants/").find_map(|rest| rest.split('/').next()
            .filter(|id| id.len() == 36)).unwrap().to_owned();
        guardian.get(&format!("/enfants/{child}")).await.expect(200).shows("Services accessibles")
            .shows(&name).hides("Notes</a>");
        guardian.get(HREF).await.expect(403);
        // The code served; nothing waits any more.
        let second = begin(&house, "identifiant=camille2&motdepasse=une phrase bien longue").await;
        second.post("/premier-acces/code", &first.form()).await.expect(422).shows("ne vont pas ensemble");
        waiting.get("/premier-acces/code").await.expect(303);
        assert_eq!(house.live("used").await, 1);
        // And the password that was chosen is that of the account.
        let sign_in = house.portal.visitor()
            .post("/connexion", "identifiant=camille.roux&motdepasse=une phrase bien longue").await;
        sign_in.expect(303);
        assert_eq!(house.acts("account.opened_by_code").await, 1);
    }
);

on_each_engine!(
    /// Invariant: what was typed waits half an hour, not more; after failures, one waits, and nothing that is
    /// typed then is tried.
    what_was_typed_waits_half_an_hour, |which| async move {
        let house = House::open(which, 2).await;
        let told = told(&house, "legal1").await;
        let waiting = begin(&house, ACCOUNT).await;
        let start = house.portal.now();
        house.portal.context.clock.set(start + Duration::minutes(29));
        waiting.get("/premier-acces/code").await.expect(200);
        house.portal.context.clock.set(start + Duration::minutes(31));
        waiting.post("/premier-acces/code", &told[0].form()).await.expect(303);
        assert_eq!(accounts(&house).await, 0);
        let waiting = begin(&house, ACCOUNT).await;
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM first_access")).await, 1, "the former is gone");
        for _ in 0..5 {
            let other = Code::generate(&mut rand::rng()).grouped();
            let form = format!("code={other}&naissance=2014-05-03");
            waiting.post("/premier-acces/code", &form).await.expect(422).shows("ne vont pas ensemble");
        }
        waiting.post("/premier-acces/code", &told[0].form()).await.expect(422).shows("Trop d'essais");
        assert_eq!(accounts(&house).await, 0);
        house.portal.context.clock.set(start + Duration::minutes(35));
        waiting.post("/premier-acces/code", &told[0].form()).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: an account attaches further children by their codes; a pupil's code opens the pupil's pages; a
    /// new code closes that child until it is typed, the others stay open; who says that a child is not theirs
    /// sees them no more, and the office knows.
    links_open_and_end, |which| async move {
        let house = House::open(which, 6).await;
        let told = told(&house, "legal1").await;
        let first = &told[0];
        let other = told.iter().find(|one| one.holder != first.holder).unwrap();
        let waiting = begin(&house, ACCOUNT).await;
        let guardian = with_cookies(&house, &waiting.post("/premier-acces/code", &first.form()).await.expect(303));
        let children = async || {
            let home = guardian.get("/enfants").await;
            if home.status == 303 { return 0; }
            home.expect(200).body.matches("p-sheet").count()
        };
        assert_eq!(children().await, 1);
        guardian.post("/enfants/code", "code=&naissance=").await.expect(422).shows("Saisissez le code");
        let done = guardian.post("/enfants/code", &other.form()).await.expect(303).location.unwrap();
        guardian.get(&done).await.expect(200).shows("est attaché");
        assert_eq!(children().await, 2);
        // A new code for the first: closed until it is typed.
        let page = format!("{HREF}/paires/{}.{}", first.pupil, first.holder);
        let live = house.office.get(&page).await.expect(200).field("code");
        house.office.post(&format!("{page}/regeneration"), &format!("code={live}")).await.expect(303);
        assert_eq!(children().await, 1);
        house.office.post(&format!("{page}/notification"), "moyen=letter").await.expect(303);
        house.work().await;
        let (.., text) = house.messages().await.pop().unwrap();
        let code = codes_in(&text).remove(0);
        let again = Told { code, ..Told { code: String::new(), pupil: first.pupil, holder: first.holder, born_on: first.born_on } };
        guardian.post("/enfants/code", &again.form()).await.expect(303);
        assert_eq!(children().await, 2);
        // The school closes one by hand, and opens it again.
        let live = house.office.get(&page).await.expect(200).field("code");
        house.office.post(&format!("{page}/desactivation"), &format!("code={live}")).await.expect(303);
        assert_eq!(children().await, 1);
        house.office.post(&format!("{page}/reactivation"), "").await.expect(303);
        assert_eq!(children().await, 2);
        // Not theirs.
        let home = guardian.get("/enfants").await.body;
        let link = |pupil: Id<Pupil>| {
            let portal = &house.portal;
            async move {
                let mut read = portal.db().read().await.unwrap();
                sql!("SELECT id FROM family_link WHERE pupil = $1 AND ended_at IS NULL").bind(pupil)
                    .one::<(Uuid,)>(&mut read).await.unwrap().0
            }
        };
        let link = link(other.pupil).await;
        assert!(home.contains("p-sheet"));
        let asked = guardian.get(&format!("/enfants/{link}/retrait")).await.expect(200);
        let form = format!("form_id={}&raison=pas-le-mien", asked.field("form_id"));
        guardian.post(&format!("/enfants/{link}/retrait"), &form).await.expect(303);
        guardian.get(&format!("/enfants/{link}")).await.expect(404);
        assert_eq!(children().await, 1);
        house.office.get(&format!("{HREF}/paires/{}.{}", other.pupil, other.holder)).await.expect(200)
            .shows("pas son enfant").shows("Dit en ligne");
        // A guardian who is none any more.
        let mut write = house.portal.db().begin().await.unwrap();
        identity::end_guardian_links(&mut write, first.pupil, first.holder.into(), house.portal.now()).await.unwrap();
        write.commit().await.unwrap();
        guardian.get("/enfants").await.expect(200).shows("Aucun élève");
    }
);

on_each_engine!(
    /// Invariant: once who they are is proved, a guardian attaches their other children by confirming, but not one
    /// whose code the school closed; a child of somebody else is not attached, whatever is sent.
    other_children_are_attached_by_confirming, |which| async move {
        let house = House::open(which, 40).await;
        let told = told(&house, "legal1").await;
        let of = |one: &Told| told.iter().filter(|other| other.holder == one.holder).count();
        let first = told.iter().find(|one| of(one) > 1).expect("siblings");
        let sibling = told.iter().find(|one| one.holder == first.holder && one.pupil != first.pupil).unwrap();
        let stranger = told.iter().find(|one| one.holder != first.holder).unwrap();
        let waiting = begin(&house, ACCOUNT).await;
        let guardian = with_cookies(&house, &waiting.post("/premier-acces/code", &first.form()).await.expect(303));
        let offered = guardian.get("/enfants/code").await.expect(200).shows("Sans code");
        let word = |pupil: Id<Pupil>| format!("{}.{pupil}", house.school);
        assert!(offered.body.contains(&word(sibling.pupil)));
        let page = format!("{HREF}/paires/{}.{}", sibling.pupil, sibling.holder);
        let live = house.office.get(&page).await.expect(200).field("code");
        house.office.post(&format!("{page}/desactivation"), &format!("code={live}")).await.expect(303);
        let offered = guardian.get("/enfants/code").await.expect(200);
        assert!(!offered.body.contains(&word(sibling.pupil)));
        house.office.post(&format!("{page}/reactivation"), "").await.expect(303);
        for (pupil, to) in [(stranger.pupil, "/enfants/code?fait=rien"), (sibling.pupil, "/enfants?fait=attache")] {
            let form = format!("enfant={}", word(pupil));
            let done = guardian.post("/enfants/rattachement", &form).await.expect(303);
            assert_eq!(done.location.as_deref(), Some(to));
        }
        let home = guardian.get("/enfants").await.expect(200);
        assert_eq!(home.body.matches("p-sheet").count(), 2);
        // A pupil's own code.
        let mut pupils = self::told(&house, "eleve").await;
        let own = pupils.pop().expect("a pupil's letter");
        let waiting = begin(&house, "identifiant=camille.eleve&motdepasse=une phrase bien longue").await;
        let pupil = with_cookies(&house, &waiting.post("/premier-acces/code", &own.form()).await.expect(303));
        assert_eq!(pupil.get("/").await.expect(303).location.as_deref(), Some("/moi"));
        pupil.get("/moi").await.expect(200).shows("Mes services").shows("Collège Les Tilleuls")
            .shows("Saisir un code d'activation").hides("Attacher un enfant");
        pupil.get("/enfants").await.expect(303);
        // Staff have no children here.
        house.portal.signed_in_as(Function::Teacher, Some(house.school)).await.get("/enfants").await
            .expect(200).shows("Aucun élève");
    }
);

on_each_engine!(
    /// Invariant: the link of a message stands for its codes, with the birth date, and once; followed, it uses
    /// nothing by itself; a wrong date with it counts as with a code.
    a_link_stands_for_its_codes, |which| async move {
        let house = House::open(which, 3).await;
        let told = told(&house, "legal1").await;
        let text = house.messages().await.into_iter().find(|(.., text)| text.contains(&told[0].code)).unwrap().3;
        let link = text.split("/premier-acces/lien/").nth(1).expect("a link in the letter");
        let token: String = link.chars().take_while(|one| one.is_ascii_alphanumeric() || "-_".contains(*one)).collect();
        let followed = house.portal.visitor().get(&format!("/premier-acces/lien/{token}")).await.expect(303);
        house.portal.visitor().get(&followed.location.clone().unwrap()).await.expect(200).shows("Votre lien est reconnu");
        assert_eq!(house.live("used").await, 0);
        let remembered = with_cookies(&house, &followed);
        let begun = remembered.post("/premier-acces", ACCOUNT).await.expect(303);
        let both = |answer: &Answer| {
            let cookie = |of: &Answer| of.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
            format!("{}; {}", cookie(answer), cookie(&followed))
        };
        let waiting = house.portal.visitor().with_cookies(&both(&begun));
        waiting.get("/premier-acces/code").await.expect(200).shows("Votre lien tient lieu de code").hides("Code d'activation");
        let wrong = format!("naissance={}", told[0].born_on.succ_opt().unwrap());
        waiting.post("/premier-acces/code", &wrong).await.expect(422).shows("ne va pas avec votre lien");
        assert_eq!(accounts(&house).await, 0);
        let right = format!("naissance={}", told[0].born_on);
        let opened = waiting.post("/premier-acces/code", &right).await.expect(303);
        let guardian = with_cookies(&house, &opened);
        guardian.get("/enfants").await.expect(200).shows("Collège Les Tilleuls");
        // Nothing any more for who follows it again.
        let again = house.portal.visitor().with_cookies(&both(&begun));
        again.get("/premier-acces/code").await.expect(303);
        let signed_in = guardian.get("/enfants/code").await.expect(200);
        signed_in.shows("Douze lettres et chiffres");
        // What is no token is remembered by nobody.
        let odd = house.portal.visitor().get("/premier-acces/lien/a%0d%0ab").await.expect(303);
        assert!(odd.headers.get("set-cookie").is_none());
    }
);

testkit::on_each_engine!(
    /// Invariant: « Voir comme un parent » shows of nobody what the school opens to guardians, and as a pupil
    /// what it opens to pupils; who opens nothing does not see it.
    the_head_sees_what_is_open, |which| async move {
        let house = House::open(which, 20).await;
        let portal = &house.portal;
        portal.set_open(house.school, "marks", Family::Guardian, true).await;
        let head = portal.signed_in_as(Function::Head, Some(house.school)).await;
        let as_guardian = head.get("/apercu/enfants").await.expect(200);
        assert_eq!(as_guardian.body.matches("href=\"/apercu/enfants/page\"").count(), 2, "in the menu, and as a tile");
        as_guardian.shows("Camille EXEMPLE").shows("élève fictif").shows("Collège Les Tilleuls").hides("Ne plus voir");
        let as_pupil = head.get("/apercu/moi").await.expect(200);
        assert!(!as_pupil.body.contains("/apercu/moi/page"));
        portal.signed_in_as(Function::Secretary, Some(house.school)).await.get("/apercu/enfants").await.expect(403);
        portal.visitor().get("/apercu/enfants").await.expect(303);
    }
);
