//! Secrets that the platform must be able to read again (a second factor's, a webhook's) are not kept as they
//! are: whoever has the store alone cannot use them.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use store::persons::Persons;

use super::{LENGTH, PlatformKey};
use crate::operations::{Done, Failure};

/// How a sealed secret begins: with it another way of sealing can be told from this one later.
const MARK: &str = "sealed1:";
/// Bytes of a nonce.
const NONCE: usize = 12;

/// What a secret is for. One that is moved to another purpose, or to another owner, is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The second factor of a person.
    Factor,
    /// The signature of a webhook.
    Webhook,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Purpose::Factor => "mingzhang factor",
            Purpose::Webhook => "mingzhang webhook",
        }
    }
}

impl PlatformKey {
    /// A secret as it may be kept. `owner`: the public number of the person or thing whose it is.
    pub(crate) fn seal(self, purpose: Purpose, owner: &str, secret: &str) -> Done<String> {
        let nonce = crate::context::random::<NONCE>()?;
        let payload = Payload { msg: secret.as_bytes(), aad: owner.as_bytes() };
        let sealed = self.cipher(purpose).encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Failure::System("a secret cannot be sealed".to_owned()))?;
        Ok(format!("{MARK}{}", STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat())))
    }

    /// The secret of what [`PlatformKey::seal`] gave; none where it was sealed with another key, for another
    /// purpose or owner, or altered.
    pub(crate) fn open(self, purpose: Purpose, owner: &str, kept: &str) -> Option<String> {
        let bytes = STANDARD_NO_PAD.decode(kept.strip_prefix(MARK)?).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload { msg: sealed, aad: owner.as_bytes() };
        let secret = self.cipher(purpose).decrypt(&Nonce::from(nonce), payload).ok()?;
        String::from_utf8(secret).ok()
    }

    /// By what the store hides names of persons.
    pub(crate) fn persons(self) -> Persons {
        Persons::with(self.derived("mingzhang persons"))
    }

    fn cipher(self, purpose: Purpose) -> Aes256Gcm {
        Aes256Gcm::new(&self.derived(purpose.word()).into())
    }

    /// A key of its own for each purpose, so that none of them tells the key of personal keys.
    fn derived(self, purpose: &str) -> [u8; LENGTH] {
        // Shorter than a block of the hash, the key is filled up with zeros, as HMAC does itself.
        let mut block = [0; 64];
        block[..LENGTH].copy_from_slice(&self.0);
        let mut derived = <Hmac<Sha256> as KeyInit>::new(&block.into());
        derived.update(purpose.as_bytes());
        derived.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_with_its_key_for_its_purpose_and_owner_alone() {
        let key = PlatformKey::of([7; 32]);
        let kept = key.seal(Purpose::Factor, "ann", "BASE32SECRET").unwrap();
        assert!(!kept.contains("BASE32SECRET"));
        assert_ne!(kept, key.seal(Purpose::Factor, "ann", "BASE32SECRET").unwrap());
        assert_eq!(key.open(Purpose::Factor, "ann", &kept).as_deref(), Some("BASE32SECRET"));
        assert_eq!(key.open(Purpose::Factor, "bob", &kept), None);
        assert_eq!(key.open(Purpose::Webhook, "ann", &kept), None);
        assert_eq!(PlatformKey::of([8; 32]).open(Purpose::Factor, "ann", &kept), None);
        assert_eq!(key.open(Purpose::Factor, "ann", "BASE32SECRET"), None);
        for at in MARK.len()..kept.len() {
            let mut altered = kept.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(key.open(Purpose::Factor, "ann", &altered), None, "{at}");
        }
    }
}
