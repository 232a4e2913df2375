//! Documents that were read lately, ready to be weighed: a site holds a few hundred, and of very many most
//! searches need the same few.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::DocId;
use tantivy::index::SegmentId;

use crate::search::document::SearchError;
use crate::search::row::Row;

/// Rows after which a generation is old; two generations are kept. A row takes about 13 KB.
const GENERATION: usize = 1_500;

/// Where a row stands: a segment never changes, and its number is never given again.
pub type Place = (SegmentId, DocId);

/// The rows.
#[derive(Default)]
pub struct Rows(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: HashMap<Place, Arc<Row>>,
    old: HashMap<Place, Arc<Row>>,
}

impl Rows {
    /// The row of this place, read when nobody asked for it lately.
    pub fn get(
        &self,
        place: Place,
        read: impl FnOnce() -> Result<Row, SearchError>,
    ) -> Result<Arc<Row>, SearchError> {
        if let Some(row) = self.known(place) {
            return Ok(row);
        }
        let row = Arc::new(read()?);
        self.keep(place, &row);
        Ok(row)
    }

    fn known(&self, place: Place) -> Option<Arc<Row>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(row) = held.young.get(&place) {
            return Some(row.clone());
        }
        let row = held.old.remove(&place)?;
        held.put(place, row.clone());
        Some(row)
    }

    fn keep(&self, place: Place, row: &Arc<Row>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.put(place, row.clone());
    }
}

impl Generations {
    fn put(&mut self, place: Place, row: Arc<Row>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(place, row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::document::Document;

    fn row(title: &str) -> Row {
        Row::of(Document { title: title.to_owned(), ..Document::default() })
    }

    #[test]
    fn what_is_asked_for_again_and_again_is_read_once() {
        let rows = Rows::default();
        let segment = SegmentId::generate_random();
        rows.get((segment, 0), || Ok(row("一"))).unwrap();
        for at in 1..10 * GENERATION as u32 {
            rows.get((segment, at), || Ok(row("二"))).unwrap();
            if at % 500 == 0 {
                let again = rows.get((segment, 0), || Ok(row("又读了一次"))).unwrap();
                assert_eq!(again.document.title, "一");
            }
        }
        let held = rows.0.lock().unwrap();
        assert!(held.young.len() + held.old.len() <= 2 * GENERATION);
    }
}
