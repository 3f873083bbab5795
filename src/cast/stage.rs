//! When the events of a recording are due while somebody watches. It reads no clock: it is told
//! what time it is, and says how long to wait.

use std::time::Duration;

/// How fast a recording is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// How many times as fast as it was; more than 0.
    pub speed: f64,
    /// The longest pause that is kept, in the recording's own time.
    pub idle_limit: Option<Duration>,
}

impl Pace {
    /// How long something takes that took so long.
    fn of(&self, pause: Duration) -> Duration {
        let kept = self.idle_limit.map_or(pause, |limit| pause.min(limit));
        Duration::try_from_secs_f64(kept.as_secs_f64() / self.speed).unwrap_or(Duration::MAX)
    }
}

/// How long to wait for the next event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Not at all: it is due.
    Over,
    /// So long.
    For(Duration),
    /// Until a person says so.
    Paused,
}

/// Plays one event after the other. All times are of the caller's clock.
#[derive(Debug, Clone)]
pub struct Stage {
    pace: Pace,
    /// The recording's time at the last event.
    last: Duration,
    /// When the next event is due, while it plays.
    due: Duration,
    /// While it is paused: how long the next event is still to wait.
    left: Option<Duration>,
    /// It is not to wait, though it is paused.
    stepping: bool,
}

impl Stage {
    /// Begins to play.
    pub fn begin(pace: Pace, now: Duration) -> Self {
        Self { pace, last: Duration::ZERO, due: now, left: None, stepping: false }
    }

    /// The next event is one that happened at this time of the recording.
    pub fn expect(&mut self, time: Duration) {
        let pause = self.pace.of(time.saturating_sub(self.last));
        self.last = time.max(self.last);
        // From when the one before was due, so that small delays do not add up.
        match &mut self.left {
            Some(left) => *left = left.saturating_add(pause),
            None => self.due = self.due.saturating_add(pause),
        }
    }

    /// How long the next event is to be waited for.
    pub fn wait(&self, now: Duration) -> Wait {
        match (self.left, self.due.saturating_sub(now)) {
            (Some(_), _) if !self.stepping => Wait::Paused,
            (Some(_), _) | (None, Duration::ZERO) => Wait::Over,
            (None, left) => Wait::For(left),
        }
    }

    /// Pauses, or goes on after a pause.
    pub fn pause_or_go_on(&mut self, now: Duration) {
        self.stepping = false;
        match self.left.take() {
            Some(left) => self.due = now.saturating_add(left),
            None => self.left = Some(self.due.saturating_sub(now)),
        }
    }

    /// While it is paused: the next event is due, and the one after it waits again.
    pub fn step(&mut self) {
        self.stepping = self.left.is_some();
    }

    /// The event that was due was played.
    pub fn played(&mut self) {
        self.stepping = false;
        if let Some(left) = &mut self.left {
            *left = Duration::ZERO;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    fn pace(speed: f64, limit: Option<u64>) -> Pace {
        Pace { speed, idle_limit: limit.map(millis) }
    }

    /// When events of these times are played by somebody who is never late, in milliseconds.
    fn played(pace: Pace, times: &[u64]) -> Vec<u64> {
        let mut now = millis(5000);
        let mut stage = Stage::begin(pace, now);
        let mut at = Vec::new();
        for time in times {
            stage.expect(millis(*time));
            while let Wait::For(left) = stage.wait(now) {
                now += left;
            }
            assert_eq!(stage.wait(now), Wait::Over);
            stage.played();
            at.push(now.as_millis() as u64 - 5000);
        }
        at
    }

    #[test]
    fn speed_and_the_longest_pause_shape_time() {
        let times = [0, 100, 100, 5100, 5200];
        assert_eq!(played(pace(1.0, None), &times), times);
        assert_eq!(played(pace(2.0, None), &times), [0, 50, 50, 2550, 2600]);
        assert_eq!(played(pace(0.5, None), &times), [0, 200, 200, 10_200, 10_400]);
        assert_eq!(played(pace(1.0, Some(1000)), &times), [0, 100, 100, 1100, 1200]);
        // The longest pause is one of the recording, and is played at its speed.
        assert_eq!(played(pace(2.0, Some(1000)), &times), [0, 50, 50, 550, 600]);
        assert_eq!(played(pace(1.0, Some(0)), &times), [0; 5]);
        assert_eq!(played(pace(1e300, None), &times), [0; 5]);
        // A time before the last counts as that.
        assert_eq!(played(pace(1.0, None), &[100, 50, 200]), [100, 100, 200]);
    }

    #[test]
    fn whoever_is_late_catches_up() {
        let mut stage = Stage::begin(pace(1.0, None), millis(0));
        stage.expect(millis(10));
        assert_eq!(stage.wait(millis(4)), Wait::For(millis(6)));
        // It was played at 30 only; the next is due when it would have been.
        assert_eq!(stage.wait(millis(30)), Wait::Over);
        stage.played();
        stage.expect(millis(40));
        assert_eq!(stage.wait(millis(30)), Wait::For(millis(10)));
    }

    #[test]
    fn a_pause_keeps_what_is_left_and_steps_go_one_by_one() {
        let mut stage = Stage::begin(pace(1.0, None), millis(0));
        stage.expect(millis(100));
        stage.pause_or_go_on(millis(40));
        assert!(stage.left.is_some());
        assert_eq!(stage.wait(millis(9000)), Wait::Paused);
        stage.pause_or_go_on(millis(9000));
        assert_eq!(stage.wait(millis(9000)), Wait::For(millis(60)));

        stage.pause_or_go_on(millis(9060));
        for next in [100, 100, 300] {
            assert_eq!(stage.wait(millis(9100)), Wait::Paused, "the one before {next}");
            stage.step();
            assert_eq!(stage.wait(millis(9100)), Wait::Over);
            stage.played();
            stage.expect(millis(next));
        }
        // The pause before the last is whole again.
        stage.pause_or_go_on(millis(20_000));
        assert_eq!(stage.wait(millis(20_000)), Wait::For(millis(200)));
    }

    #[test]
    fn steps_count_only_in_a_pause() {
        let mut stage = Stage::begin(pace(1.0, None), millis(0));
        stage.expect(millis(100));
        stage.step();
        assert_eq!(stage.wait(millis(0)), Wait::For(millis(100)));
    }
}
