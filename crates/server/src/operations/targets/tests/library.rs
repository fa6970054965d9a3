//! The indicator library before the rules: a target that begins with the template of any type, with the library's own
//! values and examples, breaks none and leaves nothing doubtful.

use domain::{Fen, Lang};
use store::testing::databases;

use super::*;
use crate::operations::imports::Party;

#[tokio::test(flavor = "multi_thread")]
async fn every_template_keeps_the_rules() {
    let test = databases().await.unwrap().remove(0);
    let context = context(&test);
    let heads = "项目编号,项目名称,县,类别,年度,实施单位,负责人,计划金额";
    let types = &context.pack.library.types;
    assert!(types.len() >= 15);
    let row = |of: &policy::pack::ProjectType| {
        format!("{0},{1}项目,653125,{1},2020,莎车县财政局,王某,900000", of.id, of.words[0])
    };
    let rows: Vec<String> = types.iter().map(row).collect();
    take_in(&test, &[("项目.csv", &format!("{heads}\n{}\n", rows.join("\n")))]).await;
    for of in types {
        assert_eq!(context.pack.library.of_category(&of.words[0]), Some(of), "{}", of.id);
        let lines = context.pack.library.of_type(of, 2020);
        let lines = lines.filter_map(|(one, points)| Some((one, points?)));
        let indicators = lines.map(|(one, points)| {
            let mut indicator = from_library(one, points, of.core.contains(&one.id));
            if indicator.value.is_empty() {
                indicator.value = one.example.clone();
            }
            indicator
        });
        let money = Fen(90_000_000);
        let promised = Text {
            goal: format!("完成{}项目", of.name.zh),
            total: money,
            fiscal: money,
            indicators: indicators.collect(),
            evidence: Vec::new(),
        };
        let kept = TargetWay {
            target: format!("T-{}", of.id),
            subject_kind: "project".to_owned(),
            subject: of.id.clone(),
            fiscal_year: 2020,
            ..TargetWay::default()
        };
        let (day, sheet) = (on("2020-03-01").day, sheet(&kept, &promised));
        let said = entry::foreseen(&context, day, Party::Operator, &sheet).await.unwrap();
        assert_eq!(said.rejected, [], "{}", of.id);
        let found = said.rows.iter().flat_map(entry::Judged::findings);
        // An example knows nothing of the project's money.
        let found: Vec<String> = found
            .filter(|found| found.rule != "target.cost")
            .map(|found| crate::output::message(&context.pack, found, Lang::En))
            .collect();
        assert_eq!(found, [] as [String; 0], "{}", of.id);
    }
}
