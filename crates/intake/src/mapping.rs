//! The mapping file: how a foreign export becomes tables of the contract.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::money::Unit;

/// How one table is come by.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableMapping {
    /// Source column → positions of the fields it fills.
    pub(crate) columns: HashMap<String, Vec<usize>>,
    pub(crate) constants: BTreeMap<usize, String>,
    pub(crate) words: HashMap<usize, Arc<HashMap<String, String>>>,
    pub(crate) units: HashMap<usize, Unit>,
    pub(crate) dates: HashMap<usize, DateFormat>,
}

impl TableMapping {
    /// The fields that a source column fills.
    pub(crate) fn fields_of(&self, header: &str) -> Option<&[usize]> {
        self.columns.get(header.trim()).map(Vec::as_slice)
    }
}

/// The order in which a foreign export writes year, month and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DateFormat {}

/// One thing wrong with a mapping file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingFault {
    /// Line in the mapping file.
    pub line: usize,
    /// What is wrong and what would be right, in Chinese and in English.
    pub text: [String; 2],
}

impl MappingFault {
    /// The fault in words.
    pub fn sentence(&self, lang: domain::Lang) -> &str {
        let [zh, en] = &self.text;
        lang.pick(zh, en)
    }
}

impl DateFormat {
    pub(crate) fn parse(&self, _text: &str) -> Result<domain::Day, domain::refusal::Refusal> {
        Err(domain::refusal::Refusal::NotADay)
    }
}
