//! The funds that a data set brings itself.

use crate::columns::Choice;
use crate::division::Level;
use crate::fund::{Fund, FundClass, Funds};
use crate::names::{Name, Names};
use crate::records::{OwnFunds, Table};

impl OwnFunds {
    /// Adds the funds of all rows to a catalogue; a code that is there already is defined anew.
    pub fn add_to(&self, funds: &mut Funds, names: &Names) {
        for fund in (0..self.len()).filter_map(|row| self.fund(row, names)) {
            funds.add(fund);
        }
    }

    fn fund(&self, row: usize, names: &Names) -> Option<Fund> {
        let text = |column: &[Option<Name>]| {
            names.text_or_empty(column.get(row).copied().flatten()).to_owned()
        };
        let source_level = match word("source_level", self.source_level.get(row))? {
            "central" => Level::Centre,
            word => Level::from_word(word)?,
        };
        Some(Fund {
            code: text(&self.code),
            name: text(&self.name),
            aliases: Vec::new(),
            class: FundClass::from_word(word("class", self.class.get(row))?)?,
            source_level,
            office: Some(text(&self.office)).filter(|office| !office.is_empty()),
            valid_from: self.valid_from.get(row).copied().flatten(),
            valid_to: self.valid_to.get(row).copied().flatten(),
            own: true,
        })
    }
}

fn word(column: &str, choice: Option<&Choice>) -> Option<&'static str> {
    let spec = OwnFunds::SPEC.columns.iter().find(|c| c.name == column)?;
    choice.map(|choice| spec.word(*choice))
}
