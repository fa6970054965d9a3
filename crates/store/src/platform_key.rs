//! Which key the personal keys of this store are hashed with: its fingerprint, never the key.

use crate::db::{Sql, Tx, Value};
use crate::error::Result;

const FINGERPRINT: Sql = Sql::new("SELECT fingerprint FROM platform_key WHERE key_id = 1");
const SET: Sql = Sql::new(
    "INSERT INTO platform_key (key_id, fingerprint) VALUES (1, $1) \
     ON CONFLICT (key_id) DO UPDATE SET fingerprint = $2",
);
const ANY_IMPORT: Sql = Sql::new("SELECT import_id FROM imports LIMIT 1");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] = &[&FINGERPRINT, &SET, &ANY_IMPORT];

/// The fingerprint of the key in use; none where there never was one.
pub async fn fingerprint(tx: &mut Tx) -> Result<Option<String>> {
    tx.row(&FINGERPRINT, &[]).await?.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// Notes the fingerprint of the key in use from now on.
pub async fn set_fingerprint(tx: &mut Tx, fingerprint: &str) -> Result<()> {
    let values = [Value::from(fingerprint), Value::from(fingerprint)];
    tx.execute(&SET, &values).await.map(drop)
}

/// Whether the store holds records, whose personal keys may have been hashed.
pub async fn has_records(tx: &mut Tx) -> Result<bool> {
    Ok(tx.row(&ANY_IMPORT, &[]).await?.is_some())
}
