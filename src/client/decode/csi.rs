//! What control sequences mean: keys with modifiers, the kitty keyboard protocol, the mouse,
//! focus, the beginning of a paste, and answers.

use crate::geometry::Point;
use crate::key::{Key, KeyAction, KeyCode, KeyEvent, Modifiers};

use super::reply::Reply;
use super::{Input, keys, mouse};

/// Parameters that are kept; no sequence we know has more, but for answers to DA1.
const MOST: usize = 32;

/// Parameters: `;` between them, `:` within them. Missing ones are `None`.
#[derive(Debug)]
pub(super) struct Parameters(Vec<Vec<Option<u32>>>);

impl Parameters {
    /// Reads parameters; `None` where there is anything but digits, `;` and `:`.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let number = |digits: &[u8]| -> Option<Option<u32>> {
            let mut value = None;
            for digit in digits {
                let digit = char::from(*digit).to_digit(10)?;
                value = Some(value.unwrap_or(0u32).saturating_mul(10).saturating_add(digit));
            }
            Some(value)
        };
        let group = |part: &[u8]| part.split(|b| *b == b':').take(MOST).map(number).collect();
        body.split(|b| *b == b';').take(MOST).map(group).collect::<Option<_>>().map(Self)
    }

    /// Part `sub` of parameter `index`.
    fn sub(&self, index: usize, sub: usize) -> Option<u32> {
        self.0.get(index)?.get(sub).copied().flatten()
    }

    /// Parameter `index`.
    fn get(&self, index: usize) -> Option<u32> {
        self.sub(index, 0)
    }

    fn or(&self, index: usize, default: u32) -> u32 {
        self.get(index).unwrap_or(default)
    }

    fn parts(&self, index: usize) -> impl Iterator<Item = u32> {
        self.0.get(index).into_iter().flatten().copied().flatten()
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

/// What `CSI body last` means; sets `pasting` where a paste begins.
pub(super) fn meaning(body: &[u8], last: u8, pasting: &mut bool) -> Option<Input> {
    match body {
        [b'<', rest @ ..] => {
            let p = Parameters::parse(rest)?;
            let event = mouse::sgr(p.get(0)?, p.get(1)?, p.get(2)?, last)?;
            Some(Input::Mouse(event))
        }
        [b'?', rest @ ..] => answer(rest, last).map(Input::Reply),
        [b'>' | b'=', ..] => None,
        _ => plain(&Parameters::parse(body)?, last, pasting),
    }
}

fn plain(p: &Parameters, last: u8, pasting: &mut bool) -> Option<Input> {
    match last {
        b'I' if p.get(0).is_none() => Some(Input::Focus(true)),
        b'O' if p.get(0).is_none() => Some(Input::Focus(false)),
        b'R' if is_position(p) => {
            let cell = |index| u16::try_from(p.or(index, 1).saturating_sub(1)).unwrap_or(u16::MAX);
            Some(Input::Reply(Reply::Cursor(Point::new(cell(1), cell(0)))))
        }
        b'Z' => {
            let held = keys::modifiers(p.or(1, 1)) | Modifiers::SHIFT;
            Some(Key::new(KeyCode::Tab, held).into())
        }
        b'~' => tilde(p, pasting),
        b'u' => kitty(p).map(Input::Key),
        // rxvt: Shift, Control, and both; its cursor keys with Shift.
        b'$' => Some(Key::new(keys::tilde(p.get(0)?)?, Modifiers::SHIFT).into()),
        b'^' => Some(Key::new(keys::tilde(p.get(0)?)?, Modifiers::CTRL).into()),
        b'@' => {
            let held = Modifiers::CTRL | Modifiers::SHIFT;
            Some(Key::new(keys::tilde(p.get(0)?)?, held).into())
        }
        b'a'..=b'd' if p.get(0).is_none() => {
            Some(Key::new(keys::letter(last - b'a' + b'A')?, Modifiers::SHIFT).into())
        }
        _ => event(keys::letter(last)?, p).map(Input::Key),
    }
}

/// `CSI 1 ; 5 R` is F3 with Control, every other pair of numbers a cursor's position.
fn is_position(p: &Parameters) -> bool {
    p.len() == 2 && p.sub(1, 1).is_none() && !(p.get(0) == Some(1) && p.or(1, 1) <= 16)
}

fn tilde(p: &Parameters, pasting: &mut bool) -> Option<Input> {
    match p.get(0)? {
        200 => {
            *pasting = true;
            None
        }
        // The end of a paste that never began.
        201 => None,
        // modifyOtherKeys: `CSI 27 ; modifiers ; code ~`.
        27 if p.len() == 3 => {
            let held = keys::modifiers(p.or(1, 1));
            Some(character(p.get(2)?, held, None, "")?.into())
        }
        57427 => event(KeyCode::Keypad('5'), p).map(Input::Key),
        number => event(keys::tilde(number)?, p).map(Input::Key),
    }
}

/// A functional key, with modifiers and action in the second parameter.
fn event(code: KeyCode, p: &Parameters) -> Option<KeyEvent> {
    let key = Key::new(code, keys::modifiers(p.or(1, 1)));
    Some(KeyEvent { action: action(p)?, ..key.into() })
}

fn action(p: &Parameters) -> Option<KeyAction> {
    // Eight modifiers, and one.
    if p.or(1, 1) > 256 {
        return None;
    }
    Some(match p.sub(1, 1) {
        None | Some(1) => KeyAction::Press,
        Some(2) => KeyAction::Repeat,
        Some(3) => KeyAction::Release,
        Some(_) => return None,
    })
}

/// `CSI code : shifted : base ; modifiers : action ; text u`.
fn kitty(p: &Parameters) -> Option<KeyEvent> {
    let code = p.get(0)?;
    let shifted = p.sub(0, 1).and_then(char::from_u32);
    let base = p.sub(0, 2).and_then(char::from_u32);
    let text: String = p.parts(2).filter_map(char::from_u32).filter(|c| !c.is_control()).collect();
    let held = keys::modifiers(p.or(1, 1));
    let key = match functional(code) {
        Some(code) => Key::new(code, held),
        None => character(code, held, shifted, &text)?,
    };
    Some(KeyEvent { key, action: action(p)?, shifted, base, text })
}

/// A key by its character. Shift becomes part of the character where Control is not held.
fn character(code: u32, held: Modifiers, shifted: Option<char>, text: &str) -> Option<Key> {
    let c = char::from_u32(code)?;
    if c.is_control() {
        let plain = keys::single(u8::try_from(code).ok().filter(u8::is_ascii)?, 0x08);
        return Some(Key::new(plain.code, plain.modifiers | held));
    }
    if held.contains(Modifiers::CTRL) {
        // modifyOtherKeys tells the letter as it is with Shift.
        let held = if c.is_uppercase() { held | Modifiers::SHIFT } else { held };
        return Some(Key::new(KeyCode::Char(lower(c)), held));
    }
    if !held.contains(Modifiers::SHIFT) {
        let caps = (held.is_empty() && text.chars().count() == 1).then(|| text.chars().next());
        return Some(Key::new(KeyCode::Char(caps.flatten().unwrap_or(c)), held));
    }
    let from_text = || text.chars().next().filter(|_| text.chars().count() == 1);
    match shifted.or_else(from_text).or_else(|| upper(c)) {
        Some(c) => Some(Key::new(KeyCode::Char(c), held.difference(Modifiers::SHIFT))),
        None => Some(Key::new(KeyCode::Char(c), held)),
    }
}

fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    lower.next().filter(|_| lower.next().is_none()).unwrap_or(c)
}

/// What Shift makes of a character, as far as that is the same on every keyboard.
fn upper(c: char) -> Option<char> {
    let mut upper = c.to_uppercase();
    let first = upper.next().filter(|_| upper.next().is_none())?;
    (first != c || !c.is_ascii() || c.is_ascii_uppercase()).then_some(first)
}

/// The keys that the kitty keyboard protocol numbers in Unicode's private use area.
fn functional(code: u32) -> Option<KeyCode> {
    const KEYPAD: &[u8; 18] = b"0123456789./*-+\r=,";
    Some(match code {
        27 => KeyCode::Escape,
        13 => KeyCode::Enter,
        9 => KeyCode::Tab,
        127 => KeyCode::Backspace,
        57376..=57398 => KeyCode::Function((code - 57376 + 13) as u8),
        57399..=57416 => KeyCode::Keypad(char::from(KEYPAD[(code - 57399) as usize])),
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57425 => KeyCode::Insert,
        57426 => KeyCode::Delete,
        57427 => KeyCode::Keypad('5'),
        57344..=63743 => KeyCode::Other(code as u16),
        _ => return None,
    })
}

/// Answers that begin with `CSI ?`.
fn answer(body: &[u8], last: u8) -> Option<Reply> {
    let short = |number: u32| u16::try_from(number).ok();
    if let (Some(body), b'y') = (body.strip_suffix(b"$"), last) {
        let p = Parameters::parse(body)?;
        return Some(Reply::Mode { mode: short(p.get(0)?)?, state: short(p.get(1)?)? });
    }
    let p = Parameters::parse(body)?;
    Some(match last {
        b'c' => Reply::Attributes { clipboard: (1..p.len()).any(|at| p.get(at) == Some(52)) },
        b'u' => Reply::Keyboard(u8::try_from(p.get(0)?).ok()?),
        b'n' if p.get(0) == Some(997) => Reply::Dark(match p.get(1)? {
            1 => true,
            2 => false,
            _ => return None,
        }),
        _ => return None,
    })
}
