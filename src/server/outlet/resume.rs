//! Clients whose line broke, and that may come back over another one.
//!
//! A client names itself by a token. When its connection goes without a word, and came by a way that
//! can break (`Request::relayed`), its outlet stays for a while. A display goes on from the frame that
//! it shows, and a raw client from the lines that it has: what crosses the line then is the difference
//! to now. Nothing here wakes a server up: the oldest is forgotten where there are too many.

use std::collections::VecDeque;

use crate::model::effect::ClientEffect;
use crate::model::id::{ClientId, PaneId, SessionId};
use crate::model::raw::Raw;
use crate::model::run::{Ended, HUNG_UP};
use crate::protocol::Resume;

use super::super::Server;
use super::expected::ExpectedClients;
use super::resume_marks::ResumeMarks;
use super::{DisplayStream, Outlet};

/// How many such clients are kept, and of how many it is known how their streams ended.
const MOST: usize = 32;

/// What a client is told whose program did not wait for it.
pub(super) const ENDED: &str = "the program ended while the line was down";
/// What one is told whose pane is gone.
pub(super) const CLOSED: &str = "the pane was closed while the line was down";

/// Who a client is.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// Its token, and what it has got.
    pub resume: Resume,
    /// Its line may break.
    pub relayed: bool,
    /// Up to which line it has all lines of the pane that it is bound to, where it had those of a
    /// server before this one.
    pub had: Option<u64>,
}

/// The clients that nobody is connected to.
#[derive(Default)]
pub struct Absent {
    /// The oldest first.
    clients: VecDeque<Absentee>,
    /// What clients were told last whose streams are over, the oldest first.
    final_statuses: VecDeque<FinalStatus>,
    /// Those of a server that was replaced.
    pub(super) expected: ExpectedClients,
}

/// A client that is not in the model any more.
pub(super) struct Absentee {
    pub token: [u8; 16],
    pub was: Was,
    pub read_only: bool,
    pub ignore_size: bool,
}

/// What a client was.
pub(super) enum Was {
    /// A display, which showed a session.
    Display(SessionId, Box<DisplayStream>),
    /// Bound to a pane, whose program may have ended since.
    Raw { raw: Raw, marks: ResumeMarks, ended: Option<Ended> },
}

/// What a raw client was told at the end of its stream, which may not have reached it.
struct FinalStatus {
    token: [u8; 16],
    status: u8,
    line: String,
}

impl Absent {
    fn take(&mut self, token: [u8; 16]) -> Option<Was> {
        let at = self.clients.iter().rposition(|it| it.token == token)?;
        self.clients.remove(at).map(|it| it.was)
    }

    /// Has `alter` look at those that were bound to a pane.
    fn bound_to(&mut self, pane: PaneId, alter: impl Fn(&mut ResumeMarks, &mut Option<Ended>)) {
        for absentee in &mut self.clients {
            if let Was::Raw { raw, marks, ended } = &mut absentee.was
                && raw.pane == pane
            {
                alter(marks, ended);
            }
        }
    }

    /// A pane has another program from now on, whose lines those who come back to it have none of.
    pub fn restarted(&mut self, pane: PaneId) {
        self.bound_to(pane, |marks, ended| {
            marks.forget_lines();
            *ended = None;
        });
    }

    /// A pane's program ended, and those who may come back to it are to know how.
    pub fn ended(&mut self, pane: PaneId, how: Ended) {
        self.expected.ended(pane, how);
        self.bound_to(pane, |_, ended| _ = ended.get_or_insert(how));
    }
}

impl Server {
    /// A client says who it is.
    pub fn names_itself(&mut self, client: ClientId, caller: Caller) {
        let mut caller = caller;
        // It counts on from there.
        caller.resume.got = caller.resume.got.min(u64::MAX / 2);
        self.outlets.callers.insert(client, caller);
    }

    /// A client is left alone by its person, or gone for good: it does not come back.
    pub fn forget_caller(&mut self, client: ClientId) {
        self.outlets.callers.remove(&client);
    }

    /// Whether a client may come back when its line breaks.
    pub fn may_come_back(&self, client: ClientId) -> bool {
        self.outlets.callers.get(&client).is_some_and(|caller| caller.relayed)
    }

    /// A connection broke: its client's outlet is kept, where that can come back.
    pub fn keep_outlet(&mut self, client: ClientId) {
        let outlet = self.outlets.close(client);
        let caller = self.outlets.callers.remove(&client).filter(|caller| caller.relayed);
        let (Some(caller), Some(it)) = (caller, self.model.graph.client(client)) else {
            return;
        };
        let (read_only, ignore_size) = (it.read_only, it.ignore_size);
        let was = match (it.session(), outlet) {
            (Some(session), Some(Outlet::Display(display))) => Was::Display(session, display),
            (_, Some(Outlet::Raw(stream))) => {
                let Some(marks) = stream.into_marks() else { return };
                // A pane of its own waits for it.
                let Some(raw) = self.model.unbind(client) else { return };
                Was::Raw { raw, marks, ended: None }
            }
            _ => return,
        };
        let token = caller.resume.token;
        self.keep_absent(Absentee { token, was, read_only, ignore_size });
    }

    /// A client may come back that is not in the model any more.
    pub(super) fn keep_absent(&mut self, absentee: Absentee) {
        let absent = &mut self.outlets.absent.clients;
        absent.push_back(absentee);
        if absent.len() > MOST
            && let Some(Absentee { was: Was::Raw { raw, .. }, .. }) = absent.pop_front()
        {
            self.model.end_with_owner(&raw);
        }
    }

    /// What a client asks for: for one that comes back that is what it had, whatever it asked for at
    /// first. `None` where nothing is left to be done: it is bound as it was, or was told why not.
    pub fn asked(&mut self, client: ClientId, argv: Vec<String>) -> Option<Vec<String>> {
        let caller = self.outlets.callers.get(&client).copied();
        let Some(caller) = caller.filter(|it| it.resume.got > 0) else { return Some(argv) };
        let resume = caller.resume;
        if self.is_expected(client, resume) {
            return None;
        }
        // The connection that broke may not have been noticed yet at this end.
        let mut others = self.outlets.callers.iter().filter(|(id, _)| **id != client);
        let twin = others.find(|(_, it)| it.resume.token == resume.token).map(|(id, _)| *id);
        if let Some(twin) = twin {
            self.gone(twin);
        }
        let absent = &self.outlets.absent;
        let kept = absent.clients.iter().rfind(|kept| kept.token == resume.token);
        let told = absent.final_statuses.iter().rfind(|told| told.token == resume.token);
        let (reason, status) = match kept.map(|kept| (kept, &kept.was)) {
            Some((kept, Was::Display(session, _))) if self.model.graph.has_session(*session) => {
                let target = session.to_string();
                let mut argv = ["attach-session", "-E", "-t", &target].map(str::to_owned).to_vec();
                let flags = [(kept.read_only, "read-only"), (kept.ignore_size, "ignore-size")];
                let flags = flags.into_iter().filter_map(|(is_on, flag)| is_on.then_some(flag));
                argv.extend(["-f".to_owned(), flags.collect::<Vec<_>>().join(",")]);
                return Some(argv);
            }
            Some((_, Was::Raw { ended: Some(ended), .. })) => (ENDED, ended.exit_status()),
            Some((kept, Was::Raw { raw, .. })) if self.model.graph.has_pane(raw.pane) => {
                let raw = raw.clone();
                if let Some(it) = self.model.graph.client_mut(client) {
                    it.set_read_only(kept.read_only);
                    it.ignore_size = kept.ignore_size;
                }
                self.model.bind(client, raw);
                return None;
            }
            Some((_, Was::Raw { .. })) => (CLOSED, HUNG_UP),
            None if let Some(FinalStatus { status, line, .. }) = told => match line.as_str() {
                "" => (ENDED, *status),
                line => (line.trim_matches(['[', ']']), *status),
            },
            None if !caller.relayed => {
                ("another server has taken the place of the one that this showed a session of", 1)
            }
            _ => ("the session ended while the line was down", 1),
        };
        let reason = reason.to_owned();
        self.model.complain(client, &reason);
        self.model.ask_client(client, ClientEffect::Exit(status));
        None
    }

    /// A client is told how its pane's program ended, over a line that may be broken without anybody
    /// having noticed.
    pub fn told_the_end(&mut self, client: ClientId, status: u8, line: &str) {
        let caller = self.outlets.callers.get(&client).filter(|caller| caller.relayed);
        if let Some(token) = caller.map(|caller| caller.resume.token) {
            let told = &mut self.outlets.absent.final_statuses;
            told.push_back(FinalStatus { token, status, line: line.to_owned() });
            if told.len() > MOST {
                told.pop_front();
            }
        }
    }

    /// The display of a client that attaches: where it was, if it comes back.
    pub fn display_of(&mut self, client: ClientId) -> DisplayStream {
        let got = self.outlets.callers.get(&client).map_or(0, |caller| caller.resume.got);
        let mut display = match self.take_back(client) {
            Some(Was::Display(_, was)) => *was,
            _ => DisplayStream::default(),
        };
        if got > 0 {
            display.resume(got);
        }
        if self.may_come_back(client) {
            display.can_resume();
        }
        display
    }

    /// How far a raw client had got, if it comes back, and up to which line where that is known.
    pub fn resume_marks_of(&mut self, client: ClientId) -> Option<(ResumeMarks, Option<u64>)> {
        let Caller { resume: Resume { got, .. }, had, .. } = *self.outlets.callers.get(&client)?;
        let mut marks = match self.take_back(client) {
            Some(Was::Raw { marks, .. }) => marks,
            _ if had.is_some() => ResumeMarks::default(),
            _ => return None,
        };
        marks.resume(got);
        let line = had.or_else(|| marks.line_at(got));
        Some((marks, line))
    }

    /// What a client was that comes back.
    fn take_back(&mut self, client: ClientId) -> Option<Was> {
        let token = self.outlets.callers.get(&client)?.resume.token;
        self.outlets.absent.take(token)
    }
}
