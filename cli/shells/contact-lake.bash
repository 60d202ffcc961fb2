# Completion of contact-lake in bash. The program says what can stand at the cursor; this quotes it.

# Where contact-lake is no command yet, as with npx, it becomes one: the program that has printed this.
command -v contact-lake >/dev/null || function contact-lake { @PROGRAM@ "$@"; }

# Splits the text as the shell does, and expands nothing. Sets _contact_lake_words, the words without their
# quotes, of which the last is unfinished, and _contact_lake_quote, the quote that is still open.
_contact_lake_split() {
  local text=$1 word='' is_begun='' quote='' char next i
  _contact_lake_words=()
  for ((i = 0; i < ${#text}; i++)); do
    char=${text:i:1} next=${text:i+1:1}
    case $quote in
      "'") if [[ $char == "'" ]]; then quote=''; else word+=$char; fi ;;
      '"')
        if [[ $char == '"' ]]; then
          quote=''
        elif [[ $char == '\' && $next == [\$\`\"\\] ]]; then
          word+=$next i=$((i + 1))
        else
          word+=$char
        fi
        ;;
      '$')
        if [[ $char == "'" ]]; then
          quote=''
        elif [[ $char == '\' ]]; then
          case $next in n) next=$'\n' ;; t) next=$'\t' ;; esac
          word+=$next i=$((i + 1))
        else
          word+=$char
        fi
        ;;
      *)
        case $char in
          [[:space:]])
            [[ $is_begun ]] && _contact_lake_words+=("$word")
            word='' is_begun=''
            continue
            ;;
          '\') word+=$next i=$((i + 1)) ;;
          "'" | '"') quote=$char ;;
          '$') if [[ $next == "'" ]]; then quote='$' i=$((i + 1)); else word+=$char; fi ;;
          *) word+=$char ;;
        esac
        is_begun=yes
        ;;
    esac
  done
  _contact_lake_words+=("$word")
  _contact_lake_quote=$quote
}

# Sets _contact_lake_quoted to the text as it has to be typed behind an opened quote $2, or behind none.
_contact_lake_quote_text() {
  local text=$1 quote=$2 char special i
  _contact_lake_quoted=''
  for ((i = 0; i < ${#text}; i++)); do
    char=${text:i:1}
    case $char in
      [[:cntrl:]]) printf -v special %q "$char" && special=$quote$special$quote ;;
      [A-Za-z0-9_./,+@%-]) special=$char ;;
      [\ -~])
        case ${quote:-0}$char in
          "''") special="'\\''" ;;
          '"!') special='"\!"' ;;
          "'"* | '"'[!\$\`\"\\]) special=$char ;;
          *) special="\\$char" ;;
        esac
        ;;
      *) special=$char ;;
    esac
    _contact_lake_quoted+=$special
  done
  # Readline closes the quote, unless the text ends with one.
  [[ $quote && $_contact_lake_quoted == *"$quote" ]] && _contact_lake_quoted+=$quote
  return 0
}

_contact_lake() {
  local line=${COMP_LINE:0:COMP_POINT} replaced=$2 kind='' candidate typed head quote
  local _contact_lake_words _contact_lake_quote _contact_lake_quoted
  COMPREPLY=()
  [[ $line == *"$replaced" ]] || return 0
  # Readline replaces the end of a word only, where the word has a quote, a colon or an equals sign.
  _contact_lake_split "${line%"$replaced"}"
  head=${_contact_lake_words[${#_contact_lake_words[@]} - 1]} quote=$_contact_lake_quote
  _contact_lake_split "$line"
  typed=${_contact_lake_words[${#_contact_lake_words[@]} - 1]}
  while IFS= read -r -d '' candidate; do
    if [[ ! $kind ]]; then
      kind=$candidate
    elif [[ $candidate == "$typed"* && $candidate == "$head"* ]]; then
      _contact_lake_quote_text "${candidate:${#head}}" "$quote"
      COMPREPLY+=("$_contact_lake_quoted")
    fi
  done < <(contact-lake complete -- "${_contact_lake_words[@]:1}" 2>/dev/null </dev/null)
  # bash 3 has no compopt; there, files are offered where nothing else fits.
  [[ $kind == files ]] || compopt +o default 2>/dev/null
  return 0
}

complete -o default -F _contact_lake contact-lake
