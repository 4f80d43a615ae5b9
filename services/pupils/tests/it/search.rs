//! The search of the banner.

use crate::*;

testkit::on_each_engine!(
    /// Invariant: the search finds pages that are open to the person, and pupils only for who
    /// reads records, at their school.
    the_search_shows_what_is_open, |which| async move {
        let portal = portal(which).await;
        let (here, there) = (school(&portal, HERE).await, declare(&portal, THERE).await);
        let office = secretary(&portal, here).await;
        office.get("/recherche").await.expect(200).shows("Que cherchez-vous");
        office.get("/recherche?q=abou").await.expect(200).shows("ABOU Inès");
        office.get("/recherche?q=abou+ines").await.expect(200).shows("ABOU Inès").hides("ABEL");
        office.get("/recherche?q=Inès+Abou").await.expect(200).shows("ABOU Inès");
        office.get("/recherche?q=fiches").await.expect(200).shows("Base élèves – Fiches individuelles");
        office.get("/recherche?q=zzz").await.expect(200).shows("Rien ne correspond");
        assert_eq!(office.get("/recherche?q=abou").await.field("q"), "abou");
        let elsewhere = secretary(&portal, there).await;
        elsewhere.get("/recherche?q=abou").await.expect(200).hides("Inès");
        let teacher = portal.signed_in_as(Function::Teacher, Some(here)).await;
        teacher.get("/recherche?q=abou").await.expect(200).shows("Rien ne correspond");
        teacher.get("/recherche?q=fiches").await.expect(200).hides("Fiches individuelles");
        let operator = portal.signed_in_as(Function::Operator, None).await;
        operator.get("/recherche?q=abou").await.expect(200).shows("Rien ne correspond");
    }
);
