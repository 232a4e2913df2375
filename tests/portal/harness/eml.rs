//! Reads a message back, written apart from what wrote it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A message, decoded.
#[derive(Debug, Clone)]
pub struct Eml {
    /// Names in lower case, values decoded and unfolded.
    pub headers: Vec<(String, String)>,
    /// The part `text/plain`.
    pub text: String,
    /// The part `text/html`.
    pub html: String,
}

impl Eml {
    /// Decodes what came over the wire.
    pub fn read(wire: &str) -> Self {
        let (headers, body) = split(wire);
        let kind = header(&headers, "content-type");
        assert!(kind.starts_with("multipart/alternative"), "{kind}");
        let boundary = kind.split("boundary=\"").nth(1).expect("a boundary");
        let boundary = format!("--{}", boundary.split('"').next().expect("a boundary"));
        let (mut text, mut html) = (String::new(), String::new());
        for part in body.split(&boundary).skip(1).filter(|part| !part.starts_with("--")) {
            let (headers, body) = split(part.trim_start_matches("\r\n"));
            let encoding = header(&headers, "content-transfer-encoding");
            let body = decode(&encoding, body.trim_end_matches("\r\n"));
            let kind = header(&headers, "content-type");
            assert!(kind.contains("charset=utf-8"), "{kind}");
            match kind.split(';').next() {
                Some("text/plain") => text = body,
                Some("text/html") => html = body,
                other => panic!("a part {other:?}"),
            }
        }
        Self { headers, text, html }
    }

    /// The values of that header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let same = |(n, v): &'_ (String, String)| (n == name).then_some(v.len());
        self.headers.iter().filter(|h| same(h).is_some()).map(|(_, v)| v.as_str()).collect()
    }

    /// The value of the one header of that name.
    pub fn one(&self, name: &str) -> &str {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name}: {all:?}");
        all[0]
    }
}

fn header(headers: &[(String, String)], name: &str) -> String {
    headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default()
}

fn split(wire: &str) -> (Vec<(String, String)>, &str) {
    let (head, body) = wire.split_once("\r\n\r\n").expect("a head and a body");
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let headers = unfolded.lines().map(|line| {
        let (name, value) = line.split_once(':').expect("a header");
        (name.to_ascii_lowercase(), decode_words(value.trim()))
    });
    (headers.collect(), body)
}

/// Encoded words (RFC 2047); white space between two of them does not count.
fn decode_words(value: &str) -> String {
    let (mut out, mut rest, mut after_word) = (String::new(), value, false);
    while let Some(at) = rest.find("=?") {
        let before = &rest[..at];
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        let mut fields = rest[at + 2..].splitn(4, '?');
        let charset = fields.next().expect("a charset");
        assert!(charset.eq_ignore_ascii_case("utf-8"), "{charset}");
        let encoding = fields.next().expect("an encoding");
        let text = fields.next().expect("a text");
        let tail = fields.next().and_then(|tail| tail.strip_prefix('=')).expect("an end");
        out.push_str(&match encoding {
            "b" | "B" => decode("base64", text),
            _ => decode("quoted-printable", &text.replace('_', " ")),
        });
        (rest, after_word) = (tail, true);
    }
    out + rest
}

fn decode(encoding: &str, body: &str) -> String {
    match encoding {
        "base64" => {
            let packed: String = body.split_whitespace().collect();
            String::from_utf8(STANDARD.decode(packed).expect("base64")).expect("UTF-8")
        }
        "quoted-printable" => {
            let mut bytes = Vec::new();
            let mut rest = body.replace("=\r\n", "").into_bytes().into_iter();
            while let Some(byte) = rest.next() {
                if byte == b'=' {
                    let hex = [rest.next().expect("hex"), rest.next().expect("hex")];
                    let hex = std::str::from_utf8(&hex).expect("hex");
                    bytes.push(u8::from_str_radix(hex, 16).expect("hex"));
                } else {
                    bytes.push(byte);
                }
            }
            String::from_utf8(bytes).expect("UTF-8")
        }
        "7bit" => body.to_owned(),
        other => panic!("an encoding {other:?}"),
    }
}
