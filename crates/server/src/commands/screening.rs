//! `mingzhang screen`: the records of the platform, judged by all rules.

use std::io::Write;

use domain::Lang;

use super::import::judged;
use crate::cli::ScreenArguments;
use crate::operations::screening::{SYSTEM, screen};
use crate::{platform, screen};

pub(crate) fn run(arguments: &ScreenArguments, lang: Lang) -> anyhow::Result<u8> {
    let config = platform::config(&arguments.platform, lang)?;
    let screened = platform::run(async {
        let origin = platform::origin(&config);
        let context = platform::open(&config, lang).await?;
        let as_of = arguments.as_of.unwrap_or(origin.day);
        let screened = screen(&context, &origin, SYSTEM, as_of).await;
        context.db.close().await;
        Ok(screened)
    })?;
    let screening = screened.map_err(platform::told(lang))?;
    writeln!(screen::out(), "{}", judged(&screening, lang))?;
    Ok(0)
}
