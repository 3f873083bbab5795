//! Displays whose line broke, and that may come back over another one.
//!
//! A display on another host names itself by a token. When its connection goes without a word,
//! what it was told is kept for a while, so that it goes on from the frame that it shows: what
//! crosses the line then is the difference. Nothing here wakes a server up: the oldest is
//! forgotten where there are too many.

use crate::model::effect::Effect;
use crate::model::id::{ClientId, SessionId};
use crate::protocol::Resume;

use super::Server;
use super::pace::Display;

/// How many such displays are kept.
const MOST: usize = 32;

/// A display that nobody is connected to.
pub struct Away {
    token: [u8; 16],
    display: Display,
    session: SessionId,
    read_only: bool,
    ignore_size: bool,
}

impl Server {
    /// A display says who it is.
    pub fn names_itself(&mut self, client: ClientId, resume: Resume) {
        self.names.insert(client, resume);
    }

    /// A connection broke: what its display was told is kept, where that can come back.
    pub fn keep_display(&mut self, client: ClientId) {
        let Some(Resume { token, .. }) = self.names.remove(&client) else { return };
        let known = self.model.clients.get(&client).and_then(|it| Some((it, it.session?)));
        if let (Some((it, session)), Some(display)) = (known, self.displays.remove(&client)) {
            let (read_only, ignore_size) = (it.read_only, it.ignore_size);
            self.away.push_back(Away { token, display, session, read_only, ignore_size });
            if self.away.len() > MOST {
                self.away.pop_front();
            }
        }
    }

    /// What a display that comes back asks for, whatever it asked for at first: the session
    /// that it showed. `None` for one that comes for the first time.
    ///
    /// # Errors
    /// There is no such session any more; the display has been told.
    pub fn way_back(&mut self, client: ClientId) -> Result<Option<Vec<String>>, Gone> {
        let Some(resume) = self.names.get(&client).copied().filter(|it| it.frame > 0) else {
            return Ok(None);
        };
        // The connection that broke may not have been noticed yet at this end.
        let twin = self.names.iter().find(|(id, it)| **id != client && it.token == resume.token);
        if let Some(twin) = twin.map(|(id, _)| *id) {
            self.gone(twin);
        }
        let away = self.away.iter().rfind(|away| away.token == resume.token);
        match away.filter(|away| self.model.sessions.contains_key(&away.session)) {
            Some(away) => {
                let target = away.session.to_string();
                let mut argv = ["attach-session", "-E", "-t", &target].map(str::to_owned).to_vec();
                argv.extend(away.read_only.then(|| "-r".to_owned()));
                if away.ignore_size {
                    argv.extend(["-f", "ignore-size"].map(str::to_owned));
                }
                Ok(Some(argv))
            }
            None => {
                let reason = b"the session ended while the line was down\n";
                self.model.ask(Effect::Stderr(client, reason.to_vec()));
                self.model.ask(Effect::Exit(client, 1));
                Err(Gone)
            }
        }
    }

    /// The display of a client that attaches: where it was, if it comes back.
    pub fn display_of(&mut self, client: ClientId) -> Display {
        let mut display = Display::default();
        if let Some(resume) = self.names.get(&client) {
            let at = self.away.iter().rposition(|away| away.token == resume.token);
            if let Some(away) = at.and_then(|at| self.away.remove(at)) {
                display = away.display;
                display.resume(resume.frame);
            }
            display.can_resume();
        }
        display
    }
}

/// What a display comes back to is not there any more.
pub struct Gone;
