# Completion of pmux's command lines in fish. Made by: pmux completions fish
#
# pmux itself says what can come next: a word a line, a tab, what it is.

function __pmux_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    for line in ($program __complete $words "$current" 2>/dev/null)
        switch $line
            case ':files*'
                __fish_complete_path "$current"
            case ':directories*'
                __fish_complete_directories "$current"
            case '*'
                echo $line
        end
    end
end

complete -c pmux -f -a '(__pmux_complete)'
