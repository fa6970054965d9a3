//! Whole rows as one text each. A driver takes longer over the single values of a row than the database over
//! the row; results of many long rows come as one text a row and are taken apart here.
//!
//! A cell is a number, `-120;`, or a text after its length in bytes, `6:专项`; empty cells are `;` and `:`.

use crate::error::{Result, StoreError};

/// A row that came as one text.
pub struct Packed {
    text: String,
    /// Where each cell begins and ends.
    cells: Vec<(u32, u32)>,
}

/// The expression that gives a row as one text: its columns, each with whether it holds numbers. Texts may hold
/// whatever the database takes, but an empty text comes back as an empty cell.
pub(crate) fn packing<'c>(columns: impl Iterator<Item = (&'c str, bool)>) -> String {
    let parts: Vec<(&str, String)> = columns
        .map(|(column, is_number)| {
            if is_number {
                ("%s;", column.to_owned())
            } else {
                ("%s:%s", format!("octet_length({column}), {column}"))
            }
        })
        .collect();
    let form: String = parts.iter().map(|(form, _)| *form).collect();
    let of: Vec<&str> = parts.iter().map(|(_, of)| of.as_str()).collect();
    format!("format('{form}', {})", of.join(", "))
}

impl Packed {
    /// Takes a text apart.
    pub(super) fn of(text: &str) -> Result<Packed> {
        let strange = || StoreError::Row { column: 0, what: "cannot be taken apart".to_owned() };
        let mut cells = Vec::with_capacity(32);
        let mut at = 0;
        while at < text.len() {
            let rest = text.as_bytes().get(at..).unwrap_or_default();
            let mark = rest.iter().position(|byte| matches!(byte, b';' | b':'));
            let mark = at + mark.ok_or_else(strange)?;
            let number = text.get(at..mark).ok_or_else(strange)?;
            let (start, end) = if text.as_bytes().get(mark) == Some(&b';') {
                (at, mark)
            } else {
                let length = if number.is_empty() { Ok(0) } else { number.parse::<usize>() };
                (mark + 1, mark + 1 + length.map_err(|_| strange())?)
            };
            at = end.max(mark + 1);
            let place = |of: usize| u32::try_from(of).map_err(|_| strange());
            cells.push((place(start)?, place(end)?));
        }
        Ok(Packed { text: text.to_owned(), cells })
    }

    /// The text of a cell; none where it is empty.
    pub(super) fn text(&self, column: usize) -> Result<Option<&str>> {
        let strange = || StoreError::Row { column, what: "not there".to_owned() };
        let (start, end) = self.cells.get(column).ok_or_else(strange)?;
        let cell = self.text.get(*start as usize..*end as usize).ok_or_else(strange)?;
        Ok(Some(cell).filter(|cell| !cell.is_empty()))
    }

    /// The number in a cell; none where it is empty.
    pub(super) fn int(&self, column: usize) -> Result<Option<i64>> {
        let Some(text) = self.text(column)? else { return Ok(None) };
        let strange = |_| StoreError::Row { column, what: format!("unexpected {text:?}") };
        text.parse().map(Some).map_err(strange)
    }
}

#[cfg(test)]
mod tests {
    use super::{Packed, packing};

    #[test]
    fn cells_come_back_as_they_went() {
        let packed = Packed::of("7;;-120;6:专项:3:a;:2:3;9;").unwrap();
        let texts: Vec<Option<&str>> = (0..8).map(|at| packed.text(at).unwrap()).collect();
        let expected = ["7", "", "-120", "专项", "", "a;:", "3;", "9"];
        assert_eq!(texts, expected.map(|text| Some(text).filter(|text| !text.is_empty())));
        assert_eq!(packed.int(2).unwrap(), Some(-120));
        assert_eq!(packed.int(1).unwrap(), None);
        assert!(packed.int(3).is_err());
        assert!(packed.text(8).is_err());
    }

    #[test]
    fn what_is_no_row_is_an_error() {
        for text in ["7", "9:short", "2:专", "x:y"] {
            assert!(Packed::of(text).and_then(|row| row.text(0).map(drop)).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_stand_alone_and_texts_after_their_length() {
        let sql = packing([("row_id", true), ("\"to\"", false)].into_iter());
        assert_eq!(sql, "format('%s;%s:%s', row_id, octet_length(\"to\"), \"to\")");
    }
}
