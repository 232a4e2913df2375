//! What a file is, by its bytes.

/// A kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileKind {
    pub media_type: &'static str,
    pub extension: &'static str,
}

/// Images, PDF, Office papers and text; everything else is none, whatever its name.
pub fn kind_of(bytes: &[u8]) -> Option<FileKind> {
    match infer::get(bytes) {
        Some(found) => {
            let taken = [
                "image/jpeg",
                "image/png",
                "image/webp",
                "image/gif",
                "image/bmp",
                "image/tiff",
                "image/heif",
                "application/pdf",
                "application/msword",
                "application/vnd.ms-excel",
                "application/vnd.ms-powerpoint",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            ];
            let kind = FileKind { media_type: found.mime_type(), extension: found.extension() };
            taken.contains(&kind.media_type).then_some(kind)
        }
        None => is_text(bytes).then_some(FileKind { media_type: "text/plain", extension: "txt" }),
    }
}

/// Whether a file begins as a film does, whatever comes after.
pub fn is_film(head: &[u8]) -> bool {
    infer::is_video(head)
}

/// Text as people save it here: UTF-8, or the GB 18030 of an older machine; never with the control
/// characters that binaries are full of.
fn is_text(bytes: &[u8]) -> bool {
    let binary = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\t' | b'\n' | b'\r' | 0x0c);
    if bytes.iter().any(|byte| binary(byte) || *byte == 0x7f) {
        return false;
    }
    std::str::from_utf8(bytes).is_ok()
        || encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> Option<&'static str> {
        kind_of(bytes).map(|kind| kind.media_type)
    }

    #[test]
    fn the_bytes_decide() {
        assert_eq!(found(b"%PDF-1.7\n%..."), Some("application/pdf"));
        assert_eq!(found(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("image/png"));
        assert_eq!(found("合同编号：一".as_bytes()), Some("text/plain"));
        assert_eq!(found(&encoding_rs::GB18030.encode("合同").0), Some("text/plain"));
    }

    #[test]
    fn what_runs_or_hides_is_not_taken() {
        assert_eq!(found(b"PK\x03\x04\x14\0\0\0\x08\0aaaaaaaaaaaaaaaaaaaaaaaaaa"), None);
        assert_eq!(found(b"MZ\x90\0\x03"), None);
        assert_eq!(found(b"\x7fELF\x02\x01\x01"), None);
        assert_eq!(found(b"<html><script>alert(1)</script></html>"), None);
        assert_eq!(found(b"#!/bin/sh\nrm -rf /\n"), None);
        assert_eq!(found(b"text with a \0 in it"), None);
    }
}
