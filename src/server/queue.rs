//! Queues of commands: who asked, what is next, what is waited for.
//!
//! A queue runs until it is empty or a command has to wait for something in the world; then the
//! event that brings it goes on with the queue. What a command prints or fails with goes back to
//! whoever asked: to a one-shot client's stdout and stderr, over a display's screen, into the
//! list of what is wrong with a config file.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::command::{
    Command, Context, Failure, Flow, Item, MouseHit, Prepared, Spot, Wait, check, prepare,
};
use crate::dialect::Dialect;
use crate::key::KeyEvent;
use crate::language::arguments::Arguments;
use crate::language::command_line::{Parsed, Statement};
use crate::model::answer::Answer;
use crate::model::client::{Client, READ_ONLY};
use crate::model::effect::ClientEffect;
use crate::model::hooks::About;
use crate::model::id::ClientId;
use crate::model::resolve::Place;

use super::Server;
use super::looking::Allowed;

mod answers;
mod hooks;
mod waiting;

use super::outlet::Guard;
use answers::spot_in;
pub use hooks::MOST_HOOKS;

/// A queue's name.
pub type QueueId = u64;

/// Commands that tmux carries out whether there is what they are to be about or not.
const LENIENT: &[&str] = &["display-message", "run-shell", "if-shell", "source-file"];

/// What stands for a command that goes on after a wait: its entry served its purpose before.
static CONTINUED: Command = Command::NEW;

/// Commands that keep others for later.
const KEEPING: &[&str] = &["bind-key", "set-hook", "set-option", "set-window-option"];

/// Commands that a client in control mode takes for over while what they wait for goes on: that comes
/// after them.
const ENDS_EARLY: &[&str] = &["display-popup", "if-shell", "run-shell", "wait-for"];

/// Who asked for a queue's commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A client: a one-shot one, or a display's key.
    Client(ClientId),
    /// A config file that the server begins with.
    Config,
    /// Nobody: a hook.
    Hook,
}

/// Commands that are being carried out.
pub struct Queue {
    origin: Origin,
    items: VecDeque<Item>,
    here: Place,
    /// What it is about, whatever its client shows.
    about: Option<Place>,
    mouse: Option<MouseHit>,
    key: Option<KeyEvent>,
    /// What whoever asked may have done.
    allowed: Allowed,
    output: Vec<u8>,
    /// What went wrong, of what a display is shown in `output`.
    failures: Vec<String>,
    status: u8,
    /// The hooks that led to it, one from the other.
    hooks: usize,
    /// What its formats know, where a hook led to it.
    about_hook: About,
    waits: Option<Wait>,
    /// Nobody waits for it: it goes on without whoever asked.
    in_background: bool,
    /// Its client is in control mode: each command stands between guards with these flags.
    guarded: Option<u8>,
    /// The guard of the command that is being carried out.
    guard: Option<Guard>,
    /// What that waits for is nothing that it prints.
    ends_early: bool,
    /// What goes on when a hook that its last command set off has run.
    scopes: Vec<Scope>,
}

/// What a queue was before it ran what is set for a hook.
struct Scope {
    origin: Origin,
    items: VecDeque<Item>,
    here: Place,
    about: Option<Place>,
    output: Vec<u8>,
    status: u8,
    hooks: usize,
    about_hook: About,
}

impl Queue {
    /// Commands that `origin` asked for about `here`.
    pub fn new(origin: Origin, items: impl IntoIterator<Item = Item>, here: Place) -> Self {
        Self {
            origin,
            items: items.into_iter().collect(),
            here,
            about: None,
            mouse: None,
            key: None,
            allowed: Allowed::All,
            output: Vec::new(),
            failures: Vec::new(),
            status: 0,
            hooks: 0,
            about_hook: [].into(),
            waits: None,
            in_background: false,
            scopes: Vec::new(),
            guarded: None,
            guard: None,
            ends_early: false,
        }
    }

    /// Puts each command between guards with these flags.
    pub fn guarded(self, flags: u8) -> Self {
        Self { guarded: Some(flags), ..self }
    }

    /// Whether a client asked for it.
    pub fn is_of(&self, client: ClientId) -> bool {
        *self.asker() == Origin::Client(client)
    }

    /// The key that led to it.
    pub fn by_key(self, key: KeyEvent) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Holds all of it to what whoever asked may have done.
    pub fn held_to(self, allowed: Allowed) -> Self {
        Self { allowed, ..self }
    }

    /// What the mouse was on that led to it: a pane is what it is about.
    pub fn by_mouse(self, mouse: MouseHit) -> Self {
        let about = mouse.pane.map(|_| mouse.place).or(self.about);
        Self { mouse: Some(mouse), about, ..self }
    }

    /// Whoever asked, also while it runs what is set for a hook.
    fn asker(&self) -> &Origin {
        self.scopes.first().map_or(&self.origin, |scope| &scope.origin)
    }

    fn client(&self) -> Option<ClientId> {
        match self.origin {
            Origin::Client(client) => Some(client),
            Origin::Config | Origin::Hook => None,
        }
    }
}

impl Server {
    /// Carries a queue's commands out, as far as that goes now.
    pub fn start(&mut self, queue: Queue) {
        let id = self.next_queue;
        self.next_queue += 1;
        self.advance(id, queue, None);
    }

    /// Carries statements out that a client's answer is in.
    pub fn run_for(&mut self, client: ClientId, statements: Vec<Statement>) {
        let here = Place::of_client(&self.model, client);
        let items = statements.into_iter().map(Item::from);
        let queue = Queue::new(Origin::Client(client), items, here);
        self.start(queue.held_to(self.allowed(client, Allowed::Mode)));
    }

    /// Carries out a command line that was made of a template; what is wrong with it is told to
    /// the client.
    pub fn run_text(&mut self, client: ClientId, text: &str) {
        let here = Place::of_client(&self.model, client);
        match self.model.parse_commands(text, &here) {
            Ok(statements) => self.run_for(client, statements),
            Err(error) => self.fail(&Origin::Client(client), None, &Failure::from(error)),
        }
    }

    /// Carries out a command line that is about something whatever the client shows.
    pub fn run_text_about(&mut self, client: ClientId, text: &str, place: Place) {
        match self.model.parse_commands(text, &place) {
            Ok(statements) => self.run_commands(client, statements, place, |queue| Queue {
                about: Some(place),
                ..queue
            }),
            Err(error) => self.fail(&Origin::Client(client), None, &Failure::from(error)),
        }
    }

    /// Whether a config file is still being carried out.
    pub fn configuring(&self) -> bool {
        self.queues.values().any(|queue| *queue.asker() == Origin::Config)
    }

    /// Goes on with a queue that made way for others.
    pub(super) fn resume_queue(&mut self, id: QueueId, queue: Queue) {
        self.advance(id, queue, None);
    }

    fn advance(&mut self, id: QueueId, queue: Queue, answer: Option<Answer>) {
        let before = std::mem::replace(&mut self.model.about_hook, queue.about_hook.clone());
        self.go_on(id, queue, answer);
        self.model.about_hook = before;
    }

    fn go_on(&mut self, id: QueueId, mut queue: Queue, mut answer: Option<Answer>) {
        queue.waits = None;
        self.count_hooks(&queue);
        while let Some(item) = self.next_item(&mut queue) {
            let item = match item {
                Item::Hooked(hooked) => {
                    self.enter(&mut queue, hooked);
                    continue;
                }
                item => item,
            };
            let (flow, rest) = self.step(&mut queue, item, answer.take());
            match flow {
                Ok(Flow::Next) => put_first(&mut queue.items, rest),
                Ok(Flow::Status(status)) => {
                    queue.status = status;
                    put_first(&mut queue.items, rest);
                }
                Ok(Flow::Stop) => {
                    queue.items.clear();
                    queue.scopes.iter_mut().for_each(|scope| scope.items.clear());
                }
                Ok(Flow::Fork(wait)) => self.fork(&queue, rest, wait),
                Ok(Flow::Wait(wait)) => {
                    put_first(&mut queue.items, rest);
                    self.print(&mut queue);
                    if queue.ends_early {
                        self.end_guard(&mut queue, true);
                    } else if !wait.is_brief() {
                        self.keep_guard_open(&queue);
                    }
                    queue.waits = Some(wait);
                    self.queues.insert(id, queue);
                    return;
                }
                Err((spot, failure)) => {
                    self.print(&mut queue);
                    queue.status = self.model.identity.dialect.failed(failure.status);
                    self.failed(&mut queue, spot, &failure);
                    let hooked = rest.into_iter().filter(|item| matches!(item, Item::Hooked(_)));
                    put_first(&mut queue.items, hooked.collect());
                    self.end_guard(&mut queue, false);
                }
            }
            self.end_guard(&mut queue, true);
            if queue.guarded.is_some() && !(queue.items.is_empty() && queue.scopes.is_empty()) {
                self.steps.push_back((id, queue));
                return;
            }
        }
        self.finish(queue);
    }

    /// What a queue carries out next: where what is set for a hook has run, what stands after it.
    fn next_item(&mut self, queue: &mut Queue) -> Option<Item> {
        loop {
            if let Some(item) = queue.items.pop_front() {
                return Some(item);
            }
            let scope = queue.scopes.pop()?;
            (queue.origin, queue.items) = (scope.origin, scope.items);
            (queue.here, queue.about) = (scope.here, scope.about);
            match self.is_tmux() {
                true => {
                    let printed = std::mem::replace(&mut queue.output, scope.output);
                    queue.output.extend(printed);
                }
                false => (queue.output, queue.status) = (scope.output, scope.status),
            }
            (queue.hooks, queue.about_hook) = (scope.hooks, scope.about_hook);
            self.model.about_hook = queue.about_hook.clone();
        }
    }

    fn is_tmux(&self) -> bool {
        self.model.identity.dialect == Dialect::Tmux
    }

    /// Items that wait for something by themselves, while the queue goes on.
    fn fork(&mut self, queue: &Queue, items: VecDeque<Item>, wait: Wait) {
        let origin = match &queue.origin {
            Origin::Client(client) if !self.is_display(*client) => Origin::Hook,
            origin => origin.clone(),
        };
        let id = self.next_queue;
        self.next_queue += 1;
        let mut forked = Queue::new(origin, items, queue.here).held_to(queue.allowed);
        forked.about_hook = queue.about_hook.clone();
        (forked.waits, forked.hooks, forked.in_background) = (Some(wait), queue.hooks, true);
        self.queues.insert(id, forked);
    }

    /// Carries one item out. What comes back is how it ended, with where it stands if it failed,
    /// and what is to be done before the rest of the queue.
    #[expect(clippy::type_complexity, reason = "one caller, right above")]
    fn step(
        &mut self,
        queue: &mut Queue,
        item: Item,
        answer: Option<Answer>,
    ) -> (Result<Flow, (Option<Spot>, Failure)>, VecDeque<Item>) {
        let mut insert = VecDeque::new();
        queue.allowed = self.still_allowed(queue.allowed, queue.client());
        let (result, spot) = match item {
            Item::Assign { .. } if queue.allowed != Allowed::All => {
                (Err(Failure::new(READ_ONLY)), None)
            }
            Item::Assign { name, value, hidden } => {
                match hidden {
                    true => self.model.environment_mut().set_hidden(&name, &value),
                    false => self.model.environment_mut().set(&name, &value),
                }
                (Ok(Flow::Next), None)
            }
            Item::Wrong(failure, spot) => (Err(failure), Some(spot)),
            // Those are for whoever takes the queue's items.
            Item::Hooked(_) => (Ok(Flow::Next), None),
            Item::Then(then, spot) => {
                let mut context = Context {
                    model: &mut self.model,
                    command: &CONTINUED,
                    arguments: Arguments::default(),
                    line: spot.as_ref().map_or(1, |spot| spot.line),
                    file: spot.as_ref().map(|spot| Rc::clone(&spot.file)),
                    words: Vec::new(),
                    client: queue.client(),
                    here: queue.here,
                    target: queue.here,
                    mouse: queue.mouse,
                    key: queue.key.clone(),
                    output: &mut queue.output,
                    insert: &mut insert,
                };
                (then(&mut context, answer.unwrap_or_default()), spot)
            }
            Item::Commands(mut sequence) => {
                // What a file has that is no command is told before any of its line begins.
                let stands = self.is_tmux() && sequence.file.is_some();
                if !sequence.checked && (stands || sequence.commands.len() > 1) {
                    if let Err(failure) = check(&self.model, &sequence.commands) {
                        let spot = spot_in(sequence.file, failure.line.unwrap_or(1));
                        return (Err((spot, failure)), insert);
                    }
                    sequence.checked = true;
                }
                let Some(command) = sequence.commands.pop_front() else {
                    return (Ok(Flow::Next), insert);
                };
                let spot = spot_in(sequence.file.clone(), command.line);
                self.begin_guard(queue);
                let result = self.execute(queue, command, spot.as_ref(), &mut insert);
                if result.is_err() && queue.hooks == 0 {
                    let place = queue.here;
                    let hooked = self.model.hooked_now("command-error", &place, Vec::new);
                    insert = hooked.into_iter().map(Item::Hooked).collect();
                }
                if result.is_ok() && !sequence.commands.is_empty() {
                    insert.push_back(Item::Commands(sequence));
                }
                (result, spot)
            }
        };
        // What a command has follow stands where it does itself.
        if let Some(spot) = &spot {
            let standing = |item| match item {
                Item::Then(then, None) => Item::Then(then, Some(spot.clone())),
                item => item.standing_in(&spot.file),
            };
            insert = insert.into_iter().map(standing).collect();
        }
        let told = |failure: Failure| {
            let line = failure.line;
            (spot.map(|spot| Spot { line: line.unwrap_or(spot.line), ..spot }), failure)
        };
        (result.map_err(told), insert)
    }

    /// Carries one command out.
    fn execute(
        &mut self,
        queue: &mut Queue,
        command: Parsed,
        spot: Option<&Spot>,
        insert: &mut VecDeque<Item>,
    ) -> Result<Flow, Failure> {
        let line = command.line;
        let Some(prepared) = prepare(&self.model, command.words)? else { return Ok(Flow::Next) };
        let Prepared { command, arguments, words } = prepared;
        queue.ends_early = ENDS_EARLY.contains(&command.name);
        if !queue.allowed.permits(command, &arguments) {
            // A click goes on without going to the pane that it is on.
            return match command.name == "select-pane" && queue.mouse.is_some() {
                true => Ok(Flow::Next),
                false => Err(Failure::new(READ_ONLY)),
            };
        }
        // Where the client shows something by now, that is where it is.
        let shown = queue.client().map(|client| Place::of_client(&self.model, client));
        queue.here = match shown.filter(|place| place.session.is_some()) {
            Some(place) if queue.here.session.is_none() => place,
            _ => match queue.about.filter(|place| self.has_pane(*place)) {
                Some(place) => place,
                None => self.still_there(queue.here, queue.client()),
            },
        };
        let here = queue.here;
        let mouse = queue.mouse.map(|hit| hit.place);
        let target = match command.target {
            Some(kind) => {
                let found = self.model.resolve(kind, arguments.value('t'), &here, mouse.as_ref());
                match found {
                    // In tmux these go on without a target.
                    Err(_) if self.is_tmux() && LENIENT.contains(&command.name) => Place::default(),
                    found => found?,
                }
            }
            None => here,
        };
        let is_tmux = self.is_tmux();
        let mut context = Context {
            model: &mut self.model,
            command,
            arguments,
            line,
            file: spot.map(|spot| Rc::clone(&spot.file)),
            words,
            client: queue.client(),
            here,
            target,
            mouse: queue.mouse,
            key: queue.key.clone(),
            output: &mut queue.output,
            insert,
        };
        let nested = |failure: Failure| match (spot, failure.line) {
            // tmux says where in a file that stands which is no command, but of what is kept for later.
            (Some(_), Some(_)) if is_tmux && KEEPING.contains(&command.name) => {
                Failure { line: None, ..failure }
            }
            (Some(spot), Some(_)) if is_tmux => {
                let reason = format!("{}:{}: {}", spot.file, spot.line, failure.reason);
                Failure { reason, line: None, ..failure }
            }
            _ => failure,
        };
        let ran = (command.run)(&mut context);
        let flow = ran.map_err(|failure| nested(command.failed(failure)))?;
        let arguments = context.arguments;
        // A command that goes elsewhere takes those after it along.
        if queue.about.is_some()
            && queue.client().map(|it| Place::of_client(&self.model, it)) != shown
        {
            queue.about = None;
        }
        if queue.hooks == 0 {
            let place = match &flow {
                Flow::Wait(Wait::Spawn(pane)) => Place::of_pane(&self.model, *pane),
                _ => target,
            };
            let hook = format!("after-{}", command.name);
            let hooked = self.model.hooked_now(&hook, &place, || arguments.variables());
            insert.extend(hooked.into_iter().map(Item::Hooked));
        }
        Ok(flow)
    }

    fn has_pane(&self, place: Place) -> bool {
        place.pane.is_some_and(|pane| self.model.graph.has_pane(pane))
    }

    /// A place as it is now: its window's current pane may have changed by the command before.
    fn still_there(&self, place: Place, client: Option<ClientId>) -> Place {
        let shown = client.map(|client| Place::of_client(&self.model, client));
        if let Some(shown) = shown.filter(|shown| shown.session.is_some()) {
            return shown;
        }
        let model = &self.model;
        let pane = place.pane.filter(|pane| model.graph.has_pane(*pane));
        if let Some(pane) = pane {
            return Place { client: place.client, ..Place::of_pane(model, pane) };
        }
        match place.session.filter(|id| model.graph.has_session(*id)) {
            Some(session) => Place { client: place.client, ..Place::of_session(model, session) },
            None => Place { client: place.client, ..Place::default() },
        }
    }

    fn is_display(&self, client: ClientId) -> bool {
        self.model.graph.client(client).is_some_and(Client::is_attached)
    }

    /// A queue is empty: a one-shot client ends, a display shows what was printed.
    fn finish(&mut self, mut queue: Queue) {
        match queue.origin {
            Origin::Client(client) if self.is_control(client) => {
                if queue.guarded.is_some() {
                    self.print(&mut queue);
                    return self.control_through(client, queue.status);
                }
                // Nobody waits for it any more; it can be read in the pane.
                if !queue.output.is_empty() {
                    let text = String::from_utf8_lossy(&queue.output);
                    self.model.show_text(client, text.strip_suffix('\n').unwrap_or(&text));
                }
            }
            Origin::Client(client) if self.is_display(client) => {
                if !queue.output.is_empty() && self.show_output(client, &queue.output) {
                    queue.failures.iter().for_each(|it| self.model.remember_message(it));
                }
            }
            Origin::Client(client) => {
                self.print(&mut queue);
                self.model.ask_client(client, ClientEffect::Exit(queue.status));
            }
            Origin::Config if !self.configuring() => self.configured(),
            Origin::Config | Origin::Hook => {}
        }
    }
}

/// Puts items before the rest, in their order.
fn put_first(rest: &mut VecDeque<Item>, items: VecDeque<Item>) {
    items.into_iter().rev().for_each(|item| rest.push_front(item));
}
