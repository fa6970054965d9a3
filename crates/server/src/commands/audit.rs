//! `mingzhang audit`: whether the record of operations is what it was.

use std::io::Write;

use domain::Lang;
use store::events::{Break, verify};
use store::{Db, attachments};

use crate::cli::AuditCommand;
use crate::config::Config;
use crate::{BAD_INPUT, platform, screen};

pub(crate) fn run(command: &AuditCommand, lang: Lang) -> anyhow::Result<u8> {
    let AuditCommand::Verify(arguments) = command;
    let config = platform::config(arguments, lang)?;
    let (verdict, attached) = platform::run(async {
        let db = platform::open_existing(&config, lang).await?;
        platform::expect_platform(&db, lang).await?;
        let verdict = verify(&mut db.read().await?).await?;
        let attached = attached(&db, &config).await?;
        db.close().await;
        Ok((verdict, attached))
    })?;
    match verdict {
        Ok(events) => {
            writeln!(screen::out(), "{}", holds(events, lang))?;
            documents(&attached, lang)
        }
        Err(broken) => {
            writeln!(screen::err(), "{}", sentence(&broken, lang))?;
            Ok(BAD_INPUT)
        }
    }
}

/// The documents that people attached.
struct Attached {
    all: usize,
    /// Hashes under which there is no file, or another one.
    altered: Vec<String>,
}

async fn attached(db: &Db, config: &Config) -> anyhow::Result<Attached> {
    let hashes = attachments::hashes(&mut db.read().await?).await?;
    let (folder, mut altered) = (config.files(), Vec::new());
    for hash in &hashes {
        if attachments::read(&folder, hash).await?.is_none() {
            altered.push(hash.clone());
        }
    }
    Ok(Attached { all: hashes.len(), altered })
}

/// What became of the documents; gives the exit status.
fn documents(attached: &Attached, lang: Lang) -> anyhow::Result<u8> {
    let Attached { all, altered } = attached;
    match (*all, lang) {
        (0, _) => {}
        (all, Lang::Zh) => writeln!(screen::out(), "附件 {all} 份，不符 {} 份", altered.len())?,
        (all, Lang::En) => {
            writeln!(
                screen::out(),
                "{all} attached documents, {} not as they were",
                altered.len()
            )?;
        }
    }
    for hash in altered {
        let said = lang.pick("附件丢失或被改动：", "missing or altered: ");
        writeln!(screen::err(), "{said}{hash}")?;
    }
    Ok(if altered.is_empty() { 0 } else { BAD_INPUT })
}

fn holds(events: i64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("操作记录 {events} 条，全部未被改动"),
        Lang::En => format!("{events} events, none altered"),
    }
}

/// Where the chain breaks, and what to do.
pub(super) fn sentence(broken: &Break, lang: Lang) -> String {
    match (broken, lang) {
        (Break::Altered { event }, Lang::Zh) => format!(
            "第 {event} 条操作记录与链不符：它或它之前的记录被改动、删去或插入。请保留数据库现状，与备份逐条比对"
        ),
        (Break::Altered { event }, Lang::En) => format!(
            "event {event} does not fit the chain: it was altered, or one before it was taken out or put in. \
             Keep the database as it is and compare it with a backup"
        ),
        (Break::CutOff { events, head }, Lang::Zh) => format!(
            "操作记录只有 {events} 条，应有 {head} 条：末尾的记录被删去。请保留数据库现状，与备份比对"
        ),
        (Break::CutOff { events, head }, Lang::En) => format!(
            "there are {events} events and should be {head}: the last ones were taken out. Keep the database \
             as it is and compare it with a backup"
        ),
    }
}
