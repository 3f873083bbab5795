# pmux's part of bash, in its panes: it tells where prompts, commands and their output are (OSC 133)
# and which directory the shell is in (OSC 7). `set -g shell-integration off` in pmux.conf keeps it
# away.
#
# A login shell is started in POSIX mode, in which it reads this as $ENV and nothing before; any
# other reads it in place of ~/.bashrc (--rcfile). So what would have been read is read from here.

if shopt -q login_shell && [[ -o posix ]]; then
    set +o posix
    shopt -u inherit_errexit 2>/dev/null
    if [[ -n ${PMUX_ENV+x} ]]; then
        export ENV="$PMUX_ENV"
        unset -v PMUX_ENV
    else
        unset -v ENV
    fi
    # POSIX mode has another default for this.
    if [[ ${HISTFILE-} == "${HOME-}/.sh_history" && "$(declare -p HISTFILE)" != 'declare -x'* ]]; then
        HISTFILE="$HOME/.bash_history"
    fi
    if [[ -r /etc/profile ]]; then
        . /etc/profile
    fi
    for __pmux_file in ~/.bash_profile ~/.bash_login ~/.profile; do
        if [[ -r $__pmux_file ]]; then
            . "$__pmux_file"
            break
        fi
    done
    unset -v __pmux_file
elif [[ -r ~/.bashrc ]]; then
    . ~/.bashrc
fi

# Marks come once: who has others keeps those.
if [[ $- == *i* && "${PS1-}${PS0-}${PROMPT_COMMAND[*]-}$(declare -f)" != *'133;'* ]]; then
    __pmux_before() {
        local __pmux_status=$?
        printf '\e]133;D;%s\e\\' "$__pmux_status"
        if [[ $PWD != "${__pmux_pwd-}" ]]; then
            __pmux_pwd=$PWD
            local LC_ALL=C __pmux_uri= __pmux_at __pmux_byte
            for ((__pmux_at = 0; __pmux_at < ${#PWD}; __pmux_at++)); do
                __pmux_byte=${PWD:__pmux_at:1}
                case $__pmux_byte in
                    [a-zA-Z0-9/._~-]) __pmux_uri+=$__pmux_byte ;;
                    *)
                        printf -v __pmux_byte '%d' "'$__pmux_byte"
                        printf -v __pmux_byte '%%%02X' "$((__pmux_byte & 255))"
                        __pmux_uri+=$__pmux_byte
                        ;;
                esac
            done
            printf '\e]7;file://%s%s\e\\' "${HOSTNAME-}" "$__pmux_uri"
        fi
        return "$__pmux_status"
    }

    # Prompts are often made anew each time, so this looks each time.
    __pmux_after() {
        local __pmux_status=$?
        if [[ $PS1 != *'133;'* ]]; then
            PS1='\[\e]133;A\e\\\]'$PS1'\[\e]133;B\e\\\]'
        fi
        if [[ ${PS2-} != *'133;'* ]]; then
            PS2='\[\e]133;A;k=s\e\\\]'${PS2-}'\[\e]133;B\e\\\]'
        fi
        if [[ ${PS0-} != *'133;'* ]]; then
            PS0=${PS0-}'\e]133;C\e\\'
        fi
        return "$__pmux_status"
    }

    if [[ "$(declare -p PROMPT_COMMAND 2>/dev/null)" == 'declare -a'* ]]; then
        PROMPT_COMMAND=(__pmux_before "${PROMPT_COMMAND[@]}" __pmux_after)
    else
        PROMPT_COMMAND=$'__pmux_before\n'"${PROMPT_COMMAND-}"$'\n__pmux_after'
    fi
fi
