//! Opening the platform from its settings: for `serve`, and for every command that works on its records.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use domain::Lang;
use store::search::Finder;
use store::{Db, migrate, persons};

use crate::cli::PlatformArguments;
use crate::config::Config;
use crate::context::{Context, Origin};
use crate::operations::contributions;
use crate::operations::law::{Law, Present};
use crate::operations::overview::Kept;
use crate::operations::screening::resident::Resident;
use crate::operations::{Failure, Passwords};
use crate::outward::Outward;
use crate::{key, packs};

/// The file's settings, with those of the command line in their place.
pub(crate) fn config(arguments: &PlatformArguments, lang: Lang) -> anyhow::Result<Config> {
    let mut config = match &arguments.config {
        Some(path) => Config::read(path, lang)?,
        None => Config::default(),
    };
    if let Some(database) = &arguments.database {
        config.database.clone_from(database);
    }
    config.today = arguments.today.or(config.today);
    if arguments.key.is_some() {
        config.key.clone_from(&arguments.key);
    }
    Ok(config)
}

/// The platform, its schema brought up to date. A SQLite file and its key are made where there are none.
pub(crate) async fn open(config: &Config, lang: Lang) -> anyhow::Result<Context> {
    let path = config.key_path(lang)?;
    let files = packs::files(&config.pack, lang)?;
    let pack = Arc::new(packs::load_files(&files, lang)?);
    let db = connect(config, lang).await?;
    db.migrate(migrate::latest()).await.with_context(|| unusable(lang))?;
    let key = key::of_store(&db, &path, lang).await?;
    let db = db.with_persons(key.persons());
    persons::fill(&db).await.with_context(|| unusable(lang))?;
    contributions::fill(&db).await.map_err(told(lang))?;
    store::ledger::fill(&db, &pack.divisions).await.with_context(|| unusable(lang))?;
    let passwords = Passwords::new().map_err(|failure| anyhow!("{failure}"))?;
    let law = Law::new(files, pack);
    let followed = async { law.follow(&mut db.read().await?).await };
    let Present { pack, near, .. } = followed.await.map_err(told(lang))?;
    Ok(Context {
        db,
        near,
        pack,
        law,
        records: Resident::default(),
        finder: Finder::default(),
        sums: Kept::default(),
        passwords,
        key,
        files: config.files(),
        upload_bytes: config.upload_megabytes << 20,
        fixed_day: config.today,
        push: config.push,
        outward: Outward::open(config, lang)?,
    })
}

/// The database of commands that only work on what is there: no file is made.
pub(crate) async fn open_existing(config: &Config, lang: Lang) -> anyhow::Result<Db> {
    if let Some(path) = config.sqlite()
        && !path.exists()
    {
        bail!("{}", missing(path, lang));
    }
    connect(config, lang).await
}

/// The same where its schema is the one of this program.
pub(crate) async fn open_platform(config: &Config, lang: Lang) -> anyhow::Result<Db> {
    let db = open_existing(config, lang).await?;
    expect_platform(&db, lang).await?;
    Ok(db)
}

/// The same with the names of persons.
pub(crate) async fn open_with_names(config: &Config, lang: Lang) -> anyhow::Result<Db> {
    let db = open_platform(config, lang).await?;
    let key = key::of_store(&db, &config.key_path(lang)?, lang).await?;
    Ok(db.with_persons(key.persons()))
}

/// Refuses a database whose schema is not the one of this program.
async fn expect_platform(db: &Db, lang: Lang) -> anyhow::Result<()> {
    let step = db.step().await?;
    let latest = migrate::latest();
    match (step == latest, lang) {
        (true, _) => Ok(()),
        (_, Lang::Zh) if step == 0 => bail!("这不是明账的数据库"),
        (_, Lang::En) if step == 0 => bail!("this is no database of Mingzhang"),
        (_, Lang::Zh) if step < latest => {
            bail!("数据库的结构较旧（{step}，本程序为 {latest}）；请先运行 mingzhang admin migrate")
        }
        (_, Lang::En) if step < latest => bail!(
            "the schema is older ({step}; this program has {latest}): run mingzhang admin migrate first"
        ),
        (_, Lang::Zh) => bail!("数据库的结构较新（{step}，本程序为 {latest}）；请更新本程序"),
        (_, Lang::En) => {
            bail!("the schema is newer ({step}; this program has {latest}): update the program")
        }
    }
}

async fn connect(config: &Config, lang: Lang) -> anyhow::Result<Db> {
    Db::open(&config.database, config.connections).await.with_context(|| unusable(lang))
}

fn unusable(lang: Lang) -> &'static str {
    lang.pick("无法打开数据库", "the database cannot be opened")
}

fn missing(path: &Path, lang: Lang) -> String {
    let path = path.display();
    match lang {
        Lang::Zh => format!("没有数据库文件 {path}；请用 --database 指明"),
        Lang::En => format!("there is no database file {path}; name it by --database"),
    }
}

/// Runs what the command line asks of the platform.
pub(crate) fn run<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// Where operations of the command line come from.
pub(crate) fn origin(config: &Config) -> Origin {
    Origin::now(config.today, "local cli".to_owned())
}

/// For `map_err`: a failure as the command line tells it.
pub(crate) fn told(lang: Lang) -> impl Fn(Failure) -> anyhow::Error {
    move |failure| anyhow!("{}", failure.sentence(lang))
}
