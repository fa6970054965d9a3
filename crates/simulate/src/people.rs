//! Made-up people: names typical of the region, and well-formed numbers that belong to nobody in
//! particular.
//!
//! A household is a function of its county and its number, so that none has to be kept.

use crate::places::{County, Tier};
use crate::rows::Text;

/// A household of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Household {
    /// Identity number of its head: division, birthday, sequence, check digit.
    pub key: Text,
    /// Name of its head; different within any thousand households that follow each other.
    pub name: Text,
    /// Township.
    pub township: Text,
    /// Village.
    pub village: Text,
}

/// Households of one village before the next begins.
pub(crate) const HOUSEHOLDS_IN_VILLAGE: usize = 40;

/// The households of a county; neighbours share the text of their village.
pub(crate) struct Households<'a> {
    county: &'a County,
    village: Option<(usize, Text, Text)>,
}

impl Households<'_> {
    /// The households of a county.
    pub(crate) fn new(county: &County) -> Households<'_> {
        Households { county, village: None }
    }

    /// The household of this number.
    pub(crate) fn household(&mut self, number: usize) -> Household {
        let at = number / HOUSEHOLDS_IN_VILLAGE;
        let known = self.village.take().filter(|(village, _, _)| *village == at);
        let (_, township, village) = known.unwrap_or_else(|| {
            let (township, village) = self.county.village(at);
            (at, township, village)
        });
        self.village = Some((at, township.clone(), village.clone()));
        Household {
            key: identity_number(self.county.division.code(), number),
            name: name(self.county.tier, number).into(),
            township,
            village,
        }
    }
}

/// Number of a household in the register.
pub(crate) fn register_number(county: &County, number: usize) -> Text {
    format!("{}H{number:06}", county.division).into()
}

/// An identity number with the right check digit; different numbers give different ones up to a
/// million.
pub(crate) fn identity_number(division: u32, number: usize) -> Text {
    let year = 1948 + number * 7 % 45;
    let month = 1 + number * 5 % 12;
    let day = 1 + number * 11 % 28;
    // The three parts of the birthday come round together after 1 260 numbers.
    let sequence = number / 1_260 % 1_000;
    let digits = format!("{division:06}{year:04}{month:02}{day:02}{sequence:03}");
    format!("{digits}{}", check_digit(&digits)).into()
}

/// The check character of GB 11643 for the first seventeen digits.
fn check_digit(digits: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let weighted = |(digit, weight): (char, u32)| digit.to_digit(10).unwrap_or(0) * weight;
    let sum: u32 = digits.chars().zip(WEIGHTS).map(weighted).sum();
    "10X98765432".chars().nth(sum as usize % 11).unwrap_or('0')
}

/// A full name. The steps have no factor in common with the lists, so names come round late.
pub(crate) fn name(tier: Tier, number: usize) -> String {
    let pick =
        |words: &[&'static str], at: usize| words.get(at % words.len()).copied().unwrap_or("");
    if tier != Tier::Other {
        let at = number * 1_237;
        return format!("{}·{}", pick(UYGHUR, at), pick(UYGHUR_MEN, at / UYGHUR.len()));
    }
    let at = number / 2 * 1_237;
    if number.is_multiple_of(2) {
        format!("{}·{}", pick(KAZAKH, at), pick(KAZAKH, at / KAZAKH.len() + 1))
    } else {
        format!("{}{}", pick(SURNAMES, at), pick(GIVEN, at / SURNAMES.len()))
    }
}

const UYGHUR: &[&str] = &[
    "买买提",
    "艾尼瓦尔",
    "吐尔逊",
    "阿卜杜拉",
    "古丽娜尔",
    "阿依古丽",
    "热依汗",
    "玉素甫",
    "艾合买提",
    "麦麦提明",
    "努尔买买提",
    "阿不力孜",
    "帕提古丽",
    "茹仙古丽",
    "依明江",
    "库尔班",
    "托合提",
    "肉孜",
    "喀迪尔",
    "艾力",
    "伊力哈木",
    "买合木提",
    "阿米娜",
    "祖丽胡玛尔",
    "塔吉古丽",
    "约麦尔",
    "斯迪克",
    "沙拉买提",
    "吾斯曼",
    "热合曼",
    "海丽且姆",
];
const UYGHUR_MEN: &[&str] = &[
    "吐尔地",
    "买买提",
    "阿不都拉",
    "艾山",
    "玉山",
    "卡斯木",
    "萨伍提",
    "尼亚孜",
    "依布拉音",
    "库尔班",
    "喀日",
    "亚森",
    "艾则孜",
    "麦麦提",
    "吾守尔",
    "热西提",
    "托乎提",
    "萨迪克",
    "阿吾提",
    "牙生",
    "阿西木",
    "苏来曼",
    "毛拉",
    "塔依尔",
    "艾买尔",
    "乃买提",
    "肉扎洪",
    "司马义",
    "铁木尔",
];
const KAZAKH: &[&str] = &[
    "叶尔兰",
    "巴合提",
    "努尔兰",
    "阿依努尔",
    "木拉提",
    "加娜尔",
    "赛力克",
    "哈那提",
    "古丽达娜",
    "别克",
    "托列吾",
    "阿曼太",
    "叶斯波勒",
    "马合沙提",
    "吾拉尔",
    "沙吾列",
    "加尔肯",
    "胡安德克",
    "达列力",
];
const SURNAMES: &[&str] =
    &["马", "王", "李", "张", "杨", "刘", "陈", "丁", "白", "苏", "周", "赵", "何"];
const GIVEN: &[&str] = &[
    "建军", "文明", "秀兰", "志强", "玉梅", "国庆", "晓燕", "永福", "海峰", "桂英", "德成", "金花",
    "学文", "立新", "春生", "月琴", "成龙", "富贵", "小红",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn check_digits_follow_the_standard() {
        // The example of GB 11643-1999.
        assert_eq!(check_digit("11010519491231002"), 'X');
        assert_eq!(check_digit("44052418800101001"), '4');
    }

    #[test]
    fn identity_numbers_do_not_repeat() {
        let numbers: HashSet<Text> = (0..50_000).map(|n| identity_number(653_125, n)).collect();
        assert_eq!(numbers.len(), 50_000);
        assert!(numbers.iter().all(|n| n.len() == 18));
    }

    #[test]
    fn names_differ_among_neighbours() {
        for tier in [Tier::Deep, Tier::Other] {
            for start in [0, 977, 40_003] {
                let names: HashSet<String> = (start..start + 300).map(|n| name(tier, n)).collect();
                assert_eq!(names.len(), 300, "{tier:?} {start}");
            }
        }
    }
}
