//! How a server begins: who it is, its defaults, its configuration.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::command::{Item, Script};
use crate::dialect::Dialect;
use crate::language::command_line::Statement;
use crate::language::format::Time;
use crate::model::Identity;
use crate::model::access::Accounts;
use crate::model::environment::Environment;
use crate::model::id::ClientId;
use crate::model::keys::KeyTables;
use crate::model::options::{self, Globals};
use crate::model::resolve::Place;

use super::Server;
use super::queue::{Origin, Queue};

/// The defaults, in the language that people write their own in.
const DEFAULTS: &str = include_str!("../../config/pmux.conf");

/// What a server is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Its socket.
    pub socket: PathBuf,
    /// Whose defaults, words and places it has.
    pub dialect: Dialect,
    /// The config files; those that nobody asked for by name may be missing.
    pub config: Vec<PathBuf>,
    /// Whether somebody asked for them by name (`-f`).
    pub config_named: bool,
    /// The process that started it and is going to ask for something, if one did.
    pub starter: Option<u32>,
    /// The arguments that make this program a shim, in the place of one that died.
    pub shim: Vec<OsString>,
}

/// Whoever started the server, until they have been heard. They alone wait for the configuration:
/// what that runs may ask for things itself, and is answered.
#[derive(Debug, Default)]
pub enum Starter {
    /// There is none, or they have been heard.
    #[default]
    Heard,
    /// This process has yet to come.
    Comes(u32),
    /// Here they are, with what they ask for.
    Waits(ClientId, Vec<String>),
    /// They gave up.
    Left,
}

/// What the world says to a server that begins, and answers later on.
#[derive(Debug, Clone)]
pub struct World {
    /// What the server is.
    pub identity: Identity,
    /// The environment that programs get where no session says otherwise.
    pub environment: Environment,
    /// Where whoever started it is.
    pub starting_in: Option<PathBuf>,
    /// Whether programs find a description of tmux's own terminal.
    pub has_terminfo: bool,
    /// A point in time on the person's clock.
    pub local_time: fn(i64) -> Time,
    /// The home of whoever has this name.
    pub home_of: fn(&str) -> Option<String>,
    /// What users and groups are called.
    pub accounts: Accounts,
}

impl Server {
    /// Takes over the environment, and carries out the defaults and the person's configuration.
    /// `read` reads a file.
    pub fn configure(
        &mut self,
        start: &Start,
        world: World,
        read: impl Fn(&std::path::Path) -> std::io::Result<String>,
    ) {
        if let Some(process) = start.starter {
            (self.starter, self.model.starting) = (Starter::Comes(process), true);
            self.model.starting_in = world.starting_in;
        }
        self.model.environment = world.environment;
        let environment = &self.model.environment;
        let globals = Globals::suited_to(|name| environment.text(name).map(str::to_owned));
        self.model.server_options = globals.server;
        self.model.session_options = globals.session;
        self.model.window_options = globals.window;
        self.run_defaults();
        self.model.usual_keys = self.model.keys().clone();
        if !world.has_terminfo {
            self.run_file("default configuration", "set -s default-terminal screen-256color");
        }
        for file in &start.config {
            let name = file.display().to_string();
            match read(file) {
                Ok(text) => {
                    self.model.config_files.push(name.clone());
                    self.run_file(&name, &text);
                }
                Err(error)
                    if error.kind() == std::io::ErrorKind::NotFound && !start.config_named => {}
                Err(error) => self.model.config_errors.push(format!("{name}: {error}")),
            }
        }
        if start.config.is_empty() && self.model.identity.dialect == Dialect::Pmux {
            // Whoever has configured nothing yet may not know any key.
            self.run_file("default configuration", "set -g key-bar on");
        }
        self.read_changes();
    }

    /// Takes the request of whoever started the server where it has to wait for the configuration;
    /// else gives it back.
    pub fn wait_for_configuration(
        &mut self,
        client: ClientId,
        process: u32,
        argv: Vec<String>,
    ) -> Option<Vec<String>> {
        match self.starter {
            Starter::Comes(expected) if expected == process && self.configuring() => {
                self.starter = Starter::Waits(client, argv);
                return None;
            }
            Starter::Comes(expected) if expected == process => self.heard(),
            _ => {}
        }
        Some(argv)
    }

    /// The configuration is in force: whoever waited for it is heard.
    pub fn configured(&mut self) {
        self.model.saved.configured = self.model.global_options();
        self.keep_answers();
        if self.restore_at_start() {
            return;
        }
        self.list_saved();
        match std::mem::take(&mut self.starter) {
            Starter::Waits(client, argv) => {
                self.heard();
                self.run_request(client, argv);
            }
            Starter::Left => {
                self.heard();
                self.end_if_unused();
            }
            others => self.starter = others,
        }
    }

    fn heard(&mut self) {
        (self.starter, self.model.starting) = (Starter::Heard, false);
        self.model.starting_in = None;
    }

    /// The keys that a server of such a kind begins with.
    pub(super) fn usual_keys(world: &super::World) -> KeyTables {
        let mut server = Self::new(world);
        server.run_defaults();
        server.model.keys().clone()
    }

    /// Carries out the dialect's defaults. Where its `set` lines are the table of them, the others alone.
    fn run_defaults(&mut self) {
        let text = match self.model.identity.dialect {
            Dialect::Pmux => return self.run_file("default configuration", DEFAULTS),
            Dialect::Tmux => options::TMUX,
        };
        let (mut statements, wrong) = self.model.parse_file(text, &Place::default());
        statements.retain(|statement| {
            let Statement::Commands(commands) = statement else { return true };
            commands.iter().all(|command| command.words.first().is_none_or(|it| it.text() != "set"))
        });
        let items = Item::of_file(Script::new("default configuration"), statements, wrong);
        self.start(Queue::new(Origin::Config, items, Place::default()));
    }

    /// Carries out a config file; what is wrong with it is kept for whoever attaches next.
    pub(super) fn run_file(&mut self, name: &str, text: &str) {
        let (statements, wrong) = self.model.parse_file(text, &Place::default());
        let items = Item::of_file(Script::new(name), statements, wrong);
        self.start(Queue::new(Origin::Config, items, Place::default()));
    }
}
