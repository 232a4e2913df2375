//! A folder of `.eml` files, for development and for places without a mail server.

use super::{BadMailUrl, MailError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the files go.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// What follows `file:`, as a path; `file:///var/mail` and `file:/var/mail` are the same.
    pub(super) fn from_path(path: &str) -> Result<Self, BadMailUrl> {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() {
            return Err(BadMailUrl("file: names no folder; write file:./var/mail".to_owned()));
        }
        let path = urlencoding::decode(path)
            .map_err(|_| BadMailUrl("the folder's name is not UTF-8".to_owned()))?;
        Ok(Self { path: PathBuf::from(path.as_ref()) })
    }

    /// Writes one message; the same job again replaces its own file.
    pub(super) async fn write(&self, id: &str, wire: Vec<u8>) -> Result<String, MailError> {
        let (folder, name) = (self.path.clone(), format!("{id}.eml"));
        blocking(move || put(&folder, &name, &wire)).await
    }

    /// Whether a file can be made there.
    pub(super) async fn check(&self) -> Result<(), MailError> {
        let folder = self.path.clone();
        blocking(move || {
            std::fs::create_dir_all(&folder)?;
            tempfile::NamedTempFile::new_in(&folder).map(drop)
        })
        .await
    }
}

/// Whole or not at all: the name appears only when everything is on the disk.
fn put(folder: &Path, name: &str, wire: &[u8]) -> std::io::Result<String> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(wire)?;
    file.as_file().sync_all()?;
    let path = folder.join(name);
    file.persist(&path)?;
    std::fs::File::open(folder)?.sync_all()?;
    Ok(path.display().to_string())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, MailError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(MailError::Temporary(format!("mail folder: {error}"))),
        Err(error) => Err(MailError::Temporary(format!("mail folder: {error}"))),
    }
}
