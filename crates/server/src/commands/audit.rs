//! `mingzhang audit`: whether the record of operations is what it was, and the ledger what the records say.

use std::io::Write;

use domain::{Fen, Lang};
use store::events::{Break, verify};
use store::ledger::{self, Mismatch, Trial};
use store::lists::kept::{self, Differs};
use store::{Db, attachments};

use crate::cli::AuditCommand;
use crate::config::Config;
use crate::{BAD_INPUT, packs, platform, screen};

pub(crate) fn run(command: &AuditCommand, lang: Lang) -> anyhow::Result<u8> {
    let AuditCommand::Verify(arguments) = command;
    let config = platform::config(arguments, lang)?;
    let pack = packs::load(&config.pack, lang)?;
    let (verdict, attached, books, sums) = platform::run(async {
        let db = platform::open_platform(&config, lang).await?;
        let verdict = verify(&mut db.read().await?).await?;
        let attached = attached(&db, &config).await?;
        let books = ledger::verify(&mut db.read().await?, &pack.divisions).await?;
        let sums = kept::verify(&mut db.read().await?).await?;
        db.close().await;
        Ok((verdict, attached, books, sums))
    })?;
    let whole = match verdict {
        Ok(events) => {
            writeln!(screen::out(), "{}", holds(events, lang))?;
            documents(&attached, lang)?
        }
        Err(broken) => {
            writeln!(screen::err(), "{}", sentence(&broken, lang))?;
            BAD_INPUT
        }
    };
    Ok(whole.max(trial(&books, lang)?).max(listed(&sums, lang)?))
}

/// What became of the sums and rows that are kept for lists; gives the exit status.
fn listed(sums: &Result<usize, Differs>, lang: Lang) -> anyhow::Result<u8> {
    let told = match (sums, lang) {
        (Ok(sums), Lang::Zh) => format!("清单的合计和行 {sums} 项与记录相符"),
        (Ok(sums), Lang::En) => {
            format!("{sums} sums and rows of lists are what the records say")
        }
        (Err(differs), _) => {
            writeln!(screen::err(), "{}", unlike(differs, lang))?;
            return Ok(BAD_INPUT);
        }
    };
    writeln!(screen::out(), "{told}")?;
    Ok(0)
}

/// What is not as the records say, and what to do.
fn unlike(differs: &Differs, lang: Lang) -> String {
    let fen = |sum: &Option<(i64, i64)>| Fen(sum.map_or(0, |(_, fen)| fen)).plain();
    let count = |sum: &Option<(i64, i64)>| sum.map_or(0, |(payments, _)| payments);
    let what = match (differs, lang) {
        (Differs::Sum { of, kept, given }, Lang::Zh) => format!(
            "支付合计与记录不符：{of}，存 {} 笔 {} 元，按记录应为 {} 笔 {} 元",
            count(kept),
            fen(kept),
            count(given),
            fen(given)
        ),
        (Differs::Sum { of, kept, given }, Lang::En) => format!(
            "the sums of payments are not what the records say: {of}: {} payments of {} yuan are kept, \
             {} of {} by the records",
            count(kept),
            fen(kept),
            count(given),
            fen(given)
        ),
        (Differs::Row { table, county }, Lang::Zh) => {
            format!("清单与记录不符：表 {table}，区划 {county}")
        }
        (Differs::Row { table, county }, Lang::En) => {
            format!("a list is not what the records say: table {table}, division {county}")
        }
    };
    match lang {
        Lang::Zh => format!("{what}。记录或清单被改动，请保留数据库现状，与备份比对"),
        Lang::En => format!(
            "{what}. A record or a list was altered: keep the database as it is, and compare it with a backup"
        ),
    }
}

/// What became of the trial balance; gives the exit status.
fn trial(books: &Result<Trial, Mismatch>, lang: Lang) -> anyhow::Result<u8> {
    match books {
        Ok(Trial { sums, turned }) => {
            let turned = Fen(i64::try_from(*turned).unwrap_or(i64::MAX)).plain();
            match lang {
                Lang::Zh => writeln!(
                    screen::out(),
                    "总账余额 {sums} 项与记录相符，借贷平衡，各 {turned} 元"
                )?,
                Lang::En => writeln!(
                    screen::out(),
                    "{sums} balances of the ledger are what the records say; both sides {turned} yuan"
                )?,
            }
            Ok(0)
        }
        Err(mismatch) => {
            writeln!(screen::err(), "{}", differs(mismatch, lang))?;
            Ok(BAD_INPUT)
        }
    }
}

/// Where the sums of the ledger are not what the records say, and what to do.
fn differs(mismatch: &Mismatch, lang: Lang) -> String {
    let amount = |fen: &Option<i64>| {
        fen.map_or_else(|| lang.pick("无", "nothing").to_owned(), |fen| Fen(fen).plain())
    };
    match (mismatch, lang) {
        (Mismatch::NotMade, Lang::Zh) => {
            "总账余额尚未生成，或按另一份行政区划生成；请先运行 mingzhang admin migrate".to_owned()
        }
        (Mismatch::NotMade, Lang::En) => {
            "the sums of the ledger are not made yet, or by another list of divisions; run \
             mingzhang admin migrate first"
                .to_owned()
        }
        (Mismatch::Differs { division, account, kept, given }, Lang::Zh) => format!(
            "总账余额与记录不符：{division} {account}，存 {} 元，按记录应为 {} 元。记录或余额被改动，\
             请保留数据库现状，与备份比对",
            amount(kept),
            amount(given)
        ),
        (Mismatch::Differs { division, account, kept, given }, Lang::En) => format!(
            "a sum of the ledger is not what the records say: {division} {account}, {} yuan kept and {} \
             given by the records. A record or the sum was altered; keep the database as it is and \
             compare it with a backup",
            amount(kept),
            amount(given)
        ),
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
