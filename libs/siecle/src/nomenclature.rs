//! `BEE_NOMENCLATURES`: programmes (MEF), school subjects, how subjects are chosen.

use std::io::Read;

use chrono::NaiveDate;

use crate::{
    error::ReadError,
    header::{self, Header},
    report::{Anomaly, Findings, RejectedRow, Row, required},
    xml::{Document, Piece},
};

/// The file of the nomenclature.
#[derive(Debug, Clone, PartialEq)]
pub struct NomenclatureFile {
    /// Whose, of when.
    pub header: Header,
    /// `MEFS`.
    pub mefs: Vec<Mef>,
    /// `MATIERES`.
    pub subjects: Vec<Subject>,
    /// `MODALITES_ELECTION`.
    pub elections: Vec<Election>,
    /// `PROGRAMMES`.
    pub programmes: Vec<Programme>,
    /// `OPTIONS_OBLIGATOIRES`.
    pub mandatory_options: Vec<MandatoryOption>,
    /// Rows that could not be taken.
    pub rejected: Vec<RejectedRow>,
    /// Rows taken with a doubt.
    pub anomalies: Vec<Anomaly>,
}

/// A programme of study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mef {
    /// `CODE_MEF`: 11 characters, mostly digits; old files have 9 to 12.
    pub code: String,
    /// `FORMATION`.
    pub formation: Option<String>,
    /// `LIBELLE_LONG`, in capitals.
    pub label: Option<String>,
    /// `LIBELLE_EDITION`, for print.
    pub print_label: Option<String>,
    /// `MEF_RATTACHEMENT`.
    pub parent: Option<String>,
    /// `CODE_MEFSTAT`.
    pub statistical_code: Option<String>,
    /// `DATE_OUVERTURE`.
    pub opened_on: Option<NaiveDate>,
    /// `DATE_FERMETURE`; 31/12/9999 stands for never.
    pub closed_on: Option<NaiveDate>,
}

/// A school subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// `CODE_MATIERE`: 6 digits.
    pub code: String,
    /// `CODE_GESTION`: the short code people know ("MATHS").
    pub management_code: Option<String>,
    /// `LIBELLE_COURT`.
    pub short_label: Option<String>,
    /// `LIBELLE_LONG`, in capitals.
    pub label: Option<String>,
    /// `LIBELLE_EDITION`, for print.
    pub print_label: Option<String>,
}

/// How a subject may be chosen: common core, compulsory, optional…
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Election {
    /// `CODE_MODALITE_ELECT`.
    pub code: String,
    /// `LIBELLE_COURT`.
    pub short_label: Option<String>,
    /// `LIBELLE_LONG`.
    pub label: Option<String>,
}

/// A subject in a programme of study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// `CODE_MEF`.
    pub mef: String,
    /// `CODE_MATIERE`.
    pub subject: String,
    /// `CODE_MODALITE_ELECT`.
    pub election: Option<String>,
    /// `HORAIRE`: hours a week, as written ("3.50").
    pub hours: Option<String>,
}

/// A subject among which a pupil of a programme must choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandatoryOption {
    /// `CODE_MEF`.
    pub mef: String,
    /// `CODE_MATIERE`.
    pub subject: String,
    /// `RANG_OPTION`.
    pub rank: Option<String>,
}

pub(crate) fn read<R: Read>(mut document: Document<R>) -> Result<NomenclatureFile, ReadError> {
    let mut parameters = None;
    let mut findings = Findings::default();
    let (mut mefs, mut subjects, mut elections) = (Vec::new(), Vec::new(), Vec::new());
    let (mut programmes, mut mandatory_options) = (Vec::new(), Vec::new());
    while let Some(piece) = document.next()? {
        let node = match piece {
            Piece::Parameters(node) => {
                parameters = Some(node);
                continue;
            }
            Piece::Row { node, .. } => node,
        };
        let line = node.line;
        let mut row = Row::new(&node, "nomenclature", &mut findings);
        match node.name.as_str() {
            "MEF" => {
                let read = mef(&mut row);
                mefs.extend(findings.keep(line, "formation (MEF)", read));
            }
            "MATIERE" => {
                let read = subject(&row);
                subjects.extend(findings.keep(line, "matière", read));
            }
            "MODALITE_ELECTION" => {
                let read = election(&row);
                elections.extend(findings.keep(line, "modalité d’élection", read));
            }
            "PROGRAMME" => {
                let read = programme(&row);
                programmes.extend(findings.keep(line, "programme", read));
            }
            "OPTION_OBLIGATOIRE" => {
                let read = mandatory_option(&row);
                mandatory_options.extend(findings.keep(line, "option obligatoire", read));
            }
            _ => {}
        }
    }
    Ok(NomenclatureFile {
        header: header::read(parameters.as_ref())?,
        mefs,
        subjects,
        elections,
        programmes,
        mandatory_options,
        rejected: findings.rejected,
        anomalies: findings.anomalies,
    })
}

fn mef(row: &mut Row<'_>) -> Result<Mef, String> {
    Ok(Mef {
        code: required(row.node.attribute("CODE_MEF"), "CODE_MEF")?,
        formation: row.text("FORMATION"),
        label: row.text("LIBELLE_LONG"),
        print_label: row.text("LIBELLE_EDITION"),
        parent: row.text("MEF_RATTACHEMENT"),
        statistical_code: row.text("CODE_MEFSTAT"),
        opened_on: row.date("DATE_OUVERTURE"),
        closed_on: row.date("DATE_FERMETURE"),
    })
}

fn subject(row: &Row<'_>) -> Result<Subject, String> {
    Ok(Subject {
        code: required(row.node.attribute("CODE_MATIERE"), "CODE_MATIERE")?,
        management_code: row.text("CODE_GESTION"),
        short_label: row.text("LIBELLE_COURT"),
        label: row.text("LIBELLE_LONG"),
        print_label: row.text("LIBELLE_EDITION"),
    })
}

fn election(row: &Row<'_>) -> Result<Election, String> {
    Ok(Election {
        code: required(
            row.node.attribute("CODE_MODALITE_ELECT"),
            "CODE_MODALITE_ELECT",
        )?,
        short_label: row.text("LIBELLE_COURT"),
        label: row.text("LIBELLE_LONG"),
    })
}

fn programme(row: &Row<'_>) -> Result<Programme, String> {
    Ok(Programme {
        mef: required(row.text("CODE_MEF"), "CODE_MEF")?,
        subject: required(row.text("CODE_MATIERE"), "CODE_MATIERE")?,
        election: row.text("CODE_MODALITE_ELECT"),
        hours: row.text("HORAIRE"),
    })
}

fn mandatory_option(row: &Row<'_>) -> Result<MandatoryOption, String> {
    Ok(MandatoryOption {
        mef: required(row.text("CODE_MEF"), "CODE_MEF")?,
        subject: required(row.text("CODE_MATIERE"), "CODE_MATIERE")?,
        rank: row.text("RANG_OPTION"),
    })
}
