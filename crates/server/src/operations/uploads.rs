//! Files that somebody sends to look at what they would do, before taking them in. They lie for an hour in a
//! folder with a random name that only their sender can find.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use intake::Written;
use store::StoreError;
use store::imports::Lines;
use store::mappings::Mapping;
use store::uploads::{self, Upload};

use super::imports::{Party, Set, TakenIn, preview, read, take_in};
use super::{Actor, Done, Failure, ImportRefusal, Refusal};
use crate::access::Operation;
use crate::context::{Context, Moment, Origin, random};

/// How long they lie there, in seconds.
const KEPT: i64 = 60 * 60;
/// Files of one data set, at most.
const MOST_FILES: usize = 50;
/// Characters of a file's name, at most.
const LONGEST_NAME: usize = 120;

/// Files on their way in. What is not kept goes when this goes.
#[derive(Debug)]
pub(crate) struct Receiving {
    /// Under which they come in; of a new data set its own.
    id: String,
    folder: PathBuf,
    names: BTreeSet<String>,
    /// What was sent before, to which they are added.
    before: Option<Upload>,
    /// What the mapping is called with which they are read.
    mapping: Option<String>,
    kept: bool,
}

/// A data set that was sent, with what it would do.
#[derive(Debug)]
pub(crate) struct Tried {
    /// What it is called.
    pub(crate) name: String,
    /// Its files by name.
    pub(crate) files: Vec<String>,
    /// What it would do.
    pub(crate) taken: TakenIn,
    /// What would become of lists of which lines come.
    pub(crate) lines: Lines,
    /// Files of rejected rows, ready to be fetched.
    pub(crate) rejected: Vec<String>,
}

/// Begins to receive files. What was sent more than an hour ago goes.
pub(crate) async fn begin(context: &Context, origin: &Origin, actor: &Actor) -> Done<Receiving> {
    actor.post(context, Operation::Import, None)?;
    sweep(context, origin.at).await?;
    receiving(context, None)
}

/// Begins to receive more files of a data set that was sent before, so that a large one can come file by file and
/// a line that breaks costs one file. A file of the same name takes the place of the one that is there. Nothing of
/// it is seen before all have come.
pub(crate) async fn go_on(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    id: &str,
) -> Done<Receiving> {
    let before = known(context, origin, actor, id).await?;
    receiving(context, Some(before))
}

fn receiving(context: &Context, before: Option<Upload>) -> Done<Receiving> {
    let id = store::hex(&random::<16>()?);
    let folder = folder(context, &id);
    fs::create_dir_all(&folder).map_err(|source| at(&folder, source))?;
    Ok(Receiving { id, folder, names: BTreeSet::new(), before, mapping: None, kept: false })
}

impl Receiving {
    /// A file of the set, to be written.
    pub(crate) async fn file(&mut self, name: &str) -> Done<tokio::fs::File> {
        let name = plain_name(name);
        if name.is_empty() || self.names.len() >= MOST_FILES || !self.names.insert(name.clone()) {
            return Err(Refusal::UploadUnfit.into());
        }
        let path = self.folder.join(name);
        let file = tokio::fs::File::create_new(&path).await;
        file.map_err(|source| at(&path, source))
    }

    /// Has the set read with a mapping that is kept, as it stands now.
    pub(crate) async fn with(&mut self, context: &Context, mapping: &Mapping) -> Done<()> {
        let folder = mapping_folder(context, &self.id);
        fs::create_dir_all(&folder).map_err(|source| at(&folder, source))?;
        let path = folder.join(format!("{}.toml", mapping.name));
        let written = tokio::fs::write(&path, &mapping.content).await;
        written.map_err(|source| at(&path, source))?;
        self.mapping = Some(format!("{} v{}", mapping.name, mapping.version));
        Ok(())
    }

    /// Keeps what was received for its sender; the name under which it is found.
    pub(crate) async fn keep(
        mut self,
        context: &Context,
        origin: &Origin,
        actor: &Actor,
    ) -> Done<String> {
        if self.names.is_empty() {
            return Err(Refusal::UploadUnfit.into());
        }
        let upload = match self.before.take() {
            Some(before) => self.added(context, before)?,
            None => Upload {
                id: self.id.clone(),
                person: actor.person.id,
                name: called_by(&self.names, self.mapping.as_deref()),
                at: String::new(),
            },
        };
        let upload = Upload { at: origin.at.to_string(), ..upload };
        let mut tx = context.db.write().await?;
        if upload.id == self.id {
            uploads::add(&mut tx, &upload).await?;
            self.kept = true;
        } else {
            uploads::rename(&mut tx, &upload).await?;
        }
        tx.commit().await?;
        Ok(upload.id)
    }

    /// Moves what has come to what was sent before.
    fn added(&self, context: &Context, before: Upload) -> Done<Upload> {
        let to = folder(context, &before.id);
        let all: BTreeSet<String> =
            files(&to)?.into_iter().chain(self.names.iter().cloned()).collect();
        if all.len() > MOST_FILES {
            return Err(Refusal::UploadUnfit.into());
        }
        let staying =
            all.iter().filter(|name| !self.names.contains(*name)).map(|name| to.join(name));
        let coming = self.names.iter().map(|name| self.folder.join(name));
        if bytes(staying.chain(coming)) > context.upload_bytes as u64 {
            return Err(Refusal::UploadTooLarge.into());
        }
        for name in &self.names {
            let moved = fs::rename(self.folder.join(name), to.join(name));
            moved.map_err(|source| at(&to, source))?;
        }
        let mapped = mapping_of(context, &before.id).is_some();
        let mapping = before.name.rsplit_once(MAPPED).filter(|_| mapped).map(|(_, by)| by);
        Ok(Upload { name: called_by(&all, mapping), ..before })
    }
}

/// Between the name of a data set and the mapping with which it is read.
const MAPPED: &str = " · ";

/// What a data set is called after its files.
fn called_by(names: &BTreeSet<String>, mapping: Option<&str>) -> String {
    let first = names.first().map(String::as_str).unwrap_or_default();
    let others = names.len().saturating_sub(1);
    let others = if others == 0 { String::new() } else { format!(" +{others}") };
    let mapping = mapping.map(|by| format!("{MAPPED}{by}")).unwrap_or_default();
    format!("{first}{others}{mapping}")
}

fn bytes(files: impl Iterator<Item = PathBuf>) -> u64 {
    files.filter_map(|path| path.metadata().ok()).map(|about| about.len()).sum()
}

/// The names of the files of a folder, in order.
fn files(folder: &Path) -> Done<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|source| at(folder, source))?;
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries.flatten().map(name).collect();
    names.sort();
    Ok(names)
}

impl Tried {
    /// Whether lines of lists come, of which it must be said whether they are all of the list.
    pub(crate) fn has_lines(&self) -> bool {
        self.taken.tables.keys().any(|table| table.is_of_lines())
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be taken away now is swept later.
            fs::remove_dir_all(&self.folder).ok();
        }
    }
}

/// What a data set that was sent would do.
pub(crate) async fn try_out(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, lines): (&str, Lines),
) -> Done<Tried> {
    let set = Set { lines, ..sent(context, origin, actor, id).await? };
    let taken = preview(context, Party::Person(actor), &set).await;
    let taken = taken.map_err(|failure| called(failure, &set.name))?;
    let rejected = write_rejected(context, id, &taken)?;
    let files = files(&folder(context, id))?;
    Ok(Tried { name: set.name, files, taken, lines, rejected })
}

/// Takes in a data set that was sent.
pub(crate) async fn accept(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, lines): (&str, Lines),
) -> Done<TakenIn> {
    let set = Set { lines, ..sent(context, origin, actor, id).await? };
    let taken = take_in(context, origin, Party::Person(actor), &set).await;
    taken.map_err(|failure| called(failure, &set.name))
}

/// Where a data set cannot be read: by the names that its sender knows, without the folders of this machine.
fn called(failure: Failure, name: &str) -> Failure {
    match failure {
        Failure::Import(refusal) => match *refusal {
            ImportRefusal::Unreadable(error) => ImportRefusal::Unreadable(error.called(name)),
            other => other,
        }
        .into(),
        other => other,
    }
}

/// A file of rejected rows.
pub(crate) async fn rejected(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, name): (&str, &str),
) -> Done<Vec<u8>> {
    sent(context, origin, actor, id).await?;
    let folder = rejected_folder(context, id);
    // Only what stands in the folder, whatever the address says.
    let there = fs::read_dir(&folder).into_iter().flatten().flatten();
    let found = there.map(|entry| entry.file_name()).find(|file| file.as_os_str() == name);
    let path = folder.join(found.ok_or(Refusal::UnknownUpload)?);
    fs::read(&path).map_err(|source| at(&path, source))
}

/// A rejected row of a data set that was sent, to be mended in a form.
pub(crate) async fn mendable(
    context: &Context,
    origin: &Origin,
    actor: &Actor,
    (id, file, line): (&str, &str, u32),
) -> Done<Written> {
    let set = sent(context, origin, actor, id).await?;
    let loaded = Box::pin(read(context, &set)).await;
    let loaded = loaded.map_err(|failure| called(failure, &set.name))?;
    Ok(loaded.mendable(file, line).ok_or(Refusal::UnknownRecord)?)
}

/// What somebody sent under a name.
async fn known(context: &Context, origin: &Origin, actor: &Actor, id: &str) -> Done<Upload> {
    actor.post(context, Operation::Import, None)?;
    let since = origin.at.after(-KEPT).to_string();
    let mut tx = context.db.read().await?;
    let found = uploads::find(&mut tx, id, actor.person.id, &since).await?;
    Ok(found.ok_or(Refusal::UnknownUpload)?)
}

/// The data set that was sent under a name.
async fn sent(context: &Context, origin: &Origin, actor: &Actor, id: &str) -> Done<Set> {
    let upload = known(context, origin, actor, id).await?;
    let path = whole(&folder(context, &upload.id))?;
    let mapping = mapping_of(context, &upload.id);
    Ok(Set { path, mapping, name: upload.name, keep_rejected_rows: true, lines: Lines::All })
}

/// The mapping with which a data set is read, if one was chosen.
fn mapping_of(context: &Context, id: &str) -> Option<PathBuf> {
    let mut there = fs::read_dir(mapping_folder(context, id)).ok()?.flatten();
    there.next().map(|entry| entry.path())
}

/// A file that is alone is the data set, so that archives are opened; else the folder is.
fn whole(folder: &Path) -> Done<PathBuf> {
    let unreadable = |source| at(folder, source);
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    match paths.as_slice() {
        [only] => Ok(only.clone()),
        _ => Ok(folder.to_owned()),
    }
}

fn write_rejected(context: &Context, id: &str, taken: &TakenIn) -> Done<Vec<String>> {
    if taken.rejected().is_empty() {
        return Ok(Vec::new());
    }
    let folder = rejected_folder(context, id);
    // Of an earlier look at the same files.
    fs::remove_dir_all(&folder).ok();
    let written = intake::write_rejected(&taken.loaded, &folder);
    let name = |path: PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(written.map_err(|source| at(&folder, source))?.into_iter().filter_map(name).collect())
}

fn uploads_folder(context: &Context) -> PathBuf {
    context.files.join("uploads")
}

fn folder(context: &Context, id: &str) -> PathBuf {
    uploads_folder(context).join(id)
}

fn mapping_folder(context: &Context, id: &str) -> PathBuf {
    uploads_folder(context).join(format!("{id}-mapping"))
}

fn rejected_folder(context: &Context, id: &str) -> PathBuf {
    uploads_folder(context).join(format!("{id}-rejected"))
}

/// Takes away what is too old, known or not.
async fn sweep(context: &Context, now: Moment) -> Done<()> {
    let mut tx = context.db.write().await?;
    for old in uploads::before(&mut tx, &now.after(-KEPT).to_string()).await? {
        fs::remove_dir_all(folder(context, &old.id)).ok();
        fs::remove_dir_all(rejected_folder(context, &old.id)).ok();
        fs::remove_dir_all(mapping_folder(context, &old.id)).ok();
        uploads::drop_one(&mut tx, &old.id).await?;
    }
    tx.commit().await?;
    let long_ago = u64::try_from(now.after(-2 * KEPT).0).unwrap_or_default();
    let long_ago = UNIX_EPOCH + Duration::from_secs(long_ago);
    for entry in fs::read_dir(uploads_folder(context)).into_iter().flatten().flatten() {
        let written = entry.metadata().and_then(|about| about.modified());
        if written.is_ok_and(|moment| moment < long_ago) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
    Ok(())
}

/// The name of a sent file without folders and what no file is called.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let kept = last.chars().filter(|c| !c.is_control()).take(LONGEST_NAME);
    kept.collect::<String>().trim_start_matches('.').to_owned()
}

fn at(path: &Path, source: io::Error) -> Failure {
    StoreError::File { path: path.to_owned(), source }.into()
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn names_stay_inside_their_folder() {
        for (sent, name) in [
            ("支付.csv", "支付.csv"),
            ("C:\\数据\\支付.csv", "支付.csv"),
            ("../../etc/passwd", "passwd"),
            ("..", ""),
            (".hidden.csv", "hidden.csv"),
            ("a\u{0}b.csv", "ab.csv"),
        ] {
            assert_eq!(plain_name(sent), name, "{sent}");
        }
    }
}
