//! The law in force: the policy pack with the settings that were adopted on the platform. It is made anew when one is
//! adopted, here or by another process: screenings and background jobs look before each turn.

use std::sync::{Arc, PoisonError, RwLock};

use domain::{Day, Lang};
use policy::Pack;
use policy::pack::params;
use policy::pack::settings::{self, Setting};
use policy::verdict::Near;
use store::db::Tx;

use super::{Done, Failure};
use crate::context::Context;
use crate::packs::{self, PackFiles};

/// The law in force, which all that serve in a process share.
#[derive(Clone)]
pub(crate) struct Law(Arc<Shared>);

struct Shared {
    /// The pack as it was when the process began.
    files: PackFiles,
    present: RwLock<Present>,
}

/// The law of a moment.
#[derive(Clone)]
pub(crate) struct Present {
    /// How many settings had been adopted.
    adopted: i64,
    /// The pack with them.
    pub(crate) pack: Arc<Pack>,
    /// Those of its rules that can be put to a draft.
    pub(crate) near: Arc<Near>,
    /// Numbers of adopted settings that the pack does not admit any more, because it is another than then.
    pub(crate) unfit: Arc<[i64]>,
}

impl Present {
    fn new(pack: Arc<Pack>, adopted: i64, unfit: Vec<i64>) -> Present {
        Present { adopted, near: Arc::new(Near::of(&pack)), pack, unfit: unfit.into() }
    }
}

impl Law {
    /// The pack as its files say it, before any setting is looked for.
    pub(crate) fn new(files: PackFiles, pack: Arc<Pack>) -> Law {
        let present = RwLock::new(Present::new(pack, 0, Vec::new()));
        Law(Arc::new(Shared { files, present }))
    }

    /// The law as it was last seen.
    pub(crate) fn present(&self) -> Present {
        self.0.present.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The law as the store has it now.
    pub(crate) async fn follow(&self, tx: &mut Tx) -> Done<Present> {
        let (present, adopted) = (self.present(), store::settings::adopted_count(tx).await?);
        if present.adopted == adopted {
            return Ok(present);
        }
        let kept = store::settings::adopted(tx).await?;
        let law = self.clone();
        let done = tokio::task::spawn_blocking(move || law.made(&kept)).await;
        let made = done.map_err(|error| Failure::System(error.to_string()))??;
        let mut held = self.0.present.write().unwrap_or_else(PoisonError::into_inner);
        // Whoever was quicker and saw more has the newer law.
        if held.adopted < made.adopted {
            *held = made;
        }
        Ok(held.clone())
    }

    /// The pack with settings; those that it does not admit any more are left out, and named.
    fn made(&self, kept: &[store::settings::Setting]) -> Done<Present> {
        let damaged = |error: String| Failure::System(error);
        let (mut fitting, mut unfit) = (Vec::new(), Vec::new());
        let mut pack = self.loaded(&fitting).map_err(damaged)?;
        for one in kept {
            match read(one).filter(|setting| pack.admits(setting).is_ok()) {
                Some(setting) => {
                    pack.set(&setting);
                    fitting.push(setting);
                }
                None => unfit.push(one.id),
            }
        }
        let pack = self.loaded(&fitting).map_err(damaged)?;
        Ok(Present::new(Arc::new(pack), kept.len() as i64, unfit))
    }

    fn loaded(&self, settings: &[Setting]) -> Result<Pack, String> {
        let text = settings::written(settings);
        let loaded = packs::set(&self.0.files, (settings::FILE, &text), Lang::En);
        loaded.map_err(|error| error.to_string())
    }
}

/// A kept setting as the pack knows it.
pub(crate) fn read(kept: &store::settings::Setting) -> Option<Setting> {
    let standing = &kept.standing;
    Some(Setting {
        name: kept.parameter.clone(),
        since: Day::parse(&standing.since).ok()?,
        value: params::typed(params::type_of(&standing.form)?, &standing.value)?,
    })
}

impl Context {
    /// The same with the law as it was last seen.
    #[must_use]
    pub(crate) fn present(&self) -> Context {
        let Present { pack, near, .. } = self.law.present();
        Context { pack, near, ..self.clone() }
    }

    /// The same with the law as the store has it now.
    pub(crate) async fn followed(&self) -> Done<Context> {
        let mut tx = self.db.read().await?;
        self.law.follow(&mut tx).await?;
        Ok(self.present())
    }
}
