//! How far the lines go that a raw client has got, which is asked when its line broke.
//!
//! It says how much of its stream has come; what went with the line is not known otherwise. So now
//! and then a mark is made of how much was sent and which line was at the top of the screen then:
//! those above it it has. It may be told a few lines again, and misses none.

use std::collections::VecDeque;

/// A mark is not made for less than this since the last, in bytes.
const STEP: u64 = 4 << 10;

/// The most marks. Where there are more every second goes: more than what is under way on a line
/// is not asked for.
const MOST: usize = 256;

/// What was sent, and marks of it.
#[derive(Debug, Default)]
pub struct ResumeMarks {
    sent: u64,
    /// How much was sent, and the line at the top of the screen that this made.
    marks: VecDeque<(u64, u64)>,
}

impl ResumeMarks {
    /// So many bytes were sent.
    pub fn sent(&mut self, bytes: usize) {
        self.sent += bytes as u64;
    }

    /// A screen was sent, whose top is this line.
    pub fn sent_screen(&mut self, line: u64) {
        self.sent += 1;
        self.mark(line);
    }

    /// Whether it is time for a mark.
    pub fn is_due(&self) -> bool {
        self.marks.back().is_none_or(|(sent, _)| self.sent >= sent + STEP)
    }

    /// With all that was sent this line is at the top of the screen.
    pub fn mark(&mut self, line: u64) {
        if self.marks.len() == MOST {
            let mut stays = false;
            self.marks.retain(|_| {
                stays = !stays;
                stays
            });
        }
        self.marks.push_back((self.sent, line));
    }

    /// It goes on from what was got: what was sent on top of that is lost.
    pub fn resume(&mut self, got: u64) {
        self.marks.retain(|(sent, _)| *sent <= got);
        self.sent = got;
    }

    /// The lines are those of another terminal from now on.
    pub fn forget_lines(&mut self) {
        self.marks.clear();
    }

    /// Up to which line somebody has all lines who got so much.
    pub fn line_at(&self, got: u64) -> Option<u64> {
        self.marks.iter().rfind(|(sent, _)| *sent <= got).map(|(_, line)| *line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_taken_to_have_what_they_may_not_have_got() {
        let mut resume_marks = ResumeMarks::default();
        assert_eq!(resume_marks.line_at(9), None);
        resume_marks.sent_screen(40);
        assert!(!resume_marks.is_due());
        let mut line = 40;
        // 100 bytes a line, and all lines leave the screen.
        for _ in 0..100_000 {
            resume_marks.sent(100);
            line += 1;
            if resume_marks.is_due() {
                resume_marks.mark(line);
            }
        }
        assert!(resume_marks.marks.len() <= MOST);
        for got in (1..=resume_marks.sent).step_by(997) {
            let has = 40 + (got - 1) / 100;
            let told = resume_marks.line_at(got).expect("the first mark stays");
            assert!(told <= has, "{told} of {has}");
            // What is asked for: what was under way at the end.
            assert!(
                got + 300_000 < resume_marks.sent || told + 3 * STEP / 100 > has,
                "{told} of {has}"
            );
        }
        // What went down with a line is counted no more.
        let (lost, before) = (50_000, resume_marks.sent);
        resume_marks.resume(before - lost);
        resume_marks.sent_screen(line);
        assert_eq!(resume_marks.line_at(before - lost + 1), Some(line));
        assert!(resume_marks.line_at(before - lost) < Some(line));
        // What was sent in a screen is not had without it.
        let before = resume_marks.sent;
        resume_marks.sent_screen(900_000);
        assert!(resume_marks.line_at(before) < Some(900_000));
        assert_eq!(resume_marks.line_at(before + 1), Some(900_000));
    }
}
