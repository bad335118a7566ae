# Every bash that make starts reads this: a WebAssembly program that a recipe, or a script, is about to run is written down,
# with its folder, its variables and its arguments, and passed over as if it had succeeded.

# A command whose program is named by a path or a variable, behind assignments or not. No other is looked at, because to
# look means to expand its words once more.
wasmrun_candidate="^([A-Za-z_][A-Za-z_0-9]*=([^[:space:]\"']|\"[^\"]*\"|'[^']*')*[[:space:]]+)*[^[:space:]]*[/\$]"

wasmrun_passes_over() {
  local first magic variables=()
  [[ $BASH_COMMAND =~ $wasmrun_candidate ]] || return 1
  eval "set -- $BASH_COMMAND" 2>/dev/null || return 1
  while [[ ${1-} =~ ^[A-Za-z_][A-Za-z_0-9]*= ]]; do
    variables+=("$1")
    shift
  done
  [[ -f ${1-} ]] || return 1
  { IFS= read -r -d '' -n 1 first && IFS= read -r -n 3 magic; } <"$1"
  [[ -z $first && $magic == asm ]] || return 1
  # Older shells take an empty list for a variable that is not set.
  printf '%s\0' "$PWD" ${#variables[@]} ${variables[@]+"${variables[@]}"} $# "$@" >>"$WASMRUN_STARTED"
  # Only with this does the status of a trap keep the command from running; set sooner, it starts a debugger.
  shopt -s extdebug
  return 0
}
set -o functrace
trap '! wasmrun_passes_over' DEBUG
