//! Rows of apis.toml that fit nothing in their document.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use crate::apis::{Api, FILE};

/// A table of [`Api`] whose rows each name something in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Ids,
    Safe,
    Operations,
    Schemas,
    Inline,
    Enums,
    Overrides,
}

impl Table {
    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ids => "ids",
            Self::Safe => "safe",
            Self::Operations => "operations",
            Self::Schemas => "schemas",
            Self::Inline => "inline",
            Self::Enums => "enums",
            Self::Overrides => "override",
        }
    }
}

/// Rows of a table that fit nothing in the document: what they name, or for enums, the words they list.
#[derive(Debug, thiserror::Error)]
#[error("{FILE}, `{api}`: nothing in the document fits [api.{}] `{}`; change or remove what does not fit",
    table.name(), rows.join("`, `"))]
pub struct Misfits {
    api: String,
    pub table: Table,
    pub rows: Vec<String>,
}

impl Api {
    /// Refuses rows of a table of this API version that fit nothing in the document; says which and what to do.
    pub fn all_fit<'r>(&self, table: Table, misfits: impl IntoIterator<Item = &'r String>) -> Result<()> {
        let rows: Vec<_> = misfits.into_iter().cloned().collect();
        ensure!(rows.is_empty(), Misfits { api: self.id.clone(), table, rows });
        Ok(())
    }

    /// Leaves out rows that fit nothing, which changes nothing; whether there were any.
    pub fn leave_out(&mut self, Misfits { table, rows, .. }: &Misfits) -> bool {
        let before = self.rows();
        let fits = |row: &String| !rows.contains(row);
        match table {
            Table::Ids => self.ids.retain(|row, _| fits(row)),
            Table::Safe => self.safe.retain(fits),
            Table::Operations => self.operations.retain(|row, _| fits(row)),
            Table::Schemas => self.schemas.retain(|row, _| fits(row)),
            Table::Inline => self.inline.retain(|_, pointer| fits(pointer)),
            Table::Enums => self.enums.retain(|row, _| fits(row)),
            Table::Overrides => self.overrides.retain(|row| fits(&row.at)),
        }
        self.rows() < before
    }

    fn rows(&self) -> usize {
        let maps = [&self.ids, &self.operations, &self.schemas, &self.inline];
        let maps: usize = maps.into_iter().map(BTreeMap::len).sum();
        maps + self.safe.len() + self.enums.len() + self.overrides.len()
    }
}
