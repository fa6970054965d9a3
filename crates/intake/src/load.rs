//! The way through a whole set: its own funds first, then every table, then what links them.

use std::path::Path;
use std::sync::Arc;

use domain::columns::ColumnSpec;
use domain::records::{SourceFile, Table, Visitor};
use domain::{DataSet, Funds, Interner, TableId};

use crate::blocks::{Blocks, Care, Source};
use crate::book::{RowSource, guarded};
use crate::budget::Budget;
use crate::error::{Bound, InputError};
use crate::find::{Found, Place, TableFile, find};
use crate::header::{HeaderFault, Plan};
use crate::mapping::{Mapping, MappingFault};
use crate::names::{ColumnNames, ERROR_HEADER, LINE_HEADER};
use crate::outside::{Nothing, Outside};
use crate::presence::Presence;
use crate::privacy::KeyHasher;
use crate::rejected::Tally;
use crate::rewrite::collect;
use crate::sheet::{SheetOutcome, read_sheet};
use crate::table::{FileContext, plan_text, read_text};
use crate::typing::{Shared, changes};
use crate::warning::Warning;
use crate::{Context, Loaded, Options, Progress, links};

/// Reads a data set: a folder, one file, one workbook or one archive.
pub fn load(
    path: &Path,
    context: &Context<'_>,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Loaded, InputError> {
    load_beside(path, context, options, progress, &Nothing)
}

/// Reads a data set whose rows may also name records that are known already.
pub fn load_beside(
    path: &Path,
    context: &Context<'_>,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
    outside: &dyn Outside,
) -> Result<Loaded, InputError> {
    load_found(find(path, options.mapping.as_deref())?, context, options, progress, outside)
}

/// Reads what was found.
pub(crate) fn load_found(
    found: Found,
    context: &Context<'_>,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
    outside: &dyn Outside,
) -> Result<Loaded, InputError> {
    let Found { tables, warnings, budget, mapping, .. } = found;
    let threads = match options.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    let changes = changes(context.divisions);
    let hasher = KeyHasher::new(&context.key);
    let files = &tables;
    let reader = Reader {
        files,
        context,
        hasher: &hasher,
        changes: &changes,
        threads,
        budget: &budget,
        progress,
    };
    let funds = reader.funds_with_own(&tables)?;
    refuse_mapping(&mapping, mapping.wrong_texts(context.divisions, &funds))?;
    let names = Interner::new();
    let mut data = DataSet::default();
    let mut tally = Tally::default();
    let (mut found, mut plans, mut present) = (warnings, Vec::new(), Presence::default());
    for file in &tables {
        let shared = reader.shared(&funds, &names);
        let before = data.tables.rows(file.table);
        match reader.read(file, &shared, &mut data, &mut tally)? {
            Some(plan) => {
                found.extend(unknown_columns(file, &plan));
                let rows = data.tables.rows(file.table) - before;
                present.note(file.table, &file.name, rows, plan.present());
                plans.push((file, plan));
            }
            None => found.push(Warning::EmptyFile { file: file.name.clone() }),
        }
    }
    let mapped =
        |(file, plan): &(&TableFile, Plan)| Some((file.mapping.clone()?, plan.headers.clone()));
    let mapped: Vec<_> = plans.iter().filter_map(mapped).collect();
    refuse_mapping(&mapping, mapping.lost_columns(&mapped))?;
    found.extend(present.warnings());
    data.names = names.finish().into();
    data.funds = funds;
    found.extend(links::finish(&mut data, context.divisions, threads, outside, &mut tally));
    for table in &data.given {
        tally.counts.entry(*table).or_default().rows = data.tables.rows(*table) as u64;
    }
    tally.sort();
    let Tally { counts, rejected, rejected_total, totals } = tally;
    let total_rows = |(file, (count, lines))| Warning::TotalRows { file, count, lines };
    found.extend(totals.into_iter().map(total_rows));
    let found = found.into_iter().map(Warning::masked).collect();
    let kept = if options.keep_rejected_rows { collect(&plans, &rejected)? } else { Vec::new() };
    Ok(Loaded { data, counts, rejected, rejected_total, warnings: found, kept })
}

/// What stays the same while a set is read.
struct Reader<'a> {
    files: &'a [TableFile],
    context: &'a Context<'a>,
    hasher: &'a KeyHasher,
    changes: &'a [domain::Day],
    threads: usize,
    budget: &'a Budget,
    progress: &'a (dyn Fn(Progress) + Sync),
}

impl Reader<'_> {
    fn shared<'s>(&'s self, funds: &'s Funds, names: &'s Interner) -> Shared<'s> {
        Shared {
            divisions: self.context.divisions,
            funds,
            hasher: self.hasher,
            names,
            changes: self.changes,
        }
    }

    /// The pack's catalogue with what the set's own `funds` table adds or defines anew.
    fn funds_with_own(&self, tables: &[TableFile]) -> Result<Funds, InputError> {
        let mut funds = self.context.funds.clone();
        let names = Interner::new();
        let mut data = DataSet::default();
        for file in tables.iter().filter(|f| f.table == TableId::OwnFunds) {
            let shared = self.shared(self.context.funds, &names);
            self.read(file, &shared, &mut data, &mut Tally::default())?;
        }
        data.tables.own_funds.add_to(&mut funds, &names.finish());
        Ok(funds)
    }

    /// Reads one file into its table; no plan means that there was nothing to read.
    fn read(
        &self,
        file: &TableFile,
        shared: &Shared<'_>,
        data: &mut DataSet,
        tally: &mut Tally,
    ) -> Result<Option<Plan>, InputError> {
        let number = u16::try_from(data.files.len())
            .map_err(|_| InputError::TooLarge { file: file.name.clone(), what: Bound::Count })?;
        let context = FileContext {
            table: file.table,
            name: &file.name,
            number,
            bytes: 0,
            care: Care::Quick,
            budget: self.budget,
            progress: self.progress,
        };
        let reading = Reading { file, shared, context: &context, data, tally };
        let Some(plan) = self.plan_and_rows(reading)? else { return Ok(None) };
        let (table, name) = (file.table, file.name.clone());
        data.files.push(SourceFile { table, name, columns: plan.present() });
        if !data.given.contains(&file.table) {
            data.given.push(file.table);
        }
        Ok(Some(plan))
    }

    /// Reads the rows of a file, by the plan that its header gives.
    fn plan_and_rows(&self, reading: Reading<'_>) -> Result<Option<Plan>, InputError> {
        let Reading { file, shared, context, data, tally } = reading;
        let outcome = match &file.place {
            Place::Sheet { book, sheet } => {
                let book = &mut book.borrow_mut();
                guarded(&file.name, || {
                    let rows = book.rows(sheet).map_err(|fault| fault.of(&file.name))?;
                    let work = ReadSheet { rows, file, shared, context, tally };
                    data.tables.visit(file.table, work)
                })?
            }
            Place::Form(written) => {
                let rows = Box::new(written.rows());
                let work = ReadSheet { rows, file, shared, context, tally };
                data.tables.visit(file.table, work)?
            }
            Place::File(_) | Place::Member(_) => {
                let mut read = |care| {
                    file.with_source(|source, bytes| {
                        let context = FileContext { bytes, care, ..*context };
                        self.read_source(file, source, &context, shared, data, tally)
                    })
                };
                return match read(Care::Quick)? {
                    TextOutcome::Irregular => Ok(read(Care::Exact)?.plan()),
                    outcome => Ok(outcome.plan()),
                };
            }
        };
        match outcome {
            SheetOutcome::Read(plan) => Ok(Some(plan)),
            SheetOutcome::Empty => Ok(None),
            SheetOutcome::Header(fault) => Err(self.refused(file, fault)),
        }
    }

    /// Reads delimited text.
    fn read_source(
        &self,
        file: &TableFile,
        source: Source<'_>,
        context: &FileContext<'_>,
        shared: &Shared<'_>,
        data: &mut DataSet,
        tally: &mut Tally,
    ) -> Result<TextOutcome, InputError> {
        let unreadable = |source| InputError::Unreadable { file: file.name.clone(), source };
        let mut blocks = Blocks::open(source, context.care).map_err(unreadable)?;
        if blocks.head().iter().all(u8::is_ascii_whitespace) {
            return Ok(TextOutcome::Empty);
        }
        let mapping = file.mapping.as_deref();
        let plan = plan_text(&mut blocks, file.table, mapping)
            .map_err(|fault| self.refused(file, fault))?;
        let threads = self.threads;
        let work = ReadText { blocks, plan: &plan, shared, file: context, threads, tally };
        let regular = data.tables.visit(file.table, work)?;
        Ok(if regular { TextOutcome::Read(plan) } else { TextOutcome::Irregular })
    }

    /// Why a file with such headers cannot be read, and with it the set.
    fn refused(&self, file: &TableFile, fault: HeaderFault) -> InputError {
        let name = file.name.clone();
        match fault {
            HeaderFault::Missing { columns, headers } => self.missing(file, &columns, &headers),
            HeaderFault::Twice { column, headers } => {
                InputError::ColumnTwice { file: name, column, headers }
            }
            HeaderFault::TwoUnits(units) => InputError::TwoUnits { file: name, units },
            HeaderFault::UnknownUnit(unit) => InputError::UnknownUnit { file: name, unit },
            HeaderFault::ColumnUnit { header, unit } => {
                InputError::ColumnUnit { file: name, header, unit }
            }
        }
    }

    /// Columns that must be there are not: the mapping names headers that the file does not have, or
    /// the file itself lacks them.
    fn missing(&self, file: &TableFile, columns: &[usize], headers: &[String]) -> InputError {
        let spec = file.table.spec();
        if let Some(mapping) = &file.mapping {
            let same = |f: &&TableFile| f.mapping.as_ref().is_some_and(|m| Arc::ptr_eq(m, mapping));
            let only = self.files.iter().filter(same).count() == 1;
            let faults = mapping.lost_in(file.table, columns, headers, only);
            if !faults.is_empty() {
                return InputError::Mapping { file: mapping.name.clone(), faults };
            }
        }
        let names = ColumnNames::of(spec);
        let odd = |h: &String| Some([h.clone(), names.nearly(h, columns)?.to_owned()]);
        let usual = |c: &ColumnSpec| (c.name, c.aliases.first().copied().unwrap_or_default());
        InputError::MissingColumns {
            file: file.name.clone(),
            table: file.table,
            columns: columns.iter().filter_map(|i| spec.columns.get(*i)).map(usual).collect(),
            units: headers.iter().filter_map(odd).collect(),
        }
    }
}

/// One file, and where its rows go.
struct Reading<'r> {
    file: &'r TableFile,
    shared: &'r Shared<'r>,
    context: &'r FileContext<'r>,
    data: &'r mut DataSet,
    tally: &'r mut Tally,
}

/// What came of a file of delimited text.
enum TextOutcome {
    Read(Plan),
    /// There was nothing to read.
    Empty,
    /// Nothing was loaded: quotation marks must be looked at one by one.
    Irregular,
}

impl TextOutcome {
    fn plan(self) -> Option<Plan> {
        if let TextOutcome::Read(plan) = self { Some(plan) } else { None }
    }
}

fn unknown_columns(file: &TableFile, plan: &Plan) -> Option<Warning> {
    // What `write_rejected` adds is no news.
    let ours = |header: &String| matches!(header.as_str(), LINE_HEADER | ERROR_HEADER);
    let headers: Vec<String> = plan.unknown.iter().filter(|h| !ours(h)).cloned().collect();
    let file = file.name.clone();
    (!headers.is_empty()).then_some(Warning::UnknownColumns { file, headers })
}

struct ReadText<'a, 'b> {
    blocks: Blocks<'b>,
    plan: &'a Plan,
    shared: &'a Shared<'a>,
    file: &'a FileContext<'a>,
    threads: usize,
    tally: &'a mut Tally,
}

impl Visitor for ReadText<'_, '_> {
    type Output = Result<bool, InputError>;

    fn visit<T: Table>(self, table: &mut T) -> Self::Output {
        let ReadText { blocks, plan, shared, file, threads, tally } = self;
        let (mut own_table, mut own_tally) = (T::default(), Tally::default());
        let regular =
            read_text(blocks, plan, shared, file, threads, &mut own_table, &mut own_tally)?;
        if regular {
            add(table, own_table, file)?;
            tally.absorb(own_tally);
        }
        Ok(regular)
    }
}

/// Adds the rows of one file to those of the files before it.
fn add<T: Table>(table: &mut T, mut own: T, file: &FileContext<'_>) -> Result<(), InputError> {
    file.refuse_overflow(table, &mut own)?;
    table.append(own);
    Ok(())
}

struct ReadSheet<'a> {
    rows: Box<dyn RowSource<'a> + 'a>,
    file: &'a TableFile,
    shared: &'a Shared<'a>,
    context: &'a FileContext<'a>,
    tally: &'a mut Tally,
}

impl Visitor for ReadSheet<'_> {
    type Output = Result<SheetOutcome, InputError>;

    fn visit<T: Table>(self, table: &mut T) -> Self::Output {
        let ReadSheet { mut rows, file, shared, context, tally } = self;
        let mut own_table = T::default();
        let mapping = file.mapping.as_deref();
        let outcome = read_sheet(rows.as_mut(), mapping, shared, context, &mut own_table, tally)?;
        add(table, own_table, context)?;
        Ok(outcome)
    }
}

fn refuse_mapping(mapping: &Mapping, faults: Vec<MappingFault>) -> Result<(), InputError> {
    let file = mapping.name.clone();
    if faults.is_empty() { Ok(()) } else { Err(InputError::Mapping { file, faults }) }
}
