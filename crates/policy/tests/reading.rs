//! Facts read the parameters that they say they read, and no others.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says why")]

#[path = "facts/records.rs"]
#[allow(dead_code, reason = "shared by tests of which each uses a part")]
mod records;

use std::collections::BTreeSet;

use domain::Day;
use policy::facts::{FactColumn, FactTable, TABLES};
use policy::pack::{Pack, Params, Value};
use policy::value::Column;
use policy::{Context, engine};
use records::records;

/// A little of everything that facts with parameters look at.
const DATA: &str = "
    allotments: id doc_no fund fiscal_year kind from to amount issued_on received_on for_poverty
    A1 n1 special-minority 2019 grant 653100 653125 1000 2019-02-20 2019-03-15 y
    A2 n2 other-central 2019 grant 653100 653125 1000 2019-02-20 2019-03-15 y
    projects: id name county category fiscal_year unit planned_amount
    P1 修路 653125 道路产业 2019 u 300
    P2 养羊 653125 产业发展 2019 u 600
    fundings: project allotment amount allotted_on
    P1 A1 300 2019-04-01
    P2 A1 500 2019-04-01
    payments: voucher_no county fiscal_year paid_on project allotment fund amount channel kind payee_type payee
    V1 653125 2019 2019-05-01 P2 A2 other-central 900000 direct progress enterprise x
    V2 653125 2019 2019-05-02 P2 A2 other-central 900000 direct progress enterprise x
    V3 653125 2019 2019-05-03 P2 A2 other-central 900000 direct progress enterprise x
    orders: id subject_kind subject issued_on due_on decision
    Z1 project P2 2019-04-01 2019-06-01 暂缓拨付
    disclosures: subject_kind subject level channel posted_on real_name text
    project P1 village board 2019-07-15 y 监督电话13899123456
    targets: id subject_kind subject fiscal_year goal total_amount approved_on
    T1 project P1 2019 例：修路 600 2019-01-31
    indicators: target level1 level2 name direction value unit weight core
    T1 产出指标 数量指标 新修便道 >= 10 公里 40 n
    T1 产出指标 成本指标 单价 >= 60 元/公里 10 n
    T1 效益指标 社会效益 出行 qualitative 改善 - 20 n
    T1 满意度指标 满意度 群众 >= 90 % 10 n
    T1 预算执行 预算执行 预算执行率 >= 100 % 10 n
    T1 效益指标 社会效益 环境 qualitative 改善 - 5 n
    T1 效益指标 社会效益 就业 qualitative 改善 - 5 n
    T1 效益指标 社会效益 例：制度 qualitative 改善 - 5 n
    T1 效益指标 社会效益 住房 qualitative 改善 - 5 n
    T1 效益指标 社会效益 受益人口 >= 20 人 1 n
    T1 建设内容 产出 渠道 >= 5 条 1 n
    T1 产出指标 数量指标 补助户数 >= 5 元 1 n
    T1 产出指标 数量指标 家畜 >= 192 只 1 n
    T1 产出指标 数量指标 其中羊 >= 180 只 1 n
    T1 产出指标 数量指标 其中猪 >= 12 头 1 n
    T1 产出指标 数量指标 林木 >= 90 株 1 n
    T1 产出指标 数量指标 其中杨树 >= 80 株 1 n
    monitorings: target as_of entered_on executed_amount
    T1 2019-06-30 2019-07-05 200
    monitoring_values: target as_of indicator actual
    T1 2019-06-30 出行 基本未完成
    T1 2019-06-30 环境 部分完成
    T1 2019-06-30 就业 达成
    T1 2019-06-30 例：制度 否
    T1 2019-06-30 住房 基本建好
    evaluations: target kind fiscal_year budget executed score grade entered_on
    T1 self 2019 600 600 95 优 2020-01-20
    evaluation_values: target kind indicator actual score
    T1 self 出行 未完成 0
    T1 self 环境 部分完成 2
    T1 self 就业 达成 5
    T1 self 新修便道 10 40
    T1 self 受益人口 20 1
    T1 self 预算执行率 100 10
";

/// The first pack, with what only the second one has.
fn whole() -> Pack {
    let mut pack = records::whole(records::XINJIANG);
    let other = records::whole("rural-revitalization-2021");
    for (name, param) in other.params.by_name {
        pack.params.by_name.entry(name).or_insert(param);
    }
    pack
}

/// Every value of a column, as text.
fn values(context: &Context, table: &'static FactTable, column: &FactColumn) -> String {
    let rows: Vec<u32> = (0..(table.rows)(context) as u32).collect();
    let position = table.position(column.name).unwrap();
    let batch = engine::fill(context, table, &[position], &rows);
    match &batch.columns[position] {
        Some(Column::Scalar(values)) => format!("{values:?}"),
        other => format!("{other:?}"),
    }
}

/// The parameters, of which one has no say: no words, nothing, a day.
fn without(params: &Params, name: &str) -> Params {
    let mut params = params.clone();
    for value in &mut params.by_name.get_mut(name).unwrap().values {
        value.value = match value.value {
            Value::Words(_) => Value::Words(Vec::new().into()),
            Value::Money(_) => Value::Money(domain::Fen(1)),
            _ => Value::Count(0),
        };
    }
    params
}

#[test]
fn facts_read_what_they_declare_and_nothing_else() {
    let mut pack = whole();
    let columns = || TABLES.iter().flat_map(|t| t.columns.iter().map(move |c| (*t, c)));
    let data = records(&pack, DATA);
    let all = |pack: &Pack| -> Vec<String> {
        let context = Context::new(&data, pack, Day::parse("2020-06-30").unwrap());
        columns().map(|(table, column)| values(&context, table, column)).collect()
    };
    let declared: BTreeSet<&str> =
        columns().flat_map(|(_, c)| c.params).map(|need| need.0).collect();
    assert!(declared.len() > 10);
    let (params, before) = (pack.params.clone(), all(&pack));
    let mut wrong = Vec::new();
    for name in &declared {
        pack.params = without(&params, name);
        for ((table, column), (before, after)) in columns().zip(before.iter().zip(all(&pack))) {
            let said = column.params.iter().any(|need| need.0 == *name);
            if (*before != after) != said {
                wrong.push(format!("{name} {}.{} said: {said}", table.name, column.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
