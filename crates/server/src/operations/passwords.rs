//! Passwords: which ones are fit, and their argon2id hashes. Hashing takes much memory on purpose, so few
//! are worked on at once, and never on a thread that serves requests.

use std::collections::BTreeSet;
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use super::{Done, Failure, Refusal};

/// Characters of a password, at least.
const SHORTEST: usize = 12;
/// Characters of a password, at most; a bound for the work of hashing.
const LONGEST: usize = 128;
/// Different characters, at least.
const VARIETY: usize = 5;
/// Hashes worked on at once; each takes 19 MiB.
const AT_ONCE: usize = 4;

/// The keeper of passwords.
#[derive(Clone)]
pub(crate) struct Passwords {
    gate: Arc<Semaphore>,
    argon2: Argon2<'static>,
    /// Hash of no password: compared with where there is no such account, so that the answer takes as long.
    nobody: Arc<str>,
}

impl Passwords {
    /// With the parameters recommended for argon2id.
    pub(crate) fn new() -> Done<Passwords> {
        Passwords::with(Params::DEFAULT)
    }

    /// With the least work there is, for tests.
    #[cfg(test)]
    pub(crate) fn quick() -> Passwords {
        Passwords::with(Params::new(8, 1, 1, None).unwrap()).unwrap()
    }

    fn with(params: Params) -> Done<Passwords> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hashed(&argon2, &crate::context::random::<32>()?)?.into();
        Ok(Passwords { gate: Arc::new(Semaphore::new(AT_ONCE)), argon2, nobody })
    }

    /// The hash of a password in PHC form.
    pub(crate) async fn hash(&self, password: &str) -> Done<String> {
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        self.work(move || hashed(&argon2, password.as_bytes())).await?
    }

    /// Whether a password is that of a hash. Without a hash the same work is done, for nothing.
    pub(crate) async fn fits(&self, password: &str, hash: Option<&str>) -> Done<bool> {
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        let compared = hash.unwrap_or(&self.nobody).to_owned();
        let equal = self
            .work(move || argon2.verify_password(password.as_bytes(), compared.as_str()).is_ok())
            .await?;
        Ok(equal && hash.is_some())
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Done<T> {
        let system = |error: &dyn std::fmt::Display| Failure::System(error.to_string());
        let _turn = self.gate.acquire().await.map_err(|error| system(&error))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| system(&error))
    }
}

fn hashed(argon2: &Argon2<'_>, password: &[u8]) -> Done<String> {
    let hash = argon2.hash_password(password).map_err(|e| Failure::System(e.to_string()))?;
    Ok(hash.to_string())
}

/// Whether a password may be chosen by the person with this login and name.
pub(super) fn fit(password: &str, login: &str, name: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    let small = password.to_lowercase();
    let holds = |part: &str| part.chars().count() > 1 && small.contains(&part.to_lowercase());
    let different: BTreeSet<char> = small.chars().collect();
    if length < SHORTEST {
        return Err(Refusal::PasswordShort);
    }
    if length > LONGEST {
        return Err(Refusal::PasswordLong);
    }
    if holds(login) || holds(name) {
        return Err(Refusal::PasswordNamed);
    }
    if different.len() < VARIETY || in_a_row(&small) {
        return Err(Refusal::PasswordPlain);
    }
    Ok(())
}

/// Whether nearly every character is the one after, before or the same as the one in front of it:
/// `1234567890…`.
fn in_a_row(text: &str) -> bool {
    let pairs = text.chars().zip(text.chars().skip(1));
    let jumps = pairs.filter(|(one, next)| u32::from(*one).abs_diff(u32::from(*next)) > 1);
    jumps.count() < VARIETY - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_varied_and_not_the_name() {
        let check = |password: &str, expect: Result<(), Refusal>| {
            assert_eq!(fit(password, "gulnar", "古丽娜尔"), expect, "{password}");
        };
        check("天山下的 12 只羊在吃草", Ok(()));
        check("correct horse battery", Ok(()));
        check("short-one", Err(Refusal::PasswordShort));
        check(&"x9-".repeat(43), Err(Refusal::PasswordLong));
        check("my name is Gulnar", Err(Refusal::PasswordNamed));
        check("我是古丽娜尔，密码在此处啊", Err(Refusal::PasswordNamed));
        check("aaaaaaaaaaaaaa", Err(Refusal::PasswordPlain));
        check("123456789012", Err(Refusal::PasswordPlain));
        check("abcdefghijklmnop", Err(Refusal::PasswordPlain));
        check("abababababab", Err(Refusal::PasswordPlain));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_hash_is_argon2id_and_fits_its_password_only() {
        let passwords = Passwords::quick();
        let hash = passwords.hash("correct horse battery").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$"), "{hash}");
        assert_ne!(hash, passwords.hash("correct horse battery").await.unwrap());
        for (password, hash, fits) in [
            ("correct horse battery", Some(hash.as_str()), true),
            ("correct horse batterz", Some(hash.as_str()), false),
            ("correct horse battery", None, false),
            ("correct horse battery", Some("no hash"), false),
        ] {
            assert_eq!(passwords.fits(password, hash).await.unwrap(), fits);
        }
    }
}
