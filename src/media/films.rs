//! Where the films of the lessons lie: a local folder, or any store that speaks S3.
//!
//! A film is a handful of files under its id: `<id>/360p.mp4`, `<id>/hls/master.m3u8` … They are
//! written once and never changed; a new cut is a new film.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt, try_unfold};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    Error, GetOptions, GetRange, GetResultPayload, ObjectStore, ObjectStoreExt, PutPayload,
};

/// So much of a local file is read at once.
const PIECE: u64 = 256 << 10;

/// How a store that speaks S3 is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct S3 {
    /// Absent: Amazon's own of the region.
    pub endpoint: Option<String>,
    pub region: Option<String>,
    pub access_key: Option<String>,
    pub secret_key: Option<String>,
}

/// What is known of a file before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub bytes: u64,
    /// Changes when the bytes do; without quotes.
    pub tag: String,
}

/// The store of the films.
#[derive(Clone)]
pub struct Films {
    store: Arc<dyn ObjectStore>,
}

impl Films {
    /// Opens `MEDIA_URL`: `file:DIR` or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn open(url: &str, s3: &S3) -> Result<Films, String> {
        let store: Arc<dyn ObjectStore> = match url.strip_prefix("s3://") {
            Some(place) => {
                let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
                Arc::new(PrefixStore::new(bucket_of(bucket, s3)?, prefix))
            }
            None => {
                let folder = super::folder(url).join("films");
                std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
                let local = LocalFileSystem::new_with_prefix(folder);
                Arc::new(local.map_err(|error| error.to_string())?)
            }
        };
        Ok(Films { store })
    }

    /// What is known of a file; none where there is none, or where the path is no path of ours.
    ///
    /// # Errors
    /// What the store says.
    pub async fn find(&self, path: &str) -> Result<Option<Found>, String> {
        let Ok(path) = Path::parse(path) else { return Ok(None) };
        match self.store.head(&path).await {
            Ok(meta) => {
                let tag = meta.e_tag.unwrap_or_else(|| meta.last_modified.timestamp().to_string());
                Ok(Some(Found { bytes: meta.size, tag: tag.trim_matches('"').to_owned() }))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Some bytes of a file, as they come.
    ///
    /// # Errors
    /// What the store says.
    pub async fn read(
        &self,
        path: &str,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, std::io::Result<Bytes>>, String> {
        let path = Path::parse(path).map_err(|error| error.to_string())?;
        let options = GetOptions::new().with_range(Some(GetRange::Bounded(range.clone())));
        let result =
            self.store.get_opts(&path, options).await.map_err(|error| error.to_string())?;
        Ok(match result.payload {
            GetResultPayload::File(file, _) => pieces(file, range),
            _ => result.into_stream().map(|piece| piece.map_err(std::io::Error::other)).boxed(),
        })
    }

    /// The whole of a small file; none where there is none.
    ///
    /// # Errors
    /// What the store says.
    pub async fn whole(&self, path: &str) -> Result<Option<Bytes>, String> {
        let Ok(path) = Path::parse(path) else { return Ok(None) };
        match self.store.get(&path).await {
            Ok(result) => result.bytes().await.map(Some).map_err(|error| error.to_string()),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Puts a file there, whole or not at all.
    ///
    /// # Errors
    /// What the store says.
    pub async fn put(&self, path: &str, bytes: impl Into<PutPayload>) -> Result<(), String> {
        let path = Path::parse(path).map_err(|error| error.to_string())?;
        self.store.put(&path, bytes.into()).await.map(drop).map_err(|error| error.to_string())
    }
}

fn bucket_of(bucket: &str, s3: &S3) -> Result<impl ObjectStore, String> {
    // Mail has its own; whoever asks the process for one gets the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(s3.region.as_deref().unwrap_or("us-east-1"));
    if let Some(endpoint) = &s3.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    if let Some(key) = &s3.access_key {
        builder = builder.with_access_key_id(key);
    }
    if let Some(secret) = &s3.secret_key {
        builder = builder.with_secret_access_key(secret);
    }
    builder.build().map_err(|error| error.to_string())
}

/// A local file piece by piece, each read beside the server's own work.
fn pieces(file: std::fs::File, range: Range<u64>) -> BoxStream<'static, std::io::Result<Bytes>> {
    let file = Arc::new(file);
    try_unfold(range.start, move |at| {
        let (file, end) = (file.clone(), range.end);
        async move {
            if at >= end {
                return Ok(None);
            }
            let length = PIECE.min(end - at);
            let read = tokio::task::spawn_blocking(move || read_at(&file, at, length));
            Ok(Some((read.await??, at + length)))
        }
    })
    .boxed()
}

fn read_at(file: &std::fs::File, at: u64, length: u64) -> std::io::Result<Bytes> {
    use std::os::unix::fs::FileExt;
    let length = usize::try_from(length).map_err(std::io::Error::other)?;
    let mut piece = vec![0; length];
    file.read_exact_at(&mut piece, at)?;
    Ok(piece.into())
}
