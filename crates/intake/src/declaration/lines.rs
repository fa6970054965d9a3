//! The rows of indicators below their heads.

use domain::TableId;
use domain::refusal::Refusal;
use domain::target::{Indicator, MOST_INDICATORS};

use super::labels::key;
use super::paper::{Cell, Line};
use super::promise::{direction_of, is_blank, split};
use super::{Declaration, Misread};

/// What a column of the rows says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Level1,
    Level2,
    Name,
    Direction,
    Value,
    Unit,
    Weight,
    Note,
}

/// Words of heads beside those under which the table of indicators knows its columns.
const WORDS: &[(&str, Role)] = &[
    ("绩效指标名称", Role::Name),
    ("指标内容", Role::Name),
    ("指标性质", Role::Direction),
    ("符号", Role::Direction),
    ("绩效指标值", Role::Value),
    ("年度目标值", Role::Value),
    ("指标单位", Role::Unit),
    ("度量单位", Role::Unit),
    ("分值权重", Role::Weight),
    ("指标权重", Role::Weight),
    ("备注", Role::Note),
    ("说明", Role::Note),
    ("指标说明", Role::Note),
    ("指标解释", Role::Note),
];

/// Words with which the rows below the indicators begin.
const ENDS: &[&str] = &[
    "单位负责人",
    "负责人",
    "项目负责人",
    "填表人",
    "填报人",
    "经办人",
    "联系人",
    "联系电话",
    "填报日期",
    "填表日期",
    "审核",
    "财政部门",
    "主管部门",
    "业务科室",
    "合计",
    "总计",
    "总分",
    "注",
    "说明",
    "填表说明",
];

/// Which columns say what, from left to right; several years stand beside each other, and the last ones count.
pub(super) struct Heads(Vec<(u32, Option<Role>)>);

impl Heads {
    /// The heads that a row is: those of names and values at least.
    pub(super) fn of(line: &Line) -> Option<Heads> {
        let mut heads: Vec<(u32, Option<Role>)> =
            line.cells.iter().map(|cell| (cell.column, role(&cell.text))).collect();
        for at in 0..heads.len() {
            let (before, after) = heads.split_at_mut(at + 1);
            if let Some((_, own)) = before.last_mut()
                && own.is_some()
                && after.iter().any(|(_, later)| later == own)
            {
                *own = None;
            }
        }
        let has = |role| heads.iter().any(|(_, own)| *own == Some(role));
        (has(Role::Name) && has(Role::Value)).then_some(Heads(heads))
    }

    /// The role of a column: that of the last head at or left of it.
    fn role(&self, column: u32) -> Option<Role> {
        self.0.iter().rev().find(|(from, _)| *from <= column).and_then(|(_, role)| *role)
    }

    fn has(&self, role: Role) -> bool {
        self.0.iter().any(|(_, own)| *own == Some(role))
    }

    /// The first cell of a role in a row.
    fn cell<'l>(&self, line: &'l Line, role: Role) -> Option<&'l Cell> {
        line.cells.iter().find(|cell| self.role(cell.column) == Some(role))
    }
}

fn role(text: &str) -> Option<Role> {
    let key = key(text);
    let own = WORDS.iter().find(|(word, _)| *word == key).map(|(_, role)| *role);
    own.or_else(|| {
        let columns = TableId::Indicators.spec().columns;
        let column = columns.iter().find(|column| column.aliases.contains(&key.as_str()))?;
        Some(match column.name {
            "level1" => Role::Level1,
            "level2" => Role::Level2,
            "name" => Role::Name,
            "direction" => Role::Direction,
            "value" => Role::Value,
            "unit" => Role::Unit,
            "weight" => Role::Weight,
            _ => return None,
        })
    })
}

/// Reads the rows below the heads, the first of the rows given.
pub(super) fn read(lines: &[Line], one: &mut Declaration) {
    let mut heads: Option<Heads> = None;
    let mut levels = [String::new(), String::new()];
    for line in lines {
        // Forms that were printed on several pages have their heads again.
        if let Some(found) = Heads::of(line) {
            heads = Some(found);
            continue;
        }
        let Some(heads) = &heads else { continue };
        if is_end(line) {
            break;
        }
        take(heads, line, (&mut levels, one));
        if one.indicators.len() > MOST_INDICATORS {
            let fault = one.fault(line, None, Misread::TooMany);
            one.faults.push(fault);
            break;
        }
    }
}

/// Whether the indicators end above a row.
fn is_end(line: &Line) -> bool {
    let first = line.cells.first().map(|cell| key(&cell.text)).unwrap_or_default();
    ENDS.iter().any(|word| {
        first
            .strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['(', '、', '1', '.']))
    }) || first.starts_with("填表人")
        || first.starts_with("单位负责人")
}

fn take(heads: &Heads, line: &Line, (above, one): (&mut [String; 2], &mut Declaration)) {
    let text = |role| heads.cell(line, role).map(|cell| cell.text.clone()).unwrap_or_default();
    fill(above, [Role::Level1, Role::Level2].map(|role| heads.cell(line, role)));
    let (name, value) = (text(Role::Name), heads.cell(line, Role::Value));
    if name.is_empty() {
        if let Some(cell) = value.filter(|cell| !is_blank(&cell.text)) {
            let fault = one.fault(line, Some(cell), Misread::NoName);
            one.faults.push(fault);
        }
        return;
    }
    let [level1, level2] = above.clone();
    let mut indicator = Indicator {
        level1,
        level2,
        name,
        value: text(Role::Value),
        unit: Some(text(Role::Unit)).filter(|unit| !is_blank(unit)).unwrap_or_default(),
        weight: Some(text(Role::Weight)).filter(|weight| !is_blank(weight)).unwrap_or_default(),
        note: text(Role::Note),
        ..Indicator::default()
    };
    if let Some((cell, what)) = promised(heads, line, &mut indicator) {
        let fault = one.fault(line, Some(cell), what);
        one.faults.push(fault);
    }
    one.indicators.push(indicator);
}

/// A level that a row leaves blank is that of the row above; a new first level begins with a blank second one. A dash
/// or stroke says that there is none.
fn fill(levels: &mut [String; 2], cells: [Option<&Cell>; 2]) {
    let said = |cell: &Cell| if is_blank(&cell.text) { String::new() } else { level(&cell.text) };
    if let Some(cell) = cells[0] {
        let own = said(cell);
        if own != levels[0] {
            levels[1].clear();
        }
        levels[0] = own;
    }
    if let Some(cell) = cells[1] {
        levels[1] = said(cell);
    }
}

/// A level without line breaks and without the points that some forms write behind it: 产出指标（50分）.
fn level(text: &str) -> String {
    let text: String = text.split_whitespace().collect();
    let bracket = text.strip_suffix(['）', ')']).and_then(|rest| rest.rsplit_once(['（', '(']));
    match bracket {
        Some((level, inner)) if inner.ends_with('分') => level.to_owned(),
        _ => text,
    }
}

/// Reads direction, value and unit; what is wrong with them.
fn promised<'l>(heads: &Heads, line: &'l Line, one: &mut Indicator) -> Option<(&'l Cell, Misread)> {
    if let Some(cell) = heads.cell(line, Role::Weight).filter(|cell| cell.text.is_empty()) {
        return Some((cell, Misread::Refused(Refusal::NotCalculated)));
    }
    let direction = heads.cell(line, Role::Direction);
    if let Some(cell) = direction.filter(|cell| !is_blank(&cell.text)) {
        match direction_of(&cell.text) {
            Some(word) => word.clone_into(&mut one.direction),
            None => return Some((cell, Misread::Direction)),
        }
    }
    let cell = heads.cell(line, Role::Value)?;
    if cell.text.is_empty() {
        return Some((cell, Misread::Refused(Refusal::NotCalculated)));
    }
    if is_fraction(cell) && promises_rate(heads, one) {
        return Some((cell, Misread::Percent));
    }
    if direction.is_none() {
        split(one);
    }
    None
}

/// Whether a rate is promised: in percent, or, where no column says the unit, by its name.
fn promises_rate(heads: &Heads, one: &Indicator) -> bool {
    let by_name =
        !heads.has(Role::Unit) && ["率", "满意度"].iter().any(|word| one.name.contains(word));
    matches!(one.unit.as_str(), "%" | "％") || by_name
}

/// Whether a workbook keeps the number of a cell that shows percents.
fn is_fraction(cell: &Cell) -> bool {
    cell.is_number && (cell.text == "1" || cell.text.starts_with("0."))
}
