//! One file of delimited text becomes rows of its table, on as many threads as are of use.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use domain::TableId;
use domain::records::Table;
use domain::refusal::Refusal;

use crate::Progress;
use crate::blocks::{BlockHead, Blocks};
use crate::header::{HeaderFault, Plan, known_columns};
use crate::limits::{BLOCK_BYTES, TITLE_ROWS};
use crate::mapping::TableMapping;
use crate::rejected::Tally;
use crate::split::{Dialect, FirstRecord, FirstRecords, Grid, split};
use crate::typing::{Chunk, Fault, Shared, Typer, reserve};

/// The file being read, for messages.
pub(crate) struct FileContext<'a> {
    pub(crate) table: TableId,
    pub(crate) name: &'a str,
    /// Its number in the data set.
    pub(crate) number: u16,
    /// Its size, where it is known.
    pub(crate) bytes: u64,
    pub(crate) progress: &'a (dyn Fn(Progress) + Sync),
}

/// Finds separator and header, and leaves the file at its first row.
pub(crate) fn plan_text(
    blocks: &mut Blocks<'_>,
    table: TableId,
    mapping: Option<&TableMapping>,
) -> Result<Plan, HeaderFault> {
    let spec = table.spec();
    let newline = blocks.dialect.newline;
    let encoding = blocks.encoding();
    let head = blocks.head();
    let headers = |record: &FirstRecord| -> Vec<String> {
        record.cells.iter().map(|c| encoding.lossy(c).trim().to_owned()).collect()
    };
    let mut best: Option<(usize, usize, Dialect, FirstRecord)> = None;
    for separator in [b',', b'\t', b';'] {
        let dialect = Dialect { separator, newline };
        for record in FirstRecords::of(head, dialect, TITLE_ROWS) {
            let known = known_columns(spec, &headers(&record), mapping);
            let score = (known, if known > 0 { record.cells.len() } else { 0 });
            if best.as_ref().is_none_or(|(k, n, ..)| score > (*k, *n)) {
                best = Some((score.0, score.1, dialect, record));
            }
        }
    }
    let Some((_, _, dialect, record)) = best else { return Plan::new(spec, &[], mapping) };
    let headers = headers(&record);
    blocks.dialect = dialect;
    blocks.skip(record.next);
    Plan::new(spec, &headers, mapping)
}

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
) -> io::Result<bool> {
    table.set_present(plan.present());
    let useful = usize::try_from(file.bytes / (2 * BLOCK_BYTES as u64)).unwrap_or(usize::MAX);
    let threads = threads.min(useful.max(1));
    let blocks = Mutex::new(blocks);
    let merge =
        Mutex::new(Merge { next: 0, waiting: BTreeMap::new(), table, tally, file, done: 0 });
    let work = || read_blocks(&blocks, &merge, plan, shared, file);
    let results: Vec<io::Result<()>> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut results = vec![work()];
        let stopped = || io::Error::other("a reading thread stopped");
        results.extend(others.into_iter().map(|o| o.join().unwrap_or_else(|_| Err(stopped()))));
        results
    });
    results.into_iter().collect::<io::Result<()>>()?;
    let blocks = blocks.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(!blocks.is_irregular())
}

/// Takes block after block until none is left.
fn read_blocks<T: Table>(
    blocks: &Mutex<Blocks<'_>>,
    merge: &Mutex<Merge<'_, T>>,
    plan: &Plan,
    shared: &Shared<'_>,
    file: &FileContext<'_>,
) -> io::Result<()> {
    let mut typer = Typer::new(plan, shared);
    let mut grid = Grid::new(plan.headers.len());
    let mut bytes = Vec::new();
    loop {
        let (head, dialect, read) = {
            let mut blocks = blocks.lock().unwrap_or_else(PoisonError::into_inner);
            (blocks.next(&mut bytes)?, blocks.dialect, blocks.read)
        };
        let Some(head) = head else { return Ok(()) };
        let chunk = if let Some(refusal) = head.broken {
            broken_record(&head, refusal)
        } else {
            grid.clear();
            if !split(&bytes, dialect, head.first_line, &mut grid) {
                blocks.lock().unwrap_or_else(PoisonError::into_inner).note_irregular();
            }
            typer.rows(&grid, &bytes, head.encoding, file.number)
        };
        let mut merge = merge.lock().unwrap_or_else(PoisonError::into_inner);
        merge.take(head.index, chunk, bytes.len(), read);
    }
}

/// A record that could not be told from what follows it.
fn broken_record<T: Table>(head: &BlockHead, refusal: Refusal) -> Chunk<T> {
    let fault = Fault {
        row: 0,
        line: head.first_line,
        column: None,
        position: None,
        refusal,
        value: String::new(),
    };
    Chunk { table: T::default(), faults: vec![fault], rejected_rows: 1 }
}

/// Puts the blocks together in their order, whichever is ready first.
struct Merge<'a, T> {
    next: usize,
    waiting: BTreeMap<usize, Chunk<T>>,
    table: &'a mut T,
    tally: &'a mut Tally,
    file: &'a FileContext<'a>,
    /// Rows read so far.
    done: u64,
}

impl<T: Table> Merge<'_, T> {
    fn take(&mut self, index: usize, mut chunk: Chunk<T>, bytes: usize, read: u64) {
        if index == 0 {
            self.make_room(&mut chunk.table, bytes);
        }
        self.waiting.insert(index, chunk);
        while let Some(chunk) = self.waiting.remove(&self.next) {
            self.done += chunk.table.len() as u64;
            self.tally.add(self.file.table, self.file.name, chunk.rejected_rows, &chunk.faults);
            self.table.append(chunk.table);
            self.next += 1;
        }
        let FileContext { table, bytes: total, .. } = *self.file;
        (self.file.progress)(Progress { table, rows: self.done, bytes: read, total });
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
