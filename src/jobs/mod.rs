//! The outbox worker.
use crate::app::App;
use std::sync::Arc;
pub async fn work(
    _app: Arc<App>,
    mut stop: tokio::sync::watch::Receiver<bool>,
) -> Result<(), String> {
    let _ = stop.changed().await;
    Ok(())
}
pub fn until_signal() -> tokio::sync::watch::Receiver<bool> {
    tokio::sync::watch::channel(false).1
}
