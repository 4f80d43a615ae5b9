use crate::{operator, portal};
use admission::Function;
use audit::{Actor, Line};
use db::{in_write, sql};
use education::{Id, Pupil};
use testkit::{Portal, on_each_engine};

async fn write(portal: &Portal, lines: &[Line]) {
    let now = portal.now();
    in_write!(portal.db(), db::Error, |tx| {
        for line in lines {
            audit::note(tx, now, line).await?;
        }
        Ok(())
    })
    .unwrap();
}

async fn verified(portal: &Portal) -> operations::AuditCheck {
    let context = &portal.context;
    operations::verify_audit(&context.db, &context.keys, portal.now())
        .await
        .unwrap()
}

on_each_engine!(
    /// Invariant: a line that was changed is seen, and the page says in which batch.
    tampering_is_shown,
    |which| async move {
        let portal = portal(which).await;
        let operator = operator(&portal).await;
        operator.get("/exploitation/audit").await.expect(200)
            .shows("La chaîne n'a pas encore été relue");
        for detail in ["un", "deux", "trois"] {
            write(&portal, &[Line::new(Actor::PROGRAM, "register.imported").detail(detail)]).await;
            audit::seal_pending(portal.db(), &portal.context.keys, portal.now()).await.unwrap();
        }
        assert!(verified(&portal).await.whole);
        operator.get("/exploitation/audit").await.shows("La chaîne est entière");
        in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE audit_line SET detail = 'faux' WHERE detail = 'deux'").run(tx).await
        })
        .unwrap();
        let check = verified(&portal).await;
        assert!(!check.whole);
        // The first batch also sealed the look above; « deux » is alone in the second.
        assert_eq!(check.sentence, "La chaîne est rompue au lot 2 : une ligne a été modifiée.");
        operator.get("/exploitation/audit").await.shows(&check.sentence);
        operator.get("/exploitation").await.shows(&check.sentence).shows("à réparer");
    }
);

on_each_engine!(
    /// Invariant: whoever reads the audit, or takes it away, leaves a line with what was asked.
    reading_leaves_a_line,
    |which| async move {
        let portal = portal(which).await;
        let officer = portal.signed_in_as(Function::DataProtectionOfficer, None).await;
        let pupil = Id::<Pupil>::new();
        officer.get(&format!("/exploitation/audit?objet={pupil}")).await.expect(200);
        officer.get("/exploitation/audit.csv?acte=session").await.expect(200);
        let mut read = portal.db().read().await.unwrap();
        let lines = audit::latest(&mut read, &audit::Filter::default(), 10).await.unwrap();
        let said: Vec<_> = lines.iter().map(|l| (l.act.as_str(), l.detail.as_str())).collect();
        let asked = format!("objet {pupil}");
        assert_eq!(
            said,
            [("audit.exported", "acte session ; 0 lignes"), ("audit.read", asked.as_str())]
        );
        assert!(lines.iter().all(|line| line.account.is_some()));
    }
);

on_each_engine!(
    /// Filters, names, plain words, pages by key.
    the_audit_is_found_again,
    |which| async move {
        let portal = portal(which).await;
        let account = portal.account("claire.perrin", &[Function::Operator], None).await;
        let browser = portal.browser(account, None).await;
        let me = Actor { account: Some(account), school: None };
        let pupil = Id::<Pupil>::new();
        let many: Vec<Line> = (0..60)
            .map(|n| Line::new(Actor::PROGRAM, "sms.prepared").detail(format!("n{n:02}.")))
            .collect();
        write(&portal, &many).await;
        write(&portal, &[
            Line::new(me, "pupil.seen").on("pupil", pupil),
            Line::new(me, "acte.inconnu").detail("=1+1"),
        ]).await;
        let page = browser.get("/exploitation/audit").await.expect(200)
            .shows("Fiche d'élève consultée").shows("acte.inconnu").shows("SMS préparé")
            .shows("Camille Nom-claire.perrin").shows("Préau").hides("n05.");
        let next = page.body.split("href=\"").find(|href| href.contains("apres="))
            .and_then(|href| href.split('"').next()).expect("a next page").replace("&amp;", "&");
        browser.get(&next).await.expect(200).shows("Enregistrement(s) 51 à").shows("n05.").hides("n55.");
        let tampered = next.replace("apres=", "apres=00");
        browser.get(&tampered).await.expect(200).shows("n55.");
        browser.get("/exploitation/audit?acte=pupil.seen").await
            .shows("Fiche d'élève consultée").hides("n55.");
        browser.get(&format!("/exploitation/audit?objet={pupil}")).await
            .shows("élève").hides("n55.");
        browser.get("/exploitation/audit?personne=claire.perrin").await
            .shows("acte.inconnu").hides("n55.");
        browser.get("/exploitation/audit?personne=personne").await.expect(422)
            .shows("Aucun compte n'a cet identifiant");
        browser.get("/exploitation/audit?objet=12").await.expect(422);
        let file = browser.get("/exploitation/audit.csv?personne=claire.perrin").await.expect(200);
        assert!(file.body.contains("\"Fiche d'élève consultée\";\"pupil.seen\";\"élève\""));
        assert!(file.body.contains("\"'=1+1\""), "{}", file.body);
        assert!(!file.body.contains("n55."));
        browser.get("/exploitation/audit.csv?objet=12").await.expect(400);
    }
);

on_each_engine!(
    /// A verification is asked for once a minute at most, and done by the night's job.
    a_verification_is_asked_for,
    |which| async move {
        let portal = portal(which).await;
        let operator = operator(&portal).await;
        for _ in 0..2 {
            operator.post("/exploitation/audit/verification", "").await.expect(303);
        }
        let kinds: Vec<_> = operations::jobs([].into(), None)
            .into_iter()
            .map(|mut kind| { kind.daily_at = None; kind })
            .collect();
        let worker = jobs::Worker::new(portal.context.clone(), kinds);
        assert_eq!(worker.pass().await.unwrap(), 1);
        operator.get("/exploitation/audit").await
            .shows("La chaîne est entière : 1 lot, 1 ligne relue.")
            .shows("Vérification du journal demandée");
    }
);
