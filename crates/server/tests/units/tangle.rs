//! Makes of a set in order one in which rows name each other across all borders: cells of a column change
//! places, cells are emptied, columns and tables go. Whatever the data are, units must say what the whole says.

use domain::columns::{ColumnData, ColumnMut};
use domain::records::{Table, Visitor};
use domain::{AccountForm, Choice, DataSet, Labels, TableId};

/// A sequence of numbers that look random (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// Entangles a set: the more, the higher the round; from the sixth round on columns and tables go too.
pub(crate) fn tangle(data: &mut DataSet, seed: u64, round: u64) {
    let mut dice = Dice::new(seed);
    let many = [1, 2, 4, 8, 30, 200][round as usize % 6];
    for table in TableId::ALL {
        if dice.below(3) > 0 {
            data.tables.visit(*table, Tangle { dice: &mut dice, many });
        }
        if round >= 6 && dice.below(4) == 0 {
            data.tables.visit(*table, Forget { dice: &mut dice });
        }
    }
    if round >= 9 {
        let at = dice.below(data.given.len());
        let gone = data.given.remove(at);
        let rows = data.tables.rows(gone);
        data.tables.visit(gone, Empty(rows));
    }
}

/// Lets two rows of a table change the values of some columns; the rows.
pub(crate) fn tangle_table(
    data: &mut DataSet,
    table: TableId,
    dice: &mut Dice,
) -> Option<[u32; 2]> {
    let rows = data.tables.rows(table);
    let pair = [dice.below(rows), dice.below(rows)];
    if rows < 2 {
        return None;
    }
    data.tables.visit(table, Exchange { pair, dice });
    Some(pair.map(|row| row as u32))
}

struct Exchange<'d> {
    pair: [usize; 2],
    dice: &'d mut Dice,
}

impl Visitor for Exchange<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        let [a, b] = self.pair;
        for (spec, column) in T::SPEC.columns.iter().zip(table.columns_mut()) {
            if spec.name == "id" || self.dice.below(2) == 0 {
                continue;
            }
            let hole = (!spec.required && self.dice.below(4) == 0).then_some(a);
            exchange(column, &[(a, b)], hole);
        }
    }
}

struct Tangle<'d> {
    dice: &'d mut Dice,
    many: usize,
}

impl Visitor for Tangle<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        let rows = table.len();
        if rows < 2 {
            return;
        }
        for (spec, column) in T::SPEC.columns.iter().zip(table.columns_mut()) {
            // Readers see to it that ids stand once.
            if spec.name == "id" || self.dice.below(3) == 0 {
                continue;
            }
            let pairs: Vec<(usize, usize)> = (0..self.dice.below(self.many + 1))
                .map(|_| (self.dice.below(rows), self.dice.below(rows)))
                .collect();
            let hole = (!spec.required && self.dice.below(2) == 0).then(|| self.dice.below(rows));
            exchange(column, &pairs, hole);
        }
    }
}

fn exchange(column: ColumnMut, pairs: &[(usize, usize)], hole: Option<usize>) {
    match column {
        ColumnMut::Text(v) | ColumnMut::Period(v) | ColumnMut::Organisation(v) => {
            swap(v, pairs, hole);
        }
        ColumnMut::Label(v) => {
            let mut order: Vec<u32> = (0..v.len() as u32).collect();
            for (a, b) in pairs {
                order.swap(*a, *b);
            }
            *v = ColumnData::pick(v, &order);
        }
        ColumnMut::Money(v) | ColumnMut::Balance(v) => swap(v, pairs, hole),
        ColumnMut::Date(v) => swap(v, pairs, hole),
        ColumnMut::Year(v) => swap(v, pairs, hole),
        ColumnMut::Month(v) => swap(v, pairs, hole),
        ColumnMut::Flag(v) => swap(v, pairs, hole),
        ColumnMut::Choice(v) => pairs.iter().for_each(|(a, b)| v.swap(*a, *b)),
        ColumnMut::Division(v) => swap(v, pairs, hole),
        ColumnMut::Fund(v) => swap(v, pairs, hole),
        ColumnMut::Count(v) => swap(v, pairs, hole),
        ColumnMut::Decimal(v) => swap(v, pairs, hole),
        ColumnMut::Key(v) => swap(v, pairs, hole),
        ColumnMut::Account(v) => pairs.iter().for_each(|(a, b)| v.swap(*a, *b)),
    }
}

/// Every second pair changes places; of the others one takes the other's value too.
fn swap<T: Copy>(cells: &mut [Option<T>], pairs: &[(usize, usize)], hole: Option<usize>) {
    for (i, (a, b)) in pairs.iter().enumerate() {
        if i % 2 == 0 { cells.swap(*a, *b) } else { cells[*a] = cells[*b] }
    }
    if let Some(row) = hole {
        cells[row] = None;
    }
}

/// Takes a column away: its cells are empty and no file has it.
struct Forget<'d> {
    dice: &'d mut Dice,
}

impl Visitor for Forget<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        let at = self.dice.below(T::SPEC.columns.len());
        if T::SPEC.columns[at].required {
            return;
        }
        table.set_present(table.present() & !(1 << at));
        if let Some(column) = table.columns_mut().into_iter().nth(at) {
            clear(column);
        }
    }
}

fn clear(column: ColumnMut) {
    match column {
        ColumnMut::Text(v) | ColumnMut::Period(v) | ColumnMut::Organisation(v) => v.fill(None),
        ColumnMut::Label(v) => {
            let rows = v.len();
            *v = Labels::default();
            (0..rows).for_each(|_| v.push("").unwrap());
        }
        ColumnMut::Money(v) | ColumnMut::Balance(v) => v.fill(None),
        ColumnMut::Date(v) => v.fill(None),
        ColumnMut::Year(v) => v.fill(None),
        ColumnMut::Month(v) => v.fill(None),
        ColumnMut::Flag(v) => v.fill(None),
        ColumnMut::Choice(v) => v.fill(Choice::EMPTY),
        ColumnMut::Division(v) => v.fill(None),
        ColumnMut::Fund(v) => v.fill(None),
        ColumnMut::Count(v) => v.fill(None),
        ColumnMut::Decimal(v) => v.fill(None),
        ColumnMut::Key(v) => v.fill(None),
        ColumnMut::Account(v) => v.fill(AccountForm::Empty),
    }
}

/// Takes all rows away.
struct Empty(usize);

impl Visitor for Empty {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        table.remove(&(0..self.0).collect::<Vec<usize>>());
        table.set_present(0);
    }
}

/// Keeps some rows of a table.
pub(crate) struct Keep<'d>(pub(crate) &'d mut Dice);

impl Visitor for Keep<'_> {
    type Output = ();

    fn visit<T: Table>(self, table: &mut T) {
        let rows: Vec<u32> = (0..table.len() as u32).filter(|_| self.0.below(2) == 0).collect();
        *table = table.pick(&rows);
    }
}
