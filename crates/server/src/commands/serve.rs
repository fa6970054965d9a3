//! `mingzhang serve`: the platform in the browser.

use std::io::Write;
use std::net::SocketAddr;

use anyhow::anyhow;
use domain::Lang;
use tokio::net::TcpListener;

use crate::cli::ServeArguments;
use crate::config::Config;
use crate::context::Context;
use crate::metrics::Metrics;
use crate::visit::Site;
use crate::{jobs, platform, screen, web};

pub(crate) fn run(arguments: &ServeArguments, lang: Lang) -> anyhow::Result<u8> {
    let mut config = platform::config(&arguments.platform, lang)?;
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).try_init();
    platform::run(async {
        let context = platform::open(&config, lang).await?;
        let started = |address| {
            let said = lang.pick("已启动：", "Serving ");
            Ok(writeln!(screen::err(), "{said}http://{address}/")?)
        };
        serve(context, &config, lang, started).await
    })?;
    Ok(0)
}

/// Serves until the process is asked to end; `started` is told the address as soon as pages can be asked for.
pub(super) async fn serve(
    context: Context,
    config: &Config,
    lang: Lang,
    started: impl FnOnce(SocketAddr) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        let reason = intake::system_reason(&error, lang);
        match lang {
            Lang::Zh => anyhow!("无法监听 {}：{reason}", config.listen),
            Lang::En => anyhow!("cannot listen on {}: {reason}", config.listen),
        }
    })?;
    started(listener.local_addr()?)?;
    let mut works = tokio::task::JoinSet::new();
    works.spawn(jobs::follow(context.clone()));
    works.spawn(jobs::run(context.clone()));
    works.spawn(jobs::read_ahead(context.clone()));
    works.spawn(jobs::tell(context.clone()));
    works.spawn(jobs::notice(context.clone()));
    let metrics = Metrics::told_to(&config.metrics_to);
    let site = Site { metrics, ..Site::new(context, config.behind_tls) };
    web::serve(site, listener).await?;
    works.abort_all();
    Ok(())
}
