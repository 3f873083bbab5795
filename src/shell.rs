//! Words as a shell reads them (sh(1), QUOTING): the one place where they are quoted that go into a
//! command line. pmux's own command language quotes otherwise (`language`).

/// A word in single quotes, whatever is in it.
pub fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The same for somebody to read: as it is where nothing in it means anything to a shell.
pub fn word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+=,".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => quoted(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_pass_a_shell_unharmed() {
        assert_eq!(word("/tmp/pmux-1/x"), "/tmp/pmux-1/x");
        assert_eq!(quoted("/tmp/x"), "'/tmp/x'");
        assert_eq!(word("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!((word(""), quoted("")), ("''".to_owned(), "''".to_owned()));
    }
}
