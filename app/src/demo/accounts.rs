//! The demo's people: one by profile, and what they hold where.

use super::families;
use crate::commands::user;
use admission::Function;
use anyhow::{Result, anyhow};
use db::in_write;
use education::{Account, Id, School};
use identity::{At, Login, NewAccount, StaffAccounts};
use siecle::generate::KnownMember;
use web::Context;

/// Which schools a person works at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Works {
    Academy,
    College,
    CollegeAndLycee,
    Lycee,
    Primary,
}

impl Works {
    fn label(self) -> &'static str {
        match self {
            Self::Academy => "Services académiques",
            Self::College => "Collège Les Tilleuls",
            Self::CollegeAndLycee => "Collège Les Tilleuls et Lycée Joséphine-Baker",
            Self::Lycee => LYCEE,
            Self::Primary => "École Les Marronniers",
        }
    }
}

struct Who {
    login: &'static str,
    first_name: &'static str,
    surname: &'static str,
    function: Function,
    works: Works,
    /// How the collège's STS knows them, if it does.
    sts: Option<KnownMember>,
}

const fn who(
    login: &'static str,
    (first_name, surname): (&'static str, &'static str),
    function: Function,
    works: Works,
) -> Who {
    Who {
        login,
        first_name,
        surname,
        function,
        works,
        sts: None,
    }
}

impl Who {
    const fn in_sts(
        mut self,
        function: &'static str,
        woman: bool,
        surname: &'static str,
        first_name: &'static str,
    ) -> Self {
        self.sts = Some(KnownMember {
            function,
            woman,
            surname,
            first_name,
        });
        self
    }
}

use Function::{
    Cpe, DataProtectionOfficer, DeputyHead, Head, Operator, SchoolLifeAssistant, Secretary, Teacher,
};
use Works::{Academy, College, CollegeAndLycee, Lycee, Primary};

const PEOPLE: [Who; 11] = [
    who(
        "cperrin",
        ("Claire", "Perrin"),
        SchoolLifeAssistant,
        College,
    )
    .in_sts("SUR", true, "PERRIN", "CLAIRE"),
    who("mdialo", ("Moussa", "Dialo"), Cpe, CollegeAndLycee)
        .in_sts("EDU", false, "DIALO", "MOUSSA"),
    who("hlefort", ("Hélène", "Lefort"), Head, College).in_sts("DIR", true, "LEFORT", "HÉLÈNE"),
    who("pgarnier", ("Paul", "Garnier"), DeputyHead, College)
        .in_sts("DIR", false, "GARNIER", "PAUL"),
    who("nbrunet", ("Nadia", "Brunet"), Secretary, CollegeAndLycee),
    who("jdupont", ("Jeanne", "Dupont"), Teacher, College).in_sts("ENS", true, "DUPONT", "JEANNE"),
    who("sbenali", ("Samia", "Benali"), Head, Lycee),
    who("mlambert", ("Martine", "Lambert"), Head, Primary),
    who("tmoreau", ("Thomas", "Moreau"), Teacher, Primary),
    who("exploit", ("Samuel", "Roy"), Operator, Academy),
    who("dpo", ("Inès", "Faure"), DataProtectionOfficer, Academy),
];

/// The account by which the demo sets up a school.
pub(super) const HEAD: &str = "hlefort";
/// The account that opens the lycée's services to families.
const LYCEE_HEAD: &str = "sbenali";
const LYCEE: &str = "Lycée Joséphine-Baker";
/// The account that sets up the lycée.
pub(super) const CPE: &str = "mdialo";
/// The account that brings the photographs.
pub(super) const SECRETARY: &str = "nbrunet";
/// The account by which the demo declares its providers.
pub(super) const OPERATOR: &str = "exploit";

/// The password of all: `PREAU_DEMO_PASSWORD`, else one that everybody knows.
pub(super) fn password() -> Result<String> {
    let asked = std::env::var("PREAU_DEMO_PASSWORD")
        .ok()
        .filter(|text| !text.is_empty());
    Ok(asked.unwrap_or_else(|| "bienvenue au préau".to_owned()))
}

/// Those whom the collège's STS names.
pub(super) fn known_staff() -> Vec<KnownMember> {
    PEOPLE.iter().filter_map(|who| who.sts).collect()
}

/// Opens the accounts, as the operator does by `preau user add`. The primary school is the one of
/// this UAI.
pub(super) async fn open(
    context: &Context,
    college: Id<School>,
    lycee: Id<School>,
    primary: &str,
    password: &str,
) -> Result<()> {
    let now = context.clock.now();
    let from = now.date_naive() - chrono::Days::new(60);
    for who in &PEOPLE {
        let new = NewAccount {
            login: Login::parse(who.login)?,
            surname: who.surname.into(),
            first_name: who.first_name.into(),
        };
        if find(context, who.login).await?.is_some() {
            continue; // a start that was cut short had opened it
        }
        let schools: &[Option<Id<School>>] = match who.works {
            Academy => &[None],
            College => &[Some(college)],
            CollegeAndLycee => &[Some(college), Some(lycee)],
            Lycee => &[Some(lycee)],
            Primary => {
                user::open(context, &new, who.function, Some(primary)).await?;
                continue;
            }
        };
        in_write!(context.db, db::Error, |tx| {
            let Ok(account) = identity::open_account(tx, &new, now).await? else {
                return Ok(());
            };
            for school in schools {
                identity::grant(tx, account, who.function, *school, from).await?;
            }
            Ok(())
        })?;
    }
    attach(context, college).await?;
    families::open(context, account(context, LYCEE_HEAD).await?, lycee).await?;
    set_password(context, password).await
}

/// Says which of the people of STS the accounts are, as a head does on « Personnels ».
async fn attach(context: &Context, college: Id<School>) -> Result<()> {
    let now = context.clock.now();
    let head = account(context, HEAD).await?;
    let mut read = context.db.read().await?;
    let at = At::<StaffAccounts>::admit(&mut read, head, Some(college), now).await?;
    let staff = records::staff(&mut read, &at, at.today(now)).await?;
    drop(read);
    for who in PEOPLE.iter().filter(|who| who.sts.is_some()) {
        let name = education::search_key(&education::list_name(who.surname, who.first_name));
        let known = staff
            .iter()
            .find(|member| member.in_sts && education::search_key(&member.list_name()) == name);
        let Some(known) = known else { continue };
        let account = account(context, who.login).await?;
        in_write!(context.db, db::Error, |tx| {
            records::attach_account(tx, &at, known.id, account).await
        })?;
    }
    Ok(())
}

/// A password given at a later start replaces the one before.
pub(super) async fn reset_if_asked(context: &Context, password: &str) -> Result<()> {
    match std::env::var_os("PREAU_DEMO_PASSWORD") {
        Some(_) => set_password(context, password).await,
        None => Ok(()),
    }
}

async fn set_password(context: &Context, password: &str) -> Result<()> {
    let staff = PEOPLE.iter().map(|who| who.login);
    for login in staff.chain(families::LOGINS.map(|(login, _)| login)) {
        let account = account(context, login).await?;
        identity::choose_password(context, account, password)
            .await?
            .map_err(|refused| anyhow!("PREAU_DEMO_PASSWORD : {refused}"))?;
    }
    Ok(())
}

pub(super) async fn find(context: &Context, login: &str) -> Result<Option<Id<Account>>> {
    let login = Login::parse(login)?;
    Ok(identity::find_login(&mut context.db.read().await?, &login).await?)
}

/// The account of one of the demo's people.
pub(super) async fn account(context: &Context, login: &str) -> Result<Id<Account>> {
    let found = find(context, login).await?;
    found.ok_or_else(|| anyhow!("le compte {login} manque"))
}

/// The accounts, as the terminal shows them.
pub(super) fn table() -> impl Iterator<Item = String> {
    let line =
        |login: &str, profile: &str, place: &str| format!("{login:<14} {profile:<26} {place}");
    let staff = PEOPLE
        .iter()
        .map(move |who| line(who.login, who.function.label(), who.works.label()));
    let families = families::LOGINS.map(|(login, family)| line(login, family.role(), LYCEE));
    staff.chain(families)
}
