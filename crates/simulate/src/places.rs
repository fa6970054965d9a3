//! The prefectures and counties that take part, and made-up townships and villages inside them.

use domain::division::DivisionEntry;
use domain::{Day, Division, Divisions, Level};

use crate::rows::Text;
use crate::time::day;

/// How a county stands in the rules of allocation (B 二（一）1（1）).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// One of the deeply poor counties, all in the four southern prefectures.
    Deep,
    /// Another county of the four southern prefectures.
    South,
    /// A county elsewhere.
    Other,
}

/// A prefecture.
#[derive(Clone, Debug)]
pub(crate) struct Prefecture {
    /// Code.
    pub division: Division,
    /// What its document numbers begin with, such as 喀地.
    pub mark: String,
}

/// A county.
#[derive(Clone, Debug)]
pub(crate) struct County {
    /// Code.
    pub division: Division,
    /// Short name, different from that of every other county: 莎车县, 和田市, 塔什库尔干县.
    pub short: String,
    /// Position of its prefecture.
    pub prefecture: usize,
    /// How it stands in the rules of allocation.
    pub tier: Tier,
}

/// Who takes part.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// The centre, as the giver of central money.
    pub centre: Division,
    /// The region.
    pub region: Division,
    /// Prefectures with at least one county, by code.
    pub prefectures: Vec<Prefecture>,
    /// Counties, by code.
    pub counties: Vec<County>,
}

/// Cities that are run by the production corps stand under this collective code; they have no
/// county finance bureau of the region.
const CORPS_CITIES: u32 = 659_000;

/// The order in which a smaller region takes its counties, so that it always has deeply poor ones
/// and soon one of each kind.
const TURNS: [Tier; 6] = [Tier::Deep, Tier::Deep, Tier::Other, Tier::Deep, Tier::South, Tier::Deep];

impl Places {
    /// The first `count` counties of the list (all, for 0) under codes that hold in all the years.
    pub(crate) fn new(divisions: &Divisions, count: usize, years: &[u16]) -> Places {
        let centre = Division::CENTRE;
        let region = divisions.iter().find(|e| e.level == Level::Region);
        let region = region.map_or(centre, |e| e.division);
        let chosen = choose(candidates(divisions, years), count);
        let mut prefectures: Vec<Prefecture> = Vec::new();
        let mut counties = Vec::new();
        for entry in chosen {
            let Some(parent) = entry.parent.and_then(|p| divisions.get(p)) else { continue };
            if prefectures.last().is_none_or(|p| p.division != parent.division) {
                prefectures.push(prefecture(parent));
            }
            counties.push(County {
                division: entry.division,
                short: short_name(&entry.name),
                prefecture: prefectures.len() - 1,
                tier: tier(entry),
            });
        }
        Places { centre, region, prefectures, counties }
    }
}

/// Counties whose code holds from the first to the last of the years; of two codes for one county
/// the newer.
fn candidates<'a>(divisions: &'a Divisions, years: &[u16]) -> Vec<&'a DivisionEntry> {
    let first = years.iter().min().map_or(Day::FIRST, |y| day(*y, 1, 1));
    let last = years.iter().max().map_or(Day::FIRST, |y| day(*y, 12, 31));
    let holds = |e: &DivisionEntry| {
        e.valid_from.is_none_or(|from| from <= first) && e.valid_to.is_none_or(|to| last <= to)
    };
    let usable = |e: &&DivisionEntry| {
        let corps = e.parent.is_none_or(|p| p.code() == CORPS_CITIES);
        e.level == Level::County && !corps && holds(e)
    };
    let newer_is_there = |e: &DivisionEntry| {
        let newer = divisions.canonical(e.division);
        newer != e.division && divisions.get(newer).is_some_and(holds)
    };
    let mut counties: Vec<_> =
        divisions.iter().filter(usable).filter(|e| !newer_is_there(e)).collect();
    counties.sort_by_key(|e| (e.parent, e.division));
    counties
}

fn choose(candidates: Vec<&DivisionEntry>, count: usize) -> Vec<&DivisionEntry> {
    if count == 0 || count >= candidates.len() {
        return candidates;
    }
    let mut left = candidates;
    let mut chosen = Vec::new();
    for turn in TURNS.iter().cycle().take(count) {
        let position = left.iter().position(|e| tier(e) == *turn).unwrap_or(0);
        chosen.push(left.remove(position));
    }
    chosen.sort_by_key(|e| (e.parent, e.division));
    chosen
}

fn tier(entry: &DivisionEntry) -> Tier {
    let tagged = |tag: &str| entry.tags.iter().any(|t| t == tag);
    match (tagged("deeply-poor"), tagged("southern-four")) {
        (true, _) => Tier::Deep,
        (false, true) => Tier::South,
        (false, false) => Tier::Other,
    }
}

/// What the document numbers of the prefectures begin with, where it is not their name's first
/// character.
const MARKS: &[(u32, &str)] = &[
    (652_300, "昌州"),
    (652_700, "博州"),
    (652_800, "巴州"),
    (652_900, "阿地"),
    (653_000, "克州"),
    (653_100, "喀地"),
    (653_200, "和地"),
    (654_000, "伊州"),
    (654_200, "塔地"),
    (654_300, "阿勒地"),
];

fn prefecture(entry: &DivisionEntry) -> Prefecture {
    let known = MARKS.iter().find(|(code, _)| *code == entry.division.code());
    let first = || entry.name.chars().take(1).collect();
    Prefecture {
        division: entry.division,
        mark: known.map_or_else(first, |(_, mark)| (*mark).to_owned()),
    }
}

fn short_name(name: &str) -> String {
    let Some(stem) = name.strip_suffix("自治县") else { return name.to_owned() };
    let peoples = ["哈萨克", "回族", "锡伯", "蒙古", "塔吉克"];
    let stem = peoples.iter().fold(stem, |stem, people| stem.trim_end_matches(people));
    format!("{stem}县")
}

impl County {
    /// The character with which its document numbers begin.
    pub(crate) fn mark(&self) -> String {
        self.short.chars().take(1).collect()
    }

    /// A made-up township of the county.
    pub(crate) fn township(&self, number: usize) -> Text {
        township(self.offset() + number / VILLAGES_IN_TOWNSHIP)
    }

    /// A made-up village of the county, with its township.
    pub(crate) fn village(&self, number: usize) -> (Text, Text) {
        let number = number % VILLAGES;
        let at = self.offset() + number;
        let name =
            format!("{}{}村", pick(FIRST_PARTS, at), pick(LAST_PARTS, at / FIRST_PARTS.len()));
        (self.township(number), name.into())
    }

    fn offset(&self) -> usize {
        self.division.code() as usize * 7
    }
}

/// Villages of a county before their names begin again.
pub(crate) const VILLAGES: usize = FIRST_PARTS.len() * LAST_PARTS.len();
const VILLAGES_IN_TOWNSHIP: usize = 12;

fn pick(words: &'static [&'static str], number: usize) -> &'static str {
    words.get(number % words.len()).copied().unwrap_or_default()
}

fn township(number: usize) -> Text {
    let kind = if number.is_multiple_of(4) { "镇" } else { "乡" };
    format!("{}{kind}", pick(TOWNSHIPS, number)).into()
}

const TOWNSHIPS: &[&str] = &[
    "托万",
    "阿热勒",
    "库木",
    "巴格其",
    "英阿瓦提",
    "克孜勒",
    "亚普",
    "恰热克",
    "喀拉苏",
    "塔孜洪",
    "罕南",
    "依干其",
    "琼库尔",
    "苏盖提",
    "墩买里",
    "乌依塔",
];
const FIRST_PARTS: &[&str] = &[
    "阿亚格",
    "尤喀克",
    "巴什",
    "恰瓦克",
    "央塔克",
    "托格拉克",
    "喀拉",
    "阔什",
    "英买",
    "塔什",
    "伊什来",
    "其兰",
    "玉吉买",
];
const LAST_PARTS: &[&str] = &[
    "库木",
    "兰干",
    "巴格",
    "吾斯塘",
    "买里",
    "艾日克",
    "都维",
    "霍伊拉",
    "博斯坦",
    "皮羌",
    "塔勒",
    "阿瓦提",
    "勒克",
];

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::HashSet;

    /// A small list with every kind of county.
    pub(crate) fn divisions() -> Divisions {
        let entry = |code: u32, name: &str, parent: u32, tags: &[&str]| DivisionEntry {
            division: Division::from_code(code).unwrap(),
            name: name.into(),
            level: match (code % 10_000, code % 100) {
                (0, _) => Level::Region,
                (_, 0) => Level::Prefecture,
                _ => Level::County,
            },
            parent: Division::from_code(parent),
            valid_from: None,
            valid_to: None,
            tags: tags.iter().map(|t| (*t).into()).collect(),
        };
        let deep = &["southern-four", "deeply-poor"][..];
        let south = &["southern-four"][..];
        Divisions::new([
            entry(650_000, "新疆维吾尔自治区", 0, &[]),
            entry(652_300, "昌吉回族自治州", 650_000, &[]),
            entry(652_327, "吉木萨尔县", 652_300, &[]),
            entry(652_328, "木垒哈萨克自治县", 652_300, &[]),
            entry(653_100, "喀什地区", 650_000, south),
            entry(653_121, "疏附县", 653_100, deep),
            entry(653_124, "泽普县", 653_100, south),
            entry(653_125, "莎车县", 653_100, deep),
            entry(653_200, "和田地区", 650_000, south),
            entry(653_221, "和田县", 653_200, deep),
            entry(653_227, "民丰县", 653_200, south),
            entry(659_000, "自治区直辖县级行政区划", 650_000, &[]),
            entry(659_001, "石河子市", 659_000, &[]),
        ])
    }

    #[test]
    fn counties_stand_under_their_prefectures() {
        let places = Places::new(&divisions(), 0, &[2019]);
        let names: Vec<&str> = places.counties.iter().map(|c| c.short.as_str()).collect();
        let all = ["吉木萨尔县", "木垒县", "疏附县", "泽普县", "莎车县", "和田县", "民丰县"];
        assert_eq!(names, all);
        let prefecture = |n: usize| places.prefectures[places.counties[n].prefecture].mark.clone();
        assert_eq!(
            (prefecture(1), prefecture(4), prefecture(6)),
            ("昌州".into(), "喀地".into(), "和地".into())
        );
        assert_eq!(places.counties[4].mark(), "莎");
    }

    #[test]
    fn a_small_region_has_deeply_poor_counties_first() {
        let tiers = |count| {
            let places = Places::new(&divisions(), count, &[2019]);
            places.counties.iter().map(|c| c.tier).collect::<Vec<_>>()
        };
        assert_eq!(tiers(1), [Tier::Deep]);
        assert_eq!(tiers(3), [Tier::Other, Tier::Deep, Tier::Deep]);
    }

    #[test]
    fn village_names_differ_inside_a_county() {
        let places = Places::new(&divisions(), 1, &[2019]);
        let names: HashSet<Text> = (0..VILLAGES).map(|n| places.counties[0].village(n).1).collect();
        assert_eq!(names.len(), VILLAGES);
    }
}
