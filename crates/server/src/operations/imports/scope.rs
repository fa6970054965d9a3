//! Whether all records of a data set lie in the scope of whoever brings them. A record that would correct one
//! of somebody else's lies outside, whatever it says itself.

use std::collections::{BTreeSet, HashMap};

use domain::columns::ColumnRef;
use domain::records::{SubjectKind, TableSpec};
use domain::{DataSet, Division, Divisions, Level, Name, TableId};
use store::db::Tx;
use store::lookup::{self, Question};

use super::refusal::{ImportRefusal, Stray};
use crate::access::{Held, Place};
use crate::operations::Done;

/// Tables whose rows no county or prefecture can call its own.
const REGION_ONLY: [TableId; 4] =
    [TableId::Register, TableId::Ineligible, TableId::Proposals, TableId::OwnFunds];

/// Whether a post may bring records of a table at all; the operator may bring any.
pub(in crate::operations) fn may_bring(
    table: TableId,
    post: Option<&Held>,
    divisions: &Divisions,
) -> bool {
    let Some(post) = post else { return true };
    match table {
        TableId::Exceptions => false,
        table if REGION_ONLY.contains(&table) => is_whole_region(post, divisions),
        _ => true,
    }
}

fn is_whole_region(post: &Held, divisions: &Divisions) -> bool {
    let whole = post.scope.organisation.is_none();
    whole && divisions.level(post.scope.division) == Some(Level::Region)
}

/// Refuses what lies outside of a post's scope. The operator of the machine has no post and is not bounded.
pub(in crate::operations) async fn check(
    tx: &mut Tx,
    data: &DataSet,
    post: Option<&Held>,
    divisions: &Divisions,
) -> Done<()> {
    let Some(post) = post else { return Ok(()) };
    if data.tables.rows(TableId::Exceptions) > 0 {
        return Err(ImportRefusal::Exceptions.into());
    }
    if is_whole_region(post, divisions) {
        return Ok(());
    }
    if let Some(table) = REGION_ONLY.into_iter().find(|table| data.tables.rows(*table) > 0) {
        return Err(ImportRefusal::RegionOnly(table).into());
    }
    let mut bounds = Bounds { data, post, divisions, ids: HashMap::new() };
    bounds.ask(tx).await?;
    match bounds.first_stray() {
        Some(stray) => Err(ImportRefusal::Outside(stray).into()),
        None => Ok(()),
    }
}

struct Bounds<'a> {
    data: &'a DataSet,
    post: &'a Held,
    divisions: &'a Divisions,
    /// Whether the record with an id lies inside, in the files as in the store.
    ids: HashMap<(TableId, String), bool>,
}

impl Bounds<'_> {
    /// Finds out where every record lies that some row is or names.
    async fn ask(&mut self, tx: &mut Tx) -> Done<()> {
        let named: BTreeSet<String> = self.named().into_iter().map(str::to_owned).collect();
        let targets = self.of_store(tx, TableId::Targets, &named).await?;
        let subjects = targets.iter().filter_map(|cells| cells.get(2).cloned());
        let named: BTreeSet<String> = named.iter().cloned().chain(subjects).collect();
        for table in [TableId::Projects, TableId::Allotments] {
            for cells in self.of_store(tx, table, &named).await? {
                let inside = cells.iter().skip(1).any(|code| self.has_code(code));
                self.note(table, cells.first(), inside);
            }
        }
        self.note_files(TableId::Projects, &["county"]);
        self.note_files(TableId::Allotments, &["from", "to"]);
        // Targets last: they lie where their project or allotment does.
        for cells in targets {
            let inside =
                matches!(cells.as_slice(), [_, kind, subject] if self.purpose(kind, subject));
            self.note(TableId::Targets, cells.first(), inside);
        }
        self.note_targets();
        self.orders_of_store(tx).await
    }

    /// Everything that rows of the files are known by or name.
    fn named(&self) -> BTreeSet<&str> {
        let tables = &self.data.tables;
        let columns = [
            &tables.projects.id,
            &tables.allotments.id,
            &tables.targets.id,
            &tables.targets.subject,
            &tables.fundings.project,
            &tables.indicators.target,
            &tables.monitorings.target,
            &tables.monitoring_values.target,
            &tables.evaluations.target,
            &tables.evaluation_values.target,
            &tables.disclosures.subject,
            &tables.orders.subject,
        ];
        let texts = columns.into_iter().flatten().flatten().map(|name| self.data.names.text(*name));
        texts.flat_map(|text| [text, whole(text)]).collect()
    }

    async fn of_store(
        &self,
        tx: &mut Tx,
        table: TableId,
        named: &BTreeSet<String>,
    ) -> Done<Vec<Vec<String>>> {
        let give: &[&str] = match table {
            TableId::Projects => &["id", "county"],
            TableId::Allotments => &["id", "from", "to"],
            _ => &["id", "subject_kind", "subject"],
        };
        let wanted = named.iter().map(String::as_str).collect();
        Ok(lookup::texts(tx, Question { table, by: "id", give }, &wanted).await?)
    }

    /// An order of the store that the files would correct must lie inside, too.
    async fn orders_of_store(&mut self, tx: &mut Tx) -> Done<()> {
        let ids = self.data.tables.orders.id.iter().flatten();
        let ids: BTreeSet<String> = ids.map(|id| self.data.names.text(*id).to_owned()).collect();
        for cells in self.of_store(tx, TableId::Orders, &ids).await? {
            let inside =
                matches!(cells.as_slice(), [_, kind, subject] if self.subject(kind, subject));
            self.note(TableId::Orders, cells.first(), inside);
        }
        Ok(())
    }

    fn note(&mut self, table: TableId, id: Option<&String>, inside: bool) {
        let Some(id) = id else { return };
        let known = self.ids.entry((table, id.clone())).or_insert(true);
        *known &= inside;
    }

    /// Notes the records of the files by the divisions that they name; one of them inside is enough.
    fn note_files(&mut self, table: TableId, columns: &[&str]) {
        for row in 0..self.data.tables.rows(table) {
            let inside = columns.iter().any(|column| {
                self.division(table, column, row).is_some_and(|division| self.has(division))
            });
            let id = self.text(table, "id", row).to_owned();
            self.note(table, Some(&id), inside);
        }
    }

    fn note_targets(&mut self) {
        for row in 0..self.data.tables.targets.id.len() {
            let spec = TableId::Targets.spec();
            let kind = self.data.tables.targets.subject_kind.get(row);
            let kind = kind.map_or("", |kind| word(spec, "subject_kind", *kind));
            let inside = self.purpose(kind, self.text(TableId::Targets, "subject", row));
            let id = self.text(TableId::Targets, "id", row).to_owned();
            self.note(TableId::Targets, Some(&id), inside);
        }
    }

    /// The first row that lies outside, table by table.
    fn first_stray(&self) -> Option<Stray> {
        self.data.given.iter().find_map(|table| {
            let rows = 0..self.data.tables.rows(*table);
            rows.into_iter().find_map(|row| {
                let by = self.outside(*table, row)?;
                let (file, line) = self.data.tables.source(*table, row).unwrap_or_default();
                let file = self.data.file_name(file).to_owned();
                let scope = self.divisions.name(self.post.scope.division);
                Some(Stray { file, line, table: *table, by, scope })
            })
        })
    }

    /// By what a row lies outside; none: it lies inside.
    fn outside(&self, table: TableId, row: usize) -> Option<String> {
        let text = |column| self.text(table, column, row);
        match table {
            TableId::Projects | TableId::Allotments | TableId::Targets => {
                self.unless_id(table, text("id"))
            }
            TableId::Orders => {
                let known = self.ids.get(&(table, text("id").to_owned()));
                let inside = known.is_none_or(|inside| *inside);
                let inside = inside && self.subject(text("subject_kind"), text("subject"));
                (!inside).then(|| text("subject").to_owned())
            }
            TableId::Disclosures => {
                let inside = self.subject(text("subject_kind"), text("subject"));
                (!inside).then(|| text("subject").to_owned())
            }
            TableId::Fundings => self.unless_id(TableId::Projects, text("project")),
            TableId::Indicators
            | TableId::Monitorings
            | TableId::MonitoringValues
            | TableId::Evaluations
            | TableId::EvaluationValues => self.unless_id(TableId::Targets, text("target")),
            TableId::Reports | TableId::Reconciliations => {
                let org = text("org");
                (!self.organisation(org)).then(|| org.to_owned())
            }
            TableId::Payments | TableId::Benefits | TableId::Statements => {
                self.unless_division(table, "county", row)
            }
            TableId::FundYears => self.unless_division(table, "division", row),
            TableId::Register
            | TableId::Ineligible
            | TableId::Proposals
            | TableId::Exceptions
            | TableId::OwnFunds => Some(table.spec().name.to_owned()),
        }
    }

    fn unless_id(&self, table: TableId, id: &str) -> Option<String> {
        (!self.has_id(table, id)).then(|| id.to_owned())
    }

    fn unless_division(&self, table: TableId, column: &str, row: usize) -> Option<String> {
        match self.division(table, column, row) {
            Some(division) if self.has(division) => None,
            Some(division) => Some(self.divisions.name(division)),
            None => Some(self.text(table, "voucher_no", row).to_owned()),
        }
    }

    /// Whether the record with an id lies inside; one that is nowhere does not.
    fn has_id(&self, table: TableId, id: &str) -> bool {
        self.ids.get(&(table, id.to_owned())).copied().unwrap_or_default()
    }

    fn has(&self, division: Division) -> bool {
        let place = Place { division, organisation: None };
        self.post.scope.covers(place, self.divisions)
    }

    fn has_code(&self, code: &str) -> bool {
        code.parse().ok().and_then(Division::from_code).is_some_and(|division| self.has(division))
    }

    /// What a target is set for.
    fn purpose(&self, kind: &str, subject: &str) -> bool {
        match kind {
            "project" => self.has_id(TableId::Projects, subject),
            "transfer" | "bond" => self.has_id(TableId::Allotments, subject),
            _ => self.divisions.of_id(subject).is_some_and(|division| self.has(division)),
        }
    }

    /// What a notice or an order is about.
    fn subject(&self, kind: &str, subject: &str) -> bool {
        let by_code = || self.divisions.of_id(subject).is_some_and(|division| self.has(division));
        match SubjectKind::of(kind) {
            SubjectKind::Project => self.has_id(TableId::Projects, subject),
            SubjectKind::Allotment => self.has_id(TableId::Allotments, subject),
            SubjectKind::Target | SubjectKind::Monitoring | SubjectKind::Evaluation => {
                let of_target = |id| self.has_id(TableId::Targets, id);
                of_target(subject) || of_target(whole(subject))
            }
            SubjectKind::Payment | SubjectKind::Other => by_code(),
        }
    }

    /// A division by code or name, or an office of one.
    fn organisation(&self, text: &str) -> bool {
        let named = || self.divisions.resolve(text, None).ok();
        self.divisions.of_id(text).or_else(named).is_some_and(|division| self.has(division))
    }

    fn division(&self, table: TableId, column: &str, row: usize) -> Option<Division> {
        match self.data.tables.column(table, column)? {
            ColumnRef::Division(cells) => cells.get(row).copied().flatten(),
            _ => None,
        }
    }

    fn text(&self, table: TableId, column: &str, row: usize) -> &str {
        match self.data.tables.column(table, column) {
            Some(
                ColumnRef::Text(cells) | ColumnRef::Organisation(cells) | ColumnRef::Period(cells),
            ) => {
                let name: Option<Name> = cells.get(row).copied().flatten();
                self.data.names.text_or_empty(name)
            }
            Some(ColumnRef::Label(cells)) => cells.get(row),
            _ => "",
        }
    }
}

fn word(spec: &TableSpec, column: &str, choice: domain::Choice) -> &'static str {
    let column = spec.columns.iter().find(|c| c.name == column);
    column.map_or("", |column| column.word(choice))
}

/// `<target>@<day>` and `<target>:<kind>` without what stands behind the target.
fn whole(text: &str) -> &str {
    text.split(['@', ':']).next().unwrap_or(text)
}
