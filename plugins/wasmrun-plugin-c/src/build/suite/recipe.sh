# Every bash that make starts reads this: a WebAssembly program that a recipe, or a script, is about to run is written down,
# with its folder, whether it is to fail, its variables and its arguments, and passed over as if it had done what it is to do.

# A command whose program is named by a path or a variable, behind assignments or not. No other is looked at, because to
# look means to expand its words once more.
wasmrun_candidate="^([A-Za-z_][A-Za-z_0-9]*=([^[:space:]\"']|\"[^\"]*\"|'[^']*')*[[:space:]]+)*[^[:space:]]*[/\$]"

# What stands around a command that is negated for itself: neither in a condition nor as the first of a pipeline.
wasmrun_before_negation='(^|[;&(]|do) ?! '
wasmrun_behind_negation=' ?($|[;&)<>]|\|\|)'

# Whether the program that is about to run is to fail.
wasmrun_is_to_fail() {
  local recipe=${BASH_EXECUTION_STRING-} command=${BASH_COMMAND%%[<>]*}
  recipe=${recipe//[[:space:]]/ }
  while [[ $recipe == *'  '* ]]; do recipe=${recipe//  / }; done
  [[ $recipe =~ $wasmrun_before_negation"${command% }"$wasmrun_behind_negation ]]
}

wasmrun_passes_over() {
  local first magic fails variables=()
  # What stands for a program that is to fail is a command like others.
  [[ ${FUNCNAME[1]-} != */* ]] || return 1
  [[ $BASH_COMMAND =~ $wasmrun_candidate ]] || return 1
  eval "set -- $BASH_COMMAND" 2>/dev/null || return 1
  while [[ ${1-} =~ ^[A-Za-z_][A-Za-z_0-9]*= ]]; do
    variables+=("$1")
    shift
  done
  [[ -f ${1-} ]] || return 1
  { IFS= read -r -d '' -n 1 first && IFS= read -r -n 3 magic; } <"$1"
  [[ -z $first && $magic == asm ]] || return 1
  wasmrun_is_to_fail && fails='!'
  # Older shells take an empty list for a variable that is not set.
  printf '%s\0' "$PWD" "${fails-}" ${#variables[@]} ${variables[@]+"${variables[@]}"} $# "$@" >>"$WASMRUN_STARTED"
  # The status of what is passed over is 0, that of a function can be chosen.
  [[ ${fails-} ]] && eval "function $1 { return 1; }" 2>/dev/null && return 1
  # Only with this does the status of a trap keep the command from running; set sooner, it starts a debugger.
  shopt -s extdebug
  return 0
}
set -o functrace
trap '! wasmrun_passes_over' DEBUG
