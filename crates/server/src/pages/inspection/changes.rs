//! What a plan that was written anew says otherwise than before.

use domain::Lang;
use serde_json::Value;

use crate::operations::handling::words;
use crate::operations::warnings::Taken;
use crate::pages::handling::Past;
use crate::pages::warning::division;
use crate::visit::Site;

/// Parts of a plan with their names.
const PARTS: &[(&str, &str, &str)] = &[
    ("home", "被检查地区", "place"),
    ("organisation", "被检查单位", "unit"),
    ("subject", "检查内容", "subject"),
    ("fund", "资金", "fund"),
    ("from", "被查期间自", "period from"),
    ("until", "被查期间至", "period to"),
    ("begins", "检查开始", "begins"),
    ("ends", "检查结束", "ends"),
    ("basis", "依据", "basis"),
    ("people", "检查人员", "people"),
    ("projects", "项目", "projects"),
    ("vouchers", "凭证", "vouchers"),
    ("again", "再次检查的理由", "why again"),
];

/// The steps as they are read, with what later plans changed in the place of what they say.
pub(super) fn told(site: &Site, taken: &[Taken], mut past: Vec<Past>, lang: Lang) -> Vec<Past> {
    let mut before: Option<&Value> = None;
    for (one, shown) in taken.iter().zip(&mut past) {
        if one.kind != "plan_inspection" {
            continue;
        }
        if let Some(before) = before.replace(&one.body) {
            shown.what = lang.pick("修改检查计划", "the plan written anew");
            shown.said = changed(before, &one.body, (site, lang));
        }
    }
    past
}

fn changed(
    before: &Value,
    after: &Value,
    (site, lang): (&Site, Lang),
) -> Vec<(&'static str, String)> {
    let read = |value: &Value, part: &str| match (part, value) {
        (_, Value::Array(all)) => {
            let all: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
            all.join("、")
        }
        ("home", Value::String(code)) => division(site, code),
        ("subject", Value::String(word)) => {
            words::name(words::INSPECTION_SUBJECT, word, lang).to_owned()
        }
        (_, Value::String(text)) => text.clone(),
        _ => String::new(),
    };
    let line = |(part, zh, en): &(&'static str, &'static str, &'static str)| {
        let (was, now) = (before.get(part)?, after.get(part)?);
        let shown = |value| Some(read(value, part)).filter(|text| !text.is_empty());
        let shown = |value| shown(value).unwrap_or_else(|| "—".to_owned());
        (was != now).then(|| (lang.pick(zh, en), format!("{} → {}", shown(was), shown(now))))
    };
    PARTS.iter().filter_map(line).collect()
}
