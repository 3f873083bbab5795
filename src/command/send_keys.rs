//! `send-keys`: types into a pane, or tells its mode what to do.

use super::amount::count;
use super::{Command, Context, Failure, Flow, Item, Outcome, answered, flag, value};
use crate::dialect::Dialect;
use crate::key::{Key, MouseAction, MouseButton};
use crate::language::key::{Trigger, from_char, parse_key};
use crate::language::syntax::{Flag, Operand, Value};
use crate::language::target::Kind;
use crate::model::asking::Asked;
use crate::model::change::Change;
use crate::model::copy_mode::{Action, action};
use crate::model::effect::OutletTask;
use crate::model::id::PaneId;
use crate::model::mode::Mode;

/// The entry.
pub const COMMAND: Command = Command {
    name: "send-keys",
    alias: Some("send"),
    flags: &[
        Flag::new('F', "expand formats"),
        Flag::new('H', "hexadecimal numbers of characters"),
        Flag::new('K', "as if pressed at the client, so that they do what they are bound to there"),
        Flag::new('l', "text as it is, no names of keys"),
        Flag::new('M', "the mouse event that led here"),
        Flag::new('R', "reset the terminal first"),
        Flag::new('X', "an act of the pane's mode"),
        Flag::with('c', value::TARGET_CLIENT),
        Flag::long("strict", "what is no key's name is an error, and nothing is typed then"),
        Flag::with('N', Value::new("repeat-count", "so many times")),
        flag::TARGET_PANE,
    ],
    operands: &[Operand::Any(Value::new("key", "a key by its name, as C-c or Enter, or text"))],
    about: "Type keys or, with -l, text into a pane; with -X have its mode do something",
    target: Some(Kind::Pane),
    run,
    ..Command::NEW
};

fn run(context: &mut Context<'_>) -> Outcome {
    let pane = context.typed_pane()?;
    let given = match context.expanded('N') {
        Some(text) => Some(count(&text, "repeat count", 1, i32::MAX as u32)?),
        None => None,
    };
    if context.has('X') {
        return act(context, pane, given);
    }
    if context.has('M') {
        return mouse(context);
    }
    if context.has('R')
        && let Some(pane) = context.model.graph.alter_pane(pane)
    {
        pane.terminal.reset();
        let id = pane.id;
        context.model.graph.tell(Change::PaneReset(id));
    }
    let words = words(context);
    if words.is_empty() {
        if let Some(count) = given {
            context.model.with_copying(pane, context.client, |copy, _| copy.repeat_next(count));
        }
        let pressed = context.key.clone().filter(|_| !context.has('N') && !context.has('R'));
        if let Some(key) = pressed {
            if context.model.is_in_mode(pane) {
                context.mode_key(pane, key.key);
                return Ok(Flow::Next);
            }
            let panes = context.model.typing_panes(pane);
            context.has_room(&panes)?;
            for pane in panes {
                context.model.send_key(pane, &key);
            }
        }
        return Ok(Flow::Next);
    }
    let times = given.unwrap_or(1);
    // As many keys as a person would ever want; the rest is a slip.
    const MOST: usize = 1 << 20;
    let length: usize = words.iter().map(String::len).sum();
    if length.saturating_mul(times as usize) > MOST {
        let text = match given {
            Some(times) => format!("repeat count too large: {times}"),
            None => format!("too many keys: more than {} MiB of them", MOST >> 20),
        };
        return Err(Failure::new(text));
    }
    // What is wrong with one of them is told before any is typed.
    words.iter().try_for_each(|word| look_at(context, word))?;
    if context.has('K') {
        return press(context, &words, times);
    }
    context.has_room(&context.model.typing_panes(pane))?;
    for _ in 0..times {
        for word in &words {
            send(context, pane, word)?;
        }
    }
    Ok(Flow::Next)
}

/// Refuses what cannot be typed as the flags say.
fn look_at(context: &Context<'_>, word: &str) -> Result<(), Failure> {
    if context.has('H') {
        // tmux passes over what is no number.
        let is_tmux = context.model.identity.dialect == Dialect::Tmux;
        return byte(word).map(|_| ()).or_else(|failure| is_tmux.then_some(()).ok_or(failure));
    }
    let is_strict = context.arguments.has_long("strict") && !context.has('l');
    match parse_key(word) {
        Err(error) if is_strict => {
            Err(Failure::new(format!("{error}: nothing was typed (-l types text as it is)")))
        }
        _ => Ok(()),
    }
}

/// A byte in hexadecimal.
fn byte(word: &str) -> Result<u8, Failure> {
    let byte = u8::from_str_radix(word.trim_start_matches("0x"), 16);
    byte.map_err(|_| Failure::new(format!("not a byte in hexadecimal: {word}")))
}

/// The operands, with formats expanded where `-F` says so.
fn words(context: &Context<'_>) -> Vec<String> {
    let words = context.arguments.rest().iter();
    match context.has('F') {
        true => words.map(|word| context.expand(word)).collect(),
        false => words.cloned().collect(),
    }
}

/// Types one word: the bytes that it says with `-H`, its text with `-l`, the key of that name,
/// or where there is none its characters.
fn send(context: &mut Context<'_>, pane: PaneId, word: &str) -> Result<(), Failure> {
    if context.has('H') {
        if let Ok(byte) = byte(word) {
            context.model.type_bytes(pane, &[byte]);
        }
        return Ok(());
    }
    let literal = context.has('l');
    let keys = keys(word, literal);
    if context.model.is_in_mode(pane) {
        keys.into_iter().for_each(|key| context.mode_key(pane, key));
    } else if literal {
        context.model.type_bytes(pane, word.as_bytes());
    } else {
        context.model.type_keys(pane, &keys);
    }
    Ok(())
}

/// The key of that name, or the characters' keys.
fn keys(word: &str, literal: bool) -> Vec<Key> {
    match parse_key(word) {
        Ok(key) if !literal => vec![key],
        _ => word.chars().map(from_char).collect(),
    }
}

/// The keys are pressed at a client: they mean there what they are bound to.
fn press(context: &mut Context<'_>, words: &[String], times: u32) -> Outcome {
    let client = context.target_display('c')?;
    let (hex, literal) = (context.has('H'), context.has('l'));
    let of_word = |word: &String| match hex {
        true => byte(word).map(|byte| vec![from_char(byte.into())]).unwrap_or_default(),
        false => keys(word, literal),
    };
    let once: Vec<Key> = words.iter().flat_map(of_word).collect();
    let all = once.iter().copied().cycle().take(once.len() * times as usize);
    context.model.tell_outlet(client, OutletTask::Press(all.collect()));
    Ok(Flow::Next)
}

/// Has the pane's mode do what the operands say, `times` over or as often as was typed
/// before. Where the mouse led here, it does that where the mouse is.
fn act(context: &mut Context<'_>, pane: PaneId, times: Option<u32>) -> Outcome {
    let in_mode = context.model.mode_of(pane, context.client).is_some();
    if !in_mode && context.mouse.is_some() {
        // What the mouse began there was ended by another click, or by a key.
        return Ok(Flow::Next);
    }
    if !in_mode {
        return Err(Failure::new("not in a mode"));
    }
    let words = words(context);
    if matches!(context.model.mode_of(pane, context.client), Some(Mode::Choose(_))) {
        return context.act_in_chooser(pane, &words, times);
    }
    let name = words.first().map(String::as_str).unwrap_or_default();
    if matches!(context.model.mode_of(pane, context.client), Some(Mode::Switch(_))) {
        let unknown = || Failure::new(format!("unknown command of this mode: {name}"));
        let acted = context.act_in_switcher(pane, &words);
        return acted.unwrap_or_else(|| Err(unknown()));
    }
    match context.model.mode_of(pane, context.client) {
        Some(Mode::Panes(_) | Mode::Clock) if name == "cancel" => {
            context.model.leave_mode(pane, context.client);
            return Ok(Flow::Next);
        }
        Some(Mode::Panes(numbered)) if name == "choose-pane" => {
            let numbered = numbered.as_ref().clone();
            return context.choose_pane(pane, &numbered, words.get(1).map_or("", String::as_str));
        }
        Some(Mode::Panes(_) | Mode::Clock) => {
            return Err(Failure::new(format!("unknown command of this mode: {name}")));
        }
        _ => {}
    }
    if name == "scroll-to-mouse" {
        context.scroll_to_mouse(pane, words.iter().any(|word| word.as_str() == "-e"));
        return Ok(Flow::Next);
    }
    // What says how stands before what is done, or flags' end.
    let argument = match words.get(1).map(String::as_str) {
        Some("--") => words.get(2).map(String::as_str),
        argument => argument,
    };
    let action = match action(name, argument) {
        // What is none tmux passes over.
        Err(_) if context.is_tmux() => return Ok(Flow::Next),
        action => action?,
    };
    let on_it = context.mouse.filter(|hit| hit.pane.is_some_and(|(on, ..)| on == pane));
    match on_it.map(|hit| hit.event.action) {
        Some(MouseAction::Drag(_)) if action == Action::BeginSelection => {
            return context.begin_drag();
        }
        Some(MouseAction::Press(button)) if !button.is_wheel() && !action.copies() => {
            context.point_at(pane);
        }
        _ => {}
    }
    let client = context.target_client('c').ok();
    context.model.copy_mode_act(pane, context.client, client, action, times);
    Ok(Flow::Next)
}

/// Passes the mouse event on that led here, to the pane that it is on: its program, or its mode.
fn mouse(context: &mut Context<'_>) -> Outcome {
    let hit = context.mouse.ok_or_else(|| Failure::new("no mouse target"))?;
    let Some((pane, ..)) = hit.pane else { return Ok(Flow::Next) };
    let mode = context.model.mode_of(pane, context.client);
    let Some(Mode::Choose(_)) = mode else {
        context.model.send_mouse(&hit);
        return Ok(Flow::Next);
    };
    let click = context.client.and_then(|id| context.model.graph.display(id)?.click);
    let act = match hit.event.action {
        MouseAction::Press(MouseButton::WheelUp) => "cursor-up",
        MouseAction::Press(MouseButton::WheelDown) => "cursor-down",
        MouseAction::Press(MouseButton::Left) if click.is_some_and(|it| it.count == 2) => "choose",
        MouseAction::Press(_) => "select",
        _ => return Ok(Flow::Next),
    };
    context.act_in_chooser(pane, &[act.to_owned()], None)
}

impl Context<'_> {
    /// A key is pressed in a pane that is in a mode, or where something is asked: what it does there is
    /// done next, when that is done which the keys before it were for.
    pub(super) fn mode_key(&mut self, pane: PaneId, key: Key) {
        let press = move |context: &mut Context<'_>, _| context.press(pane, key);
        self.insert.push_back(Item::Then(Box::new(press), None));
    }

    fn press(&mut self, pane: PaneId, key: Key) -> Outcome {
        if self.model.prompt(Asked::Pane(pane)).is_some() {
            let step = self.model.key_to_prompt(Asked::Pane(pane), key, true);
            if let Some((then, answers)) = step.then {
                let statements = answered(self.model, &then, &answers, &self.here)?;
                self.run_next(statements);
            }
            if step.passes {
                self.mode_key(pane, key);
            }
            return Ok(Flow::Next);
        }
        if self.model.mode_of(pane, None).is_none() {
            self.model.type_keys(pane, &[key]);
            return Ok(Flow::Next);
        }
        let binding = self.model.mode_table(pane, None).and_then(|table| {
            let binding = self.model.keys().find(table, &Trigger::Key(key))?;
            Some(binding.commands.clone())
        });
        if let Some(commands) = binding.or_else(|| self.model.own_binding(pane, key)) {
            self.run_next(commands);
        }
        Ok(Flow::Next)
    }
}
