//! `mingzhang export`: the records of the platform as a data set.

use std::io::Write;

use domain::Lang;

use crate::cli::ExportArguments;
use crate::operations::export::export;
use crate::{output, packs, platform, screen};

pub(crate) fn run(arguments: &ExportArguments, lang: Lang) -> anyhow::Result<u8> {
    let config = platform::config(&arguments.platform, lang)?;
    let dir = &arguments.dir;
    let written = platform::run(async {
        let db = platform::open_with_names(&config, lang).await?;
        packs::empty_folder(dir, lang)?;
        let written = export(&db, &platform::origin(&config), dir).await;
        db.close().await;
        written.map_err(platform::told(lang))
    })?;
    let mut out = screen::out();
    for (file, rows) in &written {
        let is_settings = file == policy::pack::settings::FILE;
        match lang {
            Lang::Zh if is_settings => writeln!(out, "{file}：{rows} 项设定")?,
            Lang::En if is_settings => {
                writeln!(out, "{file}: {rows} {}", output::plural(*rows as usize, "setting"))?;
            }
            Lang::Zh => writeln!(out, "{file}：{rows} 行")?,
            Lang::En => writeln!(out, "{file}: {rows} {}", output::plural(*rows as usize, "row"))?,
        }
    }
    let said = lang.pick(
        "已导出。文件含有个人信息，仅本用户可读；证件号以代号代替",
        "exported. The files tell of persons and can be read by this user alone; id numbers are tokens",
    );
    writeln!(screen::err(), "{said}")?;
    Ok(0)
}
