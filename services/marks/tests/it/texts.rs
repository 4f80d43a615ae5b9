//! Appreciations: typed, refused, kept, by who may speak of whom.

use crate::school::{CLARA, HUGO, Here, cells};
use db::{in_write, sql};
use education::Id;
use records::Staff;
use serde_json::{Value, json};
use testkit::{Answer, Browser, on_each_engine};

const COUNCIL: &str = "/notes/conseil/appreciations?classe=5B";

/// The names of the fields of a pupil's text, and of what it was showing.
fn names(page: &Answer, pupil: &str) -> (String, String) {
    let (before, _) = page
        .body
        .split_once(&format!(">{pupil}</label>"))
        .expect("the pupil's label");
    let (_, name) = before.rsplit_once("for=\"").expect("whose label it is");
    let name = name.trim_end_matches('"').to_owned();
    let shown = name.replacen('n', "v", 1);
    (name, shown)
}

/// The fields of texts: pupil, what is typed; each with what the page was showing.
pub(crate) fn texts(page: &Answer, typed: &[(&str, &str)]) -> String {
    let field = |(pupil, text): &(&str, &str)| {
        let (name, shown) = names(page, pupil);
        format!("&{name}={text}&{shown}={}", page.field(&shown))
    };
    typed.iter().map(field).collect()
}

/// What a field shows, and what it says that it showed.
fn said(page: &Answer, pupil: &str) -> (String, String) {
    let (name, shown) = names(page, pupil);
    (page.field(&name), page.field(&shown))
}

impl Here {
    pub(crate) fn texts(&self) -> String {
        format!("/notes/appreciations?cours={}", self.courses[0])
    }

    /// Makes the first teacher, and nobody else, answer for the classes.
    pub(crate) async fn make_principal(&self) {
        in_write!(self.portal.db(), db::Error, |tx| {
            let (staff,) = sql!(
                "SELECT s.id FROM staff s JOIN account a ON a.id = s.account WHERE a.login = 'prof'"
            )
            .one::<(Id<Staff>,)>(tx)
            .await?;
            sql!("DELETE FROM principal_teacher").run(tx).await?;
            sql!(
                "INSERT INTO principal_teacher (division, staff, starts_on) \
                 SELECT id, $1, $2 FROM division"
            )
            .bind(staff)
            .bind(self.portal.today())
            .run(tx)
            .await?;
            Ok(())
        })
        .unwrap();
    }
}

on_each_engine!(
    /// Invariant: what is typed is kept, on one line, and read back beside the average; one that is too long
    /// stops all and nothing typed is lost; sent twice, it is written once.
    a_text_is_typed,
    |which| async move {
        let here = Here::ready(which).await;
        here.add("Fractions", "1", "20").await.expect(303);
        let sheet = here.sheet().await;
        assert!(sheet.body.contains("/notes/appreciations?cours="));
        let marks = format!("cours={}{}", here.courses[0], cells(&sheet, &[(CLARA, 0, "12,5")]));
        here.teacher.post("/notes/carnet", &marks).await.expect(303);
        let page = here.teacher.get(&here.texts()).await.expect(200).shows("Moyenne : 12,5").shows("Pas de moyenne");
        let (of, long) = (format!("cours={}&periode=trimestre-1", here.courses[0]), "a".repeat(601));
        let form = format!("{of}{}", texts(&page, &[(CLARA, " Bon%0D%0Atrimestre. "), (HUGO, &long)]));
        let refused = here.teacher.post("/notes/appreciations", &form).await.expect(422)
            .shows(&format!("{HUGO} : L'appréciation compte 601 signes : 600 au plus."));
        assert_eq!(said(&refused, HUGO), (long, String::new()));
        assert!(said(&refused, CLARA).0.contains("Bon"));
        assert_eq!(said(&here.teacher.get(&here.texts()).await.expect(200), CLARA).0, "");
        let form = format!("{of}{}", texts(&page, &[(CLARA, " Bon%0D%0Atrimestre. "), (HUGO, "Des progrès.")]));
        let kept = here.teacher.post("/notes/appreciations", &form).await.expect(303).location.unwrap();
        here.teacher.get(&kept).await.expect(200).shows("2 appréciations sont enregistrées.");
        let again = here.teacher.post("/notes/appreciations", &form).await.expect(303).location.unwrap();
        here.teacher.get(&again).await.expect(200).shows("Rien n'avait changé.");
        let page = here.teacher.get(&here.texts()).await.expect(200);
        assert_eq!(said(&page, CLARA), ("Bon trimestre.".into(), "Bon trimestre.".into()));
        // Another part of the year is another text; the whole year is that of today.
        let other = here.teacher.get(&format!("{}&periode=trimestre-2", here.texts())).await.expect(200);
        assert_eq!(said(&other, CLARA).0, "");
        let year = here.teacher.get(&format!("{}&periode=annee", here.texts())).await.expect(200);
        assert_eq!(said(&year, HUGO).0, "Des progrès.");
        assert_eq!(here.acts("appreciations.typed").await, 1);
        assert!(here.acts("appreciations.seen").await >= 3);
        here.teacher.get("/notes/appreciations").await.expect(303);
        // Who does not teach it has no such page; who leads the school has.
        here.colleague.get(&here.texts()).await.expect(404);
        here.colleague.post("/notes/appreciations", &form).await.expect(404);
        assert_eq!(said(&here.head.get(&here.texts()).await.expect(200), HUGO).0, "Des progrès.");
    }
);

on_each_engine!(
    /// Invariant: of two windows the older writes nothing over what it did not see: both are shown, and
    /// validating again replaces; what a text said before is kept.
    two_windows_are_told,
    |which| async move {
        let here = Here::ready(which).await;
        let page = here.teacher.get(&here.texts()).await.expect(200);
        let of = format!("cours={}&periode=trimestre-1", here.courses[0]);
        let send = async |who: &Browser, typed: &[(&str, &str)], page: &Answer| {
            who.post("/notes/appreciations", &format!("{of}{}", texts(page, typed))).await
        };
        send(&here.head, &[(CLARA, "Bien.")], &page).await.expect(303);
        let both = send(&here.teacher, &[(CLARA, "Assez bien."), (HUGO, "Mieux.")], &page).await.expect(409)
            .shows(&format!("{CLARA} : enregistré « Bien. », vous avez saisi « Assez bien. »."));
        assert_eq!(said(&both, CLARA), ("Assez bien.".into(), "Bien.".into()));
        assert_eq!(said(&both, HUGO), ("Mieux.".into(), String::new()));
        assert_eq!(said(&here.teacher.get(&here.texts()).await.expect(200), HUGO).0, "");
        send(&here.teacher, &[(CLARA, "Assez bien."), (HUGO, "Mieux.")], &both).await.expect(303);
        let now = here.teacher.get(&here.texts()).await.expect(200);
        assert_eq!([CLARA, HUGO].map(|who| said(&now, who).0), ["Assez bien.", "Mieux."]);
        // Emptied, it says nothing; what it said is kept.
        send(&here.teacher, &[(CLARA, "")], &now).await.expect(303);
        assert_eq!(said(&here.teacher.get(&here.texts()).await.expect(200), CLARA).0, "");
        let before = sql!("SELECT version, text FROM appreciation_change ORDER BY version")
            .all::<(i64, String)>(&mut here.portal.db().read().await.unwrap()).await.unwrap();
        assert_eq!(before, [(1, "Bien.".to_owned()), (2, "Assez bien.".to_owned())]);
    }
);

on_each_engine!(
    /// Invariant: with a script each text is answered by itself: kept, refused, or told to be another by now;
    /// it leaves under the name of who typed it alone.
    each_text_leaves_by_itself,
    |which| async move {
        let here = Here::ready(which).await;
        let page = here.teacher.get(&here.texts()).await.expect(200);
        let of = format!("cours={}&periode=trimestre-1", here.courses[0]);
        let first = format!("{of}{}", texts(&page, &[(HUGO, "Sérieux.")]));
        here.head.post("/notes/appreciations", &first).await.expect(303);
        let gone = "n.030201.trimestre-2.00000000-0000-7000-8000-000000000001";
        let mine = format!("{of}&pour={}", page.field("pour"));
        let sent = format!("{mine}{}&{gone}=Bien.", texts(&page, &[(CLARA, " Bon  début."), (HUGO, "Léger.")]));
        let answer = here.teacher.put("/notes/appreciations", &sent).await.expect(200).body;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["notes"], json!({ names(&page, CLARA).0: "Bon début." }));
        assert!(answer["refus"][gone].as_str().unwrap().contains("plus dans la classe"));
        let conflict = json!({ "enregistre": "Sérieux.", "phrase": "Modifiée entre-temps : enregistré « Sérieux. »." });
        assert_eq!(answer["conflits"], json!({ names(&page, HUGO).0: conflict }));
        assert_eq!(answer["fait"], "1\u{a0}appréciation est enregistrée.");
        let long = format!("{mine}{}", texts(&page, &[(CLARA, &"é".repeat(601))]));
        let answer = here.teacher.put("/notes/appreciations", &long).await.expect(200).body;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["refus"][names(&page, CLARA).0], "L'appréciation compte 601 signes : 600 au plus.");
        here.head.put("/notes/appreciations", &sent).await.expect(403);
    }
);

on_each_engine!(
    /// Invariant: for the council speaks who answers for the class, or leads the school; who only teaches it
    /// reads its averages and writes nothing in its name.
    the_council_is_spoken_for,
    |which| async move {
        let here = Here::ready(which).await;
        here.make_principal().await;
        let page = here.teacher.get(COUNCIL).await.expect(200).shows("Pas de moyenne générale");
        let form = format!("classe=5B&periode=trimestre-1{}", texts(&page, &[(CLARA, "Félicitations.")]));
        here.teacher.post("/notes/conseil/appreciations", &form).await.expect(303);
        for (who, speaks) in [(&here.teacher, true), (&here.colleague, false), (&here.head, true)] {
            let council = who.get("/notes/conseil").await.expect(200);
            assert_eq!(council.body.contains("/notes/conseil/appreciations?classe=5B"), speaks);
        }
        here.colleague.get(COUNCIL).await.expect(403);
        here.colleague.post("/notes/conseil/appreciations", &form).await.expect(403);
        let put = format!("{form}&pour={}", page.field("pour"));
        here.colleague.put("/notes/conseil/appreciations", &put).await.expect(403);
        let page = here.head.get(COUNCIL).await.expect(200);
        assert_eq!(said(&page, CLARA).0, "Félicitations.");
        here.head.get("/notes/conseil/appreciations?classe=3Z").await.expect(404);
        here.head.get("/notes/conseil/appreciations").await.expect(303);
        // What the council says is no subject's.
        assert_eq!(said(&here.teacher.get(&here.texts()).await.expect(200), CLARA).0, "");
    }
);
