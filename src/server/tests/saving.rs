//! When sessions are saved, what is, and what comes back.

use super::*;
use crate::model::answer::Answer;
use crate::model::saved::{FileTask, Save};
use crate::saved::{Command, Identity, Kept, Session, decode, encode};

/// A world whose sessions are saved.
struct Saved {
    world: World,
}

impl Saved {
    fn new() -> Self {
        let mut world = World::new();
        world.server.save_sessions(false);
        let mut it = Self { world };
        // Whoever begins asks what there is.
        assert!(matches!(it.tasks().as_slice(), [(_, FileTask::List)]));
        it
    }

    /// What is to be done with files by now.
    fn tasks(&mut self) -> Vec<(JobId, FileTask)> {
        self.world.take_effects();
        let mut tasks = Vec::new();
        self.world.effects.retain(|effect| match effect {
            Effect::Job(job, JobEffect::Saved(task)) => {
                tasks.push((*job, task.clone()));
                false
            }
            _ => true,
        });
        tasks
    }

    /// Time passes until there is nothing to wait for but what is being written. What was given to be
    /// written meanwhile, which is not done yet.
    fn next(&mut self) -> Vec<(JobId, FileTask)> {
        for _ in 0..100 {
            let tasks = self.tasks();
            let Some(due) = self.world.server.saving_due().filter(|_| tasks.is_empty()) else {
                return tasks;
            };
            self.world.clock.millis = self.world.clock.millis.max(due);
            self.world.event(Event::Timer);
        }
        panic!("it comes to no end");
    }

    /// All is written that is to be, and said to be.
    fn settle(&mut self) -> Vec<FileTask> {
        let mut all = Vec::new();
        loop {
            let tasks = self.next();
            if tasks.is_empty() {
                return all;
            }
            for (job, task) in tasks {
                self.world.event(Event::JobDone(job, Answer::Done));
                all.push(task);
            }
        }
    }

    fn ask(&mut self, argv: &[&str]) -> ClientId {
        let client = self.world.ask(argv, None);
        self.world.event(Event::Gone(client));
        client
    }
}

fn session(task: &FileTask) -> Option<&Session> {
    match task {
        FileTask::Save(save) => match &save.kept {
            Kept::Session(session) => Some(session),
            Kept::Server(_) => None,
        },
        _ => None,
    }
}

fn names(tasks: &[FileTask]) -> Vec<&str> {
    tasks.iter().filter_map(session).map(|session| session.name.as_str()).collect()
}

#[test]
fn what_changed_is_saved_in_time_and_nobody_is_woken_for_what_has_not() {
    let mut it = Saved::new();
    let began = it.world.clock.millis;
    assert_eq!(it.world.server.saving_due(), Some(began + 15_000));
    assert_eq!(names(&it.settle()), ["build"]);
    assert_eq!(it.world.server.saving_due(), None);
    // Whoever only asks changes nothing.
    it.ask(&["list-sessions"]);
    assert_eq!(it.world.server.saving_due(), None);
    it.ask(&["new-session", "-d", "-s", "other"]);
    assert_eq!(names(&it.settle()), ["other"]);
    let now = it.world.clock.millis;
    it.world.output("something");
    it.world.clock.millis += 5000;
    it.world.output("more");
    assert_eq!(it.world.server.saving_due(), Some(now + 15_000));
    assert_eq!(names(&it.settle()), ["build"]);
    it.ask(&["set-buffer", "copied"]);
    let tasks = it.settle();
    let [FileTask::Save(save)] = tasks.as_slice() else { panic!("{tasks:?}") };
    assert!(matches!(&save.kept, Kept::Server(server) if server.buffers[0].data == b"copied"));
}

#[test]
fn a_session_that_has_another_name_is_the_same() {
    let mut it = Saved::new();
    it.settle();
    it.ask(&["rename-session", "-t", "build", "work"]);
    // Its file is to have the new name before anything happens to the server.
    assert_eq!(it.world.server.saving_due(), Some(it.world.clock.millis));
    let tasks = it.settle();
    let [FileTask::Save(save)] = tasks.as_slice() else { panic!("{tasks:?}") };
    let before = Identity { name: "build".into(), created: 1_700_000_001 };
    assert_eq!((names(&tasks), &save.before), (vec!["work"], &Some(before)));
}

#[test]
fn a_session_that_ends_is_forgotten_but_not_with_the_machine() {
    let mut it = Saved::new();
    it.ask(&["new-session", "-d", "-s", "other"]);
    it.settle();
    let files = |names: &[&str]| -> FileTask {
        let of = |name: &&str| Identity { name: (*name).into(), created: 1_700_000_001 };
        FileTask::Forget(names.iter().map(of).collect())
    };
    it.ask(&["kill-session", "-t", "other"]);
    assert_eq!(it.settle(), [files(&["other"])]);
    // Its program is told to end, and so are we a moment later.
    it.ask(&["new-session", "-d", "-s", "third"]);
    it.settle();
    let pane = it.world.server.model.graph.panes().next_back().unwrap();
    let (id, pid) = (pane.id, pane.run.pid.unwrap());
    it.world.event(Event::Exited(pid, Ended::Exited(0)));
    it.world.event(Event::Drained(id));
    assert_eq!(it.world.server.model.graph.sessions().len(), 1);
    it.world.clock.millis += 1000;
    it.world.output("last words");
    it.world.event(Event::Terminate);
    it.world.server.end_saving(true);
    let tasks: Vec<FileTask> = it.tasks().into_iter().map(|(_, task)| task).collect();
    assert_eq!((names(&tasks), tasks.len()), (vec!["build"], 1));
    // Whoever kills the server wants nothing of it back.
    let mut it = Saved::new();
    it.ask(&["set-buffer", "copied"]);
    it.settle();
    it.ask(&["kill-server"]);
    it.world.server.end_saving(false);
    let tasks: Vec<FileTask> = it.tasks().into_iter().map(|(_, task)| task).collect();
    assert_eq!(tasks, [files(&["build"]), FileTask::ForgetServer]);
}

#[test]
fn what_cannot_be_saved_is_told_once_and_tried_ever_less_often() {
    let mut it = Saved::new();
    let (mut pauses, mut told) = (Vec::new(), Vec::new());
    for _ in 0..9 {
        let before = it.world.clock.millis;
        let tasks = it.next();
        pauses.push((it.world.clock.millis - before) / 1000);
        let failed = Failed::new("/x: No space left on device");
        it.world.event(Event::JobDone(tasks[0].0, Answer::Failed(failed)));
        told = it.world.server.model.messages().iter().map(|(_, text)| text.to_owned()).collect();
    }
    assert_eq!(pauses, [15, 15, 30, 60, 120, 240, 480, 900, 900]);
    assert_eq!(told, ["sessions are not saved: /x: No space left on device"]);
    assert_eq!(names(&it.settle()), ["build"]);
    assert_eq!(it.world.server.model.saved.failed, None);
}

#[test]
fn nothing_is_saved_where_nobody_wants_it() {
    let mut it = Saved::new();
    it.settle();
    it.ask(&["set-option", "-s", "restore", "off"]);
    assert!(matches!(&it.settle()[0], FileTask::Forget(files) if files.len() == 1));
    it.world.output("secret");
    assert_eq!(it.world.server.saving_due(), None);
    it.world.event(Event::Terminate);
    it.world.server.end_saving(true);
    assert_eq!(it.tasks(), []);
}

/// A file, as it would be read.
fn through_a_file(kept: Kept) -> Kept {
    decode(&encode(&kept, 5)).unwrap().1
}

#[test]
fn a_session_comes_back_as_it_was() {
    let mut it = Saved::new();
    for argv in [
        &["new-window", "-n", "edit", "-t", "build:7", "vi", "notes"][..],
        &["split-window", "-h", "-t", "build:7", "-l", "20", "-c", "/tmp"],
        &["select-pane", "-t", "build:7.0", "-T", "a title"],
        &["resize-pane", "-Z", "-t", "build:7.0"],
        &["set-option", "-t", "build", "base-index", "3"],
        &["set-option", "-w", "-t", "build:7", "mode-keys", "vi"],
        &["set-option", "-p", "-t", "build:7.0", "@own", "x"],
        &["set-environment", "-t", "build", "A", "1"],
        &["set-option", "-g", "status-left", "mine"],
        &["set-buffer", "copied"],
    ] {
        it.ask(argv);
    }
    it.world.output("\x1b[31mred\x1b[m\r\n$ ");
    let tasks = it.settle();
    let kept = |of_session| {
        let of_kind = |task: &&FileTask| match task {
            FileTask::Save(save) => matches!(save.kept, Kept::Session(_)) == of_session,
            _ => false,
        };
        match tasks.iter().rfind(of_kind) {
            Some(FileTask::Save(save)) => save.kept.clone(),
            other => panic!("{other:?}"),
        }
    };
    let Kept::Session(session) = through_a_file(kept(true)) else { panic!("a session") };
    let Kept::Server(server) = through_a_file(kept(false)) else { panic!("a server's") };
    assert_eq!(
        session.windows[1].panes[0].command,
        Command::Words(vec!["vi".into(), "notes".into()])
    );

    let print = |world: &mut World, argv: &[&str]| {
        world.effects.clear();
        let client = world.ask(argv, None);
        let printed = world.effects.iter().filter_map(|effect| match effect {
            Effect::Client(_, ClientEffect::Stdout(bytes)) => {
                Some(String::from_utf8_lossy(bytes).into_owned())
            }
            _ => None,
        });
        let printed: String = printed.collect();
        world.event(Event::Gone(client));
        printed
    };
    let mut after = World::new();
    after.ask(&["kill-session", "-t", "build"], None);
    after.effects.clear();
    after.server.model.restore_session(session.clone(), 5, None).unwrap();
    after.server.model.take_up_server(server);
    after.server.read_changes();
    after.take_effects();
    for argv in [
        &[
            "list-windows",
            "-t",
            "build",
            "-F",
            "#{window_index} #{window_name} #{window_layout} #{window_zoomed_flag} #{window_active}",
        ][..],
        &[
            "list-panes",
            "-s",
            "-t",
            "build",
            "-F",
            "#{pane_index} #{pane_width}x#{pane_height} #{pane_active} #{pane_start_path} #{@own}",
        ],
        &["show-options", "-t", "build"],
        &["show-options", "-w", "-t", "build:7"],
        &["show-environment", "-t", "build", "A"],
        &["show-options", "-gv", "status-left"],
        &["show-buffer"],
    ] {
        let expect = print(&mut it.world, argv);
        let ids = |text: &str| text.replace(char::is_numeric, "");
        let (expect, found) = (expect.as_str(), print(&mut after, argv));
        // Numbers of panes, and so the sums of layouts, are others.
        match argv[0] {
            "list-windows" => assert_eq!(ids(&found).len(), ids(expect).len(), "{found} {expect}"),
            _ => assert_eq!(found, expect, "{argv:?}"),
        }
    }
    // The shells run, what else there was waits for a key, and says so.
    let spawned = after.effects.iter().any(|effect| matches!(effect, Effect::Pane(..)));
    assert!(!spawned, "all were asked for before");
    let states = print(&mut after, &["list-panes", "-s", "-F", "#{pane_dead}#{pane_pid}"]);
    let pids: Vec<bool> = states.lines().map(|line| line.len() > 1).collect();
    assert_eq!(pids, [true, false, true], "{states}");
    let shown = print(&mut after, &["capture-pane", "-p", "-t", "build:3"]);
    let shown = if shown.is_empty() {
        print(&mut after, &["capture-pane", "-p", "-t", "build:0"])
    } else {
        shown
    };
    assert!(shown.starts_with("red\n$\n[restored as it was on Thu 01 Jan 1970"), "{shown}");
    let shown = print(&mut after, &["capture-pane", "-p", "-t", "build:7.0"]);
    assert!(shown.contains("press Enter to run again: vi notes"), "{shown}");
}

#[test]
fn a_program_that_waits_runs_at_a_key_and_only_then() {
    let mut it = Saved::new();
    it.ask(&["respawn-pane", "-k", "-t", "build", "make; make install"]);
    let tasks = it.settle();
    let session = tasks.iter().filter_map(session).next_back().unwrap().clone();
    let mut after = World::new();
    after.ask(&["kill-session", "-t", "build"], None);
    after.server.model.restore_session(session.clone(), 5, None).unwrap();
    let again = after.server.model.restore_session(session, 5, None);
    assert!(again.unwrap_err().to_string().contains("another session is called build"));
    after.server.read_changes();
    after.effects.clear();
    after.take_effects();
    let mut screen = after.attach(&[], SIZE);
    after.show(&mut [&mut screen]);
    let spawns = |world: &World| {
        let spawns = |it: &&Effect| matches!(it, Effect::Pane(_, PaneEffect::Spawn(_)));
        world.effects.iter().filter(spawns).count()
    };
    after.type_(&screen, "yes");
    after.ask(&["send-keys", "-t", "build", "Enter"], None);
    assert_eq!(spawns(&after), 0);
    after.key(&screen, KeyCode::Enter, Modifiers::empty());
    assert_eq!(spawns(&after), 1);
    let pane = after.server.model.graph.panes().next().unwrap();
    assert!(!pane.is_dead() && !pane.terminal.screen_text().concat().contains("press Enter"));
}

#[test]
fn a_shell_that_cannot_be_started_takes_nothing_with_it() {
    let mut it = Saved::new();
    it.world.output("history\r\n");
    let tasks = it.settle();
    let session = tasks.iter().filter_map(session).next_back().unwrap().clone();
    let mut after = World::new();
    after.ask(&["kill-session", "-t", "build"], None);
    let id = after.server.model.restore_session(session, 5, None).unwrap();
    let pane = after.server.model.panes_of(id).next().unwrap();
    let failed = Failed { reason: "/bin/fish: No such file or directory".into(), status: 127 };
    after.server.handle(Event::Spawned(pane, Err(failed)), after.clock);
    let shown = after.server.model.graph[pane].terminal.screen_text().join("\n");
    assert!(shown.starts_with("history"), "{shown}");
    assert!(shown.contains("/bin/fish: No such file or directory\npress Enter"), "{shown}");
}

/// What is given to be written, whatever of it is none of ours.
#[test]
fn what_is_saved_can_be_read() {
    let mut it = Saved::new();
    it.ask(&["new-session", "-d", "-s", "x y/ü", "--", "printf", "%s", ""]);
    it.ask(&["set-option", "-s", "command-alias", ""]);
    for task in it.settle() {
        if let FileTask::Save(save) = task {
            let Save { kept, at, .. } = *save;
            let read = decode(&encode(&kept, at)).map(|(_, kept)| kept);
            assert_eq!(read, Ok(kept));
        }
    }
}
