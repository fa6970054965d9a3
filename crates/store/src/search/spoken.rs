//! What people write into a search field, and whether a text has it: as it is written, or as it is read aloud
//! (pinyin, in full or by first letters).

use pinyin::{Pinyin, ToPinyinMulti};

/// Letters of a word that is read aloud, at most: one bit for each place in it.
const LONGEST: usize = 126;
/// The bit of a word that is at its end.
const END: u128 = 1 << 127;
/// Beginnings of syllables that have two letters and are taken for a first letter, too.
const DOUBLE: [&[u8]; 3] = [b"zh", b"ch", b"sh"];

/// A word that is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    folded: String,
    is_sound: bool,
}

impl Word {
    /// A word as it was written. Capital letters of the alphabet are as good as small ones.
    pub fn new(written: &str) -> Word {
        let folded = written.to_ascii_lowercase();
        let sound = folded.replace('ü', "v");
        let begins = sound.starts_with(|c: char| c.is_ascii_lowercase());
        let is_sound = begins && sound.len() <= LONGEST && sound.bytes().all(is_plain);
        Word { folded: if is_sound { sound } else { folded }, is_sound }
    }

    /// The word in small letters.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether it may be the sound of a text.
    pub fn is_sound(&self) -> bool {
        self.is_sound
    }

    /// Whether a text has it, as it is written or as it is read.
    pub fn is_in(&self, text: &str) -> bool {
        text.to_ascii_lowercase().contains(&self.folded) || self.is_heard_in(text)
    }

    /// Whether a text has it as it is read: character after character by one of its syllables in full or by
    /// their first letters, the last syllable as far as it was written. Letters and digits among characters
    /// are themselves; other marks are passed over.
    pub(super) fn is_heard_in(&self, text: &str) -> bool {
        let mut reached = 0;
        self.is_sound
            && text.chars().any(|c| {
                reached = step(reached, |at| moves(c, self.folded.as_bytes(), at));
                reached & END != 0
            })
    }

    /// Who listens to texts whose characters are numbered; nobody where the word is no sound.
    pub(super) fn listener<'a>(&'a self, characters: &'a [char]) -> Option<Listener<'a>> {
        let word = self.folded.as_bytes();
        let begins = characters.iter().map(|c| moves(*c, word, 0) != 0).collect();
        let moves = vec![None; characters.len()];
        self.is_sound.then_some(Listener { word, characters, begins, moves })
    }
}

/// A word that is listened for in many texts. What a character does to it is found out once.
pub(super) struct Listener<'a> {
    word: &'a [u8],
    characters: &'a [char],
    /// Of each character whether the word may begin with it.
    begins: Vec<bool>,
    /// Of each the places to which it leads from each place of the word.
    moves: Vec<Option<Box<[u128]>>>,
}

impl Listener<'_> {
    /// Whether a text, by the numbers of its characters, has the word.
    pub(super) fn hears(&mut self, text: &[u16]) -> bool {
        let mut reached = 0;
        text.iter().any(|number| {
            let at = usize::from(*number);
            if reached == 0 && !self.begins.get(at).is_some_and(|begins| *begins) {
                return false;
            }
            reached = self.next(at, reached);
            reached & END != 0
        })
    }

    fn next(&mut self, character: usize, reached: u128) -> u128 {
        let known = self.moves.get_mut(character).zip(self.characters.get(character));
        let Some((known, c)) = known else { return 0 };
        let word = self.word;
        let of =
            known.get_or_insert_with(|| (0..word.len()).map(|at| moves(*c, word, at)).collect());
        step(reached, |at| of.get(at).copied().unwrap_or_default())
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// The places of a word reached after one more character, which may also be the first.
fn step(reached: u128, moves: impl Fn(usize) -> u128) -> u128 {
    let (mut places, mut next) = (reached | 1, 0);
    while places != 0 {
        next |= moves(places.trailing_zeros() as usize);
        places &= places - 1;
    }
    next
}

/// The places of a word to which a character leads from one place; a word begins with a character that is read.
fn moves(c: char, word: &[u8], at: usize) -> u128 {
    let rest = word.get(at..).unwrap_or_default();
    if c.is_ascii_alphanumeric() {
        let letter = c.to_ascii_lowercase() as u8;
        return if at > 0 && rest.first() == Some(&letter) { place(word, at + 1) } else { 0 };
    }
    let Some(readings) = c.to_pinyin_multi() else {
        return if at > 0 && !c.is_alphanumeric() { 1 << at } else { 0 };
    };
    let lengths = |reading: &str| syllable(rest, reading.as_bytes());
    let reached = readings.into_iter().map(Pinyin::plain).flat_map(|reading| {
        // ü is written v, or u by those who do not know how.
        let (with_v, with_u) = if reading.contains('ü') {
            (lengths(&reading.replace('ü', "v")), lengths(&reading.replace('ü', "u")))
        } else {
            (lengths(reading), [0; 3])
        };
        with_v.into_iter().chain(with_u)
    });
    let reached = reached.filter(|length| *length > 0);
    reached.fold(0, |places, length| places | place(word, at + length))
}

/// How much of the rest of a word one reading of a character may be: in full or as far as the word goes, by its
/// first letter, by its first two. Zero where it is not.
fn syllable(rest: &[u8], reading: &[u8]) -> [usize; 3] {
    let full = if reading.starts_with(rest) {
        rest.len()
    } else if rest.starts_with(reading) {
        reading.len()
    } else {
        0
    };
    let is_double = DOUBLE.iter().any(|two| reading.starts_with(two) && rest.starts_with(two));
    let first = rest.first() == reading.first();
    [full, usize::from(first), if is_double { 2 } else { 0 }]
}

/// The bit of a place.
fn place(word: &[u8], at: usize) -> u128 {
    if at >= word.len() { END } else { 1 << at }
}

#[cfg(test)]
mod tests {
    use super::Word;

    /// Names of places as they are written in the alphabet, though their characters have other readings, too.
    #[test]
    fn places_are_found_by_their_pinyin() {
        let places = [
            ("喀什地区", "kashi"),
            ("莎车县", "shache"),
            ("疏附县", "shufu"),
            ("疏勒县", "shule"),
            ("伽师县", "jiashi"),
            ("尉犁县", "yuli"),
            ("叶城县", "yecheng"),
            ("泽普县", "zepu"),
            ("洛浦县", "luopu"),
            ("且末县", "qiemo"),
            ("若羌县", "ruoqiang"),
            ("轮台县", "luntai"),
            ("焉耆回族自治县", "yanqi"),
            ("巴音郭楞蒙古自治州", "bayinguoleng"),
            ("克孜勒苏柯尔克孜自治州", "kezilesukeerkezi"),
            ("察布查尔锡伯自治县", "chabuchaer"),
            ("塔什库尔干塔吉克自治县", "tashikuergan"),
            ("吐鲁番市", "tulufan"),
            ("和田地区", "hetian"),
            ("乌什县", "wushi"),
            ("重庆", "chongqing"),
            ("重庆", "zhongqing"),
            ("绿洲", "lvzhou"),
            ("绿洲", "lüzhou"),
            ("绿洲", "luzhou"),
        ];
        for (place, written) in places {
            assert!(Word::new(written).is_in(place), "{written} {place}");
        }
    }

    #[test]
    fn words_are_found_by_syllables_and_first_letters_from_any_character_on() {
        let text = "扶贫资金2020年莎车县道路（第3期）工程款";
        for word in [
            "fupin",
            "fp",
            "FPZJ",
            "fupinzj",
            "fpzijin",
            "fup",
            "zij",
            "shachexian",
            "scx",
            "shchx",
            "zj2020",
            "nian",
            "xiandaol",
            "dl",
            "ludi3qi",
            "gongchengkuan",
            "扶贫",
            "2020年",
            "（第3",
        ] {
            assert!(Word::new(word).is_in(text), "{word}");
        }
        for word in
            ["fin", "upin", "pzi2", "fpp", "zj2021", "shaf", "贫扶", "x", "2020n", "dlx", "ü"]
        {
            let expected = matches!(word, "x");
            assert_eq!(Word::new(word).is_in(text), expected, "{word}");
        }
    }

    #[test]
    fn what_is_no_sound_is_found_as_it_is_written() {
        for word in ["2020", "a-b", "%_", "路x", "(a"] {
            assert!(!Word::new(word).is_sound(), "{word}");
            assert!(Word::new(word).is_in(&format!("X{}Y", word.to_ascii_uppercase())), "{word}");
            assert!(!Word::new(word).is_in("另外"), "{word}");
        }
    }

    /// However often a character can be read in several ways, a long word ends.
    #[test]
    fn a_long_word_takes_no_long_time() {
        let text = "啊".repeat(2_000);
        assert!(Word::new(&"a".repeat(100)).is_in(&text));
        assert!(!Word::new(&format!("{}b", "a".repeat(99))).is_in(&text));
        assert!(!Word::new(&"a".repeat(200)).is_sound());
    }
}
