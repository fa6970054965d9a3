//! `mingzhang explain`: why did a rule fire for a subject, or why not?

use anyhow::bail;
use domain::Lang;
use intake::Options;
use policy::Context;
use policy::explain::{Explanation, explain};

use crate::checked;
use crate::cli::ExplainArguments;
use crate::{packs, screen};

#[cfg(test)]
mod tests;
mod text;

pub(crate) fn run(arguments: &ExplainArguments, lang: Lang) -> anyhow::Result<u8> {
    let pack = checked::law(&arguments.judging, &arguments.path, lang)?;
    packs::expect_rule(&pack, &arguments.rule, lang)?;
    let options = Options {
        mapping: arguments.judging.mapping.clone(),
        keep_rejected_rows: false,
        threads: 0,
    };
    let loaded = checked::read(&arguments.path, &pack, &options, lang)?;
    let as_of = arguments.judging.as_of.map_or_else(|| checked::today(lang), Ok)?;
    let context = Context::new(&loaded.data, &pack, as_of);
    let explanation = explain(&context, &arguments.rule, &arguments.subject);
    if explanation.cases.is_empty() && explanation.absent.is_empty() {
        bail!("{}", not_found(arguments, &explanation, lang));
    }
    let page = text::Page { pack: &pack, data: &loaded.data, lang };
    page.write(&mut screen::out(), &arguments.rule, &arguments.subject, &explanation)?;
    Ok(0)
}

/// No row that the rule judges has this id: the nearest ones, and where to see them all.
fn not_found(arguments: &ExplainArguments, explanation: &Explanation, lang: Lang) -> String {
    let (rule, subject) = (&arguments.rule, &arguments.subject);
    let near = explanation.near.join(lang.pick("、", ", "));
    let hint = match (near.as_str(), lang) {
        ("", Lang::Zh) => "请核对编号，写法同 check 结果中的“对象”".to_owned(),
        ("", Lang::En) => "write the id as check prints it".to_owned(),
        (near, Lang::Zh) => format!("是否想写：{near}"),
        (near, Lang::En) => format!("did you mean: {near}"),
    };
    match lang {
        Lang::Zh => format!("规则 {rule} 所判断的对象中没有 {subject}\n  {hint}"),
        Lang::En => format!("rule {rule} judges no subject {subject} here\n  {hint}"),
    }
}
