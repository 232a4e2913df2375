//! Deadlines: which days are worked, what a time limit is, when it ends, and how a running one
//! explains itself.
//!
//! - [`Calendar`]: working days by the published calendar, with the region's overlay.
//! - [`Definition`]: a time limit with its legal source, or 服务承诺; a row of `content/clocks/`.
//! - [`due()`]: when a budget ends, with its pauses.
//! - [`Clock`]: one running limit of an order: [`start`], [`pause`], [`resume`], [`extend`],
//!   [`stop`], [`recompute`], [`late`].
//! - [`reading()`] and [`explain`]: what a page says about it.
//!
//! Filing here starts no statutory limit and stops none: a statutory clock is started only when an
//! agency records its own legal receipt.

mod calendar;
mod china;
mod clock;
mod definition;
mod due;
mod explain;
mod reading;
mod words;

#[cfg(test)]
mod tests;

pub use calendar::{Calendar, CalendarFile, OffPeriod, OverlayFile};
pub use china::{at_minute, end_of_day, local_day, minute_of_day};
pub use clock::{
    Clock, ClockError, Lateness, Pause, extend, late, pause, recompute, resume, start, stop,
};
pub use definition::{Definition, DefinitionFile, Definitions, Extension, Phrase, Source};
pub use due::{Due, due};
pub use explain::{Arg, Sentence, explain, say};
pub use reading::{Note, Reading, Spent, reading, spent};
pub use words::{Counting, Light, PauseReason, Unit};
