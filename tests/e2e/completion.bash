#!/usr/bin/env bash
# Usage: completion.bash COMPLETION. What a Tab offers, requested as bash does: the words so far, the last one unfinished.
set -u
completion=$(readlink -f "$1")
source "$completion"
failures=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
touch "a backup.tar.zst" key.private
mkdir folder

# offers WORDS WANTED…: each is among what is offered; -WORD must not be
offers() {
  local line=$1 wanted found
  shift
  read -r -a COMP_WORDS <<< "$line"
  [[ $line != *' ' ]] || COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _sluss
  for wanted in "$@"; do
    found=no
    for word in "${COMPREPLY[@]}"; do [[ $word != "${wanted#!}" ]] || found=yes; done
    [[ $wanted == !* ]] && { [[ $found == no ]] && continue; } || { [[ $found == yes ]] && continue; }
    echo "FAILED: '$line' with $wanted: ${COMPREPLY[*]}"
    failures=$((failures + 1))
  done
}

offers "sluss " audit backup token '!list' '!debug'
offers "sluss au" audit '!backup'
offers "sluss audit " list verify
offers "sluss audit list " --since --limit '!list' '!verify'
offers "sluss token add " --role '!add' '!remove'
offers "sluss token remove " '!add' '!--role'
offers "sluss backup " keygen --to --keep
offers "sluss backup keygen " --to '!keygen' '!--keep'
offers "sluss --config x.toml archive prune " --dry-run '!prune'
offers "sluss export --format " xlsx parquet '!--output'
# Files, and names with blanks stay whole.
offers "sluss restore " "a backup.tar.zst" key.private folder
offers "sluss restore --key k" key.private '!folder'
offers "sluss restore x --" --verify --key '!folder'
offers "sluss backup --to " folder
offers "sluss backup keygen --to " folder
offers "sluss export --output " folder
offers "sluss --config " key.private
# Names are the program's own words; a configuration that is named is read.
sluss() {
  case "$*" in
    "config names jobs") printf 'kolada\nlokal\n' ;;
    "--config other.toml config names jobs") echo annat ;;
    "config names datasets") echo nyckeltal_jamforelse ;;
    "config names runs") printf 'last\n12\n' ;;
    "config names held") printf 'U07417\nN15428\n' ;;
    "config names sources") echo viva ;;
    "config names tokens") echo powerbi ;;
    "config names roles") printf 'reader\noperator\n' ;;
    *) echo "asked for $*" >&2; return 78 ;;
  esac
}
offers "sluss run " kolada lokal --full '!last'
offers "sluss run k" kolada '!lokal'
offers "sluss --config other.toml run " annat '!kolada'
offers "sluss --config none.toml run " --full '!kolada'
offers "sluss status --job " kolada '!--check'
offers "sluss export " nyckeltal_jamforelse
offers "sluss show " last 12
offers "sluss release 1" 12 '!last'
offers "sluss release 12 " U07417 N15428 '!last'
offers "sluss discard 12 U" U07417 '!N15428'
offers "sluss --config none.toml show 12 " --all '!U07417'
offers "sluss show last " U07417 '!last'
offers "sluss replay " viva '!kolada'
offers "sluss token remove " powerbi
offers "sluss token add --role " reader operator '!powerbi'
offers "sluss token add " --role '!powerbi'
[[ $failures == 0 ]] || { echo "$failures failed"; exit 1; }
echo "all well"
