//! What is known of a session.

use super::Kind::{Flag, Number, Text};
use super::{About, Get, Kind, Scene, Variable, flag};
use crate::model::client::Client;
use crate::model::session::Session;
use crate::model::window::Window;

/// The variables, in the order of their names.
pub const TABLE: &[Variable] = &[
    variable("active_window_index", Number, "the number of its current window", |_, session| {
        Some(session.current.to_string())
    }),
    variable("last_window_index", Number, "the highest number of its windows", |_, session| {
        Some(session.windows.keys().next_back()?.to_string())
    }),
    variable("session_active", Flag, "whether the client shows it", |scene, session| {
        flag(scene.client()?.session() == Some(session.id))
    }),
    variable("session_activity", Number, "when something happened in it last", |_, session| {
        Some(session.activity.to_string())
    }),
    variable(
        "session_activity_flag",
        Flag,
        "whether something happened in one of its windows",
        |scene, session| {
            let windows = session.windows.values().filter_map(|id| scene.model.graph.window(*id));
            flag(windows.into_iter().any(|window| window.alerted))
        },
    ),
    variable(
        "session_alert",
        Text,
        "the marks of its alerts: # activity, ! bell, ~ silence",
        |scene, session| {
            let windows =
                || session.windows.values().filter_map(|id| scene.model.graph.window(*id));
            let marks = [
                ('#', windows().any(|window| window.alerted)),
                ('!', windows().any(|window| window.bell)),
                ('~', windows().any(|window| scene.model.graph.is_silent(window.id))),
            ];
            Some(marks.into_iter().filter(|(_, on)| *on).map(|(mark, _)| mark).collect())
        },
    ),
    variable("session_alerts", Text, "the windows with alerts, and which", |scene, session| {
        Some(alerts(scene, session))
    }),
    variable("session_attached", Number, "how many clients show it", |scene, session| {
        Some(scene.model.attached_to(session.id).count().to_string())
    }),
    variable("session_attached_list", Text, "the clients that show it", |scene, session| {
        Some(scene.model.attached_to(session.id).map(Client::name).collect::<Vec<_>>().join(","))
    }),
    variable(
        "session_bell_flag",
        Flag,
        "whether the bell rang in one of its windows",
        |scene, session| {
            let windows = session.windows.values().filter_map(|id| scene.model.graph.window(*id));
            flag(windows.into_iter().any(|window| window.bell))
        },
    ),
    variable(
        "session_beside",
        Text,
        "the session that it was started beside, by exec",
        |scene, session| scene.model.graph.session(session.beside?).map(|other| other.name.clone()),
    ),
    variable("session_created", Number, "when it was made", |_, session| {
        Some(session.created.to_string())
    }),
    variable("session_exited", Flag, "whether all its programs have ended", |scene, session| {
        let windows = session.windows.values().filter_map(|id| scene.model.graph.window(*id));
        let mut panes = windows.flat_map(Window::panes);
        let ended = |id| scene.model.graph.pane(id).is_none_or(|it| it.is_dead());
        flag(panes.all(ended))
    }),
    variable("session_format", Flag, "whether this is about a session", |scene, _| {
        flag(scene.about == About::Session)
    }),
    variable("session_group", Text, "the group that it is in", |scene, session| {
        Some(scene.model.graph.group_of(session.id)?.to_owned())
    }),
    variable(
        "session_group_attached",
        Number,
        "how many clients show those of its group",
        |scene, session| Some(group_clients(scene, session)?.len().to_string()),
    ),
    variable(
        "session_group_attached_list",
        Text,
        "the clients that show those of its group",
        |scene, session| Some(group_clients(scene, session)?.join(",")),
    ),
    variable("session_group_list", Text, "the sessions of that group", |scene, session| {
        let graph = &scene.model.graph;
        let sessions = graph.sessions_of_group(graph.group_of(session.id)?).iter();
        let names = sessions.filter_map(|id| Some(graph.session(*id)?.name.as_str()));
        Some(names.collect::<Vec<_>>().join(","))
    }),
    variable(
        "session_group_many_attached",
        Flag,
        "whether several clients show those of its group",
        |scene, session| flag(group_clients(scene, session)?.len() > 1),
    ),
    variable("session_group_size", Number, "how many sessions its group has", |scene, session| {
        let graph = &scene.model.graph;
        Some(graph.sessions_of_group(graph.group_of(session.id)?).len().to_string())
    }),
    variable("session_grouped", Flag, "whether it is in a group", |scene, session| {
        flag(scene.model.graph.group_of(session.id).is_some())
    }),
    variable("session_id", Text, "its id, as $1", |_, session| Some(session.id.to_string())),
    variable("session_last_attached", Number, "when a client attached to it last", |_, session| {
        Some(session.last_attached?.to_string())
    }),
    variable("session_many_attached", Flag, "whether several clients show it", |scene, session| {
        flag(scene.model.attached_to(session.id).count() > 1)
    }),
    variable("session_marked", Flag, "whether the marked pane is in it", |scene, session| {
        let window = scene.model.marked.and_then(|marked| scene.model.graph.window_of(marked));
        flag(window.is_some_and(|window| session.index_of(window).is_some()))
    }),
    variable("session_name", Text, "its name", |_, session| Some(session.name.clone())),
    variable("session_path", Text, "where its new programs start", |_, session| {
        Some(session.cwd.display().to_string())
    }),
    variable(
        "session_silence_flag",
        Flag,
        "whether one of its windows has been silent for long",
        |scene, session| flag(session.windows.values().any(|id| scene.model.graph.is_silent(*id))),
    ),
    variable("session_stack", Text, "its windows, the last visited first", |_, session| {
        let order = std::iter::once(&session.current).chain(session.visited.iter().rev());
        Some(order.map(u32::to_string).collect::<Vec<_>>().join(","))
    }),
    variable("session_windows", Number, "how many windows it has", |_, session| {
        Some(session.windows.len().to_string())
    }),
];

const fn variable(
    name: &'static str,
    kind: Kind,
    help: &'static str,
    get: fn(&Scene<'_>, &Session) -> Option<String>,
) -> Variable {
    Variable { name, kind, help, get: Get::Session(get) }
}

/// The clients that show any session of the group that one is in.
fn group_clients(scene: &Scene<'_>, session: &Session) -> Option<Vec<String>> {
    let graph = &scene.model.graph;
    let sessions = graph.sessions_of_group(graph.group_of(session.id)?).iter();
    Some(sessions.flat_map(|id| graph.attached_to(*id)).map(Client::name).collect())
}

/// The windows with alerts, each with the marks of those.
fn alerts(scene: &Scene<'_>, session: &Session) -> String {
    let marked = session.windows.iter().filter_map(|(index, id)| {
        let window = scene.model.graph.window(*id)?;
        let silent = scene.model.graph.is_silent(*id);
        let marks = [(window.alerted, '#'), (window.bell, '!'), (silent, '~')];
        let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| mark).collect();
        (!marks.is_empty()).then(|| format!("{index}{marks}"))
    });
    marked.collect::<Vec<_>>().join(",")
}
