//! The outbox worker.
use std::sync::Arc;
use crate::app::App;
pub async fn work(_app: Arc<App>, mut stop: tokio::sync::watch::Receiver<bool>) -> Result<(), String> { let _ = stop.changed().await; Ok(()) }
pub fn until_signal() -> tokio::sync::watch::Receiver<bool> { tokio::sync::watch::channel(false).1 }
