//! What a letter says. It goes over wires and lies in boxes that are not the platform's: no name of a person, no
//! sum, nothing of what was found.

use domain::Division;

use crate::context::Context;
use crate::operations::due::{Due, Item};
use crate::outward::Letter;

/// Lines of one kind.
const LINES: usize = 10;

/// The letter; none where nothing is due.
pub(super) fn letter(context: &Context, to: &str, due: &Due, pages: &str) -> Option<Letter> {
    let kinds: [(&str, &str, &[Item]); 6] = [
        ("推送清单（请签收并反馈）", "pushes", &due.pushes),
        ("问询单（请办理）", "inquiries", &due.inquiries),
        ("个案（请整改）", "cases", &due.cases),
        ("个案（请督办）", "cases", &due.supervised),
        ("责任追究（请决定或存档）", "accountability", &due.accountability),
        ("豁免申请（请批复）", "warnings", &due.exemptions),
    ];
    let count: usize = kinds.iter().map(|(.., items)| items.len()).sum();
    if count == 0 {
        return None;
    }
    let mut lines = vec![format!("您有 {count} 项新的待办："), String::new()];
    for (name, path, items) in kinds.iter().filter(|(.., items)| !items.is_empty()) {
        lines.push(format!("{name} {} 项", items.len()));
        lines.extend(items.iter().take(LINES).map(|item| line(context, item, pages, path)));
        if items.len() > LINES {
            lines.push(format!("  …… 其余见 {pages}/"));
        }
        lines.push(String::new());
    }
    lines.push(format!("请登录明账办理：{pages}/"));
    lines.push("本邮件由系统自动发出，请勿回复；不再需要时，可在“邮件提醒”页取消。".to_owned());
    let subject = format!("明账：{count} 项新的待办");
    Some(Letter { to: to.to_owned(), subject, text: lines.join("\n") })
}

fn line(context: &Context, item: &Item, pages: &str, path: &str) -> String {
    let home = item.home.parse().ok().and_then(Division::from_code);
    let name = home.map_or_else(|| item.home.clone(), |home| context.divisions().name(home));
    let due = item.due.map(|day| format!("，期限 {day}")).unwrap_or_default();
    format!("  {name} 第 {} 号{due}　{pages}/{path}/{}", item.id, item.id)
}
