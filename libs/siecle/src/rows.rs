//! One export, pulled row by row.

use std::{
    collections::VecDeque,
    io::{Read, Seek},
};

use crate::{
    Limits,
    commons::{self, SchoolInfo, YearBounds},
    container::{Capped, Container, Source},
    encoding,
    error::{ReadError, Unused},
    fields::shown,
    guardians::{self, Address, Link, Person},
    header::{self, Header},
    node::Node,
    nomenclature::{self, Mef, Subject},
    pupils::{self, Placement, Pupil, PupilOptions},
    report::{Anomaly, RejectedRow},
    staff::{self, Individual, Service},
    structures::{self, Division, Group},
    text,
    xml::{DATA, Document, IsSection, Piece},
};

/// What a file is, told by its root element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `BEE_ELEVES`: pupils, their placements, their options.
    Pupils,
    /// `BEE_RESPONSABLES`: persons, what links them to pupils, addresses.
    Guardians,
    /// `BEE_STRUCTURES`: classes and groups.
    Structures,
    /// `BEE_NOMENCLATURES`: programmes and school subjects.
    Nomenclature,
    /// `BEE_COMMUNS`: the school itself, and when its year begins and ends.
    Commons,
    /// `STS_EDT`: who works there, and who teaches what to whom.
    Staff,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Pupils,
        Self::Guardians,
        Self::Structures,
        Self::Nomenclature,
        Self::Commons,
        Self::Staff,
    ];
}

/// One row of an export. Rows come in the order of the file, which says nothing of how they belong
/// together: a placement may come before its pupil, a link may name persons who never come, a key
/// may come twice. Joins are the caller's.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// `ELEVES/ELEVE`.
    Pupil(Box<Pupil>),
    /// In which class and groups a pupil is. There may be several for one pupil, or none.
    Placement(Placement),
    /// `OPTIONS/OPTION`.
    Options(PupilOptions),
    /// `ADRESSES/ADRESSE`, of persons or of pupils.
    Address(Address),
    /// `PERSONNES/PERSONNE`.
    Person(Box<Person>),
    /// `RESPONSABLES/RESPONSABLE_ELEVE`.
    Link(Link),
    /// `DIVISIONS/DIVISION`.
    Division(Division),
    /// `GROUPES/GROUPE`.
    Group(Group),
    /// `MEFS/MEF`.
    Mef(Mef),
    /// `MATIERES/MATIERE`.
    Subject(Subject),
    /// `DONNEES/UAJ`, of *Communs*.
    School(Box<SchoolInfo>),
    /// `DONNEES/ANNEE_SCOLAIRE`, of *Communs*.
    YearBounds(YearBounds),
    /// `INDIVIDUS/INDIVIDU`, of STS-web.
    Individual(Box<Individual>),
    /// `SERVICES/SERVICE`, of STS-web. Comes after its division or group.
    Service(Service),
    /// A row that could not be taken.
    Rejected(RejectedRow),
    /// A doubt about the row that came just before, which is taken.
    Doubt(Anomaly),
}

/// The rows of one export. What was handed over counts only once [`Rows::finish`] has returned
/// the header: until then the file may still turn out to be cut, another school's, or not XML.
///
/// Only one row is in memory. After an error, there is nothing more.
pub struct Rows<R: Read> {
    document: Document<Capped<Source<R>>>,
    kind: Kind,
    parameters: Option<Node>,
    ready: VecDeque<Row>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Whole,
    Broken,
}

/// Opens one export, `.xml` or `.zip`, whatever its name. The input is read once to its end, to
/// prove its size and tell its encoding, and once more as rows are pulled.
pub fn open<R: Read + Seek>(input: R, limits: &Limits) -> Result<Rows<R>, ReadError> {
    let mut container = Container::open(input)?;
    // Two passes: nobody can tell the encoding of a file re-saved by hand from its first bytes,
    // and the first pass also proves the size before anything is built.
    let detected = encoding::detect(container.first_pass(limits)?);
    let charset = detected.map_err(|error| container.explain(error))?;
    let text = text::TextReader::new(container.second_pass(limits)?, charset, limits.field);
    let document = Document::open(text, limits.field)?;
    let kind = kind(document.root())?;
    Ok(Rows {
        document,
        kind,
        parameters: None,
        ready: VecDeque::new(),
        state: State::Reading,
    })
}

fn kind(root: &str) -> Result<Kind, ReadError> {
    Ok(match root {
        "BEE_ELEVES" => Kind::Pupils,
        "BEE_RESPONSABLES" => Kind::Guardians,
        "BEE_STRUCTURES" => Kind::Structures,
        "BEE_NOMENCLATURES" | "BEE_NOMENCLATURE" => Kind::Nomenclature,
        "BEE_COMMUNS" | "BEE_COMMUN" => Kind::Commons,
        "STS_EDT" => Kind::Staff,
        root => {
            return Err(Unused::from_root(root)
                .map_or_else(|| ReadError::UnknownRoot(shown(root)), ReadError::NotUsed));
        }
    })
}

/// Where rows stand in a file of that kind.
fn sections(kind: Kind) -> IsSection {
    fn depth<const N: usize>(path: &[String]) -> bool {
        path.len() == N && path[0] == DATA
    }
    match kind {
        Kind::Commons => depth::<1>,
        Kind::Staff => staff::is_section,
        Kind::Pupils | Kind::Guardians | Kind::Structures | Kind::Nomenclature => depth::<2>,
    }
}

impl<R: Read> Rows<R> {
    /// What the file is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whose file it was, and of when: `PARAMETRES` may stand anywhere. An error before the end
    /// of the rows, or after a row that was one.
    pub fn finish(self) -> Result<Header, ReadError> {
        match self.state {
            State::Whole => header::read(self.kind, self.parameters.as_ref()),
            State::Reading | State::Broken => Err(ReadError::Unfinished),
        }
    }

    /// Reads up to the next piece; its rows are then ready.
    fn advance(&mut self) -> Result<(), ReadError> {
        match self.document.next(sections(self.kind))? {
            None => self.state = State::Whole,
            Some(Piece::Parameters(node)) => {
                // An attempt to pass a private timetable for what STS-web says.
                if let Some(source) = node.child("APPLICATION_SOURCE") {
                    return Err(ReadError::PrivateTimetable(shown(
                        &source.content().unwrap_or_default(),
                    )));
                }
                if self.parameters.replace(node).is_some() {
                    return Err(ReadError::Header("PARAMETRES figure deux fois"));
                }
            }
            Some(Piece::Row { section, node }) => {
                let take = match self.kind {
                    Kind::Pupils => pupils::take,
                    Kind::Guardians => guardians::take,
                    Kind::Structures => structures::take,
                    Kind::Nomenclature => nomenclature::take,
                    Kind::Commons => commons::take,
                    Kind::Staff => staff::take,
                };
                take(&section, &node, &mut self.ready);
            }
        }
        Ok(())
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(Ok(row));
            }
            if self.state != State::Reading {
                return None;
            }
            if let Err(error) = self.advance() {
                self.state = State::Broken;
                return Some(Err(error));
            }
        }
    }
}

impl<R: Read> std::iter::FusedIterator for Rows<R> {}

impl<R: Read> std::fmt::Debug for Rows<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("kind", &self.kind)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
