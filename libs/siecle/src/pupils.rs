//! `BEE_ELEVES`: pupils, their class and groups, their options.

mod reading;

use chrono::NaiveDate;

pub(crate) use reading::take;

use crate::codes::{Regime, Sex};

/// One pupil.
#[derive(Debug, Clone, PartialEq)]
pub struct Pupil {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `ELEVE_ID`: the stable key inside the academy.
    pub id: i64,
    /// `ELENOET`: a number inside the school (names the files of photographs).
    pub school_number: Option<String>,
    /// `ID_NATIONAL`, else `INE_RNIE`, in capitals; newcomers may have none yet. Not judged here.
    pub ine: Option<String>,
    /// `INE_BEA`: the number of before 2018.
    pub former_ine: Option<String>,
    /// `NOM_DE_FAMILLE`, else `NOM`.
    pub family_name: String,
    /// `NOM_USAGE`.
    pub usage_name: Option<String>,
    /// `PRENOM`.
    pub first_name: String,
    /// `PRENOM2`, `PRENOM3`.
    pub other_first_names: Vec<String>,
    /// `DATE_NAISS`.
    pub born_on: Option<NaiveDate>,
    /// `CODE_SEXE`.
    pub sex: Option<Sex>,
    /// `CODE_PAYS`, of birth: 100 is France.
    pub birth_country: Option<String>,
    /// `CODE_COMMUNE_INSEE_NAISS`, for a birth in France.
    pub birth_commune: Option<String>,
    /// `VILLE_NAISS`, for a birth abroad.
    pub birth_town: Option<String>,
    /// `CODE_PAYS_NAT`: nationality.
    pub nationality: Option<String>,
    /// `CODE_MEF`, else that of `SCOLARITE_ACTIVE`: the programme.
    pub mef: Option<String>,
    /// `CODE_STATUT`, else that of `SCOLARITE_ACTIVE`: ST for a pupil, AP for an apprentice…
    pub status: Option<String>,
    /// `CODE_REGIME`.
    pub regime: Option<Regime>,
    /// `DOUBLEMENT`.
    pub repeats: Option<bool>,
    /// `DATE_ENTREE`.
    pub entered_on: Option<NaiveDate>,
    /// `DATE_SORTIE`: see [`Pupil::is_present_on`].
    pub left_on: Option<NaiveDate>,
    /// `CODE_MOTIF_SORTIE`.
    pub leaving_reason: Option<String>,
    /// `ACCEPTE_SMS`: the pupil's own consent, not the guardians'.
    pub accepts_sms: Option<bool>,
    /// `TEL_PORTABLE`, as typed.
    pub mobile_phone: Option<String>,
    /// `TEL_PERSONNEL`, else `TELEPHONE`, as typed.
    pub home_phone: Option<String>,
    /// `MEL`.
    pub email: Option<String>,
    /// `ADRESSE_ID`.
    pub address_id: Option<i64>,
    /// `SCOLARITE_AN_DERNIER`.
    pub previous_school: Option<PreviousSchool>,
}

/// In which class and groups a pupil is: `STRUCTURES_ELEVE`, and in some newer files the first
/// `SCOLARITE` of `SCOLARITE_ELEVE`, or `SCOLARITE_ACTIVE` inside the pupil. A pupil without any is
/// not placed yet, not gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `ELEVE_ID`, of a pupil who may be unknown.
    pub pupil_id: i64,
    /// `CODE_STRUCTURE` of type D, or `CODE_DIVISION`: one, if the file is right.
    pub divisions: Vec<String>,
    /// `CODE_STRUCTURE` of type G.
    pub groups: Vec<String>,
    /// `CODE_MEF` of `SCOLARITE`: for a pupil whose own row has none.
    pub mef: Option<String>,
}

/// What a pupil has chosen: `OPTIONS/OPTION`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PupilOptions {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `ELEVE_ID`, of a pupil who may be unknown.
    pub pupil_id: i64,
    /// `OPTIONS_ELEVE`.
    pub options: Vec<ChosenSubject>,
}

/// A school subject followed by a pupil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenSubject {
    /// `NUM_OPTION`.
    pub rank: Option<String>,
    /// `CODE_MATIERE`.
    pub subject: String,
    /// `CODE_MODALITE_ELECT`: S common core, O compulsory, F optional…
    pub election: Option<String>,
}

/// Where a pupil was the year before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousSchool {
    /// `CODE_RNE`.
    pub uai: Option<String>,
    /// `DENOM_PRINC` and `DENOM_COMPL`.
    pub name: Option<String>,
    /// `CODE_STRUCTURE`.
    pub division: Option<String>,
}

impl Pupil {
    /// The name a pupil is called by.
    pub fn display_name(&self) -> &str {
        self.usage_name.as_deref().unwrap_or(&self.family_name)
    }

    /// Whether the pupil has not left by that day. Who left stays in the file, still attached to a
    /// class; a date in the future announces a departure.
    pub fn is_present_on(&self, day: NaiveDate) -> bool {
        self.left_on.is_none_or(|left| left > day)
    }
}
