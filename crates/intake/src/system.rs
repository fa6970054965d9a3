//! Why the operating system refused, in words: its own are English, whatever the reader speaks.

use std::io::{Error, ErrorKind};

use domain::Lang;

/// The reason as a part of a sentence: `没有权限`, `permission denied`.
pub fn system_reason(error: &Error, lang: Lang) -> String {
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => ("没有这个文件或目录", "no such file or folder"),
        ErrorKind::PermissionDenied => ("没有权限", "permission denied"),
        ErrorKind::AlreadyExists => ("已经存在", "it exists already"),
        ErrorKind::IsADirectory => ("这是目录，不是文件", "this is a folder, not a file"),
        ErrorKind::NotADirectory => ("路径中有一级不是目录", "a part of the path is no folder"),
        ErrorKind::DirectoryNotEmpty => ("目录不是空的", "the folder is not empty"),
        ErrorKind::StorageFull => ("磁盘已满", "the disk is full"),
        ErrorKind::QuotaExceeded => ("超出磁盘配额", "the disk quota is used up"),
        ErrorKind::FileTooLarge => ("文件过大", "the file is too large"),
        ErrorKind::ReadOnlyFilesystem => ("磁盘只能读", "the disk can only be read"),
        ErrorKind::ResourceBusy => ("正被其他程序占用", "another program uses it"),
        ErrorKind::InvalidFilename => ("名称不合规", "not a name for a file"),
        ErrorKind::InvalidData => ("内容已损坏或编码不对", "damaged, or in another encoding"),
        ErrorKind::UnexpectedEof => ("内容不完整", "it ends too early"),
        ErrorKind::OutOfMemory => ("内存不足", "not enough memory"),
        _ => return unnamed(error, lang),
    };
    lang.pick(zh, en).to_owned()
}

fn unnamed(error: &Error, lang: Lang) -> String {
    match (error.raw_os_error(), lang) {
        (Some(code), Lang::Zh) => format!("系统错误 {code}"),
        (Some(code), Lang::En) => format!("system error {code}"),
        (None, _) => lang.pick("原因不明", "for an unknown reason").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_in_both_languages() {
        for (error, zh, en) in [
            (Error::from_raw_os_error(2), "没有这个文件或目录", "no such file or folder"),
            (Error::from_raw_os_error(13), "没有权限", "permission denied"),
            (Error::from_raw_os_error(28), "磁盘已满", "the disk is full"),
            (Error::from_raw_os_error(5), "系统错误 5", "system error 5"),
            (Error::other("some library's words"), "原因不明", "for an unknown reason"),
        ] {
            assert_eq!(system_reason(&error, Lang::Zh), zh);
            assert_eq!(system_reason(&error, Lang::En), en);
        }
    }
}
