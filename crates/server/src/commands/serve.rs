//! `mingzhang serve`: the platform in the browser.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use domain::Lang;
use store::{Db, migrate};
use tokio::net::TcpListener;

use crate::cli::ServeArguments;
use crate::config::Config;
use crate::context::Context;
use crate::operations::Passwords;
use crate::throttle::Throttle;
use crate::visit::Site;
use crate::{jobs, packs, screen, web};

pub(crate) fn run(arguments: &ServeArguments, lang: Lang) -> anyhow::Result<u8> {
    let config = config(arguments, lang)?;
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).try_init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(config, lang))?;
    Ok(0)
}

/// The file's settings, with those of the command line in their place.
fn config(arguments: &ServeArguments, lang: Lang) -> anyhow::Result<Config> {
    let mut config = match &arguments.config {
        Some(path) => Config::read(path, lang)?,
        None => Config::default(),
    };
    if let Some(database) = &arguments.database {
        config.database.clone_from(database);
    }
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    config.today = arguments.today.or(config.today);
    Ok(config)
}

async fn serve(config: Config, lang: Lang) -> anyhow::Result<()> {
    let pack = packs::load(&config.pack, lang)?;
    let opening = || lang.pick("无法打开数据库", "the database cannot be opened");
    let db = Db::open(&config.database, config.connections).await.with_context(opening)?;
    db.migrate(migrate::latest()).await.with_context(opening)?;
    let passwords = Passwords::new().map_err(|failure| anyhow!("{failure}"))?;
    let context = Context { db, pack: Arc::new(pack), passwords, fixed_day: config.today };
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        let reason = intake::system_reason(&error, lang);
        match lang {
            Lang::Zh => anyhow!("无法监听 {}：{reason}", config.listen),
            Lang::En => anyhow!("cannot listen on {}: {reason}", config.listen),
        }
    })?;
    let address = listener.local_addr()?;
    writeln!(screen::err(), "{}http://{address}/", lang.pick("已启动：", "Serving "))?;
    let jobs = tokio::spawn(jobs::run(context.clone()));
    let site = Site { context, behind_tls: config.behind_tls, throttle: Throttle::default() };
    web::serve(site, listener).await?;
    jobs.abort();
    Ok(())
}
