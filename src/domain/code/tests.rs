use proptest::prelude::*;

use super::*;

fn plain(code: &Code) -> Vec<char> {
    code.as_str().chars().filter(|c| *c != '-').collect()
}

fn read(symbols: &[char]) -> Result<Code, CodeError> {
    parse(&symbols.iter().collect::<String>())
}

#[test]
fn a_code_looks_as_printed() {
    let code = Code::from_random(2026, [0x39, 0xe6, 0xf4, 0x8a, 0xfd]);
    assert_eq!(&code.as_str()[..14], "YM26-77KF-92QX");
    assert_eq!(code.as_str().len(), 16);
    assert_eq!(parse(code.as_str()), Ok(code));
}

#[test]
fn it_is_read_as_people_write_it() {
    let code = Code::from_random(2026, [0, 2, 0x10, 0, 1]);
    assert_eq!(&code.as_str()[..14], "YM26-0011-0001");
    let check = &code.as_str()[15..];
    let shapes = [
        format!("ym26 ooil 000l {check}"),
        format!("YM2600110001{check}"),
        format!("　ＹＭ２６－００１１－０００１－{check}"),
        format!("YM26–0011—0001 {}\u{200b}\n", check.to_lowercase()),
    ];
    for shape in shapes {
        assert_eq!(parse(&shape), Ok(code.clone()), "{shape}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    assert_eq!(parse(""), Err(CodeError::Length));
    assert_eq!(parse("YM26-7K3F"), Err(CodeError::Length));
    assert_eq!(parse(&"A".repeat(1 << 20)), Err(CodeError::Length));
    assert_eq!(parse("YM26-7U3F-92QX-C"), Err(CodeError::Character('U')));
    assert_eq!(parse("YM26-7K3F-92QX-码"), Err(CodeError::Character('码')));
    assert_eq!(parse("YM26\0"), Err(CodeError::Character('\0')));
}

#[test]
fn keys_follow_from_secret_code_and_generation() {
    let code = Code::from_random(2026, [1, 2, 3, 4, 5]);
    let mine = key(b"secret", &code, 1);
    assert_eq!(mine.len(), 11);
    assert_eq!(key(b"secret", &code, 1), mine);
    assert_ne!(key(b"secret", &code, 2), mine);
    assert_ne!(key(b"another", &code, 1), mine);
    assert_ne!(key(b"secret", &Code::from_random(2026, [1, 2, 3, 4, 6]), 1), mine);
    assert!(key_matches(b"secret", &code, 1, &mine.to_lowercase().replace('-', " ")));
    assert!(!key_matches(b"secret", &code, 2, &mine), "the old key died");
    for wrong in ["", "-", "码", &mine[..10]] {
        assert!(!key_matches(b"secret", &code, 1, wrong));
    }
}

#[test]
fn the_mac_is_standard_hmac() {
    let code = Code::from_random(2026, [9; 5]);
    for secret in [&b"short"[..], &[7u8; 64], &[7u8; 200]] {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret).unwrap();
        mac.update(format!("yimen order key\0{code}").as_bytes());
        mac.update(&3i32.to_be_bytes());
        let expected = base32(&mac.finalize().into_bytes());
        assert_eq!(key(secret, &code, 3).replace('-', ""), expected[..10]);
    }
}

proptest! {
    #[test]
    fn every_wrong_symbol_is_caught(year in 2000i32..2100, bytes: [u8; 5]) {
        let symbols = plain(&Code::from_random(year, bytes));
        for at in 0..symbols.len() {
            for other in SYMBOLS.iter().map(|c| char::from(*c)).filter(|c| *c != symbols[at]) {
                let mut wrong = symbols.clone();
                wrong[at] = other;
                prop_assert_eq!(read(&wrong), Err(CodeError::Check));
            }
        }
    }

    #[test]
    fn every_swap_is_caught(year in 2000i32..2100, bytes: [u8; 5]) {
        let symbols = plain(&Code::from_random(year, bytes));
        for left in 0..symbols.len() {
            for right in left + 1..symbols.len() {
                let mut wrong = symbols.clone();
                wrong.swap(left, right);
                prop_assert_eq!(read(&wrong).is_err(), symbols[left] != symbols[right]);
            }
        }
    }

    #[test]
    fn anything_can_be_typed(text: String) {
        let _ = parse(&text);
    }

    #[test]
    fn a_code_reads_back(year in 1900i32..2300, bytes: [u8; 5]) {
        let code = Code::from_random(year, bytes);
        prop_assert_eq!(parse(code.as_str()), Ok(code));
    }
}
