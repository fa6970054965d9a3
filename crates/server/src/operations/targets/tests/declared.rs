//! What printed forms say of targets: which of several is taken, and what is refused; nothing is kept by reading.

use domain::Lang;
use rust_xlsxwriter::Workbook;

use super::*;
use crate::operations::handling::acting::Sent;

/// A workbook with one sheet: cells of a row apart by `|`.
pub(crate) fn forms(text: &str) -> Sent {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split('|')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    Sent { name: "申报表.xlsx".to_owned(), content: book.save_to_buffer().unwrap() }
}

/// A form with one indicator.
fn form(title: &str, name: &str, more: &str, indicator: &str) -> String {
    format!(
        "{title}\n项目名称|{name}{more}\n年度资金总额（万元）|80\n年度目标|养羊\n\
         一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|{indicator}\n"
    )
}

const TITLE: &str = "项目支出绩效目标申报表（2020年度）";

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_the_target_is_read_and_nothing_is_kept() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let id = story.begins(&story.line, "P1").await.unwrap();
        let before = story.read(&story.line, id).await.one.text().clone();
        let read =
            async |text: &str, by: &Actor| declared(&story.context, by, (id, forms(text))).await;
        let all = [
            form(TITLE, "村道", "", "里程|≥10公里"),
            form(TITLE, "扶贫 养羊", "", "母羊|≥600只"),
            form("项目支出绩效目标申报表（2019年度）", "扶贫养羊", "", "母羊|≥500只"),
        ]
        .concat();
        let found = read(&all, &story.line).await.unwrap();
        let one = &found.writing.indicators[0];
        assert_eq!(
            (one.name.as_str(), one.value.as_str(), one.unit.as_str()),
            ("母羊", "600", "只")
        );
        assert_eq!((found.writing.total.as_str(), found.called.as_deref()), ("800000.00", None));
        // The form states no fiscal part, so it stays.
        assert_eq!(found.writing.fiscal, before.fiscal.plain());
        let alone = read(&form(TITLE, "肉羊养殖", "", "母羊|≥600只"), &story.line).await.unwrap();
        assert_eq!(alone.called.as_deref(), Some("肉羊养殖"));
        let numbered = form(TITLE, "肉羊养殖", "|目标编号|P1-MB2020", "母羊|≥700只");
        let numbered = read(&[all.clone(), numbered].concat(), &story.line).await.unwrap();
        assert_eq!(numbered.writing.indicators[0].value, "700");
        assert_eq!(story.read(&story.line, id).await.one.text(), &before, "nothing is kept");
        story.writes(id, &found.writing).await.unwrap();
        assert_eq!(story.read(&story.line, id).await.one.text().total.plain(), "800000.00");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_others_and_cells_that_are_not_certain_are_refused_by_name() {
    let test = databases().await.unwrap().remove(0);
    let story = Story::new(&test).await;
    let id = story.begins(&story.line, "P1").await.unwrap();
    let two = |name: &str| form(TITLE, name, "", "里程|≥10公里");
    let last_year = "项目支出绩效目标申报表（2019年度）";
    let refusals = [
        ([two("村道"), two("桥")].concat(), "target-form-other", "村道、桥"),
        ([two("扶贫养羊"), two("扶贫养羊")].concat(), "target-form-other", "同名的只留一份"),
        (form(last_year, "扶贫养羊", "", "母羊|5"), "target-form-year", "2019"),
        (form(TITLE, "扶贫养羊", "|项目编号|P2", "母羊|5"), "target-form-other", "扶贫养羊"),
        (form("政策绩效目标申报表", "扶贫养羊", "", "母羊|5"), "target-form-other", "扶贫养羊"),
        (form(TITLE, "扶贫养羊", "", "|5"), "target-form-unread", "单元格 D6"),
        ("凭证号|金额\n1|2".to_owned(), "unreadable", "没有找到绩效目标申报表"),
    ];
    for (text, code, told) in refusals {
        let done = declared(&story.context, &story.line, (id, forms(&text))).await;
        let Err(Failure::Import(refusal)) = done else { panic!("{told}: {done:?}") };
        if code != "unreadable" {
            assert!(matches!(&*refusal, ImportRefusal::Named { code: own, .. } if *own == code));
        }
        let said = refusal.sentence(Lang::Zh);
        assert!(said.contains(told), "{said}");
    }
    let large = Sent { name: "大.xlsx".to_owned(), content: vec![0; (10 << 20) + 1] };
    let done = declared(&story.context, &story.line, (id, large)).await;
    assert!(matches!(refused(done), Refusal::AttachmentSize));
    let sent = forms(&two("扶贫养羊"));
    let strange = declared(&story.context, &story.stranger, (id, sent.clone())).await;
    assert!(matches!(refused(strange), Refusal::OutOfScope | Refusal::UnknownRecord));
    let reviewer = declared(&story.context, &story.reviewer, (id, sent)).await;
    assert!(matches!(refused(reviewer), Refusal::OutOfScope));
}
