//! What an operation is given beside its input: the store, the law, the keeper of passwords, the platform's own
//! key, and the moment. This is the one place of the platform that asks for the clock and for random numbers.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use domain::{Day, Divisions};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use policy::Pack;
use policy::verdict::Near;
use store::Db;
use store::answers::Request;
use store::search::Finder;

use crate::key::PlatformKey;
use crate::operations::law::Law;
use crate::operations::overview::Kept;
use crate::operations::pushes::Cadence;
use crate::operations::screening::resident::Resident;
use crate::operations::{Failure, Passwords};
use crate::outward::Outward;

/// What all operations share.
#[derive(Clone)]
pub(crate) struct Context {
    /// The store.
    pub(crate) db: Db,
    /// The law, with the list of divisions.
    pub(crate) pack: Arc<Pack>,
    /// Those of its rules that can be put to a draft.
    pub(crate) near: Arc<Near>,
    /// The law in force, of which the two above are what was seen last.
    pub(crate) law: Law,
    /// The records in memory, as screenings follow them.
    pub(crate) records: Resident,
    /// The records in memory, as searches look through them.
    pub(crate) finder: Finder,
    /// Sums that pages show again and again.
    pub(crate) sums: Kept,
    /// The keeper of passwords.
    pub(crate) passwords: Passwords,
    /// The folder of the documents that show something.
    pub(crate) files: Arc<Path>,
    /// Bytes that may be sent at once.
    pub(crate) upload_bytes: usize,
    /// The day on which all business is done, for trials and examinations of past years; usually none.
    pub(crate) fixed_day: Option<Day>,
    /// The key with which personal keys are hashed.
    pub(crate) key: PlatformKey,
    /// How often push lists are made.
    pub(crate) push: Cadence,
    /// What may leave the platform by itself.
    pub(crate) outward: Outward,
}

impl Context {
    /// The divisions of the pack.
    pub(crate) fn divisions(&self) -> &Divisions {
        &self.pack.divisions
    }
}

/// Where a request comes from and when.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// When, by the clock: sessions, locks and events go by it.
    pub(crate) at: Moment,
    /// The day on which business is done: the day in China, unless the settings fix one.
    pub(crate) day: Day,
    /// Network address and way in, as events keep it.
    pub(crate) from: String,
    /// The request that must be done once only, where it came with a key of its own.
    pub(crate) once: Option<Arc<Request>>,
}

impl Origin {
    /// Now, from somewhere; on the fixed day where the settings name one. A clock that is centuries wrong
    /// gives the first day there is: everything is then refused as too early, and nothing is called late.
    pub(crate) fn now(fixed_day: Option<Day>, from: String) -> Origin {
        let at = Moment::now();
        let day = fixed_day.or_else(|| at.day()).unwrap_or(Day::FIRST);
        Origin { at, day, from, once: None }
    }
}

/// A moment in whole seconds since 1970 in UTC; written as `2019-05-22T08:30:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) i64);

impl Moment {
    /// Now, by the clock of the machine.
    pub(crate) fn now() -> Moment {
        Moment(Timestamp::now().as_second())
    }

    /// So many seconds later; earlier, where they are negative.
    pub(crate) fn after(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds))
    }

    /// The day in China; its clocks are eight hours ahead all over the country. None where the clock is
    /// centuries wrong.
    pub(crate) fn day(self) -> Option<Day> {
        let date = self.timestamp().to_zoned(TimeZone::fixed(offset(8))).date();
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        Day::new(date.year().into(), month.into(), day.into())
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_second(self.0).unwrap_or_default()
    }
}

/// A moment as it is stored, by the clocks of China: `2019-05-22 16:30:00`.
pub(crate) fn in_china(stored: &str) -> String {
    let china = |at: Timestamp| at.to_zoned(TimeZone::fixed(offset(8))).datetime().to_string();
    stored.parse().map_or_else(|_| stored.to_owned(), |at| china(at).replace('T', " "))
}

/// The moment, as it is stored, at which a day begins in China.
pub(crate) fn beginning(day: Day) -> String {
    let eve = Day::from_number(day.number() - 1).unwrap_or(day);
    format!("{eve}T16:00:00Z")
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.timestamp(), f)
    }
}

/// So many random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Failure::System(error.to_string()))?;
    Ok(bytes)
}

/// A number by which addresses and events show something.
pub(crate) fn public_id(at: Moment) -> Result<String, Failure> {
    let seconds = u64::try_from(at.0).unwrap_or_default();
    let millis = seconds.saturating_mul(1000);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random()?).into_uuid().to_string())
}
