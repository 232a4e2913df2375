//! Films on their way in: one file each that only grows, so that an upload goes on where it stopped.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

/// Why a piece was not taken. What of it arrived stays.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It does not begin where the file ends; here it does.
    #[error("{0} bytes are here")]
    Elsewhere(u64),
    /// More came than was announced.
    #[error("more than announced")]
    TooMuch,
    /// The line broke.
    #[error("the line broke")]
    Broken,
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// The folder of films that are not finished.
#[derive(Debug, Clone)]
pub struct Uploads {
    root: PathBuf,
}

impl Uploads {
    /// In this folder, which is made.
    ///
    /// # Errors
    /// When it can't be.
    pub fn open(root: PathBuf) -> std::io::Result<Uploads> {
        std::fs::create_dir_all(&root)?;
        Ok(Uploads { root })
    }

    /// Where the bytes of a film are gathered.
    pub fn source(&self, id: &str) -> PathBuf {
        self.root.join(format!("{}.source", plain(id)))
    }

    /// Where a film is worked on.
    pub fn work(&self, id: &str) -> PathBuf {
        self.root.join(format!("{}.work", plain(id)))
    }

    /// How many bytes are here.
    pub async fn received(&self, id: &str) -> u64 {
        tokio::fs::metadata(self.source(id)).await.map_or(0, |meta| meta.len())
    }

    /// When the last piece came; none where nothing is here.
    pub async fn last(&self, id: &str) -> Option<std::time::SystemTime> {
        tokio::fs::metadata(self.source(id)).await.ok()?.modified().ok()
    }

    /// Appends a piece that begins at `offset`; at most `limit` bytes may be here then. Returns how
    /// many are.
    ///
    /// # Errors
    /// Why not.
    pub async fn append<E>(
        &self,
        id: &str,
        offset: u64,
        limit: u64,
        piece: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<u64, NotTaken> {
        let file = std::fs::File::options().create(true).append(true).open(self.source(id))?;
        let mut here = file.metadata()?.len();
        // Whoever else is writing knows better where the file ends.
        if here != offset || file.try_lock().is_err() {
            return Err(NotTaken::Elsewhere(here));
        }
        let mut file = tokio::fs::File::from_std(file);
        let mut piece = std::pin::pin!(piece);
        let mut end = Ok(());
        while let Some(chunk) = piece.next().await {
            let Ok(chunk) = chunk else {
                end = Err(NotTaken::Broken);
                break;
            };
            if here + chunk.len() as u64 > limit {
                end = Err(NotTaken::TooMuch);
                break;
            }
            file.write_all(&chunk).await?;
            here += chunk.len() as u64;
        }
        file.flush().await?;
        file.sync_data().await?;
        end.map(|()| here)
    }

    /// SHA-256 of what is here, in hex.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn sha256(&self, id: &str) -> std::io::Result<String> {
        let path = self.source(id);
        let digest = move || -> std::io::Result<String> {
            let mut hash = Sha256::new();
            std::io::copy(&mut std::fs::File::open(path)?, &mut hash)?;
            Ok(data_encoding::HEXLOWER.encode(&hash.finalize()))
        };
        tokio::task::spawn_blocking(digest).await.map_err(std::io::Error::other)?
    }

    /// An empty folder to work in: what an earlier try left there is gone.
    ///
    /// # Errors
    /// When it can't be made.
    pub async fn begin(&self, id: &str) -> std::io::Result<PathBuf> {
        let folder = self.work(id);
        gone(tokio::fs::remove_dir_all(&folder).await)?;
        tokio::fs::create_dir_all(&folder).await?;
        Ok(folder)
    }

    /// Takes away all that was here of a film.
    ///
    /// # Errors
    /// When it can't be.
    pub async fn clear(&self, id: &str) -> std::io::Result<()> {
        gone(tokio::fs::remove_dir_all(self.work(id)).await)?;
        gone(tokio::fs::remove_file(self.source(id)).await)
    }
}

/// All files below a folder, as paths from it.
///
/// # Errors
/// When it can't be read.
pub fn files_below(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        for entry in std::fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            match entry.file_type()?.is_dir() {
                true => open.push(path),
                false => found.push(path.to_string_lossy().into_owned()),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What is not there needs no taking away.
fn gone(removed: std::io::Result<()>) -> std::io::Result<()> {
    removed.or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })
}

/// An id comes from an address: it must not lead out of the folder.
fn plain(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, ()>> + use<> {
        futures_util::stream::iter([Ok(Bytes::copy_from_slice(bytes))])
    }

    #[tokio::test]
    async fn a_file_only_grows_at_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::open(folder.path().join("uploads")).unwrap();
        assert_eq!(uploads.append("a", 0, 9, piece(b"1234")).await.unwrap(), 4);
        for offset in [0, 3, 5] {
            let again = uploads.append("a", offset, 9, piece(b"x")).await;
            assert!(matches!(again, Err(NotTaken::Elsewhere(4))), "{offset}");
        }
        let broken = futures_util::stream::iter([Ok(Bytes::from_static(b"56")), Err(())]);
        assert!(matches!(uploads.append("a", 4, 9, broken).await, Err(NotTaken::Broken)));
        assert_eq!(uploads.received("a").await, 6, "what came before the break stays");
        assert!(matches!(uploads.append("a", 6, 9, piece(b"7890")).await, Err(NotTaken::TooMuch)));
        assert_eq!(uploads.append("a", 6, 9, piece(b"789")).await.unwrap(), 9);
        assert_eq!(std::fs::read(uploads.source("a")).unwrap(), b"123456789");
        assert_eq!(uploads.sha256("a").await.unwrap().len(), 64);
    }

    #[tokio::test]
    async fn work_begins_anew_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::open(folder.path().to_owned()).unwrap();
        let work = uploads.begin("../a").await.unwrap();
        std::fs::write(work.join("old"), b"x").unwrap();
        let work = uploads.begin("../a").await.unwrap();
        assert!(files_below(&work).unwrap().is_empty() && work.starts_with(folder.path()));
        uploads.clear("../a").await.unwrap();
        uploads.clear("../a").await.unwrap();
        assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
    }
}
