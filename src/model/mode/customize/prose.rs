//! Sentences in lines of so many columns, broken between words.

use unicode_width::UnicodeWidthStr;

use crate::line::Line;
use crate::style::Style;
use crate::visible::visible;

/// Lines of sentences.
#[derive(Debug)]
pub(super) struct Prose {
    cols: usize,
    lines: Vec<Line>,
}

impl Prose {
    /// None yet, in so many columns.
    pub(super) fn new(cols: usize) -> Self {
        Self { cols: cols.max(1), lines: Vec::new() }
    }

    /// Begins a line with these pieces, each in its style.
    pub(super) fn say(&mut self, pieces: &[(&str, Style)]) {
        let mut line = Line::new();
        for (text, style) in pieces {
            for (at, part) in text.split('\n').enumerate() {
                if at > 0 {
                    self.lines.push(std::mem::take(&mut line));
                }
                for word in visible(part).split_inclusive(' ') {
                    self.add_word(&mut line, word, style);
                }
            }
        }
        self.lines.push(line);
    }

    /// One of them in the usual style.
    pub(super) fn plainly(&mut self, text: &str) {
        self.say(&[(text, Style::PLAIN)]);
    }

    /// A line is left empty.
    pub(super) fn gap(&mut self) {
        self.lines.push(Line::new());
    }

    /// The lines.
    pub(super) fn lines(self) -> Vec<Line> {
        self.lines
    }

    fn add_word(&mut self, line: &mut Line, word: &str, style: &Style) {
        if line.width() > 0 && line.width() + word.trim_end().width() > self.cols {
            self.lines.push(std::mem::take(line));
        }
        line.push_text(word, style);
        // A word longer than a line goes on in the next.
        while line.width() > self.cols {
            let rest = line.slice(self.cols, line.width() - self.cols);
            self.lines.push(line.slice(0, self.cols));
            *line = if rest.text.trim().is_empty() { Line::new() } else { rest };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cols: usize, text: &str, expect: &[&str]) {
        let mut prose = Prose::new(cols);
        prose.plainly(text);
        let lines = prose.lines().into_iter().map(|line| line.text.trim_end().to_owned());
        assert_eq!(lines.collect::<Vec<_>>(), expect, "{text}");
    }

    #[test]
    fn sentences_are_broken_between_words() {
        check(9, "what it is for", &["what it", "is for"]);
        check(7, "what it is for", &["what it", "is for"]);
        check(4, "abcdefghij k", &["abcd", "efgh", "ij k"]);
        check(9, "one\ntwo", &["one", "two"]);
        check(9, "", &[""]);
        check(4, "漢字漢字", &["漢字", "漢字"]);
    }
}
