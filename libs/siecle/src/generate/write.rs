//! Puts a fictitious school in its files.

mod commons;
mod guardians;
mod nomenclature;
mod pupils;
mod staff;
mod structures;
mod xml;

use std::io::{self, Seek, Write};

use xml::Xml;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Plan, Schema, file_name};
use crate::Kind;

/// Writes one of the files of a fictitious school, in ISO-8859-15. Nothing of it is kept in
/// memory: a school may be of any size.
pub fn write(plan: &Plan, kind: Kind, out: impl Write) -> io::Result<()> {
    let mut xml = Xml::new(out);
    match kind {
        Kind::Pupils => export(plan, "BEE_ELEVES", &mut xml, pupils::pupils),
        Kind::Guardians => export(plan, "BEE_RESPONSABLES", &mut xml, guardians::guardians),
        Kind::Structures => export(plan, "BEE_STRUCTURES", &mut xml, structures::structures),
        Kind::Nomenclature => {
            export(
                plan,
                "BEE_NOMENCLATURES",
                &mut xml,
                nomenclature::nomenclature,
            );
        }
        Kind::Commons => export(plan, "BEE_COMMUNS", &mut xml, commons::commons),
        Kind::Staff => staff::staff(plan, &mut xml),
    }
    xml.finish()
}

/// The same in an archive, as SIECLE gives its files.
pub fn write_zipped(plan: &Plan, kind: Kind, out: impl Write + Seek) -> io::Result<()> {
    archive(&file_name(plan, kind), out, |out| write(plan, kind, out))
}

/// An archive with one file; its date is fixed so that the bytes are too.
pub(super) fn archive<W: Write + Seek>(
    name: &str,
    out: W,
    fill: impl FnOnce(&mut ZipWriter<W>) -> io::Result<()>,
) -> io::Result<()> {
    let mut archive = ZipWriter::new(out);
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    archive.start_file(name, options)?;
    fill(&mut archive)?;
    archive.finish()?;
    Ok(())
}

/// A whole file of SIECLE: root, parameters, and the data that `fill` writes.
fn export<W: Write>(plan: &Plan, root: &str, xml: &mut Xml<W>, fill: fn(&Plan, &mut Xml<W>)) {
    let version = match plan.schema {
        Schema::Old => "1.8",
        Schema::New => "2.1",
    };
    xml.element(root, &[("VERSION", version)], |xml| {
        xml.element("PARAMETRES", &[], |xml| {
            xml.field("UAJ", &plan.uai);
            xml.field("ANNEE_SCOLAIRE", &plan.school_year.to_string());
            xml.field(
                "DATE_EXPORT",
                &plan.exported_at.format("%d/%m/%Y").to_string(),
            );
            xml.field(
                "HORODATAGE",
                &plan.exported_at.format("%d/%m/%Y %H:%M:%S").to_string(),
            );
        });
        xml.element("DONNEES", &[], |xml| fill(plan, xml));
    });
}

/// Yes and no as each generation writes them.
fn flag(plan: &Plan, value: bool) -> &'static str {
    match (plan.schema, value) {
        (Schema::Old, true) => "1",
        (Schema::Old, false) => "0",
        (Schema::New, true) => "true",
        (Schema::New, false) => "false",
    }
}
