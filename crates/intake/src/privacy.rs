//! What never leaves the reader: id and card numbers. They become keyed hashes here; whatever is quoted
//! from a file in a message is masked by [`domain::privacy`].

use domain::Key;
use domain::money::half_width;
pub(crate) use domain::privacy::{
    MASK, mask, mask_id, mask_name, mask_numbers, mask_resident_ids, visible,
};
use domain::refusal::Refusal;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Turns id and card numbers into keyed hashes.
#[derive(Clone)]
pub(crate) struct KeyHasher {
    /// The state after the key, copied for each number.
    start: Hmac<Sha256>,
}

impl KeyHasher {
    pub(crate) fn new(key: &[u8; 32]) -> KeyHasher {
        // HMAC fills a shorter key up with zeros to one block of the hash.
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
        KeyHasher { start: KeyInit::new(&block) }
    }

    /// The hash of a number, however it is spaced, in full-width digits or with a small `x`. The token of an
    /// export is a hash already.
    pub(crate) fn hash(&self, text: &str) -> Result<Key, Refusal> {
        if let Some(key) = Key::from_token(text.trim()) {
            return Ok(key);
        }
        let number = normal_number(text);
        if number.is_empty() {
            return Err(Refusal::Missing);
        }
        if !is_whole(&number) {
            return Err(Refusal::NotAKey);
        }
        let mut state = self.start.clone();
        state.update(number.as_bytes());
        let tag = state.finalize().into_bytes();
        let mut first = [0; 16];
        first.iter_mut().zip(tag).for_each(|(to, from)| *to = from);
        Ok(Key(u128::from_be_bytes(first)))
    }
}

fn normal_number(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && *c != '\'' && *c != '\u{feff}')
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// A masked number would join all masked persons into one, as 无, - and 0 would; `6.53E+17` has lost its
/// last digits.
fn is_whole(number: &str) -> bool {
    let is_number = number.chars().any(|c| matches!(c, '1'..='9'));
    let scientific = number.contains('E')
        && number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'E' | b'+' | b'.'));
    is_number && !number.contains(['*', '＊', '.', '…']) && !scientific
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Result<Key, Refusal> {
        KeyHasher::new(&[7; 32]).hash(text)
    }

    #[test]
    fn one_number_has_one_key_however_it_is_written() {
        let plain = key("65312519800101101X").unwrap();
        for text in [
            " 65312519800101101x ",
            "６５３１２５１９８００１０１１０１Ｘ",
            "'65312519800101101X",
            "653125 19800101 101x",
        ] {
            assert_eq!(key(text), Ok(plain), "{text}");
        }
        assert_ne!(key("653125198001011018"), Ok(plain));
        assert_ne!(KeyHasher::new(&[8; 32]).hash("65312519800101101X"), Ok(plain));
    }

    #[test]
    fn the_token_of_an_export_is_the_same_person_again() {
        let plain = key("65312519800101101X").unwrap();
        assert_eq!(key(&plain.token()), Ok(plain));
        assert_eq!(key(&format!(" {} ", Key(7).token())), Ok(Key(7)));
        // What only looks like one is a number like any other.
        for text in ["#12", "#0000000000000000000000000000000G", "12345678901234567890123456789012"]
        {
            assert_ne!(key(text).map(Key::token), Ok(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn the_key_is_the_first_half_of_hmac_sha256() {
        // Test case 2 of RFC 4231 has a short key; HMAC pads it with zeros to the same block.
        let mut short = [0; 32];
        short[..4].copy_from_slice(b"Jefe");
        let hasher = KeyHasher::new(&short);
        let mut state = hasher.start.clone();
        state.update(b"what do ya want for nothing?");
        assert_eq!(state.finalize().into_bytes()[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }

    #[test]
    fn what_is_not_a_whole_number_is_refused() {
        for text in [
            "***",
            "653***012",
            "6.53125198001011E+17",
            "653125198001011000.0",
            "无",
            "不详",
            "-",
            "／",
            "0",
            "000000",
        ] {
            assert_eq!(key(text), Err(Refusal::NotAKey), "{text}");
        }
        assert_eq!(key(" \u{3000}"), Err(Refusal::Missing));
    }
}
