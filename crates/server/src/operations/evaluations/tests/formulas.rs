//! The worked examples of the manual are what the program says: each row of the table in both languages.

use domain::Decimal;
use domain::evaluation::score::Room;
use policy::scoring;

use crate::operations::tests::pack;

/// A cell of the table: kind, promise, unit, actual, weight, score.
fn examples(manual: &str) -> Vec<[String; 6]> {
    let rows = manual.lines().filter(|line| line.starts_with("| `"));
    let cells = |row: &str| {
        let cells: Vec<String> =
            row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
        <[String; 6]>::try_from(cells).unwrap_or_else(|cells| panic!("not six cells: {cells:?}"))
    };
    rows.map(cells).collect()
}

fn said(room: Room) -> String {
    if room.is_band { format!("{}–{}", room.low, room.high) } else { room.high.to_string() }
}

#[test]
fn the_worked_examples_of_the_manual_are_right() {
    let manuals = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/evaluations");
    let pack = pack();
    let scale = scoring::scale(&pack, 2019).unwrap();
    let mut seen = Vec::new();
    for file in [".md", ".zh-CN.md"] {
        let manual = std::fs::read_to_string(format!("{manuals}{file}")).unwrap();
        let examples = examples(&manual);
        assert!(examples.len() >= 14, "{}", examples.len());
        for [direction, value, unit, actual, weight, score] in &examples {
            if direction == "budget" {
                let fen = |text: &String| domain::Fen(text.parse::<i64>().unwrap() * 100);
                let given = scale.executed(fen(value), fen(actual)).map(|score| score.to_string());
                assert_eq!(given.as_deref(), Some(&**score), "{value} {actual}");
                continue;
            }
            let asked = scoring::Asked { direction, value, unit, ..scoring::Asked::default() };
            let reached = scoring::reached(&pack, 2019, &asked, actual).unwrap();
            let room = scale.room(&reached, Decimal::parse(weight).unwrap());
            assert_eq!(said(room), *score, "{direction} {value} {actual}");
        }
        seen.push(examples);
    }
    assert_eq!(seen.first(), seen.last(), "both languages show the same");
}
