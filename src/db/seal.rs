//! Sealing personal data in its column: XChaCha20-Poly1305, a random nonce, the key's id in
//! front, and the place (table, column, row) as associated data, so that a sealed value moved to
//! another row or column does not open.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;

use super::DbError;

const NONCE: usize = 24;

/// Where a sealed value stands. It opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Slot<'a> {
    pub table: &'a str,
    pub column: &'a str,
    pub row: &'a str,
}

impl Slot<'_> {
    fn bytes(&self) -> Vec<u8> {
        // NUL occurs in no name and in no id, so the three cannot run into each other.
        [self.table, self.column, self.row].join("\0").into_bytes()
    }
}

/// Seals with the newest key and opens with any it was given.
#[derive(Clone)]
pub struct Sealer {
    keys: Vec<(String, XChaCha20Poly1305)>,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(id, _)| id)).finish()
    }
}

impl Sealer {
    /// Takes `(key id, secret)` pairs from the oldest to the newest. A secret may have any length;
    /// the key is derived from it.
    pub fn new(keys: Vec<(String, Vec<u8>)>) -> Result<Sealer, DbError> {
        if keys.is_empty() {
            return Err(DbError::Broken("no key to seal personal data with".to_owned()));
        }
        let keys = keys.into_iter().map(|(id, secret)| Ok((checked(id)?, cipher(&secret)?)));
        Ok(Sealer { keys: keys.collect::<Result<_, DbError>>()? })
    }

    /// Seals a text for one place.
    pub fn seal(&self, slot: Slot<'_>, text: &str) -> Result<String, DbError> {
        let (id, cipher) = self.keys.last().ok_or_else(|| broken(slot, "no key"))?;
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: text.as_bytes(), aad: &slot.bytes() };
        let sealed = cipher
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| broken(slot, "cannot be sealed"))?;
        let bytes = [nonce.as_slice(), &sealed].concat();
        Ok(format!("{id}.{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Opens what was sealed for this very place; anything else is an error that tells no data.
    pub fn open(&self, slot: Slot<'_>, sealed: &str) -> Result<String, DbError> {
        let (id, text) = sealed.split_once('.').ok_or_else(|| broken(slot, "is not sealed"))?;
        let (_, cipher) = self
            .keys
            .iter()
            .find(|(known, _)| known == id)
            .ok_or_else(|| broken(slot, "has an unknown key"))?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| broken(slot, "is not base64"))?;
        let (nonce, body) =
            bytes.split_at_checked(NONCE).ok_or_else(|| broken(slot, "is too short"))?;
        let plain = cipher
            .decrypt(XNonce::from_slice(nonce), Payload { msg: body, aad: &slot.bytes() })
            .map_err(|_| broken(slot, "does not open"))?;
        String::from_utf8(plain).map_err(|_| broken(slot, "is not text"))
    }

    /// The id of the key that seals.
    pub fn newest_id(&self) -> &str {
        self.keys.last().map_or("", |(id, _)| id)
    }

    /// Whether the newest key sealed it.
    pub fn is_newest(&self, sealed: &str) -> bool {
        sealed.split_once('.').is_some_and(|(id, _)| id == self.newest_id())
    }

    /// Seals anew with the newest key where an older one did it; none where nothing is to be done.
    pub fn renew(&self, slot: Slot<'_>, sealed: &str) -> Result<Option<String>, DbError> {
        if self.is_newest(sealed) {
            return Ok(None);
        }
        self.open(slot, sealed).and_then(|text| self.seal(slot, &text)).map(Some)
    }

    /// [`Sealer::seal`] for a column that may be empty.
    pub fn seal_opt(&self, slot: Slot<'_>, text: Option<&str>) -> Result<Option<String>, DbError> {
        text.map(|text| self.seal(slot, text)).transpose()
    }

    /// [`Sealer::open`] for a column that may be empty.
    pub fn open_opt(
        &self,
        slot: Slot<'_>,
        sealed: Option<&str>,
    ) -> Result<Option<String>, DbError> {
        sealed.map(|sealed| self.open(slot, sealed)).transpose()
    }
}

fn checked(id: String) -> Result<String, DbError> {
    let fine = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fine {
        Ok(id)
    } else {
        Err(DbError::Broken(format!("a key id is letters, digits and hyphens: {id:?}")))
    }
}

fn cipher(secret: &[u8]) -> Result<XChaCha20Poly1305, DbError> {
    let mut key = [0u8; 32];
    Hkdf::<Sha256>::new(None, secret)
        .expand(b"yimen column seal 1", &mut key)
        .map_err(|e| DbError::Broken(format!("key derivation: {e}")))?;
    Ok(XChaCha20Poly1305::new(&key.into()))
}

fn broken(slot: Slot<'_>, what: &str) -> DbError {
    DbError::Broken(format!("{}.{} of {} {what}", slot.table, slot.column, slot.row))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Slot<'_> = Slot { table: "contacts", column: "phone", row: "r1" };

    fn sealer(keys: &[&str]) -> Sealer {
        Sealer::new(
            keys.iter().map(|k| ((*k).to_owned(), format!("secret of {k}").into_bytes())).collect(),
        )
        .unwrap()
    }

    #[test]
    fn opens_only_in_its_place() {
        let keys = sealer(&["k1"]);
        let sealed = keys.seal(HERE, "13800000000").unwrap();
        assert!(sealed.starts_with("k1.") && !sealed.contains("138"));
        assert_eq!(keys.open(HERE, &sealed).unwrap(), "13800000000");
        for elsewhere in [
            Slot { table: "accounts", ..HERE },
            Slot { column: "email", ..HERE },
            Slot { row: "r2", ..HERE },
            Slot { table: "contact", column: "sphone", ..HERE },
        ] {
            assert!(keys.open(elsewhere, &sealed).is_err());
        }
    }

    #[test]
    fn the_same_text_never_seals_the_same() {
        let keys = sealer(&["k1"]);
        assert_ne!(keys.seal(HERE, "a").unwrap(), keys.seal(HERE, "a").unwrap());
    }

    #[test]
    fn rotates() {
        let old = sealer(&["k1"]).seal(HERE, "王五").unwrap();
        let both = sealer(&["k1", "k2"]);
        assert_eq!(both.open(HERE, &old).unwrap(), "王五");
        let new = both.renew(HERE, &old).unwrap().unwrap();
        assert!(new.starts_with("k2."));
        assert_eq!(both.renew(HERE, &new).unwrap(), None);
        assert_eq!(sealer(&["k2"]).open(HERE, &new).unwrap(), "王五");
        assert!(sealer(&["k2"]).open(HERE, &old).is_err());
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let keys = sealer(&["k1"]);
        let sealed = keys.seal(HERE, "tamper").unwrap();
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert!(keys.open(HERE, std::str::from_utf8(&bytes).unwrap()).is_err(), "at {at}");
        }
        for text in ["", "k1", "k1.", "k1.AAAA", "13800000000"] {
            assert!(keys.open(HERE, text).is_err());
        }
    }

    #[test]
    fn refuses_no_key_and_odd_ids() {
        assert!(Sealer::new(vec![]).is_err());
        assert!(Sealer::new(vec![("a.b".to_owned(), vec![1])]).is_err());
    }
}
