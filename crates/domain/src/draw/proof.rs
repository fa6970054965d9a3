//! A draw as one text by which anybody can make it again: what was committed to, the hash of the frame, the seed, what
//! was drawn, then an empty line and the frame itself, byte by byte.
//!
//! ```text
//! mingzhang proof of a draw 1
//! commitment⇥9f86…
//! frame⇥60303a…
//! seed⇥4f1c-…
//! drawn⇥2
//! T7⇥01ab…
//! T3⇥2c90…
//!
//! mingzhang draw 1⇥division=650000⇥…
//! ```
//!
//! Before the seed is opened, `seed` and `drawn` have `-`. The frame is what stands behind the first empty line, so
//! `sed '1,/^$/d' FILE | sha256sum` gives its hash.

use std::collections::BTreeMap;

use super::{Frame, Hash, Seed, Unread};

/// The form of the text; another form would have another number.
const FORM: &str = "mingzhang proof of a draw 1";
/// Not known yet.
const UNTOLD: &str = "-";

/// A draw as one text says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What was published of the seed.
    pub commitment: Hash,
    /// Hash of the frame.
    pub hash: Hash,
    /// The seed, and the targets that were drawn with their tickets; none before it was opened.
    pub drawn: Option<(String, Vec<(String, Hash)>)>,
    /// The frame, byte by byte.
    pub frame: String,
}

/// What in a proof is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no proof of a draw: its line of a number, from 1, cannot be read.
    Unread(usize),
    /// The frame is not written as frames are: at this line of the text, from 1.
    FrameUnread(usize),
    /// The frame is another one than was fixed: its own hash.
    FrameAltered(Hash),
    /// The seed is not the one that was committed to: its own hash.
    SeedDiffers(Hash),
    /// The seed that was given is another one than stands in the text.
    OtherSeed,
    /// A target that the seed draws is not among those that were drawn.
    Left(String),
    /// A target is among those that were drawn, and the seed does not draw it.
    Added(String),
    /// What was drawn stands in another order, or with another ticket: the first such target.
    Moved(String),
}

/// A proof that was looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What was committed to.
    pub commitment: Hash,
    /// Hash of the frame that is there.
    pub hash: Hash,
    /// Projects in the frame.
    pub lines: usize,
    /// How many the seed draws from it; none where no seed is known yet.
    pub drawn: Option<usize>,
    /// What is not as it should be.
    pub faults: Vec<Fault>,
}

impl Proof {
    /// The text.
    pub fn text(&self) -> String {
        let mut lines = vec![
            FORM.to_owned(),
            format!("commitment\t{}", self.commitment),
            format!("frame\t{}", self.hash),
        ];
        match &self.drawn {
            None => lines.extend([format!("seed\t{UNTOLD}"), format!("drawn\t{UNTOLD}")]),
            Some((seed, picks)) => {
                lines.extend([format!("seed\t{seed}"), format!("drawn\t{}", picks.len())]);
                lines.extend(picks.iter().map(|(target, ticket)| format!("{target}\t{ticket}")));
            }
        }
        lines.push(String::new());
        lines.join("\n") + "\n" + &self.frame
    }

    /// Reads a text; the number of the line that cannot be read.
    fn read(text: &str) -> Result<Proof, usize> {
        let (front, frame) = text.split_once("\n\n").ok_or(1_usize)?;
        let mut lines = (1..).zip(front.split('\n'));
        let mut of = |name: &str| {
            let (number, line) = lines.next().unwrap_or((1, ""));
            let value = line.strip_prefix(name).ok_or(number)?;
            Ok::<_, usize>((number, value.strip_prefix('\t').unwrap_or(value)))
        };
        let (first, behind) = of(FORM)?;
        if !behind.is_empty() {
            return Err(first);
        }
        let hash = |(number, text): (usize, &str)| Hash::parse(text).ok_or(number);
        let commitment = hash(of("commitment")?)?;
        let own = hash(of("frame")?)?;
        let (_, seed) = of("seed")?;
        let (at, count) = of("drawn")?;
        let mut picks = Vec::new();
        for (number, line) in lines {
            let (target, ticket) = line.split_once('\t').ok_or(number)?;
            picks.push((target.to_owned(), Hash::parse(ticket).ok_or(number)?));
        }
        let drawn = match (seed, count) {
            (UNTOLD, UNTOLD) if picks.is_empty() => None,
            (UNTOLD, _) => return Err(at),
            _ if count.parse() == Ok(picks.len()) => Some((seed.to_owned(), picks)),
            _ => return Err(at),
        };
        Ok(Proof { commitment, hash: own, drawn, frame: frame.to_owned() })
    }

    /// Makes the draw of a text again: from its own seed, or from one that was published beside it. What the text says
    /// of itself may all be made up; what it was committed to, and the hash of its frame, have to be those that were
    /// published before the seed was opened.
    pub fn check(text: &str, given: Option<&Seed>) -> Result<Checked, Fault> {
        let proof = Proof::read(text).map_err(Fault::Unread)?;
        let front = text.len() - proof.frame.len();
        let before = text.get(..front).unwrap_or_default().matches('\n').count();
        let frame = Frame::read(&proof.frame).map_err(|unread| match unread {
            Unread::Head => Fault::FrameUnread(before + 1),
            Unread::Line(number) => Fault::FrameUnread(before + number),
        })?;
        let mut faults = Vec::new();
        let hash = frame.hash();
        if hash != proof.hash {
            faults.push(Fault::FrameAltered(hash));
        }
        let own = proof.drawn.as_ref().and_then(|(seed, _)| Seed::parse(seed));
        if given.is_some() && own.is_some() && given != own.as_ref() {
            faults.push(Fault::OtherSeed);
        }
        let seed = given.or(own.as_ref());
        let committed = seed.map(Seed::commitment).filter(|made| *made != proof.commitment);
        faults.extend(committed.map(Fault::SeedDiffers));
        let sample = seed.map(|seed| frame.draw(seed));
        if let (Some(sample), Some((_, said))) = (&sample, &proof.drawn) {
            let drawn = sample.picks.iter().map(|pick| (pick.line.target.as_str(), pick.ticket));
            faults.extend(differences(&drawn.collect::<Vec<_>>(), said));
        }
        let drawn = sample.map(|sample| sample.picks.len());
        Ok(Checked {
            commitment: proof.commitment,
            hash,
            lines: frame.lines().len(),
            drawn,
            faults,
        })
    }
}

/// What is drawn against what is said to be.
fn differences(drawn: &[(&str, Hash)], said: &[(String, Hash)]) -> Vec<Fault> {
    let is: BTreeMap<&str, Hash> = drawn.iter().copied().collect();
    let told: BTreeMap<&str, Hash> =
        said.iter().map(|(target, ticket)| (target.as_str(), *ticket)).collect();
    let left = is.keys().filter(|target| !told.contains_key(*target));
    let added = told.keys().filter(|target| !is.contains_key(*target));
    let mut faults: Vec<Fault> = left.map(|target| Fault::Left((*target).to_owned())).collect();
    faults.extend(added.map(|target| Fault::Added((*target).to_owned())));
    if faults.is_empty() {
        let is = |(one, (target, ticket)): &(&(&str, Hash), &(String, Hash))| {
            (one.0, one.1) == (target.as_str(), *ticket)
        };
        let moved = drawn.iter().zip(said).find(|pair| !is(pair)).map(|(_, other)| other);
        // The same target twice is more than was drawn.
        let moved = moved.or(said.get(drawn.len()));
        faults.extend(moved.map(|(target, _)| Fault::Moved(target.clone())));
    }
    faults
}
