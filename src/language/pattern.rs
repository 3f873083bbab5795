//! Shell patterns as fnmatch(3) matches them without flags: `*`, `?`, `[…]` and `\`.

/// Whether `text` as a whole matches `pattern`. Takes time in proportion to the product of both
/// lengths at the most.
pub fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    // Where to go on when a match fails after a `*`: the pattern after it, and the text that it
    // has not swallowed yet.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        if pattern.get(p) == Some(&'*') {
            p += 1;
            retry = Some((p, t));
            continue;
        }
        if t == text.len() && p == pattern.len() {
            return true;
        }
        let step = text.get(t).and_then(|c| match_one(&pattern[p..], *c));
        if let Some(used) = step {
            p += used;
            t += 1;
            continue;
        }
        match retry {
            Some((after, start)) if start < text.len() => {
                retry = Some((after, start + 1));
                (p, t) = (after, start + 1);
            }
            _ => return false,
        }
    }
}

/// Whether `text` has anything in it that is special in a pattern.
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// How much of the start of `pattern`, which is no `*`, matches `c`; `None` if nothing does.
fn match_one(pattern: &[char], c: char) -> Option<usize> {
    match *pattern.first()? {
        '?' => Some(1),
        '[' => match bracket(&pattern[1..], c) {
            Some((used, true)) => Some(used + 1),
            Some((_, false)) => None,
            // A bracket that is never closed stands for itself.
            None => (c == '[').then_some(1),
        },
        '\\' if pattern.len() > 1 => (pattern[1] == c).then_some(2),
        literal => (literal == c).then_some(1),
    }
}

/// What follows a `[`: how long it is with its `]`, and whether `c` is in it.
fn bracket(pattern: &[char], c: char) -> Option<(usize, bool)> {
    let negated = matches!(pattern.first(), Some('!' | '^'));
    let first = usize::from(negated);
    let mut found = false;
    let mut i = first;
    loop {
        let mut low = *pattern.get(i)?;
        if low == ']' && i > first {
            return Some((i + 1, found != negated));
        }
        if low == '\\' {
            i += 1;
            low = *pattern.get(i)?;
        }
        i += 1;
        let mut high = low;
        if pattern.get(i) == Some(&'-') && pattern.get(i + 1).is_some_and(|c| *c != ']') {
            high = pattern[i + 1];
            i += 2;
        }
        found |= (low..=high).contains(&c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_fnmatch_does() {
        let check = |pattern, text, expect| {
            assert_eq!(matches(pattern, text), expect, "{pattern} {text}");
        };
        check("", "", true);
        check("", "a", false);
        check("*", "", true);
        check("a*c", "abbc", true);
        check("a*c", "abbd", false);
        check("*a*b*", "xaxbx", true);
        check("?", "é", true);
        check("?", "", false);
        check("[a-c]x", "bx", true);
        check("[!a-c]x", "bx", false);
        check("[^a-c]x", "dx", true);
        check("[]]", "]", true);
        check("[a-]", "-", true);
        check("[a", "[a", true);
        check("\\*", "*", true);
        check("\\*", "a", false);
        check("*.txt", "a.b.txt", true);
    }

    #[test]
    fn a_pattern_of_many_stars_is_not_slow() {
        assert!(!matches(&"*a".repeat(200), &"a".repeat(150)));
    }
}
