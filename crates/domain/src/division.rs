//! Administrative divisions: region → prefecture → county, GB/T 2260 codes with validity and tags.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::num::NonZeroU32;

use crate::day::Day;
use crate::refusal::Refusal;

/// A six-digit division code. `100000` stands for the centre.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Division(NonZeroU32);

impl Division {
    /// The centre (中央), as the giver of central money.
    pub const CENTRE_CODE: u32 = 100_000;

    /// The centre itself.
    pub const CENTRE: Division = match NonZeroU32::new(Division::CENTRE_CODE) {
        Some(code) => Division(code),
        None => Division(NonZeroU32::MIN),
    };

    /// The division with this code, whether or not any list knows it.
    pub fn from_code(code: u32) -> Option<Division> {
        if (100_000..=999_999).contains(&code) { NonZeroU32::new(code).map(Division) } else { None }
    }

    /// The six digits as a number.
    pub fn code(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Level of government.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 中央
    Centre,
    /// 自治区
    Region,
    /// 地（州、市）
    Prefecture,
    /// 县（市、区）
    County,
}

impl Level {
    /// All levels, from the top.
    pub const ALL: [Level; 4] = [Level::Centre, Level::Region, Level::Prefecture, Level::County];

    /// The word used in files and rules.
    pub fn word(self) -> &'static str {
        match self {
            Level::Centre => "centre",
            Level::Region => "region",
            Level::Prefecture => "prefecture",
            Level::County => "county",
        }
    }

    /// The level of this word.
    pub fn from_word(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|l| l.word() == word)
    }
}

/// One line of the list of divisions.
#[derive(Clone, Debug)]
pub struct DivisionEntry {
    /// The code.
    pub division: Division,
    /// Full name, unique inside its parent on any day.
    pub name: String,
    /// Level of government.
    pub level: Level,
    /// The division above; none for the region.
    pub parent: Option<Division>,
    /// First day of validity; empty = always.
    pub valid_from: Option<Day>,
    /// Last day of validity, included; empty = still valid.
    pub valid_to: Option<Day>,
    /// Attributes such as `southern-four`, `deeply-poor`, `tile-3-5` (see [`Divisions::tile`]).
    pub tags: Vec<String>,
}

impl DivisionEntry {
    fn valid_on(&self, day: Option<Day>) -> bool {
        let Some(day) = day else { return true };
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// The list of divisions of a pack.
#[derive(Clone, Debug, Default)]
pub struct Divisions {
    entries: BTreeMap<Division, DivisionEntry>,
    by_name: HashMap<String, Vec<Division>>,
}

impl Divisions {
    /// Builds the list; the centre is always known.
    pub fn new(entries: impl IntoIterator<Item = DivisionEntry>) -> Divisions {
        let mut list = Divisions::default();
        if let Some(centre) = Division::from_code(Division::CENTRE_CODE) {
            list.insert(DivisionEntry {
                division: centre,
                name: "中央".into(),
                level: Level::Centre,
                parent: None,
                valid_from: None,
                valid_to: None,
                tags: Vec::new(),
            });
        }
        entries.into_iter().for_each(|entry| list.insert(entry));
        list
    }

    fn insert(&mut self, entry: DivisionEntry) {
        self.by_name.entry(entry.name.clone()).or_default().push(entry.division);
        self.entries.insert(entry.division, entry);
    }

    /// All entries in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &DivisionEntry> {
        self.entries.values()
    }

    /// The entry of a division.
    pub fn get(&self, division: Division) -> Option<&DivisionEntry> {
        self.entries.get(&division)
    }

    /// The division with whose code the id of a subject begins: `653125/V1`, `653125@village`.
    pub fn of_id(&self, id: &str) -> Option<Division> {
        let code = id.split(['/', '@', ':']).next()?.parse().ok()?;
        self.get(Division::from_code(code)?).map(|entry| entry.division)
    }

    /// The full name, or the code where the list does not know the division.
    pub fn name(&self, division: Division) -> String {
        self.get(division).map_or_else(|| division.to_string(), |e| e.name.clone())
    }

    /// The level of a division.
    pub fn level(&self, division: Division) -> Option<Level> {
        self.get(division).map(|e| e.level)
    }

    /// Whether a division is another or lies below it.
    pub fn is_within(&self, division: Division, other: Division) -> bool {
        let above = |of: &Division| self.get(*of).and_then(|entry| entry.parent);
        std::iter::successors(Some(division), above).take(Level::ALL.len()).any(|d| d == other)
    }

    /// Column and row of the tile that stands for the division on a map, from 1, where a tag
    /// `tile-COLUMN-ROW` gives them: where it lies, roughly, among those beside it.
    pub fn tile(&self, division: Division) -> Option<(u8, u8)> {
        let mut tags = self.get(division)?.tags.iter();
        let spot = |tag: &String| {
            let (column, row) = tag.strip_prefix("tile-")?.split_once('-')?;
            Some((column.parse().ok()?, row.parse().ok()?))
        };
        tags.find_map(spot)
    }

    /// Whether the division carries the tag.
    pub fn has_tag(&self, division: Division, tag: &str) -> bool {
        self.get(division).is_some_and(|e| e.tags.iter().any(|t| t == tag))
    }

    /// Reads a code or a full name valid on `day` (any day, where none is given). In the year in which a
    /// code changed both codes hold; on other days a code that is not valid is refused.
    pub fn resolve(&self, text: &str, day: Option<Day>) -> Result<Division, Refusal> {
        let text = text.trim();
        if let Ok(code) = text.parse::<u32>() {
            let known = Division::from_code(code).and_then(|d| self.get(d));
            return match known {
                Some(entry) if entry.valid_on(day) => Ok(entry.division),
                Some(entry) => self.successor(entry, day).ok_or(Refusal::UnknownDivision),
                None => Err(Refusal::UnknownDivision),
            };
        }
        let named = self.by_name.get(text).map(Vec::as_slice).unwrap_or_default();
        let mut valid =
            named.iter().copied().filter(|d| self.get(*d).is_some_and(|e| e.valid_on(day)));
        match (valid.next(), valid.next()) {
            (Some(only), None) => Ok(only),
            (Some(_), Some(_)) => Err(Refusal::AmbiguousDivision),
            (None, _) => named
                .first()
                .and_then(|d| self.get(*d))
                .and_then(|e| self.successor(e, day))
                .ok_or(Refusal::UnknownDivision),
        }
    }

    /// The division that stands for `entry` on `day` when its own code is not valid then: the one of the
    /// same parent whose name has the same stem (库车县 → 库车市).
    fn successor(&self, entry: &DivisionEntry, day: Option<Day>) -> Option<Division> {
        let stem = |name: &str| name.trim_end_matches(['县', '市', '区']).to_owned();
        self.entries
            .values()
            .find(|e| {
                e.division != entry.division
                    && e.parent == entry.parent
                    && e.valid_on(day)
                    && stem(&e.name) == stem(&entry.name)
            })
            .map(|e| e.division)
    }

    /// The code under which a year is summed: of two codes for one division the newer.
    pub fn canonical(&self, division: Division) -> Division {
        self.get(division)
            .filter(|entry| entry.valid_to.is_some())
            .and_then(|entry| {
                let after = entry.valid_to?.plus_days(1);
                self.successor(entry, after)
            })
            .unwrap_or(division)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(code: u32, name: &str, from: &str, to: &str) -> DivisionEntry {
        DivisionEntry {
            division: Division::from_code(code).unwrap(),
            name: name.into(),
            level: Level::County,
            parent: Division::from_code(652_900),
            valid_from: Day::parse(from).ok(),
            valid_to: Day::parse(to).ok(),
            tags: vec!["poor-county".into(), "tile-3-5".into()],
        }
    }

    fn list() -> Divisions {
        Divisions::new([
            entry(652_923, "库车县", "", "2019-12-31"),
            entry(652_902, "库车市", "2019-01-01", ""),
            entry(652_922, "温宿县", "", ""),
        ])
    }

    fn on(text: &str, day: &str) -> Result<u32, Refusal> {
        list().resolve(text, Day::parse(day).ok()).map(Division::code)
    }

    #[test]
    fn codes_and_names_resolve_to_what_was_valid_on_the_day() {
        assert_eq!(on("652923", "2018-06-01"), Ok(652_923));
        assert_eq!(on("652923", "2019-06-01"), Ok(652_923));
        assert_eq!(on("652902", "2019-06-01"), Ok(652_902));
        assert_eq!(on("652923", "2020-06-01"), Ok(652_902));
        assert_eq!(on("库车县", "2020-06-01"), Ok(652_902));
        assert_eq!(on("温宿县", ""), Ok(652_922));
        assert_eq!(on("100000", ""), Ok(100_000));
        assert_eq!(on("999999", ""), Err(Refusal::UnknownDivision));
        assert_eq!(on("乌有县", ""), Err(Refusal::UnknownDivision));
    }

    #[test]
    fn a_year_with_two_codes_is_summed_under_the_newer() {
        let list = list();
        let code = |c| list.canonical(Division::from_code(c).unwrap()).code();
        assert_eq!((code(652_923), code(652_902), code(652_922)), (652_902, 652_902, 652_922));
        let tagged = Division::from_code(652_922).unwrap();
        assert!(list.has_tag(tagged, "poor-county"));
        assert_eq!(list.tile(tagged), Some((3, 5)));
        assert_eq!(list.tile(Division::CENTRE), None);
    }
}
