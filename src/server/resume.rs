//! Clients whose line broke, and that may come back over another one.
//!
//! A client on another host names itself by a token. When its connection goes without a word, where
//! it was is kept for a while. A display goes on from the frame that it shows, and a raw client from
//! the lines that it has: what crosses the line then is the difference to now. Nothing here wakes a
//! server up: the oldest is forgotten where there are too many.

use crate::model::effect::ClientEffect;
use crate::model::id::{ClientId, PaneId, SessionId};
use crate::model::raw::Raw;
use crate::model::run::{Ended, HUNG_UP};
use crate::protocol::Resume;

use super::Server;
use super::pace::Display;
use super::resume_marks::ResumeMarks;

/// How many such clients are kept, and of how many it is known how their streams ended.
const MOST: usize = 32;

/// What a client is told whose program did not wait for it.
const ENDED: &str = "the program ended while the line was down";

/// A client that nobody is connected to.
pub struct Resumable {
    token: [u8; 16],
    was: Was,
    read_only: bool,
    ignore_size: bool,
}

/// What a client was.
enum Was {
    /// A display, which showed a session.
    Display(SessionId, Box<Display>),
    /// Bound to a pane, whose program may have ended since.
    Raw { raw: Raw, resume_marks: ResumeMarks, ended: Option<Ended> },
}

/// What a raw client was told at the end of its stream, which may not have reached it.
pub struct FinalStatus {
    token: [u8; 16],
    status: u8,
    line: String,
}

impl Server {
    /// A client says who it is.
    pub fn names_itself(&mut self, client: ClientId, resume: Resume) {
        self.names.insert(client, resume);
    }

    /// Whether a client may come back when its line breaks.
    pub fn may_come_back(&self, client: ClientId) -> bool {
        self.names.contains_key(&client)
    }

    /// A connection broke: where its client was is kept, where that can come back.
    pub fn keep(&mut self, client: ClientId, resume_marks: Option<ResumeMarks>) {
        let Some(Resume { token, .. }) = self.names.remove(&client) else { return };
        let Some(it) = self.model.graph.client(client) else { return };
        let (read_only, ignore_size) = (it.read_only, it.ignore_size);
        let was = match (it.session, self.displays.remove(&client), resume_marks) {
            (Some(session), Some(display), _) => Was::Display(session, Box::new(display)),
            (_, _, Some(resume_marks)) => {
                // A pane of its own waits for it.
                let Some(raw) = self.model.unbind(client) else { return };
                Was::Raw { raw, resume_marks, ended: None }
            }
            _ => return,
        };
        self.resumable.push_back(Resumable { token, was, read_only, ignore_size });
        if self.resumable.len() > MOST
            && let Some(Resumable { was: Was::Raw { raw, .. }, .. }) = self.resumable.pop_front()
        {
            self.model.end_with_owner(&raw);
        }
    }

    /// What a client asks for: for one that comes back that is what it had, whatever it asked for at
    /// first. `None` where nothing is left to be done: it is bound as it was, or was told why not.
    pub fn asked(&mut self, client: ClientId, argv: Vec<String>) -> Option<Vec<String>> {
        let Some(resume) = self.names.get(&client).copied().filter(|it| it.got > 0) else {
            return Some(argv);
        };
        // The connection that broke may not have been noticed yet at this end.
        let twin = self.names.iter().find(|(id, it)| **id != client && it.token == resume.token);
        if let Some(twin) = twin.map(|(id, _)| *id) {
            self.gone(twin);
        }
        let kept = self.resumable.iter().rfind(|kept| kept.token == resume.token);
        let final_status = self.final_statuses.iter().rfind(|it| it.token == resume.token);
        let (reason, status) = match kept.map(|kept| (kept, &kept.was)) {
            Some((kept, Was::Display(session, _))) if self.model.graph.has_session(*session) => {
                let target = session.to_string();
                let mut argv = ["attach-session", "-E", "-t", &target].map(str::to_owned).to_vec();
                argv.extend(kept.read_only.then(|| "-r".to_owned()));
                if kept.ignore_size {
                    argv.extend(["-f", "ignore-size"].map(str::to_owned));
                }
                return Some(argv);
            }
            Some((_, Was::Raw { ended: Some(ended), .. })) => (ENDED, ended.exit_status()),
            Some((kept, Was::Raw { raw, .. })) if self.model.graph.has_pane(raw.pane) => {
                let raw = raw.clone();
                if let Some(it) = self.model.graph.client_mut(client) {
                    (it.read_only, it.ignore_size) = (kept.read_only, kept.ignore_size);
                }
                self.model.bind(client, raw);
                return None;
            }
            Some((_, Was::Raw { .. })) => ("the pane was closed while the line was down", HUNG_UP),
            None if let Some(FinalStatus { status, line, .. }) = final_status => {
                match line.as_str() {
                    "" => (ENDED, *status),
                    line => (line.trim_matches(['[', ']']), *status),
                }
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
        if let Some(Resume { token, .. }) = self.names.get(&client) {
            let (token, line) = (*token, line.to_owned());
            self.final_statuses.push_back(FinalStatus { token, status, line });
            if self.final_statuses.len() > MOST {
                self.final_statuses.pop_front();
            }
        }
    }

    /// A pane has another program from now on, whose lines those who come back to it have none of.
    pub fn restarted_meanwhile(&mut self, pane: PaneId) {
        for kept in &mut self.resumable {
            if let Was::Raw { raw, resume_marks, ended } = &mut kept.was
                && raw.pane == pane
            {
                resume_marks.forget_lines();
                *ended = None;
            }
        }
    }

    /// A pane's program ended, and those who may come back to it are to know how.
    pub fn ended_meanwhile(&mut self, pane: PaneId, how: Ended) {
        for kept in &mut self.resumable {
            if let Was::Raw { raw, ended, .. } = &mut kept.was
                && raw.pane == pane
            {
                ended.get_or_insert(how);
            }
        }
    }

    /// The display of a client that attaches: where it was, if it comes back.
    pub fn display_of(&mut self, client: ClientId) -> Display {
        let Some(resume) = self.names.get(&client).copied() else { return Display::default() };
        let mut display = Display::default();
        if let Some(Was::Display(_, was)) = self.take_away(resume) {
            display = *was;
            display.resume(resume.got);
        }
        display.can_resume();
        display
    }

    /// How far a raw client had got, if it comes back, and up to which line where that is known.
    pub fn resume_marks_of(&mut self, client: ClientId) -> Option<(ResumeMarks, Option<u64>)> {
        let resume = self.names.get(&client).copied()?;
        match self.take_away(resume)? {
            Was::Raw { mut resume_marks, .. } => {
                resume_marks.resume(resume.got);
                let line = resume_marks.line_at(resume.got);
                Some((resume_marks, line))
            }
            Was::Display(..) => None,
        }
    }

    fn take_away(&mut self, resume: Resume) -> Option<Was> {
        let at = self.resumable.iter().rposition(|kept| kept.token == resume.token)?;
        self.resumable.remove(at).map(|kept| kept.was)
    }
}
