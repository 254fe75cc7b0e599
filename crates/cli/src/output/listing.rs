use std::pin::pin;

use ccloud_connect::Error;
use futures_util::{Stream, StreamExt};
use serde::Serialize;

use super::human::Columns;
use super::shown::Shown;
use super::{Format, Output, print, unwritten};
use crate::failure::Failure;

/// As many as the service gives at once.
const PAGE: usize = 100;

impl Output {
    /// Prints a list page by page, so that a long one shows its beginning before its end is asked for, and tells whether
    /// there was anything. A list that breaks off lacks its closing bracket: no program takes it for whole.
    pub(crate) async fn list<W, T: Serialize + Shown<W>, R: IntoIterator<Item = String>>(
        &self,
        items: impl Stream<Item = Result<T, Error>>,
        head: &[&str],
        cells: impl Fn(&T) -> R,
    ) -> Result<bool, Failure> {
        let mut pages = pin!(items.ready_chunks(PAGE));
        let mut columns = Columns::new(head);
        let mut begun = false;
        while let Some(page) = pages.next().await {
            let page: Vec<T> = page.into_iter().collect::<Result<_, _>>()?;
            let text = match self.format {
                Format::Human => columns.rows(page.iter().map(&cells)),
                Format::Json => elements(&page, begun)?,
                Format::Yaml => {
                    serde_saphyr::to_string(&page).map_err(|error| unwritten(&error))?.trim_end().to_owned()
                }
            };
            print(&text)?;
            begun = true;
        }
        match self.format {
            Format::Human => {}
            Format::Json => print(if begun { "]" } else { "[]" })?,
            Format::Yaml => print(if begun { "" } else { "[]" })?,
        }
        Ok(begun)
    }
}

/// Elements of a JSON array, as they stand in a whole one but for the comma, which begins a line where it has to.
fn elements<T: Serialize>(page: &[T], begun: bool) -> Result<String, Failure> {
    let whole = serde_json::to_string_pretty(page).map_err(|error| unwritten(&error))?;
    let inner = whole.trim_start_matches('[').trim_end_matches(']').trim_matches('\n');
    Ok(if begun { format!(",\n{inner}") } else { format!("[\n{inner}") })
}
