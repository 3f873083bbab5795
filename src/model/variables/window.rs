//! What is known of a window, and of its place in a session.

use super::Kind::{Flag, Number, Text};
use super::{About, Get, Kind, Scene, Variable, flag};
use crate::geometry::Point;
use crate::model::client::Client;
use crate::model::id::WindowId;
use crate::model::layout::Layout;
use crate::model::placement::Placement;
use crate::model::session::Session;
use crate::model::window::Window;

/// The variables, in the order of their names.
pub const TABLE: &[Variable] = &[
    variable("window_active", Flag, "whether it is its session's current window", |scene, _| {
        flag(scene.session()?.current == scene.place.index?)
    }),
    variable("window_active_clients", Number, "how many clients show it", |scene, window| {
        Some(showing(scene, window.id).count().to_string())
    }),
    variable("window_active_clients_list", Text, "the clients that show it", |scene, window| {
        Some(showing(scene, window.id).map(Client::name).collect::<Vec<_>>().join(","))
    }),
    variable(
        "window_active_sessions",
        Number,
        "in how many sessions it is the current one",
        |scene, window| Some(current_in(scene, window.id).count().to_string()),
    ),
    variable(
        "window_active_sessions_list",
        Text,
        "the sessions in which it is the current one",
        |scene, window| {
            let sessions = current_in(scene, window.id);
            Some(sessions.map(|session| session.name.as_str()).collect::<Vec<_>>().join(","))
        },
    ),
    variable("window_activity", Number, "when something happened in it last", |_, window| {
        Some(window.activity.to_string())
    }),
    variable("window_activity_flag", Flag, "whether something happened in it", |_, window| {
        flag(window.alerted)
    }),
    variable("window_bell_flag", Flag, "whether the bell rang in it", |_, window| {
        flag(window.bell)
    }),
    variable(
        "window_bigger",
        Flag,
        "whether it is larger than the terminal has room for",
        |scene, window| {
            let client = scene.client()?.size.cells;
            let room =
                scene.model.beside_status(scene.session().map(|it| it.id), client.into()).cells;
            let size = window.size.cells;
            flag(size.cols > room.cols || size.rows > room.rows)
        },
    ),
    variable("window_cell_height", Number, "how high a cell is, in pixels", |_, window| {
        Some(cell(window.size.ypixel, window.size.cells.rows))
    }),
    variable(
        "window_cell_width",
        Number,
        "how wide a cell is, in pixels; 0 where that is not known",
        |_, window| Some(cell(window.size.xpixel, window.size.cells.cols)),
    ),
    variable("window_end_flag", Flag, "whether its number is the highest", |scene, _| {
        flag(scene.session()?.windows.keys().next_back() == scene.place.index.as_ref())
    }),
    variable(
        "window_flags",
        Text,
        "its marks: * current, - last, # activity, ! bell, M marked, O modal, Z zoomed",
        |scene, window| {
            Some(scene.model.window_flags(scene.session()?, scene.place.index?, window))
        },
    ),
    variable("window_format", Flag, "whether this is about a window", |scene, _| {
        flag(scene.about == About::Window)
    }),
    variable("window_height", Number, "its rows", |_, window| {
        Some(window.size.cells.rows.to_string())
    }),
    variable("window_id", Text, "its id, as @1", |_, window| Some(window.id.to_string())),
    variable("window_index", Number, "its number in the session", |scene, _| {
        Some(scene.place.index?.to_string())
    }),
    variable("window_last_flag", Flag, "whether it was the current window before", |scene, _| {
        flag(scene.session()?.last() == scene.place.index)
    }),
    variable("window_layout", Text, "its layout, as select-layout takes it", |_, window| {
        Some(window.layout_text())
    }),
    variable("window_linked", Flag, "whether several sessions have it", |scene, window| {
        flag(scene.model.sessions_with(window.id).count() > 1)
    }),
    variable("window_linked_sessions", Number, "how many sessions have it", |scene, window| {
        Some(scene.model.sessions_with(window.id).count().to_string())
    }),
    variable("window_linked_sessions_list", Text, "the sessions that have it", |scene, window| {
        let sessions = scene.model.sessions_with(window.id);
        Some(sessions.map(|session| session.name.as_str()).collect::<Vec<_>>().join(","))
    }),
    variable(
        "window_manual_height",
        Number,
        "its rows where a person gave it a size",
        |scene, window| {
            let manual = scene.model.window_lookup(Some(window.id)).text("window-size") == "manual";
            Some(if manual { window.size.cells.rows.to_string() } else { String::new() })
        },
    ),
    variable(
        "window_manual_width",
        Number,
        "its columns where a person gave it a size",
        |scene, window| {
            let manual = scene.model.window_lookup(Some(window.id)).text("window-size") == "manual";
            Some(if manual { window.size.cells.cols.to_string() } else { String::new() })
        },
    ),
    variable("window_marked_flag", Flag, "whether the marked pane is in it", |scene, window| {
        flag(scene.model.marked.is_some_and(|p| window.has(p)))
    }),
    variable(
        "window_modal_pane",
        Text,
        "the pane that takes all that is done in it",
        |_, window| Some(window.modal?.pane.to_string()),
    ),
    variable("window_name", Text, "its name", |_, window| Some(window.name.clone())),
    variable(
        "window_offset_x",
        Number,
        "the first column of it that is seen, where it is larger than the terminal has room for",
        |scene, window| Some(offset(scene, window)?.x.to_string()),
    ),
    variable(
        "window_offset_y",
        Number,
        "the first row of it that is seen, likewise",
        |scene, window| Some(offset(scene, window)?.y.to_string()),
    ),
    variable("window_panes", Number, "how many panes it has", |_, window| {
        Some(window.panes().len().to_string())
    }),
    variable("window_raw_flags", Text, "as window_flags", |scene, window| {
        Some(scene.model.window_flags(scene.session()?, scene.place.index?, window))
    }),
    variable(
        "window_silence_flag",
        Flag,
        "whether nothing happened in it for long",
        |scene, window| flag(scene.model.graph.is_silent(window.id)),
    ),
    variable(
        "window_stack_index",
        Number,
        "how many windows were visited since it was",
        |scene, _| {
            let session = scene.session()?;
            let index = scene.place.index?;
            let mut stack = std::iter::once(&session.current).chain(session.visited.iter().rev());
            Some(stack.position(|seen| *seen == index)?.to_string())
        },
    ),
    variable("window_start_flag", Flag, "whether its number is the lowest", |scene, _| {
        flag(scene.session()?.windows.keys().next() == scene.place.index.as_ref())
    }),
    variable(
        "window_visible_layout",
        Text,
        "as window_layout, but as it is seen: where a pane is zoomed that one alone",
        |_, window| {
            Some(match window.zoomed_pane() {
                Some(pane) => Layout::new(window.room(), pane).to_string(),
                None => window.layout_text(),
            })
        },
    ),
    variable("window_width", Number, "its columns", |_, window| {
        Some(window.size.cells.cols.to_string())
    }),
    variable("window_zoomed_flag", Flag, "whether a pane is zoomed", |_, window| {
        flag(window.zoomed)
    }),
];

const fn variable(
    name: &'static str,
    kind: Kind,
    help: &'static str,
    get: fn(&Scene<'_>, &Window) -> Option<String>,
) -> Variable {
    Variable { name, kind, help, get: Get::Window(get) }
}

/// The sessions whose current window it is.
fn current_in<'a>(scene: &Scene<'a>, window: WindowId) -> impl Iterator<Item = &'a Session> {
    scene.model.sessions_with(window).filter(move |it| it.window() == Some(window))
}

/// The clients that show it.
fn showing<'a>(scene: &Scene<'a>, window: WindowId) -> impl Iterator<Item = &'a Client> {
    scene.model.graph.clients_showing(window)
}

/// A cell's extent in pixels.
fn cell(pixels: u16, cells: u16) -> String {
    pixels.checked_div(cells).unwrap_or(0).to_string()
}

/// The first cell of a window that its client sees, where it does not see all.
fn offset(scene: &Scene<'_>, window: &Window) -> Option<Point> {
    let (client, session) = (scene.client()?, scene.session()?);
    let placement = Placement::of(scene.model, client, session, window);
    (placement.area.size() != window.size.cells).then_some(placement.offset)
}
