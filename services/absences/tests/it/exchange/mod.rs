//! « Import/Export »: a table taken away comes back the same; nothing is written before one has seen
//! it, all of it once, and nobody is told.

mod export;
mod import;
mod lesson_and_scope;
mod undo;

use crate::office::Office;
use db::sql;
use testkit::Answer;
use web::Input;

const PAGE: &str = "/absences/import-export";
const ALL: &str = "/absences/import-export/export?secrets=1";
const HEADER: &str =
    "Nom;Prénom;Nature;Date de début;Heure de début;Date de fin;Heure de fin;Minutes;Motif\n";

/// Motifs that a spreadsheet, or a reader, might take for something else.
const ODD: [&str; 5] = ["=1+1;\"x\"", "'=2", "''-3", "@ « é »", "Deux\nlignes"];

async fn give(office: &Office, name: &str, file: &[u8]) -> Answer {
    office
        .head
        .upload(PAGE, &[], &[("fichier", name, file)])
        .await
}

/// Deposits a table, which is read; gives its page.
async fn deposit(office: &Office, file: &str) -> String {
    let given = give(office, "saisies.csv", file.as_bytes()).await;
    given.expect(303).location.unwrap()
}

async fn accept(office: &Office, draft: &str) -> Answer {
    let page = office.head.get(draft).await.expect(200);
    let form = format!("vu={}", page.field("vu"));
    office.head.post(&format!("{draft}/importer"), &form).await
}

/// Deposits and imports a table; gives its page.
async fn bring(office: &Office, file: &str) -> String {
    let draft = deposit(office, file).await;
    accept(office, &draft).await.expect(303);
    draft
}

async fn exported(office: &Office) -> String {
    office.head.get(ALL).await.expect(200).body
}

async fn count(office: &Office, which: &str) -> i64 {
    let statement = match which {
        "standing" => sql!("SELECT COUNT(*) FROM absence WHERE cancelled_at IS NULL"),
        "all" => sql!("SELECT COUNT(*) FROM absence"),
        "notices" => sql!("SELECT COUNT(*) FROM absence_notice"),
        _ => sql!("SELECT COUNT(*) FROM message"),
    };
    let mut read = office.portal.db().read().await.unwrap();
    statement.one::<(i64,)>(&mut read).await.unwrap().0
}

async fn add_reasons(office: &Office) {
    // The list begins with those of the program.
    office.head.get("/absences/motifs").await.expect(200);
    for label in ODD {
        let form = Input::of([("libelle", label)]).encoded();
        office
            .head
            .post("/absences/motifs/nouveau", &form)
            .await
            .expect(303);
    }
}
