//! Keys that TOML takes only between quotation marks: those that are not plain English.

/// The line with its keys between quotation marks, where that is all it lacks: `[支付]` → `["支付"]`,
/// `金额 = …` → `"金额" = …`.
pub(super) fn quoted(line: &str) -> Option<String> {
    let line = line.trim();
    if let Some(inner) = line.strip_prefix('[') {
        let (name, _) = inner.split_once(']')?;
        return Some(format!("[{}]", quoted_path(name)?));
    }
    let (name, _) = line.split_once('=')?;
    Some(format!("{} = …", quoted_path(name)?))
}

/// `支付.values.channel` → `"支付".values.channel`; nothing where no part needs it, or one has marks.
fn quoted_path(path: &str) -> Option<String> {
    let plain = |part: &str| {
        let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        !part.is_empty() && part.chars().all(bare)
    };
    let parts: Vec<&str> = path.split('.').map(str::trim).collect();
    let marked = path.contains(['"', '\'', '[', '#', '\\']);
    let foreign = !path.is_ascii();
    let quoted = |part: &&str| if plain(part) { (*part).to_owned() } else { format!("\"{part}\"") };
    let whole = parts.iter().all(|part| !part.is_empty());
    (whole && foreign && !marked).then(|| parts.iter().map(quoted).collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_names_are_put_between_marks_and_nothing_else() {
        for (line, expect) in [
            ("[支付]", Some("[\"支付\"]")),
            ("[支付.columns]", Some("[\"支付\".columns]")),
            (" [payments.values.支付方式] # 代码", Some("[payments.values.\"支付方式\"]")),
            ("金额 = \"amount\"", Some("\"金额\" = …")),
            ("付款额（万元） = 'amount'", Some("\"付款额（万元）\" = …")),
            ("[payments]", None),
            ("[\"支付\"]", None),
            ("[支付", None),
            ("[支付.]", None),
            ("\"金额\" = amount", None),
            ("amount = 金额", None),
            ("金额", None),
        ] {
            assert_eq!(quoted(line).as_deref(), expect, "{line}");
        }
    }
}
