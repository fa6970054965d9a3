//! Rows of totals: official tables end with 合计, and have 小计 in between. They are no records.

use domain::money::half_width;

use crate::encoding::Encoding;
use crate::grid::Grid;
use crate::header::{Origin, Plan};

/// The words with which such a row begins.
const WORDS: [&str; 16] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "本页合计",
    "本页小计",
    "本月合计",
    "本月小计",
    "本年合计",
    "本年累计",
    "本月累计",
    "全年合计",
    "total",
    "subtotal",
    "grandtotal",
];
/// The longest of them, with room for spaces between its characters.
const LONGEST: usize = 32;

/// The rows of a block that are totals, with their lines: the word stands in the first cell that is not
/// empty, or in the column by which the table's records are known.
pub(crate) fn total_rows(
    plan: &Plan,
    grid: &Grid,
    block: &[u8],
    encoding: Encoding,
) -> Vec<(u32, u32)> {
    let key = plan.bindings.iter().find(|b| b.column == 0).map(|b| &b.origin);
    let key = if let Some(Origin::Cell(position)) = key { Some(*position) } else { None };
    let is_total = |row: usize| {
        let first = (0..grid.width).map(|at| grid.cell(block, row, at)).find(|c| !c.is_empty());
        let key = key.map(|at| grid.cell(block, row, at));
        first.is_some_and(|cell| is_word(cell, encoding))
            || key.is_some_and(|cell| is_word(cell, encoding))
    };
    let rows = (0..grid.rows()).filter(|row| is_total(*row));
    rows.filter_map(|row| Some((row as u32, grid.lines.get(row).copied()?))).collect()
}

#[inline]
fn is_word(cell: &[u8], encoding: Encoding) -> bool {
    // Nearly all cells end here: ids begin with a digit or with another letter.
    let may_be =
        |first: &u8| *first >= 0x80 || matches!(first, b't' | b'T' | b's' | b'S' | b'g' | b'G');
    cell.first().is_some_and(may_be) && cell.len() <= LONGEST && is_total(&encoding.lossy(cell))
}

#[cold]
fn is_total(text: &str) -> bool {
    let bare: String = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && *c != ':')
        .flat_map(char::to_lowercase)
        .collect();
    WORDS.contains(&bare.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_totals_are_known_however_they_are_spaced() {
        for (text, expect) in [
            ("合计", true),
            ("合　　计：", true),
            ("小 计", true),
            ("Total", true),
            ("合计金额", false),
            ("合作社", false),
            ("T1", false),
            ("", false),
        ] {
            assert_eq!(is_word(text.as_bytes(), Encoding::Utf8), expect, "{text}");
        }
    }
}
