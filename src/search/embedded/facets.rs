//! How many of what was found bear each value of each facet.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use crate::search::document::{FACETS, Facets};

/// Counts every facet of every hit.
pub struct Counting;

impl Collector for Counting {
    type Fruit = Facets;
    type Child = Segment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> Result<Segment, TantivyError> {
        let mut columns = Vec::new();
        for name in FACETS {
            if let Some(column) = segment.fast_fields().str(name)? {
                let counts = vec![0; column.num_terms()];
                columns.push((name, column, counts));
            }
        }
        Ok(Segment(columns))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Facets>) -> Result<Facets, TantivyError> {
        let mut all = Facets::new();
        for (facet, counts) in fruits.into_iter().flatten() {
            let sums = all.entry(facet).or_default();
            counts.into_iter().for_each(|(value, count)| *sums.entry(value).or_default() += count);
        }
        Ok(all)
    }
}

/// One segment: each facet with how often its values came.
pub struct Segment(Vec<(&'static str, StrColumn, Vec<u64>)>);

impl SegmentCollector for Segment {
    type Fruit = Facets;

    fn collect(&mut self, doc: DocId, _: Score) {
        for (_, column, counts) in &mut self.0 {
            for ord in column.term_ords(doc) {
                if let Some(count) = usize::try_from(ord).ok().and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
        }
    }

    fn harvest(self) -> Facets {
        let mut all = Facets::new();
        for (facet, column, counts) in self.0 {
            let met = counts.into_iter().zip(0_u64..).filter(|(count, _)| *count > 0);
            for (count, ord) in met {
                let mut value = String::new();
                if column.ord_to_str(ord, &mut value).is_ok() && !value.is_empty() {
                    all.entry(facet.to_owned()).or_default().insert(value, count);
                }
            }
        }
        all
    }
}
