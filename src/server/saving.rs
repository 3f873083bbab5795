//! Saving sessions, so that they outlive the machine: a reader of changes that knows what is not
//! saved, and when it is to be. What there is to write goes out as jobs, one session at a time, and of
//! that one pane a turn, since a long history takes a moment: nobody waits for it.
//!
//! A session that ends has no file any more. But when the machine goes down all programs are told to
//! end in the same instant, and some do so before this server knows: so what ended in the last moment
//! before is kept as it was saved last.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::model::Model;
use crate::model::answer::Answer;
use crate::model::change::{Change, Told};
use crate::model::effect::JobEffect;
use crate::model::id::{ClientId, JobId, PaneId, SessionId, WindowId};
use crate::model::levels::Level;
use crate::model::saved::{FileTask, Save};
use crate::saved::{Identity, Kept};

use super::Server;

/// Milliseconds from the first thing that is not saved until all is.
const INTERVAL: u64 = 15_000;

/// Milliseconds in which ends come together that have one cause.
const MOMENT: u64 = 2_000;

/// So many bytes of sessions are saved in a second, taken over time, at the most: what changes without
/// end is to wear out neither the disk nor the processor.
const BYTES_A_SECOND: u64 = 1 << 20;

/// So many sessions are named where those are told that are saved.
const MOST_NAMED: usize = 5;

/// The longest pause after a failure, in milliseconds; each is twice as long as the one before.
const LONGEST_PAUSE: u64 = 15 * 60_000;

/// Something that is not as it was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Session(SessionId),
    Window(WindowId),
    Pane(PaneId),
    Server,
}

/// What is saved when.
#[derive(Debug, Default)]
pub struct Saving {
    /// Whether anything is to be saved (`restore`).
    on: bool,
    stale: BTreeSet<Part>,
    /// When all of that is to be saved, in milliseconds.
    due: Option<u64>,
    /// It is not before this.
    rests_until: u64,
    /// The pause after the next failure.
    pause: u64,
    round: Option<Round>,
    /// When sessions lost panes last.
    lost: BTreeMap<SessionId, u64>,
    /// What is saved by a server before is asked for, to be offered.
    asked: Option<JobId>,
    /// What was saved was restored, where it is to be when the server starts.
    restored: bool,
    /// The server ends, and what ends with it stays as it is saved.
    leaves: bool,
}

/// What is being saved.
#[derive(Debug, Default)]
struct Round {
    sessions: VecDeque<SessionId>,
    server: bool,
    /// The session whose panes are being written down, with those that are.
    doing: Option<(SessionId, BTreeMap<PaneId, Vec<u8>>)>,
    written: Option<Written>,
    bytes: u64,
}

/// A file that is being written.
#[derive(Debug)]
struct Written {
    job: JobId,
    part: Part,
    /// By what the file knew its session before.
    before: Option<Identity>,
}

impl Saving {
    /// Something is not as it was saved.
    fn alter(&mut self, part: Part, now: u64) {
        if self.on && self.stale.insert(part) {
            self.due.get_or_insert(now + INTERVAL);
        }
    }

    /// When something is to be done, in milliseconds.
    fn due(&self, now: u64, ended: &BTreeMap<Identity, u64>) -> Option<u64> {
        let round = match &self.round {
            Some(round) if round.written.is_some() => None,
            Some(_) => Some(now),
            None => self.due.map(|due| due.max(self.rests_until)),
        };
        round.into_iter().chain(ended.values().map(|at| at + MOMENT)).min()
    }

    /// Reads a change.
    fn read(&mut self, told: &Told, now: u64) {
        use Change::*;
        match told.change {
            // A server that dies leaves its files to one that knows them by the sessions' names.
            SessionRenamed(id) => {
                self.alter(Part::Session(id), now);
                self.due = self.due.map(|_| now);
            }
            SessionCreated(id)
            | SessionWindowChanged(id)
            | SessionAltered(id)
            | IndexesChanged(id)
            | WindowLinked(id, _)
            | WindowUnlinked(id, _)
            | SessionGrouped(id, ..)
            | SessionUngrouped(id, ..)
            | EnvironmentChanged(Some(id))
            | OptionSet(Level::Session(id)) => self.alter(Part::Session(id), now),
            WindowRenamed(id)
            | WindowResized(id)
            | LayoutChanged(id)
            | ActivePaneChanged(id)
            | OptionSet(Level::Window(id)) => self.alter(Part::Window(id), now),
            PaneClosed(..) => drop(told.place.session.map(|id| self.lost.insert(id, now))),
            PaneCreated(id)
            | PaneDied(id, _)
            | PaneExited(id)
            | PaneRestarted(id)
            | PaneReset(id)
            | PaneResized(id, ..)
            | PaneAltered(id)
            | OptionSet(Level::Pane(id)) => self.alter(Part::Pane(id), now),
            BuffersChanged | OptionSet(Level::Server | Level::Sessions | Level::Windows) => {
                self.alter(Part::Server, now);
            }
            _ => {}
        }
    }
}

impl Server {
    /// From now on sessions are saved, where the option says so. Those of a server that goes on for
    /// another were by that one, if they were.
    pub fn save_sessions(&mut self, goes_on: bool) {
        self.saving = Some(Saving { restored: goes_on, ..Saving::default() });
        for session in self.model.graph.sessions().filter(|_| goes_on) {
            let file = Identity { name: session.name.clone(), created: session.created };
            self.model.saved.known.insert(session.id, file);
        }
        (self.model.saved.has_files, self.model.saved.has_own) = (true, goes_on);
        self.heed_restore();
        if !self.restore_at_start() && !self.configuring() {
            self.list_saved();
        }
    }

    /// Asks what is saved, once the configuration has said what holds for that; a server that goes on for
    /// another knows, and has by that claimed the files.
    pub(super) fn list_saved(&mut self) {
        if self.saving.is_some() && self.model.saves() {
            let job = self.model.start_job(JobEffect::Saved(FileTask::List));
            self.saving.iter_mut().for_each(|saving| saving.asked = Some(job));
        }
    }

    /// Restores what is saved, once, where that is to be when the server starts. Whether that goes on.
    pub fn restore_at_start(&mut self) -> bool {
        let configuring = self.configuring();
        let Some(saving) = self.saving.as_mut().filter(|_| !configuring) else { return false };
        if std::mem::replace(&mut saving.restored, true)
            || self.model.server().text("restore") != "on"
        {
            return false;
        }
        self.run_file("saved sessions", "restore -q");
        self.configuring()
    }

    /// The option `restore` may say something else now.
    fn heed_restore(&mut self) {
        let (is_on, now) = (self.model.saves(), self.model.clock.millis);
        let Some(saving) = self.saving.as_mut().filter(|it| it.on != is_on) else { return };
        saving.on = is_on;
        let sessions: Vec<SessionId> = self.model.graph.sessions().map(|it| it.id).collect();
        if is_on {
            sessions.into_iter().for_each(|id| saving.alter(Part::Session(id), now));
            return saving.alter(Part::Server, now);
        }
        (saving.stale, saving.due, saving.round) = Default::default();
        (self.model.saved.last, self.model.saved.failed) = (None, None);
        let known = std::mem::take(&mut self.model.saved.known).into_values();
        self.model.saved.ended.extend(known.map(|file| (file, now)));
        self.forget_ended(|_| true);
        self.forget_own();
    }

    /// There is to be no file of what is the server's own.
    fn forget_own(&mut self) {
        if std::mem::take(&mut self.model.saved.has_own) {
            self.model.start_job(JobEffect::Saved(FileTask::ForgetServer));
        }
    }

    /// Something changed.
    pub fn read_unsaved(&mut self, told: &Told) {
        let now = self.model.clock.millis;
        let Some(saving) = &mut self.saving else { return };
        saving.read(told, now);
        match told.change {
            Change::SessionClosed(id) if !saving.leaves => {
                saving.lost.remove(&id);
                let file = self.model.saved.known.remove(&id);
                self.model.saved.ended.extend(file.map(|file| (file, now)));
            }
            Change::OptionSet(Level::Server) => self.heed_restore(),
            _ => {}
        }
    }

    /// A program wrote something.
    pub fn unsaved_output(&mut self, pane: PaneId) {
        let now = self.model.clock.millis;
        if let Some(saving) = &mut self.saving {
            saving.alter(Part::Pane(pane), now);
        }
    }

    /// When something is to be done about that, in milliseconds.
    pub fn saving_due(&self) -> Option<u64> {
        self.saving.as_ref()?.due(self.model.clock.millis, &self.model.saved.ended)
    }

    /// Does what is due.
    pub fn save_in_time(&mut self) {
        let now = self.model.clock.millis;
        if self.saving_due().is_none_or(|due| due > now) {
            return;
        }
        self.forget_ended(|at| at + MOMENT <= now);
        let Some(saving) = &mut self.saving else { return };
        if saving.round.is_none()
            && saving.due.is_some_and(|due| due.max(saving.rests_until) <= now)
        {
            self.begin_round();
        }
        self.go_on_saving();
    }

    /// The files go of sessions that ended, of those about which `is_time`.
    fn forget_ended(&mut self, is_time: impl Fn(u64) -> bool) {
        let ended = &mut self.model.saved.ended;
        let files: Vec<Identity> =
            ended.iter().filter(|(_, at)| is_time(**at)).map(|(file, _)| file.clone()).collect();
        if !files.is_empty() {
            ended.retain(|file, _| !files.contains(file));
            self.model.start_job(JobEffect::Saved(FileTask::Forget(files)));
        }
    }

    /// Finds what there is to save.
    fn begin_round(&mut self) {
        let Some(saving) = &mut self.saving else { return };
        let graph = &self.model.graph;
        let mut sessions = BTreeSet::new();
        let of_window = |id: WindowId| graph.sessions_with(id).map(|session| session.id);
        let mut server = false;
        for part in std::mem::take(&mut saving.stale) {
            match part {
                Part::Session(id) => drop(sessions.insert(id)),
                Part::Window(id) => sessions.extend(of_window(id)),
                Part::Pane(id) => {
                    sessions.extend(graph.window_of(id).into_iter().flat_map(of_window));
                }
                Part::Server => server = true,
            }
        }
        let sessions = sessions.into_iter().filter(|id| self.model.is_to_be_saved(*id)).collect();
        saving.due = None;
        saving.lost.clear();
        saving.round = Some(Round { sessions, server, ..Round::default() });
    }

    /// Writes the next pane down, or what is whole; nothing while something is being written.
    fn go_on_saving(&mut self) {
        let now = self.model.clock;
        let Some(saving) = &mut self.saving else { return };
        let Some(round) = saving.round.as_mut().filter(|it| it.written.is_none()) else { return };
        let Some((session, panes)) = &mut round.doing else {
            if let Some(session) = round.sessions.pop_front() {
                round.doing = Some((session, BTreeMap::new()));
            } else if std::mem::take(&mut round.server) {
                round.written = save(&mut self.model, Part::Server, &mut BTreeMap::new());
            } else {
                saving.rests_until = now.millis + round.bytes * 1000 / BYTES_A_SECOND;
                saving.round = None;
                self.model.saved.last = Some(now.unix);
            }
            return;
        };
        let next = self.model.panes_of(*session).find(|pane| !panes.contains_key(pane));
        if let Some(pane) = next.and_then(|id| self.model.graph.pane(id)) {
            let checkpoint = pane.terminal.checkpoint();
            round.bytes += checkpoint.len() as u64;
            panes.insert(pane.id, checkpoint);
            return;
        }
        round.written = save(&mut self.model, Part::Session(*session), panes);
        round.doing = None;
    }

    /// Tells whoever attaches first what is saved and does not run.
    pub fn tell_saved(&mut self, client: ClientId) {
        let found = std::mem::take(&mut self.model.saved.found);
        let left = self.model.only_saved(found);
        if left.is_empty() {
            return;
        }
        let names: Vec<&str> = left.iter().take(MOST_NAMED).map(|it| it.name.as_str()).collect();
        let more = if left.len() > MOST_NAMED { " …" } else { "" };
        let text = format!(
            "saved, and not running: {}{more} (pmux restore brings back what is saved)",
            names.join(", ")
        );
        self.tell_beside(client, &text);
    }

    /// A file was written, or could not be. Whether that is what a job was.
    pub fn saving_done(&mut self, job: JobId, answer: &Answer) -> bool {
        let now = self.model.clock.millis;
        let Some(saving) = &mut self.saving else { return false };
        if saving.asked.take_if(|asked| *asked == job).is_some() {
            match answer.clone().saved() {
                Ok(files) => {
                    let found = self.model.take_files(files);
                    self.model.saved.found =
                        if self.model.saved.has_own { Vec::new() } else { found };
                }
                Err(failed) => self.model.saving_went(Some(failed.reason)),
            }
            return true;
        }
        let Some(round) = &mut saving.round else { return false };
        let Some(written) = round.written.take_if(|it| it.job == job) else { return false };
        let Answer::Failed(failed) = answer else {
            saving.pause = 0;
            self.model.saving_went(None);
            return true;
        };
        // Nothing of it is tried again before there has been a pause.
        let left = std::mem::take(&mut saving.round).unwrap_or_default();
        saving.stale.extend(left.sessions.into_iter().map(Part::Session).chain([written.part]));
        saving.stale.extend(left.server.then_some(Part::Server));
        saving.pause = (saving.pause * 2).clamp(INTERVAL, LONGEST_PAUSE);
        saving.rests_until = now + saving.pause;
        saving.due = Some(saving.rests_until);
        if let Part::Session(id) = written.part
            && self.model.graph.has_session(id)
        {
            match written.before {
                Some(before) => drop(self.model.saved.known.insert(id, before)),
                None => drop(self.model.saved.known.remove(&id)),
            }
        }
        self.model.saving_went(Some(failed.reason.clone()));
        true
    }

    /// All that is not saved is to be, as soon as it can.
    pub fn save_soon(&mut self) {
        let now = self.model.clock.millis;
        if let Some(saving) = self.saving.as_mut().filter(|it| it.due.is_some()) {
            (saving.due, saving.rests_until) = (Some(now), now);
        }
    }

    /// The server is told to end: all that is not saved is, at once, but for what has just ended, which
    /// stays as it was saved.
    pub fn save_at_once(&mut self) {
        let now = self.model.clock;
        let Some(saving) = self.saving.as_mut().filter(|it| it.on) else { return };
        saving.leaves = true;
        if let Some(round) = saving.round.take() {
            let doing = round.doing.map(|(session, _)| session);
            let sessions = round.sessions.into_iter().chain(doing).map(Part::Session);
            saving.stale.extend(sessions.chain(round.server.then_some(Part::Server)));
        }
        let lost = saving.lost.clone();
        self.begin_round();
        let round = self.saving.as_mut().and_then(|it| it.round.take()).unwrap_or_default();
        let just_lost = |id| lost.get(&id).is_some_and(|at| at + MOMENT > now.millis);
        for id in round.sessions {
            if !(self.model.saved.known.contains_key(&id) && just_lost(id)) {
                save(&mut self.model, Part::Session(id), &mut BTreeMap::new());
            }
        }
        if round.server {
            save(&mut self.model, Part::Server, &mut BTreeMap::new());
        }
    }

    /// The server ends: files of sessions that ended go. Where it is `told` to, by a signal, those of
    /// the last moment stay; else nothing of its own does.
    pub fn end_saving(&mut self, told: bool) {
        let now = self.model.clock.millis;
        let Some(saving) = self.saving.as_mut().filter(|it| it.on) else { return };
        let is_told = told || saving.leaves;
        self.forget_ended(|at| !is_told || at + MOMENT <= now);
        if !is_told {
            self.forget_own();
        }
    }
}

/// Has a session or what is the server's own written. The checkpoints of panes' terminals are taken
/// from those that there are, or made.
fn save(model: &mut Model, part: Part, panes: &mut BTreeMap<PaneId, Vec<u8>>) -> Option<Written> {
    let mut before = None;
    let kept = match part {
        Part::Session(id) => {
            let terminal = |pane: &crate::model::pane::Pane| {
                panes.remove(&pane.id).unwrap_or_else(|| pane.terminal.checkpoint())
            };
            let kept = model.kept_session(id, terminal)?;
            let identity = Identity { name: kept.name.clone(), created: kept.created };
            before = model.saved.known.insert(id, identity);
            Kept::Session(kept)
        }
        _ => {
            model.saved.has_own = true;
            Kept::Server(model.kept_server())
        }
    };
    let limit = model.saved_limit();
    let save = Save { kept, before: before.clone(), at: model.clock.unix, limit };
    let job = model.start_job(JobEffect::Saved(FileTask::Save(Box::new(save))));
    Some(Written { job, part, before })
}
