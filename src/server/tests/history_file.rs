//! The file of what was answered to prompts has at least what it had, whoever wrote it and whatever
//! becomes of servers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;
use crate::model::prompt::Kind;

/// Where this file is, none is written.
const FULL: &str = "/full";

/// Files by name; one without text cannot be read.
pub type Files = BTreeMap<PathBuf, Option<String>>;

impl World {
    /// Reads and writes files until nothing is asked for any more.
    pub fn keep_files(&mut self, files: &mut Files) {
        loop {
            let jobs = self.effects.extract_if(.., |effect| {
                let Effect::Job(_, job) = effect else { return false };
                matches!(job, JobEffect::ReadFileIfAny(..) | JobEffect::ReplaceFile { .. })
            });
            let jobs: Vec<Effect> = jobs.collect();
            if jobs.is_empty() {
                return;
            }
            for job in jobs {
                self.event(match job {
                    Effect::Job(id, JobEffect::ReadFileIfAny(path, _)) => Event::JobDone(
                        id,
                        match files.get(&path) {
                            None => Answer::File(Vec::new()),
                            Some(Some(text)) => Answer::File(text.clone().into_bytes()),
                            Some(None) => Answer::Failed(Failed::new("too large")),
                        },
                    ),
                    Effect::Job(id, JobEffect::ReplaceFile { .. })
                        if files.contains_key(&PathBuf::from(FULL)) =>
                    {
                        Event::JobDone(id, Answer::Failed(Failed::new("no space")))
                    }
                    Effect::Job(id, JobEffect::ReplaceFile { path, data }) => {
                        files.insert(path, Some(String::from_utf8(data).unwrap()));
                        Event::JobDone(id, Answer::Done)
                    }
                    other => panic!("{other:?}"),
                });
            }
        }
    }

    /// Somebody answers a prompt.
    pub fn answer_prompt(&mut self, kind: Kind, text: &str) {
        self.server.model.remember_answer(kind, text);
        self.server.read_changes();
        self.take_effects();
    }

    fn set_history_file(&mut self, name: &str) {
        self.ok(&["set", "-s", "history-file", name]);
    }

    fn was_told(&self, words: &str) -> bool {
        self.server.model.messages().iter().any(|(_, text)| text.contains(words))
    }
}

fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    files.get(&PathBuf::from(path)).and_then(|it| it.as_deref()).unwrap_or_default()
}

#[test]
fn what_is_answered_comes_after_what_the_file_says() {
    let (mut world, mut files) = (World::new(), Files::new());
    files.insert("/file".into(), Some("command:one\nsearch:what: this\ntwo\n".into()));
    world.answer_prompt(Kind::Command, "before");
    world.set_history_file("/file");
    world.keep_files(&mut files);
    let both = "command:one\ncommand:two\ncommand:before\nsearch:what: this\n";
    assert_eq!(text(&files, "/file"), both);
    assert_eq!(world.server.model.answers(Kind::Command), &["one", "two", "before"]);
    world.answer_prompt(Kind::Command, "one");
    world.answer_prompt(Kind::Command, "of\ntwo lines");
    world.answer_prompt(Kind::Search, "that");
    world.keep_files(&mut files);
    let all = "command:two\ncommand:before\ncommand:one\nsearch:what: this\nsearch:that\n";
    assert_eq!(text(&files, "/file"), all);
    world.ok(&["clear-prompt-history", "-T", "command"]);
    world.keep_files(&mut files);
    assert_eq!(text(&files, "/file"), "search:what: this\nsearch:that\n");
    // Where there is none yet all goes there.
    world.set_history_file("/other");
    world.keep_files(&mut files);
    assert_eq!(text(&files, "/other"), text(&files, "/file"));
}

#[test]
fn what_is_in_a_file_that_is_not_read_stays() {
    let (mut world, mut files) = (World::new(), Files::new());
    files.insert("/large".into(), None);
    world.set_history_file("/large");
    world.keep_files(&mut files);
    assert!(world.was_told("history-file is left alone: too large"));
    world.answer_prompt(Kind::Command, "one");
    world.ok(&["clear-prompt-history", "-T", "search"]);
    world.keep_files(&mut files);
    assert_eq!(files[&PathBuf::from("/large")], None);
    // What is not for pmux stays with the rest.
    let others = "target:%1\nwindow-target:@1\n";
    files.insert("/tmux".into(), Some(format!("command:two\n{others}")));
    world.set_history_file("/tmux");
    world.keep_files(&mut files);
    assert_eq!(text(&files, "/tmux"), format!("command:two\ncommand:one\n{others}"));
    assert_eq!(world.server.model.answers(Kind::Command), &["two", "one"]);
}

#[test]
fn servers_share_a_file() {
    let mut files = Files::new();
    let mut worlds = [World::new(), World::new()];
    for world in &mut worlds {
        world.set_history_file("/file");
        world.ok(&["set", "-s", "prompt-history-limit", "3"]);
        world.keep_files(&mut files);
    }
    for (at, answer) in ["a", "b", "c", "d"].into_iter().enumerate() {
        worlds[at % 2].answer_prompt(Kind::Command, answer);
        worlds[at % 2].keep_files(&mut files);
    }
    assert_eq!(text(&files, "/file"), "command:b\ncommand:c\ncommand:d\n");
}

#[test]
fn what_another_server_forgot_stays_forgotten() {
    let mut files = Files::new();
    let [mut one, mut other] = [World::new(), World::new()];
    one.set_history_file("/file");
    for answer in ["secret", "of\ntwo lines", "more"] {
        one.answer_prompt(Kind::Command, answer);
    }
    one.answer_prompt(Kind::Search, "what");
    one.keep_files(&mut files);
    other.set_history_file("/file");
    other.keep_files(&mut files);
    // By hand, a line; by a command, all of a kind.
    let text_of = |files: &Files| text(files, "/file").to_owned();
    let without = text_of(&files).replace("command:secret\n", "");
    files.insert("/file".into(), Some(without));
    other.ok(&["clear-prompt-history", "-T", "search"]);
    other.keep_files(&mut files);
    one.answer_prompt(Kind::Command, "next");
    one.keep_files(&mut files);
    assert_eq!(text_of(&files), "command:more\ncommand:next\n");
    // An answer of several lines is in no file, and stays where it was.
    let all = ["of\ntwo lines", "more", "next"];
    assert_eq!(one.server.model.answers(Kind::Command), &all);
    other.ok(&["clear-prompt-history"]);
    other.keep_files(&mut files);
    one.answer_prompt(Kind::Search, "that");
    one.keep_files(&mut files);
    assert_eq!(text_of(&files), "search:that\n");
}

#[test]
fn what_could_not_be_written_is_written_with_the_next() {
    let (mut world, mut files) = (World::new(), Files::new());
    world.set_history_file("/file");
    world.answer_prompt(Kind::Command, "secret");
    world.keep_files(&mut files);
    files.insert(FULL.into(), None);
    world.answer_prompt(Kind::Command, "one");
    world.keep_files(&mut files);
    world.ok(&["clear-prompt-history"]);
    world.keep_files(&mut files);
    world.answer_prompt(Kind::Command, "two");
    world.keep_files(&mut files);
    assert!(world.was_told("history-file: no space"));
    assert_eq!(world.server.model.answers(Kind::Command), &["two"]);
    assert_eq!(text(&files, "/file"), "command:secret\n");
    files.remove(&PathBuf::from(FULL));
    world.answer_prompt(Kind::Search, "what");
    world.keep_files(&mut files);
    assert_eq!(text(&files, "/file"), "command:two\nsearch:what\n");
    // However long that takes, there is no more of it than is remembered.
    files.insert(FULL.into(), None);
    world.ok(&["set", "-s", "prompt-history-limit", "3"]);
    for number in 0..9 {
        world.answer_prompt(Kind::Search, &number.to_string());
        world.keep_files(&mut files);
    }
    assert!(world.server.model.missing_answers().len() <= 4);
    files.remove(&PathBuf::from(FULL));
    world.answer_prompt(Kind::Search, "what");
    world.keep_files(&mut files);
    assert_eq!(text(&files, "/file"), "command:two\nsearch:7\nsearch:8\nsearch:what\n");
}

#[test]
fn no_more_is_written_than_can_be_read() {
    let (mut world, mut files) = (World::new(), Files::new());
    world.set_history_file("/file");
    for letter in "abcdefgh".chars() {
        world.answer_prompt(Kind::Command, &letter.to_string().repeat(300 << 10));
    }
    world.keep_files(&mut files);
    let newest: String = text(&files, "/file").lines().filter_map(|it| it.chars().last()).collect();
    assert_eq!(newest, "fgh");
}
