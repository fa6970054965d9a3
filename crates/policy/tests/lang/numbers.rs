//! Exact numbers: kinds, decimals, overflow.

use policy::lang::Expect;

use crate::fixture::{check_truth, scalar_of};

#[test]
fn sums_differences_and_products() {
    check_truth(&[
        ("amount + planned = 0", "amount=-3 planned=3", "true"),
        ("amount - planned > 0", "amount=4 planned=3", "true"),
        ("amount - planned > 0", "amount=4", "unknown"),
        ("amount + planned > 0", "planned=4", "unknown"),
        ("households * 3 = 12", "households=4", "true"),
        ("households * 3 = 12", "", "unknown"),
        ("2 + 3 * 4 = 14", "", "true"),
        ("(2 + 3) * 4 = 20", "", "true"),
        ("10 - 3 - 2 = 5", "", "true"),
        ("-households = 4", "households=-4", "true"),
        ("--households = 4", "households=4", "true"),
        ("-households < 0", "", "unknown"),
        ("households * amount = planned", "households=3 amount=5 planned=15", "true"),
        ("amount * households = planned", "households=3 amount=5 planned=15", "true"),
    ]);
}

#[test]
fn shares_keep_all_their_decimals() {
    check_truth(&[
        // 80 % of 3 fen is 2.4 fen.
        ("amount < percent_of(share, planned)", "amount=2 planned=3", "true"),
        ("amount < percent_of(share, planned)", "amount=3 planned=3", "false"),
        ("amount < percent_of(80%, planned)", "amount=2 planned=3", "true"),
        ("amount = percent_of(80%, planned)", "amount=4 planned=5", "true"),
        ("amount >= 0.8 * planned", "amount=4 planned=5", "true"),
        ("amount > 0.8 * planned", "amount=4 planned=5", "false"),
        (
            "percent_of(rate, planned) > amount",
            "rate=333333 planned=3000000 amount=999999",
            "false",
        ),
        (
            "percent_of(rate, planned) >= amount",
            "rate=333333 planned=3000000 amount=999999",
            "true",
        ),
        ("percent_of(33.3333%, planned) >= amount", "planned=3000000 amount=999999", "true"),
        ("percent_of(rate, households) > 2", "rate=500000 households=5", "true"),
        ("percent_of(rate, households) > 2.5", "rate=500000 households=5", "false"),
        ("percent_of(rate, score) = 0.5", "rate=500000 score=10000", "true"),
        ("percent_of(rate, percent_of(rate, amount)) = planned", "planned=1", "unknown"),
        (
            "percent_of(rate, percent_of(rate, amount)) = planned",
            "rate=500000 amount=4 planned=1",
            "true",
        ),
        ("percent_of(0, amount) = 0", "amount=5", "true"),
        ("rate * rate = 25%", "rate=500000", "true"),
        ("2 * rate = 100%", "rate=500000", "true"),
        ("rate >= 60%", "rate=600000", "true"),
        ("rate >= 60.0001%", "rate=600000", "false"),
        ("rate = 0", "rate=0", "true"),
        ("score * factor = 1.3", "score=10000", "true"),
        ("score > 1.3", "score=13001", "true"),
        ("score > 1.3", "score=13000", "false"),
        ("score = households", "score=30000 households=3", "true"),
        ("score + households = 3.5", "score=5000 households=3", "true"),
    ]);
}

#[test]
fn limits_finer_than_the_column_fall_between_its_values() {
    // 0.5 lies between the whole numbers 0 and 1, -0.5 between -1 and 0.
    let check = |sign: &str, zero, one| {
        check_truth(&[
            (&format!("households {sign} 0.5"), "households=0", zero),
            (&format!("households {sign} 0.5"), "households=1", one),
            (&format!("households {sign} -0.5"), "households=-1", zero),
            (&format!("households {sign} -0.5"), "households=0", one),
            (&format!("households {sign} 0.5"), "", "unknown"),
        ]);
    };
    check("<", "true", "false");
    check("<=", "true", "false");
    check(">", "false", "true");
    check(">=", "false", "true");
    check("=", "false", "false");
    check("<>", "true", "true");
}

#[test]
fn products_of_amounts_compare_with_each_other() {
    check_truth(&[
        ("amount * planned >= planned * amount", "amount=7 planned=8", "true"),
        ("amount * amount > planned * planned", "amount=7 planned=8", "false"),
        (
            "percent_of(share, amount) * planned = amount * percent_of(share, planned)",
            "amount=7 planned=9",
            "true",
        ),
        ("amount * planned > 0", "amount=4000000000000000000 planned=4000000000000000000", "true"),
        ("amount * planned > 0", "amount=4000000000000000000", "unknown"),
    ]);
}

#[test]
fn what_overflows_is_unknown_and_comparisons_never_overflow() {
    let huge = "amount=9000000000000000000 planned=9000000000000000000";
    check_truth(&[
        ("amount + planned > amount", huge, "true"),
        ("amount * planned > percent_of(share, amount) * planned", huge, "unknown"),
        // 8.1e37 times a million does not fit 128 bits, yet the order is plain.
        (
            "amount * amount > percent_of(share, planned) * planned",
            "amount=9000000000000000000 planned=3",
            "true",
        ),
        (
            "percent_of(share, planned) * planned > amount * amount",
            "amount=9000000000000000000 planned=3",
            "false",
        ),
        ("amount * planned + planned * amount > 0", huge, "true"),
        ("amount * planned * 1000 > 0", huge, "unknown"),
        ("amount * planned * 1000 is null", huge, "true"),
        (
            "-1 * amount * amount < percent_of(share, planned) * planned",
            "amount=9000000000000000000 planned=3",
            "true",
        ),
        ("amount > -1 * planned", huge, "true"),
    ]);
}

#[test]
fn the_lesser_the_greater_the_magnitude() {
    check_truth(&[
        ("least(households, year) = 3", "households=3 year=4", "true"),
        ("least(households, year) = 3", "households=3", "unknown"),
        ("greatest(households, year) = 4", "households=3 year=4", "true"),
        ("greatest(amount, planned, 0) = 0", "amount=-3 planned=-4", "true"),
        ("least(households, 2.5) = 2.5", "households=3", "true"),
        (
            "greatest(paid_on, received_on) = date '2019-06-02'",
            "paid_on=2019-06-01 received_on=2019-06-02",
            "true",
        ),
        ("abs(households - year) = 3", "households=1 year=4", "true"),
        ("abs(households - year) = 3", "households=4 year=1", "true"),
        ("abs(households) = 3", "", "unknown"),
        ("abs(rate) = 50%", "rate=-500000", "true"),
    ]);
}

#[test]
fn amounts_of_findings_drop_fractions_of_a_fen_towards_zero() {
    let check = |source: &str, row: &str, expect: &str| {
        assert_eq!(scalar_of(source, Expect::Money, row), expect, "{source} over {row}");
    };
    check("amount", "amount=7", "7");
    check("amount", "", "unknown");
    check("amount - planned", "amount=7 planned=9", "-2");
    check("percent_of(80%, amount)", "amount=3", "2");
    check("percent_of(80%, amount)", "amount=-3", "-2");
    check("percent_of(80%, amount)", "", "unknown");
    check("percent_of(share, planned) - amount", "planned=3 amount=2", "0");
    check("greatest(percent_of(50%, planned) - amount, 0)", "planned=9 amount=2", "2");
    check("amount + planned", "amount=9000000000000000000 planned=9000000000000000000", "unknown");
    check(
        "total(handed_down) - done_by(handed_down, as_of)",
        "handed_down=100/2019-07-01:60",
        "40",
    );
    check("large_dated", "paid_on=2020-01-01", "2000");
    check("case when registered then amount else 0 end", "", "0");
}
