//! What the page of a project says of all its money: fiscal, other by kind, and all together.

use domain::project::Recorded;

use crate::lists::asked::encoded;
use crate::operations::contributions::Of;
use crate::operations::handling::words;
use crate::operations::projects::OneProject;
use crate::pages::ledger;
use crate::visit::Visit;

/// All money of a project.
#[derive(Clone, Debug, Default)]
pub(crate) struct MoneyView {
    /// Fiscal money, each kind of other money, all together: name, planned, in, spent, share of what was spent.
    pub(crate) rows: Vec<[String; 5]>,
    /// The last lines of other money: number, line, source, giver, amount, day, state.
    pub(crate) lines: Vec<(i64, [String; 6])>,
    /// Where all lines stand.
    pub(crate) all: String,
    /// Where a line is entered, if the reader may.
    pub(crate) enter: Option<String>,
}

/// A share in hundredths of a per cent, cut off; nothing where there is no whole.
fn share(part: i128, whole: i128) -> String {
    if whole <= 0 {
        return "—".to_owned();
    }
    let hundredths = part * 10_000 / whole;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// Planned, in and spent.
type Figures = [i128; 3];

fn fiscal(recorded: &Recorded) -> Figures {
    [recorded.planned, recorded.funded, recorded.paid].map(|fen| i128::from(fen.0))
}

fn other(of: &Of, source: &str) -> Figures {
    let sum = |entry: &str| {
        let meant = of.sums.iter().filter(|sum| sum.entry == entry && sum.source == source);
        meant.map(|sum| i128::from(sum.amount)).sum()
    };
    [sum("planned"), sum("received"), sum("spent")]
}

/// All money of a project.
pub(crate) fn money(visit: &Visit, one: &OneProject, of: &Of) -> MoneyView {
    let lang = visit.lang;
    let mut parts = vec![(lang.pick("财政资金", "Fiscal money"), fiscal(&one.followed.recorded))];
    for (word, zh, en) in words::CONTRIBUTION_SOURCE {
        parts.push((lang.pick(zh, en), other(of, word)));
    }
    let mut whole: Figures = [0; 3];
    for (_, figures) in &parts {
        for (sum, fen) in whole.iter_mut().zip(figures) {
            *sum += fen;
        }
    }
    parts.push((lang.pick("全部资金", "All together"), whole));
    let row = |(name, figures): (&str, Figures)| {
        let [planned, received, spent] = figures.map(|fen| ledger::money(fen, visit.unit()));
        let [_, _, fen] = figures;
        let [_, _, all] = whole;
        [name.to_owned(), planned, received, spent, share(fen, all)]
    };
    let id = encoded(one.followed.id());
    MoneyView {
        rows: parts.into_iter().map(row).collect(),
        lines: of.lines.iter().map(|line| (line.id, cells(visit, line))).collect(),
        all: format!("/contributions?project={id}"),
        enter: of.may_enter.then(|| format!("/contributions/new?project={id}")),
    }
}

fn cells(visit: &Visit, line: &store::contributions::Contribution) -> [String; 6] {
    let (lang, standing) = (visit.lang, &line.standing);
    let named = |words, word: &str| words::name(words, word, lang).to_owned();
    [
        named(words::CONTRIBUTION_ENTRY, &standing.entry),
        named(words::CONTRIBUTION_SOURCE, &standing.source),
        standing.giver.clone(),
        ledger::money(i128::from(standing.amount), visit.unit()),
        standing.on.clone(),
        named(words::CONTRIBUTION, &standing.state),
    ]
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_share_is_cut_off_and_never_made_of_nothing() {
        assert_eq!(share(1, 3), "33.33%");
        assert_eq!(share(3, 3), "100.00%");
        assert_eq!(share(0, 5), "0.00%");
        assert_eq!(share(5, 0), "—");
    }
}
