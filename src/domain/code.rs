//! 一案一码: the code of an order, `YM26-7K3F-92QX-C`, and the secret key that goes with it.
//!
//! A code is `YM`, the year, eight random symbols (40 bits) and a check symbol, all of them from
//! Crockford's base 32: no I, L, O or U, so that it can be read on the telephone.
//!
//! The check symbol is one of the same 32 symbols. Each symbol is an element of GF(32), and the sum
//! of symbol × αⁱ over the whole code (i counted from the right, α a generator) is zero. The weights
//! are all different and none is zero, because α has order 31 and a code has 13 symbols: any one
//! wrong symbol, and any two symbols in each other's place, makes the sum something else. A check
//! modulo 37 would need five more symbols that nobody can say.

use std::fmt;
use std::str::FromStr;

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX: &str = "YM";
/// `YM`, two digits of the year, eight random symbols, the check symbol.
const LENGTH: usize = 13;
const KEY_LENGTH: usize = 10;

/// The code of an order, in canonical form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

/// Why something is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("a code has {LENGTH} letters and digits")]
    Length,
    #[error("{0} does not occur in a code")]
    Character(char),
    #[error("a letter or digit is wrong, or two have changed places")]
    Check,
}

impl Code {
    /// The code made of five random bytes.
    pub fn from_random(year: i32, bytes: [u8; 5]) -> Code {
        let mut symbols = format!("{PREFIX}{:02}{}", year.rem_euclid(100), base32(&bytes));
        let sum = weighted(symbols.bytes().filter_map(value), 1);
        symbols.push(symbol(sum));
        Code(grouped(&symbols))
    }

    /// Canonical form: `YM26-7K3F-92QX-C`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Code, CodeError> {
        parse(text)
    }
}

/// Reads a code as people write it: small letters, spaces, dashes or none, O for 0, I or L for 1,
/// full-width letters and digits.
pub fn parse(text: &str) -> Result<Code, CodeError> {
    let symbols = folded(text)?;
    if symbols.len() != LENGTH {
        return Err(CodeError::Length);
    }
    let year = symbols.get(PREFIX.len()..PREFIX.len() + 2).unwrap_or_default();
    let shaped = symbols.starts_with(PREFIX) && year.bytes().all(|c| c.is_ascii_digit());
    if weighted(symbols.bytes().filter_map(value), 0) != 0 || !shaped {
        return Err(CodeError::Check);
    }
    Ok(Code(grouped(&symbols)))
}

/// The secret key of an order, `ABCDE-FGHJK`: 50 bits that follow from the server's secret, the code
/// and the generation, so nothing is stored. A lost key is replaced by raising the generation.
pub fn key(secret: &[u8], code: &Code, generation: i32) -> String {
    let symbols = key_symbols(secret, code, generation);
    let (left, right) = symbols.split_at(KEY_LENGTH / 2);
    format!("{left}-{right}")
}

/// Whether this is the order's key, read as forgivingly as a code, compared in constant time.
pub fn key_matches(secret: &[u8], code: &Code, generation: i32, given: &str) -> bool {
    let expected = key_symbols(secret, code, generation);
    let given = folded(given).unwrap_or_default();
    expected.as_bytes().ct_eq(given.as_bytes()).into()
}

fn key_symbols(secret: &[u8], code: &Code, generation: i32) -> String {
    // What HMAC itself does with a key that is not a block long; done here because it cannot fail.
    let mut block = [0u8; 64];
    if secret.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(secret));
    } else {
        block[..secret.len()].copy_from_slice(secret);
    }
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(b"yimen order key\0");
    mac.update(code.as_str().as_bytes());
    mac.update(&generation.to_be_bytes());
    let mut symbols = base32(&mac.finalize().into_bytes());
    symbols.truncate(KEY_LENGTH);
    symbols
}

/// The symbols of what was typed, without what only separates them.
fn folded(text: &str) -> Result<String, CodeError> {
    let mut symbols = String::with_capacity(LENGTH);
    for typed in text.chars() {
        let c = crate::domain::mask::half_width(typed);
        match c.to_ascii_uppercase() {
            'O' => symbols.push('0'),
            'I' | 'L' => symbols.push('1'),
            upper if u8::try_from(upper).is_ok_and(|byte| value(byte).is_some()) => {
                symbols.push(upper)
            }
            _ if is_separator(c) => {}
            _ => return Err(CodeError::Character(typed)),
        }
        // Nobody's code is this long; what is may be a megabyte.
        if symbols.len() > 2 * LENGTH {
            return Err(CodeError::Length);
        }
    }
    Ok(symbols)
}

/// Blanks, the dashes of every keyboard, and the marks that come along when one copies.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{200b}'..='\u{200d}' | '\u{feff}')
}

/// `YM26-7K3F-92QX-C`
fn grouped(symbols: &str) -> String {
    let mut text = String::with_capacity(LENGTH + 3);
    for (index, c) in symbols.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push('-');
        }
        text.push(c);
    }
    text
}

/// Five bits at a time, from the left; bits that are left over are dropped.
fn base32(bytes: &[u8]) -> String {
    let (mut bits, mut held) = (0u32, 0u32);
    let mut text = String::new();
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(symbol((held >> bits & 31) as u8));
        }
        held &= (1 << bits) - 1;
    }
    text
}

fn symbol(value: u8) -> char {
    char::from(SYMBOLS[usize::from(value & 31)])
}

fn value(symbol: u8) -> Option<u8> {
    SYMBOLS.iter().position(|known| *known == symbol).and_then(|at| u8::try_from(at).ok())
}

/// The weighted sum in GF(32), by Horner's rule, multiplied by α once more for each `shift`.
fn weighted(values: impl Iterator<Item = u8>, shift: u32) -> u8 {
    let sum = values.fold(0, |sum, value| times_alpha(sum) ^ value);
    (0..shift).fold(sum, |sum, _| times_alpha(sum))
}

/// Multiplies by α in GF(32) = GF(2)[α] / (α⁵ + α² + 1).
fn times_alpha(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

#[cfg(test)]
mod tests;
