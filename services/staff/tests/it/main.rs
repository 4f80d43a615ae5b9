//! What « Personnels » promises, through its pages, on each engine.

mod access;
mod adding;
mod list;
mod mails;
mod opening;
mod retention;
mod rights;

use admission::Function;
use db::{Read, sql};
use education::{Account, Id, School, SchoolKind, Uai, UaiPolicy};
use records::import::{self, Options, Outcome};
use std::io::Cursor;
use testkit::{Browser, Portal, Which};

const HERE: &str = "0990001N";
const THERE: &str = "0990002P";

async fn portal(which: Which) -> Portal {
    let manifests = vec![
        jobs::manifest(),
        messaging::manifest(),
        records::manifest(),
        staff::manifest(),
    ];
    Portal::start(which, manifests).await
}

async fn declare(portal: &Portal, text: &str, label: &str) -> Id<School> {
    let uai = Uai::parse(text, UaiPolicy::Demo).expect("a UAI");
    let now = portal.now();
    db::in_write!(portal.db(), db::Error, |tx| {
        records::declare_school(tx, &uai, label, SchoolKind::College, now).await
    })
    .expect("a school")
}

/// A person of STS: number, surname, first name, function.
type Individual<'a> = (i64, &'a str, &'a str, &'a str);

/// STS of a school: its people, and who teaches mathematics to 5B (the first is also its
/// principal teacher) and Latin to the group LATIN.
fn sts(uai: &str, people: &[Individual<'_>], maths: &[i64], latin: &[i64]) -> Vec<u8> {
    let principal = |id: i64| {
        if maths.first() != Some(&id) {
            return "";
        }
        "<PROFS_PRINC><PROF_PRINC><CODE_STRUCTURE>5B</CODE_STRUCTURE></PROF_PRINC></PROFS_PRINC>"
    };
    let individuals: String = people
        .iter()
        .map(|(id, surname, first_name, function)| {
            format!(
                "<INDIVIDU ID=\"{id}\" TYPE=\"epp\"><CIVILITE>2</CIVILITE>\
                 <NOM_USAGE>{surname}</NOM_USAGE><PRENOM>{first_name}</PRENOM>\
                 <FONCTION>{function}</FONCTION>{}</INDIVIDU>\n",
                principal(*id)
            )
        })
        .collect();
    let service = |subject: &str, teachers: &[i64]| -> String {
        let teachers: String = teachers
            .iter()
            .map(|id| format!("<ENSEIGNANT ID=\"{id}\" TYPE=\"epp\"/>"))
            .collect();
        format!(
            "<SERVICE CODE_MATIERE=\"{subject}\" CODE_MOD_COURS=\"CG\">\
             <ENSEIGNANTS>{teachers}</ENSEIGNANTS></SERVICE>"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<STS_EDT><PARAMETRES><UAJ CODE=\"{uai}\"/>\
         <ANNEE_SCOLAIRE ANNEE=\"2026\"/></PARAMETRES><NOMENCLATURES><MATIERES>\
         <MATIERE CODE=\"061300\"><LIBELLE_COURT>MATHS</LIBELLE_COURT></MATIERE></MATIERES>\
         </NOMENCLATURES><DONNEES><INDIVIDUS>{individuals}</INDIVIDUS><STRUCTURE><DIVISIONS>\
         <DIVISION CODE=\"5B\"><SERVICES>{}</SERVICES></DIVISION></DIVISIONS><GROUPES>\
         <GROUPE CODE=\"LATIN\"><SERVICES>{}</SERVICES></GROUPE></GROUPES></STRUCTURE></DONNEES>\
         </STS_EDT>\n",
        service("061300", maths),
        service("020700", latin)
    )
    .into_bytes()
}

async fn import(portal: &Portal, file: Vec<u8>) {
    let files = vec![("sts.xml".to_owned(), Cursor::new(file))];
    let options = Options {
        allow_endings: true,
        ..Options::default()
    };
    let done = import::files_for_program(&portal.context, files, &options).await;
    assert!(matches!(done, Ok(Outcome::Applied(_))), "{done:?}");
}

const ROUX: Individual<'_> = (1, "ROUX", "Élodie", "ENS");
const MOREL: Individual<'_> = (2, "MOREL", "Anne", "EDU");
const LEFORT: Individual<'_> = (3, "LEFORT", "Hélène", "DIR");
const ABADIE: Individual<'_> = (4, "ABADIE", "Marc", "DOC");
const PEOPLE: [Individual<'_>; 4] = [ROUX, MOREL, LEFORT, ABADIE];

/// A school with its people by STS, and its head signed in.
struct House {
    portal: Portal,
    school: Id<School>,
    account: Id<Account>,
    head: Browser,
}

async fn house(which: Which) -> House {
    let portal = portal(which).await;
    let school = declare(&portal, HERE, "Collège Les Tilleuls").await;
    import(&portal, sts(HERE, &PEOPLE, &[1], &[1, 4])).await;
    let account = portal
        .account("chef", &[Function::Head], Some(school))
        .await;
    let head = portal.browser(account, Some(school)).await;
    House {
        portal,
        school,
        account,
        head,
    }
}

impl House {
    async fn read(&self) -> Read {
        self.portal.db().read().await.expect("a connection")
    }

    /// By which the pages call somebody of STS or somebody added.
    async fn staff(&self, surname: &str) -> String {
        let mut read = self.read().await;
        let row = sql!("SELECT id FROM staff WHERE surname = $1").bind(surname);
        let (id,) = row.one::<(Id<School>,)>(&mut read).await.expect("somebody");
        id.to_string()
    }

    async fn count(&self, what: &'static str) -> i64 {
        let mut read = self.read().await;
        let counted = match what {
            "account" => sql!("SELECT COUNT(*) FROM account"),
            "tenure" => sql!("SELECT COUNT(*) FROM tenure"),
            "staff" => sql!("SELECT COUNT(*) FROM staff"),
            "link" => sql!("SELECT COUNT(*) FROM password_link WHERE used_at IS NULL"),
            act => sql!("SELECT COUNT(*) FROM audit_line WHERE act = $1").bind(act),
        };
        counted.one::<(i64,)>(&mut read).await.expect("a count").0
    }

    async fn account_of(&self, login: &str) -> Id<Account> {
        let login = identity::Login::parse(login).expect("a login");
        let found = identity::find_login(&mut self.read().await, &login).await;
        found
            .expect("a read")
            .unwrap_or_else(|| panic!("no {login}"))
    }

    /// The functions that open something at a school, in the person's own eyes.
    async fn opened(&self, login: &str, school: Id<School>) -> Vec<Function> {
        let account = self.account_of(login).await;
        let mut read = self.read().await;
        let now = self.portal.now();
        let at = identity::At::<identity::SignedIn>::admit(&mut read, account, Some(school), now);
        let Ok(at) = at.await else { return Vec::new() };
        match at.place().school() {
            Some(place) if place.id == school => at.functions().to_vec(),
            _ => Vec::new(),
        }
    }

    /// Opens the account of one person, with that function.
    async fn open(&self, surname: &str, function: &str) -> testkit::Answer {
        let id = self.staff(surname).await;
        let form = format!("personne={id}&fonction-{id}={function}");
        self.head
            .post("/personnels/comptes", &form)
            .await
            .expect(200)
    }
}

/// The paths of the links on a page.
fn links(page: &testkit::Answer) -> Vec<String> {
    let texts = page.body.split("http://preau.test/mot-de-passe/").skip(1);
    let tokens = texts.filter_map(|rest| rest.split('<').next());
    tokens
        .map(|token| format!("/mot-de-passe/{token}"))
        .collect()
}
