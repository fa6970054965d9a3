//! Documents that are written from the program, so that they cannot disagree with it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use domain::TableId;
use domain::columns::{ColumnKind, ColumnSpec};
use policy::facts::{self, FactColumn, FactTable, Need};

/// Writes all generated documents.
pub(crate) fn write(root: &Path) -> anyhow::Result<()> {
    for (name, text) in documents() {
        let path = root.join(name);
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// Generated documents that are not as they would be written now.
pub(crate) fn stale(root: &Path) -> Vec<String> {
    let differs = |(name, text): &(&str, String)| {
        fs::read_to_string(root.join(name)).map_or(true, |there| there != *text)
    };
    let stale = documents().into_iter().filter(differs);
    stale.map(|(name, _)| format!("{name}: out of date; run cargo xtask docs")).collect()
}

fn documents() -> Vec<(&'static str, String)> {
    vec![("docs/facts.md", facts_page()), ("docs/tables.md", tables_page())]
}

/// The page that rule authors read.
fn facts_page() -> String {
    let mut out = String::from(
        "# 事实表 / Fact tables\n\n规则只谈这些列。Written by `cargo xtask docs` from \
         `crates/policy/src/facts`; do not edit.\n\n\
         Types: Money (yuan in examples, whole fen inside) · Count · Number (4 decimals) · Percent · \
         Date · Code (one of the words given) · Text · Flag · Parts (dated amounts).\n",
    );
    for table in facts::TABLES {
        fact_table(&mut out, table);
    }
    out
}

fn fact_table(out: &mut String, table: &FactTable) {
    let (name, zh, en, subject) = (table.name, table.zh, table.en, table.subject);
    let _ = write!(out, "\n## `{name}`\n\n{zh} / {en}. Subject of its findings: `{subject}`.");
    let needs: Vec<String> = table.needs.iter().map(source).collect();
    let _ = writeln!(out, " Needs: {}.", needs.join(", "));
    let _ = writeln!(out, "\n| column | type | 含义 | meaning | from |\n|---|---|---|---|---|");
    for column in table.columns {
        let (name, kind, zh, en) = (column.name, kind(column), column.zh, column.en);
        let _ = writeln!(out, "| `{name}` | {kind} | {zh} | {en} | {} |", sources(column));
    }
}

fn kind(column: &FactColumn) -> String {
    if column.words.is_empty() {
        column.ty.name().to_owned()
    } else {
        format!("{}: {}", column.ty.name(), column.words.join(", "))
    }
}

fn sources(column: &FactColumn) -> String {
    let each = column.needs.iter().map(source);
    let params = column.params.iter().map(|need| format!("param `{}`", need.0));
    each.chain(params).collect::<Vec<String>>().join(", ")
}

/// A table or a column of one, as the page names it.
fn source(need: &Need) -> String {
    match need.1 {
        "" => need.0.spec().name.to_owned(),
        column => format!("{}.{column}", need.0.spec().name),
    }
}

/// The page for those who prepare files.
fn tables_page() -> String {
    let mut out = String::from(
        "# 数据表 / Tables\n\n数据集的表、列、别名。Written by `cargo xtask docs` from \
         `crates/domain/src/records/tables.rs`; do not edit. ★ = 必填 required.\n",
    );
    for id in TableId::ALL {
        let spec = id.spec();
        let _ = writeln!(out, "\n## {} · {}\n", spec.name, spec.aliases.join("、"));
        let _ = writeln!(out, "| column | kind | 中文表头 | words |\n|---|---|---|---|");
        for column in spec.columns {
            let star = if column.required { "★" } else { "" };
            let kind = kind_name(column.kind);
            let aliases = column.aliases.join("、");
            let _ = writeln!(
                out,
                "| `{}`{star} | {kind} | {aliases} | {} |",
                column.name,
                words(column)
            );
        }
    }
    out
}

fn words(column: &ColumnSpec) -> String {
    let each: Vec<String> = column
        .words
        .iter()
        .map(|w| match w.aliases.first() {
            Some(alias) => format!("`{}` {alias}", w.word),
            None => format!("`{}`", w.word),
        })
        .collect();
    each.join(" · ")
}

fn kind_name(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text | ColumnKind::Label => "text",
        ColumnKind::Period => "month, quarter, half-year or year",
        ColumnKind::Organisation => "division code, or `650000/office`",
        ColumnKind::Money => "amount (yuan)",
        ColumnKind::Balance => "amount (yuan), may be negative",
        ColumnKind::Date => "day",
        ColumnKind::Year => "year",
        ColumnKind::Month => "month",
        ColumnKind::Flag => "yes/no",
        ColumnKind::Choice => "word",
        ColumnKind::Division => "division code or name",
        ColumnKind::Fund => "fund code or name",
        ColumnKind::Count => "whole number",
        ColumnKind::Decimal => "number",
        ColumnKind::Key => "personal key (hashed)",
        ColumnKind::Account => "account (form only)",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn generated_documents_are_up_to_date() {
        let stale = super::stale(&crate::root());
        assert!(stale.is_empty(), "{}", stale.join("\n"));
    }
}
