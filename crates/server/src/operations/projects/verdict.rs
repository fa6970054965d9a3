//! What the rules would say of a project after a step: whoever takes a step that breaks one sees it before.

use domain::{Lamp, Lang, TableId};
use intake::Written;
use store::history;
use store::imports::Lines;
use store::records;

use super::writing::Writing;
use crate::context::{Context, Origin};
use crate::operations::entry::{Judged, Sheet, verdict};
use crate::operations::export::text;
use crate::operations::imports::Party;
use crate::operations::{Done, Refusal};
use crate::output;

/// A rule that a step would break, which is not broken now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Breach {
    /// The rule.
    pub(crate) rule: String,
    /// What would be found, in Chinese and English.
    pub(crate) message: [String; 2],
}

impl Writing {
    /// The rules that the project would break and does not break now, and the seal by which it is told that this
    /// was seen.
    pub(super) async fn verdict(
        &self,
        context: &Context,
        origin: &Origin,
    ) -> Done<(Vec<Breach>, String)> {
        if self.cells.is_empty() {
            return Ok((Vec::new(), String::new()));
        }
        let sheet = self.sheet(context).await?;
        // The step was admitted by its own operation; what is judged here is not saved in this way.
        let said = verdict(context, origin, Party::Operator, &sheet).await?;
        let reds = said.rows.iter().flat_map(Judged::findings);
        let mut breaches: Vec<Breach> = Vec::new();
        let mut tx = context.db.read().await?;
        for finding in reds.filter(|finding| finding.lamp == Lamp::Red) {
            let of = &finding.subject;
            let now = history::warnings(&mut tx, of.kind, &of.id).await?;
            let is_known =
                now.iter().any(|one| one.lit && one.lamp == "red" && one.rule == finding.rule);
            if !is_known {
                let said = |lang| output::message(&context.pack, finding, lang);
                let message = [said(Lang::Zh), said(Lang::En)];
                breaches.push(Breach { rule: finding.rule.clone(), message });
            }
        }
        Ok((breaches, said.seal))
    }

    /// The project's row as it will be.
    async fn sheet(&self, context: &Context) -> Done<Sheet> {
        let (table, spec) = (TableId::Projects, TableId::Projects.spec());
        let wanted = [self.project.as_str()].into();
        let mut tx = context.db.read().await?;
        let known = records::alike(&mut tx, table, "id", &wanted).await?.pop();
        let known = known.ok_or(Refusal::UnknownRecord)?;
        let said = |name: &str| self.cells.iter().find(|(column, _)| *column == name);
        let columns = spec.columns.iter().zip(&known.values).enumerate();
        let given = columns.filter(|(at, (column, _))| {
            known.columns >> at & 1 == 1 || said(column.name).is_some()
        });
        let cell = |column: &domain::columns::ColumnSpec, value| match said(column.name) {
            Some((_, text)) => text.clone(),
            None => text(column, value),
        };
        let (headers, row) =
            given.map(|(_, (column, value))| (column.name.to_owned(), cell(column, value))).unzip();
        let written = Written { table, name: String::new(), headers, rows: vec![row] };
        Ok(Sheet { of: vec![Some(known.row_id)], ..Sheet::new(written, Lines::More) })
    }
}
