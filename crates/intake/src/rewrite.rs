//! Rejected rows as files that can be corrected and loaded again. Only for a user who asked: the rows are
//! read a second time, so that nothing is kept of a file that has no bad rows.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use domain::columns::{AccountForm, ColumnKind, ColumnSpec};
use domain::{Lang, TableId};

use crate::Loaded;
use crate::blocks::{Blocks, Care};
use crate::encoding::Encoding;
use crate::error::InputError;
use crate::find::{Place, TableFile};
use crate::header::Plan;
use crate::names::{ERROR_HEADER, LINE_HEADER};
use crate::parse::account;
use crate::privacy::{MASK, mask_numbers, mask_resident_ids};
use crate::rejected::Rejected;
use crate::split::{Sink, split};
use crate::table::{MOST_HEADERS, plan_text};
use crate::written::Written;

/// Bytes of rejected rows kept; the others are only counted.
const KEPT_BYTES: usize = 32 << 20;

/// The rejected rows of one file, personal numbers masked.
#[derive(Debug)]
pub(crate) struct KeptFile {
    /// Name of the file to write, without extension.
    stem: String,
    headers: Vec<String>,
    rows: Vec<KeptRow>,
    table: TableId,
    /// As messages name it.
    name: String,
    /// What its cells are called in a form; none where only its mapping tells what they mean.
    written: Option<Vec<Option<String>>>,
}

#[derive(Debug)]
struct KeptRow {
    line: u32,
    cells: Vec<String>,
    errors: String,
}

/// Writes one CSV for each table with rejected rows: the file's own columns, then `_line` and `_error`.
/// Id and card numbers are masked and must be filled in again. The folder is a data set of its own: after
/// correction it can be loaded. Files that a mapping file named keep their names and need it again. Gives
/// the files written; a file that is there already is never replaced (see [`refuse_used_folder`]).
pub fn write_rejected(loaded: &Loaded, folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let mut written: Vec<PathBuf> = Vec::new();
    for file in &loaded.kept {
        let again = loaded.kept.iter().take_while(|f| !std::ptr::eq(*f, file));
        let before = again.filter(|f| f.stem == file.stem).count();
        let name = match before {
            0 => format!("{}.csv", file.stem),
            _ => format!("{}-{}.csv", file.stem, before + 1),
        };
        let path = folder.join(name);
        fs::File::create_new(&path)?.write_all(&file.csv()?)?;
        written.push(path);
    }
    Ok(written)
}

/// Refuses a folder in which files stand already: somebody may have corrected them. To be asked before
/// anything is read; hidden files do not count.
pub fn refuse_used_folder(folder: &Path) -> Result<(), InputError> {
    let shown = || folder.display().to_string();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(InputError::Unreadable { file: shown(), source }),
    };
    let hidden = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    let used = entries.flatten().any(|entry| !hidden(&entry));
    if used { Err(InputError::FolderInUse { folder: shown() }) } else { Ok(()) }
}

impl Loaded {
    /// A rejected row as somebody would write it into a form, its hidden numbers left out; none where it was
    /// not kept, or where only a mapping tells what its cells mean.
    pub fn mendable(&self, file: &str, line: u32) -> Option<Written> {
        let kept = self.kept.iter().find(|kept| kept.name == file)?;
        let row = kept.rows.iter().find(|row| row.line == line)?;
        let (mut headers, mut cells) = (Vec::new(), Vec::new());
        for (at, header) in kept.written.as_ref()?.iter().enumerate() {
            let Some(header) = header else { continue };
            let cell = row.cells.get(at).map_or("", String::as_str);
            headers.push(header.clone());
            cells.push(if cell == MASK { String::new() } else { cell.to_owned() });
        }
        Some(Written { table: kept.table, name: file.to_owned(), headers, rows: vec![cells] })
    }
}

impl KeptFile {
    /// How many rows were kept.
    pub(crate) fn rows(&self) -> u64 {
        self.rows.len() as u64
    }

    /// With a byte order mark: spreadsheet programs take UTF-8 for something else without it.
    fn csv(&self) -> io::Result<Vec<u8>> {
        let mut writer =
            csv::WriterBuilder::new().flexible(true).from_writer(b"\xef\xbb\xbf".to_vec());
        let ours = [LINE_HEADER, ERROR_HEADER];
        writer.write_record(self.headers.iter().map(String::as_str).chain(ours))?;
        for row in &self.rows {
            let width = self.headers.len();
            let empty = std::iter::repeat_n("", width.saturating_sub(row.cells.len()));
            let cells = row.cells.iter().take(width).map(String::as_str).chain(empty);
            let line = row.line.to_string();
            // Cells beyond the header stay beyond it.
            let beyond = row.cells.iter().skip(width).map(String::as_str);
            writer.write_record(cells.chain([line.as_str(), row.errors.as_str()]).chain(beyond))?;
        }
        writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }
}

/// Reads the rejected rows again, as their files have them.
pub(crate) fn collect(
    files: &[(&TableFile, Plan)],
    rejected: &[Rejected],
) -> Result<Vec<KeptFile>, InputError> {
    let mut kept = Vec::new();
    let mut room = KEPT_BYTES;
    for (file, plan) in files {
        let mut rows = Wanted::of(file, plan, rejected, &mut room);
        if rows.errors.is_empty() {
            continue;
        }
        match &file.place {
            Place::Sheet { book, sheet } => {
                let broken = |fault: crate::book::BookFault| fault.of(&file.name);
                let mut book = book.borrow_mut();
                let mut source = book.rows(sheet).map_err(broken)?;
                let mut cells = Vec::new();
                while let Some(line) = source.next_row(&mut cells).map_err(broken)? {
                    rows.sheet_row(line, &cells);
                }
            }
            _ => file.with_source(|source, _| {
                let unreadable =
                    |source| InputError::Unreadable { file: file.name.clone(), source };
                let mut blocks = Blocks::open(source, Care::Exact).map_err(unreadable)?;
                let mapping = file.mapping.as_deref();
                let _ = plan_text(&mut blocks, file.table, mapping);
                rows.text_rows(&mut blocks).map_err(unreadable)
            })?,
        }
        kept.push(rows.finish(file, plan));
    }
    Ok(kept)
}

/// Takes the rows that are wanted out of a file.
struct Wanted<'a> {
    plan: &'a Plan,
    /// What is wrong, by line.
    errors: BTreeMap<u32, String>,
    rows: Vec<KeptRow>,
    cells: Vec<Vec<u8>>,
    encoding: Encoding,
    room: &'a mut usize,
}

impl<'a> Wanted<'a> {
    fn of(
        file: &TableFile,
        plan: &'a Plan,
        rejected: &[Rejected],
        room: &'a mut usize,
    ) -> Wanted<'a> {
        let mut errors: BTreeMap<u32, String> = BTreeMap::new();
        for fault in rejected.iter().filter(|r| r.table == file.table && r.file == file.name) {
            let all = errors.entry(fault.line).or_default();
            let between = if all.is_empty() { "" } else { "；" };
            let colon = if fault.column.is_empty() { "" } else { "：" };
            all.extend([between, fault.header(), colon, &fault.reason(Lang::Zh)]);
        }
        let (rows, cells) = (Vec::new(), Vec::new());
        Wanted { plan, errors, rows, cells, encoding: Encoding::Utf8, room }
    }

    fn text_rows(&mut self, blocks: &mut Blocks<'_>) -> io::Result<()> {
        let mut bytes = Vec::new();
        while let Some(head) = blocks.next(&mut bytes)? {
            self.encoding = head.encoding;
            match head.broken {
                Some(_) => self.keep(head.first_line, &[]),
                None => {
                    split(&bytes, blocks.dialect, head.first_line, self);
                }
            }
        }
        Ok(())
    }

    fn sheet_row(&mut self, line: u32, cells: &[(u32, crate::book::SheetCell<'_>)]) {
        if !self.errors.contains_key(&line) {
            return;
        }
        let mut texts = Vec::new();
        for (at, cell) in cells.iter().filter(|(at, _)| (*at as usize) < MOST_HEADERS) {
            let at = *at as usize;
            let mut text = Vec::new();
            cell.write(self.plan.column_at(at).map(|c| c.kind), &mut text);
            texts.resize(texts.len().max(at), String::new());
            texts.push(String::from_utf8_lossy(&text).into_owned());
        }
        self.keep(line, &texts);
    }

    fn keep(&mut self, line: u32, cells: &[String]) {
        let Some(errors) = self.errors.get(&line) else { return };
        let bytes = cells.iter().map(|c| c.len() + 24).sum::<usize>() + errors.len();
        let Some(left) = self.room.checked_sub(bytes) else { return };
        *self.room = left;
        let masked = cells.iter().enumerate().map(|(at, cell)| {
            let column = self.plan.column_at(at);
            match column.map(|c| c.kind) {
                Some(ColumnKind::Key) if !cell.is_empty() => MASK.to_owned(),
                // What has no digit must go on having none.
                Some(ColumnKind::Account) if account(cell) == AccountForm::Digits => {
                    MASK.to_owned()
                }
                // A masked key could not be loaded again.
                _ if column.is_some_and(ColumnSpec::is_identifier) => mask_resident_ids(cell),
                _ => mask_numbers(cell),
            }
        });
        self.rows.push(KeptRow { line, cells: masked.collect(), errors: errors.clone() });
    }

    fn finish(self, file: &TableFile, plan: &Plan) -> KeptFile {
        let named = file.mapping.as_ref().is_some_and(|m| !m.files.is_empty());
        let last = file.name.rsplit('/').next().unwrap_or_default();
        let own_stem = last.split_once('.').map_or(last, |(stem, _)| stem);
        let headers = plan.headers_with_units().iter().map(|header| mask_numbers(header)).collect();
        let stem = if named { own_stem } else { file.table.spec().name };
        let written = if named { None } else { plan.plain_headers() };
        let (table, name, stem) = (file.table, file.name.clone(), stem.to_owned());
        KeptFile { stem, headers, rows: self.rows, table, name, written }
    }
}

impl Sink for Wanted<'_> {
    fn plain(&mut self, block: &[u8], start: usize, end: usize) {
        self.cells.push(block.get(start..end).unwrap_or_default().to_vec());
    }

    fn quoted(&mut self, content: &[u8]) {
        self.cells.push(content.to_vec());
    }

    fn end(&mut self, line: u32, _next: usize) -> bool {
        let cells = std::mem::take(&mut self.cells);
        if self.errors.contains_key(&line) {
            let encoding = self.encoding;
            let text = |cell: &Vec<u8>| encoding.lossy(cell).trim().to_owned();
            let cells: Vec<String> = cells.iter().map(text).collect();
            self.keep(line, &cells);
        }
        true
    }
}
