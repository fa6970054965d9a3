//! What is drawn from: one line a project whose target was evaluated by its own unit, under a head that holds every
//! limit. Its bytes are canonical, so that whoever holds them has its hash.
//!
//! ```text
//! mingzhang draw 1⇥division=650000⇥year=2020⇥day=2021-03-01⇥large=500000000⇥middle=100000000⇥\
//!     grades=90,80,60⇥near=2⇥risk=30,15,10⇥money=30,15,10
//! T1⇥P1⇥653125⇥120000000⇥91.5⇥0⇥1
//! ```
//!
//! The head is one line; `⇥` is a tab. Money is in fen, scores in points, shares in per cent; `-` is what no record
//! tells. Lines are sorted by the bytes of the target's number and end in LF, without any other white space.

use super::Hash;
use crate::columns::Decimal;
use crate::day::Day;
use crate::division::Division;
use crate::money::Fen;

/// The form of these bytes; another form would have another number.
const FORM: &str = "mingzhang draw 1";
/// What no record tells.
const UNTOLD: &str = "-";

/// The limits by which lines fall into strata, and the share of each that is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Money from which a project is a large one, in fen.
    pub large: Fen,
    /// Money from which it is a middle one, in fen.
    pub middle: Fen,
    /// Least scores of the grades 优, 良, 中, in points.
    pub grades: [Decimal; 3],
    /// Points above the least score of a grade within which a score is near to it.
    pub near: Decimal,
    /// Least shares of high, middle and low risk, in per cent.
    pub risk: [Decimal; 3],
    /// Least shares of large, middle and small money, in per cent.
    pub money: [Decimal; 3],
}

/// Of what a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The division that draws; what lies below it is in its frame.
    pub division: Division,
    /// Fiscal year of the self-evaluations.
    pub year: u16,
    /// The day on which it was fixed.
    pub day: Day,
    /// The limits of that day.
    pub limits: Limits,
}

/// A project in the frame.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Number of its target.
    pub target: String,
    /// Number of the project.
    pub project: String,
    /// Code of its county.
    pub county: String,
    /// Money of the target, in fen; none where no record tells it.
    pub money: Option<Fen>,
    /// The own score, in points; none where no record tells it.
    pub score: Option<Decimal>,
    /// Red warnings that are lit about it.
    pub red: u32,
    /// Yellow warnings that are lit about it.
    pub yellow: u32,
}

/// Why something is no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The first line is no head of a frame.
    Head,
    /// A line is not as it is written here, or out of its order; lines count from 1.
    Line(usize),
}

/// What is drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    head: Head,
    lines: Vec<Line>,
}

impl Frame {
    /// That of some projects, in whatever order they come. A number with a control character, one that is empty and a
    /// target that comes twice have no place in it: the first such is given back.
    pub fn new(head: Head, mut lines: Vec<Line>) -> Result<Frame, String> {
        lines.sort_unstable();
        let plain = |text: &str| !text.is_empty() && !text.chars().any(char::is_control);
        let fits = |line: &&Line| {
            [&line.target, &line.project, &line.county].into_iter().all(|text| plain(text))
        };
        let unfit = lines.iter().find(|line| !fits(line));
        let twice = lines.windows(2).find_map(|pair| match pair {
            [one, other] if one.target == other.target => Some(one),
            _ => None,
        });
        match unfit.or(twice) {
            Some(line) => Err(line.target.clone()),
            None => Ok(Frame { head, lines }),
        }
    }

    /// Of what it is.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Its projects, sorted by the number of their target.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Its canonical text.
    pub fn text(&self) -> String {
        let mut text = head(&self.head);
        for line in &self.lines {
            text.push('\n');
            text.push_str(&written(line));
        }
        text.push('\n');
        text
    }

    /// Its hash: that of its canonical text.
    pub fn hash(&self) -> Hash {
        Hash::of(self.text().as_bytes())
    }

    /// Reads a canonical text: one that would be written otherwise is none.
    pub fn read(text: &str) -> Result<Frame, Unread> {
        let mut all = text.split('\n');
        let first = all.next().unwrap_or_default();
        let own = read_head(first).filter(|own| head(own) == first).ok_or(Unread::Head)?;
        let mut lines: Vec<Line> = Vec::new();
        let mut ended = false;
        for (number, text) in (2..).zip(all) {
            // Only the last line is empty: the text ends with the end of a line.
            if ended {
                return Err(Unread::Line(number - 1));
            }
            ended = text.is_empty();
            if !ended {
                let line = read_line(text).filter(|line| written(line) == text);
                let line = line.ok_or(Unread::Line(number))?;
                if lines.last().is_some_and(|last| last.target >= line.target) {
                    return Err(Unread::Line(number));
                }
                lines.push(line);
            }
        }
        let end = lines.len() + 2;
        if !ended {
            return Err(Unread::Line(end));
        }
        Frame::new(own, lines).map_err(|_| Unread::Line(end))
    }
}

fn list(all: [Decimal; 3]) -> String {
    all.map(|one| one.to_string()).join(",")
}

fn head(head: &Head) -> String {
    let limits = &head.limits;
    [
        FORM.to_owned(),
        format!("division={}", head.division),
        format!("year={:04}", head.year),
        format!("day={}", head.day),
        format!("large={}", limits.large.0),
        format!("middle={}", limits.middle.0),
        format!("grades={}", list(limits.grades)),
        format!("near={}", limits.near),
        format!("risk={}", list(limits.risk)),
        format!("money={}", list(limits.money)),
    ]
    .join("\t")
}

fn read_head(text: &str) -> Option<Head> {
    let mut parts = text.split('\t');
    (parts.next() == Some(FORM)).then_some(())?;
    let mut of = |name: &str| parts.next()?.strip_prefix(name)?.strip_prefix('=');
    let three = |text: &str| {
        let all: Option<Vec<Decimal>> =
            text.split(',').map(|one| Decimal::parse_unsigned(one).ok()).collect();
        all?.try_into().ok()
    };
    let fen = |text: &str| text.parse().ok().map(Fen);
    Some(Head {
        division: Division::from_code(of("division")?.parse().ok()?)?,
        year: of("year")?.parse().ok()?,
        day: Day::parse(of("day")?).ok()?,
        limits: Limits {
            large: fen(of("large")?)?,
            middle: fen(of("middle")?)?,
            grades: three(of("grades")?)?,
            near: Decimal::parse_unsigned(of("near")?).ok()?,
            risk: three(of("risk")?)?,
            money: three(of("money")?)?,
        },
    })
}

fn written(line: &Line) -> String {
    let told = |text: Option<String>| text.unwrap_or_else(|| UNTOLD.to_owned());
    [
        line.target.clone(),
        line.project.clone(),
        line.county.clone(),
        told(line.money.map(|fen| fen.0.to_string())),
        told(line.score.map(|score| score.to_string())),
        line.red.to_string(),
        line.yellow.to_string(),
    ]
    .join("\t")
}

fn read_line(text: &str) -> Option<Line> {
    let parts: Vec<&str> = text.split('\t').collect();
    let [target, project, county, money, score, red, yellow] = <[&str; 7]>::try_from(parts).ok()?;
    let told = |text: &'_ str| (text != UNTOLD).then(|| text.to_owned());
    let money = told(money).map(|text| text.parse().map(Fen)).transpose().ok()?;
    let score = told(score).map(|text| Decimal::parse(&text)).transpose().ok()?;
    Some(Line {
        target: target.to_owned(),
        project: project.to_owned(),
        county: county.to_owned(),
        money,
        score,
        red: red.parse().ok()?,
        yellow: yellow.parse().ok()?,
    })
}
