//! What is taken as a film, and which renditions are made of it.

use crate::text_enum;

/// Longer than this, it is no lesson any more.
pub const LONGEST_SECONDS: f64 = 3600.0;
/// Heights of the ladder; none is made that is larger than the source.
const LADDER: [u32; 3] = [240, 360, 720];
/// Films of so many lines are of the newer rule of colours, unless they say otherwise.
const NEWER: u32 = 720;
/// More pictures a second cost data and show nothing more.
const RATE_MAX: f64 = 30.0;
/// A result this much shorter than its source was cut off on the way.
const WHOLE: f64 = 0.9;

text_enum! {
    /// Where an uploaded film stands.
    pub enum VideoState {
        /// Its bytes are still coming.
        Arriving = "arriving",
        /// All is here; it waits for its turn.
        Waiting = "waiting",
        Working = "working",
        Ready = "ready",
        Refused = "refused",
    }
}

text_enum! {
    /// Why a film was refused.
    pub enum Reason {
        /// Whatever its name says, it is no film.
        NotVideo = "not_video",
        /// There is something to hear, and nothing to see.
        NoPicture = "no_picture",
        TooLong = "too_long",
        /// It begins as a film and can't be read to its end.
        Broken = "broken",
        /// It was begun several times, and each time the work died.
        Failed = "failed",
    }
}

/// What a look into a file found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Probe {
    pub seconds: f64,
    /// As it is shown, turned if it has to be; none without moving pictures.
    pub height: Option<u32>,
    /// Pictures a second; 0 where it does not say.
    pub rate: f64,
    pub sound: bool,
    /// Whether it says by which rule its colours are to be read.
    pub colours: bool,
}

/// What is made of a film.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub renditions: Vec<Rendition>,
    pub rate: u32,
    pub sound: bool,
    pub seconds: f64,
    /// It does not say how its colours are to be read and is as large as films of the newer rule
    /// (BT.709), which players then assume.
    pub newer_colours: bool,
}

/// One size of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rendition {
    /// What it is called: the step of the ladder.
    pub step: u32,
    /// Lines it really has: fewer where the source has fewer.
    pub height: u32,
    /// The most bits a second.
    pub kilobits: u32,
}

impl Rendition {
    /// Its name in addresses.
    pub fn name(self) -> String {
        format!("{}p", self.step)
    }
}

/// Whether it is a film that we take, and what to make of it.
///
/// # Errors
/// Why not.
pub fn plan(probe: &Probe) -> Result<Plan, Reason> {
    let Some(height) = probe.height.filter(|height| *height >= 16) else {
        return Err(Reason::NoPicture);
    };
    if !(probe.seconds.is_finite() && probe.seconds >= 0.5) {
        return Err(Reason::Broken);
    }
    if probe.seconds > LONGEST_SECONDS {
        return Err(Reason::TooLong);
    }
    let rate = if probe.rate > 0.0 { probe.rate.min(RATE_MAX).round().max(1.0) } else { 25.0 };
    Ok(Plan {
        renditions: ladder(height),
        rate: rate as u32,
        sound: probe.sound,
        seconds: probe.seconds,
        newer_colours: !probe.colours && height >= NEWER,
    })
}

/// The steps that the source fills; a small source makes one rendition of its own height.
fn ladder(height: u32) -> Vec<Rendition> {
    let kilobits = |step| match step {
        240 => 300,
        360 => 600,
        _ => 1800,
    };
    let fills = |step: &u32| *step == LADDER[0] || *step <= height;
    let of = |step| Rendition { step, height: height.min(step) & !1, kilobits: kilobits(step) };
    LADDER.into_iter().filter(fills).map(of).collect()
}

/// Whether all of the source is in the result.
pub fn is_whole(source: f64, result: f64) -> bool {
    result >= source * WHOLE
}

/// Seconds between two pictures of the seek bar: four, and for a long film so many that a hundred
/// pictures do.
pub fn thumbs_every(seconds: f64) -> u32 {
    ((seconds / 100.0).ceil() as u32).max(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(height: u32, seconds: f64) -> Probe {
        Probe { seconds, height: Some(height), rate: 59.94, sound: true, colours: false }
    }

    #[test]
    fn nothing_is_made_larger_than_it_was() {
        for (height, wanted) in [
            (100, vec![(240, 100)]),
            (241, vec![(240, 240)]),
            (480, vec![(240, 240), (360, 360)]),
            (1080, vec![(240, 240), (360, 360), (720, 720)]),
        ] {
            let plan = plan(&probe(height, 60.0)).unwrap();
            let made: Vec<_> = plan.renditions.iter().map(|one| (one.step, one.height)).collect();
            assert_eq!(made, wanted, "{height}");
            assert_eq!(plan.rate, 30);
        }
    }

    #[test]
    fn colours_that_are_not_told_are_read_as_players_do() {
        let newer = |height, colours| {
            plan(&Probe { colours, ..probe(height, 60.0) }).unwrap().newer_colours
        };
        assert_eq!([newer(360, false), newer(720, false), newer(1080, true)], [false, true, false]);
    }

    #[test]
    fn what_is_no_lesson_is_refused_with_its_reason() {
        let silent_picture = Probe { height: None, ..probe(1, 60.0) };
        assert_eq!(plan(&silent_picture), Err(Reason::NoPicture));
        assert_eq!(plan(&probe(720, 3601.0)), Err(Reason::TooLong));
        for seconds in [0.0, f64::NAN, f64::INFINITY, -3.0] {
            assert_eq!(plan(&probe(720, seconds)), Err(Reason::Broken), "{seconds}");
        }
        let mute = Probe { sound: false, ..probe(720, 60.0) };
        assert!(!plan(&mute).unwrap().sound);
    }

    #[test]
    fn a_film_that_breaks_off_is_not_whole() {
        assert!(is_whole(60.0, 59.9) && is_whole(60.0, 60.4) && !is_whole(60.0, 40.0));
        assert_eq!((thumbs_every(61.4), thumbs_every(3600.0)), (4, 36));
    }
}
