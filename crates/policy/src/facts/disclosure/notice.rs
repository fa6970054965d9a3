//! `notice`: each notice that was posted.

use domain::TableId;

use super::identifier::shows_identifier;
use super::postings::{PLACES, place, table};
use super::telephone::shows_telephone;
use crate::context::Context;
use crate::facts::dated::{OFFICE_LINES, words};
use crate::facts::fill::{cell, choices, code, dates, each, flags, scalar};
use crate::facts::subject::{self, Kind};
use crate::facts::{FactTable, Identity, Need};
use crate::value::{Type, UNKNOWN, day_value};

/// One notice.
pub static NOTICE: FactTable = FactTable {
    name: "notice",
    zh: "一次公开或公告公示",
    en: "one publication or public notice",
    subject: "disclosure",
    needs: &[Need(TableId::Disclosures, "")],
    day: "posted_on",
    amount: None,
    rows: |context| table(context).subject.len(),
    skip: Some(|context, row| {
        cell(&table(context).posted_on, row).is_some_and(|day| day > context.as_of)
    }),
    identity,
    place: None,
    columns: &[
        code("level", PLACES, ("公开层级", "level of the place"), &[], |context, rows| {
            choices(&table(context).level, rows)
        }),
        scalar("posted_on", Type::Date, ("公示日期", "first day"), &[], |context, rows| {
            dates(&table(context).posted_on, rows)
        }),
        scalar(
            "removed_on",
            Type::Date,
            ("撤下日期（未撤下为空）", "day of removal; unknown while it is posted"),
            &[Need(TableId::Disclosures, "removed_on")],
            |context, rows| {
                each(rows, |row| {
                    let removed = cell(&table(context).removed_on, row);
                    day_value(removed.filter(|day| *day <= context.as_of))
                })
            },
        ),
        scalar(
            "real_name",
            Type::Flag,
            ("是否实名公示", "a real-name list"),
            &[Need(TableId::Disclosures, "real_name")],
            |context, rows| flags(&table(context).real_name, rows),
        ),
        scalar(
            "shows_identifier",
            Type::Flag,
            (
                "内容显示未遮盖的身份证号或银行卡号",
                "the text shows an identity or card number unmasked",
            ),
            &[Need(TableId::Disclosures, "text")],
            |context, rows| {
                let names = &context.data.names;
                each(rows, |row| {
                    let text = names.text_or_empty(cell(&table(context).text, row));
                    i64::from(shows_identifier(text))
                })
            },
        ),
        scalar(
            "shows_telephone",
            Type::Flag,
            (
                "实名公示的内容显示未遮盖的手机号码（监督、咨询等办公电话除外）",
                "the text of a real-name list shows a mobile number unmasked, lines of offices apart",
            ),
            &[Need(TableId::Disclosures, "text")],
            |context, rows| each(rows, |row| telephone(context, row)),
        )
        .reading(&[OFFICE_LINES]),
    ],
};

/// Whether a real-name list shows a mobile number; unknown where one is shown and the data do not say which
/// notices are such lists.
fn telephone(context: &Context, row: usize) -> i64 {
    let notices = table(context);
    let day = cell(&notices.posted_on, row).unwrap_or(context.as_of);
    let text = context.data.names.text_or_empty(cell(&notices.text, row));
    if !shows_telephone(text, words(context, OFFICE_LINES, day)) {
        return 0;
    }
    let said = context.data.has_column(TableId::Disclosures, "real_name");
    if said { i64::from(cell(&notices.real_name, row) == Some(true)) } else { UNKNOWN }
}

fn identity(context: &Context, row: usize) -> Identity {
    let notices = table(context);
    let text = |name| context.data.names.text_or_empty(name);
    let position = usize::from(place(notices, row).0).checked_sub(1);
    let level = position.and_then(|i| PLACES.get(i)).copied().unwrap_or_default();
    let subject = cell(&notices.subject, row);
    let kind = Kind::of(text(cell(&notices.subject_kind, row)));
    Identity {
        id: format!("{}@{level}", text(subject)),
        name: format!(
            "{} {}",
            subject::name(context, kind, subject),
            text(cell(&notices.channel, row))
        ),
        division: subject::division(context, kind, subject),
        period: cell(&notices.posted_on, row).map(|day| day.year().to_string()),
        record: Some((TableId::Disclosures, row)),
    }
}
