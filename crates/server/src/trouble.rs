//! What the operating system refused, told in the reader's language with the file it is about.

use std::io;
use std::path::Path;

use anyhow::{Error, anyhow};
use domain::Lang;

/// For `map_err`: a file or folder that cannot be read.
pub(crate) fn reading(path: &Path, lang: Lang) -> impl Fn(io::Error) -> Error {
    about(lang.pick("无法读取", "cannot read"), path, lang)
}

/// For `map_err`: a file or folder that cannot be written.
pub(crate) fn writing(path: &Path, lang: Lang) -> impl Fn(io::Error) -> Error {
    about(lang.pick("无法写入", "cannot write"), path, lang)
}

fn about(what: &str, path: &Path, lang: Lang) -> impl Fn(io::Error) -> Error {
    let said = format!("{what} {}{}", path.display(), lang.pick("：", ": "));
    move |error| anyhow!("{said}{}", intake::system_reason(&error, lang))
}

/// The system gives no random bytes, without which personal keys cannot be hashed.
pub(crate) fn random(error: getrandom::Error, lang: Lang) -> Error {
    let code = error.raw_os_error().unwrap_or_default();
    match lang {
        Lang::Zh => anyhow!("系统不提供随机数（系统错误 {code}），无法加密证件号"),
        Lang::En => anyhow!("no random numbers (system error {code}), so keys cannot be hashed"),
    }
}

/// An error as it is told at the end. What nobody named a file for came from standard output.
pub(crate) fn sentence(error: &Error, lang: Lang) -> String {
    match system(error) {
        Some(system) => format!(
            "{}{}",
            lang.pick("结果无法写出：", "the result cannot be written: "),
            intake::system_reason(&system, lang)
        ),
        None => error.to_string(),
    }
}

/// What the system said, where an error is no more than that; writers wrap it each in its own way.
pub(crate) fn system(error: &Error) -> Option<io::Error> {
    let plain =
        |e: &io::Error| e.raw_os_error().map_or(e.kind().into(), io::Error::from_raw_os_error);
    let csv = |e: &csv::Error| match e.kind() {
        csv::ErrorKind::Io(e) => Some(plain(e)),
        _ => None,
    };
    let book = |e: &rust_xlsxwriter::XlsxError| match e {
        rust_xlsxwriter::XlsxError::IoError(e) => Some(plain(e)),
        _ => None,
    };
    let json = |e: &serde_json::Error| e.io_error_kind().map(io::Error::from);
    (error.downcast_ref().map(plain))
        .or_else(|| error.downcast_ref().and_then(csv))
        .or_else(|| error.downcast_ref().and_then(book))
        .or_else(|| error.downcast_ref().and_then(json))
}
