//! What a person gets wrong at a desk: each mistake is told with what would be right, and changes nothing.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

#[path = "common/program.rs"]
mod program;

use std::fs;

use tempfile::TempDir;

const PAYMENTS: &str = "\
凭证号,县,年度,支付日期,金额,支付方式,款项性质,收款人,收款人类型
0001,莎车县,2019,2019-07-10,100000.00,授权支付,进度款,新疆天山路桥有限公司,企业
";

/// Runs a command line in a folder with `数据/支付.csv` and an empty folder `空`.
fn said(dir: &TempDir, asked: &str) -> (String, Option<i32>) {
    let output = program::run_in(dir.path(), &asked.split_whitespace().collect::<Vec<&str>>());
    (program::said(&output), output.status.code())
}

fn desk() -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("数据")).unwrap();
    fs::create_dir(dir.path().join("空")).unwrap();
    fs::write(dir.path().join("数据/支付.csv"), PAYMENTS).unwrap();
    dir
}

#[test]
fn a_mistake_is_told_with_what_would_be_right() {
    let dir = desk();
    for (asked, told) in [
        ("check", "缺少 <路径>"),
        ("check 数剧", "找不到 数剧"),
        ("check 空", "空 中没有可识别的表"),
        ("check 数据 --as-of 2019-02-30", "不是日历上的日期；请写成 2019-05-22"),
        ("check 数据 --rule pay.delegate", "没有规则“pay.delegate”；是否想写 pay.delegated？"),
        ("check 数据 --rule delegated", "相近的有：pay.delegated"),
        ("check 数据 --rule 以授权支付方式", "相近的有：pay.delegated"),
        ("check 数据 --rule pay.nonsense-of-mine", "pay.data、pay.delegated"),
        ("check 数据 --rule 乱写", "用 mingzhang policy show 列出全部规则"),
        ("check 数据 --level 绿灯", "不能是“绿灯”；可选：red、yellow"),
        ("check 数据 --threads 300", "应为 0 到 256 的整数，0 为全部核心"),
        ("check 数据 --strict=yes", "--strict 后面不写取值"),
        ("check 数据 --format xlsx", "工作簿请用 --output 指定文件"),
        ("check 数据 --output 空", "空 是目录；请写出文件名，如 空/findings.xlsx"),
        ("check 数据 --output 无/a.txt", "没有目录 无，请先建立"),
        ("check 数据 --output 数据/支付.csv", "是被检查的数据，不能覆盖"),
        ("check 数据/支付.csv --output 数据/支付.csv", "是被检查的数据，不能覆盖"),
        ("check 数据 --output a.csv --format xlsx", "请改写 --format csv（或不写），或另取文件名"),
        ("check 数据 -o a.XLSX --format text --lang en", "write --format xlsx (or none)"),
        ("check 数据 --rejected 数据", "请另指定一个空文件夹"),
        ("check 数据 --pack 新疆", "没有政策包“新疆”"),
        ("explain pay.delegated 0001 数据", "是否想写：653125/0001"),
        ("archive verify 档案.zip", "无法读取 档案.zip：没有这个文件或目录"),
        ("archive verify 数据/支付.csv", "不是项目档案：无法读取，或没有 SHA256SUMS"),
        ("draw verify 抽样.txt", "无法读取 抽样.txt：没有这个文件或目录"),
        ("draw verify 数据/支付.csv", "第 1 行：不是抽查抽样的验证文件"),
        ("draw verify 数据/支付.csv --lang en", "line 1: not the proof of a draw"),
        ("draw verify 数据/支付.csv --seed -", "种子为空、过长或含有控制字符"),
        ("archive verify 数据/支付.csv --lang en", "Use the file that was taken out"),
        ("policy show 乱写", "没有规则或条款“乱写”"),
        ("policy show B-3.2.2", "相近的有：B-3.2.2.a、B-3.2.2.b、B-3.2.2.c、"),
        ("policy show B-3.2.2.zz", "相近的有：B-3.2.2.a、B-3.2.2.b、"),
        ("policy show b-3.2.2.C", "是否想写 B-3.2.2.c？"),
        ("policy show B-9.9", "B 的条款从 B-"),
        ("policy show B-9.9 --lang en", "the clauses of B go from B-"),
        ("policy coverage 没有", "没有政策包“没有”"),
        ("policy coverage 没有 --pack xinjiang-2019", "只能写一次"),
        ("policy export xinjiang-2019 数据", "目录 数据 不是空的"),
        ("simulate 数据", "目录 数据 不是空的"),
        ("--lang en simulate 数据", "the folder 数据 is not empty; choose another"),
        ("simulate 数据/支付.csv", "无法写入 数据/支付.csv：已经存在"),
        ("simulate 新 --counties 999", "没有 999 个县：--counties 应为 0 到 "),
        ("--lang en simulate 新 --counties 999", "there are no 999 counties: write a whole number"),
        ("simulate 新 --counties -1", "--counties <数> 不能是“-1”：应为不小于 0 的整数"),
        ("simulate 新 --payments 100000001", "应为 0 到 100000000 的整数"),
        ("--lang en simulate 新 --payments x", "write a whole number from 0 to 100000000"),
        ("simulate 新 --seed 18446744073709551616", "--seed <数> 不能是“18446744073709551616”"),
    ] {
        let (text, status) = said(&dir, asked);
        assert!(text.contains(told) && status == Some(2), "{asked}: {status:?} {text}");
        assert_eq!(fs::read_to_string(dir.path().join("数据/支付.csv")).unwrap(), PAYMENTS);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "{asked} left something");
    }
}

#[test]
fn what_no_part_carries_out_yet_is_named_in_the_readers_language() {
    let dir = desk();
    for (asked, told) in [
        ("policy show A-3.2.a", "  落实：流程 机构与职责范围"),
        ("policy show A-16.b", "  落实：尚未落实（流程：绩效档案）"),
        ("policy show A-16.b --lang en", "  carried out by: not yet workflow performance files"),
        ("policy coverage xinjiang-2019 --all", "A-16.b\t尚未落实\t流程 绩效档案\t"),
        ("policy coverage --all --lang en", "A-16.b\tnot yet\tworkflow performance files\t"),
        ("policy coverage rural-revitalization-2021", "R "),
        ("policy coverage --pack rural-revitalization-2021", "R "),
    ] {
        let (text, status) = said(&dir, asked);
        assert!(text.contains(told) && status == Some(0), "{asked}: {status:?} {text}");
    }
}

#[test]
fn a_simulated_region_says_what_to_do_with_it() {
    let dir = desk();
    for (asked, told) in [
        (
            "simulate a --counties 1 --payments 0",
            "判断日期为 2020-12-31，请运行：mingzhang check a --as-of",
        ),
        ("simulate b --counties 1 --payments 0", "未能植入（这样的规模没有合适的对象）：allot."),
        (
            "simulate c --counties 1 --payments 0 --lang en",
            "run mingzhang check c --as-of 2020-12-31",
        ),
        (
            "simulate d --counties 1 --payments 0 --lang en",
            "want of a subject at this size: allot.",
        ),
    ] {
        let (text, status) = said(&dir, asked);
        assert!(text.contains(told) && status == Some(0), "{asked}: {status:?} {text}");
    }
    let (clean, _) = said(&dir, "simulate e --counties 1 --payments 0 --clean");
    assert!(clean.contains("--as-of 2020-12-31") && !clean.contains("未能植入"), "{clean}");
}

#[test]
fn what_is_only_doubtful_is_said_and_judged() {
    let dir = desk();
    for (asked, told, status) in [
        ("--as-of 2150-01-01", "提醒：判断日期 2150-01-01 在今天之后", 1),
        ("--as-of 1990-01-01", "提醒：判断日期 1990-01-01 早于政策包适用的年度（2016 年起）", 0),
        ("--as-of 2019-12-31 --level 红灯", "红灯 1 项，黄灯 0 项", 1),
        ("--as-of 2019-12-31 --threads 0", "红灯 1 项，黄灯 0 项", 1),
    ] {
        let (text, found) = said(&dir, &format!("check 数据 --rule pay.delegated {asked}"));
        assert!(text.contains(told) && found == Some(status), "{asked}: {found:?} {text}");
    }
    let (text, _) = said(&dir, "check 数据 --rule pay.delegated --as-of 2019-12-31");
    assert!(!text.contains("提醒"), "{text}");
}
