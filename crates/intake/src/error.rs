//! Why a whole set cannot be read, and what is worth a warning. Each says what to do.

use std::io;

use domain::records::TableSpec;
use domain::{Lang, TableId};

use crate::mapping::MappingFault;
use crate::privacy::{mask, visible};
use crate::system::system_reason;

/// The set cannot be read (exit status 2).
#[derive(Debug, thiserror::Error)]
#[error("{}", self.sentence(Lang::En))]
pub enum InputError {
    /// The path leads nowhere.
    NotFound {
        /// The path given.
        path: String,
    },
    /// The operating system would not let us read.
    Unreadable {
        /// File or folder.
        file: String,
        /// What it said.
        source: io::Error,
    },
    /// A folder, workbook or archive without a single table.
    NoTable {
        /// The path given.
        path: String,
        /// What was there instead.
        found: Vec<String>,
    },
    /// A required column is not there.
    MissingColumns {
        /// The file.
        file: String,
        /// Its table.
        table: TableId,
        /// The columns: name and usual Chinese header.
        columns: Vec<(&'static str, &'static str)>,
    },
    /// Two headers mean the same column.
    ColumnTwice {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
        /// The two headers.
        headers: [String; 2],
    },
    /// The rows above a header state two units.
    TwoUnits {
        /// The file.
        file: String,
        /// Both, as they are written.
        units: [String; 2],
    },
    /// The rows above a header state a unit that is not known.
    UnknownUnit {
        /// The file.
        file: String,
        /// The unit as it is written.
        unit: String,
    },
    /// Not a workbook, or a broken one.
    NotAWorkbook {
        /// The file.
        file: String,
    },
    /// A workbook with a password.
    Encrypted {
        /// The file.
        file: String,
    },
    /// XML with a document type or entities of its own.
    Entities {
        /// The file.
        file: String,
    },
    /// Larger than the reader accepts, packed or unpacked.
    TooLarge {
        /// The file.
        file: String,
        /// What is too large.
        what: Bound,
    },
    /// Not an archive, or a broken one.
    NotAnArchive {
        /// The file.
        file: String,
    },
    /// An entry of an archive that would lie outside the set.
    OutsideEntry {
        /// The archive.
        file: String,
        /// The entry's name.
        entry: String,
    },
    /// The folder for rejected rows holds files, perhaps corrected ones.
    FolderInUse {
        /// The folder.
        folder: String,
    },
    /// A sheet that the mapping names is not there.
    NoSheet {
        /// The workbook.
        file: String,
        /// The sheet that the mapping names.
        sheet: String,
        /// The sheets that are there.
        found: Vec<String>,
    },
    /// The mapping file is wrong.
    Mapping {
        /// The mapping file.
        file: String,
        /// All that is wrong with it.
        faults: Vec<MappingFault>,
    },
}

/// A bound that a file passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// More than 4 GiB unpacked.
    Unpacked,
    /// Unpacks to far more than its size allows.
    Ratio,
    /// Unpacks to far more than a set of its size may.
    Share,
    /// Needs far more memory than a set of its size may.
    Memory,
    /// A workbook too large to be held in memory.
    Workbook,
    /// A mapping file of more than a megabyte.
    Mapping,
    /// More than 65 535 files, or more than four billion lines.
    Count,
}

impl Bound {
    fn sentence(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Bound::Unpacked => ("解压后超过 4 GiB", "unpacks to more than 4 GiB"),
            Bound::Ratio => ("压缩比过高", "unpacks to far more than its size allows"),
            Bound::Share => {
                ("解压后的内容远超此大小的文件所应有", "unpacks to far more than its size allows")
            }
            Bound::Memory => {
                ("所含行数远超此大小的文件所应有", "holds far more rows than its size allows")
            }
            Bound::Mapping => ("映射文件超过 1 MiB", "a mapping file has at most 1 MiB"),
            Bound::Workbook => ("工作簿内容过大", "the workbook holds too much for one file"),
            Bound::Count => ("文件或行数过多", "too many files or lines"),
        };
        lang.pick(zh, en)
    }

    /// What to do about it.
    fn remedy(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Bound::Share | Bound::Memory => (
                "请先解压，并检查内容是否正常",
                "unpack it first, and see whether its rows are what they should be",
            ),
            Bound::Mapping => ("请删去不需要的内容", "leave out what is not needed"),
            _ => ("请拆成较小的文件或另存为 .csv", "split it or save it as .csv"),
        };
        lang.pick(zh, en)
    }
}

impl InputError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let said = match lang {
            Lang::Zh => self.chinese(),
            Lang::En => self.english(),
        };
        // Names of files, sheets and entries come from strangers too.
        let lines: Vec<_> = said.split('\n').map(visible).collect();
        lines.join("\n")
    }

    fn chinese(&self) -> String {
        match self {
            InputError::NotFound { path } => {
                format!("找不到 {path}；请给出数据文件夹、.csv、.xlsx 或 .zip 的路径")
            }
            InputError::Unreadable { file, source } => {
                let why = system_reason(source, Lang::Zh);
                format!("无法读取 {file}：{why}；请检查权限和磁盘")
            }
            InputError::NoTable { path, found } => format!(
                "{path} 中没有可识别的表{}；文件名或工作表名应为 payments、支付 等（mingzhang check --tables 可列出），\
                 或用 mapping.toml 指明",
                list_found(found, "，只有：", "、")
            ),
            InputError::MissingColumns { file, table, columns } => {
                let names: Vec<String> =
                    columns.iter().map(|(en, zh)| format!("{zh}（{en}）")).collect();
                format!(
                    "{file} 缺少 {} 表的必需列：{}；请补上该列，或在 mapping.toml 中写明对应的列或常量",
                    table.spec().name,
                    names.join("、")
                )
            }
            InputError::ColumnTwice { file, column, headers: [first, second] } => {
                format!("{file} 中“{first}”和“{second}”都是 {column} 列；请改名或删去其中一列")
            }
            InputError::TwoUnits { file, units: [first, second] } => format!(
                "{file} 表头上方既写“{first}”又写“{second}”，无法判断金额单位；请在金额列的表头中写明单位，\
                 如“金额（万元）”"
            ),
            InputError::UnknownUnit { file, unit } => format!(
                "{file} 表头上方的金额单位“{unit}”不能识别，只认元、万元、亿元；请换算后改写单位，或在金额列的\
                 表头中写明单位，如“金额（万元）”"
            ),
            InputError::NotAWorkbook { file } => {
                format!(
                    "{file} 不是可读取的工作簿（可能已损坏）；请用表格软件重新另存为 .xlsx 或 .csv"
                )
            }
            InputError::Encrypted { file } => format!("{file} 设有密码；请取消密码后另存再试"),
            InputError::Entities { file } => {
                format!("{file} 的 XML 含有 DOCTYPE 或实体定义，已拒绝；请用表格软件重新另存")
            }
            InputError::TooLarge { file, what } => {
                let (why, remedy) = (what.sentence(Lang::Zh), what.remedy(Lang::Zh));
                format!("{file}：{why}，已拒绝；{remedy}")
            }
            InputError::NotAnArchive { file } => {
                format!("{file} 不是可读取的 .zip 压缩包；请重新打包")
            }
            InputError::OutsideEntry { file, entry } => {
                format!("{file} 中的“{entry}”指向压缩包之外，已拒绝；请重新打包")
            }
            InputError::NoSheet { file, sheet, found } => format!(
                "{file} 中没有工作表“{sheet}”{}；请改正 mapping.toml 中的 sheet",
                list_found(found, "，只有：", "、")
            ),
            InputError::FolderInUse { folder } => format!(
                "文件夹 {folder} 不是空的，为免覆盖已改正的文件，未写入任何内容；请另指定一个空文件夹，或先移走其中的文件"
            ),
            InputError::Mapping { file, faults } => mapping_faults(file, faults, Lang::Zh),
        }
    }

    fn english(&self) -> String {
        match self {
            InputError::NotFound { path } => {
                format!(
                    "{path} is not there; give the path of a folder, a .csv, .xlsx or .zip file"
                )
            }
            InputError::Unreadable { file, source } => {
                let why = system_reason(source, Lang::En);
                format!("{file} cannot be read: {why}; check permissions and the disk")
            }
            InputError::NoTable { path, found } => format!(
                "{path} holds no table that is known{}; name files or sheets like payments \
                 (`mingzhang check --tables` lists them), or say which is which in mapping.toml",
                list_found(found, ", only ", ", ")
            ),
            InputError::MissingColumns { file, table, columns } => {
                let names: Vec<String> =
                    columns.iter().map(|(en, zh)| format!("{en} ({zh})")).collect();
                format!(
                    "{file} lacks required columns of the table {}: {}; add them, or name the column \
                     or a constant in mapping.toml",
                    table.spec().name,
                    names.join(", ")
                )
            }
            InputError::ColumnTwice { file, column, headers: [first, second] } => format!(
                "in {file} both \"{first}\" and \"{second}\" are the column {column}; rename or remove one"
            ),
            InputError::TwoUnits { file, units: [first, second] } => format!(
                "above the header of {file} both {first} and {second} are stated as unit; state the \
                 unit in the headers of the amounts, like 金额（万元）"
            ),
            InputError::UnknownUnit { file, unit } => format!(
                "the unit {unit} above the header of {file} is not known, only 元, 万元 and 亿元 are; \
                 convert the amounts, or state the unit in their headers, like 金额（万元）"
            ),
            InputError::NotAWorkbook { file } => {
                format!("{file} is not a workbook that can be read; save it again as .xlsx or .csv")
            }
            InputError::Encrypted { file } => {
                format!("{file} has a password; save it without one and try again")
            }
            InputError::Entities { file } => format!(
                "the XML of {file} has a DOCTYPE or entities and is refused; save it again with a \
                 spreadsheet program"
            ),
            InputError::TooLarge { file, what } => {
                let (why, remedy) = (what.sentence(Lang::En), what.remedy(Lang::En));
                format!("{file} is refused: {why}; {remedy}")
            }
            InputError::NotAnArchive { file } => {
                format!("{file} is not a .zip archive that can be read; pack it again")
            }
            InputError::OutsideEntry { file, entry } => {
                format!("in {file} the entry \"{entry}\" leads outside the archive; pack it again")
            }
            InputError::NoSheet { file, sheet, found } => format!(
                "{file} has no sheet \"{sheet}\"{}; correct `sheet` in mapping.toml",
                list_found(found, ", only ", ", ")
            ),
            InputError::FolderInUse { folder } => format!(
                "{folder} is not empty and may hold corrected files, so nothing was written; name an \
                 empty folder or move its files away first"
            ),
            InputError::Mapping { file, faults } => mapping_faults(file, faults, Lang::En),
        }
    }
}

fn list_found(found: &[String], before: &str, between: &str) -> String {
    if found.is_empty() { String::new() } else { format!("{before}{}", mask(&found.join(between))) }
}

fn mapping_faults(file: &str, faults: &[MappingFault], lang: Lang) -> String {
    let colon = lang.pick("：", ": ");
    let told = |f: &MappingFault| format!("{file}:{}{colon}{}", f.line, f.sentence(lang));
    let lines: Vec<String> = faults.iter().map(told).collect();
    lines.join("\n")
}

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
                "{table} 表有的文件有 {} 列而 {} 没有；需要这些列的规则无法判断此表；请补上这些列，确无内容的也请\
                 保留空列",
                columns.join("、"),
                files.join("、")
            )
        }
        Lang::En => format!(
            "some files of {table} have {}, but not {}; rules that need them cannot judge the table; \
             add the columns, empty where there is nothing to write",
            columns.join(", "),
            files.join(", ")
        ),
    }
}
