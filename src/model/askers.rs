//! Whoever waits for the end of a question: a command whose queue goes on when it was answered or given
//! up, by which of the two it hears.

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
    /// Others have it too for as long as the question is there.
    held: Rc<()>,
}

impl PartialEq for Asker {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.held, &other.held)
    }
}

impl Eq for Asker {}

/// One who waits.
#[derive(Debug)]
struct Waits {
    held: Rc<()>,
    heard: Option<Heard>,
    /// It was woken, and has yet to take what it is to hear.
    woken: bool,
}

/// All who wait.
#[derive(Debug, Default)]
pub struct Askers {
    all: BTreeMap<u64, Waits>,
    next: u64,
}

impl Askers {
    /// One more.
    pub fn ask(&mut self) -> Asker {
        self.next += 1;
        let held = Rc::new(());
        let waits = Waits { held: Rc::clone(&held), heard: None, woken: false };
        self.all.insert(self.next, waits);
        Asker { id: self.next, held }
    }

    /// This is the answer.
    pub fn tell(&mut self, asker: &Asker, then: Then, answers: Vec<String>) {
        if let Some(waits) = self.all.get_mut(&asker.id) {
            waits.heard = Some((then, answers));
        }
    }

    /// Those whose question is gone, each once.
    pub fn take_woken(&mut self) -> Vec<u64> {
        let over = |(id, waits): (&u64, &mut Waits)| {
            let is_over = Rc::strong_count(&waits.held) == 1 && !waits.woken;
            waits.woken |= is_over;
            is_over.then_some(*id)
        };
        self.all.iter_mut().filter_map(over).collect()
    }

    /// What one of them hears; nothing where it was given up.
    pub fn take(&mut self, id: u64) -> Option<Heard> {
        self.all.remove(&id)?.heard
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
        askers.tell(&one, Then::Text("x".into()), vec!["y".into()]);
        let (first, second) = (one.id, other.id);
        drop((one, other));
        assert_eq!(askers.take_woken(), [first, second]);
        assert!(askers.take_woken().is_empty());
        assert_eq!(askers.take(first), Some((Then::Text("x".into()), vec!["y".into()])));
        assert_eq!((askers.take(second), askers.take(first)), (None, None));
    }
}
