//! A guardian explains an absence; the office accepts, or refuses with a word.

use crate::{
    family::{Home, pair},
    office::{CLARA, INES, Office, between, choices},
};
use admission::{Family, Function};
use db::{in_write, sql};
use identity::Holder;
use image::{ExtendedColorType, ImageEncoder as _, codecs::jpeg::JpegEncoder};
use testkit::{Answer, Browser, on_each_engine};

const RECEIVED: &str = "/absences/suivi?onglet=familles";

/// A photograph of a paper, larger than what is kept, with what a camera writes beside.
fn photograph() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0\x08\0\0\0\x1a\0\0\0\0\0\0\0".to_vec();
    exif.extend(b"SECRETE\0");
    encoder.set_exif_metadata(exif).unwrap();
    let points = vec![200; 1_700 * 1_275 * 3];
    encoder
        .write_image(&points, 1_700, 1_275, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

/// The address of the page that explains the entry of today.
async fn explaining(home: &Home) -> String {
    let page = home.guardian.get(&home.page).await.expect(200);
    let start = format!("href=\"{}/", home.page);
    let id = between(&page.body, &start, "/explication").expect("« Justifier »");
    format!("{}/{id}/explication", home.page)
}

async fn send(
    browser: &Browser,
    page: &str,
    form: &str,
    (reason, words): (&str, &str),
    photo: &[u8],
) -> Answer {
    let fields = [("form_id", form), ("motif", reason), ("explication", words)];
    match photo {
        [] => browser.upload(page, &fields, &[("photo", "", b"")]).await,
        bytes => {
            browser
                .upload(page, &fields, &[("photo", "mot.jpg", bytes)])
                .await
        }
    }
}

/// The addresses of what waits, for the office.
async fn waiting(office: &Office) -> Vec<String> {
    let page = office.assistant.get(RECEIVED).await.expect(200);
    let links = page.body.split("href=\"/absences/explications/").skip(1);
    let ids = links.filter_map(|rest| rest.split('"').next());
    ids.map(|id| format!("/absences/explications/{id}"))
        .collect()
}

on_each_engine!(
    /// Invariant: what a guardian sends waits, once however often it is sent; it reaches the office of that
    /// school, whose answer the guardian reads; accepted, it is the entry's reason, in the same act.
    an_explanation_goes_to_the_office_and_comes_back,
    |which| async move {
        let home = Home::of(which).await;
        let office = &home.office;
        home.typed(("08:30", "12:30"), "").await;
        home.guardian.get(&home.page).await.expect(200).shows("Justifier");
        let page = explaining(&home).await;
        let form = home.guardian.get(&page).await.expect(200);
        // Those that guardians may choose, and no others.
        let form = form.shows("Panne de réveil").hides("Exclusion").hides("Motif connu de la direction");
        let reasons = choices(&form.body, "motif");
        let id = form.field("form_id");
        let told = (reasons[2].as_str(), "Un enterrement.");
        for _ in 0..2 {
            send(&home.guardian, &page, &id, told, &[]).await.expect(303);
        }
        let again = send(&home.guardian, &page, &uuid::Uuid::now_v7().to_string(), told, &[]).await;
        again.expect(303);
        let page_now = home.guardian.get(&page).await.expect(200);
        page_now.shows("8 h 40 : en attente").shows("Un enterrement.").hides("Envoyer à la vie scolaire");
        home.guardian.get(&home.page).await.expect(200).shows("en attente").shows("Voir l'explication");
        let received = waiting(office).await;
        assert_eq!(received.len(), 1);
        // Refused with a word, and never without.
        let refusal = format!("{}/refus", received[0]);
        office.assistant.get(&received[0]).await.expect(200).shows("Un enterrement.").shows(CLARA);
        office.assistant.post(&refusal, "reponse=").await.expect(422).shows("pourquoi cette explication");
        office.assistant.post(&refusal, "reponse=Il manque le faire-part.").await.expect(303);
        assert_eq!(waiting(office).await, Vec::<String>::new());
        let refused = home.guardian.get(&page).await.expect(200);
        let refused = refused.shows("refusé le").shows("Il manque le faire-part.").shows("Envoyer à la vie scolaire");
        // Another, with a paper; it is accepted with the reason that the family chose.
        let id = refused.field("form_id");
        send(&home.guardian, &page, &id, (reasons[2].as_str(), ""), &photograph()).await.expect(303);
        let received = waiting(office).await;
        let shown = office.assistant.get(&received[0]).await.expect(200);
        assert_eq!(crate::office::selected(&shown.body, "motif"), reasons[2]);
        let accept = format!("{}/acceptation", received[0]);
        let with = |version: &str| format!("motif={}&justificatif=&version={version}", reasons[2]);
        office.assistant.post(&accept, &with("7")).await.expect(409).shows("La saisie a changé");
        assert_eq!(waiting(office).await.len(), 1);
        let version = shown.field("version");
        office.assistant.post(&accept, &with(&version)).await.expect(303);
        // Sent again, or refused in another window: what was decided stands.
        office.assistant.post(&accept, &with(&version)).await.expect(303);
        office.assistant.post(&format!("{}/refus", received[0]), "reponse=Non").await.expect(303);
        office.assistant.get(&received[0]).await.expect(200).shows("est acceptée");
        assert_eq!(waiting(office).await.len(), 0);
        let read = home.guardian.get(&home.page).await.expect(200);
        read.shows("Réunion solennelle de famille").shows("Justifié").shows("accepté le").hides("À justifier");
        for (act, lines) in [("sent", 2), ("accepted", 1), ("refused", 1)] {
            assert_eq!(office.lines(&format!("justification.{act}")).await, lines, "{act}");
        }
        office.assistant.get("/absences/suivi?onglet=motif").await.expect(200).hides(CLARA);
    }
);

on_each_engine!(
    /// Invariant: the paper is kept upright, small, without what the camera wrote, and is given to the office
    /// of the school and to the guardian who sent it; to nobody else, whoever they are to the child.
    a_paper_is_theirs_and_the_office_s,
    |which| async move {
        let home = Home::of(which).await;
        let office = &home.office;
        let (portal, school) = (&office.portal, office.school);
        home.set_open(Family::Pupil, true).await;
        home.typed(("08:30", "12:30"), "").await;
        let page = explaining(&home).await;
        let form = home.guardian.get(&page).await.expect(200);
        let reason = choices(&form.body, "motif")[0].clone();
        send(&home.guardian, &page, &form.field("form_id"), (&reason, ""), &photograph()).await.expect(303);
        let shown = home.guardian.get(&page).await.expect(200);
        let theirs = between(&shown.body, "src=\"/enfants/", "\"").expect("the picture");
        let theirs = format!("/enfants/{theirs}");
        let paper = home.guardian.get(&theirs).await.expect(200);
        assert_eq!(paper.headers["content-type"], "image/jpeg");
        assert!(!paper.bytes.windows(7).any(|some| some == b"SECRETE"));
        let read = image::load_from_memory(&paper.bytes).unwrap();
        assert_eq!((read.width(), read.height()), (1_600, 1_200));
        let received = waiting(office).await.remove(0);
        let paper = office.assistant.get(&format!("{received}/photo")).await.expect(200);
        assert_eq!(paper.headers["content-type"], "image/jpeg");
        assert_eq!(office.lines("justification.photo_seen").await, 2);
        // Another guardian of the same child reads the entry, and nothing of what was sent.
        let stranger = Holder::Guardian(education::Id::new());
        let (other, link) = portal.of_family(pair(office, &home.clara, stranger)).await;
        let own = theirs.replace(&home.child, &format!("/enfants/{link}"));
        other.get(&own).await.expect(404);
        other.get(&page.replace(&home.child, &format!("/enfants/{link}"))).await.expect(200)
            .hides("en attente").shows("Envoyer à la vie scolaire");
        other.get(&format!("/enfants/{link}/absences")).await.expect(200).hides("en attente");
        other.get(&theirs).await.expect(404);
        // The pupil reads the entry alone, and explains nothing.
        let (pupil, own) = portal.of_family(pair(office, &home.clara, Holder::Pupil)).await;
        let alone = pupil.get(&format!("/moi/{own}/absences")).await.expect(200);
        alone.shows("À justifier").hides("Justifier").hides("en attente");
        pupil.get(&page).await.expect(404);
        pupil.get(&theirs.replace(&home.child, &format!("/moi/{own}"))).await.expect(404);
        // At the school, who has no business with absences; elsewhere, anybody.
        let teacher = portal.signed_in_as(Function::Teacher, Some(school)).await;
        let elsewhere = portal.place("0990002P", "Collège Victor-Hugo").await;
        let neighbour = portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        for (who, status) in [(&teacher, 403), (&neighbour, 404), (&home.guardian, 403)] {
            for address in [received.clone(), format!("{received}/photo")] {
                who.get(&address).await.expect(status);
            }
            who.post(&format!("{received}/refus"), "reponse=Non").await.expect(status);
        }
        neighbour.get(RECEIVED).await.expect(200).hides(CLARA);
        assert_eq!(waiting(office).await.len(), 1);
        // An entry of another child is none of theirs.
        let ines = office.entry(INES).await;
        let away = pair(office, &ines, Holder::Guardian(ines.recipients[0].parse().unwrap()));
        let (aside, link) = portal.of_family(away).await;
        let foreign = page.replace(&home.child, &format!("/enfants/{link}"));
        aside.get(&foreign).await.expect(404);
        send(&aside, &foreign, "", (&reason, "Malade."), &[]).await.expect(404);
        home.set_open(Family::Guardian, false).await;
        home.guardian.get(&theirs).await.expect(403);
        send(&home.guardian, &page, "", (&reason, "Malade."), &[]).await.expect(403);
    }
);

on_each_engine!(
    /// Invariant: what is no picture, or too large, is refused and says why, with what was typed; nothing is
    /// kept of it. What the school does not offer is not chosen.
    a_hostile_file_is_refused,
    |which| async move {
        let home = Home::of(which).await;
        home.typed(("08:30", "12:30"), "").await;
        let page = explaining(&home).await;
        let form = home.guardian.get(&page).await.expect(200);
        let reasons = choices(&form.body, "motif");
        let id = form.field("form_id");
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(300, 200).write_to(&mut png, image::ImageFormat::Png).unwrap();
        let (png, large) = (png.into_inner(), vec![0xff; 11 << 20]);
        for (file, why) in [
            (b"<svg onload=alert(1)>".to_vec(), "Ce n'est pas une image"),
            (b"%PDF-1.7 ".to_vec(), "Ce n'est pas une image"),
            (heic, "HEIC"),
            (png[..png.len() / 2].to_vec(), "abîmée"),
            (large, "dépasse 10 Mo"),
        ] {
            let told = (reasons[0].as_str(), "Gardé tel quel.");
            let refused = send(&home.guardian, &page, &id, told, &file).await.expect(422);
            let refused = refused.shows(why).shows("Gardé tel quel.");
            assert!(refused.body.contains("href=\"#photo\""), "{why}");
            assert_eq!(crate::office::selected(&refused.body, "motif"), reasons[0], "{why}");
        }
        let all = home.reasons();
        for told in [(all[11].as_str(), "Exclu."), ("", "Rien."), (reasons[0].as_str(), "")] {
            send(&home.guardian, &page, &id, told, &[]).await.expect(422);
        }
        let (kept,): (i64,) = sql!("SELECT COUNT(*) FROM absence_justification")
            .one(&mut home.office.portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(kept, 0);
    }
);

on_each_engine!(
    /// Invariant: what families sent goes with the absences that it is about, at the end of their year.
    what_was_sent_is_kept_for_its_year,
    |which| async move {
        let office = Office::bare(which).await;
        absences::demo::examples(office.portal.context.clone(), office.school).await.expect("one");
        let left = async || {
            let (left,): (i64,) = sql!("SELECT (SELECT COUNT(*) FROM absence_justification) + \
                 (SELECT COUNT(*) FROM absence_justification_photo)")
                .one(&mut office.portal.db().read().await.unwrap())
                .await
                .unwrap();
            left
        };
        for (day, kept) in [("2027-07-31", 2), ("2027-08-01", 0)] {
            let now = format!("{day}T08:00:00Z").parse().unwrap();
            for retention in absences::manifest().retention {
                let cutoff = retention.keep.cutoff(now);
                in_write!(office.portal.db(), db::Error, |tx| { (retention.purge)(tx, cutoff).await }).unwrap();
            }
            assert_eq!(left().await, kept, "{day}");
        }
    }
);
