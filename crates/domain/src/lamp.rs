//! The two lamps.

/// How serious a finding or a warning is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lamp {
    /// A breach that the data proves (红灯).
    Red,
    /// A doubt, an approaching limit or missing data (黄灯).
    Yellow,
}

impl Lamp {
    /// The word used in packs and outputs.
    pub fn word(self) -> &'static str {
        match self {
            Lamp::Red => "red",
            Lamp::Yellow => "yellow",
        }
    }
}
