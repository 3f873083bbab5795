//! What a command works with, and how it ends.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::geometry::Point;
use crate::key::{KeyEvent, MouseEvent};
use crate::language::arguments::Arguments;
use crate::language::command_line::{Parsed, Statement, SyntaxError};
use crate::language::moment;
use crate::model::Model;
use crate::model::answer::{Answer, Failed};
use crate::model::client::{Again, Client, Overlay, Role};
use crate::model::effect::JobEffect;
use crate::model::hooks::Hooked;
use crate::model::id::{ClientId, JobId, PaneId, SessionId, WindowId};
use crate::model::resolve::{NotFound, Place};
use crate::visible::{escaped, visible};

use super::{Command, Script, Status};

/// Why a command failed, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Failure {
    /// The words.
    pub reason: String,
    /// What a one-shot client ends with, 1 to 255.
    pub status: u8,
    /// The line of the file that it is about, where that is not the command's own.
    pub line: Option<usize>,
}

impl Failure {
    /// A failure that says `reason`.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), status: Status::Failed.into(), line: None }
    }

    /// What was asked is not written right.
    pub fn usage(reason: impl Into<String>) -> Self {
        Self::new(reason).with_status(Status::Usage)
    }

    /// What it is about is not there.
    pub fn not_found(reason: impl Into<String>) -> Self {
        Self::new(reason).with_status(Status::NotFound)
    }

    /// What was to be made is there already.
    pub fn exists(reason: impl Into<String>) -> Self {
        Self::new(reason).with_status(Status::Exists)
    }

    /// A program could not be started: with the status that a shell has for it.
    pub fn of_program(failed: Failed) -> Self {
        let status = u8::try_from(failed.status).unwrap_or(1).max(1);
        Self::new(failed.reason).with_status(status)
    }

    /// The same with an exit status of its own.
    pub fn with_status(self, status: impl Into<u8>) -> Self {
        Self { status: status.into(), ..self }
    }

    /// The same with the line that it is about.
    pub fn on_line(self, line: usize) -> Self {
        Self { line: self.line.or(Some(line)), ..self }
    }
}

/// What failures of the rooms below become: their own words, with a status.
macro_rules! failure_from {
    ($($error:ty => $status:ident),* $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(error.to_string()).with_status(Status::$status)
            }
        }
    )*};
}

failure_from!(
    crate::language::arguments::ArgumentError => Usage,
    crate::language::duration::BadDuration => Usage,
    crate::language::key::UnknownKey => Usage,
    crate::language::moment::BadMoment => Usage,
    crate::language::signal::BadSignal => Usage,
    crate::model::answer::Failed => Failed,
    crate::model::buffers::Full => Failed,
    crate::model::copy_mode::ActionError => Usage,
    crate::model::layout::LayoutError => Failed,
    crate::model::layout::NoSpace => Failed,
    crate::model::mode::ActError => Usage,
    crate::model::options::OptionError => Usage,
    crate::model::resolve::NotFound => NotFound,
    crate::model::saved::NotRestored => Exists,
);

impl From<SyntaxError> for Failure {
    fn from(error: SyntaxError) -> Self {
        Self::usage(error.message).on_line(error.line)
    }
}

/// How a command ends.
pub type Outcome = Result<Flow, Failure>;

/// What happens after a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flow {
    /// The next one.
    Next,
    /// The next one; a one-shot client ends with this status where nothing later says another.
    Status(u8),
    /// Nothing, until this has happened.
    Wait(Wait),
    /// The next one; what the command inserted waits for this in a queue of its own.
    Fork(Wait),
    /// No more of this queue.
    Stop,
}

/// What a queue of commands waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// A pane's program has started, or could not be.
    Spawn(PaneId),
    /// A job is done, or could not be.
    Job(JobId),
    /// A `wait-for` channel.
    Channel(String),
    /// Something in a pane: one of the model's watches.
    Watch(u64),
    /// Something that happens: one of the model's waiters.
    Happening(u64),
    /// One of the two, whichever comes first.
    ChannelOrWatch(String, u64),
    /// The end of what a client follows.
    Feed(ClientId),
    /// The end of a question.
    Prompt(u64),
    /// The end of the popup that a pane lies in.
    Popup(PaneId),
}

impl Wait {
    /// Whether it is a matter of moments.
    pub fn is_brief(&self) -> bool {
        matches!(self, Self::Spawn(_) | Self::Job(_))
    }

    /// Whether what has happened is what is waited for.
    pub fn is_met_by(&self, what: &Wait) -> bool {
        match (self, what) {
            (Wait::ChannelOrWatch(channel, _), Wait::Channel(signalled)) => channel == signalled,
            (Wait::ChannelOrWatch(_, watch), Wait::Watch(woken)) => watch == woken,
            _ => self == what,
        }
    }
}

/// The rest of a command that had to wait.
pub type Continuation = Box<dyn FnOnce(&mut Context<'_>, Answer) -> Outcome>;

/// Where something stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: Rc<Script>,
    /// The line, from 1.
    pub line: usize,
}

/// Commands joined by `;`: where one fails those after it are not run, and where one is none
/// not even those before it.
#[derive(Debug, Default)]
pub struct Sequence {
    /// Those that are left.
    pub commands: VecDeque<Parsed>,
    /// The file that they stand in, if they do: a failure is told with its line.
    pub file: Option<Rc<Script>>,
    /// All of them were looked at.
    pub checked: bool,
}

/// Something in a queue.
pub enum Item {
    /// Commands.
    Commands(Sequence),
    /// A variable for the environment.
    Assign {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
        /// Not passed to programs.
        hidden: bool,
    },
    /// The rest of a command that had to wait, and where that command stands.
    Then(Continuation, Option<Spot>),
    /// Something in a file that is no command, told of in its turn.
    Wrong(Failure, Spot),
    /// What is set for a hook, to be run before anything that stands after it.
    Hooked(Hooked),
}

impl Item {
    /// What a file consists of, in the order of its lines.
    pub fn of_file(
        file: Script,
        statements: Vec<Statement>,
        wrong: Vec<SyntaxError>,
    ) -> impl Iterator<Item = Item> {
        let file = Rc::new(file);
        let here = Rc::clone(&file);
        let wrong = wrong.into_iter().map(move |error| {
            let spot = Spot { file: Rc::clone(&here), line: error.line };
            let failure = Failure::new(error.message).on_line(error.line);
            (error.line, Item::Wrong(failure, spot))
        });
        let statements = statements.into_iter().map(move |statement| {
            let line = statement.line();
            (line, Item::from(statement).standing_in(&file))
        });
        let mut all: Vec<(usize, Item)> = statements.chain(wrong).collect();
        all.sort_by_key(|(line, _)| *line);
        all.into_iter().map(|(_, item)| item)
    }

    /// The same, standing in a file where it is not known to stand in another.
    pub fn standing_in(mut self, file: &Rc<Script>) -> Self {
        if let Item::Commands(sequence) = &mut self {
            sequence.file.get_or_insert_with(|| Rc::clone(file));
        }
        self
    }
}

impl FromIterator<Parsed> for Item {
    fn from_iter<T: IntoIterator<Item = Parsed>>(commands: T) -> Self {
        let commands = commands.into_iter().collect();
        Item::Commands(Sequence { commands, ..Sequence::default() })
    }
}

impl From<Statement> for Item {
    fn from(statement: Statement) -> Self {
        match statement {
            Statement::Commands(commands) => commands.into_iter().collect(),
            Statement::Assign { name, value, hidden, .. } => Item::Assign { name, value, hidden },
        }
    }
}

/// What the mouse was on when it triggered a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MouseHit {
    /// The event, in the client's cells.
    pub event: MouseEvent,
    /// What it was on.
    pub place: Place,
    /// The pane it was on, and where that pane's corner is in the client's cells (the corner
    /// may lie outside, where the window is larger than the client).
    pub pane: Option<(PaneId, i32, i32)>,
    /// Where the window's corner is in the client's cells.
    pub window: (i32, i32),
    /// The row of the status line it was on, from 0, and what of that: `left`, `right`, `window`, `pane`,
    /// `session`, a name of a person's own, or nothing.
    pub status: Option<(u16, RangeName)>,
}

/// The name of a stretch of the status line, or as much of it as tmux keeps too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RangeName {
    bytes: [u8; 15],
    length: u8,
}

impl From<&str> for RangeName {
    fn from(name: &str) -> Self {
        let mut it = Self::default();
        let length = (0..=name.len().min(it.bytes.len())).rfind(|&at| name.is_char_boundary(at));
        let name = &name.as_bytes()[..length.unwrap_or(0)];
        it.bytes[..name.len()].copy_from_slice(name);
        it.length = name.len() as u8;
        it
    }
}

impl RangeName {
    /// The name.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length.into()]).unwrap_or_default()
    }
}

impl MouseHit {
    /// A cell of the client as seen from the corner of the pane that the mouse was on; what lies
    /// above or left of that counts as 0.
    pub fn in_pane(&self, at: Point) -> Option<Point> {
        let (_, left, top) = self.pane?;
        let cell = |at: u16, corner: i32| (i32::from(at) - corner).clamp(0, u16::MAX.into()) as u16;
        Some(Point::new(cell(at.x, left), cell(at.y, top)))
    }
}

/// What a command works with.
pub struct Context<'a> {
    /// Everything.
    pub model: &'a mut Model,
    /// The command's entry.
    pub command: &'static Command,
    /// Its flags and operands.
    pub arguments: Arguments,
    /// The line that it stands on, from 1.
    pub line: usize,
    /// The file that it stands in, if it does.
    pub file: Option<Rc<Script>>,
    /// The words of the command as they stand, blocks included.
    pub words: Vec<crate::language::command_line::Word>,
    /// The client that asked, if one did.
    pub client: Option<ClientId>,
    /// What targets are when they are not given.
    pub here: Place,
    /// What the command's `-t` names, or what it works on without.
    pub target: Place,
    /// The mouse event that led to the command.
    pub mouse: Option<MouseHit>,
    /// The key that led to the command.
    pub key: Option<KeyEvent>,
    /// What is printed.
    pub output: &'a mut Vec<u8>,
    /// What is to be done before the rest of the queue.
    pub insert: &'a mut VecDeque<Item>,
}

impl Context<'_> {
    /// Whether a flag was given.
    pub fn has(&self, flag: char) -> bool {
        self.arguments.has(flag)
    }

    /// A flag's value.
    pub fn value(&self, flag: char) -> Option<&str> {
        self.arguments.value(flag)
    }

    /// A flag's value with formats expanded for the target.
    pub fn expanded(&self, flag: char) -> Option<String> {
        self.value(flag).map(|text| self.expand(text))
    }

    /// An operand.
    pub fn operand(&self, at: usize) -> Option<&str> {
        self.arguments.rest().get(at).map(String::as_str)
    }

    /// Expands a format for the target.
    pub fn expand(&self, format: &str) -> String {
        self.model.expand_for_command(format, &self.target, &self.variables(format))
    }

    /// What a format knows of the command, of the file that it stands in, and of the mouse, where that
    /// led to it.
    pub fn variables(&self, format: &str) -> Vec<(&'static str, String)> {
        let mut all = vec![("command", self.command.name.to_owned())];
        all.extend(self.file.as_ref().map(|file| ("current_file", file.name.clone())));
        if let Some(hit) = &self.mouse {
            all.extend(self.mouse_variables(hit, format.contains("mouse_")));
        }
        all
    }

    /// What formats know of the mouse: the cell of the pane or the status line it was on, and with
    /// `more` what there is.
    fn mouse_variables(&self, hit: &MouseHit, more: bool) -> Vec<(&'static str, String)> {
        let at = hit.event.at;
        if let Some((line, range)) = hit.status {
            return vec![
                ("mouse_x", at.x.to_string()),
                ("mouse_y", line.to_string()),
                ("mouse_status_line", line.to_string()),
                ("mouse_status_range", range.as_str().to_owned()),
            ];
        }
        let (Some((pane, ..)), Some(at)) = (hit.pane, hit.in_pane(at)) else { return Vec::new() };
        let mut all = vec![
            ("mouse_pane", pane.to_string()),
            ("mouse_x", at.x.to_string()),
            ("mouse_y", at.y.to_string()),
        ];
        if let Some(there) = self.model.text_at(pane, self.client, at).filter(|_| more) {
            all.push(("mouse_word", there.word));
            all.push(("mouse_line", there.line));
            all.push(("mouse_hyperlink", there.link));
        }
        all
    }

    /// A moment as people write it, in microseconds since 1970. What is so long ago was so when it was
    /// asked first.
    ///
    /// # Errors
    /// It is none.
    pub fn moment(&self, text: &str) -> Result<i64, Failure> {
        let model = &self.model;
        let offset = |epoch| (model.local_time)(epoch).utc_offset;
        let now = model.clock.unix * 1_000_000 - self.waited_for() * 1000;
        Ok(moment::parse(text, now, offset)?)
    }

    /// Now, in microseconds of Unix time.
    pub fn micros(&self) -> i64 {
        let clock = &self.model.clock;
        clock.unix * 1_000_000 + i64::from(clock.micros)
    }

    /// That the client asks again, where the server that it asked was replaced.
    pub fn again(&self) -> Option<&Again> {
        self.client.and_then(|id| self.model.graph.client(id))?.again.as_ref()
    }

    /// How long ago that was asked first, in milliseconds.
    pub fn waited_for(&self) -> i64 {
        let asked = self.again().map_or(0, |again| again.asked);
        // What nobody has lived through is not counted with.
        i64::try_from(asked).unwrap_or_default().min(self.model.clock.unix * 1000)
    }

    /// Prints a line.
    pub fn print(&mut self, line: impl AsRef<str>) {
        self.print_text(line.as_ref());
        self.output.push(b'\n');
    }

    /// Prints JSON as a line.
    pub fn print_json(&mut self, json: &serde_json::Value) {
        self.print(escaped(json.to_string()));
    }

    /// Prints a text that says what there is. What is asked for byte for byte, as a buffer is, goes
    /// into the output as it is.
    pub fn print_text(&mut self, text: &str) {
        let shown = self.shown(text);
        self.output.extend_from_slice(shown.as_bytes());
    }

    /// Whether what is printed goes to a terminal, and so to a person.
    pub fn prints_to_tty(&self) -> bool {
        let client = self.client.and_then(|id| self.model.graph.client(id));
        client.is_some_and(|client| client.prints_to_tty)
    }

    /// A text as whoever asked gets it: a terminal none that it would obey, a pipe every byte.
    pub fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.prints_to_tty() {
            true => visible(text),
            false => Cow::Borrowed(text),
        }
    }

    /// Why there is none of what is worked on.
    fn nothing(&self, what: &str) -> Failure {
        match self.model.graph.sessions().len() == 0 {
            true => NotFound::NoSessions.into(),
            false => Failure::not_found(format!("no current {what}")),
        }
    }

    /// The session worked on.
    pub fn session(&self) -> Result<SessionId, Failure> {
        self.target.session.ok_or_else(|| self.nothing("session"))
    }

    /// The window worked on.
    pub fn window(&self) -> Result<WindowId, Failure> {
        self.target.window.ok_or_else(|| self.nothing("window"))
    }

    /// The pane worked on.
    pub fn pane(&self) -> Result<PaneId, Failure> {
        self.target.pane.ok_or_else(|| self.nothing("pane"))
    }

    /// The pane worked on by commands that go on with what somebody types: where none is named,
    /// that of the popup over their screen, if there is one.
    pub fn typed_pane(&self) -> Result<PaneId, Failure> {
        let client = self.client.and_then(|id| self.model.graph.client(id));
        let popup = client.and_then(Client::popup).map(|popup| popup.float.pane);
        let looked_at = self.client.and_then(|id| self.model.looked_at(id));
        let looked_at = looked_at.filter(|_| self.mouse.is_none());
        match popup.or(looked_at).filter(|_| self.value('t').is_none()) {
            Some(pane) => Ok(pane),
            None => self.pane(),
        }
    }

    /// The pane worked on by commands that arrange the panes of a window.
    ///
    /// # Errors
    /// It is not a window's.
    pub fn pane_of_window(&self) -> Result<PaneId, Failure> {
        let pane = self.pane()?;
        self.is_of_window(pane)?;
        Ok(pane)
    }

    /// The pane worked on by commands that put another one beside it.
    ///
    /// # Errors
    /// It lies over others, and nothing is beside it.
    pub fn tiled_pane(&self) -> Result<PaneId, Failure> {
        let pane = self.pane_of_window()?;
        let window = self.model.graph.window_of(pane).and_then(|id| self.model.graph.window(id));
        match window.and_then(|window| window.float(pane)) {
            None => Ok(pane),
            Some(_) => {
                let help =
                    format!("{pane} lies over other panes; join-pane puts it beside one of them");
                Err(self.fails("can't split a floating pane", &help))
            }
        }
    }

    /// Refuses what only a window's pane can be used for.
    pub fn is_of_window(&self, pane: PaneId) -> Result<(), Failure> {
        match self.model.graph.client_under(pane) {
            None => Ok(()),
            Some(_) => Err(Failure::new(format!(
                "{pane} is a popup, which is in no window; join-pane makes a window's pane of it"
            ))),
        }
    }

    /// The client worked on: `-c` or `-t` as the command has it, or the current one.
    pub fn target_client(&self, flag: char) -> Result<ClientId, Failure> {
        if let Some(name) = self.value(flag) {
            return Ok(self.model.find_client(name)?);
        }
        self.current_client().ok_or_else(|| Failure::not_found("no current client"))
    }

    /// The client that asked, where that is one at a session, or the one that was used last.
    pub fn current_client(&self) -> Option<ClientId> {
        let attached = |id: &ClientId| {
            self.model.graph.client(*id).is_some_and(|client| client.session().is_some())
        };
        self.client.filter(attached).or_else(|| self.model.latest_client(self.here.session))
    }

    /// The same, where it shows a session.
    ///
    /// # Errors
    /// It does not.
    pub fn target_display(&self, flag: char) -> Result<ClientId, Failure> {
        let id = self.target_client(flag)?;
        match self.model.graph.client(id).map(|client| (client.role(), client.name())) {
            Some((Role::Raw(raw), name)) => Err(Failure::new(format!(
                "{name} shows no session: it is bound to {} as it is; name another client",
                raw.pane
            ))),
            _ => Ok(id),
        }
    }

    /// Puts something over a client's screen. One in control mode has none, but can be asked: it is
    /// answered by the keys that others press at it.
    pub fn show(&mut self, client: ClientId, overlay: Overlay) {
        let draws = self.model.graph.client(client).is_some_and(Client::has_screen)
            || matches!(overlay, Overlay::Prompt(_));
        if let Some(display) = self.model.graph.display_mut(client).filter(|_| draws) {
            display.overlay = Some(overlay);
        }
    }

    /// Has `then` run when what is waited for has happened, before anything else: what else is
    /// to run is for `then` to insert.
    pub fn wait(
        &mut self,
        wait: Wait,
        then: impl FnOnce(&mut Context<'_>, Answer) -> Outcome + 'static,
    ) -> Outcome {
        self.insert.push_front(Item::Then(Box::new(then), None));
        Ok(Flow::Wait(wait))
    }

    /// Has the world do something, and goes on with its answer.
    pub fn job(
        &mut self,
        effect: JobEffect,
        then: impl FnOnce(&mut Context<'_>, Answer) -> Outcome + 'static,
    ) -> Outcome {
        let job = self.model.start_job(effect);
        self.wait(Wait::Job(job), then)
    }

    /// As [`Context::wait`], or in the background: the rest of the queue does not wait.
    pub fn wait_or_go_on(
        &mut self,
        background: bool,
        wait: Wait,
        then: impl FnOnce(&mut Context<'_>, Answer) -> Outcome + 'static,
    ) -> Outcome {
        match self.wait(wait, then)? {
            Flow::Wait(wait) if background => Ok(Flow::Fork(wait)),
            flow => Ok(flow),
        }
    }

    /// Has statements run before the rest of the queue.
    pub fn run_next(&mut self, statements: Vec<Statement>) {
        self.insert.extend(statements.into_iter().map(Item::from));
    }
}
