# pmux's part of zsh, in its panes: it tells where prompts, commands and their output are (OSC 133)
# and which directory the shell is in (OSC 7). `set -g shell-integration off` in pmux.conf keeps it
# away.
#
# zsh reads this as the .zshenv of a ZDOTDIR that pmux gave it. The person's own is put back at
# once, and their .zshenv read; the rest zsh finds by itself.

if [[ -n ${PMUX_ZDOTDIR+x} ]]; then
    export ZDOTDIR="$PMUX_ZDOTDIR"
    unset PMUX_ZDOTDIR
else
    unset ZDOTDIR
fi

{
    if [[ -r ${ZDOTDIR-$HOME}/.zshenv ]]; then
        builtin source "${ZDOTDIR-$HOME}/.zshenv"
    fi
} always {
    if [[ -o interactive ]]; then
        # Marks come once: who has others keeps those. Known when all files were read.
        _pmux_begin() {
            emulate -L zsh
            precmd_functions=(${precmd_functions:#_pmux_begin})
            local hook
            for hook in precmd preexec $precmd_functions $preexec_functions; do
                if [[ ${functions[$hook]-} == *'133;'* ]]; then
                    unfunction _pmux_begin _pmux_precmd _pmux_preexec
                    return
                fi
            done
            if [[ ${PS1-} == *'133;'* ]]; then
                unfunction _pmux_begin _pmux_precmd _pmux_preexec
                return
            fi
            precmd_functions+=(_pmux_precmd)
            preexec_functions+=(_pmux_preexec)
            unfunction _pmux_begin
            _pmux_precmd
        }

        _pmux_encoded() {
            emulate -L zsh
            setopt no_multibyte extended_glob
            local LC_ALL=C
            REPLY=${1//(#m)[^a-zA-Z0-9\/._~-]/%${(l:2::0:)$(([##16]#MATCH))}}
        }

        _pmux_precmd() {
            local code=$?
            emulate -L zsh
            builtin print -rn -- $'\e]133;D;'$code$'\e\\'
            local REPLY
            if [[ $PWD != ${_pmux_pwd-} ]]; then
                typeset -g _pmux_pwd=$PWD
                _pmux_encoded "$PWD"
                builtin print -rn -- $'\e]7;file://'${HOST-}$REPLY$'\e\\'
            fi
            # Themes make the prompt anew each time, in functions that may come after this one.
            if [[ $precmd_functions[-1] != _pmux_precmd ]]; then
                precmd_functions=(${precmd_functions:#_pmux_precmd} _pmux_precmd)
            fi
            if [[ ${PS1-} != *'133;'* ]]; then
                PS1=$'%{\e]133;A\e\\%}'${PS1-}$'%{\e]133;B\e\\%}'
            fi
        }

        _pmux_preexec() {
            local REPLY
            _pmux_encoded "$1"
            builtin print -rn -- $'\e]133;C;cmdline_url='$REPLY$'\e\\'
        }

        typeset -ga precmd_functions preexec_functions
        precmd_functions+=(_pmux_begin)
    fi
}
