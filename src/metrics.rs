//! Figures about the process, for Prometheus. Nothing here names a person or an order.

use std::time::Duration;

use crate::db::jobs::JobState;
use actix_web::http::StatusCode;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder,
};

/// The figures.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    jobs: IntGaugeVec,
}

impl Metrics {
    /// Figures at zero.
    ///
    /// # Errors
    /// Only if two figures had one name.
    pub fn new() -> Result<Metrics, prometheus::Error> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new("yimen_requests_total", "Requests answered"),
            &["method", "route", "status"],
        )?;
        let buckets = vec![0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];
        let seconds = HistogramVec::new(
            HistogramOpts::new("yimen_request_seconds", "Time to answer a request")
                .buckets(buckets),
            &["method", "route"],
        )?;
        let jobs =
            IntGaugeVec::new(Opts::new("yimen_jobs", "Jobs of the outbox by state"), &["state"])?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(jobs.clone()))?;
        Ok(Metrics { registry, requests, seconds, jobs })
    }

    /// Counts one answered request; `route` is the pattern, never the path.
    pub fn request(&self, method: &str, route: &str, status: StatusCode, took: Duration) {
        self.requests.with_label_values(&[method, route, status.as_str()]).inc();
        self.seconds.with_label_values(&[method, route]).observe(took.as_secs_f64());
    }

    /// Takes over the counts of the outbox.
    pub fn jobs(&self, counts: &[(JobState, i64)]) {
        for (state, count) in counts {
            self.jobs.with_label_values(&[state.as_str()]).set(*count);
        }
    }

    /// The figures as Prometheus reads them.
    ///
    /// # Errors
    /// Only if a figure can't be written.
    pub fn text(&self) -> Result<String, prometheus::Error> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}
