//! Which files of a set are which tables.

use std::cell::RefCell;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use domain::TableId;

use crate::archive::{Member, members};
use crate::blocks::Source;
use crate::book::{Book, Magic, magic};
use crate::budget::Budget;
use crate::error::{Bound, InputError};
use crate::folder::{Listing, list_folder};
use crate::limits::{MAPPING_BYTES, SHEETS};
use crate::mapping::{Mapping, TableMapping};
use crate::names::table_named;
use crate::privacy::visible;
use crate::warning::Warning;
use crate::written::Written;

/// A file, or a part of one, that is a table.
pub(crate) struct TableFile {
    pub(crate) table: TableId,
    /// As messages name it: relative to the set, every character visible.
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) mapping: Option<Arc<TableMapping>>,
}

/// Where the bytes are.
pub(crate) enum Place {
    File(PathBuf),
    Member(Member),
    Sheet {
        book: Rc<RefCell<Book>>,
        sheet: String,
    },
    /// No file at all: somebody wrote the rows into a form.
    Form(Written),
}

impl TableFile {
    /// Hands the bytes of the file, and how many there are, to `read`.
    pub(crate) fn with_source<R>(
        &self,
        read: impl FnOnce(Source<'_>, u64) -> Result<R, InputError>,
    ) -> Result<R, InputError> {
        let unreadable = |source| InputError::Unreadable { file: self.name.clone(), source };
        match &self.place {
            Place::Member(member) => member.with_source(|source| read(source, member.bytes)),
            Place::File(path) => {
                let opened = fs::File::open(path).map_err(unreadable)?;
                let bytes = opened.metadata().map_err(unreadable)?.len();
                read(Box::new(opened), bytes)
            }
            Place::Sheet { .. } | Place::Form(_) => read(Box::new(io::empty()), 0),
        }
    }
}

/// The tables of a set in the order in which they are read.
pub(crate) struct Found {
    /// What the set may take.
    pub(crate) budget: Arc<Budget>,
    pub(crate) tables: Vec<TableFile>,
    pub(crate) warnings: Vec<Warning>,
    /// Everything seen, for the message that there is no table.
    seen: Vec<String>,
    pub(crate) mapping: Mapping,
}

impl Found {
    /// What somebody wrote into forms, as a set of their tables.
    pub(crate) fn forms(written: Vec<Written>) -> Found {
        let table = |written: Written| TableFile {
            table: written.table,
            name: visible(&written.name).into_owned(),
            mapping: None,
            place: Place::Form(written),
        };
        Found {
            budget: Arc::new(Budget::of(0)),
            tables: written.into_iter().map(table).collect(),
            warnings: Vec::new(),
            seen: Vec::new(),
            mapping: Mapping::default(),
        }
    }
}

/// Looks through a folder, an archive, or at one file.
pub(crate) fn find(path: &Path, mapping: Option<&Path>) -> Result<Found, InputError> {
    let shown = path.display().to_string();
    if !path.exists() {
        return Err(InputError::NotFound { path: shown });
    }
    let listing = if path.is_dir() { list_folder(path)? } else { Listing::of_file(path) };
    let mut found = Found {
        budget: Arc::new(Budget::of(listing.bytes)),
        tables: Vec::new(),
        warnings: Vec::new(),
        seen: Vec::new(),
        mapping: Mapping::default(),
    };
    if let Some(mapping) = mapping {
        found.mapping = read_mapping(&mapping.display().to_string(), mapping)?;
    }
    if path.is_dir() {
        found.add_folder(listing, mapping.is_none())?;
    } else if is_archive(path) {
        found.add_archive(path, mapping.is_none())?;
    } else {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        found.add_file(path, &name)?;
    }
    if found.tables.is_empty() {
        return Err(InputError::NoTable { path: shown, found: found.seen });
    }
    // A set's own funds are needed to read all others.
    found.tables.sort_by(|a, b| {
        let key = |f: &TableFile| (f.table != TableId::OwnFunds, f.table);
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    Ok(found)
}

const MAPPING: &str = "mapping.toml";
/// Other money on projects, of which an export tells beside the tables: no rule reads it.
const CONTRIBUTIONS: &str = "contributions.csv";
/// Values in the place of local defaults of the policy pack: no records.
const SETTINGS: &str = "settings.toml";

fn read_mapping(name: &str, path: &Path) -> Result<Mapping, InputError> {
    let unreadable = |source| InputError::Unreadable { file: name.to_owned(), source };
    let opened = fs::File::open(path).map_err(unreadable)?;
    if opened.metadata().map_err(unreadable)?.len() > MAPPING_BYTES {
        return Err(InputError::TooLarge { file: name.to_owned(), what: Bound::Mapping });
    }
    parse_mapping(name, io::read_to_string(opened.take(MAPPING_BYTES)))
}

/// Whether a mapping file can be read, before there are data for it: names of tables and fields, units, days.
/// `name` is what messages call it.
///
/// # Errors
/// All that is wrong with it, each with its line and what would be right.
pub fn check_mapping(name: &str, text: &str) -> Result<(), InputError> {
    parse_mapping(name, Ok(text.to_owned())).map(drop)
}

fn parse_mapping(name: &str, text: io::Result<String>) -> Result<Mapping, InputError> {
    let file = name.to_owned();
    let text = text.map_err(|source| InputError::Unreadable { file: file.clone(), source })?;
    Mapping::parse(name, &text).map_err(|faults| InputError::Mapping { file, faults })
}

fn extension(name: &str) -> String {
    Path::new(name)
        .extension()
        .map(|e| e.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default()
}

fn stem(name: &str) -> String {
    Path::new(name).file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn is_archive(path: &Path) -> bool {
    extension(&path.to_string_lossy()) == "zip"
}

/// What a simulated region says of itself: the findings that must come of it.
const SEEDED: &str = "seeded.csv";

/// Files that are beside the point: hidden ones, locks of spreadsheet programs, notes for people.
fn is_beside_the_point(name: &str) -> bool {
    let last = last_part(name);
    last.starts_with('.')
        || last.starts_with("~$")
        || last == MAPPING
        || last == SEEDED
        || last == CONTRIBUTIONS
        || last.to_ascii_lowercase().starts_with("readme")
        || name.starts_with("__MACOSX/")
}

/// What is said of a file that is no table. Exports hold the settings by which their records are judged.
fn left_alone(name: &str) -> Warning {
    let file = name.to_owned();
    if last_part(name) == SETTINGS {
        Warning::Settings { file }
    } else {
        Warning::UnknownFile { file }
    }
}

fn is_text(name: &str) -> bool {
    matches!(extension(name).as_str(), "csv" | "tsv" | "txt")
}

fn is_book(name: &str) -> bool {
    matches!(extension(name).as_str(), "xlsx" | "xls" | "ods" | "xlsm")
}

impl Found {
    fn add_folder(&mut self, listing: Listing, look_for_mapping: bool) -> Result<(), InputError> {
        let named = |(name, _): &&(String, PathBuf)| last_part(name) == MAPPING;
        // The one nearest to the top, as in an archive that packs a folder.
        let mapping =
            listing.files.iter().filter(named).min_by_key(|(n, _)| n.matches('/').count());
        if let Some((name, path)) = mapping.filter(|_| look_for_mapping) {
            self.mapping = read_mapping(name, path)?;
        }
        let left_out = listing.rejected.into_iter();
        self.warnings.extend(left_out.map(|folder| Warning::RejectedFolder { folder }));
        listing.files.iter().try_for_each(|(name, path)| self.add_file(path, name))
    }

    fn add_file(&mut self, path: &Path, name: &str) -> Result<(), InputError> {
        if is_beside_the_point(name) {
            return Ok(());
        }
        self.seen.push(name.to_owned());
        if is_book(name) && !self.is_text_in_disguise(path, last_part(name)) {
            self.add_book(Book::open(path, name, &self.budget)?, name)
        } else if is_text(name) || is_book(name) {
            self.add_text(name, || Place::File(path.to_owned()));
            Ok(())
        } else {
            self.warnings.push(left_alone(name));
            Ok(())
        }
    }

    /// Many programs export delimited text and call it `.xls`.
    fn is_text_in_disguise(&self, path: &Path, name: &str) -> bool {
        let mut head = Vec::new();
        let read = fs::File::open(path).and_then(|f| f.take(64).read_to_end(&mut head));
        let is_text = magic(&head) == Magic::Other && !head.starts_with(b"<");
        let is_table = table_named(&stem(name)).is_some() || !self.mapping.claims(name).is_empty();
        extension(name) == "xls" && read.is_ok() && is_text && is_table
    }

    fn add_archive(&mut self, path: &Path, look_for_mapping: bool) -> Result<(), InputError> {
        let members = members(path, &self.budget)?;
        let mappings = members.iter().filter(|m| last_part(&m.name) == MAPPING);
        let mapping = mappings.min_by_key(|m| m.name.matches('/').count());
        if let Some(mapping) = mapping.filter(|_| look_for_mapping) {
            if mapping.bytes > MAPPING_BYTES {
                let file = mapping.name.clone();
                return Err(InputError::TooLarge { file, what: Bound::Mapping });
            }
            let text = String::from_utf8_lossy(&mapping.bytes(&self.budget)?).into_owned();
            self.mapping = parse_mapping(&mapping.name, Ok(text))?;
        }
        for member in members.into_iter().filter(|m| !is_beside_the_point(&m.name)) {
            let name = member.name.clone();
            self.seen.push(name.clone());
            if is_text(&name) {
                self.add_text(&name, || Place::Member(member.clone()));
            } else if is_book(&name) {
                let bytes = member.bytes(&self.budget)?;
                self.add_book(Book::of_memory(bytes, &name, &self.budget)?, &name)?;
            } else {
                // Also archives in archives: they are never opened.
                self.warnings.push(left_alone(&name));
            }
        }
        Ok(())
    }

    fn add_text(&mut self, name: &str, place: impl Fn() -> Place) {
        let last = last_part(name);
        for (table, mapping) in self.mapping.claims(last) {
            let mapping = Some(mapping);
            let name = visible(name).into_owned();
            self.tables.push(TableFile { table, name, place: place(), mapping });
        }
        if self.mapping.claims(last).is_empty() {
            match table_named(&stem(last)) {
                Some(table) => {
                    let mapping = self.mapping.of_named(table);
                    let name = visible(name).into_owned();
                    self.tables.push(TableFile { table, name, place: place(), mapping });
                }
                None => self.warnings.push(Warning::UnknownFile { file: name.to_owned() }),
            }
        }
    }

    /// A sheet for each table; where no sheet bears a table's name, the file's name may.
    fn add_book(&mut self, mut book: Book, name: &str) -> Result<(), InputError> {
        let sheets = book.sheets()?;
        if sheets.len() > SHEETS {
            return Err(InputError::TooLarge { file: name.to_owned(), what: Bound::Workbook });
        }
        let last = last_part(name);
        let claims = self.mapping.claims(last);
        let mut chosen: Vec<(TableId, String, Option<Arc<TableMapping>>)> = Vec::new();
        for (table, mapping) in &claims {
            let wanted =
                mapping.sheet.clone().or_else(|| sheets.first().cloned()).unwrap_or_default();
            if !sheets.contains(&wanted) {
                let (file, found) = (name.to_owned(), sheets);
                return Err(InputError::NoSheet { file, sheet: wanted, found });
            }
            chosen.push((*table, wanted, Some(mapping.clone())));
        }
        if claims.is_empty() {
            let named = |sheet: &String| Some((table_named(sheet)?, sheet.clone()));
            let of_file = table_named(&stem(last)).zip(sheets.first().cloned());
            let mut found: Vec<_> = sheets.iter().filter_map(named).collect();
            if found.is_empty() {
                found.extend(of_file);
            }
            let mapped = found.into_iter().map(|(table, sheet)| {
                let mapping = self.mapping.of_named(table);
                (table, sheet, mapping)
            });
            chosen.extend(mapped);
        }
        for sheet in sheets.iter().filter(|sheet| !chosen.iter().any(|(_, s, _)| s == *sheet)) {
            self.warnings.push(Warning::UnknownFile { file: format!("{name}#{sheet}") });
        }
        let book = Rc::new(RefCell::new(book));
        self.tables.extend(chosen.into_iter().map(|(table, sheet, mapping)| {
            let name = visible(&format!("{name}#{sheet}")).into_owned();
            TableFile { table, name, place: Place::Sheet { book: book.clone(), sheet }, mapping }
        }));
        Ok(())
    }
}
