//! Targets, monitoring and evaluation of projects (documents A and C).

use domain::{Day, Decimal, Fen};

use crate::kinds::{Benefit, Kind};
use crate::payments::Paid;
use crate::projects::Site;
use crate::random::Random;
use crate::rows::{
    Evaluation, EvaluationValue, Indicator, Monitoring, MonitoringValue, Tables, Target, Text,
};
use crate::time::{Workdays, day, later};

/// Makes the performance tables of one county.
pub(crate) struct Performance<'a> {
    /// Working days.
    pub workdays: Workdays<'a>,
    /// Chance.
    pub random: &'a mut Random,
}

/// An indicator with the number behind its value.
struct Promise {
    row: Indicator,
    /// The value in ten-thousandths.
    value: i64,
    /// Whether its value grows with the work; the others are reached from the start.
    grows: bool,
}

const OUTPUT: &str = "产出指标";
const BENEFIT: &str = "效益指标";
const SATISFACTION: &str = "满意度指标";

impl Performance<'_> {
    /// All performance rows of a project, given what was paid for it.
    pub(crate) fn add(&mut self, site: &Site, paid: &[Paid], tables: &mut Tables) {
        let target = self.target(site);
        let promises = self.promises(site);
        self.monitor(site, &target, &promises, paid, tables);
        self.evaluate(site, &target, &promises, paid, tables);
        tables.targets.push(target);
        tables.indicators.extend(promises.into_iter().map(|promise| promise.row));
    }

    /// The target, approved on the day before the project enters the library, and published with
    /// it.
    fn target(&mut self, site: &Site) -> Target {
        let library = site.row.library_on.unwrap_or(Day::FIRST);
        let approved = self.workdays.after(library, -1);
        let reviewed = self.workdays.after(approved, -self.random.days(1, 3));
        let unit = &site.kind.quantity.unit;
        let done = Decimal(site.tenths * 1_000);
        let goal = format!("{}{done}{unit}，{}", site.kind.act, site.kind.aim);
        Target {
            id: site.target(),
            subject_kind: "project",
            subject: site.row.id.clone(),
            fiscal_year: site.row.fiscal_year,
            goal: goal.into(),
            total_amount: Some(site.budget()),
            fiscal_amount: Some(site.budget()),
            submitted_on: Some(self.workdays.after(reviewed, -self.random.days(4, 9))),
            review: "approved",
            reviewed_on: Some(reviewed),
            approved_on: Some(approved),
            entered_on: Some(approved),
            published_on: Some(self.workdays.after(approved, self.random.days(2, 14))),
            changed_on: None,
            change_approved_on: None,
        }
    }

    /// The indicators: output 50, benefit 30, satisfaction 10 points; budget execution brings the
    /// other 10.
    fn promises(&mut self, site: &Site) -> Vec<Promise> {
        let kind: &Kind = site.kind;
        let target = site.target();
        let promise =
            |level1, level2, name: &'static str, direction, value: i64, unit, weight: i64| {
                let row = Indicator {
                    target: target.clone(),
                    level1,
                    level2,
                    name: name.into(),
                    direction,
                    value: Decimal(value).to_string().into(),
                    unit,
                    weight: Decimal(weight * 10_000),
                    core: level2 == "数量指标" || level2 == "社会效益指标",
                };
                Promise { row, value, grows: level1 != SATISFACTION && direction != "<=" }
            };
        let whole = |number: i64| number * 10_000;
        let (second_name, second_unit, second_level, second) = match kind.benefit {
            Benefit::Households => {
                ("受益贫困户数", "户", "可持续影响指标", i64::from(site.row.households))
            }
            Benefit::Income => {
                ("带动贫困户户均年增收", "元", "经济效益指标", self.random.between(300, 2_900))
            }
        };
        let quality = self.random.between(95, 100);
        let satisfied = self.random.between(91, 97);
        let quantity = &kind.quantity;
        let (poor, pleased) = ("受益建档立卡贫困人口数", "受益贫困群众满意度");
        let persons = i64::from(site.row.persons);
        // Ten-thousandths of a yuan are hundredths of a fen.
        let cost = site.unit_cost.0 * 100;
        let rows = [
            promise(
                OUTPUT,
                "数量指标",
                quantity.name,
                ">=",
                site.tenths * 1_000,
                quantity.unit,
                20,
            ),
            promise(OUTPUT, "质量指标", kind.quality, floor_of(quality), whole(quality), "%", 15),
            promise(OUTPUT, "时效指标", kind.timing, floor_of(100), whole(100), "%", 10),
            promise(OUTPUT, "成本指标", kind.cost_name.0, "<=", cost, kind.cost_name.1, 5),
            promise(BENEFIT, second_level, second_name, ">=", whole(second), second_unit, 10),
            promise(BENEFIT, "社会效益指标", poor, ">=", whole(persons), "人", 20),
            promise(SATISFACTION, "服务对象满意度指标", pleased, ">=", whole(satisfied), "%", 10),
        ];
        rows.into()
    }

    /// The nodes of May, June and August between the month after approval and the end of the
    /// project.
    fn monitor(
        &mut self,
        site: &Site,
        target: &Target,
        promises: &[Promise],
        paid: &[Paid],
        tables: &mut Tables,
    ) {
        let year = site.row.fiscal_year;
        let approved = target.approved_on.unwrap_or(Day::FIRST);
        for (month, last) in [(5, 31), (6, 30), (8, 31)] {
            let as_of = day(year, month, last);
            if as_of <= approved.month_end() || as_of > site.finish() {
                continue;
            }
            let executed = executed(paid, as_of);
            tables.monitorings.push(Monitoring {
                target: target.id.clone(),
                as_of,
                entered_on: Some(self.workdays.after(as_of, self.random.days(3, 9))),
                executed_amount: Some(executed),
            });
            let rate = rate(executed, site.budget());
            for promise in promises {
                tables.monitoring_values.push(MonitoringValue {
                    target: target.id.clone(),
                    as_of,
                    indicator: promise.row.name.clone(),
                    actual: self.reached(promise, rate),
                    likelihood: "certain",
                    cause: "",
                    measure: "",
                });
            }
        }
    }

    /// What has been reached by a node: what grows follows the money closely, in tenths.
    fn reached(&mut self, promise: &Promise, rate: i64) -> Text {
        let value = if promise.grows {
            // Values that are reached from the start lift the mean: the others stay a little
            // behind.
            let behind = self.random.between(450, 700);
            let reached =
                promise.value / 10_000 * (rate - behind) + promise.value % 10_000 * rate / 10_000;
            // In tenths, or in hundredths where the whole is only a few.
            let step = if promise.value < 100_000 { 100 } else { 1_000 };
            (reached / step + 1) * step
        } else if promise.row.direction == "<=" {
            promise.value
        } else {
            promise.value + self.random.between(0, 2) * 10_000
        };
        Decimal(value).to_string().into()
    }

    /// Self-evaluation within sixty days of the end, checked and published; one in eight is
    /// spot-checked.
    fn evaluate(
        &mut self,
        site: &Site,
        target: &Target,
        promises: &[Promise],
        paid: &[Paid],
        tables: &mut Tables,
    ) {
        let year = site.row.fiscal_year;
        let settled = paid.iter().filter(|p| p.payment.kind == "final").map(|p| p.payment.paid_on);
        let earliest = settled.max().map_or(Day::FIRST, |on| later(on, 2));
        let entered = later(site.finish(), self.random.days(50, 58)).max(earliest);
        let entered = self.workdays.on_or_before(entered);
        let executed = executed(paid, entered);
        let missed = if self.random.one_in(25) { Some(self.random.index(2)) } else { None };
        let values: Vec<EvaluationValue> = promises
            .iter()
            .enumerate()
            .map(|(position, promise)| self.value(promise, missed == Some(position)))
            .collect();
        let points: i64 = values.iter().filter_map(|v| v.score).map(|s| s.0).sum();
        let score = points + budget_points(executed, site.budget());
        let evaluation = Evaluation {
            target: target.id.clone(),
            kind: "self",
            fiscal_year: year,
            budget: Some(site.budget()),
            executed: Some(executed),
            score: Some(Decimal(score)),
            grade: grade(score),
            entered_on: Some(entered),
            checked_on: Some(self.workdays.after(entered, self.random.days(6, 20))),
            published_on: Some(
                self.workdays.on_or_after(later(day(year + 1, 2, 3), self.random.days(0, 30))),
            ),
        };
        // Every eighth project of a county, beginning with its first: never less than a tenth.
        if site.number % 8 == 1 {
            let entered_on =
                Some(self.workdays.on_or_after(later(entered, self.random.days(12, 22))));
            let spot = Evaluation { kind: "spot", entered_on, ..evaluation.clone() };
            let spot_values = values.iter().cloned().map(|v| EvaluationValue { kind: "spot", ..v });
            tables.evaluations.push(spot);
            tables.evaluation_values.extend(spot_values);
        }
        tables.evaluations.push(evaluation);
        tables.evaluation_values.extend(values);
    }

    /// The value and the points of one indicator; a missed one says why.
    fn value(&mut self, promise: &Promise, missed: bool) -> EvaluationValue {
        let percent = match (missed, promise.row.direction) {
            (true, _) => self.random.between(91, 97),
            (false, "<=") => self.random.between(95, 100),
            _ if promise.row.unit == "%" => 100,
            _ => self.random.between(100, 108),
        };
        // In the steps in which the value was promised, so that it never falls below by rounding.
        let step = if promise.value % 10_000 == 0 && !missed { 10_000 } else { 1_000 };
        let scaled = i128::from(promise.value) * i128::from(percent) / 100;
        let actual = scaled as i64 / step * step;
        let score = if missed {
            share_of(promise.row.weight.0, actual, promise.value)
        } else {
            promise.row.weight.0
        };
        let (cause, measure) =
            if missed { (self.random.word(CAUSES), self.random.word(MEASURES)) } else { ("", "") };
        EvaluationValue {
            target: promise.row.target.clone(),
            kind: "self",
            indicator: promise.row.name.clone(),
            actual: Decimal(actual).to_string().into(),
            score: Some(Decimal(score)),
            cause,
            measure,
        }
    }
}

const CAUSES: &[&str] = &[
    "部分地块地质条件与勘察不符，工程量核减",
    "个别受益户外出务工，未能按期实施",
    "材料供应推迟，部分内容延后完成",
];
const MEASURES: &[&str] = &[
    "已调整施工方案，剩余内容次年春季补齐",
    "由村委会逐户对接，返乡后补办",
    "已更换供货单位，加强进度调度",
];

/// The direction of a share: nothing lies above all of it, so that it is promised exactly.
fn floor_of(percent: i64) -> &'static str {
    if percent >= 100 { "=" } else { ">=" }
}

/// Money paid up to a day.
fn executed(paid: &[Paid], until: Day) -> Fen {
    let done = paid.iter().filter(|p| p.payment.paid_on <= until);
    let signed = done
        .map(|p| if p.payment.kind == "refund" { -p.payment.amount.0 } else { p.payment.amount.0 });
    Fen(signed.sum())
}

/// A part in ten-thousandths of the whole.
fn rate(part: Fen, whole: Fen) -> i64 {
    (i128::from(part.0) * 10_000 / i128::from(whole.0.max(1))) as i64
}

/// Points for budget execution: the rate times ten, to two decimals, ten at most.
pub(crate) fn budget_points(executed: Fen, budget: Fen) -> i64 {
    share_of(100_000, executed.0, budget.0)
}

/// The part of a weight that `actual` earns against `promised`, rounded to two decimals, all of it
/// at most.
pub(crate) fn share_of(weight: i64, actual: i64, promised: i64) -> i64 {
    let hundredths = i128::from(weight) * i128::from(actual) / i128::from(promised.max(1));
    ((hundredths as i64 + 50) / 100 * 100).min(weight)
}

/// The grade of a score in ten-thousandths of a point.
pub(crate) fn grade(score: i64) -> &'static str {
    match score / 10_000 {
        90.. => "优",
        80.. => "良",
        60.. => "中",
        _ => "差",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_shares_to_two_decimals() {
        assert_eq!(budget_points(Fen(9_712), Fen(10_000)), 97_100);
        assert_eq!(budget_points(Fen(12_000), Fen(10_000)), 100_000);
        assert_eq!(share_of(200_000, 1, 3), 66_700);
    }

    #[test]
    fn grades_by_bands() {
        let grades: Vec<&str> = [90, 89, 80, 79, 60, 59].map(|n| grade(n * 10_000 + 9_999)).into();
        assert_eq!(grades, ["优", "良", "良", "中", "中", "差"]);
    }
}
