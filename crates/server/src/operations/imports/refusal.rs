//! Why a whole data set is not taken in. Unlike other refusals these name a place in a file.

use domain::privacy::mask;
use domain::{Lang, TableId};
use intake::{InputError, Loaded, Rejected, Written};

/// Why nothing of a data set was taken in.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.sentence(Lang::En))]
pub(crate) enum ImportRefusal {
    /// The files cannot be read as a data set.
    Unreadable(InputError),
    /// Not one row could be read; what was read says why.
    NothingRead(Box<Loaded>),
    /// A cell of what a step would write cannot be read.
    Cell(Box<Rejected>),
    /// A record lies outside of the person's scope.
    Outside(Stray),
    /// A table that is no county's or prefecture's own.
    RegionOnly(TableId),
    /// Exceptions need somebody else's consent, which a file does not have.
    Exceptions,
    /// What somebody wrote into a form cannot be used, told by the names of what it is about.
    Named {
        /// A stable name for interfaces and tests.
        code: &'static str,
        /// The sentence in Chinese.
        zh: String,
        /// The sentence in English.
        en: String,
    },
}

/// The first record outside of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stray {
    /// Its file.
    pub(crate) file: String,
    /// Its line.
    pub(crate) line: u32,
    /// The table.
    pub(crate) table: TableId,
    /// By what it is placed: a division's name, or the id of the record that it names.
    pub(crate) by: String,
    /// Name of the division of the scope.
    pub(crate) scope: String,
}

impl ImportRefusal {
    /// What the person is told.
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        match self {
            ImportRefusal::Unreadable(error) => error.sentence(lang),
            ImportRefusal::NothingRead(_) => lang
                .pick(
                    "没有一行能够读入，因此什么也没有导入；请按所列逐项改正后再导入。",
                    "Not one row could be read, so nothing was imported; correct what is listed and import again.",
                )
                .to_owned(),
            ImportRefusal::Cell(rejected) => of_cell(rejected, lang),
            ImportRefusal::Outside(stray) => stray.sentence(lang),
            ImportRefusal::RegionOnly(table) => region_only(*table, lang),
            ImportRefusal::Exceptions => lang
                .pick(
                    "数据中有“例外”表。例外须由他人批准，不能随数据导入；请去掉该表后再导入，什么也没有导入。",
                    "The data hold a table of exceptions. They need somebody else's approval and cannot come \
                     with data: take the table out and import again; nothing was imported.",
                )
                .to_owned(),
            ImportRefusal::Named { zh, en, .. } => lang.pick(zh, en).to_owned(),
        }
    }
}

/// Rows of a step have no file: they are counted, and the column is named as people know it.
fn of_cell(rejected: &Rejected, lang: Lang) -> String {
    let row = Written::row(rejected.line).unwrap_or_default() + 1;
    let (column, reason) = (rejected.column_name(lang), rejected.reason(lang));
    match (lang, mask(&rejected.value)) {
        (Lang::Zh, value) if value.is_empty() => {
            format!("第 {row} 行“{column}”：{reason}。没有保存。")
        }
        (Lang::Zh, value) => {
            format!("第 {row} 行“{column}”填的“{value}”：{reason}。没有保存。")
        }
        (Lang::En, value) => {
            format!("Row {row}, {column}, “{value}”: {reason}. Nothing was saved.")
        }
    }
}

impl Stray {
    fn sentence(&self, lang: Lang) -> String {
        let Stray { line, scope, .. } = self;
        let (file, by) = (mask(&self.file), mask(&self.by));
        match lang {
            Lang::Zh => format!(
                "{file} 第 {line} 行（{by}）不在您的管辖范围（{scope}）内，什么也没有导入；请去掉范围外的记录后再导入。"
            ),
            Lang::En => format!(
                "{file} line {line} ({by}) lies outside of your scope ({scope}), so nothing was imported; take \
                 out what is not yours and import again."
            ),
        }
    }
}

fn region_only(table: TableId, lang: Lang) -> String {
    let spec = table.spec();
    let name = spec.aliases.first().copied().unwrap_or(spec.name);
    match lang {
        Lang::Zh => format!(
            "“{name}”表（{}）不分县，由自治区统一导入；请去掉该表后再导入，什么也没有导入。",
            spec.name
        ),
        Lang::En => format!(
            "The table {} belongs to no county and is imported for the whole region; take it out and import \
             again; nothing was imported.",
            spec.name
        ),
    }
}
