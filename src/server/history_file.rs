//! The file in which what was answered to prompts is kept (`history-file`), by whichever servers have
//! the same: it is read before each time that it is written, and what was answered here since comes after
//! what it says. So nothing is lost that another server wrote, nothing comes back that another one
//! forgot, nor is any file replaced that could not be read.
//!
//! Nobody waits for it. What fails is told in the messages; a file that could not be read is left alone
//! until the option names another one.

use std::path::PathBuf;

use crate::model::answer::Answer;
use crate::model::answers::MOST_READ;
use crate::model::effect::JobEffect;
use crate::model::id::JobId;

use super::Server;

/// The file, and what is done with it.
#[derive(Debug, Default)]
pub struct HistoryFile {
    /// Which, where the option names one.
    path: Option<PathBuf>,
    doing: Doing,
    /// It was told that it cannot be written.
    told: bool,
}

#[derive(Debug, Default)]
enum Doing {
    /// Nothing.
    #[default]
    Nothing,
    /// It is read.
    Reads(JobId),
    /// It is written.
    Writes(JobId),
    /// Nothing any more: it could not be read.
    GaveUp,
}

impl HistoryFile {
    /// One of which a server before this one knew what it says.
    pub fn known(path: Option<PathBuf>) -> Self {
        Self { path, ..Self::default() }
    }
}

impl Server {
    /// The file is read where it is another one than before, or is to be written.
    pub(super) fn keep_answers(&mut self) {
        if self.configuring() {
            return;
        }
        let path = self.model.answers_file();
        let is_new = path != self.history_file.path;
        if is_new {
            self.model.all_answers_are_unsaved();
            self.history_file = HistoryFile::known(path.clone());
        }
        match (&self.history_file.doing, path) {
            (Doing::Nothing, Some(path)) => {
                if is_new || !self.model.unsaved_answers.is_empty() {
                    self.model.gather_unsaved_answers();
                    let read = JobEffect::ReadFileIfAny(path, MOST_READ);
                    self.history_file.doing = Doing::Reads(self.model.start_job(read));
                }
            }
            (Doing::Reads(_) | Doing::Writes(_), Some(_)) => {}
            (Doing::GaveUp, _) | (_, None) => self.model.unsaved_answers.clear(),
        }
    }

    /// Takes what came of it. Whether it was that.
    pub(super) fn history_file_done(&mut self, job: JobId, answer: &Answer) -> bool {
        match self.history_file.doing {
            Doing::Reads(it) if it == job => match answer.clone().file() {
                Ok(file) => self.write_answers(&file),
                Err(failed) => {
                    self.history_file.doing = Doing::GaveUp;
                    let words = format!("history-file is left alone: {failed}");
                    self.model.remember_message(&words);
                }
            },
            Doing::Writes(it) if it == job => {
                self.history_file.doing = Doing::Nothing;
                let failed = answer.clone().done().err();
                // Else they are written with the next.
                if failed.is_none() {
                    self.model.answers_are_written();
                }
                let was_told = std::mem::replace(&mut self.history_file.told, failed.is_some());
                if let Some(failed) = failed.filter(|_| !was_told) {
                    self.model.remember_message(&format!("history-file: {failed}"));
                }
            }
            _ => return false,
        }
        self.keep_answers();
        true
    }

    /// Takes in what the file says, and writes it where there is more.
    fn write_answers(&mut self, file: &[u8]) {
        let others = self.model.read_answers(file);
        self.model.unwritten_answers = std::mem::take(&mut self.model.unsaved_answers);
        self.history_file.doing = match &self.history_file.path {
            Some(path) if !self.model.unwritten_answers.is_empty() => {
                let (path, data) = (path.clone(), [self.model.written_answers(), others].concat());
                let write = JobEffect::ReplaceFile { path, data };
                Doing::Writes(self.model.start_job(write))
            }
            _ => Doing::Nothing,
        };
    }
}
