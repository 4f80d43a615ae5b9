//! The list, its filters, its file.

use crate::*;

/// The names of a page's table, in order.
fn names(page: &testkit::Answer) -> Vec<String> {
    let rows = page
        .body
        .split("<th scope=\"row\" role=\"rowheader\">")
        .skip(1);
    let cells = rows.filter_map(|row| row.split("</th>").next());
    let text = |cell: &str| cell.split(['<', '>']).nth(2).unwrap_or(cell).to_owned();
    cells.map(text).collect()
}

testkit::on_each_engine!(
    /// Invariant: the list says who works here this year, what they do, what they teach to whom,
    /// of which class they are the principal teacher, and that they have no account.
    the_list_says_who_works_here, |which| async move {
        let house = house(which).await;
        let page = house.head.get("/personnels").await.expect(200)
            .shows("5 personnes, dont 4 sans compte")
            .shows("Enseignant").shows("MATHS : 5B").shows("020700 : LATIN")
            .shows("Professeur principal de 5B")
            .shows("Éducation (CPE)").shows("Direction (proposé)").shows("Documentation")
            .shows("Sans compte").shows("NOM-CHEF Camille");
        assert_eq!(page.body.matches("Professeur principal").count(), 1);
        assert_eq!(names(&page), ["ABADIE Marc", "LEFORT Hélène", "MOREL Anne", "NOM-CHEF Camille", "ROUX Élodie"]);
        assert_eq!(house.count("staff.listed").await, 1, "a look leaves its line");
        let id = house.staff("ROUX").await;
        house.head.get(&format!("/personnels/{id}")).await.expect(200)
            .shows("ROUX Élodie").shows("MATHS : 5B").shows("Sans compte").shows("Ouvrir le compte");
        assert_eq!(house.count("staff.seen").await, 1, "a look leaves its line");
    }
);

testkit::on_each_engine!(
    /// Invariant: names are found by any part, accents and case apart; the filters leave who they
    /// say, the sort goes both ways, and the file holds what the list shows.
    a_list_is_narrowed_and_sorted, |which| async move {
        let house = house(which).await;
        house.open("ROUX", "enseignant").await;
        for (query, expected) in [
            ("nom=elodie", &["ROUX Élodie"][..]),
            ("nom=ROUX+éL", &["ROUX Élodie"]),
            ("nom=helene+lefort", &["LEFORT Hélène"]),
            ("nom=zzz", &[]),
            ("compte=sans", &["ABADIE Marc", "LEFORT Hélène", "MOREL Anne"]),
            ("compte=choisir", &["NOM-CHEF Camille", "ROUX Élodie"]),
            ("compte=actif", &[]),
            ("compte=sans&nom=m&sens=desc", &["MOREL Anne", "ABADIE Marc"]),
            ("tri=fonction&compte=sans", &["LEFORT Hélène", "ABADIE Marc", "MOREL Anne"]),
            ("tri=compte&sens=desc&nom=ro", &["ROUX Élodie"]),
        ] {
            let query = query.replace('é', "%C3%A9");
            let page = house.head.get(&format!("/personnels?{query}")).await.expect(200);
            assert_eq!(names(&page), expected, "{query}");
        }
        house.head.get("/personnels?nom=zzz").await.shows("Personne ne correspond");
        let file = house.head.get("/personnels/export?compte=choisir&nom=roux").await.expect(200);
        let lines: Vec<&str> = file.body.trim_end().lines().collect();
        assert_eq!(lines.len(), 2, "{}", file.body);
        assert_eq!(
            lines[1],
            "\"MME\";\"ROUX\";\"Élodie\";\"Enseignant\";\"020700 : LATIN ; MATHS : 5B\";\
             \"Professeur principal de 5B\";\"Mot de passe à choisir\";\"eroux\";\"Enseignement\""
                .replace("MME", &civility(&house).await)
        );
        assert_eq!(house.count("staff.exported").await, 1);
    }
);

async fn civility(house: &House) -> String {
    let mut read = house.read().await;
    let row = sql!("SELECT civility FROM staff WHERE surname = 'ROUX'");
    row.one::<(String,)>(&mut read).await.expect("ROUX").0
}

testkit::on_each_engine!(
    /// Invariant: a school sees its people and nobody else's, nor their accounts.
    each_school_sees_its_own, |which| async move {
        let house = house(which).await;
        let there = declare(&house.portal, THERE, "Lycée du Parc").await;
        import(&house.portal, sts(THERE, &[(9, "VOISIN", "Paul", "ENS")], &[9], &[])).await;
        let voisin = house.staff("VOISIN").await;
        house.head.get("/personnels").await.expect(200).hides("VOISIN");
        house.head.get(&format!("/personnels/{voisin}")).await.expect(404);
        house.head.get("/personnels/export").await.expect(200).hides("VOISIN");
        let form = format!("personne={voisin}&fonction-{voisin}=enseignant");
        house.head.post("/personnels/comptes", &form).await.expect(404);
        house.head.post("/personnels/liens", &form).await.expect(404);
        let neighbour = house.portal.signed_in_as(Function::Head, Some(there)).await;
        neighbour.post("/personnels/comptes", &form).await.expect(200).shows("pvoisin");
        let account = house.account_of("pvoisin").await;
        house.head.get(&format!("/personnels/{account}")).await.expect(404);
        house.head.post(&format!("/personnels/{account}/acces"), "fonction=chef").await.expect(404);
        house.head.post(&format!("/personnels/{account}/retrait"), "").await.expect(404);
        assert_eq!(house.opened("pvoisin", there).await, [Function::Teacher]);
        assert!(house.opened("pvoisin", house.school).await.is_empty());
    }
);

testkit::on_each_engine!(
    /// Invariant: a school without people is told where they come from; whoever is not of the
    /// direction has no business here.
    an_empty_school_is_told_what_to_do, |which| async move {
        let portal = portal(which).await;
        let school = declare(&portal, HERE, "Collège Les Tilleuls").await;
        let head = portal.signed_in_as(Function::Head, Some(school)).await;
        head.get("/personnels").await.expect(200)
            .shows("Aucun personnel n'est encore connu ici").shows("Importer STS");
        for function in [Function::Cpe, Function::Secretary, Function::Teacher] {
            portal.signed_in_as(function, Some(school)).await.get("/personnels").await.expect(403);
        }
        portal.signed_in_as(Function::DeputyHead, Some(school)).await.get("/personnels").await.expect(200);
    }
);

testkit::on_each_engine!(
    /// Invariant: the list of a school where nobody is known says how people come: by STS, which
    /// knows no primary school; there they are added by hand.
    an_empty_list_says_what_to_do, |which| async move {
        let portal = portal(which).await;
        for (uai, kind, does, does_not) in [
            (HERE, SchoolKind::College, "Importer STS", "les personnes de l'école"),
            (THERE, SchoolKind::Ecole, "Ajouter une personne", "Importer STS"),
        ] {
            let school = {
                let uai = Uai::parse(uai, UaiPolicy::Demo).expect("a UAI");
                let now = portal.now();
                db::in_write!(portal.db(), db::Error, |tx| {
                    records::declare_school(tx, &uai, "Un établissement", kind, now).await
                }).expect("a school")
            };
            let head = portal.signed_in_as(Function::Head, Some(school)).await;
            let page = head.get("/personnels").await.expect(200);
            page.shows(does).hides(does_not);
        }
    }
);
