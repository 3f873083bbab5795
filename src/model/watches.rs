//! What is waited for in panes (`await`, `stop`): an end, a text, quiet, a prompt.
//!
//! A watch is about one or more panes and one sign. The server tells what happens in panes and
//! when it is time; whoever made the watch takes the verdicts, in the order of the panes. Nothing
//! in here is looked at again and again: a watch whose sign goes by the clock says when it is due.

use std::collections::{BTreeMap, VecDeque};

use regex::Regex;

use crate::terminal::{Told, Transcript, without_tabs};

use super::Model;
use super::graph::Graph;
use super::id::PaneId;
use super::pane::Pane;
use super::run::Ended;

/// Milliseconds without output after which a shell that makes no marks may be at its prompt:
/// what runs in the foreground has been looked at by then.
const SETTLED: u64 = 600;

/// What is waited for.
#[derive(Debug, Clone)]
pub enum Sign {
    /// The end of the program.
    End,
    /// A text, on the screen as it stands or in what is written from then on.
    Text(Regex),
    /// Lines, as they end: they are taken as they come, until the end of the program.
    Lines,
    /// No output for so many milliseconds.
    Quiet(u64),
    /// The shell's next prompt: one that stands there already counts where no line was entered
    /// since.
    Prompt,
}

/// What came of it for one pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is as it was waited for.
    Seen,
    /// The program ended.
    Ended(Ended),
    /// The pane is gone, and how its program ended is not known.
    Closed,
}

/// What a watch has to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The next of its panes is through.
    Verdict(PaneId, Verdict),
    /// Its time is over.
    TimedOut,
    /// All of its panes are through, and the watch is gone.
    Over,
}

/// One pane of a watch.
#[derive(Debug)]
struct Watched {
    pane: PaneId,
    sign: Sign,
    /// Reads along where a text or lines are waited for.
    transcript: Option<Transcript>,
    /// Lines that have ended and were not taken, each with its line feed.
    lines: String,
    /// When a sign that goes by the clock is due, in milliseconds of the model's.
    due: Option<u64>,
    verdict: Option<Verdict>,
}

#[derive(Debug)]
struct Watch {
    panes: VecDeque<Watched>,
    /// When it ends at the latest, in milliseconds of the model's clock.
    until: Option<u64>,
    /// There is something to be told that nobody has taken.
    is_news: bool,
}

/// All watches.
#[derive(Debug, Default)]
pub struct Watches {
    all: BTreeMap<u64, Watch>,
    next: u64,
}

impl Watches {
    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// When the next one is due, in milliseconds of the model's clock.
    pub fn due(&self) -> Option<u64> {
        let open = |it: &Watched| it.due.filter(|_| it.verdict.is_none());
        let times = |watch: &Watch| watch.panes.iter().filter_map(open).chain(watch.until).min();
        self.all.values().filter_map(times).min()
    }

    /// Whoever waited is gone.
    pub fn give_up(&mut self, watch: u64) {
        self.all.remove(&watch);
    }

    /// The watches that have something to tell, each named once.
    pub fn take_woken(&mut self) -> Vec<u64> {
        let woken =
            |(id, watch): (&u64, &mut Watch)| std::mem::take(&mut watch.is_news).then_some(*id);
        self.all.iter_mut().filter_map(woken).collect()
    }

    /// What a watch has to tell next, taken out; `None` where one has to wait on. A watch that
    /// there is not is over.
    pub fn take(&mut self, id: u64, now: u64) -> Option<News> {
        let Some(watch) = self.all.get_mut(&id) else { return Some(News::Over) };
        if let Some(verdict) = watch.panes.front().and_then(|first| first.verdict) {
            return watch.panes.pop_front().map(|it| News::Verdict(it.pane, verdict));
        }
        let news = match watch.until {
            _ if watch.panes.is_empty() => News::Over,
            Some(until) if until <= now => News::TimedOut,
            _ => return None,
        };
        self.all.remove(&id);
        Some(news)
    }

    /// The lines that have come, taken out; after the end of a program its last one too, though
    /// it never ended.
    pub fn take_lines(&mut self, id: u64) -> String {
        let mut lines = String::new();
        for it in self.all.get_mut(&id).into_iter().flat_map(|watch| &mut watch.panes) {
            lines.push_str(&std::mem::take(&mut it.lines));
            if it.verdict.is_some()
                && let Some(last) = it.transcript.take().map(|it| it.unfinished())
                && !last.trim_end().is_empty()
            {
                lines.push_str(last.trim_end());
                lines.push('\n');
            }
        }
        lines
    }

    /// The panes of a watch that are not through.
    pub fn open(&self, id: u64) -> Vec<PaneId> {
        let panes = self.all.get(&id).into_iter().flat_map(|watch| &watch.panes);
        panes.filter(|it| it.verdict.is_none()).map(|it| it.pane).collect()
    }

    /// Has `judge` look at every watched place in a pane that is still open.
    fn judge(&mut self, pane: PaneId, mut judge: impl FnMut(&mut Watched) -> Option<Verdict>) {
        for watch in self.all.values_mut() {
            for it in watch.panes.iter_mut().filter(|it| it.pane == pane && it.verdict.is_none()) {
                it.verdict = judge(it);
                watch.is_news |= it.verdict.is_some() || !it.lines.is_empty();
            }
        }
    }

    /// A pane's program wrote something, and the pane took it in.
    pub fn wrote(&mut self, pane: &Pane, bytes: &[u8], now: u64) {
        self.judge(pane.id, |it| it.wrote(pane, bytes, now).then_some(Verdict::Seen));
    }

    /// What runs in a pane's foreground was looked at: a shell may have it back that has not
    /// written its prompt yet.
    pub fn looked(&mut self, pane: &Pane, now: u64) {
        self.judge(pane.id, |it| {
            let is_open = matches!(it.sign, Sign::Prompt) && !pane.run.shell.is_marked();
            if is_open && it.due.is_none() && pane.seems_at_prompt() {
                it.due = Some(now + SETTLED);
            }
            None
        });
    }

    /// A pane's program ended, and all that it wrote was taken in.
    pub fn ended(&mut self, pane: PaneId, ended: Ended) {
        self.judge(pane, |_| Some(Verdict::Ended(ended)));
    }

    /// A pane is gone.
    pub fn closed(&mut self, pane: PaneId) {
        self.judge(pane, |_| Some(Verdict::Closed));
    }

    /// It is later.
    pub fn timer(&mut self, graph: &Graph, now: u64) {
        for watch in self.all.values_mut() {
            watch.is_news |= watch.until.is_some_and(|until| until <= now);
            for it in watch.panes.iter_mut().filter(|it| it.verdict.is_none()) {
                if let (Some(due), Some(pane)) = (it.due, graph.pane(it.pane))
                    && due <= now
                {
                    it.verdict = it.is_due(pane).then_some(Verdict::Seen);
                    watch.is_news |= it.verdict.is_some();
                }
            }
        }
    }
}

impl Watched {
    fn new(pane: &Pane, sign: &Sign, from: Option<u64>, now: u64) -> Self {
        let transcript = match sign {
            Sign::Text(_) => Some(pane.terminal.transcript()),
            Sign::Lines => Some(pane.terminal.transcript().without_alternate()),
            _ => None,
        };
        let (sign, due) = (sign.clone(), None);
        let lines = String::new();
        let mut it = Self { pane: pane.id, sign, transcript, lines, due, verdict: None };
        let is_there = it.wrote(pane, &[], now) || from.is_some_and(|from| it.is_above(pane, from));
        it.verdict = match (is_there, pane.run.ended) {
            (true, _) => Some(Verdict::Seen),
            (false, Some(ended)) => Some(Verdict::Ended(ended)).filter(|_| pane.run.drained),
            (false, None) => None,
        };
        it
    }

    /// Whether a text that it waits for is in the history from line `from` on.
    fn is_above(&self, pane: &Pane, from: u64) -> bool {
        let Sign::Text(regex) = &self.sign else { return false };
        let history = pane.terminal.history();
        let (mut found, mut next) = (false, from.max(history.first()));
        while next < history.next() && !found {
            next = history.some_lines(next, &mut |_, line| found |= regex.is_match(&line.text));
        }
        found
    }

    /// Whether what it waits for is there, after these bytes.
    fn wrote(&mut self, pane: &Pane, bytes: &[u8], now: u64) -> bool {
        match &self.sign {
            Sign::End => {}
            Sign::Text(regex) => {
                // A tab is waited for as such or as the blanks that are seen of it.
                let has = |text: &str| {
                    let is_tabbed = text.contains('\t');
                    regex.is_match(text) || (is_tabbed && regex.is_match(&without_tabs(text)))
                };
                let mut found = false;
                if let Some(transcript) = &mut self.transcript {
                    transcript.feed(bytes, |passage| {
                        let (Told::Line(text) | Told::Draft(text)) = passage;
                        found = found || has(text);
                    });
                    found = found || has(&transcript.unfinished());
                }
                return found || pane.terminal.screen_text().iter().any(|it| regex.is_match(it));
            }
            Sign::Lines => {
                let lines = &mut self.lines;
                if let Some(transcript) = &mut self.transcript {
                    transcript.feed(bytes, |passage| {
                        if let Told::Line(text) = passage {
                            lines.push_str(text.trim_end_matches(' '));
                            lines.push('\n');
                        }
                    });
                }
            }
            Sign::Quiet(millis) => self.due = Some(now + millis),
            Sign::Prompt if pane.run.shell.is_marked() => return pane.run.shell.is_at_prompt(),
            Sign::Prompt => self.due = Some(now + SETTLED),
        }
        false
    }

    /// Whether what it waits for is there, now that its time has come.
    fn is_due(&mut self, pane: &Pane) -> bool {
        self.due = None;
        match self.sign {
            Sign::Quiet(_) => !pane.is_dead(),
            Sign::Prompt => pane.seems_at_prompt(),
            Sign::End | Sign::Text(_) | Sign::Lines => false,
        }
    }
}

impl Pane {
    /// Whether a shell that makes no marks looks as if it waited for a command: nothing but the
    /// pane's own program has the keyboard, what was entered last was answered, and the cursor
    /// stands behind something in its row. For a pane that has been quiet for a moment.
    fn seems_at_prompt(&self) -> bool {
        let cursor = self.terminal.cursor();
        !self.is_dead()
            && self.run.foreground.is_some_and(|group| Some(group) == self.run.pid)
            && !self.run.shell.is_unanswered()
            && !self.terminal.is_alternate()
            && cursor.visible
            && cursor.at.x > 0
    }
}

impl Model {
    /// Begins to wait for a sign in each of these panes, until a time (milliseconds of the
    /// model's clock) at the latest. What is there already counts.
    pub fn watch(&mut self, panes: &[PaneId], sign: &Sign, until: Option<u64>) -> u64 {
        self.watch_from(panes, sign, until, |_| None)
    }

    /// The same where it began before this server did: a text counts that is in a pane's line `from`
    /// on, also where that has scrolled away.
    pub fn watch_from(
        &mut self,
        panes: &[PaneId],
        sign: &Sign,
        until: Option<u64>,
        from: impl Fn(PaneId) -> Option<u64>,
    ) -> u64 {
        let now = self.clock.millis;
        let known = panes.iter().filter_map(|id| self.graph.pane(*id));
        let panes = known.map(|pane| Watched::new(pane, sign, from(pane.id), now)).collect();
        let watches = &mut self.watches;
        watches.next += 1;
        watches.all.insert(watches.next, Watch { panes, until, is_news: false });
        watches.next
    }
}
