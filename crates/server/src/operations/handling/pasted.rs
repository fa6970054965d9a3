//! A table that was pasted from a spreadsheet, or sent as a file: its lines in cells, apart by tabs or by commas as its
//! head has it.

/// Characters of a table, at most.
const LONGEST: usize = 100_000;

/// Why a table cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It has too many characters.
    TooLong,
    /// This line of it, counted from 1.
    Line(usize),
}

/// The lines of a table in cells, each with its number; lines without a character are passed over.
pub(crate) fn lines(text: &str) -> Result<Vec<(usize, Vec<String>)>, Unread> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.len() > LONGEST {
        return Err(Unread::TooLong);
    }
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains('\t') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    (1..)
        .zip(reader.records())
        .map(|(number, record)| match record {
            Ok(record) => Ok((number, cells(&record))),
            Err(_) => Err(Unread::Line(number)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_and_commas_part_cells_and_what_is_no_table_is_refused() {
        let of = |text: &str| {
            let lines = lines(text).unwrap();
            lines.into_iter().map(|(at, cells)| (at, cells.join("|"))).collect::<Vec<_>>()
        };
        let told = [(1, "地区|金额".to_owned()), (2, "喀什|1,0".to_owned())];
        assert_eq!(of("\u{feff}地区,金额\n\n 喀什 ,\"1,0\"\n"), told);
        assert_eq!(of("地区\t金额\n喀什\t1,0"), told);
        assert_eq!(lines(&"a".repeat(LONGEST + 1)), Err(Unread::TooLong));
        assert_eq!(of(""), []);
    }
}
