//! The fund catalogue: which money, of which class, from which level.

use std::collections::HashMap;
use std::num::NonZeroU16;
use std::sync::Arc;

use crate::day::Day;
use crate::division::Level;

/// Index of a fund in its catalogue. `Option<FundId>` takes two bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FundId(NonZeroU16);

impl FundId {
    /// Position in [`Funds`].
    pub fn index(self) -> usize {
        usize::from(self.0.get()) - 1
    }

    fn from_index(index: usize) -> Option<FundId> {
        u16::try_from(index + 1).ok().and_then(NonZeroU16::new).map(FundId)
    }
}

/// The classes into which document B sorts the money (B 一), on which limits and negative lists depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FundClass {
    /// 财政专项扶贫资金
    Special,
    /// 涉农整合扶贫资金
    Integrated,
    /// 易地扶贫搬迁资金
    Relocation,
    /// 用于脱贫攻坚的地方政府债券资金
    Bond,
    /// 纳入动态监控的其他专项资金
    Other,
    /// 贫困人口脱贫兜底专项基金
    SafetyNet,
    /// 贫困人口补充医疗保险资金
    Medical,
}

impl FundClass {
    /// All classes, in the order of document B.
    pub const ALL: [FundClass; 7] = [
        FundClass::Special,
        FundClass::Integrated,
        FundClass::Relocation,
        FundClass::Bond,
        FundClass::Other,
        FundClass::SafetyNet,
        FundClass::Medical,
    ];

    /// The words of all classes, in the same order.
    pub const WORDS: &[&str] =
        &["special", "integrated", "relocation", "bond", "other", "safety_net", "medical"];

    /// The word used in files and rules.
    pub fn word(self) -> &'static str {
        match self {
            FundClass::Special => "special",
            FundClass::Integrated => "integrated",
            FundClass::Relocation => "relocation",
            FundClass::Bond => "bond",
            FundClass::Other => "other",
            FundClass::SafetyNet => "safety_net",
            FundClass::Medical => "medical",
        }
    }

    /// The class of this word.
    pub fn from_word(word: &str) -> Option<FundClass> {
        FundClass::ALL.into_iter().find(|c| c.word() == word)
    }
}

/// One fund of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fund {
    /// Stable code, e.g. `special-development`.
    pub code: String,
    /// Chinese name as the regulation prints it.
    pub name: String,
    /// Further names under which files know it.
    pub aliases: Vec<String>,
    /// Class, which decides limits and lists.
    pub class: FundClass,
    /// The level whose budget the money comes from.
    pub source_level: Level,
    /// The office that answers for raising it, where known.
    pub office: Option<String>,
    /// First day of validity; empty = always.
    pub valid_from: Option<Day>,
    /// Last day of validity, included.
    pub valid_to: Option<Day>,
    /// Whether the data set itself brought it (its own `funds` table).
    pub own: bool,
}

/// A catalogue of funds: the pack's, with what the data set adds or redefines. Copies share what they hold until
/// one of them is changed: every data set has one.
#[derive(Clone, Debug, Default)]
pub struct Funds(Arc<Catalogue>);

#[derive(Clone, Debug, Default)]
struct Catalogue {
    list: Vec<Fund>,
    by_text: HashMap<String, FundId>,
}

impl Funds {
    /// Adds a fund; a fund with a code that is there already replaces it. Nothing if the catalogue is full
    /// (65 535 funds).
    pub fn add(&mut self, fund: Fund) -> Option<FundId> {
        let id = match self.0.by_text.get(&fund.code) {
            Some(id) if self.get(*id).code == fund.code => *id,
            _ => FundId::from_index(self.len())?,
        };
        let Catalogue { list, by_text } = Arc::make_mut(&mut self.0);
        for text in fund.aliases.iter().chain([&fund.name, &fund.code]) {
            by_text.insert(text.clone(), id);
        }
        match list.get_mut(id.index()) {
            Some(slot) => *slot = fund,
            None => list.push(fund),
        }
        Some(id)
    }

    /// The fund of this code, name or alias.
    pub fn resolve(&self, text: &str) -> Option<FundId> {
        self.0.by_text.get(text.trim()).copied()
    }

    /// The fund of an id that this catalogue gave out.
    ///
    /// # Panics
    /// With an id of another catalogue.
    pub fn get(&self, id: FundId) -> &Fund {
        &self.0.list[id.index()]
    }

    /// All funds with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FundId, &Fund)> {
        self.0.list.iter().enumerate().filter_map(|(i, f)| Some((FundId::from_index(i)?, f)))
    }

    /// Number of funds.
    pub fn len(&self) -> usize {
        self.0.list.len()
    }

    /// Whether this is another copy of the same catalogue, neither changed since it was copied.
    pub fn is_same(&self, other: &Funds) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether the catalogue is empty.
    pub fn is_empty(&self) -> bool {
        self.0.list.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fund(code: &str, name: &str, class: FundClass) -> Fund {
        Fund {
            code: code.into(),
            name: name.into(),
            aliases: vec![format!("{name}资金")],
            class,
            source_level: Level::Centre,
            office: None,
            valid_from: None,
            valid_to: None,
            own: false,
        }
    }

    #[test]
    fn a_data_set_may_add_and_redefine_funds() {
        let mut funds = Funds::default();
        let first = funds.add(fund("special-development", "扶贫发展", FundClass::Special)).unwrap();
        let second = funds.add(fund("other-a", "甲项", FundClass::Other)).unwrap();
        assert_eq!(funds.resolve("扶贫发展资金"), Some(first));
        assert_eq!(funds.resolve(" other-a "), Some(second));
        assert_eq!(funds.resolve("乙项"), None);
        let again = funds.add(fund("other-a", "甲项", FundClass::Integrated));
        assert_eq!((again, funds.len()), (Some(second), 2));
        assert_eq!(funds.get(second).class, FundClass::Integrated);
    }
}
