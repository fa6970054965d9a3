//! One file of delimited text becomes rows of its table, on as many threads as are of use.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::records::Table;
use domain::{Interner, TableId};

use crate::Progress;
use crate::blocks::{Blocks, Care};
use crate::budget::Budget;
use crate::error::{Bound, InputError};
use crate::grid::{FirstRecords, Grid};
use crate::header::{HeaderFault, Plan, count_known};
use crate::limits::{BLOCK_BYTES, TITLE_ROWS};
use crate::mapping::TableMapping;
use crate::names::ColumnNames;
use crate::rejected::Tally;
use crate::room::{fit_together, reserve};
use crate::split::{Dialect, split};
use crate::typing::{Chunk, Shared, Typer};

/// The file being read, for messages.
pub(crate) struct FileContext<'a> {
    pub(crate) table: TableId,
    pub(crate) name: &'a str,
    /// Its number in the data set.
    pub(crate) number: u16,
    /// Its size, where it is known.
    pub(crate) bytes: u64,
    pub(crate) care: Care,
    pub(crate) budget: &'a Budget,
    pub(crate) progress: &'a (dyn Fn(Progress) + Sync),
}

impl FileContext<'_> {
    /// Takes from the set's memory what rows need, and sees whether the names have room beside them.
    pub(crate) fn take(&self, bytes: u64, names: &Interner) -> Result<(), InputError> {
        if self.budget.take_memory(bytes) && self.budget.has_memory(names.bytes()) {
            return Ok(());
        }
        Err(InputError::TooLarge { file: self.name.to_owned(), what: Bound::Memory })
    }

    /// Refuses rows that would carry a column of texts past the 4 GiB to which its places reach.
    pub(crate) fn refuse_overflow<T: Table>(
        &self,
        table: &mut T,
        more: &mut T,
    ) -> Result<(), InputError> {
        if fit_together(table, more, u32::MAX as usize) {
            return Ok(());
        }
        Err(InputError::TooLarge { file: self.name.to_owned(), what: Bound::Count })
    }

    fn unreadable(&self, source: std::io::Error) -> InputError {
        InputError::Unreadable { file: self.name.to_owned(), source }
    }
}

/// Finds separator and header, and leaves the file at its first row.
pub(crate) fn plan_text(
    blocks: &mut Blocks<'_>,
    table: TableId,
    mapping: Option<&TableMapping>,
) -> Result<Plan, HeaderFault> {
    let names = ColumnNames::of(table.spec());
    let newline = blocks.dialect.newline;
    let encoding = blocks.encoding();
    let mut best = Candidate {
        known: 0,
        titles: Vec::new(),
        headers: Vec::new(),
        dialect: blocks.dialect,
        next: 0,
    };
    for separator in [b',', b'\t', b';'] {
        let dialect = Dialect { separator, newline };
        let mut titles: Vec<Vec<String>> = Vec::new();
        for record in FirstRecords::of(blocks.head(), dialect, TITLE_ROWS) {
            let text = |cell: &Vec<u8>| encoding.lossy(cell).trim().to_owned();
            let headers: Vec<String> = record.cells.iter().take(MOST_HEADERS).map(text).collect();
            let known = count_known(&names, &headers, mapping);
            if known > best.known || best.next == 0 {
                let (titles, headers) = (titles.clone(), headers.clone());
                best = Candidate { known, titles, headers, dialect, next: record.next };
            }
            titles.push(headers);
        }
    }
    blocks.dialect = best.dialect;
    blocks.skip(best.next);
    Plan::new(&names, &best.titles, &best.headers, mapping)
}

/// A record that may be the header.
struct Candidate {
    /// How many of its cells are known as headers.
    known: usize,
    /// The records above it.
    titles: Vec<Vec<String>>,
    headers: Vec<String>,
    dialect: Dialect,
    /// First byte behind it.
    next: usize,
}

/// More columns than any table has, with room for those that nobody knows.
pub(crate) const MOST_HEADERS: usize = 1000;

/// Reads all rows of a file into a table of their own. False where quotation marks are irregular and the
/// file must be read again, exactly.
pub(crate) fn read_text<T: Table>(
    blocks: Blocks<'_>,
    plan: &Plan,
    shared: &Shared<'_>,
    file: &FileContext<'_>,
    threads: usize,
    table: &mut T,
    tally: &mut Tally,
) -> Result<bool, InputError> {
    table.set_present(plan.present());
    let useful = usize::try_from(file.bytes / (2 * BLOCK_BYTES as u64)).unwrap_or(usize::MAX);
    let threads = threads.min(useful.max(1));
    let blocks = Mutex::new(blocks);
    let merge = Mutex::new(Merge {
        next: 0,
        waiting: BTreeMap::new(),
        table,
        tally,
        file,
        done: 0,
        taken: 0,
    });
    let work = || read_blocks(&blocks, &merge, plan, shared, file);
    let results: Vec<Result<(), InputError>> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut results = vec![work()];
        let stopped = || file.unreadable(std::io::Error::other("a reading thread stopped"));
        results.extend(others.into_iter().map(|o| o.join().unwrap_or_else(|_| Err(stopped()))));
        results
    });
    results.into_iter().collect::<Result<(), InputError>>()?;
    let blocks = blocks.into_inner().unwrap_or_else(PoisonError::into_inner);
    let taken = merge.into_inner().unwrap_or_else(PoisonError::into_inner).taken;
    if blocks.is_irregular() {
        file.budget.give_back(taken);
    }
    Ok(!blocks.is_irregular())
}

/// Takes block after block until none is left.
fn read_blocks<T: Table>(
    blocks: &Mutex<Blocks<'_>>,
    merge: &Mutex<Merge<'_, T>>,
    plan: &Plan,
    shared: &Shared<'_>,
    file: &FileContext<'_>,
) -> Result<(), InputError> {
    let mut typer = Typer::new(plan, shared);
    let mut grid = Grid::new(plan.headers.len());
    let mut bytes = Vec::new();
    loop {
        let (head, dialect, read) = {
            let mut blocks = blocks.lock().unwrap_or_else(PoisonError::into_inner);
            let next = blocks.next(&mut bytes).map_err(|source| file.unreadable(source))?;
            (next, blocks.dialect, blocks.read)
        };
        let Some(head) = head else { return Ok(()) };
        if head.first_line > LAST_LINE {
            return Err(InputError::TooLarge { file: file.name.to_owned(), what: Bound::Count });
        }
        let chunk = if let Some(refusal) = head.broken {
            Chunk::broken(head.first_line, refusal)
        } else {
            grid.clear();
            if !split(&bytes, dialect, head.first_line, &mut grid) {
                blocks.lock().unwrap_or_else(PoisonError::into_inner).note_irregular();
            }
            typer.rows(&grid, &bytes, head.encoding, file.number)
        };
        if let Err(error) = file.take(chunk.bytes, shared.names) {
            blocks.lock().unwrap_or_else(PoisonError::into_inner).stop();
            return Err(error);
        }
        let taken = merge.lock().unwrap_or_else(PoisonError::into_inner).take(
            head.index,
            chunk,
            bytes.len(),
            read,
        );
        if let Err(error) = taken {
            blocks.lock().unwrap_or_else(PoisonError::into_inner).stop();
            return Err(error);
        }
    }
}

/// Lines are numbered by 32 bits; a block has fewer than this many.
const LAST_LINE: u32 = u32::MAX - (1 << 21);

/// Puts the blocks together in their order, whichever is ready first.
struct Merge<'a, T> {
    next: usize,
    waiting: BTreeMap<usize, Chunk<T>>,
    table: &'a mut T,
    tally: &'a mut Tally,
    file: &'a FileContext<'a>,
    /// Rows read so far.
    done: u64,
    /// Memory taken for them.
    taken: u64,
}

impl<T: Table> Merge<'_, T> {
    fn take(
        &mut self,
        index: usize,
        mut chunk: Chunk<T>,
        bytes: usize,
        read: u64,
    ) -> Result<(), InputError> {
        if index == 0 {
            self.make_room(&mut chunk.table, bytes);
        }
        self.taken += chunk.bytes;
        self.waiting.insert(index, chunk);
        while let Some(mut chunk) = self.waiting.remove(&self.next) {
            self.done += chunk.table.len() as u64;
            self.tally.add(self.file.table, self.file.name, &chunk.faults);
            self.file.refuse_overflow(self.table, &mut chunk.table)?;
            self.table.append(chunk.table);
            self.next += 1;
        }
        let FileContext { table, bytes: total, .. } = *self.file;
        (self.file.progress)(Progress { table, rows: self.done, bytes: read, total });
        Ok(())
    }

    /// Makes room for the whole file at once, judged by its first block: growing step by step would
    /// need twice the memory.
    fn make_room(&mut self, first: &mut T, bytes: usize) {
        let most = MOST_ROWS_AT_ONCE / (first.len() as u64 + 1);
        let times = self.file.bytes.checked_div(bytes as u64).unwrap_or(0);
        if times > 4 {
            reserve(self.table, first, (times + times / 50 + 1).min(most) as usize);
        }
    }
}

/// A file may claim any size; more than this is not believed beforehand.
const MOST_ROWS_AT_ONCE: u64 = 20_000_000;
