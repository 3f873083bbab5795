//! What programs ask that the terminals of those who look are to answer.

use super::*;
use crate::protocol::message::{Question, TtyReport};

impl World {
    /// What the terminals of displays are asked now.
    fn questions(&mut self) -> Vec<(ClientId, Question)> {
        let outs = self.next_outs(|_| Room::Empty);
        let questions = outs.into_iter().filter_map(|(client, out)| match out {
            Out::View(ServerMessage::Ask(question)) => Some((client, question)),
            _ => None,
        });
        questions.collect()
    }

    fn answer(&mut self, client: ClientId, report: TtyReport) {
        self.event(Event::Message(client, ClientMessage::Tty(report)));
    }

    /// What the program of the first pane was told since the last look.
    fn told_program(&mut self) -> String {
        let effects = std::mem::take(&mut self.effects);
        let told = effects.into_iter().filter_map(|effect| match effect {
            Effect::Pane(PaneId(0), PaneEffect::Write(bytes)) => Some(bytes),
            _ => None,
        });
        told.map(|bytes| String::from_utf8(bytes).expect("text")).collect()
    }
}

#[test]
fn an_entry_of_the_palette_is_told_as_a_terminal_has_it_and_in_the_order_of_questions() {
    let mut world = World::speaking(Dialect::Tmux);
    world.output("\x1b]4;99;?\x07");
    assert_eq!(world.told_program(), "", "nobody looks");
    let screen = world.attach(&[], SIZE);
    world.questions();
    world.output("\x1b[5n\x1b]4;99;?\x1b\\\x1b[6n\x1b]4;1;?\x07\x1b[5n");
    assert_eq!(world.told_program(), "\x1b[0n");
    let expect = [99, 1].map(|index| (screen.client, Question::Palette(index)));
    assert_eq!(world.questions(), expect);
    // What was not asked, or is asked of another, is no answer.
    world.answer(screen.client, TtyReport::Palette(7, 0, 0, 0));
    world.answer(ClientId(4711), TtyReport::Palette(99, 0, 0, 0));
    world.answer(screen.client, TtyReport::Selection(b"rm".to_vec()));
    assert_eq!(world.told_program(), "");
    world.answer(screen.client, TtyReport::Palette(99, 1, 2, 3));
    assert_eq!(world.told_program(), "\x1b]4;99;rgb:0101/0202/0303\x1b\\\x1b[1;1R");
    assert!(world.server.deadline().is_some());
    world.clock.millis += 500;
    world.event(Event::Timer);
    assert_eq!(world.told_program(), "\x1b[0n", "an answer that does not come is given up");
    world.answer(screen.client, TtyReport::Palette(1, 1, 2, 3));
    assert_eq!(world.told_program(), "", "it is too late");
}

#[test]
fn a_clipboard_is_asked_for_where_a_person_wants_that() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    world.questions();
    world.ask(&["set", "-s", "set-clipboard", "on"], None);
    for (how, asks, buffers) in
        [("off", false, 0), ("buffer", false, 0), ("request", true, 0), ("both", true, 1)]
    {
        world.ask(&["set", "-s", "get-clipboard", how], None);
        world.output("\x1b]52;p;?\x07");
        let expect = [(screen.client, Question::Selection(Some('p')))];
        assert_eq!(world.questions(), if asks { &expect[..] } else { &[] }, "{how}");
        assert_eq!(world.told_program(), "");
        world.answer(screen.client, TtyReport::Selection(b"text".to_vec()));
        let told = if asks { "\x1b]52;p;dGV4dA==\x07" } else { "" };
        assert_eq!(world.told_program(), told, "{how}");
        assert_eq!(world.server.model.buffers().iter().count(), buffers, "{how}");
    }
    // What is wanted counts when the answer comes.
    world.output("\x1b]52;c;?\x07\x1b[5n");
    world.ask(&["set", "-s", "get-clipboard", "off"], None);
    world.answer(screen.client, TtyReport::Selection(b"text".to_vec()));
    assert_eq!(world.told_program(), "\x1b[0n");
}

#[test]
fn what_waits_behind_a_question_is_told_before_a_server_is_replaced() {
    let mut world = World::speaking(Dialect::Tmux);
    let screen = world.attach(&[], SIZE);
    world.questions();
    world.output("\x1b]4;99;?\x1b\\\x1b[6n\x1b]4;1;?\x07\x1b[5n");
    world.server.give_up_questions(u64::MAX);
    world.take_effects();
    assert_eq!(world.told_program(), "\x1b[1;1R\x1b[0n");
    assert!(world.server.inquiries.due().is_none());
    world.answer(screen.client, TtyReport::Palette(99, 1, 2, 3));
    assert_eq!(world.told_program(), "");
}

#[test]
fn a_person_hears_why_they_do_not_have_their_clipboard() {
    let check = |dialect: Dialect, report: Option<TtyReport>, words: Option<&str>| {
        let mut world = World::speaking(dialect);
        let mut screen = world.attach(&[], SIZE);
        world.settle(&mut screen);
        world.ok(&["refresh-client", "-l", "-t", "/dev/pts/1"]);
        match report {
            Some(report) => world.answer(screen.client, report),
            None => {
                world.clock.millis = world.server.inquiries.due().expect("it waits");
                world.event(Event::Timer);
            }
        }
        world.show(&mut [&mut screen]);
        let told = screen.view.overlay.as_ref().and_then(Overlay::message);
        let told = told.as_deref().map(|it| it.split(':').next().unwrap_or_default().trim());
        assert_eq!(told, words, "{dialect:?}");
    };
    let empty = || Some(TtyReport::Selection(Vec::new()));
    check(Dialect::Pmux, empty(), Some("The clipboard is empty"));
    check(Dialect::Pmux, None, Some("The terminal does not tell its clipboard"));
    check(Dialect::Tmux, empty(), None);
    check(Dialect::Tmux, None, None);
    let large = TtyReport::Selection(vec![b'x'; 65 << 20]);
    check(Dialect::Pmux, Some(large), Some("Not copied"));
}

#[test]
fn a_person_has_their_clipboard_as_a_buffer() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    world.questions();
    world.answer(screen.client, TtyReport::Selection(b"unasked".to_vec()));
    assert!(world.server.model.buffers().get(None).is_none());
    world.ok(&["refresh-client", "-l", "-t", "/dev/pts/1"]);
    assert_eq!(world.questions(), [(screen.client, Question::Selection(None))]);
    world.answer(screen.client, TtyReport::Selection(b"theirs".to_vec()));
    let newest = world.server.model.buffers().get(None).map(|buffer| buffer.data.to_vec());
    assert_eq!(newest.as_deref(), Some(&b"theirs"[..]));
}
