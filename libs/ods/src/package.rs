//! The archive around the sheet: the type first and not compressed, so that a file says what it is
//! by its first octets (ODF 1.3, part 2, 3.3).

use crate::cell::escaped;
use std::io::{self, Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";

const MANIFEST: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<manifest:manifest manifest:version="1.3""#,
    r#" xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">"#,
    r#"<manifest:file-entry manifest:full-path="/" manifest:version="1.3""#,
    r#" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>"#,
    r#"<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>"#,
    r#"<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>"#,
    r#"<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>"#,
    r#"</manifest:manifest>"#,
);

const STYLES: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<office:document-styles office:version="1.3""#,
    r#" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0""#,
    r#" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0""#,
    r#" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">"#,
    r#"<office:styles><style:default-style style:family="table-cell">"#,
    r#"<style:text-properties fo:language="fr" fo:country="FR"/>"#,
    r#"</style:default-style></office:styles></office:document-styles>"#,
);

/// An archive whose `content.xml` is being written.
pub(crate) struct Package {
    zip: ZipWriter<Cursor<Vec<u8>>>,
}

impl Package {
    pub(crate) fn new(title: &str) -> io::Result<Self> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        // The date of the archive's beginnings, always the same.
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
        let packed = options.compression_method(CompressionMethod::Deflated);
        zip.start_file(
            "mimetype",
            options.compression_method(CompressionMethod::Stored),
        )?;
        zip.write_all(TYPE.as_bytes())?;
        let meta = meta(title);
        for (name, text) in [
            ("META-INF/manifest.xml", MANIFEST),
            ("styles.xml", STYLES),
            ("meta.xml", &meta),
        ] {
            zip.start_file(name, packed)?;
            zip.write_all(text.as_bytes())?;
        }
        zip.start_file("content.xml", packed.large_file(false))?;
        Ok(Self { zip })
    }

    pub(crate) fn content(&mut self) -> &mut impl Write {
        &mut self.zip
    }

    pub(crate) fn finish(self) -> io::Result<Vec<u8>> {
        Ok(self.zip.finish()?.into_inner())
    }
}

fn meta(title: &str) -> String {
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<office:document-meta office:version="1.3""#,
            r#" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0""#,
            r#" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0""#,
            r#" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>"#,
            r#"<meta:generator>ods/{}</meta:generator><dc:title>{}</dc:title>"#,
            r#"</office:meta></office:document-meta>"#,
        ),
        env!("CARGO_PKG_VERSION"),
        escaped(title)
    )
}
