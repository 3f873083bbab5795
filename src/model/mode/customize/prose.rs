//! Sentences in lines of so many columns, broken between words: no more of them than there is room for,
//! whatever there is to say.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::line::Line;
use crate::style::Style;
use crate::visible::{start_of, visible};

/// Lines of sentences.
#[derive(Debug)]
pub(super) struct Prose {
    cols: usize,
    rows: usize,
    lines: Vec<Line>,
}

impl Prose {
    /// None yet, in so many columns and rows.
    pub(super) fn new(cols: usize, rows: usize) -> Self {
        Self { cols: cols.max(1), rows, lines: Vec::new() }
    }

    /// Begins a line with these pieces, each in its style.
    pub(super) fn say(&mut self, pieces: &[(&str, Style)]) {
        let mut line = Line::new();
        for (text, style) in pieces {
            let text = start_of(text, self.cols, self.room());
            for (at, part) in text.split('\n').enumerate() {
                if at > 0 {
                    self.end(&mut line);
                }
                if self.room() == 0 {
                    return;
                }
                for word in visible(part).split_inclusive(' ') {
                    self.add_word(&mut line, word, style);
                }
            }
        }
        self.end(&mut line);
    }

    /// One of them in the usual style.
    pub(super) fn plainly(&mut self, text: &str) {
        self.say(&[(text, Style::PLAIN)]);
    }

    /// A line is left empty.
    pub(super) fn gap(&mut self) {
        self.end(&mut Line::new());
    }

    /// The lines.
    pub(super) fn lines(self) -> Vec<Line> {
        self.lines
    }

    /// How many lines there may still be.
    fn room(&self) -> usize {
        self.rows.saturating_sub(self.lines.len())
    }

    /// A line is complete: the next one begins.
    fn end(&mut self, line: &mut Line) {
        let line = std::mem::take(line);
        if self.room() > 0 {
            self.lines.push(line);
        }
    }

    fn add_word(&mut self, line: &mut Line, word: &str, style: &Style) {
        let mut width = line.width();
        if width > 0 && width + word.trim_end().width() > self.cols {
            self.end(line);
            width = 0;
        }
        for cluster in word.graphemes(true) {
            let columns = cluster.width().min(2);
            // A word longer than a line goes on in the next; the blank behind it does not.
            if width > 0 && width + columns > self.cols {
                if cluster == " " || self.room() == 0 {
                    return;
                }
                self.end(line);
                width = 0;
            }
            line.push_text(cluster, style);
            width += columns;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cols: usize, text: &str, expect: &[&str]) {
        let mut prose = Prose::new(cols, 4);
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
        check(3, "漢字漢", &["漢", "字", "漢"]);
        check(1, "漢字", &["漢", "字"]);
        check(4, "abcd efgh", &["abcd", "efgh"]);
    }

    #[test]
    fn no_more_is_laid_out_than_there_is_room_for() {
        check(2, "a b c d e f", &["a", "b", "c", "d"]);
        check(2, "abcdefghijk", &["ab", "cd", "ef", "gh"]);
        check(2, "1\n2\n3\n4\n5", &["1", "2", "3", "4"]);
        check(2, &"é ".repeat(1 << 20), &["é", "é", "é", "é"]);
        check(2, &"é".repeat(1 << 20), &["éé", "éé", "éé", "éé"]);
        let mut prose = Prose::new(2, 1);
        prose.plainly("a");
        prose.gap();
        prose.plainly("b");
        assert_eq!(prose.lines().len(), 1);
    }
}
