//! What is refused of fund proposals: by office and state, and line by line.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused() {
    for test in databases().await.unwrap() {
        let story = Story::new(&test).await;
        let engine = &test.engine;
        let county = officer(&story.context, Role::BureauFund, 653_125).await;
        let draft = writing("special", "10", &[("special-minority", "region", "10")]);
        assert_eq!(refused(story.begins(&county, &draft).await), Refusal::OutOfScope, "{engine}");
        let id = story.begins(&story.fund, &draft).await.unwrap();
        let far = OneFundProposal::read(&story.context, &on(DAY), &county, id).await;
        assert!(matches!(far, Err(Failure::Refused(Refusal::UnknownRecord | Refusal::OutOfScope))));
        let strange = story.prepares(&story.fund, id, "praise", "").await;
        assert_eq!(refused(strange), Refusal::UnknownStep);
        let other = story.prepares(&story.farm, id, "submit", "").await;
        assert_eq!(refused(other), Refusal::OutOfScope, "{engine}: another office");
        story.prepares(&story.fund, id, "submit", "").await.unwrap();
        let rewritten = rewrite(&story.context, &on(DAY), &story.fund, (id, &draft)).await;
        assert_eq!(refused(rewritten), Refusal::Step(R::NotFromHere), "{engine}");
        let farm = story.passes(&story.farm, id, "approve", "同意").await;
        assert_eq!(refused(farm), Refusal::OutOfScope, "{engine}: it waits for the leader");
        let strange = story.passes(&story.leader, id, "praise", "同意").await;
        assert_eq!(refused(strange), Refusal::UnknownStep);
        let review = story.passes(&story.leader, id, "review", "同意").await;
        assert_eq!(refused(review), Refusal::Step(R::NotFromHere), "{engine}: nobody reviews it");
        let silent = story.passes(&story.leader, id, "return", " ").await;
        assert_eq!(refused(silent), Refusal::Step(R::NoReason));
        let mut both = story.fund.clone();
        both.held.extend(story.leader.held.clone());
        let own = story.passes(&both, id, "approve", "同意").await;
        assert_eq!(refused(own), Refusal::Step(R::SamePerson), "{engine}: four eyes");
        let one = story.one(&both, id).await;
        assert!(!one.may.contains(&May::Pass), "{engine}: it is not offered either");
        assert_eq!(one.followed.steps.len(), 2, "{engine}: nothing was kept");
        story.passes(&story.leader, id, "approve", "同意").await.unwrap();
        let late = story.passes(&story.leader, id, "return", "改").await;
        assert_eq!(refused(late), Refusal::Step(R::NotFromHere), "{engine}: it is locked");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_by_its_line() {
    let test = databases().await.unwrap().remove(0);
    let story = Story::new(&test).await;
    let lines = [("special-minority", "region", "10"), ("special-farm", "中央", "5.5")];
    let good = writing("special", "15.50", &lines);
    let changed = |change: &dyn Fn(&mut Writing)| {
        let mut writing = good.clone();
        change(&mut writing);
        writing
    };
    for (writing, says) in [
        (changed(&|w| w.kind = "多少".into()), "没有“多少”这种"),
        (changed(&|w| w.fiscal_year = "19".into()), "四位数字"),
        (changed(&|w| w.total = "15.51".into()), "合计为 15.50 元"),
        (changed(&|w| w.total = "很多".into()), "金额"),
        (changed(&|w| w.lines.clear()), "至少填写一行"),
        (changed(&|w| w.lines[1].amount = String::new()), "第 2 行的金额须大于零"),
        (changed(&|w| w.lines[1].amount = "五".into()), "第 2 行：“五”不是金额"),
        (changed(&|w| w.lines[1].reason = " ".into()), "第 2 行没有理由"),
        (changed(&|w| w.lines[1].pooled = "6".into()), "第 2 行的统筹整合金额"),
        (changed(&|w| w.lines[1].source = "县".into()), "第 2 行：资金来源"),
        (changed(&|w| w.lines[1].fund = "没有".into()), "第 2 行：没有资金“没有”"),
        (changed(&|w| w.lines[1].fund = "bond-poverty".into()), "不是这一类意见所列的资金"),
        (changed(&|w| w.lines[1] = w.lines[0].clone()), "第 2 行与前面某行"),
        (changed(&|w| w.arrangement = " ".into()), "工作安排"),
        (changed(&|w| w.replaces = "7".into()), "要替代的意见不存在"),
        (changed(&|w| w.table = "资金,金额\nspecial-farm,1".into()), "没有“资金来源”这一列"),
        (
            changed(&|w| w.table = "资金,资金来源,金额,理由\nspecial-farm,中央,x,y".into()),
            "第 1 行：“x”不是金额",
        ),
    ] {
        let sentence = told(story.begins(&story.fund, &writing).await);
        assert!(sentence.contains(says), "{sentence} instead of {says}");
    }
    let before = begin(&story.context, &on("2019-05-21"), &story.fund, &good).await;
    assert!(told(before).contains("尚未施行"), "the regulation is of the next day");
    let blocks = writing("blocks", "1", &[("integrated-rivers", "莎车县", "1")]);
    let county = told(story.begins(&story.farm, &blocks).await);
    assert!(county.contains("“莎车县”不是地（州、市）"), "{county}");
    let mut alone = writing("blocks", "1", &[("integrated-rivers", "喀什地区", "1")]);
    alone.consulted = String::new();
    let alone = told(story.begins(&story.farm, &alone).await);
    assert!(alone.contains("会同哪些部门"), "{alone}");
    // A pasted table stands in the place of what was typed, in any order of its columns.
    let table =
        "\u{feff}理由\t金额\t资金来源\t资金\r\n增长\t1,234.50\t自治区\t少数民族发展资金\r\n\r\n";
    let funds = &story.context.pack.funds;
    let name = &funds.get(funds.resolve("special-minority").unwrap()).name;
    let table = table.replace("少数民族发展资金", name);
    let pasted = changed(&|w| {
        w.table = table.clone();
        w.total = "1234.5".into();
    });
    let id = story.begins(&story.fund, &pasted).await.unwrap();
    let one = story.one(&story.fund, id).await;
    let said = one.followed.one.text();
    assert_eq!((said.lines.len(), said.total.0), (1, 123_450));
    assert_eq!(said.lines[0].fund, "special-minority");
}
