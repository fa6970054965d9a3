//! What is worth a warning, and what to do about it.

use domain::records::TableSpec;
use domain::{Lang, TableId};

use crate::privacy::mask;

/// Worth knowing, but nothing stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Columns that the contract does not know; they are kept out.
    UnknownColumns {
        /// The file.
        file: String,
        /// The headers.
        headers: Vec<String>,
    },
    /// A file without a single byte counts as no table.
    EmptyFile {
        /// The file.
        file: String,
    },
    /// A file that is no table was left alone.
    UnknownFile {
        /// The file.
        file: String,
    },
    /// Settings lie in the set; they are no records.
    Settings {
        /// The file.
        file: String,
    },
    /// A folder of rejected rows inside the set was left alone.
    RejectedFolder {
        /// The folder.
        folder: String,
    },
    /// Columns that some files of a table have and others lack: rules that need them cannot judge it.
    ColumnOnlyInSome {
        /// The table.
        table: TableId,
        /// The columns.
        columns: Vec<&'static str>,
        /// The files that lack them.
        files: Vec<String>,
    },
    /// Rows of totals were left out: they are no records.
    TotalRows {
        /// The file.
        file: String,
        /// How many.
        count: u64,
        /// Lines of the first of them.
        lines: Vec<u32>,
    },
    /// References to rows that the set does not have.
    Dangling {
        /// The table with the reference.
        table: TableId,
        /// Its column.
        column: &'static str,
        /// The table it refers to.
        target: TableId,
        /// Rows with such a reference.
        count: u64,
    },
}

impl Warning {
    /// The warning without the id and card numbers that file names and headers may be.
    pub(crate) fn masked(self) -> Warning {
        match self {
            Warning::UnknownColumns { file, headers } => {
                let headers = headers.iter().map(|header| mask(header)).collect();
                Warning::UnknownColumns { file: mask(&file), headers }
            }
            Warning::EmptyFile { file } => Warning::EmptyFile { file: mask(&file) },
            Warning::UnknownFile { file } => Warning::UnknownFile { file: mask(&file) },
            Warning::Settings { file } => Warning::Settings { file: mask(&file) },
            Warning::RejectedFolder { folder } => Warning::RejectedFolder { folder: mask(&folder) },
            Warning::ColumnOnlyInSome { table, columns, files } => {
                let files = files.iter().map(|file| mask(file)).collect();
                Warning::ColumnOnlyInSome { table, columns, files }
            }
            Warning::TotalRows { file, count, lines } => {
                Warning::TotalRows { file: mask(&file), count, lines }
            }
            Warning::Dangling { .. } => self,
        }
    }

    /// The warning in words.
    pub fn sentence(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Warning::UnknownColumns { file, headers } if zh => {
                format!("{file}：不认识的列未读入：{}", headers.join("、"))
            }
            Warning::UnknownColumns { file, headers } => {
                format!("{file}: columns not known and left out: {}", headers.join(", "))
            }
            Warning::EmptyFile { file } if zh => format!("{file} 是空文件，按没有此表处理"),
            Warning::EmptyFile { file } => format!("{file} is empty and counts as no table"),
            Warning::UnknownFile { file } if zh => format!("{file} 不是数据表，未读入"),
            Warning::UnknownFile { file } => format!("{file} is no table and was not read"),
            Warning::Settings { file } if zh => format!(
                "{file} 是参数设定，不是记录，未读入：导入不改变平台的参数，请在平台“参数设定”（/settings）中逐项提出、会签后生效"
            ),
            Warning::Settings { file } => format!(
                "{file} holds settings, which are no records, and was not read: an import never changes the \
                 parameters of the platform; propose each on its page Settings (/settings), where it is agreed"
            ),
            Warning::RejectedFolder { folder } if zh => format!(
                "文件夹 {folder} 是 --rejected 写出的不合格行，未读入；改正后请并入原表或单独检查"
            ),
            Warning::RejectedFolder { folder } => format!(
                "{folder} holds rejected rows written by --rejected and was not read; correct them in \
                 the tables themselves or check that folder by itself"
            ),
            Warning::ColumnOnlyInSome { table, columns, files } => {
                only_in_some(table.spec(), columns, files, lang)
            }
            Warning::TotalRows { file, count, lines } => {
                let shown: Vec<String> = lines.iter().map(ToString::to_string).collect();
                let (shown, more) =
                    (shown.join(lang.pick("、", ", ")), *count > lines.len() as u64);
                let more = if more { lang.pick("等", " and others") } else { "" };
                if zh {
                    format!("{file} 第 {shown} 行{more}是合计行（共 {count} 行），不是记录，未读入")
                } else {
                    format!(
                        "{file}: {count} rows of totals are no records and were left out: lines {shown}{more}"
                    )
                }
            }
            Warning::Dangling { table, column, target, count } => {
                let (table, target) = (table.spec().name, target.spec().name);
                if zh {
                    format!(
                        "{table} 表有 {count} 行的 {column} 在 {target} 表中找不到；相关规则无法判断这些行"
                    )
                } else {
                    format!(
                        "{count} rows of {table} have a {column} that {target} does not have; rules that \
                         need it cannot judge them"
                    )
                }
            }
        }
    }
}

fn only_in_some(spec: &TableSpec, columns: &[&str], files: &[String], lang: Lang) -> String {
    let table = spec.name;
    match lang {
        Lang::Zh => {
            let header = |name: &&str| {
                let column = spec.columns.iter().find(|c| c.name == *name);
                let usual = column.and_then(|c| c.aliases.first()).copied().unwrap_or_default();
                format!("{usual}（{name}）")
            };
            let columns: Vec<String> = columns.iter().map(header).collect();
            format!(
                "{table} 表有的文件有 {} 列而 {} 没有；需要这些列的规则无法判断后者所涉的县；请补上这些列，确无内容的也请\
                 保留空列",
                columns.join("、"),
                files.join("、")
            )
        }
        Lang::En => format!(
            "some files of {table} have {}, but not {}; rules that need them cannot judge \
             the counties of the latter; add the columns, empty where there is nothing to write",
            columns.join(", "),
            files.join(", ")
        ),
    }
}
