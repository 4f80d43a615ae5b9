//! Typst, with our fonts and our template, and nothing else of this machine.

use chrono::{Datelike, NaiveDate};
use print::Fault;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Coverage, Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, comemo};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

const REGULAR: &[u8] = include_bytes!("../fonts/Inter-Regular.ttf");
const SEMI_BOLD: &[u8] = include_bytes!("../fonts/Inter-SemiBold.ttf");
const TEMPLATE: &str = include_str!("paper.typ");

/// What does not change from one document to the next.
pub(crate) struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Option<Source>,
    data: Option<FileId>,
    nothing: Coverage,
}

impl Press {
    /// Reads the fonts, once.
    pub(crate) fn new() -> Self {
        let fonts: Vec<Font> = [REGULAR, SEMI_BOLD]
            .into_iter()
            .filter_map(|font| Font::new(Bytes::new(font), 0))
            .collect();
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            template: file("/paper.typ").map(|id| Source::new(id, TEMPLATE.to_owned())),
            data: file("/data.json"),
            nothing: Coverage::from_vec(Vec::new()),
            fonts,
        }
    }

    /// The characters that can be printed; both fonts have the same ones.
    pub(crate) fn coverage(&self) -> &Coverage {
        self.fonts
            .first()
            .map_or(&self.nothing, |font| &font.info().coverage)
    }

    /// Sets the document that `data` describes: the PDF and its number of pages.
    pub(crate) fn set(&self, data: Vec<u8>, date: NaiveDate) -> Result<(Vec<u8>, usize), Fault> {
        let template = self.template.as_ref().ok_or_else(|| fault("no template"))?;
        let sheet = Sheet {
            press: self,
            template,
            data: Bytes::new(data),
        };
        let set = sheet.set(date);
        // What Typst remembers from one document to the next would be people's letters.
        comemo::evict(0);
        set
    }
}

/// One document being set.
struct Sheet<'a> {
    press: &'a Press,
    template: &'a Source,
    data: Bytes,
}

impl Sheet<'_> {
    fn set(&self, date: NaiveDate) -> Result<(Vec<u8>, usize), Fault> {
        let document = typst::compile::<PagedDocument>(self)
            .output
            .map_err(|errors| self.refused(&errors))?;
        let standards = PdfStandards::new(&[PdfStandard::Ua_1])
            .map_err(|error| fault(error.message().as_str()))?;
        let options = PdfOptions {
            creator: Smart::Custom(Some("Préau".to_owned())),
            timestamp: day(date).map(Timestamp::new_utc),
            standards,
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| self.refused(&errors))?;
        Ok((pdf, document.pages().len()))
    }

    /// What Typst says quotes the text: only what comes before the first quotation is kept.
    fn refused(&self, errors: &[SourceDiagnostic]) -> Fault {
        let Some(error) = errors.first() else {
            return fault("no reason given");
        };
        let line = typst::WorldExt::range(self, error.span)
            .and_then(|range| self.template.lines().byte_to_line(range.start))
            .map_or(0, |line| line + 1);
        let said = error.message.split(['`', '"', '\'', '(']).next();
        fault(&format!("line {line}: {}", said.unwrap_or_default()))
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == self.template.id() {
            true => Ok(self.template.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match Some(id) == self.press.data {
            true => Ok(self.data.clone()),
            false => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    /// A template that asks for the date gets none: the same document is the same file.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn day(date: NaiveDate) -> Option<Datetime> {
    let (month, day) = (date.month().try_into().ok()?, date.day().try_into().ok()?);
    Datetime::from_ymd(date.year(), month, day)
}

fn fault(reason: &str) -> Fault {
    Fault::Refused(reason.to_owned())
}
