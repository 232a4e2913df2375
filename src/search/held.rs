//! The vocabulary in use: made anew when the index changed, whichever process changed it, while the one
//! before goes on serving.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::embedded::{Embedded, State};
use super::synonyms::Synonyms;
use super::vocabulary::Vocabulary;

/// Documents up to which a reader waits for the new vocabulary rather than using the old one.
const FEW: u64 = 2_000;

/// The vocabulary, and the state of the index it was made of.
#[derive(Default)]
pub struct Held {
    current: RwLock<Arc<Vocabulary>>,
    of: Mutex<Option<State>>,
    making: AtomicBool,
}

impl Held {
    /// The vocabulary as it stands. Blocks while it is made, where there is little to make it of.
    pub fn get(self: &Arc<Self>, embedded: &Embedded, synonyms: &Arc<Synonyms>) -> Arc<Vocabulary> {
        if !self.is_fresh(embedded) && !self.making.swap(true, Ordering::AcqRel) {
            let (held, embedded, synonyms) = (self.clone(), embedded.clone(), synonyms.clone());
            if embedded.count() <= FEW {
                held.make(&embedded, &synonyms);
            } else {
                std::thread::spawn(move || held.make(&embedded, &synonyms));
            }
        }
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Was it made of the index as it is?
    pub fn is_fresh(&self, embedded: &Embedded) -> bool {
        let of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        of.as_ref() == Some(&embedded.state())
    }

    fn make(&self, embedded: &Embedded, synonyms: &Synonyms) {
        let state = embedded.state();
        match embedded.all() {
            Ok(documents) => {
                let made = Arc::new(Vocabulary::of(&documents, synonyms));
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = made;
            }
            Err(error) => tracing::error!(%error, "the vocabulary can't be made"),
        }
        *self.of.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
        self.making.store(false, Ordering::Release);
    }
}
