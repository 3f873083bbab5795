//! Names that were meant: the unambiguous start of a name, and the nearest one to a slip.

/// Why a word is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoName {
    /// Several names begin with it.
    #[error("ambiguous: {}", .0.join(", "))]
    Ambiguous(Vec<String>),
    /// None does; perhaps this one was meant.
    #[error("unknown{}", .0.as_ref().map(|name| format!(", did you mean {name}?")).unwrap_or_default())]
    Unknown(Option<String>),
}

/// The name that is `word`, or the only one that begins with it.
pub fn unique_prefix<'a>(
    word: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Result<&'a str, NoName> {
    let names: Vec<&str> = names.into_iter().collect();
    if let Some(name) = names.iter().find(|name| **name == word) {
        return Ok(name);
    }
    let mut found: Vec<&str> =
        names.iter().copied().filter(|name| !word.is_empty() && name.starts_with(word)).collect();
    found.sort_unstable();
    found.dedup();
    match found[..] {
        [name] => Ok(name),
        [] => Err(NoName::Unknown(nearest(word, names).map(str::to_owned))),
        _ => Err(NoName::Ambiguous(found.into_iter().map(str::to_owned).collect())),
    }
}

/// The name that is nearest to `word`, if one is near: at most a third of it has to change.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 3);
    // Nobody slips on a word of this length.
    if word.len() > 64 {
        return None;
    }
    names
        .into_iter()
        .map(|name| (distance(word, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many characters have to be put in, left out, replaced or swapped with a neighbour to
/// make one word of the other (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (above[j] + 1).min(row[j - 1] + 1).min(above[j - 1] + changed);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] =
        ["split-window", "list-windows", "list-sessions", "new-window", "new-session"];

    #[test]
    fn a_start_that_only_one_name_has_is_that_name() {
        assert_eq!(unique_prefix("sp", NAMES), Ok("split-window"));
        assert_eq!(unique_prefix("new-session", NAMES), Ok("new-session"));
        assert_eq!(unique_prefix("new", ["new", "new-window"]), Ok("new"));
        let both = vec!["list-sessions".to_owned(), "list-windows".to_owned()];
        assert_eq!(unique_prefix("list-", NAMES), Err(NoName::Ambiguous(both)));
    }

    #[test]
    fn a_slip_finds_the_nearest_name() {
        assert_eq!(nearest("splt-window", NAMES), Some("split-window"));
        assert_eq!(nearest("nwe-window", NAMES), Some("new-window"));
        assert_eq!(nearest("frobnicate", NAMES), None);
        assert_eq!(nearest("", NAMES), None);
        let error = unique_prefix("new-windwo", NAMES).unwrap_err();
        assert_eq!(error.to_string(), "unknown, did you mean new-window?");
    }
}
