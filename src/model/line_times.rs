//! When a pane's lines were begun: an entry for each second in which something was written.
//!
//! Lines are counted as [`Terminal::line_number`] does. The table is bounded: of a pane that has
//! written in more seconds than it holds, older times are known less exactly.

use crate::terminal::Terminal;

/// The most entries.
const MOST: usize = 4096;

/// Old times are known to this part of their age: so the table holds those of months.
const EXACTNESS: i64 = 200;

/// The table of a pane.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct LineTimes {
    /// Numbers of lines, rising, and the Unix time from which on each and those after it were
    /// begun.
    all: Vec<(u64, i64)>,
}

impl LineTimes {
    /// Something is about to be written, at this Unix time.
    pub fn note(&mut self, terminal: &Terminal, now: i64) {
        if self.all.last().is_some_and(|(_, last)| *last == now) || terminal.is_alternate() {
            return;
        }
        // The line that the cursor is in was begun before, where there is something in it.
        let line = terminal.line_number() + u64::from(terminal.cursor().at.x > 0);
        self.begin(line, now);
    }

    /// Something was written at this Unix time.
    pub fn wrote(&mut self, terminal: &Terminal, now: i64) {
        // What is parsed later only goes on down.
        if terminal.is_behind() {
            return;
        }
        let last = self.all.last().map_or(0, |(line, _)| *line);
        if !terminal.is_alternate() && last > terminal.line_number() {
            self.begin(terminal.line_number(), now);
        }
    }

    fn begin(&mut self, line: u64, now: i64) {
        // Where the program went back up, what it writes there is new.
        while self.all.last().is_some_and(|(last, _)| *last >= line) {
            self.all.pop();
        }
        if self.all.len() >= MOST {
            self.thin(now);
        }
        self.all.push((line, now));
    }

    /// Drops entries that are nearer to the one before than their age makes worth while.
    fn thin(&mut self, now: i64) {
        let mut before = None;
        self.all.retain(|(_, time)| {
            let keep = before.is_none_or(|before| time - before > (now - time) / EXACTNESS);
            if keep {
                before = Some(*time);
            }
            keep
        });
        // Only a clock that was put back can have left more.
        self.all.drain(..self.all.len().saturating_sub(MOST - 1));
    }

    /// When a line was begun, in seconds of Unix time; `None` where nobody knows.
    pub fn of(&self, line: u64) -> Option<i64> {
        let after = self.all.partition_point(|(first, _)| *first <= line);
        self.all.get(after.checked_sub(1)?).map(|(_, time)| *time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_old_as_the_second_they_were_begun_in() {
        let mut line_times = LineTimes::default();
        assert_eq!(line_times.of(0), None);
        for (line, time) in [(0, 100), (5, 103), (9, 104), (7, 110)] {
            line_times.begin(line, time);
        }
        let times = [0, 4, 5, 6, 7, 99].map(|line| line_times.of(line));
        assert_eq!(times, [100, 100, 103, 103, 110, 110].map(Some));
    }

    #[test]
    fn the_table_is_bounded_and_old_times_become_coarse() {
        let mut line_times = LineTimes::default();
        for second in 0..100_000 {
            line_times.begin(second as u64, second);
        }
        assert!(line_times.all.len() <= MOST);
        assert_eq!(line_times.of(99_990), Some(99_990));
        assert_eq!(line_times.of(0), Some(0));
        let about = line_times.of(50_000).unwrap();
        assert!((49_000..=50_000).contains(&about), "{about}");
    }
}
