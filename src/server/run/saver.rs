//! A thread that does what is to be done with the files of saved sessions, one thing after the other:
//! a disk may be slow, and a long history takes a moment to be packed. It begins with the first thing
//! to do.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crate::model::answer::{Answer, Failed};
use crate::model::id::JobId;
use crate::model::saved::FileTask;

use super::shelf::Shelf;
use super::workers::{Answers, thread};

/// The thread.
pub struct Saver {
    socket: PathBuf,
    answers: Answers,
    /// What is there was this server's, or of one that it goes on for.
    goes_on: bool,
    running: Option<Running>,
}

/// What is to be done, where all files may take so many bytes.
type Todo = (JobId, FileTask, u64);

struct Running {
    tasks: Sender<Todo>,
    /// Closed when it has done everything.
    over: Receiver<()>,
}

impl Saver {
    /// One for the server at a socket.
    pub fn new(socket: PathBuf, answers: Answers) -> Self {
        Self { socket, answers, goes_on: false, running: None }
    }

    /// The server goes on for another one.
    pub fn goes_on(&mut self) {
        self.goes_on = true;
    }

    /// Has something done, where all files may take `limit` bytes.
    pub fn start(&mut self, job: JobId, task: FileTask, limit: u64) {
        if self.running.is_none() {
            self.running = self.begin();
        }
        let sent = self.running.as_ref().and_then(|it| it.tasks.send((job, task, limit)).ok());
        if sent.is_none() {
            let failed = Failed::new("the system has no thread to spare for saved sessions");
            self.answers.give(job, Answer::Failed(failed));
        }
    }

    fn begin(&self) -> Option<Running> {
        let (tasks, todo) = channel();
        let (done, over) = channel();
        let shelf =
            if self.goes_on { Shelf::of_next(&self.socket) } else { Shelf::of(&self.socket) };
        let answers = self.answers.clone();
        let work = move || {
            let _done: Sender<()> = done;
            do_all(shelf, &todo, &answers);
        };
        thread(work).ok()?;
        Some(Running { tasks, over })
    }

    /// All of it is done, or takes too long.
    pub fn finish(&mut self, patience: Duration) {
        if let Some(Running { tasks, over }) = self.running.take() {
            drop(tasks);
            let _: Result<(), RecvTimeoutError> = over.recv_timeout(patience);
        }
    }
}

/// Does all of it. When it is done the next server may have the files.
fn do_all(mut shelf: Result<Shelf, String>, todo: &Receiver<Todo>, answers: &Answers) {
    while let Ok((job, task, limit)) = todo.recv() {
        let answer = match &mut shelf {
            Ok(shelf) => answer(shelf, task, limit),
            Err(why) => Err(why.clone()),
        };
        answers.give(job, answer.unwrap_or_else(|why| Answer::Failed(Failed::new(why))));
    }
}

fn answer(shelf: &mut Shelf, task: FileTask, limit: u64) -> Result<Answer, String> {
    shelf.claim(matches!(task, FileTask::Save(_)), limit)?;
    match task {
        FileTask::Save(save) => shelf.write(*save)?,
        FileTask::Forget(sessions) => shelf.forget(&sessions),
        FileTask::ForgetServer => shelf.forget_server()?,
        FileTask::List => return Ok(Answer::Saved(shelf.list())),
        FileTask::Load(session) => return Ok(Answer::Kept(Box::new(shelf.load(&session)?))),
        FileTask::TakeServer => {
            let taken = shelf.take_server()?;
            return Ok(taken.map_or(Answer::Done, |kept| Answer::Kept(Box::new(kept))));
        }
    }
    Ok(Answer::Done)
}
