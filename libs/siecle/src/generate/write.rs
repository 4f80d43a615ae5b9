//! Puts a fictitious school in the four files.

mod guardians;
mod nomenclature;
mod pupils;
mod structures;
mod xml;

use std::io::{self, Cursor, Write};

pub(crate) use guardians::guardians;
pub(crate) use nomenclature::nomenclature;
pub(crate) use pupils::pupils;
pub(crate) use structures::structures;
use xml::Xml;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Plan, Schema};

/// A whole file: declaration, root, parameters, and the data that `fill` writes.
fn export(plan: &Plan, root: &str, fill: impl FnOnce(&mut Xml)) -> Vec<u8> {
    let version = match plan.schema {
        Schema::Old => "1.8",
        Schema::New => "2.1",
    };
    let mut xml = Xml::new();
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
        xml.element("DONNEES", &[], fill);
    });
    xml.finish()
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

/// An archive with one file; its date is fixed so that the bytes are too.
pub(crate) fn zip(name: &str, contents: &[u8]) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    archive.start_file(name, options)?;
    archive.write_all(contents)?;
    Ok(archive.finish()?.into_inner())
}
