//! « Voir comme un parent »: the marks of nobody, by the school's own rule.

use crate::{
    family::YESTERDAY,
    school::{CLARA, Here},
};
use testkit::on_each_engine;

const PREVIEW: &str = "/apercu/enfants/notes";

on_each_engine!(
    /// Invariant: the head reads what a guardian would, by the rule that the school chose, of a child who is
    /// nobody: no mark of anybody's, no line that somebody looked, and nobody else comes in.
    the_head_sees_what_families_see,
    |which| async move {
        let here = Here::ready(which).await;
        here.give(0, "Dictée secrète", YESTERDAY, ("1", "20")).await;
        here.type_in(0, &[(CLARA, 0, "3")]).await;
        let head = &here.head;
        head.get(PREVIEW).await.expect(200).shows("Camille EXEMPLE").shows("élève fictif")
            .shows("n'a pas encore choisi quand").hides("Contrôle");
        here.choose("fil").await;
        for (page, title) in [(PREVIEW, "Camille EXEMPLE"), ("/apercu/moi/notes", "Camille EXEMPLE")] {
            head.get(page).await.expect(200).shows(title).shows("Contrôle").shows("14 / 20")
                .hides("Contrôle à venir").hides("Dictée secrète");
        }
        head.get("/apercu/enfants/notes/equipe").await.expect(200).shows("Disciplines et enseignants");
        head.get("/apercu/enfants/notes/bulletins").await.expect(200).shows("Aucun bulletin n'est publié");
        // What was read stays, as it does for families.
        here.choose("echeance").await;
        head.get(PREVIEW).await.expect(200).shows("Contrôle").hides("Contrôle à venir");
        here.teacher.get(PREVIEW).await.expect(403);
        let (guardian, _) = here.guardian(CLARA).await;
        guardian.get(PREVIEW).await.expect(403);
        let looks = audit::Filter {
            act: Some("marks.family_read".into()),
            ..audit::Filter::default()
        };
        let mut read = here.portal.db().read().await.unwrap();
        assert_eq!(audit::latest(&mut read, &looks, 10).await.unwrap().len(), 0);
    }
);
