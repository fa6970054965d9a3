//! The matrix is whole, and nobody acts outside the scope of a post.

use domain::division::DivisionEntry;
use domain::{Division, Divisions, Lang, Level};

use super::{Held, MATRIX, Operation, Place, Role, Scope, Who, post_for, two_hands};

fn entry(code: u32, level: Level, parent: Option<u32>) -> DivisionEntry {
    DivisionEntry {
        division: division(code),
        name: code.to_string(),
        level,
        parent: parent.and_then(Division::from_code),
        valid_from: None,
        valid_to: None,
        tags: Vec::new(),
    }
}

fn division(code: u32) -> Division {
    Division::from_code(code).unwrap()
}

const REGION: u32 = 650_000;
const CODES: [(u32, Level, Option<u32>); 6] = [
    (REGION, Level::Region, None),
    (652_900, Level::Prefecture, Some(REGION)),
    (652_902, Level::County, Some(652_900)),
    (652_922, Level::County, Some(652_900)),
    (653_100, Level::Prefecture, Some(REGION)),
    (653_125, Level::County, Some(653_100)),
];

fn divisions() -> Divisions {
    Divisions::new(CODES.map(|(code, level, parent)| entry(code, level, parent)))
}

#[test]
fn every_role_and_operation_is_told_once() {
    for role in Role::ALL {
        assert_eq!(Role::from_word(role.word()), Some(*role));
        assert!(!role.name(Lang::Zh).is_empty() && !role.name(Lang::En).is_empty());
        assert!(Level::ALL.iter().any(|level| role.fits(*level)), "{role:?} fits no level");
    }
    for (i, (operation, who)) in MATRIX.iter().enumerate() {
        assert!(MATRIX[..i].iter().all(|(other, _)| other != operation), "{operation:?} twice");
        assert_eq!(operation.who(), *who);
        assert!(!operation.word().is_empty());
        let words = MATRIX.iter().filter(|(other, _)| other.word() == operation.word());
        assert_eq!(words.count(), 1, "{operation:?}");
    }
}

/// Whether `inner` is `outer` or below it, told from the table of codes and not from `Divisions`.
fn below(inner: u32, outer: u32) -> bool {
    let parent = |code| CODES.iter().find(|row| row.0 == code).and_then(|row| row.2);
    inner == outer || parent(inner).is_some_and(|above| below(above, outer))
}

const ORGANISATIONS: [Option<&str>; 3] = [None, Some("水利局"), Some("教育局")];

#[test]
fn no_role_does_anything_outside_its_scope() {
    let divisions = divisions();
    let mut allowed = 0;
    for (operation, who) in MATRIX {
        for role in Role::ALL {
            for (home, ..) in CODES {
                for own in ORGANISATIONS {
                    let scope =
                        Scope { division: division(home), organisation: own.map(str::to_owned) };
                    let post = String::from("p");
                    let held = [Held { post, title: String::new(), role: *role, scope }];
                    for (there, ..) in CODES {
                        for organisation in ORGANISATIONS {
                            let place = Place { division: division(there), organisation };
                            let may =
                                post_for(&held, *operation, Some(place), &divisions).is_some();
                            let named = matches!(who, Who::Roles(roles) if roles.contains(role));
                            let inside = match own {
                                None => below(there, home),
                                Some(own) => there == home && organisation == Some(own),
                            };
                            assert_eq!(may, named && inside, "{operation:?} {role:?} {place:?}");
                            allowed += usize::from(may);
                        }
                    }
                }
            }
        }
    }
    assert!(allowed > 0);
}

#[test]
fn the_network_centre_sees_no_money_and_nobody_else_makes_accounts() {
    for operation in [
        Operation::ListPeople,
        Operation::AddPerson,
        Operation::ResetPerson,
        Operation::ClosePerson,
        Operation::AddPost,
        Operation::ChangeHolder,
    ] {
        assert_eq!(operation.who(), Who::Roles(&[Role::RegionNetwork]), "{operation:?}");
    }
}

#[test]
fn without_a_post_nothing_is_allowed() {
    let divisions = divisions();
    for (operation, _) in MATRIX {
        assert_eq!(post_for(&[], *operation, None, &divisions), None, "{operation:?}");
    }
}

#[test]
fn two_hands_are_two() {
    assert!(two_hands("a", "b"));
    assert!(!two_hands("a", "a"));
}
