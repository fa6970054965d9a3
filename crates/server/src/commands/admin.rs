//! `mingzhang admin`: the database and accounts, by whoever keeps the machine.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use domain::Lang;
use store::backup::{BackupError, Copied, backup, restore};
use store::{Db, attachments, migrate};

use super::audit;
use crate::cli::{AdminCommand, CopyArguments, PlatformArguments};
use crate::config::{Config, DOCUMENTS};
use crate::operations::people::reset_by_operator;
use crate::operations::tokens::revoke_by_operator;
use crate::{platform, screen, trouble};

pub(crate) fn run(command: &AdminCommand, lang: Lang) -> anyhow::Result<u8> {
    match command {
        AdminCommand::Migrate(arguments) => bring_up_to_date(arguments, lang)?,
        AdminCommand::Backup(arguments) => back_up(arguments, lang)?,
        AdminCommand::Restore(arguments) => bring_back(arguments, lang)?,
        AdminCommand::ResetUser { login, platform } => reset(login, platform, lang)?,
        AdminCommand::RevokeTokens { login, platform } => revoke(login, platform, lang)?,
    }
    Ok(0)
}

fn bring_up_to_date(arguments: &PlatformArguments, lang: Lang) -> anyhow::Result<()> {
    let config = platform::config(arguments, lang)?;
    platform::run(async {
        let context = platform::open(&config, lang).await?;
        context.db.close().await;
        Ok(())
    })?;
    let said = lang.pick("数据库的结构为最新：", "the schema is up to date: ");
    Ok(writeln!(screen::out(), "{said}{}", migrate::latest())?)
}

fn back_up(arguments: &CopyArguments, lang: Lang) -> anyhow::Result<()> {
    let config = platform::config(&arguments.platform, lang)?;
    platform::run(async {
        let db = platform::open_platform(&config, lang).await?;
        let copied = backup(&db, &arguments.file).await.map_err(told(lang))?;
        tell(lang.pick("已备份到", "backed up to"), &arguments.file, copied, lang)?;
        // Documents are only ever added: those of the copy are among those that there are now.
        let done = documents(&db, (&config.files(), &beside(&arguments.file)), lang).await;
        db.close().await;
        done
    })?;
    let key = config.key_path(lang)?;
    let said =
        lang.pick("密钥文件不在备份中，请另行保存：", "the key is not in it; keep it safe: ");
    Ok(writeln!(screen::err(), "{said}{}", key.display())?)
}

fn bring_back(arguments: &CopyArguments, lang: Lang) -> anyhow::Result<()> {
    let config = platform::config(&arguments.platform, lang)?;
    let Some(to) = config.sqlite() else { bail!("{}", postgres(lang)) };
    let copied = platform::run(async { restore(&arguments.file, to).await.map_err(told(lang)) })?;
    tell(lang.pick("已恢复到", "restored to"), to, copied, lang)?;
    platform::run(async {
        let db = platform::open_existing(&config, lang).await?;
        let done = documents(&db, (&beside(&arguments.file), &config.files()), lang).await;
        db.close().await;
        done
    })?;
    expect_key(&config, lang)
}

/// The folder of the documents of a copy: beside it, as they lie beside a database.
fn beside(file: &Path) -> PathBuf {
    file.with_file_name(DOCUMENTS)
}

/// Copies the documents of a store, and says how many there are. One that is missing or altered is an error that names
/// it, after all others were copied.
async fn documents(db: &Db, (from, to): (&Path, &Path), lang: Lang) -> anyhow::Result<()> {
    let copies = attachments::copy(&mut db.read().await?, from, to).await?;
    let (there, folder) = (copies.there, to.display());
    match lang {
        Lang::Zh => writeln!(screen::out(), "附件 {there} 份，均在 {folder}，经核对未被改动")?,
        Lang::En => writeln!(screen::out(), "{there} documents in {folder}, unaltered")?,
    }
    if copies.lost.is_empty() {
        return Ok(());
    }
    let lost = copies.lost.join("\n");
    bail!(
        "{}\n{lost}",
        lang.pick("以下附件缺失或被改动：", "documents that are missing or altered:")
    )
}

/// A database without its key would take every person for a new one: told at once, not at the next start.
fn expect_key(config: &Config, lang: Lang) -> anyhow::Result<()> {
    let opened = platform::run(async {
        let context = platform::open(config, lang).await?;
        context.db.close().await;
        Ok(())
    });
    if let Err(error) = opened {
        let mark = lang.pick("提醒：", "warning: ");
        writeln!(screen::err(), "{mark}{error}")?;
    }
    Ok(())
}

fn tell(what: &str, file: &Path, copied: Copied, lang: Lang) -> anyhow::Result<()> {
    let Copied { events, bytes } = copied;
    let file = file.display();
    match lang {
        Lang::Zh => writeln!(
            screen::out(),
            "{what} {file}：{bytes} 字节，经核对完好，操作记录 {events} 条未被改动"
        )?,
        Lang::En => writeln!(
            screen::out(),
            "{what} {file}: {bytes} bytes, found sound, {events} events unaltered"
        )?,
    }
    Ok(())
}

fn told(lang: Lang) -> impl Fn(BackupError) -> anyhow::Error {
    move |error| {
        let said = match (&error, lang) {
            (BackupError::Store(store::StoreError::File { path, source }), _) => {
                return trouble::reading(path, lang)(source.kind().into());
            }
            (BackupError::Store(error), _) => error.to_string(),
            (BackupError::Postgres, _) => postgres(lang).to_owned(),
            (BackupError::Occupied(path), Lang::Zh) => {
                format!("{} 已存在，不会覆盖；请另指定文件，或先移走它", path.display())
            }
            (BackupError::Occupied(path), Lang::En) => {
                format!(
                    "{} is there and is not replaced; name another or move it away",
                    path.display()
                )
            }
            (BackupError::Unsound(path), Lang::Zh) => {
                format!("{} 已损坏，或不是本程序的数据库", path.display())
            }
            (BackupError::Unsound(path), Lang::En) => {
                format!("{} is damaged, or no database of this program", path.display())
            }
            (BackupError::Altered { at, .. }, _) => audit::sentence(at, lang),
        };
        anyhow!(said)
    }
}

fn postgres(lang: Lang) -> &'static str {
    lang.pick(
        "PostgreSQL 数据库请用其自带的 pg_dump 备份、pg_restore 恢复，再用 mingzhang audit verify 核对",
        "back PostgreSQL up by its own pg_dump and pg_restore, then run mingzhang audit verify",
    )
}

fn revoke(login: &str, arguments: &PlatformArguments, lang: Lang) -> anyhow::Result<()> {
    let config = platform::config(arguments, lang)?;
    let ended = platform::run(async {
        platform::open_existing(&config, lang).await?.close().await;
        let context = platform::open(&config, lang).await?;
        let done = revoke_by_operator(&context, &platform::origin(&config), login).await;
        context.db.close().await;
        done.map_err(platform::told(lang))
    })?;
    let said = lang.pick("已停用的令牌：", "tokens ended: ");
    Ok(writeln!(screen::out(), "{said}{ended}")?)
}

fn reset(login: &str, arguments: &PlatformArguments, lang: Lang) -> anyhow::Result<()> {
    let config = platform::config(arguments, lang)?;
    let password = platform::run(async {
        // A slip in the name of the database must not make an empty one.
        platform::open_existing(&config, lang).await?.close().await;
        let context = platform::open(&config, lang).await?;
        let done = reset_by_operator(&context, &platform::origin(&config), login).await;
        context.db.close().await;
        done.map_err(platform::told(lang))
    })?;
    let said = lang.pick(
        "账号已重置，请用此初始密码登录，登录后须修改：",
        "reset; sign in with this first password, to be changed at once: ",
    );
    Ok(writeln!(screen::out(), "{said}{password}")?)
}
