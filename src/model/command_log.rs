//! The command log of a pane: the commands that were run in its shell, from the marks that shells set
//! (OSC 133). It keeps what was typed, where and when, how it ended, and where in the terminal's
//! text its output is; not the output itself, which lives in history as long as that does.
//!
//! A shell that is ended by another's marks (one that runs on another machine, say) is taken for
//! what it looks like: a prompt while a command runs means that nobody will tell how it ended.

mod state;

use std::collections::VecDeque;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::terminal::{Anchor, Mark, Terminal};

use super::Clock;
use super::passage::{Passage, between};
pub use state::Head;

/// The most commands that are kept.
const MOST: usize = 1000;

/// The most that they may take together, in bytes of text.
const MOST_BYTES: usize = 1 << 20;

/// The longest command line that is kept, in bytes.
const LONGEST: usize = 4096;

/// The most lines that a command is read from.
const MOST_LINES: usize = 256;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// Its exit status, where the shell told.
    pub status: Option<i32>,
    /// How long it took, in milliseconds.
    pub duration: u64,
}

/// A command that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counted from 1 since the pane's start.
    pub number: u64,
    /// What was typed; of several lines, these with line feeds between.
    pub text: String,
    /// Where it was run, as far as that is known.
    #[serde(with = "super::state::path::option")]
    pub directory: Option<PathBuf>,
    /// When it was started, in seconds of Unix time.
    pub started: i64,
    /// The same in milliseconds of the model's clock.
    since: u64,
    /// How it ended; `None` while it runs.
    pub finished: Option<Finished>,
    /// Where its output begins.
    from: Anchor,
    /// Where it ends; `None` while it runs.
    to: Option<Anchor>,
    /// Lines of its output that were erased on the screen.
    erased: u64,
}

impl Entry {
    /// Where its output begins and, where it has ended, ends.
    pub fn span(&self) -> (Anchor, Option<Anchor>) {
        (self.from, self.to)
    }

    /// What it wrote, as far as that is still there.
    pub fn output(&self, terminal: &Terminal) -> Passage {
        let end = Anchor { line: u64::MAX, column: 0 };
        let mut passage = between(terminal, self.from, self.to.unwrap_or(end));
        if self.to.is_none() {
            // The rows below the cursor are not of its making.
            passage.text.truncate(passage.text.trim_end_matches('\n').len());
        }
        passage.gone += self.erased;
        passage
    }

    /// The bytes of text that it has.
    fn bytes(&self) -> usize {
        let directory = self.directory.as_ref().map_or(0, |path| path.as_os_str().len());
        self.text.len() + directory
    }

    /// What was written from `at` on is not there any more.
    fn cut(&mut self, at: Anchor) {
        if let Some(to) = self.to.as_mut().filter(|to| **to > at) {
            self.erased += to.line - at.line.max(self.from.line.min(to.line));
            *to = at;
        }
        self.from = self.from.min(at);
    }
}

/// What a mark meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The newest entry is a command that has begun.
    Started,
    /// The newest entry is a command that has ended.
    Ended,
}

/// All commands of a pane, as far as they are kept.
#[derive(Debug, Default)]
pub struct CommandLog {
    entries: VecDeque<Entry>,
    /// The bytes of their texts.
    text_bytes: usize,
    count: u64,
    /// Where prompts begin, the oldest first.
    prompts: VecDeque<Anchor>,
    /// The stretches in which the command is typed that is to be next; the last is open.
    typed: Vec<(Anchor, Option<Anchor>)>,
    /// The number of the first command that was altered since somebody asked.
    altered: Option<u64>,
    /// When the newest prompt came.
    prompted: Option<i64>,
    /// Where the shell showed something, the first place first.
    shown: VecDeque<(Anchor, Shown)>,
}

/// What a shell shows before a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A prompt.
    Prompt,
    /// That of a command's next line.
    Continuation,
    /// What is typed.
    Input,
}

impl CommandLog {
    /// The commands, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> + ExactSizeIterator + Clone {
        self.entries.iter()
    }

    /// Where the prompts are, or with `output` where the output of commands begins.
    pub fn places(&self, output: bool) -> Vec<Anchor> {
        match output {
            true => self.entries.iter().map(|entry| entry.from).collect(),
            false => self.prompts.iter().copied().collect(),
        }
    }

    /// Where prompts and what was typed begin, the first place first.
    pub fn shown(&self) -> impl Iterator<Item = (Anchor, Shown)> + use<'_> {
        self.shown.iter().copied()
    }

    /// The bytes of memory that they take.
    pub fn bytes(&self) -> usize {
        self.text_bytes
            + self.entries.capacity() * size_of::<Entry>()
            + self.prompts.capacity() * size_of::<Anchor>()
            + self.shown.capacity() * size_of::<(Anchor, Shown)>()
            + self.typed.capacity() * size_of::<(Anchor, Option<Anchor>)>()
    }

    /// The newest.
    pub fn newest(&self) -> Option<&Entry> {
        self.entries.back()
    }

    /// When the newest prompt came, in seconds of Unix time.
    pub fn prompted(&self) -> Option<i64> {
        self.prompted
    }

    /// A shell set a mark. `directory`: where it is.
    pub fn mark(
        &mut self,
        mark: Mark,
        at: Anchor,
        terminal: &Terminal,
        directory: Option<PathBuf>,
        clock: Clock,
    ) -> Option<Change> {
        self.note(&mark, at);
        match mark {
            Mark::Prompt => {
                self.prompted = Some(clock.unix);
                self.typed.clear();
                let ended = self.end(None, at, clock);
                self.cut(at);
                if self.prompts.back() != Some(&at) {
                    self.prompts.push_back(at);
                }
                if self.prompts.len() > MOST {
                    self.prompts.pop_front();
                }
                ended
            }
            Mark::Input => {
                if self.typed.len() < MOST_LINES
                    && self.typed.last().is_none_or(|it| it.1.is_some())
                {
                    self.typed.push((at, None));
                }
                None
            }
            Mark::Continuation => {
                self.close(at);
                None
            }
            Mark::Output(text) if !self.is_running() => {
                self.close(at);
                let text = text.unwrap_or_else(|| self.typed_text(terminal));
                self.begin(text, at, directory, clock);
                Some(Change::Started)
            }
            // Two hooks that tell the same.
            Mark::Output(_) => None,
            Mark::End(status) => self.end(status, at, clock),
        }
    }

    /// Keeps what a shell shows at a place.
    fn note(&mut self, mark: &Mark, at: Anchor) {
        let shown = match mark {
            Mark::Prompt => Shown::Prompt,
            Mark::Continuation => Shown::Continuation,
            Mark::Input => Shown::Input,
            Mark::Output(_) | Mark::End(_) => return,
        };
        self.cut_shown(at);
        if self.shown.len() >= MOST {
            self.shown.pop_front();
        }
        self.shown.push_back((at, shown));
    }

    /// Nothing is shown any more after a place.
    fn cut_shown(&mut self, at: Anchor) {
        while self.shown.back().is_some_and(|(place, _)| *place > at) {
            self.shown.pop_back();
        }
    }

    /// The screen was emptied from a place on. Whether that was of commands.
    pub fn emptied(&mut self, at: Anchor) -> bool {
        let is_marked = !self.entries.is_empty() || !self.prompts.is_empty();
        self.cut(at);
        self.typed.iter_mut().for_each(|(from, _)| *from = (*from).min(at));
        is_marked
    }

    /// The shell is gone, and whatever ran in it.
    pub fn over(&mut self, at: Anchor, clock: Clock) -> Option<Change> {
        self.end(None, at, clock)
    }

    fn is_running(&self) -> bool {
        self.newest().is_some_and(|entry| entry.finished.is_none())
    }

    fn close(&mut self, at: Anchor) {
        if let Some((_, end @ None)) = self.typed.last_mut() {
            *end = Some(at);
        }
    }

    fn typed_text(&mut self, terminal: &Terminal) -> String {
        let parts = self.typed.drain(..).map(|(from, to)| {
            let passage = between(terminal, from, to.unwrap_or(from));
            passage.text.trim_end_matches('\n').to_owned()
        });
        parts.collect::<Vec<_>>().join("\n")
    }

    fn begin(&mut self, text: String, at: Anchor, directory: Option<PathBuf>, clock: Clock) {
        let mut text = text.trim().to_owned();
        let cut = (0..=LONGEST.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
        text.truncate(cut.unwrap_or(0));
        self.count += 1;
        self.cut(at);
        text.shrink_to_fit();
        let entry = Entry {
            number: self.count,
            text,
            directory,
            started: clock.unix,
            since: clock.millis,
            finished: None,
            from: at,
            to: None,
            erased: 0,
        };
        self.alters(self.count);
        self.text_bytes += entry.bytes();
        self.entries.push_back(entry);
        while self.entries.len() > MOST || self.text_bytes > MOST_BYTES {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.text_bytes -= oldest.bytes();
        }
    }

    fn end(&mut self, status: Option<i32>, at: Anchor, clock: Clock) -> Option<Change> {
        let entry = self.entries.back_mut().filter(|entry| entry.finished.is_none())?;
        let duration = clock.millis.saturating_sub(entry.since);
        entry.finished = Some(Finished { status, duration });
        entry.from = entry.from.min(at);
        entry.to = Some(at);
        let number = entry.number;
        self.alters(number);
        Some(Change::Ended)
    }

    fn alters(&mut self, number: u64) {
        self.altered = Some(self.altered.map_or(number, |first| first.min(number)));
    }

    /// Text begins anew at a place: what was further down is not there any more.
    fn cut(&mut self, at: Anchor) {
        self.cut_shown(at);
        while self.prompts.back().is_some_and(|prompt| *prompt > at) {
            self.prompts.pop_back();
        }
        let end = |entry: &Entry| entry.to.unwrap_or(entry.from);
        let overwritten =
            self.entries.iter_mut().rev().take_while(|entry| entry.to.is_none() || end(entry) > at);
        let mut first = None;
        for entry in overwritten {
            entry.cut(at);
            first = Some(entry.number);
        }
        first.into_iter().for_each(|number| self.alters(number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::terminal::{Limits, Notice};

    struct Shell {
        terminal: Terminal,
        command_log: CommandLog,
        clock: Clock,
        changes: Vec<Change>,
    }

    impl Shell {
        fn new() -> Self {
            Self {
                terminal: Terminal::new(Size::new(20, 5), Limits::default()),
                command_log: CommandLog::default(),
                clock: Clock { unix: 1000, ..Clock::default() },
                changes: Vec::new(),
            }
        }

        /// Writes; `A`, `B` and so on between `<` and `>` are marks.
        fn write(&mut self, text: &str) -> &mut Self {
            self.clock.millis += 100;
            let text = text.replace('<', "\x1b]133;").replace('>', "\x1b\\").replace('\n', "\r\n");
            let mut rest = text.as_bytes();
            while !rest.is_empty() {
                rest = self.terminal.take_in(rest);
                self.heed_notices();
            }
            self
        }

        fn heed_notices(&mut self) {
            for notice in self.terminal.drain_notices() {
                let change = match notice {
                    Notice::Mark(mark, at) => self.command_log.mark(
                        mark,
                        at,
                        &self.terminal,
                        Some("/d".into()),
                        self.clock,
                    ),
                    Notice::Emptied(at) => {
                        self.command_log.emptied(at);
                        None
                    }
                    _ => None,
                };
                self.changes.extend(change);
            }
        }

        fn all(&self) -> Vec<(String, Option<i32>, String)> {
            let entry = |entry: &Entry| {
                let status = entry.finished.and_then(|finished| finished.status);
                (entry.text.clone(), status, entry.output(&self.terminal).text)
            };
            self.command_log.entries().map(entry).collect()
        }
    }

    fn is(text: &str, status: Option<i32>, output: &str) -> (String, Option<i32>, String) {
        (text.into(), status, output.into())
    }

    #[test]
    fn commands_are_what_stands_between_the_marks() {
        let mut shell = Shell::new();
        shell.write("<A>$ <B>make\n<C>one\ntwo\n<D;2><A>$ <B>");
        shell.write("for x in 1\n<A;k=s>> <B>do true\n<A;k=s>> <B>done\n<C><D;0><A>$ <B>");
        shell.write("\n<D;0><A>$ <B>sleep 9\n<C;cmdline_url=sleep%209>zzz");
        let long = is("for x in 1\ndo true\ndone", Some(0), "");
        assert_eq!(
            shell.all(),
            [is("make", Some(2), "one\ntwo\n"), long, is("sleep 9", None, "zzz")]
        );
        let newest = shell.command_log.newest().unwrap();
        assert_eq!((newest.number, newest.finished, newest.started), (3, None, 1000));
        shell.clock.millis += 1500;
        shell.write("<D>");
        let finished = shell.command_log.newest().unwrap().finished;
        assert_eq!(finished, Some(Finished { status: None, duration: 1600 }));
        assert_eq!(shell.changes.len(), 6);
    }

    #[test]
    fn prompts_are_where_they_begin() {
        let mut shell = Shell::new();
        shell.write("hello\n<A>$ <B>ls\n<C>a\n<D;0><A>$ <B>\r<A>$ <B>id\n<C>me\n<D;0><A>$ <B>");
        let lines = |shell: &Shell, output| {
            let places = shell.command_log.places(output);
            places.iter().map(|at| at.line).collect::<Vec<_>>()
        };
        assert_eq!(lines(&shell, false), [1, 3, 5]);
        assert_eq!(lines(&shell, true), [2, 4]);
        // What is cleared is in history; there it can still be gone to.
        shell.write("\x1b[H\x1b[2J<A>$ ");
        assert_eq!(lines(&shell, false), [1, 3, 5, 6]);
    }

    #[test]
    fn marks_that_come_twice_or_alone_do_no_harm() {
        let mut shell = Shell::new();
        shell.write("<D;0><A><A>$ <B><B>ls\n<C><C>a\n<D;0><D;0><A>$ <B>");
        assert_eq!(shell.all(), [is("ls", Some(0), "a\n")]);
        shell.write("ssh host\n<C><A>host$ <B>id\n<C>me\n<D;0><A>host$ <B>exit\n<D;0><A>$ ");
        let [_, ssh, id] = &shell.all()[..] else { panic!("{:?}", shell.all()) };
        assert_eq!(
            (ssh.clone(), id.clone()),
            (is("ssh host", None, ""), is("id", Some(0), "me\n"))
        );
    }

    #[test]
    fn what_is_erased_is_not_taken_for_output() {
        let mut shell = Shell::new();
        shell.write(
            "<A>$ <B>one\n<C>1\n2\n<D;0><A>$ <B>clear\n<C>\x1b[H\x1b[2J\x1b[3J<D;0><A>$ <B>",
        );
        assert_eq!(shell.all(), [is("one", Some(0), ""), is("clear", Some(0), "")]);
        assert_eq!(shell.command_log.entries().next().unwrap().output(&shell.terminal).gone, 2);
        shell.write("reset\n<C>\x1b[H\x1b[2Ja\nb\n<D;0><A>$ ");
        assert_eq!(shell.all()[2], is("reset", Some(0), "a\nb\n"));
    }

    #[test]
    fn long_ones_are_fewer() {
        let mut shell = Shell::new();
        let long = "x".repeat(LONGEST);
        (0..MOST).for_each(|n| {
            shell.write(&format!("<C;cmdline_url={n}{long}>{n}\n<D;0>"));
        });
        assert!(shell.command_log.bytes() < 2 * MOST_BYTES);
        assert!(shell.command_log.entries().len() > MOST_BYTES / LONGEST / 2);
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut shell = Shell::new();
        (0..MOST + 5).for_each(|n| {
            shell.write(&format!("<C;cmdline_url={n}>{n}\n<D;0>"));
        });
        assert_eq!(shell.command_log.entries().len(), MOST);
        assert_eq!(shell.all()[0], is("5", Some(0), "5\n"));
    }
}
