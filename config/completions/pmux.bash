# Completion of pmux's command lines in bash. Made by: pmux completions bash
#
# pmux itself says what can come next: a word a line, a tab, what it is.

_pmux() {
    local line="${COMP_LINE:0:COMP_POINT}" words word about current
    # Readline cuts words at colons and equal signs; pmux's words are whole.
    read -r -a words <<<"$line"
    [[ "$line" == *[[:space:]] ]] && words+=('')
    # Names may have blanks in them.
    local IFS=$'\n'
    current="${words[${#words[@]} - 1]}"
    COMPREPLY=()
    while IFS=$'\t' read -r word about; do
        case "$word" in
        :files) compopt -o filenames 2>/dev/null
            COMPREPLY+=($(compgen -f -- "$current")) ;;
        :directories) compopt -o filenames 2>/dev/null
            COMPREPLY+=($(compgen -d -- "$current")) ;;
        *=) compopt -o nospace 2>/dev/null
            COMPREPLY+=("$word") ;;
        *) COMPREPLY+=("$(printf '%q' "$word")") ;;
        esac
    done < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
    # Of a word that was cut, readline wants the part behind the cut.
    if [[ "$current" == *[:=]* && "$COMP_WORDBREAKS" == *:* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*[:=]}"}"}")
    fi
}

complete -F _pmux pmux
