//! Why a whole set cannot be read. Each error says what to do.

use std::io;
use std::path::Path;

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
        /// Headers that would be one of them but for what stands in the place of the unit, and that.
        units: Vec<[String; 2]>,
    },
    /// The header of an amount states a unit that is not known.
    ColumnUnit {
        /// The file.
        file: String,
        /// The header.
        header: String,
        /// The unit as it is written.
        unit: String,
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
    /// A workbook in which no form of a target was found.
    NoDeclaration {
        /// The workbook.
        file: String,
    },
    /// The mapping file is wrong.
    Mapping {
        /// The mapping file.
        file: String,
        /// All that is wrong with it.
        faults: Vec<MappingFault>,
    },
}

/// The last part of an absolute path; names within a set stay as they are.
fn without_folders(file: &mut String) {
    let path = Path::new(file.as_str());
    let last = path.file_name().filter(|_| path.is_absolute());
    if let Some(last) = last.map(|last| last.to_string_lossy().into_owned()) {
        *file = last;
    }
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

    /// The same for whoever sent the files and knows nothing of the folder in which they lie: the set is called
    /// `name`, and of what lies in another folder only the last part is told.
    #[must_use]
    pub fn called(mut self, name: &str) -> InputError {
        match &mut self {
            InputError::NotFound { path } | InputError::NoTable { path, .. } => {
                name.clone_into(path);
            }
            InputError::Unreadable { file, .. }
            | InputError::MissingColumns { file, .. }
            | InputError::ColumnUnit { file, .. }
            | InputError::ColumnTwice { file, .. }
            | InputError::TwoUnits { file, .. }
            | InputError::UnknownUnit { file, .. }
            | InputError::NotAWorkbook { file }
            | InputError::Encrypted { file }
            | InputError::Entities { file }
            | InputError::TooLarge { file, .. }
            | InputError::NotAnArchive { file }
            | InputError::OutsideEntry { file, .. }
            | InputError::NoSheet { file, .. }
            | InputError::NoDeclaration { file }
            | InputError::Mapping { file, .. }
            | InputError::FolderInUse { folder: file } => without_folders(file),
        }
        self
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
            InputError::MissingColumns { file, table, columns, units } => {
                missing_columns(file, *table, columns, units, Lang::Zh)
            }
            InputError::ColumnUnit { file, header, unit } => format!(
                "{file} 的表头“{header}”以“{unit}”为单位，只认元、万元、亿元；请把金额换算后改写表头，如\
                 “金额（万元）”；数字已是其中一种单位的，在 mapping.toml 的 units 中写明"
            ),
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
            InputError::NoDeclaration { file } => format!(
                "{file} 中没有找到绩效目标申报表；表中应有“项目名称”等标签，以及含“三级指标”“指标值”的表头行"
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
            InputError::MissingColumns { file, table, columns, units } => {
                missing_columns(file, *table, columns, units, Lang::En)
            }
            InputError::ColumnUnit { file, header, unit } => format!(
                "the header {header} of {file} states the unit {unit}, only 元, 万元 and 亿元 are known; \
                 convert the amounts and rename the column, like 金额（万元）; where the figures are in one \
                 of these already, say so in `units` of mapping.toml"
            ),
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
            InputError::NoDeclaration { file } => format!(
                "{file} holds no declaration form of a target; one has labels like 项目名称 and a row of heads with \
                 三级指标 and 指标值"
            ),
            InputError::FolderInUse { folder } => format!(
                "{folder} is not empty and may hold corrected files, so nothing was written; name an \
                 empty folder or move its files away first"
            ),
            InputError::Mapping { file, faults } => mapping_faults(file, faults, Lang::En),
        }
    }
}

fn missing_columns(
    file: &str,
    table: TableId,
    columns: &[(&str, &str)],
    units: &[[String; 2]],
    lang: Lang,
) -> String {
    let (table, units) = (table.spec().name, odd_units(units, lang));
    let name = |(en, zh): &(&str, &str)| match lang {
        Lang::Zh => format!("{zh}（{en}）"),
        Lang::En => format!("{en} ({zh})"),
    };
    let names: Vec<String> = columns.iter().map(name).collect();
    let names = names.join(lang.pick("、", ", "));
    match lang {
        Lang::Zh => format!(
            "{file} 缺少 {table} 表的必需列：{names}；请补上该列，或在 mapping.toml 中写明对应的列或常量{units}"
        ),
        Lang::En => format!(
            "{file} lacks required columns of the table {table}: {names}; add them, or name the column \
             or a constant in mapping.toml{units}"
        ),
    }
}

/// Headers that were seen, but whose unit is none: what to do about each.
fn odd_units(units: &[[String; 2]], lang: Lang) -> String {
    let told = |[header, unit]: &[String; 2]| match lang {
        Lang::Zh => format!(
            "；有“{header}”一列，但“{unit}”不是能识别的金额单位，只认元、万元、亿元：请把金额换算后改写\
             表头，如“金额（万元）”"
        ),
        Lang::En => format!(
            "; there is {header}, but {unit} is no unit of amounts that is known, only 元, 万元 and 亿元 \
             are: convert the amounts and rename the column, like 金额（万元）"
        ),
    };
    units.iter().map(told).collect()
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
