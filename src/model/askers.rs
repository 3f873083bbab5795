//! Whoever waits for the end of a question: a command whose queue goes on when it was answered or given
//! up, by which of the two it hears.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::prompt::Then;

/// What is to be done, and with which answers.
type Heard = (Then, Vec<String>);

/// Who is to hear of an answer. The question has it: where that is gone, nothing more is to be heard.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Which one.
    pub id: u64,
    heard: Rc<RefCell<Option<Heard>>>,
}

impl PartialEq for Asker {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Asker {}

impl Asker {
    /// This is the answer.
    pub fn hears(&self, then: Then, answers: Vec<String>) {
        *self.heard.borrow_mut() = Some((then, answers));
    }
}

/// All who wait.
#[derive(Debug, Default)]
pub struct Askers {
    all: BTreeMap<u64, Rc<RefCell<Option<Heard>>>>,
    next: u64,
    /// Those who were woken, and have yet to take what they are to hear.
    woken: Vec<u64>,
}

impl Askers {
    /// One more.
    pub fn ask(&mut self) -> Asker {
        self.next += 1;
        let asker = Asker { id: self.next, heard: Rc::default() };
        self.all.insert(asker.id, Rc::clone(&asker.heard));
        asker
    }

    /// Those whose question is gone, each once.
    pub fn take_woken(&mut self) -> Vec<u64> {
        let over = |(id, heard): (&u64, &Rc<_>)| {
            (Rc::strong_count(heard) == 1 && !self.woken.contains(id)).then_some(*id)
        };
        let over: Vec<u64> = self.all.iter().filter_map(over).collect();
        self.woken.extend(&over);
        over
    }

    /// What one of them hears; nothing where it was given up.
    pub fn take(&mut self, id: u64) -> Option<Heard> {
        self.woken.retain(|woken| *woken != id);
        self.all.remove(&id)?.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asked_hears_of_the_end_once() {
        let mut askers = Askers::default();
        let (one, other) = (askers.ask(), askers.ask());
        assert!(askers.take_woken().is_empty());
        one.hears(Then::Text("x".into()), vec!["y".into()]);
        let (first, second) = (one.id, other.id);
        drop((one, other));
        assert_eq!(askers.take_woken(), [first, second]);
        assert!(askers.take_woken().is_empty());
        assert_eq!(askers.take(first), Some((Then::Text("x".into()), vec!["y".into()])));
        assert_eq!((askers.take(second), askers.take(first)), (None, None));
    }
}
