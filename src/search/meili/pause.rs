//! After a failure Meilisearch is left alone for a while, so that no reader waits for it in vain.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long it is left alone.
const PAUSE: Duration = Duration::from_secs(3);

/// Until when it is left alone. Clones share the pause.
#[derive(Debug, Clone)]
pub struct Pause {
    began: Instant,
    /// Milliseconds since `began`; zero while all is well.
    until: Arc<AtomicU64>,
}

impl Pause {
    pub fn new() -> Self {
        Self { began: Instant::now(), until: Arc::default() }
    }

    /// May this query go? After a failure one at a time tries, the others keep away meanwhile.
    pub fn over(&self) -> bool {
        let until = self.until.load(Ordering::Relaxed);
        if until == 0 {
            return true;
        }
        let now = self.now();
        now >= until
            && self
                .until
                .compare_exchange(until, self.later(), Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }

    /// It answered.
    pub fn end(&self) {
        self.until.store(0, Ordering::Relaxed);
    }

    /// It did not; true when this is news.
    pub fn start(&self) -> bool {
        self.until.swap(self.later(), Ordering::Relaxed) == 0
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn later(&self) -> u64 {
        let pause = u64::try_from(PAUSE.as_millis()).unwrap_or(u64::MAX);
        self.now().saturating_add(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_failure_it_is_left_alone_until_it_answers() {
        let pause = Pause::new();
        assert!(pause.over());
        assert!(pause.start());
        assert!(!pause.start(), "the second failure is no news");
        assert!(!pause.over());
        pause.end();
        assert!(pause.over());
    }

    #[test]
    fn when_the_pause_is_over_one_tries() {
        let pause = Pause::new();
        pause.until.store(1, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(5));
        assert!(pause.over());
        assert!(!pause.over());
    }
}
