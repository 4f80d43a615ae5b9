//! When families see marks: chosen by who leads the school, told to who types them.

use crate::school::Here;
use testkit::{Answer, on_each_engine};

pub(crate) const PAGE: &str = "/notes/publication";
pub(crate) const DATES: &str = "/notes/publication/dates";

/// The first pair that the page offers.
fn pair(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("name=\"couple\"").expect("a pair");
    let (_, value) = rest.split_once("value=\"").expect("its value");
    value.split('"').next().unwrap().to_owned()
}

impl Here {
    pub(crate) async fn choose(&self, mode: &str) {
        let version = self.head.get(PAGE).await.expect(200).field("version");
        let form = format!("mode={mode}&version={version}");
        self.head.post(PAGE, &form).await.expect(303);
    }
}

on_each_engine!(
    /// Invariant: as long as nobody has chosen, families see nothing, and who types marks is told; the choice is
    /// dated, signed, and the older of two windows is told.
    the_mode_is_chosen,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        here.sheet().await.shows("pas de date fixée");
        here.head.get(PAGE).await.expect(200).shows("Les familles ne voient encore aucune note").hides("Dates par formation");
        here.head.post(PAGE, "mode=&version=0").await.expect(422).shows("Choisissez comment les notes sont publiées.");
        let kept = here.head.post(PAGE, "mode=fil&version=0").await.expect(303).location.unwrap();
        here.head.get(&kept).await.expect(200).shows("les notes se publient ainsi dès maintenant")
            .shows("mardi 24 novembre, 8 h 40 Au fil de l'eau");
        here.sheet().await.shows("à partir du mercredi 25 novembre");
        // The same, sent twice or from an older window, is no quarrel; another one is.
        here.head.post(PAGE, "mode=fil&version=0").await.expect(303);
        let older = here.head.post(PAGE, "mode=echeance&version=0").await.expect(409).shows("Au fil de l'eau");
        assert_eq!(older.field("version"), "1");
        here.head.post(PAGE, "mode=echeance&version=1").await.expect(303);
        here.head.get(PAGE).await.expect(200).shows("Dates par formation");
        assert_eq!(here.acts("publication.changed").await, 2);
        here.teacher.get(PAGE).await.expect(403);
        here.teacher.post(PAGE, "mode=fil&version=2").await.expect(403);
        here.teacher.post(DATES, "acte=ajouter&jour=2026-12-04").await.expect(403);
    }
);

on_each_engine!(
    /// Invariant: a date is set for the classes that are ticked, once each; a future one is taken away at once, a
    /// past one after a question; wrong ones are refused, and what was ticked stays.
    dates_are_set_for_classes,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        here.choose("echeance").await;
        let page = here.head.get(PAGE).await.expect(200).shows("aucune : rien n'est visible").shows("5B");
        let pair = pair(&page);
        let send = async |act: &str, day: &str, more: &str| {
            here.head.post(DATES, &format!("acte={act}&jour={day}&couple={pair}{more}")).await
        };
        let refused = send("ajouter", "2027-09-04", "").await.expect(422)
            .shows("Choisissez un jour de l'année scolaire 2026-2027.");
        assert_eq!(refused.field("jour"), "2027-09-04");
let (_, box_of) = refused.body.split_once(&format!("value=\"{pair}\"")).expect("the box");
        assert!(box_of.split('>').next().unwrap().contains("checked"), "what was ticked stays");
        here.head.post(DATES, "acte=ajouter&jour=2026-12-04").await.expect(422).shows("Cochez au moins une classe.");
        here.head.post(DATES, "acte=ajouter&jour=2026-12-04&couple=1/3Z").await.expect(422);
        // Somebody chose otherwise meanwhile: what was typed is there all the same.
        here.choose("fil").await;
        let refused = send("ajouter", "2027-09-04", "").await.expect(422);
        assert_eq!(refused.field("jour"), "2027-09-04");
        here.choose("echeance").await;
        let added = send("ajouter", "2026-12-04", "").await.expect(303).location.unwrap();
        here.head.get(&added).await.expect(200).shows("La date est ajoutée pour 1 classe.").shows("vendredi 4 décembre")
            .shows("Date ajoutée : vendredi 4 décembre 2026 : 5B");
        here.sheet().await.shows("à partir du samedi 5 décembre");
        let twice = send("ajouter", "2026-12-04", "").await.expect(303).location.unwrap();
        here.head.get(&twice).await.expect(200).shows("Ces classes avaient déjà cette date.");
        // Of 20 November, published on the 24th: a date before shows nothing of it.
        send("ajouter", "2026-11-20", "").await.expect(303);
        here.sheet().await.shows("à partir du samedi 5 décembre");
        here.head.get(PAGE).await.expect(200).shows("vendredi 20 novembre (passée)");
        let asked = send("retirer", "2026-11-20", "").await.expect(200).shows("Elles ne verront plus").shows("5B – ");
        assert_eq!((asked.field("confirme"), asked.field("couple")), ("oui".into(), pair.clone()));
        here.head.get(PAGE).await.expect(200).shows("vendredi 20 novembre (passée)");
        send("retirer", "2026-11-20", "&confirme=oui").await.expect(303);
        let gone = send("retirer", "2026-12-04", "").await.expect(303).location.unwrap();
        here.head.get(&gone).await.expect(200).shows("La date est retirée pour 1 classe.").shows("aucune : rien n'est visible")
            .shows("Date retirée : vendredi 4 décembre 2026 : 5B");
        here.sheet().await.shows("pas de date fixée");
    }
);

on_each_engine!(
    /// Invariant: what families have seen stays when the school chooses otherwise.
    what_was_seen_stays,
    |which| async move {
        let here = Here::ready(which).await;
        here.choose("fil").await;
        let new = format!("/notes/evaluations/nouvelle?cours={}", here.courses[0]);
        let form = here.teacher.get(&new).await.expect(200).field("form_id");
        let fields = format!(
            "cours={}&form_id={form}&titre=Fractions&jour=2026-11-20&publication=2026-11-20&coefficient=1&sur=20",
            here.courses[0]
        );
        here.teacher.post("/notes/evaluations/nouvelle", &fields).await.expect(303);
        here.add("Angles", "1", "20").await.expect(303);
        here.sheet().await.shows("vendredi 20 novembre visible").shows("à partir du mercredi 25 novembre");
        here.choose("echeance").await;
        here.sheet().await.shows("vendredi 20 novembre visible").shows("mardi 24 novembre pas de date fixée");
    }
);
