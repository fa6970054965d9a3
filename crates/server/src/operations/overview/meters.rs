//! How far shares are from the limits of their rules, of the whole store: made of the records that the rules read,
//! once for each state of the store and each day.

use std::sync::Arc;

use domain::{Day, Division};
use policy::engine::headroom::{self, Meter};
use store::records;
use tokio::sync::Mutex;

use crate::context::Context;
use crate::operations::{Done, Failure};

/// The meters of all divisions and years, with the day as of which they were made.
#[derive(Debug, Default)]
pub(super) struct Meters(Mutex<Option<(Day, Arc<Vec<Meter>>)>>);

impl Meters {
    /// Those of a division in a year.
    pub(super) async fn of(
        &self,
        context: &Context,
        day: Day,
        (division, year): (Division, i64),
    ) -> Done<Vec<Meter>> {
        let divisions = context.divisions();
        let is_asked = |meter: &&Meter| {
            let place = meter.subject.division.map(|place| divisions.canonical(place));
            place == Some(divisions.canonical(division)) && meter.year == Some(year)
        };
        Ok(self.all(context, day).await?.iter().filter(is_asked).cloned().collect())
    }

    /// All of them, made where they are not yet.
    pub(super) async fn all(&self, context: &Context, day: Day) -> Done<Arc<Vec<Meter>>> {
        let mut kept = self.0.lock().await;
        if let Some((_, meters)) = kept.as_ref().filter(|(of, _)| *of == day) {
            return Ok(Arc::clone(meters));
        }
        let meters = Arc::new(make(context, day).await?);
        *kept = Some((day, Arc::clone(&meters)));
        Ok(meters)
    }
}

async fn make(context: &Context, day: Day) -> Done<Vec<Meter>> {
    let pack = Arc::clone(&context.pack);
    let tables: Vec<_> = headroom::tables(&pack).into_iter().collect();
    if tables.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = context.db.read().await?;
    let data = records::of_tables(&mut tx, &tables, &pack.funds).await?;
    drop(tx);
    let work = move || headroom::meters(&policy::Context::new(&data, &pack, day));
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Failure::System(error.to_string()))
}
