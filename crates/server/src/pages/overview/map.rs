//! The map: a tile for each division of the next level, about where it lies, in it those below it, shaded by the
//! red warnings that are lit there.

use domain::Division;

use super::{Maker, percent};
use crate::operations::overview::Line;

/// Shades beside the one for none.
const SHADES: i64 = 4;

/// The map.
#[derive(Clone, Debug, Default)]
pub(crate) struct Map {
    /// The tiles.
    pub(crate) tiles: Vec<Tile>,
    /// The shades: class, fewest and most red warnings.
    pub(crate) legend: Vec<(String, String)>,
}

/// A tile.
#[derive(Clone, Debug)]
pub(crate) struct Tile {
    /// Class that says where it stands.
    pub(crate) spot: String,
    /// Name of the division, and its overview.
    pub(crate) name: String,
    /// See above.
    pub(crate) address: String,
    /// What lies in it.
    pub(crate) places: Vec<Place>,
}

/// A division in a tile.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Its name, and its overview.
    pub(crate) name: String,
    /// See above.
    pub(crate) address: String,
    /// Class of its shade.
    pub(crate) shade: String,
    /// Red and yellow warnings.
    pub(crate) lamps: (i64, i64),
    /// Paid of what there was to spend, of 100.
    pub(crate) paid: Option<i64>,
}

/// The shade of so many: 0 for none, then by quarters of the most.
fn shade(count: i64, most: i64) -> i64 {
    if count <= 0 || most <= 0 { 0 } else { ((count * SHADES + most - 1) / most).min(SHADES) }
}

/// The fewest and the most of each shade that can occur.
fn legend(most: i64) -> Vec<(i64, i64, i64)> {
    let counted = |wanted: i64| {
        let of = |count: &i64| shade(*count, most) == wanted;
        let fewest = (0..=most).find(of)?;
        let last = (fewest..=most).take_while(of).last()?;
        Some((wanted, fewest, last))
    };
    (0..=SHADES).filter_map(counted).collect()
}

impl Maker<'_> {
    pub(super) fn map(&self) -> Map {
        let all = self.found.map.iter().flat_map(|(_, places)| places);
        let most = all.map(|(_, line)| line.red).max().unwrap_or_default();
        let tile = |(division, places): &(Division, Vec<(Division, Line)>)| Tile {
            spot: self.spot(*division),
            name: self.site.context.divisions().name(*division),
            address: self.address(*division),
            places: places.iter().map(|(place, line)| self.place(*place, line, most)).collect(),
        };
        let shades = legend(most).into_iter().map(|(shade, from, to)| {
            let count = if from == to { from.to_string() } else { format!("{from}–{to}") };
            (format!("shade-{shade}"), count)
        });
        Map { tiles: self.found.map.iter().map(tile).collect(), legend: shades.collect() }
    }

    fn spot(&self, division: Division) -> String {
        let tile = self.site.context.divisions().tile(division);
        tile.map_or_else(String::new, |(column, row)| format!("column-{column} row-{row}"))
    }

    fn address(&self, division: Division) -> String {
        format!("/overview?division={division}&year={}", self.found.year)
    }

    fn place(&self, place: Division, line: &Line, most: i64) -> Place {
        Place {
            name: self.site.context.divisions().name(place),
            address: self.address(place),
            shade: format!("shade-{}", shade(line.red, most)),
            lamps: (line.red, line.yellow),
            paid: percent(line.paid, line.available()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_are_quarters_of_the_most_and_the_legend_tells_each() {
        let check = |most: i64, told: &[(i64, i64, i64)]| {
            assert_eq!(legend(most), told, "{most}");
            for (wanted, from, to) in told {
                assert!((*from..=*to).all(|count| shade(count, most) == *wanted));
            }
        };
        check(0, &[(0, 0, 0)]);
        check(1, &[(0, 0, 0), (4, 1, 1)]);
        check(3, &[(0, 0, 0), (2, 1, 1), (3, 2, 2), (4, 3, 3)]);
        check(40, &[(0, 0, 0), (1, 1, 10), (2, 11, 20), (3, 21, 30), (4, 31, 40)]);
    }
}
