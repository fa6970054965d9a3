//! The whole region: what is above the counties is kept, counties are made when they are asked for.

use std::collections::HashSet;
use std::io;
use std::sync::mpsc;

use domain::{Calendar, Day, Divisions};

use crate::county::{self, Sources};
use crate::csv::Csv;
use crate::money::{self, Line};
use crate::places::Places;
use crate::random::{Purpose, Random};
use crate::rows::{Sink, Tables};
use crate::time::{Workdays, day};
use crate::violations::{self, Scene, Seeded, Violation};
use crate::{Settings, books, handing_down, raising};

/// A region that never was.
pub struct Region {
    settings: Settings,
    calendar: Calendar,
    places: Places,
    lines: Vec<Vec<Line>>,
    received: Vec<Tables>,
    /// The violations of each county, by their numbers in the list of all.
    violations: Vec<Vec<usize>>,
    /// Rows above the counties: allotments to the region and the prefectures, fund years,
    /// proposals, their notices and returns.
    pub head: Tables,
    /// What must be found, for each violation that was put in.
    pub seeded: Vec<Seeded>,
}

/// Makes a region. Nothing but the settings, the list of divisions and the calendar decides what it
/// is.
pub fn region(settings: &Settings, divisions: &Divisions, calendar: &Calendar) -> Region {
    let places = Places::new(divisions, settings.counties, &settings.fiscal_years);
    let lines = money::lines(settings, &places);
    let handed = handing_down::hand_down(settings, &places, &lines, calendar);
    let mut head = handed.head;
    raising::raise(settings.seed, &places, &settings.fiscal_years, &mut head);
    let first_year = settings.fiscal_years.first().copied().unwrap_or_default();
    let horizon = horizon(settings);
    books::quarters(places.region, horizon, &mut head);
    books::office_returns(&places, first_year, horizon, &mut head);
    let mut region = Region {
        violations: vec![Vec::new(); places.counties.len()],
        settings: settings.clone(),
        calendar: calendar.clone(),
        places,
        lines,
        received: handed.counties,
        head,
        seeded: Vec::new(),
    };
    if settings.violations {
        region.violate();
    }
    region
}

/// The number of counties that a region of these years has when all take part.
pub fn all_counties(fiscal_years: &[u16], divisions: &Divisions) -> usize {
    Places::new(divisions, 0, fiscal_years).counties.len()
}

/// The last day on which anything is recorded: 31 March after the last fiscal year.
fn horizon(settings: &Settings) -> Day {
    let last = settings.fiscal_years.last().copied().unwrap_or_default();
    day(last.saturating_add(1), 3, 31)
}

impl Region {
    /// Number of counties.
    pub fn counties(&self) -> usize {
        self.places.counties.len()
    }

    /// The day on which the last fiscal year ends: the usual day of evaluation.
    pub fn year_end(&self) -> Day {
        day(self.settings.fiscal_years.last().copied().unwrap_or_default(), 12, 31)
    }

    /// The rules of which no violation found a subject in a region of this size; none where no
    /// violations were asked for.
    pub fn unseeded(&self) -> Vec<&'static str> {
        let seeded: HashSet<&str> = self.seeded.iter().map(|s| s.rule).collect();
        let asked = violations::RULES.iter().filter(|_| self.settings.violations);
        asked.copied().filter(|rule| !seeded.contains(rule)).collect()
    }

    /// The rows of one county, made afresh.
    pub fn county(&self, position: usize) -> Tables {
        let mut tables = self.clean_county(position);
        let numbers = self.violations.get(position).map(Vec::as_slice).unwrap_or_default();
        if !numbers.is_empty() {
            let all = violations::of_counties();
            self.apply(Some(position), &mut tables, &all, numbers, usize::MAX);
        }
        tables
    }

    /// Writes all tables as CSV in the columns of the public contract: first every header, then the
    /// rows, county by county, in stretches. The sink gets the name of the table with each stretch;
    /// `seeded` is a table of its own, which is no part of the contract.
    pub fn write_csv(&self, sink: &mut Sink) -> io::Result<()> {
        Tables::write_headers(sink)?;
        self.head.write(sink)?;
        self.write_counties(sink)?;
        if self.settings.violations {
            sink("seeded", seeded_csv(&self.seeded).bytes())?;
        }
        Ok(())
    }

    /// Writes the counties in their order. The next one is made while one is written.
    fn write_counties(&self, sink: &mut Sink) -> io::Result<()> {
        std::thread::scope(|scope| {
            let (give, made) = mpsc::sync_channel(0);
            scope.spawn(move || {
                for position in 0..self.counties() {
                    // Nobody takes any more once the sink has failed.
                    if give.send(self.county(position)).is_err() {
                        break;
                    }
                }
            });
            made.into_iter().try_for_each(|tables| tables.write(sink))
        })
    }

    fn clean_county(&self, position: usize) -> Tables {
        let place = self.places.counties.get(position);
        let lines = self.lines.get(position);
        let received = self.received.get(position);
        let (Some(county), Some(lines), Some(received)) = (place, lines, received) else {
            return Tables::default();
        };
        let first_year = self.settings.fiscal_years.first().copied().unwrap_or_default();
        county::make(&Sources {
            seed: self.settings.seed,
            county,
            lines,
            received,
            calendar: &self.calendar,
            first_year,
            horizon: horizon(&self.settings),
        })
    }

    /// Puts in violations: first above the counties, then county by county in an order of chance
    /// until all have found a subject.
    fn violate(&mut self) {
        let mut head = std::mem::take(&mut self.head);
        let all = violations::of_region();
        let numbers: Vec<usize> = (0..all.len()).collect();
        self.seeded = self.apply(None, &mut head, &all, &numbers, usize::MAX).1;
        self.head = head;
        let all = violations::of_counties();
        let mut waiting: Vec<usize> = (0..all.len()).collect();
        let mut left = self.county_order();
        for _ in 0..MOST_COUNTIES {
            let Some(position) = left.pop().filter(|_| !waiting.is_empty()) else { break };
            // Spread over the counties: each takes its share of what still waits, and a few more; a
            // large one takes more, so that few large ones have to be made twice.
            let projects: usize =
                self.lines.get(position).into_iter().flatten().map(|l| l.slots).sum();
            let least = LEAST_SHARE.max(projects / PROJECTS_OF_A_VIOLATION);
            let share = waiting.len().div_ceil(left.len() + 1).max(least);
            let mut tables = self.clean_county(position);
            let (done, seeded) = self.apply(Some(position), &mut tables, &all, &waiting, share);
            self.seeded.extend(seeded);
            waiting.retain(|number| !done.contains(number));
            if let Some(slot) = self.violations.get_mut(position) {
                *slot = done;
            }
        }
    }

    /// Counties in an order of chance; those with the most money come last, to be taken first.
    fn county_order(&self) -> Vec<usize> {
        let mut random = Random::new(self.settings.seed, Purpose::Violations, 0);
        let lines = |n: usize| self.lines.get(n).map_or(0, Vec::len);
        let mut order: Vec<(usize, u64, usize)> =
            (0..self.counties()).map(|n| (lines(n), random.below(u64::MAX), n)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, _, position)| position).collect()
    }

    /// Applies violations, given by their numbers in the list of all, to the rows of a county (or
    /// to those above the counties), at most so many; gives the numbers of those that found a
    /// subject.
    fn apply(
        &self,
        position: Option<usize>,
        tables: &mut Tables,
        all: &[Violation],
        numbers: &[usize],
        most: usize,
    ) -> (Vec<usize>, Vec<Seeded>) {
        let county = position.and_then(|p| self.places.counties.get(p));
        let code = county.map_or(1, |c| u64::from(c.division.code()));
        let (workdays, years) = (Workdays(&self.calendar), &self.settings.fiscal_years);
        let mut scene = Scene::new(tables, county, &self.places, workdays, years, self.year_end());
        let mut done = Vec::new();
        for number in numbers {
            let Some(violation) = all.get(*number).filter(|_| done.len() < most) else { break };
            // Each try has a stream of its own, so that a violation does the same again when the
            // county is made afresh, whatever else was tried before it.
            let stream = |attempt: u64| (code * 1_000 + *number as u64) * TRIES + attempt;
            let random = |n| Random::new(self.settings.seed, Purpose::Violations, stream(n));
            if (0..TRIES).any(|n| scene.attempt(*violation, random(n))) {
                done.push(*number);
            }
        }
        (done, scene.into_seeded())
    }
}

/// Tries to find a subject in one county.
const TRIES: u64 = 4;
/// Counties that are tried at most: what has not found a subject by then will hardly find one.
const MOST_COUNTIES: usize = 32;
/// Violations that a county takes at least, while any wait.
const LEAST_SHARE: usize = 6;
/// Projects for each of which a large county takes one more.
const PROJECTS_OF_A_VIOLATION: usize = 50;

fn seeded_csv(seeded: &[Seeded]) -> Csv {
    let mut csv = Csv::new();
    let header = ["rule", "severity", "subject_kind", "subject", "as_of", "note_zh", "note_en"];
    for name in &header {
        csv.cell(name);
    }
    csv.end_line();
    for s in seeded {
        csv.cell(&s.rule);
        csv.cell(&s.severity.word());
        csv.cell(&s.subject_kind);
        csv.cell(&s.subject);
        csv.cell(&s.as_of);
        csv.cell(&s.note_zh);
        csv.cell(&s.note_en);
        csv.end_line();
    }
    csv
}
