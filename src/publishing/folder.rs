//! Between a folder and the database, both ways and without loss.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::content::{Content, ContentError, PieceFacts, text_of};
use crate::db::pieces::{File, Planned};
use crate::db::{Conn, DbError, pieces};
use crate::domain::publication::PieceKind;

/// Why a folder can't be taken over: each line says where, and what.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct Broken(pub Vec<String>);

/// The pages of a content as files.
pub fn files_of(content: &Content) -> Vec<File> {
    let mut files = Vec::new();
    for kind in PieceKind::ALL.iter().copied() {
        let file = |page: PieceFacts| {
            let text = text_of(&content.sources, kind, &page.slug)?.to_owned();
            let PieceFacts { slug, title, reviewed, .. } = page;
            Some(File { kind, slug, text, title, reviewed })
        };
        files.extend(content.pages(kind).into_iter().filter_map(file));
    }
    files
}

/// The pages of a folder, read and checked with everything else the site has.
///
/// # Errors
/// Everything that is wrong with them, by file and line.
pub fn read_folder(folder: &Path, site: &Content) -> Result<Vec<File>, Broken> {
    let mut all: BTreeMap<String, Vec<u8>> =
        site.sources.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect();
    let mut own = Vec::new();
    let mut wrong = Vec::new();
    for kind in PieceKind::ALL {
        for path in below(&folder.join(kind.folder())) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let file = format!("{}/{name}", kind.folder());
            if name == "README.md" || name.starts_with('.') || name.ends_with('~') {
                continue;
            }
            match (PieceKind::of_file(&file), std::fs::read(&path)) {
                (None, _) => wrong.push(format!("{file}: no page has such a name")),
                (_, Err(error)) => wrong.push(format!("{file}: {error}")),
                (Some(_), Ok(bytes)) => {
                    all.insert(file.clone(), bytes);
                    own.push(file);
                }
            }
        }
    }
    if own.is_empty() && wrong.is_empty() {
        wrong.push(format!("{}: there are no pages in this folder", folder.display()));
    }
    let raw: BTreeMap<String, Vec<u8>> = own
        .iter()
        .filter_map(|file| all.get(file).map(|bytes| (file.clone(), bytes.clone())))
        .collect();
    match Content::from_files(all) {
        Ok(content) if wrong.is_empty() => {
            Ok(files_of(&content).into_iter().filter_map(|file| with_bytes(file, &raw)).collect())
        }
        Ok(_) => Err(Broken(wrong)),
        Err(errors) => {
            wrong.extend(errors.iter().map(ContentError::to_string));
            Err(Broken(wrong))
        }
    }
}

/// The file as it lies there, to the byte.
fn with_bytes(file: File, raw: &BTreeMap<String, Vec<u8>>) -> Option<File> {
    let bytes = raw.get(&file.kind.file(&file.slug))?;
    let text = String::from_utf8(bytes.clone()).ok()?;
    Some(File { text, ..file })
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    paths
}

/// Writes every page that the public reads into a folder; returns how many. Pages of that folder
/// that the public no longer reads are removed from it, other files are left alone.
///
/// # Errors
/// The folder's.
pub fn export(folder: &Path, files: &[(PieceKind, String, String)]) -> std::io::Result<usize> {
    for kind in PieceKind::ALL {
        let home = folder.join(kind.folder());
        std::fs::create_dir_all(&home)?;
        for path in below(&home) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let of = PieceKind::of_file(&format!("{}/{name}", kind.folder()))
                .map(|(kind, slug)| (kind, slug.to_owned()));
            let gone = of.is_some_and(|(kind, slug)| {
                !files.iter().any(|(have, name, _)| *have == kind && *name == slug)
            });
            if gone {
                std::fs::remove_file(path)?;
            }
        }
    }
    for (kind, slug, text) in files {
        std::fs::write(folder.join(kind.file(slug)), text)?;
    }
    Ok(files.len())
}

/// Every page that the public reads: kind, slug and file.
///
/// # Errors
/// The database's.
pub fn public_files(c: &mut Conn) -> Result<Vec<(PieceKind, String, String)>, DbError> {
    let live: Vec<(PieceKind, String, i32)> = pieces::live(c)?
        .into_iter()
        .filter_map(|one| one.revision.map(|(number, _)| (one.kind, one.slug, number)))
        .collect();
    let wanted: Vec<(String, i32)> =
        live.iter().map(|(kind, slug, number)| (pieces::id_of(*kind, slug), *number)).collect();
    let texts = pieces::texts(c, &wanted)?;
    Ok(live.into_iter().zip(texts).map(|((kind, slug, _), text)| (kind, slug, text)).collect())
}

/// What an import does, one line for each page that it is about.
pub fn described(planned: &[Planned]) -> String {
    let mut said = String::new();
    for one in planned {
        let (file, what) = match one {
            Planned::New(file) => (file, "is new"),
            Planned::Update(file) => (file, "is updated"),
            Planned::LeaveAlone(file) => (file, "was edited on the site and is left alone"),
        };
        let path = file.kind.file(&file.slug);
        let _ = writeln!(said, "content: {path} {what}: {}", file.title);
    }
    said
}
