//! What is inspected, and whether the same is inspected again.

use crate::day::Day;
use crate::division::Division;
use crate::handling::{StepRefusal, all_differ, ensure, said};

/// Who inspects, and why. An evaluation, which must not be repeated either (A 三（四）), is a kind of its own once the
/// platform keeps evaluations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Supervision by finance (财政监督检查, A 四（五）, D 六（三）).
    Finance,
    /// Audit (审计, D 六（三）).
    Audit,
    /// How places carry out the policy of integration (政策落实检查, B 二（三）2（4）).
    Policy,
    /// By the offices of poverty alleviation (扶贫部门检查, A 三（四）).
    Poverty,
    /// What payments were used for, with the department that uses the money (支付后监管, B 三（二）3).
    AfterPayment,
}

impl Kind {
    /// All kinds in their order.
    pub const ALL: [Kind; 5] =
        [Kind::Finance, Kind::Audit, Kind::Policy, Kind::Poverty, Kind::AfterPayment];

    /// The clause on which it rests.
    pub fn clause(self) -> &'static str {
        match self {
            Kind::Finance => "D-6.3.b",
            Kind::Audit => "D-6.3.a",
            Kind::Policy => "B-2.3.2.4.a",
            Kind::Poverty => "A-3.4.d",
            Kind::AfterPayment => "B-3.2.3.f",
        }
    }
}

/// What is looked at. The regulations have no list of subjects: this one is a local default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Everything: the same as any other subject (综合).
    Overall,
    /// What money is used for (资金使用).
    Use,
    /// Dividing and handing down (分配下达).
    HandingDown,
    /// How fast it is spent (支出进度).
    Pace,
    /// Targets and what came of them (绩效目标).
    Targets,
    /// How projects are carried out (项目实施).
    Works,
    /// Books and dedicated ledgers (账务核算).
    Books,
    /// What has to be published (公告公示).
    Disclosure,
    /// How policies are carried out (政策落实).
    Policy,
}

impl Subject {
    /// All subjects in their order.
    pub const ALL: [Subject; 9] = [
        Subject::Overall,
        Subject::Use,
        Subject::HandingDown,
        Subject::Pace,
        Subject::Targets,
        Subject::Works,
        Subject::Books,
        Subject::Disclosure,
        Subject::Policy,
    ];

    fn meets(self, other: Subject) -> bool {
        self == other || self == Subject::Overall || other == Subject::Overall
    }
}

/// What is to be inspected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Who inspects, and why.
    pub kind: Kind,
    /// The place.
    pub home: Division,
    /// The one department or unit; empty: the place as a whole.
    pub organisation: String,
    /// What is looked at.
    pub subject: Subject,
    /// Code of the one fund; empty: all.
    pub fund: String,
    /// First and last day of the time that is looked at.
    pub period: (Day, Day),
    /// First and last day on which inspectors are there.
    pub days: (Day, Day),
    /// The document or plan by which it is done.
    pub basis: String,
    /// The people who go; of a look after payment those of both offices.
    pub people: String,
    /// Numbers of the projects; none: all.
    pub projects: Vec<String>,
    /// Voucher numbers of the payments, of a look after payment alone.
    pub vouchers: Vec<String>,
    /// Why the same is inspected again; empty where it is not.
    pub again: String,
}

impl Plan {
    pub(super) fn is_complete(&self) -> Result<(), StepRefusal> {
        said(&self.basis, StepRefusal::FieldMissing)?;
        said(&self.people, StepRefusal::FieldMissing)?;
        ensure(self.period.0 <= self.period.1, StepRefusal::DaysReversed)?;
        ensure(self.days.0 <= self.days.1, StepRefusal::DaysReversed)?;
        ensure(all_differ(self.projects.iter()), StepRefusal::NamedTwice)?;
        ensure(all_differ(self.vouchers.iter()), StepRefusal::NamedTwice)?;
        let looks = self.kind == Kind::AfterPayment;
        ensure(looks != self.vouchers.is_empty(), StepRefusal::FieldMissing)
    }

    /// Refused where another plan looks at the same, and nobody says why it is looked at again (A 三（四）).
    pub fn may_stand_beside<'a>(
        &self,
        others: impl IntoIterator<Item = &'a Plan>,
    ) -> Result<(), StepRefusal> {
        let again = others.into_iter().any(|other| self.is_again(other));
        if again { said(&self.again, StepRefusal::InspectedAlready) } else { Ok(()) }
    }

    /// Whether two plans look at the same: overlapping times, the same subject and fund, a project that both name or,
    /// where one of them names none, the same place and unit. Looks after payment are duties that return with every
    /// payment: they repeat only a look at the same payment.
    pub fn is_again(&self, other: &Plan) -> bool {
        let looks = |plan: &Plan| plan.kind == Kind::AfterPayment;
        if looks(self) || looks(other) {
            let same = self.home == other.home && meet(&self.vouchers, &other.vouchers);
            return looks(self) && looks(other) && same;
        }
        let (begin, end) = self.period;
        let (other_begin, other_end) = other.period;
        let same_time = begin <= other_end && other_begin <= end;
        let same_fund = either_or_same(&self.fund, &other.fund);
        same_time && same_fund && self.subject.meets(other.subject) && self.same_place(other)
    }

    fn same_place(&self, other: &Plan) -> bool {
        if !self.projects.is_empty() && !other.projects.is_empty() {
            return meet(&self.projects, &other.projects);
        }
        self.home == other.home && either_or_same(&self.organisation, &other.organisation)
    }
}

fn meet(some: &[String], others: &[String]) -> bool {
    some.iter().any(|one| others.contains(one))
}

/// Whether two names are the same, or one of them names nothing and so all.
fn either_or_same(one: &str, other: &str) -> bool {
    one.is_empty() || other.is_empty() || one == other
}
