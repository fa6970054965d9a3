//! What can be asked on the command line. Every text of it stands here in both languages, parted by
//! ` / `; `words` shows those of the reader's language, also where something is asked wrongly.

use std::ffi::OsString;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::{Day, Lang};

mod words;

pub(crate) use words::{Answer, parse};

/// 明账：以法规监督财政资金 / Mingzhang: supervises public money by the regulations themselves
#[derive(Debug, Parser)]
#[command(
    name = "mingzhang",
    version,
    disable_help_subcommand = true,
    after_help = "例：\n  mingzhang check examples/aksu\n\nEnglish：mingzhang --help --lang en \
        / Example:\n  mingzhang check examples/aksu"
)]
pub(crate) struct Arguments {
    /// 输出语言 / Language of the output
    #[arg(long, value_enum, global = true, default_value_t = Language::Zh)]
    #[arg(value_name = "语言 / LANG")]
    pub(crate) lang: Language,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 检查一个数据集，列出违反法规之处 / Check a data set and show what breaks the regulations
    #[command(after_help = "例：\n  mingzhang check examples/aksu --as-of 2022-12-31\n  \
        mingzhang check data.xlsx --output findings.xlsx\n\n\
        退出状态：0 没有红灯 · 1 有红灯 · 2 无法读取 / \
        Examples:\n  mingzhang check examples/aksu --as-of 2022-12-31\n  \
        mingzhang check data.xlsx --output findings.xlsx\n\n\
        Exit status: 0 no red finding · 1 red findings · 2 the input could not be read")]
    Check(CheckArguments),
    /// 逐项说明某规则对某对象为何亮灯或不亮灯 / Explain why a rule did or did not fire for a subject
    #[command(after_help = "例：\n  mingzhang explain pay.delegated 653125/V1 examples/aksu / \
        Example:\n  mingzhang explain pay.delegated 653125/V1 examples/aksu")]
    Explain(ExplainArguments),
    /// 查看、检查政策包 / Show and check policy packs
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// 把数据集导入平台 / Take a data set into the platform
    #[command(after_help = "例：\n  mingzhang import examples/aksu --database aksu.db\n  \
        mingzhang import examples/aksu --database aksu.db --dry-run\n\n\
        退出状态：0 全部导入 · 1 有未采用的行 · 2 什么也没有导入 / \
        Examples:\n  mingzhang import examples/aksu --database aksu.db\n  \
        mingzhang import examples/aksu --database aksu.db --dry-run\n\n\
        Exit status: 0 every row taken in · 1 rows rejected · 2 nothing taken in")]
    Import(ImportArguments),
    /// 判断少量记录，不保存：付款前先看结论 / Judge a few records without saving them, before money is paid
    #[command(after_help = "例：\n  mingzhang verdict payments.csv --database aksu.db\n\n\
        退出状态：0 没有红灯 · 1 有红灯 · 2 无法读取 / \
        Example:\n  mingzhang verdict payments.csv --database aksu.db\n\n\
        Exit status: 0 no red finding · 1 red findings · 2 the input could not be read")]
    Verdict(VerdictArguments),
    /// 用全部规则筛查平台的记录，更新预警 / Judge the records of the platform by all rules, and bring its warnings up to date
    #[command(after_help = "例：\n  mingzhang screen --database aksu.db\n  \
        mingzhang screen --database aksu.db --as-of 2022-12-31 / \
        Examples:\n  mingzhang screen --database aksu.db\n  \
        mingzhang screen --database aksu.db --as-of 2022-12-31")]
    Screen(ScreenArguments),
    /// 把平台的记录导出为数据集 / Write the records of the platform as a data set
    #[command(after_help = "例：\n  mingzhang export records --database aksu.db\n\n\
        证件号导出为代号，可供检查和再次导入，但不能还原 / \
        Example:\n  mingzhang export records --database aksu.db\n\n\
        Id numbers are exported as tokens, which can be checked and imported again but not turned back")]
    Export(ExportArguments),
    /// 核对操作记录是否被改动 / Check that the record of operations was not altered
    #[command(subcommand)]
    Audit(AuditCommand),
    /// 核对导出的项目档案 / Prove the archive of a project that was taken out
    #[command(subcommand)]
    Archive(ArchiveCommand),
    /// 抽查抽样：生成种子，核对抽取结果 / Draws of spot checks: make a seed, prove what was drawn
    #[command(subcommand)]
    Draw(DrawCommand),
    /// 管理数据库和账号 / Look after the database and accounts
    #[command(subcommand)]
    Admin(AdminCommand),
    /// 启动平台，在浏览器中使用 / Serve the platform to browsers
    #[command(
        after_help = "例：\n  mingzhang serve --database mingzhang.db --listen 127.0.0.1:8080 / \
        Example:\n  mingzhang serve --database mingzhang.db --listen 127.0.0.1:8080"
    )]
    Serve(ServeArguments),
    /// 试用：生成一个模拟地区，启动平台，并打印各角色的账号 / Try it: make a simulated region, serve it, print an account for each role
    #[command(
        after_help = "例：\n  mingzhang demo\n  mingzhang demo --payments 20000 --keep demo / \
        Examples:\n  mingzhang demo\n  mingzhang demo --payments 20000 --keep demo"
    )]
    Demo(DemoArguments),
    /// 生成模拟地区数据 / Make the data of a simulated region
    #[command(after_help = "例：\n  mingzhang simulate region --seed 1 --payments 20000 / \
        Example:\n  mingzhang simulate region --seed 1 --payments 20000")]
    Simulate(SimulateArguments),
}

/// Which law, which day.
#[derive(Debug, Args)]
pub(crate) struct Judging {
    /// 政策包名称或目录 / Policy pack: a built-in name or a folder
    #[arg(long, value_name = "政策包 / PACK", default_value = crate::packs::DEFAULT)]
    pub(crate) pack: String,
    /// 判断日期，缺省为今天 / Day on which the facts are judged; default today
    #[arg(long, value_name = "日期 / DATE", value_parser = day)]
    pub(crate) as_of: Option<Day>,
    /// 参数设定文件：代替政策包中本地设定的值 / File of settings: values in the place of the pack's local defaults
    #[arg(long, value_name = "文件 / FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// 映射文件，缺省为目录中的 mapping.toml / Mapping file for foreign exports (default: mapping.toml in the folder)
    #[arg(long, value_name = "文件 / FILE")]
    pub(crate) mapping: Option<PathBuf>,
}

/// `check`
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// 目录、工作簿或压缩包 / Folder, workbook or zip archive
    #[arg(value_name = "路径 / PATH", required_unless_present = "tables")]
    pub(crate) path: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) judging: Judging,
    /// 输出格式；不写则按输出文件的扩展名，没有的为 text / Form of the output; default: as the output's extension says, else text
    #[arg(long, value_name = "格式 / FORM", value_enum)]
    pub(crate) format: Option<Format>,
    /// 输出到文件 / Write to a file instead of standard output
    #[arg(long, short, value_name = "文件 / FILE")]
    pub(crate) output: Option<PathBuf>,
    /// 只判断这些规则，可重复 / Only these rules; may be repeated
    #[arg(long = "rule", value_name = "规则 / ID")]
    pub(crate) rules: Vec<String>,
    /// 红灯，或红黄灯 / Red findings only, or both lamps
    #[arg(long, value_name = "级别 / LEVEL", value_enum, default_value_t = LevelOption::Yellow)]
    pub(crate) level: LevelOption,
    /// 有一行不合格即拒绝整个数据集 / Refuse the whole set if one row is bad
    #[arg(long)]
    pub(crate) strict: bool,
    /// 把被拒绝的行写入此目录，改正后可再读入 / Write rejected rows to this folder for correction
    #[arg(long, value_name = "目录 / DIR")]
    pub(crate) rejected: Option<PathBuf>,
    /// 线程数，至多 256；0 为全部核心 / Number of threads, 256 at most; 0 = all cores
    #[arg(long, value_name = "数 / N", default_value_t = 0, value_parser = threads)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) threads: u16,
    /// 列出全部表、列和别名 / List all tables, columns and aliases
    #[arg(long)]
    pub(crate) tables: bool,
}

/// `explain`
#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// 规则编号 / Rule id
    #[arg(value_name = "规则 / RULE")]
    pub(crate) rule: String,
    /// 对象编号，如 653125/V1 / Subject id as a finding prints it
    #[arg(value_name = "对象 / SUBJECT")]
    pub(crate) subject: String,
    /// 目录、工作簿或压缩包 / Folder, workbook or zip archive
    #[arg(value_name = "路径 / PATH")]
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) judging: Judging,
}

/// `policy …`
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(crate) enum PolicyCommand {
    /// 显示一条规则或条款；不写编号则列出全部规则 / Show a rule or clause; without an id, list all rules
    #[command(after_help = "例：\n  mingzhang policy show pay.delegated\n  \
        mingzhang policy show B-3.2.2.c / Examples:\n  mingzhang policy show pay.delegated\n  \
        mingzhang policy show B-3.2.2.c")]
    Show {
        /// 规则或条款编号 / Id of a rule or clause
        #[arg(value_name = "编号 / ID")]
        id: Option<String>,
        #[command(flatten)]
        choice: PackChoice,
    },
    /// 检查政策包并运行其中的示例 / Check a pack and run its examples
    Check {
        /// 政策包名称或目录 / Name or folder
        #[arg(value_name = "政策包 / PACK", default_value = crate::packs::DEFAULT)]
        pack: String,
        /// 逐一改动规则，检验示例能否察觉 / Change every rule in turn; the examples must notice
        #[arg(long)]
        mutate: bool,
        /// 条款所说的规则和参数必须齐全 / Whatever a clause says carries it out must be there
        #[arg(long)]
        complete: bool,
    },
    /// 每一条款由什么落实 / What carries out each clause
    Coverage {
        /// 政策包名称或目录 / Name or folder
        #[arg(value_name = "政策包 / PACK", default_value = crate::packs::DEFAULT)]
        pack: String,
        /// 列出每一条款 / List every clause
        #[arg(long)]
        all: bool,
        /// 同“政策包”，与其他命令一致 / The same as PACK, as other commands have it
        #[arg(long = "pack", value_name = "政策包 / PACK", conflicts_with = "pack")]
        named: Option<String>,
    },
    /// 列出内置政策包 / List the built-in packs
    List,
    /// 把内置政策包写到目录，供修改 / Write a built-in pack to a folder, to be changed
    Export {
        /// 内置政策包名称 / Name of a built-in pack
        #[arg(value_name = "政策包 / PACK")]
        name: String,
        /// 目录 / Folder
        #[arg(value_name = "目录 / DIR")]
        dir: PathBuf,
    },
}

/// A pack.
#[derive(Debug, Args)]
pub(crate) struct PackChoice {
    /// 政策包名称或目录 / Policy pack: a built-in name or a folder
    #[arg(long, value_name = "政策包 / PACK", default_value = crate::packs::DEFAULT)]
    pub(crate) pack: String,
}

/// Which platform.
#[derive(Debug, Args)]
pub(crate) struct PlatformArguments {
    /// 配置文件（toml） / File of settings (toml)
    #[arg(long, value_name = "文件 / FILE")]
    pub(crate) config: Option<PathBuf>,
    /// 数据库，缺省为 mingzhang.db；或 postgres://… / Database, default mingzhang.db; or postgres://…
    #[arg(long, value_name = "数据库 / URL")]
    pub(crate) database: Option<String>,
    /// 加密证件号的密钥文件；缺省为数据库旁的 mingzhang.key / File of the key for id numbers; default: mingzhang.key beside the database
    #[arg(long, value_name = "文件 / FILE")]
    pub(crate) key: Option<PathBuf>,
    /// 固定业务日期，供试用和复核往年；缺省为当天 / Do all business on this day, for trials and past years; default: each day as it comes
    #[arg(long, value_name = "日期 / DATE", value_parser = day)]
    pub(crate) today: Option<Day>,
}

/// `import`
#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// 目录、文件、工作簿或压缩包 / Folder, file, workbook or zip archive
    #[arg(value_name = "路径 / PATH")]
    pub(crate) path: PathBuf,
    /// 映射文件，缺省为目录中的 mapping.toml / Mapping file for foreign exports (default: mapping.toml in the folder)
    #[arg(long, value_name = "文件 / FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// 只说明会怎样，不导入 / Only say what would happen
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// 把未采用的行写入此目录，改正后可再导入 / Write rejected rows to this folder for correction
    #[arg(long, value_name = "目录 / DIR")]
    pub(crate) rejected: Option<PathBuf>,
    /// 输出格式 / Form of the output
    #[arg(long, value_name = "格式 / FORM", value_enum, default_value_t = PlainFormat::Text)]
    pub(crate) format: PlainFormat,
    /// 名单（发放明细、名册）的行加入已有名单，不替换 / Add the lines of lists (benefits, register) to those that are there
    #[arg(long)]
    pub(crate) add_lines: bool,
    /// 平台保存的映射文件：区划代码/名称 / Mapping file kept by the platform: code of the division, slash, name
    #[arg(long, value_name = "代码/名称 / CODE/NAME", conflicts_with = "mapping")]
    pub(crate) kept_mapping: Option<String>,
    #[command(flatten)]
    pub(crate) platform: PlatformArguments,
}

/// `verdict`
#[derive(Debug, Args)]
pub(crate) struct VerdictArguments {
    /// 一张表的文件，至多 60 行，以表名命名 / File of one table, 60 rows at most, named as the table is
    #[arg(value_name = "文件 / FILE")]
    pub(crate) file: PathBuf,
    /// 映射文件 / Mapping file for foreign exports
    #[arg(long, value_name = "文件 / FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// 按此文件的参数设定判断，代替平台已审定的 / Judge by the settings of this file instead of those adopted on the platform
    #[arg(long, value_name = "文件 / FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// 输出格式 / Form of the output
    #[arg(long, value_name = "格式 / FORM", value_enum, default_value_t = PlainFormat::Text)]
    pub(crate) format: PlainFormat,
    #[command(flatten)]
    pub(crate) platform: PlatformArguments,
}

/// Form of a short output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlainFormat {
    /// 供人阅读 / for reading
    Text,
    /// 供程序读取 / for programs
    Json,
}

/// `export`
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// 目录，须为空或尚不存在 / Folder, empty or not yet there
    #[arg(value_name = "目录 / DIR")]
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) platform: PlatformArguments,
}

/// `audit …`
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(crate) enum AuditCommand {
    /// 逐条核对；退出状态：0 未被改动 · 2 被改动 / Check every event; exit status: 0 unaltered · 2 altered
    #[command(after_help = "例：\n  mingzhang audit verify --database aksu.db / \
        Example:\n  mingzhang audit verify --database aksu.db")]
    Verify(PlatformArguments),
}

/// `archive …`
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(crate) enum ArchiveCommand {
    /// 逐个核对档案中的文件；退出状态：0 相符 · 2 不符 / Check every file of an archive; exit status: 0 as they were · 2 not
    #[command(after_help = "例：\n  mingzhang archive verify archive-2020-12-31.zip\n\n\
        打印的总校验值应与平台操作记录中导出该档案的一条一致 / \
        Example:\n  mingzhang archive verify archive-2020-12-31.zip\n\n\
        The seal that is printed stands in the platform's record of operations where the archive was taken out")]
    Verify {
        /// 档案文件 / The file
        #[arg(value_name = "文件 / FILE")]
        file: PathBuf,
    },
}

/// `draw …`
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(crate) enum DrawCommand {
    /// 生成种子和它的承诺值 / Make a seed and its commitment
    #[command(after_help = "例：\n  mingzhang draw seed\n\n\
        种子密封保管，只公布承诺值 / \
        Example:\n  mingzhang draw seed\n\n\
        Keep the seed sealed, and publish no more than the commitment")]
    Seed,
    /// 离线重新抽取并核对；退出状态：0 相符 · 2 不符 / Draw again offline, and compare; exit status: 0 as it says · 2 not
    #[command(after_help = "例：\n  mingzhang draw verify draw-3.txt\n  \
        mingzhang draw verify draw-3.txt --seed 4f1c-9a02-77de-0b31\n\n\
        打印的承诺值和名册校验值应与公开种子之前公布的一致 / \
        Examples:\n  mingzhang draw verify draw-3.txt\n  \
        mingzhang draw verify draw-3.txt --seed 4f1c-9a02-77de-0b31\n\n\
        Commitment and frame that are printed have to be those that were published before the seed was opened")]
    Verify {
        /// 抽样页下载的验证文件 / The proof from the page of the draw
        #[arg(value_name = "文件 / FILE")]
        file: PathBuf,
        /// 公布的种子；种子公开之前下载的文件须给出 / The seed as it was published; for a file from before it was opened
        #[arg(long, value_name = "种子 / SEED")]
        seed: Option<String>,
    },
}

/// `admin …`
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub(crate) enum AdminCommand {
    /// 建立或更新数据库的结构 / Make the schema of the database, or bring it up to date
    #[command(after_help = "例：\n  mingzhang admin migrate --database aksu.db / \
        Example:\n  mingzhang admin migrate --database aksu.db")]
    Migrate(PlatformArguments),
    /// 备份数据库到一个新文件，不必停机 / Copy the database to a new file, without stopping anything
    #[command(after_help = "例：\n  mingzhang admin backup aksu-1.db --database aksu.db\n\n\
        密钥文件须另行备份，不要与数据库放在一起 / \
        Example:\n  mingzhang admin backup aksu-1.db --database aksu.db\n\n\
        Back the key file up separately, and keep it apart from the database")]
    Backup(CopyArguments),
    /// 用备份建立数据库 / Make the database from a backup
    #[command(after_help = "例：\n  mingzhang admin restore aksu-1.db --database restored.db / \
        Example:\n  mingzhang admin restore aksu-1.db --database restored.db")]
    Restore(CopyArguments),
    /// 重置账号：新的初始密码，解除锁定，取消两步验证 / Reset an account: first password, lock and second factor
    #[command(after_help = "例：\n  mingzhang admin reset-user admin --database aksu.db / \
        Example:\n  mingzhang admin reset-user admin --database aksu.db")]
    ResetUser {
        /// 登录名 / Login
        #[arg(value_name = "登录名 / LOGIN")]
        login: String,
        #[command(flatten)]
        platform: PlatformArguments,
    },
    /// 停用一个账号的全部接口令牌 / End all tokens of an account
    #[command(after_help = "例：\n  mingzhang admin revoke-tokens admin --database aksu.db / \
        Example:\n  mingzhang admin revoke-tokens admin --database aksu.db")]
    RevokeTokens {
        /// 登录名 / Login
        #[arg(value_name = "登录名 / LOGIN")]
        login: String,
        #[command(flatten)]
        platform: PlatformArguments,
    },
}

/// A copy of the database.
#[derive(Debug, Args)]
pub(crate) struct CopyArguments {
    /// 备份文件 / File of the backup
    #[arg(value_name = "文件 / FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) platform: PlatformArguments,
}

/// `screen`
#[derive(Debug, Args)]
pub(crate) struct ScreenArguments {
    /// 判断日期，缺省为今天；不能早于上一次 / Day on which the facts are judged; default today; not before the last one
    #[arg(long, value_name = "日期 / DATE", value_parser = day)]
    pub(crate) as_of: Option<Day>,
    #[command(flatten)]
    pub(crate) platform: PlatformArguments,
}

/// `serve`
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    #[command(flatten)]
    pub(crate) platform: PlatformArguments,
    /// 监听地址和端口 / Address and port to serve
    #[arg(long, value_name = "地址 / ADDR", value_parser = address)]
    pub(crate) listen: Option<SocketAddr>,
}

/// `demo`
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// 监听地址和端口 / Address and port to serve
    #[arg(long, value_name = "地址 / ADDR", value_parser = address, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// 支付笔数（约），至多一亿 / Number of payments (about), 100 million at most
    #[arg(long, value_name = "数 / N", default_value_t = 200_000, value_parser = payments)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) payments: usize,
    /// 随机种子 / Seed
    #[arg(long, value_name = "数 / N", default_value_t = 1, value_parser = number::<u64>)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) seed: u64,
    /// 把数据库保存在此目录；缺省为临时目录，结束时删除 / Keep the store in this folder; default: a temporary one that goes at the end
    #[arg(long, value_name = "目录 / DIR")]
    pub(crate) keep: Option<PathBuf>,
}

/// `simulate`
#[derive(Debug, Args)]
pub(crate) struct SimulateArguments {
    /// 输出目录 / Folder to write to
    #[arg(value_name = "目录 / DIR")]
    pub(crate) dir: PathBuf,
    /// 随机种子 / Seed
    #[arg(long, value_name = "数 / N", default_value_t = 1, value_parser = number::<u64>)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) seed: u64,
    /// 县数，0 为全部 / Number of counties; 0 = all
    #[arg(long, value_name = "数 / N", default_value_t = 0, value_parser = number::<usize>)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) counties: usize,
    /// 支付笔数（约），至多一亿 / Number of payments (about), 100 million at most
    #[arg(long, value_name = "数 / N", default_value_t = 20_000, value_parser = payments)]
    #[arg(allow_negative_numbers = true)]
    pub(crate) payments: usize,
    /// 不植入违规 / Seed no violations
    #[arg(long)]
    pub(crate) clean: bool,
}

/// Language of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// 中文 / Chinese
    Zh,
    /// 英文 / English
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Lang {
        match language {
            Language::Zh => Lang::Zh,
            Language::En => Lang::En,
        }
    }
}

/// Form of the output of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// 供人阅读 / for reading
    Text,
    /// 供程序读取 / for programs
    Json,
    /// 一行一项 / one finding a line
    Csv,
    /// 工作簿 / workbook
    #[value(alias = "excel")]
    Xlsx,
}

impl Format {
    /// The form that the extension of a file means, where it means one.
    pub(crate) fn of_file(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "json" => Some(Format::Json),
            "csv" => Some(Format::Csv),
            "xlsx" => Some(Format::Xlsx),
            _ => None,
        }
    }

    /// The word on the command line, which is the extension too.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
        }
    }
}

impl CheckArguments {
    /// The form asked for, else the one that the output's name means.
    pub(crate) fn form(&self) -> Format {
        let named = || self.output.as_deref().and_then(Format::of_file);
        self.format.or_else(named).unwrap_or(Format::Text)
    }
}

/// Which findings are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelOption {
    /// 只要红灯 / red only
    #[value(aliases = ["红", "红灯"])]
    Red,
    /// 红灯和黄灯 / red and yellow
    #[value(aliases = ["黄", "黄灯"])]
    Yellow,
}

/// The language asked for, known before anything else so that mistakes are told in it, too.
pub(crate) fn language(words: &[OsString]) -> Lang {
    let mut lang = Lang::Zh;
    let mut words = words.iter().map(|w| w.to_string_lossy()).take_while(|w| w != "--").peekable();
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.peek().map(ToString::to_string),
            Some(rest) => rest.strip_prefix('=').map(ToOwned::to_owned),
            None => None,
        };
        match value.as_deref() {
            Some("en") => lang = Lang::En,
            Some("zh") => lang = Lang::Zh,
            _ => {}
        }
    }
    lang
}

/// Why the value of an option is not accepted, in both languages.
#[derive(Clone, Debug)]
pub(crate) struct Unfit {
    zh: String,
    en: String,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Unfit {}

fn day(text: &str) -> Result<Day, Unfit> {
    let sentence = |refusal: domain::refusal::Refusal, lang| refusal.sentence(lang).to_owned();
    Day::parse(text).map_err(|r| Unfit { zh: sentence(r, Lang::Zh), en: sentence(r, Lang::En) })
}

fn address(text: &str) -> Result<SocketAddr, Unfit> {
    let unfit = |_| Unfit {
        zh: "应写作 127.0.0.1:8080".into(),
        en: "write it as 127.0.0.1:8080".into(),
    };
    text.parse().map_err(unfit)
}

const MAX_THREADS: u16 = 256;

fn threads(text: &str) -> Result<u16, Unfit> {
    let unfit = || Unfit {
        zh: format!("应为 0 到 {MAX_THREADS} 的整数，0 为全部核心"),
        en: format!("write a whole number from 0 to {MAX_THREADS}; 0 = all cores"),
    };
    text.parse().ok().filter(|n| *n <= MAX_THREADS).ok_or_else(unfit)
}

const MAX_PAYMENTS: usize = 100_000_000;

fn payments(text: &str) -> Result<usize, Unfit> {
    let unfit = || Unfit {
        zh: format!("应为 0 到 {MAX_PAYMENTS} 的整数"),
        en: format!("write a whole number from 0 to {MAX_PAYMENTS}"),
    };
    text.parse().ok().filter(|n| *n <= MAX_PAYMENTS).ok_or_else(unfit)
}

fn number<T: FromStr>(text: &str) -> Result<T, Unfit> {
    let unfit =
        |_| Unfit { zh: "应为不小于 0 的整数".into(), en: "write a whole number".into() };
    text.parse().map_err(unfit)
}
