# Completion of contact-lake in zsh. The program says what can stand at the cursor; zsh quotes it.

# Where contact-lake is no command yet, as with npx, it becomes one: the program that has printed this.
command -v contact-lake >/dev/null || function contact-lake { @PROGRAM@ "$@"; }

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }

_contact_lake() {
  local -a fields
  # Each field ends with a NUL, so the last one that is split off is empty.
  fields=("${(@0)$(contact-lake complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  if [[ $fields[1] == files ]]; then
    [[ $PREFIX == --*=* ]] && compset -P '*='
    _files
  else
    compadd -- "${(@)fields[2,-2]}"
  fi
}

compdef _contact_lake contact-lake
