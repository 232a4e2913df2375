//! A server that speaks S3, on loopback, with a folder behind it.

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

/// Key and secret that it lets in.
pub const KEY: (&str, &str) = ("test-key", "test-secret");
/// The bucket there is.
pub const BUCKET: &str = "lessons";

/// It ends with the value, and its folder too.
pub struct S3Server {
    pub endpoint: String,
    pub folder: tempfile::TempDir,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl S3Server {
    /// A server with one empty bucket.
    pub async fn start() -> S3Server {
        let folder = tempfile::tempdir().expect("a folder for the store");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket");
        let files = FileSystem::new(folder.path()).expect("the store");
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(KEY.0, KEY.1));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("its address"));
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let connection =
                    http1::Builder::new().serve_connection(TokioIo::new(socket), service.clone());
                tokio::spawn(connection);
            }
        });
        S3Server { endpoint, folder, task }
    }
}
