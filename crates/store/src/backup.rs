//! A copy of the embedded database while it is in use, and a database made from a copy.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::db::{Db, Engine, Sql, Value};
use crate::error::StoreError;
use crate::events::{self, Break};
use crate::migrate;

/// Why there is no copy.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// PostgreSQL has programs of its own for it.
    #[error("PostgreSQL is backed up by pg_dump")]
    Postgres,
    /// A file is there already.
    #[error("{0} is there already")]
    Occupied(PathBuf),
    /// The copy is damaged, or no database of this program.
    #[error("{0} is no sound copy")]
    Unsound(PathBuf),
    /// Its events were altered.
    #[error("the events of {file} were altered")]
    Altered {
        /// The copy.
        file: PathBuf,
        /// Where.
        at: Break,
    },
}

/// What a copy holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Events of its chain.
    pub events: i64,
    /// Bytes of the file.
    pub bytes: u64,
}

const INTO: Sql = Sql::new("VACUUM INTO $1");
const SOUND: Sql = Sql::new("PRAGMA quick_check(1)");

/// Copies a database in use to a new file, which appears only when it is whole and was found sound.
pub async fn backup(db: &Db, to: &Path) -> Result<Copied, BackupError> {
    let Engine::Sqlite { .. } = db.engine else { return Err(BackupError::Postgres) };
    vacant(to)?;
    let part = beside(to);
    let text = part.to_string_lossy();
    let copying = db.run_alone_with(&INTO, &[Value::from(text.as_ref())]).await;
    let copied = match copying {
        Ok(()) => finish(&part, to).await,
        Err(error) => Err(error.into()),
    };
    if copied.is_err() {
        fs::remove_file(&part).ok();
    }
    copied
}

/// Makes a database from a copy. There must be none where it goes.
pub async fn restore(from: &Path, to: &Path) -> Result<Copied, BackupError> {
    vacant(to)?;
    if !from.is_file() {
        let source = io::Error::from(io::ErrorKind::NotFound);
        return Err(StoreError::File { path: from.to_owned(), source }.into());
    }
    let part = beside(to);
    let copied = match fs::copy(from, &part) {
        Ok(_) => finish(&part, to).await,
        Err(source) => Err(StoreError::File { path: from.to_owned(), source }.into()),
    };
    if copied.is_err() {
        fs::remove_file(&part).ok();
    }
    copied
}

fn vacant(path: &Path) -> Result<(), BackupError> {
    if path.exists() { Err(BackupError::Occupied(path.to_owned())) } else { Ok(()) }
}

fn beside(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    PathBuf::from(name)
}

/// Proves a copy and gives it its name.
async fn finish(part: &Path, to: &Path) -> Result<Copied, BackupError> {
    let unwritten = |source| StoreError::File { path: to.to_owned(), source };
    fs::set_permissions(part, Permissions::from_mode(0o600)).map_err(unwritten)?;
    let events = prove(part).await?;
    let bytes = settle(part, to).map_err(unwritten)?;
    Ok(Copied { events, bytes })
}

/// Makes the copy last, under its own name. A link, unlike a renaming, never takes the place of a file.
fn settle(part: &Path, to: &Path) -> io::Result<u64> {
    let file = File::open(part)?;
    file.sync_all()?;
    fs::hard_link(part, to)?;
    fs::remove_file(part)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(file.metadata()?.len())
}

/// Opens a copy as the platform would, and goes through its events.
async fn prove(file: &Path) -> Result<i64, BackupError> {
    let unsound = |_| BackupError::Unsound(file.to_owned());
    let db = Db::open(&file.to_string_lossy(), 1).await.map_err(unsound)?;
    let proved = proved(&db, file).await;
    db.close().await;
    // What opening left beside the copy is no part of it.
    for suffix in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        fs::remove_file(name).ok();
    }
    proved
}

async fn proved(db: &Db, file: &Path) -> Result<i64, BackupError> {
    let unsound = |_| BackupError::Unsound(file.to_owned());
    let mut tx = db.read().await?;
    let told = tx.one(&SOUND, &[]).await.map_err(unsound)?;
    if told.text(0).map_err(unsound)? != "ok" {
        return Err(BackupError::Unsound(file.to_owned()));
    }
    drop(tx);
    let step = db.step().await?;
    if step == 0 || step > migrate::latest() {
        return Err(BackupError::Unsound(file.to_owned()));
    }
    let chain = events::verify(&mut db.read().await?).await.map_err(unsound)?;
    chain.map_err(|at| BackupError::Altered { file: file.to_owned(), at })
}
