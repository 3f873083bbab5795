//! What queues wait for: who goes on when it has happened, and what becomes of it when whoever waited is
//! gone.

use super::{Origin, Queue, QueueId, Server};
use crate::command::Wait;
use crate::model::answer::Answer;
use crate::model::id::ClientId;

impl Server {
    /// What was waited for has happened: the queues that waited go on.
    pub fn wake(&mut self, what: &Wait, answer: &Answer) {
        let waiting = |(id, queue): (&QueueId, &Queue)| {
            queue.waits.as_ref().is_some_and(|it| it.is_met_by(what)).then_some(*id)
        };
        let woken: Vec<QueueId> = self.queues.iter().filter_map(waiting).collect();
        for id in woken {
            if let Some(queue) = self.queues.remove(&id) {
                self.advance(id, queue, Some(answer.clone()));
            }
        }
    }

    /// Whether somebody waits for something.
    pub fn is_waited_for(&self, what: &Wait) -> bool {
        self.queues.values().filter_map(|queue| queue.waits.as_ref()).any(|it| it.is_met_by(what))
    }

    /// The queues that wait for a channel or for something in a pane go on where that was signalled,
    /// or has happened.
    pub fn wake_waiting(&mut self) {
        loop {
            let watches = self.model.watches.take_woken().into_iter().map(Wait::Watch);
            let waiters = self.model.waiters.take_woken().into_iter().map(Wait::Happening);
            let channels = self.model.take_woken_channels().into_iter().map(Wait::Channel);
            let asked = self.model.askers.take_woken().into_iter().map(Wait::Prompt);
            let woken: Vec<Wait> = watches.chain(waiters).chain(channels).chain(asked).collect();
            if woken.is_empty() {
                return;
            }
            for wait in &woken {
                self.wake(wait, &Answer::Done);
            }
        }
    }

    /// Forgets the queues of a client that is gone. What goes on in the background is nobody's from now
    /// on, but for that of who was let in: it ends with what they may.
    pub fn forget_queues(&mut self, client: ClientId) {
        self.steps.retain(|(_, queue)| !queue.is_of(client));
        let is_guest = self.model.graph.client(client).is_some_and(|it| it.guest.is_some());
        let goes_on = |it: &&mut Queue| it.in_background && !is_guest && it.is_of(client);
        for queue in self.queues.values_mut().filter(goes_on) {
            queue.origin = Origin::Hook;
            queue.scopes.iter_mut().for_each(|scope| scope.origin = Origin::Hook);
        }
        let (gone, stay) =
            std::mem::take(&mut self.queues).into_iter().partition(|(_, it)| it.is_of(client));
        self.queues = stay;
        for (_, queue) in gone {
            match queue.waits {
                Some(Wait::Channel(channel)) => self.model.channels_mut().give_up(&channel),
                Some(Wait::Watch(watch)) => self.model.watches.give_up(watch),
                Some(Wait::Prompt(asker)) => drop(self.model.askers.take(asker)),
                Some(Wait::Happening(waiter)) => self.model.waiters.give_up(waiter),
                Some(Wait::ChannelOrWatch(channel, watch)) => {
                    self.model.channels_mut().give_up(&channel);
                    self.model.watches.give_up(watch);
                }
                _ => {}
            }
        }
    }
}
