//! How much the reader takes from one file. Files come from strangers: nothing here may grow without bound.

/// Longest cell.
pub(crate) const CELL_BYTES: usize = 64 << 10;
/// Longest record; a longer one is an error and reading goes on at the next line.
pub(crate) const RECORD_BYTES: usize = 1 << 20;
/// Bytes read from a file at a time, cut back to whole records.
pub(crate) const BLOCK_BYTES: usize = 256 << 10;
/// Refused cells kept to be shown; the others are counted.
pub(crate) const REJECTED_KEPT: usize = 10_000;
/// Lines of left-out rows of totals that a warning names.
pub(crate) const TOTALS_SHOWN: usize = 5;
/// Bytes of a refused value that are kept for a message.
pub(crate) const SHOWN_BYTES: usize = 400;
/// Characters of a refused value that a message shows.
pub(crate) const SHOWN_CHARS: usize = 80;
/// Records among which the header is looked for: official tables often begin with a title.
pub(crate) const TITLE_ROWS: usize = 10;
/// Most files of an archive, or entries of a folder and all below it.
pub(crate) const MOST_MEMBERS: usize = 10_000;
/// What an archive or workbook may unpack to.
pub(crate) const UNPACKED_BYTES: u64 = 4 << 30;
/// How many times its packed size something may unpack to.
pub(crate) const RATIO: u64 = 1000;
/// The same for what is large when unpacked: tables pack to a tenth or a thirtieth, and reading gigabytes of
/// nothing takes longer than anybody waits.
pub(crate) const LARGE_RATIO: u64 = 50;
/// Bytes from which on something unpacked is large.
pub(crate) const LARGE_BYTES: u64 = 256 << 20;
/// Rows that repetitions may add to a sheet.
pub(crate) const REPEATED_ROWS: u64 = 1 << 20;
/// Bytes of cells that repetitions may add to a sheet.
pub(crate) const REPEATED_BYTES: u64 = 256 << 20;
/// Most rows and columns of a sheet.
pub(crate) const SHEET_ROWS: u32 = 1 << 20;
pub(crate) const SHEET_COLUMNS: u32 = 16_384;
/// Most sheets of one workbook.
pub(crate) const SHEETS: usize = 1000;
/// Elements inside one another, and attributes of one element.
pub(crate) const XML_DEPTH: u32 = 256;
pub(crate) const XML_ATTRIBUTES: u32 = 128;
/// Longest mapping file, and the faults of it that are shown.
pub(crate) const MAPPING_BYTES: u64 = 1 << 20;
pub(crate) const MAPPING_FAULTS: usize = 100;
