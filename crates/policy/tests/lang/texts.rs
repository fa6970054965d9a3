//! Words and texts.

use crate::fixture::check_truth;

#[test]
fn words_of_codes() {
    check_truth(&[
        ("channel = 'delegated'", "channel=delegated", "true"),
        ("channel = 'delegated'", "channel=direct", "false"),
        ("channel = 'delegated'", "", "unknown"),
        ("'delegated' = channel", "channel=delegated", "true"),
        ("channel <> 'delegated'", "channel=direct", "true"),
        ("channel = ''", "channel=''", "true"),
        ("channel = ''", "channel=direct", "false"),
        ("channel = channel_before", "channel=direct channel_before=direct", "true"),
        ("channel <> channel_before", "channel=direct channel_before=delegated", "true"),
        ("channel = channel_before", "channel=direct", "unknown"),
        ("kind in ('advance', 'final')", "kind=final", "true"),
        ("kind in ('advance', 'final')", "kind=progress", "false"),
        ("kind in ('advance', 'final')", "kind=''", "false"),
        ("kind in ('advance', '')", "kind=''", "true"),
        ("kind in ('advance', 'final')", "", "unknown"),
        ("kind not in ('advance', 'final')", "kind=progress", "true"),
        ("kind in paid_kinds", "kind=final", "true"),
        ("kind in paid_kinds", "kind=progress", "false"),
        ("kind not in paid_kinds", "kind=progress", "true"),
        ("kind in paid_kinds", "", "unknown"),
    ]);
}

#[test]
fn texts_are_equal_or_not() {
    check_truth(&[
        ("purpose = '工程款'", "purpose=工程款", "true"),
        ("purpose = '工程款'", "purpose=补助", "false"),
        ("purpose = '工程款'", "purpose=''", "false"),
        ("purpose = '工程款'", "", "unknown"),
        ("purpose <> '工程款'", "purpose=补助", "true"),
        ("purpose = ''", "purpose=''", "true"),
        ("purpose = ''", "purpose=补助", "false"),
        ("purpose = payee", "purpose=x payee=x", "true"),
        ("purpose = payee", "purpose=x payee=y", "false"),
        ("purpose = payee", "purpose='' payee=''", "true"),
        ("purpose = payee", "purpose=x", "unknown"),
        ("purpose in ('工程款', '补助')", "purpose=补助", "true"),
        ("purpose in ('工程款', '补助')", "purpose=其他", "false"),
        ("purpose in ('工程款', '')", "purpose=''", "true"),
        ("purpose in ('a', 'b', 'c', 'd', 'e', 'f')", "purpose=e", "true"),
        ("purpose in vague", "purpose=有效", "true"),
        ("purpose in vague", "purpose=有", "false"),
        ("purpose in vague", "", "unknown"),
        ("purpose in no_words", "purpose=x", "false"),
        ("purpose in no_words", "", "unknown"),
        ("'它''它' = '它''它'", "", "true"),
    ]);
}

#[test]
fn texts_that_the_data_lack_are_still_texts() {
    check_truth(&[
        ("'甲' = '乙'", "", "false"),
        ("'甲' <> '乙'", "", "true"),
        ("'甲' = '甲'", "", "true"),
        ("case when amount > 0 then '甲' else '乙' end = '甲'", "amount=1", "true"),
        ("case when amount > 0 then '甲' else '乙' end = '甲'", "amount=0", "false"),
        ("case when amount > 0 then '显著' else '乙' end in vague", "amount=1", "true"),
        (
            "case when amount > 0 then '甲' else purpose end = purpose",
            "amount=1 purpose=乙",
            "false",
        ),
        ("contains_any(coalesce(purpose, '效果显著'), vague)", "", "true"),
        ("all_digits(coalesce(purpose, '12'))", "", "true"),
    ]);
}

#[test]
fn words_inside_texts() {
    check_truth(&[
        ("contains_any(purpose, vague)", "purpose=效果显著提高", "true"),
        ("contains_any(purpose, vague)", "purpose=加强", "true"),
        ("contains_any(purpose, vague)", "purpose=建成12公里", "false"),
        ("contains_any(purpose, vague)", "purpose=''", "false"),
        ("contains_any(purpose, vague)", "", "unknown"),
        ("not contains_any(purpose, vague)", "", "unknown"),
        ("contains_any(purpose, no_words)", "purpose=x", "false"),
        ("contains_any(purpose, no_words)", "", "unknown"),
        ("starts_with_any(purpose, codes)", "purpose=30201", "true"),
        ("starts_with_any(purpose, codes)", "purpose=302", "true"),
        ("starts_with_any(purpose, codes)", "purpose=30", "false"),
        ("starts_with_any(purpose, codes)", "purpose=130201", "false"),
        ("starts_with_any(purpose, codes)", "purpose=''", "false"),
        ("starts_with_any(purpose, codes)", "", "unknown"),
    ]);
}

#[test]
fn letters_of_texts() {
    let check = |text: &str, has_digit, all_digits, has_chinese| {
        let row = format!("payee={text}");
        check_truth(&[
            ("has_digit(payee)", &row, has_digit),
            ("all_digits(payee)", &row, all_digits),
            ("has_chinese(payee)", &row, has_chinese),
        ]);
    };
    check("''", "false", "false", "false");
    check("123", "true", "true", "false");
    check("１２3", "true", "true", "false");
    check("1-2", "true", "false", "false");
    check("张三", "false", "false", "true");
    check("第3组", "true", "false", "true");
    check("Abc。", "false", "false", "false");
    check("〇", "false", "false", "true");
    check("𠮷", "false", "false", "true");
    check("㐀", "false", "false", "true");
    check("豈", "false", "false", "true");
    check_truth(&[
        ("has_digit(payee)", "", "unknown"),
        ("all_digits(payee)", "", "unknown"),
        ("has_chinese(payee)", "", "unknown"),
    ]);
}
