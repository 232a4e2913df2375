//! What has to be done after a booking changed, as jobs of the outbox.

use serde_json::json;

use super::Time;
use crate::domain::notice::Notice;
use crate::domain::order::Job;

/// The kind of the job that looks for a group of the waiting list.
pub const VACANCY: &str = "vacancy";

/// Something became free, or somebody new waits: look whether it fits.
pub fn vacancy(now: Time) -> Job {
    Job { kind: VACANCY.to_owned(), payload: json!({}), run_at: now }
}

/// Tells the planner something about an order's bookings.
pub fn tell_planner(notice: Notice, order_id: &str, now: Time) -> Job {
    Job {
        kind: "notice".to_owned(),
        payload: json!({
            "notice": notice.slug(),
            "audience": "dispatcher",
            "order": order_id,
        }),
        run_at: now,
    }
}
