//! Databases for tests: a fresh SQLite file, and a fresh database of a PostgreSQL server that lives as long
//! as the test process.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::db::{Db, Sql};
use crate::error::{Result, StoreError};
use crate::migrate;

/// Set where tests on PostgreSQL may not be left out.
pub const REQUIRED: &str = "MINGZHANG_POSTGRES_REQUIRED";

/// A statement of a test.
pub fn sql(text: &str) -> Sql {
    Sql::built(text.to_owned())
}

/// A fresh database; it goes with this value.
pub struct TestDb {
    /// The database, with the schema.
    pub db: Db,
    /// `sqlite` or `postgres`, for messages.
    pub engine: &'static str,
    /// Its address, for programs under test.
    pub address: String,
    _gone: Gone,
}

/// What a database leaves behind, cleared away with it.
enum Gone {
    /// The folder of a SQLite file.
    Folder(#[expect(dead_code, reason = "kept for its end")] TempDir),
    /// The name of a database of the server.
    Database(String),
}

impl Drop for Gone {
    fn drop(&mut self) {
        if let (Gone::Database(name), Some(server)) = (self, server()) {
            let mut left = server.left.lock().unwrap_or_else(PoisonError::into_inner);
            left.push(std::mem::take(name));
        }
    }
}

/// A fresh database of each engine there is. PostgreSQL is left out where its programs are not installed,
/// unless [`REQUIRED`] is set.
pub async fn databases() -> Result<Vec<TestDb>> {
    let mut all = empty_databases().await?;
    for test in &mut all {
        test.db.migrate(migrate::latest()).await?;
    }
    Ok(all)
}

/// The same without a schema.
pub async fn empty_databases() -> Result<Vec<TestDb>> {
    let mut all = vec![sqlite().await?];
    match server() {
        Some(server) => all.push(server.fresh().await?),
        None if std::env::var_os(REQUIRED).is_some() => {
            return Err(StoreError::Address("PostgreSQL is required here and missing".to_owned()));
        }
        None => {}
    }
    Ok(all)
}

async fn sqlite() -> Result<TestDb> {
    let folder = tempfile::tempdir().map_err(|e| at("", e))?;
    let path = folder.path().join("test.db");
    let address = path.to_string_lossy().into_owned();
    let db = Db::open(&address, 2).await?;
    Ok(TestDb { db, engine: "sqlite", address, _gone: Gone::Folder(folder) })
}

fn at(path: impl Into<PathBuf>, source: io::Error) -> StoreError {
    StoreError::File { path: path.into(), source }
}

/// How long a server may take to start.
const START: Duration = Duration::from_secs(30);

/// A server that ends when its watcher's standard input closes, that is, when this process ends.
struct Server {
    sockets: PathBuf,
    databases: AtomicU32,
    /// Databases of tests that are over: each takes 15 MB until the next test drops it.
    left: Mutex<Vec<String>>,
    _watcher: Mutex<Child>,
}

fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    SERVER.get_or_init(|| Server::start().ok()).as_ref()
}

/// The server's shell: waits for the end of its input, then stops the server and takes its folder away.
const WATCHER: &str = "\"$1/postgres\" -D \"$2/data\" -k \"$2\" -h '' -F \
    -c shared_buffers=32MB -c max_connections=60 >\"$2/log\" 2>&1 & \
    server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf \"$2\"";

impl Server {
    fn start() -> io::Result<Server> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("mingzhang-pg").tempdir()?.keep();
        let (user, group) = account(&folder)?;
        std::os::unix::fs::chown(&folder, Some(user), Some(group))?;
        let initdb = Command::new(programs.join("initdb"))
            .args(["--auth=trust", "--encoding=UTF8", "--no-sync", "--username=test", "-D"])
            .arg(folder.join("data"))
            .uid(user)
            .gid(group)
            .current_dir(&folder)
            .output()?;
        if !initdb.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&initdb.stderr).into_owned()));
        }
        let watcher = Command::new("sh")
            .args(["-c", WATCHER, "sh"])
            .args([&programs, &folder])
            .stdin(Stdio::piped())
            .uid(user)
            .gid(group)
            .current_dir(&folder)
            .spawn()?;
        wait_for(&folder.join(".s.PGSQL.5432"))?;
        let (databases, left) = (AtomicU32::new(0), Mutex::default());
        Ok(Server { sockets: folder, databases, left, _watcher: Mutex::new(watcher) })
    }

    async fn fresh(&self) -> Result<TestDb> {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let over = std::mem::take(&mut *self.left.lock().unwrap_or_else(PoisonError::into_inner));
        let root = Db::open(&self.address("postgres"), 1).await?;
        for over in over {
            root.run_alone(&Sql::built(format!("DROP DATABASE {over} WITH (FORCE)"))).await?;
        }
        root.run_alone(&Sql::built(format!("CREATE DATABASE {name}"))).await?;
        root.close().await;
        let address = self.address(&name);
        let db = Db::open(&address, 4).await?;
        Ok(TestDb { db, engine: "postgres", address, _gone: Gone::Database(name) })
    }

    fn address(&self, database: &str) -> String {
        let host = self.sockets.to_string_lossy().replace('/', "%2F");
        format!("postgres://test@{host}/{database}")
    }
}

/// The folder of the server's programs.
fn programs() -> io::Result<PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output();
    let told = told.ok().map(|o| PathBuf::from(String::from_utf8_lossy(&o.stdout).trim()));
    let usual = ["17", "16", "15"].map(|v| PathBuf::from(format!("/usr/lib/postgresql/{v}/bin")));
    let mut all = told.into_iter().chain(usual);
    let missing = || io::Error::new(io::ErrorKind::NotFound, "initdb");
    all.find(|folder| folder.join("initdb").exists()).ok_or_else(missing)
}

/// User and group to run the server as: it refuses root, so there it is the user `postgres`.
fn account(folder: &Path) -> io::Result<(u32, u32)> {
    let own = std::fs::metadata(folder)?;
    if own.uid() != 0 {
        return Ok((own.uid(), own.gid()));
    }
    let number = |flag: &str| -> io::Result<u32> {
        let id = Command::new("id").args([flag, "postgres"]).output()?;
        let text = String::from_utf8_lossy(&id.stdout).trim().to_owned();
        text.parse().map_err(|_| io::Error::other("no user postgres"))
    };
    Ok((number("-u")?, number("-g")?))
}

fn wait_for(path: &Path) -> io::Result<()> {
    let start = Instant::now();
    while !path.exists() {
        if start.elapsed() > START {
            return Err(io::Error::other("PostgreSQL does not start"));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
