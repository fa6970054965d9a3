//! Attachments: documents that show something. What is in them lies in files beside the store, each under the
//! hash of its content, so that one altered byte is found; the store keeps what they are and to what they
//! belong.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tokio::fs;

use crate::db::{Row, Sql, Tx, Value};
use crate::error::{Result, StoreError};
use crate::hex;
use crate::steps::Matter;

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its number; 0 where it has none yet.
    pub id: i64,
    /// Hash of its content, 64 hexadecimal digits.
    pub sha256: String,
    /// What it was called.
    pub name: String,
    /// What it is, by its content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// When it came, in UTC.
    pub at: String,
    /// Who brought it.
    pub person: i64,
}

const ADD: Sql = Sql::new(
    "INSERT INTO attachments (matter_kind, matter_id, sha256, name, media_type, size, at, person_id) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING attachment_id",
);
const OF: Sql = Sql::new(
    "SELECT attachment_id, sha256, name, media_type, size, at, person_id FROM attachments \
     WHERE matter_kind = $1 AND matter_id = $2 ORDER BY attachment_id",
);
const HASHES: Sql = Sql::new("SELECT DISTINCT sha256 FROM attachments ORDER BY sha256");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&ADD, &OF, &HASHES];

/// Adds a document to a matter; its number. Its file must lie there already.
pub async fn add(tx: &mut Tx, matter: Matter, attachment: &Attachment) -> Result<i64> {
    let values = [
        Value::from(matter.kind),
        Value::from(matter.id),
        Value::from(attachment.sha256.as_str()),
        Value::from(attachment.name.as_str()),
        Value::from(attachment.media_type.as_str()),
        Value::from(attachment.size),
        Value::from(attachment.at.as_str()),
        Value::from(attachment.person),
    ];
    tx.one(&ADD, &values).await?.int(0)
}

/// The documents of a matter, the first one first.
pub async fn of(tx: &mut Tx, matter: Matter) -> Result<Vec<Attachment>> {
    let values = [Value::from(matter.kind), Value::from(matter.id)];
    let attachment = |row: &Row| {
        let text = |column| row.text(column).map(str::to_owned);
        Ok(Attachment {
            id: row.int(0)?,
            sha256: text(1)?,
            name: text(2)?,
            media_type: text(3)?,
            size: row.int(4)?,
            at: text(5)?,
            person: row.int(6)?,
        })
    };
    tx.rows(&OF, &values).await?.iter().map(attachment).collect()
}

/// The hashes of all documents.
pub async fn hashes(tx: &mut Tx) -> Result<Vec<String>> {
    let rows = tx.rows(&HASHES, &[]).await?;
    rows.iter().map(|row| row.text(0).map(str::to_owned)).collect()
}

/// Writes a file under the hash of its content, unless it lies there; the hash. It is written beside and then
/// renamed, so a file under a hash is whole.
pub async fn keep(folder: &Path, content: &[u8]) -> Result<String> {
    let sha256 = hex(&Sha256::digest(content));
    let path = place(folder, &sha256);
    if fs::try_exists(&path).await.map_err(at(&path))? {
        return Ok(sha256);
    }
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).await.map_err(at(parent))?;
    let (owned, target) = (content.to_vec(), path.clone());
    let written = tokio::task::spawn_blocking(move || write(&target, &owned)).await;
    written.map_err(|error| at(&path)(std::io::Error::other(error)))?.map_err(at(&path))?;
    Ok(sha256)
}

fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let beside = path.with_extension(format!("part-{}", std::process::id()));
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)
}

/// The content of a document; none where its file is missing or is not what it was.
pub async fn read(folder: &Path, sha256: &str) -> Result<Option<Vec<u8>>> {
    let path = place(folder, sha256);
    match fs::read(&path).await {
        Ok(content) if hex(&Sha256::digest(&content)) == sha256 => Ok(Some(content)),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(&path)(error)),
    }
}

/// The documents of a store, copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copies {
    /// How many lie in the other folder now.
    pub there: usize,
    /// Hashes of those that lie in neither as they were: missing or altered.
    pub lost: Vec<String>,
}

/// Copies all documents of a store into another folder, unless they lie there as they were. What was altered there is
/// replaced.
pub async fn copy(tx: &mut Tx, from: &Path, to: &Path) -> Result<Copies> {
    let mut copies = Copies::default();
    for hash in hashes(tx).await? {
        if read(to, &hash).await?.is_none() {
            let Some(content) = read(from, &hash).await? else {
                copies.lost.push(hash);
                continue;
            };
            let altered = place(to, &hash);
            if fs::try_exists(&altered).await.map_err(at(&altered))? {
                fs::remove_file(&altered).await.map_err(at(&altered))?;
            }
            keep(to, &content).await?;
        }
        copies.there += 1;
    }
    Ok(copies)
}

/// Files lie in a folder for the first two digits of their hash, so that no folder has too many.
fn place(folder: &Path, sha256: &str) -> PathBuf {
    folder.join(sha256.get(..2).unwrap_or_default()).join(sha256)
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> StoreError + '_ {
    move |source| StoreError::File { path: path.to_owned(), source }
}
