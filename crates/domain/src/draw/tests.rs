//! A draw to its end and what is refused; frames, tickets and samples against values that were computed elsewhere; what
//! holds of every frame and seed.

use proptest::prelude::*;

use super::*;
use crate::columns::Decimal;
use crate::division::Division;
use crate::handling::{PersonId, PostId};
use crate::money::Fen;

const ANA: Who = Who::Person(PersonId(1), PostId(1));
const BEN: Who = Who::Person(PersonId(2), PostId(2));
const SEED: &str = "4f1c-9a02-77de-0b31";

fn on() -> Day {
    Day::parse("2021-03-01").unwrap()
}

fn points(all: [i64; 3]) -> [Decimal; 3] {
    all.map(|one| Decimal(one * 10_000))
}

fn head() -> Head {
    let limits = Limits {
        large: Fen(500_000_000),
        middle: Fen(100_000_000),
        grades: points([90, 80, 60]),
        near: Decimal(20_000),
        risk: points([50, 30, 10]),
        money: points([40, 20, 10]),
    };
    Head { division: Division::from_code(650_000).unwrap(), year: 2020, day: on(), limits }
}

fn line(
    number: usize,
    (money, score): (Option<i64>, Option<i64>),
    (red, yellow): (u32, u32),
) -> Line {
    Line {
        target: format!("T{number:02}"),
        project: format!("P{number:02}"),
        county: format!("65312{}", 5 + number % 2),
        money: money.map(Fen),
        score: score.map(Decimal),
        red,
        yellow,
    }
}

/// Twenty-four projects over seven of the nine strata.
fn lines() -> Vec<Line> {
    let money = [Some(600_000_000), Some(250_000_000), Some(40_000_000), None];
    let score = [Some(950_000), Some(911_000), Some(799_900), Some(815_000), None, Some(600_000)];
    let one = |number: usize| {
        // The least money that is large.
        let money = if number == 8 { Some(500_000_000) } else { money[number % 4] };
        let lit =
            (u32::from(number.is_multiple_of(9)), if number.is_multiple_of(7) { 2 } else { 0 });
        line(number, (money, score[number % 6]), lit)
    };
    (1..=24).map(one).collect()
}

fn frame() -> Frame {
    Frame::new(head(), lines()).unwrap()
}

fn seed() -> Seed {
    Seed::parse(SEED).unwrap()
}

fn hash(text: &str) -> Hash {
    Hash::parse(text).unwrap()
}

#[test]
fn hashes_are_those_that_others_compute() {
    assert_eq!(
        frame().hash().to_string(),
        "93ec6e4df2bbfb8133f5db32b10586b0023b7676707747b4e3b7d38a2643e712"
    );
    assert_eq!(
        seed().commitment().to_string(),
        "8df05a3a774e5f27c22c7ea044292086a2a5c429de285402506d602864b5aed9"
    );
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(Hash::of(b"abc").to_string(), abc);
    assert_eq!(Hash::parse(&format!(" {} ", abc.to_uppercase())), Some(Hash::of(b"abc")));
    for wrong in ["", "ba78", &abc[1..], &format!("{abc}0"), &abc.replace('b', "g")] {
        assert_eq!(Hash::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn the_sample_is_the_one_that_others_draw() {
    use Risk as R;
    use Size as S;
    let frame = frame();
    let sample = frame.draw(&seed());
    let counted = sample.strata.iter().map(|one| (one.risk, one.size, one.lines, one.drawn));
    let expect = [
        (R::High, S::Large, 0, 0),
        (R::High, S::Middle, 1, 1),
        (R::High, S::Small, 1, 1),
        (R::Middle, S::Large, 8, 4),
        (R::Middle, S::Middle, 5, 2),
        (R::Middle, S::Small, 3, 1),
        (R::Low, S::Large, 4, 2),
        (R::Low, S::Middle, 0, 0),
        (R::Low, S::Small, 2, 1),
    ];
    assert_eq!(counted.collect::<Vec<_>>(), expect);
    let picked =
        |pick: &Pick<'_>| format!("{} {}", pick.line.target, pick.ticket.to_string().split_at(8).0);
    let drawn: Vec<String> = sample.picks.iter().map(picked).collect();
    let expect = [
        "T09 31946f60",
        "T18 9c98120e",
        "T15 01e2da73",
        "T23 2c34b1ae",
        "T07 49d1ac98",
        "T16 7e8c6b9e",
        "T05 14927838",
        "T21 26b4ab44",
        "T22 32ad0b6f",
        "T20 146862dd",
        "T12 225de30a",
        "T06 4c8c2df7",
    ];
    assert_eq!(drawn, expect);
}

#[test]
fn risk_and_money_at_their_borders() {
    let limits = head().limits;
    for (score, lit, expect) in [
        (Some(950_000), (1, 0), Risk::High),
        (Some(950_000), (1, 3), Risk::High),
        (Some(950_000), (0, 1), Risk::Middle),
        (None, (0, 0), Risk::Middle),
        // Just reached, as far as it is near, no longer, and just missed.
        (Some(900_000), (0, 0), Risk::Middle),
        (Some(920_000), (0, 0), Risk::Middle),
        (Some(920_001), (0, 0), Risk::Low),
        (Some(899_999), (0, 0), Risk::Low),
        (Some(600_000), (0, 0), Risk::Middle),
        (Some(599_999), (0, 0), Risk::Low),
        (Some(-10_000), (0, 0), Risk::Low),
    ] {
        assert_eq!(Risk::of(&line(1, (Some(0), score), lit), &limits), expect, "{score:?} {lit:?}");
    }
    for (money, expect) in [
        (None, Size::Large),
        (Some(500_000_000), Size::Large),
        (Some(499_999_999), Size::Middle),
        (Some(100_000_000), Size::Middle),
        (Some(99_999_999), Size::Small),
        (Some(-1), Size::Small),
    ] {
        assert_eq!(Size::of(&line(1, (money, None), (0, 0)), &limits), expect, "{money:?}");
    }
}

#[test]
fn a_frame_is_read_as_it_is_written_and_in_no_other_way() {
    let text = frame().text();
    assert_eq!(Frame::read(&text), Ok(frame()));
    let cut = |from: &str, to: &str| text.replacen(from, to, 1);
    for (wrong, expect) in [
        (String::new(), Unread::Head),
        (cut("mingzhang draw 1", "mingzhang draw 2"), Unread::Head),
        (cut("near=2", "near=2.0"), Unread::Head),
        (cut("grades=90,80,60", "grades=90,80"), Unread::Head),
        (cut("division=650000", "division=65"), Unread::Head),
        (cut("\nT03", "\nT04"), Unread::Line(5)),
        (cut("T02\tP02", "T02\tP02 "), Unread::Line(26)),
        (cut("\t79.99\t", "\t79.990\t"), Unread::Line(3)),
        (cut("\t250000000\t", "\t0250000000\t"), Unread::Line(2)),
        (cut("\t0\t0\nT02", "\t0\nT02"), Unread::Line(2)),
        (cut("\nT02", "\r\nT02"), Unread::Line(2)),
        (cut("\nT05", "\n\nT05"), Unread::Line(6)),
        (text.trim_end().to_owned(), Unread::Line(26)),
        (format!("{text}\n"), Unread::Line(26)),
    ] {
        match Frame::read(&wrong) {
            // What is well written is another frame, and has another hash.
            Ok(other) => assert_ne!(other.hash(), frame().hash(), "{wrong}"),
            Err(unread) => assert_eq!(unread, expect, "{wrong}"),
        }
    }
    for (unfit, named) in [("", ""), ("T\t9", "T\t9"), ("T9\n", "T9\n"), ("T01", "T01")] {
        let other = Line { target: unfit.to_owned(), ..line(9, (None, None), (0, 0)) };
        let all = lines().into_iter().chain([other]).collect();
        assert_eq!(Frame::new(head(), all), Err(named.to_owned()));
    }
}

fn proof() -> Proof {
    let frame = frame();
    let sample = frame.draw(&seed());
    let picks = sample.picks.iter().map(|pick| (pick.line.target.clone(), pick.ticket)).collect();
    Proof {
        commitment: seed().commitment(),
        hash: frame.hash(),
        drawn: Some((SEED.to_owned(), picks)),
        frame: frame.text(),
    }
}

#[test]
fn a_proof_proves_itself() {
    let text = proof().text();
    let checked = Proof::check(&text, None).unwrap();
    assert_eq!((checked.commitment, checked.hash), (seed().commitment(), frame().hash()));
    assert_eq!((checked.lines, checked.drawn, checked.faults), (24, Some(12), vec![]));
    assert_eq!(Proof::check(&text, Some(&seed())).unwrap().faults, []);
    // Before the seed is opened, and with the seed that was published beside it.
    let early = Proof { drawn: None, ..proof() }.text();
    assert_eq!(Proof::check(&early, None).unwrap().drawn, None);
    let checked = Proof::check(&early, Some(&seed())).unwrap();
    assert_eq!((checked.drawn, checked.faults), (Some(12), vec![]));
}

#[test]
fn what_was_altered_is_named() {
    let text = proof().text();
    let faults = |text: &str, seed: Option<&Seed>| Proof::check(text, seed).unwrap().faults;
    let line = |target: &str| format!("{target}\t{}\n", seed().ticket(target));
    let other = Seed::parse("another").unwrap();
    let altered = text.replacen("T10\tP10\t653125\t40000000", "T10\tP10\t653125\t40000001", 1);
    let own = Hash::of(altered.split_once("\n\n").unwrap().1.as_bytes());
    assert_eq!(faults(&altered, None), [Fault::FrameAltered(own)]);
    assert_eq!(faults(&text, Some(&other))[0], Fault::OtherSeed);
    let early = Proof { drawn: None, ..proof() }.text();
    assert_eq!(faults(&early, Some(&other)), [Fault::SeedDiffers(other.commitment())]);
    let forged = text.replacen(SEED, "another", 1);
    assert_eq!(faults(&forged, None)[0], Fault::SeedDiffers(other.commitment()));
    let fewer = text.replacen("drawn\t12", "drawn\t11", 1).replacen(&line("T12"), "", 1);
    assert_eq!(faults(&fewer, None), [Fault::Left("T12".to_owned())]);
    let swapped = text.replacen(&line("T12"), &line("T24"), 1);
    assert_eq!(
        faults(&swapped, None),
        [Fault::Left("T12".to_owned()), Fault::Added("T24".to_owned())]
    );
    let (nine, last) = (line("T09"), line("T18"));
    let moved = text.replacen(&format!("{nine}{last}"), &format!("{last}{nine}"), 1);
    assert_eq!(faults(&moved, None), [Fault::Moved("T18".to_owned())]);
    let twice =
        text.replacen("drawn\t12", "drawn\t13", 1).replacen(&nine, &(nine.clone() + &nine), 1);
    assert_eq!(faults(&twice, None), [Fault::Moved("T09".to_owned())]);
}

#[test]
fn what_is_no_proof_is_refused_by_its_line() {
    let text = proof().text();
    let cut = |from: &str, to: &str| text.replacen(from, to, 1);
    for (wrong, expect) in [
        (String::new(), Fault::Unread(1)),
        (frame().text(), Fault::Unread(1)),
        (cut("proof of a draw 1", "proof of a draw 2"), Fault::Unread(1)),
        (cut("commitment\t8d", "commitment\t"), Fault::Unread(2)),
        (cut("frame\t", "frames\t"), Fault::Unread(3)),
        (cut(&format!("seed\t{SEED}"), "seed\t-"), Fault::Unread(5)),
        (cut("drawn\t12", "drawn\t13"), Fault::Unread(5)),
        (cut("drawn\t12", "drawn\t-"), Fault::Unread(5)),
        (cut("T18\t9c", "T18\t"), Fault::Unread(7)),
        (cut("mingzhang draw 1", "x"), Fault::FrameUnread(19)),
        (cut("\t91.1\t", "\t91.10\t"), Fault::FrameUnread(20)),
    ] {
        assert_eq!(Proof::check(&wrong, None), Err(expect), "{wrong}");
    }
}

fn committed() -> Draw {
    Draw::begin(seed().commitment(), String::new(), ANA, on()).unwrap()
}

fn freeze(projects: u64) -> Step {
    Step::Freeze { frame: frame().hash(), projects }
}

fn reveal(seed: &str) -> Step {
    Step::Reveal { seed: seed.to_owned() }
}

fn withdraw(reason: &str) -> Step {
    Step::Withdraw { reason: reason.to_owned() }
}

#[test]
fn from_the_commitment_to_the_draw() {
    let frozen = committed().step(freeze(24), BEN, on()).unwrap();
    assert_eq!((frozen.state(), frozen.frame()), (State::Frozen, Some((frame().hash(), 24))));
    let drawn = frozen.step(reveal(&format!(" {SEED} ")), BEN, on()).unwrap();
    assert_eq!((drawn.state(), drawn.seed()), (State::Drawn, Some(&seed())));
    assert!(!drawn.state().is_open() && frozen.state().is_open());
    assert_eq!(committed().replayed(drawn.history()), Ok(drawn));
    let given_up = frozen.step(withdraw("名册有误"), ANA, on()).unwrap();
    assert_eq!((given_up.state(), given_up.seed()), (State::Withdrawn, None));
}

#[test]
fn what_is_refused() {
    use StepRefusal as R;
    let frozen = committed().step(freeze(24), BEN, on()).unwrap();
    let drawn = frozen.step(reveal(SEED), BEN, on()).unwrap();
    let early = Day::parse("2021-02-28").unwrap();
    let again = Step::Commit { commitment: hash(&"0".repeat(64)), again: "x".to_owned() };
    for (at, step, by, day, expect) in [
        (committed(), freeze(24), ANA, on(), R::SamePerson),
        (committed(), freeze(0), BEN, on(), R::NothingToDraw),
        (committed(), reveal(SEED), BEN, on(), R::NotFromHere),
        (committed(), freeze(24), Who::Engine, on(), R::OnlyPerson),
        (committed(), freeze(24), BEN, early, R::BeforeLastStep),
        (committed(), withdraw(" "), ANA, on(), R::NoReason),
        (committed(), again.clone(), BEN, on(), R::NotFromHere),
        (frozen.clone(), reveal(SEED), ANA, on(), R::SamePerson),
        (frozen.clone(), reveal("4F1C-9a02-77de-0b31"), BEN, on(), R::SeedDiffers),
        (frozen.clone(), reveal(" "), BEN, on(), R::SeedDiffers),
        (frozen.clone(), freeze(24), BEN, on(), R::NotFromHere),
        (frozen, withdraw(""), BEN, on(), R::NoReason),
        (drawn.clone(), withdraw("结果不好"), BEN, on(), R::NotFromHere),
        (drawn.clone(), reveal(SEED), BEN, on(), R::NotFromHere),
        (drawn, again, BEN, on(), R::NotFromHere),
    ] {
        assert_eq!(at.step(step.clone(), by, day).unwrap_err(), expect, "{step:?}");
    }
    let machine = Draw::begin(seed().commitment(), String::new(), Who::Engine, on());
    assert_eq!(machine.unwrap_err(), R::OnlyPerson);
    for wrong in ["", " ", "-", "a\u{1f}b", &"长".repeat(201)] {
        assert_eq!(Seed::parse(wrong), None, "{wrong:?}");
    }
}

prop_compose! {
    fn any_lines()(all in prop::collection::vec(
        (prop::option::of(0..900_000_000_i64), prop::option::of(0..1_000_000_i64), 0..2_u32, 0..3_u32),
        1..60,
    )) -> Vec<Line> {
        let numbered = (1..).zip(all);
        numbered.map(|(number, (money, score, red, yellow))| {
            line(number, (money, score), (red, yellow))
        }).collect()
    }
}

proptest! {
    #[test]
    fn every_stratum_gets_its_share_and_no_more(
        lines in any_lines(), seed in "[a-z0-9-]{4,40}",
        risk in prop::array::uniform3(0..=1_000_000_i64),
        money in prop::array::uniform3(0..=1_000_000_i64),
    ) {
        let limits = Limits { risk: risk.map(Decimal), money: money.map(Decimal), ..head().limits };
        let frame = Frame::new(Head { limits, ..head() }, lines.clone()).unwrap();
        let seed = Seed::parse(&seed).unwrap();
        let sample = frame.draw(&seed);
        prop_assert_eq!(sample.strata.iter().map(|one| one.lines).sum::<usize>(), lines.len());
        for stratum in &sample.strata {
            let of = |pick: &&Pick<'_>| (pick.risk, pick.size) == (stratum.risk, stratum.size);
            let picks: Vec<_> = sample.picks.iter().filter(of).collect();
            prop_assert_eq!(picks.len(), stratum.drawn);
            let least = risk[stratum.risk as usize].max(money[stratum.size as usize]) as usize;
            prop_assert!(stratum.drawn * 1_000_000 >= stratum.lines * least);
            prop_assert!(stratum.drawn <= stratum.lines);
            prop_assert!(stratum.lines == 0 || stratum.drawn >= 1);
            prop_assert!(stratum.drawn <= 1 || (stratum.drawn - 1) * 1_000_000 < stratum.lines * least);
            // Whoever was left has a later ticket than all who were drawn.
            let last = picks.iter().map(|pick| pick.ticket).max();
            let left = frame.lines().iter().filter(|line| {
                Risk::of(line, &limits) == stratum.risk && Size::of(line, &limits) == stratum.size
                    && !picks.iter().any(|pick| pick.line == *line)
            });
            for line in left {
                prop_assert!(Some(seed.ticket(&line.target)) > last);
            }
        }
        // In whatever order they come, and however they were kept.
        let turned = Frame::new(*frame.head(), lines.into_iter().rev().collect()).unwrap();
        prop_assert_eq!(turned.text(), frame.text());
        prop_assert_eq!(Frame::read(&frame.text()), Ok(turned));
    }

    #[test]
    fn no_text_makes_the_reader_fail(text in "(mingzhang (proof of a )?draw 1|[\t\n=,a-z0-9-]){0,60}") {
        let _ = Proof::check(&text, None);
        prop_assert!(Frame::read(&text).map_or(true, |frame| frame.text() == text));
    }

    #[test]
    fn who_committed_neither_freezes_nor_reveals(
        steps in prop::collection::vec((0..4_u8, 0..3_u64), 1..30),
    ) {
        let mut at = committed();
        for (kind, who) in steps {
            let by = Who::Person(PersonId(who), PostId(who));
            let step = match kind {
                0 => freeze(24),
                1 => reveal(SEED),
                2 => withdraw("误"),
                _ => Step::Commit { commitment: frame().hash(), again: String::new() },
            };
            let Ok(after) = at.step(step.clone(), by, on()) else { continue };
            prop_assert!(at.state().is_open());
            if matches!(step, Step::Freeze { .. } | Step::Reveal { .. }) {
                prop_assert!(at.committer().and_then(Who::person) != by.person());
            }
            prop_assert!(after.seed().is_none() || after.frame().is_some());
            prop_assert_eq!(after.commitment(), at.commitment());
            at = after;
        }
        prop_assert_eq!(committed().replayed(at.history()), Ok(at));
    }
}
