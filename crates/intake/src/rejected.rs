//! What was not loaded, and why: kept in order, counted beyond a bound, shown without personal numbers.

use std::collections::BTreeMap;

use domain::columns::{ColumnKind, ColumnSpec};
use domain::refusal::Refusal;
use domain::{Lang, TableId};

use crate::faults::{Fault, Faults};
use crate::limits::{REJECTED_KEPT, SHOWN_CHARS, TOTALS_SHOWN};
use crate::privacy::{MASK, mask, mask_id, mask_name};

/// Rows of one table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows loaded.
    pub rows: u64,
    /// Rows not loaded.
    pub rejected: u64,
}

/// One cell (or row) that was not accepted. Its row is not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The table.
    pub table: TableId,
    /// File relative to the set, or `data.xlsx#sheet`.
    pub file: String,
    /// Physical line on which the record starts, or row of the sheet; the header is usually 1.
    pub line: u32,
    /// Name of the column in the contract; `#n` for a cell beyond the header; empty for a whole record.
    pub column: String,
    /// The cell as written, shortened; personal numbers are masked.
    pub value: String,
    /// What is wrong.
    pub refusal: Refusal,
    /// The words that a choice column knows.
    pub allowed: Vec<&'static str>,
}

impl Rejected {
    /// Where, what, what is wrong and what would be right.
    pub fn sentence(&self, lang: Lang) -> String {
        let (file, line, value) = (&self.file, self.line, &self.value);
        let place = match (lang, value.is_empty()) {
            (Lang::Zh, true) if self.column.is_empty() => format!("{file} 第 {line} 行"),
            (Lang::Zh, true) => format!("{file} 第 {line} 行{}", self.place_zh()),
            (Lang::Zh, false) => format!("{file} 第 {line} 行{}填的“{value}”", self.place_zh()),
            (Lang::En, true) if self.column.is_empty() => format!("{file} line {line}"),
            (Lang::En, true) => format!("{file} line {line}, column {}", self.column),
            (Lang::En, false) => format!("{file} line {line}, column {}, \"{value}\"", self.column),
        };
        format!("{place}{}{}", lang.pick("：", ": "), self.reason(lang))
    }

    /// What is wrong and what would be right, without the place.
    pub fn reason(&self, lang: Lang) -> String {
        let why = sentence(self.refusal, self.table, self.spec(), lang);
        if self.allowed.is_empty() {
            return why.to_owned();
        }
        match lang {
            Lang::Zh => {
                let word = |word: &&str| {
                    let words = self.spec().map(|spec| spec.words).unwrap_or_default();
                    let alias = words.iter().find(|w| w.word == *word)?.aliases.first()?;
                    Some(format!("{alias}（{word}）"))
                };
                let shown = |w: &&str| word(w).unwrap_or_else(|| (*w).to_owned());
                let words: Vec<String> = self.allowed.iter().map(shown).collect();
                format!("{why}；可填：{}", words.join("、"))
            }
            Lang::En => format!("{why}; known words: {}", self.allowed.join(", ")),
        }
    }

    /// The column as Chinese files head it.
    pub(crate) fn header(&self) -> &str {
        let usual = self.spec().and_then(|spec| spec.aliases.first()).copied();
        usual.unwrap_or(&self.column)
    }

    /// The column as the reader knows it: `金额（amount）`, `amount`; empty for a whole record.
    pub fn column_name(&self, lang: Lang) -> String {
        match (self.header(), lang) {
            (header, Lang::Zh) if header != self.column => format!("{header}（{}）", self.column),
            _ => self.column.clone(),
        }
    }

    fn place_zh(&self) -> String {
        format!("“{}”列", self.column_name(Lang::Zh))
    }

    fn spec(&self) -> Option<&'static ColumnSpec> {
        self.table.spec().columns.iter().find(|c| c.name == self.column)
    }
}

/// Everything that was not loaded so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) counts: BTreeMap<TableId, Counts>,
    pub(crate) rejected: Vec<Rejected>,
    pub(crate) rejected_total: u64,
    /// Rows of totals that were left out: for each file how many, and the lines of the first.
    pub(crate) totals: BTreeMap<String, (u64, Vec<u32>)>,
}

impl Tally {
    /// Notes the faults of a stretch of one file, in the order of its rows.
    pub(crate) fn add(&mut self, table: TableId, file: &str, faults: &Faults) {
        self.counts.entry(table).or_default().rejected += faults.bad_rows();
        self.rejected_total += faults.total;
        let room = REJECTED_KEPT.saturating_sub(self.rejected.len());
        self.rejected.extend(faults.kept.iter().take(room).map(|fault| show(table, file, fault)));
        if !faults.totals().is_empty() {
            self.add_totals(
                file,
                faults.totals().len() as u64,
                faults.totals().iter().map(|t| t.1),
            );
        }
    }

    fn add_totals(&mut self, file: &str, count: u64, lines: impl Iterator<Item = u32>) {
        let (all, first) = self.totals.entry(file.to_owned()).or_default();
        *all += count;
        first.extend(lines.take(TOTALS_SHOWN.saturating_sub(first.len())));
    }

    /// Adds what was noted of a file that is read to its end.
    pub(crate) fn absorb(&mut self, other: Tally) {
        for (table, counts) in other.counts {
            let ours = self.counts.entry(table).or_default();
            ours.rows += counts.rows;
            ours.rejected += counts.rejected;
        }
        for (file, (count, lines)) in other.totals {
            self.add_totals(&file, count, lines.into_iter());
        }
        let room = REJECTED_KEPT.saturating_sub(self.rejected.len());
        self.rejected.extend(other.rejected.into_iter().take(room));
        self.rejected_total += other.rejected_total;
    }

    /// Notes one row that was taken out after loading.
    pub(crate) fn add_late(&mut self, rejected: Rejected) {
        self.counts.entry(rejected.table).or_default().rejected += 1;
        self.rejected_total += 1;
        if self.rejected.len() < REJECTED_KEPT {
            self.rejected.push(rejected);
        }
    }

    /// Order: file, line, column of the contract.
    pub(crate) fn sort(&mut self) {
        let position = |r: &Rejected| r.table.spec().position(&r.column).unwrap_or(usize::MAX);
        self.rejected.sort_by(|a, b| {
            let key = |r: &Rejected| (r.line, r.table, position(r));
            a.file
                .cmp(&b.file)
                .then_with(|| key(a).cmp(&key(b)))
                .then_with(|| a.column.cmp(&b.column))
        });
    }
}

/// What is wrong and what would be right: the sentence of the refusal, or the advice of its column.
pub(crate) fn sentence(
    refusal: Refusal,
    table: TableId,
    spec: Option<&ColumnSpec>,
    lang: Lang,
) -> &'static str {
    let is_money = spec.is_some_and(|s| matches!(s.kind, ColumnKind::Money | ColumnKind::Balance));
    let may_be_refund = table == TableId::Payments && spec.is_some_and(|s| s.name == "amount");
    let (zh, en) = match refusal {
        Refusal::TooLarge if is_money => (
            "数值过大，不可能是资金数额；请核对单位",
            "too large to be an amount of money; check the unit",
        ),
        Refusal::TooPrecise if is_money => (
            "精度超过分；金额须精确到分，请核对小数位和单位",
            "more precise than a fen; check the decimals and the unit of the column",
        ),
        Refusal::SignNotAllowed if may_be_refund => (
            "此处不能带正负号；退款请用 kind=refund 并写不带符号的数",
            "no plus or minus sign here; write a refund as kind=refund with the bare amount",
        ),
        _ => return refusal.sentence(lang),
    };
    lang.pick(zh, en)
}

fn show(table: TableId, file: &str, fault: &Fault) -> Rejected {
    let spec = fault.column.and_then(|c| table.spec().columns.get(c));
    let column = match (spec, fault.position) {
        (Some(spec), _) => spec.name.to_owned(),
        (None, Some(position)) => format!("#{}", position + 1),
        (None, None) => String::new(),
    };
    let unknown_word = fault.refusal == Refusal::UnknownChoice;
    let words = spec.map(|s| s.words).unwrap_or_default();
    Rejected {
        table,
        file: file.to_owned(),
        line: fault.line,
        column,
        value: shown_value(table, spec, &fault.value),
        refusal: fault.refusal,
        allowed: if unknown_word { words.iter().map(|w| w.word).collect() } else { Vec::new() },
    }
}

/// What a message may show of a cell.
pub(crate) fn shown_value(table: TableId, spec: Option<&ColumnSpec>, value: &str) -> String {
    let kind = spec.map(|s| s.kind);
    if value.is_empty() {
        return String::new();
    }
    if matches!(kind, Some(ColumnKind::Key | ColumnKind::Account)) {
        return MASK.to_owned();
    }
    let lists_persons = table.spec().columns.iter().any(|c| c.kind == ColumnKind::Key);
    let is_name = spec.is_some_and(|s| matches!(s.name, "name" | "payee"));
    // Where a list of persons is shifted by a cell, names stand among the figures.
    let shifted =
        lists_persons && !matches!(kind, Some(ColumnKind::Choice)) && looks_like_name(value);
    if shifted || is_name {
        return mask_name(value);
    }
    let masked = match spec {
        Some(spec) if spec.is_identifier() => mask_id(value),
        _ => mask(value),
    };
    match masked.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &masked[..end]),
        None => masked,
    }
}

fn looks_like_name(value: &str) -> bool {
    let count = value.chars().count();
    (2..=12).contains(&count)
        && value.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}' | '·' | '•'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(table: TableId, column: &str, value: &str) -> String {
        let spec = table.spec().position(column).map(|i| &table.spec().columns[i]);
        shown_value(table, spec, value)
    }

    #[test]
    fn values_are_shown_without_persons() {
        for (table, column, value, expect) in [
            (TableId::Benefits, "key", "653125198001011012", "***"),
            (TableId::Benefits, "amount", "653125198001011012", "***"),
            (TableId::Benefits, "amount", "买买提", "买**"),
            (TableId::Benefits, "name", "买买提", "买**"),
            (TableId::Benefits, "amount", "x12", "x12"),
            (TableId::Payments, "payee_account", "30012345600001", "***"),
            (TableId::Payments, "amount", "12.345", "12.345"),
            (TableId::Orders, "done_on", "五月底", "五月底"),
            (TableId::Orders, "done_on", "", ""),
        ] {
            assert_eq!(shown(table, column, value), expect, "{table:?} {column} {value}");
        }
        assert_eq!(shown(TableId::Orders, "decision", &"长".repeat(100)).chars().count(), 81);
    }

    #[test]
    fn a_sentence_says_where_what_and_what_would_be_right() {
        let fault = Fault {
            row: 0,
            line: 3,
            column: TableId::Payments.spec().position("channel"),
            position: Some(9),
            refusal: Refusal::UnknownChoice,
            value: "cheque".into(),
        };
        let rejected = show(TableId::Payments, "payments.csv", &fault);
        assert_eq!(
            rejected.sentence(Lang::En),
            "payments.csv line 3, column channel, \"cheque\": not a word that this column knows; \
             known words: direct, delegated"
        );
        assert_eq!(
            rejected.sentence(Lang::Zh),
            "payments.csv 第 3 行“支付方式（channel）”列填的“cheque”：不是该列认识的取值；可填：直接支付（direct）、\
             授权支付（delegated）"
        );
        let record = Rejected { column: String::new(), value: String::new(), ..rejected };
        let record = Rejected { refusal: Refusal::UnclosedQuote, allowed: Vec::new(), ..record };
        assert!(record.sentence(Lang::En).starts_with("payments.csv line 3: a quotation mark"));
        let empty = Rejected { column: "county".into(), refusal: Refusal::Missing, ..record };
        assert!(
            empty
                .sentence(Lang::Zh)
                .starts_with("payments.csv 第 3 行“县（county）”列：必填项为空")
        );
    }

    #[test]
    fn more_than_the_bound_is_counted_not_kept() {
        let mut tally = Tally::default();
        for line in 0..REJECTED_KEPT as u32 + 5 {
            tally.add(TableId::Orders, "orders.csv", &Faults::of_record(line, Refusal::TooLong));
        }
        assert_eq!((tally.rejected.len(), tally.rejected_total), (10_000, 10_005));
        assert_eq!(tally.counts[&TableId::Orders].rejected, 10_005);
    }
}
