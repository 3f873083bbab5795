//! Editing a text with the editor of the option: in a popup, or called tmux in a pane that takes all that
//! is done in the window.
//!
//! The server itself puts the text into a file for its owner alone, and takes it out again when the editor
//! has ended: no command line, which everybody can read, has any of it, and it comes back byte for byte.
//! A shell is given the editor's words and the file's path, and nothing else. What was written and cannot
//! be used is not lost: the file stays, and its path is told; so does what an editor that failed, or was
//! closed, has beside it. A server that takes the place of another waits for the editors that it finds.

use std::path::Path;

use super::display_popup::popup;
use super::{Context, Failure, Flow, Item, Outcome, Wait};
use crate::dialect::Dialect;
use crate::geometry::{Area, Size};
use crate::model::Launch;
use crate::model::answer::Answer;
use crate::model::buffers::MOST_IN_ONE;
use crate::model::client::{Client, Overlay};
use crate::model::edit::{Edit, Edited};
use crate::model::effect::JobEffect;
use crate::model::graph::NewFloat;
use crate::model::id::{ClientId, PaneId};
use crate::model::popup::{Closes, Popup};
use crate::model::resolve::Place;
use crate::model::watches::{News, Sign, Verdict};
use crate::shell::quoted;
use crate::visible::encoded;

/// An editor that runs.
struct Editor {
    /// The pane that it is in.
    pane: PaneId,
    edit: Edit,
    /// What it edits, as that was; nothing where nobody knows any more.
    before: Option<Vec<u8>>,
}

/// What waits for an editor that was started by a server before.
pub fn editor_found(pane: PaneId, edit: Edit) -> Item {
    let wait = move |context: &mut Context<'_>, _| {
        context.target = Place::of_pane(context.model, edit.pane);
        let before = context.text_of(&edit.of);
        let watch = context.model.watch(&[pane], &Sign::End, None);
        wait_for_end(context, watch, Editor { pane, edit, before })
    };
    Item::Then(Box::new(wait), None)
}

impl Context<'_> {
    /// Has a buffer edited.
    pub(super) fn edit_buffer(&mut self, pane: PaneId, buffer: &str) -> Outcome {
        let Some(buffer) = self.model.buffers().get(Some(buffer)) else { return Ok(Flow::Next) };
        let of = Edited::Buffer { name: buffer.name.clone(), serial: buffer.serial() };
        self.edit_text(pane, of)
    }

    /// The text of what is edited, where it is there.
    fn text_of(&self, of: &Edited) -> Option<Vec<u8>> {
        match of {
            Edited::Buffer { serial, .. } => {
                Some(self.model.buffers().with_serial(*serial)?.data.clone())
            }
            Edited::Setting { text, .. } => Some(encoded(text)),
        }
    }

    /// Gives what was edited another text.
    fn set_edited(&mut self, of: &Edited, text: Vec<u8>) -> Result<(), Failure> {
        match of {
            Edited::Buffer { name, serial } => {
                // What has its name by now may be something else.
                if self.model.buffers().with_serial(*serial).is_none() {
                    return Err(Failure::not_found(format!(
                        "buffer {name} is no more what it was"
                    )));
                }
                let now = self.model.clock.unix;
                Ok(self.model.buffers_mut().set(name, text, now)?)
            }
            Edited::Setting { setting, .. } => self.put_edited(setting, &text),
        }
    }

    /// Has what was chosen in a pane edited, and sets it where it has another text then. Nobody waits for
    /// that.
    ///
    /// # Errors
    /// There is nobody to edit it, or no room to do so.
    pub(super) fn edit_text(&mut self, pane: PaneId, of: Edited) -> Outcome {
        let Some(text) = self.text_of(&of) else { return Ok(Flow::Next) };
        let nobody = || Failure::not_found("no current client");
        let client = self.choosing_client().ok_or_else(nobody)?;
        self.has_room_to_edit(client)?;
        let target = self.target;
        let job = self.model.start_job(JobEffect::WriteApart(text.clone()));
        self.wait_or_go_on(true, Wait::Job(job), move |context, answer| {
            let edit = Edit { pane, client, file: answer.path()?, of };
            context.target = target;
            match context.open_editor(client, &edit.file) {
                Ok(pane) => context.wait_for_editor(Editor { pane, edit, before: Some(text) }),
                Err(failure) => Ok(context.never_edited(&edit, &failure.reason)),
            }
        })
    }

    /// Refuses to edit where something lies already where the editor would.
    fn has_room_to_edit(&self, client: ClientId) -> Result<(), Failure> {
        let taken = match self.model.identity.dialect {
            Dialect::Pmux => self
                .model
                .graph
                .display(client)
                .is_some_and(|it| it.popup.is_some())
                .then_some("there is a popup already, where the editor would be"),
            Dialect::Tmux => {
                let window = self.model.client_window(client);
                let modal = window.and_then(|id| self.model.graph.window(id)?.modal);
                modal.map(|_| "a pane has the window to itself, where the editor would be")
            }
        };
        taken.map_or(Ok(()), |taken| Err(Failure::new(taken)))
    }

    /// Starts the editor with a file.
    fn open_editor(&mut self, client: ClientId, file: &Path) -> Result<PaneId, Failure> {
        self.has_room_to_edit(client)?;
        let unspeakable = || Failure::new(format!("no shell can be told of {}", file.display()));
        let path = file.to_str().ok_or_else(unspeakable)?;
        let command = format!("{} {}", self.model.server().text("editor"), quoted(path));
        let launch = Launch { command: vec![command], ..Launch::default() };
        let opened = match self.model.identity.dialect {
            Dialect::Tmux => self.open_modal(client, &launch)?,
            Dialect::Pmux => {
                let popup = Popup { closes: Closes::OnExit, ..popup(self, client)? };
                self.model.open_popup(client, popup, &launch)
            }
        };
        opened.ok_or_else(|| Failure::new("the client shows no session to edit in any more"))
    }

    /// Starts a program in a pane that lies over nearly all of a client's window, until it ends.
    fn open_modal(&mut self, client: ClientId, launch: &Launch) -> Result<Option<PaneId>, Failure> {
        let session = self.model.graph.client(client).and_then(Client::session);
        let window = self.model.client_window(client).and_then(|id| self.model.graph.window(id));
        let (Some(session), Some(window)) = (session, window) else { return Ok(None) };
        let Size { cols, rows } = window.size.cells;
        let nearly = |side: u16| (u32::from(side) * 9 / 10).max(1) as u16;
        let before = |side: u16| i32::from(side / 2) - i32::from(nearly(side) / 2);
        let size = Size::new(nearly(cols), nearly(rows));
        let float = NewFloat {
            place: Area::new(before(cols), before(rows), size),
            framed: self.model.window_lookup(Some(window.id)).text("pane-border-lines") != "none",
            over_zoom: true,
            modal: Some((false, false)),
            active: true,
            zoom: false,
        };
        let at = window.active;
        let Some(new) = self.model.float_pane(session, at, float, launch) else { return Ok(None) };
        self.set_for_pane(new.pane, "remain-on-exit", "off")?;
        Ok(Some(new.pane))
    }

    /// Waits until the editor in a pane has ended.
    fn wait_for_editor(&mut self, editor: Editor) -> Outcome {
        self.remember_editor(&editor);
        let watch = self.model.watch(&[editor.pane], &Sign::End, None);
        self.wait(Wait::Spawn(editor.pane), move |context, answer| match answer.done() {
            Ok(()) => wait_for_end(context, watch, editor),
            Err(failed) => {
                context.model.watches.give_up(watch);
                Ok(context.never_edited(&editor.edit, &failed.reason))
            }
        })
    }

    /// Lets a server that takes the place of this one know of an editor; but for a guest's, who is none of
    /// that one.
    fn remember_editor(&mut self, editor: &Editor) {
        let client = self.model.graph.client(editor.edit.client);
        let stays = client.is_some_and(|it| it.guest.is_none());
        if let Some(pane) = self.model.graph.alter_pane(editor.pane).filter(|_| stays) {
            pane.edit = Some(Box::new(editor.edit.clone()));
        }
    }

    /// There was no editor.
    fn never_edited(&mut self, edit: &Edit, why: &str) -> Flow {
        self.remove_apart(&edit.file);
        self.tell_edited(edit.client, why);
        Flow::Next
    }

    fn remove_apart(&mut self, file: &Path) {
        self.model.start_job(JobEffect::RemoveApart { path: file.to_owned(), all: true });
    }

    /// Tells what became of what a client edited, which may be gone by now.
    fn tell_edited(&mut self, client: ClientId, text: &str) {
        let display = self.model.graph.display(client);
        match display.is_some_and(|it| !matches!(it.overlay, Some(Overlay::Prompt(_)))) {
            true => self.model.tell(Some(client), text),
            false => self.model.remember_message(text),
        }
    }
}

fn wait_for_end(context: &mut Context<'_>, watch: u64, editor: Editor) -> Outcome {
    let ended = match context.model.watches.take(watch, context.model.clock.millis) {
        None => {
            let go_on = move |context: &mut Context<'_>, _| wait_for_end(context, watch, editor);
            return context.wait(Wait::Watch(watch), go_on);
        }
        Some(News::Verdict(_, Verdict::Ended(ended))) => Some(ended.status()),
        Some(_) => None,
    };
    context.model.watches.give_up(watch);
    let read = JobEffect::ReadFile(editor.edit.file.clone(), MOST_IN_ONE);
    context.job(read, move |context, answer| edited(context, editor, ended, answer))
}

/// The editor has ended, with a status where that is known, and the file was read again.
fn edited(
    context: &mut Context<'_>,
    editor: Editor,
    status: Option<i32>,
    answer: Answer,
) -> Outcome {
    let Editor { pane: editor, edit: Edit { pane, client, file, of }, before } = editor;
    // Its pane may stay.
    if let Some(pane) = context.model.graph.alter_pane(editor) {
        pane.edit = None;
    }
    let was_lost = match status {
        Some(0) => None,
        Some(status) => Some(format!("the editor ended with status {status}")),
        None => Some("the editor was closed".to_owned()),
    };
    let kept = |reason: String| format!("{reason}: what was written is kept in {}", file.display());
    let told = match (answer.file(), was_lost) {
        (Err(failed), _) => Some(failed.reason),
        (Ok(now), Some(reason)) if before.as_ref() == Some(&now) => {
            // What was not written there may be in what the editor has beside it; one that was hung up on
            // may be about to write that.
            let directory = file.parent().unwrap_or(&file).display();
            let left = format!("{reason}: what it left is in {directory}");
            if status.is_some() {
                let remove = JobEffect::RemoveApart { path: file, all: false };
                return context.job(remove, move |context, answer| {
                    let is_gone = answer == Answer::Done;
                    context.tell_edited(client, if is_gone { &reason } else { &left });
                    Ok(Flow::Next)
                });
            }
            Some(left)
        }
        (Ok(now), None) if before.as_ref() == Some(&now) => {
            context.remove_apart(&file);
            None
        }
        (Ok(_), Some(reason)) => Some(kept(reason)),
        (Ok(now), None) => {
            let outcome = match now.is_empty() {
                true => Ok(Some("nothing is set: the file is empty".to_owned())),
                false => {
                    let text = as_written(now, &before.unwrap_or_default());
                    context.set_edited(&of, text).map(|()| None)
                }
            };
            match outcome {
                Ok(told) => {
                    context.remove_apart(&file);
                    told
                }
                Err(failure) => Some(kept(failure.reason)),
            }
        }
    };
    if let Some(told) = told {
        context.tell_edited(client, &told);
    }
    context.model.refresh_chooser(pane);
    Ok(Flow::Next)
}

/// An edited text without the line feed that an editor gives the last line, where that had none.
fn as_written(mut now: Vec<u8>, before: &[u8]) -> Vec<u8> {
    if !before.ends_with(b"\n") && now.ends_with(b"\n") {
        now.pop();
    }
    now
}
