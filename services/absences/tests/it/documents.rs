//! « Documents »: kept as they were produced, printed again, deleted by who may.

use crate::office::{Office, between, school};
use admission::Function;
use db::{in_write, sql};
use testkit::{Browser, on_each_engine};
use uuid::Uuid;

const LIST: &str = "/absences/documents";

/// A document of the office; gives its address.
async fn kept(office: &Office) -> String {
    let made = absences::demo::examples(office.portal.context.clone(), office.school).await;
    let made = made.expect("examples");
    let id = made.iter().find(|(name, _)| *name == "document");
    format!("{LIST}/{}", id.expect("a document").1)
}

/// The same again, so many times, each a minute and a day older than the one before; the third
/// of them are letters.
async fn copies(office: &Office, count: i64) {
    let now = office.portal.now();
    in_write!(office.portal.db(), db::Error, |tx| {
        for n in 1..=count {
            let then = now - chrono::Duration::days(n % 40) - chrono::Duration::minutes(n);
            sql!(
                "INSERT INTO absence_document (id, school, form_id, kind, title, pieces, made_at, made_on, \
                 made_by, content) SELECT $1, school, $1, $2, $3, $4, $5, $6, made_by, content \
                 FROM absence_document WHERE title = 'Bilan d''exemple'"
            )
            .bind(Uuid::now_v7())
            .bind(if n % 3 == 0 { "letters" } else { "report" })
            .bind(format!("Copie {n:03}"))
            .bind(n)
            .bind(then)
            .bind(then.date_naive())
            .run(tx)
            .await?;
        }
        Ok(())
    })
    .expect("copies");
}

/// The titles of a page, in order, and the address of the next one.
async fn page(browser: &Browser, address: &str) -> (Vec<String>, Option<String>) {
    let page = browser.get(address).await.expect(200);
    let rows = page.body.split("role=\"rowheader\">").skip(1);
    let titles = rows.filter_map(|row| between(row, ">", "</a>"));
    let next = page.body.split("href=\"").find(|rest| {
        let address = rest.split('"').next().unwrap_or_default();
        address.contains("apres=")
    });
    let next = next.and_then(|rest| {
        rest.split('"')
            .next()
            .map(|href| href.replace("&amp;", "&"))
    });
    (titles.collect(), next)
}

on_each_engine!(
    /// Invariant: what was produced is listed with what it is, when and by whom, and printed again
    /// word for word; each print is a trace.
    a_document_is_printed_again,
    |which| async move {
        let office = Office::bare(which).await;
        office.assistant.get(LIST).await.expect(200).shows("Aucun document");
        let address = kept(&office).await;
        office.assistant.get(LIST).await.expect(200)
            .shows("Bilan d'exemple Bilan 0 ligne 24/11/2026")
            .shows("Exemple");
        assert_eq!(office.lines("document.made").await, 1);
        assert_eq!(office.lines("documents.listed").await, 2);
        office.assistant.get(&address).await.expect(200)
            .shows("Imprimer à nouveau (PDF)").shows("mardi 24 novembre");
        assert_eq!(office.lines("document.printed").await, 0);
        for times in 1..=2 {
            let pdf = office.assistant.get(&format!("{address}/pdf")).await.expect(200);
            let printed: print::Document = serde_json::from_str(&pdf.body).expect("a description");
            assert_eq!(printed.title, "Bilan d'exemple");
            assert_eq!(printed.author, "Collège Les Tilleuls");
            assert_eq!(printed.date, "2026-11-24".parse().expect("a day"));
            assert_eq!(office.lines("document.printed").await, times);
        }
        let teacher = office.portal.signed_in_as(Function::Teacher, Some(office.school)).await;
        for page in [LIST.to_owned(), address.clone(), format!("{address}/pdf")] {
            teacher.get(&page).await.expect(403);
        }
    }
);

on_each_engine!(
    /// Invariant: the newest first, page after page, none twice and none lost; filters hold from
    /// one page to the next.
    documents_are_read_page_by_page,
    |which| async move {
        let office = Office::bare(which).await;
        kept(&office).await;
        copies(&office, 119).await;
        let reader = &office.assistant;
        let (first, next) = page(reader, LIST).await;
        let (second, more) = page(reader, &next.expect("a second page")).await;
        let (third, end) = page(reader, &more.expect("a third page")).await;
        assert_eq!((first.len(), second.len(), third.len(), end), (50, 50, 20, None));
        assert_eq!(first[0], "Bilan d'exemple");
        assert_eq!(first[1], "Copie 040", "of the same day, a minute older each");
        let mut all = [first, second, third].concat();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 120);
        let letters = format!("{LIST}?type=letters");
        let (titles, end) = page(reader, &letters).await;
        assert_eq!((titles.len(), end), (39, None));
        let reports = format!("{LIST}?type=report&du=2026-10-16&au=2026-11-24");
        let (first, next) = page(reader, &reports).await;
        let next = next.expect("a second page");
        assert!(next.contains("type=report") && next.contains("du=2026-10-16"), "{next}");
        let (second, end) = page(reader, &next).await;
        assert_eq!((first.len(), second.len(), end), (50, 31, None));
        let (titles, _) = page(reader, &format!("{LIST}?du=2026-11-24&au=2026-11-24")).await;
        assert_eq!(titles, ["Bilan d'exemple", "Copie 040", "Copie 080"]);
        reader.get(&format!("{LIST}?du=2027-01-01")).await.expect(200)
            .shows("Aucun document ne répond");
        let wrong = reader.get(&format!("{LIST}?du=hier")).await.expect(422)
            .shows("Ce n'est pas une date.");
        assert!(wrong.body.contains("value=\"hier\""), "{}", wrong.body);
    }
);

on_each_engine!(
    /// Invariant: a document is of its own school; only those who set how absences work delete
    /// one, after they were asked, and once.
    a_document_is_deleted_by_who_may,
    |which| async move {
        let office = Office::bare(which).await;
        let address = kept(&office).await;
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        let deletion = format!("{address}/suppression");
        for page in [&address, &format!("{address}/pdf"), &deletion] {
            neighbour.get(page).await.expect(404);
        }
        neighbour.post(&deletion, "").await.expect(404);
        neighbour.get(LIST).await.expect(200).shows("Aucun document");
        office.assistant.get(&address).await.expect(200).hides("Supprimer");
        office.assistant.get(&deletion).await.expect(403);
        office.assistant.post(&deletion, "").await.expect(403);
        office.head.get(&address).await.expect(200).shows("Supprimer");
        office.head.get(&deletion).await.expect(200)
            .shows("ne pourra plus être imprimé à nouveau").shows("Bilan d'exemple");
        assert_eq!(office.lines("document.deleted").await, 0);
        let answer = office.head.post(&deletion, "").await.expect(303);
        let to = answer.location.expect("the list");
        office.head.get(&to).await.expect(200)
            .shows("Le document est supprimé.").shows("Aucun document");
        office.head.post(&deletion, "").await.expect(404);
        office.head.get(&address).await.expect(404);
        assert_eq!(office.lines("document.deleted").await, 1);
    }
);
