//! Characters to tokens, with variables and `~` replaced on the way.

use std::collections::HashMap;

use super::{Surroundings, SyntaxError};

/// A piece of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// The end of a line.
    Newline,
    /// `;`
    Semicolon,
    /// `{` at the start of a word.
    Open,
    /// `}`
    Close,
    /// An argument.
    Word {
        /// With quotes, escapes and variables resolved.
        text: String,
        /// How many bytes at the start of `text` stood there as they are.
        bare: usize,
    },
    /// The end of the text.
    End,
}

/// Whether `name` may stand before the `=` of an assignment.
pub(super) fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Reads tokens from text.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    surroundings: Surroundings<'a>,
    assigned: HashMap<String, String>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, surroundings: Surroundings<'a>) -> Self {
        Self { text, at: 0, line: 1, surroundings, assigned: HashMap::new() }
    }

    /// The line of the next character, from 1.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    /// The offset of the next character in the text.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// The text from `start` to before `end`.
    pub(super) fn source(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Remembers an assignment, for the variables that follow.
    pub(super) fn assign(&mut self, name: &str, value: &str) {
        self.assigned.insert(name.to_owned(), value.to_owned());
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.assigned.get(name).cloned().or_else(|| (self.surroundings.env)(name))
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        if c == '\n' {
            self.line += 1;
        }
        Some(c)
    }

    /// Steps over a line continuation, if one is next: `\` as the last character of a line.
    fn skip_continuation(&mut self) -> bool {
        let bytes = ["\\\n", "\\\r\n"].iter().find(|c| self.rest().starts_with(**c));
        if let Some(continuation) = bytes {
            self.at += continuation.len();
            self.line += 1;
        }
        bytes.is_some()
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(&keep) {
            self.next();
        }
        &self.text[start..self.at]
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, SyntaxError> {
        Err(SyntaxError { line: self.line, message: message.into() })
    }

    fn skip_blanks(&mut self) {
        while self.skip_continuation() || matches!(self.peek(), Some(' ' | '\t' | '\r')) {
            self.take_while(|c| matches!(c, ' ' | '\t' | '\r'));
        }
    }

    /// Goes to the end of this line, continuations included.
    fn skip_line(&mut self) {
        while self.peek().is_some_and(|c| c != '\n') {
            if !self.skip_continuation() {
                self.next();
            }
        }
    }

    /// Goes to where reading can go on after a fault: the end of the line, or the brace that
    /// ends it, so that the lines of a block do not end up outside of it.
    fn recover(&mut self) {
        let start = self.at;
        self.skip_line();
        let skipped = self.text[start..self.at].trim_end();
        if skipped.ends_with(['{', '}']) {
            self.line -= self.text[start + skipped.len()..self.at].matches('\n').count();
            self.at = start + skipped.len() - 1;
        }
    }

    /// The next token. After an error the next one is on the line after.
    pub(super) fn token(&mut self) -> Result<Token, SyntaxError> {
        self.read().inspect_err(|_| self.recover())
    }

    fn read(&mut self) -> Result<Token, SyntaxError> {
        self.skip_blanks();
        let token = match self.peek() {
            None => return Ok(Token::End),
            Some('#') => {
                self.skip_line();
                return self.token_after_comment();
            }
            Some('\n') => Token::Newline,
            Some(';') => Token::Semicolon,
            Some('{') => Token::Open,
            Some('}') => Token::Close,
            Some(_) => return self.word(),
        };
        self.next();
        Ok(token)
    }

    fn token_after_comment(&mut self) -> Result<Token, SyntaxError> {
        Ok(if self.next().is_some() { Token::Newline } else { Token::End })
    }

    /// The format after an `%if` or `%elif`: a word in which `#` is no comment.
    pub(super) fn condition(&mut self) -> Result<String, SyntaxError> {
        self.skip_blanks();
        match self.word().inspect_err(|_| self.recover())? {
            Token::Word { text, .. } if !text.is_empty() => Ok(text),
            _ => self.error("%if and %elif need a condition"),
        }
    }

    fn word(&mut self) -> Result<Token, SyntaxError> {
        let mut text = String::new();
        let mut bare = None;
        let start = self.at;
        while let Some(c) = self.peek() {
            if self.skip_continuation() {
                continue;
            }
            match c {
                ' ' | '\t' | '\n' | ';' | '}' => break,
                '\r' if self.rest().starts_with("\r\n") => break,
                '#' if self.rest().starts_with("#{") => self.format(&mut text)?,
                '\'' | '"' | '\\' | '$' => {
                    bare.get_or_insert(text.len());
                    self.special(c, &mut text)?;
                }
                '~' if self.at == start => {
                    bare.get_or_insert(0);
                    self.home(&mut text)?;
                }
                c => {
                    text.push(c);
                    self.next();
                }
            }
        }
        if text.contains('\0') {
            return self.error("a NUL character, which no word can have");
        }
        let bare = bare.unwrap_or(text.len());
        Ok(Token::Word { text, bare })
    }

    /// `#{…}` outside quotes, up to its own `}`, which is on the same line.
    fn format(&mut self, text: &mut String) -> Result<(), SyntaxError> {
        let mut depth = 0usize;
        while let Some(c) = self.peek().filter(|c| *c != '\n') {
            self.next();
            text.push(c);
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => continue,
            }
            if depth == 0 {
                return Ok(());
            }
        }
        self.error("#{ without }")
    }

    fn special(&mut self, c: char, text: &mut String) -> Result<(), SyntaxError> {
        match c {
            '\'' => self.single_quoted(text),
            '"' => self.double_quoted(text),
            '$' => self.dollar(text),
            _ => self.escape(text),
        }
    }

    /// Where a quote has no end, reading goes on after the line that it begins on.
    fn unterminated<T>(&mut self, start: usize, line: usize) -> Result<T, SyntaxError> {
        (self.at, self.line) = (start, line);
        // Not to read the quote once more.
        self.next();
        Err(SyntaxError { line, message: "unterminated quote".into() })
    }

    fn single_quoted(&mut self, text: &mut String) -> Result<(), SyntaxError> {
        let (start, line) = (self.at, self.line);
        self.next();
        loop {
            if self.skip_continuation() {
                continue;
            }
            match self.next() {
                Some('\'') => return Ok(()),
                Some(c) => text.push(c),
                None => return self.unterminated(start, line),
            }
        }
    }

    fn double_quoted(&mut self, text: &mut String) -> Result<(), SyntaxError> {
        let (start, line) = (self.at, self.line);
        self.next();
        if self.peek() == Some('~') {
            self.home(text)?;
        }
        loop {
            if self.skip_continuation() {
                continue;
            }
            match self.peek() {
                Some('"') => {
                    self.next();
                    return Ok(());
                }
                Some('$') => self.dollar(text)?,
                Some('\\') => self.escape(text)?,
                Some(c) => {
                    text.push(c);
                    self.next();
                }
                None => return self.unterminated(start, line),
            }
        }
    }

    /// `$NAME` and `${NAME}`; any other `$` stands for itself.
    fn dollar(&mut self, text: &mut String) -> Result<(), SyntaxError> {
        self.next();
        let braced = self.peek() == Some('{');
        if braced {
            self.next();
        } else if !self.peek().is_some_and(|c| c.is_ascii_alphabetic() || c == '_') {
            text.push('$');
            return Ok(());
        }
        let name = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
        if braced && !(is_name(name) && self.next() == Some('}')) {
            return self.error("invalid environment variable");
        }
        text.push_str(&self.variable(name).unwrap_or_default());
        Ok(())
    }

    /// `~` and `~user` at the start of a word or of a double-quoted part of one.
    fn home(&mut self, text: &mut String) -> Result<(), SyntaxError> {
        let start = self.at;
        self.next();
        self.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        let user = &self.text[start..self.at];
        let name = if user == "~" { "HOME" } else { user };
        match self.variable(name) {
            Some(home) => text.push_str(&home),
            None => return self.error(format!("no home directory for {user}")),
        }
        Ok(())
    }

    /// `\` and what it escapes.
    fn escape(&mut self, text: &mut String) -> Result<(), SyntaxError> {
        self.next();
        let Some(c) = self.next() else { return Ok(()) };
        text.push(match c {
            'a' => '\x07',
            'b' => '\x08',
            'e' => '\x1b',
            'f' => '\x0c',
            's' => ' ',
            'v' => '\x0b',
            'r' => '\r',
            'n' => '\n',
            't' => '\t',
            'u' => return self.code_point(text, "", 4, 16),
            'U' => return self.code_point(text, "", 8, 16),
            '0'..='7' => return self.code_point(text, &c.to_string(), 2, 8),
            c => c,
        });
        Ok(())
    }

    /// A character may be written byte by byte, each in octal, of which this is the `first`. Bytes that
    /// are none stand for the character of that number.
    fn bytes(&mut self, first: char, text: &mut String) {
        let byte = |at: usize| {
            let digits = self.text.get(at..at + 4)?.strip_prefix('\\')?;
            let is_octal = digits.bytes().all(|digit| matches!(digit, b'0'..=b'7'));
            u8::from_str_radix(digits, 8).ok().filter(|byte| is_octal && *byte >= 0x80)
        };
        let rest = (0..3).map_while(|nth| byte(self.at + 4 * nth));
        let bytes: Vec<u8> = std::iter::once(u32::from(first) as u8).chain(rest).collect();
        let whole = (2..=bytes.len()).find_map(|len| str::from_utf8(&bytes[..len]).ok());
        self.at += 4 * whole.map_or(0, |it| it.len() - 1);
        text.push(whole.and_then(|it| it.chars().next()).unwrap_or(first));
    }

    /// `digits` more digits of a code point; U+0000 is none.
    fn code_point(
        &mut self,
        text: &mut String,
        first: &str,
        digits: usize,
        radix: u32,
    ) -> Result<(), SyntaxError> {
        let end = self.at + digits;
        let more = self.text.get(self.at..end).unwrap_or_default();
        let value = more
            .chars()
            .all(|c| c.is_digit(radix))
            .then(|| u32::from_str_radix(&format!("{first}{more}"), radix).ok())
            .flatten()
            .filter(|value| *value != 0 && (radix != 8 || *value <= 0o377));
        match value.and_then(char::from_u32) {
            Some(c) if !more.is_empty() => {
                self.at = end;
                match radix == 8 && !c.is_ascii() {
                    true => self.bytes(c, text),
                    false => text.push(c),
                }
                Ok(())
            }
            _ if radix == 8 => self.error("invalid octal escape"),
            _ => self.error("invalid \\u escape"),
        }
    }
}
