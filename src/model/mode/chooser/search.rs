//! Finding a line by what it says, be it seen or below one that is closed.

use std::collections::BTreeSet;

use super::{Came, Chooser, Entry};
use crate::dialect::Dialect;

impl Chooser {
    /// Selects what has an id, whatever it is below being open then. Whether there is such.
    pub(super) fn show(&mut self, id: &str) -> bool {
        fn way(entries: &[Entry], id: &str) -> Option<Vec<String>> {
            entries.iter().find_map(|entry| match entry.id == id {
                true => Some(Vec::new()),
                false => {
                    way(&entry.children, id).map(|below| [vec![entry.id.clone()], below].concat())
                }
            })
        }
        let Some(way) = way(&self.entries, id) else { return false };
        self.opened.extend(way.into_iter().map(|id| (id, true)));
        self.lay_out();
        self.selected = self.rows.iter().position(|row| row.id == id).unwrap_or(self.selected);
        true
    }

    /// Goes to the next that has what is searched for, or the one before, round the end, what is not
    /// seen among them; the selected one counts where that is `inclusive`.
    pub(super) fn found(
        &mut self,
        forward: bool,
        inclusive: bool,
        hits: &BTreeSet<String>,
    ) -> Came {
        let is_lower = self.sought == self.sought.to_lowercase();
        let fold = self.face == Dialect::Pmux || is_lower;
        let wanted = if fold { self.sought.to_lowercase() } else { self.sought.clone() };
        fn all<'a>(entries: &'a [Entry], out: &mut Vec<&'a Entry>) {
            for entry in entries {
                out.push(entry);
                all(&entry.children, out);
            }
        }
        let mut entries = Vec::new();
        all(&self.entries, &mut entries);
        let count = entries.len();
        let here = self.chosen().and_then(|row| entries.iter().position(|it| it.id == row.id));
        let Some(here) = here.filter(|_| !wanted.is_empty()) else { return Came::Nothing };
        let first = usize::from(!inclusive);
        let mut order = (first..first + count).map(|n| match forward {
            true => (here + n) % count,
            false => (here + count - n % count) % count,
        });
        let has = |text: &str| match fold {
            true => text.to_lowercase().contains(&wanted),
            false => text.contains(&wanted),
        };
        let found = order.find(|n| has(&entries[*n].sought) || hits.contains(&entries[*n].id));
        let Some(id) = found.map(|n| entries[n].id.clone()) else { return Came::NotFound };
        let lines = self.rows.len();
        self.show(&id);
        if self.rows.len() == lines { Came::Nothing } else { Came::Refill }
    }
}
