//! What people who know docker type that pmux has under another word, or not at all.

/// docker's words, and what to do instead.
const WORDS: &[(&str, &str)] = &[
    ("build", "there are no images: pmux spawn runs any program there is"),
    ("commit", "there are no images to keep a state in; pmux record keeps what is shown"),
    ("compose", "a file of pmux commands starts several programs: pmux source-file FILE"),
    ("container", "leave the word out: pmux ps, pmux rm, pmux logs"),
    ("cp", "programs share the machine's files: cp does it"),
    ("create", "pmux spawn -d starts a program at once"),
    ("diff", "programs share the machine's files: nothing is set apart"),
    ("export", "programs share the machine's files: nothing is set apart"),
    ("history", "pmux commands lists what was run in a shell"),
    ("image", "there are no images: pmux spawn runs any program there is"),
    ("images", "there are no images: pmux spawn runs any program there is"),
    ("import", "there are no images: pmux spawn runs any program there is"),
    ("info", "pmux display-message -p tells any variable, pmux -V the version"),
    ("login", "there is no registry; pmux --host USER@HOST works over ssh"),
    ("logout", "there is no registry; pmux --host USER@HOST works over ssh"),
    ("network", "programs share the machine's network: nothing is set apart"),
    ("pause", "pmux kill -s STOP TARGET halts a program"),
    ("port", "programs share the machine's network: nothing is set apart"),
    ("pull", "there are no images: pmux spawn runs any program there is"),
    ("push", "there are no images: pmux spawn runs any program there is"),
    ("run", "what docker calls run is pmux spawn -- COMMAND"),
    ("search", "there are no images; pmux find-window searches what is open"),
    ("system", "pmux ps -a lists all, pmux rm removes what has ended"),
    ("tag", "there are no images: pmux spawn runs any program there is"),
    ("unpause", "pmux kill -s CONT TARGET lets a program go on"),
    ("update", "pmux set-option changes what can be changed"),
    ("version", "pmux -V tells it"),
    ("volume", "programs share the machine's files: nothing is set apart"),
];

/// What to do instead of what docker calls so, where that is none of pmux's words.
pub fn instead_of(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, instead)| *instead)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::find;

    #[test]
    fn words_that_are_missing_name_what_is_there() {
        for (word, instead) in WORDS {
            // tmux's run is another one; that it is not meant shows in how it is used.
            let told = find(word).err().map(|failure| failure.to_string());
            let expect = format!("unknown command: {word} ({instead})");
            assert_eq!(told, (*word != "run").then_some(expect));
            let named = instead.split("pmux ").skip(1).map(|rest| rest.split([' ', ',']).next());
            for name in named.flatten().filter(|name| !name.starts_with('-')) {
                assert!(find(name).is_ok_and(|command| command.name == name), "{word}: {name}");
            }
        }
        assert!(WORDS.is_sorted());
    }
}
