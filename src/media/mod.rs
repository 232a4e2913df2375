//! The films of the lessons, and files that people hand in: kept once each, under the SHA-256 of their bytes, and called by what
//! their bytes are, never by what their name says.

mod films;
mod kind;
pub mod signed;

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

pub use films::{Films, Found, S3};
pub use kind::{FileKind, kind_of};

/// What was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Hex.
    pub sha256: String,
    pub bytes: u64,
    pub kind: FileKind,
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the bytes are of no kind that is taken here")]
    Kind,
    #[error("the file could not be stored: {0}")]
    Io(#[from] std::io::Error),
}

/// The folder of documents.
#[derive(Debug, Clone)]
pub struct Documents {
    root: PathBuf,
}

impl Documents {
    /// Opens `MEDIA_URL`'s folder, making it where it is missing.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub fn open(url: &str) -> std::io::Result<Documents> {
        let root = folder(url).join("documents");
        std::fs::create_dir_all(root.join("arriving"))?;
        Ok(Documents { root })
    }

    /// Begins to take a file of at most `limit` bytes.
    ///
    /// # Errors
    /// When no file can be made.
    pub async fn receive(&self, limit: u64) -> Result<Arriving, Refused> {
        let name = data_encoding::HEXLOWER.encode(&rand::random::<[u8; 16]>());
        let path = self.root.join("arriving").join(name);
        let file = tokio::fs::File::create(&path).await?;
        Ok(Arriving {
            file,
            path: Unlinked(path),
            hash: Sha256::new(),
            bytes: 0,
            limit,
            root: self.root.clone(),
        })
    }

    /// The path of a stored file.
    pub fn path(&self, sha256: &str) -> PathBuf {
        place(&self.root, sha256)
    }
}

/// The folder of a `file:` address.
fn folder(url: &str) -> PathBuf {
    PathBuf::from(url.trim_start_matches("file:").trim_start_matches("//"))
}

fn place(root: &Path, sha256: &str) -> PathBuf {
    // The hash comes from our own table; a wrong one must still not lead out of the folder.
    let safe: String = sha256.chars().filter(char::is_ascii_hexdigit).collect();
    root.join(safe.get(..2).unwrap_or("00")).join(safe)
}

/// A file on its way in; what is dropped unfinished leaves nothing behind.
pub struct Arriving {
    file: tokio::fs::File,
    path: Unlinked,
    hash: Sha256,
    bytes: u64,
    limit: u64,
    root: PathBuf,
}

struct Unlinked(PathBuf);

impl Drop for Unlinked {
    fn drop(&mut self) {
        // Already renamed when all went well; then there is nothing to remove.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Arriving {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`Refused::TooLarge`] as soon as the limit is passed.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), Refused> {
        self.bytes += chunk.len() as u64;
        if self.bytes > self.limit {
            return Err(Refused::TooLarge { limit: self.limit });
        }
        self.hash.update(chunk);
        Ok(self.file.write_all(chunk).await?)
    }

    /// Decides by the bytes what the file is, and keeps it.
    ///
    /// # Errors
    /// [`Refused::Empty`], or [`Refused::Kind`] for what is not taken here.
    pub async fn finish(mut self) -> Result<Stored, Refused> {
        if self.bytes == 0 {
            return Err(Refused::Empty);
        }
        self.file.flush().await?;
        self.file.sync_all().await?;
        let kind = kind_of(&tokio::fs::read(&self.path.0).await?).ok_or(Refused::Kind)?;
        let sha256 = data_encoding::HEXLOWER.encode(&self.hash.finalize());
        let target = place(&self.root, &sha256);
        if let Some(folder) = target.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        tokio::fs::rename(&self.path.0, &target).await?;
        Ok(Stored { sha256, bytes: self.bytes, kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn store(documents: &Documents, bytes: &[u8], limit: u64) -> Result<Stored, Refused> {
        let mut arriving = documents.receive(limit).await?;
        for chunk in bytes.chunks(7) {
            arriving.write(chunk).await?;
        }
        arriving.finish().await
    }

    #[tokio::test]
    async fn a_file_is_kept_once_under_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let documents = Documents::open(&format!("file:{}", folder.path().display())).unwrap();
        let first = store(&documents, "说明".as_bytes(), 100).await.unwrap();
        let again = store(&documents, "说明".as_bytes(), 100).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(std::fs::read(documents.path(&first.sha256)).unwrap(), "说明".as_bytes());
    }

    #[tokio::test]
    async fn what_is_refused_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let documents = Documents::open(&format!("file:{}", folder.path().display())).unwrap();
        assert!(matches!(store(&documents, b"", 10).await, Err(Refused::Empty)));
        assert!(matches!(
            store(&documents, &[b'a'; 11], 10).await,
            Err(Refused::TooLarge { limit: 10 })
        ));
        assert!(matches!(store(&documents, b"MZ\x90\0\x03\0\0\0", 10).await, Err(Refused::Kind)));
        let left: Vec<_> =
            std::fs::read_dir(folder.path().join("documents/arriving")).unwrap().collect();
        assert!(left.is_empty());
    }
}
