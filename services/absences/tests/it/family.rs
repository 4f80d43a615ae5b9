//! « Absences », as families read them: their own child's, what is published, and as soon as it is typed.

use crate::office::{CLARA, Entry, HUGO, Office, choices, typed};
use admission::Family;
use db::sql;
use education::{Account, Id};
use exchange::NewAbsences;
use identity::{FamilyLink, FamilyPair, Holder, children_of};
use testkit::{Browser, Which, on_each_engine};

/// An office whose pages of absences are open to a guardian of Clara, and to nobody else yet.
pub(crate) struct Home {
    pub(crate) office: Office,
    /// How Clara's entries are typed: without a message.
    pub(crate) clara: Entry,
    pub(crate) guardian: Browser,
    /// « /enfants/… », the child's own page.
    pub(crate) child: String,
    /// That of their absences.
    pub(crate) page: String,
}

impl Home {
    pub(crate) async fn of(which: Which) -> Self {
        let office = Office::ready(which).await;
        let mut clara = office.entry(CLARA).await;
        clara.action.clear();
        let holder = Holder::Guardian(clara.recipients[0].parse().unwrap());
        let pair = pair(&office, &clara, holder);
        let (guardian, link) = office.portal.of_family(pair).await;
        let child = format!("/enfants/{link}");
        let page = format!("{child}/absences");
        let home = Self {
            office,
            clara,
            guardian,
            child,
            page,
        };
        home.set_open(Family::Guardian, true).await;
        home
    }

    pub(crate) async fn set_open(&self, to: Family, open: bool) {
        let (portal, school) = (&self.office.portal, self.office.school);
        portal.set_open(school, "absences", to, open).await;
    }

    /// The reasons of the school, in the order in which it begins.
    pub(crate) fn reasons(&self) -> Vec<String> {
        choices(&self.clara.page.body, "motif")
    }

    /// Types an entry of Clara's of today; gives its address for the office.
    pub(crate) async fn typed(&self, hours: (&str, &str), more: &str) -> String {
        let mut entry = self.office.entry(CLARA).await;
        entry.action.clear();
        typed(&self.office, &entry, hours, more).await
    }
}

pub(crate) fn pair(office: &Office, pupil: &Entry, holder: Holder) -> FamilyPair {
    FamilyPair {
        school: office.school,
        pupil: pupil.pupil.parse().unwrap(),
        holder,
    }
}

on_each_engine!(
    /// Invariant: what is new for a family is what was recorded since, of that child, and stands.
    what_was_recorded_since_is_new,
    |which| async move {
        let home = Home::of(which).await;
        let portal = &home.office.portal;
        let link = home.child.rsplit('/').next().unwrap().to_owned();
        let mut read = portal.db().read().await.unwrap();
        let (account,) = sql!("SELECT account FROM family_link WHERE id = $1")
            .bind(link.parse::<Id<FamilyLink>>().unwrap())
            .one::<(Id<Account>,)>(&mut read)
            .await
            .unwrap();
        let child = children_of(&mut read, account).await.unwrap().remove(0);
        drop(read);
        let NewAbsences(news) = portal.context.offers.get().unwrap();
        let (before, later) = (portal.now(), portal.now() + chrono::Duration::minutes(5));
        let told = async |since| news(&portal.context, &child, since).await.unwrap().join(", ").replace('\u{a0}', " ");
        portal.context.clock.set(before + chrono::Duration::minutes(1));
        assert_eq!(told(before).await, "");
        let wrong = home.typed(("08:30", "17:05"), "").await;
        let mut hugo = home.office.entry(HUGO).await;
        hugo.action.clear();
        typed(&home.office, &hugo, ("08:30", "12:30"), "").await;
        assert_eq!(told(before).await, "1 absence");
        assert_eq!(told(later).await, "");
        home.office.assistant.post(&format!("{wrong}/annulation"), "confirme=oui").await.expect(303);
        assert_eq!(told(before).await, "");
        home.typed(("08:30", "12:30"), "").await;
        home.typed(("14:00", "17:05"), "nature=depart").await;
        assert_eq!(told(before).await, "1 absence, 1 départ");
    }
);

on_each_engine!(
    /// Invariant: a family reads the entries of its own child and of nobody else, while the school opens the
    /// service to it; each look leaves a line.
    a_family_reads_its_own_child,
    |which| async move {
        let home = Home::of(which).await;
        let empty = home.guardian.get(&home.page).await.expect(200);
        empty.shows("Absences de Clara").shows("Rien n'est enregistré pour cette période");
        home.typed(("08:30", "12:30"), "").await;
        // Typed a moment ago.
        let page = home.guardian.get(&home.page).await.expect(200);
        page.shows("Absence, mardi 24 novembre, de 8 h 30 à 12 h 30").shows("À justifier")
            .shows("Contacter la vie scolaire").hides("Rien n'est enregistré");
        assert_eq!(home.office.lines("absences.family_read").await, 2);
        // Of another child, as of one that never was.
        let mut hugo = home.office.entry(HUGO).await;
        hugo.action.clear();
        let holder = Holder::Guardian(hugo.recipients[0].parse().unwrap());
        let (other, theirs) = home.office.portal.of_family(pair(&home.office, &hugo, holder)).await;
        other.get(&home.page).await.expect(404);
        home.guardian.get(&format!("/enfants/{theirs}/absences")).await.expect(404);
        let none = other.get(&format!("/enfants/{theirs}/absences")).await.expect(200);
        none.shows("Rien n'est enregistré").hides("8 h 30");
        // The pupil's own pages are another opening.
        let (pupil, own) = home.office.portal.of_family(pair(&home.office, &home.clara, Holder::Pupil)).await;
        let own = format!("/moi/{own}/absences");
        pupil.get(&own).await.expect(403);
        home.set_open(Family::Pupil, true).await;
        pupil.get(&own).await.expect(200).shows("Mes absences").shows("de 8 h 30 à 12 h 30");
        home.guardian.get(&own).await.expect(404);
        home.set_open(Family::Guardian, false).await;
        home.guardian.get(&home.page).await.expect(403);
        home.office.assistant.get(&home.page).await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: of a reason, a family reads what the school publishes, and of the rest that there is one;
    /// what was taken back is not there.
    a_reason_that_is_not_published_is_not_read,
    |which| async move {
        let home = Home::of(which).await;
        let reasons = home.reasons();
        let shown = async |hours: (&str, &str), reason: usize| {
            let entry = home.typed(hours, &format!("motif={}&informe=1", reasons[reason])).await;
            (entry, home.guardian.get(&home.page).await.expect(200))
        };
        let (_, page) = shown(("14:00", "14:55"), 0).await;
        page.shows("Maladie de l'élève").shows("Justifié").hides("À justifier");
        let (_, page) = shown(("10:40", "11:35"), 1).await;
        page.shows("motif enregistré").hides("contagieuse");
        let (entry, page) = shown(("08:30", "09:25"), 12).await;
        page.shows("de 8 h 30 à 9 h 25").hides("Motif connu");
        home.office.assistant.post(&format!("{entry}/annulation"), "confirme=oui").await.expect(303);
        home.guardian.get(&home.page).await.expect(200).hides("de 8 h 30 à 9 h 25");
    }
);

on_each_engine!(
    /// Invariant: a family reads its entries by week, month, part of the year, year, or all of them, and what
    /// it asks otherwise is a month.
    each_length_shows_its_own,
    |which| async move {
        let home = Home::of(which).await;
        home.typed(("08:30", "12:30"), "").await;
        let october = home.clara.form("2026-10-06", "08:30", "12:30");
        home.office.assistant.post("/absences/saisie", &october).await.expect(303);
        let (now, then) = ("mardi 24 novembre", "mardi 6 octobre");
        for (query, title, shown, hidden) in [
            ("", "Novembre 2026", now, then),
            ("?periode=x&du=y", "Novembre 2026", now, then),
            ("?du=2026-10-20", "Octobre 2026", then, now),
            ("?periode=semaine", "Du lundi 23 novembre au dimanche 29 novembre", now, then),
            ("?periode=partie", "1er\u{a0}trimestre", then, "rien"),
            ("?periode=annee", "Année scolaire 2026-2027", then, "rien"),
            ("?periode=tout", "Tout ce qui est gardé", now, "rien"),
        ] {
            let page = home.guardian.get(&format!("{}{query}", home.page)).await.expect(200);
            page.shows(title).shows(&format!("Absence, {shown}")).hides(&format!("Absence, {hidden}"));
        }
        let month = home.guardian.get(&home.page).await.expect(200);
        let before = "periode=mois&amp;du=2026-10-31";
        assert!(month.body.contains(before), "{}", month.body);
    }
);

on_each_engine!(
    /// Invariant: « Voir comme un parent » shows what each reason would read, of nobody: an entry of a pupil's
    /// is not there, nothing leads to a form, no line says that somebody looked.
    the_head_sees_what_families_see,
    |which| async move {
        let home = Home::of(which).await;
        home.typed(("08:30", "12:30"), "").await;
        let head = &home.office.head;
        for page in ["/apercu/enfants/absences?periode=tout", "/apercu/moi/absences?periode=tout"] {
            let page = head.get(page).await.expect(200);
            page.shows("élève fictif").shows("À justifier").shows("Retard").shows("motif enregistré")
                .hides("mardi 24 novembre, de 8 h 30").hides("/explication");
        }
        assert_eq!(home.office.lines("absences.family_read").await, 0);
        home.office.assistant.get("/apercu/enfants/absences").await.expect(403);
        home.guardian.get("/apercu/enfants/absences").await.expect(403);
    }
);
