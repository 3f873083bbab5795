//! The files of a server's saved sessions: a directory of their own for each socket, within the one
//! where what outlives servers is kept. It knows which file is whose by the label in it; a file that
//! is damaged, or in the way, is set aside, and none is removed that nobody asked to be.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::model::saved::{Files, Save};
use crate::os::claim::{self, Claim};
use crate::os::{self, file, state_dir};
use crate::saved::{
    self, Identity, Kept, LONGEST_LABEL, Label, MOST_BYTES, Refused, SERVER, SERVER_BEFORE,
    halve_longest, is_session,
};

#[cfg(test)]
mod tests;

/// The folder of all such directories.
const FOLDER: &str = "sessions";

/// What a damaged file is called: as before, and this.
const DAMAGED: &str = ".damaged";

/// What one is called that is in the way of another and could not be read: as before, and this.
const UNREAD: &str = ".unread";

/// What is the server's own may be so much of what all files may take: a part in this many.
const SERVERS_PART: u64 = 4;

/// A file.
#[derive(Debug)]
struct Known {
    label: Label,
    bytes: u64,
}

/// Why a file cannot be had back.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// It cannot be read.
    #[error("{}", os::reason(.0))]
    Unreadable(#[from] io::Error),
    /// It is none, or none for this pmux.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// The files.
#[derive(Debug)]
pub struct Shelf {
    directory: PathBuf,
    /// By name.
    sessions: BTreeMap<String, Known>,
    /// What was the own of a server before was taken up.
    took_server: bool,
    /// What is to be told of files, when somebody asks which there are.
    told: Vec<String>,
    /// Those that have no label, and why.
    wrong: Vec<(String, Wrong)>,
    /// The directory is this server's.
    claim: Option<Claim>,
    /// What is there was this server's, or of one that it goes on for.
    goes_on: bool,
}

impl Shelf {
    /// Those of the server at a socket. Nothing is looked at yet.
    ///
    /// # Errors
    /// The person has no home.
    pub fn of(socket: &Path) -> Result<Self, String> {
        let state = state_dir::state_path().ok_or("there is no home to save anything in")?;
        let directory = state.join(FOLDER).join(saved::directory_for(socket));
        Ok(Self::at(directory))
    }

    fn at(directory: PathBuf) -> Self {
        Self {
            directory,
            sessions: BTreeMap::new(),
            took_server: false,
            told: Vec::new(),
            wrong: Vec::new(),
            claim: None,
            goes_on: false,
        }
    }

    /// The same for a server that goes on for another one.
    pub fn of_next(socket: &Path) -> Result<Self, String> {
        Ok(Self { goes_on: true, ..Self::of(socket)? })
    }

    /// Has the directory for this server alone, if there is one, or one is to be `made`, and looks at
    /// what is there. To be asked for before anything is done: another server may have it whose socket
    /// somebody removed, and what that saves is neither to be restored nor written over.
    ///
    /// # Errors
    /// Another server has it, or it cannot be made; in words.
    pub fn claim(&mut self, made: bool, limit: u64) -> Result<(), String> {
        if made {
            state_dir::make(&self.directory).map_err(|error| told(&self.directory, &error))?;
        }
        if self.claim.as_ref().is_some_and(|claim| claim.is_of(&self.directory)) {
            return Ok(());
        }
        self.claim = None;
        match claim::attempt(&self.directory) {
            Ok(Some(claim)) => self.claim = Some(claim),
            Ok(None) => {
                let directory = self.directory.display();
                return Err(format!("another server still runs, and saves its own in {directory}"));
            }
            Err(error) if made => return Err(told(&self.directory, &error)),
            // What cannot be looked into is as if nothing were there.
            Err(_) => {
                self.sessions.clear();
                return Ok(());
            }
        }
        if !std::mem::take(&mut self.goes_on) {
            self.begin(limit);
        }
        self.look();
        Ok(())
    }

    /// A new server begins: what is there was another's. What of that nobody has had back yet stays with
    /// what is newer, as far as there is room for both where all files may take `limit` bytes; the one
    /// that cannot be is set aside.
    fn begin(&mut self, limit: u64) {
        file::remove_drafts(&self.directory);
        let Some((newer, saved)) = self.server(SERVER) else { return };
        if let Some((older, _)) = self.server(SERVER_BEFORE) {
            let both = within(Kept::Server(newer.over(older)), saved, limit / SERVERS_PART);
            match file::replace(&self.directory.join(SERVER_BEFORE), &both) {
                Ok(()) => return drop(fs::remove_file(self.directory.join(SERVER))),
                Err(why) => self.put_away(SERVER_BEFORE, &Wrong::Unreadable(why)),
            }
        }
        // Where it cannot be another one it is lost when this server's is written.
        let _ = fs::rename(self.directory.join(SERVER), self.directory.join(SERVER_BEFORE));
    }

    /// What is in a file of a server's own, and when it was saved. One that cannot be read is out of the
    /// way then.
    fn server(&mut self, name: &str) -> Option<(saved::Server, i64)> {
        match self.read(name) {
            Ok((Kept::Server(server), at)) => Some((server, at)),
            Ok((Kept::Session(_), _)) => {
                self.put_away(name, &Wrong::Refused(Refused::Unsound("it is of a session")));
                None
            }
            Err(Wrong::Unreadable(error)) if error.kind() == io::ErrorKind::NotFound => None,
            Err(wrong) => {
                self.put_away(name, &wrong);
                None
            }
        }
    }

    /// Gives a file another name that another one is about to have, and tells it.
    fn put_away(&mut self, name: &str, wrong: &Wrong) {
        let told = match wrong {
            Wrong::Refused(refused) if refused.is_damaged() => self.deal_with(name, wrong),
            wrong => format!("{name}: {wrong}{}", self.set_aside(name, UNREAD)),
        };
        self.told.push(told);
    }

    /// Looks at what there is.
    fn look(&mut self) {
        self.sessions.clear();
        self.wrong.clear();
        for entry in fs::read_dir(&self.directory).into_iter().flatten().flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            if !is_session(&name) {
                continue;
            }
            match self.label(&name) {
                Ok(known) => drop(self.sessions.insert(name, known)),
                Err(why) => self.wrong.push((name, why)),
            }
        }
    }

    /// Reads a file's label, and how long the file is.
    fn label(&self, name: &str) -> Result<Known, Wrong> {
        let file = File::open(self.directory.join(name))?;
        let (mut head, bytes) = (Vec::new(), file.metadata()?.len());
        file.take(LONGEST_LABEL as u64).read_to_end(&mut head)?;
        Ok(Known { label: saved::label(&head)?, bytes })
    }

    /// The sessions that there are files of.
    pub fn labels(&self) -> Vec<Label> {
        self.sessions.values().map(|it| it.label.clone()).collect()
    }

    /// The files that there are. Those that are damaged are set aside.
    pub fn list(&mut self) -> Files {
        let (mut told, wrong) = (std::mem::take(&mut self.told), std::mem::take(&mut self.wrong));
        told.extend(wrong.into_iter().map(|(name, wrong)| self.deal_with(&name, &wrong)));
        Files { labels: self.labels(), told }
    }

    /// What is told of a file that cannot be had back; where it is damaged it is set aside.
    fn deal_with(&self, name: &str, wrong: &Wrong) -> String {
        match wrong {
            Wrong::Refused(refused) if refused.is_damaged() => {
                format!("{name}: {refused}{}", self.set_aside(name, DAMAGED))
            }
            other => format!("{name}: {other}"),
        }
    }

    /// Gives a file another name, with this behind it, and says so.
    fn set_aside(&self, name: &str, behind: &str) -> String {
        let free = |aside: &String| !self.directory.join(aside).exists();
        let names = (1..).map(|count: u32| match count {
            1 => format!("{name}{behind}"),
            count => format!("{name}{behind}.{count}"),
        });
        let aside = names.into_iter().find(free).unwrap_or_default();
        let path = self.directory.join(&aside);
        match fs::rename(self.directory.join(name), &path) {
            Ok(()) => format!("; it is kept as {}", path.display()),
            Err(error) => format!("; it stays where it is: {}", os::reason(&error)),
        }
    }

    fn file_of(&self, session: &Identity) -> Option<String> {
        let is_it = |(_, known): &(&String, &Known)| known.label.identity() == *session;
        self.sessions.iter().find(is_it).map(|(name, _)| name.clone())
    }

    /// What is in the file of a session, and when it was saved.
    ///
    /// # Errors
    /// There is none, or it cannot be read; in words. A damaged one is set aside.
    pub fn load(&mut self, session: &Identity) -> Result<(Kept, i64), String> {
        let name = self
            .file_of(session)
            .ok_or_else(|| format!("{} is not saved any more", session.name))?;
        let loaded = self.decode(&name);
        if loaded.is_err() {
            self.sessions.remove(&name);
        }
        loaded
    }

    fn decode(&self, name: &str) -> Result<(Kept, i64), String> {
        self.read(name).map_err(|wrong| self.deal_with(name, &wrong))
    }

    fn read(&self, name: &str) -> Result<(Kept, i64), Wrong> {
        let bytes = file::read(&self.directory.join(name), MOST_BYTES)?;
        let (label, kept) = saved::decode(&bytes)?;
        Ok((kept, label.saved))
    }

    /// What was the own of a server before, if there is anything; it goes when this server's is written.
    ///
    /// # Errors
    /// It cannot be read; in words. A damaged one is set aside.
    pub fn take_server(&mut self) -> Result<Option<(Kept, i64)>, String> {
        if self.took_server || !self.directory.join(SERVER_BEFORE).exists() {
            return Ok(None);
        }
        let taken = self.decode(SERVER_BEFORE)?;
        self.took_server = true;
        Ok(Some(taken))
    }

    /// Writes a file.
    ///
    /// # Errors
    /// It cannot be written, in words. What was there is as it was.
    pub fn write(&mut self, save: Save) -> Result<(), String> {
        let Save { kept, before, at, limit } = save;
        if let Kept::Server(server) = &kept
            && server.is_empty()
        {
            return self.forget_server();
        }
        let label = kept.label(at);
        let own = before.as_ref().and_then(|before| self.file_of(before));
        let own = own.or_else(|| self.file_of(&label.identity()));
        let name = match &kept {
            Kept::Server(_) => SERVER.to_owned(),
            Kept::Session(session) => {
                let is_taken = |name: &str| {
                    own.as_deref() != Some(name)
                        && (self.sessions.contains_key(name) || self.directory.join(name).exists())
                };
                saved::file_for(&session.name, is_taken)
            }
        };
        let room = self.room(&kept, &name, limit);
        let bytes = within(kept, at, room);
        let path = self.directory.join(&name);
        file::replace(&path, &bytes).map_err(|error| told(&path, &error))?;
        if name == SERVER {
            if std::mem::take(&mut self.took_server) {
                let _ = fs::remove_file(self.directory.join(SERVER_BEFORE));
            }
            return Ok(());
        }
        if let Some(old) = own.filter(|old| *old != name) {
            self.remove(&old);
        }
        self.sessions.insert(name, Known { label, bytes: bytes.len() as u64 });
        Ok(())
    }

    /// How long a file may be: what the others leave of all, and at least a fair part.
    fn room(&self, kept: &Kept, name: &str, limit: u64) -> u64 {
        if let Kept::Server(_) = kept {
            return limit / SERVERS_PART;
        }
        let others = self.sessions.iter().filter(|(other, _)| *other != name);
        let (count, taken) =
            others.fold((1, 0), |(count, taken), (_, known)| (count + 1, taken + known.bytes));
        limit.saturating_sub(taken).max(limit / count)
    }

    /// Has no file of these sessions.
    pub fn forget(&mut self, sessions: &[Identity]) {
        for session in sessions {
            if let Some(name) = self.file_of(session) {
                self.remove(&name);
            }
        }
        self.leave_if_empty();
    }

    /// Has no file of what is the server's own.
    ///
    /// # Errors
    /// It cannot be removed; in words.
    pub fn forget_server(&mut self) -> Result<(), String> {
        if std::mem::take(&mut self.took_server) {
            let _ = fs::remove_file(self.directory.join(SERVER_BEFORE));
        }
        let path = self.directory.join(SERVER);
        let removed = match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(format!("{}: {}", path.display(), os::reason(&error)))
            }
            _ => Ok(()),
        };
        self.leave_if_empty();
        removed
    }

    fn remove(&mut self, name: &str) {
        // One that stays is offered once more.
        let _ = fs::remove_file(self.directory.join(name));
        self.sessions.remove(name);
    }

    fn leave_if_empty(&self) {
        // There is more in it, or somebody has gone before.
        let _ = fs::remove_dir(&self.directory);
    }
}

fn told(path: &Path, error: &io::Error) -> String {
    format!("{}: {}", path.display(), os::reason(error))
}

/// A file of so many bytes at the most, as far as less history, and fewer buffers, make it so.
fn within(mut kept: Kept, at: i64, room: u64) -> Vec<u8> {
    loop {
        let bytes = saved::encode(&kept, at);
        let is_less = bytes.len() as u64 > room
            && match &mut kept {
                Kept::Session(session) => halve_longest(session),
                Kept::Server(server) => server.buffers.pop().is_some(),
            };
        if !is_less {
            return bytes;
        }
    }
}

/// The sessions that the server at a socket saved, for whoever finds none there. Nothing is altered.
pub fn saved_sessions(socket: &Path) -> Vec<Label> {
    let Ok(mut shelf) = Shelf::of(socket) else { return Vec::new() };
    shelf.look();
    shelf.labels()
}
