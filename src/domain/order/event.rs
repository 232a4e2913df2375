//! The chain of events: each carries the hash of the one before, and salted digests of its texts.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Event;
use super::fresh::hex;

/// The hash of an event that follows `prev`: SHA-256 over both, in one fixed spelling. The first
/// event follows the empty text.
pub fn hash(prev: &str, event: &Event) -> String {
    let entries: Vec<Value> = event.entries.iter().map(|e| json!([e.entry, e.digest])).collect();
    let fields = json!([
        prev,
        event.order_id,
        event.seq,
        event.at.and_utc().timestamp_micros(),
        event.actor,
        event.role,
        event.agency,
        event.on_behalf,
        event.action,
        event.from,
        event.to,
        event.reason_code,
        event.visibility,
        event.rules_version,
        entries,
        event.facts,
    ]);
    let mut text = String::new();
    canonical(&fields, &mut text);
    hex(&Sha256::digest(text.as_bytes()))
}

/// The salted digest of a text, as its event keeps it.
pub fn digest(salt: &str, body: &str) -> String {
    // The salt has a fixed length, so that no other pair gives the same bytes.
    hex(&Sha256::new().chain_update(salt).chain_update("\n").chain_update(body).finalize())
}

/// JSON with sorted keys and no spaces: a store may reorder keys, the hash must not care.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                canonical(&map[key], out);
            }
            out.push('}');
        }
        simple => out.push_str(&simple.to_string()),
    }
}
