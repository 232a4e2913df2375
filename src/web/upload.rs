//! Files that come with a form: streamed to the folder of documents as they arrive, each taken or
//! refused by itself.

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use futures_util::StreamExt;

use super::csrf;
use super::form::Form;
use super::visit::Visit;
use crate::domain::kind::Documents as Limits;
use crate::error::{Error, FieldError};
use crate::media::{Refused, Stored};

/// Longest value of a field that is no file.
const TEXT_BYTES: usize = 64 << 10;
/// Longest name that is kept of a file.
const NAME_CHARACTERS: usize = 120;

/// What came.
#[derive(Default)]
pub struct Upload {
    /// The fields that are no files.
    pub form: Form,
    pub taken: Vec<Taken>,
    /// Why others were not taken, each naming its file.
    pub refused: Vec<FieldError>,
}

/// A file that lies in the folder of documents now.
pub struct Taken {
    pub name: String,
    pub stored: Stored,
}

/// Reads a form with files. The CSRF token must be its first field, so that nothing of a stranger's
/// is stored. At most `room` files of the field `field` are taken.
///
/// # Errors
/// [`Error::ForgedForm`]; [`Error::TooLarge`] for far more than may come at once;
/// [`Error::Malformed`] when the body can't be read.
pub async fn receive(
    visit: &Visit,
    request: &HttpRequest,
    mut body: Multipart,
    limits: &Limits,
    field: &str,
    room: usize,
) -> Result<Upload, Error> {
    let mut upload = Upload::default();
    let mut pairs: Vec<(String, String)> = Vec::new();
    // What may come at once, twice over: a file too many is read past, so that the answer arrives.
    let mut left = limits.max_bytes.saturating_mul(limits.max_files as u64).saturating_mul(2);
    while let Some(part) = body.next().await {
        let mut part = part.map_err(|_| Error::Malformed { key: "field.body" })?;
        let name = part.name().unwrap_or_default().to_owned();
        if pairs.is_empty() {
            let token = text(&mut part, &mut left).await?;
            csrf::check(request, if name == csrf::FIELD { &token } else { "" })?;
            pairs.push((name, token));
        } else if let Some(file_name) = file_name(&part) {
            let full = upload.taken.len() >= room;
            match file(visit, &mut part, limits, full, &mut left).await? {
                // A field of files in which none was chosen.
                Err(Why::Empty) if file_name.is_empty() => {}
                Ok(stored) => upload.taken.push(Taken { name: file_name, stored }),
                Err(why) => upload.refused.push(why.said(field, &file_name, limits)),
            }
        } else {
            let value = text(&mut part, &mut left).await?;
            pairs.push((name, value));
        }
    }
    csrf::check(request, pairs.first().map_or("", |(_, token)| token))?;
    upload.form = Form::from_pairs(pairs);
    Ok(upload)
}

/// Why a file was not taken.
enum Why {
    Empty,
    TooLarge,
    Kind,
    TooMany,
}

impl Why {
    fn said(&self, field: &str, name: &str, limits: &Limits) -> FieldError {
        let key = match self {
            Why::Empty => "ask.wrong.file_empty",
            Why::TooLarge => "ask.wrong.file_large",
            Why::Kind => "ask.wrong.file_kind",
            Why::TooMany => "ask.wrong.file_many",
        };
        let error = FieldError::new(field, key).with("name", name);
        error.with("files", limits.max_files).with("megabytes", limits.max_bytes >> 20)
    }
}

/// Takes one file, or reads past it to the next.
async fn file(
    visit: &Visit,
    part: &mut Field,
    limits: &Limits,
    full: bool,
    left: &mut u64,
) -> Result<Result<Stored, Why>, Error> {
    if full {
        return Ok(Err(if skip(part, left).await? { Why::TooMany } else { Why::Empty }));
    }
    let mut arriving =
        visit.app.documents.receive(limits.max_bytes).await.map_err(Error::internal)?;
    while let Some(chunk) = next(part, left).await? {
        match arriving.write(&chunk).await {
            Ok(()) => {}
            Err(Refused::TooLarge { .. }) => {
                skip(part, left).await?;
                return Ok(Err(Why::TooLarge));
            }
            Err(other) => return Err(Error::internal(other)),
        }
    }
    Ok(match arriving.finish().await {
        Ok(stored) if limits.types.iter().any(|known| known == stored.kind.media_type) => {
            Ok(stored)
        }
        Ok(_) | Err(Refused::Kind) => Err(Why::Kind),
        Err(Refused::Empty) => Err(Why::Empty),
        Err(Refused::TooLarge { .. }) => Err(Why::TooLarge),
        Err(Refused::Io(error)) => return Err(Error::internal(error)),
    })
}

/// Reads to the end of a part; says whether there was anything.
async fn skip(part: &mut Field, left: &mut u64) -> Result<bool, Error> {
    let mut any = false;
    while let Some(chunk) = next(part, left).await? {
        any |= !chunk.is_empty();
    }
    Ok(any)
}

async fn text(part: &mut Field, left: &mut u64) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next(part, left).await? {
        if bytes.len() + chunk.len() > TEXT_BYTES {
            return Err(Error::TooLarge { limit_mib: 1 });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn next(part: &mut Field, left: &mut u64) -> Result<Option<actix_web::web::Bytes>, Error> {
    let Some(chunk) = part.next().await else { return Ok(None) };
    let chunk = chunk.map_err(|_| Error::Malformed { key: "field.body" })?;
    *left = left.checked_sub(chunk.len() as u64).ok_or(Error::TooLarge { limit_mib: 200 })?;
    Ok(Some(chunk))
}

/// The file's name as the browser says it, without folders and without what can't be shown; none
/// for a part that is no file.
pub fn file_name(part: &Field) -> Option<String> {
    let disposition = part.content_disposition()?;
    let extended = disposition
        .get_filename_ext()
        .map(|name| String::from_utf8_lossy(&name.value).into_owned());
    let given = extended.or_else(|| disposition.get_filename().map(str::to_owned))?;
    Some(tidy_name(&given))
}

/// A file's name without folders and without what can't be shown.
pub fn tidy_name(given: &str) -> String {
    let base = given.rsplit(['/', '\\']).next().unwrap_or_default();
    // Characters that turn the reading direction can make .exe look like .pdf.
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown: String = base.chars().filter(|c| !c.is_control() && !turns(*c)).collect();
    let shown = shown.trim();
    let (long, length) = (shown.chars().count() > NAME_CHARACTERS, shown.chars().count());
    match shown.rsplit_once('.').filter(|(_, end)| long && end.chars().count() < 8) {
        Some((stem, end)) => {
            format!("{}….{end}", stem.chars().take(NAME_CHARACTERS - 10).collect::<String>())
        }
        None if long => shown.chars().take(NAME_CHARACTERS.min(length)).collect(),
        None => shown.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::tidy_name;

    #[test]
    fn a_name_is_only_a_name() {
        assert_eq!(tidy_name("../../etc/passwd"), "passwd");
        assert_eq!(tidy_name(r"C:\合同\采购合同.pdf"), "采购合同.pdf");
        assert_eq!(tidy_name("a\u{202e}fdp.exe\n"), "afdp.exe");
        let long = tidy_name(&format!("{}.pdf", "长".repeat(300)));
        assert!(long.ends_with("….pdf") && long.chars().count() <= 120, "{long}");
        assert_eq!(tidy_name(&"长".repeat(300)).chars().count(), 120);
    }
}
