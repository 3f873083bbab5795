//! Tokens to statements, going on after a bad one.

use super::lexer::{Lexer, Token, is_name};
use super::{Parsed, Statement, Surroundings, SyntaxError, Word};

/// How deep blocks and conditions may stand in each other.
const MAX_DEPTH: usize = 50;

/// Parses a prompt line, a binding or a whole file, or says what is wrong first.
pub fn parse(text: &str, surroundings: Surroundings<'_>) -> Result<Vec<Statement>, SyntaxError> {
    let (statements, errors) = parse_file(text, surroundings);
    errors.into_iter().next().map_or(Ok(statements), Err)
}

/// Parses a config file. A bad statement is left out and told of; the rest is parsed still.
pub fn parse_file(
    text: &str,
    surroundings: Surroundings<'_>,
) -> (Vec<Statement>, Vec<SyntaxError>) {
    let lexer = Lexer::new(text, surroundings);
    let mut parser = Parser { lexer, surroundings, peeked: None, errors: Vec::new(), depth: 0 };
    let statements = parser.statements(Within::File, true).0;
    (statements, parser.errors)
}

/// What the statements being read stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    File,
    Block,
    Condition,
}

/// What ended them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    End,
    Close,
    Elif,
    Else,
    Endif,
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    surroundings: Surroundings<'a>,
    peeked: Option<Token>,
    errors: Vec<SyntaxError>,
    depth: usize,
}

/// The directive that a token is, where it is one.
fn directive(token: &Token) -> Option<&str> {
    match token {
        Token::Word { text, bare } if *bare == text.len() => {
            ["%if", "%elif", "%else", "%endif", "%hidden"].into_iter().find(|d| d == text)
        }
        _ => None,
    }
}

impl Parser<'_> {
    fn next(&mut self) -> Result<Token, SyntaxError> {
        match self.peeked.take() {
            Some(token) => Ok(token),
            None => self.lexer.token(),
        }
    }

    fn error<T>(&self, message: impl Into<String>) -> Result<T, SyntaxError> {
        Err(SyntaxError { line: self.lexer.line(), message: message.into() })
    }

    /// Reads statements up to what ends them. Those of a branch not taken are read and dropped.
    fn statements(&mut self, place: Within, live: bool) -> (Vec<Statement>, Stop) {
        let mut out = Vec::new();
        loop {
            match self.statement(place, live, &mut out) {
                Ok(None) => {}
                Ok(Some(stop)) => {
                    if !live {
                        out.clear();
                    }
                    return (out, stop);
                }
                Err(error) => {
                    self.errors.push(error);
                    self.skip(place);
                }
            }
        }
    }

    /// Goes to the end of a bad statement: of its line, or to what ends the place it stands in.
    fn skip(&mut self, place: Within) {
        let mut depth = 0usize;
        loop {
            let token = match self.next() {
                Ok(token) => token,
                Err(_) => continue,
            };
            let ends = match token {
                Token::End => true,
                Token::Newline => depth == 0,
                Token::Open => {
                    depth += 1;
                    false
                }
                Token::Close if depth > 0 => {
                    depth -= 1;
                    false
                }
                Token::Close => place != Within::File || self.depth > 0,
                _ => depth == 0 && place == Within::Condition && directive(&token).is_some(),
            };
            if ends {
                self.peeked = Some(token);
                return;
            }
        }
    }

    fn statement(
        &mut self,
        place: Within,
        live: bool,
        out: &mut Vec<Statement>,
    ) -> Result<Option<Stop>, SyntaxError> {
        let token = self.next()?;
        let stop = match directive(&token) {
            Some("%if") => return self.nested(|p| p.condition(live, out)).map(|()| None),
            Some("%hidden") => return self.hidden(live, out).map(|()| None),
            Some("%elif") => Stop::Elif,
            Some("%else") => Stop::Else,
            Some(_) => Stop::Endif,
            None => return self.plain_statement(token, place, live, out),
        };
        if place != Within::Condition {
            return self.error("%elif, %else or %endif without %if");
        }
        Ok(Some(stop))
    }

    fn plain_statement(
        &mut self,
        token: Token,
        place: Within,
        live: bool,
        out: &mut Vec<Statement>,
    ) -> Result<Option<Stop>, SyntaxError> {
        match token {
            Token::Newline | Token::Semicolon => Ok(None),
            Token::End => Ok(Some(Stop::End)),
            Token::Close if place == Within::File => self.error("unexpected }"),
            Token::Close => Ok(Some(Stop::Close)),
            Token::Open => self.error("a command begins with its name, not with {"),
            Token::Word { text, bare } => {
                let name = text.split_once('=').filter(|(name, _)| name.len() < bare);
                match name.filter(|(name, _)| is_name(name)) {
                    Some((name, value)) => self.assign(name, value, false, live, out),
                    None => self.commands(text, place, live, out)?,
                }
                Ok(None)
            }
        }
    }

    fn assign(
        &mut self,
        name: &str,
        value: &str,
        hidden: bool,
        live: bool,
        out: &mut Vec<Statement>,
    ) {
        if live {
            self.lexer.assign(name, value);
        }
        let (name, value) = (name.to_owned(), value.to_owned());
        out.push(Statement::Assign { line: self.lexer.line(), name, value, hidden });
    }

    fn hidden(&mut self, live: bool, out: &mut Vec<Statement>) -> Result<(), SyntaxError> {
        if let Token::Word { text, .. } = self.next()?
            && let Some((name, value)) = text.split_once('=')
            && is_name(name)
        {
            self.assign(name, value, true, live, out);
            return Ok(());
        }
        self.error("%hidden needs NAME=value")
    }

    /// Reads what is in something else, if that is not too deep.
    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        if self.depth >= MAX_DEPTH {
            return self.error("nested too deeply");
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// `%if` to `%endif`; the statements of the branch taken go to `out`.
    fn condition(&mut self, live: bool, out: &mut Vec<Statement>) -> Result<(), SyntaxError> {
        let line = self.lexer.line();
        let mut open = live;
        let mut stop = Stop::Elif;
        loop {
            let take = match stop {
                Stop::Elif => match self.lexer.condition() {
                    Ok(format) => open && (self.surroundings.holds)(&format),
                    Err(error) => {
                        // Nobody knows which branch was meant: none.
                        self.errors.push(error);
                        open = false;
                        false
                    }
                },
                _ => open,
            };
            open &= !take;
            let (statements, end) = self.statements(Within::Condition, take);
            out.extend(statements);
            match (stop, end) {
                (_, Stop::Endif) => return Ok(()),
                (Stop::Elif, Stop::Elif | Stop::Else) => stop = end,
                (_, Stop::Elif | Stop::Else) => return self.error("%endif expected after %else"),
                (_, Stop::End | Stop::Close) => {
                    if end == Stop::Close {
                        self.peeked = Some(Token::Close);
                    }
                    return Err(SyntaxError { line, message: "%if without %endif".into() });
                }
            }
        }
    }

    /// A sequence of commands, the first word of which was read.
    fn commands(
        &mut self,
        first: String,
        place: Within,
        live: bool,
        out: &mut Vec<Statement>,
    ) -> Result<(), SyntaxError> {
        let before = self.errors.len();
        let mut commands = Vec::new();
        let mut words = vec![Word::Text(first)];
        let mut line = self.lexer.line();
        loop {
            let token = self.next()?;
            if words.is_empty() {
                line = self.lexer.line();
            }
            let ends = match &token {
                Token::Close if place == Within::File => return self.error("unexpected }"),
                Token::End | Token::Newline | Token::Close => true,
                token => place == Within::Condition && directive(token).is_some(),
            };
            if ends || token == Token::Semicolon {
                if !words.is_empty() {
                    commands.push(Parsed { line, words: std::mem::take(&mut words) });
                }
                if ends {
                    self.peeked = Some(token);
                    break;
                }
                continue;
            }
            match token {
                Token::Word { text, .. } => words.push(Word::Text(text)),
                _ if words.is_empty() => {
                    return self.error("a command begins with its name, not with {");
                }
                _ => words.push(self.nested(|parser| parser.block(live))?),
            }
        }
        // A block with a fault spoils the commands that it belongs to, and nothing else.
        if self.errors.len() == before {
            out.push(Statement::Commands(commands));
        }
        Ok(())
    }

    /// What follows a `{`, and its `}`.
    fn block(&mut self, live: bool) -> Result<Word, SyntaxError> {
        let (line, start) = (self.lexer.line(), self.lexer.offset());
        let (statements, stop) = self.statements(Within::Block, live);
        if stop != Stop::Close {
            return Err(SyntaxError { line, message: "{ without }".into() });
        }
        let end = self.lexer.offset().saturating_sub(1);
        let source = within(self.lexer.source(start, end)).to_owned();
        Ok(Word::Block { source, statements })
    }
}

/// What stands between braces, without what is blank to the lexer around it; but what a backslash is for
/// is its.
fn within(text: &str) -> &str {
    let mut trimmed = text;
    while let Some(rest) =
        ["\r\n", "\n", " ", "\t"].iter().find_map(|blank| trimmed.strip_suffix(blank))
    {
        trimmed = rest;
    }
    let rest = &text[trimmed.len()..];
    let escaped = match trimmed.ends_with('\\') {
        true if rest.starts_with("\r\n") => 2,
        true => rest.chars().next().map_or(0, char::len_utf8),
        false => 0,
    };
    text[..trimmed.len() + escaped].trim_start_matches([' ', '\t', '\r', '\n'])
}
