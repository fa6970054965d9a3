//! Counts of what was answered, for those who keep the machine: by route and status, never by person or
//! record. The text is that of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::Method;

/// Upper ends of the durations that are told apart, in milliseconds.
const ENDS: [u64; 9] = [5, 10, 25, 50, 100, 250, 1_000, 5_000, 30_000];

/// What was answered since the start, and who may read it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metrics {
    counts: Arc<Mutex<BTreeMap<Key, Count>>>,
    readers: Arc<[IpAddr]>,
}

/// Method, route and status.
type Key = (&'static str, &'static str, u16);

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// Answers within each of [`ENDS`].
    within: [u64; ENDS.len()],
    /// All of them.
    all: u64,
    /// Milliseconds that they took.
    took: u64,
}

impl Metrics {
    /// Counts that are told to these addresses alone.
    pub(crate) fn told_to(readers: &[IpAddr]) -> Metrics {
        Metrics { readers: readers.into(), ..Metrics::default() }
    }

    /// Whether they are told to an address.
    pub(crate) fn may_read(&self, address: Option<IpAddr>) -> bool {
        address.is_some_and(|address| self.readers.contains(&address.to_canonical()))
    }

    /// Counts an answer.
    pub(crate) fn answered(
        &self,
        method: &Method,
        route: &'static str,
        status: u16,
        took: Duration,
    ) {
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((name(method), route, status)).or_default();
        count.all += 1;
        count.took = count.took.saturating_add(millis);
        for (end, within) in ENDS.iter().zip(&mut count.within) {
            *within += u64::from(millis <= *end);
        }
    }

    /// All counts as text.
    pub(crate) fn text(&self) -> String {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from(
            "# HELP mingzhang_requests_seconds Answers by route and status, and how long they took.\n\
             # TYPE mingzhang_requests_seconds histogram\n",
        );
        for ((method, route, status), count) in counts.iter() {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            for (end, within) in ENDS.iter().zip(count.within) {
                let end = seconds(*end);
                let _ = writeln!(
                    text,
                    "mingzhang_requests_seconds_bucket{{{labels},le=\"{end}\"}} {within}"
                );
            }
            let (all, took) = (count.all, seconds(count.took));
            let _ = writeln!(
                text,
                "mingzhang_requests_seconds_bucket{{{labels},le=\"+Inf\"}} {all}\n\
                 mingzhang_requests_seconds_sum{{{labels}}} {took}\n\
                 mingzhang_requests_seconds_count{{{labels}}} {all}"
            );
        }
        text
    }
}

/// The methods that routes know; strangers cannot make names.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        _ => "other",
    }
}

fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_route_and_status() {
        let metrics = Metrics::default();
        for millis in [3, 40, 40_000] {
            metrics.answered(&Method::GET, "/payments", 200, Duration::from_millis(millis));
        }
        metrics.answered(&Method::DELETE, "/payments", 405, Duration::ZERO);
        let text = metrics.text();
        let told = |line: &str| assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        let labels = "method=\"GET\",route=\"/payments\",status=\"200\"";
        told(&format!("mingzhang_requests_seconds_bucket{{{labels},le=\"0.005\"}} 1"));
        told(&format!("mingzhang_requests_seconds_bucket{{{labels},le=\"0.050\"}} 2"));
        told(&format!("mingzhang_requests_seconds_bucket{{{labels},le=\"+Inf\"}} 3"));
        told(&format!("mingzhang_requests_seconds_sum{{{labels}}} 40.043"));
        assert!(text.contains("method=\"other\""));
    }
}
