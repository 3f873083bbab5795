//! Sessions, their windows and their panes as an indented tree to choose from.

use std::cmp::Reverse;

use crate::language::format::is_true;
use crate::language::style::styled;
use crate::line::Line;
use crate::style::Style;

use super::Model;
use super::id::SessionId;
use super::mode::Recipe;
use super::resolve::Place;
use super::session::Session;

/// How far down a tree goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Depth {
    /// Sessions only.
    Sessions,
    /// Sessions and windows.
    Windows,
    /// All, where a window has several panes.
    #[default]
    Panes,
}

/// A line of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// What is shown.
    pub line: Line,
    /// What it stands for, as a target.
    pub target: String,
    /// The same as a place.
    pub place: Place,
}

/// What a tree shows of each thing, where nobody says otherwise.
pub const FORMAT: &str = "#{?pane_format,#{pane_current_command}#{?pane_active,*,}\
    #{?pane_marked,M,}#{?#{&&:#{pane_title},#{!=:#{pane_title},#{host}}},: \"#{pane_title}\",},\
    #{?window_format,#{window_name}#{window_flags} \
    (#{window_panes} pane#{?#{!=:#{window_panes},1},s,})\
    #{?#{&&:#{pane_title},#{!=:#{pane_title},#{host}}},: \"#{pane_title}\",},\
    #{session_windows} window#{?#{!=:#{session_windows},1},s,}\
    #{?session_attached, (attached),}}}";

/// One level of a tree while it is being made.
struct Node {
    place: Place,
    depth: Depth,
    name: String,
    target: String,
    children: Vec<Node>,
}

impl Model {
    /// The tree of all sessions, with the panes for which the recipe's condition is
    /// true, and what those are in.
    pub fn tree(&self, recipe: &Recipe) -> Vec<Branch> {
        let Recipe { depth, format, condition, order, reversed } = recipe;
        let format = if format.is_empty() { FORMAT } else { format };
        let seen = self.graph.sessions().filter(|session| session.beside.is_none());
        let mut sessions: Vec<&Session> = seen.collect();
        match order.as_str() {
            "time" => sessions.sort_by_key(|session| Reverse(session.activity)),
            "index" => sessions.sort_by_key(|session| session.id),
            _ => sessions.sort_by_key(|session| &session.name),
        }
        if *reversed {
            sessions.reverse();
        }
        let mut lines = Vec::new();
        for session in sessions.into_iter().map(|session| session.id) {
            if let Some(node) = self.session_node(session, *depth, condition) {
                self.draw(&node, format, "", "", &mut lines);
            }
        }
        lines
    }

    fn session_node(&self, id: SessionId, depth: Depth, condition: &str) -> Option<Node> {
        let session = self.graph.session(id)?;
        let windows: Vec<Node> = session
            .windows
            .keys()
            .filter_map(|&index| self.window_node(id, index, depth, condition))
            .collect();
        (!windows.is_empty()).then(|| Node {
            place: Place::of_session(self, id),
            depth: Depth::Sessions,
            name: session.name.clone(),
            target: id.to_string(),
            children: if depth >= Depth::Windows { windows } else { Vec::new() },
        })
    }

    fn window_node(&self, id: SessionId, at: u32, depth: Depth, condition: &str) -> Option<Node> {
        let place = Place::of_index(self, id, at);
        let window = self.graph.window(place.window?)?;
        let wanted =
            |place: &Place| condition.is_empty() || is_true(&self.expand(condition, place));
        let base = self.window_lookup(place.window).count("pane-base-index");
        let all = window.panes();
        let panes: Vec<Node> = (base..)
            .zip(&all)
            .map(|(index, &pane)| Node {
                place: Place { pane: Some(pane), ..place },
                depth: Depth::Panes,
                name: index.to_string(),
                target: pane.to_string(),
                children: Vec::new(),
            })
            .filter(|node| wanted(&node.place))
            .collect();
        let branches = depth >= Depth::Panes && all.len() > 1;
        (!panes.is_empty()).then(|| Node {
            place,
            depth: Depth::Windows,
            name: at.to_string(),
            target: window.id.to_string(),
            children: if branches { panes } else { Vec::new() },
        })
    }

    /// Adds the lines of a node: `before` leads its own, `under` those below it.
    fn draw(&self, node: &Node, format: &str, before: &str, under: &str, out: &mut Vec<Branch>) {
        let is = |depth| u8::from(node.depth == depth).to_string();
        let extra = [("window_format", is(Depth::Windows)), ("pane_format", is(Depth::Panes))];
        let text = self.expand_with(format, &node.place, &extra);
        let name = node.name.replace('#', "##");
        let line = styled(&format!("{before}{name}: {text}"), Style::PLAIN).line();
        out.push(Branch { line, target: node.target.clone(), place: node.place });
        let last = node.children.len().saturating_sub(1);
        for (at, child) in node.children.iter().enumerate() {
            let (fork, rail) =
                if at == last { ("└─> ", "    ") } else { ("├─> ", "│   ") };
            self.draw(child, format, &format!("{under}{fork}"), &format!("{under}{rail}"), out);
        }
    }
}
