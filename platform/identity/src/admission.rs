//! Admission: from a session, or from an account that the program itself names, to the proof
//! that a person may, here and today.

use crate::{
    audience::{AtSchool, For, OfChild, OfFamily},
    family_link::{Child, children_of},
    right,
    session::{SignedInSession, current},
    tenure,
};
use ::admission::{Family, Function, Rights};
use ::manifest::FirstArgument;
use audit::Actor;
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{Method, request::Parts},
};
use chrono::{DateTime, NaiveDate, Utc};
use db::Read;
use education::{Account, Id, School, SchoolKind, Zone};
use std::marker::PhantomData;
use web::{Context, Error, Result};

/// The name in addresses of whose pages they are.
const fn named_as(pages: OfChild) -> &'static str {
    match pages.to {
        Family::Guardian => "child",
        Family::Pupil => "own",
    }
}

/// Somebody.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their account.
    pub account: Id<Account>,
    /// Surname.
    pub surname: String,
    /// First name.
    pub first_name: String,
}

impl Person {
    /// « C. Perrin », as the banner shows it.
    pub fn short_name(&self) -> String {
        let initial: String = self.first_name.chars().take(1).collect();
        format!("{initial}. {}", self.surname)
    }
}

/// A school where people work.
#[derive(Debug, Clone)]
pub struct SchoolPlace {
    /// Which one.
    pub id: Id<School>,
    /// Its UAI.
    pub uai: String,
    /// Its name.
    pub label: String,
    /// The zone of its hours.
    pub zone: Zone,
    /// What kind of school it is; unknown for one that was declared before that was kept.
    pub kind: Option<SchoolKind>,
}

/// Where a person is working.
#[derive(Debug, Clone)]
pub enum Place {
    /// At the rectorat, for all schools.
    Academy,
    /// At a school.
    School(SchoolPlace),
}

impl Place {
    /// The school, if it is one.
    pub fn school(&self) -> Option<&SchoolPlace> {
        match self {
            Self::Academy => None,
            Self::School(school) => Some(school),
        }
    }

    /// Its name, or that of the académie.
    pub fn label(&self, academy: &str) -> String {
        self.school()
            .map_or_else(|| academy.to_owned(), |school| school.label.clone())
    }

    /// The zone of its hours.
    pub fn zone(&self) -> Zone {
        self.school()
            .map_or_else(Zone::default, |school| school.zone)
    }
}

/// The proof that a person belongs to an audience, at a place, today.
#[derive(Debug, Clone)]
pub struct At<A> {
    person: Person,
    place: Place,
    elsewhere: Vec<Place>,
    rights: Rights,
    session: Option<SignedInSession>,
    family: Vec<Child>,
    child: Option<Child>,
    audience: PhantomData<A>,
}

impl<A: For> FirstArgument for At<A> {
    const AUDIENCE: ::admission::Audience = A::AUDIENCE;
}

impl<A: For> FromRequestParts<Context> for At<A> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let now = context.clock.now();
        let mut read = context.db.read().await?;
        let found = current(&mut read, &parts.headers, now).await?;
        let Some((session, person, school)) = found else {
            // After signing in, a page comes back; a change does not happen by itself.
            let back = match parts.method {
                Method::GET => parts.uri.path_and_query().map_or("/", |path| path.as_str()),
                _ => "/",
            };
            return Err(Error::SignIn(back.to_owned()));
        };
        let admitted = match A::CHILD {
            None => Self::judge(&mut read, person, school, now, Some(session.clone())).await?,
            Some(pages) if A::PREVIEW => {
                let at = Self::judge(&mut read, person, school, now, Some(session.clone())).await?;
                at.with_nobody(&mut read, pages.to).await?
            }
            Some(pages) => {
                let named = RawPathParams::from_request_parts(parts, context).await;
                let named = named.map_err(|_| Error::NotFound)?;
                let named = named.iter().find(|(name, _)| *name == named_as(pages));
                let (_, named) = named.ok_or(Error::NotFound)?;
                Self::judge_family(&mut read, person, pages, named, Some(session.clone())).await?
            }
        };
        drop(read);
        if !web::asks_by_itself(&parts.headers) {
            session.touch(context, now).await?;
        }
        Ok(admitted)
    }
}

impl<A: For> At<A> {
    /// Admission of an account that the program names: demo data, command line, tests. The
    /// rights are judged as for anybody.
    pub async fn admit(
        read: &mut Read,
        account: Id<Account>,
        school: Option<Id<School>>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let person = crate::account::person(read, account)
            .await?
            .ok_or(Error::Forbidden)?;
        Self::judge(read, person, school, now, None).await
    }

    /// Admission of an account, which the program names, to the pages of one of its children.
    pub async fn admit_family(
        read: &mut Read,
        account: Id<Account>,
        child: Id<crate::FamilyLink>,
    ) -> Result<Self>
    where
        A: OfFamily,
    {
        let person = crate::account::person(read, account)
            .await?
            .ok_or(Error::Forbidden)?;
        let pages = A::CHILD.ok_or(Error::Forbidden)?;
        Self::judge_family(read, person, pages, &child.to_string(), None).await
    }

    /// A child of the person's, by what names it in the address. A link that never was, ended, or is
    /// somebody else's is not found, whichever of the three.
    async fn judge_family(
        read: &mut Read,
        person: Person,
        pages: OfChild,
        named: &str,
        session: Option<SignedInSession>,
    ) -> Result<Self> {
        let family = children_of(read, person.account).await?;
        let child = family
            .iter()
            .filter(|child| child.holder().family() == pages.to)
            .find(|child| child.link().to_string() == named)
            .cloned()
            .ok_or(Error::NotFound)?;
        if pages.service.is_some_and(|service| !child.is_open(service)) {
            return Err(Error::Forbidden);
        }
        Ok(Self {
            person,
            place: child.as_place(),
            elsewhere: Vec::new(),
            rights: Rights::default(),
            session,
            family,
            child: Some(child),
            audience: PhantomData,
        })
    }

    /// With the pages of nobody, at the school where the person is.
    async fn with_nobody(mut self, read: &mut Read, to: Family) -> Result<Self> {
        let place = self.place.school().cloned().ok_or(Error::Forbidden)?;
        let openings = crate::openings(read, place.id).await?;
        let open = openings.open().filter(|opening| opening.to == to);
        let open = open.map(|opening| opening.service.clone()).collect();
        self.child = Some(Child::nobody(place, to, open));
        Ok(self)
    }

    async fn judge(
        read: &mut Read,
        person: Person,
        wanted: Option<Id<School>>,
        now: DateTime<Utc>,
        session: Option<SignedInSession>,
    ) -> Result<Self> {
        let held = tenure::held(read, person.account, now).await?;
        // A right at the place where the person was may have ended: another place then.
        let place = held
            .iter()
            .map(|held| &held.place)
            .find(|place| place.school().map(|school| school.id) == wanted)
            .or_else(|| held.first().map(|held| &held.place))
            .cloned()
            .unwrap_or(Place::Academy);
        let here = place.school().map(|school| school.id);
        let functions: Vec<Function> = held
            .iter()
            .filter(|held| held.place.school().map(|school| school.id) == here)
            .map(|held| held.function)
            .collect();
        let mut elsewhere: Vec<Place> = Vec::new();
        for other in held.iter().map(|held| &held.place) {
            let id = other.school().map(|school| school.id);
            if id != here && !elsewhere.iter().any(|p| p.school().map(|s| s.id) == id) {
                elsewhere.push(other.clone());
            }
        }
        let rights = match here {
            Some(school) => right::rights(read, person.account, school, &functions).await?,
            None => Rights::of(&functions),
        };
        let in_its_place = !A::AT_SCHOOL || here.is_some();
        if !rights.admits(A::AUDIENCE) || !in_its_place {
            return Err(Error::Forbidden);
        }
        // Who works nowhere is of a family, or nothing: nobody else pays for the question.
        let family = match held.is_empty() {
            true => children_of(read, person.account).await?,
            false => Vec::new(),
        };
        Ok(Self {
            person,
            place,
            elsewhere,
            rights,
            session,
            family,
            child: None,
            audience: PhantomData,
        })
    }

    /// The same person at the same place, as one of another audience; `None` when they do not belong to it.
    pub fn among<B: For>(&self) -> Option<At<B>> {
        let in_its_place = !B::AT_SCHOOL || self.place.school().is_some();
        (in_its_place && self.also(B::AUDIENCE)).then(|| At {
            person: self.person.clone(),
            place: self.place.clone(),
            elsewhere: self.elsewhere.clone(),
            rights: self.rights.clone(),
            session: self.session.clone(),
            family: self.family.clone(),
            child: None,
            audience: PhantomData,
        })
    }

    /// The children whose pages are open to them, and their own when they are a pupil: of who works
    /// nowhere, and on the pages of families.
    pub fn family(&self) -> &[Child] {
        &self.family
    }

    /// Who.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Where.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The other places where the person may work.
    pub fn elsewhere(&self) -> &[Place] {
        &self.elsewhere
    }

    /// The functions held there.
    pub fn functions(&self) -> &[Function] {
        self.rights.functions()
    }

    /// What the person holds there: by their functions, given, withdrawn.
    pub fn rights(&self) -> &Rights {
        &self.rights
    }

    /// By which session; `None` when the program named the account.
    pub fn session(&self) -> Option<&SignedInSession> {
        self.session.as_ref()
    }

    /// For the audit.
    pub fn actor(&self) -> Actor {
        Actor {
            account: Some(self.person.account),
            school: self.place.school().map(|school| school.id),
        }
    }

    /// What day it is, where the person is.
    pub fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.place.zone().0).date_naive()
    }

    /// Whether somebody here also belongs to this audience: to show a link or not.
    pub fn also(&self, audience: ::admission::Audience) -> bool {
        self.rights.admits(audience)
    }
}

impl<A: OfFamily> At<A> {
    /// Whose pages these are: every store of theirs asks for it.
    pub fn child(&self) -> &Child {
        match &self.child {
            Some(child) => child,
            // `judge_family` is the only admission of these audiences.
            None => unreachable!("an audience of families is admitted by a child only"),
        }
    }
}

/// What the frame says of who works at no school.
const ACADEMY: &str = "Services académiques";
/// And of families.
const FAMILIES: &str = "Services aux familles";

impl<A> From<&At<A>> for frame::Viewer {
    fn from(at: &At<A>) -> Self {
        let family = at.child.as_ref().or(at.family.first());
        let nowhere = if family.is_some() { FAMILIES } else { ACADEMY };
        let value = |place: &Place| place.school().map_or(String::new(), |s| s.id.to_string());
        let of_child = |child: &Child| frame::OfChild {
            school: child.school(),
            href: child.href(""),
            open: child.open.clone(),
        };
        Self {
            account: at.person.account,
            name: at.person.short_name(),
            family: family.map(|child| frame::Family {
                is: child.holder().family(),
                preview: child.is_fictitious(),
                child: at.child.as_ref().map(of_child),
            }),
            rights: at.rights.clone(),
            school: at.place.school().map(|school| school.id),
            place: at.place.school().map_or_else(
                || nowhere.to_owned(),
                |s| format!("{} – {}", s.label, s.uai),
            ),
            zone: at.place.zone(),
            elsewhere: at
                .elsewhere
                .iter()
                .map(|p| (value(p), p.label(ACADEMY)))
                .collect(),
        }
    }
}

impl<A: AtSchool> At<A> {
    /// The school: every store binds it in its SQL.
    pub fn school(&self) -> Id<School> {
        self.school_place().id
    }

    /// The school, with its name and zone.
    pub fn school_place(&self) -> &SchoolPlace {
        match &self.place {
            Place::School(school) => school,
            // `judge` refuses an audience of schools anywhere else.
            Place::Academy => unreachable!("an audience of schools is admitted at a school only"),
        }
    }
}
