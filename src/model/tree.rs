//! Sessions, their windows and their panes as a tree to choose from.

use std::cmp::Reverse;

use crate::dialect::Dialect;
use crate::language::format::is_true;

use super::Model;
use super::id::{PaneId, SessionId};
use super::mode::{Entry, Recipe, Things};
use super::resolve::Place;
use super::session::Session;

/// How far down a tree is open at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Depth {
    /// Sessions only.
    Sessions,
    /// Sessions and windows.
    Windows,
    /// All.
    #[default]
    Panes,
}

/// What a tree shows of each thing, where nobody says otherwise.
pub const FORMAT: &str = "#{?pane_format,#{pane_current_command}#{?pane_active,*,}\
    #{?pane_marked,M,}#{?#{&&:#{pane_title},#{!=:#{pane_title},#{host}}},: \"#{pane_title}\",},\
    #{?window_format,#{window_name}#{window_flags} \
    (#{window_panes} pane#{?#{!=:#{window_panes},1},s,})\
    #{?#{&&:#{pane_title},#{!=:#{pane_title},#{host}}},: \"#{pane_title}\",},\
    #{session_windows} window#{?#{!=:#{session_windows},1},s,}\
    #{?session_attached, (attached),}}}";

/// The same as tmux has it.
pub const TMUX_FORMAT: &str = "#{?pane_format,#{?pane_marked,#[fg=thememagenta],}\
    #{?pane_floating_flag,#[underscore],}#{pane_current_command}#[fg=themelightgrey]#{pane_flags}\
    #{?#{&&:#{pane_title},#{!=:#{pane_title},#{host_short}}},: \"#{pane_title}\",},window_format,\
    #{?window_marked_flag,#[fg=thememagenta],}#{window_name}#[fg=themelightgrey]#{window_flags}\
    #{?#{&&:#{==:#{window_panes},1},#{&&:#{pane_title},#{!=:#{pane_title},#{host_short}}}},: \
    \"#{pane_title}\",},#[fg=themelightgrey]#{session_windows} windows\
    #{?session_grouped, (group #{session_group}: #{session_group_list}),}\
    #{?session_attached, (attached),}}";

impl Model {
    /// The tree of all sessions, with the panes for which the recipe's condition is true, and what
    /// those are in. It is for a chooser in `own`.
    pub fn tree(&self, recipe: &Recipe, own: Option<PaneId>) -> Vec<Entry> {
        // One stands for all of its group, which have the same windows.
        let stands = |it: &&Session| {
            let group = self.graph.grouped_with(it.id);
            recipe.all_of_groups || group.first().is_none_or(|first| *first == it.id)
        };
        let sessions = self.graph.sessions().filter(|session| session.beside.is_none());
        let mut sessions: Vec<&Session> = sessions.filter(stands).collect();
        match recipe.order.as_str() {
            "time" | "activity" => sessions.sort_by_key(|session| Reverse(session.activity)),
            "name" => sessions.sort_by_key(|session| &session.name),
            _ => sessions.sort_by_key(|session| session.id),
        }
        if recipe.reversed {
            sessions.reverse();
        }
        let sessions = sessions.into_iter().map(|session| session.id);
        sessions.filter_map(|session| self.session_entry(session, recipe, own)).collect()
    }

    /// What a tree is told of a pane at first: the line for it, or for what it is in.
    pub fn tree_id(&self, place: &Place, depth: Depth) -> Option<String> {
        let session = place.session?;
        if depth == Depth::Sessions {
            return Some(session.to_string());
        }
        let window = format!("{session}:{}", place.index?);
        let panes = self.graph.window(place.window?)?.panes().len();
        Some(match place.pane.filter(|_| depth == Depth::Panes && panes > 1) {
            Some(pane) => format!("{window}.{pane}"),
            None => window,
        })
    }

    fn as_tmux(&self) -> bool {
        self.identity.dialect == Dialect::Tmux
    }

    fn session_entry(&self, id: SessionId, recipe: &Recipe, own: Option<PaneId>) -> Option<Entry> {
        let session = self.graph.session(id)?;
        let mut indexes: Vec<u32> = session.windows.keys().copied().collect();
        let window = |index: &u32| self.graph.window(*session.windows.get(index)?);
        if self.as_tmux() {
            match recipe.order.as_str() {
                "name" => indexes.sort_by_key(|it| window(it).map(|window| window.name.clone())),
                "activity" => {
                    let activity = |it: &u32| {
                        let panes = window(it).map(|window| window.panes()).unwrap_or_default();
                        let panes = panes.into_iter().filter_map(|pane| self.graph.pane(pane));
                        panes.map(|pane| pane.activity).max()
                    };
                    indexes.sort_by_key(|it| Reverse(activity(it)));
                }
                _ => {}
            }
            if recipe.reversed {
                indexes.reverse();
            }
        }
        let windows = indexes.into_iter();
        let windows: Vec<Entry> =
            windows.filter_map(|index| self.window_entry(id, index, recipe, own)).collect();
        (!windows.is_empty()).then(|| {
            let place = Place::of_session(self, id);
            let name = session.name.clone();
            let target = if self.as_tmux() { format!("={name}:") } else { id.to_string() };
            Entry {
                opens: recipe.depth > Depth::Sessions,
                children: windows,
                ..self.entry(recipe, place, Depth::Sessions, id.to_string(), target, name)
            }
        })
    }

    fn window_entry(
        &self,
        id: SessionId,
        at: u32,
        recipe: &Recipe,
        own: Option<PaneId>,
    ) -> Option<Entry> {
        let place = Place::of_index(self, id, at);
        let window = self.graph.window(place.window?)?;
        let condition = &recipe.condition;
        let wanted =
            |place: &Place| condition.is_empty() || is_true(&self.expand(condition, place));
        let base = self.window_lookup(place.window).count("pane-base-index");
        let all = window.panes();
        let found: Vec<(u64, Place)> = (base..)
            .zip(&all)
            .map(|(index, &pane)| (index, Place { pane: Some(pane), ..place }))
            .filter(|(_, place)| wanted(place))
            .collect();
        if found.is_empty() {
            return None;
        }
        let branches = self.as_tmux() || all.len() > 1;
        let seen = found.into_iter().filter(|(_, it)| {
            branches && !(recipe.hides_own && it.pane.is_some() && it.pane == own)
        });
        let session = self.graph.session(id)?;
        let name = at.to_string();
        let pane = |(index, place): (u64, Place)| {
            let pane = place.pane.map(|pane| pane.to_string()).unwrap_or_default();
            let target = match self.as_tmux() {
                true => format!("={}:{at}.{pane}", session.name),
                false => pane.clone(),
            };
            let key = format!("{id}:{at}.{pane}");
            self.entry(recipe, place, Depth::Panes, key, target, index.to_string())
        };
        let panes = seen.map(pane).collect();
        let target = match self.as_tmux() {
            true => format!("={}:{at}.", session.name),
            false => window.id.to_string(),
        };
        Some(Entry {
            opens: recipe.depth == Depth::Panes,
            children: panes,
            ..self.entry(recipe, place, Depth::Windows, format!("{id}:{at}"), target, name)
        })
    }

    fn entry(
        &self,
        recipe: &Recipe,
        place: Place,
        depth: Depth,
        id: String,
        target: String,
        name: String,
    ) -> Entry {
        let is = |wanted| u8::from(depth == wanted).to_string();
        let extra = [
            ("session_format", is(Depth::Sessions)),
            ("window_format", is(Depth::Windows)),
            ("pane_format", is(Depth::Panes)),
        ];
        let format = match recipe.format.as_str() {
            "" => self.usual_format(Things::Tree),
            format => format,
        };
        let text = self.expand_with(format, &place, &extra);
        let sought = match depth {
            _ if !self.as_tmux() => {
                format!("{name}: {}", crate::language::style::plain_text(&text))
            }
            Depth::Sessions => name.clone(),
            Depth::Windows => self.expand("#{window_name}", &place),
            Depth::Panes => self.expand("#{pane_current_command}", &place),
        };
        let to_right = depth != Depth::Sessions;
        let own = Entry { id, target, name, text, sought, place, ..Entry::default() };
        Entry { opens: true, to_right, ..own }
    }
}
