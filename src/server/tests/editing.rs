//! Editing what is chosen: the value goes into a file and back by the server alone, byte for byte, and what
//! cannot be set is kept.

use super::*;
use crate::model::answer::{Answer, Ran};
use crate::model::client::Overlay as Shown;
use crate::model::id::JobId;

const FILE: &str = "/tmp/pmux-1/text";
const EDITOR: PaneId = PaneId(1);

impl World {
    /// Answers the last job that `which` finds something in.
    fn answer_job<T>(
        &mut self,
        which: impl Fn(&JobEffect) -> Option<T>,
        answer: impl FnOnce(&T) -> Answer,
    ) -> T {
        let find = |effect: &Effect| match effect {
            Effect::Job(job, effect) => which(effect).map(|found| (*job, found)),
            _ => None,
        };
        let found: Option<(JobId, T)> = self.effects.iter().rev().find_map(find);
        let (job, found) = found.expect("a job");
        let answer = answer(&found);
        self.effects.clear();
        self.event(Event::JobDone(job, answer));
        found
    }

    /// The text is laid out for the editor, which starts.
    pub fn laid_out(&mut self) -> Vec<u8> {
        let written = |it: &JobEffect| match it {
            JobEffect::WriteApart(text) => Some(text.clone()),
            _ => None,
        };
        self.answer_job(written, |_| Answer::Path(FILE.into()))
    }

    /// The editor ends, and the file is read.
    pub fn edited(&mut self, ended: Ended, now: Result<&[u8], &str>) {
        self.event(Event::Exited(101, ended));
        self.event(Event::Drained(EDITOR));
        self.read(now);
    }

    fn read(&mut self, now: Result<&[u8], &str>) {
        let read = |it: &JobEffect| match it {
            JobEffect::ReadFile(path, _) => Some(path.clone()),
            _ => None,
        };
        let path = self.answer_job(read, |_| match now {
            Ok(text) => Answer::File(text.to_vec()),
            Err(reason) => Answer::Failed(Failed::new(reason)),
        });
        assert_eq!(path.to_str(), Some(FILE));
    }

    /// Whether the file is removed, with all beside it or alone.
    pub fn removed(&self) -> Option<bool> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Job(_, JobEffect::RemoveApart { path, all }) => {
                assert_eq!(path.to_str(), Some(FILE));
                Some(*all)
            }
            _ => None,
        })
    }

    fn message(&self, screen: &Screen) -> Option<&str> {
        match self.server.model.graph.display(screen.client)?.overlay.as_ref()? {
            Shown::Message { text, .. } => Some(text),
            _ => None,
        }
    }

    pub fn buffer(&self, name: &str) -> Option<&[u8]> {
        self.server.model.buffers().get(Some(name)).map(|it| it.data.as_slice())
    }

    fn press_keys(&mut self, screen: &Screen, keys: &str) {
        for key in keys.chars() {
            self.key(screen, KeyCode::Char(key), Modifiers::empty());
        }
    }

    /// A buffer that is being edited by somebody.
    fn editing(dialect: Dialect, name: &str, text: &str) -> (Self, Screen) {
        let mut world = World::speaking(dialect);
        let screen = world.attach(&[], SIZE);
        world.ok(&["set-option", "-g", "editor", "vim -u NONE"]);
        world.ok(&["set-buffer", "-b", name, text]);
        world.ok(&["choose-buffer", "-t", "%0"]);
        world.ok(&["send-keys", "-X", "-t", "%0", "edit"]);
        assert_eq!(world.laid_out(), text.as_bytes());
        (world, screen)
    }
}

#[test]
fn a_shell_is_told_of_the_editor_and_the_file_and_of_nothing_else() {
    for dialect in [Dialect::Pmux, Dialect::Tmux] {
        let (mut world, screen) = World::editing(dialect, "x|id>/tmp/pwned", "a 'secret'");
        let spawned = world.effects.iter().find_map(|effect| match effect {
            Effect::Pane(EDITOR, PaneEffect::Spawn(spawn)) => Some(format!("{:?}", spawn.program)),
            _ => None,
        });
        let spawned = spawned.expect("an editor");
        assert!(spawned.contains("\"vim -u NONE '/tmp/pmux-1/text'\""), "{spawned}");
        let asked = format!("{:?}", world.effects);
        assert!(!asked.contains("secret") && !asked.contains("pwned"), "{asked}");
        world.edited(Ended::Exited(0), Ok(b"another;\n"));
        assert_eq!(world.buffer("x|id>/tmp/pwned"), Some(&b"another;"[..]));
        assert_eq!((world.removed(), world.message(&screen)), (Some(true), None));
    }
}

#[test]
fn what_an_editor_did_not_alter_is_as_it_was_and_what_it_did_comes_back_whole() {
    for (before, now, after) in [
        ("text", &b"text"[..], &b"text"[..]),
        ("text", b"text\n", b"text"),
        ("text\n", b"text\n", b"text\n"),
        ("text\n\n", b"text\n\n", b"text\n\n"),
        ("text\n", b"other", b"other"),
        ("text", b"\xff\n\n", b"\xff\n"),
        ("text", b"", b"text"),
    ] {
        let (mut world, screen) = World::editing(Dialect::Pmux, "one", before);
        world.edited(Ended::Exited(0), Ok(now));
        assert_eq!(world.buffer("one"), Some(after), "{before:?} {now:?}");
        assert_eq!(world.removed(), Some(true));
        assert_eq!(world.message(&screen).is_some(), now.is_empty());
    }
}

#[test]
fn what_was_written_and_cannot_be_set_is_kept_and_that_is_told() {
    let kept = |ended, now: &[u8], meanwhile: &[&str]| {
        let (mut world, screen) = World::editing(Dialect::Pmux, "one", "text");
        if !meanwhile.is_empty() {
            world.ok(meanwhile);
        }
        world.edited(ended, Ok(now));
        let told = world.message(&screen).map(str::to_owned);
        (told, world.removed(), world.buffer("one").map(<[u8]>::to_vec))
    };
    let (text, other) = (Some(b"text".to_vec()), Some(b"other".to_vec()));
    let is_kept =
        |reason: &str| Some(format!("{reason}: what was written is kept in /tmp/pmux-1/text"));
    let failed = "the editor ended with status 1";
    assert_eq!(kept(Ended::Exited(1), b"new", &[]), (is_kept(failed), None, text.clone()));
    // Until it is known what else there is.
    assert_eq!(kept(Ended::Exited(1), b"text", &[]), (None, Some(false), text.clone()));
    let gone = is_kept("buffer one is no more what it was");
    let delete = ["delete-buffer", "-b", "one"];
    assert_eq!(kept(Ended::Exited(0), b"new", &delete), (gone.clone(), None, None));
    let set = ["set-buffer", "-b", "one", "other"];
    assert_eq!(kept(Ended::Exited(0), b"new", &set), (gone, None, other));

    let (mut world, screen) = World::editing(Dialect::Pmux, "one", "text");
    world.edited(Ended::Exited(0), Err("/tmp/pmux-1/text: Permission denied"));
    assert_eq!(world.message(&screen), Some("/tmp/pmux-1/text: Permission denied"));
    assert_eq!(world.removed(), None);
}

#[test]
fn what_an_editor_has_beside_an_unaltered_file_is_told_of() {
    let told = |answer: Answer| {
        let (mut world, screen) = World::editing(Dialect::Pmux, "one", "text");
        world.edited(Ended::Exited(1), Ok(b"text"));
        let remove = |it: &JobEffect| match it {
            JobEffect::RemoveApart { path, all: false } => Some(path.clone()),
            _ => None,
        };
        world.answer_job(remove, |_| answer.clone());
        world.message(&screen).map(str::to_owned)
    };
    let failed = "the editor ended with status 1";
    let left = format!("{failed}: what it left is in /tmp/pmux-1");
    assert_eq!(told(Answer::Done).as_deref(), Some(failed));
    assert_eq!(told(Answer::Path("/tmp/pmux-1".into())), Some(left.clone()));
    assert_eq!(told(Answer::Failed(Failed::new("denied"))), Some(left));
    // What it is hung up on for is yet to be written: all stays.
    let (mut world, screen) = World::editing(Dialect::Pmux, "one", "text");
    world.event(Event::Message(screen.client, ClientMessage::Leaving));
    world.event(Event::Gone(screen.client));
    world.read(Ok(b"text"));
    assert_eq!(world.removed(), None);
    let told = format!("{:?}", world.server.model.messages());
    assert!(told.contains("the editor was closed: what it left is in /tmp/pmux-1"), "{told}");
}

#[test]
fn who_goes_leaves_what_they_wrote() {
    let (mut world, screen) = World::editing(Dialect::Pmux, "one", "text");
    world.event(Event::Message(screen.client, ClientMessage::Leaving));
    world.event(Event::Gone(screen.client));
    world.read(Ok(b"new"));
    assert_eq!((world.buffer("one"), world.removed()), (Some(&b"text"[..]), None));
    let told = format!("{:?}", world.server.model.messages());
    assert!(told.contains("the editor was closed: what was written is kept in"), "{told}");
    // In a window it goes on.
    let (mut world, screen) = World::editing(Dialect::Tmux, "one", "text");
    world.event(Event::Message(screen.client, ClientMessage::Leaving));
    world.event(Event::Gone(screen.client));
    world.edited(Ended::Exited(0), Ok(b"new\n"));
    assert_eq!((world.buffer("one"), world.removed()), (Some(&b"new"[..]), Some(true)));
}

#[test]
fn where_there_is_no_room_for_an_editor_that_is_told_and_nothing_is_written() {
    for dialect in [Dialect::Pmux, Dialect::Tmux] {
        let mut world = World::speaking(dialect);
        let _screen = world.attach(&[], SIZE);
        world.ok(&["set-buffer", "-b", "one", "text"]);
        world.ok(&["choose-buffer", "-t", "%0"]);
        let (words, taken): (&[&str], _) = match dialect {
            Dialect::Pmux => (&["display-popup", "program"], "there is a popup already"),
            Dialect::Tmux => (&["new-pane", "-O", "program"], "a pane has the window to itself"),
        };
        let modal = world.ask(words, None);
        assert!(!matches!(world.exit_of(modal), Some(1)), "{:?}", world.effects);
        world.effects.clear();
        let client = world.ask(&["send-keys", "-X", "-t", "%0", "edit"], None);
        assert_eq!(world.exit_of(client), Some(1));
        let said = format!("{:?}", world.effects);
        let bytes = format!("{:?}", taken.as_bytes());
        assert!(said.contains(bytes.trim_matches(['[', ']'])), "{said}");
        assert!(!said.contains("WriteApart"), "{said}");
    }
    // Or where somebody was faster.
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    world.ok(&["set-buffer", "-b", "one", "text"]);
    world.ok(&["choose-buffer", "-t", "%0"]);
    world.ok(&["send-keys", "-X", "-t", "%0", "edit"]);
    let popup = world.ask(&["display-popup", "program"], None);
    assert_eq!(world.exit_of(popup), None);
    world.laid_out();
    assert_eq!(world.removed(), Some(true));
    let told = world.message(&screen).unwrap_or_default();
    assert!(told.starts_with("there is a popup already"), "{told}");
}

#[test]
fn values_of_all_kinds_are_edited() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    let edit = |world: &mut World, set: &[&str], condition: &str, down: usize, now: &[u8]| {
        world.ok(set);
        world.ok(&["customize-mode", "-t", "build:", "-f", condition]);
        for _ in 0..down {
            world.key(&screen, KeyCode::Down, Modifiers::empty());
        }
        world.key(&screen, KeyCode::Right, Modifiers::empty());
        world.key(&screen, KeyCode::Down, Modifiers::empty());
        world.press_keys(&screen, "e");
        let before = world.laid_out();
        let editor = world.server.model.graph.panes().map(|it| it.id).max().unwrap();
        world.event(Event::Exited(100 + editor.0 as i32, Ended::Exited(0)));
        world.event(Event::Drained(editor));
        world.read(Ok(now));
        world.ok(&["send-keys", "-X", "-t", "build:", "cancel"]);
        String::from_utf8(before).unwrap()
    };
    let option = "#{==:#{option_name},@semi}";
    let set = ["set", "-s", "@semi", "a\\;"];
    let value = |world: &World| world.server.model.server().user("@semi");
    assert_eq!(edit(&mut world, &set, option, 0, b"a;"), "a;");
    assert_eq!(value(&world).as_deref(), Some("a;"));
    edit(&mut world, &set, option, 0, b"a;\n\nb;\n");
    assert_eq!(value(&world).as_deref(), Some("a;\n\nb;"));
    edit(&mut world, &set, option, 0, b"\xff");
    assert_eq!(value(&world), Some(crate::visible::decoded(b"\xff")));
    edit(&mut world, &set, option, 0, b"\0");
    assert_eq!(value(&world).as_deref(), Some("a;"));
    let told = world.message(&screen).unwrap_or_default();
    assert!(told.starts_with("the file holds more than text: what was written is kept"), "{told}");

    let secret = ["set-environment", "-gh", "MYTOKEN", "se'cret"];
    let variable = "#{==:#{environment_name},MYTOKEN}";
    assert_eq!(edit(&mut world, &secret, variable, 5, b"other\n"), "se'cret");
    let variable = world.server.model.environment.variable("MYTOKEN").unwrap();
    assert_eq!((variable.value.as_deref(), variable.hidden), (Some("other"), true));
}

#[test]
fn what_a_key_began_in_the_background_goes_on_without_its_client() {
    let mut world = World::new();
    let screen = world.attach(&[], SIZE);
    world.ok(&["bind-key", "-n", "M-b", "if-shell", "-b", "true", "set -s @done yes"]);
    world.key(&screen, KeyCode::Char('b'), Modifiers::ALT);
    world.event(Event::Message(screen.client, ClientMessage::Leaving));
    world.event(Event::Gone(screen.client));
    let run = |it: &JobEffect| matches!(it, JobEffect::Run(_)).then_some(());
    world.answer_job(run, |()| Answer::Ran(Ran { status: 0, output: Vec::new() }));
    assert_eq!(world.server.model.server().user("@done").as_deref(), Some("yes"));
}
