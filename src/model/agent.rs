//! The ssh agent that programs reach. What a person's terminal brings along, a forwarded one above
//! all, goes when they leave, and a shell that runs on keeps its path: so programs are given a path
//! that stays, and what it leads to follows who attached last.

use std::path::{Path, PathBuf};

use super::Model;
use super::client::Client;
use super::effect::JobEffect;
use super::environment::Environment;
use super::id::ClientId;

const VARIABLE: &str = "SSH_AUTH_SOCK";

/// How agents are reached.
#[derive(Debug, Clone)]
pub struct Agent {
    /// The path that stays.
    path: PathBuf,
    /// Where an agent is, if that is the person's own.
    own: fn(&Path) -> Option<PathBuf>,
    /// Whose was looked at last, and where it is.
    seen: Option<(ClientId, PathBuf)>,
    /// The path leads to one.
    leads: bool,
}

impl Agent {
    /// A path that leads nowhere yet.
    pub fn new(path: PathBuf, own: fn(&Path) -> Option<PathBuf>) -> Self {
        Self { path, own, seen: None, leads: false }
    }
}

impl Model {
    /// The path that stays leads to the agent of who attached last; before anybody did, to that of
    /// who asked last for something. Whoever has none changes nothing.
    pub fn follow_agent(&mut self) {
        let Some(agent) = &mut self.agent else { return };
        let is_there = |it: &&Client| it.is_attached() || !agent.leads;
        let clients = self.graph.clients().rev().filter(is_there);
        let found = clients.filter_map(|it| Some((it.id, it.environment.text(VARIABLE)?)));
        let mut others = found.map(|(id, path)| (id, Path::new(path)));
        let Some((id, path)) = others.find(|(_, path)| *path != agent.path) else { return };
        if agent.seen.as_ref().is_some_and(|(who, seen)| *who == id && seen == path) {
            return;
        }
        let path = path.to_owned();
        let own = (agent.own)(&path);
        agent.seen = Some((id, path));
        if let Some(own) = own {
            agent.leads = true;
            self.start_job(JobEffect::FollowAgent(own));
        }
    }

    /// Gives a program the path that stays instead of an agent's own.
    pub(super) fn give_agent(&self, own: &mut Environment) {
        let has_one = |level: &Environment| level.text(VARIABLE).is_some_and(|it| !it.is_empty());
        let agent = self.agent.as_ref().filter(|it| it.leads);
        if let Some(agent) = agent
            && self.server().flag("follow-ssh-agent")
            && has_one(&own.over(&self.environment))
        {
            own.set(VARIABLE, &agent.path);
        }
    }
}
