//! Names of persons as the store keeps them: encrypted, with a key that lies outside of it. Id and card numbers
//! never come here; names must, as lists of payments are posted by name.
//!
//! A name that was hidden stands as `{name:…}` where it stood, also in the middle of a purpose. The same name is
//! hidden alike, so that payments to one person are found by an index: whoever has the store alone can see that
//! two payees are called the same, and not how.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use aes_gcm_siv::aead::{Aead, KeyInit};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::TableId;
use domain::privacy::{is_person, mask_name};
use memchr::memmem;

use crate::db::{Db, Row, Sql, Tx, Value};
use crate::error::Result;

const BEGIN: &str = "{name:";
const END: char = '}';
/// Records of an older store that are read and written at once.
const AT_ONCE: usize = 1_000;

const ARE_HIDDEN: Sql = Sql::new("SELECT names_hidden FROM platform_key WHERE key_id = 1");
const SET_HIDDEN: Sql = Sql::new("UPDATE platform_key SET names_hidden = 1 WHERE key_id = 1");
const BENEFITS: Sql = Sql::new(
    "SELECT row_id, name FROM benefits WHERE row_id > $1 AND name IS NOT NULL \
     ORDER BY row_id LIMIT $2",
);
const HIDE_BENEFIT: Sql = Sql::new("UPDATE benefits SET name = $1 WHERE row_id = $2");
const PAYMENTS: Sql = Sql::new(
    "SELECT row_id, payee, purpose FROM payments WHERE row_id > $1 AND payee IS NOT NULL \
     AND payee_type IN ('household', 'person') ORDER BY row_id LIMIT $2",
);
const HIDE_PAYMENT: Sql =
    Sql::new("UPDATE payments SET payee = $1, purpose = $2 WHERE row_id = $3");

/// The statements of this module, for the test that prepares each on both databases.
pub const STATEMENTS: &[&Sql] =
    &[&ARE_HIDDEN, &SET_HIDDEN, &BENEFITS, &HIDE_BENEFIT, &PAYMENTS, &HIDE_PAYMENT];

/// Hides and shows names of persons. Without a key it leaves every text as it is.
#[derive(Clone, Default)]
pub struct Persons(Option<Arc<Aes256GcmSiv>>);

impl fmt::Debug for Persons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Persons(…)" } else { "Persons" })
    }
}

impl Persons {
    /// With a key that serves for nothing else.
    pub fn with(key: [u8; 32]) -> Persons {
        Persons(Some(Arc::new(Aes256GcmSiv::new(&key.into()))))
    }

    /// A name as the store keeps it.
    pub fn hidden(&self, name: &str) -> String {
        let sealed = self.0.as_ref().filter(|_| !name.is_empty());
        // One key for one purpose, and alike names alike: the nonce need not differ. A name too long to be
        // sealed is none.
        let sealed = sealed.and_then(|key| key.encrypt(&Nonce::default(), name.as_bytes()).ok());
        sealed.map_or_else(
            || name.to_owned(),
            |bytes| format!("{BEGIN}{}{END}", URL_SAFE_NO_PAD.encode(bytes)),
        )
    }

    /// A text of the store with the names that were hidden in it. What cannot be opened stays as it is.
    pub fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.opened(text, |name| name)
    }

    /// The same as readers have it: of each name the first character.
    pub fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.opened(text, |name| mask_name(&name))
    }

    fn opened<'t>(&self, text: &'t str, told: impl Fn(String) -> String) -> Cow<'t, str> {
        if self.0.is_none() || memmem::find(text.as_bytes(), BEGIN.as_bytes()).is_none() {
            return Cow::Borrowed(text);
        }
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, hidden)) = rest.split_once(BEGIN) {
            shown.push_str(before);
            let opened = hidden
                .split_once(END)
                .and_then(|(name, after)| Some((Cow::Owned(told(self.open(name)?)), after)));
            let (name, after) = opened.unwrap_or((Cow::Borrowed(BEGIN), hidden));
            shown.push_str(&name);
            rest = after;
        }
        shown.push_str(rest);
        Cow::Owned(shown)
    }

    fn open(&self, name: &str) -> Option<String> {
        let sealed = URL_SAFE_NO_PAD.decode(name).ok()?;
        let opened = self.0.as_ref()?.decrypt(&Nonce::default(), sealed.as_slice()).ok()?;
        String::from_utf8(opened).ok()
    }

    /// The same of a cell.
    pub(crate) fn cell(&self, cell: Value<'static>) -> Value<'static> {
        match cell {
            Value::Text(Some(text)) => Value::from(self.shown(&text).into_owned()),
            other => other,
        }
    }

    /// Hides the persons that a record names, before it is written.
    pub(crate) fn hide(&self, id: TableId, cells: &mut [Value<'_>]) {
        if self.0.is_none() {
            return;
        }
        match id {
            TableId::Benefits => {
                let name = text_at(id, cells, "name").map(|name| self.hidden(name));
                put(id, cells, "name", name);
            }
            TableId::Payments if names_person(cells) => {
                let Some(payee) = text_at(id, cells, "payee") else { return };
                let purpose = text_at(id, cells, "purpose");
                let purpose = purpose.map(|purpose| self.without(purpose, payee));
                let payee = self.hidden(payee);
                put(id, cells, "purpose", purpose);
                put(id, cells, "payee", Some(payee));
            }
            _ => {}
        }
    }

    /// A text in which a name is hidden. A single character is no name that could be told from other words.
    pub fn without(&self, text: &str, name: &str) -> String {
        if name.chars().nth(1).is_none() {
            return text.to_owned();
        }
        text.replace(name, &self.hidden(name))
    }
}

fn names_person(cells: &[Value<'_>]) -> bool {
    text_at(TableId::Payments, cells, "payee_type").is_some_and(is_person)
}

fn text_at<'c>(id: TableId, cells: &'c [Value<'_>], column: &str) -> Option<&'c str> {
    match id.spec().position(column).and_then(|at| cells.get(at)) {
        Some(Value::Text(Some(text))) => Some(text),
        _ => None,
    }
}

fn put(id: TableId, cells: &mut [Value<'_>], column: &str, text: Option<String>) {
    let cell = id.spec().position(column).and_then(|at| cells.get_mut(at));
    if let (Some(cell), Some(text)) = (cell, text) {
        *cell = Value::from(text);
    }
}

/// Hides the names of a store whose records came before names were hidden. Gives whether there was anything to do.
pub async fn fill(db: &Db) -> Result<bool> {
    if is_done(&mut db.read().await?).await? {
        return Ok(false);
    }
    let mut tx = db.write().await?;
    fill_table(&mut tx, &BENEFITS, &HIDE_BENEFIT, |persons, row| {
        Ok(vec![Value::from(persons.hidden(row.text(1)?))])
    })
    .await?;
    fill_table(&mut tx, &PAYMENTS, &HIDE_PAYMENT, |persons, row| {
        let (payee, purpose) = (row.text(1)?, row.text_or_none(2)?);
        let purpose = purpose.map(|purpose| persons.without(purpose, payee));
        Ok(vec![Value::from(persons.hidden(payee)), Value::from(purpose)])
    })
    .await?;
    tx.execute(&SET_HIDDEN, &[]).await?;
    tx.commit().await?;
    Ok(true)
}

/// Without the row of the key there is no record either.
async fn is_done(tx: &mut Tx) -> Result<bool> {
    let row = tx.row(&ARE_HIDDEN, &[]).await?;
    row.map_or(Ok(true), |row| row.flag(0))
}

async fn fill_table(
    tx: &mut Tx,
    select: &Sql,
    update: &Sql,
    hidden: impl Fn(&Persons, &Row) -> Result<Vec<Value<'static>>>,
) -> Result<()> {
    let persons = tx.persons().clone();
    let mut after = 0;
    loop {
        let rows = tx.rows(select, &[Value::from(after), Value::from(AT_ONCE as i64)]).await?;
        for row in &rows {
            after = row.int(0)?;
            let mut values = hidden(&persons, row)?;
            values.push(Value::from(after));
            tx.execute(update, &values).await?;
        }
        if rows.len() < AT_ONCE {
            return Ok(());
        }
    }
}
