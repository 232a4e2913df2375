//! What the journeys stand on.

pub mod meili;
