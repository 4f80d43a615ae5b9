//! `BEE_RESPONSABLES`: persons, their addresses, and what links them to pupils.

mod reading;

pub(crate) use reading::{address, take};

use crate::codes::Kinship;

/// A person (or an institution) who has a link with pupils.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `PERSONNE_ID`: the key inside the academy. The same person may have been typed twice.
    pub id: i64,
    /// `LC_CIVILITE`, else `LL_CIVILITE`: "M.", "MME"…
    pub civility: Option<String>,
    /// `NOM_DE_FAMILLE`, else `NOM`.
    pub family_name: String,
    /// `NOM_USAGE`.
    pub usage_name: Option<String>,
    /// `PRENOM`; institutions have none.
    pub first_name: Option<String>,
    /// `TEL_PORTABLE`, as typed: numbers are not judged here.
    pub mobile_phone: Option<String>,
    /// `TEL_PERSONNEL`, as typed.
    pub home_phone: Option<String>,
    /// `TEL_PROFESSIONNEL`, as typed.
    pub work_phone: Option<String>,
    /// `MEL`.
    pub email: Option<String>,
    /// `ACCEPTE_SMS`: the consent to text messages, on the person and so for all their children.
    pub accepts_sms: Option<bool>,
    /// `COMMUNICATION_ADRESSE`: whether parents' associations may have the address.
    pub shares_address: Option<bool>,
    /// `CODE_PROFESSION`: two digits of the national list of occupations.
    pub occupation: Option<String>,
    /// `ADRESSE_ID`.
    pub address_id: Option<i64>,
}

impl Person {
    /// The name a person is called by.
    pub fn display_name(&self) -> &str {
        self.usage_name.as_deref().unwrap_or(&self.family_name)
    }
}

/// What a person is to a pupil. [`crate::roles`] says what follows from all links of a pupil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `ELEVE_ID`.
    pub pupil_id: i64,
    /// `PERSONNE_ID`.
    pub person_id: i64,
    /// `CODE_PARENTE`.
    pub kinship: Option<Kinship>,
    /// `RESP_LEGAL` or `NIVEAU_RESPONSABILITE`.
    pub standing: Option<Standing>,
    /// `RESP_FINANCIER` or `PAIE_FRAIS_SCOLAIRES`.
    pub pays_fees: bool,
    /// `PERS_CONTACT` or `A_CONTACTER_EN_PRIORITE`.
    pub contact_first: bool,
    /// `PERS_PAIMENT` (sic) or `PERCOIT_LES_AIDES`: money for the pupil goes to this person.
    pub receives_aid: bool,
    /// `HEBERGE_ELEVE`; the older files do not say.
    pub houses_pupil: Option<bool>,
}

/// How each generation of the format says whether a person is a legal guardian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// `RESP_LEGAL` (until 2018): legal 1, legal 2, or 0 for a mere contact.
    Ranked(u8),
    /// `NIVEAU_RESPONSABILITE` (since 2018): legal guardians are equal.
    Level(Level),
}

/// `NIVEAU_RESPONSABILITE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// 1, représentant légal.
    Legal,
    /// 2, personne en charge de l'élève.
    InCharge,
    /// 3, personne à contacter.
    Contact,
}

/// A postal address. Several persons may share one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `ADRESSE_ID`.
    pub id: i64,
    /// `LIGNE1_ADRESSE` to `LIGNE4_ADRESSE`, those that are filled.
    pub lines: Vec<String>,
    /// `CODE_POSTAL`.
    pub postal_code: Option<String>,
    /// `LIBELLE_POSTAL`, else `LL_COMMUNE_INSEE`, else `COMMUNE_ETRANGERE`.
    pub town: Option<String>,
    /// `CODE_COMMUNE_INSEE`.
    pub commune: Option<String>,
    /// `CODE_PAYS`: 100 is France.
    pub country: Option<String>,
    /// `LL_PAYS`.
    pub country_name: Option<String>,
}

impl Address {
    /// Whether nothing could be written on an envelope.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.town.is_none()
    }
}
