//! What is known of a pane: its program, its place in the window, its terminal, its copy mode.

use super::Kind::{Flag, Number, Text};
use super::{About, Get, Kind, Scene, Variable, flag};
use crate::dialect::Dialect;
use crate::geometry::{Area, Point, Size};
use crate::language::command_line::quote;
use crate::language::style;
use crate::model::copy_mode::{CopyMode, Grows, Numbers};
use crate::model::id::PaneId;
use crate::model::mode::Mode;
use crate::model::pane::Pane;
use crate::model::program::Program;
use crate::model::run::Ended;
use crate::model::window::Window;
use crate::shell::quoted;
use crate::style::{Color, CursorShape, Style};
use crate::terminal::{MouseTracking, Progress, Terminal};
use crate::visible::without_commands;

/// The variables, in the order of their names.
pub const TABLE: &[Variable] = &[
    variable("alternate_on", Flag, "whether the program uses the alternate screen", |_, pane| {
        flag(pane.terminal.is_alternate())
    }),
    variable(
        "alternate_saved_x",
        Number,
        "the cursor's column before the alternate screen",
        |scene, pane| before_alternate(scene, pane, |at| at.x),
    ),
    variable(
        "alternate_saved_y",
        Number,
        "the cursor's row before the alternate screen",
        |scene, pane| before_alternate(scene, pane, |at| at.y),
    ),
    variable("bracket_paste_flag", Flag, "whether pastes are bracketed (2004)", |_, pane| {
        flag(pane.terminal.bracketed_paste())
    }),
    variable("copy_cursor_line", Text, "the line under copy mode's cursor", |scene, pane| {
        copying(scene, pane).map(|(copy, terminal)| copy.line(terminal))
    }),
    variable("copy_cursor_word", Text, "the word under copy mode's cursor", |scene, pane| {
        copying(scene, pane).map(|(copy, terminal)| copy.word(terminal))
    }),
    variable("copy_cursor_x", Number, "the column of copy mode's cursor", |scene, pane| {
        Some(copying(scene, pane)?.0.cursor().x.to_string())
    }),
    variable("copy_cursor_y", Number, "the row of copy mode's cursor", |scene, pane| {
        Some(copying(scene, pane)?.0.cursor().y.to_string())
    }),
    variable("copy_line_numbers", Flag, "whether copy mode numbers its lines", |scene, pane| {
        let (copy, _) = copying(scene, pane)?;
        flag(copy.numbers(numbers(scene, pane)) != Numbers::Off)
    }),
    variable(
        "copy_position",
        Number,
        "how many rows copy mode has scrolled up, or the number of its first row",
        |scene, pane| Some(position(scene, pane)?.0.to_string()),
    ),
    variable(
        "copy_position_indicator",
        Text,
        "where copy mode is, and which match it is at",
        |scene, pane| copying(scene, pane).map(|(copy, terminal)| copy.indicator(terminal)),
    ),
    variable("copy_position_limit", Number, "the most that copy_position can be", |scene, pane| {
        Some(position(scene, pane)?.1.to_string())
    }),
    variable("cursor_blinking", Flag, "whether the cursor blinks", |scene, pane| {
        let wanted = scene.model.pane_lookup(pane.id).text("cursor-style");
        let cursor = pane.terminal.cursor();
        let chosen = cursor.shape != CursorShape::Default;
        flag(cursor.blink || (!chosen && wanted.starts_with("blinking")))
    }),
    variable("cursor_character", Text, "the character under the cursor", |_, pane| {
        Some(pane.terminal.under_cursor())
    }),
    variable("cursor_colour", Text, "the cursor's colour, or none", |scene, pane| {
        Some(match pane.terminal.colors().chosen(12) {
            Some(rgb) => style::color_name(rgb.into()),
            None => match scene.model.pane_lookup(pane.id).text("cursor-colour") {
                name if name.is_empty() => "none".to_owned(),
                name => name,
            },
        })
    }),
    variable("cursor_flag", Flag, "whether the cursor is shown", |_, pane| {
        flag(pane.terminal.cursor().visible)
    }),
    variable("cursor_shape", Text, "the cursor's shape", |scene, pane| {
        Some(match pane.terminal.cursor().shape {
            CursorShape::Default => {
                let name = scene.model.pane_lookup(pane.id).text("cursor-style");
                name.strip_prefix("blinking-").unwrap_or(&name).to_owned()
            }
            CursorShape::Block => "block".to_owned(),
            CursorShape::Underline => "underline".to_owned(),
            CursorShape::Bar => "bar".to_owned(),
        })
    }),
    variable("cursor_very_visible", Flag, "whether the cursor is to stand out", |_, _| flag(false)),
    variable("cursor_x", Number, "the cursor's column", |scene, pane| {
        // tmux has it past the last column where what comes next wraps.
        let as_tmux = scene.model.identity.dialect == Dialect::Tmux;
        let past = u16::from(as_tmux && pane.terminal.wraps_next());
        Some((pane.terminal.cursor().at.x + past).to_string())
    }),
    variable("cursor_y", Number, "the cursor's row", |_, pane| {
        Some(pane.terminal.cursor().at.y.to_string())
    }),
    variable(
        "history_all_bytes",
        Text,
        "rows and the bytes that they take, thrice: of lines, cells and what those refer to",
        |_, pane| {
            let size = pane.terminal.size();
            let rows = pane.terminal.history().rows(size.cols) + usize::from(size.rows);
            Some(format!("{rows},{},0,0,0,0", pane.bytes()))
        },
    ),
    variable("history_bytes", Number, "how many bytes it keeps", |_, pane| {
        Some(pane.bytes().to_string())
    }),
    variable("history_limit", Number, "how many lines of history it may have", |scene, _| {
        Some(scene.model.session_lookup(scene.place.session).number("history-limit").to_string())
    }),
    variable("history_size", Number, "how many rows of history it has", |_, pane| {
        Some(pane.terminal.history().rows(pane.terminal.size().cols).to_string())
    }),
    variable("insert_flag", Flag, "whether text is inserted (IRM)", |_, pane| {
        flag(pane.terminal.inserts())
    }),
    variable(
        "keypad_cursor_flag",
        Flag,
        "whether cursor keys send sequences of their own (DECCKM)",
        |_, pane| flag(pane.terminal.private_modes().contains(&1)),
    ),
    variable("keypad_flag", Flag, "whether the keypad sends sequences (DECNKM)", |_, pane| {
        flag(pane.terminal.private_modes().contains(&66))
    }),
    variable(
        "mouse_all_flag",
        Flag,
        "whether it wants all that the mouse does (1003)",
        |_, pane| flag(pane.terminal.mouse() == MouseTracking::Any),
    ),
    variable(
        "mouse_any_flag",
        Flag,
        "whether the program wants to know of the mouse",
        |_, pane| flag(pane.terminal.mouse() != MouseTracking::Off),
    ),
    variable("mouse_button_flag", Flag, "whether it wants drags (1002)", |_, pane| {
        flag(pane.terminal.mouse() == MouseTracking::Drag)
    }),
    variable("mouse_sgr_flag", Flag, "whether the mouse is told in SGR form (1006)", |_, pane| {
        flag(pane.terminal.private_modes().contains(&1006))
    }),
    variable("mouse_standard_flag", Flag, "whether it wants its buttons (1000)", |_, pane| {
        flag(pane.terminal.mouse() == MouseTracking::Buttons)
    }),
    variable("mouse_utf8_flag", Flag, "whether the mouse is told in UTF-8 (1005)", |_, pane| {
        flag(pane.terminal.private_modes().contains(&1005))
    }),
    variable(
        "origin_flag",
        Flag,
        "whether rows are counted from the margins (DECOM)",
        |_, pane| flag(pane.terminal.private_modes().contains(&6)),
    ),
    variable("pane_active", Flag, "whether it is its window's active pane", |scene, pane| {
        flag(scene.window()?.active == pane.id)
    }),
    variable("pane_at_bottom", Flag, "whether it is at the window's lower edge", |scene, pane| {
        let window = scene.window()?;
        flag(area(scene, pane)?.bottom() == i32::from(window.above() + window.room().rows))
    }),
    variable("pane_at_left", Flag, "whether it is at the window's left edge", |scene, pane| {
        flag(area(scene, pane)?.x == 0)
    }),
    variable("pane_at_right", Flag, "whether it is at the window's right edge", |scene, pane| {
        flag(area(scene, pane)?.right() == i32::from(scene.window()?.size.cells.cols))
    }),
    variable("pane_at_top", Flag, "whether it is at the window's upper edge", |scene, pane| {
        flag(area(scene, pane)?.y == i32::from(scene.window()?.above()))
    }),
    variable("pane_bg", Text, "its background colour", |scene, pane| Some(color(scene, pane, 11))),
    variable("pane_bottom", Number, "its last row in the window", |scene, pane| {
        Some((area(scene, pane)?.bottom() - 1).to_string())
    }),
    variable(
        "pane_command_duration",
        Number,
        "how many seconds it took, or has taken so far",
        |scene, pane| {
            let newest = pane.command_log.newest()?;
            Some(match newest.finished {
                Some(it) => (it.duration / 1000).to_string(),
                None => (scene.model.clock.unix - newest.started).max(0).to_string(),
            })
        },
    ),
    variable("pane_command_end_time", Number, "when that ended", |_, pane| {
        let newest = pane.command_log.newest()?;
        let seconds = i64::try_from(newest.finished?.duration / 1000);
        Some((newest.started + seconds.unwrap_or(0)).to_string())
    }),
    variable("pane_command_running", Flag, "whether a command runs in its shell", |_, pane| {
        flag(pane.command_log.newest().is_some_and(|it| it.finished.is_none()))
    }),
    variable(
        "pane_command_start_time",
        Number,
        "when its shell's newest command was started",
        |_, pane| Some(pane.command_log.newest()?.started.to_string()),
    ),
    variable("pane_command_status", Number, "its exit status", |_, pane| {
        Some(pane.command_log.newest()?.finished?.status?.to_string())
    }),
    variable("pane_current_command", Text, "what runs in front in it", |_, pane| {
        Some(pane.run.current_command.clone())
    }),
    variable("pane_current_path", Text, "where that is", |_, pane| {
        Some(match &pane.run.current_directory {
            Some(directory) => directory.display().to_string(),
            None => pane.run.start_directory.display().to_string(),
        })
    }),
    variable("pane_dead", Flag, "whether its program has ended", |_, pane| flag(pane.is_dead())),
    variable("pane_dead_signal", Number, "the signal that ended it", |_, pane| {
        Some(match pane.run.ended? {
            Ended::Signaled(signal) => signal.to_string(),
            Ended::Exited(_) | Ended::Unknown => return None,
        })
    }),
    variable("pane_dead_status", Number, "its exit status", |_, pane| {
        Some(match pane.run.ended? {
            Ended::Exited(status) => status.to_string(),
            Ended::Signaled(_) => return None,
            Ended::Unknown => return Some(Ended::Unknown.status().to_string()),
        })
    }),
    variable("pane_dead_time", Number, "when it ended", |_, pane| {
        pane.run.ended.map(|_| pane.run.ended_at.to_string())
    }),
    variable(
        "pane_exit_status",
        Number,
        "the exit status of a program that has ended, 128 more than a signal",
        |_, pane| Some(pane.run.ended?.status().to_string()),
    ),
    variable("pane_fg", Text, "its text colour", |scene, pane| Some(color(scene, pane, 10))),
    variable(
        "pane_flags",
        Text,
        "its marks: * active, - last, Z zoomed, F floating, A over a zoomed pane, O modal",
        |scene, pane| Some(flags(scene.window()?, pane.id)),
    ),
    variable("pane_floating_flag", Flag, "whether it is seen over the others", |scene, pane| {
        flag(scene.window()?.shown_floats().any(|float| float.pane == pane.id))
    }),
    variable("pane_format", Flag, "whether this is about a pane", |scene, _| {
        flag(scene.about == About::Pane)
    }),
    variable("pane_height", Number, "its rows", |scene, pane| {
        Some(size(scene, pane).rows.to_string())
    }),
    variable("pane_id", Text, "its id, as %1", |_, pane| Some(pane.id.to_string())),
    variable("pane_in_mode", Flag, "whether it is in a mode", |scene, pane| {
        flag(mode(scene, pane).is_some())
    }),
    variable("pane_index", Number, "its number in the window", |scene, pane| {
        Some(
            (scene.window()?.position(pane.id)? as i64
                + scene.model.window_lookup(scene.place.window).number("pane-base-index"))
            .to_string(),
        )
    }),
    variable("pane_input_off", Flag, "whether keys do not reach it", |_, pane| {
        flag(pane.input_off)
    }),
    variable(
        "pane_key_mode",
        Text,
        "how keys with modifiers are sent: VT10x, Ext 1 or Ext 2",
        |_, pane| {
            Some(String::from(match pane.terminal.modify_other_keys() {
                0 => "VT10x",
                1 => "Ext 1",
                _ => "Ext 2",
            }))
        },
    ),
    variable("pane_last", Flag, "whether it was the active pane before", |scene, pane| {
        flag(scene.window()?.last() == Some(pane.id))
    }),
    variable("pane_last_output_time", Number, "when its program wrote last", |_, pane| {
        Some(pane.activity.to_string())
    }),
    variable("pane_last_prompt_time", Number, "when its shell showed a prompt last", |_, pane| {
        Some(pane.command_log.prompted()?.to_string())
    }),
    variable("pane_left", Number, "its first column in the window", |scene, pane| {
        Some(area(scene, pane)?.x.to_string())
    }),
    variable("pane_marked", Flag, "whether it is the marked pane", |scene, pane| {
        flag(scene.model.marked == Some(pane.id))
    }),
    variable("pane_marked_set", Flag, "whether any pane is marked", |scene, _| {
        flag(scene.model.marked.is_some())
    }),
    variable(
        "pane_modal_flag",
        Flag,
        "whether it takes all that is done in the window",
        |scene, pane| flag(scene.window()?.modal.is_some_and(|modal| modal.pane == pane.id)),
    ),
    variable("pane_mode", Text, "the mode that it is in", |scene, pane| {
        mode(scene, pane).map(|mode| mode.name().to_owned())
    }),
    variable("pane_path", Text, "the directory that the program told", |scene, pane| {
        let told = pane.terminal.directory().unwrap_or_default();
        Some(match scene.model.identity.dialect {
            Dialect::Pmux => told.to_owned(),
            Dialect::Tmux => without_commands(told),
        })
    }),
    variable(
        "pane_pb_progress",
        Number,
        "how far its program says that it is, in per cent",
        |_, pane| Some(progress(pane).1.to_string()),
    ),
    variable(
        "pane_pb_state",
        Text,
        "how that goes: hidden, normal, error, indeterminate or paused",
        |_, pane| Some(progress(pane).0.to_owned()),
    ),
    variable("pane_pid", Number, "its program's process", |_, pane| {
        Some(pane.run.pid?.to_string())
    }),
    variable("pane_pipe", Flag, "whether its output is piped", |_, pane| flag(pane.piped)),
    variable("pane_pipe_pid", Number, "the process that its output is piped to", |_, pane| {
        Some(pane.pipe_pid.filter(|_| pane.piped)?.to_string())
    }),
    variable("pane_private_modes", Text, "the private modes that are on (DECSET)", |_, pane| {
        let known = [1, 6, 7, 12, 25, 1000, 1002, 1003, 1004, 1005, 1006, 2004, 2026, 2031];
        let modes = pane.terminal.private_modes().into_iter().filter(|mode| known.contains(mode));
        Some(modes.map(|mode| mode.to_string()).collect::<Vec<_>>().join(","))
    }),
    variable("pane_restarts", Number, "how often its program was started again", |_, pane| {
        Some(pane.restarts.to_string())
    }),
    variable("pane_right", Number, "its last column in the window", |scene, pane| {
        Some((area(scene, pane)?.right() - 1).to_string())
    }),
    variable("pane_search_string", Text, "what was searched for last", |scene, pane| {
        let copying = copying(scene, pane);
        Some(copying.map(|it| it.0.search_text().to_owned()).unwrap_or_default())
    }),
    variable(
        "pane_start_command",
        Text,
        "what it was started with; empty for a shell",
        |_, pane| {
            Some(match &pane.run.program {
                Program::LoginShell(_) => String::new(),
                Program::ShellCommand { command, .. } => quote(command),
                Program::Argv(words) => {
                    words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ")
                }
            })
        },
    ),
    variable(
        "pane_start_command_list",
        Text,
        "what it was started with, each word in quotes for a shell",
        |_, pane| {
            let words = match &pane.run.program {
                Program::LoginShell(_) => Vec::new(),
                Program::ShellCommand { command, .. } => vec![command.clone()],
                Program::Argv(words) => words.clone(),
            };
            let quoted = words.iter().map(|word| quoted(word));
            Some(quoted.collect::<Vec<_>>().join(" "))
        },
    ),
    variable("pane_start_path", Text, "where it was started", |_, pane| {
        Some(pane.run.start_directory.display().to_string())
    }),
    variable("pane_started", Number, "when its program was started", |_, pane| {
        Some(pane.run.started.to_string())
    }),
    variable(
        "pane_state",
        Text,
        "what becomes of its program: running, exited or restarting",
        |scene, pane| Some(scene.model.state_of(pane).to_owned()),
    ),
    variable(
        "pane_synchronized",
        Flag,
        "whether what is typed goes to all panes of the window",
        |scene, pane| flag(scene.model.pane_lookup(pane.id).flag("synchronize-panes")),
    ),
    variable("pane_tabs", Text, "the columns of its tab stops", |_, pane| {
        let stops = pane.terminal.tab_stops().into_iter().filter(|column| *column > 0);
        Some(stops.map(|column| column.to_string()).collect::<Vec<_>>().join(","))
    }),
    variable("pane_title", Text, "its title", |scene, pane| {
        Some(match pane.title() {
            "" => scene.model.identity.host.clone(),
            title => title.to_owned(),
        })
    }),
    variable("pane_top", Number, "its first row in the window", |scene, pane| {
        Some(area(scene, pane)?.y.to_string())
    }),
    variable("pane_tty", Text, "its program's terminal", |_, pane| Some(pane.run.tty.clone())),
    variable(
        "pane_unseen_changes",
        Flag,
        "whether its program wrote something while it is in a mode",
        |_, pane| flag(pane.modes.hide_changes()),
    ),
    variable("pane_unzoomed_height", Number, "its rows where no pane is zoomed", |scene, pane| {
        Some(scene.window()?.unzoomed_area(pane.id)?.size.rows.to_string())
    }),
    variable("pane_unzoomed_width", Number, "its columns then", |scene, pane| {
        Some(scene.window()?.unzoomed_area(pane.id)?.size.cols.to_string())
    }),
    variable("pane_width", Number, "its columns", |scene, pane| {
        Some(size(scene, pane).cols.to_string())
    }),
    variable("pane_x", Number, "its first column in the window", |scene, pane| {
        Some(area(scene, pane)?.x.to_string())
    }),
    variable("pane_y", Number, "its first row in the window", |scene, pane| {
        Some(area(scene, pane)?.y.to_string())
    }),
    variable("pane_z", Number, "how many of those that float lie over it", |scene, pane| {
        Some(scene.window()?.depth(pane.id).to_string())
    }),
    variable("pane_zoomed_flag", Flag, "whether it takes the whole window", |scene, pane| {
        flag(scene.window()?.zoomed_pane() == Some(pane.id))
    }),
    variable("rectangle_toggle", Flag, "whether a rectangle is selected", |scene, pane| {
        flag(copying(scene, pane)?.0.is_rectangle())
    }),
    variable("refresh_active", Flag, "whether copy mode follows the end", |scene, pane| {
        flag(copying(scene, pane)?.0.is_following())
    }),
    variable(
        "scroll_position",
        Number,
        "how many rows copy mode has scrolled up",
        |scene, pane| {
            let (copy, terminal) = copying(scene, pane)?;
            Some(copy.position(terminal).0.to_string())
        },
    ),
    variable("scroll_region_lower", Number, "the last row that scrolls (DECSTBM)", |_, pane| {
        Some(pane.terminal.scroll_region().end().to_string())
    }),
    variable("scroll_region_upper", Number, "the first row that scrolls", |_, pane| {
        Some(pane.terminal.scroll_region().start().to_string())
    }),
    variable("search_count", Number, "how many matches there are", |scene, pane| {
        Some(copying(scene, pane)?.0.matches()?.0.to_string())
    }),
    variable(
        "search_count_partial",
        Flag,
        "whether there are more than were counted",
        |scene, pane| flag(copying(scene, pane)?.0.matches().is_some_and(|it| it.1)),
    ),
    variable("search_match", Text, "the match under the cursor", |scene, pane| {
        let (copy, terminal) = copying(scene, pane)?;
        copy.match_under_cursor(terminal)
    }),
    variable("search_present", Flag, "whether a search has matches", |scene, pane| {
        flag(copying(scene, pane)?.0.matches().is_some_and(|it| it.0 > 0))
    }),
    variable(
        "search_timed_out",
        Flag,
        "whether a search was given up because it took too long",
        |scene, pane| copying(scene, pane).and_then(|_| flag(false)),
    ),
    variable(
        "selection_active",
        Flag,
        "whether the selection follows the cursor",
        |scene, pane| flag(copying(scene, pane)?.0.is_selecting()),
    ),
    variable("selection_end_x", Number, "the column where the selection ends", |scene, pane| {
        Some(copying(scene, pane)?.0.selection_ends()?.1.0.to_string())
    }),
    variable("selection_end_y", Number, "the row where the selection ends", |scene, pane| {
        Some(copying(scene, pane)?.0.selection_ends()?.1.1.to_string())
    }),
    variable(
        "selection_mode",
        Text,
        "what the selection grows by: char, word or line",
        |scene, pane| {
            let grows = copying(scene, pane)?.0.selection_mode();
            Some(
                match grows {
                    Grows::Glyphs => "char",
                    Grows::Words => "word",
                    Grows::Lines => "line",
                }
                .to_owned(),
            )
        },
    ),
    variable("selection_present", Flag, "whether text is selected", |scene, pane| {
        flag(copying(scene, pane)?.0.has_selection())
    }),
    variable(
        "selection_start_x",
        Number,
        "the column where the selection begins",
        |scene, pane| Some(copying(scene, pane)?.0.selection_ends()?.0.0.to_string()),
    ),
    variable("selection_start_y", Number, "the row where the selection begins", |scene, pane| {
        Some(copying(scene, pane)?.0.selection_ends()?.0.1.to_string())
    }),
    variable(
        "synchronized_output_flag",
        Flag,
        "whether it is in the midst of a repaint (2026)",
        |_, pane| flag(pane.terminal.repaints()),
    ),
    variable("top_line_time", Number, "when copy mode's first line was written", |scene, pane| {
        let (copy, _) = copying(scene, pane)?;
        Some(pane.line_times.of(copy.top_line()).unwrap_or(0).to_string())
    }),
    variable("wrap_flag", Flag, "whether lines wrap (DECAWM)", |_, pane| {
        flag(pane.terminal.private_modes().contains(&7))
    }),
];

const fn variable(
    name: &'static str,
    kind: Kind,
    help: &'static str,
    get: fn(&Scene<'_>, &Pane) -> Option<String>,
) -> Variable {
    Variable { name, kind, help, get: Get::Pane(get) }
}

/// How large it is: by the window's layout, since its terminal has its size when all commands that were
/// given together have been carried out.
fn size(scene: &Scene<'_>, pane: &Pane) -> Size {
    let window = scene.model.graph.window_of(pane.id);
    let window = window.and_then(|id| scene.model.graph.window(id));
    window.and_then(|window| window.pane_size(pane.id)).unwrap_or(pane.size.cells)
}

/// Where it is in its window.
fn area(scene: &Scene<'_>, pane: &Pane) -> Option<Area> {
    scene.window()?.area(pane.id)
}

/// The marks of a pane in lists.
fn flags(window: &Window, pane: PaneId) -> String {
    let float = window.float(pane);
    let marks = [
        ('*', window.active == pane),
        ('-', window.last() == Some(pane)),
        ('Z', window.zoomed_pane() == Some(pane)),
        ('F', float.is_some() && window.zoomed_pane() != Some(pane)),
        ('A', float.is_some_and(|float| float.over_zoom)),
        ('O', window.modal.is_some_and(|modal| modal.pane == pane)),
    ];
    marks.into_iter().filter(|(_, on)| *on).map(|(mark, _)| mark).collect()
}

/// Its colour of that number (OSC 10, 11): its program's, or else what the person wants.
fn color(scene: &Scene<'_>, pane: &Pane, number: u16) -> String {
    if let Some(rgb) = pane.terminal.colors().chosen(number) {
        return style::color_name(rgb.into());
    }
    let options = scene.model.pane_lookup(pane.id);
    let active = scene.window().is_some_and(|window| window.active == pane.id);
    let named = ["window-active-style", "window-style"].into_iter().skip(usize::from(!active));
    let colors = named.map(|name| {
        let style = options.text(name);
        let style = style::parse_over(&scene.model.expand(&style, &scene.place), Style::PLAIN);
        if number == 10 { style.fg } else { style.bg }
    });
    let chosen = colors.into_iter().find(|color| *color != Color::Default);
    chosen.map_or_else(|| "default".to_owned(), style::color_name)
}

/// How its program's progress goes, and how far it is.
fn progress(pane: &Pane) -> (&'static str, u8) {
    match pane.progress {
        Progress::None => ("hidden", 0),
        Progress::Normal(percent) => ("normal", percent),
        Progress::Error(percent) => ("error", percent),
        Progress::Busy => ("indeterminate", 0),
        Progress::Paused(percent) => ("paused", percent),
    }
}

/// Its mode, as the client sees it that the format is for.
fn mode<'a>(scene: &Scene<'a>, pane: &Pane) -> Option<&'a Mode> {
    scene.model.mode_of(pane.id, scene.place.client)
}

/// Where the cursor was before the alternate screen. For tmux that is a number also where there is none:
/// the largest that it has.
fn before_alternate(scene: &Scene<'_>, pane: &Pane, part: fn(Point) -> u16) -> Option<String> {
    let is_tmux = scene.model.identity.dialect == Dialect::Tmux;
    match pane.terminal.before_alternate() {
        Some(at) => Some(part(at).to_string()),
        None => is_tmux.then(|| u32::MAX.to_string()),
    }
}

/// By what its lines are to be numbered.
fn numbers(scene: &Scene<'_>, pane: &Pane) -> Numbers {
    Numbers::of(&scene.model.pane_lookup(pane.id).text("copy-mode-line-numbers"))
}

/// Where its copy mode is, and the most that can be: how far up, or where lines are counted from the
/// oldest one, the number of its first row.
fn position(scene: &Scene<'_>, pane: &Pane) -> Option<(u64, u64)> {
    let (copy, terminal) = copying(scene, pane)?;
    let (above, history) = copy.position(terminal);
    Some(match copy.numbers(numbers(scene, pane)).is_absolute() {
        true => (history - above.min(history) + 1, history + u64::from(terminal.size().rows)),
        false => (above, history),
    })
}

/// The text of that which can be copied from, with what holds it.
fn copying<'a>(scene: &Scene<'a>, pane: &Pane) -> Option<(&'a CopyMode, &'a Terminal)> {
    scene.model.copying(pane.id, scene.place.client)
}
