//! The platform's own key, with which id and card numbers are hashed while they are read. It lies in a file
//! outside the store, so that whoever has the store alone cannot find out who a person is by trying numbers.

mod sealing;

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::bail;
use domain::Lang;
use sha2::{Digest, Sha256};
use store::db::Db;
use store::platform_key;

pub(crate) use self::sealing::Purpose;
use crate::context::random;
use crate::trouble;

/// Bytes of a key.
const LENGTH: usize = 32;
/// Only the owner of the file may read and write it.
const MODE: u32 = 0o600;
/// What others must not have.
const OTHERS: u32 = 0o077;

/// The key. It is never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlatformKey([u8; LENGTH]);

impl fmt::Debug for PlatformKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlatformKey(…)")
    }
}

impl PlatformKey {
    /// The key of these bytes.
    #[cfg(test)]
    pub(crate) fn of(bytes: [u8; LENGTH]) -> PlatformKey {
        PlatformKey(bytes)
    }

    /// The bytes, for the reader of files.
    pub(crate) fn bytes(self) -> [u8; LENGTH] {
        self.0
    }

    /// By what the store knows that it is given the same key again; nothing can be hashed with it.
    fn fingerprint(self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(b"mingzhang platform key");
        hasher.update(self.0);
        store::hex(&hasher.finalize()).chars().take(16).collect()
    }
}

/// The key of a store, made where the store has no records yet. A key that others can read, that is not whole
/// or that is not the one of the records is refused; so is a missing one.
pub(crate) async fn of_store(db: &Db, path: &Path, lang: Lang) -> anyhow::Result<PlatformKey> {
    // Reading alone: a start need not wait for an import that is under way.
    let mut tx = db.read().await?;
    let known = platform_key::fingerprint(&mut tx).await?;
    let has_records = platform_key::has_records(&mut tx).await?;
    drop(tx);
    let key = match read(path, lang)? {
        Some(key) => key,
        None if has_records => bail!("{}", lost(path, lang)),
        None => make(path, lang)?,
    };
    let fingerprint = key.fingerprint();
    if known.as_ref() == Some(&fingerprint) {
        return Ok(key);
    }
    if known.is_some() && has_records {
        bail!("{}", another(path, lang));
    }
    let mut tx = db.write().await?;
    platform_key::set_fingerprint(&mut tx, &fingerprint).await?;
    tx.commit().await?;
    Ok(key)
}

/// Reads a key; none where there is no file.
fn read(path: &Path, lang: Lang) -> anyhow::Result<Option<PlatformKey>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(trouble::reading(path, lang)(error)),
    };
    let about = file.metadata().map_err(trouble::reading(path, lang))?;
    if about.permissions().mode() & OTHERS != 0 {
        bail!("{}", open_to_others(path, lang));
    }
    let mut bytes = Vec::with_capacity(LENGTH + 1);
    let read = (&mut file).take(LENGTH as u64 + 1).read_to_end(&mut bytes);
    read.map_err(trouble::reading(path, lang))?;
    match <[u8; LENGTH]>::try_from(bytes) {
        Ok(key) => Ok(Some(PlatformKey(key))),
        Err(_) => bail!("{}", not_whole(path, lang)),
    }
}

/// Makes a key. Its file appears whole or not at all: a start that is cut short leaves no half key behind.
fn make(path: &Path, lang: Lang) -> anyhow::Result<PlatformKey> {
    let key = PlatformKey(random().map_err(|failure| anyhow::anyhow!("{failure}"))?);
    write(path, key).map_err(trouble::writing(path, lang))?;
    // Another process may have been first: its key holds.
    Ok(read(path, lang)?.unwrap_or(key))
}

fn write(path: &Path, key: PlatformKey) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let part = PathBuf::from(format!("{}.{}", path.display(), std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(MODE).open(&part)?;
    let written = file.write_all(&key.0).and_then(|()| file.sync_all());
    // Unlike a renaming, a link never takes the place of a key that is there.
    let named = written.and_then(|()| fs::hard_link(&part, path));
    fs::remove_file(&part)?;
    match named {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
        Ok(()) => File::open(folder)?.sync_all(),
    }
}

fn lost(path: &Path, lang: Lang) -> String {
    let path = path.display();
    match lang {
        Lang::Zh => format!(
            "找不到密钥文件 {path}，而数据库中已有记录。证件号是用该密钥加密的，换用新密钥后每个人都会变成另一个人，\
             重复领取等将无法查出。请从备份恢复该文件，或用 --key（配置文件中的 key）指明其位置"
        ),
        Lang::En => format!(
            "the key file {path} is missing, and the database holds records. Id numbers are hashed with that \
             key: with a new one every person would be another person, and double payments would go unseen. \
             Restore the file from a backup, or say where it is by --key (key in the file of settings)"
        ),
    }
}

fn another(path: &Path, lang: Lang) -> String {
    let path = path.display();
    match lang {
        Lang::Zh => format!(
            "密钥文件 {path} 不是本数据库所用的密钥，使用它会把每个人变成另一个人。请用 --key（配置文件中的 key）\
             指明原来的密钥文件，或从备份恢复"
        ),
        Lang::En => format!(
            "the key in {path} is not the one of this database; with it every person would be another person. \
             Name the right file by --key (key in the file of settings), or restore it from a backup"
        ),
    }
}

fn open_to_others(path: &Path, lang: Lang) -> String {
    let path = path.display();
    match lang {
        Lang::Zh => {
            format!("密钥文件 {path} 可被其他用户读取，不安全；请运行 chmod 600 {path} 后再启动")
        }
        Lang::En => format!("others can read the key file {path}; run chmod 600 {path} first"),
    }
}

fn not_whole(path: &Path, lang: Lang) -> String {
    let path = path.display();
    match lang {
        Lang::Zh => format!(
            "密钥文件 {path} 应为 {LENGTH} 个字节，现在不是，可能已损坏；请从备份恢复，切勿删除后重新生成"
        ),
        Lang::En => format!(
            "the key file {path} is not {LENGTH} bytes long, so it may be damaged; restore it from a backup \
             rather than deleting it"
        ),
    }
}

#[cfg(test)]
mod tests {
    use store::db::Sql;
    use store::testing::databases;

    use super::*;

    fn told(done: anyhow::Result<PlatformKey>) -> String {
        done.unwrap_err().to_string()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_is_made_once_and_never_changed_once_there_are_records() {
        for test in databases().await.unwrap() {
            let dir = tempfile::TempDir::new().unwrap();
            let path = dir.path().join("kept/mingzhang.key");
            let key = of_store(&test.db, &path, Lang::Zh).await.unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(fs::read_dir(dir.path().join("kept")).unwrap().count(), 1);
            assert_eq!(of_store(&test.db, &path, Lang::Zh).await.unwrap(), key);
            // Without records a lost key does no harm.
            fs::remove_file(&path).unwrap();
            let key = of_store(&test.db, &path, Lang::Zh).await.unwrap();
            let import = Sql::new("INSERT INTO imports (name, at) VALUES ('x', 'y')");
            let mut tx = test.db.write().await.unwrap();
            tx.execute(&import, &[]).await.unwrap();
            tx.commit().await.unwrap();
            let other = dir.path().join("other.key");
            let lost = told(of_store(&test.db, &other, Lang::En).await);
            assert!(lost.contains("is missing") && !other.exists(), "{}: {lost}", test.engine);
            write(&other, PlatformKey([1; LENGTH])).unwrap();
            let another = told(of_store(&test.db, &other, Lang::En).await);
            assert!(another.contains("not the one of this database"), "{another}");
            assert_eq!(of_store(&test.db, &path, Lang::Zh).await.unwrap(), key);
        }
    }

    #[test]
    fn a_key_that_others_can_read_or_that_is_not_whole_is_refused() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("mingzhang.key");
        assert_eq!(read(&path, Lang::En).unwrap(), None);
        write(&path, PlatformKey([7; LENGTH])).unwrap();
        // A key that is there is never replaced.
        write(&path, PlatformKey([8; LENGTH])).unwrap();
        assert_eq!(read(&path, Lang::En).unwrap(), Some(PlatformKey([7; LENGTH])));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(read(&path, Lang::En).unwrap_err().to_string().contains("chmod 600"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        for length in [0, 31, 33] {
            fs::write(&path, vec![0; length]).unwrap();
            let said = read(&path, Lang::Zh).unwrap_err().to_string();
            assert!(said.contains("32 个字节"), "{length}: {said}");
        }
        assert_eq!(format!("{:?}", PlatformKey([7; LENGTH])), "PlatformKey(…)");
    }
}
