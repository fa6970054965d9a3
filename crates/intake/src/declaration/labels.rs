//! The words by which forms say what stands beside them.

use domain::money::half_width;
use domain::target::SubjectKind;

use super::paper::Line;

/// What a cell says of the one beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// What the target is set for, by name.
    Name(Option<SubjectKind>),
    /// Its number.
    Subject,
    /// The target's own number.
    Target,
    /// All money of the year.
    Total,
    /// The fiscal part.
    Fiscal,
    /// What is left of it.
    Rest,
    /// The target in words.
    Goal,
    /// The same of the year alone, where the form has also one of several years.
    YearGoal,
    /// Something else, which is not read.
    Else,
}

/// What a title says.
pub(super) struct Title {
    /// For what the target is set.
    pub(super) kind: Option<SubjectKind>,
    /// Whether it is the title of another table of performance: a self-evaluation, a round of monitoring.
    pub(super) is_other: bool,
}

/// Characters of a title, at most.
const LONGEST_TITLE: usize = 40;

/// Words of labels, as [`key`] leaves them.
const LABELS: &[(&[&str], Label)] = &[
    (&["项目名称"], Label::Name(Some(SubjectKind::Project))),
    (&["政策名称"], Label::Name(Some(SubjectKind::Policy))),
    (
        &["部门名称", "单位名称", "部门(单位)名称", "部门单位名称"],
        Label::Name(Some(SubjectKind::Department)),
    ),
    (
        &["专项名称", "专项资金名称", "转移支付名称", "资金名称"],
        Label::Name(Some(SubjectKind::Transfer)),
    ),
    (&["债券名称", "债券项目名称"], Label::Name(Some(SubjectKind::Bond))),
    (&["地区名称"], Label::Name(Some(SubjectKind::Government))),
    (&["项目编号", "项目编码", "项目代码"], Label::Subject),
    (&["目标编号", "绩效目标编号"], Label::Target),
    (
        &["年度资金总额", "资金总额", "项目资金总额", "年度预算总额", "预算总额", "年度金额"],
        Label::Total,
    ),
    (&["财政拨款", "财政资金", "财政拨款资金"], Label::Fiscal),
    (&["其他资金", "其他"], Label::Rest),
    (&["总体目标", "绩效目标", "项目总体目标", "项目绩效目标", "总体绩效目标"], Label::Goal),
    (&["年度目标", "年度总体目标", "年度绩效目标", "当年目标"], Label::YearGoal),
    (
        &[
            "中期目标",
            "实施期目标",
            "中期资金总额",
            "实施期资金总额",
            "主管部门",
            "主管部门及代码",
            "实施单位",
            "项目单位",
            "申报单位",
            "填报单位",
            "项目属性",
            "项目类别",
            "项目类型",
            "项目期",
            "项目负责人",
            "联系人",
            "联系电话",
            "地区",
            "区划",
            "资金情况",
            "项目资金",
            "绩效指标",
            "分解目标",
            "立项依据",
            "上级资金",
            "本级资金",
            "中央资金",
            "自治区资金",
            "地方资金",
            "中央财政资金",
        ],
        Label::Else,
    ),
];

/// The label that a cell is.
pub(super) fn label_of(text: &str) -> Option<Label> {
    let key = key(text);
    LABELS.iter().find(|(words, _)| words.contains(&key.as_str())).map(|(_, label)| *label)
}

/// The title that a row is.
pub(super) fn title(line: &Line) -> Option<Title> {
    let of = |text: &str| {
        let key = key(text);
        let is_title =
            key.contains("绩效") && key.ends_with('表') && key.chars().count() <= LONGEST_TITLE;
        let has = |word: &str| key.contains(word);
        let kinds = [
            ("政策", SubjectKind::Policy),
            ("转移支付", SubjectKind::Transfer),
            ("区域", SubjectKind::Transfer),
            ("债券", SubjectKind::Bond),
            ("部门整体", SubjectKind::Department),
            ("整体支出", SubjectKind::Department),
            ("政府", SubjectKind::Government),
            ("项目", SubjectKind::Project),
        ];
        let kind = kinds.into_iter().find(|(word, _)| has(word)).map(|(_, kind)| kind);
        let is_other = ["自评", "监控", "评价", "评分"].iter().any(|word| has(word));
        is_title.then_some(Title { kind, is_other })
    };
    line.cells.iter().find_map(|cell| of(&cell.text))
}

/// The first fiscal year that a text names: （2020年度）.
pub(super) fn year(text: &str) -> Option<u16> {
    let text: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let before = text.match_indices('年').filter_map(|(at, _)| text.get(at.checked_sub(4)?..at));
    before.filter_map(|digits| digits.parse().ok()).find(|year| (2000..=2100).contains(year))
}

/// A text for comparing: half-width, without spaces, colons, stars, what numbers it and what stands behind it in
/// brackets: `其中： 财政拨款（万元）` and `2.财政拨款` → `财政拨款`.
pub(super) fn key(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '*' | '★' | '_'))
        .collect();
    let mut key = plain.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '、'));
    key = key.strip_prefix("其中").unwrap_or(key);
    while let Some(at) = key.strip_suffix(')').and_then(|rest| rest.rfind('(')).filter(|at| *at > 0)
    {
        key = key.get(..at).unwrap_or_default();
    }
    key.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_however_they_are_spaced_numbered_and_bracketed() {
        for (text, label) in [
            ("项目名称", Some(Label::Name(Some(SubjectKind::Project)))),
            ("项 目\n名 称：", Some(Label::Name(Some(SubjectKind::Project)))),
            ("其中：财政拨款", Some(Label::Fiscal)),
            ("1、年度资金总额（万元）：", Some(Label::Total)),
            ("部门（单位）名称", Some(Label::Name(Some(SubjectKind::Department)))),
            ("中期目标（2019年—2021年）", Some(Label::Else)),
            ("年度总体目标", Some(Label::YearGoal)),
            ("（万元）", None),
            ("扶贫养羊", None),
            ("", None),
        ] {
            assert_eq!(label_of(text), label, "{text}");
        }
    }

    #[test]
    fn the_year_is_that_of_the_title() {
        for (text, year_of) in [
            ("（2020年度）", Some(2020)),
            ("（ ２０１９ 年度）", Some(2019)),
            ("（20  年度）", None),
            ("1年内完成2021年任务", Some(2021)),
            ("年度", None),
        ] {
            assert_eq!(year(text), year_of, "{text}");
        }
    }

    #[test]
    fn titles_tell_declarations_from_other_tables() {
        let line = |text: &str| {
            let cell = super::super::paper::Cell { column: 0, text: text.into(), is_number: false };
            Line { row: 1, cells: vec![cell] }
        };
        let told = |text| title(&line(text)).map(|title| (title.kind, title.is_other));
        let project = Some(SubjectKind::Project);
        assert_eq!(told("项目支出绩效目标申报表"), Some((project, false)));
        assert_eq!(told("项目支出绩效目标申报表（2020年度）"), Some((project, false)));
        assert_eq!(told("转移支付区域绩效目标申报表"), Some((Some(SubjectKind::Transfer), false)));
        assert_eq!(told("项目支出绩效自评表"), Some((project, true)));
        assert_eq!(told("绩效目标申报表填写说明"), None);
        assert_eq!(told("项目名称"), None);
    }
}
