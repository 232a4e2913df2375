//! Ids and salts for a step, from two seeds that the caller drew: the domain itself knows no
//! randomness, and the same seeds give the same step.

use sha2::{Digest, Sha256};

/// A source of fresh ids and salts.
#[derive(Debug, Clone)]
pub struct Fresh {
    ids: [u8; 32],
    salts: [u8; 32],
    counter: u64,
}

impl Fresh {
    /// Both seeds must be random and used for one step only; salts stay secret, ids do not.
    pub fn new(ids: [u8; 32], salts: [u8; 32]) -> Fresh {
        Fresh { ids, salts, counter: 0 }
    }

    /// A new id: 32 hex digits.
    pub fn id(&mut self) -> String {
        let seed = self.ids;
        self.next("id", &seed)
    }

    /// A new salt: 32 hex digits.
    pub fn salt(&mut self) -> String {
        let seed = self.salts;
        self.next("salt", &seed)
    }

    fn next(&mut self, purpose: &str, seed: &[u8; 32]) -> String {
        self.counter += 1;
        let hash = Sha256::new()
            .chain_update(purpose)
            .chain_update(seed)
            .chain_update(self.counter.to_be_bytes())
            .finalize();
        hex(&hash[..16])
    }
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
