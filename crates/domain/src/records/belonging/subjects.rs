//! Which unit the subject of a finding belongs to, by the kind and the id that the public contract gives it:
//! exceptions name subjects so.

use super::{Places, Unit};
use crate::records::TableId;

/// How the id of a kind of subject leads to a unit.
#[derive(Clone, Copy)]
enum Reading {
    /// A part of the id is the id of a row of one of these tables.
    Row(Part, &'static [TableId]),
    /// It begins with the code of a division.
    Division,
    /// So does what follows the first stroke.
    SecondDivision,
}

/// Which part of an id is meant.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    BeforeFirst(char),
    BeforeLast(char),
}

/// The kinds of subject that belong to a unit; all others are the region's.
const READINGS: &[(&str, &[Reading])] = &[
    ("allotment", &[Reading::Row(Part::Whole, &[TableId::Allotments])]),
    ("project", &[Reading::Row(Part::Whole, &[TableId::Projects])]),
    ("project_year", &[Reading::Row(Part::BeforeLast('/'), &[TableId::Projects])]),
    ("payment", &[Reading::Division]),
    ("benefit", &[Reading::Division]),
    ("county_fund_year", &[Reading::Division]),
    ("statement", &[Reading::Division]),
    ("reconciliation", &[Reading::Division]),
    ("division", &[Reading::Division]),
    ("county", &[Reading::Division]),
    ("report", &[Reading::SecondDivision]),
    ("target", &[Reading::Row(Part::Whole, &[TableId::Targets])]),
    (
        "indicator",
        &[
            Reading::Row(Part::BeforeFirst('#'), &[TableId::Targets]),
            Reading::Row(Part::BeforeLast('#'), &[TableId::Targets]),
        ],
    ),
    ("monitoring", &[Reading::Row(Part::BeforeLast('@'), &[TableId::Targets])]),
    ("evaluation", &[Reading::Row(Part::BeforeLast(':'), &[TableId::Targets])]),
    (
        "disclosure",
        &[
            Reading::Row(
                Part::BeforeLast('@'),
                &[TableId::Projects, TableId::Allotments, TableId::Targets],
            ),
            Reading::Division,
        ],
    ),
    ("order", &[Reading::Row(Part::Whole, &[TableId::Orders])]),
];

/// The unit of a subject. Of one that no row is, the unit that its id points to; else the region.
pub fn subject_unit(places: &Places, kind: &str, id: &str) -> Unit {
    let readings = READINGS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, all)| *all);
    readings.iter().find_map(|reading| unit(places, *reading, id)).unwrap_or(Unit::Region)
}

fn unit(places: &Places, reading: Reading, id: &str) -> Option<Unit> {
    match reading {
        Reading::Row(part, tables) => {
            let named = match part {
                Part::Whole => id,
                Part::BeforeFirst(sign) => id.split_once(sign)?.0,
                Part::BeforeLast(sign) => id.rsplit_once(sign)?.0,
            };
            tables
                .iter()
                .find_map(|table| Some(places.home(*table, places.row_of_text(*table, named)?)))
        }
        Reading::Division => places.unit_of_id(id),
        Reading::SecondDivision => places.unit_of_id(id.split_once('/')?.1),
    }
}
