//! What the people of the demo keep for themselves: mapping files of the treasury's system, queries of lists.

use super::cast::signed_in;
use crate::context::{Context, Origin};
use crate::lists::{Face, PAYMENTS, WARNINGS};
use crate::operations::{Done, mappings, saved};

/// How the export of a treasury's system becomes payments.
const TREASURY: &str = r#"# 国库支付系统“清算明细”导出
[payments]
files = ["清算明细*.csv", "清算明细*.xlsx"]

[payments.columns]
"支付令号" = "voucher_no"
"清算日期" = ["paid_on", "imported_on"]
"付款额" = "amount"
"方式代码" = "channel"
"收款方" = "payee"

[payments.values.channel]
"01" = "direct"
"02" = "delegated"

[payments.dates]
paid_on = "DD.MM.YYYY"
imported_on = "DD.MM.YYYY"
"#;

/// A query that somebody keeps.
type Query<'a> = (&'static Face, &'a str, &'a [(&'a str, &'a str)]);

/// Keeps a mapping at the region and a later version of it, and queries of two persons.
pub(super) async fn play(context: &Context, origin: &Origin, password: &str) -> Done<()> {
    let treasury = signed_in(context, origin, "treasury", password).await?;
    let first = TREASURY.replace("\"01\" = \"direct\"\n", "");
    let what = ("国库支付系统", first.as_bytes());
    let id = mappings::keep(context, origin, &treasury, what).await?;
    mappings::replace(context, origin, &treasury, (id, TREASURY.as_bytes())).await?;
    let delegated: Query<'_> =
        (&PAYMENTS, "授权支付，金额从大到小", &[("channel", "delegated"), ("sort", "-amount")]);
    let red: Query<'_> = (&WARNINGS, "未消除的红灯", &[("lamp", "red"), ("lit", "yes")]);
    for login in ["fund", "c-fund"] {
        let actor = signed_in(context, origin, login, password).await?;
        for (face, name, asked) in [delegated, red] {
            let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
            let pairs: Vec<(String, String)> = asked.iter().map(pair).collect();
            saved::save(context, origin, &actor, (face, name, &pairs)).await?;
        }
    }
    Ok(())
}
