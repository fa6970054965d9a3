//! `mingzhang serve`: the platform in the browser.

use std::io::Write;

use anyhow::anyhow;
use domain::Lang;
use tokio::net::TcpListener;

use crate::cli::ServeArguments;
use crate::config::Config;
use crate::throttle::Throttle;
use crate::visit::Site;
use crate::{jobs, platform, screen, web};

pub(crate) fn run(arguments: &ServeArguments, lang: Lang) -> anyhow::Result<u8> {
    let mut config = platform::config(&arguments.platform, lang)?;
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).try_init();
    platform::run(serve(config, lang))?;
    Ok(0)
}

async fn serve(config: Config, lang: Lang) -> anyhow::Result<()> {
    let context = platform::open(&config, lang).await?;
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
