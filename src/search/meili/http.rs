//! How we speak HTTP with Meilisearch. The client of its SDK wipes 8 MB of memory for the body of every
//! request, which takes a third as long as the search itself.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::{AsyncRead, AsyncReadExt};
use meilisearch_sdk::errors::Error;
use meilisearch_sdk::request::{HttpClient, Method, parse_response};
use reqwest13::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thread_local::ThreadLocal;

/// Connections to one server, with the key that it wants. Cheap to clone.
///
/// Each thread has its own: a connection lives on the thread that opened it, and waking that one for every
/// question of another takes longer than the question.
#[derive(Debug, Clone)]
pub struct Http {
    headers: HeaderMap,
    clients: Arc<ThreadLocal<reqwest13::Client>>,
}

impl Http {
    /// Does not connect yet.
    ///
    /// # Errors
    /// A key that no header can hold, or a machine without certificates to trust.
    pub fn new(key: Option<&str>) -> Result<Self, Error> {
        // Mail has its own; whoever asks the process for one gets the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        if let Some(key) = key {
            let mut bearer = HeaderValue::try_from(format!("Bearer {key}"))
                .map_err(|_| Error::InvalidRequest)?;
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        let http = Self { headers, clients: Arc::default() };
        http.client().map(|_| ())?;
        Ok(http)
    }

    fn client(&self) -> Result<&reqwest13::Client, Error> {
        let agent = concat!("yimen/", env!("CARGO_PKG_VERSION"));
        let made = self.clients.get_or_try(|| {
            let begun = reqwest13::Client::builder().user_agent(agent);
            begun.default_headers(self.headers.clone()).build()
        });
        made.map_err(failed)
    }
}

#[async_trait]
impl HttpClient for Http {
    async fn stream_request<
        Query: Serialize + Send + Sync,
        Body: AsyncRead + Send + Sync + 'static,
        Output: DeserializeOwned + 'static,
    >(
        &self,
        url: &str,
        method: Method<Query, Body>,
        content_type: &str,
        expected: u16,
    ) -> Result<Output, Error> {
        let url = format!("{url}{}", yaup::to_string(method.query())?);
        let mut request = self.client()?.request(verb(&method), url);
        if let Some(body) = method.into_body() {
            let mut bytes = Vec::new();
            let read = Box::pin(body).read_to_end(&mut bytes).await;
            read.map_err(|error| Error::Other(Box::new(error)))?;
            request = request.header(CONTENT_TYPE, content_type).body(bytes);
        }
        let answer = request.send().await.map_err(failed)?;
        let status = answer.status().as_u16();
        let text = answer.text().await.map_err(failed)?;
        let text = if text.is_empty() { "null" } else { &text };
        // An address in a message helps nobody, and may hold a password.
        parse_response(status, expected, text, String::new())
    }
}

fn verb<Q, B>(method: &Method<Q, B>) -> reqwest13::Method {
    match method {
        Method::Get { .. } => reqwest13::Method::GET,
        Method::Post { .. } => reqwest13::Method::POST,
        Method::Put { .. } => reqwest13::Method::PUT,
        Method::Patch { .. } => reqwest13::Method::PATCH,
        Method::Delete { .. } => reqwest13::Method::DELETE,
    }
}

fn failed(error: reqwest13::Error) -> Error {
    Error::Other(Box::new(error.without_url()))
}
