//! The HTTP server around the routes.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App as Site, HttpServer, web};

use crate::app::App;
use crate::error::Error;
use crate::web::gate;
use crate::{jobs, routes, setup};

/// Serves until told to stop. In development also migrates, imports and works the outbox.
///
/// # Errors
/// What kept it from starting, in one text.
pub async fn serve(app: Arc<App>) -> Result<(), String> {
    setup::ready(&app).await?;
    let listener = TcpListener::bind(&app.config.listen)
        .map_err(|error| format!("YIMEN_LISTEN {}: {error}", app.config.listen))?;
    let server = start(app.clone(), listener).map_err(|error| error.to_string())?;
    let beats = app.beats.clone();
    println!("一门法务 http://{}", app.config.listen);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let learning = {
        let (app, stopped) = (app.clone(), stopped.clone());
        actix_web::rt::spawn(async move { app.keep_learning(stopped).await })
    };
    let worker =
        app.config.is_development().then(|| actix_web::rt::spawn(jobs::work(app.clone(), stopped)));
    let served = tokio::select! {
        served = server => served,
        // Ends with the server. A worker of this process follows by itself.
        () = jobs::indexing::follow(&app), if worker.is_none() => Ok(()),
    };
    served.map_err(|error| error.to_string())?;
    beats.store().await.map_err(|error| error.to_string())?;
    // The receiver may be gone when there is no worker; then nobody needs to be told.
    let _ = stop.send(true);
    learning.await.map_err(|error| error.to_string())?;
    match worker {
        Some(worker) => worker.await.map_err(|error| error.to_string())?,
        None => Ok(()),
    }
}

/// Starts the server on a listener; tests give it one on a free port.
///
/// # Errors
/// When the listener can't be used.
pub fn start(app: Arc<App>, listener: TcpListener) -> std::io::Result<Server> {
    let app = web::Data::from(app);
    let server = HttpServer::new(move || {
        Site::new()
            .app_data(app.clone())
            .app_data(web::PayloadConfig::new(crate::web::form::FORM_LIMIT_MIB << 20))
            .wrap(from_fn(gate::gate))
            .wrap(Compress::default())
            .configure(routes::configure)
            .default_service(web::to(|| async { Err::<&str, Error>(Error::NotFound) }))
    });
    Ok(server.listen(listener)?.shutdown_timeout(10).run())
}
