//! The papers of an order, to be taken down.

use serde::Serialize;

use crate::domain::Time;
use crate::web::act::Loaded;

/// A paper that can be taken down.
#[derive(Debug, Serialize)]
pub struct Paper {
    pub name: String,
    pub href: String,
    pub size: String,
    pub at: Time,
    pub seen: &'static str,
}

/// The papers that this reader may have.
pub fn papers(loaded: &Loaded) -> Vec<Paper> {
    let code = &loaded.order.code;
    loaded
        .documents
        .iter()
        .map(|document| Paper {
            name: document.name.clone(),
            href: format!("/desk/orders/{code}/documents/{}", document.id),
            size: size(document.bytes),
            at: document.created_at,
            seen: document.visibility.as_str(),
        })
        .collect()
}

fn size(bytes: i64) -> String {
    match bytes {
        ..1_048_576 => format!("{} KB", (bytes + 1023) / 1024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}
