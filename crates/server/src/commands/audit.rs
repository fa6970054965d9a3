//! `mingzhang audit`: whether the record of operations is what it was.

use std::io::Write;

use domain::Lang;
use store::events::{Break, verify};

use crate::cli::AuditCommand;
use crate::{BAD_INPUT, platform, screen};

pub(crate) fn run(command: &AuditCommand, lang: Lang) -> anyhow::Result<u8> {
    let AuditCommand::Verify(arguments) = command;
    let config = platform::config(arguments, lang)?;
    let verdict = platform::run(async {
        let db = platform::open_existing(&config, lang).await?;
        platform::expect_platform(&db, lang).await?;
        let verdict = verify(&mut db.read().await?).await?;
        db.close().await;
        Ok(verdict)
    })?;
    match verdict {
        Ok(events) => {
            writeln!(screen::out(), "{}", holds(events, lang))?;
            Ok(0)
        }
        Err(broken) => {
            writeln!(screen::err(), "{}", sentence(&broken, lang))?;
            Ok(BAD_INPUT)
        }
    }
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
