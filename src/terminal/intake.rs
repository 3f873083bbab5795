//! What makes floods cheap without anybody having to know: an engine that may have a part of what
//! it took in yet to parse, and has done so before anybody can look at it.
//!
//! It is always in one of two places. Which one says whether something is left, so a look that finds
//! nothing left costs one comparison, and one that does moves a pointer.

use std::cell::{Cell, OnceCell};

use super::engine::Engine;

/// An engine, and whether it has parsed all that it took in.
pub struct Intake {
    /// It has.
    parsed: OnceCell<Box<Engine>>,
    /// It has not; then the other is empty.
    behind: Cell<Option<Box<Engine>>>,
}

impl Intake {
    /// An engine as it is.
    pub fn new(engine: Engine) -> Self {
        let engine = Box::new(engine);
        match engine.screen.has_unparsed() {
            true => Self { parsed: OnceCell::new(), behind: Cell::new(Some(engine)) },
            false => Self { parsed: OnceCell::from(engine), behind: Cell::new(None) },
        }
    }

    /// The engine for those who look: it has parsed everything.
    pub fn look(&self) -> &Engine {
        self.parsed.get_or_init(|| {
            let mut engine = self.behind.take().unwrap_or_default();
            engine.catch_up();
            engine
        })
    }

    /// Changes the engine, which has parsed everything.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut Engine) -> T) -> T {
        self.take_in(|engine| {
            engine.catch_up();
            change(engine)
        })
    }

    /// What is the same whether all was parsed or not.
    pub fn peek<T>(&self, peek: impl FnOnce(&Engine) -> T) -> T {
        let Some(engine) = self.behind.take() else { return peek(self.look()) };
        let seen = peek(&engine);
        self.behind.set(Some(engine));
        seen
    }

    /// Has the engine take something in, or do what does not depend on what it has parsed.
    pub fn take_in<T>(&mut self, take: impl FnOnce(&mut Engine) -> T) -> T {
        let mut engine = self.behind.take().or_else(|| self.parsed.take()).unwrap_or_default();
        let taken = take(&mut engine);
        match engine.screen.has_unparsed() {
            true => self.behind = Cell::new(Some(engine)),
            false => self.parsed = OnceCell::from(engine),
        }
        taken
    }

    /// Whether something is left to be parsed.
    pub fn is_behind(&self) -> bool {
        self.parsed.get().is_none()
    }
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.look().fmt(f)
    }
}
