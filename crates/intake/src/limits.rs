//! How much the reader takes from one file. Files come from strangers: nothing here may grow without bound.

/// Longest cell.
pub(crate) const CELL_BYTES: usize = 64 << 10;
/// Longest record; a longer one is an error and reading goes on at the next line.
pub(crate) const RECORD_BYTES: usize = 1 << 20;
/// Bytes read from a file at a time, cut back to whole records.
pub(crate) const BLOCK_BYTES: usize = 1 << 20;
/// Refused cells kept to be shown; the others are counted.
pub(crate) const REJECTED_KEPT: usize = 10_000;
/// Characters of a refused value that a message shows.
pub(crate) const SHOWN_CHARS: usize = 80;
/// Records among which the header is looked for: official tables often begin with a title.
pub(crate) const TITLE_ROWS: usize = 10;
