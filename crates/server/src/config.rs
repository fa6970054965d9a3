//! The settings of a running platform: one struct, from one file, checked once.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{anyhow, bail};
use domain::{Day, Lang};
use serde::{Deserialize, Deserializer};

use crate::operations::pushes::Cadence;
use crate::outward::{MailSettings, Outward};
use crate::trouble;

/// The folder of the documents that people attach, beside a SQLite file and beside its copies.
pub(crate) const DOCUMENTS: &str = "mingzhang-files";

/// What can be set. Each has a value that does for a trial on one machine.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// Where the data are: a file, or `postgres://…`.
    pub(crate) database: String,
    /// Address and port to serve.
    pub(crate) listen: SocketAddr,
    /// Whether a proxy in front speaks TLS: cookies are then for TLS alone, and the last address in
    /// `X-Forwarded-For` is taken for the browser's.
    pub(crate) behind_tls: bool,
    /// The file with the key by which id and card numbers are hashed. None: `mingzhang.key` beside the SQLite
    /// file; for PostgreSQL, which has no place of its own here, it must be named.
    pub(crate) key: Option<PathBuf>,
    /// The folder of the documents that people attach. None: `mingzhang-files` beside the SQLite file, or
    /// in the working folder.
    pub(crate) files: Option<PathBuf>,
    /// Megabytes that may be sent at once.
    pub(crate) upload_megabytes: usize,
    /// Network addresses that may read `/metrics`.
    pub(crate) metrics_to: Vec<IpAddr>,
    /// The policy pack, whose list of divisions holds.
    pub(crate) pack: String,
    /// Connections to the database.
    pub(crate) connections: u32,
    /// How often push lists are made: `daily` or `weekly`. The regulation leaves it open; weekly is a local
    /// default.
    pub(crate) push: Cadence,
    /// What the addresses of webhooks may begin with: `https://oa.example.gov.cn/hooks/`. None: changes are told
    /// to nobody.
    pub(crate) webhooks_to: Vec<String>,
    /// The server that sends notices. None: none are sent.
    pub(crate) mail: Option<MailSettings>,
    /// The day on which all business is done, for trials and for examining past years; usually left out.
    #[serde(deserialize_with = "day")]
    pub(crate) today: Option<Day>,
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
    let text = String::deserialize(from)?;
    let mistake =
        || serde::de::Error::custom(format!("today = \"2019-05-22\" (YYYY-MM-DD), not {text:?}"));
    Day::parse(&text).map(Some).map_err(|_| mistake())
}

impl Default for Config {
    fn default() -> Config {
        Config {
            database: "mingzhang.db".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            behind_tls: false,
            key: None,
            files: None,
            upload_megabytes: 256,
            metrics_to: vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            pack: crate::packs::DEFAULT.to_owned(),
            connections: 8,
            push: Cadence::default(),
            webhooks_to: Vec::new(),
            mail: None,
            today: None,
        }
    }
}

/// Megabytes that may be sent at once, at most.
const MOST_MEGABYTES: usize = 4096;
/// Connections to the database, at most.
const MOST_CONNECTIONS: u32 = 200;

impl Config {
    /// Reads and checks a file of settings.
    pub(crate) fn read(path: &Path, lang: Lang) -> anyhow::Result<Config> {
        let text = std::fs::read_to_string(path).map_err(trouble::reading(path, lang))?;
        Config::parse(&text, lang)
    }

    fn parse(text: &str, lang: Lang) -> anyhow::Result<Config> {
        let config: Config = match toml::from_str(text) {
            Ok(config) => config,
            Err(error) => {
                bail!(
                    "{}{}",
                    lang.pick("配置文件有误：", "mistake in the settings: "),
                    error.message()
                )
            }
        };
        if config.database.trim().is_empty() {
            bail!("{}", lang.pick("请写明 database（数据库）", "name a database"));
        }
        if !(1..=MOST_CONNECTIONS).contains(&config.connections) {
            bail!("{}", lang.pick("connections 应为 1 到 200", "connections are 1 to 200"));
        }
        if !(1..=MOST_MEGABYTES).contains(&config.upload_megabytes) {
            bail!(
                "{}",
                lang.pick("upload_megabytes 应为 1 到 4096", "upload_megabytes are 1 to 4096")
            );
        }
        Outward::open(&config, lang)?;
        Ok(config)
    }

    /// The file of the database, where it is one.
    pub(crate) fn sqlite(&self) -> Option<&Path> {
        let path = self.database.strip_prefix("sqlite:").unwrap_or(&self.database);
        (!path.contains("://")).then_some(Path::new(path))
    }

    /// The folder of the documents that people attach.
    pub(crate) fn files(&self) -> Arc<Path> {
        let database = self.sqlite().unwrap_or(Path::new(""));
        let beside = || database.with_file_name(DOCUMENTS);
        self.files.clone().unwrap_or_else(beside).into()
    }

    /// Where the platform's key lies.
    pub(crate) fn key_path(&self, lang: Lang) -> anyhow::Result<PathBuf> {
        let beside = || self.sqlite().map(|path| path.with_file_name("mingzhang.key"));
        let unnamed = lang.pick(
            "使用 PostgreSQL 时，请用 --key（配置文件中的 key）写明密钥文件的位置，如 /etc/mingzhang/mingzhang.key；\
             文件不存在时自动生成",
            "with PostgreSQL name the key file by --key (key in the file of settings), such as \
             /etc/mingzhang/mingzhang.key; it is made where it is not there",
        );
        self.key.clone().or_else(beside).ok_or_else(|| anyhow!(unnamed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_checked_once() {
        let check = |text: &str, fits: bool| {
            assert_eq!(Config::parse(text, Lang::Zh).is_ok(), fits, "{text}");
        };
        check("", true);
        check("database = \"data.db\"\nlisten = \"0.0.0.0:80\"\nbehind_tls = true", true);
        check("databse = \"data.db\"", false);
        check("listen = \"somewhere\"", false);
        check("database = \" \"", false);
        check("today = \"2020-12-31\"", true);
        check("today = \"2020-12-32\"", false);
        check("metrics_to = [\"10.0.0.5\", \"::1\"]", true);
        check("metrics_to = [\"monitor\"]", false);
        check("connections = 0", false);
        check("push = \"daily\"", true);
        check("push = \"hourly\"", false);
        check("connections = 201", false);
        check("upload_megabytes = 0", false);
        check("webhooks_to = [\"https://oa.example.cn/hooks/\"]", true);
        check("webhooks_to = [\"oa.example.cn\"]", false);
        let mail = "[mail]\nfrom = \"mz@example.cn\"\npages = \"https://mz.example.cn/\"\n";
        check(&format!("{mail}server = \"smtps://mail.example.cn\""), true);
        check(&format!("{mail}server = \"mail.example.cn\""), false);
        check(&format!("{mail}server = \"smtp://127.0.0.1\"\nuser = \"mz\""), false);
        check("[mail]\nserver = \"smtp://127.0.0.1\"\nfrom = \"mz\"\npages = \"\"", false);
        check("upload_megabytes = 5000", false);
    }

    #[test]
    fn the_key_lies_beside_the_file_unless_it_is_named() {
        let check = |text: &str, key: Option<&str>| {
            let path = Config::parse(text, Lang::En).unwrap().key_path(Lang::En).ok();
            assert_eq!(path.as_deref(), key.map(Path::new), "{text}");
        };
        check("", Some("mingzhang.key"));
        check("database = \"/var/lib/mz/data.db\"", Some("/var/lib/mz/mingzhang.key"));
        check("database = \"sqlite:data/a.db\"", Some("data/mingzhang.key"));
        check("database = \"postgres://h/d\"", None);
        check("database = \"postgres://h/d\"\nkey = \"/k\"", Some("/k"));
    }
}
